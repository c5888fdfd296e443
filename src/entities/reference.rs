//! Pronouns and common nouns that refer back to somebody.
//!
//! Resolved only when exactly one candidate fits: `she` needs a woman (or somebody whose gender nothing tells) in view, `the
//! spokesman` somebody whose role says so. Two candidates mean no answer, and both are named.

use std::ops::Range;

use super::{Entities, Entity, Mention};
use crate::analysis::{EntityType, MentionKind, SourceKind};
use crate::document::{Document, Region, TokenKind};
use crate::seeds::{Function, Gender, Seeds};

/// What a source phrase stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The entity, if exactly one fits.
    pub entity: Option<usize>,
    /// Who could be meant, ascending, where several fit alike: at least two, or empty.
    pub candidates: Vec<usize>,
    /// How it is named.
    pub kind: SourceKind,
    /// Nobody known can be meant: the phrase introduces somebody.
    pub fresh: bool,
}

impl Reference {
    /// What is one entity, or nobody that can be told.
    pub fn known(entity: Option<usize>, kind: SourceKind) -> Self {
        Self { entity, candidates: Vec::new(), kind, fresh: false }
    }

    /// What stands for one of `candidates`, for all that can be told.
    fn open(mut candidates: Vec<usize>, kind: SourceKind) -> Self {
        candidates.sort_unstable();
        candidates.dedup();
        if candidates.len() < 2 {
            candidates.clear();
        }
        Self { candidates, ..Self::known(None, kind) }
    }

    /// What names nobody known.
    fn fresh(kind: SourceKind) -> Self {
        Self { fresh: true, ..Self::known(None, kind) }
    }
}

/// Who may be meant at a place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct View {
    /// The last to have spoken and whoever has been named since, and whoever one of these may be that cannot be told.
    pub people: Vec<usize>,
    /// Who stands first in the last sentence that names anybody: what it tells of.
    pub subject: Option<usize>,
    /// Who spoke last is one person, and nobody can tell who.
    pub unknown: bool,
    /// The body or group that spoke last: whom `it` and `they` mean.
    pub body: Option<usize>,
}

/// `His Excellency`, `Her Majesty`: a pronoun in a robe.
const STYLES: [&str; 7] = ["Excellency", "Majesty", "Highness", "Honour", "Honor", "Holiness", "Lordship"];
/// Nouns for people who speak without a name, singular and plural.
const UNNAMED: [&str; 8] = ["source", "sources", "official", "officials", "insider", "insiders", "diplomat", "diplomats"];

/// Whether the phrase is one that can refer to an entity named elsewhere: a pronoun, or `the` and a noun.
pub fn refers_back(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> bool {
    let first = document.word(tokens.start).to_lowercase();
    is_pronoun(seeds, tokens.len(), &first) || (matches!(first.as_str(), "the" | "this" | "that") && tokens.len() <= 4)
}

/// `she`, and `her` where it stands alone (`according to her`).
fn is_pronoun(seeds: &Seeds, tokens: usize, first: &str) -> bool {
    tokens == 1 && (seeds.function(first) == Some(Function::Pronoun) || gender(first).is_some())
}

/// Nouns for bodies that speak; `the ministry` is the one ministry that the text names.
const BODIES: [&str; 65] = [
    "ministry", "company", "government", "agency", "office", "department", "police", "court", "union", "party", "team", "group",
    "committee", "council", "commission", "army", "military", "bank", "firm", "association", "federation", "club", "university",
    "institute", "foundation", "administration", "campaign", "board", "newspaper", "outlet", "regulator", "bloc", "alliance", "embassy",
    "airline", "jury", "hospital", "school", "charity", "network", "broadcaster", "paper", "fund", "institution", "cabinet", "senate",
    "parliament", "tribunal", "panel", "watchdog", "authority", "brand", "studio", "label", "carrier", "operator", "developer",
    "think-tank", "congregation", "diocese", "museum", "theatre", "league", "consortium", "cooperative",
];

/// What somebody sends out; it speaks for them.
const MESSAGES: [&str; 12] =
    ["statement", "letter", "post", "tweet", "email", "message", "note", "memo", "release", "communique", "communiqué", "telegram"];
/// Nouns for what only reports what others say.
const PAPERS: [&str; 11] =
    ["reports", "findings", "figures", "data", "results", "polls", "surveys", "studies", "documents", "records", "statistics"];
/// Words of a firm's name.
const FIRMS: [&str; 8] = ["Corp", "Corp.", "Corporation", "Inc", "Inc.", "Ltd", "Ltd.", "Co."];
/// How many paragraphs off a name is near.
const NEAR: usize = 2;
/// So many who could be meant are no choice.
const MANY: usize = 64;
/// How many paragraphs the head of a text has, with headline and standfirst.
const LEAD: usize = 3;

/// `two people familiar with the talks`, `a person with knowledge of the matter`, `people close to the family`.
fn is_discreet(document: &Document, tokens: &Range<usize>) -> bool {
    let is = |i: usize, words: &[&str]| i < tokens.end && words.contains(&document.word(i).to_lowercase().as_str());
    tokens.clone().any(|i| {
        let known = is(i + 1, &["familiar", "close", "briefed", "acquainted"]) || (is(i + 1, &["with"]) && is(i + 2, &["knowledge"]));
        is(i, &["people", "person", "persons", "someone", "somebody", "individuals"]) && known
    })
}

/// The gender that a pronoun of one person tells.
pub fn gender(word: &str) -> Option<Gender> {
    match word {
        "he" | "him" | "his" | "himself" => Some(Gender::Male),
        "she" | "her" | "hers" | "herself" => Some(Gender::Female),
        _ => None,
    }
}

/// Whether the noun (lower case) is one for a body.
fn is_body(noun: &str) -> bool {
    BODIES.contains(&noun)
}

impl Entities {
    /// What the source phrase `tokens` stands for.
    pub fn resolve(&self, document: &Document, seeds: &Seeds, tokens: &Range<usize>, view: &View) -> Reference {
        let first = document.word(tokens.start).to_lowercase();
        let style = tokens.len() == 2 && STYLES.contains(&document.word(tokens.start + 1));
        if style || is_pronoun(seeds, tokens.len(), &first) {
            let kind = if style { SourceKind::Nominal } else { SourceKind::Pronoun };
            let meant = self.meant(tokens, MentionKind::Pronoun);
            let Some(told) = gender(&first) else {
                if meant.is_some() {
                    return Reference::known(meant, kind);
                }
                // A body is `it`: `they` after one are as often its people, or those that it spoke about.
                let fits = |id: &usize| match first.as_str() {
                    "it" => self.list[*id].kind != EntityType::Person,
                    "they" => self.is_crowd(*id),
                    _ => false,
                };
                let body = view.body.filter(fits);
                return Reference::known(body, kind);
            };
            let fits = |id: &usize| self.list[*id].gender.is_none_or(|g| g == told);
            // Who goes on speaking is who spoke last; only where that leaves a choice does the reading of the sentence decide.
            let people = || view.people.iter().copied().filter(fits);
            let speaker = only(people()).or(view.subject.filter(fits));
            return match speaker.or(meant.filter(|_| !view.unknown)) {
                None => Reference::open(people().collect(), kind),
                known => Reference::known(known, kind),
            };
        }
        if let Some(entity) = self.named(document, seeds, tokens) {
            return Reference::known(Some(entity), SourceKind::Named);
        }
        if let Some(name) = self.shared_in(tokens).iter().find(|name| name.tokens.end <= tokens.end) {
            return Reference::open(name.bearers.clone(), SourceKind::Named);
        }
        let Some(noun) = head(document, seeds, tokens) else { return Reference::known(None, SourceKind::Nominal) };
        if let Some(author) = self.author(document, tokens, noun) {
            return Reference::known(Some(author), SourceKind::Nominal);
        }
        let word = document.word(noun).to_lowercase();
        let noun = seeds.nominal(&word);
        let body = is_body(&word);
        let kind = if (UNNAMED.contains(&word.as_str()) && first != "the") || is_discreet(document, tokens) {
            SourceKind::Anonymous
        } else if body || noun.map_or(word.ends_with('s'), |n| n.plural) {
            SourceKind::Collective
        } else {
            SourceKind::Nominal
        };
        let meant = self.meant(tokens, MentionKind::Nominal);
        let read = |otherwise: Reference| meant.map_or(otherwise, |entity| Reference::known(Some(entity), kind));
        // Headlines leave the article out.
        let region = document.region_of(tokens.start);
        let short = matches!(region, Region::Headline | Region::Standfirst) && seeds.function(&first).is_none();
        if !short && !matches!(first.as_str(), "the" | "this" | "that") {
            return read(Reference::fresh(kind));
        }
        // `the World Bank and other lenders` are more than the bank.
        if tokens.clone().any(|i| document.word(i) == "and" && i + 1 < tokens.end)
            && self.within(tokens).iter().all(|m| m.tokens.end < tokens.end)
        {
            return Reference::fresh(kind);
        }
        let phrase: Vec<String> = (tokens.start..tokens.end)
            .take_while(|&i| seeds.function(document.word(i)) != Some(Function::Preposition) && document.word(i) != ",")
            .filter(|&i| seeds.function(document.word(i)) != Some(Function::Determiner))
            .map(|i| document.word(i).to_lowercase())
            .collect();
        let fits = |id: usize| match self.list[id].kind {
            // `the opposition` is not the opposition leader.
            EntityType::Person => {
                let office = noun.is_some() || seeds.title_word(&word).is_some();
                office && self.list[id].role.as_ref().is_some_and(|role| is_role(role, &phrase))
            }
            // `The airline` is Nordwing Airlines.
            EntityType::Org => is_called(&self.list[id].name, &word) && self.is_owned_by(document, tokens, id),
            _ => false,
        };
        let mut fitting: Vec<usize> = Vec::new();
        let plural = format!("{word}s");
        for word in phrase.first().into_iter().chain([&word, &plural]) {
            let called = self.called.get(word).map_or(&[][..], |ids| &ids[..]);
            fitting.extend(called.iter().copied().filter(|&id| fits(id)).take(MANY));
        }
        fitting.sort_unstable();
        fitting.dedup();
        // Whose role or name says it is meant; where none or several do, the reading of the article decides.
        match fitting[..] {
            [] => read(Reference::fresh(kind)),
            _ if fitting.len() >= MANY => Reference::known(None, kind),
            [id] if !self.is_doubtful(document, seeds, tokens, &phrase, id) => Reference::known(Some(id), kind),
            [_] => Reference::known(meant, kind),
            // A name that is part of several others' is none of theirs.
            _ if meant.is_some_and(|entity| fitting.contains(&entity)) => Reference::known(meant, kind),
            _ if noun.is_some() || body || seeds.title_word(&word).is_some() => Reference::open(fitting, kind),
            _ => Reference::known(None, kind),
        }
    }

    /// Whom the longest mention of this kind was given to that stands at the head of `tokens`, if that is sure.
    fn meant(&self, tokens: &Range<usize>, kind: MentionKind) -> Option<usize> {
        let heads = |m: &&Mention| m.kind == kind && m.tokens.start == tokens.start && m.tokens.end <= tokens.end;
        let found = self.at(tokens.start).into_iter().chain(self.phrases_at(tokens.start)).filter(heads).max_by_key(|m| m.tokens.end);
        found.filter(|m| !self.unsure.contains(&m.span)).map(|m| m.entity)
    }

    /// Whether an entity is several people who can be `they`: no body, and no papers (`local reports`).
    fn is_crowd(&self, id: usize) -> bool {
        let entity = &self.list[id];
        let papers = entity.name.split_whitespace().any(|w| PAPERS.contains(&w.to_lowercase().as_str()));
        (entity.plural || entity.kind == EntityType::Norp) && entity.kind != EntityType::Org && !papers
    }

    /// Whether whatever the phrase names is part of the entity's own name: `the Chinese government` is not the Central Government.
    fn is_owned_by(&self, document: &Document, tokens: &Range<usize>, id: usize) -> bool {
        let named = |word: &str| self.list[id].name.split_whitespace().any(|w| w.eq_ignore_ascii_case(word));
        self.within(tokens).iter().filter(|m| m.entity != id).flat_map(|m| m.tokens.clone()).all(|i| named(document.word(i)))
    }

    /// Whether the one entity that fits a noun is doubtful all the same.
    fn is_doubtful(&self, document: &Document, seeds: &Seeds, tokens: &Range<usize>, phrase: &[String], id: usize) -> bool {
        let here = document.sentence_of(tokens.start).paragraph;
        let entity = &self.list[id];
        let paragraph = |m: &Mention| document.sentence_of(m.tokens.start).paragraph;
        if !self.named[id] {
            return false;
        }
        // No more than the paragraphs around is looked at: what stands further off is far.
        let near = document.paragraph_tokens(here.saturating_sub(NEAR)).start;
        let (before, behind) = self.mentions.split_at(self.mentions.partition_point(|m| m.tokens.end <= tokens.start));
        let last = before.iter().rev().take_while(|m| m.tokens.start >= near).find(|m| m.entity == id);
        // `Russian President Vladimir Putin` is not what an American paper means by `the president`, unless it has just named him.
        let country = entity.role.as_deref().and_then(|r| r.split_whitespace().next()).filter(|w| seeds.place([*w].into_iter()).is_some());
        let foreign = entity.kind == EntityType::Person && phrase.len() == 1 && country.is_some();
        if last.is_none() && self.first[id] > tokens.start {
            // Who is named only later is announced at the head of the text.
            let soon = || behind.iter().take_while(|m| paragraph(m) <= here + NEAR).any(|m| m.entity == id);
            return here > LEAD && (foreign || !soon());
        }
        if entity.kind == EntityType::Person {
            return foreign && last.is_none();
        }
        // `The network` behind another body that has just been named may be that one, unless its name says what else it is.
        let says = |e: &Entity| e.name.split_whitespace().any(|w| is_body(&w.to_lowercase()) || FIRMS.contains(&w));
        let rival = |e: &Entity| e.kind == EntityType::Org && !says(e);
        let leads = |m: &Mention| m.tokens.start <= document.sentence_of(m.tokens.start).tokens.start + 3;
        let new = |m: &Mention| here - paragraph(m) < NEAR && m.entity != id && rival(&self.list[m.entity]) && leads(m);
        let far = last.is_none_or(|last| here - paragraph(last) >= NEAR);
        far && self.within(&(last.map_or(near, |last| last.tokens.end)..tokens.start)).iter().any(new)
    }

    /// Makes an entity of a phrase that names nobody, under the phrase itself, and gives its id.
    pub fn introduce(&mut self, document: &Document, seeds: &Seeds, tokens: &Range<usize>, kind: SourceKind) -> usize {
        let words = document.slice(document.tokens_span(&called(document, seeds, tokens)));
        let noun = head(document, seeds, tokens).map(|h| document.word(h).to_lowercase());
        let nominal = noun.as_deref().and_then(|n| seeds.nominal(n));
        let body = noun.as_deref().is_some_and(is_body);
        self.push(Entity {
            name: words.split_whitespace().collect::<Vec<_>>().join(" "),
            kind: if body {
                EntityType::Org
            } else if nominal.is_some() || kind == SourceKind::Anonymous {
                EntityType::Person
            } else {
                EntityType::Misc
            },
            // Its own noun is its role: `the neighbour` finds `a neighbour` again.
            role: noun.filter(|_| nominal.is_some()),
            country: None,
            gender: nominal.and_then(|n| n.gender),
            plural: kind == SourceKind::Collective || nominal.is_some_and(|n| n.plural),
        })
    }

    /// The entity that the phrase names: the person in `the group's head, Ann Lee`, else the last name that nothing but its
    /// own title precedes (`a spokesman for Acme` and `an aide to Governor Lee` name nobody).
    fn named(&self, document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> Option<usize> {
        let mentions: Vec<_> = self.within(tokens).iter().filter(|m| m.kind == MentionKind::Name).collect();
        // `Acme chief Ann Lee, the head of Bolt`: the last before a comma, since what follows tells more of the same person.
        let comma = tokens.clone().find(|&i| document.word(i) == ",").unwrap_or(tokens.end);
        let owns = |m: &Mention| m.tokens.end < tokens.end && document.is_possessive(m.tokens.end);
        let person = |m: &&&Mention| self.list[m.entity].kind == EntityType::Person && !owns(m);
        let before = mentions.iter().rfind(|m| m.tokens.end <= comma && person(m));
        if let Some(person) = before.or_else(|| mentions.iter().find(person)) {
            // `Ann Lee and Bo Finch`: two people are nobody in particular.
            if (tokens.start..person.tokens.start).any(|i| matches!(document.word(i), "and" | "or") && self.at(i + 1).is_some()) {
                return None;
            }
            // `to bank chief Lee`: what stands before the name and tells who that is. `minister of intelligence Lee` has its own name.
            let title = |i: usize| seeds.title_word(document.word(i)).is_some();
            let noun = |i: usize| document.word(i).starts_with(char::is_lowercase) && seeds.function(document.word(i)).is_none();
            let front = (tokens.start..person.tokens.start).rev().find(|&i| !title(i) && !noun(i));
            let behind = front.is_some_and(|i| {
                let field = document.word(i) == "of" && i + 1 < person.tokens.start && !(i + 1..person.tokens.start).any(title);
                seeds.function(document.word(i)) == Some(Function::Preposition) && !field
            });
            return (!behind).then_some(person.entity);
        }
        // A name must be the head: last in the phrase, or first before a comma.
        let last = mentions.last()?;
        let is_head = last.tokens.end == tokens.end
            && !(tokens.start..last.tokens.start)
                .any(|i| matches!(document.word(i), "of" | "for" | "in" | "at" | "from" | "by" | "with" | "on"));
        let leads = mentions[0].tokens.start <= tokens.start + 1
            && mentions[0].tokens.end < tokens.end
            // `the Foreign Ministry in Sofia`, `Acme, a maker of boats`: what follows says more of it.
            && matches!(document.word(mentions[0].tokens.end), "," | "(" | "in" | "at" | "of");
        // `the iLaw group, Digital Reach and Citizen Lab`; `lawyers and Amnesty International`.
        let several = (mentions[0].tokens.end..last.tokens.start).any(|i| document.word(i) == "and" && self.at(i).is_none())
            || (tokens.start + 1..last.tokens.start).any(|i| matches!(document.word(i), "and" | "or") && self.at(i + 1).is_some());
        if several {
            return None;
        }
        if leads {
            return Some(mentions[0].entity);
        }
        is_head.then_some(last.entity)
    }

    /// Whose message a phrase is: `a statement from Nordwing Airlines`.
    fn author(&self, document: &Document, tokens: &Range<usize>, head: usize) -> Option<usize> {
        let from = head + 1;
        let sent = MESSAGES.contains(&document.word(head).to_lowercase().as_str())
            && from + 1 < tokens.end
            && matches!(document.word(from), "from" | "by");
        let names = if sent { self.within(&(from + 1..tokens.end)) } else { &[] };
        let speaks = |m: &&Mention| matches!(self.list[m.entity].kind, EntityType::Person | EntityType::Org);
        only(names.iter().filter(speaks).map(|m| m.entity))
    }
}

/// What somebody without a name is called: the phrase without its article and without what a clause or a bracket adds.
fn called(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> Range<usize> {
    let is = |i: usize, words: &[&str]| words.contains(&document.word(i).to_lowercase().as_str());
    let comma = tokens.clone().find(|&i| is(i, &[","]));
    // `one of them, a diplomat` is a diplomat; `Ann, Bo and Cy` are three.
    let one = comma.filter(|&i| i + 1 < tokens.end && is(tokens.start, &["one", "another"]));
    let mut start = one.map_or(tokens.start, |i| i + 1);
    start += usize::from(start + 1 < tokens.end && is(start, &["a", "an", "the"]));
    let list = comma.is_some_and(|i| (i..tokens.end).any(|i| is(i, &["and"])));
    let adds = |i: usize| (is(i, &[","]) && !list) || is(i, &["(", "that"]) || seeds.function(document.word(i)) == Some(Function::Relative);
    let end = (start + 1..tokens.end).find(|&i| adds(i)).unwrap_or(tokens.end);
    start..end
}

/// The noun that the phrase is about: the last word before a preposition, a comma or the end.
fn head(document: &Document, seeds: &Seeds, tokens: &Range<usize>) -> Option<usize> {
    tokens
        .clone()
        .take_while(|&i| {
            let word = document.word(i);
            word != ","
                && seeds.function(word).is_none_or(|f| !matches!(f, Function::Preposition | Function::Relative | Function::Conjunction))
        })
        .filter(|&i| document.kind(i) == Some(TokenKind::Word))
        .last()
}

/// Words that make another office of the one they stand before.
const OTHER: [&str; 8] = ["prime", "vice", "deputy", "former", "shadow", "assistant", "acting", "first"];

/// Whether the role can be called by the words of the phrase: it holds them in a row, and they leave out nothing that makes it another
/// office (`the minister` is no prime minister).
pub(super) fn is_role(role: &str, phrase: &[String]) -> bool {
    let own = role.split_whitespace().take_while(|w| !matches!(*w, "of" | "for" | "at"));
    let role: Vec<String> = own.map(str::to_lowercase).collect();
    let at = role.windows(phrase.len().max(1)).position(|w| w == phrase);
    at.is_some_and(|at| at == 0 || !OTHER.contains(&role[at - 1].as_str()))
}

/// Whether a body's own name says that it is a `word`: `the fund` is the Monetary Fund, `the airline` Nordwing Airlines.
fn is_called(name: &str, word: &str) -> bool {
    // `The nation` is not the United Nations.
    has_word(name, word) || (word != "nation" && has_word(name, &format!("{word}s")))
}

/// Whether the word is one of a title or name, but not of what the title is about: `director of the centre` is no centre.
fn has_word(role: &str, word: &str) -> bool {
    role.split_whitespace().take_while(|w| !matches!(*w, "of" | "for" | "at")).any(|w| w.to_lowercase() == word)
}

/// The only item, if there is exactly one distinct.
fn only(mut items: impl Iterator<Item = usize>) -> Option<usize> {
    let first = items.next()?;
    items.all(|other| other == first).then_some(first)
}
