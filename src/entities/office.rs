//! `the president`, `the committee`: offices and bodies that go on without their names.
//!
//! Takes the entities of a text whose sources have been resolved, promises a mention for each phrase of `the` and a noun for an office
//! or a body that can stand for one entity only ([`Entities::resolve`]), which was named before. A phrase that goes on (`the president
//! of Chile`, `the party line`) is left alone, as is one that two could be meant by.

use std::collections::HashMap;

use super::reference::is_body;
use super::{Entities, Mention, View};
use crate::analysis::MentionKind;
use crate::document::{Document, TokenKind};
use crate::seeds::{Function, Seeds};

/// Longest phrase, in tokens, the article included: `the deputy prime minister`.
const LONGEST: usize = 4;

/// Adds the mentions.
pub(super) fn read(document: &Document, seeds: &Seeds, entities: &mut Entities) {
    // Where each entity is first named; nothing that is added here is a name.
    let mut named: HashMap<usize, usize> = HashMap::new();
    for mention in entities.mentions.iter().filter(|m| m.kind == MentionKind::Name) {
        named.entry(mention.entity).or_insert(mention.tokens.end);
    }
    let mut i = 0;
    while i < document.tokens.len() {
        let found = document.word(i).eq_ignore_ascii_case("the").then(|| phrase_end(document, seeds, entities, i)).flatten();
        let Some(end) = found else {
            i += 1;
            continue;
        };
        let tokens = i..end;
        let span = document.tokens_span(&tokens);
        let meant = entities.resolve(document, seeds, &tokens, &View::default()).entity;
        if let Some(entity) = meant.filter(|entity| named.get(entity).is_some_and(|&end| end <= i)) {
            entities.add(Mention { span, tokens, kind: MentionKind::Nominal, entity });
        }
        i = end;
    }
}

/// Where the phrase ends that begins with the article at `the`.
fn phrase_end(document: &Document, seeds: &Seeds, entities: &Entities, the: usize) -> Option<usize> {
    let sentence = document.sentence_of(the).tokens.end;
    let plain = |i: usize| {
        let word = document.word(i);
        let noun = document.kind(i) == Some(TokenKind::Word) && word.starts_with(char::is_lowercase) && seeds.function(word).is_none();
        noun && entities.at(i).is_none()
    };
    let last = (the + 1..sentence.min(the + LONGEST)).take_while(|&i| plain(i)).filter(|&i| {
        let word = document.word(i).to_lowercase();
        let plural = seeds.nominal(&word).is_some_and(|n| n.plural);
        !plural && (seeds.title_word(&word).is_some() || seeds.nominal(&word).is_some() || is_body(&word))
    });
    let end = last.last()? + 1;
    (end >= sentence || ends(document, seeds, entities, end)).then_some(end)
}

/// Whether a phrase is over before token `i`: not before `of` and a name or before a noun that goes on with it.
fn ends(document: &Document, seeds: &Seeds, entities: &Entities, i: usize) -> bool {
    let word = document.word(i);
    if document.is_possessive(i) || document.kind(i) != Some(TokenKind::Word) {
        return document.is_possessive(i) || matches!(document.kind(i), Some(TokenKind::Mark | TokenKind::Sign));
    }
    let named = || entities.at(i + 1).is_some();
    match seeds.function(word) {
        Some(Function::Preposition) => word != "of" && (word != "for" || !named()),
        Some(_) => true,
        None => entities.at(i).is_none() && (word.ends_with("ed") || seeds.cue(word).is_some_and(|c| c.verb)),
    }
}
