//! The network that reads: word pieces in, mentions and attributions out, and a judge of pairs.
//!
//! Takes any string, promises a [`Reading`]: who and what is named, what was said by whom, each as spans of the untouched text with a
//! probability. It is one small BERT of 8-bit matrices, run once over windows of whole paragraphs; its heads label pieces, link spans
//! and judge attitudes. `training/README.md` is the specification of the forward pass, and a test holds the two together number by
//! number. A reading depends on the text alone: not on other documents, on threads, or on how often it is asked.
//!
//! | file | idea |
//! | --- | --- |
//! | `character`, `pieces` | text to word pieces with places and features |
//! | `windows` | which pieces pass through together |
//! | `weights` | the file |
//! | `linear`, `vector`, `attention`, `body` | the layers; only `linear` knows `rten-gemm`, only `vector` and `attention` `rten-simd` |
//! | `crf`, `heads`, `decode` | labels, links, attitudes; spans and records |
//! | `reading` | what comes out |
//!
//! Later stages see a [`Network`], two methods, so that they can be tried without one. It does not look beyond a window, resolve
//! names, or join what stands in different windows: those are document-level rules.

mod attention;
mod body;
mod character;
mod crf;
mod decode;
mod heads;
mod linear;
mod pieces;
mod reading;
mod vector;
mod weights;
mod windows;

use std::fmt;
use std::ops::Range;

use body::{Body, Scratch};
use heads::{Link, Perceptron, Tagger, Vectors, softmax};
use linear::Kernels;
use pieces::WordPieces;
pub use pieces::{Gap, Mark, Piece, Shape};
pub use reading::{Attribution, Choice, Links, Reading, Record, TaggedMention, Tags, Window};
use weights::Weights;
pub use weights::WeightsError;

use crate::analysis::EntityType;
use crate::document::Span;

/// Something that reads texts and answers questions about them.
pub trait Network: Send + Sync {
    /// Reads a text.
    fn read(&self, text: &str) -> Reading;

    /// The probabilities of the answers to `question` about what this network read; see [`Question`].
    fn judge(&self, reading: &Reading, question: Question<'_>) -> Vec<f32>;
}

/// What can be asked of a reading. Spans are those of its text.
#[derive(Debug, Clone, Copy)]
pub enum Question<'a> {
    /// Which of the candidates does a mention stand for? One probability a candidate, none last. A candidate that does not lie in
    /// the window of the query gets 0.
    Antecedent {
        /// The mention in question.
        query: Span,
        /// Mentions it may stand for: best all of its window that end before it, since their order counts.
        candidates: &'a [Span],
    },
    /// Is one for or against the other? No attitude, for, against; nothing if the two do not lie in one window.
    Pair {
        /// Who holds the attitude.
        holder: Span,
        /// Towards whom.
        target: Span,
        /// The sentence that shows it.
        sentence: Span,
    },
    /// How does a sentence speak of a target? Negative, neutral, positive; nothing if no window holds the target.
    Target {
        /// Of whom.
        target: Span,
        /// The sentence.
        sentence: Span,
    },
}

/// A network with its weights and vocabulary; nothing in it changes.
pub struct Encoder {
    name: String,
    limit: usize,
    attribution_labels: Vec<String>,
    mention_labels: Vec<String>,
    kinds: Vec<EntityType>,
    kernel: String,
    tokens: WordPieces,
    body: Body,
    attribution: Tagger,
    mention: Tagger,
    cue: Link,
    source: Link,
    by: Link,
    join: Link,
    antecedent: Link,
    pair: Perceptron,
    target: Perceptron,
}

impl Encoder {
    /// Opens a file of weights.
    ///
    /// # Errors
    ///
    /// If the bytes are no such file, or one of a network that this version cannot run.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, WeightsError> {
        let weights = Weights::open(bytes)?;
        let kernels = Kernels::new();
        let header = &weights.header;
        if names(&header.labels.attribution)? != ["source", "cue", "content"] {
            return Err(WeightsError::new(format!("labels of attributions: {:?}", header.labels.attribution)));
        }
        let kinds = names(&header.labels.mention)?.into_iter().map(kind).collect::<Result<_, _>>()?;
        let tokens = WordPieces::new(weights.vocabulary()?)?;
        if tokens.len() != header.sizes.vocabulary {
            return Err(WeightsError::new(format!("{} pieces, not {}", tokens.len(), header.sizes.vocabulary)));
        }
        let tagger = |name, labels: &[String]| Tagger::load(&weights, &kernels, name, labels.len());
        let link = |name| Link::load(&weights, &kernels, name);
        Ok(Self {
            name: header.name.clone(),
            limit: header.limit,
            attribution_labels: header.labels.attribution.clone(),
            mention_labels: header.labels.mention.clone(),
            kinds,
            tokens,
            body: Body::load(&weights, &kernels)?,
            attribution: tagger("attribution", &header.labels.attribution)?,
            mention: tagger("mention", &header.labels.mention)?,
            cue: link("cue")?,
            source: link("source")?,
            by: link("by")?,
            join: link("join")?,
            antecedent: link("antecedent")?,
            pair: Perceptron::load(&weights, &kernels, "pair", 4, 2)?,
            target: Perceptron::load(&weights, &kernels, "target", 3, 3)?,
            kernel: kernels.name().to_owned(),
        })
    }

    /// The name of the weights, `en-1` for example.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What multiplies matrices on this CPU.
    pub fn kernel(&self) -> &str {
        &self.kernel
    }

    /// The labels of attributions, in the order of their scores: `O`, then `B-` and `I-` of each role.
    pub fn attribution_labels(&self) -> &[String] {
        &self.attribution_labels
    }

    /// The labels of mentions, in the order of their scores: `O`, then `B-` and `I-` of each kind.
    pub fn mention_labels(&self) -> &[String] {
        &self.mention_labels
    }

    /// Reads the window `range` of a document.
    fn window(&self, kernels: &Kernels, scratch: &mut Scratch, pieces: &[Piece], range: Range<usize>) -> Window {
        let vectors = self.body.vectors(kernels, scratch, &pieces[range.clone()]);
        let inner = self.inner(&vectors);
        let tag = |tagger: &Tagger| {
            let scores = tagger.scores(kernels, inner.rows);
            Tags { labels: tagger.crf.best(&scores), scores }
        };
        let (attribution, mention) = (tag(&self.attribution), tag(&self.mention));
        let mut roles: [Vec<Range<usize>>; 3] = Default::default();
        for (span, role) in decode::spans(&attribution.labels) {
            roles[role].push(span);
        }
        let [sources, cues, contents] = &roles;
        let links = Links {
            cue: self.cue.scores(kernels, inner, contents, cues),
            source: self.source.scores(kernels, inner, contents, sources),
            by: self.by.scores(kernels, inner, cues, sources),
            join: self.join.scores(kernels, inner, contents, contents),
        };
        let records = decode::records(contents.len(), &links);
        Window { pieces: range, attribution, mention, roles, links, records, vectors }
    }

    /// The vectors of the pieces of a window, without those at its ends.
    fn inner<'x>(&self, vectors: &'x [f32]) -> Vectors<'x> {
        let width = self.body.width;
        Vectors { rows: &vectors[width..vectors.len() - width], width }
    }

    /// Adds what a window says to the reading, in spans of the text.
    fn tell(&self, window: &Window, reading: &mut Reading) {
        let pieces = &reading.pieces;
        let span = |r: &Range<usize>| pieces.span(&(window.pieces.start + r.start..window.pieces.start + r.end));
        let mentions = decode::spans(&window.mention.labels);
        if !mentions.is_empty() {
            let marginals = self.mention.crf.marginals(&window.mention.scores);
            reading.mentions.extend(mentions.iter().map(|(range, name)| TaggedMention {
                span: span(range),
                kind: self.kinds[*name],
                confidence: marginals.span(&window.mention.labels, range),
            }));
        }
        let [sources, cues, contents] = &window.roles;
        if !window.records.is_empty() {
            let marginals = self.attribution.crf.marginals(&window.attribution.scores);
            reading.attributions.extend(window.records.iter().map(|record| {
                let probability = |&c: &usize| marginals.span(&window.attribution.labels, &contents[c]);
                Attribution {
                    source: record.source.candidate.map(|i| span(&sources[i])),
                    cue: record.cue.candidate.map(|i| span(&cues[i])),
                    content: record.contents.iter().map(|&c| span(&contents[c])).collect(),
                    confidence: record.contents.iter().map(probability).product::<f32>() * record.source.probability,
                    source_probability: record.source.probability,
                    cue_probability: record.cue.probability,
                }
            }));
        }
    }

    fn antecedent(&self, reading: &Reading, query: Span, candidates: &[Span]) -> Vec<f32> {
        let mut out = vec![0.0; candidates.len() + 1];
        let mut scores = vec![vec![0.0]];
        let mut near = Vec::new();
        if let Some((window, query)) = reading.place(query) {
            let here = |(i, &c): (usize, &Span)| reading.place(c).filter(|(w, _)| w.pieces == window.pieces).map(|(_, r)| (i, r));
            let ranges: Vec<_>;
            (near, ranges) = candidates.iter().enumerate().filter_map(here).unzip();
            scores = self.antecedent.scores(&Kernels::new(), self.inner(&window.vectors), &[query], &ranges);
        }
        for (i, p) in near.into_iter().chain([candidates.len()]).zip(softmax(&scores[0])) {
            out[i] = p;
        }
        out
    }

    fn attitude(&self, reading: &Reading, holder: Option<Span>, target: Span, sentence: Span) -> Option<Vec<f32>> {
        let (window, target) = reading.place(target)?;
        let sentence = reading.inside(window, sentence)?;
        let vectors = self.inner(&window.vectors);
        let Some(holder) = holder else {
            return Some(self.target.target(&Kernels::new(), vectors, &target, &sentence));
        };
        let (other, holder) = reading.place(holder)?;
        (other.pieces == window.pieces).then(|| self.pair.pair(&Kernels::new(), vectors, &holder, &target, &sentence))
    }
}

impl Network for Encoder {
    fn read(&self, text: &str) -> Reading {
        let mut reading = Reading { pieces: self.tokens.read(text), ..Reading::default() };
        let ranges = windows::windows(text, &reading.pieces, self.limit);
        if !ranges.is_empty() {
            let (kernels, mut scratch) = (Kernels::new(), self.body.scratch());
            for range in ranges {
                let window = self.window(&kernels, &mut scratch, &reading.pieces.list, range);
                self.tell(&window, &mut reading);
                reading.windows.push(window);
            }
        }
        reading
    }

    fn judge(&self, reading: &Reading, question: Question<'_>) -> Vec<f32> {
        match question {
            Question::Antecedent { query, candidates } => self.antecedent(reading, query, candidates),
            Question::Pair { holder, target, sentence } => self.attitude(reading, Some(holder), target, sentence).unwrap_or_default(),
            Question::Target { target, sentence } => self.attitude(reading, None, target, sentence).unwrap_or_default(),
        }
    }
}

impl fmt::Debug for Encoder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Encoder").field("name", &self.name).field("kernel", &self.kernel).field("body", &self.body).finish_non_exhaustive()
    }
}

/// The names of a label set that begins with `O` and then has `B-` and `I-` of each.
fn names<'l>(labels: &'l [String]) -> Result<Vec<&'l str>, WeightsError> {
    let wrong = || WeightsError::new(format!("labels in another order than this version reads: {labels:?}"));
    let Some(("O", rest)) = labels.split_first().map(|(o, rest)| (o.as_str(), rest)) else { return Err(wrong()) };
    let (pairs, []) = rest.as_chunks::<2>() else { return Err(wrong()) };
    let name = |[b, i]: &'l [String; 2]| b.strip_prefix("B-").filter(|name| i.strip_prefix("I-") == Some(name)).ok_or_else(wrong);
    if labels.len() > usize::from(u8::MAX) { Err(wrong()) } else { pairs.iter().map(name).collect() }
}

/// A kind of mention by its label.
fn kind(name: &str) -> Result<EntityType, WeightsError> {
    Ok(match name {
        "PERSON" => EntityType::Person,
        "ORG" => EntityType::Org,
        "LOC" => EntityType::Loc,
        "NORP" => EntityType::Norp,
        "FACILITY" => EntityType::Facility,
        "PRODUCT" => EntityType::Product,
        "DATE" => EntityType::Date,
        "MONEY" => EntityType::Money,
        "MISC" => EntityType::Misc,
        _ => return Err(WeightsError::new(format!("mentions of the kind {name}"))),
    })
}
