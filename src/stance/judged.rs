//! The one target, or the one pair, that a caller names.
//!
//! Takes a target and perhaps a holder, promises how the sentence around the target puts it: without a holder in what light, with one
//! whether that is for or against. The probabilities come calibrated: the temperatures that the weights carry are fitted on the
//! development parts of the two corpora that these heads learn from, `NewsMTSC` and DSE (`training/onrecord_train/calibrate.py`).

use super::{hundredths, whole_words};
use crate::analysis::Polarity;
use crate::document::{Document, Span};
use crate::encoder::{Network, Question, Reading};

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
    /// The words in it that express an attitude of the same sign.
    pub cues: Vec<Span>,
}

/// Judges the sentence around `target`: how `holder` stands to it, or without one in what light the sentence puts it. `None` if
/// the target lies in no sentence, or holder and target lie too far apart for the encoder to see both.
pub fn judge(document: &Document, network: &dyn Network, reading: &Reading, target: Span, holder: Option<Span>) -> Option<Judgement> {
    let tokens = document.tokens_in(target);
    if tokens.is_empty() {
        return None;
    }
    let sentence = document.sentence_of(tokens.start).span;
    let answer = match holder {
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
    let score = hundredths(f64::from(good - bad));
    let inside = reading.expressions.iter().filter(|e| sentence.contains(e.span));
    let same = inside.filter(|e| polarity != Polarity::Neutral && e.favours == (polarity == Polarity::Positive));
    let cues = same.map(|e| whole_words(document, e.span)).collect();
    Some(Judgement { polarity, score, confidence: hundredths(f64::from(confidence)), evidence: sentence, cues })
}
