//! Who is for or against whom, on which words.
//!
//! Takes the document, its entities and its quotes, promises records of one holder, one target and the words that show the attitude.
//! The encoder decides about each pair of mentions that stand near each other, and about the voice and each mention: the voice is
//! whoever is quoted where the target stands, else the author. What it says of one holder and one target in the whole article is added
//! up (1 less the product of what speaks against it); a pair that is not likely enough has no record.
//!
//! | file | idea |
//! | --- | --- |
//! | `confidence` | from the chance of a pair to the share of such pairs that are right; the thresholds |
//! | `modality` | what takes an attitude back: `did not condemn`, `would support` |
//! | `judged` | the one pair that a caller names ([`judge()`]) |
//! | `summary` | counts |
//!
//! Bad news is no stance, and irony is not attempted.

mod confidence;
mod judged;
mod modality;
mod summary;

use std::collections::{BTreeMap, HashMap};

pub use judged::{Judgement, judge};
pub use summary::summarize;

use crate::analysis::{Channel, EntityType, HolderKind, Modality, Polarity};
use crate::document::{Document, Span};
use crate::encoder::{Attitude, Network, Reading};
use crate::entities::{Entities, Mention};
use crate::quotes::Quote;
use crate::seeds::Seeds;

/// The name of what the encoder read.
const BY: &str = "model";

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
    /// From -1 to 1: the chance of the pair in the whole article, with its sign.
    pub score: f64,
    /// Asserted, negated, conditional or withheld.
    pub modality: Modality,
    /// Where it shows.
    pub channel: Channel,
    /// The quote that it shows in.
    pub quote: Option<usize>,
    /// From the words that carry it to the target, if they stand in one sentence.
    pub evidence: Span,
    /// The words that carry it.
    pub cues: Vec<Span>,
    /// The rule or the model that found it.
    pub by: &'static str,
    /// The probability that holder, target and sign are right; absent where it was not calibrated.
    pub confidence: Option<f64>,
}

/// One place where a pair shows an attitude.
struct Place {
    record: Stance,
    chances: [f32; 3],
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
    let party = |m: &&Mention| !matches!(entities.list[m.entity].kind, EntityType::Date | EntityType::Money);
    let mentions: Vec<&Mention> = entities.all().into_iter().filter(party).collect();
    let spans: Vec<Span> = mentions.iter().map(|m| m.span).collect();
    let finder = Finder { document, quotes, inside: innermost(document, quotes), cues: cues(document, quotes), mentions, seeds };
    let mut pairs: BTreeMap<(Option<usize>, bool, usize), Vec<Place>> = BTreeMap::new();
    for attitude in network.attitudes(reading, &spans) {
        if let Some(place) = finder.place(&attitude) {
            let author = place.record.holder_kind == HolderKind::Author;
            pairs.entry((place.record.holder, author, place.record.target)).or_default().push(place);
        }
    }
    let mut found: Vec<Stance> = pairs.into_values().flat_map(told).collect();
    // The same words towards the same target are the attitude of whoever is known to have it, not of nobody or of a thing beside.
    let rank = |s: &Stance| s.holder.map_or(0, |h| if entities.list[h].kind == EntityType::Misc { 1 } else { 2 });
    let mut known: HashMap<(usize, Span), usize> = HashMap::new();
    for record in &found {
        let best = known.entry((record.target, record.cues[0])).or_default();
        *best = rank(record).max(*best);
    }
    found.retain(|s| rank(s) == known[&(s.target, s.cues[0])] || rank(s) == 2);
    found.sort_by_key(|s| (s.evidence, s.target, s.holder));
    found
}

/// The records of one pair.
fn told(places: Vec<Place>) -> Vec<Stance> {
    let (mut places, withheld): (Vec<Place>, Vec<Place>) = places.into_iter().partition(|p| p.record.modality != Modality::Withheld);
    if places.is_empty() {
        let chance = |p: &Place| p.chances.iter().sum::<f32>();
        let best = withheld.into_iter().max_by(|a, b| chance(a).total_cmp(&chance(b)));
        return best.filter(|p| f64::from(chance(p)) >= confidence::NEITHER).map(|p| p.record).into_iter().collect();
    }
    let sum = |side: usize| 1.0 - places.iter().map(|p| 1.0 - f64::from(p.chances[side])).product::<f64>();
    let (favours, opposes, neither) = (sum(0), sum(1), sum(2));
    let side = usize::from(opposes > favours);
    let chance = favours.max(opposes);
    let least = confidence::least(places[0].record.holder_kind);
    if chance < least {
        return if neither >= confidence::NEITHER { expressly_neither(places) } else { Vec::new() };
    }
    places.sort_by(|a, b| b.chances[side].total_cmp(&a.chances[side]));
    let strongest = places[0].chances[side];
    places.retain(|p| p.chances[side] >= confidence::SHOWS.min(strongest));
    let mut out: Vec<Stance> = Vec::new();
    for Place { mut record, .. } in places {
        // A target that is named twice beside the same words shows one attitude.
        if out.iter().any(|o| o.cues == record.cues) {
            continue;
        }
        let score = hundredths(chance);
        (record.polarity, record.score) = if side == 0 { (Polarity::Positive, score) } else { (Polarity::Negative, -score) };
        record.modality = Modality::Asserted;
        record.confidence = Some(hundredths(confidence::calibrated(chance, record.holder_kind)));
        out.push(record);
    }
    out
}

/// The one place that says best that a holder is neither for nor against.
fn expressly_neither(places: Vec<Place>) -> Vec<Stance> {
    let best = places.into_iter().max_by(|a, b| a.chances[2].total_cmp(&b.chances[2]));
    best.filter(|p| p.record.modality != Modality::Asserted).map(|p| p.record).into_iter().collect()
}

/// The innermost quote around each token.
fn innermost(document: &Document, quotes: &[Quote]) -> Vec<Option<usize>> {
    let width = |q: &Quote| q.content.iter().map(|c| c.end - c.start).sum::<usize>();
    let mut order: Vec<usize> = (0..quotes.len()).collect();
    order.sort_by_key(|&i| std::cmp::Reverse(width(&quotes[i])));
    let mut inside = vec![None; document.tokens.len()];
    for i in order {
        for &piece in &quotes[i].content {
            inside[document.tokens_in(piece)].fill(Some(i));
        }
    }
    inside
}

/// The first quote that each token introduces.
fn cues(document: &Document, quotes: &[Quote]) -> HashMap<usize, usize> {
    let mut found = HashMap::new();
    for (i, quote) in quotes.iter().enumerate() {
        for token in quote.cue.into_iter().flat_map(|cue| document.tokens_in(cue)) {
            found.entry(token).or_insert(i);
        }
    }
    found
}

struct Finder<'d> {
    document: &'d Document<'d>,
    quotes: &'d [Quote],
    /// The innermost quote around each token.
    inside: Vec<Option<usize>>,
    /// The first quote that each token introduces.
    cues: HashMap<usize, usize>,
    mentions: Vec<&'d Mention>,
    seeds: &'d Seeds,
}

impl Finder<'_> {
    /// What the encoder says of a pair, as a record that has no sign yet; nothing where holder and target are one.
    fn place(&self, attitude: &Attitude) -> Option<Place> {
        let target = self.mentions[attitude.target];
        let around = self.inside[target.tokens.start];
        let speaker = around.and_then(|q| self.quotes[q].speaker);
        let holder = match attitude.holder {
            Some(mention) => Some(self.mentions[mention].entity),
            None => speaker,
        };
        if holder == Some(target.entity) {
            return None;
        }
        let words = whole_words(self.document, attitude.expression);
        let cue = self.document.tokens_in(words).find_map(|i| self.cues.get(&i).copied());
        let introduced = cue.filter(|&q| self.quotes[q].speaker == holder);
        let own = holder.is_some() && (speaker == holder || introduced.is_some());
        let holder_kind = match (attitude.holder, around) {
            (None, None) => HolderKind::Author,
            (None, Some(_)) if holder.is_none() => HolderKind::Unknown,
            _ if own => HolderKind::Speaker,
            _ => HolderKind::Actor,
        };
        let quote = around.or(introduced.filter(|_| own));
        let channel = match quote {
            Some(q) if self.quotes[q].is_verbatim(self.document, target.span.start) => Channel::DirectQuote,
            Some(_) => Channel::IndirectQuote,
            None if holder_kind == HolderKind::Author => Channel::Narration,
            None => Channel::Act,
        };
        let record = Stance {
            holder,
            holder_kind,
            target: target.entity,
            polarity: Polarity::Neutral,
            score: 0.0,
            modality: modality::read(self.document, self.seeds, words),
            channel,
            quote,
            evidence: self.evidence(words, target.span),
            cues: vec![words],
            by: BY,
            confidence: None,
        };
        Some(Place { record, chances: attitude.chances })
    }

    fn evidence(&self, words: Span, target: Span) -> Span {
        let sentence = |span: Span| self.document.sentence_index(self.document.tokens_in(span).start);
        if sentence(words) == sentence(target) { Span::new(words.start.min(target.start), words.end.max(target.end)) } else { words }
    }
}

/// The tokens that the span has of the sentence in which it begins; the span as it stands if it holds none.
fn whole_words(document: &Document, span: Span) -> Span {
    let tokens = document.tokens_in(span);
    if tokens.is_empty() {
        return span;
    }
    let end = tokens.end.min(document.sentence_of(tokens.start).tokens.end);
    let words = document.tokens_span(&(tokens.start..end.max(tokens.start + 1)));
    if words.is_empty() { span } else { words }
}

/// Two decimals: the last digits of a float may differ between CPUs.
fn hundredths(p: f64) -> f64 {
    (p * 100.0).round() / 100.0
}
