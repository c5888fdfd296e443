//! What of the words around a cue is said, by the grammar of their sentence.
//!
//! The encoder's content may begin with an object's clause and forget the object, run from a clause on into the main clause, or hold the
//! one who said it. Takes one attribution on its tokens, promises the same with such edges set right: `After saying it was “a mess,” | she
//! left`, `urged | voters to reject what he called “a mess”`, `was dismissed as “a joke” | by the council`. It knows the few forms named
//! here; every other edge stays where the encoder set it.

use std::ops::Range;

use super::piece::{Frame, bare};
use super::{Draft, beside};
use crate::document::{Span, TokenKind};

/// Longest stretch between a demand and what the encoder takes for it, in tokens.
const OBJECT: usize = 10;
/// Words that open a clause or phrase which stands before its main clause.
const FRONTED: [&str; 16] = [
    "after", "although", "before", "besides", "by", "contrary", "despite", "if", "in", "instead", "rather", "though", "when", "while",
    "without", "unlike",
];
/// Fewest tokens of what is said in such a clause.
const CLAUSE: usize = 3;

/// Sets source and content right, and gives the rule that found the source, or `model`.
pub(super) fn fit(frame: Frame, cue: &Range<usize>, source: &mut Option<Range<usize>>, content: &mut [Span]) -> &'static str {
    let reading = frame.reading;
    if source.is_none() {
        // `It was called ruin by | Ann Lee`, but not `known by | its acronym` where that is what is said.
        let said = |named: &Range<usize>| content.iter().any(|c| c.contains(reading.document.tokens_span(named)));
        *source = beside::agent(reading, cue).filter(|named| !said(named));
    }
    let mut by = "model";
    if let (None, Some(last)) = (&source, content.last_mut())
        && let Some((named, rest)) = passive(frame, cue, *last)
    {
        (*source, *last, by) = (Some(named), rest, beside::BY);
    }
    if let Some(first) = content.first_mut() {
        *first = infinitive(frame, cue, *first);
    }
    if let Some(last) = content.last_mut() {
        let (rest, subject) = in_clause(frame, cue, *last);
        *last = rest;
        *source = subject.or_else(|| source.take());
    }
    by
}

/// What is said in a clause that opens its sentence, without the main clause, and whose words they are if the clause does not name them:
/// `After saying that it was “a mess,” | she left`.
fn in_clause(frame: Frame, cue: &Range<usize>, content: Span) -> (Span, Option<Range<usize>>) {
    let (document, reading) = (frame.document(), frame.reading);
    let sentence = document.sentence_of(cue.start).tokens.clone();
    let tokens = document.tokens_in(content);
    let opens = |i: usize| FRONTED.contains(&document.word(i).to_lowercase().as_str());
    let apart = (sentence.start..cue.start).any(|i| reading.is(i, &[","]));
    if !opens(sentence.start) || opens(tokens.start) || apart || tokens.start < cue.end || !sentence.contains(&tokens.start) {
        return (content, None);
    }
    let end = tokens.end.min(sentence.end);
    let main = (tokens.start + CLAUSE..end).filter(|&i| reading.is(i, &[","])).find_map(|comma| {
        // The comma may stand inside the marks before it.
        let next = (comma + 1..end).find(|&i| document.kind(i) != Some(TokenKind::Mark)).filter(|&i| !frame.in_marks(i))?;
        Some((if next == comma + 1 { comma } else { next }, beside::clause(reading, next, sentence.end)?))
    });
    let Some((kept, subject)) = main.map(|(end, subject)| (bare(frame, tokens.start..end), subject)).filter(|(kept, _)| !kept.is_empty())
    else {
        return (content, None);
    };
    let participle = cue.start == sentence.start + 1 && document.word(cue.start).ends_with("ing");
    (document.tokens_span(&kept), Some(subject).filter(|_| participle))
}

/// Who is named at the end of what is said, and what is said without them: `was dismissed as “a joke” | by the council`.
fn passive(frame: Frame, cue: &Range<usize>, content: Span) -> Option<(Range<usize>, Span)> {
    let document = frame.document();
    let tokens = document.tokens_in(content);
    let closed = |i: usize| document.kind(i - 1) == Some(TokenKind::Mark) && !frame.in_marks(i);
    let by = (tokens.start + 1..tokens.end).find(|&i| document.word(i) == "by" && closed(i)).filter(|_| tokens.start >= cue.end)?;
    let named = beside::agent(frame.reading, &(cue.start..by))?;
    // `the leader | of the island’s council`
    let more = |i: usize| beside::is_nominal(frame.reading, i) || matches!(document.word(i), "of" | "for" | "in" | "at");
    let whole = (named.end..tokens.end).all(more);
    whole.then(|| (named.start..named.end.max(tokens.end), document.tokens_span(&(tokens.start..by))))
}

/// What is asked for with the verb that says so: `urged voters | to reject what he called “a mess”`.
fn infinitive(frame: Frame, cue: &Range<usize>, content: Span) -> Span {
    let (document, reading) = (frame.document(), frame.reading);
    let tokens = document.tokens_in(content);
    let between = cue.end..tokens.start;
    let asks = cue.clone().any(|i| reading.seeds.cue(&reading.word(i).to_lowercase()).is_some_and(|c| c.verb && c.class == "demand"));
    let plain = |i: usize| !frame.in_marks(i) && !reading.is(i, &[",", ":", ";", "—", "–"]);
    let to = between.clone().find(|&i| reading.is(i, &["to"])).filter(|&to| to + 1 < tokens.start);
    let near = between.len() <= OBJECT && document.sentence_of(cue.start).tokens.contains(&tokens.start);
    if asks && near && to.is_some() && between.clone().all(plain) { document.tokens_span(&(between.start..tokens.end)) } else { content }
}

/// Whose claim stands in the content; it is surer than what somebody is said to do with it: `was mocked for | her claim that | the tide
/// would turn`.
pub(super) fn claimed(frame: Frame, content: &[Span]) -> Option<Draft> {
    let (document, reading, [content]) = (frame.document(), frame.reading, content) else { return None };
    let tokens = document.tokens_in(*content);
    let that = (tokens.start..tokens.end.min(tokens.start + OBJECT)).find(|&i| reading.is(i, &["that"]))?;
    let noun = that.checked_sub(1).filter(|&i| i > tokens.start && reading.seeds.cue(reading.word(i)).is_some_and(|c| !c.verb))?;
    let possessive = |i: usize| document.is_possessive(i) || reading.is(i, &["his", "her", "its", "their"]);
    let last = (tokens.start..noun).rev().find(|&i| possessive(i))?;
    let named = || reading.entities.at(last.checked_sub(1)?).map(|m| m.tokens.start).filter(|&start| start >= tokens.start);
    let pronoun = document.word(last).starts_with(char::is_alphabetic);
    let owner = if pronoun { last } else { named()? }..last + 1;
    // `a message that would travel` is none.
    let rest = that + 1..tokens.end;
    let clause = !rest.is_empty() && !reading.is_auxiliary(rest.start);
    clause.then(|| Draft::of(beside::BY, vec![document.tokens_span(&rest)], Some(owner), Some(noun..noun + 1)))
}
