//! What the words between two marks look like: speech, a term, or either.
//!
//! Takes a quotation and its paragraph, promises a [`Form`] by the words between the marks, the word before them and how they end.
//! What the sentence means is left alone.

use super::{Quotation, Span};

/// What the words between two marks look like, judged by form alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A sentence or more, as somebody would speak it.
    Speech,
    /// A word or a name held at arm's length: a scare quote, a title, a nickname.
    Term,
    /// A fragment that may be either; a later stage decides by the words around it.
    Undecided,
}

/// Longest scare quote, in words.
const TERM: usize = 3;
/// Longest title of a work, in words.
const TITLE: usize = 12;
/// Longest name or coinage, in words.
const NAME: usize = 7;
/// More characters than any word that is looked for before a mark.
const LAST: usize = 32;

/// Words after which a name or a coinage is put in marks.
const NAMING: [&str; 13] = [
    "called", "titled", "entitled", "named", "dubbed", "nicknamed", "termed", "labelled", "labeled", "headlined", "codenamed", "so-called",
    "as",
];
/// Determiners before a marked word: the sentence uses the word as its own.
const DETERMINERS: [&str; 18] =
    ["a", "an", "the", "this", "that", "these", "those", "his", "her", "its", "their", "our", "my", "your", "any", "no", "some", "such"];
/// What has a title: `his memoir, “The Long Ferry,”`.
const WORKS: [&str; 42] = [
    "album", "anthem", "article", "autobiography", "ballad", "ballet", "bestseller", "biography", "book", "column", "comedy", "commentary",
    "documentary", "drama", "editorial", "episode", "essay", "film", "game", "hymn", "magazine", "memoir", "motto", "movie", "musical",
    "novel", "op-ed", "opera", "painting", "play", "podcast", "poem", "program", "programme", "sequel", "series", "show", "sitcom",
    "slogan", "song", "thriller", "trilogy",
];
/// Words that stay small inside titles.
const SMALL: [&str; 20] =
    ["a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "is", "of", "on", "or", "over", "the", "to", "vs", "with"];

/// Whether a word, in lower case, is for something that has a title: `memoir`.
pub fn is_work(word: &str) -> bool {
    WORKS.contains(&word)
}

/// The word that `before` ends in, or its end where it is longer than any that is looked for.
fn last_word(before: &str) -> &str {
    let start = before.char_indices().rev().take(LAST).last().map_or(before.len(), |(at, _)| at);
    before[start..].rsplit(char::is_whitespace).next().unwrap_or_default()
}

/// Speech, term or undecided, by the words and the marks alone.
pub(super) fn form(text: &str, paragraph: Span, quotation: &Quotation) -> Form {
    let inner = quotation.inner.of(text);
    let words: Vec<&str> = inner.split_whitespace().collect();
    let (Some(first), Some(last)) = (words.first(), words.last()) else { return Form::Term };
    let before = text[paragraph.start..quotation.span.start].trim_end();
    let introduced = before.is_empty() || before.ends_with([',', ':']);
    let previous = last_word(before).to_lowercase();
    let capital = |w: &str| w.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| c.is_uppercase() || c.is_numeric());
    let spoken_end = last.ends_with([',', '!', '?', '…', '—', '–', ';']) || last.ends_with("...");
    let stopped = spoken_end || last.ends_with('.');
    let title = words.len() <= TITLE
        && words.iter().all(|w| capital(w) || SMALL.contains(&w.to_lowercase().as_str()))
        && capital(first)
        && capital(last);
    if NAMING.contains(&previous.as_str()) && words.len() <= NAME && !spoken_end {
        return Form::Term;
    }
    if title && is_work(previous.trim_end_matches(',')) {
        return Form::Term;
    }
    // A line of its own in marks and capitals heads a chapter; four capitals in a row are a title even where speech could begin.
    let alone = before.is_empty() && quotation.span.end == paragraph.end && quotation.closing.is_some();
    if title && words.len() > 1 && !last.ends_with(['!', '?']) && (!(introduced && stopped) || alone || words.len() > TERM) {
        return Form::Term;
    }
    let determined = DETERMINERS.contains(&previous.as_str()) || previous.ends_with("'s") || previous.ends_with("’s");
    if words.len() <= TERM && !stopped && (determined || !capital(first)) && !introduced && quotation.closing.is_some() {
        return Form::Term;
    }
    if (capital(first) && (words.len() > TERM || (introduced && stopped))) || (introduced && spoken_end) {
        return Form::Speech;
    }
    Form::Undecided
}
