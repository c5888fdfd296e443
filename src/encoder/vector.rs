//! Arithmetic on rows of floats, on `rten-simd`: the same code for every width of vector, chosen when the program runs.
//!
//! Takes the integer sums of a product and finishes them in one go: scale, bias, what follows (residual and layer norm, or GELU),
//! and the bytes for the next product. Rows are handled one by one and in one order, so that a row's result depends on nothing else.
//! Every width here is a multiple of [`STEP`], which `Body` checks when it loads. Vectors of any width give the same bits where the
//! CPU multiplies and adds in one rounding (x86 since AVX2, Arm); elsewhere the last bits differ.

#![allow(clippy::inline_always, reason = "vector instructions must end up in the one function that the CPU was checked for")]
#![allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a zero point lies in 0..=255")]

use rten_simd::ops::{BitOps, FloatOps, IntOps, NarrowSaturate, NumOps, ToFloat};
use rten_simd::{Isa, Simd, SimdOp};

use super::linear::{Bytes, Quantised};

/// Rows are multiples of this many numbers: four of the widest vectors.
pub(super) const STEP: usize = 64;
/// The score of what is padding and gets no share of a softmax.
pub(super) const NOTHING: f32 = -1e30;

/// `erf(x) / x` as a polynomial in `2 (x / ERF_TOP)² - 1`, lowest power first; off by less than 4e-7 in `erf`.
const ERF: [f32; 15] = [
    0.362_583_97, -0.181_011_8, 0.134_691_33, -0.109_506_115, 0.090_665_75, -0.074_084_19, 0.057_932_585, -0.041_454_56, 0.029_055_735,
    -0.022_758_55, 0.013_700_547, -0.002_950_002_2, 0.001_816_486_5, -0.004_219_193, 0.001_948_291_3,
];
/// From here on `erf` is 1.
const ERF_TOP: f32 = 3.9;

/// `2^r` for `r` in [-1/2, 1/2], lowest power first; off by 3e-9.
const EXP2: [f32; 7] = [1.0, std::f32::consts::LN_2, 0.240_226_5, 0.055_503_27, 0.009_618_025, 0.001_340_043_3, 0.000_154_697_32];

/// `t/2 (1 + erf(t / sqrt 2))`.
#[inline(always)]
pub(super) fn gelu<I: Isa>(isa: I, t: I::F32) -> I::F32 {
    let ops = isa.f32();
    let top = ops.splat(ERF_TOP);
    let x = ops.mul(t, ops.splat(std::f32::consts::FRAC_1_SQRT_2));
    let x = ops.max(ops.min(x, top), ops.splat(-ERF_TOP));
    let w = ops.mul_add(ops.mul(x, x), ops.splat(2.0 / (ERF_TOP * ERF_TOP)), ops.splat(-1.0));
    let mut y = ops.splat(ERF[ERF.len() - 1]);
    for &c in ERF.iter().rev().skip(1) {
        y = ops.mul_add(y, w, ops.splat(c));
    }
    let half = ops.mul(t, ops.splat(0.5));
    ops.mul_add(half, ops.mul(y, x), half)
}

/// `e^x` for `x` not above zero; what is below -87 counts as -87.
#[inline(always)]
pub(super) fn exp<I: Isa>(isa: I, x: I::F32) -> I::F32 {
    let (ops, ints) = (isa.f32(), isa.i32());
    let power = ops.max(ops.mul(x, ops.splat(std::f32::consts::LOG2_E)), ops.splat(-126.0));
    let whole = ops.round_ties_even(power);
    let rest = ops.sub(power, whole);
    let mut y = ops.splat(EXP2[EXP2.len() - 1]);
    for &c in EXP2.iter().rev().skip(1) {
        y = ops.mul_add(y, rest, ops.splat(c));
    }
    let power = ints.shift_left::<23>(ints.add(ops.to_int_round(whole).reinterpret_cast(), ints.splat(127)));
    ops.mul(y, power.reinterpret_cast())
}

/// Sixteen sums side by side, whatever the width of the vectors: numbers are added in the same order on every CPU.
pub(super) struct Sums<I: Isa>([I::F32; 4]);

impl<I: Isa> Sums<I> {
    /// Numbers that are added in one step.
    pub(super) const WIDTH: usize = 16;

    #[inline(always)]
    pub(super) fn new(isa: I) -> Self {
        Self([isa.f32().zero(); 4])
    }

    /// Adds what `numbers` gives for each vector of a step that begins at `at`.
    #[inline(always)]
    pub(super) fn add(&mut self, isa: I, at: usize, mut numbers: impl FnMut(usize) -> I::F32) {
        let ops = isa.f32();
        for (sum, from) in self.0.iter_mut().zip((at..at + Self::WIDTH).step_by(ops.len())) {
            *sum = ops.add(*sum, numbers(from));
        }
    }

    /// The sum of all.
    #[inline(always)]
    pub(super) fn total(&self, isa: I) -> f32 {
        let ops = isa.f32();
        let mut all = [0.0; 16];
        for (sum, to) in self.0.iter().zip(all.chunks_exact_mut(ops.len())) {
            ops.store(*sum, to);
        }
        for half in [8, 4, 2, 1] {
            for i in 0..half {
                all[i] += all[i + half];
            }
        }
        all[0]
    }
}

/// The best of `first` and the numbers of a vector, none of which is NaN. Four at a time, since each comparison waits for the last.
#[inline(always)]
fn best<I: Isa>(x: I::F32, first: f32, better: impl Fn(f32, f32) -> bool) -> f32 {
    let pick = |a: f32, b: f32| if better(a, b) { a } else { b };
    let mut four = [first; 4];
    for (i, x) in x.to_array().into_iter().enumerate() {
        four[i % 4] = pick(x, four[i % 4]);
    }
    pick(pick(four[0], four[1]), pick(four[2], four[3]))
}

/// The highest of `first` and the numbers of a vector.
#[inline(always)]
pub(super) fn highest<I: Isa>(x: I::F32, first: f32) -> f32 {
    best::<I>(x, first, |a, b| a > b)
}

/// A row as bytes; gives back the scale and the zero point. `least` and `most` are the extremes of the row.
#[inline(always)]
fn bytes<I: Isa>(isa: I, row: &[f32], least: I::F32, most: I::F32, out: &mut [u8]) -> (f32, u8) {
    let (ops, ints) = (isa.f32(), isa.i32());
    let low = best::<I>(least, 0.0, |a, b| a < b);
    let high = highest::<I>(most, 0.0);
    let scale = (high - low) / 255.0;
    let scale = if scale > 0.0 { scale } else { 1.0 };
    let zero = (-low / scale).round_ties_even();
    let (inverse, offset) = (ops.splat(1.0 / scale), ints.splat(zero as i32));
    let lanes = ops.len();
    for (from, to) in row.chunks_exact(4 * lanes).zip(out.chunks_exact_mut(4 * lanes)) {
        let x = ops.load_many::<4>(from);
        let q = x.map(|x| ints.add(ops.to_int_round(ops.mul(x, inverse)).reinterpret_cast(), offset));
        let q = isa.i16().narrow_saturate(ints.narrow_saturate(q[0], q[1]), ints.narrow_saturate(q[2], q[3]));
        isa.u8().store(q, to);
    }
    (scale, zero as u8)
}

/// Scale and zero point of a row, in every lane.
#[inline(always)]
fn splat<I: Isa>(isa: I, (scale, zero): (f32, u8)) -> (I::F32, I::I32) {
    (isa.f32().splat(scale), isa.i32().splat(i32::from(zero)))
}

/// The sums at `at` as floats: `(sum - zero · column total) · (row scale · column scale) + bias`.
#[inline(always)]
fn finish<I: Isa>(isa: I, layer: &Quantised, sums: &[i32], (scale, zero): (I::F32, I::I32), at: usize) -> I::F32 {
    let (ops, ints) = (isa.f32(), isa.i32());
    let sum = ints.sub(ints.load(&sums[at..]), ints.mul(zero, ints.load(&layer.totals[at..])));
    ops.mul_add(ints.to_float(sum), ops.mul(scale, ops.load(&layer.scales[at..])), ops.load(&layer.bias[at..]))
}

/// Finishes a product of the rows of `input` from `first` on: `out` becomes its floats.
pub(super) struct Finish<'a> {
    pub(super) layer: &'a Quantised,
    pub(super) sums: &'a [i32],
    pub(super) input: &'a Bytes,
    pub(super) first: usize,
    pub(super) out: &'a mut [f32],
}

impl SimdOp for Finish<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, width) = (isa.f32(), self.layer.bias.len());
        for ((sums, out), step) in self.sums.chunks_exact(width).zip(self.out.chunks_exact_mut(width)).zip(self.input.steps(self.first)) {
            let step = splat(isa, step);
            for at in (0..width).step_by(ops.len()) {
                ops.store(finish(isa, self.layer, sums, step, at), &mut out[at..]);
            }
        }
    }
}

/// Finishes a product of the rows of `input` from `first` on and applies GELU; `out` becomes its bytes, from row 0.
/// `row` is room for one row.
pub(super) struct FinishGelu<'a> {
    pub(super) layer: &'a Quantised,
    pub(super) sums: &'a [i32],
    pub(super) input: &'a Bytes,
    pub(super) first: usize,
    pub(super) row: &'a mut [f32],
    pub(super) out: &'a mut Bytes,
}

impl SimdOp for FinishGelu<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, width) = (isa.f32(), self.layer.bias.len());
        for (i, (sums, step)) in self.sums.chunks_exact(width).zip(self.input.steps(self.first)).enumerate() {
            let step = splat(isa, step);
            let (mut least, mut most) = (ops.zero(), ops.zero());
            for at in (0..width).step_by(ops.len()) {
                let y = gelu(isa, finish(isa, self.layer, sums, step, at));
                ops.store(y, &mut self.row[at..]);
                (least, most) = (ops.min(least, y), ops.max(most, y));
            }
            let out = &mut self.out.values[i * width..(i + 1) * width];
            (self.out.scales[i], self.out.zeros[i]) = bytes(isa, self.row, least, most, out);
        }
    }
}

/// The weights of a layer norm.
#[derive(Debug)]
pub(super) struct Norm {
    pub(super) weight: Vec<f32>,
    pub(super) bias: Vec<f32>,
    pub(super) epsilon: f32,
}

/// Normalises one row in place, given the sum of its numbers; gives back its extremes, lane by lane.
#[inline(always)]
fn normalise<I: Isa>(isa: I, norm: &Norm, row: &mut [f32], sum: f32) -> (I::F32, I::F32) {
    let ops = isa.f32();
    #[allow(clippy::cast_precision_loss, reason = "a few hundred")]
    let count = row.len() as f32;
    let mean = ops.splat(sum / count);
    let mut squares = Sums::new(isa);
    for at in (0..row.len()).step_by(Sums::<I>::WIDTH) {
        squares.add(isa, at, |at| {
            let d = ops.sub(ops.load(&row[at..]), mean);
            ops.mul(d, d)
        });
    }
    let inverse = ops.splat(1.0 / (squares.total(isa) / count + norm.epsilon).sqrt());
    let (mut least, mut most) = (ops.zero(), ops.zero());
    for at in (0..row.len()).step_by(ops.len()) {
        let d = ops.mul(ops.sub(ops.load(&row[at..]), mean), inverse);
        let y = ops.mul_add(d, ops.load(&norm.weight[at..]), ops.load(&norm.bias[at..]));
        ops.store(y, &mut row[at..]);
        (least, most) = (ops.min(least, y), ops.max(most, y));
    }
    (least, most)
}

/// Finishes a product of the rows of `input`, adds it to the rows of `x` and normalises them; `out` becomes their bytes, from its
/// row `first` on.
pub(super) struct FinishNorm<'a> {
    pub(super) layer: &'a Quantised,
    pub(super) sums: &'a [i32],
    pub(super) input: &'a Bytes,
    pub(super) norm: &'a Norm,
    pub(super) x: &'a mut [f32],
    pub(super) out: &'a mut Bytes,
    pub(super) first: usize,
}

impl SimdOp for FinishNorm<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, width) = (isa.f32(), self.layer.bias.len());
        let rows = self.sums.chunks_exact(width).zip(self.x.chunks_exact_mut(width)).zip(self.input.steps(0));
        for (i, ((sums, x), step)) in (self.first..).zip(rows) {
            let step = splat(isa, step);
            let mut sum = Sums::new(isa);
            for at in (0..width).step_by(Sums::<I>::WIDTH) {
                sum.add(isa, at, |at| {
                    let y = ops.add(ops.load(&x[at..]), finish(isa, self.layer, sums, step, at));
                    ops.store(y, &mut x[at..]);
                    y
                });
            }
            let (least, most) = normalise(isa, self.norm, x, sum.total(isa));
            let out = &mut self.out.values[i * width..(i + 1) * width];
            (self.out.scales[i], self.out.zeros[i]) = bytes(isa, x, least, most, out);
        }
    }
}

/// Normalises the rows of `x`; `out` becomes their bytes.
pub(super) struct NormRows<'a> {
    pub(super) norm: &'a Norm,
    pub(super) x: &'a mut [f32],
    pub(super) out: &'a mut Bytes,
}

impl SimdOp for NormRows<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let (ops, width) = (isa.f32(), self.norm.weight.len());
        for (i, x) in self.x.chunks_exact_mut(width).enumerate() {
            let mut sum = Sums::new(isa);
            for at in (0..width).step_by(Sums::<I>::WIDTH) {
                sum.add(isa, at, |at| ops.load(&x[at..]));
            }
            let (least, most) = normalise(isa, self.norm, x, sum.total(isa));
            let out = &mut self.out.values[i * width..(i + 1) * width];
            (self.out.scales[i], self.out.zeros[i]) = bytes(isa, x, least, most, out);
        }
    }
}

/// Turns rows of floats into bytes, from row 0 of `out`.
pub(super) struct ToBytes<'a> {
    pub(super) x: &'a [f32],
    pub(super) width: usize,
    pub(super) out: &'a mut Bytes,
}

impl SimdOp for ToBytes<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        for (i, x) in self.x.chunks_exact(self.width).enumerate() {
            let extremes = x.chunks_exact(ops.len()).fold((ops.zero(), ops.zero()), |(least, most), chunk| {
                let y = ops.load(chunk);
                (ops.min(least, y), ops.max(most, y))
            });
            let out = &mut self.out.values[i * self.width..(i + 1) * self.width];
            (self.out.scales[i], self.out.zeros[i]) = bytes(isa, x, extremes.0, extremes.1, out);
        }
    }
}

/// The softmax of each row in place. Rows have `columns` numbers, a multiple of [`STEP`]; what is [`NOTHING`] gets no share.
pub(super) struct Softmax<'a> {
    pub(super) rows: &'a mut [f32],
    pub(super) columns: usize,
}

impl SimdOp for Softmax<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        for row in self.rows.chunks_exact_mut(self.columns) {
            let mut most = ops.splat(NOTHING);
            for chunk in row.chunks_exact(ops.len()) {
                most = ops.max(most, ops.load(chunk));
            }
            let most = ops.splat(highest::<I>(most, NOTHING));
            for chunk in row.chunks_exact_mut(ops.len()) {
                ops.store(exp(isa, ops.sub(ops.load(chunk), most)), chunk);
            }
            let mut sum = Sums::new(isa);
            for at in (0..row.len()).step_by(Sums::<I>::WIDTH) {
                sum.add(isa, at, |at| ops.load(&row[at..]));
            }
            let share = ops.splat(1.0 / sum.total(isa));
            for chunk in row.chunks_exact_mut(ops.len()) {
                ops.store(ops.mul(ops.load(chunk), share), chunk);
            }
        }
    }
}

/// GELU of every number of a slice, whose length is a multiple of [`STEP`].
pub(super) struct Gelu<'a>(pub(super) &'a mut [f32]);

impl SimdOp for Gelu<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let ops = isa.f32();
        for chunk in self.0.chunks_exact_mut(ops.len()) {
            ops.store(gelu(isa, ops.load(chunk)), chunk);
        }
    }
}

#[cfg(test)]
#[allow(clippy::cast_precision_loss, reason = "small numbers")]
mod tests {
    use super::*;

    #[cfg(target_arch = "x86_64")]
    #[test]
    fn the_same_bits_from_narrower_vectors() {
        let Some(narrow) = rten_simd::isa::Avx2Isa::new() else { return };
        let number = |i: usize| ((i * 7919) % 1009) as f32 / 173.0 - 2.9;
        let norm = Norm { weight: (0..2 * STEP).map(number).collect(), bias: (7..7 + 2 * STEP).map(number).collect(), epsilon: 1e-12 };
        let start: Vec<f32> = (0..6 * STEP).map(number).collect();
        let (mut x, mut y) = (start.clone(), start);
        let (mut of_x, mut of_y) = (Bytes::new(3, 2 * STEP), Bytes::new(3, 2 * STEP));
        NormRows { norm: &norm, x: &mut x, out: &mut of_x }.dispatch();
        NormRows { norm: &norm, x: &mut y, out: &mut of_y }.eval(narrow);
        assert_eq!((x.as_slice(), &of_x.values, &of_x.scales), (y.as_slice(), &of_y.values, &of_y.scales));
        Gelu(&mut x).dispatch();
        Gelu(&mut y).eval(narrow);
        assert_eq!(x, y);
    }

    struct Exp<'a>(&'a mut [f32]);

    impl SimdOp for Exp<'_> {
        type Output = ();

        #[inline(always)]
        fn eval<I: Isa>(self, isa: I) {
            let ops = isa.f32();
            for chunk in self.0.chunks_exact_mut(ops.len()) {
                ops.store(exp(isa, ops.load(chunk)), chunk);
            }
        }
    }

    /// The error function by its series and, far out, by its continued fraction.
    fn erf(x: f64) -> f64 {
        let (mut term, mut sum) = (x, x);
        for n in 1..200 {
            term *= -x * x / f64::from(n);
            sum += term / f64::from(2 * n + 1);
        }
        sum * 2.0 / std::f64::consts::PI.sqrt()
    }

    #[test]
    fn gelu_is_exact_to_a_millionth() {
        let t: Vec<f32> = (-384..384).map(|i| i as f32 / 64.0).collect();
        let mut y = t.clone();
        Gelu(&mut y).dispatch();
        for (&t, &y) in t.iter().zip(&y) {
            let expected = f64::from(t) / 2.0 * (1.0 + erf(f64::from(t) / 2f64.sqrt()));
            assert!((f64::from(y) - expected).abs() < 1.5e-6, "{t}: {y} is not {expected}");
        }
        let mut far = [-100.0f32, 100.0].repeat(32);
        Gelu(&mut far).dispatch();
        assert!(far[0].abs() < 1e-4 && (far[1] - 100.0).abs() < 1e-4, "{far:?}");
    }

    #[test]
    fn exp_is_exact_to_the_last_digits() {
        let x: Vec<f32> = (0..640).map(|i| -(i as f32) / 8.0).collect();
        let mut y = x.clone();
        Exp(&mut y).dispatch();
        for (&x, &y) in x.iter().zip(&y) {
            let expected = f64::from(x).exp();
            assert!((f64::from(y) / expected - 1.0).abs() < 1e-5, "{x}: {y} is not {expected}");
        }
    }

    #[test]
    fn bytes_have_the_scale_of_their_row_alone() {
        let mut x = vec![0.0; 3 * STEP];
        (x[0], x[1], x[2]) = (-1.0, 4.1, 0.5);
        x[2 * STEP] = 2.0;
        let mut out = Bytes::new(3, STEP);
        ToBytes { x: &x, width: STEP, out: &mut out }.dispatch();
        assert_eq!(out.zeros, [50, 0, 0]);
        assert_eq!(out.values[..4], [0, 255, 75, 50]);
        assert_eq!((out.values[STEP], out.scales[1]), (0, 1.0));
        assert_eq!((out.values[2 * STEP], out.values[2 * STEP + 1]), (255, 0));
    }
}
