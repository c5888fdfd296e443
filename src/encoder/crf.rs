//! Labels of neighbouring pieces depend on each other: a linear-chain conditional random field.
//!
//! Takes a score for each piece and label of one window, promises the best label sequence under learned transitions (the lower label
//! wins a tie) and the probability of any span of it among all sequences. Impossible steps score -10000, so no span falls to
//! splinters for want of its beginning. Best sequences are sought in logarithms, as the reference does; probabilities are
//! summed as they are, scaled at each piece.

use std::ops::Range;

/// Learned scores of neighbouring labels, of the first and of the last.
#[derive(Debug)]
pub(super) struct Crf {
    /// [from, to]
    pair: Vec<f32>,
    first: Vec<f32>,
    last: Vec<f32>,
    /// The exponentials of `pair`.
    step: Vec<f64>,
}

impl Crf {
    /// `pair` is [from, to].
    pub(super) fn new(pair: Vec<f32>, first: Vec<f32>, last: Vec<f32>) -> Self {
        let step = pair.iter().map(|&p| f64::from(p).exp()).collect();
        Self { pair, first, last, step }
    }

    /// How many labels there are.
    pub(super) fn labels(&self) -> usize {
        self.first.len()
    }

    /// The best label sequence for `scores`; the lower label wins a tie.
    pub(super) fn best(&self, scores: &[f32]) -> Vec<u8> {
        let n = self.first.len();
        let mut back: Vec<u8> = Vec::with_capacity(scores.len());
        let mut alpha: Vec<f32> = Vec::new();
        let mut next = vec![0.0; n];
        for row in scores.chunks_exact(n) {
            if alpha.is_empty() {
                alpha = self.first.iter().zip(row).map(|(f, e)| f + e).collect();
                continue;
            }
            let at = back.len();
            back.resize(at + n, 0);
            next.fill(f32::NEG_INFINITY);
            for ((i, a), pairs) in (0..).zip(&alpha).zip(self.pair.chunks_exact(n)) {
                for ((best, from), pair) in next.iter_mut().zip(&mut back[at..]).zip(pairs) {
                    let score = a + pair;
                    if score > *best {
                        (*best, *from) = (score, i);
                    }
                }
            }
            for ((a, best), e) in alpha.iter_mut().zip(&next).zip(row) {
                *a = best + e;
            }
        }
        if alpha.is_empty() {
            return Vec::new();
        }
        let last: Vec<f32> = alpha.iter().zip(&self.last).map(|(a, l)| a + l).collect();
        let mut label = u8::try_from(first_best(&last)).unwrap_or(0);
        let mut path = vec![label];
        for row in back.chunks_exact(n).rev() {
            label = row[usize::from(label)];
            path.push(label);
        }
        path.reverse();
        path
    }

    /// What any part of a label sequence is worth under all sequences.
    pub(super) fn marginals(&self, scores: &[f32]) -> Marginals<'_> {
        let n = self.first.len();
        // Everything is scaled to a sum of one at each piece, so that nothing leaves the range of floats.
        let mut worth: Vec<f64> = Vec::with_capacity(scores.len());
        let mut alpha: Vec<f64> = Vec::with_capacity(scores.len());
        let mut sums = Vec::with_capacity(scores.len() / n + 1);
        for row in scores.chunks_exact(n) {
            let top = row.iter().copied().fold(f32::NEG_INFINITY, f32::max);
            let at = worth.len();
            worth.extend(row.iter().map(|e| f64::from(e - top).exp()));
            alpha.resize(at + n, 0.0);
            let (before, now) = alpha.split_at_mut(at);
            if at == 0 {
                now.iter_mut().zip(&self.first).for_each(|(a, &f)| *a = f64::from(f).exp());
            } else {
                for (a, steps) in before[at - n..].iter().zip(self.step.chunks_exact(n)) {
                    now.iter_mut().zip(steps).for_each(|(to, step)| *to += a * step);
                }
            }
            now.iter_mut().zip(&worth[at..]).for_each(|(a, w)| *a *= w);
            let sum: f64 = now.iter().sum();
            for a in now.iter_mut() {
                *a /= sum;
            }
            sums.push(sum);
        }
        let mut beta = vec![0.0; worth.len()];
        let mut rest: Vec<f64> = self.last.iter().map(|&l| f64::from(l).exp()).collect();
        let end: f64 = alpha.iter().rev().zip(rest.iter().rev()).map(|(a, l)| a * l).sum();
        for r in &mut rest {
            *r /= end;
        }
        for ((beta, worth), sum) in beta.chunks_exact_mut(n).zip(worth.chunks_exact(n)).zip(&sums).rev() {
            // `beta` holds what follows a label, times the label's own worth here: what a step into it finds.
            for ((b, w), r) in beta.iter_mut().zip(worth).zip(&rest) {
                *b = w * r / sum;
            }
            for (r, steps) in rest.iter_mut().zip(self.step.chunks_exact(n)) {
                *r = steps.iter().zip(&*beta).map(|(step, b)| step * b).sum();
            }
        }
        Marginals { crf: self, worth, alpha, beta, sums, end }
    }
}

/// Forward and backward sums over a window.
#[derive(Debug)]
pub(super) struct Marginals<'c> {
    crf: &'c Crf,
    worth: Vec<f64>,
    alpha: Vec<f64>,
    beta: Vec<f64>,
    sums: Vec<f64>,
    end: f64,
}

impl Marginals<'_> {
    /// The probability that the pieces `range` carry their `labels` and that the span ends there. Labels are B at odd numbers
    /// and the I of the same name behind each.
    pub(super) fn span(&self, labels: &[u8], range: &Range<usize>) -> f32 {
        let n = self.crf.first.len();
        let label = |t: usize| usize::from(labels[t]);
        let step = |from: usize, to: usize| self.crf.step[from * n + to];
        let mut p = self.alpha[range.start * n + label(range.start)];
        for t in range.start + 1..range.end {
            p *= step(label(t - 1), label(t)) * self.worth[t * n + label(t)] / self.sums[t];
        }
        let last = label(range.end - 1);
        let inside = last + last % 2;
        p *= if range.end == labels.len() {
            f64::from(self.crf.last[last]).exp() / self.end
        } else {
            (0..n).filter(|&to| to != inside).map(|to| step(last, to) * self.beta[range.end * n + to]).sum()
        };
        #[allow(clippy::cast_possible_truncation, reason = "a probability loses only digits")]
        if p.is_finite() { p.clamp(0.0, 1.0) as f32 } else { 0.0 }
    }
}

/// The first of the highest numbers.
pub(super) fn first_best(scores: &[f32]) -> usize {
    let mut best = 0;
    for (i, score) in scores.iter().enumerate() {
        if *score > scores[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;

    /// Two kinds of spans, an I only behind its own.
    fn crf() -> Crf {
        let mut pair: Vec<f32> = (0..25).map(|i| ((i * 37) % 11) as f32 / 5.0 - 1.0).collect();
        let mut first = vec![0.1, 0.3, 0.0, -0.2, 0.0];
        for inside in [2, 4] {
            first[inside] = -1e4;
            for from in (0..5).filter(|&from| from != inside && from + 1 != inside) {
                pair[from * 5 + inside] = -1e4;
            }
        }
        Crf::new(pair, first, vec![0.0, 0.5, -0.5, 0.2, 0.1])
    }

    fn scores(n: usize) -> Vec<f32> {
        (0..5 * n).map(|i| ((i * 7919) % 101) as f32 / 25.0 - 2.0).collect()
    }

    /// Every sequence with its score.
    fn all(crf: &Crf, scores: &[f32], n: u32) -> Vec<(Vec<u8>, f64)> {
        (0..5usize.pow(n))
            .map(|mut code| {
                let labels: Vec<usize> = (0..n).map(|_| (code % 5, code /= 5).0).collect();
                let mut score = crf.first[labels[0]] + crf.last[labels[labels.len() - 1]];
                score += labels.iter().enumerate().map(|(t, l)| scores[5 * t + l]).sum::<f32>();
                score += labels.windows(2).map(|w| crf.pair[5 * w[0] + w[1]]).sum::<f32>();
                (labels.iter().map(|&l| u8::try_from(l).unwrap()).collect(), f64::from(score))
            })
            .collect()
    }

    #[test]
    fn the_best_of_all_sequences() {
        let (crf, scores) = (crf(), scores(6));
        let sequences = all(&crf, &scores, 6);
        let best = sequences.iter().max_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
        assert_eq!(crf.best(&scores), best.0);
        assert!(crf.best(&[]).is_empty());
    }

    #[test]
    fn spans_have_the_share_of_all_sequences_with_just_them() {
        let (crf, scores) = (crf(), scores(6));
        let sequences = all(&crf, &scores, 6);
        let marginals = crf.marginals(&scores);
        let total: f64 = sequences.iter().map(|s| s.1.exp()).sum();
        for (labels, range) in [([0, 1, 2, 0, 0, 0], 1..3), ([3, 0, 0, 0, 0, 0], 0..1), ([0, 0, 0, 3, 4, 4], 3..6)] {
            let ends = |l: &[u8]| range.end == 6 || l[range.end] != labels[range.start] + 1;
            let here = sequences.iter().filter(|(l, _)| l[range.clone()] == labels[range.clone()] && ends(l));
            let expected = here.map(|s| s.1.exp()).sum::<f64>() / total;
            let ours = f64::from(marginals.span(&labels, &range));
            assert!((ours - expected).abs() < 1e-6, "{range:?}: {ours} is not {expected}");
        }
    }

    #[test]
    fn far_scores_stay_probabilities() {
        let crf = crf();
        let scores = [[900.0, 0.0, 0.0, 0.0, 0.0], [0.0, 0.0, 900.0, 0.0, 0.0]].concat();
        let labels = crf.best(&scores);
        assert!((0.0..=1.0).contains(&crf.marginals(&scores).span(&labels, &(0..1))));
    }
}
