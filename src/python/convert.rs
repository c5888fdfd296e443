//! Python strings to Rust strings, and what is no string to an exception.

use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyString;

use crate::error::Error;

pyo3::create_exception!(
    onrecord,
    AnalysisError,
    PyRuntimeError,
    "Reading a text failed, through a fault of onrecord and not of the text.\n\n\
     `analyze_many` and all that reads many articles give an empty analysis with a warning instead."
);

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        match (error.is_internal(), error.is_type()) {
            (true, _) => AnalysisError::new_err(message),
            (false, true) => PyTypeError::new_err(message),
            (false, false) => PyValueError::new_err(message),
        }
    }
}

/// The characters of `value`, which is the argument called `argument`.
///
/// # Errors
///
/// Where `value` is no `str`, or holds half of a surrogate pair, which no UTF-8 text can.
pub(super) fn string(argument: &'static str, value: &Bound<'_, PyAny>) -> PyResult<PyBackedStr> {
    let Ok(string) = value.cast::<PyString>() else {
        return Err(Error::wrong_type(argument, &value.get_type().name()?.to_string()).into());
    };
    PyBackedStr::try_from(string.clone()).map_err(|error| match unencodable(&error, value.py()) {
        Some(index) => Error::lone_surrogate(argument, index).into(),
        None => error,
    })
}

/// The code point that a `UnicodeEncodeError` stopped at.
fn unencodable(error: &PyErr, py: Python<'_>) -> Option<usize> {
    error.value(py).getattr("start").ok()?.extract().ok()
}
