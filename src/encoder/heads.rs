//! The heads: labels a piece, links between spans, attitudes.
//!
//! Takes the vectors of one window, promises what `training/README.md` says under "Tags", "Links" and "Stance": the best label
//! sequence under learned transitions and the probability of any part of it; scores of candidates for a span, none last; class
//! probabilities divided by a fitted temperature. Heads multiply floats. They know ranges of pieces, not texts.

use std::ops::Range;

use rten_simd::SimdOp;

use super::linear::{Dense, Kernels};
use super::vector::{Gelu, STEP};
use super::weights::{Weights, WeightsError};

/// Distances between spans fall into these steps.
const STEPS: [usize; 10] = [1, 2, 3, 4, 5, 8, 16, 32, 64, 128];
/// Ranks of candidates on one side; the last holds all further ones.
const RANKS: usize = 8;

/// A linear layer with label transitions.
#[derive(Debug)]
pub(super) struct Tagger {
    linear: Dense,
    /// [from, to]
    pair: Vec<f32>,
    first: Vec<f32>,
    last: Vec<f32>,
    /// The exponentials of `pair`.
    step: Vec<f64>,
}

impl Tagger {
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels, name: &str, labels: usize) -> Result<Self, WeightsError> {
        let pair = weights.floats(&format!("{name}.pair"), &[labels, labels])?;
        Ok(Self {
            linear: Dense::load(weights, kernels, name, [weights.header.sizes.width, labels])?,
            step: pair.iter().map(|&p| f64::from(p).exp()).collect(),
            pair,
            first: weights.floats(&format!("{name}.first"), &[labels])?,
            last: weights.floats(&format!("{name}.last"), &[labels])?,
        })
    }

    /// The scores of the pieces whose vectors are `x`: [pieces, labels].
    pub(super) fn scores(&self, kernels: &Kernels, x: &[f32]) -> Vec<f32> {
        self.linear.apply(kernels, x)
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
        Marginals { tagger: self, worth, alpha, beta, sums, end }
    }
}

/// Forward and backward sums over a window.
#[derive(Debug)]
pub(super) struct Marginals<'t> {
    tagger: &'t Tagger,
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
        let n = self.tagger.first.len();
        let label = |t: usize| usize::from(labels[t]);
        let step = |from: usize, to: usize| self.tagger.step[from * n + to];
        let mut p = self.alpha[range.start * n + label(range.start)];
        for t in range.start + 1..range.end {
            p *= step(label(t - 1), label(t)) * self.worth[t * n + label(t)] / self.sums[t];
        }
        let last = label(range.end - 1);
        let inside = last + last % 2;
        p *= if range.end == labels.len() {
            f64::from(self.tagger.last[last]).exp() / self.end
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

/// Scores to probabilities.
pub(super) fn softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut out: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
    let sum: f32 = out.iter().sum();
    for p in &mut out {
        *p /= sum;
    }
    out
}

/// Scores to logarithms of probabilities.
pub(super) fn log_softmax(scores: &[f32]) -> Vec<f32> {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let sum: f32 = scores.iter().map(|s| (s - top).exp()).sum();
    scores.iter().map(|s| s - top - sum.ln()).collect()
}

/// The vectors of one window.
#[derive(Debug, Clone, Copy)]
pub(super) struct Vectors<'x> {
    /// [pieces, width], without those of `[CLS]` and `[SEP]`.
    pub(super) rows: &'x [f32],
    pub(super) width: usize,
}

impl Vectors<'_> {
    /// Adds the mean over a range of pieces, which must not be empty, to `out`.
    fn mean(&self, range: &Range<usize>, out: &mut Vec<f32>) {
        let at = out.len();
        out.resize(at + self.width, 0.0);
        for row in self.rows[range.start * self.width..range.end * self.width].chunks_exact(self.width) {
            out[at..].iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        #[allow(clippy::cast_precision_loss, reason = "a few hundred pieces")]
        let count = range.len() as f32;
        out[at..].iter_mut().for_each(|sum| *sum /= count);
    }

    /// First and mean vector of each span, side by side.
    fn describe(&self, spans: &[Range<usize>]) -> Vec<f32> {
        let mut out = Vec::with_capacity(spans.len() * 2 * self.width);
        for span in spans {
            out.extend_from_slice(&self.rows[span.start * self.width..(span.start + 1) * self.width]);
            self.mean(span, &mut out);
        }
        out
    }
}

/// Which of the candidates does a span belong to, or to none?
#[derive(Debug)]
pub(super) struct Link {
    query: Dense,
    key: Dense,
    inner: usize,
    distance: Vec<f32>,
    rank: Vec<f32>,
    none: Vec<f32>,
    none_bias: f32,
}

impl Link {
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels, name: &str) -> Result<Self, WeightsError> {
        let name = format!("link.{name}");
        let inner = weights.columns(&format!("{name}.query.weight"))?;
        let shape = [2 * weights.header.sizes.width, inner];
        Ok(Self {
            query: Dense::load(weights, kernels, &format!("{name}.query"), shape)?,
            key: Dense::load(weights, kernels, &format!("{name}.key"), shape)?,
            inner,
            distance: weights.floats(&format!("{name}.distance"), &[2 * (STEPS.len() + 1)])?,
            rank: weights.floats(&format!("{name}.rank"), &[2 * RANKS])?,
            none: weights.floats(&format!("{name}.none"), &[inner])?,
            none_bias: weights.number(&format!("{name}.none_bias"))?,
        })
    }

    /// The scores of the candidates and of none, last, for each query.
    pub(super) fn scores(
        &self,
        kernels: &Kernels,
        vectors: Vectors<'_>,
        queries: &[Range<usize>],
        candidates: &[Range<usize>],
    ) -> Vec<Vec<f32>> {
        if queries.is_empty() {
            return Vec::new();
        }
        let asked = self.query.apply(kernels, &vectors.describe(queries));
        let keys = self.key.apply(kernels, &vectors.describe(candidates));
        #[allow(clippy::cast_precision_loss, reason = "a hundred")]
        let scale = 1.0 / (self.inner as f32).sqrt();
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>() * scale;
        let row = |(q, query): (&[f32], &Range<usize>)| {
            let near = |k: &Range<usize>| self.distance[distance(query, k)] + self.rank[rank(query, k, candidates)];
            let mut row: Vec<f32> = keys.chunks_exact(self.inner).zip(candidates).map(|(k, at)| dot(q, k) + near(at)).collect();
            row.push(dot(q, &self.none) + self.none_bias);
            row
        };
        asked.chunks_exact(self.inner).zip(queries).map(row).collect()
    }
}

/// The step of the pieces between two spans; those of candidates that start after the query come behind the others.
fn distance(query: &Range<usize>, key: &Range<usize>) -> usize {
    let behind = key.start > query.start;
    let between = if behind { key.start.saturating_sub(query.end) } else { query.start.saturating_sub(key.end) };
    STEPS.partition_point(|&s| s <= between) + if behind { STEPS.len() + 1 } else { 0 }
}

/// How many candidates are nearer to the query than `key` on the same side; those behind the query come after the others.
fn rank(query: &Range<usize>, key: &Range<usize>, candidates: &[Range<usize>]) -> usize {
    let place = |r: &Range<usize>| (r.start, r.end);
    if key.start > query.start {
        let nearer = candidates.iter().filter(|c| c.start > query.start && place(c) < place(key)).count();
        RANKS + nearer.min(RANKS - 1)
    } else {
        let nearer = candidates.iter().filter(|c| c.start <= query.start && place(c) > place(key)).count();
        nearer.min(RANKS - 1)
    }
}

/// A perceptron with one hidden layer and a temperature.
#[derive(Debug)]
pub(super) struct Perceptron {
    up: Dense,
    down: Dense,
    temperature: f32,
}

impl Perceptron {
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels, name: &str, parts: usize, classes: usize) -> Result<Self, WeightsError> {
        let inner = weights.columns(&format!("{name}.up.weight"))?;
        if inner % STEP != 0 {
            return Err(WeightsError::new(format!("{name}: {inner} hidden numbers are no multiple of {STEP}")));
        }
        Ok(Self {
            up: Dense::load(weights, kernels, &format!("{name}.up"), [parts * weights.header.sizes.width, inner])?,
            down: Dense::load(weights, kernels, &format!("{name}.down"), [inner, classes])?,
            temperature: weights.number(&format!("{name}.temperature"))?,
        })
    }

    fn scores(&self, kernels: &Kernels, x: &[f32]) -> Vec<f32> {
        let mut hidden = self.up.apply(kernels, x);
        Gelu(&mut hidden).dispatch();
        self.down.apply(kernels, &hidden)
    }

    fn probabilities(&self, scores: impl IntoIterator<Item = f32>) -> Vec<f32> {
        softmax(&scores.into_iter().map(|s| s / self.temperature).collect::<Vec<_>>())
    }

    /// Of the pieces of holder, target and sentence: the probabilities of no attitude, for, against.
    pub(super) fn pair(
        &self,
        kernels: &Kernels,
        vectors: Vectors<'_>,
        holder: &Range<usize>,
        target: &Range<usize>,
        sentence: &Range<usize>,
    ) -> Vec<f32> {
        let mut x = Vec::with_capacity(4 * vectors.width);
        vectors.mean(holder, &mut x);
        vectors.mean(target, &mut x);
        multiply(&mut x, 0, vectors.width);
        vectors.mean(sentence, &mut x);
        let scores = self.scores(kernels, &x);
        self.probabilities(std::iter::once(0.0).chain(scores))
    }

    /// Of the pieces of target and sentence: the probabilities of negative, neutral, positive.
    pub(super) fn target(&self, kernels: &Kernels, vectors: Vectors<'_>, target: &Range<usize>, sentence: &Range<usize>) -> Vec<f32> {
        let mut x = Vec::with_capacity(3 * vectors.width);
        vectors.mean(target, &mut x);
        vectors.mean(sentence, &mut x);
        multiply(&mut x, 0, vectors.width);
        let scores = self.scores(kernels, &x);
        self.probabilities(scores)
    }
}

/// Adds the product, number by number, of the two vectors at `at` to `x`.
fn multiply(x: &mut Vec<f32>, at: usize, width: usize) {
    let product: Vec<f32> = x[at..at + width].iter().zip(&x[at + width..at + 2 * width]).map(|(a, b)| a * b).collect();
    x.extend(product);
}
