//! Speech set as in a play: each turn a paragraph behind its speaker's name and a colon.
//!
//! `WALLACE: Two questions.` / `PENCE: Look, ...`. A name and a colon once is a headline or a list; a transcript has at least three turns
//! and somebody in it speaks twice, or it is two people in turn, each known or under a title. A turn runs to the end of its paragraph,
//! and over the paragraphs after it up to the next turn, or as long as they open the mark that the turn opened. Stage directions in
//! brackets (`(CROSSTALK)`) are nobody's words.

use std::collections::HashMap;
use std::ops::Range;

use super::{Draft, Reading};
use crate::analysis::EntityType;
use crate::document::{Document, Region, Span, TokenKind};

/// The rule's name in the output.
pub(super) const BY: &str = "transcript";
/// Longest name in front of a turn, in tokens.
const LABEL: usize = 5;
/// A turn of more paragraphs than this before the next has ended somewhere.
const TURN: usize = 4;
/// Longest stage direction inside a turn, in tokens with its brackets.
const DIRECTION: usize = 8;
/// Fewest turns, where two names alone do not tell.
const TURNS: usize = 3;

/// What by-lines of transcripts have for names where no name is known.
const ASKING: [&str; 4] = ["Q", "A", "QUESTION", "ANSWER"];

/// One labelled paragraph.
struct Turn {
    paragraph: usize,
    label: Range<usize>,
    /// The words behind the colon.
    words: Range<usize>,
    /// It opens with a mark, as speech quoted from elsewhere does.
    marked: bool,
}

/// Whether a source is no more than the letter or word for whoever asks or answers.
pub(super) fn is_letter(document: &Document, source: &Range<usize>) -> bool {
    let colon = document.tokens.get(source.end).is_some_and(|_| document.word(source.end) == ":");
    source.len() == 1 && colon && ASKING.contains(&document.word(source.start))
}

/// The turns of all transcripts of the text, in order.
pub(super) fn read(reading: &Reading) -> Vec<Draft> {
    let turns: Vec<Turn> = (0..reading.document.paragraphs.len()).filter_map(|p| turn(reading, p)).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for turn in &turns {
        *times.entry(label(reading, turn)).or_default() += 1;
    }
    let long = turns.len() >= TURNS && times.values().any(|&n| n > 1);
    let pair = turns.len() == 2 && turns[0].paragraph + 1 == turns[1].paragraph && turns.iter().all(|t| is_person(reading, &t.label));
    if times.len() < 2 || !(long || pair) {
        return Vec::new();
    }
    let draft = |(i, turn): (usize, &Turn)| {
        let next = turns.get(i + 1).map(|t| t.paragraph).filter(|&p| p - turn.paragraph <= TURN);
        let mut content = without_directions(reading, &turn.words);
        for paragraph in turn.paragraph + 1..next.unwrap_or(reading.document.paragraphs.len()) {
            let tokens = reading.document.paragraph_tokens(paragraph);
            let reopened = turn.marked && is_mark(reading, tokens.start);
            if next.is_none() && !reopened {
                break;
            }
            content.extend(without_directions(reading, &tokens));
        }
        Draft::of(BY, content, Some(turn.label.clone()), None)
    };
    turns.iter().enumerate().map(draft).collect()
}

fn label<'d>(reading: &Reading<'d>, turn: &Turn) -> &'d str {
    reading.document.slice(reading.document.tokens_span(&turn.label))
}

fn is_mark(reading: &Reading, token: usize) -> bool {
    reading.document.tokens.get(token).is_some_and(|t| t.kind == TokenKind::Mark)
}

/// `(CROSSTALK)`, `"(APPLAUSE.)`.
fn is_direction(reading: &Reading, tokens: &Range<usize>) -> bool {
    let first = tokens.start + usize::from(is_mark(reading, tokens.start));
    reading.is(first, &["(", "["]) && tokens.clone().rev().take(3).any(|i| reading.is(i, &[")", "]"]))
}

/// The words of a turn in pieces, without stage directions (`(Laughs.)`).
fn without_directions(reading: &Reading, tokens: &Range<usize>) -> Vec<Span> {
    let mut pieces = Vec::new();
    let mut from = tokens.start;
    let mut at = tokens.start;
    while at < tokens.end {
        let close = (at..tokens.end.min(at + DIRECTION)).find(|&i| reading.is(i, &[")", "]"]));
        let capital = |i: usize| i < tokens.end && reading.word(i).starts_with(char::is_uppercase);
        // Between sentences: `Gov. Pence (R-IN) said` holds none.
        let apart = at == tokens.start || !matches!(reading.document.kind(at - 1), Some(TokenKind::Word | TokenKind::Number));
        match close.filter(|_| reading.is(at, &["(", "["]) && capital(at + 1) && apart) {
            Some(close) => {
                pieces.push(from..at);
                (from, at) = (close + 1, close + 1);
            }
            None => at += 1,
        }
    }
    pieces.push(from..tokens.end);
    let spoken = |piece: &Range<usize>| piece.clone().any(|i| reading.document.kind(i) == Some(TokenKind::Word));
    pieces.iter().filter(|p| spoken(p)).map(|p| reading.document.tokens_span(p)).collect()
}

/// Whether a label is a person that the text names.
fn is_known(reading: &Reading, label: &Range<usize>) -> bool {
    let person = |entity: usize| reading.entities.list[entity].kind == EntityType::Person;
    reading.entities.at(label.end - 1).is_some_and(|m| m.tokens.start >= label.start && m.tokens.end == label.end && person(m.entity))
}

/// The same, or a name behind a title (`MAYOR OAKES`).
fn is_person(reading: &Reading, label: &Range<usize>) -> bool {
    let title = reading.seeds.title_word(reading.word(label.start)).is_some();
    is_known(reading, label) || (title && label.len() > 1)
}

/// The paragraph as a turn, if a name and a colon open it.
fn turn(reading: &Reading, paragraph: usize) -> Option<Turn> {
    if matches!(reading.document.paragraphs[paragraph].region, Region::Headline | Region::Standfirst) {
        return None;
    }
    let tokens = reading.document.paragraph_tokens(paragraph);
    let marked = is_mark(reading, tokens.start);
    let first = tokens.start + usize::from(marked);
    let colon = (first + 1..tokens.end.min(first + LABEL + 1)).find(|&i| reading.is(i, &[":"]))?;
    let (label, words) = (first..colon, colon + 1..tokens.end);
    let word = |i: usize| matches!(reading.document.kind(i), Some(TokenKind::Word)) || reading.is(i, &["."]);
    let capital = |i: usize| !reading.word(i).chars().any(char::is_lowercase);
    let shouted = label.clone().all(capital) && reading.word(label.start).chars().count() > 1;
    let named = label.clone().all(word) && (shouted || is_known(reading, &label) || is_letter(reading.document, &label));
    let spoken = words.clone().any(|i| reading.document.kind(i) == Some(TokenKind::Word));
    (named && spoken && !is_direction(reading, &words)).then_some(Turn { paragraph, label, words, marked })
}

#[cfg(test)]
mod tests {
    use crate::document::Document;
    use crate::encoder::{Network, Question, Reading};
    use crate::seeds::Seeds;
    use crate::{entities, quotes};

    /// A network that sees nothing.
    struct Blind;

    impl Network for Blind {
        fn read(&self, _: &str) -> Reading {
            Reading::new(Vec::new(), Vec::new())
        }

        fn judge(&self, _: &Reading, _: Question) -> Vec<f32> {
            Vec::new()
        }
    }

    /// Source and content of each quote.
    fn turns(text: &str) -> Vec<(String, String)> {
        let (seeds, reading) = (Seeds::get(), Blind.read(text));
        let document = Document::read(text, None, seeds);
        let mut entities = entities::find(&document, &reading, seeds);
        let found = quotes::find(&document, &Blind, &reading.attributions, &mut entities, seeds);
        let words = |q: &quotes::Quote| q.content.iter().map(|&c| document.slice(c)).collect::<Vec<_>>().join(" | ");
        let source = |q: &quotes::Quote| q.source.as_ref().map_or("", |s| document.slice(document.tokens_span(s))).to_owned();
        found.iter().map(|q| (source(q), words(q))).collect()
    }

    fn own(rows: &[(&str, &str)]) -> Vec<(String, String)> {
        rows.iter().map(|&(source, words)| (source.to_owned(), words.to_owned())).collect()
    }

    #[test]
    fn turns_belong_to_the_name_before_their_colon() {
        let text = "QUILL: Who pays?\n\nMARSH: The port does.\n\nIt always has.\n\n(LAUGHTER)\n\nQUILL: Does it?";
        let want = [("QUILL", "Who pays?"), ("MARSH", "The port does. | It always has."), ("QUILL", "Does it?")];
        assert_eq!(turns(text), own(&want));
    }

    #[test]
    fn labels_of_a_list_are_no_turns() {
        assert!(turns("WHEN: On Monday.\n\nWHERE: At the port.\n\nWHO: Anybody.").is_empty());
    }
}
