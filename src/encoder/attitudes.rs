//! Who is for or against whom among the mentions of a window.
//!
//! Takes the vectors of one window and its mentions, promises decisions about pairs of a holder and a target: the chances of for,
//! against and expressly neither, and the words that it rests on, where the attention of the pair has its peak. The holder is a mention or the voice: whoever speaks where the target stands. `training/README.md` gives the arithmetic
//! ("Attitudes"). Mentions whose gates are shut are no party of a pair, and of very many in one window only the likeliest are asked
//! about, so that the work grows with the text and not with its square.

use std::ops::Range;

use rten_simd::SimdOp;

use super::crf;
use super::heads::{DISTANCES, Vectors, distance, softmax};
use super::linear::{Dense, Kernels};
use super::vector::{Gelu, NOTHING, STEP, Softmax};
use super::weights::{Weights, WeightsError};

/// Answers: none, for, against, neither.
pub(super) const ANSWERS: usize = 4;
/// Pairs further apart than this many pieces are not asked about.
const REACH: usize = 80;
/// Steps of the distance from a piece to a mention, on each side.
const NEAR: usize = 12;
/// Least chance of a mention to be a party, on each side of a pair.
const GATE: f32 = 0.02;
/// Most mentions of a window that are asked about on each side.
const MOST: usize = 64;
/// Longest expression that is told whole, in pieces, and the part of the attention at its peak that another piece of a longer one must get.
const EXPRESSION: usize = 12;
const PART: f32 = 0.15;
/// Attitudes that are less likely than this are not told.
const FAINT: f32 = 0.04;
/// Pairs that pass through together.
const BLOCK: usize = 256;

/// A decision about one pair.
#[derive(Debug, Clone)]
pub(super) struct Decision {
    /// Which mention holds the attitude; none is the voice.
    pub(super) holder: Option<usize>,
    /// Towards which mention.
    pub(super) target: usize,
    /// The chances of for, against and expressly neither.
    pub(super) chances: [f32; ANSWERS - 1],
    /// The pieces that it rests on.
    pub(super) words: Range<usize>,
}

/// The head.
#[derive(Debug)]
pub(super) struct Attitudes {
    holder: Dense,
    target: Dense,
    voice: Vec<f32>,
    gate_holder: Dense,
    gate_target: Dense,
    key: Dense,
    value: Dense,
    /// [2, 2 * NEAR]: of the target, of the holder.
    near: Vec<f32>,
    /// What a holder and a target each add to a pair's query, [inner, inner]; and what each distance adds, [DISTANCES + 1, inner].
    ask_holder: Vec<f32>,
    ask_target: Dense,
    ask_distance: Vec<f32>,
    /// What holder, target and distance add to the hidden layer, likewise; and the weights of product and context, [2 * inner, inner].
    up_holder: Vec<f32>,
    up_target: Vec<f32>,
    up_distance: Vec<f32>,
    up_rest: Vec<f32>,
    down: Dense,
    inner: usize,
}

impl Attitudes {
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels) -> Result<Self, WeightsError> {
        let width = weights.header.sizes.width;
        let inner = weights.columns("attitudes.holder.weight")?;
        if inner % STEP != 0 {
            return Err(WeightsError::new(format!("attitudes: {inner} hidden numbers are no multiple of {STEP}")));
        }
        let dense = |name: &str, rows, columns| Dense::load(weights, kernels, &format!("attitudes.{name}"), [rows, columns]);
        let matrix = |name: &str, rows| weights.matrix(&format!("attitudes.{name}.weight"), [rows, inner]);
        let distances = weights.floats("attitudes.distance", &[DISTANCES + 1, inner])?;
        let biased = |product: Vec<f32>, name: &str| -> Result<Vec<f32>, WeightsError> {
            let bias = weights.floats(&format!("attitudes.{name}.bias"), &[inner])?;
            Ok(product.chunks_exact(inner).flat_map(|row| row.iter().zip(&bias).map(|(x, b)| x + b)).collect())
        };
        let ask_holder = matrix("ask_holder", inner)?;
        let up = matrix("up", 5 * inner)?;
        let part = |i: usize| up[i * inner * inner..(i + 1) * inner * inner].to_vec();
        Ok(Self {
            holder: dense("holder", 2 * width, inner)?,
            target: dense("target", 2 * width, inner)?,
            voice: weights.floats("attitudes.voice", &[inner])?,
            gate_holder: dense("gate_holder", inner, 1)?,
            gate_target: dense("gate_target", inner, 1)?,
            key: dense("key", width, inner)?,
            value: dense("value", width, inner)?,
            near: weights.floats("attitudes.near", &[2, 2 * NEAR])?,
            ask_distance: biased(kernels.product(&distances, &ask_holder, inner, false), "ask_holder")?,
            ask_holder,
            ask_target: dense("ask_target", inner, inner)?,
            up_distance: biased(kernels.product(&distances, &part(4), inner, false), "up")?,
            up_holder: part(0),
            up_target: part(1),
            up_rest: up[2 * inner * inner..4 * inner * inner].to_vec(),
            down: dense("down", inner, ANSWERS)?,
            inner,
        })
    }

    /// Decides about the pairs of `mentions`, ranges of pieces in text order; `vectors` are those of the window from `[CLS]` on,
    /// without `[SEP]`; `expressions` are the pieces tagged as words of an attitude. Pairs that are hardly likely are left out.
    pub(super) fn decide(
        &self,
        kernels: &Kernels,
        vectors: Vectors<'_>,
        mentions: &[Range<usize>],
        expressions: &[Range<usize>],
    ) -> Vec<Decision> {
        if mentions.is_empty() {
            return Vec::new();
        }
        let shifted: Vec<Range<usize>> = mentions.iter().map(|m| m.start + 1..m.end + 1).collect();
        let described = vectors.describe(&shifted);
        let mut holders = self.holder.apply(kernels, &described);
        let targets = self.target.apply(kernels, &described);
        let (hold, aim) = (likely(&self.gate_holder.apply(kernels, &holders)), likely(&self.gate_target.apply(kernels, &targets)));
        holders.extend(&self.voice);
        let (pairs, length) = (pairs(mentions, &hold, &aim), vectors.rows.len() / vectors.width);
        let inputs = Inputs {
            keys: self.key.apply(kernels, vectors.rows),
            values: self.value.apply(kernels, vectors.rows),
            ask_holder: kernels.product(&holders, &self.ask_holder, self.inner, false),
            ask_target: self.ask_target.apply(kernels, &targets),
            up_holder: kernels.product(&holders, &self.up_holder, self.inner, false),
            up_target: kernels.product(&targets, &self.up_target, self.inner, false),
            near_holder: self.nearness(1, &shifted, length),
            near_target: self.nearness(0, &shifted, length),
            length,
            mentions: &shifted,
            expressions,
            holders,
            targets,
        };
        pairs.chunks(BLOCK).flat_map(|block| self.block(kernels, &inputs, block)).collect()
    }

    /// What the distance of each position to each mention adds to the attention, [mentions + 1, length]: nothing for the voice.
    fn nearness(&self, side: usize, mentions: &[Range<usize>], length: usize) -> Vec<f32> {
        let steps = &self.near[side * 2 * NEAR..(side + 1) * 2 * NEAR];
        let mut out: Vec<f32> = mentions.iter().flat_map(|m| (0..length).map(move |at| steps[near(at, m)])).collect();
        out.resize((mentions.len() + 1) * length, 0.0);
        out
    }

    fn block(&self, kernels: &Kernels, inputs: &Inputs<'_>, pairs: &[(Option<usize>, usize)]) -> Vec<Decision> {
        let inner = self.inner;
        let row = |table: &[f32], i: usize| table[i * inner..(i + 1) * inner].to_vec();
        let voice = inputs.mentions.len();
        let facts: Vec<[usize; 3]> = pairs
            .iter()
            .map(|&(holder, target)| {
                let step = holder.map_or(DISTANCES, |h| distance(&inputs.mentions[h], &inputs.mentions[target]));
                [holder.unwrap_or(voice), target, step]
            })
            .collect();
        let sum = |tables: [&[f32]; 3]| -> Vec<f32> {
            let add = |at: &[usize; 3]| {
                let mut out = row(tables[0], at[0]);
                for k in 1..3 {
                    out.iter_mut().zip(&tables[k][at[k] * inner..]).for_each(|(x, y)| *x += y);
                }
                out
            };
            facts.iter().flat_map(add).collect()
        };
        let asked = sum([&inputs.ask_holder, &inputs.ask_target, &self.ask_distance]);
        let scores = kernels.product(&asked, &inputs.keys, inner, true);
        let columns = inputs.length.next_multiple_of(STEP);
        #[allow(clippy::cast_precision_loss, reason = "a hundred")]
        let scale = 1.0 / (inner as f32).sqrt();
        let mut shares = vec![NOTHING; pairs.len() * columns];
        for ((out, scores), &[holder, target, _]) in shares.chunks_exact_mut(columns).zip(scores.chunks_exact(inputs.length)).zip(&facts) {
            let (to_holder, to_target) = (&inputs.near_holder[holder * inputs.length..], &inputs.near_target[target * inputs.length..]);
            for (((out, score), h), t) in out.iter_mut().zip(scores).zip(to_holder).zip(to_target) {
                *out = score * scale + h + t;
            }
        }
        Softmax { rows: &mut shares, columns }.dispatch();
        let attention: Vec<f32> = shares.chunks_exact(columns).flat_map(|row| &row[..inputs.length]).copied().collect();
        let contexts = kernels.product(&attention, &inputs.values, inputs.length, false);
        let mut rest = Vec::with_capacity(2 * contexts.len());
        for (context, &[holder, target, _]) in contexts.chunks_exact(inner).zip(&facts) {
            let (h, t) = (&inputs.holders[holder * inner..], &inputs.targets[target * inner..]);
            rest.extend(h.iter().zip(t).take(inner).map(|(x, y)| x * y));
            rest.extend(context);
        }
        let mut hidden = kernels.product(&rest, &self.up_rest, 2 * inner, false);
        hidden.iter_mut().zip(sum([&inputs.up_holder, &inputs.up_target, &self.up_distance])).for_each(|(x, y)| *x += y);
        Gelu(&mut hidden).dispatch();
        let answers = self.down.apply(kernels, &hidden);
        let rows = answers.chunks_exact(ANSWERS).zip(attention.chunks_exact(inputs.length));
        pairs
            .iter()
            .zip(rows)
            .filter_map(|(&(holder, target), (scores, attention))| {
                let [_, chances @ ..]: [f32; ANSWERS] = softmax(scores).try_into().ok()?;
                let likely = chances.iter().any(|&c| c >= FAINT);
                likely.then(|| Decision { holder, target, chances, words: peak(&attention[1..], inputs.expressions) })
            })
            .collect()
    }
}

/// What the pairs of a window share.
struct Inputs<'m> {
    keys: Vec<f32>,
    values: Vec<f32>,
    ask_holder: Vec<f32>,
    ask_target: Vec<f32>,
    up_holder: Vec<f32>,
    up_target: Vec<f32>,
    holders: Vec<f32>,
    targets: Vec<f32>,
    near_holder: Vec<f32>,
    near_target: Vec<f32>,
    /// Positions, with that of `[CLS]`.
    length: usize,
    /// As positions.
    mentions: &'m [Range<usize>],
    /// As pieces.
    expressions: &'m [Range<usize>],
}

/// The mentions whose gate is open, in order; the likeliest if they are too many.
fn likely(scores: &[f32]) -> Vec<usize> {
    let chance = |s: f32| 1.0 / (1.0 + (-s).exp());
    let mut open: Vec<usize> = (0..scores.len()).filter(|&i| chance(scores[i]) >= GATE).collect();
    if open.len() > MOST {
        open.sort_by(|&a, &b| scores[b].total_cmp(&scores[a]));
        open.truncate(MOST);
        open.sort_unstable();
    }
    open
}

/// The pairs that are asked about: those of the voice first.
fn pairs(mentions: &[Range<usize>], holders: &[usize], targets: &[usize]) -> Vec<(Option<usize>, usize)> {
    let holds = |a: &Range<usize>, b: &Range<usize>| a.start <= b.start && b.end <= a.end;
    let apart = |&(h, t): &(usize, usize)| {
        let (a, b) = (&mentions[h], &mentions[t]);
        a.start.max(b.start) <= a.end.min(b.end) + REACH && !holds(a, b) && !holds(b, a)
    };
    let pairs = holders.iter().flat_map(|&h| targets.iter().map(move |&t| (h, t))).filter(apart).map(|(h, t)| (Some(h), t));
    targets.iter().map(|&t| (None, t)).chain(pairs).collect()
}

/// The words that most of an attention lies on: of the tagged expression that has more of it than any other, or of the piece at the peak
/// where no expression has as much, the pieces around its own peak that get a good part of what the peak gets.
fn peak(attention: &[f32], expressions: &[Range<usize>]) -> Range<usize> {
    let share = |r: &Range<usize>| attention[r.clone()].iter().sum::<f32>();
    let best = expressions.iter().max_by(|a, b| share(a).total_cmp(&share(b)));
    let top = crf::first_best(attention);
    let around = best.filter(|r| share(r) >= attention[top]).cloned().unwrap_or(top..top + 1);
    if around.len() <= EXPRESSION {
        return around;
    }
    let top = around.start + crf::first_best(&attention[around.clone()]);
    let good = |i: usize| attention[i] >= PART * attention[top];
    let (mut start, mut end) = (top, top + 1);
    while end - start < EXPRESSION {
        match (start > around.start && good(start - 1), end < around.end && good(end)) {
            (true, right) if !right || attention[start - 1] >= attention[end] => start -= 1,
            (_, true) => end += 1,
            _ => break,
        }
    }
    start..end
}

/// The step of the distance from position `at` to a mention: in it and before it, then behind it.
fn near(at: usize, mention: &Range<usize>) -> usize {
    let behind = at >= mention.end;
    let between = if behind { at - mention.end + 1 } else { mention.start.saturating_sub(at) };
    #[allow(clippy::cast_precision_loss, clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred positions")]
    let step = (2.0 * (between as f32 + 1.0).log2()) as usize;
    step.min(NEAR - 1) + if behind { NEAR } else { 0 }
}
