//! From text to word pieces, each with its place and three small features.
//!
//! Takes any string, promises the pieces of an uncased BERT tokenizer over the vocabulary at hand, in order, paragraph by
//! paragraph: control characters dropped, accents stripped, lower case, split at white space and punctuation, then the longest
//! piece of the vocabulary from the left. Marks are straightened first, so that curly and straight twins of a text have the same
//! pieces. Each piece lies on character boundaries of the untouched text. A paragraph is a maximal run
//! of characters without a line feed that holds at least one piece; a text of spaces has none.
//!
//! What lower-casing loses, three features give back: the [`Shape`] of the word, the [`Gap`] before the piece, and its place
//! among double quotation [`Mark`]s. It does not pair single quotation marks: an apostrophe looks the same.

use std::collections::HashMap;
use std::ops::Range;

use unicode_normalization::char::decompose_canonical;

use super::character::{is_accent, is_dropped, is_ideograph, is_letter, is_punctuation, is_space, is_title, straight};
use super::weights::WeightsError;
use crate::document::Span;

/// The four pieces that stand for no text, in order of their ids.
const SPECIAL: [&str; 4] = ["[PAD]", "[UNK]", "[CLS]", "[SEP]"];
/// What no other piece matches.
pub(super) const UNKNOWN: u32 = 1;
/// Opens a window.
pub(super) const OPEN: u32 = 2;
/// Closes a window.
pub(super) const CLOSE: u32 = 3;
/// Longer words (in decomposed characters) are unknown.
const LONGEST_WORD: usize = 100;

/// How the word of a piece is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Shape {
    /// Neither letters nor numbers.
    Other,
    /// Letters, all lower.
    Lower,
    /// Letters: the first upper, the rest lower; or one upper letter.
    Title,
    /// Two or more letters, all upper.
    Upper,
    /// Numbers and no letters.
    Number,
    /// Anything else: `McDonald`, `9th`.
    Mixed,
}

/// What stands before a piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Gap {
    /// Nothing: it touches the piece before.
    None,
    /// White space, or characters that are no part of a piece.
    Space,
    /// It is the first of a paragraph.
    Paragraph,
    /// It is the first of the document.
    Document,
}

/// The place of a piece among double quotation marks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub enum Mark {
    /// Outside.
    Outside,
    /// Inside.
    Inside,
    /// An opening mark.
    Opening,
    /// A closing mark.
    Closing,
}

/// One piece of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Its place in the vocabulary.
    pub id: u32,
    /// The characters of the text that it stands for.
    pub span: Span,
    /// How its word is written.
    pub shape: Shape,
    /// What stands before it.
    pub gap: Gap,
    /// Its place among quotation marks.
    pub mark: Mark,
    /// Whether it begins a word.
    pub head: bool,
}

/// A text in pieces.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    /// In order.
    pub(super) list: Vec<Piece>,
    /// Ranges of `list`; they tile it and none is empty.
    pub(super) paragraphs: Vec<Range<usize>>,
}

impl Pieces {
    /// The range of pieces that share a character with `span`.
    pub(super) fn find(&self, span: Span) -> Option<Range<usize>> {
        let first = self.list.partition_point(|p| p.span.end <= span.start);
        let last = self.list.partition_point(|p| p.span.start < span.end);
        (first < last).then_some(first..last)
    }

    /// The characters of a range of pieces, which must not be empty.
    pub(super) fn span(&self, range: &Range<usize>) -> Span {
        let (start, end) = (self.list[range.start].span.start, self.list[range.end - 1].span.end);
        Span::new(start, end.max(start))
    }
}

/// The tokenizer over one vocabulary.
pub(super) struct WordPieces {
    /// Pieces that begin a word.
    heads: HashMap<Box<str>, u32>,
    /// Pieces that carry a word on, without their `##`.
    tails: HashMap<Box<str>, u32>,
    /// Bytes of the longest piece.
    longest: usize,
}

/// A character after normalisation, with the bytes of the original that it came from.
#[derive(Clone, Copy)]
struct Normal {
    start: usize,
    end: usize,
}

/// A word under construction: its normalised text, and for each of its characters where it begins there and came from.
#[derive(Default)]
struct Word {
    text: String,
    begins: Vec<usize>,
    from: Vec<Normal>,
}

impl Word {
    fn push(&mut self, c: char, from: Normal) {
        self.begins.push(self.text.len());
        self.text.push(c);
        self.from.push(from);
    }

    fn clear(&mut self) {
        self.text.clear();
        self.begins.clear();
        self.from.clear();
    }
}

impl WordPieces {
    /// The pieces in order of their ids, the special ones first.
    pub(super) fn new<'v>(vocabulary: impl Iterator<Item = &'v str>) -> Result<Self, WeightsError> {
        let mut out = Self { heads: HashMap::new(), tails: HashMap::new(), longest: 1 };
        let mut count = 0;
        for (id, piece) in (0..).zip(vocabulary) {
            count += 1;
            if SPECIAL.get(id as usize).is_some_and(|s| *s != piece) {
                return Err(WeightsError::new(format!("piece {id} of the vocabulary is {piece:?}")));
            }
            let (table, text) = match piece.strip_prefix("##") {
                Some(tail) if !tail.is_empty() => (&mut out.tails, tail),
                _ => (&mut out.heads, piece),
            };
            out.longest = out.longest.max(text.len());
            table.insert(text.into(), id);
        }
        if count < SPECIAL.len() { Err(WeightsError::new("the vocabulary lacks its special pieces")) } else { Ok(out) }
    }

    /// How many pieces there are.
    pub(super) fn len(&self) -> usize {
        self.heads.len() + self.tails.len()
    }

    /// The pieces of a text.
    pub(super) fn read(&self, text: &str) -> Pieces {
        let mut out = Pieces::default();
        let mut word = Word::default();
        let mut base = 0;
        for line in text.split('\n') {
            let first = out.list.len();
            for (at, c) in line.char_indices() {
                self.character(c, Normal { start: base + at, end: base + at + c.len_utf8() }, &mut word, &mut out);
            }
            self.finish(&mut word, &mut out);
            if out.list.len() > first {
                self::gaps(&mut out.list[first..], if first == 0 { Gap::Document } else { Gap::Paragraph });
                self::shapes(text, &mut out.list[first..]);
                self::marks(line, base, &mut out.list[first..]);
                out.paragraphs.push(first..out.list.len());
            }
            base += line.len() + 1;
        }
        out
    }

    /// Normalises one character and adds what becomes of it to the word, or ends the word before it.
    fn character(&self, c: char, from: Normal, word: &mut Word, out: &mut Pieces) {
        let c = straight(c);
        if is_dropped(c) {
            return;
        }
        if c.is_whitespace() {
            return self.finish(word, out);
        }
        if c.is_ascii() {
            return self.normal(c.to_ascii_lowercase(), from, word, out);
        }
        let apart = is_ideograph(c);
        if apart {
            self.finish(word, out);
        }
        decompose_canonical(c, |d| {
            if !is_accent(d) {
                d.to_lowercase().for_each(|lower| self.normal(lower, from, word, out));
            }
        });
        if apart {
            self.finish(word, out);
        }
    }

    fn normal(&self, c: char, from: Normal, word: &mut Word, out: &mut Pieces) {
        if c.is_whitespace() {
            self.finish(word, out);
        } else if is_punctuation(c) {
            self.finish(word, out);
            word.push(c, from);
            self.finish(word, out);
        } else {
            word.push(c, from);
        }
    }

    /// Cuts the word into pieces and empties it.
    fn finish(&self, word: &mut Word, out: &mut Pieces) {
        if word.from.is_empty() {
            return;
        }
        let first = out.list.len();
        let mut at = 0;
        while at < word.from.len() {
            let Some((id, end)) = self.longest_match(word, at) else {
                out.list.truncate(first);
                out.list.push(piece(UNKNOWN, &word.from, true));
                break;
            };
            out.list.push(piece(id, &word.from[at..end], at == 0));
            at = end;
        }
        word.clear();
    }

    /// The longest piece that matches the word from its character `at` on, and the character behind it.
    fn longest_match(&self, word: &Word, at: usize) -> Option<(u32, usize)> {
        if word.from.len() > LONGEST_WORD {
            return None;
        }
        let table = if at == 0 { &self.heads } else { &self.tails };
        let start = word.begins[at];
        let mut end = word.from.len();
        while end > at {
            let stop = word.begins.get(end).copied().unwrap_or(word.text.len());
            if stop - start <= self.longest
                && let Some(&id) = table.get(&word.text[start..stop])
            {
                return Some((id, end));
            }
            end -= 1;
        }
        None
    }
}

/// A piece with its place; the features follow once the line is read.
fn piece(id: u32, from: &[Normal], head: bool) -> Piece {
    let span = Span::new(from[0].start, from[from.len() - 1].end);
    Piece { id, span, shape: Shape::Other, gap: Gap::None, mark: Mark::Outside, head }
}

fn gaps(line: &mut [Piece], first: Gap) {
    let mut last = usize::MAX;
    for piece in line.iter_mut() {
        if piece.span.start > last {
            piece.gap = Gap::Space;
        }
        last = piece.span.end;
    }
    line[0].gap = first;
}

fn shapes(text: &str, line: &mut [Piece]) {
    for word in line.chunk_by_mut(|_, next| !next.head) {
        let end = word.iter().map(|p| p.span.end).max().unwrap_or(0);
        let shape = shape(&text[word[0].span.start..end]);
        for piece in word {
            piece.shape = shape;
        }
    }
}

/// How a word is written, read in the original text.
fn shape(word: &str) -> Shape {
    if !word.chars().any(is_letter) {
        return if word.chars().any(char::is_numeric) { Shape::Number } else { Shape::Other };
    }
    if !word.chars().all(is_letter) {
        return Shape::Mixed;
    }
    // A word is lower (upper) if nothing in it is of another case and something is of this one: some letters have no case.
    let lower = |s: &str| !s.chars().any(|c| c.is_uppercase() || is_title(c)) && s.chars().any(char::is_lowercase);
    let upper = |s: &str| !s.chars().any(|c| c.is_lowercase() || is_title(c)) && s.chars().any(char::is_uppercase);
    let mut rest = word.chars();
    let first_upper = rest.next().is_some_and(char::is_uppercase);
    let rest = rest.as_str();
    if lower(word) {
        Shape::Lower
    } else if first_upper && (rest.is_empty() || lower(rest)) {
        Shape::Title
    } else if upper(word) {
        Shape::Upper
    } else {
        Shape::Mixed
    }
}

/// Runs the machine over the marks of a line that begins at the byte `base`, and gives each piece the state of its first character.
///
/// A mark that could open and not close opens; one that could close and not open closes; any other opens if we are outside and closes
/// if we are inside. Its form does not count: news has them swapped.
fn marks(line: &str, base: usize, pieces: &mut [Piece]) {
    let mut pieces = pieces.iter_mut().peekable();
    let mut inside = false;
    let mut before: Option<char> = None;
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let twin = rest[c.len_utf8()..].chars().next().filter(|&next| matches!(straight(c), '`' | '\'') && straight(next) == straight(c));
        let width = c.len_utf8() + twin.map_or(0, char::len_utf8);
        let state = if twin.is_some() || straight(c) == '"' {
            let open = before.is_none_or(|b| is_space(b) || matches!(b, '(' | '[' | '—' | '–' | '-'));
            let close = rest[width..].chars().next().is_none_or(is_space);
            inside = if open == close { !inside } else { open };
            if inside { Mark::Opening } else { Mark::Closing }
        } else if inside {
            Mark::Inside
        } else {
            Mark::Outside
        };
        before = Some(c);
        rest = &rest[width..];
        let end = base + line.len() - rest.len();
        while let Some(piece) = pieces.next_if(|p| p.span.start < end) {
            piece.mark = state;
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A vocabulary of a few pieces.
    pub(in crate::encoder) fn tiny() -> WordPieces {
        let words = "[PAD] [UNK] [CLS] [SEP] a ab b c d e ##a ##b ##cd . \" ' 9 i ##i";
        WordPieces::new(words.split(' ')).expect("special pieces first")
    }

    fn ids(text: &str) -> Vec<(u32, Range<usize>)> {
        tiny().read(text).list.iter().map(|p| (p.id, p.span.start..p.span.end)).collect()
    }

    #[test]
    fn longest_piece_from_the_left() {
        assert_eq!(ids("abba ac"), [(5, 0..2), (11, 2..3), (10, 3..4), (UNKNOWN, 5..7)]);
    }

    #[test]
    fn accents_case_and_invisible_characters_are_gone_but_places_stay() {
        assert_eq!(ids("Á\u{200b}B"), [(5, 0..6)]);
        assert_eq!(ids("a\u{301}b"), [(5, 0..4)]);
        assert_eq!(ids("İ"), [(17, 0..2)]);
    }

    #[test]
    fn features_give_back_what_is_lost() {
        let pieces = tiny().read("A \"aB\" ab 9.\n \nAB");
        let list = pieces.list;
        assert_eq!(pieces.paragraphs, [0..7, 7..8]);
        assert_eq!(list.iter().map(|p| p.shape as u8).collect::<Vec<_>>(), [2, 0, 5, 0, 1, 4, 0, 3]);
        assert_eq!(list.iter().map(|p| p.gap as u8).collect::<Vec<_>>(), [3, 1, 0, 0, 1, 1, 0, 2]);
        assert_eq!(list.iter().map(|p| p.mark as u8).collect::<Vec<_>>(), [0, 2, 1, 3, 0, 0, 0, 0]);
    }

    proptest! {
        #[test]
        fn any_text_has_pieces_in_order_on_character_boundaries(text in "(?s).{0,60}|[ab\n \"'`.é漢한\u{301}]{0,40}") {
            let pieces = tiny().read(&text);
            let mut last = 0;
            for piece in &pieces.list {
                prop_assert!(!piece.span.of(&text).is_empty());
                prop_assert!(piece.span.start >= last);
                last = piece.span.start;
            }
            let covered: usize = pieces.paragraphs.iter().map(ExactSizeIterator::len).sum();
            prop_assert_eq!(covered, pieces.list.len());
        }
    }
}
