//! Names by their capitals, titles and tables.
//!
//! A name is a run of capitalised words, bridged by the small words that names contain (`Bank of England`, `bin Nasser`). A run is
//! then cut: country words and titles in front of a person's name are taken off (`Russian | President | Vladimir Putin`), what
//! is left is typed by what the tables and the neighbours say. A capital that only its place explains (the head of a sentence,
//! a headline in title case) counts for nothing by itself.

use std::collections::HashSet;
use std::ops::Range;

use super::{place, role};
use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, Region, Token, TokenKind};
use crate::seeds::{Gender, OrganizationWord, Place, PlaceKind, Seeds, TitleKind};

/// A name as found, before it is known whose it is.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) tokens: Range<usize>,
    pub(super) mention: MentionKind,
    pub(super) kind: EntityType,
    /// The type is a guess that another mention may correct.
    pub(super) guessed: bool,
    pub(super) role: Option<String>,
    pub(super) gender: Option<Gender>,
    pub(super) place: Option<Place>,
}

/// Small words inside names of people and places.
const PARTICLES: [&str; 18] =
    ["de", "del", "della", "di", "da", "dos", "du", "la", "le", "al", "el", "bin", "ibn", "van", "von", "der", "den", "ter"];
/// Words that make a run a place that is no country or city.
const GEOGRAPHY: [&str; 26] = [
    "Sea",
    "River",
    "Ocean",
    "Bay",
    "Gulf",
    "Strait",
    "Channel",
    "Lake",
    "Mount",
    "Mountains",
    "Valley",
    "Island",
    "Islands",
    "Peninsula",
    "Desert",
    "Coast",
    "Arctic",
    "Antarctic",
    "Africa",
    "Europe",
    "Asia",
    "Balkans",
    "Caucasus",
    "Caribbean",
    "Sahel",
    "Mediterranean",
];
/// Words that make a run a building.
const BUILDINGS: [&str; 9] = ["Airport", "Bridge", "Tower", "Stadium", "Palace", "Street", "Avenue", "Square", "Station"];

/// All names of the document in order.
pub(super) fn read(document: &Document, seeds: &Seeds) -> Vec<Name> {
    let reader = Reader { document, seeds, lower: lower_words(document), capital: mid_sentence_capitals(document) };
    let mut names = Vec::new();
    for sentence in &document.sentences {
        let title_case = document.paragraphs[sentence.paragraph].region == Region::Headline && reader.is_title_case(&sentence.tokens);
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            i = match reader.run(i, &sentence.tokens, title_case) {
                Some(run) => {
                    let end = run.end;
                    reader.cut(run, &sentence.tokens, &mut names);
                    end
                }
                None => i + 1,
            };
        }
    }
    names
}

struct Reader<'d> {
    document: &'d Document<'d>,
    seeds: &'d Seeds,
    /// Words that the text writes small somewhere.
    lower: HashSet<String>,
    /// Words that the text writes with a capital inside a sentence.
    capital: HashSet<&'d str>,
}

fn lower_words(document: &Document) -> HashSet<String> {
    let words = document.tokens.iter().map(|t| document.slice(t.span));
    words.filter(|w| w.starts_with(char::is_lowercase)).map(str::to_owned).collect()
}

fn mid_sentence_capitals<'d>(document: &'d Document) -> HashSet<&'d str> {
    let mut words = HashSet::new();
    for sentence in &document.sentences {
        if document.paragraphs[sentence.paragraph].region == Region::Headline {
            continue;
        }
        for i in sentence.tokens.clone().skip(1) {
            if document.tokens[i - 1].kind != TokenKind::Mark && document.tokens[i].kind == TokenKind::Word {
                words.insert(document.word(i));
            }
        }
    }
    words.retain(|w| w.starts_with(char::is_uppercase));
    words
}

impl<'d> Reader<'d> {
    fn is_title_case(&self, tokens: &Range<usize>) -> bool {
        let long: Vec<&str> =
            tokens.clone().map(|i| self.document.word(i)).filter(|w| w.chars().filter(|c| c.is_alphabetic()).count() > 3).collect();
        long.iter().filter(|w| w.starts_with(char::is_uppercase)).count() * 10 > long.len() * 7
    }

    fn token(&self, i: usize) -> Token {
        self.document.tokens[i]
    }

    fn words(&self, from: usize, end: usize) -> impl Iterator<Item = &'d str> {
        (from..end).map(|i| self.document.slice(self.document.tokens[i].span))
    }

    /// The place name at `i`; a word in capitals throughout (`TURKEY`) is looked up as `Turkey` too.
    fn place(&self, i: usize, end: usize) -> Option<(usize, Place)> {
        self.seeds.place(self.words(i, end)).or_else(|| {
            let word = self.document.word(i);
            let shouted = word.len() > 3 && word.chars().all(char::is_uppercase);
            let plain: String =
                word.chars().enumerate().flat_map(|(n, c)| if n == 0 { vec![c] } else { c.to_lowercase().collect() }).collect();
            shouted.then(|| self.seeds.place([plain.as_str()].into_iter())).flatten()
        })
    }

    fn is_capital(&self, i: usize) -> bool {
        let token = self.token(i);
        token.kind == TokenKind::Word
            && self.document.slice(token.span).starts_with(char::is_uppercase)
            && !self.seeds.is_calendar(self.document.slice(token.span))
    }

    /// Whether the capital of token `i` says nothing because of where it stands.
    fn at_head(&self, i: usize, sentence: &Range<usize>) -> bool {
        i == sentence.start || {
            let before = self.token(i - 1);
            before.kind == TokenKind::Mark || matches!(self.document.slice(before.span), ":" | "•" | "—" | "–")
        }
    }

    /// Whether token `i`, whose capital may come from its place, is a name by other evidence.
    fn is_name_at_head(&self, i: usize, end: usize) -> bool {
        let word = self.document.word(i);
        if self.seeds.function(word).is_some() {
            return self.place(i, end).is_some_and(|(n, _)| n > 1);
        }
        if self.place(i, end).is_some() || self.seeds.organization(self.words(i, end)).is_some_and(|(_, w)| w == OrganizationWord::Whole) {
            return true;
        }
        if self.lower.contains(&word.to_lowercase()) {
            return false;
        }
        let next_capital = i + 1 < end && self.is_capital(i + 1);
        let known = self.seeds.forename(word).is_some() || self.capital.contains(word);
        let common = self.seeds.nominal(&word.to_lowercase()).is_some() || self.seeds.cue(word).is_some();
        let title = self.seeds.title([word.to_lowercase().as_str()].into_iter()).is_some();
        known || (next_capital && (!common || title))
    }

    /// The run of name words that begins at `i`, titles and country words in front included.
    fn run(&self, i: usize, sentence: &Range<usize>, title_case: bool) -> Option<Range<usize>> {
        if !self.is_capital(i) {
            // `al-Assad`, `de la Cruz` after nothing are left to their capital part.
            return None;
        }
        if self.at_head(i, sentence) && !self.is_name_at_head(i, sentence.end) {
            return None;
        }
        if title_case {
            // Only what is known from elsewhere is a name where everything is capital.
            let known = |j: usize| self.capital.contains(self.document.word(j)) && self.seeds.function(self.document.word(j)).is_none();
            if let Some((n, _)) = self.place(i, sentence.end) {
                return Some(i..i + n);
            }
            let length = (i..sentence.end).take_while(|&j| self.is_capital(j) && known(j)).count();
            return (length > 0).then_some(i..i + length);
        }
        let mut end = i + 1;
        while end < sentence.end {
            if self.is_capital(end) && !(self.seeds.function(self.document.word(end)).is_some() && self.document.word(end).len() < 3) {
                end += 1;
                continue;
            }
            let word = self.document.word(end);
            let more = |n: usize| end + n < sentence.end && self.is_capital(end + n);
            let organization = || self.is_organization_head(i, end);
            end += match word {
                "of" | "for" if more(1) && organization() => 1,
                "of" if end + 1 < sentence.end && self.document.word(end + 1) == "the" && more(2) && organization() => 2,
                "&" if more(1) => 1,
                _ if PARTICLES.contains(&word) && more(1) => 1,
                _ => break,
            };
        }
        Some(i..end)
    }

    /// `Ministry`, `House` just before `end`: what follows with `of` belongs to the name.
    fn is_organization_head(&self, start: usize, end: usize) -> bool {
        self.seeds.organization(self.words(end - 1, end)).is_some_and(|(_, w)| w != OrganizationWord::Whole)
            || matches!(self.document.word(end - 1), "State" | "Republic" | "Kingdom" | "Bay" | "Gulf" | "University" | "Centre" | "Center")
                && start < end
    }

    /// Splits a run into country words, titles and the name proper.
    fn cut(&self, run: Range<usize>, sentence: &Range<usize>, names: &mut Vec<Name>) {
        let mut at = run.start;
        let (mut role, mut gender, mut titled) = (None::<Range<usize>>, None, false);
        let mut adjectives = Vec::new();
        while at < run.end {
            let rest = at..run.end;
            if let Some((n, kind, told)) = self.title(&rest) {
                titled = true;
                gender = told.or(gender);
                if kind != TitleKind::Honorific {
                    role = Some(role.map_or(at, |r| r.start)..at + n);
                }
                at += n;
                continue;
            }
            // A country word before something else: `Russian President`, `US Treasury`, `Kremlin Spokesman`.
            match self.place(at, run.end) {
                Some((n, place)) if at + n < run.end && self.qualifies(at + n..run.end, place.kind) => {
                    role = role.or(Some(at..at));
                    adjectives.push((at..at + n, place));
                    at += n;
                }
                _ => break,
            }
        }
        let before_role = role.clone();
        for (tokens, place) in adjectives {
            names.push(self.placed(tokens, place));
        }
        if at >= run.end {
            return;
        }
        let tokens = at..run.end;
        let role = before_role.filter(|r| r.end > r.start).map(|r| self.document.slice(self.document.tokens_span(&r)).to_owned());
        names.push(self.typed(tokens, sentence, titled, role, gender));
    }

    /// Whether what follows a country word is a thing of its own rather than the rest of its name.
    fn qualifies(&self, rest: Range<usize>, kind: PlaceKind) -> bool {
        let titled = (rest.start..rest.end).any(|i| self.title(&(i..rest.end)).is_some());
        let organized = (rest.start..rest.end).any(|i| self.seeds.organization(self.words(i, rest.end)).is_some());
        titled || (!organized && matches!(kind, PlaceKind::Country | PlaceKind::Demonym | PlaceKind::Seat))
    }

    fn title(&self, tokens: &Range<usize>) -> Option<(usize, TitleKind, Option<Gender>)> {
        let lower: Vec<String> = self.words(tokens.start, tokens.end).take(4).map(str::to_lowercase).collect();
        self.seeds.title(lower.iter().map(String::as_str)).map(|(n, title)| (n, title.kind, title.gender))
    }

    fn placed(&self, tokens: Range<usize>, place: Place) -> Name {
        let mention = if place.kind == PlaceKind::Demonym { MentionKind::Adjective } else { MentionKind::Name };
        let place = place::read(self.document, &tokens, place);
        Name { tokens, mention, kind: EntityType::Gpe, guessed: false, role: None, gender: None, place: Some(place) }
    }

    /// Gives the name proper its type.
    fn typed(&self, tokens: Range<usize>, sentence: &Range<usize>, titled: bool, role: Option<String>, gender: Option<Gender>) -> Name {
        let words: Vec<&str> = self.words(tokens.start, tokens.end).collect();
        let (first, last) = (words[0], words[words.len() - 1]);
        if !titled
            && let Some((n, place)) = self.place(tokens.start, tokens.end)
            && n == words.len()
        {
            return self.placed(tokens, place);
        }
        let around = role::around(self.document, self.seeds, &tokens, sentence);
        let forename = self.seeds.forename(first);
        let role = role.or(around.role);
        let gender = gender.or(around.gender).or(forename.flatten());
        let organization = (tokens.start..tokens.end).find_map(|i| {
            let (n, word) = self.seeds.organization(self.words(i, tokens.end))?;
            match word {
                OrganizationWord::Whole => n == words.len(),
                OrganizationWord::First => i == tokens.start && words.len() > 1,
                OrganizationWord::Last => words.len() > 1,
            }
            .then_some(())
        });
        let acronym = (2..=6).contains(&last.chars().count()) && words.len() == 1 && last.chars().all(char::is_uppercase);
        let (kind, guessed) = if organization.is_some() && !(titled && words.len() <= 3 && forename.is_some()) {
            (EntityType::Org, false)
        } else if titled || around.is_person || (forename.is_some() && (2..=4).contains(&words.len())) {
            (EntityType::Person, false)
        } else if GEOGRAPHY.contains(&last) || GEOGRAPHY.contains(&first) {
            (EntityType::Loc, false)
        } else if BUILDINGS.contains(&last) && words.len() > 1 {
            (EntityType::Facility, false)
        } else if acronym {
            (EntityType::Org, true)
        } else if around.speaks {
            (EntityType::Person, true)
        } else {
            (EntityType::Misc, true)
        };
        let person = kind == EntityType::Person;
        Name {
            tokens,
            mention: MentionKind::Name,
            kind,
            guessed,
            role: role.filter(|_| person),
            gender: gender.filter(|_| person),
            place: None,
        }
    }
}
