//! Windows: the stretches of a document that pass through the network at once.
//!
//! Takes the pieces and the ranges of their paragraphs, promises ranges of pieces that tile the document in order, none longer
//! than the limit. A window holds whole paragraphs, filled greedily. A paragraph that alone is longer is cut into chunks first:
//! before the last piece that fits, begins a word, has white space before it and follows a sentence end; failing that, before the
//! last that begins a word; failing that, at the limit.
//!
//! Windows do not overlap and do not see each other: what reaches from one into another is left to rules.

use std::ops::Range;

use super::pieces::{Gap, Mark, Piece, Pieces};

/// The windows of a document.
pub(super) fn windows(text: &str, pieces: &Pieces, limit: usize) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for paragraph in &pieces.paragraphs {
        let mut rest = paragraph.clone();
        while !rest.is_empty() {
            let end = if rest.len() > limit { cut(text, &pieces.list, rest.start, limit) } else { rest.end };
            match out.last_mut() {
                Some(last) if end - last.start <= limit => last.end = end,
                _ => out.push(rest.start..end),
            }
            rest.start = end;
        }
    }
    out
}

/// Where a chunk ends that begins at `start` and has more than `limit` pieces behind it.
fn cut(text: &str, pieces: &[Piece], start: usize, limit: usize) -> usize {
    let mut word = None;
    for i in (start + 1..=start + limit).rev().filter(|&i| pieces[i].head) {
        word = word.or(Some(i));
        if pieces[i].gap == Gap::Space {
            let before = pieces[start + 1..i].iter().rev().find(|p| p.mark != Mark::Closing).unwrap_or(&pieces[start]);
            if matches!(before.span.of(text), "." | "!" | "?") {
                return i;
            }
        }
    }
    word.unwrap_or(start + limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encoder::pieces::tests::tiny;

    fn ranges(text: &str, limit: usize) -> Vec<Range<usize>> {
        windows(text, &tiny().read(text), limit)
    }

    #[test]
    fn paragraphs_share_a_window_while_they_fit() {
        assert_eq!(ranges("a b\n\nc\nd e", 3), [0..3, 3..5]);
        assert!(ranges("", 3).is_empty());
    }

    #[test]
    fn long_paragraphs_are_cut_behind_sentences_then_words_then_anywhere() {
        assert_eq!(ranges("a b . c d e", 5), [0..3, 3..6]);
        assert_eq!(ranges("a b aa", 2), [0..2, 2..4]);
        assert_eq!(ranges("aaaa", 3), [0..3, 3..4]);
        assert_eq!(ranges("a \"b.\" c d e", 6), [0..5, 5..8]);
    }
}
