//! A record whose holder and target are phrases still.

use super::phrase::Phrase;
use crate::analysis::{Channel, HolderKind, Modality};
use crate::document::Span;

/// Who holds it.
#[derive(Debug, Clone)]
pub(super) enum Holder {
    /// The author, or somebody of whom the article does not say who.
    Unnamed,
    Entity(usize),
    Phrase(Phrase),
}

/// The probabilities of the encoder's two answers about a holder and a target.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Views {
    /// The sentence puts the target in a bad light, in a good one.
    pub(super) light: [f32; 2],
    /// The holder opposes the target, favours it.
    pub(super) pair: [f32; 2],
}

/// One holder towards one target, found and not yet named.
#[derive(Debug, Clone)]
pub(super) struct Draft {
    pub(super) holder: Holder,
    pub(super) holder_kind: HolderKind,
    pub(super) target: Phrase,
    /// From -1 to 1, as if it were asserted.
    pub(super) score: f64,
    pub(super) modality: Modality,
    pub(super) channel: Channel,
    pub(super) quote: Option<usize>,
    pub(super) evidence: Span,
    pub(super) cues: Vec<Span>,
    /// The probability that it is right, where the encoder was asked.
    pub(super) confidence: Option<f64>,
    pub(super) by: &'static str,
}
