//! Words that take back, hold back or condition an attitude: `did not condemn`, `declined to condemn`, `would support`.
//!
//! Takes the words that express an attitude, promises how firmly they are put, by the reservations of the lexicon among these words and
//! the few before them. What holds an attitude back (`stopped short of`) must stand right before these words or among them, and then they
//! are none. Other reservations decide nothing about an attitude that the encoder reads as one: `does not trust the police` is against.

use crate::analysis::Modality;
use crate::document::{Document, Span};
use crate::seeds::{Reservation, Seeds};

/// How far before the words a reservation may stand, in tokens.
const BEFORE: usize = 5;
/// Longest reservation, in tokens.
const LONGEST: usize = 5;

/// How firmly `words` are put.
pub(super) fn read(document: &Document, seeds: &Seeds, words: Span) -> Modality {
    let tokens = document.tokens_in(words);
    if tokens.is_empty() {
        return Modality::Asserted;
    }
    let first = document.sentence_of(tokens.start).tokens.start.max(tokens.start.saturating_sub(BEFORE));
    let lower: Vec<String> = (first..tokens.end).map(|i| document.word(i).to_lowercase()).collect();
    let own = tokens.start - first;
    let at = |i: usize| {
        let (length, kind) = seeds.reservation(lower[i..].iter().take(LONGEST).map(String::as_str))?;
        (kind != Reservation::Withheld || i + length >= own).then_some(kind)
    };
    match (0..lower.len()).find_map(at) {
        Some(Reservation::Negated) => Modality::Negated,
        Some(Reservation::Withheld) => Modality::Withheld,
        Some(Reservation::Conditional) => Modality::Conditional,
        None => Modality::Asserted,
    }
}
