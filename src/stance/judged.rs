//! Attitudes that the encoder reads off a whole sentence.
//!
//! Asks the encoder two things about a holder and a target: is the one for or against the other, and in what light does the
//! sentence put the target. A speaker's attitude towards what they name needs both answers to agree, for bad news alone satisfies
//! the second; what somebody does to another in the words of the article needs the first to be nearly certain. The words of the
//! attitude lexicon inside the evidence are its cues; there may be none. Sentences under a condition are left out.
//!
//! The encoder's probabilities come calibrated: the temperatures that its weights carry are fitted on the development parts of the two
//! corpora that its heads learn from, `NewsMTSC` for the light and DSE for the pair (`training/onrecord_train/calibrate.py`). That holds
//! for a pair that the caller names ([`judge()`]). The records are the surest among many, and of such fewer are right than each
//! probability says: their own confidence is measured on records (`confidence`).

use std::collections::HashSet;

use super::attitude;
use super::clause::Clauses;
use super::draft::{Draft, Holder, Views};
use super::phrase::Phrase;
use crate::analysis::{Channel, EntityType, HolderKind, MentionKind, Modality, Polarity};
use crate::document::{Document, Span};
use crate::encoder::{Network, Question, Reading};
use crate::entities::Mention;
use crate::quotes::Quote;
use crate::seeds::{Function, Seeds};

/// The name of what the encoder read.
pub(super) const BY: &str = "model";
/// Least mean of the two probabilities for a speaker.
const SPEAKER: f32 = 0.6;
/// Least of each of them.
const EACH: f32 = 0.35;
/// Least probability for an actor.
const ACTOR: f32 = 0.8;
/// More mentions than this in a sentence make it a list, in which nobody acts on anybody.
const CROWD: usize = 12;
/// Least mean where the words already say that something is judged.
const CALLED: f32 = 0.45;

/// Longest office in front of a name, in tokens.
const OFFICE: usize = 4;
/// How the words of an office begin whose holder speaks for a state or a body.
const OFFICES: [&str; 6] = ["spokes", "minister", "president", "premier", "ambassador", "envoy"];

/// What the stance room looks at.
pub(super) struct Judge<'d> {
    pub(super) clauses: Clauses<'d>,
    pub(super) quotes: &'d [Quote],
    pub(super) network: &'d dyn Network,
    pub(super) reading: &'d Reading,
}

impl Judge<'_> {
    /// All records that the encoder is sure of.
    pub(super) fn find(&self) -> Vec<Draft> {
        let mut found = self.speakers();
        found.extend(self.actors());
        found
    }

    /// Of the target `phrase` in its sentence, as somebody who is named at `holder` sees it.
    pub(super) fn opinion(&self, holder: Span, phrase: &Phrase) -> Option<f64> {
        let document = self.clauses.phrases.document;
        let sentence = document.sentence_of(phrase.head).span;
        self.ask(holder, document.tokens_span(&phrase.tokens), sentence, CALLED)
    }

    /// Both answers.
    fn views(&self, holder: Span, target: Span, sentence: Span) -> Option<Views> {
        let light = self.network.judge(self.reading, Question::Target { target, sentence });
        let pair = self.network.judge(self.reading, Question::Pair { holder, target, sentence });
        let (&[bad, _, good], &[_, favours, opposes]) = (&light[..], &pair[..]) else { return None };
        Some(Views { light: [bad, good], pair: [opposes, favours] })
    }

    /// Both answers about the parties of a draft.
    pub(super) fn view(&self, draft: &Draft) -> Option<Views> {
        let p = self.clauses.phrases;
        let sentence = p.document.sentence_of(draft.target.head).span;
        let holder = match &draft.holder {
            Holder::Unnamed => return None,
            Holder::Phrase(phrase) => p.document.tokens_span(&phrase.tokens),
            Holder::Entity(entity) => match draft.quote.and_then(|q| self.quotes[q].source.as_ref()) {
                Some(source) => p.document.tokens_span(source),
                None => p.entities.mentions.iter().rfind(|m| m.entity == *entity && m.span.start < sentence.end)?.span,
            },
        };
        self.views(holder, p.document.tokens_span(&draft.target.tokens), sentence)
    }

    /// Both answers, if they agree and are sure enough.
    fn ask(&self, holder: Span, target: Span, sentence: Span, sure: f32) -> Option<f64> {
        let Views { light: [bad, good], pair: [opposes, favours] } = self.views(holder, target, sentence)?;
        let agree = if good + favours > bad + opposes { good.min(favours) } else { bad.min(opposes) };
        signed(f32::midpoint(good, favours), f32::midpoint(bad, opposes), sure).filter(|_| agree >= EACH)
    }

    /// Speakers towards what they speak about.
    fn speakers(&self) -> Vec<Draft> {
        let mut found = Vec::new();
        let document = self.clauses.phrases.document;
        let own = self.own_bodies();
        for (id, quote) in self.quotes.iter().enumerate() {
            let (Some(holder), Some(source)) = (quote.speaker, &quote.source) else { continue };
            let refused = quote.cue.is_some_and(|c| document.slice(c).to_lowercase().contains("refus"));
            if quote.class == "deny" || refused {
                // What is denied is what others think, and what is refused what others want.
                continue;
            }
            let source = document.tokens_span(source);
            for &piece in &quote.content {
                for target in self.spoken_about(id, piece).into_iter().filter(|t| t.entity != Some(holder)) {
                    if target.entity.is_some_and(|t| own.contains(&(holder, t))) {
                        continue;
                    }
                    let sentence = document.sentence_of(target.head).span;
                    let Some(evidence) = sentence.shared(piece).filter(|&words| !self.is_conditional(words)) else { continue };
                    let span = document.tokens_span(&target.tokens);
                    let Some(opinion) = self.ask(source, span, sentence, SPEAKER) else { continue };
                    let channel = if quote.is_verbatim(document, span.start) { Channel::DirectQuote } else { Channel::IndirectQuote };
                    found.push(self.draft((holder, HolderKind::Speaker), target, opinion, (channel, Some(id)), evidence));
                }
            }
        }
        found
    }

    /// Whom speakers speak for, by how they are introduced (`Acme spokesman Ann Lee`): what they say of those is no stance.
    fn own_bodies(&self) -> HashSet<(usize, usize)> {
        let p = self.clauses.phrases;
        let sources = self.quotes.iter().filter_map(|q| Some((q.speaker?, q.source.as_ref()?)));
        let own = sources.flat_map(|(speaker, source)| p.entities.within(source).iter().map(move |m| (speaker, m.entity)));
        // Introduced once, known for the whole text.
        let people = p.entities.mentions.iter().filter(|m| p.entities.list[m.entity].kind == EntityType::Person);
        own.chain(people.filter_map(|person| Some((person.entity, self.spoken_for(person)?)))).collect()
    }

    /// The state or body in front of the office in front of a name: `Kremlin spokesman X`.
    fn spoken_for(&self, person: &Mention) -> Option<usize> {
        let p = self.clauses.phrases;
        let start = p.document.sentence_of(person.tokens.start).tokens.start;
        let before = (start..person.tokens.start).rev().take_while(|&i| p.entities.at(i).is_none()).take(OFFICE);
        let first = before.last()?;
        let office = (first..person.tokens.start).any(|i| OFFICES.iter().any(|o| p.lower(i).starts_with(o)));
        p.entities.at(first.checked_sub(1).filter(|&i| i >= start)?).filter(|_| office).map(|m| m.entity)
    }

    /// Named people and bodies in a piece of a quote, and the definite phrases that are its subjects.
    fn spoken_about(&self, quote: usize, piece: Span) -> Vec<Phrase> {
        let p = self.clauses.phrases;
        let tokens = p.document.tokens_in(piece);
        let mut found = Vec::new();
        let mut i = tokens.start;
        while i < tokens.end {
            if self.clauses.voices.quote(i) != Some(quote) {
                i += 1;
                continue;
            }
            if let Some(mention) = p.entities.at(i) {
                if self.can_be_target(mention) && mention.tokens.start == i {
                    let tokens = mention.tokens.clone();
                    found.push(Phrase { head: tokens.end - 1, tokens, entity: Some(mention.entity), owner: None });
                }
                i = mention.tokens.end;
                continue;
            }
            let definite = matches!(p.lower(i).as_str(), "the" | "this" | "these" | "those");
            match p.right(i, tokens.end).filter(|_| definite) {
                Some(phrase) if self.is_subject(&phrase, tokens.end) => {
                    i = phrase.tokens.end;
                    if phrase.entity.is_none() {
                        found.push(phrase);
                    }
                }
                _ => i += 1,
            }
        }
        found
    }

    /// Whether a verb follows.
    fn is_subject(&self, phrase: &Phrase, limit: usize) -> bool {
        let p = self.clauses.phrases;
        let verb = (phrase.tokens.end..limit).find(|&i| !p.is_adverb(i) && !p.is_mark(i));
        let plain = phrase.tokens.len() > 1 && p.function(phrase.head).is_none();
        plain && verb.is_some_and(|v| p.entities.at(v).is_none() && p.is_verbal(v))
    }

    fn is_conditional(&self, span: Span) -> bool {
        let p = self.clauses.phrases;
        let mut tokens = p.document.tokens_in(span);
        tokens.any(|i| matches!(p.lower(i).as_str(), "if" | "unless" | "would" | "whether" | "?" | "'d" | "’d"))
    }

    /// Actors towards whom they act on, outside quotes.
    fn actors(&self) -> Vec<Draft> {
        let p = self.clauses.phrases;
        let mut found = Vec::new();
        for sentence in &p.document.sentences {
            let inside = p.entities.within(&sentence.tokens);
            if inside.len() > CROWD {
                continue;
            }
            let told = |m: &&Mention| self.clauses.voices.quote(m.tokens.start).is_none();
            for holder in inside.iter().filter(told).filter(|m| self.can_be_target(m)) {
                for target in inside.iter().filter(told).filter(|m| m.entity != holder.entity && self.can_be_target(m)) {
                    let question = Question::Pair { holder: holder.span, target: target.span, sentence: sentence.span };
                    let pair = self.network.judge(self.reading, question);
                    let &[_, favours, opposes] = &pair[..] else { continue };
                    let Some(opinion) = signed(favours, opposes, ACTOR) else { continue };
                    let tokens = target.tokens.clone();
                    let phrase = Phrase { head: tokens.end - 1, tokens, entity: Some(target.entity), owner: None };
                    found.push(self.draft((holder.entity, HolderKind::Actor), phrase, opinion, (Channel::Act, None), sentence.span));
                }
            }
        }
        found
    }

    /// Whether one can be for or against the bearer of the mention. An adjective (`Turkish banks`) mostly means somebody else.
    fn can_be_target(&self, mention: &Mention) -> bool {
        let p = self.clauses.phrases;
        let kind = p.entities.list[mention.entity].kind;
        let own = mention.kind == MentionKind::Pronoun && p.function(mention.tokens.start) == Some(Function::Determiner);
        mention.kind != MentionKind::Adjective
            && !own
            && matches!(kind, EntityType::Person | EntityType::Org | EntityType::Gpe | EntityType::Norp)
    }

    fn draft(
        &self,
        (holder, holder_kind): (usize, HolderKind),
        target: Phrase,
        score: f64,
        (channel, quote): (Channel, Option<usize>),
        evidence: Span,
    ) -> Draft {
        let p = self.clauses.phrases;
        Draft {
            holder: Holder::Entity(holder),
            holder_kind,
            target,
            score,
            modality: Modality::Asserted,
            channel,
            quote,
            evidence,
            cues: attitude::words(p.document, p.seeds, evidence, score),
            confidence: None,
            by: BY,
        }
    }
}

/// The greater of the two with its sign, if it is sure.
fn signed(positive: f32, negative: f32, sure: f32) -> Option<f64> {
    let (size, sign) = if positive > negative { (positive, 1.0) } else { (negative, -1.0) };
    (size >= sure).then(|| sign * rounded(size))
}

/// Two decimals: the last digits of a float may differ between CPUs.
fn rounded(p: f32) -> f64 {
    (f64::from(p) * 100.0).round() / 100.0
}

/// What the encoder says of one target that a caller names.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// For, against or neither.
    pub polarity: Polarity,
    /// From -1 to 1: the probability of for, less that of against.
    pub score: f64,
    /// Calibrated probability of the polarity.
    pub confidence: f64,
    /// The sentence that was judged.
    pub evidence: Span,
    /// The attitude words in it that point the same way.
    pub cues: Vec<Span>,
}

/// Judges the sentence around `target`: how `holder` stands to it, or without one in what light the sentence puts it. `None` if
/// the target lies in no sentence, or holder and target lie too far apart for the encoder to see both.
pub fn judge(
    document: &Document,
    network: &dyn Network,
    reading: &Reading,
    target: Span,
    holder: Option<Span>,
    seeds: &Seeds,
) -> Option<Judgement> {
    let tokens = document.tokens_in(target);
    if tokens.is_empty() {
        return None;
    }
    let sentence = document.sentence_of(tokens.start).span;
    let answer = match holder {
        // Calibrated and asked for by name, the pair needs no second answer.
        Some(holder) => network.judge(reading, Question::Pair { holder, target, sentence }),
        None => network.judge(reading, Question::Target { target, sentence }),
    };
    let (bad, plain, good) = match (&answer[..], holder) {
        (&[neither, favours, opposes], Some(_)) => (opposes, neither, favours),
        (&[bad, neither, good], None) => (bad, neither, good),
        _ => return None,
    };
    let (polarity, confidence) = if plain >= good.max(bad) {
        (Polarity::Neutral, plain)
    } else if good > bad {
        (Polarity::Positive, good)
    } else {
        (Polarity::Negative, bad)
    };
    let score = rounded(good - bad);
    let cues = if polarity == Polarity::Neutral { Vec::new() } else { attitude::words(document, seeds, sentence, score) };
    Some(Judgement { polarity, score, confidence: rounded(confidence), evidence: sentence, cues })
}
