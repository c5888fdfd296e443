//! The mentions among which antecedents are sought.
//!
//! Takes the names of a text and the referents that the encoder tagged, promises candidates in text order that do not cut through each
//! other: each name once, and of the referents those that are no name themselves. `President Ann Lee` is the name `Ann Lee`; `the
//! Kremlin spokesman` is a candidate beside `Kremlin`.

use std::ops::Range;

use crate::analysis::{EntityType, MentionKind};
use crate::document::{Document, Region, Span, TokenKind};
use crate::encoder::{Referent, ReferentKind};
use crate::entities::{Entities, gender};
use crate::seeds::{Function, Seeds};

/// Referents that are less likely than this are left out.
const FAINT: f32 = 0.03;

/// Longest name that several people bear, in tokens.
const LONGEST: usize = 4;

/// Words that stand for nobody in particular.
const NOBODY: [&str; 13] = [
    "anybody", "anyone", "anything", "everybody", "everyone", "everything", "nobody", "none", "nothing", "one", "somebody", "someone",
    "something",
];

/// A place that stands for somebody or something.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) span: Span,
    pub(super) tokens: Range<usize>,
    pub(super) kind: MentionKind,
    pub(super) owner: Owner,
}

/// For whom, as far as names tell.
#[derive(Debug, Clone)]
pub(super) enum Owner {
    /// An entity.
    Known(usize),
    /// One of several entities.
    Shared(Vec<usize>),
    /// Open: what kind of thing the encoder takes it for, and how surely it takes it for a mention.
    Open(ReferentKind, f32),
}

/// All candidates, by start and end.
pub(super) fn gather(document: &Document, referents: &[Referent], entities: &Entities, seeds: &Seeds) -> Vec<Candidate> {
    let byline = |token: usize| document.region_of(token) == Region::Byline;
    let mut found: Vec<Candidate> = Vec::new();
    for mention in &entities.mentions {
        let dated = matches!(entities.list[mention.entity].kind, EntityType::Date | EntityType::Money);
        // Who wrote the article does not act in it.
        if !dated && !byline(mention.tokens.start) {
            let owner = Owner::Known(mention.entity);
            found.push(Candidate { span: mention.span, tokens: mention.tokens.clone(), kind: mention.kind, owner });
        }
    }
    for shared in &entities.shared {
        let owner = Owner::Shared(shared.bearers.clone());
        found.push(Candidate { span: document.tokens_span(&shared.tokens), tokens: shared.tokens.clone(), kind: MentionKind::Name, owner });
    }
    let mut taken: Vec<Range<usize>> = Vec::new();
    for referent in referents.iter().filter(|r| r.confidence >= FAINT) {
        let Some(tokens) = whole(document, seeds, referent.span) else { continue };
        let nested = taken.iter().rev().take(8).all(|t| apart(t, &tokens) || holds(t, &tokens) && *t != tokens);
        if byline(tokens.start) || !nested || !is_free(document, entities, &tokens) {
            continue;
        }
        let Some(kind) = kind(document, seeds, &tokens) else { continue };
        taken.push(tokens.clone());
        found.push(Candidate { span: document.tokens_span(&tokens), tokens, kind, owner: Owner::Open(referent.kind, referent.confidence) });
    }
    found.sort_by_key(|c| c.span);
    found.dedup_by_key(|c| c.span);
    found
}

fn apart(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.end <= b.start || b.end <= a.start
}

fn holds(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start <= b.start && b.end <= a.end
}

/// The tokens of a span as far as they can be a noun phrase, without a possessive at its end; nothing if the span cuts a token.
fn whole(document: &Document, seeds: &Seeds, span: Span) -> Option<Range<usize>> {
    let mut tokens = document.tokens_in(span);
    if tokens.is_empty() || document.tokens_span(&tokens) != span {
        return None;
    }
    // `the levy | is unfair`, `people | who`; what would end on a small word (`to | do so`) is no noun phrase.
    let is = |i: usize, one: Function| seeds.function(document.word(i)) == Some(one);
    let cut = |&i: &usize| is(i, Function::Auxiliary) || is(i, Function::Relative) && i + 1 == tokens.end;
    if let Some(end) = (tokens.start + 1..tokens.end).find(cut) {
        if seeds.function(document.word(end - 1)).is_some_and(|f| f != Function::Pronoun) {
            return None;
        }
        tokens.end = end;
    }
    if tokens.len() > 1 && document.is_possessive(tokens.end - 1) {
        tokens.end -= 1;
    }
    Some(tokens)
}

/// Whether a stretch is no name, no part of one and cuts through none. With nothing but a title before it, a name at the end is the
/// stretch's own; behind a possessive or a preposition it is somebody else's.
fn is_free(document: &Document, entities: &Entities, tokens: &Range<usize>) -> bool {
    let names = entities.mentions.iter().map(|m| &m.tokens);
    let first = entities.mentions.partition_point(|m| m.tokens.end <= tokens.start);
    // A shared name that begins before the stretch can reach into it.
    let shared = entities.shared_in(&(tokens.start.saturating_sub(LONGEST)..tokens.end));
    let near = names.skip(first).take_while(|n| n.start < tokens.end).chain(shared.iter().map(|s| &s.tokens));
    near.filter(|n| !apart(n, tokens)).all(|name| {
        let own = name.end == tokens.end
            && !(tokens.start..name.start).any(|i| document.is_possessive(i) || matches!(document.word(i), "of" | "and"));
        holds(tokens, name) && name != tokens && !own
    })
}

/// How a stretch mentions somebody: nothing where it says `I`, or is no word.
fn kind(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> Option<MentionKind> {
    let word = document.word(tokens.start).to_lowercase();
    if matches!(word.as_str(), "i" | "me" | "my" | "mine" | "myself") && tokens.len() == 1 {
        return None;
    }
    if tokens.len() == 1 && NOBODY.contains(&word.as_str()) {
        return None;
    }
    let small = matches!(seeds.function(&word), Some(Function::Pronoun | Function::Determiner | Function::Relative));
    if tokens.len() == 1 && (small || gender(&word).is_some()) {
        return Some(MentionKind::Pronoun);
    }
    (document.kind(tokens.end - 1) == Some(TokenKind::Word)).then_some(MentionKind::Nominal)
}
