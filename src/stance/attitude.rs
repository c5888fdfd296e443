//! Attitude words with their holder and their target.
//!
//! The lexicon says of each word where its target stands: the object of a verb (`condemned the raid`), its subject (`the raid
//! angered`), the noun an adjective belongs to (`aggressive US pressure`, `the US is reckless`), or behind a preposition (`support
//! for Kyiv`). The holder is the subject of a verb that has one; otherwise whoever speaks. All look-ups stay inside one clause.

use std::ops::Range;

use super::Stance;
use crate::analysis::{Channel, HolderKind, MentionKind, Modality, Polarity, QuoteKind};
use crate::document::{Document, Span, TokenKind};
use crate::entities::{Entities, Mention};
use crate::quotes::{self, Quote};
use crate::seeds::{Attitude, Function, Reservation, Seeds, Toward};

/// How far a target may stand behind its word, in tokens.
const REACH: usize = 7;
/// How far a subject may stand before its verb, in tokens.
const BEFORE: usize = 6;
/// How far before a word what takes it back may stand, in tokens.
const RESERVED: usize = 5;
/// Longest attitude phrase, in words.
const PHRASE: usize = 5;

/// All records that rest on attitude words.
pub(super) fn find(document: &Document, entities: &Entities, quotes: &[Quote], seeds: &Seeds) -> Vec<Stance> {
    let finder = Finder { document, entities, quotes, seeds };
    let mut found = Vec::new();
    for sentence in &document.sentences {
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            i += finder.word(i, &sentence.tokens, &mut found);
        }
    }
    found
}

struct Finder<'d> {
    document: &'d Document<'d>,
    entities: &'d Entities,
    quotes: &'d [Quote],
    seeds: &'d Seeds,
}

impl Finder<'_> {
    /// Reads the attitude word at token `i`, if there is one; gives the number of tokens read.
    fn word(&self, i: usize, sentence: &Range<usize>, found: &mut Vec<Stance>) -> usize {
        if self.document.tokens[i].kind != TokenKind::Word || self.entities.at(i).is_some() {
            return 1;
        }
        let lower: Vec<String> = (i..sentence.end.min(i + PHRASE)).map(|j| self.document.word(j).to_lowercase()).collect();
        let Some((length, attitude)) = self.seeds.attitude(lower.iter().map(String::as_str)) else { return 1 };
        let word = i..i + length;
        let quote = quotes::around(self.quotes, self.document.tokens_span(&word));
        let clause = self.clause(&word, sentence, quote);
        let subject = if attitude.verb { self.subject(&word, &clause) } else { None };
        if let Some(target) = self.target(attitude, &word, &clause, subject) {
            found.extend(self.record(attitude, &word, &clause, quote, subject, target));
        }
        length
    }

    /// The tokens around `word` that belong to its clause: up to a sign that ends one, and not over the edge of a quote.
    fn clause(&self, word: &Range<usize>, sentence: &Range<usize>, quote: Option<usize>) -> Range<usize> {
        let edge = |i: usize| {
            let token = self.document.tokens[i];
            let sign = matches!(self.document.word(i), ";" | ":" | "." | "?" | "!" | "—" | "–" | "(" | ")");
            sign || quotes::around(self.quotes, token.span) != quote
        };
        let start = (sentence.start..word.start).rev().find(|&i| edge(i)).map_or(sentence.start, |i| i + 1);
        let end = (word.end..sentence.end).find(|&i| edge(i)).unwrap_or(sentence.end);
        start..end
    }

    /// The mention that is the subject of the verb.
    fn subject(&self, verb: &Range<usize>, clause: &Range<usize>) -> Option<&Mention> {
        let mut i = verb.start;
        while i > clause.start && verb.start - i < BEFORE {
            i -= 1;
            if let Some(mention) = self.entities.at(i) {
                let owner = mention.tokens.end < verb.start && matches!(self.document.word(mention.tokens.end), "'s" | "’s" | "'" | "’");
                let ruled = mention.tokens.start > clause.start
                    && self.seeds.function(self.document.word(mention.tokens.start - 1)) == Some(Function::Preposition);
                return (mention.kind != MentionKind::Adjective && !owner && !ruled).then_some(mention);
            }
            match self.seeds.function(self.document.word(i)) {
                Some(Function::Auxiliary | Function::Adverb | Function::Relative) => {}
                _ if self.document.word(i) == "," => {}
                _ => return None,
            }
        }
        None
    }

    /// The mention that the attitude is towards.
    fn target<'e>(
        &'e self,
        attitude: &Attitude,
        word: &Range<usize>,
        clause: &Range<usize>,
        subject: Option<&'e Mention>,
    ) -> Option<&'e Mention> {
        let passive = attitude.verb
            && word.start > clause.start
            && matches!(self.document.word(word.start - 1), "is" | "are" | "was" | "were" | "been" | "being" | "be");
        match attitude.toward {
            Toward::Object if passive => subject,
            Toward::Object => self.object(word.end, clause),
            Toward::Subject => subject,
            Toward::Head => self.head(word, clause),
            Toward::After(prepositions) => self.behind(prepositions, word.end, clause),
        }
    }

    /// The first mention behind token `from`, over determiners, adjectives and `of`, but over no second verb.
    fn object(&self, from: usize, clause: &Range<usize>) -> Option<&Mention> {
        for i in from..clause.end.min(from + REACH) {
            if let Some(mention) = self.entities.at(i) {
                // `condemned the Russian attack`: the country owns what is condemned.
                return Some(mention);
            }
            let word = self.document.word(i);
            if word == "," || self.document.tokens[i].kind == TokenKind::Mark {
                return None;
            }
            match self.seeds.function(word) {
                Some(Function::Determiner | Function::Adverb) | None => {}
                Some(Function::Preposition) if matches!(word, "of" | "by" | "for" | "on" | "with" | "against") => {}
                _ => return None,
            }
        }
        None
    }

    /// `reckless X`, or `X is reckless`.
    fn head(&self, word: &Range<usize>, clause: &Range<usize>) -> Option<&Mention> {
        let ahead = (word.end..clause.end.min(word.end + 2)).find_map(|i| self.entities.at(i));
        if ahead.is_some() {
            return ahead;
        }
        let mut i = word.start;
        let mut copula = false;
        while i > clause.start && word.start - i < BEFORE {
            i -= 1;
            let text = self.document.word(i);
            if let Some(mention) = self.entities.at(i) {
                return (copula && mention.kind != MentionKind::Adjective).then_some(mention);
            }
            match self.seeds.function(text) {
                Some(Function::Auxiliary) => copula |= matches!(text, "is" | "are" | "was" | "were" | "been" | "be"),
                Some(Function::Determiner | Function::Adverb) => {}
                _ if matches!(text, "'s" | "’s" | "'re" | "’re") => copula = true,
                _ => return None,
            }
        }
        None
    }

    /// The mention behind one of `prepositions`.
    fn behind(&self, prepositions: &str, from: usize, clause: &Range<usize>) -> Option<&Mention> {
        let at = (from..clause.end.min(from + 3)).find(|&i| prepositions.split('|').any(|p| p == self.document.word(i)))?;
        self.object(at + 1, clause)
    }

    fn record(
        &self,
        attitude: &Attitude,
        word: &Range<usize>,
        clause: &Range<usize>,
        quote: Option<usize>,
        subject: Option<&Mention>,
        target: &Mention,
    ) -> Option<Stance> {
        let cue = self.document.tokens_span(word);
        // The verb that introduces a quote has that quote's speaker for its subject.
        let introduced = self.quotes.iter().position(|q| q.cue.is_some_and(|c| c.meets(cue)));
        let subject = subject.filter(|s| s.entity != target.entity).map(|s| s.entity);
        let owner = if attitude.verb { None } else { self.owner(attitude, word, clause) };
        let (holder, holder_kind) = match (subject.or(owner), introduced, quote) {
            (Some(actor), None, _) => (Some(actor), HolderKind::Actor),
            (_, Some(introduced), _) => (Some(self.quotes[introduced].speaker?), HolderKind::Speaker),
            (None, None, Some(quote)) if self.is_own_voice(attitude, word, clause) => {
                (Some(self.quotes[quote].speaker?), HolderKind::Speaker)
            }
            _ => return None,
        };
        if holder == Some(target.entity) {
            return None;
        }
        let modality = self.modality(word, clause);
        let size = f64::from(attitude.strength.abs()) / 3.0;
        let (polarity, score) = match modality {
            Modality::Asserted if attitude.strength > 0 => (Polarity::Positive, size),
            Modality::Asserted => (Polarity::Negative, -size),
            _ => (Polarity::Neutral, 0.0),
        };
        let quote = quote.or(introduced);
        let channel = match (holder_kind, quote) {
            (HolderKind::Actor, None) => Channel::Act,
            (_, Some(q)) if self.quotes[q].kind != QuoteKind::Indirect && self.document.quotation_at(cue.start).is_some() => {
                Channel::DirectQuote
            }
            (_, Some(_)) => Channel::IndirectQuote,
            (_, None) => Channel::Narration,
        };
        Some(Stance {
            holder,
            holder_kind,
            target: target.entity,
            polarity,
            score,
            modality,
            channel,
            quote,
            evidence: self.evidence(word, clause, target),
            cues: vec![cue],
            by: "attitude-word",
        })
    }

    /// Whose attitude a noun names: `US pressure on`, `Ankara's support for`.
    fn owner(&self, attitude: &Attitude, word: &Range<usize>, clause: &Range<usize>) -> Option<usize> {
        if !matches!(attitude.toward, Toward::After(_)) {
            return None;
        }
        let before = (clause.start..word.start).rev().take(3);
        before.take_while(|&i| self.document.tokens[i].kind == TokenKind::Word).find_map(|i| self.entities.at(i)).map(|m| m.entity)
    }

    /// Whether the attitude inside a quote is the speaker's own: a verb or a noun needs a first person (`we condemn`, `our
    /// support`), an adjective is always theirs.
    fn is_own_voice(&self, attitude: &Attitude, word: &Range<usize>, clause: &Range<usize>) -> bool {
        if matches!(attitude.toward, Toward::Head | Toward::Subject) {
            return true;
        }
        if !attitude.verb {
            let before = (clause.start..word.start).rev().take(RESERVED);
            return before.into_iter().any(|i| matches!(self.document.word(i).to_lowercase().as_str(), "i" | "we" | "my" | "our"));
        }
        let mut i = word.start;
        while i > clause.start {
            i -= 1;
            let text = self.document.word(i).to_lowercase();
            match self.seeds.function(&text) {
                Some(Function::Pronoun) => return matches!(text.as_str(), "i" | "we"),
                Some(Function::Auxiliary | Function::Adverb) => {}
                _ => return false,
            }
        }
        false
    }

    fn modality(&self, word: &Range<usize>, clause: &Range<usize>) -> Modality {
        let from = clause.start.max(word.start.saturating_sub(RESERVED));
        for i in from..word.start {
            let lower: Vec<String> = (i..word.start).take(PHRASE).map(|j| self.document.word(j).to_lowercase()).collect();
            match self.seeds.reservation(lower.iter().map(String::as_str)) {
                Some((_, Reservation::Negated)) => return Modality::Negated,
                Some((_, Reservation::Withheld)) => return Modality::Withheld,
                Some((_, Reservation::Conditional)) => return Modality::Conditional,
                None => {}
            }
        }
        Modality::Asserted
    }

    /// From the first to the last of the words that matter.
    fn evidence(&self, word: &Range<usize>, clause: &Range<usize>, target: &Mention) -> Span {
        let start = word.start.min(target.tokens.start).max(clause.start);
        let end = word.end.max(target.tokens.end).min(clause.end.max(word.end));
        self.document.tokens_span(&(start..end.max(start + 1)))
    }
}

/// The attitude words of a stretch that point the way of `sign`, with whatever takes them back.
pub(super) fn words(document: &Document, seeds: &Seeds, span: Span, sign: f64) -> Vec<Span> {
    let tokens = document.tokens_in(span);
    let mut found = Vec::new();
    let mut i = tokens.start;
    while i < tokens.end {
        let lower: Vec<String> = (i..tokens.end).take(PHRASE).map(|j| document.word(j).to_lowercase()).collect();
        match seeds.attitude(lower.iter().map(String::as_str)) {
            Some((length, attitude)) if f64::from(attitude.strength) * sign > 0.0 => {
                found.push(document.tokens_span(&(i..i + length)));
                i += length;
            }
            _ => i += 1,
        }
    }
    found
}
