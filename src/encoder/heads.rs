//! The heads: labels a piece, links between spans, attitudes.
//!
//! Takes the vectors of one window, promises what `training/README.md` says under "Tags", "Links" and "Stance": scores of labels for
//! each piece; scores of candidates for a span, none last; class probabilities under a fitted temperature. Heads multiply
//! floats. They know ranges of pieces, not texts.

use std::ops::Range;

use rten_simd::SimdOp;

use super::crf::Crf;
use super::linear::{Dense, Kernels};
use super::reading::Tags;
use super::vector::{Gelu, NOTHING, STEP};
use super::weights::{Weights, WeightsError};

/// Distances between spans fall into these steps.
const STEPS: [usize; 10] = [1, 2, 3, 4, 5, 8, 16, 32, 64, 128];
/// Ranks of candidates on one side; the last holds all further ones.
const RANKS: usize = 8;

/// Labels for pieces: a score for each label, and what may follow what.
#[derive(Debug)]
pub(super) struct Tagger {
    linear: Dense,
    /// Which sequence of labels is best.
    pub(super) crf: Crf,
}

impl Tagger {
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels, name: &str, labels: usize) -> Result<Self, WeightsError> {
        Ok(Self {
            linear: Dense::load(weights, kernels, name, [weights.header.sizes.width, labels])?,
            crf: Crf::new(
                weights.floats(&format!("{name}.pair"), &[labels, labels])?,
                weights.floats(&format!("{name}.first"), &[labels])?,
                weights.floats(&format!("{name}.last"), &[labels])?,
            ),
        })
    }

    /// The scores of the pieces whose vectors are `x`: [pieces, labels].
    pub(super) fn scores(&self, kernels: &Kernels, x: &[f32]) -> Vec<f32> {
        self.linear.apply(kernels, x)
    }

    /// Scores and best labels of the pieces whose vectors are `x`, of which the label outside all spans has `less` of its score.
    pub(super) fn tags(&self, kernels: &Kernels, x: &[f32], less: f32) -> Tags {
        let mut scores = self.scores(kernels, x);
        if less != 0.0 {
            scores.chunks_exact_mut(self.crf.labels()).for_each(|row| row[0] -= less);
        }
        Tags { labels: self.crf.best(&scores), scores }
    }
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
    pub(super) fn describe(&self, spans: &[Range<usize>]) -> Vec<f32> {
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

    /// For each mention of a text the scores of those that end before it begins, at most `reach` of them, and of none, last; with the
    /// place of the first that is scored. `described` are their descriptions, `mentions` their pieces in text order.
    pub(super) fn earlier(&self, kernels: &Kernels, described: &[f32], mentions: &[Range<usize>], reach: usize) -> Vec<(usize, Vec<f32>)> {
        let asked = self.query.apply(kernels, described);
        let keys = self.key.apply(kernels, described);
        let row = |(i, q): (usize, &[f32])| {
            let query = &mentions[i];
            let first = i.saturating_sub(reach);
            let begun = first + mentions[first..].partition_point(|m| m.start <= query.start);
            let mut row: Vec<f32> = (first..begun)
                .filter(|&k| k < i)
                .map(|k| {
                    if mentions[k].end > query.start {
                        return NOTHING;
                    }
                    let rank = (begun - 1 - k).min(RANKS - 1);
                    let key = &keys[k * self.inner..(k + 1) * self.inner];
                    self.dot(q, key) + self.distance[distance(query, &mentions[k])] + self.rank[rank]
                })
                .collect();
            row.push(self.dot(q, &self.none) + self.none_bias);
            (first, row)
        };
        asked.chunks_exact(self.inner).enumerate().map(row).collect()
    }

    fn dot(&self, a: &[f32], b: &[f32]) -> f32 {
        #[allow(clippy::cast_precision_loss, reason = "a hundred")]
        let scale = 1.0 / (self.inner as f32).sqrt();
        a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>() * scale
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
        let row = |(q, query): (&[f32], &Range<usize>)| {
            let near = |k: &Range<usize>| self.distance[distance(query, k)] + self.rank[rank(query, k, candidates)];
            let mut row: Vec<f32> = keys.chunks_exact(self.inner).zip(candidates).map(|(k, at)| self.dot(q, k) + near(at)).collect();
            row.push(self.dot(q, &self.none) + self.none_bias);
            row
        };
        asked.chunks_exact(self.inner).zip(queries).map(row).collect()
    }
}

/// Steps of the distance between two spans, both directions.
pub(super) const DISTANCES: usize = 2 * (STEPS.len() + 1);

/// The step of the pieces between two spans; those of candidates that start after the query come behind the others.
pub(super) fn distance(query: &Range<usize>, key: &Range<usize>) -> usize {
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
