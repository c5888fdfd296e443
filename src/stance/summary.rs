//! Counts a reader can check: how often a holder is for or against a target, and on which records.

use super::Stance;
use crate::analysis::{Polarity, StanceSummary};

/// One row for each holder and target, in order of the first record.
pub fn summarize(stance: &[Stance]) -> Vec<StanceSummary> {
    let mut rows: Vec<StanceSummary> = Vec::new();
    for (index, record) in stance.iter().enumerate() {
        let key = (record.holder, record.holder_kind, record.target);
        let at = rows.iter().position(|r| (r.holder, r.holder_kind, r.target) == key).unwrap_or(rows.len());
        if at == rows.len() {
            rows.push(StanceSummary {
                holder: record.holder,
                holder_kind: record.holder_kind,
                target: record.target,
                positive: 0,
                negative: 0,
                neutral: 0,
                mean: 0.0,
                evidence: Vec::new(),
            });
        }
        let row = &mut rows[at];
        match record.polarity {
            Polarity::Positive => row.positive += 1,
            Polarity::Negative => row.negative += 1,
            Polarity::Neutral => row.neutral += 1,
        }
        row.evidence.push(index);
    }
    for row in &mut rows {
        let sum: f64 = row.evidence.iter().map(|&i| stance[i].score).sum();
        // Counts of records are far below what a float holds exactly.
        #[allow(clippy::cast_precision_loss, reason = "a document has few records")]
        let mean = sum / row.evidence.len() as f64;
        row.mean = mean;
    }
    rows
}
