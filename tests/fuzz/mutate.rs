//! Texts that are nearly news: pieces of the sample articles and of the case tables, cut, joined and disturbed.

use std::path::Path;

use crate::common;
use crate::random::Random;

/// Longest text, in characters, unless it is a whole article.
const LONGEST: usize = 2000;

/// What texts are made of.
pub(crate) struct Corpus {
    texts: Vec<String>,
}

impl Corpus {
    /// The sample articles, their paragraphs and sentences, and the texts of all cases.
    pub(crate) fn read() -> Self {
        let mut texts = Vec::new();
        for (_, article) in common::articles() {
            texts.extend(article.split("\n\n").map(str::to_owned));
            texts.extend(article.split_inclusive(". ").map(str::to_owned));
            texts.push(article);
        }
        for file in ["document", "entities", "quotes", "stance"] {
            let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cases/{file}.toml"));
            let table: toml::Table = toml::from_str(&std::fs::read_to_string(path).expect("a table of cases")).expect("TOML");
            let cases = table["case"].as_array().expect("cases");
            texts.extend(cases.iter().map(|case| case["text"].as_str().expect("a text").to_owned()));
        }
        Self { texts }
    }

    /// A text of its own for each stream of numbers.
    pub(crate) fn text(&self, random: &mut Random) -> String {
        let mut text: Vec<char> = random.pick(&self.texts).chars().collect();
        for _ in 0..random.below(6) {
            self.disturb(random, &mut text);
        }
        if text.len() > 2 * LONGEST {
            text.truncate(LONGEST);
        }
        text.into_iter().collect()
    }

    fn disturb(&self, random: &mut Random, text: &mut Vec<char>) {
        let (a, b) = (random.below(text.len() + 1), random.below(text.len() + 1));
        let (from, to) = (a.min(b), a.max(b));
        // Most disturbances are small.
        let near = to.min(from + 1 + random.below(12));
        match random.below(12) {
            // Cut at a word, on either side.
            0 => text.truncate(word(text, from)),
            1 => drop(text.drain(..word(text, from))),
            2 => drop(text.drain(from..near)),
            3 => {
                let piece: Vec<char> = text[from..to].iter().copied().take(LONGEST).collect();
                text.splice(b..b, piece);
            }
            4 | 5 => {
                let brick = random.pick(common::BRICKS).chars();
                let space = (!random.once_in(3)).then_some(' ');
                text.splice(from..from, space.into_iter().chain(brick).chain(space));
            }
            6 | 7 => {
                let other: Vec<char> = random.pick(&self.texts).chars().take(LONGEST).collect();
                let start = word(&other, random.below(other.len() + 1));
                text.splice(word(text, from)..near.max(word(text, from)), other[start..].iter().copied());
            }
            8 => text[from..near].iter_mut().for_each(|c| *c = c.to_ascii_uppercase()),
            9 => text[from..to].iter_mut().filter(|c| **c == '\n').for_each(|c| *c = ' '),
            10 => text[from..to].iter_mut().filter(|c| **c == ' ').step_by(7).for_each(|c| *c = '\n'),
            _ => {
                // Every mark of one kind becomes another, or goes.
                let marks = ['"', '“', '”', '‘', '’', '\'', ',', '.', ':', ' '];
                let (old, new) = (*random.pick(&marks), *random.pick(&marks));
                text[from..to].iter_mut().filter(|c| **c == old).for_each(|c| *c = new);
            }
        }
    }
}

/// Where the word ends that holds character `at`.
fn word(text: &[char], at: usize) -> usize {
    text[at..].iter().position(|c| c.is_whitespace()).map_or(text.len(), |n| at + n)
}
