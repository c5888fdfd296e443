//! The body: from the pieces of a window to one vector a position.
//!
//! Takes pieces with their features, promises `[CLS] pieces [SEP]` as rows of `width` floats. Embeddings are summed and normalised, then
//! every layer attends and feeds forward, each time adding to its input and normalising. Matrices multiply bytes; everything between
//! them is done in floats while a block of rows is near, and ends as the bytes of the next product. The result of a window depends on
//! its pieces alone.

use super::attention::{HEAD, Memory};
use super::linear::{Bytes, Kernels, Quantised};
use super::pieces::{CLOSE, OPEN, Piece};
use super::vector::{Finish, FinishGelu, FinishNorm, Norm, NormRows, STEP, ToBytes};
use super::weights::{Scaled, Weights, WeightsError};
use rten_simd::SimdOp;

/// Rows that go through a layer together: few enough for the second cache, many enough for the kernels.
const ROWS: usize = 64;
/// Positions that the attention has room for.
const POSITIONS: usize = 256;

/// The layers and what stands below them.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) width: usize,
    inner: usize,
    heads: usize,
    words: Scaled,
    /// [positions, width]
    positions: Vec<f32>,
    shapes: Vec<f32>,
    gaps: Vec<f32>,
    marks: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

#[derive(Debug)]
struct Layer {
    qkv: Quantised,
    out: Quantised,
    norm1: Norm,
    up: Quantised,
    down: Quantised,
    norm2: Norm,
}

/// Room for the numbers between layers, kept from window to window.
#[derive(Debug)]
pub(super) struct Scratch {
    input: Bytes,
    block: Bytes,
    sums: Vec<i32>,
    floats: Vec<f32>,
    memory: Memory,
}

fn norm(weights: &Weights<'_>, name: &str) -> Result<Norm, WeightsError> {
    let width = [weights.header.sizes.width];
    Ok(Norm {
        weight: weights.floats(&format!("{name}.weight"), &width)?,
        bias: weights.floats(&format!("{name}.bias"), &width)?,
        epsilon: weights.header.epsilon,
    })
}

impl Body {
    /// Lays the weights out for the kernels.
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels) -> Result<Self, WeightsError> {
        let sizes = weights.header.sizes;
        let (width, inner) = (sizes.width, sizes.inner);
        let fits = width == sizes.heads * HEAD && width > 0 && width % STEP == 0 && inner > 0 && inner % STEP == 0;
        let limit = weights.header.limit;
        if !fits || sizes.positions > POSITIONS || limit == 0 || limit + 2 > sizes.positions {
            return Err(WeightsError::new(format!("no network of these sizes can be run: {sizes:?}, windows of {limit}")));
        }
        let positions = weights.scaled("embed.position", [sizes.positions, width], 0)?;
        let positions = positions.values.chunks_exact(width).zip(&positions.scales);
        let layer = |l: usize| {
            let linear = |part: &str, shape| Quantised::load(weights, kernels, &format!("layer.{l}.{part}"), shape);
            Ok(Layer {
                qkv: linear("qkv", [width, 3 * width])?,
                out: linear("out", [width, width])?,
                norm1: norm(weights, &format!("layer.{l}.norm1"))?,
                up: linear("up", [width, inner])?,
                down: linear("down", [inner, width])?,
                norm2: norm(weights, &format!("layer.{l}.norm2"))?,
            })
        };
        Ok(Self {
            width,
            inner,
            heads: sizes.heads,
            words: weights.scaled("embed.word", [sizes.vocabulary, width], 0)?,
            positions: positions.flat_map(|(row, scale)| row.iter().map(move |&v| f32::from(v) * scale)).collect(),
            shapes: weights.floats("embed.shape", &[6, width])?,
            gaps: weights.floats("embed.gap", &[4, width])?,
            marks: weights.floats("embed.mark", &[4, width])?,
            norm: norm(weights, "embed.norm")?,
            layers: (0..sizes.layers).map(layer).collect::<Result<_, WeightsError>>()?,
        })
    }

    /// Room for windows of up to the longest length.
    pub(super) fn scratch(&self) -> Scratch {
        let widest = self.inner.max(3 * self.width);
        Scratch {
            input: Bytes::new(POSITIONS, self.width),
            block: Bytes::new(ROWS, widest),
            sums: vec![0; ROWS * widest],
            floats: vec![0.0; ROWS * 3 * self.width],
            memory: Memory::default(),
        }
    }

    /// The vectors of a window: [pieces + 2, width].
    pub(super) fn vectors(&self, kernels: &Kernels, scratch: &mut Scratch, pieces: &[Piece]) -> Vec<f32> {
        let mut x = self.embed(pieces);
        NormRows { norm: &self.norm, x: &mut x, out: &mut scratch.input }.dispatch();
        for layer in &self.layers {
            self.layer(layer, kernels, scratch, &mut x);
        }
        x
    }

    /// The sums at the bottom, not yet normalised.
    fn embed<'b>(&'b self, pieces: &[Piece]) -> Vec<f32> {
        let width = self.width;
        let inside = pieces.iter().map(|p| (p.id, p.shape as usize, p.gap as usize, p.mark as usize));
        let all = std::iter::once((OPEN, 0, 0, 0)).chain(inside).chain([(CLOSE, 0, 0, 0)]);
        let mut x = Vec::with_capacity((pieces.len() + 2) * width);
        for ((id, shape, gap, mark), position) in all.zip(self.positions.chunks_exact(width)) {
            let id = id as usize;
            let (word, scale) = (&self.words.values[id * width..(id + 1) * width], self.words.scales[id]);
            let row = |table: &'b [f32], i: usize| table[i * width..(i + 1) * width].iter();
            let features = row(&self.shapes, shape).zip(row(&self.gaps, gap)).zip(row(&self.marks, mark));
            x.extend(word.iter().zip(position).zip(features).map(|((&w, p), ((s, g), m))| f32::from(w) * scale + p + s + g + m));
        }
        x
    }

    /// One layer, in place. `scratch.input` holds the bytes of `x` before and after.
    fn layer(&self, layer: &Layer, kernels: &Kernels, scratch: &mut Scratch, x: &mut [f32]) {
        let (width, inner) = (self.width, self.inner);
        let Scratch { input, block, sums, floats, memory } = scratch;
        let length = x.len() / width;
        memory.reset(self.heads, length);
        for first in (0..length).step_by(ROWS) {
            let rows = ROWS.min(length - first);
            let sums = &mut sums[..rows * 3 * width];
            layer.qkv.sums(kernels, input, first, rows, sums);
            let floats = &mut floats[..rows * 3 * width];
            Finish { layer: &layer.qkv, sums, input, first, out: floats }.dispatch();
            memory.store(first, floats);
        }
        for (first, x) in (0..length).step_by(ROWS).zip(x.chunks_mut(ROWS * width)) {
            let rows = x.len() / width;
            let mixed = &mut floats[..rows * width];
            memory.attend(first, mixed);
            ToBytes { x: mixed, width, out: block }.dispatch();
            let narrow = &mut sums[..rows * width];
            layer.out.sums(kernels, block, 0, rows, narrow);
            FinishNorm { layer: &layer.out, sums: narrow, input: block, norm: &layer.norm1, x, out: input, first }.dispatch();
            let wide = &mut sums[..rows * inner];
            layer.up.sums(kernels, input, first, rows, wide);
            FinishGelu { layer: &layer.up, sums: wide, input, first, row: &mut floats[..inner], out: block }.dispatch();
            let narrow = &mut sums[..rows * width];
            layer.down.sums(kernels, block, 0, rows, narrow);
            FinishNorm { layer: &layer.down, sums: narrow, input: block, norm: &layer.norm2, x, out: input, first }.dispatch();
        }
    }
}
