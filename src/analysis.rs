//! The output: plain data, one schema.
//!
//! These types are what `analyze` returns, field by field, as a Python dict, as JSON (and back from it) and as the JSON Schema that
//! the package ships (`python/onrecord/schema.json`). `python/onrecord/types.py` says the same to type checkers, and a test holds the two
//! together. Every position is in code points, half-open, and comes with its characters.

#[cfg(feature = "schema")]
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Changes when a field is added, renamed or given another meaning.
pub const SCHEMA_VERSION: &str = "1";

macro_rules! output {
    ($($item:item)*) => { $(
        #[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(JsonSchema), schemars(deny_unknown_fields))]
        $item
    )* };
}

macro_rules! labels {
    ($($item:item)*) => { $(
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[cfg_attr(feature = "schema", derive(JsonSchema))]
        $item
    )* };
}

output! {
    /// All that was read in one text.
    pub struct Analysis {
        /// Version of this shape.
        pub schema_version: String,
        /// What read the text.
        pub model: String,
        /// Length of the text, in code points.
        pub n_chars: usize,
        /// What a reader should know before trusting the records, in plain words.
        pub warnings: Vec<String>,
        /// Headline, dateline and standfirst.
        pub regions: Regions,
        /// The sentences, in order.
        pub sentences: Vec<Span>,
        /// Who and what is mentioned; `id` is the position in this list.
        pub entities: Vec<Entity>,
        /// What was said, thought, planned or feared, and by whom; `id` is the position in this list.
        pub quotes: Vec<Quote>,
        /// Who is for or against whom, on which words.
        pub stance: Vec<Stance>,
        /// The stance records counted per holder and target.
        pub stance_summary: Vec<StanceSummary>,
    }

    /// A stretch of the text: `text[start:end] == span["text"]` in Python.
    #[derive(Eq)]
    pub struct Span {
        /// First code point.
        pub start: usize,
        /// One past the last code point.
        pub end: usize,
        /// The characters themselves.
        pub text: String,
    }

    /// The parts above the story, each if the text has it.
    pub struct Regions {
        /// The title.
        pub headline: Option<Span>,
        /// The date line, or the agency's place and date at the head of the story.
        pub dateline: Option<Span>,
        /// The summary between headline and story.
        pub standfirst: Option<Span>,
    }

    /// Somebody or something, with all its mentions.
    pub struct Entity {
        /// Position in `entities`.
        pub id: usize,
        /// The fullest name in the text; a country's usual English name; a day as 2024-02-02 if it can be told.
        pub name: String,
        /// What kind of thing it is.
        #[serde(rename = "type")]
        pub kind: EntityType,
        /// Office or function, as the text words it.
        pub role: Option<String>,
        /// ISO 3166-1 alpha-2 (also `EU`, `XK`), for places, demonyms and governments.
        pub country: Option<String>,
        /// In text order.
        pub mentions: Vec<Mention>,
    }

    /// One place in the text where an entity is meant.
    pub struct Mention {
        /// First code point.
        pub start: usize,
        /// One past the last code point.
        pub end: usize,
        /// The characters themselves.
        pub text: String,
        /// How it is meant.
        pub kind: MentionKind,
        /// The quote whose content holds the mention.
        pub quote: Option<usize>,
    }

    /// One attribution: what, by whom, with which word.
    pub struct Quote {
        /// Position in `quotes`.
        pub id: usize,
        /// By the marks: all, part or none of the content stands between quotation marks.
        pub kind: QuoteKind,
        /// The pieces of what was said, in order, quotation marks included, the word `that` left out.
        pub content: Vec<Span>,
        /// The word that introduces it.
        pub cue: Option<Span>,
        /// What the cue does: `say`, `claim`, `deny`, `accuse`, `warn`, ...; `none` without a cue.
        pub cue_class: String,
        /// The words that name the source.
        pub source: Option<Span>,
        /// The entity that the source stands for; absent where more than one would fit.
        pub speaker: Option<usize>,
        /// The entities among whom the speaker could not be told, in order, at least two; else empty.
        pub candidates: Vec<usize>,
        /// How the source is named.
        pub source_kind: SourceKind,
        /// The entities that are spoken about, in order: no days or amounts, and not the speaker.
        pub mentions: Vec<usize>,
        /// Probability that content and source are right; absent where it was not calibrated.
        pub confidence: Option<f64>,
        /// The rule or the model that found it.
        pub by: String,
    }

    /// One holder for or against one target, on one piece of evidence.
    pub struct Stance {
        /// The entity that holds it; absent for the author and where it is unknown.
        pub holder: Option<usize>,
        /// In which capacity.
        pub holder_kind: HolderKind,
        /// The entity that it is held towards.
        pub target: usize,
        /// For, against, or judged and found without either.
        pub polarity: Polarity,
        /// From -1 (against) to 1 (for).
        pub score: f64,
        /// Probability that the polarity is right; absent where it was not calibrated.
        pub confidence: Option<f64>,
        /// Whether it is asserted, denied, conditional or expressly withheld.
        pub modality: Modality,
        /// Where it shows.
        pub channel: Channel,
        /// The quote that it shows in.
        pub quote: Option<usize>,
        /// The clause that it rests on.
        pub evidence: Span,
        /// The words that carry it.
        pub cues: Vec<Span>,
        /// The rule or the model that found it.
        pub by: String,
    }

    /// What was made of one target that the caller named.
    pub struct Judgement {
        /// For, against or neither.
        pub polarity: Polarity,
        /// From -1 (against) to 1 (for).
        pub score: f64,
        /// Calibrated probability that the polarity is right.
        pub confidence: f64,
        /// The sentence that was judged.
        pub evidence: Span,
        /// The attitude words in it that point the same way.
        pub cues: Vec<Span>,
    }

    /// The stance records of one holder towards one target, counted.
    pub struct StanceSummary {
        /// As in `stance`.
        pub holder: Option<usize>,
        /// As in `stance`; keeps the author apart from an unknown holder.
        pub holder_kind: HolderKind,
        /// As in `stance`.
        pub target: usize,
        /// Records with positive polarity.
        pub positive: usize,
        /// Records with negative polarity.
        pub negative: usize,
        /// Records with neutral polarity.
        pub neutral: usize,
        /// Mean of the scores.
        pub mean: f64,
        /// The records counted, as positions in `stance`.
        pub evidence: Vec<usize>,
    }
}

labels! {
    /// What kind of thing an entity is (`OntoNotes` names, some merged).
    #[serde(rename_all = "UPPERCASE")]
    pub enum EntityType {
        /// People.
        Person,
        /// Companies, agencies, parties, teams.
        Org,
        /// Countries, states, cities: places with a government.
        Gpe,
        /// Other places.
        Loc,
        /// Nationalities, religious and political groups.
        Norp,
        /// Buildings, airports, roads.
        Facility,
        /// Named events.
        Event,
        /// Things with a name.
        Product,
        /// Dates and periods.
        Date,
        /// Amounts of money.
        Money,
        /// A name of another or an unknown kind.
        Misc,
    }

    /// How an entity is mentioned.
    #[serde(rename_all = "lowercase")]
    pub enum MentionKind {
        /// By name.
        Name,
        /// By a common noun: `the spokesman`.
        Nominal,
        /// By a pronoun.
        Pronoun,
        /// By the adjective or noun of a country: `Turkish`.
        Adjective,
    }

    /// How much of the content stands between quotation marks.
    #[serde(rename_all = "lowercase")]
    pub enum QuoteKind {
        /// All of it.
        Direct,
        /// Part of it.
        Mixed,
        /// None of it.
        Indirect,
    }

    /// How a source is named.
    #[serde(rename_all = "lowercase")]
    pub enum SourceKind {
        /// By name.
        Named,
        /// By a common noun.
        Nominal,
        /// By a pronoun.
        Pronoun,
        /// As a group or body: `officials`, `the ministry`.
        Collective,
        /// As somebody who is not to be named.
        Anonymous,
        /// Not at all.
        None,
    }

    /// In which capacity somebody holds a stance.
    #[serde(rename_all = "lowercase")]
    pub enum HolderKind {
        /// In words of their own.
        Speaker,
        /// In what they do.
        Actor,
        /// The writer of the article.
        Author,
        /// Nobody can tell.
        Unknown,
    }

    /// For or against.
    #[serde(rename_all = "lowercase")]
    pub enum Polarity {
        /// For.
        Positive,
        /// Against.
        Negative,
        /// Judged, and neither.
        Neutral,
    }

    /// How firmly the stance is put.
    #[serde(rename_all = "lowercase")]
    pub enum Modality {
        /// Plainly.
        Asserted,
        /// Denied: `did not condemn`.
        Negated,
        /// Under a condition: `would support`.
        Conditional,
        /// Expressly held back: `stopped short of criticising`.
        Withheld,
    }

    /// Where a stance shows.
    #[serde(rename_all = "snake_case")]
    pub enum Channel {
        /// In words between marks.
        DirectQuote,
        /// In reported words.
        IndirectQuote,
        /// In what somebody does.
        Act,
        /// In the words of the article.
        Narration,
    }
}
