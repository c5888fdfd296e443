//! Who or what is meant by a noun phrase, a pronoun or a bare surname.
//!
//! Takes the names of a text, gathered into entities, and the referents that the encoder tagged; promises that each of these is a
//! mention of the entity that it stands for, of a new entity if it introduces one, or no mention if nobody can tell. The encoder gives
//! each mention the chances of all earlier ones ([`Network::antecedents`]); those of one entity are added up, whoever does not agree
//! with a pronoun in gender or number is left out, and the likeliest is taken unless "nobody before" is likelier. A noun phrase whose
//! entity is named only later joins the name there. A surname that several people bear goes to one of them where the encoder is sure.
//!
//! `I` and `my` belong to whoever speaks and are left to the quotes.

mod candidate;

use std::collections::{HashMap, HashSet};

use candidate::{Candidate, Owner};

use crate::analysis::{EntityType, MentionKind};
use crate::document::Document;
use crate::encoder::{Antecedents, Network, Reading, ReferentKind};
use crate::entities::{Entities, Entity, Mention, gender};
use crate::seeds::{Gender, Seeds};

/// Least chance of an antecedent of a pronoun, and of a noun phrase, that is believed.
const PRONOUN: f32 = 0.4;
const NOMINAL: f32 = 0.65;
/// Least chance that a phrase which introduces somebody stands for somebody before it.
const AGAIN: f32 = 0.75;
/// Least chance by which a name takes over a noun phrase before it, and of one bearer of a surname among all.
const NAMED_LATER: f32 = 0.45;
const BEARER: f32 = 0.85;
/// Least chance by which a pronoun tells the gender of whom it stands for, and by which it names a speaker.
const TELLS: f32 = 0.95;
const SPEAKS: f32 = 0.8;
/// The latter of a noun phrase.
const NOUN_SPEAKS: f32 = 0.7;
/// Least chance of a mention by which an entity without a name is one even if nobody speaks of it again.
const CERTAIN: f32 = 0.35;
/// What a chance counts of somebody whose gender nothing tells: both women and men are mostly named before they are `she` and `he`,
/// and news has more men.
const MAYBE_SHE: f32 = 0.3;
const MAYBE_HE: f32 = 0.9;

/// Mentions that stand for one.
struct Cluster {
    /// The entity, if it has a name.
    entity: Option<usize>,
    kind: EntityType,
    plural: bool,
    gender: Option<Gender>,
    /// As places among the candidates.
    members: Vec<usize>,
}

/// Adds the noun phrases and pronouns of `document` to `entities`.
pub fn link(document: &Document, network: &dyn Network, reading: &Reading, entities: &mut Entities, seeds: &Seeds) {
    let candidates = candidate::gather(document, &reading.referents, entities, seeds);
    let spans: Vec<_> = candidates.iter().map(|c| c.span).collect();
    let mut linker = Linker { document, candidates: &candidates, clusters: Vec::new(), of: vec![None; spans.len()], named: HashMap::new() };
    let mut unsure = Vec::new();
    for (i, antecedents) in network.antecedents(reading, &spans).iter().enumerate() {
        let candidate = &candidates[i];
        match &candidate.owner {
            Owner::Known(entity) => linker.name(i, *entity, &entities.list[*entity], antecedents),
            Owner::Shared(bearers) => linker.surname(i, bearers, antecedents),
            Owner::Open(kind, _) => {
                let share = linker.refer(i, *kind, antecedents, seeds);
                let least = if candidate.kind == MentionKind::Pronoun { SPEAKS } else { NOUN_SPEAKS };
                if share < least {
                    unsure.push(candidate.span);
                }
            }
        }
    }
    let (clusters, candidates) = (linker.clusters, linker.candidates);
    entities.unsure.extend(unsure);
    let (mut found, mut settled) = (Vec::new(), HashSet::new());
    for cluster in clusters.into_iter().filter(|c| !c.members.is_empty()) {
        let entity = cluster.entity.unwrap_or_else(|| introduce(document, entities, &cluster, candidates, seeds));
        let surely = |c: &Candidate| !matches!(c.owner, Owner::Open(_, chance) if chance < CERTAIN);
        if !cluster.members.iter().any(|&i| surely(&candidates[i])) {
            entities.faint.insert(entity);
        }
        if let Some(gender) = cluster.gender {
            entities.list[entity].gender.get_or_insert(gender);
        }
        for &i in &cluster.members {
            let Candidate { span, ref tokens, kind, ref owner } = candidates[i];
            if let Owner::Shared(_) = owner {
                settled.insert(tokens.start);
            }
            if !matches!(owner, Owner::Known(_)) {
                found.push(Mention { span, tokens: tokens.clone(), kind, entity });
            }
        }
    }
    entities.shared.retain(|s| !settled.contains(&s.tokens.start));
    entities.add_all(found);
}

/// Makes an entity of mentions of which none is a name; it is called by the longest of the first few.
fn introduce(document: &Document, entities: &mut Entities, cluster: &Cluster, candidates: &[Candidate], seeds: &Seeds) -> usize {
    let nominal = cluster.members.iter().map(|&i| &candidates[i]).filter(|c| c.kind != MentionKind::Pronoun);
    let tokens = nominal.take(3).map(|c| &c.tokens).max_by_key(|t| t.len()).unwrap_or(&candidates[cluster.members[0]].tokens);
    let article = |i: usize| matches!(document.word(i).to_lowercase().as_str(), "a" | "an" | "the" | "this" | "that" | "these" | "those");
    let start = if tokens.len() > 1 && article(tokens.start) { tokens.start + 1 } else { tokens.start };
    let noun = document.word(tokens.end - 1).to_lowercase();
    let known = seeds.nominal(&noun);
    let words = document.slice(document.tokens_span(&(start..tokens.end)));
    entities.push(Entity {
        name: words.split_whitespace().collect::<Vec<_>>().join(" "),
        kind: cluster.kind,
        // Its own noun is its role: `the neighbour` finds `a neighbour` again.
        role: known.map(|_| noun.clone()).filter(|_| cluster.kind == EntityType::Person),
        country: None,
        gender: known.and_then(|n| n.gender),
        plural: cluster.plural,
    })
}

struct Linker<'d> {
    document: &'d Document<'d>,
    candidates: &'d [Candidate],
    clusters: Vec<Cluster>,
    /// The cluster of each candidate, as far as they were read.
    of: Vec<Option<usize>>,
    /// The cluster of each entity with a name.
    named: HashMap<usize, usize>,
}

impl Linker<'_> {
    fn join(&mut self, i: usize, cluster: usize) {
        self.of[i] = Some(cluster);
        self.clusters[cluster].members.push(i);
    }

    /// The chances of the clusters that `fits` lets through, each weighted by what it gives.
    fn chances(&self, antecedents: &Antecedents, fits: impl Fn(&Cluster) -> f32) -> Vec<(usize, f32)> {
        let mut sums: Vec<(usize, f32)> = Vec::new();
        let (_, earlier) = antecedents.chances.split_last().unwrap_or((&1.0, &[]));
        for (at, &chance) in (antecedents.first..).zip(earlier) {
            let Some(cluster) = self.of[at] else { continue };
            match sums.iter_mut().find(|(c, _)| *c == cluster) {
                Some((_, sum)) => *sum += chance,
                None => sums.push((cluster, chance)),
            }
        }
        sums.into_iter().map(|(c, chance)| (c, chance * fits(&self.clusters[c]))).filter(|&(_, chance)| chance > 0.0).collect()
    }

    /// A name joins the cluster of its entity; noun phrases before the first one join it too if it is they that the name stands for.
    fn name(&mut self, i: usize, entity: usize, known: &Entity, antecedents: &Antecedents) {
        let new = self.clusters.len();
        let cluster = *self.named.entry(entity).or_insert(new);
        if cluster == new {
            let unnamed = |c: &Cluster| f32::from(u8::from(c.entity.is_none() && agrees(c.kind, known.kind) && c.plural == known.plural));
            let before = best(&self.chances(antecedents, unnamed)).filter(|&(_, chance)| chance >= NAMED_LATER);
            self.clusters.push(Cluster {
                entity: Some(entity),
                kind: known.kind,
                plural: known.plural,
                gender: known.gender,
                members: Vec::new(),
            });
            if let Some((other, _)) = before {
                for member in std::mem::take(&mut self.clusters[other].members) {
                    self.join(member, cluster);
                }
            }
        }
        self.join(i, cluster);
    }

    fn surname(&mut self, i: usize, bearers: &[usize], antecedents: &Antecedents) {
        let bears = |c: &Cluster| f32::from(u8::from(c.entity.is_some_and(|e| bearers.contains(&e))));
        let chances = self.chances(antecedents, bears);
        let all: f32 = chances.iter().map(|&(_, chance)| chance).sum();
        if let Some((cluster, _)) = best(&chances).filter(|&(_, chance)| chance >= BEARER * all) {
            self.join(i, cluster);
        }
    }

    /// Gives a noun phrase or pronoun to whom it stands for; tells the chance.
    fn refer(&mut self, i: usize, kind: ReferentKind, antecedents: &Antecedents, seeds: &Seeds) -> f32 {
        let candidate = &self.candidates[i];
        let word = self.document.word(candidate.tokens.start).to_lowercase();
        let pronoun = candidate.kind == MentionKind::Pronoun;
        let told = gender(&word).filter(|_| pronoun);
        let noun = seeds.nominal(&self.document.word(candidate.tokens.end - 1).to_lowercase()).and_then(|n| n.gender);
        let fits = |c: &Cluster| match (told, word.as_str()) {
            (Some(gender), _) => match c.gender {
                _ if c.kind != EntityType::Person || c.plural => 0.0,
                Some(other) => f32::from(u8::from(other == gender)),
                None if gender == Gender::Female => MAYBE_SHE,
                None => MAYBE_HE,
            },
            (None, "it" | "its" | "itself") if pronoun => f32::from(u8::from(c.kind != EntityType::Person)),
            _ if pronoun => 1.0,
            _ => f32::from(u8::from(agrees(kind_of(kind), c.kind) && (noun.is_none() || c.gender.is_none() || noun == c.gender))),
        };
        let chances = self.chances(antecedents, fits);
        let none = antecedents.chances.last().copied().unwrap_or(1.0);
        let all: f32 = chances.iter().map(|&(_, chance)| chance).sum();
        let found = best(&chances);
        if let Some((cluster, chance)) = found {
            // A pronoun of a person stands for somebody: only the others are rivals.
            let (sure, least) = match told {
                Some(_) => (chance / all, PRONOUN),
                None if pronoun => (chance, none.max(PRONOUN)),
                // `another resident` introduces somebody.
                None if matches!(word.as_str(), "a" | "an" | "another" | "other" | "some") => (chance, AGAIN),
                None => (chance, none.max(NOMINAL)),
            };
            if sure >= least {
                self.join(i, cluster);
                let outside = self.document.quotation_at(candidate.span.start).is_none();
                if let Some(gender) = told.filter(|_| outside && sure >= TELLS) {
                    self.clusters[cluster].gender.get_or_insert(gender);
                }
                return sure;
            }
        }
        if !pronoun {
            self.clusters.push(Cluster {
                entity: None,
                kind: kind_of(kind),
                plural: kind == ReferentKind::Group,
                gender: noun,
                members: Vec::new(),
            });
            self.join(i, self.clusters.len() - 1);
        }
        1.0
    }
}

fn best(chances: &[(usize, f32)]) -> Option<(usize, f32)> {
    chances.iter().copied().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))
}

fn kind_of(kind: ReferentKind) -> EntityType {
    match kind {
        ReferentKind::Person | ReferentKind::Group => EntityType::Person,
        ReferentKind::Body => EntityType::Org,
        ReferentKind::Place => EntityType::Loc,
        ReferentKind::Thing => EntityType::Misc,
    }
}

/// Whether a noun phrase of one kind can stand for an entity of another: a person is no place and no plan.
fn agrees(one: EntityType, other: EntityType) -> bool {
    use EntityType::{Date, Misc, Money, Norp, Person};
    // What the encoder cannot name (`Misc`) may be a person after all.
    let human = |kind| matches!(kind, Person | Norp | Misc);
    !matches!(other, Date | Money) && (one != Person || human(other)) && (other != Person || human(one))
}
