//! Words that take back, hold back or condition an attitude.
//!
//! `did not condemn`, `declined to condemn`, `would support`: looked for in the words before the attitude word, up to the subject,
//! and for conditions also behind it (`would back the bill if`, `as long as`). What is found makes the record neutral.

use super::phrase::Phrases;
use crate::analysis::Modality;
use crate::seeds::Reservation;

/// Longest phrase, in words.
const PHRASE: usize = 5;
/// How far before a word what takes it back may stand, in tokens.
const BEFORE: usize = 6;
/// Conditions behind the attitude.
const CONDITIONS: &[&str] = &["if", "unless", "provided", "only if", "as long as", "so long as"];

/// Where the reservation begins that ends right before `end`.
pub(super) fn ending(phrases: Phrases, start: usize, end: usize) -> Option<usize> {
    let from = start.max(end.saturating_sub(PHRASE));
    (from..end).find(|&i| {
        let words: Vec<String> = (i..end).map(|j| phrases.lower(j)).collect();
        let length = phrases.seeds.reservation(words.iter().map(String::as_str)).map(|(n, _)| n);
        // `no`, `few` and `if` alone belong to what stands before them.
        let alone = words.len() == 1
            && matches!(words[0].as_str(), "if" | "whether" | "until" | "unless" | "no" | "few" | "little" | "none" | "nobody");
        length == Some(end - i) && !alone
    })
}

/// How firmly the attitude word at `word` is put. `from` is where its clause, or better its subject, begins.
pub(super) fn modality(phrases: Phrases, word: usize, from: usize, to: usize) -> Modality {
    let from = from.max(word.saturating_sub(BEFORE));
    // What is said of another verb does not touch this one: `did not attend but condemned`, `did not say that ...`.
    let apart = |i: &usize| matches!(phrases.text(*i), "but" | "and" | "," | "that" | "because" | "although" | "while");
    let from = (from..word).rev().find(apart).map_or(from, |i| i + 1);
    for i in from..word {
        let words: Vec<String> = (i..word).take(PHRASE).map(|j| phrases.lower(j)).collect();
        match phrases.seeds.reservation(words.iter().map(String::as_str)) {
            Some((_, Reservation::Negated)) => return Modality::Negated,
            Some((_, Reservation::Withheld)) => return Modality::Withheld,
            Some((_, Reservation::Conditional)) => return Modality::Conditional,
            None => {}
        }
    }
    let conditional = (word..to).any(|i| {
        let words: Vec<String> = (i..to).take(3).map(|j| phrases.lower(j)).collect();
        CONDITIONS.iter().any(|c| c.split(' ').zip(&words).all(|(a, b)| a == b) && c.split(' ').count() <= words.len())
    });
    if conditional { Modality::Conditional } else { Modality::Asserted }
}
