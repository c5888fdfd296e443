//! What a cue does: the class of the word that introduces the content.
//!
//! The lexicon knows the classes (`say`, `claim`, `deny`, `accuse`, ...). A cue may be several words (`made clear`, `has long argued`):
//! the longest phrase of the lexicon inside decides, verbs before nouns. A cue that the lexicon does not know is an act or a state
//! of mind that the text tells rather than words (`mocked`, `is expected to`), and has the class `act`, so that a reader who wants
//! speech alone can leave it out.

use std::ops::Range;

use crate::document::Document;
use crate::seeds::{Cue, Seeds};

/// The class of a cue that the lexicon does not know.
const UNKNOWN: &str = "act";
/// Longest phrase of the lexicon, in words.
const PHRASE: usize = 5;

/// The class of the cue `tokens`.
pub(super) fn class(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> &'static str {
    known(document, seeds, tokens).map_or(UNKNOWN, |cue| cue.class)
}

/// The longest phrase of the lexicon at the head of `tokens`, and its length.
pub(super) fn phrase<'s>(document: &Document, seeds: &'s Seeds, tokens: Range<usize>) -> Option<(usize, &'s Cue)> {
    let words: Vec<String> = tokens.take(PHRASE).map(|i| document.word(i).to_lowercase()).collect();
    seeds.cue_phrase(words.iter().map(String::as_str))
}

/// What the lexicon knows of the cue `tokens`.
pub(super) fn known<'s>(document: &Document, seeds: &'s Seeds, tokens: &Range<usize>) -> Option<&'s Cue> {
    let mut best: Option<(bool, usize, &Cue)> = None;
    for i in tokens.clone() {
        if let Some((length, cue)) = phrase(document, seeds, i..tokens.end) {
            let key = (cue.verb, length);
            if best.is_none_or(|(verb, longest, _)| key > (verb, longest)) {
                best = Some((cue.verb, length, cue));
            }
        }
    }
    best.map(|(_, _, cue)| cue)
}
