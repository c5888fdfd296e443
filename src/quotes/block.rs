//! A line that leads to speech in a paragraph of its own.
//!
//! `And from Chairwoman Ruth Ames:` / `“This bridge will not be sold.”` Speech that fills a paragraph behind a colon is that of whoever the
//! line names: behind `from`, or as the subject of a verb or noun of saying. The encoder reads such lines well where they hold a verb it
//! knows; this room steps in where it looked elsewhere.

use std::ops::Range;

use super::{Draft, Reading, beside};
use crate::document::Form;
use crate::entities::Mention;
use crate::seeds::Function;

/// The rule's name in the output.
const BY: &str = "block";

/// What a line says of the speech below it.
struct Line {
    source: Range<usize>,
    cue: Option<Range<usize>>,
}

/// Gives each such speech to the line before it.
pub(super) fn lead(reading: &Reading, drafts: &mut Vec<Draft>) {
    for owner in 0..drafts.len() {
        // Later pieces first, so that cutting one off leaves the places of the earlier ones.
        for piece in (0..drafts[owner].content.len()).rev() {
            let Some(Line { source, cue }) = line(reading, &drafts[owner], piece) else { continue };
            let content = drafts[owner].content.split_off(piece);
            drafts.push(Draft::of(BY, content, Some(source), cue));
        }
    }
    drafts.retain(|d| !d.content.is_empty());
}

/// The line before a piece that fills its paragraph, where the draft's own source stands elsewhere.
fn line(reading: &Reading, draft: &Draft, piece: usize) -> Option<Line> {
    let document = reading.document;
    let quotation = &document.quotations[beside::place(reading, draft.content[piece])?];
    let tokens = document.tokens_in(quotation.span);
    let whole = quotation.parent.is_none() && quotation.form != Form::Term && tokens == document.paragraph_tokens(quotation.paragraph);
    if !whole || !reading.is_before(tokens.start, &[":"]) {
        return None;
    }
    let colon = tokens.start - 1;
    let sentence = document.sentence_of(colon);
    let before = document.paragraph_tokens(sentence.paragraph);
    if draft.source.as_ref().is_some_and(|s| before.contains(&s.start)) {
        return None;
    }
    let first = sentence.tokens.start;
    let statement = |i: usize| i > first && reading.seeds.cue(&reading.word(i - 1).to_lowercase()).is_some_and(|c| !c.verb);
    let from = (first..colon).rev().find(|&i| reading.word(i).eq_ignore_ascii_case("from") || (reading.is(i, &["by"]) && statement(i)));
    let named = from.filter(|&f| reading.is(f, &["by"]) || !(first..f).any(|i| beside::is_verb(reading, i)));
    if let Some(source) = named.and_then(|f| beside::subject(reading, f + 1, colon)) {
        return Some(Line { source, cue: None });
    }
    let object = |i: usize| i > first && reading.seeds.function(reading.word(i - 1)) == Some(Function::Preposition);
    let subject = |m: &&Mention| reading.speaks(m) && !object(m.tokens.start);
    let source = reading.entities.within(&(first..colon)).iter().find(subject)?.tokens.clone();
    let cue = (source.end..colon).find(|&i| reading.speech(i).is_none() && reading.seeds.cue(reading.word(i)).is_some())?;
    Some(Line { source, cue: Some(cue..cue + 1) })
}
