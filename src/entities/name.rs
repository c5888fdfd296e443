//! Names as the tables and the neighbours of a mention know them.
//!
//! Takes the mentions that the encoder tagged, promises names without title and determiner, with type, role, gender and place:
//! country words and titles in front of a person are taken off (`Russian | President | Vladimir Putin`) and become mentions and
//! role of their own, places get their country from the gazetteers. What the gazetteers alone know for certain, the names and
//! peoples of countries, is added where the encoder missed it; so is a name of one word that it found elsewhere in the text.

use std::cell::OnceCell;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

use jiff::civil::Date;

use super::{date, place, role};
use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, Region, Span, TokenKind};
use crate::encoder::TaggedMention;
use crate::seeds::{Function, Gender, Place, PlaceKind, Seeds, TitleKind};

/// A name as found, before it is known whose it is.
#[derive(Debug, Clone)]
pub(super) struct Name {
    /// Where; now and then a part of a token (`UK-based`).
    pub(super) span: Span,
    /// The tokens that it touches.
    pub(super) tokens: Range<usize>,
    pub(super) mention: MentionKind,
    pub(super) kind: EntityType,
    /// The type is a guess that another mention may correct.
    pub(super) guessed: bool,
    pub(super) role: Option<String>,
    pub(super) gender: Option<Gender>,
    pub(super) place: Option<Place>,
    /// What it is called where its own words do not tell: the day that `Friday` is.
    pub(super) called: Option<String>,
}

/// Words that make a place one without a government.
const GEOGRAPHY: [&str; 30] = [
    "Sea", "River", "Ocean", "Bay", "Gulf", "Strait", "Channel", "Lake", "Mount", "Mountains", "Mountain", "Valley", "Island", "Islands",
    "Peninsula", "Desert", "Coast", "Arctic", "Antarctic", "Africa", "Europe", "Asia", "Balkans", "Caucasus", "Caribbean", "Sahel",
    "Mediterranean", "East", "West", "Pacific",
];
/// What stands before nothing but the name of somebody.
const ADDRESSES: [&str; 4] = ["Mr", "Mrs", "Ms", "Dr"];
/// Longest title in front of a name, in tokens.
const TITLE: usize = 6;
/// Below this probability of a tag, its type yields to that of other mentions of the name.
const SURE: f32 = 0.8;

/// All names of the document in order, none overlapping another.
pub(super) fn read(document: &Document, tagged: &[TaggedMention], seeds: &Seeds) -> Vec<Name> {
    let words = |m: &TaggedMention| document.slice(m.span).split_whitespace();
    let full = tagged.iter().filter(|m| m.kind == EntityType::Person && words(m).count() > 1);
    let reader = Reader {
        document,
        seeds,
        surnames: full.clone().filter_map(|m| words(m).last()).collect(),
        parts: full.flat_map(words).collect(),
        published: date::published(document),
        words: OnceCell::new(),
    };
    let mut names = Vec::new();
    for mention in tagged {
        // A name ends with its paragraph, whatever the encoder saw.
        for span in document.within_paragraphs(mention.span) {
            for span in parts(document, mention.kind, span) {
                reader.mention(&TaggedMention { span, ..*mention }, &mut names);
            }
        }
    }
    reader.people(&mut names);
    reader.addressed(&mut names);
    reader.forenamed(&mut names);
    reader.countries(&mut names);
    reader.repeated(&mut names);
    names.sort_by_key(|name| name.span);
    names.dedup_by(|later, earlier| later.span.start < earlier.span.end);
    names
}

/// The names in what the encoder took for one: two people are two, and a bracket that is opened or closed alone ends a name.
fn parts(document: &Document, kind: EntityType, span: Span) -> Vec<Span> {
    let text = document.slice(span);
    let mut open = None;
    let mut end = text.len();
    for (i, c) in text.char_indices() {
        match (c, open) {
            ('(', None) => open = Some(i),
            (')', Some(_)) => open = None,
            (')', None) => {
                end = i;
                break;
            }
            _ => {}
        }
    }
    let text = text[..open.unwrap_or(end).min(end)].trim_end();
    let mut names = Vec::new();
    let mut start = 0;
    if kind == EntityType::Person {
        for (at, and) in text.match_indices(" and ") {
            let capital = |rest: &str| rest.starts_with(char::is_uppercase);
            if capital(&text[start..at]) && capital(&text[at + and.len()..]) {
                names.push(start..at);
                start = at + and.len();
            }
        }
    }
    names.push(start..text.len());
    let name = |range: &Range<usize>| Span::new(span.start + range.start, span.start + range.end);
    names.iter().filter(|r| !r.is_empty()).map(name).collect()
}

/// `R-Ga.`, `D-N.Y.`: how American papers put a member's party and state in brackets; it names nobody.
fn is_party_and_state(name: &str) -> bool {
    let mut letters = name.chars();
    matches!((letters.next(), letters.next()), (Some('D' | 'R' | 'I'), Some('-' | '–'))) && letters.next().is_some_and(char::is_uppercase)
}

/// What the titles of a name say, as far as they have been read.
struct Titles {
    /// The token behind them.
    at: usize,
    role: Option<Range<usize>>,
    gender: Option<Gender>,
}

struct Reader<'d> {
    document: &'d Document<'d>,
    seeds: &'d Seeds,
    /// The words of all full names of people.
    parts: HashSet<&'d str>,
    /// The last of them.
    surnames: HashSet<&'d str>,
    /// When the text was published.
    published: Option<Date>,
    /// All words of the text, once a place has asked for them.
    words: OnceCell<HashSet<&'d str>>,
}

impl<'d> Reader<'d> {
    fn words(&self, from: usize, end: usize) -> impl Iterator<Item = &'d str> {
        (from..end).map(|i| self.document.word(i))
    }

    /// The place name at `i`; a word in capitals throughout (`TURKEY`) is looked up as `Turkey` too.
    fn place(&self, i: usize, end: usize) -> Option<(usize, Place)> {
        self.seeds.place(self.words(i, end)).or_else(|| {
            let word = self.document.word(i);
            let shouted = word.chars().count() > 3 && word.chars().all(char::is_uppercase);
            let plain: String =
                word.chars().enumerate().flat_map(|(n, c)| if n == 0 { vec![c] } else { c.to_lowercase().collect() }).collect();
            shouted.then(|| self.seeds.place([plain.as_str()].into_iter())).flatten()
        })
    }

    /// The place that all of `span` names; white space of any kind between its words.
    fn place_at(&self, span: Span) -> Option<Place> {
        let tokens = self.document.tokens_in(span);
        if self.document.tokens_span(&tokens) == span {
            return self.place(tokens.start, tokens.end).filter(|&(n, _)| n == tokens.len()).map(|(_, place)| place);
        }
        let words = || self.document.slice(span).split_whitespace();
        self.seeds.place(words()).filter(|&(n, _)| n == words().count()).map(|(_, place)| place)
    }

    fn title(&self, from: usize, end: usize) -> Option<(usize, TitleKind, Option<Gender>)> {
        let lower: Vec<String> = self.words(from, end).take(TITLE).map(str::to_lowercase).collect();
        self.seeds.title(lower.iter().map(String::as_str)).map(|(n, title)| (n, title.kind, title.gender))
    }

    fn in_dateline(&self, token: usize) -> bool {
        self.document.region_of(token) == Region::Dateline
    }

    /// The names that one tagged mention holds.
    fn mention(&self, tagged: &TaggedMention, names: &mut Vec<Name>) {
        let mut tokens = self.document.tokens_in(tagged.span);
        let blank = |i: usize| {
            let token = self.document.tokens[i];
            let clitic = self.document.is_possessive(i);
            let determiner = self.seeds.function(self.document.word(i)) == Some(Function::Determiner)
                && self.document.word(i).starts_with(char::is_lowercase);
            token.kind == TokenKind::Mark || clitic || determiner || (token.kind == TokenKind::Sign && self.document.word(i) == ",")
        };
        while tokens.start < tokens.end && blank(tokens.start) {
            tokens.start += 1;
        }
        while tokens.start < tokens.end && blank(tokens.end - 1) {
            tokens.end -= 1;
        }
        if tokens.is_empty() {
            return;
        }
        let whole = self.document.tokens_span(&tokens);
        let mut span = Span::new(tagged.span.start.max(whole.start), tagged.span.end.min(whole.end));
        // A name is whole words, or a part that a hyphen or the like sets off (`UK-based`).
        let letter = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        while span.start > whole.start && letter(self.document.text[..span.start].chars().next_back()) {
            span.start -= self.document.text[..span.start].chars().next_back().map_or(0, char::len_utf8);
        }
        while span.end < whole.end && letter(self.document.text[span.end..].chars().next()) {
            span.end += self.document.text[span.end..].chars().next().map_or(0, char::len_utf8);
        }
        if span.end + 1 == whole.end
            && self.document.slice(whole).ends_with('.')
            && self.document.word(tokens.end - 1).matches('.').count() > 1
        {
            // The last full stop of `U.S.` is part of the name.
            span = whole;
        }
        if names.last().is_some_and(|n: &Name| n.span.end > span.start) {
            return;
        }
        if is_party_and_state(self.document.slice(span)) {
            return;
        }
        let guessed = tagged.confidence < SURE;
        let day = tagged.kind == EntityType::Misc && tokens.clone().all(|i| self.seeds.is_calendar(self.document.word(i)));
        let kind = if day { EntityType::Date } else { tagged.kind };
        let country = |p: &Place| matches!(p.kind, PlaceKind::Country | PlaceKind::Demonym | PlaceKind::Seat | PlaceKind::Capital);
        match kind {
            // A country is nobody, unless the text has a person of that name (`Jordan`).
            EntityType::Person if self.parts.contains(self.document.slice(span)) => return self.person(span, tokens, guessed, names),
            EntityType::Person => match self.place_at(span).filter(country) {
                Some(place) => return names.push(self.placed(span, place)),
                None => return self.person(span, tokens, guessed, names),
            },
            // The date line says when the text was published, not what happened.
            EntityType::Date if self.in_dateline(tokens.start) => return,
            EntityType::Date => {
                let sentence = self.document.sentence_of(tokens.start).tokens.start;
                let before: Vec<String> = (sentence..tokens.start).map(|i| self.document.word(i).to_lowercase()).collect();
                let called = date::resolve(self.document.slice(span), &before, self.published);
                return names.push(Name { called, ..self.plain(span, kind, guessed) });
            }
            EntityType::Money => return names.push(self.plain(span, kind, guessed)),
            _ => {}
        }
        let place = self.place_at(span);
        let fits = |place: &Place| match kind {
            EntityType::Loc | EntityType::Norp => true,
            // A club or a paper may bear the name of a city; a country or its government seldom lends it.
            _ => country(place),
        };
        if let Some(place) = place.filter(fits) {
            names.push(self.placed(span, place));
        } else if kind == EntityType::Loc {
            let physical = self.document.slice(span).split_whitespace().any(|w| GEOGRAPHY.contains(&w));
            names.push(self.plain(span, if physical { EntityType::Loc } else { EntityType::Gpe }, guessed));
        } else {
            names.push(self.plain(span, kind, guessed));
        }
    }

    /// A person: titles and country words inside or in front are role, the rest is the name.
    fn person(&self, span: Span, tokens: Range<usize>, guessed: bool, names: &mut Vec<Name>) {
        let sentence = self.document.sentence_of(tokens.start).tokens.clone();
        let mut titles = Titles { at: tokens.start, role: None, gender: None };
        // Titles in front: the longest stretch that is nothing but titles.
        let first = (tokens.start.saturating_sub(TITLE).max(sentence.start)..tokens.start).find(|&s| self.is_titles(s, tokens.start));
        if let Some(first) = first {
            let before = names.iter().rev().take_while(|n| n.tokens.end > sentence.start).find(|n| n.tokens.end == first);
            let country = before.filter(|n| n.place.is_some() || n.kind == EntityType::Org).map(|n| n.tokens.start);
            titles.at = first;
            self.read_titles(&mut titles, tokens.start, tokens.start, country);
        }
        // Titles inside: the last word is name, whatever it looks like.
        self.read_titles(&mut titles, tokens.end, tokens.end - 1, None);
        let Titles { at, role, gender } = titles;
        let span = Span::new(span.start.max(self.document.token_span(at).start), span.end);
        let tokens = at..tokens.end;
        let around = role::around(self.document, self.seeds, &tokens, &sentence);
        // `Christie` alone is no woman's name where the text has a Chris Christie.
        let surname = tokens.len() == 1 && self.surnames.contains(self.document.word(tokens.start));
        let forename = self.seeds.forename(self.document.word(tokens.start)).flatten().filter(|_| !surname);
        let own = role.map(|r| self.document.slice(self.document.tokens_span(&r)).split_whitespace().collect::<Vec<_>>().join(" "));
        names.push(Name {
            mention: MentionKind::Name,
            kind: EntityType::Person,
            guessed,
            role: own.or(around.role),
            gender: gender.or(around.gender).or(forename),
            place: None,
            called: None,
            span,
            tokens,
        });
    }

    /// Whether the tokens are titles one after the other.
    fn is_titles(&self, from: usize, end: usize) -> bool {
        let mut at = from;
        while at < end {
            match self.title(at, end) {
                Some((n, _, _)) => at += n,
                None => return false,
            }
        }
        from < end
    }

    /// Reads titles from `titles.at` on, looking no further than `limit` and taking none that ends behind `last`. Honorifics are no
    /// role. `country` is where a country or an office right before them begins.
    fn read_titles(&self, titles: &mut Titles, limit: usize, last: usize, country: Option<usize>) {
        while let Some((n, kind, told)) = self.title(titles.at, limit).filter(|&(n, ..)| titles.at + n <= last) {
            titles.gender = told.or(titles.gender);
            if kind != TitleKind::Honorific {
                let start = titles.role.as_ref().map_or(country.unwrap_or(titles.at), |r| r.start);
                titles.role = Some(start..titles.at + n);
            }
            titles.at += n;
        }
    }

    fn placed(&self, span: Span, place: Place) -> Name {
        let mention = if place.kind == PlaceKind::Demonym { MentionKind::Adjective } else { MentionKind::Name };
        let name = self.plain(span, EntityType::Gpe, false);
        let place = place::read(self.document, self.seeds, &name.tokens, place, &self.words);
        Name { mention, place: Some(place), ..name }
    }

    fn plain(&self, span: Span, kind: EntityType, guessed: bool) -> Name {
        let tokens = self.document.tokens_in(span);
        Name { span, tokens, mention: MentionKind::Name, kind, guessed, role: None, gender: None, place: None, called: None }
    }

    /// For each token, whether a name holds it.
    fn taken(&self, names: &[Name]) -> Vec<bool> {
        let mut taken = vec![false; self.document.tokens.len()];
        for name in names {
            taken[name.tokens.clone()].fill(true);
        }
        taken
    }

    /// Whether token `i` has the capital of a name and is in none yet.
    fn is_free(&self, taken: &[bool], i: usize) -> bool {
        let word = self.document.word(i);
        let plain = self.document.kind(i) == Some(TokenKind::Word) && word.starts_with(char::is_uppercase);
        plain && !taken[i] && self.seeds.function(word).is_none() && !self.seeds.is_calendar(word)
    }

    /// A forename and a surname that the text calls a person by elsewhere are a person, whatever the encoder took them for.
    fn people(&self, names: &mut [Name]) {
        let last = |n: &Name| self.document.word(n.tokens.end - 1);
        let known: HashSet<&str> = names.iter().filter(|n| n.kind == EntityType::Person).map(last).collect();
        for name in names.iter_mut().filter(|n| n.place.is_none() && n.tokens.len() > 1 && n.kind != EntityType::Person) {
            let thing = matches!(name.kind, EntityType::Date | EntityType::Money);
            let forename = self.seeds.forename(self.document.word(name.tokens.start));
            if let (false, Some(gender), true) = (thing, forename, known.contains(last(name))) {
                (name.kind, name.gender) = (EntityType::Person, gender);
            }
        }
    }

    /// People behind `Mr`, `Mrs`, `Ms` and `Dr` whom no name holds yet.
    fn addressed(&self, names: &mut Vec<Name>) {
        let taken = self.taken(names);
        // `Mr. Speaker` has no name.
        let name = |i: usize| self.is_free(&taken, i) && self.seeds.title_word(self.document.word(i)).is_none();
        let mut found = Vec::new();
        for sentence in &self.document.sentences {
            for i in sentence.tokens.clone() {
                let address = self.document.word(i).trim_end_matches('.');
                let first = i + 1 + usize::from(i + 1 < sentence.tokens.end && self.document.word(i + 1) == ".");
                if ADDRESSES.contains(&address) && first < sentence.tokens.end && name(first) {
                    let end = (first..sentence.tokens.end).find(|&j| !name(j)).unwrap_or(sentence.tokens.end);
                    self.person(self.document.tokens_span(&(first..end)), first..end, false, &mut found);
                }
            }
        }
        names.append(&mut found);
    }

    /// A forename and one more word with a capital, which no name holds yet, in a sentence that has capitals for names alone.
    fn forenamed(&self, names: &mut Vec<Name>) {
        let taken = self.taken(names);
        let word = |i: usize| self.document.word(i);
        let free = |i: usize| self.is_free(&taken, i);
        let forename = |i: usize| self.seeds.forename(word(i)).is_some() && self.seeds.place([word(i)].into_iter()).is_none();
        let surname = |i: usize| {
            let other = self.seeds.title_word(word(i)).is_some()
                || self.seeds.is_organization(word(i))
                || self.seeds.place([word(i)].into_iter()).is_some();
            word(i).chars().count() > 2 && word(i).chars().any(char::is_lowercase) && !other
        };
        let mut found = Vec::new();
        for sentence in &self.document.sentences {
            if self.document.paragraphs[sentence.paragraph].region == Region::Headline {
                continue;
            }
            let Range { start, end } = sentence.tokens;
            for i in start..end.saturating_sub(1) {
                let before = i == start || !free(i - 1) || self.seeds.title_word(word(i - 1)).is_some();
                let behind = i + 2 >= end || !word(i + 2).starts_with(char::is_uppercase);
                if before && behind && free(i) && free(i + 1) && forename(i) && surname(i + 1) {
                    self.person(self.document.tokens_span(&(i..i + 2)), i..i + 2, true, &mut found);
                }
            }
        }
        names.append(&mut found);
    }

    /// Countries, their peoples and seats that no name holds yet.
    fn countries(&self, names: &mut Vec<Name>) {
        let taken = self.taken(names);
        for sentence in &self.document.sentences {
            let mut i = sentence.tokens.start;
            while i < sentence.tokens.end {
                let capital = self.document.kind(i) == Some(TokenKind::Word) && self.document.word(i).starts_with(char::is_uppercase);
                let found = if capital && !taken[i] { self.place(i, sentence.tokens.end) } else { None };
                let sure = |place: &Place| matches!(place.kind, PlaceKind::Country | PlaceKind::Demonym | PlaceKind::Seat);
                match found {
                    Some((n, place)) if sure(&place) && !taken[i..i + n].contains(&true) => {
                        names.push(self.placed(self.document.tokens_span(&(i..i + n)), place));
                        i += n;
                    }
                    _ => i += 1,
                }
            }
        }
    }

    /// Names of people and organisations of one word, and surnames, wherever the text writes them with a capital again.
    fn repeated(&self, names: &mut Vec<Name>) {
        let taken = self.taken(names);
        let mut known: HashMap<&str, EntityType> = HashMap::new();
        // Whom the encoder half sees is somebody where a forename stands before, or where it sees them again.
        let mut seen: HashMap<&str, usize> = HashMap::new();
        for name in names.iter().filter(|n| n.kind == EntityType::Person) {
            *seen.entry(self.document.word(name.tokens.end - 1)).or_default() += 1;
        }
        let whole = |n: &Name| n.tokens.len() > 1 && self.seeds.forename(self.document.word(n.tokens.start)).is_some();
        let again = |n: &Name| seen.get(self.document.word(n.tokens.end - 1)).is_some_and(|&times| times > 1);
        let somebody = |n: &Name| !n.guessed || (n.kind == EntityType::Person && (whole(n) || again(n)));
        for name in names.iter().filter(|n| somebody(n) && n.place.is_none()) {
            let last = self.document.word(name.tokens.end - 1);
            let lone = name.kind == EntityType::Person || (name.kind == EntityType::Org && name.tokens.len() == 1);
            if lone && last.chars().count() > 2 && last.starts_with(char::is_uppercase) && self.seeds.function(last).is_none() {
                known.entry(last).or_insert(name.kind);
            }
        }
        // A word that the text also writes small is no name by its capital alone.
        let all = 0..self.document.tokens.len();
        let small: HashSet<&str> = all.map(|i| self.document.word(i)).filter(|w| w.starts_with(char::is_lowercase)).collect();
        known.retain(|name, _| !small.contains(name.to_lowercase().as_str()));
        for (i, taken) in taken.into_iter().enumerate() {
            if let (false, Some(&kind)) = (taken, known.get(self.document.word(i))) {
                // `Lee Avenue`, `Ann Lee`: part of something longer is not the name.
                let beside = |j: Option<usize>| {
                    j.and_then(|j| self.document.tokens.get(j).map(|_| self.document.word(j)))
                        .is_some_and(|w| w.starts_with(char::is_uppercase))
                };
                let sentence = self.document.sentence_of(i);
                let headline = self.document.paragraphs[sentence.paragraph].region == Region::Headline;
                let sentence = &sentence.tokens;
                // `Lee Says Toll Will Go`
                let verb = |j: usize| headline && self.seeds.cue(&self.document.word(j).to_lowercase()).is_some_and(|c| c.verb);
                if !beside((i + 1 < sentence.end && !verb(i + 1)).then_some(i + 1))
                    && !beside(i.checked_sub(1).filter(|&j| j > sentence.start))
                {
                    names.push(self.plain(self.document.token_span(i), kind, true));
                }
            }
        }
    }
}
