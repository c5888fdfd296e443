//! Who says what stands at a place.
//!
//! Takes the pieces of attributions, each a list of spans, promises which of them hold a stretch of the text or share a character with it,
//! without looking at those that end before it. An attribution is known by its place in the list.

use crate::document::Span;

/// Pieces of attributions, in text order.
#[derive(Debug)]
pub struct Places {
    pieces: Vec<Piece>,
}

/// A piece of what one attribution says.
#[derive(Debug)]
pub(super) struct Piece {
    pub(super) span: Span,
    /// Whose it is.
    pub(super) of: usize,
    /// How much that one says in all, in bytes.
    width: usize,
    /// Where the pieces up to this one reach.
    reach: usize,
}

impl Places {
    /// The places of what each attribution says.
    pub fn new<'c>(contents: impl IntoIterator<Item = &'c [Span]>) -> Self {
        let mut pieces: Vec<Piece> = Vec::new();
        for (of, content) in contents.into_iter().enumerate() {
            let width = content.iter().map(|c| c.end - c.start).sum();
            pieces.extend(content.iter().map(|&span| Piece { span, of, width, reach: 0 }));
        }
        pieces.sort_by_key(|p| (p.span, p.of));
        let mut reach = 0;
        for piece in &mut pieces {
            reach = piece.span.end.max(reach);
            piece.reach = reach;
        }
        Self { pieces }
    }

    /// The pieces that hold `span`, the last first.
    pub(super) fn holding(&self, span: Span) -> impl Iterator<Item = &Piece> {
        let end = self.pieces.partition_point(|p| p.span.start <= span.start);
        self.pieces[..end].iter().rev().take_while(move |p| p.reach >= span.end).filter(move |p| p.span.contains(span))
    }

    /// The pieces that share a character with `span`, the last first.
    pub(super) fn meeting(&self, span: Span) -> impl Iterator<Item = &Piece> {
        let end = self.pieces.partition_point(|p| p.span.start < span.end);
        self.pieces[..end].iter().rev().take_while(move |p| p.reach > span.start).filter(move |p| p.span.meets(span))
    }

    /// The attribution of fewest words that holds `span`.
    pub fn around(&self, span: Span) -> Option<usize> {
        self.holding(span).map(|p| (p.width, p.of)).min().map(|(_, of)| of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_narrowest_holds_a_place() {
        let spans = |rows: &[(usize, usize)]| rows.iter().map(|&(start, end)| Span::new(start, end)).collect::<Vec<_>>();
        let contents = [spans(&[(0, 40), (90, 99)]), spans(&[(5, 20)]), spans(&[(5, 20)]), spans(&[(8, 12), (50, 52)])];
        let places = Places::new(contents.iter().map(|c| &c[..]));
        let rows = [
            ((9, 10), Some(3), vec![0, 1, 2, 3]),
            ((6, 7), Some(1), vec![0, 1, 2]),
            ((19, 21), Some(0), vec![0, 1, 2]),
            ((45, 48), None, vec![]),
            ((95, 99), Some(0), vec![0]),
            ((39, 51), None, vec![0, 3]),
        ];
        for ((start, end), around, meeting) in rows {
            let span = Span::new(start, end);
            assert_eq!(places.around(span), around, "{span:?}");
            let mut met: Vec<usize> = places.meeting(span).map(|p| p.of).collect();
            met.sort_unstable();
            assert_eq!(met, meeting, "{span:?}");
        }
    }
}
