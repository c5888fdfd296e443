//! No text is refused, and what comes back keeps its promises: random text, broken text, cut text.

mod common;

use proptest::prelude::*;

fn bricks() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(common::BRICKS), 0..60).prop_map(|words| words.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text(text in "\\PC{0,200}") {
        common::check(&text, &onrecord::analyze(&text, None));
    }

    #[test]
    fn any_character(text in prop::collection::vec(any::<char>(), 0..120)) {
        let text: String = text.into_iter().collect();
        common::check(&text, &onrecord::analyze(&text, None));
    }

    #[test]
    fn news_in_pieces(text in bricks(), title in prop::option::of("\\PC{0,20}")) {
        let first = onrecord::analyze(&text, title.as_deref());
        common::check(&text, &first);
        prop_assert_eq!(first, onrecord::analyze(&text, title.as_deref()));
    }
}

#[test]
fn articles_cut_anywhere() {
    for (name, text) in common::articles() {
        let edges: Vec<usize> = text.char_indices().map(|(i, _)| i).chain([text.len()]).step_by(97).collect();
        for &end in &edges {
            common::check(&text[..end], &onrecord::analyze(&text[..end], None));
        }
        assert!(edges.len() > 10, "{name} is short");
    }
}

/// `text` as another editor would have typed it.
fn straight(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '“' | '”' => '"',
            '‘' | '’' => '\'',
            c => c,
        })
        .collect()
}

#[test]
fn curly_and_straight_twins_read_alike() {
    for (name, text) in common::articles() {
        // A low mark has no straight twin of its own.
        if text.contains('„') {
            continue;
        }
        let json = |text: &str| {
            let mut value = serde_json::to_value(onrecord::analyze(text, None)).expect("JSON");
            blank_texts(&mut value);
            value
        };
        assert_eq!(json(&text), json(&straight(&text)), "{name}");
    }
}

/// Straightens every string inside, so that only positions and labels are left to differ.
fn blank_texts(value: &mut serde_json::Value) {
    match value {
        serde_json::Value::String(s) => *s = straight(s),
        serde_json::Value::Array(items) => items.iter_mut().for_each(blank_texts),
        serde_json::Value::Object(fields) => fields.values_mut().for_each(blank_texts),
        _ => {}
    }
}
