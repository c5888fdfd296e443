//! Names that mean the same, gathered under the fullest.
//!
//! Full names come first, so that a surname finds its bearer wherever it stands. A short form joins the one entity that it can
//! be short for: a surname or forename its person, an acronym its expansion, the first words of an organisation the whole.
//! Where two fit, the form is given to neither, and kept with both ([`Shared`]). Countries are gathered by their code: name, adjective,
//! people, seat and capital in the sense of the government are one.

use std::collections::{HashMap, HashSet};

use super::index::{Index, bare, initials};
use super::name::Name;
use super::reference::is_role;
use super::{Entities, Entity, Mention, Shared};
use crate::analysis::{EntityType, MentionKind};
use crate::document::Document;
use crate::seeds::{Place, PlaceKind, Seeds};

/// How often a text must call somebody by a surname alone before the name is theirs.
const OFTEN: usize = 2;

/// What a name joins.
enum Home {
    Entity(usize),
    New,
    /// More than one would fit.
    Shared(Vec<usize>),
}

/// Makes entities out of names.
pub(super) fn gather(document: &Document, names: Vec<Name>, seeds: &Seeds) -> Entities {
    // A surname that once stands behind a title or forename is a person's everywhere.
    let known = |n: &&Name| n.kind == EntityType::Person && (n.role.is_some() || n.gender.is_some());
    let people = names.iter().filter(known).map(|n| document.word(n.tokens.end - 1).to_owned()).collect();
    let mut gathering = Gathering {
        seeds,
        people,
        entities: Vec::new(),
        words: Vec::new(),
        index: Index::default(),
        first: Vec::new(),
        alone: HashMap::new(),
        places: HashMap::new(),
    };
    // Longer names first; among equals, text order.
    let mut order: Vec<usize> = (0..names.len()).collect();
    // An article that begins a sentence adds nothing.
    let length = |name: &Name| name.tokens.len() - usize::from(name.tokens.len() > 2 && document.word(name.tokens.start) == "The");
    let the = |name: &Name| length(name) < name.tokens.len();
    order.sort_by_key(|&i| (std::cmp::Reverse(length(&names[i])), the(&names[i]), names[i].guessed, i));
    let bracketed = bracketed(document, &names);
    let mut homes = vec![Vec::new(); names.len()];
    for i in order {
        // The longer name has been placed before.
        let long = bracketed.get(document.slice(names[i].span)).filter(|_| is_body(&names[i]));
        let known = long.filter(|&&long| homes[long].len() == 1).map(|&long| homes[long].clone());
        homes[i] = known.unwrap_or_else(|| gathering.place(document, &names[i]));
    }
    gathering.finish(names, &homes)
}

struct Gathering<'s> {
    seeds: &'s Seeds,
    /// Last names of people who are known as such by more than their name.
    people: HashSet<String>,
    entities: Vec<Entity>,
    /// The words of the fullest name of each entity.
    words: Vec<Vec<String>>,
    /// Those words, by what may be short for them.
    index: Index,
    /// Where each entity stands first under that name, in bytes.
    first: Vec<usize>,
    /// Whom the text first calls by a word alone, and how often it does.
    alone: HashMap<String, (usize, usize)>,
    /// Places by country code and name.
    places: HashMap<(Option<&'static str>, Option<&'static str>), usize>,
}

impl Gathering<'_> {
    /// The entity of `name`, made if it is new, or all that it could be.
    fn place(&mut self, document: &Document, name: &Name) -> Vec<usize> {
        if let Some(place) = name.place {
            return vec![self.country(document, name, place)];
        }
        let text = name.called.as_deref().unwrap_or_else(|| document.slice(name.span));
        let mut words: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
        if name.kind != EntityType::Person && words.len() > 2 && words[0] == "The" && self.is_known(&words[1..]) {
            // A sentence may begin with the name.
            words.remove(0);
        }
        match self.home(&words, name) {
            Home::Entity(i) => {
                if let [word] = &words[..]
                    && self.entities[i].kind == EntityType::Person
                {
                    let (one, times) = self.alone.entry(word.clone()).or_insert((i, 0));
                    *times += usize::from(*one == i);
                }
                let entity = &mut self.entities[i];
                if self.words[i] == words {
                    self.first[i] = self.first[i].min(name.span.start);
                }
                if entity.role.as_ref().map_or(0, String::len) < name.role.as_ref().map_or(0, String::len) {
                    entity.role.clone_from(&name.role);
                }
                entity.gender = entity.gender.or(name.gender);
                vec![i]
            }
            Home::Shared(bearers) => bearers,
            Home::New => {
                self.entities.push(Entity {
                    name: words.join(" "),
                    kind: name.kind,
                    role: name.role.clone(),
                    country: None,
                    gender: name.gender,
                    plural: false,
                });
                let new = self.entities.len() - 1;
                self.index.enter(new, name.kind, &words);
                self.words.push(words);
                self.first.push(name.span.start);
                vec![new]
            }
        }
    }

    fn country(&mut self, document: &Document, name: &Name, place: Place) -> usize {
        let government = matches!(place.kind, PlaceKind::Country | PlaceKind::Demonym | PlaceKind::Capital | PlaceKind::Seat);
        // A demonym of a state or nation inside a country belongs to that state.
        let of_country = place.country.is_some_and(|c| self.seeds.country_name(c) == Some(place.name));
        // The gazetteer gives a capital the name of its country.
        let capital_city = place.kind == PlaceKind::City && of_country;
        let text = document.slice(name.span);
        let label = match (capital_city, government && of_country) {
            (true, _) => Some(""),
            (_, true) => None,
            _ => Some(place.name),
        };
        let key = (place.country, label);
        if let Some(&i) = self.places.get(&key) {
            if place.kind == PlaceKind::Country && full(text) && !full(&self.entities[i].name) {
                text.clone_into(&mut self.entities[i].name);
            }
            return i;
        }
        let shown = match place.kind {
            PlaceKind::Country if full(text) => text,
            // A capital that means the city keeps its own name, not the country's.
            PlaceKind::City if capital_city => text,
            _ => place.name,
        };
        self.entities.push(Entity {
            name: shown.split_whitespace().collect::<Vec<_>>().join(" "),
            // The Union is no country, for all its code.
            kind: if place.country == Some("EU") { EntityType::Org } else { EntityType::Gpe },
            role: None,
            country: place.country,
            gender: None,
            plural: false,
        });
        self.words.push(Vec::new());
        self.first.push(name.span.start);
        self.places.insert(key, self.entities.len() - 1);
        self.entities.len() - 1
    }

    fn home(&self, words: &[String], name: &Name) -> Home {
        let same = |i: &usize| alike(&self.words[*i], words);
        let fit = |i: &usize| compatible(&self.entities[*i], name);
        let mut fits: Vec<usize> = self.index.whole(words).iter().copied().filter(same).filter(fit).collect();
        let mut longer = Vec::new();
        if fits.is_empty() {
            longer = self.index.short(words);
            longer.retain(|&i| self.is_short_for(words, i));
            fits = longer.iter().copied().filter(fit).collect();
        }
        let party = |kind| matches!(kind, EntityType::Person | EntityType::Org);
        let person = name.kind == EntityType::Person && words.last().is_some_and(|w| self.people.contains(w));
        if fits.is_empty() && party(name.kind) && !person {
            // A short name hardly tells a company from its founder: what it is short for knows better.
            fits = longer.into_iter().filter(|&i| party(self.entities[i].kind)).collect();
        }
        // `Lee` is Ann Lee, and not the Lee Foundation.
        let someone = |i: &usize| self.entities[*i].kind == EntityType::Person;
        if name.kind == EntityType::Person && fits.iter().any(someone) {
            fits.retain(someone);
        }
        // Of two bearers, the one that the reader has met is meant, or the one who has the title that stands here.
        let met: Vec<usize> = fits.iter().copied().filter(|&i| self.first[i] < name.span.start).collect();
        let own = name.role.as_ref().map(|role| role.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>());
        let title = |i: &usize| own.as_ref().is_some_and(|title| self.entities[*i].role.as_ref().is_some_and(|r| is_role(r, title)));
        let titled: Vec<usize> = fits.iter().copied().filter(title).collect();
        // Whom a text has called so again and again keeps the name when a namesake comes up.
        let kept = words.first().and_then(|w| self.alone.get(w)).filter(|(one, times)| *times >= OFTEN && fits.contains(one));
        match (&fits[..], &met[..], &titled[..], kept) {
            ([], ..) => Home::New,
            (&[only], ..) | (_, &[only], ..) | (.., &[only], _) => Home::Entity(only),
            (.., Some(&(one, _))) => Home::Entity(one),
            _ if name.kind == EntityType::Person => Home::Shared(if met.is_empty() { fits } else { met }),
            // Two organisations that begin alike: the short name is nobody's, but it is a name.
            _ => Home::New,
        }
    }

    /// Whether somebody or something is called by just these words.
    fn is_known(&self, words: &[String]) -> bool {
        let called = |i: &usize| self.entities[*i].name.split_whitespace().eq(words.iter().map(String::as_str));
        self.index.whole(words).iter().chain(self.places.values()).any(called)
    }

    /// Whether `words` can stand for entity `i`.
    fn is_short_for(&self, words: &[String], i: usize) -> bool {
        let full = &self.words[i];
        if matches!(self.entities[i].kind, EntityType::Date | EntityType::Money) {
            return false;
        }
        if full.len() <= words.len() && !(words.len() == 1 && full.len() > 1) {
            return false;
        }
        if self.entities[i].kind == EntityType::Person {
            // Surname (`Peskov`, `Al Suwaidan`) or forename.
            let last = full.len().checked_sub(words.len()).is_some_and(|at| alike(&full[at..], words));
            return last || (words.len() == 1 && alike(&full[..1], words)) || is_fuller(full, words);
        }
        let acronym = words.len() == 1 && words[0].len() > 1 && words[0].replace('.', "") == initials(full);
        acronym || full.starts_with(words)
    }

    /// Numbers the entities by their first mention and lists the mentions.
    fn finish(self, names: Vec<Name>, homes: &[Vec<usize>]) -> Entities {
        let mut ids: Vec<Option<usize>> = vec![None; self.entities.len()];
        let (mut found, mut list) = (Entities::default(), Vec::<Entity>::new());
        let mut pairs: Vec<(Name, &Vec<usize>)> = names.into_iter().zip(homes).collect();
        pairs.sort_by_key(|(name, _)| name.span);
        let mut shared = Vec::new();
        for (name, home) in pairs {
            let &[home] = &home[..] else {
                shared.push((name.tokens, home));
                continue;
            };
            let id = *ids[home].get_or_insert_with(|| {
                list.push(self.entities[home].clone());
                list.len() - 1
            });
            if name.place.is_none() && list[id].kind == EntityType::Misc && !name.guessed {
                list[id].kind = name.kind;
            }
            let kind = if name.mention == MentionKind::Adjective { MentionKind::Adjective } else { MentionKind::Name };
            found.mentions.push(Mention { span: name.span, tokens: name.tokens, kind, entity: id });
        }
        for entity in list {
            found.push(entity);
        }
        for mention in found.mentions.clone() {
            found.note(&mention);
        }
        for (tokens, home) in shared {
            let mut bearers: Vec<usize> = home.iter().filter_map(|&i| ids[i]).collect();
            bearers.sort_unstable();
            found.shared.push(Shared { tokens, bearers });
        }
        found
    }
}

/// Short names that the text puts in brackets behind the full one, `Latin American Energy Organization (Olade)`: which name each is
/// short for, as an index. One that stands behind two different names is left out.
fn bracketed<'d>(document: &Document<'d>, names: &[Name]) -> HashMap<&'d str, usize> {
    let mut found: HashMap<&str, Option<usize>> = HashMap::new();
    let mut order: Vec<usize> = (0..names.len()).filter(|&i| is_body(&names[i])).collect();
    order.sort_by_key(|&i| names[i].span);
    for pair in order.windows(2) {
        let (long, short) = (&names[pair[0]], &names[pair[1]]);
        let inside = short.tokens.start == long.tokens.end + 1
            && document.word(long.tokens.end) == "("
            && document.tokens.get(short.tokens.end).is_some_and(|_| document.word(short.tokens.end) == ")");
        let (full, text) = (document.slice(long.span), document.slice(short.span));
        let capitals = text.chars().filter(|c| c.is_uppercase()).count();
        let begins = |word: &str| word.starts_with(text.chars().next().unwrap_or(' '));
        let shorter = long.tokens.len() > 1 && !text.contains(char::is_whitespace) && text.len() < full.len();
        if inside && shorter && (capitals > 1 || full.split_whitespace().any(begins)) {
            let same = |other: usize| document.slice(names[other].span) == full;
            found.entry(text).and_modify(|known| *known = known.filter(|&other| same(other))).or_insert(Some(pair[0]));
        }
    }
    found.into_iter().filter_map(|(text, long)| Some((text, long?))).collect()
}

/// Whether a name is of something that can be called by its initials.
fn is_body(name: &Name) -> bool {
    name.place.is_none() && matches!(name.kind, EntityType::Org | EntityType::Misc | EntityType::Facility | EntityType::Norp)
}

/// Whether `full` is a forename and the surname of `words` with more between: `Robert C. “Bobby” Lee` is `Bobby Lee` and `Robert
/// Lee`. Two names that both say more are two people, as `George W. Bush` and `George H. W. Bush` are.
fn is_fuller(full: &[String], words: &[String]) -> bool {
    let mut rest = full.iter();
    words.len() == 2 && full.last() == words.last() && words.iter().all(|word| rest.any(|w| bare(w) == bare(word)))
}

/// Whether two names are one: `QUILL`, as labels of transcripts and headlines have it, is `Quill`.
fn alike(known: &[String], words: &[String]) -> bool {
    let shouted = |w: &String| w.chars().count() > 2 && !full(w);
    let same = |(known, word): (&String, &String)| known == word || (shouted(word) && known.to_lowercase() == word.to_lowercase());
    known.len() == words.len() && known.iter().zip(words).all(same)
}

/// Written out rather than abbreviated.
fn full(name: &str) -> bool {
    name.chars().any(char::is_lowercase)
}

/// Whether a name can mean the entity by type and gender. A guessed type yields to the entity's.
fn compatible(entity: &Entity, name: &Name) -> bool {
    let kind = entity.kind == name.kind || name.guessed || entity.kind == EntityType::Misc;
    let gender = entity.gender.is_none() || name.gender.is_none() || entity.gender == name.gender;
    kind && gender
}
