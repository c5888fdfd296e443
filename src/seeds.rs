//! The words the program grows from: the only door for embedded data.
//!
//! Every file under `seeds/` that the program reads enters here, is parsed once per process on first use, and is handed out
//! as plain look-ups. The files are tables that a person edits (`seeds/README.md` says where each came from); a row that does
//! not parse is a mistake in the sources of this crate and panics with the file and the row, which a test provokes for all.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

/// Whether a full stop after a word can end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// An abbreviation that something always follows: `Mr.`, `Gen.`.
    Never,
    /// An abbreviation that may stand last: `U.S.`, `Inc.`, `p.m.`.
    Perhaps,
    /// No abbreviation.
    Always,
}

/// Grammatical gender by which a pronoun can refer back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gender {
    /// she
    Female,
    /// he
    Male,
}

/// What kind of place name a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// A country, a territory or the European Union.
    Country,
    /// A word for its people or its belonging: `Turkish`, `Turks`.
    Demonym,
    /// The capital, which often stands for the government.
    Capital,
    /// A building or by-name of the government: `Kremlin`.
    Seat,
    /// A state, province or nation inside a country.
    Subdivision,
    /// A large city.
    City,
}

/// A place that the gazetteers know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// ISO 3166-1 alpha-2 code of its country (`EU` for the Union, `XK` for Kosovo), if it has one.
    pub country: Option<&'static str>,
    /// What it is.
    pub kind: PlaceKind,
    /// The name of the country, subdivision or city meant.
    pub name: &'static str,
}

/// A word that introduces what somebody says, thinks or shows.
#[derive(Debug, Clone, Copy)]
pub struct Cue {
    /// Dictionary form.
    pub lemma: &'static str,
    /// `say`, `claim`, `deny`, `accuse`, ...: the `cue_class` of the output.
    pub class: &'static str,
    /// Whether it is a verb (`said`), not a noun (`statement`) or a phrase (`according to`).
    pub verb: bool,
    /// Whether it is a verb that introduces speech in marks.
    pub quotes: bool,
}

/// What a title does to the name behind it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TitleKind {
    /// `Mr`, `Dr`, `Dame`: part of address, not of the role.
    Honorific,
    /// `President`, `Spokesman`: a role.
    Role,
    /// `Former`, `Deputy`: builds a role together with the next word.
    Modifier,
}

/// A title or role word.
#[derive(Debug, Clone, Copy)]
pub struct Title {
    /// What it does.
    pub kind: TitleKind,
    /// The gender it tells, if any.
    pub gender: Option<Gender>,
}

/// A common noun for people: `spokesman`, `officials`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Nominal {
    /// The gender it tells, if any.
    pub gender: Option<Gender>,
    /// More than one person.
    pub plural: bool,
}

/// What a word does to the claim around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reservation {
    /// `not`, `never`
    Negated,
    /// `stopped short of`, `declined to`
    Withheld,
    /// `if`, `would`
    Conditional,
}

/// The part a small word plays in a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// `the`, `his`, `several`
    Determiner,
    /// `he`, `they`
    Pronoun,
    /// `of`, `against`
    Preposition,
    /// `and`, `because`
    Conjunction,
    /// `has`, `will`
    Auxiliary,
    /// `also`, `later`
    Adverb,
    /// `who`, `which`
    Relative,
}

/// A table keyed by one or more words.
#[derive(Debug)]
struct Phrases<T> {
    rows: HashMap<String, T>,
    /// Words in the longest key.
    longest: usize,
}

impl<T> Default for Phrases<T> {
    fn default() -> Self {
        Self { rows: HashMap::new(), longest: 1 }
    }
}

impl<T> Phrases<T> {
    /// The first row for a key wins.
    fn insert(&mut self, key: &str, value: T) {
        if !key.is_empty() {
            self.longest = self.longest.max(key.split(' ').count());
            self.rows.entry(key.to_owned()).or_insert(value);
        }
    }

    /// The longest key that `words` begins with, with its length in words.
    fn prefix<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, &T)> {
        let mut key = String::new();
        let mut best = None;
        for (i, word) in words.take(self.longest).enumerate() {
            if i > 0 {
                key.push(' ');
            }
            key.push_str(word);
            if let Some(value) = self.rows.get(&key) {
                best = Some((i + 1, value));
            }
        }
        best
    }
}

/// All tables of the program.
#[derive(Debug)]
pub struct Seeds {
    abbreviations: HashMap<&'static str, Ending>,
    calendar: HashSet<&'static str>,
    cues: Phrases<Cue>,
    forenames: HashMap<&'static str, Option<Gender>>,
    functions: HashMap<&'static str, Function>,
    nominals: HashMap<&'static str, Nominal>,
    organizations: HashSet<&'static str>,
    places: Phrases<Place>,
    country_names: HashMap<&'static str, &'static str>,
    shared_seats: HashMap<&'static str, Place>,
    reservations: Phrases<Reservation>,
    titles: Phrases<Title>,
}

macro_rules! table {
    ($path:literal, $columns:literal) => {
        rows::<$columns>($path, include_str!(concat!("../seeds/", $path)))
    };
}

static SEEDS: LazyLock<Seeds> = LazyLock::new(Seeds::parse);

impl Seeds {
    /// The tables, parsed on first use.
    pub fn get() -> &'static Self {
        &SEEDS
    }

    fn parse() -> Self {
        let mut seeds = Self {
            abbreviations: table!("lexicons/abbreviations.tsv", 2)
                .map(|[form, kind]| (form, if kind == "inner" { Ending::Never } else { Ending::Perhaps }))
                .collect(),
            calendar: table!("lexicons/calendar.tsv", 4)
                .flat_map(|[word, _, _, short]| short.split('|').chain([word]))
                .filter(|word| !word.is_empty())
                .collect(),
            cues: Phrases::default(),
            forenames: table!("gazetteers/forenames.tsv", 2).map(|[name, gender]| (name, self::gender(gender))).collect(),
            functions: table!("lexicons/functions.tsv", 2).map(|[word, class]| (word, function(class))).collect(),
            nominals: table!("lexicons/nominals.tsv", 3)
                .map(|[noun, gender, number]| (noun, Nominal { gender: self::gender(gender), plural: number == "plural" }))
                .collect(),
            organizations: table!("lexicons/organizations.tsv", 1).map(|[word]| word).collect(),
            places: Phrases::default(),
            country_names: HashMap::new(),
            shared_seats: HashMap::new(),
            reservations: Phrases::default(),
            titles: Phrases::default(),
        };
        for [lemma, class, pos, forms, frames] in table!("lexicons/cues.tsv", 5) {
            let verb = pos == "v";
            let cue = Cue { lemma, class, verb, quotes: verb && frames.split('|').any(|f| f == "quote") };
            for form in forms.split('|') {
                seeds.cues.insert(form, cue);
            }
        }
        for [form, kind] in table!("lexicons/negators.tsv", 2) {
            let kind = match kind {
                "negation" => Reservation::Negated,
                "withheld" => Reservation::Withheld,
                "conditional" => Reservation::Conditional,
                other => panic!("negators.tsv: kind {other:?} of {form:?}"),
            };
            seeds.reservations.insert(form, kind);
        }
        for [title, kind, gender] in table!("lexicons/titles.tsv", 3) {
            let kind = match kind {
                "honorific" => TitleKind::Honorific,
                "role" => TitleKind::Role,
                "modifier" => TitleKind::Modifier,
                other => panic!("titles.tsv: kind {other:?} of {title:?}"),
            };
            seeds.titles.insert(&title.to_lowercase(), Title { kind, gender: self::gender(gender) });
        }
        seeds.parse_places();
        seeds
    }

    /// Countries first: where a form is both a country and a city or a state, the country is meant more often in news.
    fn parse_places(&mut self) {
        let countries: Vec<_> = table!("gazetteers/countries.tsv", 6).collect();
        for (kind, column) in
            [(PlaceKind::Country, 1), (PlaceKind::Country, 2), (PlaceKind::Demonym, 3), (PlaceKind::Capital, 4), (PlaceKind::Seat, 5)]
        {
            for row in &countries {
                self.country_names.insert(row[0], row[1]);
                for form in row[column].split('|') {
                    let place = Place { country: Some(row[0]), kind, name: row[1] };
                    // `Brussels`: the capital of one is the seat of another.
                    if kind == PlaceKind::Seat && self.places.rows.contains_key(form) {
                        self.shared_seats.insert(form, place);
                    }
                    self.places.insert(form, place);
                }
            }
        }
        // A region that two countries claim (`SD|SS`) has the code of neither.
        let some = |iso: &'static str| (iso.len() == 2).then_some(iso);
        for [name, iso, _kind, demonyms] in table!("gazetteers/subdivisions.tsv", 4) {
            self.places.insert(name, Place { country: some(iso), kind: PlaceKind::Subdivision, name });
            for form in demonyms.split('|') {
                self.places.insert(form, Place { country: some(iso), kind: PlaceKind::Demonym, name });
            }
        }
        for [name, iso, _population, alternates] in table!("gazetteers/cities.tsv", 4) {
            for form in alternates.split('|').chain([name]) {
                self.places.insert(form, Place { country: some(iso), kind: PlaceKind::City, name });
            }
        }
    }

    /// What the full stop at the end of `dotted` (`Mr.`) means.
    pub fn abbreviation(&self, dotted: &str) -> Ending {
        match self.abbreviations.get(dotted).or_else(|| self.abbreviations.get(dotted.to_lowercase().as_str())) {
            Some(&ending) => ending,
            // `U.N.C.L.A.S.`, `J.`: letters between full stops. A single letter is an initial and goes on.
            None if dotted.chars().filter(|c| c.is_alphabetic()).count() * 2 == dotted.chars().count() => {
                if dotted.len() <= 3 {
                    Ending::Never
                } else {
                    Ending::Perhaps
                }
            }
            None => Ending::Always,
        }
    }

    /// Whether the capital of `word` comes from its place at the head of a sentence.
    pub fn opens_sentence(&self, word: &str) -> bool {
        word.chars().next().is_some_and(char::is_uppercase) && (word == "I" || self.function(word).is_some())
    }

    /// The part that a small word plays.
    pub fn function(&self, word: &str) -> Option<Function> {
        self.functions.get(word.to_lowercase().as_str()).copied()
    }

    /// The cue that `word` is a form of.
    pub fn cue(&self, word: &str) -> Option<&Cue> {
        self.cues.rows.get(&word.to_lowercase())
    }

    /// The longest cue phrase at the head of `words` (lower case).
    pub fn cue_phrase<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, &Cue)> {
        self.cues.prefix(words)
    }

    /// The negation or other reservation at the head of `words` (lower case).
    pub fn reservation<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, Reservation)> {
        self.reservations.prefix(words).map(|(n, &kind)| (n, kind))
    }

    /// The longest place name at the head of `words`, as written.
    pub fn place<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, Place)> {
        self.places.prefix(words).map(|(n, &place)| (n, place))
    }

    /// Who else than the country governs from this capital, if anybody.
    pub fn shared_seat(&self, capital: &str) -> Option<Place> {
        self.shared_seats.get(capital).copied()
    }

    /// The usual English name of a country by its code.
    pub fn country_name(&self, code: &str) -> Option<&'static str> {
        self.country_names.get(code).copied()
    }

    /// The longest title at the head of `words` (lower case).
    pub fn title<'w>(&self, words: impl Iterator<Item = &'w str>) -> Option<(usize, Title)> {
        self.titles.prefix(words).map(|(n, &title)| (n, title))
    }

    /// The title that `word` is by itself, however it is written.
    pub fn title_word(&self, word: &str) -> Option<Title> {
        self.title([word.to_lowercase().as_str()].into_iter()).map(|(_, title)| title)
    }

    /// The noun for people that `word` (lower case) is.
    pub fn nominal(&self, word: &str) -> Option<Nominal> {
        self.nominals.get(word).copied()
    }

    /// Whether `word`, as written, names organisations or is part of their names: `Ministry`, `NATO`.
    pub fn is_organization(&self, word: &str) -> bool {
        self.organizations.contains(word)
    }

    /// `Some` if `word` is a forename; inside, the gender of most who bear it.
    pub fn forename(&self, word: &str) -> Option<Option<Gender>> {
        self.forenames.get(word).copied()
    }

    /// Whether `word` is a month or a day of the week, as written.
    pub fn is_calendar(&self, word: &str) -> bool {
        self.calendar.contains(word)
    }
}

/// The rows of a table as their first `N` cells: `#` comments at the top, then one line of column names, then data.
fn rows<const N: usize>(path: &'static str, file: &'static str) -> impl Iterator<Item = [&'static str; N]> {
    file.lines().skip_while(|line| line.starts_with('#')).skip(1).map(move |line| {
        let mut cells = line.split('\t');
        std::array::from_fn(|i| cells.next().unwrap_or_else(|| panic!("seeds/{path}: no column {} in {line:?}", i + 1)))
    })
}

fn gender(cell: &str) -> Option<Gender> {
    match cell {
        "F" => Some(Gender::Female),
        "M" => Some(Gender::Male),
        _ => None,
    }
}

fn function(cell: &str) -> Function {
    match cell {
        "determiner" => Function::Determiner,
        "pronoun" => Function::Pronoun,
        "preposition" => Function::Preposition,
        "conjunction" => Function::Conjunction,
        "auxiliary" => Function::Auxiliary,
        "adverb" => Function::Adverb,
        "relative" => Function::Relative,
        other => panic!("functions.tsv: class {other:?}"),
    }
}

/// The encoder's weights; `seeds/encoder.md` says what they are made of.
pub fn weights() -> &'static [u8] {
    include_bytes!("../seeds/encoder.bin")
}
