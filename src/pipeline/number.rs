//! The final numbers of the entities.
//!
//! Takes entities, quotes and stance records that refer to them by place, promises entities in order of their first mention, of those
//! without a name one for each thing that they are called (`officials`), and only those that a reader has a use for: one that rests on
//! a single doubtful mention is kept only if it speaks or is a party of a stance. An entity without any mention is dropped with the
//! references to it.

use std::collections::HashMap;

use crate::analysis::{EntityType, MentionKind};
use crate::entities::{Entities, Mention};
use crate::quotes::Quote;
use crate::stance::Stance;

/// Numbers the entities anew.
pub(super) fn number(entities: &mut Entities, quotes: &mut [Quote], stance: &mut Vec<Stance>) {
    join(entities, quotes, stance);
    let mut uses = vec![0_usize; entities.list.len()];
    let mut order: Vec<usize> = Vec::with_capacity(uses.len());
    for mention in entities.all() {
        if uses[mention.entity] == 0 {
            order.push(mention.entity);
        }
        uses[mention.entity] += 1;
    }
    let parties = stance.iter().flat_map(|s| s.holder.into_iter().chain([s.target]));
    let speakers = quotes.iter().flat_map(|q| q.speaker.iter().chain(&q.candidates).copied());
    for entity in parties.chain(speakers) {
        uses[entity] += usize::from(uses[entity] > 0);
    }
    let mut to: Vec<Option<usize>> = vec![None; uses.len()];
    order.retain(|&old| uses[old] > 1 || !entities.faint.contains(&old));
    entities.faint.clear();
    for (new, &old) in order.iter().enumerate() {
        to[old] = Some(new);
    }
    entities.list = order.iter().map(|&old| entities.list[old].clone()).collect();
    refer(entities, quotes, stance, &to);
}

/// Makes one entity of those that no name stands for and that are called the same.
fn join(entities: &mut Entities, quotes: &mut [Quote], stance: &mut Vec<Stance>) {
    let mut named = vec![false; entities.list.len()];
    for mention in &entities.mentions {
        named[mention.entity] |= matches!(mention.kind, MentionKind::Name | MentionKind::Adjective);
    }
    let mut first: HashMap<(String, EntityType), usize> = HashMap::new();
    let to: Vec<Option<usize>> = (0..entities.list.len())
        .map(|id| {
            let entity = &entities.list[id];
            Some(if named[id] { id } else { *first.entry((entity.name.to_lowercase(), entity.kind)).or_insert(id) })
        })
        .collect();
    refer(entities, quotes, stance, &to);
    // `Crews on the river` around `Crews` says nothing more.
    let mentions = &entities.mentions;
    let starts = |m: &Mention| mentions.binary_search_by_key(&m.span.start, |inner| inner.span.start).ok();
    entities.phrases.retain(|m| starts(m).is_none_or(|i| mentions[i].entity != m.entity));
}

/// Leads every reference to the new place of its entity, and drops it where the entity has none; nobody is for or against oneself.
fn refer(entities: &mut Entities, quotes: &mut [Quote], stance: &mut Vec<Stance>, to: &[Option<usize>]) {
    for mentions in [&mut entities.mentions, &mut entities.phrases] {
        mentions.retain_mut(|m| to[m.entity].inspect(|&new| m.entity = new).is_some());
    }
    for quote in quotes {
        quote.speaker = quote.speaker.and_then(|old| to[old]);
        quote.candidates = quote.candidates.iter().filter_map(|&old| to[old]).collect();
        quote.candidates.sort_unstable();
        quote.candidates.dedup();
    }
    stance.retain_mut(|s| {
        s.holder = s.holder.and_then(|old| to[old]);
        to[s.target].inspect(|&new| s.target = new).is_some() && s.holder != Some(s.target)
    });
}
