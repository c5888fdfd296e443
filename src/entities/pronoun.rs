//! Pronouns of one person, and who is meant.
//!
//! Takes the names found, gives each `he` and `she` (in all their forms) to one of the people named before, or to nobody. The
//! encoder scores every earlier mention; a person's score is the sum over their mentions, people of the other gender are left out,
//! whoever has been called `she` once stays so, and a share below [`SURE`] means that nobody can be told. `I` belongs to whoever speaks and is given by the quotes; `they` and
//! `it` are left alone.

use super::{Entities, Mention};
use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, Region};
use crate::encoder::{Network, Question, Reading};
use crate::seeds::Gender;

/// The least probability of a person that is believed.
const SURE: f32 = 0.5;
/// How many names before a pronoun are candidates.
const CANDIDATES: usize = 40;
/// How many pronouns before a pronoun are candidates.
const PRONOUNS: usize = 20;

/// The gender that a pronoun of one person tells.
pub(super) fn gender(word: &str) -> Option<Gender> {
    match word {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Adds the pronouns of `document` to the people that they stand for.
pub(super) fn resolve(document: &Document, network: &dyn Network, reading: &Reading, entities: &mut Entities) {
    // Who wrote the article does not act in it.
    let writer = |m: &Mention| document.paragraphs[document.sentence_of(m.tokens.start).paragraph].region == Region::Byline;
    let names: Vec<Mention> = entities.mentions.iter().filter(|m| m.kind == MentionKind::Name && !writer(m)).cloned().collect();
    let mut found: Vec<Mention> = Vec::new();
    for token in 0..document.tokens.len() {
        let Some(gender) = gender(&document.word(token).to_lowercase()) else { continue };
        let span = document.tokens[token].span;
        let before = names.partition_point(|m| m.span.end <= span.start);
        // Their order tells the encoder how far away each is, so pronouns that were resolved before count too.
        let mut candidates: Vec<&Mention> = names[before.saturating_sub(CANDIDATES)..before].iter().collect();
        candidates.extend(found.iter().rev().take(PRONOUNS));
        candidates.sort_by_key(|m| m.span);
        let spans: Vec<_> = candidates.iter().map(|m| m.span).collect();
        let scores = network.judge(reading, Question::Antecedent { query: span, candidates: &spans });
        let mut people: Vec<(usize, f32)> = Vec::new();
        let mut all = 0.0;
        for (mention, score) in candidates.iter().zip(scores) {
            let entity = &entities.list[mention.entity];
            if entity.kind != EntityType::Person || entity.gender.is_some_and(|g| g != gender) {
                continue;
            }
            all += score;
            match people.iter_mut().find(|(entity, _)| *entity == mention.entity) {
                Some((_, sum)) => *sum += score,
                None => people.push((mention.entity, score)),
            }
        }
        let best = people.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((entity, _)) = best.filter(|&(_, score)| score >= SURE * all) {
            found.push(Mention { span, tokens: token..token + 1, kind: MentionKind::Pronoun, entity });
            entities.list[entity].gender.get_or_insert(gender);
        }
    }
    for mention in found {
        entities.add(mention);
    }
}
