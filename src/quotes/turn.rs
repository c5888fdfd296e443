//! Two who take turns.
//!
//! `“Did you sign it?” asked the judge.` / `“I did,” said Dahl.` / `“When?”` / `“On a Sunday.”` Once two have spoken in turn, each in a
//! paragraph of their own and the first with a question, a paragraph of speech alone that asks, or that answers a question, is the other's.
//! Any other speech without a source is left as it is: most of them carry on what the same person said.

use std::collections::HashMap;
use std::ops::Range;

use super::{Draft, Reading};
use crate::document::Span;

/// The rule's name in the output.
const BY: &str = "turn";

/// Who spoke in a paragraph, and whether it ended in a question.
struct Turn {
    paragraph: usize,
    source: Range<usize>,
    asks: bool,
}

/// Gives bare turns to whose turn it is.
pub(super) fn take(reading: &Reading, drafts: &mut Vec<Draft>) {
    let document = reading.document;
    let mut turns: Vec<Turn> = Vec::new();
    let owners: HashMap<Span, usize> =
        drafts.iter().enumerate().flat_map(|(d, draft)| draft.content.iter().map(move |&c| (c, d))).collect();
    for quotation in &document.quotations {
        let closed = quotation.parent.is_none() && quotation.closing.is_some();
        let Some(&owner) = owners.get(&quotation.span).filter(|_| closed) else { continue };
        let paragraph = document.paragraph_tokens(quotation.paragraph);
        let asks = document.slice(quotation.inner).ends_with('?');
        let bare = document.tokens_in(quotation.span) == paragraph;
        let mut source = drafts[owner].source.clone().filter(|s| !bare || paragraph.contains(&s.start));
        if let (true, [.., asked, answered]) = (bare, &turns[..]) {
            let follows = answered.paragraph + 1 == quotation.paragraph && asked.paragraph + 2 == quotation.paragraph;
            let name = |turn: &Turn| document.slice(document.tokens_span(&turn.source));
            let differ = name(asked) != name(answered);
            if follows && differ && ((asks && asked.asks) || (answered.asks && !asks)) {
                source = Some(asked.source.clone());
                give(drafts, owner, quotation.span, asked.source.clone());
            }
        }
        match (source, turns.last_mut()) {
            (Some(_), Some(last)) if last.paragraph == quotation.paragraph => last.asks = asks,
            (Some(source), _) => turns.push(Turn { paragraph: quotation.paragraph, source, asks }),
            (None, _) => {}
        }
    }
}

/// Makes the speech an attribution of its own, to `source`.
fn give(drafts: &mut Vec<Draft>, owner: usize, speech: Span, source: Range<usize>) {
    let turn = Draft { content: vec![speech], source: Some(source), cue: None, confidence: None, by: BY };
    if drafts[owner].content.len() > 1 {
        drafts[owner].content.retain(|c| *c != speech);
        drafts.push(turn);
    } else {
        drafts[owner] = turn;
    }
}
