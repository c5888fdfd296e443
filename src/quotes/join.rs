//! The pieces of one speech.
//!
//! Four direct quotes in ten are interrupted or carried on: `"A," she said. "B."`, `"A," she said, "b."`, a speech whose paragraphs open
//! their marks again. The pieces are one attribution. A piece goes on where nothing but the attribution stands between, or
//! where the document found a mark reopened; speech in marks that nobody introduces is kept without a source.

use std::collections::BTreeMap;

use super::{Draft, Reading, beside};
use crate::document::{self, Form, Quotation, Span};

/// Longest name that stands in marks and in commas, in words.
const NAME: usize = 3;

/// Adds the quotations that no attribution holds yet, to the speech that they carry on or as speech of nobody.
pub(super) fn gather(reading: &Reading, mut drafts: Vec<Draft>) -> Vec<Draft> {
    let taken = taken(reading, &drafts);
    let spoken = |d: &Draft| d.content.iter().any(|c| reading.document.tokens_in(*c).any(|i| reading.speech(i).is_some()));
    let speeches = drafts.iter().enumerate().filter(|(_, d)| d.source.is_some() && spoken(d));
    let mut speeches: BTreeMap<usize, usize> = speeches.map(|(i, d)| (end(reading, d), i)).collect();
    let mut ends: Vec<usize> = drafts.iter().map(|d| end(reading, d)).collect();
    // Which draft holds each quotation, so that one that is carried on finds its beginning.
    let mut owners: Vec<Option<usize>> = vec![None; reading.document.quotations.len()];
    for (d, draft) in drafts.iter().enumerate() {
        for piece in &draft.content {
            let first = reading.document.quotations.partition_point(|q| q.span.start < piece.start);
            let inside = reading.document.quotations[first..].iter().take_while(|q| q.span.start < piece.end);
            for (q, _) in inside.enumerate().filter(|(_, q)| piece.contains(q.span)) {
                owners[first + q].get_or_insert(d);
            }
        }
    }
    for (q, quotation) in reading.document.quotations.iter().enumerate() {
        let held = reading.document.tokens_in(quotation.span).any(|i| taken[i]);
        if quotation.parent.is_some() || held {
            continue;
        }
        if let Some(b) = beside::as_put(reading, q) {
            owners[q] = Some(drafts.len());
            drafts.push(Draft::of(beside::BY, vec![quotation.span], Some(b.source), Some(b.cue)));
            ends.extend(drafts.last().map(|d| end(reading, d)));
            continue;
        }
        if quotation.form == Form::Term {
            continue;
        }
        let carried = quotation.continues.and_then(|previous| owners[previous]);
        let owner = carried.or_else(|| interrupted(reading, &drafts, &speeches, q));
        owners[q] = owner;
        match owner {
            Some(owner) => {
                drafts[owner].content.push(quotation.span);
                ends[owner] = quotation.span.end.max(ends[owner]);
                speeches.insert(ends[owner], owner);
            }
            None if quotation.form == Form::Speech && !quotation.inner.is_empty() && !is_name(reading, quotation) => {
                owners[q] = Some(drafts.len());
                drafts.push(Draft::of("marks", vec![quotation.span], None, None));
                ends.push(quotation.span.end);
            }
            None => {}
        }
    }
    reach_back(reading, &mut drafts, owners);
    for draft in &mut drafts {
        draft.content.sort_unstable();
    }
    drafts.sort_by_key(|d| (d.content[0], d.source.clone().map(|s| s.start)));
    drafts
}

/// Whether the marks hold the name of a thing that the sentence has just spoken of: `one advertisement, “Balanced Rebellion,” shows him`.
fn is_name(reading: &Reading, quotation: &Quotation) -> bool {
    let document = reading.document;
    let tokens = document.tokens_in(quotation.span);
    let inner = document.slice(quotation.inner);
    let appositive = reading.is_before(tokens.start, &[","]) && inner.ends_with(',');
    let work = || tokens.start.checked_sub(2).is_some_and(|i| document::is_work(&reading.word(i).to_lowercase()));
    appositive && (inner.split_whitespace().count() <= NAME || work())
}

/// Gives the paragraphs of a speech to the attribution that comes at its end: `“I was nineteen.` / `“Nobody asked,” said Weiss.`
///
/// One speech has one speaker, so what stands beside its last part overrules what the encoder saw before its first.
fn reach_back(reading: &Reading, drafts: &mut Vec<Draft>, mut owners: Vec<Option<usize>>) {
    let document = reading.document;
    let here = |d: &Draft, q: usize| {
        let paragraph = document.paragraph_tokens(document.quotations[q].paragraph);
        d.source.as_ref().is_some_and(|s| paragraph.contains(&s.start))
    };
    for q in (0..owners.len()).rev() {
        let Some(previous) = document.quotations[q].continues else { continue };
        let (Some(owner), Some(earlier)) = (owners[q], owners[previous]) else { continue };
        let (from, to) = (&drafts[earlier], &drafts[owner]);
        let one = from.source == to.source || from.source.is_none() || (!here(from, previous) && here(to, q));
        // A block of paragraphs with straight marks may hold speech in curly ones: that is a speech of its own.
        let mark = |q: usize| document.slice(document.quotations[q].opening);
        if earlier == owner || to.source.is_none() || !one || mark(q) != mark(previous) {
            continue;
        }
        let part = document.quotations[previous].span;
        // A mark was forgotten before it: what follows is the author's.
        if beside::ends(reading, part).is_some() {
            continue;
        }
        let (moved, kept): (Vec<Span>, _) = std::mem::take(&mut drafts[earlier].content).into_iter().partition(|c| c.meets(part));
        drafts[earlier].content = kept;
        drafts[owner].content.extend(moved);
        owners[previous] = Some(owner);
    }
    drafts.retain(|d| !d.content.is_empty());
}

/// For each token, whether it is content.
fn taken(reading: &Reading, drafts: &[Draft]) -> Vec<bool> {
    let mut taken = vec![false; reading.document.tokens.len()];
    for piece in drafts.iter().flat_map(|d| &d.content) {
        taken[reading.document.tokens_in(*piece)].fill(true);
    }
    taken
}

/// The speech that quotation `q` carries on: the one whose attribution, and at most the end of whose sentence, stands between.
/// `speeches` holds the drafts with a source that speak in marks, by their ends.
fn interrupted(reading: &Reading, drafts: &[Draft], speeches: &BTreeMap<usize, usize>, q: usize) -> Option<usize> {
    let document = reading.document;
    let quotation = &document.quotations[q];
    let (&last, &owner) = speeches.range(..=quotation.span.start).next_back()?;
    if drafts[owner].content[0].start < document.paragraphs[quotation.paragraph].span.start {
        return None;
    }
    let between = document.tokens_in(Span::new(last, quotation.span.start));
    // A full stop may stand between, a second sentence may not.
    let stops = between.clone().filter(|&i| reading.is(i, &[".", "?", "!"])).count();
    let whole = document.sentences[document.sentence_index(between.start)..]
        .iter()
        .take_while(|s| s.tokens.end <= between.end)
        .any(|s| s.tokens.start >= between.start && s.tokens.len() > 1);
    // `“a mess,” | she was | “whisked off”`: a clause of the author's own.
    let verb = !between.is_empty() && reading.is_auxiliary(between.start);
    let told = verb || beside::clause(reading, between.start, between.end).is_some();
    (stops <= 1 && !whole && !told).then_some(owner)
}

/// Where a draft ends: its content, or the words that attribute it.
fn end(reading: &Reading, draft: &Draft) -> usize {
    let words = [draft.source.as_ref(), draft.cue.as_ref()].into_iter().flatten().map(|t| reading.document.tokens_span(t).end);
    words.chain(draft.content.iter().map(|c| c.end)).max().unwrap_or(0)
}
