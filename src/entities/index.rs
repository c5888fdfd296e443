//! Names by the forms that can stand for them.
//!
//! Takes the words of each full name, promises the few entities that a form could mean, so that no form is held against every name of
//! a long text. It may give one too many and never one too few: what fits is for [`super::cluster`] to say.

use std::collections::HashMap;

use crate::analysis::EntityType;

/// Longest short form, in words.
const LONGEST: usize = 16;

/// Which part of a name a form is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Part {
    /// All of it.
    Whole,
    /// The last words of a person's name.
    End,
    /// The forename.
    Forename,
    /// One of the words before the surname, and the surname.
    Outer,
    /// The capitals that a body's words begin with.
    Initials,
    /// The first words of a body's name.
    Head,
}

/// Entities by the forms of their names.
#[derive(Debug, Default)]
pub(super) struct Index {
    forms: HashMap<(Part, String), Vec<usize>>,
}

impl Index {
    /// Enters the entity `i` of this kind under `words`.
    pub(super) fn enter(&mut self, i: usize, kind: EntityType, words: &[String]) {
        self.add(Part::Whole, lower(words), i);
        let Some(last) = words.last().filter(|_| words.len() > 1) else { return };
        match kind {
            EntityType::Date | EntityType::Money => {}
            EntityType::Person => {
                for at in words.len().saturating_sub(LONGEST).max(1)..words.len() {
                    self.add(Part::End, lower(&words[at..]), i);
                }
                self.add(Part::Forename, lower(&words[..1]), i);
                for word in words.iter().take(LONGEST) {
                    self.add(Part::Outer, format!("{} {last}", bare(word)), i);
                }
            }
            _ => {
                self.add(Part::Initials, initials(words), i);
                for end in 1..words.len().min(LONGEST) {
                    self.add(Part::Head, words[..end].join(" "), i);
                }
            }
        }
    }

    fn add(&mut self, part: Part, form: String, i: usize) {
        let entities = self.forms.entry((part, form)).or_default();
        if entities.last() != Some(&i) {
            entities.push(i);
        }
    }

    fn get(&self, part: Part, form: String) -> &[usize] {
        self.forms.get(&(part, form)).map_or(&[], |entities| entities)
    }

    /// Whose whole name `words` may be, ascending.
    pub(super) fn whole(&self, words: &[String]) -> &[usize] {
        self.get(Part::Whole, lower(words))
    }

    /// Whom `words` may be short for, ascending.
    pub(super) fn short(&self, words: &[String]) -> Vec<usize> {
        let mut found = self.get(Part::End, lower(words)).to_vec();
        found.extend(self.get(Part::Head, words.join(" ")));
        match words {
            [word] => {
                found.extend(self.get(Part::Forename, word.to_lowercase()));
                found.extend(self.get(Part::Initials, word.replace('.', "")));
            }
            [first, last] => found.extend(self.get(Part::Outer, format!("{} {last}", bare(first)))),
            _ => {}
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

fn lower(words: &[String]) -> String {
    words.join(" ").to_lowercase()
}

/// The word without marks around it: `“Bobby”`.
pub(super) fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// The capitals that the words begin with.
pub(super) fn initials(words: &[String]) -> String {
    words.iter().filter(|w| w.starts_with(char::is_uppercase)).filter_map(|w| w.chars().next()).collect()
}
