//! Who said what, about whom, and for or against.
//!
//! A news article goes in, records come out: the quotes with their speakers, the entities under one name each, the stance of
//! each holder towards each target with the words that prove it. Data flows one way, and every stage is a room with one door:
//!
//! | room | takes | gives |
//! | --- | --- | --- |
//! | [`document`] | any string | regions, paragraphs, sentences, tokens, quotation marks |
//! | [`encoder`] | the same string | what a small network tags and judges |
//! | [`entities`] | both | mentions, gathered under names |
//! | [`references`] | all of these | noun phrases and pronouns, led to whom they stand for |
//! | [`quotes`] | all of these | content, cue, source, speaker |
//! | [`stance`] | all of these | holder, target, polarity, evidence |
//! | [`pipeline`] | a text | the stages in order, and [`analysis::Analysis`], the plain data that callers see |
//!
//! The Python module adds `tables`, which lays analyses out as Arrow tables, and `python`, the door itself.
//!
//! [`seeds`] is the only door for embedded data, [`error`] the little that can go wrong. Inside, every position is a byte offset;
//! outside, a code point; [`document::Offsets`] is where the two meet.
//!
//! ```
//! let text = "\"We will not pay,\" Ann Lee said. The mayor thanked her.";
//! let analysis = onrecord::analyze(text, None);
//! let quote = &analysis.quotes[0];
//! assert_eq!(quote.content[0].text, "\"We will not pay,\"");
//! assert_eq!(analysis.entities[quote.speaker.unwrap()].name, "Ann Lee");
//! ```

pub mod analysis;
pub mod document;
pub mod encoder;
pub mod entities;
pub mod error;
pub mod pipeline;
#[cfg(feature = "python")]
mod python;
pub mod quotes;
pub mod references;
pub mod seeds;
pub mod stance;
#[cfg(feature = "python")]
mod tables;

pub use pipeline::{Analyzer, analyze, judge};
