//! The pieces of one speech.
//!
//! Four direct quotes in ten are interrupted or carried on: `"A," she said. "B."`, `"A," she said, "b."`, a speech whose paragraphs open
//! their marks again. The pieces are one attribution. A piece goes on where nothing but the attribution stands between, or
//! where the document found a mark reopened; speech in marks that nobody introduces is kept without a source.

use super::{Attribution, Draft, Reading};
use crate::document::{Form, Span};

/// Adds the quotations that no attribution holds yet, to the speech that they carry on or as speech of nobody.
pub(super) fn gather(reading: &Reading, mut drafts: Vec<Draft>) -> Vec<Draft> {
    for (q, quotation) in reading.document.quotations.iter().enumerate() {
        let held = drafts.iter().any(|d| d.content.iter().any(|c| c.meets(quotation.span)));
        if quotation.parent.is_some() || held || quotation.form == Form::Term {
            continue;
        }
        let owner = quotation
            .continues
            .and_then(|previous| holder(&drafts, reading.document.quotations[previous].span))
            .or_else(|| interrupted(reading, &drafts, q));
        match owner {
            Some(owner) => drafts[owner].content.push(quotation.span),
            None if quotation.form == Form::Speech && !quotation.inner.is_empty() => drafts.push(orphan(reading, quotation.span)),
            None => {}
        }
    }
    for draft in &mut drafts {
        draft.content.sort_unstable();
    }
    drafts.sort_by_key(|d| (d.content[0], d.attribution.group.start));
    drafts
}

/// The draft that holds the piece `span`.
fn holder(drafts: &[Draft], span: Span) -> Option<usize> {
    drafts.iter().position(|d| d.content.iter().any(|c| c.contains(span)))
}

/// The speech that quotation `q` carries on: the one whose attribution, and at most the end of whose sentence, stands between.
fn interrupted(reading: &Reading, drafts: &[Draft], q: usize) -> Option<usize> {
    let quotation = &reading.document.quotations[q];
    let first = reading.document.tokens.partition_point(|t| t.span.start < quotation.span.start);
    let owner = drafts.iter().rposition(|d| {
        let attribution = &d.attribution;
        let near = reading.document.sentences[attribution.sentence].paragraph == quotation.paragraph && attribution.group.end <= first;
        near && d.by == "marks" && d.content.iter().all(|c| c.end <= quotation.span.start)
    })?;
    let draft = &drafts[owner];
    let last = draft.content.last()?.end.max(reading.document.tokens_span(&draft.attribution.group).end);
    let between = reading.document.tokens.partition_point(|t| t.span.start < last)..first;
    // A full stop may stand between, a second sentence may not.
    let stops = between.clone().filter(|&i| reading.is(i, &[".", "?", "!"])).count();
    let whole =
        reading.document.sentences.iter().any(|s| s.tokens.start >= between.start && s.tokens.end <= between.end && s.tokens.len() > 1);
    (stops <= 1 && !whole).then_some(owner)
}

/// Speech without a source.
fn orphan(reading: &Reading, span: Span) -> Draft {
    let at = reading.document.tokens.partition_point(|t| t.span.start < span.start);
    let sentence = reading.document.sentence_index(at);
    let attribution = Attribution { cue: at..at, row: None, source: None, group: at..at, sentence };
    Draft { attribution, content: vec![span], by: "marks-alone" }
}
