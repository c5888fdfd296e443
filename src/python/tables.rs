//! Tables for Python, through the Arrow stream that pyarrow, polars, pandas and `DuckDB` take without a copy.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use arrow_array::cast::AsArray;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::types::{Float64Type, Int64Type};
use arrow_array::{Array, RecordBatchIterator};
use arrow_schema::DataType;
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyList};

use crate::analysis::Analysis;
use crate::tables::{self, Builder};

/// Rows under a schema.
#[pyclass(frozen, module = "onrecord._core")]
#[derive(Debug)]
pub(super) struct Table {
    table: tables::Table,
}

#[pymethods]
impl Table {
    fn __len__(&self) -> usize {
        self.table.n_rows()
    }

    /// A stream of record batches, as the Arrow `PyCapsule` interface has it. The types are as they are: what is asked for is not
    /// looked at, which the interface leaves free.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(&self, py: Python<'py>, requested_schema: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyCapsule>> {
        let _ = requested_schema;
        let batches = self.table.batches.clone().into_iter().map(Ok);
        let reader = RecordBatchIterator::new(batches, Arc::clone(&self.table.schema));
        PyCapsule::new_with_value(py, FFI_ArrowArrayStream::new(Box::new(reader)), c"arrow_array_stream")
    }

    /// The number of batches.
    fn n_batches(&self) -> usize {
        self.table.batches.len()
    }

    /// The columns of one batch as lists.
    fn batch<'py>(&self, py: Python<'py>, index: usize) -> PyResult<Vec<Bound<'py, PyList>>> {
        let Some(batch) = self.table.batches.get(index) else {
            return Err(PyValueError::new_err(format!("there is no batch {index}")));
        };
        let list = |array: &Arc<dyn Array>| match array.data_type() {
            DataType::Utf8 => PyList::new(py, array.as_string::<i32>().iter().collect::<Vec<_>>()),
            DataType::Int64 => PyList::new(py, array.as_primitive::<Int64Type>().iter().collect::<Vec<_>>()),
            DataType::Float64 => PyList::new(py, array.as_primitive::<Float64Type>().iter().collect::<Vec<_>>()),
            other => Err(PyValueError::new_err(format!("a column of {other} has no plain list"))),
        };
        batch.columns().iter().map(list).collect()
    }
}

/// Gathers analyses into tables.
#[pyclass(frozen, module = "onrecord._core")]
#[derive(Debug)]
pub(super) struct TableBuilder {
    builder: Mutex<Builder>,
}

impl TableBuilder {
    fn lock(&self) -> MutexGuard<'_, Builder> {
        self.builder.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[pymethods]
impl TableBuilder {
    #[new]
    fn new() -> Self {
        Self { builder: Mutex::new(Builder::new()) }
    }

    /// Adds the analysis of the document `doc_id`, given as JSON. Raises `ValueError` with the end of a sentence that begins with
    /// the document where it is none.
    fn add(&self, py: Python<'_>, doc_id: &str, records: &str) -> PyResult<()> {
        py.detach(|| {
            let analysis: Analysis = serde_json::from_str(records).map_err(|error| error.to_string())?;
            self.lock().add(doc_id, &analysis, records.len())
        })
        .map_err(PyValueError::new_err)
    }

    /// The five tables, in the order of `describe`.
    fn finish(&self) -> [Table; 5] {
        self.lock().finish().map(|table| Table { table })
    }

    /// One table with a row a document and the others in lists.
    fn finish_nested(&self) -> PyResult<Table> {
        let table = self.lock().finish_nested().map_err(|error| PyValueError::new_err(error.to_string()))?;
        Ok(Table { table })
    }
}

/// The columns: name of the table, name, type, whether it may be null, and what it is.
#[pyfunction]
pub(super) fn describe() -> Vec<(&'static str, &'static str, &'static str, bool, &'static str)> {
    tables::describe()
}
