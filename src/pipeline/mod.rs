//! The stages in order, and the translation of what they found into the contract.
//!
//! Takes a text, promises an [`Analysis`] for any text whatever. The stages speak in bytes and tokens; here, and only here, spans
//! become code points with their characters. Nothing is decided in this file. [`Ahead`] is for many texts: threads of our own
//! that read ahead of whoever takes the results.

mod ahead;
mod number;

use std::fmt;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{LazyLock, Once};

use crate::analysis::{self, Analysis, Judgement, SCHEMA_VERSION};
use crate::document::{Document, Offsets, Span};
use crate::encoder::{Encoder, Network};
use crate::entities::{self, Entities};
use crate::error::Error;
use crate::quotes::{self, Quote};
use crate::references;
use crate::seeds::{self, Seeds};
use crate::stance::{self, Stance};

pub use ahead::{Ahead, Bounds, Taken};

/// The analyzer that [`analyze`] uses, made on its first call.
static SHARED: LazyLock<Analyzer> = LazyLock::new(|| {
    let encoder = Encoder::from_bytes(seeds::weights()).expect("the weights that the crate ships");
    let name = encoder.name().to_owned();
    Analyzer::with_network(name, encoder)
});

/// Reads articles with one network. Holds nothing that changes: it can be shared between threads.
pub struct Analyzer {
    name: String,
    network: Box<dyn Network>,
}

impl fmt::Debug for Analyzer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Analyzer").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Analyzer {
    /// An analyzer that reads with `network`, which the output calls `name`.
    pub fn with_network(name: String, network: impl Network + 'static) -> Self {
        Self { name, network: Box::new(network) }
    }

    /// Reads one article; see [`analyze`].
    pub fn analyze(&self, text: &str, title: Option<&str>) -> Analysis {
        let (seeds, network) = (Seeds::get(), &*self.network);
        let document = Document::read(text, title, seeds);
        let reading = network.read(text);
        let mut entities = entities::find(&document, &reading, seeds);
        references::link(&document, network, &reading, &mut entities, seeds);
        let mut quotes = quotes::find(&document, network, &reading.attributions, &mut entities, seeds);
        let mut stance = stance::find(&document, &entities, &quotes, network, &reading, seeds);
        number::number(&mut entities, &mut quotes, &mut stance);
        Writer { document: &document, offsets: Offsets::new(text), model: &self.name }.write(&entities, &quotes, stance)
    }

    /// How `holder` stands to `target`, both given in code points; without a holder, in what light the sentence around the target
    /// puts it. `None` if a stretch is empty or not in the text, or the two stand too far apart to be seen together.
    pub fn judge(&self, text: &str, target: Range<usize>, holder: Option<Range<usize>>) -> Option<Judgement> {
        let seeds = Seeds::get();
        let (target, holder) = (bytes(text, &target)?, holder.map(|h| bytes(text, &h)));
        if holder == Some(None) {
            return None;
        }
        let document = Document::read(text, None, seeds);
        let reading = self.network.read(text);
        let judged = stance::judge(&document, &*self.network, &reading, target, holder.flatten())?;
        let writer = Writer { document: &document, offsets: Offsets::new(text), model: &self.name };
        Some(Judgement {
            polarity: judged.polarity,
            score: judged.score,
            confidence: judged.confidence,
            evidence: writer.span(judged.evidence),
            cues: judged.cues.into_iter().map(|c| writer.span(c)).collect(),
        })
    }
}

/// The bytes between two code points; `None` for an empty stretch or one that the text does not have.
fn bytes(text: &str, points: &Range<usize>) -> Option<Span> {
    let byte = |point: usize| text.char_indices().map(|(byte, _)| byte).chain([text.len()]).nth(point);
    let (start, end) = (byte(points.start)?, byte(points.end)?);
    (start < end).then(|| Span::new(start, end))
}

/// Reads one article with the network that the crate ships.
///
/// `title` is the headline where it is known from elsewhere: the first paragraph is then a headline only if it is that title.
pub fn analyze(text: &str, title: Option<&str>) -> Analysis {
    SHARED.analyze(text, title)
}

/// Does `work` on one article, and ends a panic there: it costs that article and nothing else.
///
/// # Errors
///
/// Where `work` panics, which no text should make it do.
pub fn caught<R>(work: impl FnOnce() -> R) -> Result<R, Error> {
    // An analyzer holds nothing that changes, so nothing is left half done.
    catch_unwind(AssertUnwindSafe(work)).map_err(|payload| Error::panic(&*payload))
}

/// Loads what reading needs, where that was not done: threads that are started later then find it, and so does a forked process,
/// which could wait for ever for a thread that it does not have.
pub fn load() {
    static LOADED: Once = Once::new();
    // Each stage makes its own tables when it first needs them; a line with some of everything makes them all.
    LOADED.call_once(|| drop(analyze("By Ann Lee\n\nPARIS, May 6, 2024 - \"No,\" Ann Lee said on Friday. She praised Oslo.", None)));
}

/// Judges one pair with the network that the crate ships; see [`Analyzer::judge`].
pub fn judge(text: &str, target: Range<usize>, holder: Option<Range<usize>>) -> Option<Judgement> {
    SHARED.judge(text, target, holder)
}

/// Turns bytes into code points.
struct Writer<'d> {
    document: &'d Document<'d>,
    offsets: Offsets<'d>,
    model: &'d str,
}

impl Writer<'_> {
    fn write(&self, entities: &Entities, quotes: &[Quote], stance: Vec<Stance>) -> Analysis {
        let optional = |span: Option<Span>| span.map(|s| self.span(s));
        let summary = stance::summarize(&stance);
        Analysis {
            schema_version: SCHEMA_VERSION.to_owned(),
            model: self.model.to_owned(),
            n_chars: self.offsets.code_point(self.document.text.len()),
            warnings: self.warnings(),
            regions: analysis::Regions {
                headline: optional(self.document.headline),
                dateline: optional(self.document.dateline),
                standfirst: optional(self.document.standfirst),
            },
            sentences: self.document.sentences.iter().map(|s| self.span(s.span)).collect(),
            entities: self.entities(entities, quotes),
            quotes: quotes.iter().enumerate().map(|(id, quote)| self.quote(id, quote, entities)).collect(),
            stance: stance.into_iter().map(|s| self.stance(s)).collect(),
            stance_summary: summary,
        }
    }

    fn span(&self, span: Span) -> analysis::Span {
        analysis::Span {
            start: self.offsets.code_point(span.start),
            end: self.offsets.code_point(span.end),
            text: self.document.slice(span).to_owned(),
        }
    }

    fn entities(&self, entities: &Entities, quotes: &[Quote]) -> Vec<analysis::Entity> {
        let mut list: Vec<analysis::Entity> = entities
            .list
            .iter()
            .enumerate()
            .map(|(id, entity)| analysis::Entity {
                id,
                name: entity.name.clone(),
                kind: entity.kind,
                role: entity.role.clone(),
                country: entity.country.map(str::to_owned),
                mentions: Vec::new(),
            })
            .collect();
        let places = quotes::Places::new(quotes.iter().map(|q| &q.content[..]));
        for mention in entities.all() {
            let analysis::Span { start, end, text } = self.span(mention.span);
            let quote = places.around(mention.span);
            list[mention.entity].mentions.push(analysis::Mention { start, end, text, kind: mention.kind, quote });
        }
        list
    }

    fn quote(&self, id: usize, quote: &Quote, entities: &Entities) -> analysis::Quote {
        analysis::Quote {
            id,
            kind: quote.kind,
            content: quote.content.iter().map(|&c| self.span(c)).collect(),
            cue: quote.cue.map(|c| self.span(c)),
            cue_class: quote.class.to_owned(),
            source: quote.source.as_ref().map(|s| self.span(self.document.tokens_span(s))),
            speaker: quote.speaker,
            candidates: quote.candidates.clone(),
            source_kind: quote.source_kind,
            mentions: quotes::about(quote, entities),
            confidence: quote.confidence,
            by: quote.by.to_owned(),
        }
    }

    fn stance(&self, stance: Stance) -> analysis::Stance {
        analysis::Stance {
            holder: stance.holder,
            holder_kind: stance.holder_kind,
            target: stance.target,
            polarity: stance.polarity,
            score: stance.score,
            confidence: stance.confidence,
            modality: stance.modality,
            channel: stance.channel,
            quote: stance.quote,
            evidence: self.span(stance.evidence),
            cues: stance.cues.into_iter().map(|c| self.span(c)).collect(),
            by: stance.by.to_owned(),
        }
    }

    /// What would surprise a reader of the records.
    fn warnings(&self) -> Vec<String> {
        let mut warnings = Vec::new();
        let letters = || self.document.text.chars().filter(|c| c.is_alphabetic());
        let (latin, all) = (letters().filter(|&c| c < '\u{250}').count(), letters().count());
        if all >= 40 && latin * 2 < all {
            warnings.push("Most letters are not Latin; this reader knows English news only.".to_owned());
        }
        let unclosed = self.document.unclosed_quotations();
        if unclosed > 0 {
            warnings.push(format!("Quotation marks that are opened and never closed: {unclosed}; each was ended at its paragraph."));
        }
        warnings
    }
}
