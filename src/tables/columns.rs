//! Every column of every table: its name, what it means, its type, and how it is had from an analysis.
//!
//! What it means goes into the Arrow schema as `description`, and from there into the documentation: this is the only place that
//! says so. Positions are code points of the text of the document, ends exclusive.

use std::borrow::Cow;

use serde::Serialize;

use crate::analysis::{Analysis, Entity, Mention, Quote, Span, Stance};

/// Between pieces of one quote.
const PIECES: &str = " … ";
/// Between the members of a list in one cell.
const LIST: &str = "; ";

/// Where a row is in its analysis.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row<'a> {
    /// What the document is called.
    pub(super) doc: &'a str,
    pub(super) analysis: &'a Analysis,
    /// The quote, entity or stance.
    pub(super) at: usize,
    /// The mention in the entity.
    pub(super) inner: usize,
}

impl<'a> Row<'a> {
    fn quote(&self) -> &'a Quote {
        &self.analysis.quotes[self.at]
    }

    fn entity(&self) -> &'a Entity {
        &self.analysis.entities[self.at]
    }

    pub(super) fn mention(&self) -> &'a Mention {
        &self.entity().mentions[self.inner]
    }

    fn stance(&self) -> &'a Stance {
        &self.analysis.stance[self.at]
    }

    fn named(&self, id: usize) -> &'a Entity {
        &self.analysis.entities[id]
    }

    fn names(&self, ids: &[usize]) -> Option<Cow<'a, str>> {
        join(ids.iter().map(|&id| Cow::Borrowed(self.named(id).name.as_str())), LIST)
    }

    fn speaker(&self) -> Option<&'a Entity> {
        self.quote().speaker.map(|id| self.named(id))
    }

    fn holder(&self) -> Option<&'a Entity> {
        self.stance().holder.map(|id| self.named(id))
    }

    fn target(&self) -> &'a Entity {
        self.named(self.stance().target)
    }
}

type Text = for<'r, 'a> fn(&'r Row<'a>) -> Option<Cow<'a, str>>;
type Int = for<'r, 'a> fn(&'r Row<'a>) -> Option<i64>;
type Float = for<'r, 'a> fn(&'r Row<'a>) -> Option<f64>;

/// How the value of a row is had.
#[derive(Debug)]
pub(super) enum Cell {
    Text(Text),
    Int(Int),
    Float(Float),
}

/// One column.
#[derive(Debug)]
pub(super) struct Column {
    pub(super) name: &'static str,
    pub(super) description: &'static str,
    /// Never null.
    pub(super) required: bool,
    pub(super) cell: Cell,
}

impl Column {
    /// The type, as Arrow calls it.
    pub(super) fn type_name(&self) -> &'static str {
        match self.cell {
            Cell::Text(_) => "string",
            Cell::Int(_) => "int64",
            Cell::Float(_) => "float64",
        }
    }

    /// The same column with values that may be missing.
    const fn or_null(self) -> Self {
        Self { required: false, ..self }
    }
}

const fn text(name: &'static str, description: &'static str, cell: Text) -> Column {
    Column { name, description, required: true, cell: Cell::Text(cell) }
}

const fn int(name: &'static str, description: &'static str, cell: Int) -> Column {
    Column { name, description, required: true, cell: Cell::Int(cell) }
}

const fn float(name: &'static str, description: &'static str, cell: Float) -> Column {
    Column { name, description, required: true, cell: Cell::Float(cell) }
}

#[allow(clippy::unnecessary_wraps, reason = "what cells give")]
fn own(string: &str) -> Option<Cow<'_, str>> {
    Some(Cow::Borrowed(string))
}

/// A label as the contract writes it.
fn label<'a>(value: &impl Serialize) -> Option<Cow<'a, str>> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => Some(Cow::Owned(word)),
        _ => None,
    }
}

/// Nothing in memory is as long as 2^63.
fn number(n: usize) -> Option<i64> {
    i64::try_from(n).ok()
}

fn words(span: Option<&Span>) -> Option<Cow<'_, str>> {
    span.map(|s| Cow::Borrowed(s.text.as_str()))
}

fn join<'a>(parts: impl Iterator<Item = Cow<'a, str>>, between: &str) -> Option<Cow<'a, str>> {
    let joined = parts.collect::<Vec<_>>().join(between);
    (!joined.is_empty()).then_some(Cow::Owned(joined))
}

fn ids<'a>(list: &[usize]) -> Option<Cow<'a, str>> {
    join(list.iter().map(|id| Cow::Owned(id.to_string())), LIST)
}

fn places<'a>(spans: &[Span]) -> Option<Cow<'a, str>> {
    join(spans.iter().map(|s| Cow::Owned(format!("{}:{}", s.start, s.end))), LIST)
}

fn pieces(spans: &[Span], between: &str) -> Option<Cow<'static, str>> {
    join(spans.iter().map(|s| Cow::Owned(s.text.clone())), between)
}

pub(super) const DOCUMENTS: &[Column] = &[
    text("doc_id", "What the document is called; the other tables are joined by it", |r| own(r.doc)),
    int("n_chars", "Length of the text, in code points", |r| number(r.analysis.n_chars)),
    int("n_sentences", "Number of sentences", |r| number(r.analysis.sentences.len())),
    int("n_quotes", "Number of rows in `quotes`", |r| number(r.analysis.quotes.len())),
    int("n_mentions", "Number of rows in `mentions`", |r| number(r.analysis.entities.iter().map(|e| e.mentions.len()).sum())),
    int("n_entities", "Number of rows in `entities`", |r| number(r.analysis.entities.len())),
    int("n_stance", "Number of rows in `stance`", |r| number(r.analysis.stance.len())),
    text("headline", "The title, where the text has one", |r| words(r.analysis.regions.headline.as_ref())).or_null(),
    text("dateline", "The date line, or the agency's place and date at the head of the story", |r| {
        words(r.analysis.regions.dateline.as_ref())
    })
    .or_null(),
    text("standfirst", "The summary between headline and story", |r| words(r.analysis.regions.standfirst.as_ref())).or_null(),
    text("warnings", "What to know before trusting the records, a line each", |r| {
        join(r.analysis.warnings.iter().map(|w| Cow::Borrowed(w.as_str())), "\n")
    })
    .or_null(),
    text("model", "What read the text", |r| own(&r.analysis.model)),
    text("schema_version", "Version of the shape of the analysis", |r| own(&r.analysis.schema_version)),
];

pub(super) const QUOTES: &[Column] = &[
    text("doc_id", "Document", |r| own(r.doc)),
    int("quote_id", "Position among the quotes of the document", |r| number(r.quote().id)),
    text("kind", "`direct`, `mixed` or `indirect`: all, part or none of it stands between quotation marks", |r| label(&r.quote().kind)),
    text("text", "What was said, quotation marks included; pieces joined by ` … `", |r| {
        Some(pieces(&r.quote().content, PIECES).unwrap_or_default())
    }),
    int("start", "First code point of the first piece", |r| number(r.quote().content[0].start)),
    int("end", "One past the last code point of the last piece", |r| number(r.quote().content.iter().map(|s| s.end).max()?)),
    text("pieces", "Where each piece is: `start:end; start:end`", |r| Some(places(&r.quote().content).unwrap_or_default())),
    text("speaker", "Name of the entity that speaks; null where nobody is named or more than one would fit", |r| {
        r.speaker().map(|e| Cow::Borrowed(e.name.as_str()))
    })
    .or_null(),
    int("speaker_id", "The speaker's `entity_id`", |r| number(r.quote().speaker?)).or_null(),
    text("speaker_type", "The speaker's type: `PERSON`, `ORG`, ...", |r| label(&r.speaker()?.kind)).or_null(),
    text("speaker_role", "The speaker's office or function, as the text words it", |r| own(r.speaker()?.role.as_deref()?)).or_null(),
    text("speaker_country", "The speaker's country, ISO 3166-1 alpha-2, for places and governments", |r| {
        own(r.speaker()?.country.as_deref()?)
    })
    .or_null(),
    text("candidates", "Names of the entities among whom the speaker could not be told, joined by `; `", |r| {
        r.names(&r.quote().candidates)
    })
    .or_null(),
    text("candidate_ids", "Their `entity_id`s, joined by `; `", |r| ids(&r.quote().candidates)).or_null(),
    text("source", "The words that name the source: `the mayor`, `he`", |r| words(r.quote().source.as_ref())).or_null(),
    int("source_start", "First code point of the source", |r| number(r.quote().source.as_ref()?.start)).or_null(),
    int("source_end", "One past the last code point of the source", |r| number(r.quote().source.as_ref()?.end)).or_null(),
    text("source_kind", "How the source is named: `named`, `nominal`, `pronoun`, `collective`, `anonymous`, `none`", |r| {
        label(&r.quote().source_kind)
    }),
    text("cue", "The word that introduces it: `said`, `according to`", |r| words(r.quote().cue.as_ref())).or_null(),
    int("cue_start", "First code point of the cue", |r| number(r.quote().cue.as_ref()?.start)).or_null(),
    int("cue_end", "One past the last code point of the cue", |r| number(r.quote().cue.as_ref()?.end)).or_null(),
    text("cue_class", "What the cue does: `say`, `claim`, `deny`, ...; `none` without a cue", |r| own(&r.quote().cue_class)),
    text("about", "Names of the entities that are spoken about, joined by `; `", |r| r.names(&r.quote().mentions)).or_null(),
    text("about_ids", "Their `entity_id`s, joined by `; `", |r| ids(&r.quote().mentions)).or_null(),
    float("confidence", "Probability that content and source are right; null where it was not calibrated", |r| r.quote().confidence)
        .or_null(),
    text("by", "The rule or the model that found it", |r| own(&r.quote().by)),
];

pub(super) const MENTIONS: &[Column] = &[
    text("doc_id", "Document", |r| own(r.doc)),
    int("entity_id", "The entity that is meant", |r| number(r.entity().id)),
    text("entity", "Its name", |r| own(&r.entity().name)),
    text("type", "Its type", |r| label(&r.entity().kind)),
    text("kind", "How it is meant: `name`, `nominal`, `pronoun` or `adjective`", |r| label(&r.mention().kind)),
    text("text", "The words", |r| own(&r.mention().text)),
    int("start", "First code point", |r| number(r.mention().start)),
    int("end", "One past the last code point", |r| number(r.mention().end)),
    int("quote_id", "The quote whose content holds the mention; null in the words of the article", |r| number(r.mention().quote?))
        .or_null(),
];

pub(super) const ENTITIES: &[Column] = &[
    text("doc_id", "Document", |r| own(r.doc)),
    int("entity_id", "Position among the entities of the document", |r| number(r.entity().id)),
    text("name", "The fullest name in the text; a country's usual English name", |r| own(&r.entity().name)),
    text("type", "`PERSON`, `ORG`, `GPE`, `LOC`, `NORP`, `FACILITY`, `EVENT`, `PRODUCT`, `DATE`, `MONEY` or `MISC`", |r| {
        label(&r.entity().kind)
    }),
    text("role", "Office or function, as the text words it", |r| own(r.entity().role.as_deref()?)).or_null(),
    text("country", "ISO 3166-1 alpha-2 (also `EU`, `XK`), for places, demonyms and governments", |r| {
        own(r.entity().country.as_deref()?)
    })
    .or_null(),
    int("n_mentions", "Number of mentions", |r| number(r.entity().mentions.len())),
    int("n_quotes", "Number of quotes that it speaks", |r| number(r.analysis.quotes.iter().filter(|q| q.speaker == Some(r.at)).count())),
    int("first_start", "First code point of its first mention", |r| number(r.entity().mentions.iter().map(|m| m.start).min()?)).or_null(),
];

pub(super) const STANCE: &[Column] = &[
    text("doc_id", "Document", |r| own(r.doc)),
    int("stance_id", "Position among the stance records of the document", |r| number(r.at)),
    text("holder", "Name of the entity that is for or against; null for the author and where it is unknown", |r| own(&r.holder()?.name))
        .or_null(),
    int("holder_id", "The holder's `entity_id`", |r| number(r.stance().holder?)).or_null(),
    text("holder_kind", "In which capacity: `speaker`, `actor`, `author` or `unknown`", |r| label(&r.stance().holder_kind)),
    text("holder_type", "The holder's type: `PERSON`, `ORG`, ...", |r| label(&r.holder()?.kind)).or_null(),
    text("holder_country", "The holder's country, ISO 3166-1 alpha-2", |r| own(r.holder()?.country.as_deref()?)).or_null(),
    text("target", "Name of the entity that it is held towards", |r| own(&r.target().name)),
    int("target_id", "The target's `entity_id`", |r| number(r.stance().target)),
    text("target_type", "The target's type", |r| label(&r.target().kind)),
    text("target_country", "The target's country, ISO 3166-1 alpha-2", |r| own(r.target().country.as_deref()?)).or_null(),
    text("polarity", "`positive`, `negative` or `neutral`", |r| label(&r.stance().polarity)),
    float("score", "From -1 (against) to 1 (for)", |r| Some(r.stance().score)),
    float("confidence", "Probability that the polarity is right; null where it was not calibrated", |r| r.stance().confidence).or_null(),
    text("modality", "How firmly: `asserted`, `negated`, `conditional` or `withheld`", |r| label(&r.stance().modality)),
    text("channel", "Where it shows: `direct_quote`, `indirect_quote`, `act` or `narration`", |r| label(&r.stance().channel)),
    int("quote_id", "The quote that it shows in", |r| number(r.stance().quote?)).or_null(),
    text("evidence", "The clause that it rests on", |r| own(&r.stance().evidence.text)),
    int("evidence_start", "First code point of the evidence", |r| number(r.stance().evidence.start)),
    int("evidence_end", "One past the last code point of the evidence", |r| number(r.stance().evidence.end)),
    text("cues", "The words that carry it, joined by `; `", |r| pieces(&r.stance().cues, LIST)).or_null(),
    text("cue_places", "Where each of them is: `start:end; start:end`", |r| places(&r.stance().cues)).or_null(),
    text("by", "The rule or the model that found it", |r| own(&r.stance().by)),
];
