//! The extension module `onrecord._core`: the only room that says pyo3.
//!
//! Takes Python strings, promises JSON of the contract (`crate::analysis`), which the package turns into a dict: one writer of
//! the shape, serde, serves Python, the command line and the JSON Schema alike. Reading happens with the GIL released. Errors
//! are those of [`crate::error`], as `TypeError`, `ValueError` or `AnalysisError`; no panic leaves this room.

mod convert;
mod many;
mod tables;

use pyo3::prelude::*;

use crate::pipeline;

/// Reads an English news article and says who said what, about whom, and for or against.
#[pymodule(name = "_core", gil_used = false)]
mod core {
    use pyo3::prelude::*;

    #[pymodule_export]
    use super::convert::AnalysisError;
    #[pymodule_export]
    use super::many::{Ahead, processors};
    #[pymodule_export]
    use super::tables::{Table, TableBuilder, describe};
    #[pymodule_export]
    use super::{judge, read};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))?;
        module.add("SCHEMA_VERSION", crate::analysis::SCHEMA_VERSION)
    }
}

/// Reads `text` and gives its analysis as JSON.
#[pyfunction]
#[pyo3(signature = (text, title=None))]
fn read(py: Python<'_>, text: &Bound<'_, PyAny>, title: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
    let text = convert::string("text", text)?;
    let title = title.map(|t| convert::string("title", t)).transpose()?;
    let (text, title) = (text.as_ref(), title.as_deref());
    let read = || {
        let analysis = crate::analyze(text, title);
        serde_json::to_string(&analysis).expect("plain data with string keys is always JSON")
    };
    Ok(py.detach(|| pipeline::caught(read))?)
}

/// Judges how `holder` stands to `target` in `text`, all given in code points, and gives the judgement as JSON; `None` where it
/// cannot be judged.
#[pyfunction]
#[pyo3(signature = (text, target, holder=None))]
fn judge(py: Python<'_>, text: &Bound<'_, PyAny>, target: (usize, usize), holder: Option<(usize, usize)>) -> PyResult<Option<String>> {
    let text = convert::string("text", text)?;
    let text: &str = text.as_ref();
    let judge = || {
        let judgement = crate::judge(text, target.0..target.1, holder.map(|h| h.0..h.1))?;
        Some(serde_json::to_string(&judgement).expect("plain data with string keys is always JSON"))
    };
    Ok(py.detach(|| pipeline::caught(judge))?)
}
