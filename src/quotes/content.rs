//! What a cue introduces.
//!
//! Each attribution is tried against a few forms, the surest first: words in marks beside it (`"A," she said`), a clause after
//! `that`, a clause before it (`A, she said.`), one around it (`A, she said, B`), a clause without `that`, words in marks further on
//! (`called it "rich"`). A headline has forms of its own. An attribution inside content that was already given is left alone.

use std::ops::Range;

use super::{Attribution, Draft, Reading, source};
use crate::document::{Form, Region, Span, TokenKind};
use crate::seeds::{Frames, Function};

/// How far behind a cue `that` or an opening mark may stand, in tokens.
const REACH: usize = 14;
/// Shortest clause, in tokens.
const CLAUSE: usize = 3;

/// Gives each attribution its content; attributions without any are dropped. In text order of the content.
pub(super) fn assign(reading: &Reading, attributions: Vec<Attribution>) -> Vec<Draft> {
    let mut drafts: Vec<Draft> = Vec::new();
    let mut taken = vec![false; reading.document.quotations.len()];
    for paragraph in &reading.document.paragraphs {
        if matches!(paragraph.region, Region::Headline | Region::Standfirst) {
            drafts.extend(paragraph.sentences.clone().filter_map(|s| headline(reading, s)));
        }
    }
    let marked = |d: &Draft, taken: &mut [bool]| {
        for (i, q) in reading.document.quotations.iter().enumerate() {
            taken[i] |= d.content.iter().any(|c| c.contains(q.span));
        }
    };
    for draft in &drafts {
        marked(draft, &mut taken);
    }
    // Marks right beside an attribution belong to it whatever else might claim them, so those come first.
    let mut rest = Vec::new();
    for attribution in attributions {
        match beside(reading, &attribution, &taken) {
            Some(draft) => {
                marked(&draft, &mut taken);
                drafts.push(draft);
            }
            None => rest.push(attribution),
        }
    }
    for attribution in rest {
        let at = reading.document.tokens_span(&attribution.cue);
        let inside = drafts.iter().any(|d| d.content.iter().any(|c| c.meets(at)));
        if inside {
            continue;
        }
        if let Some(draft) = clause(reading, &attribution, &taken) {
            if draft.content.iter().any(|c| drafts.iter().any(|d| d.content.iter().any(|o| o.meets(*c)))) {
                continue;
            }
            marked(&draft, &mut taken);
            drafts.push(draft);
        }
    }
    drafts.extend(bylines(reading, &taken));
    drafts.sort_by_key(|d| d.content[0]);
    drafts
}

/// Quotations whose marks touch the attribution on either side.
fn beside(reading: &Reading, attribution: &Attribution, taken: &[bool]) -> Option<Draft> {
    let row = attribution.row.as_ref()?;
    if row.verb && !row.quotes() {
        return None;
    }
    let sentence = &reading.document.sentences[attribution.sentence].tokens;
    let mut found = Vec::new();
    let before = quotation_before(reading, attribution).filter(|&q| !taken[q]);
    if let Some(q) = before {
        let quotation = &reading.document.quotations[q];
        // `Norway turns the Arctic into a "theater of threats", X said`: the marks are only part of the clause before.
        let opens = reading.document.sentences.iter().any(|s| s.span.start == quotation.span.start)
            || quotation.span.start == reading.document.paragraphs[quotation.paragraph].span.start
            || {
                let first = reading.document.tokens.partition_point(|t| t.span.start < quotation.span.start);
                first == 0 || reading.is(first - 1, &[",", ":", "—", "–", "-", ".", "?", "!"])
            };
        if opens {
            found.push(quotation.span);
        } else {
            return None;
        }
    }
    if row.verb {
        let after = (attribution.group.end..sentence.end.min(attribution.group.end + REACH))
            .take_while(|&i| !reading.is(i, &[".", ";", "that"]))
            .find(|&i| reading.speech[i].is_some());
        if let Some(i) = after {
            let q = reading.speech[i].expect("just found");
            let quotation = &reading.document.quotations[q];
            let led = i == attribution.group.end || reading.is(i - 1, &[",", ":"]);
            let comma_clause = reading.is(i - 1, &[","]) && found.is_empty() && i > attribution.group.end + 8;
            if led && !comma_clause && quotation.opening == reading.document.tokens[i].span && !taken[q] && quotation.form != Form::Term {
                found.push(quotation.span);
            }
        }
    }
    (!found.is_empty()).then(|| Draft { attribution: attribution.clone(), content: found, by: "marks" })
}

/// The quotation that closes right before the attribution, a comma between allowed.
fn quotation_before(reading: &Reading, attribution: &Attribution) -> Option<usize> {
    let mut i = attribution.group.start.checked_sub(1)?;
    if reading.is(i, &[",", "—", "–"]) {
        i = i.checked_sub(1)?;
    }
    let q = reading.speech[i]?;
    let quotation = &reading.document.quotations[q];
    let same = quotation.paragraph == reading.document.sentences[attribution.sentence].paragraph;
    (same && quotation.closing == Some(reading.document.tokens[i].span)).then_some(q)
}

/// The forms without marks beside the cue.
fn clause(reading: &Reading, attribution: &Attribution, taken: &[bool]) -> Option<Draft> {
    let sentence = reading.document.sentences[attribution.sentence].tokens.clone();
    let row = attribution.row.as_ref()?;
    let draft = |tokens: &[Range<usize>], by| {
        let content: Vec<Span> = tokens.iter().filter(|t| !t.is_empty()).map(|t| reading.document.tokens_span(t)).collect();
        (!content.is_empty()).then(|| Draft { attribution: attribution.clone(), content, by })
    };
    let group = attribution.group.clone();
    if !row.verb {
        // `According to X, A.` and `A, according to X.`
        return if group.start == sentence.start && group.end < sentence.end && reading.is(group.end, &[","]) {
            draft(&[trimmed(reading, group.end + 1..clause_end(reading, group.end + 1, &sentence))], "according-to")
        } else {
            draft(&[trimmed(reading, clause_start(reading, &sentence, group.start)..group.start)], "according-to")
        };
    }
    let that = (attribution.cue.end..sentence.end.min(attribution.cue.end + REACH))
        .take_while(|&i| !reading.is(i, &[",", ".", ";", ":", "and"]) && reading.speech[i].is_none())
        .find(|&i| reading.lower(i) == "that");
    if let Some(that) = that.filter(|_| row.frames.has(Frames::THAT)) {
        let content = trimmed(reading, that + 1..clause_end(reading, that + 1, &sentence));
        if content.len() >= 2 {
            return draft(&[content], "that-clause");
        }
    }
    let comma_before = group.start > sentence.start && reading.is(group.start - 1, &[",", "—", "–"]);
    let speaks = row.frames.has(Frames::QUOTE) || row.frames.has(Frames::BARE);
    if comma_before && speaks && group.start - sentence.start > CLAUSE {
        let start = clause_start(reading, &sentence, group.start - 1);
        let head = trimmed(reading, start..group.start - 1);
        let comma_after = group.end < sentence.end && reading.is(group.end, &[",", "—", "–"]);
        if comma_after && sentence.end - group.end > CLAUSE {
            let tail = trimmed(reading, group.end + 1..clause_end(reading, group.end + 1, &sentence));
            return draft(&[head, tail], "clause-around");
        }
        // What follows must be the end, or where and when it was said.
        let rest = (group.end..sentence.end).take_while(|&i| !reading.is(i, &[".", "?", "!"])).collect::<Vec<_>>();
        let aside = rest.is_empty()
            || rest.len() <= 2
            || matches!(reading.seeds.function(reading.word(rest[0])), Some(Function::Preposition))
            || reading.seeds.is_calendar(reading.word(rest[0]))
            || row.frames.has(Frames::PERSON)
            || reading.is(rest[0], &[","]);
        if aside && head.len() >= CLAUSE {
            return draft(&[head], "clause-before");
        }
    }
    if let Some(start) = bare_start(reading, attribution, &sentence) {
        let content = trimmed(reading, start..clause_end(reading, start, &sentence));
        if content.len() >= CLAUSE && has_verb(reading, &content) {
            return draft(&[content], "bare-clause");
        }
    }
    // `called it "rich"`, `praised her for "flagging gaps"`.
    let marked = (attribution.group.end.max(attribution.cue.end)..sentence.end)
        .take(REACH)
        .take_while(|&i| !reading.is(i, &[".", ";", ":", ","]))
        .find(|&i| reading.speech[i].is_some())?;
    let q = reading.speech[marked]?;
    let quotation = &reading.document.quotations[q];
    let ends_beyond = quotation.span.end > reading.document.sentences[attribution.sentence].span.end;
    if taken[q] || ends_beyond || quotation.opening != reading.document.tokens[marked].span {
        return None;
    }
    Some(Draft { attribution: attribution.clone(), content: vec![quotation.span], by: "fragment" })
}

/// Where a clause without `that` begins behind the cue: behind the addressee, at a word that can be a subject.
fn bare_start(reading: &Reading, attribution: &Attribution, sentence: &Range<usize>) -> Option<usize> {
    let row = attribution.row.as_ref()?;
    if !row.frames.has(Frames::BARE) || attribution.group.end > attribution.cue.end {
        return None;
    }
    let mut i = attribution.cue.end;
    if row.frames.has(Frames::PERSON) {
        let mention = reading.entities.at(i).map(|m| m.tokens.end);
        let function = (i < sentence.end).then(|| reading.seeds.function(reading.word(i))).flatten();
        i = match (mention, function) {
            (Some(end), _) => end,
            (None, Some(Function::Determiner)) => i + 2,
            (None, Some(Function::Pronoun) | None) => i + 1,
            _ => return None,
        };
    }
    while i < sentence.end
        && (reading.seeds.is_calendar(reading.word(i)) || reading.seeds.function(reading.word(i)) == Some(Function::Adverb))
    {
        i += 1;
    }
    if i >= sentence.end || reading.speech[i].is_some() {
        return None;
    }
    let function = reading.seeds.function(reading.word(i));
    let subject = matches!(function, Some(Function::Determiner | Function::Pronoun))
        || reading.entities.at(i).is_some()
        || (function.is_none() && reading.document.tokens[i].kind != TokenKind::Sign);
    subject.then_some(i)
}

/// An auxiliary, or a word that looks like a verb form: without one, the words are an object, not a clause.
fn has_verb(reading: &Reading, tokens: &Range<usize>) -> bool {
    tokens.clone().skip(1).any(|i| {
        let word = reading.lower(i);
        reading.seeds.function(&word) == Some(Function::Auxiliary)
            || matches!(word.as_str(), "'s" | "’s" | "'re" | "’re" | "'ll" | "’ll" | "'d" | "’d" | "'ve" | "’ve")
            || (reading.word(i).starts_with(char::is_lowercase) && word.len() > 4 && word.ends_with("ed"))
            || reading.seeds.cue(&word).is_some_and(|c| c.verb)
    })
}

/// Where the content that begins at `start` ends: at the end of the sentence, or where the report goes on beside it.
fn clause_end(reading: &Reading, start: usize, sentence: &Range<usize>) -> usize {
    for i in start..sentence.end {
        if reading.speech[i].is_some() {
            continue;
        }
        let word = reading.lower(i);
        let next = (i + 1 < sentence.end).then(|| reading.lower(i + 1));
        let next = next.as_deref().unwrap_or("");
        let next_cue = |n: usize| {
            i + n < sentence.end
                && reading.speech[i + n].is_none()
                && reading.seeds.cue(reading.word(i + n)).is_some_and(super::super::seeds::Cue::quotes)
        };
        let stops = match word.as_str() {
            "," | "—" | "–" => {
                matches!(next, "adding" | "saying" | "according" | "citing" | "though" | "whereas")
                    || (matches!(next, "and" | "but") && next_cue(2))
                    || (next == "but" && i + 2 < sentence.end && reading.entities.at(i + 2).is_some())
            }
            // `that A and added that B`
            "and" | "but" => {
                i > start + 1 && next_cue(1) && i + 2 < sentence.end && (reading.lower(i + 2) == "that" || reading.speech[i + 2].is_some())
            }
            "according" => next == "to",
            ";" => true,
            _ => false,
        };
        if stops && i > start {
            return i;
        }
    }
    sentence.end
}

/// Where the content that ends before `end` begins: at the head of the sentence, behind a conjunction that ties it to what was.
fn clause_start(reading: &Reading, sentence: &Range<usize>, end: usize) -> usize {
    let mut start = sentence.start;
    while start < end && matches!(reading.lower(start).as_str(), "but" | "and" | "meanwhile" | "however" | "still" | "," | "—" | "–") {
        start += 1;
    }
    start
}

/// Without sentence punctuation and commas at either end; marks stay.
fn trimmed(reading: &Reading, mut tokens: Range<usize>) -> Range<usize> {
    let plain = |i: usize| reading.is(i, &[".", ",", ";", ":", "!", "?", "—", "–", "-"]);
    while tokens.start < tokens.end && plain(tokens.start) {
        tokens.start += 1;
    }
    while tokens.start < tokens.end && plain(tokens.end - 1) && reading.speech[tokens.end - 1].is_none() {
        tokens.end -= 1;
    }
    tokens
}

/// `A – Kremlin`, `Minister: A`, `A: minister`.
fn headline(reading: &Reading, sentence: usize) -> Option<Draft> {
    let tokens = reading.document.sentences[sentence].tokens.clone();
    let found = |source: Range<usize>, content: Range<usize>| {
        let content = trimmed(reading, content);
        (content.len() >= 2).then(|| Draft {
            attribution: Attribution { cue: source.start..source.start, row: None, group: source.clone(), source: Some(source), sentence },
            content: vec![reading.document.tokens_span(&content)],
            by: "headline",
        })
    };
    let speaker = |range: &Range<usize>| {
        (1..=5).contains(&range.len())
            && range.clone().all(|i| reading.document.tokens[i].kind == TokenKind::Word && reading.speech[i].is_none())
            && (reading.entities.at(range.start).is_some() || is_role(reading, range))
    };
    let last = tokens.clone().rev().find(|&i| reading.is(i, &["–", "—", "--", "-"]) && reading.speech[i].is_none());
    if let Some(dash) = last {
        let source = dash + 1..tokens.end;
        if speaker(&source) {
            return found(source, tokens.start..dash);
        }
    }
    let colon = tokens.clone().find(|&i| reading.is(i, &[":"]) && reading.speech[i].is_none())?;
    let (head, tail) = (tokens.start..colon, colon + 1..tokens.end);
    if speaker(&head) && tail.len() > head.len() {
        return found(head, tail);
    }
    (speaker(&tail) && is_role(reading, &tail)).then(|| found(tail, tokens.start..colon)).flatten()
}

/// Whether the last word is a role or office: `Finance minister`, `Foreign Ministry`.
fn is_role(reading: &Reading, range: &Range<usize>) -> bool {
    let last = reading.lower(range.end - 1);
    reading.seeds.nominal(&last).is_some()
        || reading.seeds.title([last.as_str()].into_iter()).is_some()
        || reading.seeds.organization([reading.word(range.end - 1)].into_iter()).is_some()
}

/// `"A" — Mara Quill`: speech, a dash, a name, and nothing more; and `MARA QUILL: "A"` at the head of a paragraph.
fn bylines(reading: &Reading, taken: &[bool]) -> Vec<Draft> {
    let mut drafts = Vec::new();
    for (q, quotation) in reading.document.quotations.iter().enumerate() {
        if taken[q] || quotation.parent.is_some() || quotation.form == Form::Term {
            continue;
        }
        let paragraph = reading.document.paragraph_tokens(quotation.paragraph);
        let first = reading.document.tokens.partition_point(|t| t.span.start < quotation.span.start);
        let after = reading.document.tokens.partition_point(|t| t.span.end <= quotation.span.end);
        let dashed = after + 1 < paragraph.end && reading.is(after, &["—", "–", "―", "-", "--"]);
        let colon = first > paragraph.start + 1 && reading.is(first - 1, &[":"]);
        let source = if dashed {
            let mut end = paragraph.end;
            while end > after + 1 && reading.is(end - 1, &["."]) {
                end -= 1;
            }
            after + 1..end
        } else if colon {
            paragraph.start..first - 1
        } else {
            continue;
        };
        let short = (1..=12).contains(&source.len());
        let named = reading.entities.at(source.start).is_some()
            || source::right(reading, &paragraph, source.start).is_some_and(|r| r.end >= source.end.min(r.end));
        let plain =
            source.clone().all(|i| reading.speech[i].is_none() && reading.seeds.function(reading.word(i)) != Some(Function::Auxiliary));
        if short && named && plain && (dashed || source.len() <= 4) {
            let sentence = reading.document.sentence_index(source.start);
            drafts.push(Draft {
                attribution: Attribution {
                    cue: source.start..source.start,
                    row: None,
                    group: source.clone(),
                    source: Some(source),
                    sentence,
                },
                content: vec![quotation.span],
                by: "byline",
            });
        }
    }
    drafts
}
