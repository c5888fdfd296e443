//! Words, numbers, marks and signs.
//!
//! Starts from the word boundaries of Unicode (UAX #29, through `unicode-segmentation`), which keep graphemes, numbers and
//! scripts whole, and adds what news English needs: clitics part from their word (`Moscow|’s`, `do|n’t`), hyphenated words,
//! web addresses, @handles, #tags and abbreviations hold together, quotation marks and currency signs stand alone.
//! White space is no token; every other character of the paragraph lies in exactly one.

use std::sync::LazyLock;

use regex::Regex;
use unicode_segmentation::UnicodeSegmentation;

use super::{Quotation, Span};
use crate::seeds::{Ending, Seeds};

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// Letters, possibly with hyphens, full stops (`U.S.`) or an apostrophe (`’s`).
    Word,
    /// Begins with a digit: `3.4bn`, `2,000`. (`16:15` is two of them and a sign.)
    Number,
    /// A web or mail address.
    Url,
    /// `@name` or `#tag`.
    Handle,
    /// A quotation mark that opens or closes.
    Mark,
    /// Anything else: punctuation, currency signs, emoji.
    Sign,
}

/// The smallest piece of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
}

/// Stretches that the word boundaries would break up.
static WHOLE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i:https?://|www\.)[^\s<>“”«»\x22]*[^\s<>“”«»\x22.,;:!?)'’\]]",
        r"|[\w.+-]+@[\w-]+\.[\w.-]*\w",
        r"|[@#]\w+",
        r"|(?i:\b[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|gov|edu|co\.uk|int|info)\b(?:/[^\s<>“”\x22]*[^\s<>“”\x22.,;:!?)'’\]])?)",
    ))
    .expect("a fixed pattern")
});

/// Ends of words that are words of their own, longest first.
const CLITICS: [&str; 7] = ["n't", "'re", "'ve", "'ll", "'s", "'d", "'m"];

/// Appends the tokens of the paragraph `span` to `tokens`. `quotations` are those of the whole document so far.
pub(super) fn split(text: &str, span: Span, quotations: &[Quotation], seeds: &Seeds, tokens: &mut Vec<Token>) {
    let first = tokens.len();
    let mut edges = mark_edges(span, quotations);
    edges.sort_unstable();
    edges.dedup();
    let mut at = span.start;
    for whole in WHOLE.find_iter(span.of(text)) {
        let whole = Span::new(span.start + whole.start(), span.start + whole.end());
        // An address inside marks ends at its closing mark.
        let next = edges.get(edges.partition_point(|m| m.start <= whole.start)).map(|m| m.start);
        let end = next.filter(|&m| m < whole.end).unwrap_or(whole.end);
        if whole.start < at {
            continue;
        }
        words(text, Span::new(at, whole.start), &edges, tokens);
        let handle = whole.of(text).starts_with(['@', '#']);
        tokens.push(Token { span: Span::new(whole.start, end), kind: if handle { TokenKind::Handle } else { TokenKind::Url } });
        at = end;
    }
    words(text, Span::new(at, span.end), &edges, tokens);
    join(text, seeds, first, tokens);
}

/// The marks of the quotations that touch the paragraph, as spans of one or two characters.
fn mark_edges(span: Span, quotations: &[Quotation]) -> Vec<Span> {
    let mut edges = Vec::new();
    for quotation in quotations.iter().rev().take_while(|q| span.contains(q.span)) {
        edges.push(quotation.opening);
        edges.extend(quotation.closing);
    }
    edges
}

/// The Unicode words of a stretch, cut at quotation marks and at clitics.
fn words(text: &str, span: Span, edges: &[Span], tokens: &mut Vec<Token>) {
    let mut at = span.start;
    let first = edges.partition_point(|m| m.start < span.start);
    let inside = edges[first..].iter().take_while(|m| m.start < span.end).filter(|m| span.contains(**m));
    for mark in inside {
        plain_words(text, Span::new(at.min(mark.start), mark.start), tokens);
        tokens.push(Token { span: *mark, kind: TokenKind::Mark });
        at = mark.end;
    }
    plain_words(text, Span::new(at, span.end), tokens);
}

fn plain_words(text: &str, span: Span, tokens: &mut Vec<Token>) {
    for (offset, piece) in span.of(text).split_word_bound_indices() {
        let piece_span = Span::new(span.start + offset, span.start + offset + piece.len());
        let Some(first) = piece.chars().next() else { continue };
        if piece_span.trim(text).is_empty() {
            continue;
        }
        let kind = if first.is_numeric() {
            TokenKind::Number
        } else if piece.chars().any(char::is_alphabetic) {
            TokenKind::Word
        } else {
            TokenKind::Sign
        };
        let head = if kind == TokenKind::Word { clitic(piece) } else { None };
        match head {
            Some(length) => {
                let cut = piece_span.start + length;
                tokens.push(Token { span: Span::new(piece_span.start, cut), kind });
                tokens.push(Token { span: Span::new(cut, piece_span.end), kind });
            }
            None => tokens.push(Token { span: piece_span, kind }),
        }
    }
}

/// The length of `word` without its clitic, if it ends in one.
fn clitic(word: &str) -> Option<usize> {
    if !word.contains(['\'', '’']) {
        return None;
    }
    let plain = word.replace('’', "'").to_lowercase();
    let tail = CLITICS.iter().find(|c| plain.ends_with(**c) && plain.len() > c.len())?;
    // Counted in characters from the end, for `’` is longer than `'`.
    let cut = word.char_indices().rev().nth(tail.len() - 1)?.0;
    (cut > 0).then_some(cut)
}

/// Joins what belongs together across Unicode's word boundaries: `well-known`, `U.S.`, `Mr.`, `...`.
fn join(text: &str, seeds: &Seeds, first: usize, tokens: &mut Vec<Token>) {
    let old: Vec<Token> = tokens.drain(first..).collect();
    let mut i = 0;
    while i < old.len() {
        let Token { mut span, kind } = old[i];
        let touches = |n: usize, end: usize| old.get(n).is_some_and(|t| t.span.start == end);
        let is = |n: usize, sign: &[&str]| old.get(n).is_some_and(|t| t.kind == TokenKind::Sign && sign.contains(&t.span.of(text)));
        let wordy = |n: usize| old.get(n).is_some_and(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number));
        let mut next = i + 1;
        match kind {
            TokenKind::Word | TokenKind::Number => {
                while is(next, &["-", "\u{2010}", "\u{2011}"])
                    && touches(next, span.end)
                    && wordy(next + 1)
                    && touches(next + 1, old[next].span.end)
                {
                    span.end = old[next + 1].span.end;
                    next += 2;
                }
                if is(next, &["."]) && touches(next, span.end) {
                    let dotted = Span::new(span.start, old[next].span.end);
                    if seeds.abbreviation(dotted.of(text)) != Ending::Always || initials(span.of(text)) {
                        span = dotted;
                        next += 1;
                    }
                }
            }
            TokenKind::Sign if matches!(span.of(text), "." | "-") => {
                // An ellipsis or a typed dash is one sign.
                while is(next, &[span.of(text)]) && touches(next, old[next - 1].span.end) {
                    next += 1;
                }
                span.end = old[next - 1].span.end;
            }
            _ => {}
        }
        tokens.push(Token { span, kind });
        i = next;
    }
}

/// `J`, `U.S`, `p.m`: single letters between full stops.
fn initials(word: &str) -> bool {
    word.split('.').all(|part| {
        let mut letters = part.chars();
        letters.next().is_some_and(char::is_alphabetic) && letters.next().is_none()
    }) && (word.contains('.') || word.chars().all(char::is_uppercase))
        && word != "I"
}
