//! Who a source stands for.
//!
//! Read in the order of the text, because a pronoun points at whoever was in view: the last to speak, and everybody named since.
//! A name is its bearer; a pronoun or `the spokesman` is somebody in view if exactly one fits; a phrase that names nobody and
//! points at nobody (`two officials`, `a neighbour`) is somebody of its own, introduced here under that phrase.

use std::ops::Range;

use super::{Quote, transcript};
use crate::analysis::{EntityType, MentionKind, SourceKind};
use crate::document::Document;
use crate::entities::{Entities, Mention, Reference, View, refers_back};
use crate::seeds::{Function, Seeds};

/// How many paragraphs back somebody stays in view.
const VIEW: usize = 2;

/// Resolves sources one after the other.
pub(super) struct Speakers<'d> {
    document: &'d Document<'d>,
    seeds: &'d Seeds,
    entities: &'d mut Entities,
    /// For each token, the quotation that it stands in: names in there were spoken by somebody.
    speech: Vec<Option<usize>>,
    /// Sources resolved so far.
    said: Vec<(Range<usize>, Option<usize>)>,
}

impl<'d> Speakers<'d> {
    pub(super) fn new(document: &'d Document<'d>, entities: &'d mut Entities, seeds: &'d Seeds, speech: Vec<Option<usize>>) -> Self {
        Self { document, seeds, entities, speech, said: Vec::new() }
    }

    /// Who the source `tokens` stands for. Sources must be asked for in text order.
    pub(super) fn resolve(&mut self, tokens: &Range<usize>) -> Reference {
        if transcript::is_letter(self.document, tokens) {
            return Reference { entity: self.answers(tokens), kind: SourceKind::Nominal, fresh: false };
        }
        if let Some(entity) = self.antecedent(tokens) {
            return Reference { entity: Some(entity), kind: SourceKind::Pronoun, fresh: false };
        }
        let view = if refers_back(self.document, self.seeds, tokens) { self.view(tokens.start) } else { View::default() };
        let mut found = self.entities.resolve(self.document, self.seeds, tokens, &view);
        let kind = if found.kind == SourceKind::Pronoun { MentionKind::Pronoun } else { MentionKind::Nominal };
        let named = found.kind == SourceKind::Named;
        let span = self.document.tokens_span(tokens);
        let taken = self.entities.mentions.binary_search_by_key(&span, |m| m.span).is_ok();
        if let (SourceKind::Pronoun, true, Some(entity)) = (found.kind, taken, found.entity) {
            self.entities.give(span, entity);
        }
        if !named && !taken {
            if found.fresh && self.entities.has_room(span) {
                found.entity = Some(self.entities.introduce(self.document, self.seeds, tokens, found.kind));
            }
            if let Some(entity) = found.entity {
                self.entities.add(Mention { span, tokens: tokens.clone(), kind, entity });
            }
        }
        self.said.push((tokens.clone(), found.entity));
        found
    }

    /// Whom a relative pronoun stands for: the name that it follows, `Prime Minister Goran Ilic, who has called her an enemy`.
    fn antecedent(&self, pronoun: &Range<usize>) -> Option<usize> {
        let before = pronoun.start.checked_sub(1)?;
        if pronoun.len() != 1 || self.seeds.function(self.document.word(pronoun.start)) != Some(Function::Relative) {
            return None;
        }
        let last = if self.document.word(before) == "," { before.checked_sub(1)? } else { before };
        let who = matches!(self.document.word(pronoun.start), "who" | "whom");
        self.entities.at(last).filter(|m| m.kind == MentionKind::Name && who == self.is_person(m.entity)).map(|m| m.entity)
    }

    /// Who answers in an interview by letters (`Q:`, `A:`): the only person that the text names before it. Who asks is nobody known.
    fn answers(&self, letter: &Range<usize>) -> Option<usize> {
        if !self.document.word(letter.start).starts_with('A') {
            return None;
        }
        let label = |p: &usize| {
            let first = self.document.paragraph_tokens(*p).start;
            transcript::is_letter(self.document, &(first..first + 1))
        };
        let interview = (0..self.document.paragraphs.len()).find(label)?;
        let before = self.document.paragraph_tokens(interview).start;
        let named = |m: &&Mention| m.kind == MentionKind::Name && self.is_person(m.entity);
        let mut people = self.entities.within(&(0..before)).iter().filter(named).map(|m| m.entity);
        let first = people.next()?;
        people.all(|other| other == first).then_some(first)
    }

    /// Gives `I`, `me` and `my` in the very words of a quote to its speaker, and takes `he` and `she` from them: nobody speaks so of
    /// oneself. In a quote inside it they are somebody else's.
    pub(super) fn persons(&mut self, quote: &Quote) {
        let Some(entity) = quote.speaker else { return };
        for &piece in &quote.content {
            for i in self.document.tokens_in(piece) {
                let span = self.document.tokens[i].span;
                let nested = self.speech[i].is_some_and(|q| {
                    let turn = quote.by == transcript::BY && self.document.quotations[q].span.start > piece.start;
                    turn || self.is_nested(q, i)
                });
                if !quote.is_verbatim(self.document, span.start) || nested {
                    continue;
                }
                if matches!(self.document.word(i), "I" | "me" | "Me" | "my" | "My" | "mine" | "myself") {
                    self.entities.add(Mention { span, tokens: i..i + 1, kind: MentionKind::Pronoun, entity });
                } else if self.entities.at(i).is_some_and(|m| m.kind == MentionKind::Pronoun && m.entity == entity && m.span == span) {
                    self.entities.take(span);
                }
            }
        }
    }

    /// Whether token `i` stands in a quotation inside quotation `outer`.
    fn is_nested(&self, outer: usize, i: usize) -> bool {
        let inside = self.document.quotations[outer + 1..].iter().take_while(|q| q.parent.is_some());
        inside.into_iter().any(|q| q.span.contains(self.document.tokens[i].span))
    }

    /// Whether an entity is one person.
    fn is_person(&self, entity: usize) -> bool {
        let entity = &self.entities.list[entity];
        entity.kind == EntityType::Person && !entity.plural
    }

    /// Who may be meant at token `at`.
    fn view(&self, at: usize) -> View {
        let people = self.focus(at);
        let here = self.document.sentence_index(at);
        let first = self.document.paragraphs[self.document.sentences[here].paragraph.saturating_sub(1)].sentences.start;
        let named = |sentence: usize| {
            let tokens = self.document.sentences[sentence].tokens.clone();
            let told = |m: &&Mention| m.kind != MentionKind::Adjective && self.speech[m.tokens.start].is_none();
            self.entities.within(&(tokens.start..tokens.end.min(at))).iter().find(told).map(|m| m.entity)
        };
        let subject = (first..=here).rev().find_map(named).filter(|s| people.contains(s));
        View { people, subject }
    }

    /// The people in view at token `at`: the last speaker here or in the paragraphs before, and everybody mentioned since
    /// outside speech; without a speaker, everybody in the nearest paragraph that mentions anybody.
    fn focus(&self, at: usize) -> Vec<usize> {
        let here = self.document.sentence_of(at).paragraph;
        for paragraph in (here.saturating_sub(VIEW)..=here).rev() {
            let range = self.document.paragraph_tokens(paragraph);
            let range = range.start..range.end.min(at);
            let speaker = self.said.iter().rev().find(|(source, _)| range.contains(&source.start) && source.start < at);
            let since = speaker.map_or(range.start, |(source, _)| source.end);
            let person =
                |m: &&Mention| m.kind != MentionKind::Adjective && self.is_person(m.entity) && self.speech[m.tokens.start].is_none();
            let mut focus: Vec<usize> =
                self.entities.within(&(since..range.end.max(since))).iter().filter(person).map(|m| m.entity).collect();
            // A name that two people bear may be either of them.
            let open = |name: &Range<usize>| since <= name.start && name.end <= range.end && self.speech[name.start].is_none();
            if self.entities.ambiguous.iter().any(open) {
                return Vec::new();
            }
            match speaker {
                // A body or a crowd that spoke last is no `he`.
                Some(&(_, Some(speaker))) if self.is_person(speaker) => focus.push(speaker),
                // Somebody unknown spoke: who is meant cannot be told.
                Some((_, None)) if focus.is_empty() => return focus,
                _ => {}
            }
            if !focus.is_empty() {
                return focus;
            }
        }
        Vec::new()
    }
}
