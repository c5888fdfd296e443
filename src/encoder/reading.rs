//! What one pass over a document found.
//!
//! A [`Reading`] holds mentions and attributions as spans of the text, which is all that most callers need, and below them, window
//! by window, every number they rest on: pieces, vectors, label scores, link scores, records. Plain data; nothing is decided here.

use std::ops::Range;

use super::pieces::{Piece, Pieces};
use crate::analysis::EntityType;
use crate::document::Span;

/// A stretch of the text that names somebody or something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TaggedMention {
    /// Where.
    pub span: Span,
    /// What is named. Places with and without a government are both `Loc`, events are `Misc`.
    pub kind: EntityType,
    /// Probability that a mention of this kind has just these bounds.
    pub confidence: f32,
}

/// A stretch that stands for somebody or something that the article goes on about: a name, a common noun, a pronoun.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Referent {
    /// Where: from the determiner to the head noun.
    pub span: Span,
    /// What kind of thing it is.
    pub kind: ReferentKind,
    /// Probability that a referent of this kind has just these bounds.
    pub confidence: f32,
}

/// What kind of thing a referent is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReferentKind {
    /// One person.
    Person,
    /// A company, agency, party.
    Body,
    /// A place or its government.
    Place,
    /// Several people, a people.
    Group,
    /// A plan, law, decision, deed, claim, event.
    Thing,
}

/// Which earlier mentions a mention may stand for.
#[derive(Debug, Clone, PartialEq)]
pub struct Antecedents {
    /// The mention that the first probability belongs to; the others follow in order.
    pub first: usize,
    /// One a mention, none last; they sum to one.
    pub chances: Vec<f32>,
}

/// How likely one mention, or the voice that speaks around the other, is for or against the other.
#[derive(Debug, Clone, PartialEq)]
pub struct Attitude {
    /// Which mention holds it; none for the voice: whoever is quoted where the target stands, else the author.
    pub holder: Option<usize>,
    /// Towards which mention.
    pub target: usize,
    /// The chances of for, against and expressly neither.
    pub chances: [f32; 3],
    /// The words that it rests on.
    pub expression: Span,
}

/// Words that express an attitude.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expression {
    /// Where.
    pub span: Span,
    /// Whether they are for something.
    pub favours: bool,
}

/// What somebody said, thought or wrote, with who and by which words, as far as one window tells.
#[derive(Debug, Clone, PartialEq)]
pub struct Attribution {
    /// Who.
    pub source: Option<Span>,
    /// By which words.
    pub cue: Option<Span>,
    /// What: one span or more, in text order.
    pub content: Vec<Span>,
    /// Probability of the bounds of every content, times that of the source (or of there being none).
    pub confidence: f32,
    /// Probability of this source among all of the window and none.
    pub source_probability: f32,
    /// Probability of this cue among all of the window and none.
    pub cue_probability: f32,
}

/// A document, read.
#[derive(Debug, Default)]
pub struct Reading {
    /// In text order.
    pub mentions: Vec<TaggedMention>,
    /// In order of their first contents.
    pub attributions: Vec<Attribution>,
    /// In text order, the outer before the inner.
    pub referents: Vec<Referent>,
    /// In text order.
    pub expressions: Vec<Expression>,
    pub(super) pieces: Pieces,
    pub(super) windows: Vec<Window>,
}

impl Reading {
    /// A reading that rests on nothing: for stages that are tried without a network.
    pub fn new(mentions: Vec<TaggedMention>, attributions: Vec<Attribution>) -> Self {
        Self { mentions, attributions, ..Self::default() }
    }

    /// The pieces of the text, in order.
    pub fn pieces(&self) -> &[Piece] {
        &self.pieces.list
    }

    /// The windows, in order; they tile the pieces.
    pub fn windows(&self) -> &[Window] {
        &self.windows
    }

    /// The window that holds all pieces of `span`, and which of its pieces they are.
    pub(super) fn place(&self, span: Span) -> Option<(&Window, Range<usize>)> {
        let found = self.pieces.find(span)?;
        let window = &self.windows[self.windows.partition_point(|w| w.pieces.end <= found.start)];
        let first = window.pieces.start;
        (found.end <= window.pieces.end).then(|| (window, found.start - first..found.end - first))
    }

    /// The text of pieces of `window`.
    pub(super) fn text(&self, window: &Window, range: &Range<usize>) -> Span {
        self.pieces.span(&window.absolute(range))
    }

    /// The pieces of `window` that share a character with `span`.
    pub(super) fn inside(&self, window: &Window, span: Span) -> Option<Range<usize>> {
        let found = self.pieces.find(span)?;
        let (start, end) = (found.start.max(window.pieces.start), found.end.min(window.pieces.end));
        (start < end).then(|| start - window.pieces.start..end - window.pieces.start)
    }
}

/// One window, read. Ranges inside count pieces of the window.
#[derive(Debug)]
pub struct Window {
    /// Its pieces, as a range of [`Reading::pieces`].
    pub pieces: Range<usize>,
    /// A vector for `[CLS]`, for each piece, and for `[SEP]`: [pieces + 2, width].
    pub vectors: Vec<f32>,
    /// Labels of attributions.
    pub attribution: Tags,
    /// Labels of mentions.
    pub mention: Tags,
    /// Words that express an attitude.
    pub expressions: Vec<Range<usize>>,
    /// Spans labelled as sources, cues and contents.
    pub roles: [Vec<Range<usize>>; 3],
    /// How they belong together.
    pub links: Links,
    /// What was made of it.
    pub records: Vec<Record>,
}

impl Window {
    /// Pieces of the window, as pieces of the document.
    pub(super) fn absolute(&self, range: &Range<usize>) -> Range<usize> {
        self.pieces.start + range.start..self.pieces.start + range.end
    }
}

/// The labels of a window.
#[derive(Debug)]
pub struct Tags {
    /// [pieces, labels]
    pub scores: Vec<f32>,
    /// The best sequence: one label a piece, as a position in the label set.
    pub labels: Vec<u8>,
}

/// Scores of links: for each query a row, for each candidate a column, none last.
#[derive(Debug, Default)]
pub struct Links {
    /// From contents to cues.
    pub cue: Vec<Vec<f32>>,
    /// From contents to sources.
    pub source: Vec<Vec<f32>>,
    /// From cues to sources.
    pub by: Vec<Vec<f32>>,
    /// From contents to contents.
    pub join: Vec<Vec<f32>>,
}

/// A candidate chosen among others and none.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Choice {
    /// Its place among the spans of its role; absent for none.
    pub candidate: Option<usize>,
    /// Its share of the product of all probabilities that spoke for or against it.
    pub probability: f32,
}

/// One attribution of a window, as places among the spans of each role.
#[derive(Debug, Clone, PartialEq)]
pub struct Record {
    /// Which source.
    pub source: Choice,
    /// Which cue.
    pub cue: Choice,
    /// Which contents, in text order; never empty.
    pub contents: Vec<usize>,
}
