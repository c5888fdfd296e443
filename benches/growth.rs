//! How the time of each stage grows with the text: `cargo bench --bench growth`, with `-- 10` up to 10 MB of prose, with `-- nested` one row alone.
//!
//! Prose is the sample articles again and again, each time under names of its own. The network's part is left out: it reads window by
//! window, and what it sees in an article is moved to each copy, whose names have the same length. Rows of signs that no writer would
//! type follow, each read with a network that sees nothing or every pair of capitals. An exponent of 1 is as long again for as
//! much again.

#![allow(missing_docs, reason = "a program")]
#![allow(clippy::cast_precision_loss, reason = "a few million bytes")]

use std::collections::HashMap;
use std::fmt::Write as _;
use std::io::Write as _;
use std::time::Instant;

use onrecord::analysis::EntityType;
use onrecord::document::{Document, Span};
use onrecord::encoder::{Antecedents, Attitude, Attribution, Encoder, Network, Question, Reading, Referent, TaggedMention};
use onrecord::seeds::{self, Seeds};
use onrecord::{Analyzer, entities, quotes, references, stance};

/// What a network has seen of one long text.
struct Seen {
    text: String,
    mentions: Vec<TaggedMention>,
    attributions: Vec<Attribution>,
    referents: Vec<Referent>,
}

impl Network for Seen {
    fn read(&self, text: &str) -> Reading {
        if text != self.text {
            return Reading::default();
        }
        let mut reading = Reading::new(self.mentions.clone(), self.attributions.clone());
        reading.referents.clone_from(&self.referents);
        reading
    }

    fn antecedents(&self, _: &Reading, mentions: &[Span]) -> Vec<Antecedents> {
        // The mention right before, surely enough.
        let of = |i: usize| if i == 0 { (0, vec![1.0]) } else { (i - 1, vec![0.9, 0.1]) };
        (0..mentions.len()).map(of).map(|(first, chances)| Antecedents { first, chances }).collect()
    }

    fn attitudes(&self, _: &Reading, mentions: &[Span]) -> Vec<Attitude> {
        let of = |i: usize| Attitude { holder: Some(i - 1), target: i, chances: [0.7, 0.1, 0.0], expression: mentions[i] };
        (1..mentions.len()).map(of).collect()
    }

    fn judge(&self, _: &Reading, question: Question) -> Vec<f32> {
        match question {
            Question::Pair { .. } => vec![0.1, 0.7, 0.2],
            Question::Target { .. } => vec![0.2, 0.1, 0.7],
        }
    }
}

/// The sample articles with what the network sees in them, up to `bytes`.
fn prose(encoder: &Encoder, bytes: usize) -> Seen {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/articles");
    let mut paths: Vec<_> = std::fs::read_dir(folder).expect("the sample articles").map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    let articles: Vec<(String, Reading)> = paths
        .iter()
        .map(|path| {
            let text = std::fs::read_to_string(path).expect("UTF-8");
            let reading = encoder.read(&text);
            (text, reading)
        })
        .collect();
    let mut seen = Seen { text: String::new(), mentions: Vec::new(), attributions: Vec::new(), referents: Vec::new() };
    for copy in 0.. {
        let (text, reading) = &articles[copy % articles.len()];
        if seen.text.len() + text.len() > bytes {
            return seen;
        }
        let by = seen.text.len();
        let moved = |s: Span| Span::new(s.start + by, s.end + by);
        seen.text.push_str(&renamed(text, reading, copy));
        seen.text.push_str("\n\n");
        seen.mentions.extend(reading.mentions.iter().map(|m| TaggedMention { span: moved(m.span), ..*m }));
        seen.attributions.extend(reading.attributions.iter().map(|a| Attribution {
            source: a.source.map(moved),
            cue: a.cue.map(moved),
            content: a.content.iter().copied().map(moved).collect(),
            ..*a
        }));
        seen.referents.extend(reading.referents.iter().map(|r| Referent { span: moved(r.span), ..*r }));
    }
    seen
}

/// The text with another word of the same length for each word of a name.
fn renamed(text: &str, reading: &Reading, copy: usize) -> String {
    let mut bytes = text.as_bytes().to_vec();
    for mention in reading.mentions.iter().filter(|m| matches!(m.kind, EntityType::Person | EntityType::Org)) {
        let words = mention.span.of(text).split(' ').filter(|w| w.len() > 3 && w.bytes().all(|b| b.is_ascii_alphabetic()));
        for word in words.filter(|w| w.starts_with(char::is_uppercase)) {
            let at = word.as_ptr() as usize - text.as_ptr() as usize;
            let mut number = word.bytes().fold(copy as u64 * 7_919, |n, b| n.wrapping_mul(31).wrapping_add(u64::from(b)));
            for (i, byte) in bytes[at + 1..at + word.len()].iter_mut().enumerate() {
                let letters: &[u8] = if i % 2 == 0 { b"aeiou" } else { b"bdgklmnprstvz" };
                let length = letters.len() as u64;
                *byte = letters[usize::try_from(number % length).expect("small")];
                number /= length;
            }
        }
    }
    String::from_utf8(bytes).expect("letters for letters")
}

/// Every two words in a row that begin with a capital, as people.
fn capitals(text: String) -> Seen {
    let mut mentions = Vec::new();
    let mut last: Option<(usize, usize)> = None;
    for (start, word) in text.split(' ').scan(0, |at, word| Some((std::mem::replace(at, *at + word.len() + 1), word))) {
        let capital = word.starts_with(char::is_uppercase) && word.bytes().all(|b| b.is_ascii_alphabetic());
        let end = start + word.len();
        last = match last {
            Some((first, _)) if capital => {
                mentions.push(TaggedMention { span: Span::new(first, end), kind: EntityType::Person, confidence: 0.99 });
                None
            }
            _ => capital.then_some((start, end)),
        };
    }
    Seen { text, mentions, attributions: Vec::new(), referents: Vec::new() }
}

/// Seconds of each stage.
fn stages(seen: &'static Seen) -> Vec<(&'static str, f64)> {
    let mut times = Vec::new();
    let mut clock = Instant::now();
    let mut lap = |name| {
        times.push((name, clock.elapsed().as_secs_f64()));
        clock = Instant::now();
    };
    let seeds = Seeds::get();
    let reading = seen.read(&seen.text);
    lap("read");
    let document = Document::read(&seen.text, None, seeds);
    lap("document");
    let mut entities = entities::find(&document, &reading, seeds);
    lap("entities");
    references::link(&document, seen, &reading, &mut entities, seeds);
    lap("references");
    let quotes = quotes::find(&document, seen, &reading.attributions, &mut entities, seeds);
    lap("quotes");
    drop(stance::find(&document, &entities, &quotes, seen, &reading, seeds));
    lap("stance");
    let all: f64 = times.iter().map(|(_, time)| time).sum();
    let clock = Instant::now();
    let analysis = Analyzer::with_network("seen".to_owned(), seen).analyze(&seen.text, None);
    drop(std::hint::black_box(analysis));
    let whole = clock.elapsed().as_secs_f64();
    times.extend([("written", whole - all), ("all", whole)]);
    times
}

/// Lines of no writer: what is repeated, and what stands around.
const FAMILIES: [(&str, &str, &str); 22] = [
    ("marks", "“‘\"'", ""),
    ("JSON", "{\"a\":\"b\",\"c\":1},", ""),
    ("never closed", "“We will not pay.\n\n", ""),
    ("closed", "“We will not pay,” said the mayor.\n\n", ""),
    ("angle", "« a » b » c « ", ""),
    ("single", "‘a s' b’ s ", ""),
    ("primes", "6'2\" ", ""),
    ("apostrophes", "s' x ", "‘"),
    ("low", "„a “b ", ""),
    ("addresses", "“a” https://a.org/b ", ""),
    ("brackets", "(a) [b] ", ""),
    ("turns", "QUILL: Who pays?\n\nMARSH: The port does.\n\n", ""),
    ("letters", "Q: Who pays?\n\nA: I do.\n\n", ""),
    ("the president", "The president met the committee. ", "President Ann Lee spoke. "),
    ("Brussels", "He lives near Brussels. ", ""),
    ("she said", "“I do,” she said. ", "Ann Lee spoke. "),
    ("nested", "“I said ‘no,’ she said,” he said. ", ""),
    ("one sentence", "and then he said that she said ", ""),
    ("commas", ",", ""),
    ("dashes", "a–", ""),
    ("handles", "@a #b ", ""),
    ("I", "“I saw me.” ", "Ann Lee said: "),
];

fn main() {
    let most: usize = std::env::args().find_map(|a| a.parse().ok()).unwrap_or(4);
    let encoder = Encoder::from_bytes(seeds::weights()).expect("the weights that the crate ships");
    let only: Option<String> = std::env::args().skip(1).find(|a| !a.starts_with('-') && a.parse::<usize>().is_err());
    let mut out = std::io::stdout();
    let mut show = |name: &str, sizes: [usize; 2], seen: &dyn Fn(usize) -> Seen, parts: bool| {
        if only.as_ref().is_some_and(|only| only != name) {
            return;
        }
        let [small, large] = sizes.map(|bytes| {
            let seen: &'static Seen = Box::leak(Box::new(seen(bytes)));
            (seen.text.len() as f64, stages(seen).into_iter().collect::<HashMap<_, _>>())
        });
        let mut line = String::new();
        let order = ["read", "document", "entities", "references", "quotes", "stance", "written", "all"];
        for stage in order.into_iter().filter(|&stage| parts || stage == "all") {
            let exponent = (large.1[stage].max(1e-6) / small.1[stage].max(1e-6)).ln() / (large.0 / small.0).ln();
            let _ = writeln!(line, "{name:16} {stage:10} {:9.3} -> {:9.3} s  exponent {exponent:.2}", small.1[stage], large.1[stage]);
        }
        out.write_all(line.as_bytes()).expect("somebody listens");
    };
    show("prose", [1_000_000, most * 1_000_000], &|bytes| prose(&encoder, bytes), true);
    let names = |bytes: usize| {
        let mut text = String::new();
        for n in 0u32.. {
            if text.len() > bytes {
                break;
            }
            let letters: String = (0..4).map(|i| char::from(b'a' + u8::try_from((n >> (4 * i)) % 16).expect("small"))).collect();
            let _ = write!(text, "Ann K{letters} met Bo V{letters} there . ");
        }
        capitals(text)
    };
    show("names", [80_000, 320_000], &names, true);
    for (name, line, before) in FAMILIES {
        let text = |bytes: usize| capitals(format!("{before}{}", line.repeat(bytes / line.len())));
        show(name, [80_000, 320_000], &text, false);
    }
}
