//! Attention: every position of a window takes from all others, weighted by how well they answer its query.
//!
//! Takes queries (already divided by the root of the head's size), keys and values of one window; gives the mixed values of a block
//! of positions. A few rows at a time, all of it stays in the nearest cache: their scores against all keys, the softmax, and the
//! sum of the values. Keys lie turned, so that a vector holds one number of many keys. Each row is computed alone and in one order.

#![allow(clippy::inline_always, reason = "vector instructions must end up in the one function that the CPU was checked for")]

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::vector::{NOTHING, Sums, exp, highest};

/// Numbers of one head.
pub(super) const HEAD: usize = 32;
/// One by the root of `HEAD`.
const SCALE: f32 = 0.176_776_7;
/// Columns are padded to a multiple of this: two of the widest vectors.
const COLUMNS: usize = 32;
/// Rows of turned keys stand apart by this much more than their length, so that they do not all fall into the same few cache lines.
const APART: usize = 16;

/// Queries, keys and values of one window, head by head.
#[derive(Debug, Default)]
pub(super) struct Memory {
    /// [heads, columns, HEAD]
    queries: Vec<f32>,
    /// [heads, HEAD, columns + `APART`]
    keys: Vec<f32>,
    /// [heads, columns, HEAD]
    values: Vec<f32>,
    /// Positions of the window.
    length: usize,
    /// The same, padded.
    columns: usize,
    heads: usize,
}

impl Memory {
    /// Makes room for a window of `length` positions. What an earlier one left in the padding is finite and has no say.
    pub(super) fn reset(&mut self, heads: usize, length: usize) {
        (self.heads, self.length) = (heads, length);
        self.columns = length.next_multiple_of(COLUMNS);
        for part in [&mut self.queries, &mut self.keys, &mut self.values] {
            part.resize(part.len().max(heads * (self.columns + APART) * HEAD), 0.0);
        }
    }

    /// Takes rows of `[q | k | v]`, the first of which is position `first`.
    pub(super) fn store(&mut self, first: usize, qkv: &[f32]) {
        let (width, columns) = (self.heads * HEAD, self.columns);
        for (i, row) in (first..).zip(qkv.chunks_exact(3 * width)) {
            let (heads, _) = row.as_chunks::<HEAD>();
            for h in 0..self.heads {
                let at = (h * columns + i) * HEAD;
                for (to, from) in self.queries[at..at + HEAD].iter_mut().zip(&heads[h]) {
                    *to = from * SCALE;
                }
                self.values[at..at + HEAD].copy_from_slice(&heads[2 * self.heads + h]);
                let stride = columns + APART;
                let keys = &mut self.keys[h * HEAD * stride..][..HEAD * stride];
                for (to, from) in keys.chunks_exact_mut(stride).zip(&heads[self.heads + h]) {
                    to[i] = *from;
                }
            }
        }
    }

    /// What the positions from `first` on, as many as `out` has rows, take from the window: `out` is [rows, width].
    pub(super) fn attend(&self, first: usize, out: &mut [f32]) {
        Attend { memory: self, first, out }.dispatch();
    }
}

struct Attend<'a> {
    memory: &'a Memory,
    first: usize,
    out: &'a mut [f32],
}

impl SimdOp for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        // As many rows at once as there are registers for their sums: 32 where vectors are widest, else 16.
        if isa.f32().len() >= 16 { self.blocks::<I, 8>(isa) } else { self.blocks::<I, 4>(isa) }
    }
}

impl Attend<'_> {
    #[inline(always)]
    fn blocks<I: Isa, const R: usize>(self, isa: I) {
        let Memory { queries, keys, values, length, columns, heads } = self.memory;
        let (&columns, width) = (columns, heads * HEAD);
        let rows = self.out.len() / width;
        let mut scores = [[0.0; 256 + COLUMNS]; R];
        let mut sums = [0.0; R];
        for h in 0..*heads {
            let part = h * columns * HEAD..(h + 1) * columns * HEAD;
            let (queries, values) = (&queries[part.clone()], &values[part]);
            let keys = &keys[h * HEAD * (columns + APART)..][..HEAD * (columns + APART)];
            for block in (0..rows).step_by(R) {
                let queries = &queries[(self.first + block) * HEAD..];
                let (queries, _) = queries.as_chunks::<HEAD>();
                let mut q = [&[0.0; HEAD]; R];
                for (to, from) in q.iter_mut().zip(queries) {
                    *to = from;
                }
                score::<I, R>(isa, q, keys, columns, &mut scores);
                for (row, sum) in scores.iter_mut().zip(&mut sums) {
                    row[*length..columns].fill(NOTHING);
                    *sum = soften(isa, &mut row[..columns]);
                }
                let used = R.min(rows - block);
                let out = &mut self.out[block * width..(block + used) * width];
                mix::<I, R>(isa, &scores, &sums, &values[..length * HEAD], h * HEAD, width, out);
            }
        }
    }
}

/// The scores of `R` queries against all keys.
#[inline(always)]
fn score<I: Isa, const R: usize>(isa: I, q: [&[f32; HEAD]; R], keys: &[f32], columns: usize, out: &mut [[f32; 256 + COLUMNS]; R]) {
    let ops = isa.f32();
    let lanes = ops.len();
    for at in (0..columns).step_by(2 * lanes) {
        let mut sums = [[ops.zero(); 2]; R];
        for d in 0..HEAD {
            let k = ops.load_many::<2>(&keys[d * (columns + APART) + at..]);
            for r in 0..R {
                let x = ops.splat(q[r][d]);
                sums[r] = [ops.mul_add(x, k[0], sums[r][0]), ops.mul_add(x, k[1], sums[r][1])];
            }
        }
        for r in 0..R {
            ops.store(sums[r][0], &mut out[r][at..]);
            ops.store(sums[r][1], &mut out[r][at + lanes..]);
        }
    }
}

/// `e^(x - max)` of a row in place; gives back the sum.
#[inline(always)]
fn soften<I: Isa>(isa: I, row: &mut [f32]) -> f32 {
    let ops = isa.f32();
    let mut most = ops.splat(NOTHING);
    for chunk in row.chunks_exact(ops.len()) {
        most = ops.max(most, ops.load(chunk));
    }
    let most = ops.splat(highest::<I>(most, NOTHING));
    let mut sum = Sums::new(isa);
    for at in (0..row.len()).step_by(Sums::<I>::WIDTH) {
        sum.add(isa, at, |at| {
            let y = exp(isa, ops.sub(ops.load(&row[at..]), most));
            ops.store(y, &mut row[at..]);
            y
        });
    }
    sum.total(isa)
}

/// The values of a head, weighted by `weights / sums`, into columns `column..column + HEAD` of the rows of `out`.
#[inline(always)]
fn mix<I: Isa, const R: usize>(
    isa: I,
    weights: &[[f32; 256 + COLUMNS]; R],
    sums: &[f32; R],
    values: &[f32],
    column: usize,
    width: usize,
    out: &mut [f32],
) {
    let ops = isa.f32();
    let lanes = ops.len();
    let (values, _) = values.as_chunks::<HEAD>();
    for at in (0..HEAD).step_by(2 * lanes) {
        let mut z = [[ops.zero(); 2]; R];
        for (j, value) in values.iter().take(256 + COLUMNS).enumerate() {
            let v = ops.load_many::<2>(&value[at..]);
            for r in 0..R {
                let x = ops.splat(weights[r][j]);
                z[r] = [ops.mul_add(x, v[0], z[r][0]), ops.mul_add(x, v[1], z[r][1])];
            }
        }
        for ((z, sum), out) in z.iter().zip(sums).zip(out.chunks_exact_mut(width)) {
            let inverse = ops.splat(1.0 / sum);
            ops.store(ops.mul(z[0], inverse), &mut out[column + at..]);
            ops.store(ops.mul(z[1], inverse), &mut out[column + at + lanes..]);
        }
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;

    /// The blocks of a CPU with half as many registers.
    struct Narrow<'a>(Attend<'a>);

    impl SimdOp for Narrow<'_> {
        type Output = ();

        #[inline(always)]
        fn eval<I: Isa>(self, isa: I) {
            self.0.blocks::<I, 4>(isa);
        }
    }

    #[test]
    fn the_same_as_without_vectors() {
        let (heads, length) = (2, 45);
        let width = heads * HEAD;
        let number = |i: usize| ((i * 7919) % 1000) as f32 / 300.0 - 1.5;
        let qkv: Vec<f32> = (0..length * 3 * width).map(number).collect();
        let mut memory = Memory::default();
        memory.reset(heads, length);
        memory.store(0, &qkv);
        let mut out = vec![0.0; 11 * width];
        memory.attend(8, &mut out);
        let mut narrow = vec![0.0; 11 * width];
        Narrow(Attend { memory: &memory, first: 8, out: &mut narrow }).dispatch();
        assert_eq!(out, narrow);
        #[cfg(target_arch = "x86_64")]
        if let Some(isa) = rten_simd::isa::Avx2Isa::new() {
            narrow.fill(0.0);
            Attend { memory: &memory, first: 8, out: &mut narrow }.eval(isa);
            assert_eq!(out, narrow);
        }
        let row = |i: usize, part: usize, h: usize| &qkv[i * 3 * width + part * width + h * HEAD..][..HEAD];
        for i in 8..19 {
            for h in 0..heads {
                let dot = |j| row(i, 0, h).iter().zip(row(j, 1, h)).map(|(q, k)| f64::from(q * k)).sum::<f64>();
                let worth: Vec<f64> = (0..length).map(|j| (dot(j) / 32f64.sqrt()).exp()).collect();
                let sum: f64 = worth.iter().sum();
                for d in 0..HEAD {
                    let expected: f64 = (0..length).map(|j| worth[j] / sum * f64::from(row(j, 2, h)[d])).sum();
                    let ours = f64::from(out[(i - 8) * width + h * HEAD + d]);
                    assert!((ours - expected).abs() < 1e-5, "row {i}, head {h}, {d}: {ours} is not {expected}");
                }
            }
        }
    }
}
