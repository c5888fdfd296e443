//! Who passed on whose words.
//!
//! `The Herald quoted Paul Varga as saying that the dam was safe`, `Varga was quoted as saying by the Herald`, `the mine will reopen, Interfakt
//! reported, citing Labour Minister Kai Roth`, `“We lost,” Ann Lee said, according to the Herald`, `According to the Herald, Ann Lee said`:
//! two have said the same, and both are kept, each a record of its own.

use std::ops::Range;

use super::{Draft, Reading, beside};
use crate::document::Span;

/// The rule's name in the output.
const BY: &str = "chain";
/// Forms of the verbs by which one passes on another's words.
const QUOTING: [&str; 8] = ["quote", "quotes", "quoted", "quoting", "cite", "cites", "cited", "citing"];

/// How far behind an attribution the one who passes it on may stand, in tokens: `told the club on Monday, according to`.
const CIRCUMSTANCE: usize = 8;

/// Adds the other end of each chain, and takes a cited person for the speaker that they are.
pub(super) fn link(reading: &Reading, drafts: &mut Vec<Draft>) {
    for i in 0..drafts.len() {
        if let Some(words) = cited(reading, &drafts[i]) {
            // What was reported stands in the same sentence, before the one who is cited.
            let sentence = reading.document.sentence_of(words.start).tokens.clone();
            // A draft that was emptied here before says nothing.
            let before = |d: &&Draft| {
                let tokens = d.content.last().map(|&content| reading.document.tokens_in(content));
                let said = tokens.is_some_and(|t| sentence.start <= t.start && t.end <= words.start);
                said && d.source.as_ref().is_some_and(|s| s.end <= words.start)
            };
            let content = drafts.iter().rfind(before).map(|d| d.content.clone()).unwrap_or_default();
            drafts[i] = Draft::of(BY, content, Some(words), drafts[i].cue.clone());
        }
    }
    drafts.retain(|d| !d.content.is_empty());
    let end = |d: &Draft| {
        quoted(reading, d).or_else(|| quoter(reading, d)).or_else(|| passed_on(reading, d, drafts)).or_else(|| opened(reading, d, drafts))
    };
    let ends: Vec<Draft> = drafts.iter().filter_map(end).collect();
    drafts.extend(ends);
}

/// `“We lost,” Ann Lee said, according to the Herald`: the paper says that she said so. Not where it is known already.
fn passed_on(reading: &Reading, draft: &Draft, drafts: &[Draft]) -> Option<Draft> {
    let (document, source, cue) = (reading.document, draft.source.as_ref()?, draft.cue.as_ref()?);
    let (first, end) = (source.start.min(cue.start), source.end.max(cue.end));
    let sentence = document.sentence_of(first).tokens.clone();
    let said = draft.content.iter().rfind(|c| document.tokens_in(**c).end <= first && document.tokens_in(**c).start >= sentence.start)?;
    let comma = (end..sentence.end.min(end + CIRCUMSTANCE)).find(|&i| reading.is(i, &[","]))?;
    if comma + 2 >= sentence.end || !reading.is(comma + 1, &["according"]) || !reading.is(comma + 2, &["to"]) {
        return None;
    }
    let source = beside::subject(reading, comma + 3, sentence.end).filter(|_| !is_known(drafts, comma + 1))?;
    let content = Span::new(said.start, document.token_span(comma - 1).end);
    Some(Draft::of(BY, vec![content], Some(source), Some(comma + 1..comma + 3)))
}

/// Whether the attribution whose cue holds token `cue` is read already.
fn is_known(drafts: &[Draft], cue: usize) -> bool {
    drafts.iter().any(|d| d.cue.as_ref().is_some_and(|c| c.contains(&cue)))
}

/// `According to the Herald, Ann Lee said that ...`: the paper says that she said so. Not where it is known already.
fn opened(reading: &Reading, draft: &Draft, drafts: &[Draft]) -> Option<Draft> {
    let (document, source, cue) = (reading.document, draft.source.as_ref()?, draft.cue.as_ref()?);
    let sentence = document.sentence_of(source.start).tokens.clone();
    let according = sentence.start..sentence.end.min(sentence.start + 2);
    let named = beside::according(reading, &according)?;
    let said = draft.content.last().map(|&c| document.tokens_in(c)).filter(|c| c.start >= cue.end && sentence.contains(&c.start))?;
    let led = source.start < cue.start && source.start == named.end + 1 && reading.is(named.end, &[","]);
    let content = document.tokens_span(&(source.start..said.end));
    (led && !is_known(drafts, according.start)).then(|| Draft::of(BY, vec![content], Some(named), Some(according)))
}

fn is_quoting(reading: &Reading, cue: &Range<usize>) -> bool {
    cue.clone().any(|i| QUOTING.contains(&reading.word(i).to_lowercase().as_str()))
}

/// The person who is all that a draft says was cited: `citing Labour Minister Kai Roth`.
fn cited(reading: &Reading, draft: &Draft) -> Option<Range<usize>> {
    let [content] = draft.content[..] else { return None };
    let words = reading.document.tokens_in(content);
    let citing = |cue: &Range<usize>| cue.end == words.start && cue.clone().any(|i| reading.is(i, &["citing", "quoting"]));
    let whole = || beside::subject(reading, words.start, words.end).is_some_and(|s| s == words);
    (draft.cue.as_ref().is_some_and(citing) && reading.speech(words.start).is_none() && whole()).then_some(words)
}

/// `quoted Paul Varga as saying that ...`: what he said.
fn quoted(reading: &Reading, draft: &Draft) -> Option<Draft> {
    draft.cue.as_ref().filter(|cue| is_quoting(reading, cue))?;
    let document = reading.document;
    let tokens = document.tokens_in(draft.content[0]);
    let source = beside::subject(reading, tokens.start, tokens.end)?;
    let cue =
        (source.end..tokens.end.min(source.end + 8)).find(|&i| reading.is(i, &["saying", "telling"]) && reading.is_before(i, &["as"]))?;
    let that = (cue + 1..tokens.end.min(cue + 6)).find(|&i| reading.is(i, &["that"]));
    let first = that.map_or(cue + 1, |i| i + 1);
    let mut content = draft.content.clone();
    content[0] = Span::new(document.tokens.get(first).filter(|_| first < tokens.end)?.span.start, content[0].end);
    Some(Draft::of(BY, content, Some(source), Some(cue..cue + 1)))
}

/// `was quoted as saying by the Herald`: the paper said so too.
fn quoter(reading: &Reading, draft: &Draft) -> Option<Draft> {
    let cue = draft.cue.clone()?;
    if !is_quoting(reading, &cue) || !reading.is_before(cue.end, &["saying", "quoted", "cited"]) {
        return None;
    }
    let sentence = reading.document.sentence_of(cue.start).tokens.clone();
    let by = (cue.end..sentence.end.min(cue.end + 3)).find(|&i| reading.is(i, &["by"]))?;
    let source = beside::subject(reading, by + 1, sentence.end)?;
    let verb = cue.clone().find(|&i| reading.is(i, &["quoted", "cited"]))?;
    let other = draft.source.as_ref().is_some_and(|s| *s != source);
    other.then(|| Draft::of(BY, draft.content.clone(), Some(source), Some(verb..verb + 1)))
}
