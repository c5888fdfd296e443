//! What was said, by whom, with which word.
//!
//! Takes the document, its entities and what the encoder tagged, promises attributions in text order: content in one or more
//! pieces, cue, source, and the entity behind the source where exactly one fits. The way, a room each:
//!
//! | room | what it does |
//! | --- | --- |
//! | [`transcript`], [`form`] | what needs no reading: turns of a play, headlines, bylines |
//! | [`piece`], [`clause`], [`shared`] | the encoder's attributions, set on the marks and tokens of the text; by the grammar of their sentence; two verbs of one subject |
//! | [`beside`], [`block`] | an attribution beside the marks, or in the line above them, overrules one from further away |
//! | [`join`], [`turn`] | the pieces of one speech over sentences and paragraphs; two who take turns |
//! | [`chain`], [`inner`] | who passed on whose words; what was said in what is said |
//! | [`cue`], [`confidence`] | what the cue does; how sure the encoder was |
//! | [`places`] | which of them hold a place of the text |
//! | [`speaker`] | who spoke, last and in reading order, because a pronoun points at whoever spoke before |
//!
//! Speech in marks without a source is kept with none. Words in marks that are a coinage or a title are no speech.

mod beside;
mod block;
mod chain;
mod clause;
mod confidence;
mod cue;
mod form;
mod inner;
mod join;
mod piece;
mod places;
mod shared;
mod speaker;
mod transcript;
mod turn;

use std::collections::{HashMap, HashSet};
use std::ops::Range;

pub use self::places::Places;
use self::speaker::Speakers;
use crate::analysis::{EntityType, MentionKind, QuoteKind, SourceKind};
use crate::document::{Document, Form, Span};
use crate::encoder::{Attribution, Network};
use crate::entities::{Entities, Mention, Reference};
use crate::seeds::{Function, Seeds};

/// One attribution.
#[derive(Debug, Clone)]
pub struct Quote {
    /// The pieces of what was said, in text order, none empty.
    pub content: Vec<Span>,
    /// The word that introduces it.
    pub cue: Option<Span>,
    /// What the cue does; `none` without one.
    pub class: &'static str,
    /// The tokens that name the source.
    pub source: Option<Range<usize>>,
    /// The entity behind the source.
    pub speaker: Option<usize>,
    /// The entities that it may be, where that cannot be told: at least two, or empty.
    pub candidates: Vec<usize>,
    /// How the source is named.
    pub source_kind: SourceKind,
    /// All, part or none of the content in marks.
    pub kind: QuoteKind,
    /// Calibrated probability that it is right; absent where a rule found it.
    pub confidence: Option<f64>,
    /// The rule that found it, or `model`.
    pub by: &'static str,
}

impl Quote {
    /// Whether the words at byte `at`, which must be of its content, are the speaker's very own.
    pub fn is_verbatim(&self, document: &Document, at: usize) -> bool {
        match self.kind {
            QuoteKind::Direct => true,
            QuoteKind::Mixed => document.quotation_at(at).is_some(),
            QuoteKind::Indirect => false,
        }
    }
}

/// An attribution before its speaker is known.
#[derive(Debug, Clone)]
struct Draft {
    /// Never empty, in text order.
    content: Vec<Span>,
    source: Option<Range<usize>>,
    cue: Option<Range<usize>>,
    confidence: Option<f32>,
    by: &'static str,
}

impl Draft {
    /// What a rule found, which has no probability.
    fn of(by: &'static str, content: Vec<Span>, source: Option<Range<usize>>, cue: Option<Range<usize>>) -> Self {
        Self { content, source, cue, confidence: None, by }
    }

    /// Where each of the drafts says something.
    fn places(drafts: &[Self]) -> Places {
        Places::new(drafts.iter().map(|d| &d.content[..]))
    }

    /// Whether `span` stands in what was said.
    fn holds(&self, span: Span) -> bool {
        self.content.iter().any(|c| c.contains(span))
    }
}

/// The document as the rules see it.
struct Reading<'d> {
    document: &'d Document<'d>,
    entities: &'d Entities,
    seeds: &'d Seeds,
    /// For each token, the outermost quotation that it stands in, marks included, unless that is a mere term.
    speech: Vec<Option<usize>>,
}

impl<'d> Reading<'d> {
    fn new(document: &'d Document<'d>, entities: &'d Entities, seeds: &'d Seeds) -> Self {
        let mut speech = vec![None; document.tokens.len()];
        for (i, quotation) in document.quotations.iter().enumerate() {
            if quotation.parent.is_some() || quotation.form == Form::Term {
                continue;
            }
            speech[document.tokens_in(quotation.span)].fill(Some(i));
        }
        Self { document, entities, seeds, speech }
    }

    fn word(&self, i: usize) -> &'d str {
        self.document.word(i)
    }

    fn is(&self, i: usize, words: &[&str]) -> bool {
        words.contains(&self.word(i))
    }

    /// Whether one of the words stands right before token `i`.
    fn is_before(&self, i: usize, words: &[&str]) -> bool {
        i.checked_sub(1).is_some_and(|before| self.is(before, words))
    }

    /// The outermost quotation that token `i` stands in.
    fn speech(&self, i: usize) -> Option<usize> {
        self.speech.get(i).copied().flatten()
    }

    fn is_auxiliary(&self, i: usize) -> bool {
        self.seeds.function(self.word(i)) == Some(Function::Auxiliary)
    }

    /// Whether a mention outside speech is of somebody who can speak.
    fn speaks(&self, mention: &Mention) -> bool {
        let kind = self.entities.list[mention.entity].kind;
        let body = matches!(kind, EntityType::Person | EntityType::Org);
        body && mention.kind != MentionKind::Adjective && self.speech(mention.tokens.start).is_none()
    }
}

/// Whom a quote speaks about, in order: no days and amounts, and not the speaker.
pub fn about(quote: &Quote, entities: &Entities) -> Vec<usize> {
    let (mut about, mut seen) = (Vec::new(), HashSet::new());
    let mentions = &entities.mentions;
    let first = |c: Span| mentions.partition_point(|m| m.span.start < c.start);
    let inside = quote.content.iter().flat_map(|&c| mentions[first(c)..].iter().take_while(move |m| m.span.end <= c.end));
    for mention in inside {
        let thing = matches!(entities.list[mention.entity].kind, EntityType::Date | EntityType::Money);
        if !thing && Some(mention.entity) != quote.speaker && seen.insert(mention.entity) {
            about.push(mention.entity);
        }
    }
    about
}

/// Finds the quotes of `document`. Sources that stand for an entity become mentions of it, and sources that name nobody known
/// become entities of their own.
pub fn find(
    document: &Document,
    network: &dyn Network,
    attributions: &[Attribution],
    entities: &mut Entities,
    seeds: &Seeds,
) -> Vec<Quote> {
    let reading = Reading::new(document, entities, seeds);
    let mut drafts = transcript::read(&reading);
    let formed = form::read(&reading);
    let turns = Draft::places(&drafts);
    drafts.extend(formed.into_iter().filter(|f| f.content.iter().all(|&c| turns.meeting(c).next().is_none())));
    let known = Draft::places(&drafts);
    for draft in shared::split(&reading, piece::read(&reading, attributions)) {
        // What has a form of its own is certain; the encoder's reading of the same words yields, unless it is of somebody
        // whom the speaker quotes.
        let quoted = |d: &Draft| draft.source.as_ref().is_some_and(|s| d.holds(reading.document.tokens_span(s)));
        let inside = |d: &Draft| d.by == transcript::BY && quoted(d) && draft.content.iter().all(|&c| d.holds(c));
        if draft.content.iter().flat_map(|&c| known.meeting(c)).all(|piece| inside(&drafts[piece.of])) {
            drafts.push(draft);
        }
    }
    let mut drafts = join::gather(&reading, beside::set(&reading, &drafts));
    block::lead(&reading, &mut drafts);
    turn::take(&reading, &mut drafts);
    chain::link(&reading, &mut drafts);
    let inner = inner::read(&reading, network, &drafts);
    drafts.extend(inner);
    drafts = drafts.into_iter().filter_map(sound).collect();
    drafts.retain(|d| {
        let cue = || d.cue.as_ref().and_then(|c| cue::known(document, seeds, c));
        let reported = || kind(document, &d.content) == QuoteKind::Indirect || is_told(document, &d.content);
        d.confidence.is_none_or(|own| confidence::is_likely(own, cue()) || !reported())
    });
    drafts.sort_by_key(|d| (d.content[0], d.source.clone().map(|s| s.start)));
    let speech = reading.speech;
    let mut sources: Vec<Range<usize>> = drafts.iter().filter_map(|d| d.source.clone()).collect();
    sources.sort_by_key(|s| (s.start, s.end));
    sources.dedup();
    let mut speakers = Speakers::new(document, entities, seeds, speech, &drafts);
    let references: HashMap<Range<usize>, Reference> = sources.into_iter().map(|s| (s.clone(), speakers.resolve(&s))).collect();
    let mut quotes: Vec<Quote> = drafts
        .into_iter()
        .map(|draft| {
            let nobody = Reference::known(None, SourceKind::None);
            let reference = draft.source.as_ref().map_or(nobody, |source| references[source].clone());
            Quote {
                kind: if draft.by == transcript::BY { QuoteKind::Direct } else { kind(document, &draft.content) },
                content: draft.content,
                cue: draft.cue.as_ref().map(|c| document.tokens_span(c)),
                class: draft.cue.as_ref().map_or("none", |c| cue::class(document, seeds, c)),
                source: draft.source,
                speaker: reference.entity,
                candidates: reference.candidates,
                source_kind: reference.kind,
                confidence: draft.confidence.map(confidence::calibrated),
                by: draft.by,
            }
        })
        .collect();
    within_speech(document, &mut quotes);
    for quote in &quotes {
        speakers.persons(quote);
    }
    speakers.finish();
    quotes
}

/// The draft with its pieces in order and apart and without what is empty; none where nothing is said.
fn sound(mut draft: Draft) -> Option<Draft> {
    draft.content.sort_unstable();
    let mut content: Vec<Span> = Vec::with_capacity(draft.content.len());
    for piece in draft.content.into_iter().filter(|c| !c.is_empty()) {
        match content.last_mut().filter(|last| piece.start < last.end) {
            Some(last) => last.end = last.end.max(piece.end),
            None => content.push(piece),
        }
    }
    draft.source = draft.source.filter(|s| !s.is_empty());
    draft.cue = draft.cue.filter(|c| !c.is_empty());
    draft.content = content;
    (!draft.content.is_empty()).then_some(draft)
}

/// Who speaks inside somebody's speech: `I` is whose speech it is, and nobody means oneself by `he` or `she`.
fn within_speech(document: &Document, quotes: &mut [Quote]) {
    let places = Places::new(quotes.iter().map(|q| &q.content[..]));
    for i in 0..quotes.len() {
        let (SourceKind::Pronoun, Some(source)) = (quotes[i].source_kind, quotes[i].source.clone()) else { continue };
        let span = document.tokens_span(&source);
        let outer = places.holding(span).map(|p| p.of).filter(|&q| quotes[q].is_verbatim(document, span.start)).min();
        let Some(outer) = outer.map(|q| (quotes[q].speaker, quotes[q].candidates.clone())) else { continue };
        let inner = &mut quotes[i];
        if document.word(source.start) == "I" {
            (inner.speaker, inner.candidates) = outer;
        } else if let (Some(oneself), _) = outer {
            inner.speaker = inner.speaker.filter(|&speaker| speaker != oneself);
            inner.candidates.retain(|&other| other != oneself);
            // Who is left alone was one of two, and is not known for that.
            if inner.candidates.len() < 2 {
                inner.candidates.clear();
            }
        }
    }
}

/// Whether the words are the author's but for a coinage or a title in marks: `supported the new “super PACs”`.
fn is_told(document: &Document, content: &[Span]) -> bool {
    content.iter().all(|&c| {
        let first = document.quotations.partition_point(|q| q.span.start < c.start);
        let mut inside = document.quotations[first..].iter().take_while(|q| q.span.start < c.end);
        document.quotation_at(c.start).is_none_or(|q| document.quotations[q].span.start == c.start)
            && inside.all(|q| q.form == Form::Term && !q.span.contains(c))
    })
}

/// Direct, mixed or indirect: whether all, some or no word characters of the content stand between marks (the definition of
/// `PolNeAR`, Newell et al. 2018). A coinage in marks counts too. (A transcript is verbatim and has no need of marks.)
fn kind(document: &Document, content: &[Span]) -> QuoteKind {
    let (mut inside, mut outside) = (false, false);
    for piece in content {
        for (offset, c) in document.slice(*piece).char_indices() {
            if !c.is_alphanumeric() {
                continue;
            }
            match document.quotation_at(piece.start + offset) {
                Some(_) => inside = true,
                None => outside = true,
            }
        }
    }
    match (inside, outside) {
        (true, false) => QuoteKind::Direct,
        (true, true) => QuoteKind::Mixed,
        (false, _) => QuoteKind::Indirect,
    }
}
