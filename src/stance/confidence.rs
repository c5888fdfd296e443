//! How far a stance record can be trusted.
//!
//! The encoder's probabilities say how one sentence is read, not whether the record is right: whose words they are, what the target is
//! a name for and what the pair had to do with each other are found before. So records were judged by hand in articles that no rule was
//! written on, and a straight line through what is known of each ([`facts`]) gives the share of records like it that were right
//! (`training/onrecord_train/records.py`, which prints the calibration error and the weights below). Records that rest on words and those
//! that the encoder read have lines of their own. A record of the encoder is
//! kept only where it is more likely right than wrong, or where a verb says that somebody calls the target something.

use super::draft::{Draft, Views};
use super::judged::{self, Judge};
use crate::analysis::{EntityType, MentionKind, Modality};

/// What is known of a record: one, the log-odds of the encoder's two answers for its sign, and five facts that hold (1) or not (0).
pub(super) const FACTS: usize = 8;
/// Weights of the facts for records of the encoder.
const READ: [f64; FACTS] = [-1.33, 0.31, 0.33, 0.79, 0.72, -0.13, -0.78, -0.61];
/// Weights of the facts for records that rest on words.
const WORDS: [f64; FACTS] = [1.55, 0.01, 0.4, -0.75, 0.86, 0.15, -0.33, 0.44];
/// Least probability of a record of the encoder.
pub(super) const KEPT: f64 = 0.5;
/// Probabilities beyond this and its complement say no more than it.
const FAR: f64 = 0.001;
/// A target within so many tokens of the beginning of what is said is what it is about.
const LEAD: usize = 3;

/// The probability that the record is right; in hundredths, since the last digits may differ between CPUs.
pub(super) fn calibrated(draft: &Draft, facts: [f64; FACTS]) -> f64 {
    let weights = if draft.by == judged::BY { READ } else { WORDS };
    let odds: f64 = facts.iter().zip(weights).map(|(fact, weight)| fact * weight).sum();
    let p = 1.0 / (1.0 + (-odds).exp());
    (p * 100.0).round() / 100.0
}

/// What is known of a record; nothing where it has no sign, of which too few were judged, or where the encoder cannot see both
/// parties at once.
pub(super) fn facts(draft: &Draft, judge: &Judge) -> Option<[f64; FACTS]> {
    let p = judge.clauses.phrases;
    let Views { light, pair } = judge.view(draft).filter(|_| draft.modality == Modality::Asserted)?;
    let side = usize::from(draft.score > 0.0);
    let kind = draft.target.entity.map(|e| p.entities.list[e].kind);
    let class = draft.quote.map_or("none", |q| judge.quotes[q].class);
    let first = p.document.tokens_in(draft.evidence).start;
    let pronoun = p.entities.at(draft.target.head).is_some_and(|m| m.kind == MentionKind::Pronoun);
    let held = [
        draft.target.tokens.start < first + LEAD,
        matches!(class, "demand" | "accuse" | "act" | "praise" | "criticise"),
        draft.score > 0.0,
        draft.score > 0.0 && pronoun,
        matches!(kind, Some(EntityType::Gpe | EntityType::Norp)),
    ];
    let mut facts = [1.0; FACTS];
    (facts[1], facts[2]) = (odds(light[side]), odds(pair[side]));
    for (fact, held) in facts[3..].iter_mut().zip(held) {
        *fact = f64::from(u8::from(held));
    }
    Some(facts)
}

fn odds(p: f32) -> f64 {
    let p = f64::from(p).clamp(FAR, 1.0 - FAR);
    (p / (1.0 - p)).ln()
}

#[cfg(test)]
mod tests {
    use super::{FACTS, READ, WORDS, odds};

    #[test]
    fn the_encoder_agreeing_speaks_for_a_record() {
        assert!(odds(0.9) > odds(0.6) && odds(0.0).is_finite() && odds(1.0).is_finite());
        for weights in [READ, WORDS] {
            assert!(weights.len() == FACTS && weights[1] > 0.0 && weights[2] > 0.0, "{weights:?}");
        }
    }
}
