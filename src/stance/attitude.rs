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
use super::phrase::{NOUNS_IN_ING, Phrase, Phrases};
use super::{describe, reserve};
use crate::analysis::{Channel, EntityType, HolderKind, Modality};
use crate::document::{Document, Span, TokenKind};
use crate::entities;
use crate::quotes::Quote;
use crate::seeds::{Attitude, Cue, Function, Seeds, Toward};

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
const PERSONAL: &[&str] = &["threaten", "warn", "caution", "suspect", "aid", "reassure", "fire"];
/// Verbs that say that somebody has the feeling that their object names.
const LIGHT: &[&str] = &[
    "express", "expresses", "expressed", "expressing", "voice", "voices", "voiced", "voicing", "affirm", "affirms", "affirmed",
    "affirming", "reaffirm", "reaffirmed", "reaffirms", "convey", "conveys", "conveyed", "conveying", "offer", "offers", "offered",
    "reiterate", "reiterates", "reiterated", "pledge", "pledges", "pledged", "declare", "declared", "show", "showed", "have", "has", "had",
    "felt",
];

/// Verbs that do what their object names: `imposed sanctions on`, `filed a complaint against`.
const DOING: &[&str] = &[
    "bring", "brings", "brought", "exert", "exerts", "exerted", "file", "files", "filed", "impose", "imposes", "imposed", "launch",
    "launches", "launched", "lead", "leads", "led", "level", "levels", "levelled", "leveled", "lodge", "lodges", "lodged", "mount",
    "mounts", "mounted", "make", "makes", "made", "raise", "raises", "raised", "take", "takes", "took", "taken", "give", "gives", "gave",
    "send", "sends", "sent", "press", "presses", "pressed", "slap", "slaps", "slapped", "stage", "stages", "staged", "wage", "wages",
    "waged", "put", "puts",
];
/// Nouns for people by whom they are for or against: `a critic of Kyiv`, `a Kyiv critic`.
const PARTISANS: &[&str] = &["admirer", "critic", "fan", "opponent", "supporter"];
/// Verbs that prefer their object to what stands behind `over`.
const PREFERS: &[&str] = &["back", "endorse", "favour", "support"];
/// What two do to each other, in the past and as it stands: `Kyiv and Minsk clashed`.
const MUTUAL: &[&str] =
    &["clash", "clashed", "disagree", "disagreed", "feud", "feuded", "quarrel", "quarreled", "quarrelled", "spar", "sparred", "squabbled"];

/// Nouns whose `of` names who feels as often as what is felt for.
const GIVEN: &[&str] = &["support", "backing", "endorsement", "praise", "admiration", "appreciation", "approval"];
/// Verbs whose subject is given it.
const GETS: &[&str] = &[
    "has", "have", "had", "having", "won", "wins", "win", "enjoys", "enjoyed", "enjoy", "gained", "gains", "secured", "secures", "earned",
    "earns", "received", "receives",
];
/// Verbs whose subject is given what stands behind `from`: `drew criticism from Oslo`.
const DRAWS: &[&str] = &[
    "attracted", "attracts", "attracting", "drew", "draws", "drawn", "drawing", "earned", "earns", "earning", "faced", "faces", "facing",
    "met", "prompted", "provoked", "received", "receives", "receiving", "sparked", "triggered", "won", "wins", "winning",
];
/// Verbs of speech that are blows as well: `were attacked` is news.
const BLOWS: &[&str] = &["assail", "attack", "bash", "blast", "savage"];
/// Nouns whose clause is the view of somebody else than who speaks.
const BELIEFS: &[&str] = &[
    "accusation", "allegation", "argument", "assertion", "belief", "claim", "idea", "myth", "notion", "perception", "rumour", "stereotype",
    "suggestion", "view",
];
/// Adjectives that in front of a noun tell its kind: `a criminal charge`.
const RELATIONS: &[&str] = &["criminal", "democratic", "fair", "independent", "innocent", "popular", "wrong"];

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
#[derive(Clone)]
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
        let Some((length, readings)) = p.seeds.attitude(lower.iter().map(String::as_str)) else {
            if MUTUAL.contains(&lower[0].as_str()) {
                self.mutual(i, sentence, found);
            }
            return 1;
        };
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
        // `in protest against`: a verb by its form, a noun by its place.
        let alone = p.seeds.attitude(lower.iter().take(1).map(String::as_str)).filter(|_| length > 1 && found.len() == before);
        for reading in alone.map_or(&[][..], |(_, readings)| readings).iter().filter(|r| !r.verb) {
            if let Toward::After(prepositions) = reading.toward {
                self.feeling(reading, prepositions, &Place { word: i..i + 1, ..place.clone() }, found);
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
        // `the ferry funding package`, but not `Kell funding rebels`
        let one = |i: usize| i < place.clause.end && p.is_plain(i) && p.entities.at(i).is_none() && !p.lower(i).ends_with('s');
        let noun = NOUNS_IN_ING.contains(&p.lower(place.word.start).as_str()) && p.is_plain(before);
        if noun && one(place.word.end) && !p.is_verbal(before) {
            return false;
        }
        if let Some(mention) = p.entities.at(before) {
            // `its support`
            return p.function(before) != Some(Function::Determiner) || mention.tokens.len() > 1;
        }
        let word = p.lower(place.word.start);
        let participle = word.ends_with("ing");
        // `taking back`, `spreading attack literature`: no verb stands bare behind a participle. `comes back home`, `take back control`.
        // `his disparaging remarks`
        if participle && p.is_possessive(before) {
            return false;
        }
        let moved = p.lower(before).ends_with("ing") && p.entities.at(before).is_none() && !participle && !p.is_past(&word);
        let backwards = word == "back"
            && p.entities.at(before).is_none()
            && p.function(before).is_none()
            && p.text(before) != "to"
            && !p.is_people(before);
        if moved || backwards {
            return false;
        }
        match p.function(before) {
            Some(Function::Determiner) => matches!(p.lower(before).as_str(), "all" | "both"),
            Some(Function::Preposition) => participle || p.text(before) == "to",
            _ => !p.is_possessive(before) || !matches!(p.text(before), "'" | "’"),
        }
    }

    /// A bare form right behind one single thing is a noun: `the rescue plan`, `US pressure`; so is a plural behind a word that describes it.
    fn agrees(&self, subject: &Subject, verb: usize, reading: &Attitude) -> bool {
        let p = self.phrases;
        let word = p.lower(verb);
        let noun = p.lower(subject.phrase.head);
        if p.leads_noun(&subject.phrase) {
            return false;
        }
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
        if p.lower(word.start).ends_with("ing") && word.start > place.sentence.start && self.is_against(word.start - 1) {
            return;
        }
        let personal = PERSONAL.contains(&verb.lemma);
        let person = |o: &Phrase| o.entity.is_some() || p.is_people(o.head) || p.is_role(o.head) || entities::is_body(&p.lower(o.head));
        match verb.toward {
            // `a bullet was fired by the guards`
            Toward::Object if passive && personal && !person(&subject.phrase) => {}
            Toward::Object if passive => {
                if let Some(agent) = self.clauses.agent(word.end, place.sentence).filter(|a| self.can_hold(a, word.start)) {
                    self.say(verb, place, from, (Holder::Phrase(agent), HolderKind::Actor), &subject.phrase, found);
                } else if subject.passive && past && !by && self.is_verdict(verb) && p.text(word.end.min(place.sentence.end - 1)) != "to" {
                    // `was widely condemned`: by somebody.
                    self.say(verb, place, from, (Holder::Unnamed, HolderKind::Unknown), &subject.phrase, found);
                }
            }
            Toward::Object if WRONGS.contains(&verb.lemma) && self.is_blame(place, &subject.phrase) => {
                // `a predator who abused`: what somebody is called, which is read with the name.
                if matches!(p.lower(subject.phrase.tokens.start).as_str(), "a" | "an") {
                    return;
                }
                if let Some(speaker) = place.quote.and_then(|q| self.quotes[q].speaker) {
                    self.say(verb, place, from, (Holder::Entity(speaker), HolderKind::Speaker), &subject.phrase, found);
                }
            }
            Toward::Object => {
                let Some(holder) = self.actor(place, word.start, &subject.phrase) else { return };
                let bare = |o: &Phrase| o.tokens.len() == 1 && o.entity.is_none() && p.text(o.head).starts_with(char::is_lowercase);
                let fits = |o: &Phrase| {
                    // `helped revive the town`: a verb.
                    (!personal || person(o)) && (verb.lemma != "help" || !bare(o) || p.is_people(o.head) || p.is_role(o.head))
                };
                let second = self.partner(&subject.phrase, place.clause.start);
                let objects: Vec<Phrase> = self.clauses.objects(word.end, &self.reach(place)).into_iter().filter(fits).collect();
                for object in &objects {
                    for holder in [Some(holder.clone()), second.clone()].into_iter().flatten() {
                        self.say(verb, place, from, holder, object, found);
                    }
                }
                // `endorsed Lee over Finch`: that is against Finch.
                let over = objects.last().map(|o| o.tokens.end).filter(|&i| i < place.sentence.end && p.text(i) == "over");
                let passed = over.filter(|_| PREFERS.contains(&verb.lemma)).and_then(|i| p.right(i + 1, self.reach(place).end));
                if let Some(passed) = passed.filter(|t| t.entity.is_some_and(|e| p.entities.list[e].kind != EntityType::Date)) {
                    self.say(&Attitude { strength: -1, ..*verb }, place, from, holder, &passed, found);
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
            // `alleged schemes have come to light`
            Toward::Clause if verb.lemma == "allege" && !(word.end < place.sentence.end && p.text(word.end) == "that") => {}
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

    /// Whether the verb says what somebody thinks, and not what they do: `condemned`, not `jailed`.
    fn is_verdict(&self, verb: &Attitude) -> bool {
        let says = |c: &Cue| c.verb && matches!(c.class, "accuse" | "criticise" | "praise");
        !BLOWS.contains(&verb.lemma) && self.phrases.seeds.cue(verb.lemma).is_some_and(says)
    }

    /// Whether whoever acts at this token is against what follows: `oppose cutting off the funds`.
    fn is_against(&self, token: usize) -> bool {
        let p = self.phrases;
        let lower = p.lower(token);
        let readings = p.seeds.attitude([lower.as_str()].into_iter()).map_or(&[][..], |(_, r)| r);
        lower == "against" || readings.iter().any(|r| r.verb && r.strength < 0 && r.toward == Toward::Object)
    }

    /// `Kyiv and Minsk clashed over the border`: each is against the other.
    fn mutual(&self, verb: usize, sentence: &Range<usize>, found: &mut Vec<Draft>) {
        let word = verb..verb + 1;
        let place = Place { clause: self.clauses.around(&word, sentence), quote: self.clauses.voices.quote(verb), word, sentence };
        let Some(subject) = self.clauses.subject(verb, place.clause.start).filter(|s| !s.passive) else { return };
        let first = self.before_and(&subject.phrase, place.clause.start);
        let Some(first) = first.filter(|f| f.entity != subject.phrase.entity) else { return };
        let against = Attitude { lemma: "clash with", strength: -1, verb: true, adjective: false, toward: Toward::Object };
        for (holder, target) in [(&first, &subject.phrase), (&subject.phrase, &first)] {
            let holder = (Holder::Phrase(holder.clone()), HolderKind::Actor);
            self.say(&against, &place, first.tokens.start, holder, target, found);
        }
    }

    /// Who is told to be a partisan, and of whom: `Lena Finch, a frequent Lee critic`, `Lena Finch, a supporter of Lee`.
    fn partisan(&self, reading: &Attitude, prepositions: &str, place: &Place, found: &mut Vec<Draft>) -> bool {
        let p = self.phrases;
        let head = place.word.start;
        if !PARTISANS.contains(&reading.lemma) {
            return false;
        }
        let Some(core) = p.left_core(place.word.end, place.clause.start) else { return false };
        let compound = head.checked_sub(1).filter(|&b| b >= core.tokens.start).and_then(|b| p.entities.at(b));
        let named = || compound.and_then(|m| p.right(m.tokens.start, m.tokens.end)).filter(|_| !p.is_possessive(head - 1));
        let Some(target) = self.behind(prepositions, place).or_else(named) else { return false };
        let start = core.tokens.start;
        let article = matches!(p.lower(start).as_str(), "a" | "an");
        let comma = start.checked_sub(1).filter(|&c| article && c > place.sentence.start && p.text(c) == ",");
        let Some(holder) = comma.and_then(|c| p.left(c, place.sentence.start)).filter(|h| h.entity.is_some() && h.entity != target.entity)
        else {
            return false;
        };
        self.say(reading, place, holder.tokens.start, (Holder::Phrase(holder.clone()), HolderKind::Actor), &target, found);
        true
    }

    /// The first of two names that `and` joins.
    fn before_and(&self, second: &Phrase, start: usize) -> Option<Phrase> {
        let p = self.phrases;
        let and = second.tokens.start.checked_sub(1).filter(|&a| a > start && p.text(a) == "and")?;
        p.left(and, start).filter(|first| first.entity.is_some() && second.entity.is_some())
    }

    /// The first of two names before a verb: `Chile and Peru condemned`.
    fn partner(&self, subject: &Phrase, start: usize) -> Option<(Holder, HolderKind)> {
        let p = self.phrases;
        let first = self.before_and(subject, start)?;
        // `told Chile and Peru condemned`: the first has a verb before it.
        let free = first.tokens.start <= start || !p.is_verbal(first.tokens.start - 1);
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
        let speaker = introduced.or_else(reported).and_then(|q| self.quotes[q].speaker.filter(|_| self.is_source(q, subject)));
        if let Some(speaker) = speaker.filter(|&s| if pronoun { self.can_be(s, subject.head) } else { !p.is_role(subject.head) }) {
            return Some((Holder::Entity(speaker), kind));
        }
        self.can_hold(subject, verb).then(|| (Holder::Phrase(subject.clone()), kind))
    }

    /// Whether the pronoun at `head` can stand for a speaker.
    fn can_be(&self, speaker: usize, head: usize) -> bool {
        let p = self.phrases;
        let person = p.entities.list[speaker].kind == EntityType::Person;
        match p.lower(head).as_str() {
            // The name of a firm may look like a person's.
            "it" => !person || self.is_bare(speaker),
            "they" => !person,
            "he" | "she" => !matches!(p.entities.list[speaker].kind, EntityType::Org | EntityType::Gpe),
            _ => true,
        }
    }

    /// Whether all that names the entity is one word, and nothing says `he` or `she` of it.
    fn is_bare(&self, entity: usize) -> bool {
        let p = self.phrases;
        let gendered = |word: &str| matches!(word, "he" | "she" | "his" | "her" | "him");
        let of = p.entities.mentions.iter().filter(|m| m.entity == entity);
        of.into_iter().all(|m| m.tokens.len() == 1 && !gendered(&p.lower(m.tokens.start)))
    }

    /// Whether the subject is who the quote is of: of `shopkeepers on Mill Street`, the street is not.
    fn is_source(&self, quote: usize, subject: &Phrase) -> bool {
        let p = self.phrases;
        let Some(source) = &self.quotes[quote].source else { return true };
        let mut named = p.entities.within(source).iter().filter(|m| Some(m.entity) == self.quotes[quote].speaker);
        let place = |m: &entities::Mention| {
            m.tokens.start > subject.head + 1 && matches!(p.text(m.tokens.start - 1), "in" | "on" | "at" | "from" | "near" | "across")
        };
        !(source.contains(&subject.head) && named.any(place))
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
        let nobody = matches!(lower.as_str(), "news" | "there" | "what" | "nobody" | "none" | "this" | "that" | "which" | "you");
        let someone = lower.ends_with('s')
            || p.is_role(phrase.head)
            || p.text(phrase.head).starts_with(char::is_uppercase)
            || entities::is_body(&lower);
        let speaks = p.seeds.cue(&p.lower(verb)).is_some_and(|c| c.verb);
        !adjective && !nobody && p.is_noun(phrase.head) && (someone || speaks || p.function(phrase.head) == Some(Function::Pronoun))
    }

    /// Nouns and adjectives of feeling: `support for X`, `furious with X`.
    fn feeling(&self, reading: &Attitude, prepositions: &str, place: &Place, found: &mut Vec<Draft>) {
        let p = self.phrases;
        let start = place.word.start;
        if self.partisan(reading, prepositions, place, found) || self.drawn(reading, place, found) {
            return;
        }
        let Some(target) = self.behind(prepositions, place) else { return };
        if reading.strength > 0 && self.received(reading, place, &target, found) {
            return;
        }
        let noun = p.left_core(place.word.end, place.clause.start);
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
            let carries = |v: usize| LIGHT.contains(&p.lower(v).as_str()) || DOING.contains(&p.lower(v).as_str());
            let light = first.checked_sub(1).filter(|&v| v >= place.clause.start && carries(v));
            let light = light.or_else(|| (place.clause.start..start).rev().take(4).find(|&v| LIGHT.contains(&p.lower(v).as_str())));
            let light = light.and_then(|v| self.clauses.subject(v, place.clause.start).map(|s| (v, s)));
            // `repeated its condemnation of`: whoever repeated it.
            let own = || {
                let verb = first.checked_sub(1).filter(|&v| v > place.clause.start && p.is_verbal(v))?;
                let whose = matches!(p.lower(first).as_str(), "its" | "his" | "her" | "their");
                whose.then(|| self.clauses.subject(verb, place.clause.start)).flatten().map(|s| (verb, s))
            };
            let light = light.or_else(own);
            // `marched in protest against`: whoever marched.
            let moved = || {
                let within = first.checked_sub(1).filter(|&i| i > place.clause.start && matches!(p.text(i), "in" | "In"))?;
                let subject = self.clauses.shared(within, place.clause.start, 3, false, false)?;
                Some((within, Subject { passive: false, ..subject }))
            };
            let light = light.or_else(moved);
            light.filter(|(_, s)| !s.passive).and_then(|(verb, s)| {
                from = s.phrase.tokens.start;
                self.actor(place, verb, &s.phrase)
            })
        };
        if let Some(holder) = holder {
            self.say(reading, place, from, holder, &target, found);
        }
    }

    /// `drew criticism from X`: it is X who criticises. Whether it was read.
    fn drawn(&self, reading: &Attitude, place: &Place, found: &mut Vec<Draft>) -> bool {
        let p = self.phrases;
        if place.word.end >= place.clause.end || p.text(place.word.end) != "from" {
            return false;
        }
        let Some(core) = p.left_core(place.word.end, place.clause.start) else { return false };
        // A participle passes for a word that describes the noun.
        let mut before = core.tokens.start.saturating_sub(1)..place.word.start;
        let verb = before.find(|&v| v > place.clause.start && DRAWS.contains(&p.lower(v).as_str()));
        let subject = verb.and_then(|v| self.clauses.subject(v, place.clause.start)).filter(|s| !s.passive);
        let giver = p.right(place.word.end + 1, place.clause.end).filter(|giver| self.can_hold(giver, place.word.start));
        let (Some(subject), Some(giver)) = (subject, giver) else { return false };
        let from = subject.phrase.tokens.start;
        self.say(reading, place, from, (Holder::Phrase(giver), HolderKind::Actor), &subject.phrase, found);
        true
    }

    /// `has the support of X`: it is X who supports. `with the support of X` says it of nobody. Whether either was read.
    fn received(&self, reading: &Attitude, place: &Place, giver: &Phrase, found: &mut Vec<Draft>) -> bool {
        let p = self.phrases;
        let of = (place.word.end..place.sentence.end).next().is_some_and(|i| p.text(i) == "of");
        if !of || !GIVEN.contains(&reading.lemma) {
            return false;
        }
        let Some(first) = p.left_core(place.word.end, place.clause.start).map(|n| n.tokens.start) else { return false };
        let Some(before) = first.checked_sub(1).filter(|&b| b >= place.clause.start) else { return false };
        let word = p.lower(before);
        if GETS.contains(&word.as_str()) {
            if let Some(subject) = self.clauses.subject(before, place.clause.start).filter(|s| !s.passive && self.can_hold(giver, before)) {
                let from = subject.phrase.tokens.start;
                self.say(reading, place, from, (Holder::Phrase(giver.clone()), HolderKind::Actor), &subject.phrase, found);
            }
            return true;
        }
        matches!(word.as_str(), "with" | "without" | "despite" | "by" | "on" | "need" | "needs" | "sought" | "seeking")
    }

    /// Adjectives and nouns that judge: `X is reckless`, `the reckless X`. They are the speaker's, so that they need one.
    fn quality(&self, reading: &Attitude, place: &Place, found: &mut Vec<Draft>) {
        let p = self.phrases;
        let Some(quote) = place.quote else { return };
        let Some(speaker) = self.quotes[quote].speaker else { return };
        let holder = (Holder::Entity(speaker), HolderKind::Speaker);
        // `able to pay`, `responsible for the raid` say what somebody can or did.
        let behind = place.word.end < place.sentence.end
            && match reading.lemma {
                "able" => p.text(place.word.end) == "to",
                "responsible" => self.clauses.copular(place.word.start, place.clause.start).is_some(),
                _ => false,
            };
        if behind {
            return;
        }
        if let Some(subject) = self.clauses.copular(place.word.start, place.clause.start) {
            if self.is_others(subject.phrase.tokens.start, place.clause.start) {
                return;
            }
            let person = p.function(subject.phrase.head) == Some(Function::Pronoun) && subject.phrase.entity.is_none();
            if !person {
                self.say(reading, place, subject.phrase.tokens.start, holder, &subject.phrase, found);
            }
            return;
        }
        let next = place.word.end;
        if self.clauses.is_predicate(place.word.start, place.clause.start) {
            return;
        }
        // `the Democratic nominee`, `criminal charges` are kinds; `hailed X as the best director` says it of X.
        let kind = RELATIONS.contains(&reading.lemma) || reading.adjective && p.text(place.word.start).starts_with(char::is_uppercase);
        let mid = place.word.start > place.sentence.start && !p.is_mark(place.word.start - 1);
        let named = (1..=2).any(|i| place.word.start.checked_sub(i).is_some_and(|b| b >= place.clause.start && p.text(b) == "as"));
        // `not the greatest president`
        let denied = (1..=2).any(|i| place.word.start.checked_sub(i).is_some_and(|b| b >= place.clause.start && p.text(b) == "not"));
        if named || denied || (kind && mid) {
            return;
        }
        // `US` looks like a pronoun.
        let attributive = next < place.clause.end && (p.function(next).is_none() || p.entities.at(next).is_some()) && !p.is_mark(next);
        if attributive
            && reading.strength.abs() >= 2
            && let Some(target) = p.right(place.word.start, place.clause.end).filter(|t| t.head >= next)
        {
            // `aggressive US pressure`: theirs, whose pressure it is.
            let within = (next..target.head).find_map(|i| p.entities.at(i)).and_then(|m| p.right(m.tokens.start, m.tokens.end));
            let before = place.word.start.checked_sub(1).filter(|&b| b >= place.clause.start);
            let definite = before.is_some_and(|b| matches!(p.lower(b).as_str(), "the" | "this" | "that" | "these"));
            // `the greatest disaster` is no praise.
            let turned = p.seeds.attitude([p.lower(target.head).as_str()].into_iter()).is_some_and(|(_, readings)| {
                target.entity.is_none() && readings.iter().any(|r| r.toward == Toward::Head && (r.strength > 0) != (reading.strength > 0))
            });
            if !turned && (target.entity.is_some() || within.is_some() || definite) {
                let target = if target.entity.is_some() { target } else { within.unwrap_or(target) };
                // What is taken for granted is not denied or put under a condition: `if you voted for the disastrous war`.
                let inner = Place { clause: place.word.clone(), word: place.word.clone(), ..*place };
                self.say(reading, &inner, place.word.start, holder, &target, found);
            }
        }
    }

    /// Whether the clause whose subject begins at `from` is somebody's belief or what is to come about: `the belief that X is greedy`,
    /// `ensure X is safe`.
    fn is_others(&self, from: usize, start: usize) -> bool {
        let p = self.phrases;
        let that = from > start && p.text(from - 1) == "that";
        let Some(before) = from.checked_sub(1 + usize::from(that)).filter(|&b| b >= start) else { return false };
        let lower = p.lower(before);
        (that && BELIEFS.contains(&lower.as_str()))
            || matches!(
                lower.as_str(),
                "ensure" | "ensures" | "ensuring" | "ensured" | "sure" | "hope" | "hopes" | "hoped" | "wish" | "pretend"
            )
    }

    /// The phrase behind one of `prepositions`.
    fn behind(&self, prepositions: &str, place: &Place) -> Option<Phrase> {
        let p = self.phrases;
        let end = place.clause.end.min(place.word.end + BEHIND);
        let at = (place.word.end..end)
            .take_while(|&i| i == place.word.end || p.function(i - 1) != Some(Function::Preposition))
            .find(|&i| prepositions.split('|').any(|w| w == p.text(i)))?;
        // `the opposition leader had to leave`: an infinitive.
        if p.text(at) == "to" && at > place.word.end && !(at + 1 < place.sentence.end && self.clauses.opens(at + 1)) {
            return None;
        }
        if matches!(p.function(at + 1), Some(Function::Relative)) || p.text(at + 1).starts_with("who") {
            return None;
        }
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
        let mut modality = reserve::modality(p, place.word.start, from, place.clause.end);
        let no = |phrase: &Phrase| matches!(p.lower(phrase.tokens.start).as_str(), "neither" | "no" | "none" | "nobody" | "nothing");
        let nobody = no(target) || matches!(&holder, Holder::Phrase(phrase) if no(phrase));
        if modality == Modality::Asserted && (nobody || place.quote.is_some_and(|q| is_denied(p.document, &self.quotes[q]))) {
            modality = Modality::Negated;
        }
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
            confidence: None,
            by: "attitude-word",
        });
    }
}

/// Whether what the quote says is said not to be so: `denied that X had lied`.
pub(super) fn is_denied(document: &Document, quote: &Quote) -> bool {
    quote.cue.is_some_and(|cue| {
        let words = document.slice(cue).to_lowercase();
        ["deny", "denies", "denied", "denying", "denial"].iter().any(|form| words.split(' ').any(|w| w == *form))
    })
}

/// Where it shows.
pub(super) fn channel(document: &Document, quotes: &[Quote], quote: Option<usize>, kind: HolderKind, cue: Span) -> Channel {
    match (kind, quote) {
        (HolderKind::Actor, None) => Channel::Act,
        (_, Some(q)) if quotes[q].is_verbatim(document, cue.start) => Channel::DirectQuote,
        (HolderKind::Speaker | HolderKind::Unknown, None) | (_, Some(_)) => Channel::IndirectQuote,
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
