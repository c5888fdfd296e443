//! Pronouns of one person, and who is meant.
//!
//! Takes the names found, gives each `he` and `she` (in all their forms) to one of the people named before, or to nobody. The
//! encoder scores every earlier mention; a person's score is the sum over their mentions, people of the other gender are left out,
//! and a score below [`SURE`] means that nobody can be told. `I` belongs to whoever speaks and is given by the quotes; `they` and
//! `it` are left alone.

use super::{Entities, Mention};
use crate::analysis::{EntityType, MentionKind};
use crate::document::Document;
use crate::encoder::{Network, Question, Reading};
use crate::seeds::Gender;

/// The least probability of a person that is believed.
const SURE: f32 = 0.5;
/// How many earlier mentions are candidates.
const CANDIDATES: usize = 40;

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
    let people: Vec<Mention> = {
        let person = |m: &&Mention| entities.list[m.entity].kind == EntityType::Person && m.kind == MentionKind::Name;
        entities.mentions.iter().filter(person).cloned().collect()
    };
    let mut found = Vec::new();
    for token in 0..document.tokens.len() {
        let Some(gender) = gender(&document.word(token).to_lowercase()) else { continue };
        let span = document.tokens[token].span;
        let before = people.partition_point(|m| m.span.end <= span.start);
        let fits = |m: &&Mention| entities.list[m.entity].gender.is_none_or(|g| g == gender);
        let candidates: Vec<&Mention> = people[before.saturating_sub(CANDIDATES)..before].iter().filter(fits).collect();
        if candidates.is_empty() {
            continue;
        }
        let spans: Vec<_> = candidates.iter().map(|m| m.span).collect();
        let scores = network.judge(reading, Question::Antecedent { query: span, candidates: &spans });
        let mut people: Vec<(usize, f32)> = Vec::new();
        for (mention, score) in candidates.iter().zip(scores) {
            match people.iter_mut().find(|(entity, _)| *entity == mention.entity) {
                Some((_, sum)) => *sum += score,
                None => people.push((mention.entity, score)),
            }
        }
        let best = people.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
        if let Some((entity, _)) = best.filter(|&(_, score)| score >= SURE) {
            found.push(Mention { span, tokens: token..token + 1, kind: MentionKind::Pronoun, entity });
        }
    }
    for mention in found {
        entities.add(mention);
    }
}
