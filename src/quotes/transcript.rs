//! Speech set as in a play: each turn a paragraph behind its speaker's name and a colon.
//!
//! `WALLACE: Two questions.` / `PENCE: Look, ...`. A name and a colon once is a headline or a list; a transcript has at least three turns,
//! and somebody in it speaks twice. A turn runs to the end of its paragraph, and over the paragraphs after it up to the next turn,
//! or as long as they open the mark that the turn opened. Stage directions in brackets (`(CROSSTALK)`) are nobody's words.

use std::collections::HashMap;
use std::ops::Range;

use super::{Draft, Reading};
use crate::analysis::EntityType;
use crate::document::TokenKind;

/// The rule's name in the output.
pub(super) const BY: &str = "transcript";
/// Longest name in front of a turn, in tokens.
const LABEL: usize = 5;
/// A turn of more paragraphs than this before the next has ended somewhere.
const TURN: usize = 4;
/// Fewest turns.
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

/// The turns of all transcripts of the text, in order.
pub(super) fn read(reading: &Reading) -> Vec<Draft> {
    let turns: Vec<Turn> = (0..reading.document.paragraphs.len()).filter_map(|p| turn(reading, p)).collect();
    let mut times: HashMap<&str, usize> = HashMap::new();
    for turn in &turns {
        *times.entry(label(reading, turn)).or_default() += 1;
    }
    if turns.len() < TURNS || times.len() < 2 || times.values().all(|&n| n < 2) {
        return Vec::new();
    }
    let draft = |(i, turn): (usize, &Turn)| {
        let next = turns.get(i + 1).map(|t| t.paragraph).filter(|&p| p - turn.paragraph <= TURN);
        let mut content = vec![reading.document.tokens_span(&turn.words)];
        for paragraph in turn.paragraph + 1..next.unwrap_or(reading.document.paragraphs.len()) {
            let tokens = reading.document.paragraph_tokens(paragraph);
            let reopened = turn.marked && is_mark(reading, tokens.start);
            if next.is_none() && !reopened {
                break;
            }
            if !is_direction(reading, &tokens) {
                content.push(reading.document.tokens_span(&tokens));
            }
        }
        Draft { content, source: Some(turn.label.clone()), cue: None, confidence: None, by: BY }
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

/// The paragraph as a turn, if a name and a colon open it.
fn turn(reading: &Reading, paragraph: usize) -> Option<Turn> {
    let tokens = reading.document.paragraph_tokens(paragraph);
    let marked = is_mark(reading, tokens.start);
    let first = tokens.start + usize::from(marked);
    let colon = (first + 1..tokens.end.min(first + LABEL + 1)).find(|&i| reading.is(i, &[":"]))?;
    let (label, words) = (first..colon, colon + 1..tokens.end);
    let word = |i: usize| matches!(reading.document.tokens[i].kind, TokenKind::Word) || reading.is(i, &["."]);
    let capital = |i: usize| !reading.word(i).chars().any(char::is_lowercase);
    let shouted = label.clone().all(capital) && reading.word(label.start).chars().count() > 1;
    let person = reading.entities.at(label.end - 1).is_some_and(|m| {
        m.tokens.start >= label.start && m.tokens.end == label.end && reading.entities.list[m.entity].kind == EntityType::Person
    });
    let named = label.clone().all(word) && (shouted || person || (label.len() == 1 && ASKING.contains(&reading.word(label.start))));
    let spoken = words.clone().any(|i| reading.document.tokens[i].kind == TokenKind::Word);
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

        fn judge(&self, _: &Reading, _: Question<'_>) -> Vec<f32> {
            Vec::new()
        }
    }

    /// Source and content of each quote.
    fn turns(text: &str) -> Vec<(String, String)> {
        let (seeds, reading) = (Seeds::get(), Blind.read(text));
        let document = Document::read(text, None, seeds);
        let mut entities = entities::find(&document, &Blind, &reading, seeds);
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
