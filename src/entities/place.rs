//! A capital: the city, or the government that sits in it.
//!
//! `Ankara has refused` speaks of Türkiye, `a visit to Ankara` of the city. The words in front decide: after a preposition of place
//! the city is meant, everywhere else in news it is nearly always the government.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use crate::document::{Document, Region, Span};
use crate::seeds::{Place, PlaceKind, Seeds};

/// Prepositions that make a capital a city.
const LOCATIVE: [&str; 12] = ["in", "at", "near", "outside", "around", "via", "through", "across", "inside", "from", "into", "reach"];
/// Words of travel before `to`.
const TRAVEL: [&str; 24] = [
    "visit", "visits", "visited", "trip", "trips", "travel", "travels", "travelled", "traveled", "flew", "fly", "flight", "flights",
    "went", "go", "return", "returned", "moved", "arrived", "invited", "journey", "drive", "road", "came",
];
/// How many words before `to` are read for one of travel.
const REACH: usize = 10;

/// Turns a capital into a city where the text means the city, and into the seat of another than its country (`Brussels`) where the
/// text names that other. `words` are those of the text, once somebody has asked for them.
pub(super) fn read<'d>(
    document: &Document<'d>,
    seeds: &Seeds,
    tokens: &Range<usize>,
    place: Place,
    words: &OnceCell<HashSet<&'d str>>,
) -> Place {
    if place.kind != PlaceKind::Capital {
        return place;
    }
    if is_city(document, tokens) {
        return Place { kind: PlaceKind::City, ..place };
    }
    let named = |other: &Place| {
        let words = words.get_or_init(|| (0..document.tokens.len()).map(|i| document.word(i)).collect());
        let mut names = other.country.into_iter().chain(other.name.split(' ').next());
        names.any(|name| words.contains(name))
    };
    seeds.shared_seat(document.word(tokens.start)).filter(named).unwrap_or(place)
}

fn is_city(document: &Document, tokens: &Range<usize>) -> bool {
    let sentence = document.sentence_of(tokens.start);
    let region = document.paragraphs[sentence.paragraph].region;
    let span: Span = document.token_span(tokens.start);
    if matches!(region, Region::Dateline | Region::Byline) || document.dateline.is_some_and(|d| d.contains(span)) {
        return true;
    }
    let before: Vec<String> = (sentence.tokens.start..tokens.start).rev().take(REACH).map(|i| document.word(i).to_lowercase()).collect();
    match before.first().map(String::as_str) {
        Some("to") => before.iter().any(|w| TRAVEL.contains(&w.as_str())),
        Some(word) => LOCATIVE.contains(&word),
        None => false,
    }
}
