//! Attribution by form alone: a headline's dash or colon, a name behind speech and a dash.
//!
//! These forms have no cue and little grammar, and look the same in every paper; a rule reads them better than a network that has
//! seen few. The speaker must be named, or be an office.

use std::ops::Range;

use super::{Draft, Reading, beside};
use crate::document::{Form, Region, TokenKind};
use crate::seeds::Function;

/// The name of the rules for bylines and posts in the output.
const BYLINED: &str = "byline";
/// Longest speaker in a headline, in tokens.
const SPEAKER: usize = 5;
/// Longest line of a speaker behind a dash, in tokens.
const BYLINE: usize = 12;

/// All attributions by form, in text order within each kind.
pub(super) fn read(reading: &Reading) -> Vec<Draft> {
    let heads = reading.document.paragraphs.iter().filter(|p| matches!(p.region, Region::Headline | Region::Standfirst));
    let mut drafts: Vec<Draft> = heads.flat_map(|p| p.sentences.clone()).filter_map(|s| headline(reading, s)).collect();
    for byline in bylines(reading) {
        if !drafts.iter().any(|d| d.content[0].meets(byline.content[0])) {
            drafts.push(byline);
        }
    }
    drafts
}

/// `A – Kremlin`, `Minister: A`, `A: minister`.
fn headline(reading: &Reading, sentence: usize) -> Option<Draft> {
    let tokens = reading.document.sentences[sentence].tokens.clone();
    let found = |source: Range<usize>, content: Range<usize>| {
        (content.len() >= 2).then(|| Draft::of("headline", vec![reading.document.tokens_span(&content)], Some(source), None))
    };
    let speaker = |range: &Range<usize>| {
        (1..=SPEAKER).contains(&range.len())
            && range.clone().all(|i| reading.document.kind(i) == Some(TokenKind::Word) && reading.speech(i).is_none())
            && (reading.entities.at(range.start).is_some() || is_role(reading, range))
    };
    let outside = |i: &usize| reading.speech(*i).is_none();
    let dash = tokens.clone().rev().filter(outside).find(|&i| reading.is(i, &["–", "—", "--", "-"]));
    if let Some(dash) = dash {
        let source = dash + 1..tokens.end;
        if speaker(&source) {
            return found(source, tokens.start..dash);
        }
    }
    let colon = tokens.clone().filter(outside).find(|&i| reading.is(i, &[":"]))?;
    let (head, tail) = (tokens.start..colon, colon + 1..tokens.end);
    if speaker(&head) && tail.len() > head.len() {
        return found(head, tail);
    }
    (speaker(&tail) && is_role(reading, &tail)).then(|| found(tail, tokens.start..colon)).flatten()
}

/// Whether the last word is a role or office: `Finance minister`, `Foreign Ministry`.
fn is_role(reading: &Reading, range: &Range<usize>) -> bool {
    let last = reading.word(range.end - 1);
    let lower = last.to_lowercase();
    reading.seeds.nominal(&lower).is_some() || reading.seeds.title_word(last).is_some() || reading.seeds.is_organization(last)
}

/// `"A" — Mara Quill`, `"A" (Mara Quill, teacher)`: speech, a dash or a bracket, a name, and nothing more, or the same on the next line;
/// and `MARA QUILL: "A"` at the head of a paragraph.
fn bylines(reading: &Reading) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for quotation in &reading.document.quotations {
        let paragraph = reading.document.paragraph_tokens(quotation.paragraph);
        let mut marked = reading.document.tokens_in(quotation.span);
        let after = marked.end;
        let dashed = after + 1 < paragraph.end && reading.is(after, &["—", "–", "―", "-", "--"]);
        // A letter that opens and ends in marks is one, whatever its marks do in between.
        let told = |i: usize| reading.speech(i).is_none() && beside::is_verb(reading, i);
        if dashed && reading.speech(paragraph.start).is_some() && !(paragraph.start..marked.start).any(told) {
            marked.start = paragraph.start;
        } else if quotation.parent.is_some() || quotation.form == Form::Term {
            continue;
        }
        let bracketed = after + 2 < paragraph.end && reading.is(after, &["("]) && reading.is_before(paragraph.end, &[")"]);
        let colon = marked.start > paragraph.start + 1 && reading.is_before(marked.start, &[":"]);
        // A fragment of a sentence is nobody's contribution: what ends behind it signs the article.
        let whole = marked.start == paragraph.start
            || reading.is_before(marked.start, &[":", "•", "-", "–", "—"])
            || reading.document.sentence_of(marked.start).tokens.start == marked.start;
        if !whole {
            continue;
        }
        let signed = if after == paragraph.end { signature(reading, quotation.paragraph + 1) } else { None };
        let stopped = usize::from(reading.is_before(paragraph.end, &["."]));
        let (source, longest) = match signed {
            Some(signed) => (signed, BYLINE),
            None if dashed => (after + 1..paragraph.end - stopped, BYLINE),
            None if bracketed => (after + 1..paragraph.end - 1, BYLINE),
            None if colon => (paragraph.start..marked.start - 1, 4),
            None => continue,
        };
        let office = dashed && !source.is_empty() && is_office(reading, &source);
        let one = !bracketed || !source.clone().any(|i| reading.is(i, &["(", ")"]));
        if source.len() <= longest && one && (office || is_named(reading, &source)) {
            drafts.push(Draft::of(BYLINED, vec![reading.document.tokens_span(&marked)], Some(source), None));
        }
    }
    drafts.extend(posts(reading));
    drafts
}

/// `— Mara Quill (@mquill) May 3`: the line of whoever wrote what stands above; what is in brackets and behind them tells more of the line.
fn signature(reading: &Reading, paragraph: usize) -> Option<Range<usize>> {
    reading.document.paragraphs.get(paragraph)?;
    let line = reading.document.paragraph_tokens(paragraph);
    let bracket = line.clone().find(|&i| reading.is(i, &["(", "["])).unwrap_or(line.end);
    (line.len() > 1 && reading.is(line.start, &["—", "–", "―", "--"])).then_some(line.start + 1..bracket)
}

/// Posts set into the article without marks, each known by its signature with a handle.
fn posts<'r>(reading: &'r Reading) -> impl Iterator<Item = Draft> + 'r {
    (1..reading.document.paragraphs.len()).filter_map(|p| {
        let source = signature(reading, p).filter(|s| is_named(reading, s))?;
        let handle = |i: usize| reading.document.tokens.get(i).is_some_and(|t| t.kind == TokenKind::Handle);
        let content = reading.document.paragraph_tokens(p - 1);
        let plain = content.clone().all(|i| reading.speech(i).is_none()) && reading.document.paragraphs[p - 1].region == Region::Body;
        let post = handle(source.end + 1) && plain && !content.is_empty();
        post.then(|| Draft::of(BYLINED, vec![reading.document.tokens_span(&content)], Some(source), None))
    })
}

/// A name, perhaps behind a title, and no verb.
fn is_named(reading: &Reading, source: &Range<usize>) -> bool {
    // A title may stand before the name.
    let title = source.clone().take(3).take_while(|&i| reading.seeds.title_word(reading.word(i)).is_some());
    let named = !source.is_empty() && reading.entities.at(title.last().map_or(source.start, |i| i + 1)).is_some();
    named && is_label(reading, source)
}

/// `a spokeswoman for the ministry`.
fn is_office(reading: &Reading, source: &Range<usize>) -> bool {
    let function = |i: usize| reading.seeds.function(reading.word(i));
    let mut noun = source.clone().take_while(|&i| function(i) != Some(Function::Preposition));
    let person = noun.any(|i| reading.seeds.nominal(&reading.word(i).to_lowercase()).is_some());
    function(source.start) == Some(Function::Determiner) && person && is_label(reading, source)
}

/// Words that only name: no speech, no verb.
fn is_label(reading: &Reading, source: &Range<usize>) -> bool {
    let verb = |i: usize| reading.is_auxiliary(i) || reading.seeds.cue(reading.word(i)).is_some_and(|c| c.verb);
    source.clone().all(|i| reading.speech(i).is_none() && !verb(i))
}
