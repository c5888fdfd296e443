//! Who is for or against whom, on which words.
//!
//! Takes the document, its entities and its quotes, promises records of one holder, one target and the words that carry the
//! attitude ([`attitude`]), or the sentence that the encoder judged ([`judged`]). Somebody speaks for or against what they name in their own words; somebody acts for or against what
//! their verb is done to. What is denied, withheld or conditional is kept with its modality and no sign: `did not condemn` is
//! neither for nor against.
//!
//! Bad news is no stance: a word of the lexicon counts only where holder and target both stand in the grammar around it. Irony is
//! not attempted, nor is the attitude of the author, which hides in framing more than in words. What could have two targets has
//! none.

mod attitude;
mod judged;
mod summary;

use judged::Judge;
pub use summary::summarize;

use crate::analysis::{Channel, HolderKind, Modality, Polarity};
use crate::document::{Document, Span};
use crate::encoder::{Network, Reading};
use crate::entities::Entities;
use crate::quotes::Quote;
use crate::seeds::Seeds;

/// One holder towards one target.
#[derive(Debug, Clone)]
pub struct Stance {
    /// The entity that holds it, if known.
    pub holder: Option<usize>,
    /// In which capacity.
    pub holder_kind: HolderKind,
    /// The entity that it is held towards.
    pub target: usize,
    /// For, against or neither.
    pub polarity: Polarity,
    /// From -1 to 1.
    pub score: f64,
    /// Asserted, negated, conditional or withheld.
    pub modality: Modality,
    /// Where it shows.
    pub channel: Channel,
    /// The quote that it shows in.
    pub quote: Option<usize>,
    /// The clause that it rests on.
    pub evidence: Span,
    /// The words that carry it.
    pub cues: Vec<Span>,
    /// The rule that found it.
    pub by: &'static str,
}

/// Finds the stance records of `document`, in text order of their evidence.
pub fn find(
    document: &Document,
    entities: &Entities,
    quotes: &[Quote],
    network: &dyn Network,
    reading: &Reading,
    seeds: &Seeds,
) -> Vec<Stance> {
    let mut found = attitude::find(document, entities, quotes, seeds);
    // Words that say it are better proof than a judgement: where both speak of one holder and target, the words stay.
    for judged in (Judge { document, entities, quotes, network, reading, seeds }).find() {
        let said = |s: &Stance| (s.holder, s.target) == (judged.holder, judged.target) && s.evidence.meets(judged.evidence);
        if !found.iter().any(said) {
            found.push(judged);
        }
    }
    found.sort_by_key(|s| (s.evidence, s.target));
    found
}
