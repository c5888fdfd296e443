//! The file of weights: one header, one stretch of numbers.
//!
//! Takes the bytes of a file as `training/README.md` lays them out ("The file"), promises views of its tensors by name, with the
//! shape that the reader expects: a missing name, another shape or type, an offset outside the file are errors that name the
//! tensor, never a panic. Nothing is copied before it is asked for.
//!
//! It does not check the digest in the header: the file is built into the program, and a test checks it once.

#![allow(clippy::cast_precision_loss, reason = "eight-bit integers become floats exactly")]

use std::collections::HashMap;
use std::fmt;

use serde::Deserialize;

/// Where the data begins and each tensor in it: multiples of this.
const ALIGN: usize = 64;

/// Why bytes are not a file of weights that this version can read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightsError(String);

impl WeightsError {
    pub(super) fn new(what: impl Into<String>) -> Self {
        Self(what.into())
    }
}

impl fmt::Display for WeightsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the weights cannot be read: {}", self.0)
    }
}

impl std::error::Error for WeightsError {}

/// The sizes of the network.
#[derive(Debug, Clone, Copy, Deserialize)]
pub(super) struct Sizes {
    /// Word pieces.
    pub(super) vocabulary: usize,
    /// Numbers of a vector.
    pub(super) width: usize,
    /// Layers of the body.
    pub(super) layers: usize,
    /// Attention heads of a layer.
    pub(super) heads: usize,
    /// Numbers between the two halves of the feed-forward part.
    pub(super) inner: usize,
    /// Rows of the position table.
    pub(super) positions: usize,
}

/// The label sets, in the order of the scores.
#[derive(Debug, Deserialize)]
pub(super) struct Labels {
    pub(super) attribution: Vec<String>,
    pub(super) mention: Vec<String>,
    pub(super) referent: Vec<String>,
    pub(super) expression: Vec<String>,
}

/// The header without its table of tensors.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    version: u32,
    pub(super) name: String,
    pub(super) sizes: Sizes,
    pub(super) epsilon: f32,
    pub(super) limit: usize,
    pub(super) labels: Labels,
    tensors: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
struct Entry {
    name: String,
    dtype: String,
    shape: Vec<usize>,
    offset: usize,
    scales: Option<usize>,
    axis: Option<usize>,
}

/// A table of eight-bit integers with a scale for each row or each column.
#[derive(Debug, Clone)]
pub(super) struct Scaled {
    /// Row-major.
    pub(super) values: Vec<i8>,
    /// One a row or one a column.
    pub(super) scales: Vec<f32>,
}

/// The file, opened.
#[derive(Debug)]
pub(super) struct Weights<'b> {
    pub(super) header: Header,
    data: &'b [u8],
    places: HashMap<String, usize>,
}

impl<'b> Weights<'b> {
    /// Reads the header.
    pub(super) fn open(bytes: &'b [u8]) -> Result<Self, WeightsError> {
        let short = || WeightsError::new("the file is cut off");
        let (start, rest) = bytes.split_first_chunk::<4>().ok_or_else(short)?;
        if start != b"ORE1" {
            return Err(WeightsError::new("it does not begin with ORE1"));
        }
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(short)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| short())?;
        let text = rest.get(..length).ok_or_else(short)?;
        let header: Header = serde_json::from_slice(text).map_err(|e| WeightsError::new(format!("header: {e}")))?;
        if header.version != 1 {
            return Err(WeightsError::new(format!("version {}, not 1", header.version)));
        }
        let data = bytes.get((8 + length).next_multiple_of(ALIGN)..).ok_or_else(short)?;
        let places = header.tensors.iter().enumerate().map(|(i, t)| (t.name.clone(), i)).collect();
        Ok(Self { header, data, places })
    }

    /// The bytes of a tensor with that type and shape (any shape if `None`), and its entry.
    fn entry(&self, name: &str, dtype: &str, shape: Option<&[usize]>) -> Result<(&'b [u8], &Entry), WeightsError> {
        let entry = self.places.get(name).map(|&i| &self.header.tensors[i]);
        let entry = entry.ok_or_else(|| WeightsError::new(format!("no tensor {name}")))?;
        if entry.dtype != dtype || shape.is_some_and(|s| s != entry.shape) {
            let found = (&entry.dtype, &entry.shape);
            return Err(WeightsError::new(format!("tensor {name} is {found:?}, not {:?}", (dtype, shape.unwrap_or_default()))));
        }
        let size = if dtype == "f32" { 4 } else { 1 };
        let count = entry.shape.iter().try_fold(size, |n: usize, &s| n.checked_mul(s));
        Ok((self.slice(name, entry.offset, count)?, entry))
    }

    fn slice(&self, name: &str, offset: usize, length: Option<usize>) -> Result<&'b [u8], WeightsError> {
        let end = length.and_then(|n| offset.checked_add(n));
        end.and_then(|end| self.data.get(offset..end)).ok_or_else(|| WeightsError::new(format!("tensor {name} leaves the file")))
    }

    /// A tensor of floats.
    pub(super) fn floats(&self, name: &str, shape: &[usize]) -> Result<Vec<f32>, WeightsError> {
        Ok(floats(self.entry(name, "f32", Some(shape))?.0))
    }

    /// A table of integers [rows, columns] with scales along `axis` (0: one a row, 1: one a column).
    pub(super) fn scaled(&self, name: &str, shape: [usize; 2], axis: usize) -> Result<Scaled, WeightsError> {
        let (bytes, entry) = self.entry(name, "i8", Some(&shape))?;
        let (Some(offset), true) = (entry.scales, entry.axis == Some(axis)) else {
            return Err(WeightsError::new(format!("tensor {name} has no scales along axis {axis}")));
        };
        let scales = floats(self.slice(name, offset, shape[axis].checked_mul(4))?);
        Ok(Scaled { values: bytes.iter().map(|b| b.cast_signed()).collect(), scales })
    }

    /// A matrix [inputs, outputs] of floats, multiplied out if it is stored as integers with a scale a column.
    pub(super) fn matrix(&self, name: &str, shape: [usize; 2]) -> Result<Vec<f32>, WeightsError> {
        if self.entry(name, "f32", None).is_ok() {
            return self.floats(name, &shape);
        }
        let Scaled { values, scales } = self.scaled(name, shape, 1)?;
        Ok(values.chunks_exact(shape[1].max(1)).flat_map(|row| row.iter().zip(&scales).map(|(&v, s)| f32::from(v) * s)).collect())
    }

    /// The number of columns of a matrix.
    pub(super) fn columns(&self, name: &str) -> Result<usize, WeightsError> {
        let entry = self.places.get(name).map(|&i| &self.header.tensors[i]);
        let columns = entry.and_then(|e| e.shape.get(1).copied()).filter(|&n| n > 0);
        columns.ok_or_else(|| WeightsError::new(format!("no matrix {name}")))
    }

    /// A single float.
    pub(super) fn number(&self, name: &str) -> Result<f32, WeightsError> {
        Ok(self.floats(name, &[1])?[0])
    }

    /// The word pieces, in order of their ids.
    pub(super) fn vocabulary(&self) -> Result<impl Iterator<Item = &'b str>, WeightsError> {
        let (bytes, _) = self.entry("vocabulary", "u8", None)?;
        let text = str::from_utf8(bytes).map_err(|_| WeightsError::new("the vocabulary is not UTF-8"))?;
        Ok(text.split('\n'))
    }
}

fn floats(bytes: &[u8]) -> Vec<f32> {
    let (chunks, _) = bytes.as_chunks::<4>();
    chunks.iter().map(|b| f32::from_le_bytes(*b)).collect()
}
