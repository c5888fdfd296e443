//! Who is for or against whom, on which words.
//!
//! Takes the document, its entities and its quotes, promises records of one holder, one target and the words that carry the
//! attitude, or the sentence that the encoder judged. Somebody speaks for or against what they name in their own words; somebody acts
//! for or against what their verb is done to. What is denied, withheld or conditional is kept with its modality and no sign: `did
//! not condemn` is neither for nor against.
//!
//! | file | idea |
//! | --- | --- |
//! | `phrase`, `clause`, `reserve`, `voice` | noun phrases; subjects and objects; what takes an attitude back; whose words they are |
//! | `attitude`, `describe` | words of the lexicon in their grammar; `called X a disgrace`, `urged X to stop` |
//! | `author` | what the article says in its own voice |
//! | `judged` | what the encoder reads off a sentence, and the one pair that a caller names ([`judge()`]) |
//! | `draft`, `nominal` | records before their parties are entities; targets without a name (`the attack`) become some |
//! | `confidence` | the share of such records that are right |
//! | `summary` | counts |
//!
//! Bad news is no stance: a word of the lexicon counts only where holder and target both stand in the grammar around it, or where it
//! is a verdict that the article leaves to somebody (`was widely condemned`). Irony is not attempted, and of the author only plain
//! words of judgement are read. What could have two targets has none.

mod attitude;
mod author;
mod clause;
mod confidence;
mod describe;
mod draft;
mod judged;
mod nominal;
mod phrase;
mod reserve;
mod summary;
mod voice;

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use clause::Clauses;
use draft::Holder;
use judged::Judge;
pub use judged::{Judgement, judge};
use nominal::Settler;
use phrase::Phrases;
pub use summary::summarize;
use voice::Voices;

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
    /// The probability that it is right, where the encoder can see both parties.
    pub confidence: Option<f64>,
}

impl Stance {
    /// Whether two records of one sentence say the same: `shameful and cruel`.
    fn is_like(&self, other: &Self) -> bool {
        let key = |s: &Self| (s.holder, s.target, s.polarity, s.modality, s.quote);
        key(self) == key(other)
    }

    /// Takes the words of a record that says the same.
    fn join(&mut self, other: Self) {
        self.evidence = Span::new(self.evidence.start.min(other.evidence.start), self.evidence.end.max(other.evidence.end));
        self.cues.extend(other.cues.into_iter().filter(|c| !self.cues.contains(c)).collect::<Vec<_>>());
        self.cues.sort_unstable();
        if other.score.abs() > self.score.abs() {
            self.score = other.score;
        }
    }
}

/// Finds the stance records of `document`, in text order of their evidence. Holders and targets that no name stands for become
/// entities of their own.
pub fn find(
    document: &Document,
    entities: &mut Entities,
    quotes: &[Quote],
    network: &dyn Network,
    reading: &Reading,
    seeds: &Seeds,
) -> Vec<Stance> {
    let voices = Voices::new(document, quotes);
    let (mut said, mut judged) = {
        let phrases = Phrases { document, entities, seeds };
        let clauses = Clauses { phrases, voices: &voices };
        let judge = Judge { clauses, quotes, network, reading };
        let mut said = attitude::find(clauses, quotes);
        said.extend(describe::find(&judge));
        let taken = said.iter().map(|d| document.sentence_index(d.target.head)).collect();
        said.extend(author::find(clauses, &taken));
        let mut judged = judge.find();
        for draft in said.iter_mut().chain(&mut judged) {
            draft.confidence = confidence::facts(draft, &judge).map(|facts| confidence::calibrated(draft, facts));
        }
        judged.retain(|d| d.confidence.is_some_and(|c| c >= confidence::KEPT));
        (said, judged)
    };
    said.sort_by_key(|d| d.evidence);
    judged.sort_by_key(|d| d.evidence);
    let sentence = |span: Span| document.sentence_index(document.tokens_in(span).start);
    let mut settler = Settler::new(document, entities, quotes, seeds);
    let mut found: Vec<Stance> = Vec::new();
    // The records that rest on words, by sentence.
    let mut told: HashMap<usize, Vec<usize>> = HashMap::new();
    for draft in said {
        for record in settler.settle(&draft) {
            let near = told.entry(sentence(record.evidence)).or_default();
            if let Some(&same) = near.iter().find(|&&i| found[i].is_like(&record)) {
                found[same].join(record);
            } else {
                near.push(found.len());
                found.push(record);
            }
        }
    }
    // Words that say it are better proof than a judgement: of whom they speak in a sentence, in whatever part, nothing is guessed.
    let mut guessed = HashMap::new();
    for draft in judged {
        let target = draft.target.entity.or_else(|| settler.known(draft.target.head));
        let span = document.tokens_span(&draft.target.tokens);
        let explains = |&i: &usize| {
            let s: &Stance = &found[i];
            // `regretted the remarks and valued its partners`: both ways, by the same holder.
            let mixed = matches!(draft.holder, Holder::Entity(h) if s.holder == Some(h)) && s.score * draft.score < 0.0;
            Some(s.target) == target || (s.holder.is_some() && s.holder == target) || s.evidence.contains(span) || mixed
        };
        let near = told.get(&sentence(span)).map_or(&[][..], |near| &near[..]);
        // What somebody does is what the words say, if they say anything.
        let acted = draft.channel == Channel::Act && !near.is_empty();
        if !acted && !near.iter().any(explains) {
            for record in settler.settle(&draft) {
                match guessed.entry((record.holder, record.target, sentence(span))) {
                    Entry::Vacant(free) => {
                        free.insert(found.len());
                        found.push(record);
                    }
                    // Named twice in a sentence: the surer of the two.
                    Entry::Occupied(other) if found[*other.get()].score.abs() < record.score.abs() => found[*other.get()] = record,
                    Entry::Occupied(_) => {}
                }
            }
        }
    }
    found.sort_by_key(|s| (s.evidence, s.target));
    found
}
