//! Who and what the text mentions.
//!
//! Takes the document and what the encoder tagged, promises [`Entities`]: mentions in text order, each belonging to one entity, each
//! entity under its fullest name with type, role and country. The encoder finds the names; titles, country words and the
//! gazetteers say more about them ([`name`], [`role`], [`place`]); name parts, acronyms, adjectives and capitals are gathered under one
//! entity ([`cluster`]); `he` and `she` go to the people that they stand for ([`pronoun`]). A form that fits two people belongs to
//! neither: it is no mention, and kept with those who could be meant ([`Shared`]).
//!
//! Who a source stands for (`the spokesman`, `two officials`) is resolved on request by [`Entities::resolve`], and whom `the president`
//! is said of elsewhere once that is done ([`office`]). Dates and amounts are found; a day is named by the calendar where the text tells
//! which is meant ([`date`]).

mod cluster;
mod date;
mod index;
mod name;
mod place;
mod reference;
mod role;

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub use reference::{Reference, View, gender, refers_back};

use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, Span};
use crate::encoder::Reading;
use crate::seeds::{Gender, Seeds};

/// One place in the text where an entity is meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// Where, without title and possessive.
    pub span: Span,
    /// Its tokens, as indices into the document's.
    pub tokens: Range<usize>,
    /// How.
    pub kind: MentionKind,
    /// Index into [`Entities::list`].
    pub entity: usize,
}

/// Somebody or something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// The fullest name.
    pub name: String,
    /// What kind of thing it is.
    pub kind: EntityType,
    /// Office or function.
    pub role: Option<String>,
    /// ISO code of the country that it is or belongs to.
    pub country: Option<&'static str>,
    /// By forename, title or honorific.
    pub gender: Option<Gender>,
    /// More than one person: `two officials`.
    pub plural: bool,
}

/// A name that more than one of them could bear.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shared {
    /// Where it stands.
    pub tokens: Range<usize>,
    /// Who could be meant, as indices into [`Entities::list`], ascending, at least two.
    pub bearers: Vec<usize>,
}

/// All entities of a document with their mentions.
#[derive(Debug, Default)]
pub struct Entities {
    /// In order of their first mention.
    pub list: Vec<Entity>,
    /// In text order, never overlapping.
    pub mentions: Vec<Mention>,
    /// Noun phrases that stand for somebody and hold a mention of somebody else (`China's embassy`), in text order.
    pub phrases: Vec<Mention>,
    /// Names that are nobody's mention because more than one of them could bear it, in text order.
    pub shared: Vec<Shared>,
    /// Entities without a name that rest on mentions which may be none: of use only if somebody speaks of them again.
    pub faint: HashSet<usize>,
    /// Places of pronouns and noun phrases that are given to somebody, but not surely enough to say that it is who speaks.
    pub unsure: HashSet<Span>,
    /// For each word, in lower case, the people in whose role and the bodies in whose name it stands, ascending.
    called: HashMap<String, Vec<usize>>,
    /// For each entity, the token behind its first mention; `usize::MAX` without one.
    first: Vec<usize>,
    /// For each entity, whether a mention names it.
    named: Vec<bool>,
}

impl Entities {
    /// The mention that holds token `token`.
    pub fn at(&self, token: usize) -> Option<&Mention> {
        let i = self.mentions.partition_point(|m| m.tokens.end <= token);
        self.mentions.get(i).filter(|m| m.tokens.contains(&token))
    }

    /// Adds an entity that nothing mentions yet, and gives its place.
    pub fn push(&mut self, entity: Entity) -> usize {
        let id = self.list.len();
        let words = match entity.kind {
            EntityType::Person => entity.role.as_deref(),
            EntityType::Org => Some(entity.name.as_str()),
            _ => None,
        };
        for word in words.into_iter().flat_map(str::split_whitespace) {
            let ids = self.called.entry(word.to_lowercase()).or_default();
            if ids.last() != Some(&id) {
                ids.push(id);
            }
        }
        self.list.push(entity);
        self.first.push(usize::MAX);
        self.named.push(false);
        id
    }

    /// Takes note of a mention.
    fn note(&mut self, mention: &Mention) {
        let id = mention.entity;
        self.first[id] = self.first[id].min(mention.tokens.end);
        self.named[id] |= mention.kind == MentionKind::Name;
    }

    /// The shared names that begin inside the token range.
    pub fn shared_in(&self, tokens: &Range<usize>) -> &[Shared] {
        let first = self.shared.partition_point(|name| name.tokens.start < tokens.start);
        let last = self.shared.partition_point(|name| name.tokens.start < tokens.end);
        &self.shared[first..last.max(first)]
    }

    /// The mentions that lie inside the token range.
    pub fn within(&self, tokens: &Range<usize>) -> &[Mention] {
        let first = self.mentions.partition_point(|m| m.tokens.start < tokens.start);
        let last = self.mentions.partition_point(|m| m.tokens.end <= tokens.end);
        &self.mentions[first..last.max(first)]
    }

    /// Adds a mention that was resolved later. One that holds others is a phrase; one whose very place is taken changes nothing.
    pub fn add(&mut self, mention: Mention) {
        if self.is_free(mention.span) {
            self.note(&mention);
            let i = self.mentions.partition_point(|m| m.span < mention.span);
            self.mentions.insert(i, mention);
        } else if self.has_room(mention.span) {
            let i = self.phrases.partition_point(|m| m.span < mention.span);
            if self.phrases.get(i).is_none_or(|m| m.span != mention.span) {
                self.note(&mention);
                self.phrases.insert(i, mention);
            }
        }
    }

    /// Adds mentions that do not cut through each other, as [`Entities::add`] does one.
    pub fn add_all(&mut self, mut mentions: Vec<Mention>) {
        mentions.sort_by_key(|m| (m.span.start, Reverse(m.span.end)));
        mentions.dedup_by_key(|m| m.span);
        let holds: Vec<bool> = mentions.windows(2).map(|w| w[1].span.start < w[0].span.end).chain([false]).collect();
        let (mut free, mut phrases) = (Vec::new(), Vec::new());
        for (mention, holds) in mentions.into_iter().zip(holds) {
            if !holds && self.is_free(mention.span) {
                free.push(mention);
            } else if self.has_room(mention.span) {
                phrases.push(mention);
            }
        }
        for mention in free.iter().chain(&phrases) {
            self.note(mention);
        }
        self.mentions.append(&mut free);
        self.mentions.sort_by_key(|m| m.span);
        self.phrases.append(&mut phrases);
        self.phrases.sort_by_key(|m| m.span);
        self.phrases.dedup_by_key(|m| m.span);
    }

    /// The phrases that begin at token `token`.
    pub fn phrases_at(&self, token: usize) -> &[Mention] {
        let first = self.phrases.partition_point(|m| m.tokens.start < token);
        let last = self.phrases.partition_point(|m| m.tokens.start <= token);
        &self.phrases[first..last]
    }

    /// Whether a mention can be added at `span`: it cuts through no other and is not the very place of one.
    pub fn has_room(&self, span: Span) -> bool {
        self.around(span).all(|m| m.span != span && span.contains(m.span))
    }

    /// Whether nothing at `span` mentions anybody.
    fn is_free(&self, span: Span) -> bool {
        self.around(span).next().is_none()
    }

    /// The mentions that share a character with `span`.
    fn around(&self, span: Span) -> impl Iterator<Item = &Mention> {
        let i = self.mentions.partition_point(|m| m.span < span).saturating_sub(1);
        self.mentions[i..].iter().take_while(move |m| m.span.start < span.end).filter(move |m| m.span.meets(span))
    }

    /// Gives the pronoun at `span` to another entity. A name stays whose it is: it may be all that its entity has.
    pub fn give(&mut self, span: Span, entity: usize) {
        if let Some(i) = self.pronoun(span) {
            self.mentions[i].entity = entity;
        }
    }

    /// Takes the pronoun or noun phrase at `span` out: it is nobody's that can be told.
    pub fn take(&mut self, span: Span) {
        let common = |m: &Mention| matches!(m.kind, MentionKind::Pronoun | MentionKind::Nominal);
        for mentions in [&mut self.mentions, &mut self.phrases] {
            if let Ok(i) = mentions.binary_search_by_key(&span, |m| m.span)
                && common(&mentions[i])
            {
                mentions.remove(i);
            }
        }
    }

    /// Which mention is the pronoun at `span`.
    fn pronoun(&self, span: Span) -> Option<usize> {
        let i = self.mentions.binary_search_by_key(&span, |m| m.span).ok()?;
        (self.mentions[i].kind == MentionKind::Pronoun).then_some(i)
    }

    /// Every mention and phrase, in text order, the outer before the inner.
    pub fn all(&self) -> Vec<&Mention> {
        let mut all: Vec<&Mention> = self.mentions.iter().chain(&self.phrases).collect();
        all.sort_by_key(|m| (m.span.start, Reverse(m.span.end)));
        all
    }
}

/// Finds the named entities of `document`.
pub fn find(document: &Document, reading: &Reading, seeds: &Seeds) -> Entities {
    cluster::gather(document, name::read(document, &reading.mentions, seeds), seeds)
}
