//! What can go wrong, which is little: no text is an error, only misuse is, and a fault of this crate.

use std::any::Any;
use std::fmt;

/// A call that could not be understood, or that this crate failed to answer. The message names the argument and what was expected,
/// or what broke.
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
    /// The reader panicked with this message.
    Panic { message: String },
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

    /// The reader panicked, and `payload` is what it left.
    pub(crate) fn panic(payload: &(dyn Any + Send)) -> Self {
        let words = payload.downcast_ref::<&str>().map(|s| (*s).to_owned());
        let message = words.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
        Self { kind: Kind::Panic { message } }
    }

    /// Whether the fault is this crate's, and the call was right.
    pub fn is_internal(&self) -> bool {
        matches!(self.kind, Kind::Panic { .. })
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
            Kind::Panic { message } => {
                write!(f, "the text could not be read, which is a fault of onrecord and not of the text; please report it: {message}")
            }
        }
    }
}

impl std::error::Error for Error {}
