//! Attitude words with their holder and their target.
//!
//! The lexicon says of each word where its target stands: the object of a verb (`condemned the raid`), its subject (`the raid
//! angered`), the clause behind it (`lamented that the raid ...`), the noun an adjective belongs to (`aggressive US pressure`, `the US
//! is reckless`), or behind a preposition (`support for Kyiv`, `furious with Kyiv`). The holder is the subject of a verb that has one,
//! the owner of a noun, who is what an adjective of feeling says; otherwise whoever speaks, if they speak for themselves.
//! A form with two readings (`support`, `attack`) is a noun behind a determiner and a verb behind its subject.

use std::ops::Range;

use super::clause::{Clauses, Subject};
use super::draft::{Draft, Holder};
use super::phrase::{Phrase, Phrases};
use super::{describe, reserve};
use crate::analysis::{Channel, HolderKind};
use crate::document::{Document, Span, TokenKind};
use crate::entities;
use crate::quotes::Quote;
use crate::seeds::{Attitude, Function, Seeds, Toward};

/// Longest attitude phrase, in words.
const PHRASE: usize = 5;
/// How far objects may stand behind their verb, in tokens.
const REACH: usize = 40;
/// How far behind a word the preposition before its target may stand, in tokens.
const BEHIND: usize = 4;
/// What only its victims' friends say that somebody did: in speech it is against the doer.
const WRONGS: &[&str] = &[
    "betray", "lie to", "bully", "abuse", "torture", "persecute", "silence", "oppress", "blackmail", "smear", "slander", "terrorise",
    "sabotage", "violate", "humiliate", "intimidate", "censor", "muzzle", "harass", "deceive", "mislead", "cheat", "exploit", "abandon",
    "insult", "ignore", "neglect", "demean", "brutalise", "coerce", "stifle", "scapegoat",
];
/// Verbs that are only against people: `threatened legal action` is against nobody's action.
const PERSONAL: &[&str] = &["threaten", "warn", "caution", "suspect", "aid", "reassure"];
/// Verbs that say that somebody has the feeling that their object names.
const LIGHT: &[&str] = &[
    "express", "expresses", "expressed", "expressing", "voice", "voices", "voiced", "voicing", "affirm", "affirms", "affirmed",
    "affirming", "reaffirm", "reaffirmed", "reaffirms", "convey", "conveys", "conveyed", "conveying", "offer", "offers", "offered",
    "reiterate", "reiterates", "reiterated", "pledge", "pledges", "pledged", "declare", "declared", "show", "showed", "have", "has", "had",
    "felt",
];

/// All records that rest on attitude words.
pub(super) fn find(clauses: Clauses, quotes: &[Quote]) -> Vec<Draft> {
    let finder = Finder { clauses, phrases: clauses.phrases, quotes };
    let mut found = Vec::new();
    for sentence in &clauses.phrases.document.sentences {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            i += finder.word(i, &sentence.tokens, &mut found);
        }
    }
    found
}

struct Finder<'d> {
    clauses: Clauses<'d>,
    phrases: Phrases<'d>,
    quotes: &'d [Quote],
}

/// An attitude word in its place.
pub(super) struct Place<'d> {
    pub(super) word: Range<usize>,
    pub(super) sentence: &'d Range<usize>,
    pub(super) clause: Range<usize>,
    pub(super) quote: Option<usize>,
}

impl Finder<'_> {
    /// Reads the attitude word at token `i`, if there is one; gives the number of tokens read.
    fn word(&self, i: usize, sentence: &Range<usize>, found: &mut Vec<Draft>) -> usize {
        let p = self.phrases;
        if p.document.tokens[i].kind != TokenKind::Word || p.entities.at(i).is_some() {
            return 1;
        }
        let lower: Vec<String> = (i..sentence.end.min(i + PHRASE)).map(|j| p.lower(j)).collect();
        let Some((length, readings)) = p.seeds.attitude(lower.iter().map(String::as_str)) else { return 1 };
        let word = i..i + length;
        let quote = self.clauses.voices.quote(i);
        let clause = self.clauses.around(&word, sentence);
        let place = Place { word, sentence, clause, quote };
        let subject = if self.can_be_verb(&place) { self.clauses.subject(i, place.clause.start) } else { None };
        let subject = subject.filter(|s| self.agrees(s, i, &readings[0]));
        let before = found.len();
        if let (Some(subject), Some(verb)) = (&subject, readings.iter().find(|r| r.verb)) {
            self.verb(verb, &place, subject, found);
        }
        // `proud of X` before `X is proud`.
        for reading in readings {
            if let Toward::After(prepositions) = reading.toward
                && !reading.verb
                && found.len() == before
            {
                self.feeling(reading, prepositions, &place, found);
            }
        }
        if let Some(reading) = readings.iter().find(|r| r.toward == Toward::Head).filter(|_| found.len() == before) {
            self.quality(reading, &place, found);
        }
        length
    }

    /// Not behind a word that only a noun can follow.
    fn can_be_verb(&self, place: &Place) -> bool {
        let p = self.phrases;
        let Some(before) = place.word.start.checked_sub(1).filter(|&b| b >= place.sentence.start) else { return true };
        if p.seeds.function(p.text(place.word.start)) == Some(Function::Preposition) {
            // `I like it`, `would like it`: elsewhere the word is none.
            let subject = matches!(p.lower(before).as_str(), "i" | "we" | "they" | "you" | "he" | "she");
            return subject || matches!(p.function(before), Some(Function::Auxiliary | Function::Adverb));
        }
        if let Some(mention) = p.entities.at(before) {
            // `its support`
            return p.function(before) != Some(Function::Determiner) || mention.tokens.len() > 1;
        }
        let participle = p.lower(place.word.start).ends_with("ing");
        match p.function(before) {
            Some(Function::Determiner) => matches!(p.lower(before).as_str(), "all" | "both"),
            Some(Function::Preposition) => participle || p.text(before) == "to",
            _ => !p.is_possessive(before) || !matches!(p.text(before), "'" | "’"),
        }
    }

    /// A bare form right behind one single thing is a noun: `the rescue plan`, `US pressure`.
    fn agrees(&self, subject: &Subject, verb: usize, reading: &Attitude) -> bool {
        let p = self.phrases;
        let word = p.lower(verb);
        let noun = p.lower(subject.phrase.head);
        if word != reading.lemma.split(' ').next().unwrap_or_default() || subject.phrase.tokens.end != verb {
            return true;
        }
        let plural = p.seeds.nominal(&noun).map_or(noun.ends_with('s') && !noun.ends_with("ss"), |n| n.plural);
        plural
            || p.is_past(&word)
            || p.function(subject.phrase.head) == Some(Function::Pronoun)
            || matches!(noun.as_str(), "police" | "who" | "which")
    }

    fn verb(&self, verb: &Attitude, place: &Place, subject: &Subject, found: &mut Vec<Draft>) {
        let (p, word) = (self.phrases, &place.word);
        let past = p.lower(word.start).ends_with("ed") || p.lower(word.start).ends_with("en");
        let by = past && word.end < place.sentence.end && p.text(word.end) == "by";
        let passive = subject.passive || by;
        let from = subject.phrase.tokens.start;
        match verb.toward {
            Toward::Object if passive => {
                if let Some(agent) = self.clauses.agent(word.end, place.sentence).filter(|a| self.can_hold(a, word.start)) {
                    self.say(verb, place, from, (Holder::Phrase(agent), HolderKind::Actor), &subject.phrase, found);
                }
            }
            Toward::Object if WRONGS.contains(&verb.lemma) && self.is_blame(place, &subject.phrase) => {
                if let Some(speaker) = place.quote.and_then(|q| self.quotes[q].speaker) {
                    self.say(verb, place, from, (Holder::Entity(speaker), HolderKind::Speaker), &subject.phrase, found);
                }
            }
            Toward::Object => {
                let Some(holder) = self.actor(place, word.start, &subject.phrase) else { return };
                let personal = PERSONAL.contains(&verb.lemma);
                let fits = |o: &Phrase| !personal || o.entity.is_some() || p.is_role(o.head) || entities::is_body(&p.lower(o.head));
                let second = self.partner(&subject.phrase, place.clause.start);
                for object in self.clauses.objects(word.end, &self.reach(place)).into_iter().filter(fits) {
                    for holder in [Some(holder.clone()), second.clone()].into_iter().flatten() {
                        self.say(verb, place, from, holder, &object, found);
                    }
                }
            }
            Toward::Subject if passive => {
                let feels = (Holder::Phrase(subject.phrase.clone()), HolderKind::Actor);
                if let Some(agent) = self.clauses.agent(word.end, place.sentence) {
                    self.say(verb, place, from, feels, &agent, found);
                }
            }
            Toward::Subject => {
                for object in self.clauses.objects(word.end, &place.clause).into_iter().filter(|o| self.can_hold(o, word.start)) {
                    self.say(verb, place, from, (Holder::Phrase(object), HolderKind::Actor), &subject.phrase, found);
                }
            }
            Toward::Clause => {
                let Some(holder) = self.actor(place, word.start, &subject.phrase) else { return };
                if let Some(accused) = describe::clause_subject(self.clauses, word.end, place.sentence) {
                    self.say(verb, place, from, holder, &accused, found);
                }
            }
            Toward::After(prepositions) => {
                let Some(holder) = self.actor(place, word.start, &subject.phrase) else { return };
                if let Some(target) = self.behind(prepositions, place) {
                    self.say(verb, place, from, holder, &target, found);
                }
            }
            Toward::Head => {}
        }
    }

    /// The first of two names before a verb: `Chile and Peru condemned`.
    fn partner(&self, subject: &Phrase, start: usize) -> Option<(Holder, HolderKind)> {
        let p = self.phrases;
        let and = subject.tokens.start.checked_sub(1).filter(|&a| a > start && p.text(a) == "and")?;
        let first = p.left(and, start).filter(|f| f.entity.is_some() && subject.entity.is_some())?;
        // `told Chile and Peru condemned`: the first has a verb before it.
        let free = first.tokens.start == start || !p.is_verbal(first.tokens.start - 1);
        free.then_some((Holder::Phrase(first), HolderKind::Actor))
    }

    /// Whether somebody says it of somebody else.
    fn is_blame(&self, place: &Place, subject: &Phrase) -> bool {
        place.quote.is_some() && !is_first(&self.phrases.lower(subject.head))
    }

    /// The clause of the word, and beyond the edge of a quote if the word itself stands at it: `commended the “brave” few`.
    fn reach(&self, place: &Place) -> Range<usize> {
        let stop = |i: &usize| matches!(self.phrases.text(*i), ";" | ":" | "?" | "!" | "—" | "–");
        let end = if place.quote.is_none() {
            {
                let end = place.sentence.end.min(place.word.end + REACH);
                (place.word.end..end).find(stop).unwrap_or(end)
            }
        } else {
            place.clause.end
        };
        place.clause.start..end
    }

    /// Who does what the verb at `verb` says: its subject, for `I` and `we` the speaker of the words that it stands in, for `they`
    /// the speaker of the words that it introduces.
    fn actor(&self, place: &Place, verb: usize, subject: &Phrase) -> Option<(Holder, HolderKind)> {
        let p = self.phrases;
        let introduced = self.clauses.voices.introduced(verb);
        let kind = if introduced.is_some() { HolderKind::Speaker } else { HolderKind::Actor };
        let pronoun = p.function(subject.head) == Some(Function::Pronoun);
        if subject.entity.is_some() {
            return Some((Holder::Phrase(subject.clone()), kind));
        }
        if pronoun && is_first(&p.lower(subject.head)) {
            let speaker = self.quotes[place.quote?].speaker?;
            return Some((Holder::Entity(speaker), HolderKind::Speaker));
        }
        // `X said he was proud of`: he is X.
        let reported = || place.quote.filter(|_| pronoun && self.clauses.voices.speech(verb).is_none());
        let speaker = introduced.or_else(reported).and_then(|q| self.quotes[q].speaker).filter(|_| pronoun || !p.is_role(subject.head));
        if let Some(speaker) = speaker {
            return Some((Holder::Entity(speaker), kind));
        }
        self.can_hold(subject, verb).then(|| (Holder::Phrase(subject.clone()), kind))
    }

    /// Whether the phrase can have an attitude: nobody is nobody, and the weather has none. One thing may praise (`the report
    /// commends`) but not act.
    fn can_hold(&self, phrase: &Phrase, verb: usize) -> bool {
        let p = self.phrases;
        let lower = p.lower(phrase.head);
        if phrase.entity.is_some() {
            return true;
        }
        // `those who are allergic to work find fault with X`
        let adjective = phrase.tokens.len() == 1
            && p.seeds.attitude([lower.as_str()].into_iter()).is_some_and(|(_, readings)| readings.iter().all(|r| r.adjective));
        let nobody = matches!(lower.as_str(), "there" | "what" | "nobody" | "none" | "this" | "that" | "which" | "you");
        let someone = lower.ends_with('s')
            || p.is_role(phrase.head)
            || p.text(phrase.head).starts_with(char::is_uppercase)
            || entities::is_body(&lower);
        let speaks = p.seeds.cue(&p.lower(verb)).is_some_and(|c| c.verb);
        !adjective && !nobody && (someone || speaks || p.function(phrase.head) == Some(Function::Pronoun))
    }

    /// Nouns and adjectives of feeling: `support for X`, `furious with X`.
    fn feeling(&self, reading: &Attitude, prepositions: &str, place: &Place, found: &mut Vec<Draft>) {
        let p = self.phrases;
        let start = place.word.start;
        let Some(target) = self.behind(prepositions, place) else { return };
        let noun = p.left(place.word.end, place.clause.start);
        let inside = noun.as_ref().and_then(|n| (n.tokens.start..start).rev().find_map(|i| p.entities.at(i)));
        let word_before = |i: usize| start.checked_sub(i).filter(|&b| b >= place.clause.start).map(|b| p.lower(b));
        let ours = (1..=3).any(|i| word_before(i).is_some_and(|w| matches!(w.as_str(), "our" | "my")));
        let mut from = place.clause.start;
        let holder = if ours && let Some(quote) = place.quote {
            self.quotes[quote].speaker.map(|s| (Holder::Entity(s), HolderKind::Speaker))
        } else if let Some(mention) = inside {
            let owner = p.right(mention.tokens.start, mention.tokens.end);
            owner.map(|o| (Holder::Phrase(o), HolderKind::Actor))
        } else if let Some(owner) = noun.as_ref().and_then(|n| n.owner.clone()) {
            Some((Holder::Phrase(*owner), HolderKind::Actor))
        } else if let Some(subject) = self.clauses.copular(start, place.clause.start) {
            from = subject.phrase.tokens.start;
            self.actor(place, start, &subject.phrase)
        } else {
            let first = noun.as_ref().map_or(start, |n| n.tokens.start.min(start));
            // Before the noun, over its describing words: the verb that says whose it is.
            let told =
                place.quote.filter(|&q| self.quotes[q].cue.is_some_and(|c| LIGHT.contains(&p.document.slice(c).to_lowercase().as_str())));
            if let Some(speaker) = told.and_then(|q| self.quotes[q].speaker) {
                return self.say(reading, place, from, (Holder::Entity(speaker), HolderKind::Speaker), &target, found);
            }
            let light = first.checked_sub(1).filter(|&v| v >= place.clause.start && LIGHT.contains(&p.lower(v).as_str()));
            let light = light.or_else(|| (place.clause.start..start).rev().take(4).find(|&v| LIGHT.contains(&p.lower(v).as_str())));
            let light = light.and_then(|v| self.clauses.subject(v, place.clause.start).map(|s| (v, s)));
            light.filter(|(_, s)| !s.passive).and_then(|(verb, s)| {
                from = s.phrase.tokens.start;
                self.actor(place, verb, &s.phrase)
            })
        };
        if let Some(holder) = holder {
            self.say(reading, place, from, holder, &target, found);
        }
    }

    /// Adjectives and nouns that judge: `X is reckless`, `the reckless X`. They are the speaker's, so that they need one.
    fn quality(&self, reading: &Attitude, place: &Place, found: &mut Vec<Draft>) {
        let p = self.phrases;
        let Some(quote) = place.quote else { return };
        let Some(speaker) = self.quotes[quote].speaker else { return };
        let holder = (Holder::Entity(speaker), HolderKind::Speaker);
        if let Some(subject) = self.clauses.copular(place.word.start, place.clause.start) {
            let person = p.function(subject.phrase.head) == Some(Function::Pronoun) && subject.phrase.entity.is_none();
            if !person {
                self.say(reading, place, subject.phrase.tokens.start, holder, &subject.phrase, found);
            }
            return;
        }
        let next = place.word.end;
        // `US` looks like a pronoun.
        let attributive = next < place.clause.end && (p.function(next).is_none() || p.entities.at(next).is_some()) && !p.is_mark(next);
        if attributive
            && reading.strength.abs() >= 2
            && let Some(target) = p.right(place.word.start, place.clause.end)
        {
            // `aggressive US pressure`: theirs, whose pressure it is.
            let within = (next..target.head).find_map(|i| p.entities.at(i)).and_then(|m| p.right(m.tokens.start, m.tokens.end));
            let before = place.word.start.checked_sub(1).filter(|&b| b >= place.clause.start);
            let definite = before.is_some_and(|b| matches!(p.lower(b).as_str(), "the" | "this" | "that" | "these"));
            if target.entity.is_some() || within.is_some() || definite {
                let target = if target.entity.is_some() { target } else { within.unwrap_or(target) };
                self.say(reading, place, place.clause.start, holder, &target, found);
            }
        }
    }

    /// The phrase behind one of `prepositions`.
    fn behind(&self, prepositions: &str, place: &Place) -> Option<Phrase> {
        let p = self.phrases;
        let end = place.clause.end.min(place.word.end + BEHIND);
        let at = (place.word.end..end)
            .take_while(|&i| i == place.word.end || p.function(i - 1) != Some(Function::Preposition))
            .find(|&i| prepositions.split('|').any(|w| w == p.text(i)))?;
        p.right(at + 1, self.reach(place).end).filter(|t| p.function(t.head) != Some(Function::Pronoun) || t.entity.is_some())
    }

    /// The record of one attitude, towards the thing itself.
    fn say(
        &self,
        attitude: &Attitude,
        place: &Place,
        from: usize,
        (holder, holder_kind): (Holder, HolderKind),
        target: &Phrase,
        found: &mut Vec<Draft>,
    ) {
        let p = self.phrases;
        let size = f64::from(attitude.strength.abs()) / 3.0;
        // With `if` or `whether` before the subject.
        let from = from.saturating_sub(2).max(place.clause.start).min(place.word.start);
        let modality = reserve::modality(p, place.word.start, from, place.clause.end);
        let cue = p.document.tokens_span(&place.word);
        found.push(Draft {
            holder,
            holder_kind,
            target: target.clone(),
            score: if attitude.strength > 0 { size } else { -size },
            modality,
            channel: channel(p.document, self.quotes, place.quote, holder_kind, cue),
            quote: place.quote.or_else(|| self.clauses.voices.introduced(place.word.start)),
            evidence: evidence(p.document, &place.word, &target.tokens),
            cues: vec![cue],
            by: "attitude-word",
        });
    }
}

/// Where it shows.
pub(super) fn channel(document: &Document, quotes: &[Quote], quote: Option<usize>, kind: HolderKind, cue: Span) -> Channel {
    match (kind, quote) {
        (HolderKind::Actor, None) => Channel::Act,
        (_, Some(q)) if quotes[q].is_verbatim(document, cue.start) => Channel::DirectQuote,
        (HolderKind::Speaker, None) | (_, Some(_)) => Channel::IndirectQuote,
        (_, None) => Channel::Narration,
    }
}

/// From the first to the last of the words that matter.
pub(super) fn evidence(document: &Document, word: &Range<usize>, target: &Range<usize>) -> Span {
    document.tokens_span(&(word.start.min(target.start)..word.end.max(target.end)))
}

/// `I` and `we`.
pub(super) fn is_first(lower: &str) -> bool {
    matches!(lower, "i" | "we")
}

/// The attitude words of a stretch that point the way of `sign`.
pub(super) fn words(document: &Document, seeds: &Seeds, span: Span, sign: f64) -> Vec<Span> {
    let tokens = document.tokens_in(span);
    let mut found = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        let lower: Vec<String> = (i..tokens.end).take(PHRASE).map(|j| document.word(j).to_lowercase()).collect();
        match seeds.attitude(lower.iter().map(String::as_str)) {
            // `like` is mostly a preposition.
            Some((length, readings))
                if f64::from(readings[0].strength) * sign > 0.0 && (length > 1 || seeds.function(&lower[0]).is_none()) =>
            {
                found.push(document.tokens_span(&(i..i + length)));
                i += length;
            }
            _ => i += 1,
        }
    }
    found
}
