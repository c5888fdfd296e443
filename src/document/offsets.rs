//! Bytes to code points, the only place where the two meet.
//!
//! Python counts a string in code points, Rust in bytes. [`Offsets::new`] reads the text once (O(n)) and remembers the
//! count at every 64th byte, so that a look-up counts at most 64 bytes more. A text that is all ASCII needs no table.

/// Distance in bytes between two remembered counts.
const STEP: usize = 64;

/// Translates byte offsets of one text into code point offsets.
#[derive(Debug)]
pub struct Offsets<'t> {
    text: &'t str,
    /// Code points that begin before byte `i * STEP`; empty where the text is ASCII.
    counts: Vec<usize>,
}

impl<'t> Offsets<'t> {
    /// Reads the text once.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, counts: Vec::new() };
        }
        let mut counts = Vec::with_capacity(text.len() / STEP + 1);
        let mut seen = 0;
        for chunk in text.as_bytes().chunks(STEP) {
            counts.push(seen);
            seen += starts(chunk);
        }
        counts.push(seen);
        Self { text, counts }
    }

    /// The number of code points before byte `byte`, which should lie on a character boundary; past the end, their number in all.
    pub fn code_point(&self, byte: usize) -> usize {
        debug_assert!(self.text.is_char_boundary(byte), "byte {byte} splits a character");
        let byte = byte.min(self.text.len());
        if self.counts.is_empty() {
            return byte;
        }
        let block = byte / STEP;
        self.counts[block] + starts(&self.text.as_bytes()[block * STEP..byte])
    }
}

/// How many characters begin in these bytes.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&b| (b & 0xC0) != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::Offsets;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn equals_the_slow_count(text in "\\PC{0,300}") {
            let offsets = Offsets::new(&text);
            for (index, (byte, _)) in text.char_indices().chain([(text.len(), ' ')]).enumerate() {
                prop_assert_eq!(offsets.code_point(byte), index);
            }
        }
    }
}
