//! Noun phrases, read without a parser.
//!
//! Takes a token and a limit, promises the noun phrase that begins (`right`) or ends (`left`) there: its head noun, whether that
//! noun names an entity, and whose it is (`Lithuania's decision`, `the Russian attack`). A phrase is determiners, describing words
//! and nouns in a row; small words, marks and verb forms end it. English verbs look like nouns, so that a doubtful word (`plan`,
//! `charges`) is a noun unless what follows can only be an object.
//!
//! It does not build trees: of the phrases behind a preposition only `the leader of X` is understood, whose head is `leader`.

use std::ops::Range;

use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, TokenKind};
use crate::entities::{self, Entities, Mention};
use crate::seeds::{Function, Seeds};

/// A noun phrase.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Phrase {
    /// From the first word to the head.
    pub(super) tokens: Range<usize>,
    /// The noun that it is about.
    pub(super) head: usize,
    /// The entity that the head mentions.
    pub(super) entity: Option<usize>,
    /// Whose it is.
    pub(super) owner: Option<Box<Phrase>>,
}

impl Phrase {
    fn of(mention: &Mention) -> Self {
        Self { tokens: mention.tokens.clone(), head: mention.tokens.end - 1, entity: Some(mention.entity), owner: None }
    }

    fn word(at: usize) -> Self {
        Self { tokens: at..at + 1, head: at, entity: None, owner: None }
    }
}

/// Longest phrase with its apposition, in tokens.
const LONGEST: usize = 40;
/// Nouns in -ing, which are no participles.
pub(super) const NOUNS_IN_ING: &[&str] = &[
    "meeting", "building", "spending", "funding", "hearing", "killing", "bombing", "shooting", "ruling", "warning", "crossing", "training",
    "housing", "filing", "opening", "planning", "briefing", "fighting", "listing", "rating", "wedding", "morning", "evening", "bidding",
    "shipping", "handling", "lighting", "acting", "staging", "writing", "casting", "pricing", "painting", "policing", "polling", "mining",
    "farming", "hacking", "posting", "drilling", "logging", "hunting",
];
/// Nouns and adjectives in -ly, which are no adverbs.
const NOUNS_IN_LY: &[&str] = &[
    "ally", "family", "reply", "rally", "supply", "assembly", "monopoly", "anomaly", "elderly", "friendly", "unfriendly", "costly",
    "deadly", "cowardly",
];
/// Past forms that do not end in -ed.
const PAST: &[&str] = &[
    "left", "won", "lost", "went", "came", "took", "made", "got", "fell", "rose", "grew", "became", "began", "met", "led", "held", "kept",
    "sent", "gave", "said", "told", "wrote", "broke", "brought", "built", "bought", "caught", "drew", "fought", "froze", "hit", "knew",
    "paid", "put", "ran", "saw", "sold", "spoke", "stood", "struck", "threw", "withdrew", "sought", "found",
];
/// Adjectives that are never nouns: whatever follows them is one (`a new signing`).
const ADJECTIVES: &[&str] = &[
    "new", "old", "former", "recent", "latest", "big", "small", "great", "little", "own", "young", "current", "good", "bad", "long",
    "short", "high", "low", "large", "entire", "whole", "joint", "main", "major", "proposed", "planned", "so-called", "huge", "possible",
    "similar", "early", "late", "private", "foreign", "permanent", "temporary", "public", "national", "international", "federal", "legal",
    "political", "military", "economic", "social", "local", "regional",
];
/// Endings of words that describe.
const ADJECTIVAL: &[&str] = &["ous", "nal", "ive", "iate", "ful", "less", "able", "ible"];
/// Verbs that are never nouns, but for forms of the past.
const VERBS: &[&str] = &[
    "allows", "await", "awaits", "becomes", "begins", "believes", "comes", "contains", "felt", "gives", "goes", "happens", "includes",
    "involves", "knows", "makes", "provides", "remains", "requires", "says", "seem", "seems", "sends", "thinks", "wants",
];
/// What makes a noun somebody's one, so that a name behind it is its name.
const OWN: &[&str] = &["a", "an", "one", "another", "its", "his", "her", "their", "our", "my"];
/// Verbs in the present that are hardly ever nouns.
const PRESENT: &[&str] = &[
    "becomes", "begins", "brings", "comes", "contains", "continues", "gets", "gives", "goes", "includes", "keeps", "knows", "loses",
    "makes", "opens", "remains", "seems", "spoils", "starts", "takes", "wants",
];
/// Nouns that a place name behind `of` fills up: `the State of X` is X.
const STYLES: &[&str] = &["state", "republic", "kingdom", "government", "emirate", "commonwealth"];

/// Reads phrases.
#[derive(Clone, Copy)]
pub(super) struct Phrases<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) entities: &'d Entities,
    pub(super) seeds: &'d Seeds,
}

impl<'d> Phrases<'d> {
    pub(super) fn text(self, i: usize) -> &'d str {
        self.document.word(i)
    }

    pub(super) fn lower(self, i: usize) -> String {
        self.document.word(i).to_lowercase()
    }

    pub(super) fn function(self, i: usize) -> Option<Function> {
        self.seeds.function(self.document.word(i))
    }

    /// `'s`, or the bare apostrophe of a plural.
    pub(super) fn is_possessive(self, i: usize) -> bool {
        let after_s = || i > 0 && self.text(i - 1).ends_with('s');
        match self.text(i) {
            "'s" | "’s" => true,
            "'" | "’" => after_s(),
            _ => false,
        }
    }

    pub(super) fn is_mark(self, i: usize) -> bool {
        self.document.tokens[i].kind == TokenKind::Mark && !self.is_possessive(i)
    }

    /// `quickly`, `also`, and the names of days, which stand where adverbs stand.
    pub(super) fn is_adverb(self, i: usize) -> bool {
        let word = self.text(i);
        let lower = word.to_lowercase();
        let plain = self.document.tokens[i].kind == TokenKind::Word && self.entities.at(i).is_none_or(|m| self.is_date(m));
        plain
            && (self.seeds.function(word) == Some(Function::Adverb)
                || self.seeds.is_calendar(word)
                || matches!(lower.as_str(), "morning" | "evening" | "night" | "week" | "month" | "year") && self.is_time(i)
                || lower.len() > 4
                    && lower.ends_with("ly")
                    && word.starts_with(char::is_lowercase)
                    && !NOUNS_IN_LY.contains(&lower.as_str()))
    }

    /// `neither condemned nor supported`: a word that pairs two verbs.
    fn pairs(self, i: usize) -> bool {
        let next = i + 1 < self.document.tokens.len() && self.is_verbal(i + 1);
        next && matches!(self.lower(i).as_str(), "neither" | "either" | "both")
    }

    /// `last week`, `Monday night`.
    fn is_time(self, i: usize) -> bool {
        i > 0 && (matches!(self.text(i - 1), "last" | "this" | "next") || self.seeds.is_calendar(self.text(i - 1)))
    }

    fn is_date(self, mention: &Mention) -> bool {
        matches!(self.entities.list[mention.entity].kind, EntityType::Date | EntityType::Money)
    }

    /// Whether a word can be a noun or describe one.
    pub(super) fn is_plain(self, i: usize) -> bool {
        self.document.tokens[i].kind == TokenKind::Word
            && self.function(i).is_none()
            && !self.seeds.is_calendar(self.text(i))
            && !self.text(i).starts_with(['\'', '’'])
            && !self.text(i).ends_with("n't")
            && !self.text(i).ends_with("n’t")
    }

    /// Whether the word is a verb form of some kind, by its looks.
    pub(super) fn is_verbal(self, i: usize) -> bool {
        let lower = self.lower(i);
        self.function(i) == Some(Function::Auxiliary)
            || self.is_past(&lower)
            || self.seeds.cue(&lower).is_some_and(|c| c.verb)
            || self.seeds.attitude([lower.as_str()].into_iter()).is_some_and(|(_, readings)| readings.iter().any(|r| r.verb))
    }

    /// Whether the word is the bare form of a verb of speech.
    pub(super) fn is_cue(self, i: usize) -> bool {
        let lower = self.lower(i);
        self.seeds.cue(&lower).is_some_and(|c| c.verb && c.lemma == lower)
    }

    #[allow(clippy::unused_self, reason = "asked of the phrases, as the rest")]
    pub(super) fn is_past(self, lower: &str) -> bool {
        PAST.contains(&lower) || (lower.len() > 4 && lower.ends_with("ed"))
    }

    /// Whether a word can be the noun that a phrase is about: no participle (`the Herald discovered`) and no verb (`this comes`).
    pub(super) fn is_noun(self, i: usize) -> bool {
        let lower = self.lower(i);
        let verb = VERBS.contains(&lower.as_str()) || self.is_past(&lower);
        !verb || self.entities.at(i).is_some() || self.is_role(i) || self.text(i) != lower
    }

    /// Whether the phrase describes the plural behind it rather than doing something: `blanket | bans`, `the immediate | challenges`.
    pub(super) fn leads_noun(self, phrase: &Phrase) -> bool {
        let (lower, next) = (self.lower(phrase.head), phrase.tokens.end);
        let plural = next < self.document.tokens.len() && self.lower(next).ends_with('s');
        let known =
            phrase.entity.is_some() || self.is_role(phrase.head) || entities::is_body(&lower) || self.function(phrase.head).is_some();
        let adjective = ADJECTIVAL.iter().any(|ending| lower.ends_with(ending));
        plural && !known && (adjective || (phrase.tokens.len() == 1 && !lower.ends_with('s')))
    }

    /// Whether the word, behind a noun, is a verb that ends the phrase.
    fn ends_phrase(self, i: usize, limit: usize) -> bool {
        let lower = self.lower(i);
        let next = i + 1;
        let noun_follows = next < limit && self.entities.at(next).is_none() && self.is_plain(next) && !self.is_adverb(next);
        if self.is_past(&lower) {
            return !noun_follows || PAST.contains(&lower.as_str());
        }
        if lower.len() > 5 && lower.ends_with("ing") {
            return !NOUNS_IN_ING.contains(&lower.as_str());
        }
        let object_follows = next < limit
            && (self.entities.at(next).is_some()
                || self.is_mark(next)
                || matches!(self.function(next), Some(Function::Determiner | Function::Pronoun))
                || self.text(next) == "that");
        object_follows && self.is_verbal(i)
    }

    /// The phrase that begins at `from`, before `limit`.
    pub(super) fn right(self, from: usize, limit: usize) -> Option<Phrase> {
        let limit = limit.min(from + LONGEST);
        let mut found: Option<Phrase> = None;
        let mut owner: Option<Box<Phrase>> = None;
        let (mut start, mut i, mut marks) = (from, from, 0);
        while i < limit {
            if let Some(mention) = self.entities.at(i).filter(|m| !self.is_date(m)) {
                let end = mention.tokens.end;
                let own = mention.kind == MentionKind::Pronoun && self.function(i) == Some(Function::Determiner);
                if own || mention.kind == MentionKind::Pronoun {
                    if found.is_some() {
                        break;
                    }
                    if own && end < limit && !self.is_mark(end) && (self.is_plain(end) || self.entities.at(end).is_some()) {
                        owner = Some(Box::new(Phrase::of(mention)));
                        i = end;
                        continue;
                    }
                    return Some(Phrase::of(mention));
                }
                let named = |p: &Phrase| p.entity.is_some();
                if found.as_ref().is_some_and(named) && mention.kind != MentionKind::Adjective && self.is_person(mention) {
                    // `told Acme Ann Lee`: two phrases.
                    if found.as_ref().is_some_and(|p| p.entity.is_some_and(|e| self.entities.list[e].kind == EntityType::Person)) {
                        break;
                    }
                }
                if mention.kind == MentionKind::Adjective && owner.is_none() {
                    owner = Some(Box::new(Phrase::of(mention)));
                }
                found = Some(Phrase { tokens: start..end, owner: None, ..Phrase::of(mention) });
                i = end;
                continue;
            }
            if self.is_possessive(i) {
                let holder = found.take()?;
                owner = Some(Box::new(Phrase { owner: owner.take(), ..holder }));
                i += 1;
                continue;
            }
            match self.document.tokens[i].kind {
                TokenKind::Mark if found.is_none() => {
                    marks += 1;
                    start += usize::from(i == start);
                }
                // `the “reckless” plan`: the mark closes inside the phrase.
                // `the new “police bureau”`
                TokenKind::Mark if found.as_ref().is_some_and(|p| self.describes(p.head)) => marks += 1,
                TokenKind::Mark if marks % 2 == 1 && i + 1 < limit && self.is_plain(i + 1) && !self.ends_phrase(i + 1, limit) => marks += 1,
                TokenKind::Number => {}
                TokenKind::Sign if found.is_none() && matches!(self.text(i), "$" | "£" | "€" | "₹" | "¥") => {}
                TokenKind::Word => match self.function(i) {
                    Some(Function::Determiner | Function::Adverb) if found.is_none() => {}
                    Some(Function::Pronoun) if found.is_none() && owner.is_none() => return Some(Phrase::word(i)),
                    // `new and returning students`
                    Some(Function::Conjunction)
                        if matches!(self.text(i), "and" | "or") && found.as_ref().is_some_and(|p| self.describes(p.head)) => {}
                    Some(_) => break,
                    None if self.is_adverb(i) && found.is_none() => {}
                    None if self.seeds.is_calendar(self.text(i)) => break,
                    None if !self.is_plain(i) => break,
                    None if self.is_adverb(i) && found.is_some() => break,
                    None if found.is_some() && PRESENT.contains(&self.text(i)) => break,
                    // `helped refugees enter the country`
                    None if found.as_ref().is_some_and(|p| p.entity.is_none() && self.is_people(p.head)) => break,
                    None if found.as_ref().is_some_and(|p| !self.describes(p.head) && self.ends_phrase(i, limit)) => break,
                    None if found.as_ref().and_then(|p| p.entity).is_some_and(|e| self.entities.list[e].kind == EntityType::Person) => {
                        break;
                    }
                    None => found = Some(Phrase { tokens: start..i + 1, head: i, entity: None, owner: None }),
                },
                _ => break,
            }
            i += 1;
        }
        let mut found = found?;
        // The adjective alone (`the Russians`) is its own head.
        found.owner = owner.filter(|o| o.head != found.head);
        found.tokens = found.tokens.start.min(start)..found.head + 1;
        Some(self.filled(found, limit))
    }

    /// `the leader of X, Ann Lee` is Ann Lee; `the State of X` is X.
    fn filled(self, phrase: Phrase, limit: usize) -> Phrase {
        if phrase.entity.is_some() {
            return phrase;
        }
        let mut end = phrase.tokens.end;
        while end + 1 < limit && matches!(self.text(end), "of" | "for" | "in" | "at") {
            let Some(inner) = self.core(end + 1, limit) else { break };
            if STYLES.contains(&self.lower(phrase.head).as_str())
                && self.text(end) == "of"
                && let Some(entity) = inner.entity.filter(|&e| self.entities.list[e].kind == EntityType::Gpe)
            {
                return Phrase { tokens: phrase.tokens.start..inner.tokens.end, head: inner.head, entity: Some(entity), owner: None };
            }
            if inner.tokens.start < inner.head && self.is_named_person(&inner) && self.is_role(phrase.head) {
                return Phrase { tokens: phrase.tokens.start..inner.tokens.end, ..inner };
            }
            end = inner.tokens.end;
        }
        let group = self.lower(phrase.head).ends_with('s');
        if (group || self.is_role(phrase.head))
            && end + 1 < limit
            && self.text(end) == ","
            && let Some(name) = self.core(end + 1, limit)
            && (self.is_named_body(&name, limit) || (!group && self.is_named_person(&name)))
        {
            return Phrase { owner: phrase.owner, ..name };
        }
        // `sued its supplier, Hull & Western, over`: somebody's one, and its name.
        let one = phrase.owner.is_some() || OWN.contains(&self.lower(phrase.tokens.start).as_str());
        if one
            && !group
            && end + 1 < limit
            && self.text(end) == ","
            && let Some(name) = self.core(end + 1, limit)
            && self.is_name(&name)
            && name.tokens.end + 1 < limit
            && self.text(name.tokens.end) == ","
            && !matches!(self.text(name.tokens.end + 1), "and" | "or")
        {
            return Phrase { owner: phrase.owner, ..name };
        }
        phrase
    }

    /// The words of a phrase from `from`, for what stands behind a preposition.
    fn core(self, from: usize, limit: usize) -> Option<Phrase> {
        // One level: `of` inside `of` is not read.
        let end = (from..limit).find(|&i| matches!(self.function(i), Some(Function::Preposition)) || self.text(i) == ",");
        self.right(from, end.unwrap_or(limit))
    }

    /// Whether the word at `i` is an adjective, so that a noun must follow.
    fn describes(self, i: usize) -> bool {
        let lower = self.lower(i);
        self.entities.at(i).is_none() && ADJECTIVES.contains(&lower.as_str())
    }

    fn is_person(self, mention: &Mention) -> bool {
        self.entities.list[mention.entity].kind == EntityType::Person
    }

    /// Whether the head is the name of somebody.
    pub(super) fn is_named_person(self, phrase: &Phrase) -> bool {
        self.entities.at(phrase.head).is_some_and(|m| m.kind == MentionKind::Name && self.is_person(m))
    }

    /// Whether the head is a name.
    pub(super) fn is_name(self, phrase: &Phrase) -> bool {
        self.entities.at(phrase.head).is_some_and(|m| m.kind == MentionKind::Name && !self.is_date(m))
    }

    /// Whether the noun is one for more than one person.
    pub(super) fn is_people(self, head: usize) -> bool {
        let lower = self.lower(head);
        lower == "police" || self.seeds.nominal(&lower).is_some_and(|n| n.plural)
    }

    /// `the owners of the line, Hull & Western, are`: a name that a second comma closes.
    fn is_named_body(self, phrase: &Phrase, limit: usize) -> bool {
        let named =
            |m: &Mention| m.kind == MentionKind::Name && matches!(self.entities.list[m.entity].kind, EntityType::Org | EntityType::Misc);
        self.entities.at(phrase.head).is_some_and(named) && phrase.tokens.end < limit && self.text(phrase.tokens.end) == ","
    }

    /// Whether the noun is one for a person.
    pub(super) fn is_role(self, head: usize) -> bool {
        let lower = self.lower(head);
        self.seeds.nominal(&lower).is_some() || self.seeds.title_word(&lower).is_some()
    }

    /// The phrase that ends before `end`, after `start`: the subject of a verb at `end`.
    pub(super) fn left(self, end: usize, start: usize) -> Option<Phrase> {
        let found = self.left_core(end, start)?;
        let last = found.head;
        if self.function(last) == Some(Function::Pronoun) || self.entities.at(last).is_some_and(|m| m.kind == MentionKind::Pronoun) {
            return Some(found);
        }
        let role_before = found.tokens.start < self.entities.at(last).map_or(last, |m| m.tokens.start);
        if role_before && self.is_named_person(&found) {
            return Some(found);
        }
        self.out_of(found, start)
    }

    /// The same without regard to what it belongs to: of `the leader of X` it is X.
    pub(super) fn left_core(self, mut end: usize, start: usize) -> Option<Phrase> {
        if end > start && self.text(end - 1) == ")" {
            end = (start..end).rev().find(|&i| self.text(i) == "(")?;
        }
        while end > start && self.is_mark(end - 1) {
            end -= 1;
        }
        let last = end.checked_sub(1).filter(|&l| l >= start)?;
        let mut found = match self.entities.at(last).filter(|m| !self.is_date(m)) {
            Some(mention) if mention.kind == MentionKind::Adjective => return None,
            Some(mention) => Phrase::of(mention),
            None if self.function(last) == Some(Function::Pronoun) => return Some(Phrase::word(last)),
            None if self.is_plain(last) || self.seeds.is_calendar(self.text(last)) => Phrase::word(last),
            None => return None,
        };
        if self.entities.at(last).is_some_and(|m| m.kind == MentionKind::Pronoun) {
            return Some(found);
        }
        let mut first = found.tokens.start;
        while first > start {
            let p = first - 1;
            if let Some(mention) = self.entities.at(p).filter(|m| !self.is_date(m)) {
                if mention.kind == MentionKind::Adjective || self.function(p) == Some(Function::Determiner) {
                    found.owner.get_or_insert_with(|| Box::new(Phrase::of(mention)));
                }
                first = mention.tokens.start;
                continue;
            }
            if self.is_possessive(p) {
                let owner = self.left(p, start)?;
                first = owner.tokens.start;
                found.owner = Some(Box::new(owner));
                break;
            }
            // `Iran condemns deadly attack`, in a headline.
            if self.is_only_verb(p) && self.lower(p).ends_with('s') {
                break;
            }
            let number = self.document.tokens[p].kind == TokenKind::Number;
            let describes = self.is_plain(p) && !self.is_adverb(p) && (first < last || !self.is_verbal(p) || self.determined(p, start));
            let opens = self.function(p) == Some(Function::Determiner);
            if opens && self.pairs(p) {
                return None;
            }
            if !(number || describes || opens) {
                break;
            }
            first = p;
            if opens {
                break;
            }
        }
        found.tokens.start = first;
        // `which the mayor | insists | is vital`: a verb between two clauses is no noun.
        let between = first == last && first > start && found.entity.is_none() && self.is_verbal(last);
        let noun_before = || self.entities.at(first - 1).is_some() || self.is_plain(first - 1) || self.text(first - 1) == ",";
        (!between || !noun_before()).then_some(found)
    }

    /// Whether the word is a verb of attitude and never a noun.
    fn is_only_verb(self, i: usize) -> bool {
        let lower = self.lower(i);
        self.entities.at(i).is_none()
            && self.seeds.attitude([lower.as_str()].into_iter()).is_some_and(|(_, readings)| readings.iter().all(|r| r.verb))
    }

    /// Whether a determiner or an adjective of a country stands before the word, which makes it a noun or an adjective.
    fn determined(self, i: usize, start: usize) -> bool {
        let adjective = |m: &Mention| m.kind == MentionKind::Adjective;
        i > start
            && (self.function(i - 1) == Some(Function::Determiner)
                || self.entities.at(i - 1).is_some_and(adjective)
                || self.is_possessive(i - 1))
    }

    /// The head of `leader of X` for the phrase X.
    fn out_of(self, inner: Phrase, start: usize) -> Option<Phrase> {
        let at = inner.tokens.start;
        // `avoided prison after X pardoned him`: the clause of X begins there.
        let clause = at > start && matches!(self.text(at - 1), "after" | "before" | "since" | "until" | "as" | "than");
        if at <= start || clause || self.function(at - 1) != Some(Function::Preposition) {
            let real = self.entities.at(inner.head).is_some() || !self.seeds.is_calendar(self.text(inner.head));
            return real.then_some(inner);
        }
        let noun = at >= start + 2
            && (self.entities.at(at - 2).is_some()
                || (self.is_plain(at - 2) && (!self.is_verbal(at - 2) || self.determined(at - 2, start))));
        if !noun {
            return None;
        }
        let outer = self.left(at - 1, start)?;
        if outer.entity.is_none()
            && STYLES.contains(&self.lower(outer.head).as_str())
            && inner.entity.is_some_and(|e| self.entities.list[e].kind == EntityType::Gpe)
        {
            return Some(Phrase { tokens: outer.tokens.start..inner.tokens.end, ..inner });
        }
        Some(outer)
    }
}
