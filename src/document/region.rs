//! What stands above the story: headline, date line, byline, standfirst.
//!
//! Decided by form and place alone. A text without these parts simply has none; a paragraph is body unless its form says
//! otherwise, for taking a sentence of the story for a headline costs more than missing one.

use std::sync::LazyLock;

use regex::Regex;

use super::Span;

/// The part of the article that a paragraph belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Region {
    /// The title of the article.
    Headline,
    /// A line that holds only a date, a time, an update note.
    Dateline,
    /// A line that names the writer or the desk.
    Byline,
    /// The summary between the headline and the story.
    Standfirst,
    /// The story.
    Body,
}

/// Longest headline, in words.
const HEADLINE: usize = 30;
/// Longest standfirst, in words.
const STANDFIRST: usize = 45;
/// How many paragraphs from the top may belong to the head of the article.
const HEAD: usize = 6;

const MONTH: &str = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\.?";

/// A line with a day, a month and a year or a time, and little else.
static DATE_LINE: LazyLock<Regex> = LazyLock::new(|| {
    let date = format!(r"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{MONTH}|{MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?),?(?:\s+\d{{4}})?");
    let numeric = r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4}";
    Regex::new(&format!(
        r"(?i)^(?:published|updated|posted|last\s+updated|first\s+published)?:?\s*(?:(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+)?(?:{date}|{numeric})[\s,\d:./|–—-]*(?:[ap]\.?m\.?|gmt|utc|[a-z]{{2,4}})?(?:\s*[/|(–—-]?\s*(?:last\s+)?(?:updated|modified|published).*)?$"
    ))
    .expect("a fixed pattern")
});

/// `ANKARA, Feb 2 (Reuters) -`, `MOSCOW, November 20. /Agency/.`, `BRUSSELS--(Wire)--`, `VILNIUS —`, `BHAVNAGAR:`.
static PREFIX: LazyLock<Regex> = LazyLock::new(|| {
    let place = r"\p{Lu}[\p{Lu}.'’-]+(?:[ /]\p{Lu}[\p{Lu}.'’-]+){0,3}(?:,\s+(?:\p{Lu}[\p{L}.]+\.?)(?:\s\p{Lu}[\p{L}.]+)?)?";
    let date = format!(r"(?i:{MONTH}\s+\d{{1,2}}|\d{{1,2}}\s+{MONTH})(?:,?\s+\d{{4}})?\.?");
    let agency = r"(?:\([^)\n]{2,40}\)|/[^/\n]{2,40}/)";
    Regex::new(&format!(r"^{place}(?:,?\s+{date})?(?:\s*(?:--?|–|—)\s*)?(?:\s*{agency})?(?:\.?\s*(?:--?|–|—)\s+|:\s+|--|\.\s+)"))
        .expect("a fixed pattern")
});

/// A line that names who wrote it.
static BYLINE: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?:(?:By|BY|Written by|Reporting by|From)\s+\p{Lu}.*|.{0,50}\b(?i:correspondent|staff writer|reporter|editor)\b.{0,30})$")
        .expect("a fixed pattern")
});

/// The regions of one document.
#[derive(Debug, Default, Clone, Copy)]
pub(super) struct Head {
    pub(super) headline: Option<Span>,
    pub(super) dateline: Option<Span>,
    pub(super) standfirst: Option<Span>,
    /// Paragraph index and byte where the story begins behind a dateline that shares its paragraph.
    pub(super) prefix: Option<(usize, usize)>,
}

/// Labels each paragraph. `title` is a headline known from elsewhere: where it is given, the text has a headline only if it
/// begins with it.
pub(super) fn label(text: &str, paragraphs: &[Span], title: Option<&str>) -> (Vec<Region>, Head) {
    let mut regions = vec![Region::Body; paragraphs.len()];
    let mut head = Head::default();
    let has_headline = paragraphs.first().is_some_and(|first| match title {
        Some(title) => first.of(text).trim() == title.trim(),
        None => is_headline(text, paragraphs),
    });
    if has_headline {
        regions[0] = Region::Headline;
        head.headline = Some(paragraphs[0]);
    }
    for (i, &paragraph) in paragraphs.iter().enumerate().take(HEAD).skip(usize::from(has_headline)) {
        let line = paragraph.of(text);
        if DATE_LINE.is_match(line) {
            regions[i] = Region::Dateline;
            head.dateline.get_or_insert(paragraph);
        } else if let Some(prefix) = prefix(line) {
            head.prefix = Some((i, paragraph.start + prefix));
            head.dateline = Some(Span::new(paragraph.start, paragraph.start + prefix).trim(text));
            break;
        } else if line.split_whitespace().count() <= 14 && BYLINE.is_match(line) && !line.ends_with(['.', '?', '!']) {
            regions[i] = Region::Byline;
        } else if has_headline && head.standfirst.is_none() && is_standfirst(text, paragraphs, i) {
            regions[i] = Region::Standfirst;
            head.standfirst = Some(paragraph);
        } else {
            break;
        }
    }
    (regions, head)
}

/// The length of an agency dateline at the start of `line`. The first word must be all capitals, and what follows must not
/// be: a headline in capitals with a colon is none.
fn prefix(line: &str) -> Option<usize> {
    let found = PREFIX.find(line)?;
    let rest = line[found.end()..].chars().find(|c| c.is_alphabetic());
    let body = line[found.end()..].split_whitespace().nth(1).is_some_and(|w| w.chars().any(char::is_lowercase));
    (rest.is_some() && body && found.as_str().chars().count() <= 90).then_some(found.end())
}

fn is_headline(text: &str, paragraphs: &[Span]) -> bool {
    let line = paragraphs[0].of(text);
    let words: Vec<&str> = line.split_whitespace().collect();
    if paragraphs.len() < 2 || words.len() < 2 || words.len() > HEADLINE || line.contains('\n') || prefix(line).is_some() {
        return false;
    }
    let rest = paragraphs[1..].iter().map(|p| p.of(text).split_whitespace().count()).max().unwrap_or(0);
    if rest < words.len() || DATE_LINE.is_match(line) {
        return false;
    }
    if !line.trim_end_matches(['"', '”', '\'', '’', '»']).ends_with(['.', ',', ';', '…']) {
        return true;
    }
    // `Only 24 Percent of the Voters Came Home.`: capitals throughout make it a headline for all its full stop.
    let long: Vec<_> = words.iter().filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 3).collect();
    let capital = long.iter().filter(|w| w.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)).count();
    long.len() >= 3 && capital * 5 >= long.len() * 4
}

fn is_standfirst(text: &str, paragraphs: &[Span], i: usize) -> bool {
    let line = paragraphs[i].of(text);
    let stopped = line.trim_end_matches(['"', '”', '\'', '’', '»', ')']).ends_with(['.', '!', '?', ':', '…', ',']);
    i + 1 < paragraphs.len() && !stopped && (4..=STANDFIRST).contains(&line.split_whitespace().count())
}
