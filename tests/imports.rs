//! The rooms of `src/` import one way only.
//!
//! A room is a file `src/x.rs` or a folder `src/x/`. It may use the rooms to its left in [`ORDER`], and itself. The two leftmost,
//! `error` and `analysis`, are plain data that use nobody. `lib.rs` opens all rooms and is not one.

use std::fs;
use std::path::{Path, PathBuf};

/// Rooms of one step do not use each other.
const ORDER: &[&[&str]] = &[
    &["error", "analysis"],
    &["seeds"],
    &["document"],
    &["encoder"],
    &["entities"],
    &["references"],
    &["quotes"],
    &["stance"],
    &["pipeline", "tables"],
    &["python"],
];

/// `from` uses `to`, in a line of a file.
#[derive(Debug, PartialEq, Eq)]
struct Arrow {
    from: String,
    to: String,
    line: usize,
}

fn step(room: &str) -> Option<usize> {
    ORDER.iter().position(|rooms| rooms.contains(&room))
}

impl Arrow {
    fn runs_back(&self) -> bool {
        let unknown = |room: &str| panic!("room {room:?} has no place in the order");
        let from = step(&self.from).unwrap_or_else(|| unknown(&self.from));
        // What is no room is a name that `lib.rs` re-exports from the pipeline.
        let to = step(&self.to).or_else(|| step("pipeline")).expect("the pipeline has a place");
        self.from != self.to && to >= from
    }
}

/// The arrows out of `source`, a file of the room `from`.
fn arrows(from: &str, source: &str) -> Vec<Arrow> {
    let code = without_comments(source);
    let mut found = Vec::new();
    for (root, super_only) in [("crate::", false), ("super::", true)] {
        for (at, _) in code.match_indices(root) {
            if code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let line = code[..at].matches('\n').count() + 1;
            for name in first_names(&code[at + root.len()..]) {
                // `super::cue` is a file of the same room; `super::stance` climbs to the root and down again.
                if !super_only || step(&name).is_some() {
                    found.push(Arrow { from: from.to_owned(), to: name, line });
                }
            }
        }
    }
    found
}

/// Line comments blanked, lines kept. Block comments do not occur: rustfmt and our habit are line comments.
fn without_comments(source: &str) -> String {
    source.lines().map(|line| line.split("//").next().unwrap_or_default()).collect::<Vec<_>>().join("\n")
}

/// `a::b` gives `a`; `{a::b, c::{d, e}}` gives `a` and `c`.
fn first_names(path: &str) -> Vec<String> {
    let name = |s: &str| s.chars().take_while(|&c| c.is_alphanumeric() || c == '_').collect::<String>();
    let Some(group) = path.strip_prefix('{') else { return vec![name(path)] };
    let (mut depth, mut names, mut start) = (0, Vec::new(), 0);
    for (i, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ',' | '}' if depth == 0 => {
                names.push(name(group[start..i].trim_start()));
                start = i + 1;
                if c == '}' {
                    break;
                }
            }
            _ => {}
        }
    }
    names.retain(|n| !n.is_empty());
    names
}

fn rust_files(folder: &Path, into: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            rust_files(&path, into);
        } else if path.extension().is_some_and(|e| e == "rs") {
            into.push(path);
        }
    }
}

/// `src/quotes/cue.rs` and `src/quotes.rs` are of the room `quotes`.
fn room(src: &Path, file: &Path) -> String {
    let inside = file.strip_prefix(src).expect("a file of src");
    let first = inside.components().next().expect("a name").as_os_str().to_string_lossy();
    first.trim_end_matches(".rs").to_owned()
}

#[test]
fn imports_run_one_way() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    rust_files(&src, &mut files);
    files.sort();
    let (mut seen, mut wrong) = (Vec::new(), Vec::new());
    for file in files.iter().filter(|f| **f != src.join("lib.rs")) {
        for arrow in arrows(&room(&src, file), &fs::read_to_string(file).expect("UTF-8")) {
            if arrow.runs_back() {
                wrong.push(format!("{}:{}: {} uses {}", file.display(), arrow.line, arrow.from, arrow.to));
            }
            seen.push((arrow.from, arrow.to));
        }
    }
    assert!(wrong.is_empty(), "arrows that run back:\n{}", wrong.join("\n"));
    for known in [
        ("document", "seeds"),
        ("quotes", "entities"),
        ("stance", "quotes"),
        ("pipeline", "analysis"),
        ("tables", "analysis"),
        ("python", "error"),
    ] {
        assert!(seen.iter().any(|(from, to)| (from.as_str(), to.as_str()) == known), "the reader no longer sees {known:?}");
    }
}

#[test]
fn a_wrong_arrow_would_be_seen() {
    let back = |from: &str, source: &str| arrows(from, source).iter().filter(|a| a.runs_back()).map(|a| a.to.clone()).collect::<Vec<_>>();
    assert_eq!(back("entities", "use crate::quotes::Quote;"), ["quotes"]);
    assert_eq!(back("seeds", "pub(crate) use crate::{\n    error::Error,\n    document::{Span, Token},\n};"), ["document"]);
    assert_eq!(back("quotes", "fn f() { let a = crate::stance::find(); }"), ["stance"]);
    assert_eq!(back("quotes", "use super::super::stance::Stance;"), ["stance"]);
    assert_eq!(back("stance", "use crate::analyze;"), ["analyze"]);
    assert_eq!(back("error", "use crate::analysis::Span;"), ["analysis"]);
}

#[test]
fn a_right_arrow_is_let_through() {
    let source =
        "//! See [`crate::stance`].\nuse crate::{analysis::Span, entities::{self, Mention}};\nuse super::cue;\nuse crate::quotes::Quote;";
    let found = arrows("quotes", source);
    assert_eq!(found.iter().map(|a| (a.to.as_str(), a.line)).collect::<Vec<_>>(), [("analysis", 2), ("entities", 2), ("quotes", 4)]);
    assert!(!found.iter().any(Arrow::runs_back));
}
