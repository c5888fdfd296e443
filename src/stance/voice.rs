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
        for (i, quote) in quotes.iter().enumerate() {
            for token in quote.cue.into_iter().flat_map(|cue: Span| document.tokens_in(cue)) {
                cues.entry(token).or_insert(i);
            }
        }
        let direct = quotes.iter().map(|q| q.kind == QuoteKind::Direct).collect();
        Self { inside, direct, cues }
    }

    /// The innermost quote around a token.
    pub(super) fn quote(&self, token: usize) -> Option<usize> {
        self.inside[token]
    }

    /// The direct quote around a token. Grammar runs over the edge of reported words (`welcomed | the scheme`), not over that of speech.
    pub(super) fn speech(&self, token: usize) -> Option<usize> {
        self.inside[token].filter(|&q| self.direct[q])
    }

    /// The quote that a token introduces.
    pub(super) fn introduced(&self, token: usize) -> Option<usize> {
        self.cues.get(&token).copied()
    }
}
