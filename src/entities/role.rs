//! What the words around a name say about its bearer: `spokesman X`, `X, the author of`, `its minister, X,`.

use std::ops::Range;

use crate::document::{Document, TokenKind};
use crate::seeds::{Function, Gender, Nominal, Seeds, TitleKind};

/// Longest role behind a name, in tokens.
const APPOSITION: usize = 9;
/// Longest field of an office, in tokens.
const OFFICE: usize = 6;

/// What was found around one name.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub(super) role: Option<String>,
    pub(super) gender: Option<Gender>,
}

/// Reads the neighbours of the name `tokens` inside its sentence.
pub(super) fn around(document: &Document, seeds: &Seeds, tokens: &Range<usize>, sentence: &Range<usize>) -> Around {
    let mut found = Around::default();
    let word = |i: usize| document.word(i);
    let nominal = |i: usize| seeds.nominal(&word(i).to_lowercase()).filter(|n| !n.plural && word(i).starts_with(char::is_lowercase));
    // In front: `spokesman X`, `its transport minister, X,`.
    let mut end = tokens.start;
    let comma = end > sentence.start + 1 && word(end - 1) == ",";
    if comma {
        end -= 1;
    }
    if end > sentence.start
        && let Some(Nominal { gender, .. }) = nominal(end - 1)
    {
        let closed = tokens.end >= sentence.end || matches!(word(tokens.end), "," | "." | "’s" | "'s");
        if !comma || closed {
            let mut start = end - 1;
            while start > sentence.start && builds_role(document, seeds, start - 1) && end - start < 4 {
                start -= 1;
            }
            found = Around { role: Some(text(document, &(start..end))), gender };
        }
    }
    // `the Minister of Agriculture, X,`, `Minister of Health X`.
    let closed = !comma || tokens.end >= sentence.end || matches!(word(tokens.end), "," | "." | "’s" | "'s");
    if let (None, true, Some(of)) = (&found.role, closed, office(document, seeds, sentence.start, end)) {
        let title = seeds.title_word(word(of - 1));
        found = Around { role: Some(text(document, &(of - 1..end))), gender: title.and_then(|t| t.gender) };
    }
    // Behind: `X, the author of the report,`, `X, who`.
    if tokens.end + 1 < sentence.end && word(tokens.end) == "," {
        let from = tokens.end + 1;
        if found.role.is_none() {
            let close = (from..sentence.end.min(from + APPOSITION)).find(|&i| matches!(word(i), "," | "." | ";"));
            let head = close.and_then(|close| (from..close).take_while(|&i| !matches!(word(i), "of" | "at" | "for" | "who")).last());
            if let (Some(close), Some(head)) = (close, head)
                && let Some(gender) = nominal(head).map(|n| n.gender).or_else(|| seeds.title_word(word(head)).map(|t| t.gender))
            {
                let start = from + usize::from(seeds.function(word(from)) == Some(Function::Determiner));
                // `X, 58, faulted the minister`: a verb before the noun makes it an object, not a role.
                let verb = |i: usize| {
                    let lower = word(i).starts_with(char::is_lowercase);
                    lower && (word(i).ends_with("ed") || (!word(i).ends_with("ing") && seeds.cue(word(i)).is_some_and(|c| c.verb)))
                };
                let clean = (start..close).all(|i| document.kind(i) != Some(TokenKind::Mark)) && !(start..head).any(verb);
                if start < close && clean {
                    found.role = Some(text(document, &(start..close)));
                }
                found.gender = found.gender.or(gender);
            }
        }
    }
    found
}

/// Where the `of` stands in an office that ends before `end`: a title, `of`, and capitals with small words between.
fn office(document: &Document, seeds: &Seeds, start: usize, end: usize) -> Option<usize> {
    let word = |i: usize| document.word(i);
    let field = |i: usize| {
        document.kind(i) == Some(TokenKind::Word) && (word(i).starts_with(char::is_uppercase) || matches!(word(i), "and" | "the"))
    };
    let first = (start..end).rev().take(OFFICE).take_while(|&i| field(i)).last()?;
    let of = first.checked_sub(1).filter(|&of| of > start && word(of) == "of")?;
    let title = seeds.title_word(word(of - 1));
    (word(end - 1).starts_with(char::is_uppercase) && title.is_some_and(|t| t.kind == TitleKind::Role)).then_some(of)
}

/// A plain word that can stand before a role noun: `transport` minister, `deputy` chairman, but not `told` or `the`.
fn builds_role(document: &Document, seeds: &Seeds, i: usize) -> bool {
    let word = document.word(i);
    document.kind(i) == Some(TokenKind::Word)
        && word.starts_with(char::is_lowercase)
        && seeds.function(word).is_none()
        && seeds.cue(word).is_none()
        && !word.ends_with("ed")
        && !word.starts_with(['\'', '’'])
}

fn text(document: &Document, tokens: &Range<usize>) -> String {
    document.slice(document.tokens_span(tokens)).split_whitespace().collect::<Vec<_>>().join(" ")
}
