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
//! | `crf`, `heads`, `decode` | labels, links, judgements; spans and records |
//! | `attitudes` | who is for or against whom among the mentions of a window, on which words |
//! | `reading` | what comes out |
//!
//! Later stages see a [`Network`], four methods, so that they can be tried without one. It does not look beyond a window, resolve
//! names, or join what stands in different windows: those are document-level rules.

mod attention;
mod attitudes;
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

use std::cmp::Reverse;
use std::fmt;
use std::ops::Range;

use attitudes::Attitudes;
use body::{Body, Scratch};
use heads::{Link, Perceptron, Tagger, Vectors, softmax};
use linear::Kernels;
use pieces::WordPieces;
pub use pieces::{Gap, Mark, Piece, Shape};
pub use reading::{
    Antecedents, Attitude, Attribution, Choice, Expression, Links, Reading, Record, Referent, ReferentKind, TaggedMention, Tags, Window,
};
use weights::Weights;
pub use weights::WeightsError;

use crate::analysis::EntityType;
use crate::document::Span;

/// How many mentions before it a mention may stand for.
const EARLIER: usize = 150;
/// By how much the score of a piece outside referents, and outside expressions, is lowered: what is missed is lost, and what is found
/// too often is sorted out later.
const FORTHCOMING: f32 = 1.5;
const EAGER: f32 = 1.0;
/// Something that reads texts and answers questions about them.
pub trait Network: Send + Sync {
    /// Reads a text.
    fn read(&self, text: &str) -> Reading;

    /// For each of `mentions`, which are spans in text order, the probabilities of the earlier ones that it may stand for. One that no
    /// window holds stands for nothing.
    fn antecedents(&self, _reading: &Reading, mentions: &[Span]) -> Vec<Antecedents> {
        mentions.iter().map(|_| Antecedents { first: 0, chances: vec![1.0] }).collect()
    }

    /// Who is for or against whom among `mentions`, which are spans in text order: all pairs that are at all likely.
    fn attitudes(&self, _reading: &Reading, _mentions: &[Span]) -> Vec<Attitude> {
        Vec::new()
    }

    /// The probabilities of the answers to `question` about what this network read; see [`Question`].
    fn judge(&self, reading: &Reading, question: Question) -> Vec<f32>;
}

impl<N: Network> Network for &N {
    fn read(&self, text: &str) -> Reading {
        (**self).read(text)
    }

    fn antecedents(&self, reading: &Reading, mentions: &[Span]) -> Vec<Antecedents> {
        (**self).antecedents(reading, mentions)
    }

    fn attitudes(&self, reading: &Reading, mentions: &[Span]) -> Vec<Attitude> {
        (**self).attitudes(reading, mentions)
    }

    fn judge(&self, reading: &Reading, question: Question) -> Vec<f32> {
        (**self).judge(reading, question)
    }
}

/// What can be asked of a reading. Spans are those of its text.
#[derive(Debug, Clone, Copy)]
pub enum Question {
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
    mention: Tagger,
    quotation: Tagger,
    referents: [Tagger; 2],
    expression: Tagger,
    attitudes: Attitudes,
    referent_kinds: Vec<ReferentKind>,
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
            mention: tagger("mention", &header.labels.mention)?,
            quotation: tagger("quotation", &header.labels.attribution)?,
            referents: [tagger("outer", &header.labels.referent)?, tagger("inner", &header.labels.referent)?],
            expression: tagger("expression", &header.labels.expression)?,
            attitudes: Attitudes::load(&weights, &kernels)?,
            referent_kinds: names(&header.labels.referent)?.into_iter().map(referent_kind).collect::<Result<_, _>>()?,
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
        let tag = |tagger: &Tagger| tagger.tags(kernels, inner.rows, 0.0);
        let (attribution, mention) = (tag(&self.quotation), tag(&self.mention));
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
        Window { pieces: range, attribution, mention, expressions: Vec::new(), roles, links, records, vectors }
    }

    /// The vectors of the pieces of a window, without those at its ends.
    fn inner<'x>(&self, vectors: &'x [f32]) -> Vectors<'x> {
        let width = self.body.width;
        Vectors { rows: &vectors[width..vectors.len() - width], width }
    }

    /// Adds what a window says to the reading, in spans of the text.
    fn tell(&self, window: &Window, reading: &mut Reading) {
        let pieces = &reading.pieces;
        let span = |r: &Range<usize>| pieces.span(&window.absolute(r));
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
            let marginals = self.quotation.crf.marginals(&window.attribution.scores);
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

    /// Adds the words of a window that express an attitude to the reading.
    fn express(&self, kernels: &Kernels, window: &mut Window, reading: &mut Reading) {
        let tags = self.expression.tags(kernels, self.inner(&window.vectors).rows, EAGER);
        for (range, side) in decode::spans(&tags.labels) {
            let span = reading.text(window, &range);
            reading.expressions.push(Expression { span, favours: side == 0 });
            window.expressions.push(range);
        }
    }

    /// Adds the referents of a window to the reading.
    fn refer(&self, kernels: &Kernels, window: &Window, reading: &mut Reading) {
        let inner = self.inner(&window.vectors);
        let mut found = Vec::new();
        for tagger in &self.referents {
            let tags = tagger.tags(kernels, inner.rows, FORTHCOMING);
            let spans = decode::spans(&tags.labels);
            if spans.is_empty() {
                continue;
            }
            let marginals = tagger.crf.marginals(&tags.scores);
            found.extend(spans.into_iter().map(|(range, name)| Referent {
                span: reading.text(window, &range),
                kind: self.referent_kinds[name],
                confidence: marginals.span(&tags.labels, &range),
            }));
        }
        found.sort_by_key(|r| (r.span.start, Reverse(r.span.end)));
        found.dedup_by_key(|r| r.span);
        reading.referents.extend(found);
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
                let mut window = self.window(&kernels, &mut scratch, &reading.pieces.list, range);
                self.tell(&window, &mut reading);
                self.refer(&kernels, &window, &mut reading);
                self.express(&kernels, &mut window, &mut reading);
                reading.windows.push(window);
            }
        }
        reading
    }

    fn antecedents(&self, reading: &Reading, mentions: &[Span]) -> Vec<Antecedents> {
        let (mut described, mut ranges, mut whose) = (Vec::new(), Vec::new(), Vec::new());
        for (i, &mention) in mentions.iter().enumerate() {
            if let Some((window, range)) = reading.place(mention) {
                described.extend(self.inner(&window.vectors).describe(std::slice::from_ref(&range)));
                ranges.push(window.absolute(&range));
                whose.push(i);
            }
        }
        let mut out: Vec<Antecedents> = mentions.iter().map(|_| Antecedents { first: 0, chances: vec![1.0] }).collect();
        if ranges.is_empty() {
            return out;
        }
        let rows = self.antecedent.earlier(&Kernels::new(), &described, &ranges, EARLIER);
        for (place, (first, scores)) in rows.into_iter().enumerate() {
            let chances = softmax(&scores);
            let answer = &mut out[whose[place]];
            // Mentions that no window holds stand between those that were asked about.
            answer.first = whose[first];
            answer.chances = vec![0.0; whose[place] - whose[first]];
            for (&at, &chance) in whose[first..place].iter().zip(&chances) {
                answer.chances[at - whose[first]] = chance;
            }
            answer.chances.extend(chances.last());
        }
        out
    }

    fn attitudes(&self, reading: &Reading, mentions: &[Span]) -> Vec<Attitude> {
        let placed: Vec<_> = mentions.iter().map(|&m| reading.place(m)).collect();
        let (mut found, mut at, kernels) = (Vec::new(), 0, Kernels::new());
        for window in &reading.windows {
            let of = |p: &Option<(&Window, Range<usize>)>| p.as_ref().is_none_or(|(w, _)| w.pieces == window.pieces);
            let end = at + placed[at..].iter().take_while(|p| of(p)).count();
            let (whose, ranges): (Vec<usize>, Vec<Range<usize>>) =
                (at..end).filter_map(|i| Some((i, placed[i].as_ref()?.1.clone()))).unzip();
            at = end;
            let width = self.body.width;
            let vectors = Vectors { rows: &window.vectors[..window.vectors.len() - width], width };
            for decision in self.attitudes.decide(&kernels, vectors, &ranges, &window.expressions) {
                found.push(Attitude {
                    holder: decision.holder.map(|i| whose[i]),
                    target: whose[decision.target],
                    chances: decision.chances,
                    expression: reading.text(window, &decision.words),
                });
            }
        }
        found
    }

    fn judge(&self, reading: &Reading, question: Question) -> Vec<f32> {
        match question {
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

/// The kind of a referent by its label.
fn referent_kind(name: &str) -> Result<ReferentKind, WeightsError> {
    Ok(match name {
        "PERSON" => ReferentKind::Person,
        "BODY" => ReferentKind::Body,
        "PLACE" => ReferentKind::Place,
        "GROUP" => ReferentKind::Group,
        "THING" => ReferentKind::Thing,
        _ => return Err(WeightsError::new(format!("referents of the kind {name}"))),
    })
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
