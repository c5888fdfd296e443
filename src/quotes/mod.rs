//! What was said, by whom, with which word.
//!
//! Takes the document and its entities, promises attributions in text order: content in one or more pieces, cue, source, and
//! the entity behind the source where exactly one fits. The way is: find the cues and their subjects ([`cue`], [`source`]), give
//! each the content that its form introduces ([`content`]), gather the pieces of one speech over sentences and paragraphs
//! ([`join`]), and only then resolve who spoke, in reading order, because a pronoun points at whoever spoke before.
//!
//! Speech in marks without a source is kept with none. Words in marks that are a coinage or a title are no speech. Attribution
//! nested inside reported content is not opened: the outer speaker answers for it.

mod content;
mod cue;
mod join;
mod source;
mod speaker;

use std::collections::HashMap;
use std::ops::Range;

use self::speaker::Speakers;
use crate::analysis::{QuoteKind, SourceKind};
use crate::document::{Document, Form, Span};
use crate::entities::{Entities, Reference};
use crate::seeds::{Cue, Seeds};

/// One attribution.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The pieces of what was said, in text order, none empty.
    pub content: Vec<Span>,
    /// The word that introduces it.
    pub cue: Option<Span>,
    /// What the cue does; `none` without one.
    pub class: &'static str,
    /// The tokens that name the source.
    pub source: Option<Range<usize>>,
    /// The entity behind the source.
    pub speaker: Option<usize>,
    /// How the source is named.
    pub source_kind: SourceKind,
    /// All, part or none of the content in marks.
    pub kind: QuoteKind,
    /// The rule that found it.
    pub by: &'static str,
}

/// A cue with its subject, before its content is known.
#[derive(Debug, Clone)]
struct Attribution {
    cue: Range<usize>,
    row: Option<Cue>,
    source: Option<Range<usize>>,
    /// From the first token of source and cue to the last.
    group: Range<usize>,
    /// Index of the sentence.
    sentence: usize,
}

/// An attribution with content.
#[derive(Debug, Clone)]
struct Draft {
    attribution: Attribution,
    content: Vec<Span>,
    by: &'static str,
}

/// The document as the rules see it.
struct Reading<'d> {
    document: &'d Document<'d>,
    entities: &'d Entities,
    seeds: &'d Seeds,
    /// For each token, the outermost quotation that it stands in, marks included, unless that is a mere term.
    speech: Vec<Option<usize>>,
}

impl<'d> Reading<'d> {
    fn new(document: &'d Document<'d>, entities: &'d Entities, seeds: &'d Seeds) -> Self {
        let mut speech = vec![None; document.tokens.len()];
        for (i, quotation) in document.quotations.iter().enumerate() {
            if quotation.parent.is_some() || quotation.form == Form::Term {
                continue;
            }
            let first = document.tokens.partition_point(|t| t.span.start < quotation.span.start);
            let last = document.tokens.partition_point(|t| t.span.end <= quotation.span.end);
            speech[first..last.max(first)].fill(Some(i));
        }
        Self { document, entities, seeds, speech }
    }

    fn word(&self, i: usize) -> &'d str {
        self.document.slice(self.document.tokens[i].span)
    }

    fn lower(&self, i: usize) -> String {
        self.word(i).to_lowercase()
    }

    fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.word(i))
    }
}

/// The innermost quote whose content holds `span`.
pub fn around(quotes: &[Quote], span: Span) -> Option<usize> {
    let holds = |q: &Quote| q.content.iter().any(|c| c.contains(span));
    let width = |q: &Quote| q.content.iter().map(|c| c.end - c.start).sum::<usize>();
    quotes.iter().enumerate().filter(|(_, q)| holds(q)).min_by_key(|(_, q)| width(q)).map(|(i, _)| i)
}

/// Finds the quotes of `document`. Sources that stand for an entity become mentions of it, and sources that name nobody known
/// become entities of their own.
pub fn find(document: &Document, entities: &mut Entities, seeds: &Seeds) -> Vec<Quote> {
    let reading = Reading::new(document, entities, seeds);
    let drafts = join::gather(&reading, content::assign(&reading, cue::find(&reading)));
    let speech = reading.speech;
    let mut sources: Vec<Range<usize>> = drafts.iter().filter_map(|d| d.attribution.source.clone()).collect();
    sources.sort_by_key(|s| (s.start, s.end));
    sources.dedup();
    let mut speakers = Speakers::new(document, entities, seeds, speech);
    let references: HashMap<Range<usize>, Reference> = sources.into_iter().map(|s| (s.clone(), speakers.resolve(&s))).collect();
    drafts
        .into_iter()
        .map(|draft| {
            let nobody = Reference { entity: None, kind: SourceKind::None, fresh: false };
            let reference = draft.attribution.source.as_ref().map_or(nobody, |source| references[source]);
            Quote {
                kind: kind(document, &draft.content),
                content: draft.content,
                cue: (!draft.attribution.cue.is_empty()).then(|| document.tokens_span(&draft.attribution.cue)),
                class: draft.attribution.row.map_or("none", |row| row.class),
                source: draft.attribution.source,
                speaker: reference.entity,
                source_kind: reference.kind,
                by: draft.by,
            }
        })
        .collect()
}

/// Direct, mixed or indirect: whether all, some or no word characters of the content stand between marks (the definition of
/// `PolNeAR`, Newell et al. 2018). A coinage in marks counts too.
fn kind(document: &Document, content: &[Span]) -> QuoteKind {
    let (mut inside, mut outside) = (false, false);
    for piece in content {
        for (offset, c) in document.slice(*piece).char_indices() {
            if !c.is_alphanumeric() {
                continue;
            }
            match document.quotation_at(piece.start + offset) {
                Some(_) => inside = true,
                None => outside = true,
            }
        }
    }
    match (inside, outside) {
        (true, false) => QuoteKind::Direct,
        (true, true) => QuoteKind::Mixed,
        (false, _) => QuoteKind::Indirect,
    }
}
