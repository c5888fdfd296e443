//! Where one paragraph ends and the next begins.
//!
//! News text comes in two habits: one paragraph a line (feeds, scrapers, most corpora), or hard-wrapped lines with a blank
//! line between paragraphs (wires, e-mail). The text as a whole decides: lines are joined only where the blocks between
//! blank lines look wrapped, because a headline above its date line must never melt into it.

use super::Span;

/// The longest line that a hard-wrapped text is believed to have, in characters.
const WRAP: usize = 100;
/// The shortest line that could have been wrapped: a line broken earlier was broken on purpose.
const SHORT: usize = 40;

/// The paragraphs of `text` in order, without surrounding white space; none of them empty.
pub(super) fn split(text: &str) -> Vec<Span> {
    let blocks = blocks(text);
    let joined = hard_wrapped(text, &blocks);
    let mut paragraphs = Vec::new();
    for block in blocks {
        match (block.first(), block.last()) {
            (Some(first), Some(last)) if joined => paragraphs.push(Span::new(first.start, last.end)),
            _ => paragraphs.extend(block),
        }
    }
    paragraphs
}

/// The non-blank lines, grouped by the blank lines between them.
fn blocks(text: &str) -> Vec<Vec<Span>> {
    let mut blocks = vec![Vec::new()];
    let mut start = 0;
    let mut push = |line: Span| {
        let line = line.trim(text);
        let open = blocks.last_mut().expect("there is always an open block");
        if !line.is_empty() {
            open.push(line);
        } else if !open.is_empty() {
            blocks.push(Vec::new());
        }
    };
    let mut characters = text.char_indices().peekable();
    while let Some((at, c)) = characters.next() {
        if !matches!(c, '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}') {
            continue;
        }
        push(Span::new(start, at));
        if c == '\r' {
            // "\r\n" is one break; taking it for two would see a blank line after every line.
            characters.next_if(|&(_, next)| next == '\n');
        }
        start = characters.peek().map_or(text.len(), |&(next, _)| next);
    }
    push(Span::new(start, text.len()));
    blocks
}

/// Whether most lines that have a follower in their block end in mid-sentence near one width.
fn hard_wrapped(text: &str, blocks: &[Vec<Span>]) -> bool {
    let broken: Vec<&str> = blocks.iter().flat_map(|block| block.iter().take(block.len().saturating_sub(1))).map(|l| l.of(text)).collect();
    let wrapped = broken.iter().filter(|line| {
        let ends = line.ends_with(['.', '!', '?', ':', '"', '”', '\'', '’', '»']);
        let width = line.chars().count();
        !ends && (SHORT..=WRAP).contains(&width)
    });
    let longest = blocks.iter().flatten().map(|l| l.of(text).chars().count()).max().unwrap_or(0);
    longest <= WRAP && broken.len() >= 3 && wrapped.count() * 3 >= broken.len() * 2
}
