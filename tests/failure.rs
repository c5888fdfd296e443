//! A panic in the reader costs one article, and says so to whoever asked for it.

use std::time::Duration;

use onrecord::Analyzer;
use onrecord::encoder::{Network, Question, Reading};
use onrecord::pipeline::{Ahead, Bounds, Taken, caught};

/// Panics over some texts, and sees nothing in the others.
struct Brittle;

impl Network for Brittle {
    fn read(&self, text: &str) -> Reading {
        assert!(!text.contains("glass"), "it broke");
        let numbers = [0; 3];
        assert!(numbers[text.matches("crack").count()] == 0);
        Reading::default()
    }

    fn judge(&self, _: &Reading, _: Question) -> Vec<f32> {
        Vec::new()
    }
}

fn analyzer() -> Analyzer {
    Analyzer::with_network("brittle".to_owned(), Brittle)
}

#[test]
fn of_one_article_it_is_an_error_with_its_message() {
    for (text, want) in [("The glass fell.", "it broke"), ("crack crack crack", "index out of bounds")] {
        let analyzer = analyzer();
        let error = caught(|| analyzer.analyze(text, None)).expect_err("a panic");
        assert!(error.is_internal() && !error.is_type(), "{error:?}");
        assert!(error.to_string().contains("a fault of onrecord") && error.to_string().contains(want), "{error}");
        let error = caught(|| analyzer.judge(text, 0..3, None)).expect_err("a panic");
        assert!(error.to_string().contains(want), "{error}");
        assert_eq!(caught(|| analyzer.analyze("The cup held.", None)).expect("no panic").sentences.len(), 1);
    }
}

#[test]
fn of_many_articles_the_others_are_read() {
    let analyzer = analyzer();
    let bounds = Bounds { jobs: 9, weight: 9 };
    let ahead = Ahead::new(2, bounds, move |text: &str| analyzer.analyze(text, None).sentences.len());
    for text in ["It held.", "The glass fell.", "It held. It stood."] {
        ahead.push(text, 1).expect("a thread");
    }
    let results: Vec<Taken<usize>> = (0..3).map(|_| ahead.take(Duration::from_secs(20))).collect();
    assert_eq!(results, [Taken::Result(1), Taken::Panicked, Taken::Result(2)]);
}
