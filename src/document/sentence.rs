//! Where a sentence ends.
//!
//! Takes the tokens and quotation marks of one paragraph, promises that sentences tile it: each token lies in exactly one.
//! A full stop ends a sentence unless it belongs to an abbreviation or an initial; a question inside marks followed by its
//! attribution (`"Is it?" she asked.`) stays whole. Sentences inside a longer quotation are sentences of their own.

use super::{Quotation, Span, Token, TokenKind};
use crate::seeds::{Ending, Seeds};

/// How far after a closing mark an attribution verb may stand, in tokens.
const REACH: usize = 8;

/// Appends the token ranges of the sentences of one paragraph to `sentences`. `tokens` are the paragraph's own and start at
/// `base` in the document; `cut` is a byte after which a sentence must begin (the end of a dateline).
pub(super) fn split(
    text: &str,
    tokens: &[Token],
    base: usize,
    cut: Option<usize>,
    quotations: &[Quotation],
    seeds: &Seeds,
    sentences: &mut Vec<std::ops::Range<usize>>,
) {
    let mut closings: Vec<Span> = quotations.iter().filter_map(|q| q.closing).collect();
    closings.sort_unstable();
    let mut start = 0;
    let mut i = 0;
    while i < tokens.len() {
        let end = after_closers(text, tokens, i, &closings);
        let done = if cut.is_some_and(|c| tokens[i].span.end <= c && tokens.get(i + 1).is_none_or(|t| t.span.start >= c)) {
            Some(i + 1)
        } else if end < tokens.len() && ends_here(text, tokens, i, end, seeds) {
            Some(end)
        } else {
            None
        };
        if let Some(end) = done {
            sentences.push(base + start..base + end);
            start = end;
            i = end;
        } else {
            i += 1;
        }
    }
    if start < tokens.len() {
        sentences.push(base + start..base + tokens.len());
    }
}

/// The index after the closing marks and brackets that follow token `i`; `closings` are sorted.
fn after_closers(text: &str, tokens: &[Token], i: usize, closings: &[Span]) -> usize {
    let mut end = i + 1;
    while let Some(token) = tokens.get(end) {
        let closes = token.kind == TokenKind::Mark && closings.binary_search(&token.span).is_ok();
        let bracket = matches!(token.span.of(text), ")" | "]");
        let touches = tokens[end - 1].span.end == token.span.start;
        if !(closes || (bracket && touches)) {
            break;
        }
        end += 1;
    }
    end
}

/// Whether the terminator at `i` (with its closers up to `end`) ends a sentence; token `end` exists.
fn ends_here(text: &str, tokens: &[Token], i: usize, end: usize, seeds: &Seeds) -> bool {
    let word = tokens[i].span.of(text);
    let next = tokens[end];
    let marked = next.kind == TokenKind::Mark;
    let head = if marked { tokens.get(end + 1).copied().unwrap_or(next) } else { next };
    let first = head.span.of(text).chars().next().unwrap_or(' ');
    // A sign after the terminator (a dash, a comma) carries the sentence on, except for what opens something new.
    let starts = first.is_uppercase()
        || first.is_numeric()
        || (!first.is_lowercase() && first.is_alphabetic())
        || matches!(head.kind, TokenKind::Handle | TokenKind::Url)
        || matches!(first, '$' | '£' | '€' | '(' | '[' | '¿' | '¡' | '•');
    let touches = tokens[end - 1].span.end == next.span.start;
    if !starts || (touches && !marked && first != '(') {
        return false;
    }
    match word {
        "." | "。" | "؟" | "।" => !(initial_before(text, tokens, i)),
        "!" | "?" | "?!" | "!?" | "…" => end == i + 1 || !attribution(text, &tokens[end..], seeds),
        w if w.starts_with("...") => true,
        w if w.ends_with('.') && w.chars().any(char::is_alphanumeric) => match seeds.abbreviation(w) {
            Ending::Never => end > i + 1,
            _ if end > i + 1 => true,
            // `the U.S. The` against `the U.S. President`: only a word that is capital for its place starts anew.
            _ if marked => false,
            _ => seeds.opens_sentence(head.span.of(text)) || (w.eq_ignore_ascii_case("p.m.") || w.eq_ignore_ascii_case("a.m.")),
        },
        _ => false,
    }
}

/// `1. Something`: a number that heads a list.
fn initial_before(text: &str, tokens: &[Token], i: usize) -> bool {
    i == 1 && tokens[0].kind == TokenKind::Number && tokens[0].span.of(text).len() <= 2
}

/// Whether a clause such as `Peskov asked.` or `the minister said on Friday` comes next: a capital or a determiner, and a verb
/// that introduces speech before anything ends.
fn attribution(text: &str, tokens: &[Token], seeds: &Seeds) -> bool {
    if tokens.first().is_none_or(|t| t.kind == TokenKind::Mark) {
        return false;
    }
    let clause = tokens.iter().take(REACH).take_while(|t| t.kind != TokenKind::Mark && !matches!(t.span.of(text), "." | "?" | "!" | ","));
    clause.enumerate().any(|(n, t)| n > 0 && seeds.cue(t.span.of(text)).is_some_and(|cue| cue.quotes))
}

/// The stretch that a token range covers.
pub(super) fn span(tokens: &[Token], range: &std::ops::Range<usize>) -> Span {
    Span::new(tokens[range.start].span.start, tokens[range.end - 1].span.end)
}
