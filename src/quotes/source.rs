//! The words that name a source.
//!
//! Without a parser a noun phrase is read outward from the verb: to the left over a possible apposition or relative clause up
//! to where a phrase can begin, to the right up to where it must end. A phrase that holds a finite verb, or that begins in
//! no way a subject can, is no source.

use std::ops::Range;

use super::Reading;
use crate::document::TokenKind;
use crate::seeds::Function;

/// What stands to the left of a verb.
pub(super) enum Left {
    /// A subject.
    Found(Range<usize>),
    /// Nothing that could be one.
    Missing,
    /// Something that forbids the reading as a cue.
    Barred,
}

/// Longest subject, in tokens.
const LONG: usize = 22;
/// Longest apposition or relative clause between subject and verb, in tokens.
const APPOSITION: usize = 22;

/// The subject of the verb group that begins at token `verb`.
pub(super) fn left(reading: &Reading, sentence: &Range<usize>, verb: usize) -> Left {
    if verb == sentence.start || reading.speech[verb - 1].is_some() {
        return Left::Missing;
    }
    let end = verb;
    // `X, who said`: the antecedent spoke.
    if matches!(reading.lower(end - 1).as_str(), "who" | "which") {
        let mut end = end - 1;
        if end > sentence.start && reading.word(end - 1) == "," {
            end -= 1;
        }
        return phrase(reading, sentence, end).map_or(Left::Barred, Left::Found);
    }
    if reading.word(end - 1) == "," {
        // `X, the minister, said`: back over what stands between the commas.
        let inner = (sentence.start.max(end.saturating_sub(APPOSITION))..end - 1).rev().find(|&i| reading.word(i) == ",");
        let Some(open) = inner else { return Left::Missing };
        let clean = (open..end).all(|i| reading.speech[i].is_none() && reading.document.tokens[i].kind != TokenKind::Mark);
        let outer = if clean { phrase(reading, sentence, open) } else { None };
        return outer.map_or(Left::Missing, |outer| Left::Found(outer.start..end - 1));
    }
    phrase(reading, sentence, end).map_or(Left::Missing, Left::Found)
}

/// The noun phrase that ends just before token `end`.
fn phrase(reading: &Reading, sentence: &Range<usize>, end: usize) -> Option<Range<usize>> {
    let mut start = end;
    while start > sentence.start && end - start < LONG {
        let i = start - 1;
        let token = reading.document.tokens[i];
        let word = reading.lower(i);
        if reading.speech[i].is_some() || token.kind == TokenKind::Mark {
            break;
        }
        if reading.entities.at(i).is_some() || token.kind == TokenKind::Number {
            start = i;
            continue;
        }
        if token.kind == TokenKind::Sign && !matches!(word.as_str(), "&" | "-" | "$" | "£" | "€" | "/") {
            break;
        }
        match reading.seeds.function(&word) {
            Some(Function::Conjunction) if matches!(word.as_str(), "and" | "or") && joins(reading, sentence, i) => {}
            Some(Function::Conjunction | Function::Relative | Function::Auxiliary) => break,
            Some(Function::Pronoun) if end - i > 1 => break,
            _ => {}
        }
        start = i;
    }
    let start = strip(reading, start, end)?;
    valid(reading, start..end).then_some(start..end)
}

/// `X and Y said`: both sides are names or nouns of one kind, not two clauses.
fn joins(reading: &Reading, sentence: &Range<usize>, i: usize) -> bool {
    let nominal = |j: usize| reading.seeds.nominal(&reading.lower(j)).is_some() || reading.entities.at(j).is_some();
    i > sentence.start && i + 1 < sentence.end && nominal(i - 1) && nominal(i + 1)
}

/// Drops what stands before a subject but is none: conjunctions, adverbs, `On Thursday`.
fn strip(reading: &Reading, mut start: usize, end: usize) -> Option<usize> {
    while start < end {
        let word = reading.lower(start);
        match reading.seeds.function(&word) {
            _ if reading.seeds.is_calendar(reading.word(start)) => start += 1,
            Some(Function::Conjunction | Function::Adverb) => start += 1,
            Some(Function::Preposition) => {
                // `On Thursday the outlet`, `At the meeting Peskov`: the subject begins behind the date, or at the last name.
                let mut dated = (start + 1..end)
                    .take(4)
                    .filter(|&i| reading.seeds.is_calendar(reading.word(i)) || reading.document.tokens[i].kind == TokenKind::Number);
                start = dated.next_back()? + 1;
            }
            _ if reading.document.tokens[start].kind == TokenKind::Sign => start += 1,
            _ => return Some(start),
        }
    }
    None
}

fn valid(reading: &Reading, range: Range<usize>) -> bool {
    let first = reading.lower(range.start);
    let named = reading.entities.at(range.start).is_some();
    let function = reading.seeds.function(&first);
    if range.len() == 1 && function == Some(Function::Pronoun) {
        return !matches!(first.as_str(), "him" | "them" | "us" | "me" | "there" | "here");
    }
    let nominal = range.clone().any(|i| reading.seeds.nominal(&reading.lower(i)).is_some());
    let determined = function == Some(Function::Determiner) && range.len() > 1;
    let capital = reading.word(range.start).starts_with(char::is_uppercase) && function.is_none();
    let last = reading.lower(range.end - 1);
    let ends = !matches!(reading.seeds.function(&last), Some(Function::Preposition | Function::Determiner | Function::Conjunction))
        && !last.starts_with(['\'', '’']);
    ends && (named || nominal || determined || (capital && range.len() <= 6))
}

/// The noun phrase that begins at token `start`: `said | Teresa Ochoa, a nurse,`, `according to | a report by the agency`.
pub(super) fn right(reading: &Reading, sentence: &Range<usize>, start: usize) -> Option<Range<usize>> {
    let mut end = start;
    while end < sentence.end && end - start < LONG {
        let word = reading.lower(end);
        let token = reading.document.tokens[end];
        if reading.speech[end].is_some() || token.kind == TokenKind::Mark {
            break;
        }
        if reading.entities.at(end).is_none()
            && token.kind == TokenKind::Sign
            && !matches!(word.as_str(), "&" | "-" | "/" | "$" | "£" | "€")
        {
            break;
        }
        let function = reading.seeds.function(&word);
        let stops = match function {
            Some(Function::Conjunction) => !(end > start && word == "and" && joins(reading, sentence, end)),
            Some(Function::Relative | Function::Auxiliary | Function::Adverb) => true,
            Some(Function::Pronoun) => end > start,
            Some(Function::Preposition) => {
                end == start
                    || !matches!(word.as_str(), "of" | "for" | "by" | "from" | "with" | "at" | "in")
                    || (end + 1 < sentence.end && (reading.seeds.is_calendar(reading.word(end + 1)) || reading.is(end + 1, &["a", "an"])))
            }
            _ => reading.seeds.is_calendar(reading.word(end)) || (end > start && word.ends_with("ing") && reading.word(end - 1) == ","),
        };
        if stops {
            break;
        }
        end += 1;
        if end - start == 1 && function == Some(Function::Pronoun) {
            break;
        }
    }
    if end == start || !valid(reading, start..end) {
        return None;
    }
    Some(start..apposition(reading, sentence, end))
}

/// Where a phrase ends that goes on with `, the head of the agency`, `, 58,`.
fn apposition(reading: &Reading, sentence: &Range<usize>, end: usize) -> usize {
    if end + 1 >= sentence.end || reading.word(end) != "," {
        return end;
    }
    let from = end + 1;
    let determiner = reading.seeds.function(reading.word(from)) == Some(Function::Determiner);
    let close = (from..sentence.end.min(from + APPOSITION))
        .find(|&i| reading.is(i, &[",", ".", ";", ":", "!", "?"]) || reading.speech[i].is_some());
    let Some(close) = close else { return end };
    let role = (from..close).any(|i| reading.seeds.nominal(&reading.lower(i)).is_some());
    let clause = (from..close).any(|i| matches!(reading.seeds.function(reading.word(i)), Some(Function::Auxiliary | Function::Relative)));
    if (determiner || role) && !clause && close > from { close } else { end }
}
