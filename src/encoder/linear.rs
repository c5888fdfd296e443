//! Matrix products, on `rten-gemm`.
//!
//! [`Quantised`] multiplies unsigned bytes with signed ones and sums in 32 bits: rows come with a scale and a zero point of their own,
//! so the result for a row never depends on what stands in other rows. Weights lie in [-64, 63], where no kernel can saturate: every
//! CPU gets the same sums. [`Dense`] multiplies floats, for the small matrices of the heads. Weights are laid out once for
//! the kernel of the CPU at hand, which the library chooses when it starts.
//!
//! A product runs on the thread that asks for it. `rten-gemm` asks rayon how many threads there are and splits its work among
//! them; so rayon's global pool, which nothing else here uses, is set to one thread before the first product. Documents are
//! what runs side by side. (A program that built that pool itself keeps it; its results are the same.)

use std::fmt;
use std::sync::Once;

use rten_gemm::{BiasVector, GemmExecutor, GemmInputA, GemmInputB, GemmOptions, PackedBMatrix};
use rten_tensor::NdTensorView;

use super::weights::{Weights, WeightsError};

/// The kernels of this CPU. They are cheap to choose and cannot move between threads, so each document brings its own.
pub(super) struct Kernels {
    bytes: GemmExecutor<u8, i8, i32>,
    floats: GemmExecutor<f32>,
}

impl Kernels {
    /// Chooses the kernels.
    pub(super) fn new() -> Self {
        static ONE_THREAD: Once = Once::new();
        // An error says that the pool exists already: then it is its owner's.
        ONE_THREAD.call_once(|| drop(rayon::ThreadPoolBuilder::new().num_threads(1).build_global()));
        Self { bytes: GemmExecutor::default(), floats: GemmExecutor::default() }
    }

    /// `a`, [rows, inner], times `b`, [inner, columns]; or times the transpose of `b`, [columns, inner], if it is `turned`.
    pub(super) fn product(&self, a: &[f32], b: &[f32], inner: usize, turned: bool) -> Vec<f32> {
        let (rows, columns) = (a.len() / inner.max(1), b.len() / inner.max(1));
        let mut out = vec![0.0; rows * columns];
        let right = if turned {
            NdTensorView::from_data([columns, inner], b).permuted([1, 0])
        } else {
            NdTensorView::from_data([inner, columns], b)
        };
        let left = GemmInputA::Unpacked(NdTensorView::from_data([rows, inner], a));
        self.floats.gemm(&mut out, left, GemmInputB::Unpacked(right), GemmOptions::default()).expect("shapes agree");
        out
    }

    /// What multiplies bytes on this CPU.
    pub(super) fn name(&self) -> &str {
        self.bytes.kernel_name()
    }
}

impl fmt::Debug for Kernels {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kernels").field("bytes", &self.bytes.kernel_name()).field("floats", &self.floats.kernel_name()).finish()
    }
}

/// Rows of bytes, each with its scale and zero point.
#[derive(Debug, Default)]
pub(super) struct Bytes {
    /// Row-major.
    pub(super) values: Vec<u8>,
    /// What one step of a row is worth.
    pub(super) scales: Vec<f32>,
    /// The byte of a row that stands for zero.
    pub(super) zeros: Vec<u8>,
}

impl Bytes {
    /// Scales and zero points of the rows from `first` on.
    pub(super) fn steps(&self, first: usize) -> impl Iterator<Item = (f32, u8)> {
        self.scales[first..].iter().copied().zip(self.zeros[first..].iter().copied())
    }

    /// Room for `rows` rows of `width`.
    pub(super) fn new(rows: usize, width: usize) -> Self {
        Self { values: vec![0; rows * width], scales: vec![0.0; rows], zeros: vec![0; rows] }
    }
}

/// A layer whose weights and inputs are bytes.
pub(super) struct Quantised {
    weights: PackedBMatrix<i8>,
    /// One a column.
    pub(super) scales: Vec<f32>,
    /// One a column.
    pub(super) bias: Vec<f32>,
    /// The sum of the weights of each column: what a zero point of one adds to it.
    pub(super) totals: Vec<i32>,
}

impl Quantised {
    /// The layer `name` with `inputs` rows and `outputs` columns.
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels, name: &str, shape: [usize; 2]) -> Result<Self, WeightsError> {
        let table = weights.scaled(&format!("{name}.weight"), shape, 1)?;
        let packed = kernels.bytes.prepack_b(NdTensorView::from_data(shape, &table.values[..]));
        let mut totals = vec![0; shape[1]];
        for row in table.values.chunks_exact(shape[1]) {
            totals.iter_mut().zip(row).for_each(|(total, &w)| *total += i32::from(w));
        }
        Ok(Self { weights: packed, scales: table.scales, bias: weights.floats(&format!("{name}.bias"), &shape[1..])?, totals })
    }

    /// The integer sums of rows `first` to `first + rows` of `input`, zero points not yet taken off: `out` is [rows, outputs].
    ///
    /// Zero points wait for the next step because `rten-gemm` 0.27 applies those of the first panel of rows to all panels.
    pub(super) fn sums(&self, kernels: &Kernels, input: &Bytes, first: usize, rows: usize, out: &mut [i32]) {
        let inputs = self.weights.rows();
        let a = NdTensorView::from_data([rows, inputs], &input.values[first * inputs..(first + rows) * inputs]);
        // Laid out once for all blocks of columns, not once for each.
        let packed = kernels.bytes.prepack_a(a);
        kernels
            .bytes
            .gemm(out, GemmInputA::Packed(&packed), GemmInputB::Packed(&self.weights), GemmOptions::default())
            .expect("shapes agree, and one executor packs and multiplies");
    }
}

impl fmt::Debug for Quantised {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Quantised({} x {})", self.weights.rows(), self.weights.cols())
    }
}

/// A layer of floats.
pub(super) struct Dense {
    weights: PackedBMatrix<f32>,
    bias: Vec<f32>,
}

impl Dense {
    /// The layer `name` with `inputs` rows and `outputs` columns.
    pub(super) fn load(weights: &Weights<'_>, kernels: &Kernels, name: &str, shape: [usize; 2]) -> Result<Self, WeightsError> {
        let values = weights.matrix(&format!("{name}.weight"), shape)?;
        let packed = kernels.floats.prepack_b(NdTensorView::from_data(shape, &values[..]));
        Ok(Self { weights: packed, bias: weights.floats(&format!("{name}.bias"), &shape[1..])? })
    }

    /// `x` times the weights plus the bias: [rows, outputs] for an `x` of [rows, inputs].
    pub(super) fn apply(&self, kernels: &Kernels, x: &[f32]) -> Vec<f32> {
        let rows = x.len() / self.weights.rows().max(1);
        let mut out = vec![0.0; rows * self.weights.cols()];
        let options = GemmOptions { bias: Some(BiasVector::Row(&self.bias)), ..GemmOptions::default() };
        let a = NdTensorView::from_data([rows, self.weights.rows()], x);
        kernels
            .floats
            .gemm(&mut out, GemmInputA::Unpacked(a), GemmInputB::Packed(&self.weights), options)
            .expect("shapes agree, and one executor packs and multiplies");
        out
    }
}

impl fmt::Debug for Dense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dense({} x {})", self.weights.rows(), self.weights.cols())
    }
}
