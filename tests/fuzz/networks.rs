//! Networks that say anything: the rules must bear with all of them.

use onrecord::analysis::EntityType;
use onrecord::document::Span;
use onrecord::encoder::{
    Antecedents, Attitude, Attribution, Expression, Network, Question, Reading, Referent, ReferentKind, TaggedMention,
};

use crate::random::Random;

const KINDS: [EntityType; 9] = [
    EntityType::Person,
    EntityType::Org,
    EntityType::Loc,
    EntityType::Norp,
    EntityType::Facility,
    EntityType::Product,
    EntityType::Date,
    EntityType::Money,
    EntityType::Misc,
];
/// Most steps that an edge is moved by.
const STEPS: usize = 3;

/// The answers of a network with a seed: any, and the same to the same question.
macro_rules! says_anything {
    () => {
        fn antecedents(&self, _: &Reading, mentions: &[Span]) -> Vec<Antecedents> {
            antecedents(self.seed, mentions)
        }

        fn attitudes(&self, _: &Reading, mentions: &[Span]) -> Vec<Attitude> {
            attitudes(self.seed, mentions)
        }

        fn judge(&self, _: &Reading, question: Question) -> Vec<f32> {
            answer(self.seed, question)
        }
    };
}

/// Sees names and attributions anywhere, the same for the same text.
pub(crate) struct Noise {
    pub(crate) seed: u64,
}

impl Network for Noise {
    fn read(&self, text: &str) -> Reading {
        let mut random = Random::of(self.seed, text);
        let edges = edges(text);
        let words = edges.len() / 2;
        let mut mentions: Vec<TaggedMention> = (0..random.below(2 + words / 3))
            .filter_map(|_| {
                let span = stretch(&mut random, &edges, 8)?;
                Some(TaggedMention { span, kind: *random.pick(&KINDS), confidence: random.share() })
            })
            .collect();
        mentions.sort_by_key(|m| m.span);
        let attributions = (0..random.below(2 + words / 6)).filter_map(|_| attribution(&mut random, &edges)).collect();
        let mut reading = Reading::new(mentions, attributions);
        (reading.referents, reading.expressions) = referents(&mut random, &edges);
        reading
    }

    says_anything!();
}

/// Sees the same in every text.
pub(crate) struct Told {
    pub(crate) mentions: Vec<TaggedMention>,
    pub(crate) attributions: Vec<Attribution>,
}

impl Network for Told {
    fn read(&self, _: &str) -> Reading {
        Reading::new(self.mentions.clone(), self.attributions.clone())
    }

    fn judge(&self, _: &Reading, question: Question) -> Vec<f32> {
        answer(0, question)
    }
}

/// What a network saw in one text, each edge now and then a few steps away; elsewhere it sees noise.
pub(crate) struct Jitter {
    pub(crate) seed: u64,
    pub(crate) text: String,
    pub(crate) mentions: Vec<TaggedMention>,
    pub(crate) attributions: Vec<Attribution>,
    pub(crate) referents: Vec<Referent>,
}

impl Network for Jitter {
    fn read(&self, text: &str) -> Reading {
        if text != self.text {
            return Noise { seed: self.seed }.read(text);
        }
        let (mut random, edges) = (Random::new(self.seed), edges(text));
        let mut mentions = self.mentions.clone();
        for mention in &mut mentions {
            mention.span = moved(&mut random, &edges, mention.span);
        }
        mentions.retain(|m| !m.span.is_empty() && !random.once_in(12));
        mentions.sort_by_key(|m| m.span);
        let mut attributions = self.attributions.clone();
        for a in &mut attributions {
            for span in a.content.iter_mut().chain(&mut a.source).chain(&mut a.cue) {
                *span = moved(&mut random, &edges, *span);
            }
            a.content.retain(|c| !c.is_empty());
            a.content.sort_unstable();
            a.source = a.source.filter(|s| !s.is_empty() && !random.once_in(9));
            a.cue = a.cue.filter(|c| !c.is_empty() && !random.once_in(9));
            if random.once_in(4) {
                a.confidence = random.share();
            }
        }
        attributions.retain(|a| !a.content.is_empty());
        // Two that change sides.
        if attributions.len() > 1 && random.once_in(4) {
            let (a, b) = (random.below(attributions.len()), random.below(attributions.len()));
            let (one, other) = (attributions[a].source, attributions[b].source);
            (attributions[a].source, attributions[b].source) = (other, one);
        }
        let mut reading = Reading::new(mentions, attributions);
        (reading.referents, reading.expressions) = referents(&mut random, &edges);
        for referent in self.referents.iter().filter(|_| !random.once_in(9)) {
            let span = moved(&mut Random::of(self.seed, &format!("{:?}", referent.span)), &edges, referent.span);
            reading.referents.push(Referent { span, ..*referent });
        }
        reading.referents.retain(|r| !r.span.is_empty());
        reading
    }

    says_anything!();
}

/// Where characters begin at which words begin or end, and a few more, with both ends of the text.
fn edges(text: &str) -> Vec<usize> {
    let mut edges = vec![0];
    let mut last = ' ';
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() != last.is_alphanumeric() || !c.is_ascii() {
            edges.push(at);
        }
        last = c;
    }
    edges.push(text.len());
    edges.dedup();
    edges
}

/// A stretch of no more than `most` steps, if the text has any.
fn stretch(random: &mut Random, edges: &[usize], most: usize) -> Option<Span> {
    let from = random.below(edges.len().checked_sub(1)?);
    let to = (from + 1 + random.below(most)).min(edges.len() - 1);
    (edges[from] < edges[to]).then(|| Span::new(edges[from], edges[to]))
}

fn attribution(random: &mut Random, edges: &[usize]) -> Option<Attribution> {
    let mut content: Vec<Span> = (0..=random.below(3)).filter_map(|_| stretch(random, edges, 40)).collect();
    content.sort_unstable();
    let source = if random.once_in(4) { None } else { stretch(random, edges, 8) };
    let cue = if random.once_in(4) { None } else { stretch(random, edges, 5) };
    let (confidence, source_probability, cue_probability) = (random.share(), random.share(), random.share());
    (!content.is_empty()).then_some(Attribution { source, cue, content, confidence, source_probability, cue_probability })
}

/// Referents and expressions anywhere, in no order.
fn referents(random: &mut Random, edges: &[usize]) -> (Vec<Referent>, Vec<Expression>) {
    const KINDS: [ReferentKind; 5] =
        [ReferentKind::Person, ReferentKind::Body, ReferentKind::Place, ReferentKind::Group, ReferentKind::Thing];
    let many = 2 + edges.len() / 8;
    let referents = (0..random.below(many)).filter_map(|_| {
        let span = stretch(random, edges, 8)?;
        Some(Referent { span, kind: *random.pick(&KINDS), confidence: random.share() })
    });
    let referents = referents.collect();
    let expressions = (0..random.below(many)).filter_map(|_| {
        let span = stretch(random, edges, 8)?;
        Some(Expression { span, favours: random.once_in(2) })
    });
    (referents, expressions.collect())
}

/// Chances of the mentions before each mention, that depend on these alone.
fn antecedents(seed: u64, mentions: &[Span]) -> Vec<Antecedents> {
    let mut random = Random::of(seed, &format!("{mentions:?}"));
    let of = |i: usize| {
        let first = i.saturating_sub(random.below(30));
        let mut chances: Vec<f32> = (first..=i).map(|_| if random.once_in(4) { 20.0 } else { random.share() + 0.01 }).collect();
        let all: f32 = chances.iter().sum();
        for chance in &mut chances {
            *chance /= all;
        }
        Antecedents { first, chances }
    };
    (0..mentions.len()).map(of).collect()
}

/// Attitudes between any of the mentions, on the words of any.
fn attitudes(seed: u64, mentions: &[Span]) -> Vec<Attitude> {
    let mut random = Random::of(seed, &format!("attitudes {mentions:?}"));
    let mut some = || random.below(mentions.len());
    if mentions.is_empty() {
        return Vec::new();
    }
    let places: Vec<[usize; 4]> = (0..mentions.len()).map(|_| [some(), some(), some(), some()]).collect();
    let of = |[holder, target, words, voice]: [usize; 4]| Attitude {
        holder: Some(holder).filter(|_| voice % 3 > 0),
        target,
        chances: [random.share(), random.share(), random.share()].map(|c| c / 3.0 + if random.once_in(6) { 0.6 } else { 0.0 }),
        expression: mentions[words],
    };
    places.into_iter().map(of).collect()
}

/// The span with its edges moved, perhaps to nothing.
fn moved(random: &mut Random, edges: &[usize], span: Span) -> Span {
    let mut step = |edge: usize| {
        let at = edges.partition_point(|&e| e < edge);
        let far = if random.once_in(3) { random.below(STEPS + 1) } else { 0 };
        let to = if random.once_in(2) { at + far } else { at.saturating_sub(far) };
        edges[to.min(edges.len() - 1)]
    };
    let (a, b) = (step(span.start), step(span.end));
    Span::new(a.min(b), a.max(b))
}

/// An answer that depends on the question alone.
fn answer(seed: u64, question: Question) -> Vec<f32> {
    let mut random = Random::of(seed, &format!("{question:?}"));
    let number = if random.once_in(8) { 0 } else { 3 };
    // Now and then sure, as a network is.
    let mut answers: Vec<f32> = (0..number).map(|_| if random.once_in(3) { 40.0 } else { random.share() + 0.01 }).collect();
    let all: f32 = answers.iter().sum();
    for answer in &mut answers {
        *answer /= all;
    }
    answers
}
