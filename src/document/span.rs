//! A stretch of the text, in bytes.
//!
//! Inside the crate every position is a byte offset into the UTF-8 text and always lies on a character boundary.
//! Code points appear only at the very end, in [`super::Offsets`].

/// Half-open byte range `[start, end)` of the analysed text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The range from `start` to `end`.
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end, "a span runs forward: {start}..{end}");
        Self { start, end }
    }

    /// The characters of `text` that the span covers; none where the text has no such stretch.
    pub fn of(self, text: &str) -> &str {
        text.get(self.start..self.end).unwrap_or_default()
    }

    /// The bytes that lie in both, if there is any.
    pub fn shared(self, other: Self) -> Option<Self> {
        let (start, end) = (self.start.max(other.start), self.end.min(other.end));
        (start < end).then(|| Self::new(start, end))
    }

    /// Whether nothing is covered.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether every byte of `other` lies inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub fn meets(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The span without white space (and zero-width characters that print nothing) at either end.
    #[must_use]
    pub fn trim(self, text: &str) -> Self {
        let blank = |c: char| c.is_whitespace() || matches!(c, '\u{200b}' | '\u{feff}' | '\u{2060}');
        let inside = self.of(text);
        let left = inside.trim_start_matches(blank);
        let start = self.end - left.len();
        Self::new(start, start + left.trim_end_matches(blank).len())
    }
}
