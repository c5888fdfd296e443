//! Pronouns and common nouns that refer back to somebody.
//!
//! Resolved only when exactly one candidate fits: `she` needs a woman (or somebody whose gender nothing tells) in view, `the
//! spokesman` somebody whose role says so. Two candidates mean no answer.

use std::ops::Range;

use super::{Entities, Entity};
use crate::analysis::{EntityType, SourceKind};
use crate::document::{Document, TokenKind};
use crate::seeds::{Function, Gender, Seeds};

/// What a source phrase stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// The entity, if exactly one fits.
    pub entity: Option<usize>,
    /// How it is named.
    pub kind: SourceKind,
}

/// Nouns for people who speak without a name, singular and plural.
const UNNAMED: [&str; 8] = ["source", "sources", "official", "officials", "insider", "insiders", "diplomat", "diplomats"];

/// Whether the phrase is one that can refer to an entity named elsewhere: a pronoun, or `the` and a noun.
pub fn refers_back(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> bool {
    let first = document.word(tokens.start).to_lowercase();
    let pronoun = tokens.len() == 1 && seeds.function(&first) == Some(Function::Pronoun);
    pronoun || (matches!(first.as_str(), "the" | "this" | "that") && tokens.len() <= 4)
}

impl Entities {
    /// What the source phrase `tokens` stands for. `focus` are the entities in view: the last to have spoken or been named
    /// around here, nearest first.
    pub fn resolve(&self, document: &Document, seeds: &Seeds, tokens: &Range<usize>, focus: &[usize]) -> Reference {
        let first = document.word(tokens.start).to_lowercase();
        if tokens.len() == 1 && seeds.function(&first) == Some(Function::Pronoun) {
            let gender = match first.as_str() {
                "he" | "him" => Gender::Male,
                "she" | "her" => Gender::Female,
                _ => return Reference { entity: None, kind: SourceKind::Pronoun },
            };
            let fits = |id: &usize| self.list[*id].kind == EntityType::Person && self.list[*id].gender.is_none_or(|g| g == gender);
            return Reference { entity: only(focus.iter().copied().filter(fits)), kind: SourceKind::Pronoun };
        }
        if let Some(entity) = self.named(document, tokens) {
            return Reference { entity: Some(entity), kind: SourceKind::Named };
        }
        let head = head(document, seeds, tokens);
        let kind = match head.map(|h| document.word(h).to_lowercase()) {
            Some(word) if UNNAMED.contains(&word.as_str()) && first != "the" => SourceKind::Anonymous,
            Some(word) if word.ends_with('s') && seeds.nominal(&word).is_none() => SourceKind::Collective,
            Some(word) => {
                if first == "the" {
                    let fits = |e: &Entity| e.kind == EntityType::Person && e.role.as_ref().is_some_and(|role| has_word(role, &word));
                    let entity = only((0..self.list.len()).filter(|&id| fits(&self.list[id])));
                    return Reference { entity, kind: SourceKind::Nominal };
                }
                SourceKind::Nominal
            }
            None => SourceKind::Nominal,
        };
        Reference { entity: None, kind }
    }

    /// The entity that the phrase names: the person in `the group's head, Ann Lee`, else the last name that nothing but its
    /// own title precedes (`a spokesman for Acme` names nobody).
    fn named(&self, document: &Document, tokens: &Range<usize>) -> Option<usize> {
        let mentions: Vec<_> = self.within(tokens).iter().filter(|m| m.kind != crate::analysis::MentionKind::Adjective).collect();
        let person = mentions.iter().find(|m| self.list[m.entity].kind == EntityType::Person);
        if let Some(person) = person {
            let behind_of =
                person.tokens.start > tokens.start && matches!(document.word(person.tokens.start - 1), "of" | "for" | "by" | "to");
            let owner = person.tokens.end < tokens.end && matches!(document.word(person.tokens.end), "'s" | "’s" | "'" | "’");
            return (!behind_of && !owner).then_some(person.entity);
        }
        // A name must be the head: last in the phrase, or first before a comma.
        let last = mentions.last()?;
        let is_head = last.tokens.end == tokens.end
            && !(tokens.start..last.tokens.start).any(|i| matches!(document.word(i), "of" | "for" | "in" | "at" | "from"));
        let leads = mentions[0].tokens.start <= tokens.start + 1
            && mentions[0].tokens.end < tokens.end
            && document.word(mentions[0].tokens.end) == ",";
        if leads {
            return Some(mentions[0].entity);
        }
        is_head.then_some(last.entity)
    }
}

/// The noun that the phrase is about: the last word before a preposition, a comma or the end.
fn head(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> Option<usize> {
    tokens
        .clone()
        .take_while(|&i| {
            let word = document.word(i);
            word != ","
                && seeds.function(word).is_none_or(|f| !matches!(f, Function::Preposition | Function::Relative | Function::Conjunction))
        })
        .filter(|&i| document.tokens[i].kind == TokenKind::Word)
        .last()
}

fn has_word(role: &str, word: &str) -> bool {
    role.split_whitespace().any(|w| w.to_lowercase() == word)
}

/// The only item, if there is exactly one distinct.
fn only(mut items: impl Iterator<Item = usize>) -> Option<usize> {
    let first = items.next()?;
    items.all(|other| other == first).then_some(first)
}
