//! Attitudes that the encoder reads off a whole sentence.
//!
//! Asks the encoder two things about a holder and a target: is the one for or against the other, and in what light does the
//! sentence put the target. A speaker's attitude towards what they name needs both answers to agree, for bad news alone satisfies
//! the second; what somebody does to another in the words of the article needs the first to be nearly certain. The words of the
//! attitude lexicon inside the evidence are its cues; there may be none.

use super::{Stance, attitude};
use crate::analysis::{Channel, EntityType, HolderKind, MentionKind, Modality, Polarity, QuoteKind};
use crate::document::{Document, Span};
use crate::encoder::{Network, Question, Reading};
use crate::entities::{Entities, Mention};
use crate::quotes::{self, Quote};
use crate::seeds::Seeds;

/// Least mean of the two probabilities for a speaker.
const SPEAKER: f32 = 0.6;
/// Least probability for an actor.
const ACTOR: f32 = 0.7;

/// What the stance room looks at.
pub(super) struct Judge<'d> {
    pub(super) document: &'d Document<'d>,
    pub(super) entities: &'d Entities,
    pub(super) quotes: &'d [Quote],
    pub(super) network: &'d dyn Network,
    pub(super) reading: &'d Reading,
    pub(super) seeds: &'d Seeds,
}

impl Judge<'_> {
    /// All records that the encoder is sure of.
    pub(super) fn find(&self) -> Vec<Stance> {
        let mut found = self.speakers();
        found.extend(self.actors());
        found
    }

    /// Speakers towards whom they name.
    fn speakers(&self) -> Vec<Stance> {
        let mut found = Vec::new();
        for (id, quote) in self.quotes.iter().enumerate() {
            let (Some(holder), Some(source)) = (quote.speaker, &quote.source) else { continue };
            let source = self.document.tokens_span(source);
            for &piece in &quote.content {
                for target in self.entities.mentions.iter().filter(|m| piece.contains(m.span)) {
                    if target.entity == holder || !self.can_be_target(target) || quotes::around(self.quotes, target.span) != Some(id) {
                        continue;
                    }
                    let sentence = self.document.sentence_of(target.tokens.start).span;
                    let light = self.network.judge(self.reading, Question::Target { target: target.span, sentence });
                    let pair = self.network.judge(self.reading, Question::Pair { holder: source, target: target.span, sentence });
                    let (&[bad, _, good], &[_, favours, opposes]) = (&light[..], &pair[..]) else { continue };
                    let Some(score) = signed(f32::midpoint(good, favours), f32::midpoint(bad, opposes), SPEAKER) else { continue };
                    let evidence = Span::new(sentence.start.max(piece.start), sentence.end.min(piece.end));
                    let marked = quote.kind != QuoteKind::Indirect && self.document.quotation_at(target.span.start).is_some();
                    let channel = if marked { Channel::DirectQuote } else { Channel::IndirectQuote };
                    found.push(self.record((holder, HolderKind::Speaker), target.entity, score, (channel, Some(id)), evidence));
                }
            }
        }
        found
    }

    /// Actors towards whom they act on, outside quotes.
    fn actors(&self) -> Vec<Stance> {
        let mut found = Vec::new();
        for sentence in &self.document.sentences {
            let inside = self.entities.within(&sentence.tokens);
            let told = |m: &&Mention| quotes::around(self.quotes, m.span).is_none();
            for holder in inside.iter().filter(told).filter(|m| self.can_be_target(m)) {
                for target in inside.iter().filter(told).filter(|m| m.entity != holder.entity && self.can_be_target(m)) {
                    let question = Question::Pair { holder: holder.span, target: target.span, sentence: sentence.span };
                    let pair = self.network.judge(self.reading, question);
                    let &[_, favours, opposes] = &pair[..] else { continue };
                    let Some(score) = signed(favours, opposes, ACTOR) else { continue };
                    let place = (Channel::Act, None);
                    found.push(self.record((holder.entity, HolderKind::Actor), target.entity, score, place, sentence.span));
                }
            }
        }
        found
    }

    /// Whether one can be for or against the bearer of the mention. An adjective (`Turkish banks`) mostly means somebody else.
    fn can_be_target(&self, mention: &Mention) -> bool {
        let kind = self.entities.list[mention.entity].kind;
        mention.kind != MentionKind::Adjective && matches!(kind, EntityType::Person | EntityType::Org | EntityType::Gpe | EntityType::Norp)
    }

    fn record(
        &self,
        (holder, holder_kind): (usize, HolderKind),
        target: usize,
        score: f64,
        (channel, quote): (Channel, Option<usize>),
        evidence: Span,
    ) -> Stance {
        Stance {
            holder: Some(holder),
            holder_kind,
            target,
            polarity: if score > 0.0 { Polarity::Positive } else { Polarity::Negative },
            score,
            modality: Modality::Asserted,
            channel,
            quote,
            evidence,
            cues: attitude::words(self.document, self.seeds, evidence, score),
            by: "model",
        }
    }
}

/// The greater of the two with its sign, if it is sure.
fn signed(positive: f32, negative: f32, sure: f32) -> Option<f64> {
    let (size, sign) = if positive > negative { (positive, 1.0) } else { (negative, -1.0) };
    // Two decimals: the last digits of a float may differ between CPUs.
    (size >= sure).then(|| sign * (f64::from(size) * 100.0).round() / 100.0)
}
