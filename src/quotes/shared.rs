//! Two attributions of one subject: `said that the fund was empty and warned that pensions would be late`.
//!
//! The encoder labels each word once and lets the first content run over the second verb. Where a conjunction and a verb of saying in
//! the tense of the first stand in words that are only reported, and `that` or speech in marks follows, a second attribution of the
//! same source begins. A verb that takes its content without either (`and urged everybody to stay`) begins one too: whoever was
//! reported on before may have urged instead, but in eight of nine such places of `PolNeAR` it was the source.

use std::ops::Range;

use super::{Draft, Reading, cue};
use crate::document::Span;
use crate::seeds::Function;

/// Classes of cues whose verbs take whom or what they are about as an object.
const ADDRESSED: [&str; 7] = ["accuse", "criticise", "demand", "deny", "praise", "promise", "warn"];

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
    let (said, source) = (draft.cue.as_ref()?, draft.source.as_ref()?);
    let span = *draft.content.last()?;
    let tokens = document.tokens_in(span);
    // The subject stands before its two verbs.
    if said.start > tokens.start || source.start > tokens.start {
        return None;
    }
    let past = |i: usize| reading.word(i).ends_with("ed") || matches!(reading.word(i), "said" | "told" | "wrote");
    let first = said.clone().any(past);
    for i in tokens.start + 1..tokens.end {
        if !reading.is(i, &["and", "but"]) || reading.speech(i).is_some() {
            continue;
        }
        let adverb = |j: &usize| reading.word(*j).ends_with("ly") || reading.is(*j, &["also", "then", "even"]);
        let verb = (i + 1..tokens.end).find(|j| !adverb(j))?;
        let word = reading.word(verb).to_lowercase();
        let known = reading.seeds.cue(&word).filter(|c| c.verb && past(verb) == first);
        let Some(known) = known.filter(|_| reading.speech(verb).is_none()) else { continue };
        // `warned that`, `told the council that`, `said: “`.
        let mut near = verb + 1..tokens.end.min(verb + 6);
        let opens = |j: usize| reading.is(j, &["that"]) || (reading.speech(j).is_some() && reading.speech(j - 1).is_none());
        let plain = |mut range: Range<usize>| range.all(|j| reading.seeds.function(reading.word(j)) != Some(Function::Relative));
        let begins = match near.find(|&j| opens(j)).filter(|_| known.quotes) {
            Some(at) if reading.is(at, &["that"]) => plain(verb + 1..at).then_some((verb + 1, at + 1)),
            Some(at) => plain(verb + 1..at).then_some((verb + 1, at)),
            None if first && plain(tokens.start..i) => addressed(reading, &tokens, i, verb).map(|object| (object, object)),
            None => None,
        };
        // One word is an object that the two verbs share, or none.
        let Some((last, from)) = begins.filter(|&(_, from)| from + 1 < tokens.end) else { continue };
        let end = (tokens.start..i).rev().find(|&j| !reading.is(j, &[","]))?;
        let rest = Span::new(document.token_span(from).start, span.end);
        return Some((document.token_span(end).end, i + 1..last, rest));
    }
    None
}

/// Where the object begins that is the content of such a verb: `and urged | drivers to wait`. `conjunction` is the `and`.
fn addressed(reading: &Reading, tokens: &Range<usize>, conjunction: usize, verb: usize) -> Option<usize> {
    let (length, cue) = cue::phrase(reading.document, reading.seeds, verb..tokens.end)?;
    let object = verb + length;
    let speaks = ADDRESSED.contains(&cue.class) && (cue.quotes || matches!(cue.class, "accuse" | "demand"));
    // `was arrested and accused of theft`, `had met the council and rejected the offer` are told of somebody else.
    let passive = object < tokens.end && reading.seeds.function(reading.word(object)) == Some(Function::Preposition);
    let perfect = (tokens.start..conjunction).any(|j| reading.is(j, &["had", "has", "have"]) && reading.speech(j).is_none());
    (speaks && !passive && !perfect).then_some(object)
}
