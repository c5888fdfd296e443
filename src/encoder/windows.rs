//! Windows: the stretches of a document that pass through the network at once.
//!
//! Takes the pieces and the ranges of their paragraphs, promises ranges of pieces that tile the document in order, none longer
//! than the limit. A paragraph that alone is longer is cut into chunks first: before the last piece that fits, begins a word, has
//! white space before it and follows a sentence end; failing that, before the last that begins a word; failing that, at the limit.
//!
//! Neighbours then join as long as they fit, in an order that their own words decide: the boundary before the chunk with the lowest
//! hash goes first. So which paragraphs are read together depends on the paragraphs around and not on how much text stands before
//! them, and a paragraph reads the same wherever it stands, but for the few whose neighbours have changed.
//!
//! Windows do not overlap and do not see each other: what reaches from one into another is left to the links between mentions.

use std::ops::Range;

use super::pieces::{Gap, Mark, Piece, Pieces};

/// How many pieces at the head of a chunk decide when it joins the chunk before it.
const HEAD: usize = 16;

/// The windows of a document.
pub(super) fn windows(text: &str, pieces: &Pieces, limit: usize) -> Vec<Range<usize>> {
    let mut chunks: Vec<Range<usize>> = Vec::new();
    for paragraph in &pieces.paragraphs {
        let mut start = paragraph.start;
        while start < paragraph.end {
            let end = if paragraph.end - start > limit { cut(text, &pieces.list, start, limit) } else { paragraph.end };
            chunks.push(start..end);
            start = end;
        }
    }
    let mut order: Vec<usize> = (1..chunks.len()).collect();
    order.sort_by_cached_key(|&i| (hash(&pieces.list[chunks[i].clone()]), i));
    // For the first chunk of each window its last one, and the other way round.
    let (mut last, mut first): (Vec<usize>, Vec<usize>) = ((0..chunks.len()).collect(), (0..chunks.len()).collect());
    let mut joined = vec![false; chunks.len()];
    for i in order {
        let (from, to) = (first[i - 1], last[i]);
        if chunks[to].end - chunks[from].start <= limit {
            (last[from], first[to], joined[i]) = (to, from, true);
        }
    }
    (0..chunks.len()).filter(|&i| !joined[i]).map(|i| chunks[i].start..chunks[last[i]].end).collect()
}

/// FNV-1a of the ids of the first pieces (Fowler, Noll and Vo; 64 bits).
fn hash(pieces: &[Piece]) -> u64 {
    let bytes = pieces.iter().take(HEAD).flat_map(|p| p.id.to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3))
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
    fn neighbours_share_a_window_while_they_fit() {
        assert_eq!(ranges("a b\n\nc\nd e", 5), vec![0..5; 1]);
        for limit in 2..5 {
            let found = ranges("a b\n\nc\nd e", limit);
            assert!(found.iter().all(|w| w.len() <= limit), "{found:?}");
            assert!(found.windows(2).all(|w| w[0].end == w[1].start && w[1].end - w[0].start > limit), "{found:?}");
        }
        assert!(ranges("", 3).is_empty());
    }

    #[test]
    fn what_stands_far_before_decides_nothing() {
        let story = "a b c\n\nd e\na a a\n\nb c d\n\ne e\n\na c e\n\nb b";
        let last = |text: &str| {
            let end = tiny().read(text).list.len();
            ranges(text, 6).iter().rev().take(2).map(|w| end - w.start..end - w.end).collect::<Vec<_>>()
        };
        assert_eq!(last(&format!("c c\n\n{story}")), last(story));
        assert_eq!(last(&format!("c c\n\nd d d d d d d\n\n{story}")), last(story));
    }

    #[test]
    fn long_paragraphs_are_cut_behind_sentences_then_words_then_anywhere() {
        assert_eq!(ranges("a b . c d e", 5), [0..3, 3..6]);
        assert_eq!(ranges("a b aa", 2), [0..2, 2..4]);
        assert_eq!(ranges("aaaa", 3), [0..3, 3..4]);
        assert_eq!(ranges("a \"b.\" c d e", 6), [0..5, 5..8]);
    }
}
