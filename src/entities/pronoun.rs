//! Pronouns of one person, and who is meant.
//!
//! Takes the names found, gives each `he` and `she` (in all their forms) to one of the people named before, or to nobody. The
//! encoder scores every earlier mention; a person's score is the sum over their mentions, people of the other gender are left out,
//! those of unknown gender count less, whoever has certainly been called `she` once stays so, and a share below [`SURE`] means that
//! nobody can be told. `I` belongs to whoever speaks and is given by the quotes; `they` and
//! `it` are left alone.

use super::{Entities, Entity, Mention};
use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, Region, Span};
use crate::encoder::{Network, Question, Reading};
use crate::seeds::Gender;

/// The least probability of a person that is believed.
const SURE: f32 = 0.5;
/// The least probability by which a pronoun tells the gender of whom it stands for, and by which it names a speaker.
const TELLS: f32 = 0.95;
const SPEAKS: f32 = 0.8;
/// What a score of somebody counts whose gender nothing tells: news has more men than women, and both are named before they are
/// `he` and `she`.
const MAYBE_SHE: f32 = 0.2;
const MAYBE_HE: f32 = 0.85;
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

/// Somebody a pronoun may stand for, where the text names them: `None` for a name that more than one person bears.
type Candidate = (Span, Option<usize>);

/// Adds the pronouns of `document` to the people that they stand for.
pub(super) fn resolve(document: &Document, network: &dyn Network, reading: &Reading, entities: &mut Entities) {
    // Who wrote the article does not act in it.
    let writer = |at: usize| document.region_of(at) == Region::Byline;
    let sure =
        entities.mentions.iter().filter(|m| m.kind == MentionKind::Name && !writer(m.tokens.start)).map(|m| (m.span, Some(m.entity)));
    let mut names: Vec<Candidate> = sure.chain(entities.shared.iter().map(|s| (document.tokens_span(&s.tokens), None))).collect();
    names.sort_by_key(|&(span, _)| span);
    let pronouns: Vec<usize> = (0..document.tokens.len()).filter(|&i| gender(&document.word(i).to_lowercase()).is_some()).collect();
    let spoken = |&i: &usize| document.quotation_at(document.token_span(i).start).is_some();
    let mut found: Vec<Mention> = Vec::new();
    let mut told = 0;
    // The article first: `she` in somebody's speech is seldom the speaker, and tells less of who is a woman.
    for inside in [false, true] {
        for &token in pronouns.iter().filter(|i| spoken(i) == inside) {
            let Some(gender) = gender(&document.word(token).to_lowercase()) else { continue };
            let span = document.token_span(token);
            let before = names.partition_point(|(name, _)| name.end <= span.start);
            // Their order tells the encoder how far away each is, so pronouns that were resolved before count too.
            let mut candidates = names[before.saturating_sub(CANDIDATES)..before].to_vec();
            // Both those of the article and those of speech stand in order.
            let (article, speech) = found.split_at(if inside { told } else { found.len() });
            let article = &article[..article.partition_point(|m| m.span.end <= span.start)];
            candidates.extend(speech.iter().rev().chain(article.iter().rev()).take(PRONOUNS).map(|m| (m.span, Some(m.entity))));
            candidates.sort_by_key(|&(span, _)| span);
            if let Some((entity, share)) = best(network, reading, entities, span, gender, &candidates) {
                found.push(Mention { span, tokens: token..token + 1, kind: MentionKind::Pronoun, entity });
                if share < SPEAKS {
                    entities.unsure.insert(token);
                }
                if !inside && share >= TELLS {
                    entities.list[entity].gender.get_or_insert(gender);
                }
            }
        }
        told = found.len();
    }
    entities.add_all(found);
}

/// Which of the candidates the pronoun at `span` stands for, if that can be told, and the probability.
fn best(
    network: &dyn Network,
    reading: &Reading,
    entities: &Entities,
    span: Span,
    gender: Gender,
    candidates: &[Candidate],
) -> Option<(usize, f32)> {
    let spans: Vec<Span> = candidates.iter().map(|&(span, _)| span).collect();
    let scores = network.judge(reading, Question::Antecedent { query: span, candidates: &spans });
    let unknown = if gender == Gender::Female { MAYBE_SHE } else { MAYBE_HE };
    let mut people: Vec<(Option<usize>, f32)> = Vec::new();
    let mut all = 0.0;
    for (&(_, entity), score) in candidates.iter().zip(scores) {
        let person = |e: &Entity| e.kind == EntityType::Person && e.gender.is_none_or(|g| g == gender);
        if entity.is_some_and(|e| !person(&entities.list[e])) {
            continue;
        }
        let known = entity.is_some_and(|e| entities.list[e].gender.is_some());
        let score = if known { score } else { score * unknown };
        all += score;
        match people.iter_mut().find(|(other, _)| *other == entity) {
            Some((_, sum)) => *sum += score,
            None => people.push((entity, score)),
        }
    }
    let best = people.into_iter().max_by(|a, b| a.1.total_cmp(&b.1));
    best.filter(|&(_, score)| score >= SURE * all).and_then(|(entity, score)| Some((entity?, score / all)))
}
