//! Words that introduce speech, with their subjects.
//!
//! Most cues are verbs; half of the verbs are nouns as well (`reports`, `claims`, `comment`). A form counts as a verb where it has a
//! subject and nothing makes it a noun or an infinitive. What is denied (`did not say`) or withheld is no attribution.

use super::{Attribution, Reading, source};
use crate::document::{Region, TokenKind};
use crate::seeds::{Cue, Frames, Function};

/// All cues of the document with their sources, in text order.
pub(super) fn find(reading: &Reading) -> Vec<Attribution> {
    let mut found = Vec::new();
    for number in 0..reading.document.sentences.len() {
        sentence(reading, number, &mut found);
    }
    found
}

fn sentence(reading: &Reading, number: usize, found: &mut Vec<Attribution>) {
    let tokens = reading.document.sentences[number].tokens.clone();
    let first = found.len();
    for i in tokens.clone() {
        if reading.speech[i].is_some() || reading.document.tokens[i].kind != TokenKind::Word {
            continue;
        }
        if let Some(attribution) = phrase(reading, number, i) {
            found.push(attribution);
            continue;
        }
        let Some(&row) = reading.seeds.cue(reading.word(i)).filter(|c| c.verb) else { continue };
        let Some(cue) = verb(reading, &tokens, i) else { continue };
        let shared = found[first..].last().filter(|_| coordinated(reading, &tokens, cue)).and_then(|a| a.source.clone());
        let left = source::left(reading, &tokens, cue);
        let source = match left {
            source::Left::Found(range) => Some(range),
            source::Left::Barred => continue,
            source::Left::Missing if shared.is_some() => shared,
            source::Left::Missing if row.frames.has(Frames::INVERT) => source::right(reading, &tokens, i + 1),
            source::Left::Missing => None,
        };
        // A cue without a subject introduces nothing (`the reports`), unless it follows on (`..., adding: "..."`).
        let follows = reading.lower(i).ends_with("ing") && cue > tokens.start && reading.word(cue - 1) == ",";
        let source = match source {
            None if follows => found[first..].last().and_then(|a| a.source.clone()),
            other => other,
        };
        let Some(source) = source else { continue };
        if noun_like(reading, &tokens, i, &row, &source) {
            continue;
        }
        let near = source.end <= i && !follows && !coordinated(reading, &tokens, cue);
        let group = if near {
            source.start..i + 1
        } else if source.start > i {
            i..source.end
        } else {
            i..i + 1
        };
        found.push(Attribution { cue: i..i + 1, row: Some(row), source: Some(source), group, sentence: number });
    }
}

/// `according to X`, `in the words of X`.
fn phrase(reading: &Reading, number: usize, i: usize) -> Option<Attribution> {
    let tokens = &reading.document.sentences[number].tokens;
    let words: Vec<String> = (i..tokens.end).take(5).map(|j| reading.lower(j)).collect();
    let (length, row) = reading.seeds.cue_phrase(words.iter().map(String::as_str))?;
    if row.verb || length < 2 || !words[length - 1].as_str().ends_with(['o', 'f']) {
        return None;
    }
    let source = source::right(reading, tokens, i + length)?;
    Some(Attribution { cue: i..i + length, row: Some(*row), group: i..source.end, source: Some(source), sentence: number })
}

/// The first token of the verb group (`has also said`), or `None` where the form is no finite verb here.
fn verb(reading: &Reading, tokens: &std::ops::Range<usize>, i: usize) -> Option<usize> {
    let mut first = i;
    let mut passive = false;
    while first > tokens.start && reading.speech[first - 1].is_none() {
        let word = reading.lower(first - 1);
        if matches!(word.as_str(), "not" | "never" | "n't" | "n’t" | "neither" | "nor" | "to" | "without") {
            return None;
        }
        match reading.seeds.function(&word) {
            Some(Function::Auxiliary) => passive |= matches!(word.as_str(), "is" | "are" | "was" | "were" | "be" | "been" | "being"),
            Some(Function::Adverb) => {}
            None if word.ends_with("ly") => {}
            _ => break,
        }
        first -= 1;
    }
    // `was told`, `is said to`: the subject is not the speaker. `was saying` is fine.
    (!passive || reading.lower(i).ends_with("ing")).then_some(first)
}

/// `confirmed the reports and | stated that`.
fn coordinated(reading: &Reading, tokens: &std::ops::Range<usize>, cue: usize) -> bool {
    cue > tokens.start && matches!(reading.lower(cue - 1).as_str(), "and" | "but")
}

/// `media reports`, `state television`: forms that are nouns as well need a subject that cannot be an adjective to them, or a
/// word behind them that only a verb has.
fn noun_like(reading: &Reading, tokens: &std::ops::Range<usize>, i: usize, row: &Cue, source: &std::ops::Range<usize>) -> bool {
    let ambiguous = [
        "reports",
        "claims",
        "demands",
        "states",
        "state",
        "report",
        "claim",
        "demand",
        "comment",
        "comments",
        "notes",
        "note",
        "shows",
        "show",
        "answers",
        "answer",
        "questions",
        "question",
        "promises",
        "promise",
        "warning",
        "saying",
        "writing",
        "charges",
        "finding",
        "ruling",
    ];
    if !ambiguous.contains(&reading.lower(i).as_str()) {
        return false;
    }
    let headline =
        reading.document.paragraphs[reading.document.sentences[reading.document.sentence_index(i)].paragraph].region == Region::Headline;
    let next_is_clause = i + 1 < tokens.end && (reading.is(i + 1, &["that", ":", ","]) || reading.speech[i + 1].is_some());
    let named =
        reading.entities.at(source.start).is_some() || reading.seeds.function(reading.word(source.start)) == Some(Function::Pronoun);
    !(next_is_clause || (named && (headline || row.frames.has(Frames::BARE))))
        || matches!(reading.lower(source.end - 1).as_str(), "the" | "of")
}
