//! What the tokenizer wants to know of one character.
//!
//! The Unicode classes that decide where pieces begin and what becomes of a character before it is looked up. ASCII is answered
//! at once; the rest by the tables of the `regex` crate. It knows characters only, not their neighbours.

use std::sync::LazyLock;

use regex::Regex;

/// The classes that need a table. One pattern each, for a single character.
struct Tables {
    other: Regex,
    mark: Regex,
    punctuation: Regex,
    letter: Regex,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| {
    let class = |pattern: &str| Regex::new(pattern).expect("a class of one character");
    Tables { other: class(r"^[\p{C}--\p{Cn}]"), mark: class(r"^\p{Mn}"), punctuation: class(r"^\p{P}"), letter: class(r"^\p{L}") }
});

fn is(class: impl Fn(&Tables) -> &Regex, c: char) -> bool {
    class(&TABLES).is_match(c.encode_utf8(&mut [0; 4]))
}

/// The straight twin of a quotation mark: what an editor made of it must change nothing.
pub(super) fn straight(c: char) -> char {
    match c {
        '“' | '”' | '„' | '‟' | '«' | '»' => '"',
        '‘' | '’' | '‚' | '‛' => '\'',
        c => c,
    }
}

/// Whether the tokenizer drops the character: control and format characters, private use, U+FFFD.
pub(super) fn is_dropped(c: char) -> bool {
    match c {
        '\t' | '\n' | '\r' | ' '..='~' => false,
        '\u{fffd}' => true,
        _ if c.is_ascii() => true,
        _ => is(|t| &t.other, c),
    }
}

/// Whether it is an accent (Mn), dropped once characters are decomposed.
pub(super) fn is_accent(c: char) -> bool {
    !c.is_ascii() && is(|t| &t.mark, c)
}

/// Whether it stands alone: ASCII symbols and every P* of Unicode.
pub(super) fn is_punctuation(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_punctuation() } else { is(|t| &t.punctuation, c) }
}

/// Whether it is a letter (L*).
pub(super) fn is_letter(c: char) -> bool {
    if c.is_ascii() { c.is_ascii_alphabetic() } else { is(|t| &t.letter, c) }
}

/// Whether it is a letter in title case, neither upper nor lower (Lt).
pub(super) fn is_title(c: char) -> bool {
    matches!(c, '\u{1c5}' | '\u{1c8}' | '\u{1cb}' | '\u{1f2}' | '\u{1f88}'..='\u{1f8f}' | '\u{1f98}'..='\u{1f9f}'
        | '\u{1fa8}'..='\u{1faf}' | '\u{1fbc}' | '\u{1fcc}' | '\u{1ffc}')
}

/// Whether it is white space, the four separators of ASCII among it.
pub(super) fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\u{1c}'..='\u{1f}')
}

/// Whether it is set apart as a word of its own: the ideographs of Chinese.
pub(super) fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{2a6df}' | '\u{2a700}'..='\u{2b73f}'
        | '\u{2b740}'..='\u{2b81f}' | '\u{2b920}'..='\u{2ceaf}' | '\u{f900}'..='\u{faff}' | '\u{2f800}'..='\u{2fa1f}')
}
