//! The encoder against the reference in `training/`: the same pieces, labels and records, scores that differ only by rounding.
//!
//! Eight bits make rounding visible. A number that lies between two steps of its row falls to one side or the other by its last digit,
//! and what follows moves by a whole step. The reference itself, its first vectors moved by one part in ten million, ends with
//! label scores (which spread over 16) 0.02 away on average and single ones 0.27 away. So scores are held to a share of their spread,
//! labels to the best sequence or one that ties with it (then what is built on them cannot be compared; some window must be equal);
//! the parts of the arithmetic have exact tests of their own, beside them.
//!
//! `tests/golden/encoder-parity.json` holds every number on the way for two short articles, written by the exporter from the very
//! weights that are shipped. `ONRECORD_WEIGHTS` and `ONRECORD_PARITY` name other files, to try weights before they are shipped.

#![allow(clippy::cast_precision_loss, reason = "a few thousand numbers")]

use std::collections::HashMap;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use onrecord::document::{Offsets, Span};
use onrecord::encoder::{Encoder, Network, Question, Reading, Record, Window};
use proptest::prelude::*;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// How far any score may lie from the reference, as a share of the spread of all.
const FAR: f64 = 0.08;
/// The same, on average.
const USUAL: f64 = 0.01;
/// How far a probability may lie from the reference.
const PROBABLE: f64 = 0.05;
/// Label sequences whose worth differs by no more than this may win over each other by rounding.
const TIE: f64 = 1.0;

#[derive(Deserialize)]
struct Parity {
    documents: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    text: String,
    pieces: Vec<Piece>,
    windows: Vec<Reference>,
    stance: Stance,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Piece {
    id: u32,
    start: usize,
    end: usize,
    shape: u8,
    gap: u8,
    mark: u8,
}

#[derive(Deserialize)]
struct Reference {
    range: [usize; 2],
    vectors: Vec<Vec<f64>>,
    cls: Vec<f64>,
    attribution_scores: Vec<Vec<f64>>,
    mention_scores: Vec<Vec<f64>>,
    attribution_labels: Vec<String>,
    mention_labels: Vec<String>,
    roles: HashMap<String, Vec<[usize; 2]>>,
    link_scores: HashMap<String, Vec<Vec<f64>>>,
    antecedent_spans: Vec<[usize; 2]>,
    antecedent_chances: Vec<Vec<f64>>,
    attitudes: Vec<Pair>,
    outer_labels: Vec<String>,
    inner_labels: Vec<String>,
    expression_labels: Vec<String>,
    records: Vec<ReferenceRecord>,
}

#[derive(Debug, PartialEq, Deserialize)]
struct ReferenceRecord {
    source: Option<[usize; 2]>,
    cue: Option<[usize; 2]>,
    content: Vec<[usize; 2]>,
}

/// A pair of mentions, -1 for the voice, and the chances of none, for, against and neither.
#[derive(Deserialize)]
struct Pair {
    pair: [i64; 2],
    chances: Vec<f64>,
}

#[derive(Deserialize)]
struct Stance {
    holder: [usize; 2],
    target: [usize; 2],
    sentence: [usize; 2],
    pair_scores: Vec<f64>,
    target_scores: Vec<f64>,
}

fn path(variable: &str, file: &str) -> PathBuf {
    std::env::var_os(variable).map_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join(file), PathBuf::from)
}

fn weights() -> Vec<u8> {
    let path = path("ONRECORD_WEIGHTS", "seeds/encoder.bin");
    std::fs::read(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn parity() -> Parity {
    let path = path("ONRECORD_PARITY", "tests/golden/encoder-parity.json");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    serde_json::from_str(&text).expect("a parity file")
}

/// Holds rows of numbers to the bounds, each and on average.
fn close<'a>(what: &str, ours: impl Iterator<Item = &'a [f32]>, reference: &[Vec<f64>]) {
    let ours: Vec<_> = ours.collect();
    assert_eq!(ours.iter().map(|r| r.len()).collect::<Vec<_>>(), reference.iter().map(Vec::len).collect::<Vec<_>>(), "{what}");
    let away: Vec<f64> = ours.iter().copied().flatten().zip(reference.iter().flatten()).map(|(a, b)| (f64::from(*a) - b).abs()).collect();
    let (low, high) = reference.iter().flatten().fold((f64::MAX, f64::MIN), |(low, high), &x| (low.min(x), high.max(x)));
    let spread = high - low;
    let far = away.iter().copied().fold(0.0, f64::max);
    let mean = away.iter().sum::<f64>() / away.len().max(1) as f64;
    assert!(far <= FAR * spread && mean <= USUAL * spread, "{what}: {mean} away on average, {far} at most, spread over {spread}");
}

fn probable(what: &str, ours: &[f64], reference: &[f64]) {
    let away = ours.iter().zip(reference).map(|(a, b)| (a - b).abs()).fold(0.0, f64::max);
    assert!(ours.len() == reference.len() && away <= PROBABLE, "{what}: {ours:?} is not {reference:?}");
}

fn wide(numbers: &[f32]) -> Vec<f64> {
    numbers.iter().copied().map(f64::from).collect()
}

fn pairs(ranges: &[Range<usize>]) -> Vec<[usize; 2]> {
    ranges.iter().map(|r| [r.start, r.end]).collect()
}

fn record(record: &Record, [sources, cues, contents]: &[Vec<[usize; 2]>; 3]) -> ReferenceRecord {
    ReferenceRecord {
        source: record.source.candidate.map(|i| sources[i]),
        cue: record.cue.candidate.map(|i| cues[i]),
        content: record.contents.iter().map(|&i| contents[i]).collect(),
    }
}

/// The text of a range of pieces.
fn span(reading: &Reading, [first, end]: [usize; 2]) -> Span {
    Span::new(reading.pieces()[first].span.start, reading.pieces()[end - 1].span.end)
}

/// The ranges of a sequence of labels.
fn spans_of(labels: &[String]) -> Vec<[usize; 2]> {
    let mut out: Vec<[usize; 2]> = Vec::new();
    for (i, label) in labels.iter().enumerate() {
        match out.last_mut() {
            Some(last) if label.starts_with("I-") && last[1] == i => last[1] = i + 1,
            _ if label != "O" => out.push([i, i + 1]),
            _ => {}
        }
    }
    out
}

/// Holds spans to those of the reference; one in eight may fall to the other side of a tie.
fn mostly_equal(what: &str, ours: &[Span], reference: &[Span]) {
    let missing = reference.iter().filter(|s| !ours.contains(s)).count();
    let more = ours.iter().filter(|s| !reference.contains(s)).count();
    assert!(8 * (missing + more) <= reference.len() + 7, "{what}: {missing} missing and {more} more than {}", reference.len());
}

fn softmax(scores: impl Iterator<Item = f64>) -> Vec<f64> {
    let worth: Vec<f64> = scores.map(f64::exp).collect();
    let sum: f64 = worth.iter().sum();
    worth.iter().map(|w| w / sum).collect()
}

/// The header of a file of weights, and where its data begins.
fn header(weights: &[u8]) -> (serde_json::Value, usize) {
    let length = u32::from_le_bytes(weights[4..8].try_into().unwrap()) as usize;
    (serde_json::from_slice(&weights[8..8 + length]).unwrap(), (8 + length).next_multiple_of(64))
}

/// A tensor of floats, read from the file of weights.
fn tensor(weights: &[u8], name: &str) -> Vec<f64> {
    let (header, data) = header(weights);
    let tensor = header["tensors"].as_array().unwrap().iter().find(|t| t["name"] == name).unwrap();
    let count: usize = tensor["shape"].as_array().unwrap().iter().map(|n| usize::try_from(n.as_u64().unwrap()).unwrap()).product();
    let at = data + usize::try_from(tensor["offset"].as_u64().unwrap()).unwrap();
    weights[at..at + 4 * count].as_chunks::<4>().0.iter().map(|b| f64::from(f32::from_le_bytes(*b))).collect()
}

/// What a label sequence is worth under the scores of the reference.
fn worth(weights: &[u8], head: &str, labels: &[usize], scores: &[Vec<f64>]) -> f64 {
    let [pair, first, last] = ["pair", "first", "last"].map(|part| tensor(weights, &format!("{head}.{part}")));
    let steps: f64 = labels.windows(2).map(|w| pair[w[0] * first.len() + w[1]]).sum();
    let pieces: f64 = labels.iter().zip(scores).map(|(&l, row)| row[l]).sum();
    first[labels[0]] + steps + pieces + last[labels[labels.len() - 1]]
}

/// Whether the labels are those of the reference. If not, they must be as good in its eyes, but for rounding.
fn same_labels(weights: &[u8], head: &str, set: &[String], ours: &[u8], reference: &[String], scores: &[Vec<f64>]) -> bool {
    let ours: Vec<usize> = ours.iter().map(|&l| usize::from(l)).collect();
    let reference: Vec<usize> = reference.iter().map(|l| set.iter().position(|s| s == l).expect("a label")).collect();
    assert_eq!(ours.len(), reference.len());
    let lost = worth(weights, head, &reference, scores) - worth(weights, head, &ours, scores);
    assert!((-1e-3..=TIE).contains(&lost), "{head}: {ours:?} is worth {lost} less than {reference:?}");
    ours == reference
}

/// Compares a window; gives back whether its labels, and so all that is built on them, were those of the reference.
fn same_window(weights: &[u8], encoder: &Encoder, reading: &Reading, window: &Window, reference: &Reference) -> bool {
    assert_eq!([window.pieces.start, window.pieces.end], reference.range);
    let width = window.vectors.len() / (window.pieces.len() + 2);
    let vectors = window.vectors.chunks_exact(width).map(|row| &row[..8]).take(window.pieces.len() + 1);
    close("vectors", vectors, &[std::slice::from_ref(&reference.cls), &reference.vectors].concat());
    let scores = window.attribution.scores.chunks_exact(encoder.attribution_labels().len());
    close("attribution", scores, &reference.attribution_scores);
    let scores = window.mention.scores.chunks_exact(encoder.mention_labels().len());
    close("mention", scores, &reference.mention_scores);
    let same =
        |head, set: &[String], ours: &[u8], labels: &[String], scores: &[Vec<f64>]| same_labels(weights, head, set, ours, labels, scores);
    let (set, ours) = (encoder.mention_labels(), &window.mention.labels);
    let mentions = same("mention", set, ours, &reference.mention_labels, &reference.mention_scores);
    let (set, ours) = (encoder.attribution_labels(), &window.attribution.labels);
    if !same("attribution", set, ours, &reference.attribution_labels, &reference.attribution_scores) {
        return false;
    }
    let roles = [pairs(&window.roles[0]), pairs(&window.roles[1]), pairs(&window.roles[2])];
    assert_eq!(roles.each_ref(), ["source", "cue", "content"].map(|role| &reference.roles[role]));
    let links = &window.links;
    for (relation, ours) in [("cue", &links.cue), ("source", &links.source), ("by", &links.by), ("join", &links.join)] {
        let expected = reference.link_scores.get(relation).map_or(&[][..], Vec::as_slice);
        assert_eq!(ours.len(), expected.len(), "{relation}");
        for (ours, expected) in ours.iter().zip(expected) {
            let ours = softmax(wide(ours).into_iter());
            probable(relation, &ours, &softmax(expected.iter().copied()));
        }
    }
    assert_eq!(window.records.iter().map(|r| record(r, &roles)).collect::<Vec<_>>(), reference.records);
    let at = window.pieces.start;
    let candidates: Vec<Span> = reference.antecedent_spans.iter().map(|&[a, b]| span(reading, [at + a, at + b])).collect();
    for (ours, reference) in encoder.antecedents(reading, &candidates).iter().zip(&reference.antecedent_chances) {
        let (ours_none, ours) = ours.chances.split_last().expect("none is always there");
        assert!(reference[ours.len()..reference.len() - 1].iter().all(|&p| p == 0.0), "a mention behind is no antecedent");
        probable("antecedent", &wide(ours), &reference[..ours.len()]);
        probable("no antecedent", &[f64::from(*ours_none)], &reference[reference.len() - 1..]);
    }
    let mut likely = 0;
    for ours in encoder.attitudes(reading, &candidates) {
        let place = |i: usize| i64::try_from(i).expect("few");
        let pair = [ours.holder.map_or(-1, place), place(ours.target)];
        let reference = reference.attitudes.iter().find(|p| p.pair == pair).expect("a pair that the reference scores too");
        probable("attitude", &wide(&ours.chances), &reference.chances[1..]);
        likely += usize::from(reference.chances[1..].iter().any(|&c| c > 0.1));
    }
    assert!(likely >= reference.attitudes.iter().filter(|p| p.chances[1..].iter().any(|&c| c > 0.2)).count());
    let of = |labels: &[String]| spans_of(labels).into_iter().map(|[a, b]| span(reading, [at + a, at + b])).collect::<Vec<_>>();
    let here = span(reading, reference.range);
    let ours: Vec<Span> = reading.referents.iter().map(|r| r.span).filter(|&s| here.contains(s)).collect();
    mostly_equal("referents", &ours, &[of(&reference.outer_labels), of(&reference.inner_labels)].concat());
    let ours: Vec<Span> = reading.expressions.iter().map(|e| e.span).filter(|&s| here.contains(s)).collect();
    mostly_equal("expressions", &ours, &of(&reference.expression_labels));
    mentions
}

#[test]
fn numbers_of_the_reference() {
    let weights = weights();
    let encoder = Encoder::from_bytes(&weights).expect("weights");
    let mut equal = 0;
    for document in parity().documents {
        let offsets = Offsets::new(&document.text);
        let reading = encoder.read(&document.text);
        let pieces: Vec<Piece> = reading
            .pieces()
            .iter()
            .map(|p| Piece {
                id: p.id,
                start: offsets.code_point(p.span.start),
                end: offsets.code_point(p.span.end),
                shape: p.shape as u8,
                gap: p.gap as u8,
                mark: p.mark as u8,
            })
            .collect();
        assert_eq!(pieces, document.pieces);
        assert_eq!(reading.windows().len(), document.windows.len());
        for (window, reference) in reading.windows().iter().zip(&document.windows) {
            equal += usize::from(same_window(&weights, &encoder, &reading, window, reference));
        }
        let Stance { holder, target, sentence, pair_scores, target_scores } = document.stance;
        let [holder, target, sentence] = [holder, target, sentence].map(|r| span(&reading, r));
        let heat = tensor(&weights, "pair.temperature")[0];
        let expected = softmax([0.0].iter().chain(&pair_scores).map(|s| s / heat));
        probable("pair", &wide(&encoder.judge(&reading, Question::Pair { holder, target, sentence })), &expected);
        let heat = tensor(&weights, "target.temperature")[0];
        let expected = softmax(target_scores.iter().map(|s| s / heat));
        probable("target", &wide(&encoder.judge(&reading, Question::Target { target, sentence })), &expected);
    }
    assert!(equal > 0, "no window has the labels of the reference");
}

#[test]
fn the_data_are_those_that_were_written() {
    let weights = weights();
    let (header, data) = header(&weights);
    let digest: Vec<u8> = Sha256::digest(&weights[data..]).to_vec();
    let written = header["sha256"].as_str().expect("a digest");
    let bytes = (0..written.len()).step_by(2).map(|i| u8::from_str_radix(&written[i..i + 2], 16).expect("hex"));
    assert_eq!(digest, bytes.collect::<Vec<_>>());
}

fn shared() -> &'static Encoder {
    static ENCODER: LazyLock<Encoder> = LazyLock::new(|| Encoder::from_bytes(&weights()).expect("weights"));
    &ENCODER
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_text_has_spans_on_character_boundaries(text in "(?s).{0,80}|([A-Z]?[a-zé’]{1,9}[ \"“”.,\n]{1,2}){0,60}") {
        let reading = shared().read(&text);
        for mention in &reading.mentions {
            prop_assert!(!mention.span.of(&text).is_empty());
        }
        for attribution in &reading.attributions {
            for span in attribution.content.iter().chain(&attribution.source).chain(&attribution.cue) {
                prop_assert!(!span.of(&text).is_empty());
            }
        }
        let all = Span::new(0, text.len());
        let answer = shared().judge(&reading, Question::Target { target: all, sentence: all });
        prop_assert!(answer.is_empty() || (answer.iter().sum::<f32>() - 1.0).abs() < 1e-4);
    }
}

#[test]
fn any_text_is_read_and_every_reading_is_the_same() {
    let encoder = shared();
    let long = "word ".repeat(700) + &"x".repeat(5000) + "\u{301}\u{200b}漢字 “«''”";
    for text in ["", " \n\t\n ", "\u{0}\u{feff}", "a", &long, &"“".repeat(600)] {
        let (once, again) = (encoder.read(text), encoder.read(text));
        assert_eq!(once.mentions, again.mentions);
        assert_eq!(once.attributions, again.attributions);
        let probable = |p: f32| (0.0..=1.0001).contains(&p);
        assert!(once.mentions.iter().all(|m| !m.span.of(text).is_empty() && probable(m.confidence)));
        assert!(once.attributions.iter().all(|a| !a.content.is_empty() && probable(a.confidence)));
        assert!(once.windows().iter().all(|w| w.vectors.iter().all(|x| x.is_finite())));
    }
}

#[test]
fn a_paragraph_reads_the_same_whatever_stands_far_before_it() {
    let encoder = shared();
    let paragraph = |n: usize| {
        format!("Resident {n} of Calder street said on day {n} that gate {n} was shut. Nobody came, Ann Lee said.\n\n").repeat(2)
    };
    let story: String = (0..40).map(paragraph).collect();
    let last = |text: &str| {
        let reading = encoder.read(text);
        let windows = reading.windows();
        windows[windows.len() - 4..].iter().map(|w| w.vectors.clone()).collect::<Vec<_>>()
    };
    let filler = "It rained again in the valley, said the keeper. ";
    for more in [1, 3, 10, 30] {
        assert!(last(&format!("{}\n\n{story}", filler.repeat(more))) == last(&story), "{more} sentences in front");
    }
}

#[test]
fn questions_without_an_answer() {
    let encoder = shared();
    let reading = encoder.read("Ann thanked Bob.");
    let (ann, bob, all) = (Span::new(0, 3), Span::new(12, 15), Span::new(0, 16));
    let nowhere = Span::new(40, 44);
    let judge = |question| encoder.judge(&reading, question);
    let sum = |p: &[f32]| (p.iter().sum::<f32>() - 1.0).abs() < 1e-4;
    assert!(sum(&judge(Question::Pair { holder: ann, target: bob, sentence: all })));
    let antecedents = encoder.antecedents(&reading, &[ann, bob, nowhere]);
    assert_eq!(antecedents[0].chances, [1.0]);
    assert!(antecedents[1].chances.len() == 2 && sum(&antecedents[1].chances));
    assert_eq!(antecedents[2].chances, [1.0]);
    assert!(judge(Question::Pair { holder: nowhere, target: bob, sentence: all }).is_empty());
    assert!(judge(Question::Target { target: nowhere, sentence: all }).is_empty());
}

#[test]
fn other_bytes_are_refused() {
    let weights = weights();
    for cut in [0, 3, 8, 100, 30_000, weights.len() / 2, weights.len() - 1] {
        assert!(Encoder::from_bytes(&weights[..cut]).is_err(), "{cut} bytes");
    }
    assert!(Encoder::from_bytes(b"ORE1\xff\xff\xff\xff{}").is_err());
}
