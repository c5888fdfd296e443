//! A record whose holder and target are phrases still.

use super::phrase::Phrase;
use crate::analysis::{Channel, HolderKind, Modality};
use crate::document::Span;

/// Who holds it.
#[derive(Debug, Clone)]
pub(super) enum Holder {
    Entity(usize),
    Phrase(Phrase),
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
    pub(super) by: &'static str,
}
