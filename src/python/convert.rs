//! Python strings to Rust strings, and what is no string to an exception.

use pyo3::exceptions::{PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;
use pyo3::types::PyString;

use crate::error::Error;

impl From<Error> for PyErr {
    fn from(error: Error) -> Self {
        let message = error.to_string();
        if error.is_type() { PyTypeError::new_err(message) } else { PyValueError::new_err(message) }
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
