//! Many articles: [`crate::pipeline::Ahead`] for Python.
//!
//! Python pulls texts out of whatever holds them and pushes them here, takes JSON, and never waits with the GIL held. Between two
//! looks at the results, signals are answered, so that Ctrl-C ends the wait.

use std::thread;
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;

use super::convert;
use crate::pipeline::{self, Bounds, Taken};

/// How long a signal may have to wait.
const GLANCE: Duration = Duration::from_millis(50);
/// Jobs per thread: many enough that one long article holds nobody up.
const JOBS: usize = 32;
/// Bytes of text per thread: the results of so much text take some ten times as much memory.
const BYTES: usize = 400_000;

/// An article that waits to be read.
#[derive(Debug)]
struct Article {
    text: String,
    title: Option<String>,
}

/// Threads that read articles ahead of the caller; results are taken in the order of the articles.
#[pyclass(frozen, module = "onrecord._core")]
#[derive(Debug)]
pub(super) struct Ahead {
    ahead: pipeline::Ahead<Article, String>,
}

impl Ahead {
    /// The threads, where there are any: a forked process has none.
    fn ours(&self) -> PyResult<&pipeline::Ahead<Article, String>> {
        if self.ahead.is_ours() {
            return Ok(&self.ahead);
        }
        Err(PyRuntimeError::new_err(
            "these results are being read in another process, of which this one is a fork; call analyze_many again here",
        ))
    }
}

#[pymethods]
impl Ahead {
    /// Up to `threads` threads; they are started as articles come.
    #[new]
    fn new(py: Python<'_>, threads: usize) -> Self {
        py.detach(pipeline::load);
        let bounds = Bounds { jobs: threads.saturating_mul(JOBS), weight: threads.saturating_mul(BYTES) };
        let ahead = pipeline::Ahead::new(threads, bounds, |article: Article| {
            let analysis = pipeline::analyze(&article.text, article.title.as_deref());
            serde_json::to_string(&analysis).expect("plain data with string keys is always JSON")
        });
        Self { ahead }
    }

    /// Whether the threads are less far ahead than they may be.
    fn has_room(&self) -> PyResult<bool> {
        Ok(self.ours()?.has_room())
    }

    /// Whether `take` would not have to wait.
    fn is_ready(&self) -> PyResult<bool> {
        Ok(self.ours()?.is_ready())
    }

    /// Puts an article at the end of the row.
    #[pyo3(signature = (text, title=None))]
    fn push(&self, text: &Bound<'_, PyAny>, title: Option<&Bound<'_, PyAny>>) -> PyResult<()> {
        let text = convert::string("text", text)?.to_string();
        let title = title.map(|t| convert::string("title", t)).transpose()?.map(|t| t.to_string());
        let weight = text.len();
        Ok(self.ours()?.push(Article { text, title }, weight)?)
    }

    /// Takes the analysis of the article at the head of the row, as JSON; `None` where reading it failed.
    fn take(&self, py: Python<'_>) -> PyResult<Option<String>> {
        let ahead = self.ours()?;
        loop {
            match py.detach(|| ahead.take(GLANCE)) {
                Taken::Result(json) => return Ok(Some(json)),
                Taken::Panicked => return Ok(None),
                Taken::Nothing => return Err(PyRuntimeError::new_err("there is nothing to take")),
                Taken::NotYet => py.check_signals()?,
            }
        }
    }
}

/// The number of processors that this process may use, limits of a container included.
#[pyfunction]
pub(super) fn processors() -> usize {
    thread::available_parallelism().map_or(1, usize::from)
}
