//! Two attributions of one subject: `said that the fund was empty and warned that pensions would be late`.
//!
//! The encoder labels each word once and lets the first content run over the second verb. Where a conjunction and a verb of saying in
//! the tense of the first stand in words that are only reported, and `that` or speech in marks follows, a second attribution of the
//! same source begins.

use std::ops::Range;

use super::{Draft, Reading};
use crate::document::Span;
use crate::seeds::Function;

/// Splits the drafts that hold a second attribution.
pub(super) fn split(reading: &Reading, drafts: Vec<Draft>) -> Vec<Draft> {
    let mut out = Vec::with_capacity(drafts.len());
    for mut draft in drafts {
        while let Some((cut, cue, rest)) = second(reading, &draft) {
            let whole = *draft.content.last().expect("a draft has content");
            *draft.content.last_mut().expect("a draft has content") = Span::new(whole.start, cut);
            let next = Draft { content: vec![rest], cue: Some(cue), ..draft.clone() };
            out.push(std::mem::replace(&mut draft, next));
        }
        out.push(draft);
    }
    out
}

/// Where the first content ends, the second cue and the second content.
fn second(reading: &Reading, draft: &Draft) -> Option<(usize, Range<usize>, Span)> {
    let document = reading.document;
    let (cue, source) = (draft.cue.as_ref()?, draft.source.as_ref()?);
    let span = *draft.content.last()?;
    let tokens = document.tokens_in(span);
    // The subject stands before its two verbs.
    if cue.start > tokens.start || source.start > tokens.start {
        return None;
    }
    let past = |i: usize| reading.word(i).ends_with("ed") || matches!(reading.word(i), "said" | "told" | "wrote");
    let first = cue.clone().any(past);
    for i in tokens.start + 1..tokens.end {
        if !reading.is(i, &["and", "but"]) || reading.speech[i].is_some() {
            continue;
        }
        let adverb = |j: &usize| reading.word(*j).ends_with("ly") || reading.is(*j, &["also", "then", "even"]);
        let verb = (i + 1..tokens.end).find(|j| !adverb(j))?;
        let word = reading.word(verb).to_lowercase();
        let says = reading.seeds.cue(&word).is_some_and(|c| c.verb && c.quotes) && past(verb) == first;
        if !says || reading.speech[verb].is_some() {
            continue;
        }
        // `warned that`, `told the council that`, `said: “`.
        let mut near = verb + 1..tokens.end.min(verb + 6);
        let opens = |j: usize| reading.is(j, &["that"]) || (reading.speech[j].is_some() && reading.speech[j - 1].is_none());
        let Some(at) = near.find(|&j| opens(j)) else { continue };
        let plain = (verb + 1..at).all(|j| reading.seeds.function(reading.word(j)) != Some(Function::Relative));
        let from = if reading.is(at, &["that"]) { at + 1 } else { at };
        if !plain || from >= tokens.end {
            continue;
        }
        let end = (tokens.start..i).rev().find(|&j| !reading.is(j, &[","]))?;
        let rest = Span::new(document.tokens[from].span.start, span.end);
        return Some((document.tokens[end].span.end, i + 1..verb + 1, rest));
    }
    None
}
