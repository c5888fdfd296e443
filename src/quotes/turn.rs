//! Two who take turns.
//!
//! `“Did you sign it?” asked the judge.` / `“I did,” said Dahl.` / `“When?”` / `“On a Sunday.”` Once two have spoken in turn, each in a
//! paragraph of their own and the first with a question, a paragraph of speech alone that asks, or that answers a question, is the other's.
//! Where one asks and bare turns follow until another speaks, they are theirs in turn if the number comes out, and nobody's if not: nobody
//! answers oneself. Any other speech without a source is left as it is: most of them carry on what the same person said.

use std::collections::HashMap;
use std::ops::Range;

use super::{Draft, Reading};
use crate::document::{Quotation, Span};

/// The rule's name in the output.
const BY: &str = "turn";
/// Most bare turns between two that are attributed.
const BARE: usize = 6;

/// One closed speech.
struct Turn {
    speech: Span,
    paragraph: usize,
    /// It fills its paragraph.
    bare: bool,
    /// It ends in a question mark.
    question: bool,
    /// The verb beside it is one of asking.
    asked: bool,
    /// Who says it according to its own paragraph.
    source: Option<Range<usize>>,
    /// Who says it according to the encoder.
    given: Option<Range<usize>>,
}

/// Gives bare turns to whose turn it is.
pub(super) fn take(reading: &Reading, drafts: &mut Vec<Draft>) {
    let mut turns = turns(reading, drafts);
    let name = |source: &Range<usize>| reading.document.slice(reading.document.tokens_span(source));
    let mut changed = Vec::new();
    for i in 0..turns.len() {
        let Some(asker) = turns[i].source.clone().filter(|_| turns[i].question && turns[i].asked) else { continue };
        let follows = |n: usize| turns[n].paragraph == turns[i].paragraph + (n - i);
        let bare = (i + 1..turns.len()).take(BARE).take_while(|&n| turns[n].bare && follows(n)).count();
        if !turns[i + 1..=i + bare].iter().any(|t| t.given.as_ref() == Some(&asker)) {
            continue;
        }
        let next = Some(i + bare + 1).filter(|&n| n < turns.len() && follows(n)).and_then(|n| turns[n].source.clone());
        let other = next.filter(|s| name(s) != name(&asker) && bare % 2 == 0);
        for (n, turn) in turns[i + 1..=i + bare].iter_mut().enumerate() {
            turn.source = other.as_ref().map(|other| if n % 2 == 0 { other.clone() } else { asker.clone() });
            changed.push(i + 1 + n);
        }
    }
    for n in 2..turns.len() {
        let [asked, answered, turn] = &turns[n - 2..=n] else { continue };
        let (Some(first), Some(second)) = (&asked.source, &answered.source) else { continue };
        let follows = answered.paragraph + 1 == turn.paragraph && asked.paragraph + 2 == turn.paragraph;
        let theirs = (turn.question && asked.question) || (answered.question && !turn.question);
        if turn.source.is_none() && turn.bare && follows && theirs && name(first) != name(second) {
            turns[n].source = Some(first.clone());
            changed.push(n);
        }
    }
    let mut owners: HashMap<Span, usize> = HashMap::new();
    for (d, draft) in drafts.iter().enumerate() {
        for &piece in &draft.content {
            owners.entry(piece).or_insert(d);
        }
    }
    for n in changed {
        if let Some(&owner) = owners.get(&turns[n].speech) {
            give(drafts, owner, turns[n].speech, turns[n].source.clone());
        }
    }
}

/// The closed speeches of the text, in order.
fn turns(reading: &Reading, drafts: &[Draft]) -> Vec<Turn> {
    let document = reading.document;
    let owners: HashMap<Span, usize> =
        drafts.iter().enumerate().flat_map(|(d, draft)| draft.content.iter().map(move |&c| (c, d))).collect();
    let closed = document.quotations.iter().filter(|q| q.parent.is_none() && q.closing.is_some());
    let turn = |q: &Quotation| {
        let draft = &drafts[*owners.get(&q.span)?];
        let paragraph = document.paragraph_tokens(q.paragraph);
        let ask = |i: usize| reading.seeds.cue(reading.word(i)).is_some_and(|c| c.class == "ask");
        let bare = document.tokens_in(q.span) == paragraph;
        Some(Turn {
            speech: q.span,
            paragraph: q.paragraph,
            bare,
            question: document.slice(q.inner).ends_with('?'),
            asked: draft.cue.as_ref().is_some_and(|c| c.clone().any(ask)),
            source: draft.source.clone().filter(|s| !bare && paragraph.contains(&s.start)),
            given: draft.source.clone(),
        })
    };
    // What several speeches of one paragraph say is one turn, which ends as the last of them does.
    let mut turns: Vec<Turn> = Vec::new();
    for turn in closed.filter_map(turn) {
        match turns.last_mut() {
            Some(last) if last.paragraph == turn.paragraph => last.question = turn.question,
            _ => turns.push(turn),
        }
    }
    turns
}

/// Makes the speech, which `owner` has, an attribution of its own, to `source` or nobody.
fn give(drafts: &mut Vec<Draft>, owner: usize, speech: Span, source: Option<Range<usize>>) {
    let turn = Draft::of(BY, vec![speech], source, None);
    if drafts[owner].content.len() > 1 {
        drafts[owner].content.retain(|c| *c != speech);
        drafts.push(turn);
    } else {
        drafts[owner] = turn;
    }
}
