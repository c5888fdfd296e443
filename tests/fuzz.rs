//! Broken news by the thousand: no text may make the reader panic or break a promise, whatever its network sees.
//!
//! `cargo test` reads a few; `make fuzz SECONDS=600 SEED=2` reads for that long, optimised, with overflow checks and debug
//! assertions. Each input depends on `SEED` and its number alone. What fails is made smaller and printed as a Rust string.

mod common;
#[path = "fuzz/mutate.rs"]
mod mutate;
#[path = "fuzz/networks.rs"]
mod networks;
#[path = "fuzz/random.rs"]
mod random;

use std::fs::OpenOptions;
use std::io::Write;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use mutate::Corpus;
use networks::{Jitter, Noise, Told};
use onrecord::analysis::{Analysis, EntityType};
use onrecord::document::Span;
use onrecord::encoder::{Attribution, Encoder, Network, Reading, TaggedMention};
use onrecord::{Analyzer, seeds};
use random::Random;

static CORPUS: LazyLock<Corpus> = LazyLock::new(Corpus::read);
/// Failures after which a run gives up.
const MOST: usize = 5;
/// Wrong readings of one right one.
const VARIANTS: u64 = 20;
/// Sentences of each article that are cut behind each word.
const CUT: usize = 1;

/// What is done with one text.
struct Input {
    text: String,
    title: Option<String>,
    /// Places to be judged, in code points, perhaps not of the text.
    places: Option<(Range<usize>, Option<Range<usize>>)>,
}

impl Input {
    fn new(random: &mut Random) -> Self {
        let text = CORPUS.text(random);
        let title = random.once_in(3).then(|| {
            let line = text.lines().nth(random.below(3)).unwrap_or("A title");
            line.chars().skip(random.below(3)).take(80).collect()
        });
        let length = text.chars().count() + 2;
        let mut place = || {
            let start = random.below(length);
            start..start + random.below(12)
        };
        let (target, holder) = (place(), place());
        let places = random.once_in(3).then(|| (target, random.once_in(2).then_some(holder)));
        Self { text, title, places }
    }

    /// Panics where the reader does, or where it breaks a promise.
    fn check(&self, analyzer: &Analyzer) {
        let text = &self.text;
        let analysis = analyzer.analyze(text, self.title.as_deref());
        common::check(text, &analysis);
        let json = serde_json::to_string(&analysis).expect("JSON");
        assert_eq!(serde_json::from_str::<Analysis>(&json).expect("an analysis"), analysis, "JSON there and back");
        if let Some((target, holder)) = &self.places
            && let Some(judgement) = analyzer.judge(text, target.clone(), holder.clone())
        {
            common::check_judgement(text, &judgement);
        }
    }

    fn fails(&self, analyzer: &Analyzer) -> Option<String> {
        let caught = catch_unwind(AssertUnwindSafe(|| self.check(analyzer))).err()?;
        let words = caught.downcast_ref::<&str>().map(|s| (*s).to_owned());
        Some(words.or_else(|| caught.downcast_ref::<String>().cloned()).unwrap_or_default())
    }

    /// The same failure, in as few characters as leaving out stretches gives.
    fn smaller(mut self, analyzer: &Analyzer) -> Self {
        let mut width = self.text.chars().count() / 2;
        while width > 0 {
            let mut at = 0;
            while at < self.text.chars().count() {
                let text = self.text.chars().take(at).chain(self.text.chars().skip(at + width)).collect();
                let less = Self { text, title: self.title.clone(), places: self.places.clone() };
                if less.fails(analyzer).is_some() { self = less } else { at += width }
            }
            width /= 2;
        }
        self
    }
}

/// Reads so many inputs, or as long as `FUZZ_SECONDS` says, each with the analyzers that `analyzers` makes for its text.
fn run(name: &str, inputs: u64, analyzers: impl Fn(&str, u64) -> Vec<Analyzer>) {
    let number = |name: &str| std::env::var(name).ok().and_then(|value| value.parse::<u64>().ok());
    let seed = number("FUZZ_SEED").unwrap_or(1);
    let end = number("FUZZ_SECONDS").map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let (mut read, mut failures) = (0u64, Vec::new());
    for n in 0.. {
        if end.map_or(n >= inputs, |end| Instant::now() >= end) || failures.len() == MOST {
            break;
        }
        let stream = Random::new((seed << 40) | n).next();
        let input = Input::new(&mut Random::new(stream));
        for analyzer in analyzers(&input.text, stream) {
            read += 1;
            if let Some(why) = input.fails(&analyzer) {
                let Input { text, title, places } = Input::new(&mut Random::new(stream)).smaller(&analyzer);
                failures.push(format!("{name}, FUZZ_SEED={seed}, input {n}: {why}\n  {text:?}\n  {title:?} {places:?}\n"));
                break;
            }
        }
    }
    if let Some(path) = std::env::var_os("FUZZ_LOG") {
        // How much was read, which a run that ends by the clock does not tell otherwise.
        let mut log = OpenOptions::new().create(true).append(true).open(path).expect("a writable file");
        writeln!(log, "{name}: {read} readings, {} failures", failures.len()).expect("a writable file");
    }
    assert!(failures.is_empty(), "{read} readings\n{}", failures.concat());
}

/// The network that the crate ships.
static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::from_bytes(seeds::weights()).expect("the weights that the crate ships"));

#[test]
fn the_real_network() {
    run("real", 60, |_, _| vec![Analyzer::with_network("shipped".to_owned(), &*ENCODER)]);
}

#[test]
fn a_network_of_noise() {
    run("noise", 1500, |_, seed| vec![Analyzer::with_network("noise".to_owned(), Noise { seed })]);
}

#[test]
fn readings_with_every_edge_moved() {
    run("jitter", 40, |text, seed| {
        let Reading { mentions, attributions, referents, .. } = ENCODER.read(text);
        let jitter = |n| Jitter {
            seed: seed.wrapping_add(n),
            text: text.to_owned(),
            mentions: mentions.clone(),
            attributions: attributions.clone(),
            referents: referents.clone(),
        };
        (0..VARIANTS).map(|n| Analyzer::with_network("jitter".to_owned(), jitter(n))).collect()
    });
}

/// Texts that were once too short for a rule, or that end where it looks on.
#[test]
fn texts_that_end_too_soon() {
    let shipped = Analyzer::with_network("shipped".to_owned(), &*ENCODER);
    let texts = [
        "Opponents of",
        "Mara Quill is in favour of",
        "Mara Quill said she was in support of",
        "Wow! Radio and the Courier praised the bridge.",
        "Yo! Foods and Mara Quill praised the bridge.",
        "Mara Quill stood by her claim that",
        "“",
        ":",
        "said",
        "that",
        "“No,” said",
        "According to",
    ];
    for text in texts {
        Input { text: text.to_owned(), title: None, places: None }.check(&shipped);
    }
    // Every sentence of the samples, cut behind each word.
    for (_, article) in common::articles() {
        for sentence in article.split_inclusive(". ").take(CUT) {
            for (end, _) in sentence.match_indices(' ') {
                Input { text: sentence[..end].to_owned(), title: None, places: None }.check(&shipped);
            }
        }
    }
}

/// The first is left without a word of content when the second is looked at.
#[test]
fn two_who_are_cited_for_nothing() {
    let text = "The Courier, citing Mara Quill, confirmed it. The Herald, citing Mara Quill, confirmed it.";
    let places = |words: &str| text.match_indices(words).map(|(at, _)| Span::new(at, at + words.len())).collect::<Vec<_>>();
    let named = |words: &str, kind| places(words).into_iter().map(move |span| TaggedMention { span, kind, confidence: 1.0 });
    let mut mentions: Vec<TaggedMention> = named("Mara Quill", EntityType::Person).collect();
    mentions.extend(named("Courier", EntityType::Org).chain(named("Herald", EntityType::Org)));
    mentions.sort_by_key(|m| m.span);
    let sources = [places("The Courier")[0], places("The Herald")[0]];
    let attributions = sources.into_iter().zip(places("citing")).zip(places("Mara Quill")).map(|((source, cue), content)| Attribution {
        source: Some(source),
        cue: Some(cue),
        content: vec![content],
        confidence: 1.0,
        source_probability: 1.0,
        cue_probability: 1.0,
    });
    let told = Told { mentions, attributions: attributions.collect() };
    Input { text: text.to_owned(), title: None, places: None }.check(&Analyzer::with_network("told".to_owned(), told));
}
