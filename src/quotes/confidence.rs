//! How far a quote can be trusted.
//!
//! The encoder's own probability (the bounds of every piece, times the link to the source) is too sure of itself. A straight line
//! through its log-odds (Platt 1999) makes it the share of quotes that are right: content equal to a person's by at least four
//! fifths of its characters, and the same source. Slope and height were fitted on articles annotated whole that trained nothing, by
//! `training/onrecord_train/confidence.py`, which prints the expected calibration error. Quotes found by a rule have none.

use crate::seeds::Cue;

/// Slope and height of the line.
const LINE: (f64, f64) = (0.923, -0.113);
/// Least probability of an attribution without marks that a word of saying or thinking introduces.
const SAID: f64 = 0.28;
/// The same of an act or a state of mind (`is eager to`): of less likely ones, three in four are none.
const DONE: f64 = 0.41;
/// The same where the cue is no word that the lexicon knows (`the court struck down a law`).
const UNKNOWN: f64 = 0.59;
/// Log-odds beyond these say no more than these.
const FAR: f64 = 8.0;

/// The probability that a quote is right, by the encoder's own; in hundredths, since the last digits may differ between CPUs.
pub(super) fn calibrated(own: f32) -> f64 {
    let own = f64::from(own).clamp(0.0, 1.0);
    let odds = (own / (1.0 - own)).ln().clamp(-FAR, FAR);
    let p = 1.0 / (1.0 + (-(LINE.0 * odds + LINE.1)).exp());
    (p * 100.0).round() / 100.0
}

/// Whether an attribution without marks, with its cue as the lexicon knows it, is likely enough to be told. Speech in marks is always
/// somebody's.
pub(super) fn is_likely(own: f32, cue: Option<&Cue>) -> bool {
    let least = match cue {
        Some(cue) if cue.class == "act" => DONE,
        Some(_) => SAID,
        None => UNKNOWN,
    };
    calibrated(own) >= least
}

#[cfg(test)]
mod tests {
    use super::calibrated;

    #[test]
    fn rises_and_stays_a_probability() {
        let values: Vec<f64> = [0.0, 0.1, 0.5, 0.9, 1.0].map(calibrated).to_vec();
        assert!(values.is_sorted() && values.iter().all(|p| (0.0..=1.0).contains(p)) && values[0] < values[4], "{values:?}");
    }
}
