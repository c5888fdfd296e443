//! Whose words each token is.
//!
//! Painted once over the document, so that asking costs nothing: the innermost quote around every token, and the quote that each cue
//! introduces.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::analysis::QuoteKind;
use crate::document::{Document, Span};
use crate::quotes::Quote;

/// The quotes of a document, by token.
#[derive(Debug)]
pub(super) struct Voices {
    inside: Vec<Option<usize>>,
    direct: Vec<bool>,
    /// The first token of the whole sentence that somebody says, around each token.
    said: Vec<Option<usize>>,
    cues: HashMap<usize, usize>,
}

impl Voices {
    pub(super) fn new(document: &Document, quotes: &[Quote]) -> Self {
        let width = |q: &Quote| q.content.iter().map(|c| c.end - c.start).sum::<usize>();
        let mut order: Vec<usize> = (0..quotes.len()).collect();
        order.sort_by_key(|&i| Reverse(width(&quotes[i])));
        let (mut inside, mut cues) = (vec![None; document.tokens.len()], HashMap::new());
        for &i in &order {
            for piece in &quotes[i].content {
                inside[document.tokens_in(*piece)].fill(Some(i));
            }
        }
        let mut said = vec![None; document.tokens.len()];
        for &i in order.iter().filter(|&&i| matches!(quotes[i].class, "say" | "claim" | "think" | "write")) {
            for piece in &quotes[i].content {
                let tokens = document.tokens_in(*piece);
                // `was a liar` lost its subject to the piece before.
                let whole =
                    !tokens.is_empty() && !matches!(document.word(tokens.start), "was" | "is" | "were" | "are" | "had" | "has" | "have");
                said[tokens.clone()].fill(Some(tokens.start).filter(|_| whole));
            }
        }
        for (i, quote) in quotes.iter().enumerate() {
            for token in quote.cue.into_iter().flat_map(|cue: Span| document.tokens_in(cue)) {
                cues.entry(token).or_insert(i);
            }
        }
        let direct = quotes.iter().map(|q| q.kind == QuoteKind::Direct).collect();
        Self { inside, direct, said, cues }
    }

    /// The innermost quote around a token.
    pub(super) fn quote(&self, token: usize) -> Option<usize> {
        self.inside[token]
    }

    /// The direct quote around a token. Grammar runs over the edge of reported words (`welcomed | the scheme`), not over that of speech.
    pub(super) fn speech(&self, token: usize) -> Option<usize> {
        self.inside[token].filter(|&q| self.direct[q])
    }

    /// The first token of what is said around a token, where that has a subject of its own: not what somebody `vowed`.
    pub(super) fn said(&self, token: usize) -> Option<usize> {
        self.said[token]
    }

    /// The quote that a token introduces.
    pub(super) fn introduced(&self, token: usize) -> Option<usize> {
        self.cues.get(&token).copied()
    }
}
