//! The tables under `tests/cases`, read through the library. `tests/python/test_cases.py` reads the same files through the wheel.

use std::path::Path;

use onrecord::analysis::Analysis;
use onrecord::document::Document;
use onrecord::seeds::Seeds;
use serde_json::{Value, json};

/// `text` as another editor would have typed it.
fn straight(text: &str) -> String {
    let marks = |c| match c {
        '“' | '”' => '"',
        '‘' | '’' => '\'',
        c => c,
    };
    text.chars().map(marks).collect()
}

/// Every string inside, straight.
fn straightened(value: &Value) -> Value {
    match value {
        Value::String(s) => json!(straight(s)),
        Value::Array(items) => items.iter().map(straightened).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), straightened(value))).collect(),
        other => other.clone(),
    }
}

/// The cases of one file, each as it stands and, where it is not about marks itself (`twins`), with straight marks too; `check`
/// gives what the library says to the keys that the case names.
fn run(file: &str, twins: bool, check: impl Fn(&str, &str) -> Value) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases").join(file);
    let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).expect("a table of cases")).expect("TOML");
    let table = serde_json::to_value(table).expect("TOML is JSON");
    let cases = table["case"].as_array().expect("cases");
    assert!(cases.len() > 5, "{file} has hardly a case");
    let mut wrong = Vec::new();
    for case in cases {
        let case = case.as_object().expect("a table");
        let text = case["text"].as_str().expect("a text");
        let expected = case.iter().filter(|(key, _)| !matches!(key.as_str(), "name" | "text" | "known_gap"));
        let compare = |(key, text, want): (&str, &str, &Value)| {
            let got = narrowed(check(key, text), want);
            (&got != want).then(|| format!("  {key}\n    want {want}\n    got  {got}\n"))
        };
        let mut differences = Vec::new();
        for (key, want) in expected {
            differences.extend(compare((key, text, want)));
            if twins && text != straight(text) {
                differences.extend(compare((key, &straight(text), &straightened(want))));
            }
        }
        match (differences.is_empty(), case.get("known_gap")) {
            (false, None) => wrong.push(format!("{file}: {}\n{}", case["name"], differences.concat())),
            (true, Some(_)) => wrong.push(format!("{file}: {} passes now: take its known_gap away\n", case["name"])),
            _ => {}
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.concat());
}

/// Records without the fields that the case leaves open. A list is compared whole, item by item.
fn narrowed(got: Value, want: &Value) -> Value {
    match (got, want) {
        (Value::Array(items), Value::Array(wanted)) => {
            let first = wanted.first().cloned().unwrap_or(Value::Null);
            let pick = |(i, item): (usize, Value)| narrowed(item, wanted.get(i).unwrap_or(&first));
            Value::Array(items.into_iter().enumerate().map(pick).collect())
        }
        (Value::Object(fields), Value::Object(wanted)) => fields.into_iter().filter(|(key, _)| wanted.contains_key(key)).collect(),
        (got, _) => got,
    }
}

/// A part of the analysis with texts for spans and names for ids, as the tables write it.
fn plain(analysis: &Analysis, key: &str) -> Value {
    let all = serde_json::to_value(analysis).expect("JSON");
    let text = |span: &Value| span["text"].as_str().unwrap_or("").to_owned();
    let name = |id: &Value| id.as_u64().map_or(String::new(), |id| analysis.entities[usize::try_from(id).expect("small")].name.clone());
    let items = |key: &str| all[key].as_array().cloned().unwrap_or_default();
    match key {
        "headline" | "dateline" | "standfirst" => json!(text(&all["regions"][key])),
        "sentences" => items(key).iter().map(text).collect(),
        "quotes" => items(key)
            .iter()
            .map(|q| {
                let content: Vec<String> = q["content"].as_array().expect("pieces").iter().map(text).collect();
                let candidates: Vec<String> = q["candidates"].as_array().expect("ids").iter().map(name).collect();
                json!({"kind": q["kind"], "content": content, "cue": text(&q["cue"]), "class": q["cue_class"], "source": text(&q["source"]),
                       "speaker": name(&q["speaker"]), "candidates": candidates, "source_kind": q["source_kind"]})
            })
            .collect(),
        "entities" => items(key)
            .iter()
            .map(|e| {
                let mentions: Vec<String> = e["mentions"].as_array().expect("mentions").iter().map(text).collect();
                json!({"name": e["name"], "type": e["type"], "role": e["role"].as_str().unwrap_or(""),
                       "country": e["country"].as_str().unwrap_or(""), "mentions": mentions})
            })
            .collect(),
        "stance" => items(key)
            .iter()
            .map(|s| {
                json!({"holder": name(&s["holder"]), "holder_kind": s["holder_kind"], "target": name(&s["target"]),
                       "polarity": s["polarity"], "modality": s["modality"], "channel": s["channel"], "evidence": text(&s["evidence"])})
            })
            .collect(),
        other => panic!("no case may ask for {other:?}"),
    }
}

#[test]
fn document() {
    run("document.toml", false, |key, text| {
        let document = Document::read(text, None, Seeds::get());
        match key {
            "tokens" => document.tokens.iter().map(|t| document.slice(t.span)).collect(),
            "quotations" => document.quotations.iter().map(|q| document.slice(q.span)).collect(),
            _ => plain(&onrecord::analyze(text, None), key),
        }
    });
}

#[test]
fn quotes() {
    run("quotes.toml", true, |key, text| plain(&onrecord::analyze(text, None), key));
}

#[test]
fn entities() {
    run("entities.toml", true, |key, text| plain(&onrecord::analyze(text, None), key));
}

#[test]
fn stance() {
    run("stance.toml", true, |key, text| plain(&onrecord::analyze(text, None), key));
}
