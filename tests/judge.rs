//! One pair that the caller names, judged by a network that always answers the same.

use onrecord::Analyzer;
use onrecord::analysis::Polarity;
use onrecord::document::Span;
use onrecord::encoder::{Expression, Network, Question, Reading};

struct Same;

impl Network for Same {
    fn read(&self, text: &str) -> Reading {
        let mut reading = Reading::default();
        let words = [("condemned", false), ("stopped", false), ("rained", true)];
        let place = |word: &str| text.find(word).map(|start| Span::new(start, start + word.len()));
        reading.expressions.extend(words.iter().filter_map(|&(w, favours)| Some(Expression { span: place(w)?, favours })));
        reading
    }

    fn judge(&self, _: &Reading, question: Question) -> Vec<f32> {
        match question {
            // Negative, neutral, positive.
            Question::Target { .. } => vec![0.7, 0.2, 0.1],
            // Neither, for, against.
            Question::Pair { .. } => vec![0.1, 0.8, 0.1],
        }
    }
}

const TEXT: &str = "It rained. Zoë condemned the “café raid”. It stopped.";

fn analyzer() -> Analyzer {
    Analyzer::with_network("same".to_owned(), Same)
}

#[test]
fn a_target_alone() {
    let judged = analyzer().judge(TEXT, 30..39, None).expect("a target in the text");
    assert_eq!(judged.polarity, Polarity::Negative);
    assert!((judged.score + 0.6).abs() < 1e-9 && (judged.confidence - 0.7).abs() < 1e-9, "{judged:?}");
    assert_eq!(judged.evidence.text, "Zoë condemned the “café raid”.");
    let cues: Vec<&str> = judged.cues.iter().map(|c| c.text.as_str()).collect();
    assert_eq!(cues, ["condemned"]);
    assert_eq!((judged.cues[0].start, judged.cues[0].end), (15, 24));
}

#[test]
fn a_holder_and_a_target() {
    let judged = analyzer().judge(TEXT, 30..39, Some(11..14)).expect("both in the text");
    assert_eq!(judged.polarity, Polarity::Positive);
    assert!((judged.score - 0.7).abs() < 1e-9 && (judged.confidence - 0.8).abs() < 1e-9, "{judged:?}");
}

#[test]
fn places_that_the_text_does_not_have() {
    assert!(analyzer().judge(TEXT, 30..300, None).is_none());
    assert!(analyzer().judge(TEXT, 30..30, None).is_none());
    assert!(analyzer().judge(TEXT, 30..39, Some(90..95)).is_none());
    assert!(analyzer().judge("", 0..1, None).is_none());
}
