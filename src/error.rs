//! What can go wrong, which is little: no text is an error, only misuse is.

use std::fmt;

/// A call that could not be understood. The message names the argument and what was expected.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
}

/// Private, so that kinds may come and go.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Kind {
    /// A Python string that holds half of a surrogate pair, at this code point.
    LoneSurrogate { argument: &'static str, index: usize },
    /// An argument of another type.
    WrongType { argument: &'static str, got: String },
}

impl Error {
    /// `argument` holds half of a surrogate pair at code point `index`.
    #[cfg_attr(not(feature = "python"), allow(dead_code, reason = "only Python strings can hold one"))]
    pub(crate) fn lone_surrogate(argument: &'static str, index: usize) -> Self {
        Self { kind: Kind::LoneSurrogate { argument, index } }
    }

    /// `argument` is a `got`, not a string.
    #[cfg_attr(not(feature = "python"), allow(dead_code, reason = "Rust callers cannot pass one"))]
    pub(crate) fn wrong_type(argument: &'static str, got: &str) -> Self {
        Self { kind: Kind::WrongType { argument, got: got.to_owned() } }
    }

    /// Whether the argument had the wrong type, which Python tells apart from a wrong value.
    pub fn is_type(&self) -> bool {
        matches!(self.kind, Kind::WrongType { .. })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            Kind::LoneSurrogate { argument, index } => write!(
                f,
                "{argument} holds a lone surrogate at index {index}, which is no character; \
                 read the file with its right encoding, or drop it with {argument}.encode(errors='ignore').decode()"
            ),
            Kind::WrongType { argument, got } if got == "bytes" || got == "bytearray" => {
                write!(f, "{argument} must be str, not {got}: decode first, for example {argument}.decode('utf-8')")
            }
            // An empty cell of a table arrives as the number NaN.
            Kind::WrongType { argument, got } if got == "float" => {
                write!(f, "{argument} must be str, not float: if this is the missing value of a table, drop the row or pass ''")
            }
            Kind::WrongType { argument, got } => write!(f, "{argument} must be str, not {got}"),
        }
    }
}

impl std::error::Error for Error {}
