//! How likely a pair must be to be told, and how far a told one can be trusted.
//!
//! The chances of the encoder are those of one place; what a whole article says of a pair is their sum ([`super::find`]), and of pairs
//! with the same sum a share is right that is not the sum: whose words they are and whom the mentions stand for may be wrong too. So
//! both were fitted on articles that were annotated whole and trained nothing, and cross-fitted between their halves
//! (`training/onrecord_train/confidence.py` prints the thresholds, the lines and the calibration error).

use crate::analysis::HolderKind;

/// Least chance of a pair that is told, and of one of the author.
const TOLD: f64 = 0.6;
const AUTHOR: f64 = 0.65;
/// Least chance of a pair to be expressly neither for nor against.
pub(super) const NEITHER: f64 = 0.5;
/// Least chance of a place to be shown as a record of its own, where a likelier one is there.
pub(super) const SHOWS: f32 = 0.3;
/// The line from the logarithm of the odds of a pair to that of its being right: where it begins, how steep it is.
const LINE: [f64; 2] = [-0.9, 0.4];
/// What an author's attitude adds to that.
const OF_AUTHOR: f64 = -0.7;
/// Chances beyond this say no more than it.
const FAR: f64 = 0.995;

/// The least chance of a pair that is told.
pub(super) fn least(holder: HolderKind) -> f64 {
    if holder == HolderKind::Author { AUTHOR } else { TOLD }
}

/// The probability that a pair with this chance is right.
pub(super) fn calibrated(chance: f64, holder: HolderKind) -> f64 {
    let p = chance.clamp(1.0 - FAR, FAR);
    let author = if holder == HolderKind::Author { OF_AUTHOR } else { 0.0 };
    let odds = LINE[0] + author + LINE[1] * (p / (1.0 - p)).ln();
    1.0 / (1.0 + (-odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_likelier_pair_is_trusted_more_and_none_is_certain() {
        let of = |chance| calibrated(chance, HolderKind::Speaker);
        assert!(of(0.5) < of(0.7) && of(0.7) < of(0.95));
        assert!(of(1.0) < 1.0 && of(0.0) > 0.0);
    }
}
