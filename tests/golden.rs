//! Snapshots of the sample articles: the text with its quotes marked, then the records. `tests/golden/README.md` is the legend.
//!
//! `UPDATE_GOLDEN=1 cargo test --test golden` writes them anew; read the difference before you keep it.

mod common;

use std::fmt::Write;
use std::path::Path;

use onrecord::analysis::{Analysis, MentionKind};

#[test]
fn articles() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut wrong = Vec::new();
    for (name, text) in common::articles() {
        let analysis = onrecord::analyze(&text, None);
        common::check(&text, &analysis);
        let now = snapshot(&text, &analysis);
        let path = folder.join(format!("{name}.marked"));
        if std::env::var_os("UPDATE_GOLDEN").is_some() {
            std::fs::write(&path, now).expect("a writable folder");
        } else if std::fs::read_to_string(&path).unwrap_or_default() != now {
            wrong.push(name);
        }
    }
    assert!(wrong.is_empty(), "changed: {wrong:?}; run with UPDATE_GOLDEN=1 and read the difference");
}

fn snapshot(text: &str, analysis: &Analysis) -> String {
    let mut edges: Vec<(usize, u8, usize, String)> = Vec::new();
    let mut mark = |start: usize, end: usize, open: String, close: String| {
        // Closing edges come first, inner ones before outer ones; opening edges the other way round.
        edges.push((start, 1, usize::MAX - end, open));
        edges.push((end, 0, usize::MAX - start, close));
    };
    for quote in &analysis.quotes {
        let id = quote.id;
        quote.content.iter().for_each(|s| mark(s.start, s.end, format!("[{id}: "), format!(" :{id}]")));
        quote.source.iter().for_each(|s| mark(s.start, s.end, format!("{{{id} "), format!(" {id}}}")));
        quote.cue.iter().for_each(|s| mark(s.start, s.end, format!("<{id} "), format!(" {id}>")));
    }
    edges.sort();
    let mut out = String::new();
    let mut edges = edges.into_iter().peekable();
    for (position, c) in text.chars().map(Some).chain([None]).enumerate() {
        while let Some((_, _, _, sign)) = edges.next_if(|e| e.0 <= position) {
            out.push_str(&sign);
        }
        out.extend(c);
    }
    out.push_str("\n----\n");
    let name = |id: Option<usize>| id.map_or("?".to_owned(), |id| format!("{} ({id})", analysis.entities[id].name));
    for q in &analysis.quotes {
        let (kind, source) = (label(&q.kind), label(&q.source_kind));
        let _ = writeln!(out, "quote {}  {kind}  {}  {source}  {}  by {}", q.id, q.cue_class, name(q.speaker), q.by);
    }
    for e in &analysis.entities {
        let mentions: Vec<String> = e
            .mentions
            .iter()
            .map(|m| match m.kind {
                MentionKind::Name => m.text.clone(),
                MentionKind::Nominal => format!("{} (nominal)", m.text),
                MentionKind::Pronoun => format!("{} (pronoun)", m.text),
                MentionKind::Adjective => format!("{} (adjective)", m.text),
            })
            .collect();
        let more = [e.role.as_deref(), e.country.as_deref()].into_iter().flatten().collect::<Vec<_>>().join(", ");
        let _ = writeln!(out, "entity {}  {}  {}  [{more}]  {}", e.id, label(&e.kind), e.name, mentions.join(" | ").replace('\n', " "));
    }
    for s in &analysis.stance {
        let labels = [label(&s.holder_kind), label(&s.polarity), label(&s.modality), label(&s.channel)].join(" ");
        let evidence = s.evidence.text.replace('\n', " ");
        let _ =
            writeln!(out, "stance  {} -> {}  {:+.2}  {labels}  “{evidence}”  by {}", name(s.holder), name(Some(s.target)), s.score, s.by);
    }
    out
}

/// A label as the output writes it.
fn label(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).expect("JSON").as_str().expect("a label").to_owned()
}
