//! Parties without a name become entities.
//!
//! Takes drafts in text order, promises records. A phrase whose head mentions an entity is that entity; `the minister` is the one
//! minister that the text names; any other noun (`the attack`) becomes an entity of its own, with all `the attack` of the document
//! for its mentions. `a plan` begins a new one where `the plan` goes on with the last.
//!
//! What is somebody's is also them: `praised the volunteers' patience` is for the volunteers alone, since patience is no thing;
//! `called Poland's decision fair` is for the decision, and more weakly for Poland, whose act it is. A house or a cousin says
//! nothing of whose they are.

use std::collections::HashMap;
use std::ops::Range;

use super::Stance;
use super::draft::{Draft, Holder};
use super::phrase::{NOUNS_IN_ING, Phrase, Phrases};
use crate::analysis::{EntityType, MentionKind, Modality, Polarity, SourceKind};
use crate::document::{Document, TokenKind};
use crate::entities::{Entities, Mention, View};
use crate::quotes::Quote;
use crate::seeds::{Function, Seeds};

/// What is nothing without whom it belongs to.
pub(super) const QUALITIES: &[&str] = &[
    "patience", "reign", "tenure", "presidency", "premiership", "support", "courage", "bravery", "work", "efforts", "effort", "record",
    "role", "handling", "leadership", "stance", "position", "behaviour", "behavior", "conduct", "performance", "contribution",
    "contributions", "generosity", "hospitality", "help", "assistance", "aid", "dedication", "commitment", "resilience", "integrity",
    "honesty", "competence", "incompetence", "arrogance", "hypocrisy", "cowardice", "greed", "silence", "failure", "failures", "refusal",
    "approach", "attitude", "pressure", "achievements", "service", "services", "account", "accounts", "assets", "restraint", "tone",
    "vision", "cooperation", "sacrifice", "sacrifices", "spirit", "determination", "skill", "skills", "professionalism", "wisdom",
    "judgement", "judgment",
];
/// What somebody does or says, so that it falls back on them.
pub(super) const ACTS: &[&str] = &[
    "decision", "regime", "verdict", "ruling", "order", "decisions", "plan", "plans", "attack", "attacks", "charge", "charges", "policy",
    "policies", "move", "moves", "law", "laws", "bill", "offer", "offers", "proposal", "proposals", "claim", "claims", "accusation",
    "accusations", "allegation", "allegations", "treatment", "action", "actions", "war", "invasion", "aggression", "sanctions", "strategy",
    "response", "statement", "remark", "remarks", "comment", "comments", "budget", "reform", "reforms", "ban", "threat", "threats",
    "strike", "strikes", "raid", "raids", "bombing", "tariffs", "tactics", "agenda", "speech", "veto", "crackdown", "campaign", "demand",
    "demands", "diplomats", "officials", "troops", "forces", "ambassador", "embassy", "diplomat",
];
/// Nouns that one is for or against only in a manner of speaking.
const EMPTY: &[&str] = &[
    "way", "ways", "thing", "things", "part", "parts", "time", "times", "day", "days", "case", "number", "kind", "sort", "lot", "rest",
    "fact", "year", "years", "month", "months", "week", "weeks", "hour", "hours", "idea", "one", "ones", "end", "side", "place", "world",
    "life", "need", "right", "rights", "others", "lives", "bribe", "bribes",
];

/// An entity that has no name.
#[derive(Debug, Clone, Copy)]
struct Known {
    entity: usize,
    /// Its first mention under the headline.
    told: Option<usize>,
}

/// Names the parties of drafts.
pub(super) struct Settler<'d> {
    document: &'d Document<'d>,
    entities: &'d mut Entities,
    seeds: &'d Seeds,
    /// Entities that have no name, by their noun.
    nouns: HashMap<String, Known>,
    /// The last target that was no person, and its sentence: `it`.
    thing: Option<(usize, usize)>,
    /// Who speaks in each sentence.
    speakers: HashMap<usize, usize>,
    /// Where each plain word of the document stands; filled when first asked.
    places: HashMap<String, Vec<usize>>,
}

impl<'d> Settler<'d> {
    pub(super) fn new(document: &'d Document<'d>, entities: &'d mut Entities, quotes: &[Quote], seeds: &'d Seeds) -> Self {
        let mut nouns: HashMap<String, Known> = HashMap::new();
        let told = |m: &Mention| document.headline.is_none_or(|h| !h.contains(m.span)).then_some(m.tokens.start);
        for mention in entities.mentions.iter().filter(|m| m.kind == MentionKind::Nominal) {
            let noun =
                nouns.entry(document.word(mention.tokens.end - 1).to_lowercase()).or_insert(Known { entity: mention.entity, told: None });
            // The last of two is meant from then on.
            *noun = Known { entity: mention.entity, told: noun.told.filter(|_| noun.entity == mention.entity).or_else(|| told(mention)) };
        }
        let sources = quotes.iter().filter_map(|q| Some((document.sentence_index(q.source.as_ref()?.start), q.speaker?)));
        let speakers = sources.collect();
        Self { document, entities, seeds, nouns, thing: None, speakers, places: HashMap::new() }
    }

    fn phrases(&self) -> Phrases<'_> {
        Phrases { document: self.document, entities: self.entities, seeds: self.seeds }
    }

    /// The records of a draft: one towards the thing, one towards whose it is, none where a party cannot be told or both are one.
    pub(super) fn settle(&mut self, draft: &Draft) -> Vec<Stance> {
        let noun = self.document.word(draft.target.head).to_lowercase();
        let quality = QUALITIES.contains(&noun.as_str());
        let owner =
            draft.target.owner.clone().or_else(|| self.of(draft.target.head).filter(|_| quality)).filter(|_| draft.target.entity.is_none());
        let holder = match &draft.holder {
            Holder::Unnamed => None,
            Holder::Entity(entity) => Some(*entity),
            Holder::Phrase(phrase) => match self.party(phrase) {
                Some(entity) => Some(entity),
                None => return Vec::new(),
            },
        };
        let mut found = Vec::new();
        if !(quality && owner.is_some()) {
            let target = self.it(&draft.target).or_else(|| self.party(&draft.target));
            self.remember(&draft.target, target);
            found.extend(target.filter(|&t| Some(t) != holder).map(|t| record(draft, holder, t, 1.0)));
        }
        if let Some(owner) = owner.filter(|_| quality || ACTS.contains(&noun.as_str())) {
            let weight = if quality { 1.0 } else { 0.5 };
            let target = self.party(&owner);
            found.extend(target.filter(|&t| Some(t) != holder).map(|t| record(draft, holder, t, weight)));
        }
        found
    }

    /// `it` as a target: that of the record before, in this sentence or the last.
    fn it(&self, target: &Phrase) -> Option<usize> {
        let (sentence, thing) = self.thing?;
        let here = self.document.sentence_index(target.head);
        let it = self.document.word(target.head).eq_ignore_ascii_case("it") && target.entity.is_none();
        let near = here <= sentence + 1 && self.document.sentences[here].paragraph == self.document.sentences[sentence].paragraph;
        (it && near).then_some(thing)
    }

    fn remember(&mut self, target: &Phrase, entity: Option<usize>) {
        if let Some(entity) = entity.filter(|&e| self.entities.list[e].kind != EntityType::Person) {
            self.thing = Some((self.document.sentence_index(target.head), entity));
        }
    }

    /// The entity that the token mentions.
    pub(super) fn known(&self, token: usize) -> Option<usize> {
        self.entities.at(token).map(|m| m.entity)
    }

    /// The phrase behind `of`: `the work of the volunteers`.
    fn of(&self, head: usize) -> Option<Box<Phrase>> {
        let end = self.document.sentence_of(head).tokens.end;
        let phrases = self.phrases();
        let of = head + 1 < end && self.document.word(head + 1) == "of";
        if of { phrases.right(head + 2, end).map(Box::new) } else { None }
    }

    /// The entity of a phrase.
    fn party(&mut self, phrase: &Phrase) -> Option<usize> {
        if let Some(entity) = phrase.entity.or_else(|| self.entities.at(phrase.head).map(|m| m.entity)) {
            let kind = self.entities.list[entity].kind;
            return (!matches!(kind, EntityType::Date | EntityType::Money)).then_some(entity);
        }
        let noun = self.document.word(phrase.head).to_lowercase();
        if self.seeds.function(&noun) == Some(Function::Pronoun) {
            return self.pronoun(phrase.head, &noun);
        }
        if !self.phrases().is_noun(phrase.head) || noun.len() < 3 || EMPTY.contains(&noun.as_str()) || self.seeds.function(&noun).is_some()
        {
            return None;
        }
        let first = self.document.word(phrase.tokens.start).to_lowercase();
        if first.ends_with("ing") && first.len() > 4 && !NOUNS_IN_ING.contains(&first.as_str()) {
            // `avoid becoming a target`, `suspend processing payments`: a verb, and what is done to its object is another matter.
            return None;
        }
        let definite = matches!(first.as_str(), "the" | "this" | "that" | "these" | "those");
        if definite {
            // `the president of Chile` is not the one that the text speaks of; who it is nobody says.
            let of = phrase.head + 2 < self.document.tokens.len() && self.document.word(phrase.head + 1) == "of";
            if of && self.seeds.title_word(&noun).is_some() && self.entities.at(phrase.head + 2).is_some() {
                return None;
            }
            let known = self.entities.resolve(self.document, self.seeds, &phrase.tokens, &View::default());
            if let Some(entity) = known.entity {
                self.mention(phrase, entity);
                return Some(entity);
            }
            // Two ministers, and no telling which.
            if !known.fresh && known.kind != SourceKind::Named && !self.nouns.contains_key(&noun) && self.is_person(&noun) {
                return None;
            }
        }
        let indefinite = matches!(first.as_str(), "a" | "an" | "another" | "some" | "two" | "three" | "several");
        // What only the headline knows begins anew in the story under it (`a law`).
        if let Some(&Known { entity, .. }) = self.nouns.get(&noun).filter(|k| !indefinite || k.told.is_none_or(|t| t >= phrase.head)) {
            self.mention(phrase, entity);
            return Some(entity);
        }
        self.introduce(phrase, noun)
    }

    fn is_person(&self, noun: &str) -> bool {
        self.seeds.nominal(noun).is_some_and(|n| !n.plural)
    }

    /// `they` and `it` at the head of a sentence: who speaks in the sentence before, or what leads it, if that is a body or more
    /// than one.
    fn pronoun(&self, at: usize, word: &str) -> Option<usize> {
        let sentence = self.document.sentence_index(at);
        let (here, before) = (&self.document.sentences[sentence], sentence.checked_sub(1).map(|s| &self.document.sentences[s])?);
        if here.tokens.start != at || here.paragraph != before.paragraph || !matches!(word, "they" | "it") {
            return None;
        }
        let phrases = self.phrases();
        let fits = |&entity: &usize| {
            let body = matches!(self.entities.list[entity].kind, EntityType::Org | EntityType::Gpe);
            body || (word == "they" && (self.entities.list[entity].plural || self.entities.list[entity].kind == EntityType::Misc))
        };
        if let Some(&speaker) = self.speakers.get(&(sentence - 1)).filter(|s| fits(s)) {
            return Some(speaker);
        }
        let lead = phrases.right(before.tokens.start, before.tokens.end)?;
        lead.entity.or_else(|| self.entities.at(lead.head).map(|m| m.entity)).filter(fits)
    }

    /// A new entity for the phrase, and its other mentions; none where the place is somebody else's.
    fn introduce(&mut self, phrase: &Phrase, noun: String) -> Option<usize> {
        let place = self.room(&phrase.tokens, phrase.head)?;
        if !self.entities.has_room(self.document.tokens_span(&place)) {
            return None;
        }
        let start = (phrase.tokens.start..phrase.head).find(|&i| self.seeds.function(self.document.word(i)) != Some(Function::Determiner));
        // Of `“reckless” plan` the plan.
        let marked = (phrase.tokens.start..phrase.head).rev().find(|&i| self.document.tokens[i].kind == TokenKind::Mark);
        let named = start.unwrap_or(phrase.head).max(marked.map_or(0, |m| m + 1))..phrase.head + 1;
        let plural = self.seeds.nominal(&noun).map_or(noun.ends_with('s') && !noun.ends_with("ss"), |n| n.plural);
        let kind = if plural { SourceKind::Collective } else { SourceKind::Nominal };
        let entity = self.entities.introduce(self.document, self.seeds, &named, kind);
        self.mention(phrase, entity);
        let under = |head: usize| self.document.headline.is_none_or(|h| !h.contains(self.document.tokens[head].span));
        let mut told = under(phrase.head).then_some(phrase.head);
        if self.places.is_empty() {
            for i in 0..self.document.tokens.len() {
                if self.document.tokens[i].kind == TokenKind::Word {
                    self.places.entry(self.document.word(i).to_lowercase()).or_default().push(i);
                }
            }
        }
        for head in self.places.get(&noun).cloned().unwrap_or_default() {
            if let Some(other) = self.definite(head) {
                self.mention(&other, entity);
                if under(head) {
                    told = Some(told.map_or(head, |t| t.min(head)));
                }
            }
        }
        self.nouns.insert(noun, Known { entity, told });
        Some(entity)
    }

    /// The phrase `the X` around its head X.
    fn definite(&self, head: usize) -> Option<Phrase> {
        let sentence = &self.document.sentence_of(head).tokens;
        let phrases = self.phrases();
        let start = (sentence.start.max(head.saturating_sub(4))..head).rev().find(|&i| {
            let word = self.document.word(i).to_lowercase();
            matches!(word.as_str(), "the" | "this" | "that")
        })?;
        phrases.right(start, sentence.end).filter(|p| p.head == head && p.entity.is_none())
    }

    fn mention(&mut self, phrase: &Phrase, entity: usize) {
        if let Some(tokens) = self.room(&phrase.tokens, phrase.head) {
            let span = self.document.tokens_span(&tokens);
            self.entities.add(Mention { span, tokens, kind: MentionKind::Nominal, entity });
        }
    }

    /// The part of the phrase that mentions nobody else yet, up to its head.
    fn room(&self, tokens: &Range<usize>, head: usize) -> Option<Range<usize>> {
        let mut start = (tokens.start..=head).rev().take_while(|&i| self.entities.at(i).is_none()).last()?;
        let leaves = |i: usize| matches!(self.document.tokens[i].kind, TokenKind::Mark | TokenKind::Sign) || self.document.is_possessive(i);
        while start < head && leaves(start) {
            start += 1;
        }
        if let Some(mark) = (start..head).rev().find(|&i| self.document.tokens[i].kind == TokenKind::Mark) {
            start = mark + 1;
        }
        Some(start..head + 1)
    }
}

fn record(draft: &Draft, holder: Option<usize>, target: usize, weight: f64) -> Stance {
    let asserted = draft.modality == Modality::Asserted;
    Stance {
        holder,
        holder_kind: draft.holder_kind,
        target,
        polarity: match (asserted, draft.score > 0.0) {
            (false, _) => Polarity::Neutral,
            (true, true) => Polarity::Positive,
            (true, false) => Polarity::Negative,
        },
        score: if asserted { draft.score * weight } else { 0.0 },
        confidence: draft.confidence,
        modality: draft.modality,
        channel: draft.channel,
        quote: draft.quote,
        evidence: draft.evidence,
        cues: draft.cues.clone(),
        by: draft.by,
    }
}
