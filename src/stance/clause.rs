//! Who does what to whom: the subject and the objects of a verb.
//!
//! Takes a verb and its clause, promises the phrase that is its subject, however far off it stands: over auxiliaries and adverbs, over
//! what holds the verb back (`stopped short of criticising`), over an apposition or `who`, before `and` for verbs that share one, at the
//! head of the clause for a participle (`..., praising X`). The objects are the phrases behind the verb, over adverbs and places.
//!
//! Where somebody else is made to act (`urged X to support Y`) there is no subject: who would act is not who does.

use std::ops::Range;

use super::phrase::{Phrase, Phrases};
use super::reserve;
use super::voice::Voices;
use crate::document::TokenKind;
use crate::seeds::Function;

/// How far before its verb a subject may stand, in tokens.
const BEFORE: usize = 40;
/// How often a subject may be looked for on behalf of another verb.
const DEPTH: usize = 3;
/// How many words may stand between a verb and its object.
const BETWEEN: usize = 12;
/// How far behind a passive its agent may stand, in tokens.
const AGENT: usize = 25;

/// Verbs that make somebody else act: the infinitive behind them is not done by their subject.
const MAKE: &[&str] = &[
    "urge", "urges", "urged", "urging", "ask", "asks", "asked", "asking", "tell", "tells", "told", "telling", "call", "calls", "called",
    "calling", "want", "wants", "wanted", "order", "orders", "ordered", "ordering", "force", "forces", "forced", "forcing", "persuade",
    "persuaded", "invite", "invited", "expect", "expects", "expected", "allow", "allows", "allowed", "encourage", "encouraged",
    "encouraging", "press", "pressed", "pressing", "lobby", "lobbied", "appeal", "appeals", "appealed", "appealing", "beg", "begged",
    "implore", "implored", "demand", "demands", "demanded", "recommend", "recommends", "recommended", "pressured", "require", "required",
];

/// Nouns behind which a participle says what somebody else does with them or meanwhile: `filed a motion praising`.
const CARRIERS: &[&str] = &[
    "ad", "ads", "article", "bill", "campaign", "card", "career", "column", "comment", "comments", "day", "days", "editorial", "email",
    "hours", "law", "letter", "letters", "message", "messages", "month", "months", "motion", "note", "order", "petition", "post", "posts",
    "report", "resolution", "song", "speech", "statement", "statements", "term", "time", "tweet", "tweets", "video", "week", "weeks",
    "year", "years",
];

/// The subject of a verb, and how the verb stands to it.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    pub(super) phrase: Phrase,
    /// `was condemned`
    pub(super) passive: bool,
}

/// Reads clauses.
#[derive(Clone, Copy)]
pub(super) struct Clauses<'d> {
    pub(super) phrases: Phrases<'d>,
    pub(super) voices: &'d Voices,
}

impl Clauses<'_> {
    /// The tokens around `word` that belong to its clause: up to a sign that ends one, and not over the edge of speech.
    pub(super) fn around(self, word: &Range<usize>, sentence: &Range<usize>) -> Range<usize> {
        let document = self.phrases.document;
        let speech = self.voices.speech(word.start);
        let edge = |i: usize| {
            let sign = matches!(document.word(i), ";" | ":" | "." | "?" | "!" | "—" | "–");
            sign || self.voices.speech(i) != speech
        };
        let far = |i: &usize| word.start - i > BEFORE;
        let start = (sentence.start..word.start).rev().find(|i| edge(*i) || far(i)).map_or(sentence.start, |i| i + 1);
        // What is said is a sentence of its own: `X said that, after freezing the funds, ...`.
        let start = start.max(self.voices.said(word.start).unwrap_or(start));
        let end = (word.end..sentence.end).find(|&i| edge(i) || i - word.end > BEFORE).unwrap_or(sentence.end);
        start..end
    }

    /// The subject of the verb at `verb`, not before `start`.
    pub(super) fn subject(self, verb: usize, start: usize) -> Option<Subject> {
        self.subject_within(verb, start, DEPTH)
    }

    fn subject_within(self, verb: usize, start: usize, depth: usize) -> Option<Subject> {
        let p = self.phrases;
        let participle = p.lower(verb).ends_with("ing");
        let depth = depth.checked_sub(1)?;
        let (mut be, mut to) = (false, false);
        let mut i = verb;
        let found = |phrase: Phrase, be: bool| Some(Subject { phrase, passive: be && !participle });
        while i > start {
            let before = i - 1;
            if let Some(skipped) = reserve::ending(p, start, i) {
                i = skipped;
                continue;
            }
            let lower = p.lower(before);
            if lower == "to" && p.entities.at(before).is_none() {
                to = true;
                i = before;
                continue;
            }
            if p.is_adverb(before) || (p.is_mark(before) && i == verb) {
                // `X on Monday condemned`
                let on = before > start && p.seeds.is_calendar(p.text(before)) && matches!(p.text(before - 1), "on" | "On" | "in" | "In");
                i = before - usize::from(on);
                continue;
            }
            if matches!(
                lower.as_str(),
                "'s" | "’s" | "'re" | "’re" | "'m" | "’m" | "'ve" | "’ve" | "'ll" | "’ll" | "'d" | "’d" | "n't" | "n’t"
            ) {
                be |= lower.ends_with("re") || lower.ends_with('m') || lower.ends_with('s');
                i = before;
                continue;
            }
            if p.entities.at(before).is_none() {
                match p.function(before) {
                    Some(Function::Auxiliary) => {
                        be |= matches!(lower.as_str(), "is" | "are" | "was" | "were" | "been" | "being" | "be" | "am");
                        i = before;
                        continue;
                    }
                    Some(Function::Relative) => return self.antecedent(before, start, be && !participle),
                    Some(Function::Conjunction) if lower == "that" => {
                        return p.left(before, start).map(|phrase| Subject { phrase, passive: be && !participle });
                    }
                    Some(Function::Conjunction) => return self.shared(before, start, depth, be, participle),
                    Some(Function::Preposition) => {
                        let same = matches!(lower.as_str(), "by" | "after" | "before" | "without" | "despite" | "in" | "like");
                        // `the part played by firms in promoting`: theirs.
                        let agent = lower == "in" && (start..before).any(|j| p.text(j) == "by");
                        return if participle && same && !agent { self.leader(start, before).and_then(|s| found(s, false)) } else { None };
                    }
                    Some(Function::Determiner) => return None,
                    _ => {}
                }
            }
            if lower == "," || lower == ")" {
                if participle && !be {
                    return self.leader(start, before).and_then(|s| found(s, false));
                }
                if lower == ")" {
                    return p.left(i, start).and_then(|phrase| found(phrase, be));
                }
                if verb + 1 < p.document.tokens.len() && p.text(verb + 1) == "by" {
                    // `the levy, condemned by X`
                    return p.left(before, start).and_then(|phrase| found(phrase, true));
                }
                // Behind an apposition: `X, the head of Y, praised`.
                let open = (start..before).rev().find(|&j| p.text(j) == "," && !self.is_inner_comma(j));
                // `the head of Y, Ann Lee, praised`: the name is better.
                let named = |open: usize| {
                    let inner = p.right(open + 1, before).filter(|n| n.tokens.end == before && p.is_name(n));
                    p.left(open, start).map(|outer| if outer.entity.is_none() { inner.unwrap_or(outer) } else { outer })
                };
                return match open {
                    Some(open) => named(open).and_then(|phrase| found(phrase, be)),
                    None => self.shared(before, start, depth, be, participle),
                };
            }
            if to {
                // `vowed to`, `is ready to`: the subject of the word before; `sent lorries to help`: whoever sent them.
                let acts = p.is_verbal(before) || (p.function(before).is_none() && is_ready(&lower));
                let noun = p.entities.at(before).is_some() || !acts;
                if !noun {
                    if MAKE.contains(&lower.as_str())
                        && !matches!(lower.as_str(), "want" | "wants" | "wanted" | "demand" | "demands" | "demanded")
                    {
                        return None;
                    }
                    (to, be) = (false, false);
                    i = before;
                    continue;
                }
                let made = (start..before).any(|j| MAKE.contains(&p.lower(j).as_str()));
                return if made { None } else { self.shared(before + 1, start, depth, false, participle) };
            }
            if participle && !be && p.function(before) != Some(Function::Pronoun) {
                return self.behind_noun(i, start, i == verb).and_then(|s| found(s, false));
            }
            // `voters alienated by X`: the nearest noun.
            let by = i == verb && !be && verb + 1 < p.document.tokens.len() && p.text(verb + 1) == "by";
            let subject = if by { p.left_core(i, start) } else { p.left(i, start) };
            return subject.and_then(|phrase| found(phrase, be));
        }
        None
    }

    /// The noun before the relative at `relative`.
    fn antecedent(self, relative: usize, start: usize, passive: bool) -> Option<Subject> {
        let p = self.phrases;
        let comma = relative > start && p.text(relative - 1) == ",";
        let phrase = p.left(relative - usize::from(comma), start)?;
        // `the comments he made, which are`: no noun.
        if phrase.entity.is_none() && phrase.tokens.len() == 1 && p.is_past(&p.lower(phrase.head)) {
            return None;
        }
        // `X is a man who hates Y`: X does.
        let said = matches!(p.text(phrase.tokens.start), "a" | "an").then(|| self.copular(phrase.tokens.start, start)).flatten();
        Some(said.map_or(Subject { phrase, passive }, |s| Subject { passive, ..s }))
    }

    /// Who does what the participle at `i` says, which a noun stands before, right before it if `near`.
    fn behind_noun(self, i: usize, start: usize, near: bool) -> Option<Phrase> {
        let p = self.phrases;
        let before = i - 1;
        let named = p.entities.at(before).is_some();
        // `called out officers opposing the plan`: people do it themselves.
        let people = |n: &Phrase| near && n.head == before && !named && p.is_people(before);
        if let Some(people) = p.left(i, start).filter(people) {
            return Some(people);
        }
        // `a consensus favouring the plan`: of nouns, only words and time are somebody else's.
        let noun = !named && p.is_plain(before) && !p.is_verbal(before) && !p.is_adverb(before);
        if near && noun && !CARRIERS.contains(&p.lower(before).as_str()) {
            return None;
        }
        self.leader(start, i).filter(|l| l.head + 1 < i || l.entity.is_some())
    }

    /// The comma of a list or an age: `Ochoa, 58, said` has two, neither of which opens an apposition of its own.
    fn is_inner_comma(self, comma: usize) -> bool {
        comma > 0 && self.phrases.document.tokens[comma - 1].kind == TokenKind::Number
    }

    /// The subject of the nearest verb before `limit`: that of `X did A and ...`.
    pub(super) fn shared(self, limit: usize, start: usize, depth: usize, be: bool, participle: bool) -> Option<Subject> {
        let p = self.phrases;
        for verb in (start..limit).rev() {
            if p.entities.at(verb).is_some() || p.document.tokens[verb].kind != TokenKind::Word || !p.is_verbal(verb) {
                continue;
            }
            if let Some(subject) = self.subject_within(verb, start, depth) {
                // `was slow and criticised`: the auxiliary is shared too.
                let shares = subject.passive && p.function(verb) != Some(Function::Auxiliary) && limit == verb + 1;
                let passive = !participle && (be || shares);
                return Some(Subject { passive, ..subject });
            }
        }
        None
    }

    /// The phrase that leads the stretch, over what comes before a comma in front of it (`In a statement, X ...`).
    pub(super) fn leader(self, start: usize, limit: usize) -> Option<Phrase> {
        let p = self.phrases;
        let mut i = start;
        while i < limit {
            let introduces = p.entities.at(i).is_none()
                && (matches!(p.function(i), Some(Function::Preposition | Function::Conjunction))
                    || (p.lower(i).ends_with("ing") && p.document.tokens[i].kind == TokenKind::Word));
            if introduces && p.text(i) != "that" && !matches!(p.text(i), "and" | "but" | "And" | "But") {
                i = (i..limit).find(|&j| p.text(j) == ",")? + 1;
                continue;
            }
            if let Some(phrase) = p.right(i, limit) {
                return Some(phrase);
            }
            i += 1;
        }
        None
    }

    /// The objects of a verb that ends before `from`.
    pub(super) fn objects(self, from: usize, clause: &Range<usize>) -> Vec<Phrase> {
        let p = self.phrases;
        let mut i = from;
        // `neither condemned nor supported the closure`: the object is shared.
        if i + 1 < clause.end && matches!(p.text(i), "and" | "or" | "nor") && p.is_verbal(i + 1) && p.entities.at(i + 1).is_none() {
            i += 2;
        }
        let limit = clause.end.min(from + BETWEEN);
        while i < limit {
            let skip = p.is_adverb(i) || (p.text(i) == "," && i + 2 < limit && p.is_adverb(i + 1) && p.text(i + 2) == ",");
            if skip && p.entities.at(i).is_none_or(|m| p.is_adverb(m.tokens.start)) {
                i += if p.text(i) == "," { 3 } else { 1 };
            } else if matches!(p.text(i), "in" | "on" | "at") && p.entities.at(i).is_none() {
                // `condemned in the strongest terms on Sunday the attack`
                let Some(end) = self.place(i + 1, clause.end) else { return Vec::new() };
                let goes_on = end < clause.end && (self.opens(end) || matches!(p.text(end), "in" | "on" | "at") || p.is_adverb(end));
                if !goes_on {
                    return Vec::new();
                }
                i = end;
            } else {
                break;
            }
        }
        let opens = |i: usize| {
            p.entities.at(i).is_some()
                || !matches!(p.text(i), "how" | "why" | "whether" | "what" | "where" | "when" | "who" | "whoever" | "whom" | "whomever")
                    && !matches!(
                        p.function(i),
                        Some(Function::Preposition | Function::Conjunction | Function::Auxiliary | Function::Relative)
                    )
        };
        if i >= clause.end || !opens(i) {
            return Vec::new();
        }
        // `the attacks highlight`: two nouns or two verbs, and no object.
        let verb = |o: &Phrase| o.entity.is_none() && o.tokens.len() == 1 && !p.is_people(o.head) && !p.is_role(o.head) && p.is_cue(o.head);
        let Some(first) = p.right(i, clause.end).filter(|o| !verb(o)) else { return Vec::new() };
        // Behind a comma stands the next of a row, if the row ends in `and`, or else an apposition.
        let (mut found, mut row) = (vec![first], Vec::new());
        let mut end = found[0].tokens.end;
        while end + 1 < clause.end {
            let comma = p.text(end) == ",";
            let next = end + usize::from(comma);
            let and = matches!(p.text(next), "and" | "or");
            let next = next + usize::from(and);
            if !(comma || and) || next >= clause.end || !self.opens(next) {
                break;
            }
            let Some(phrase) = p.right(next, clause.end) else { break };
            end = phrase.tokens.end;
            // `praised X and Y left`: Y has a verb of its own.
            if end < clause.end && p.entities.at(end).is_none() && p.is_verbal(end) {
                break;
            }
            row.push(phrase);
            if and {
                found.append(&mut row);
            }
        }
        found
    }

    /// A name or a determiner.
    pub(super) fn opens(self, i: usize) -> bool {
        let p = self.phrases;
        p.entities.at(i).is_some() || p.function(i) == Some(Function::Determiner)
    }

    /// The end of the phrase behind a preposition of place or time.
    fn place(self, from: usize, limit: usize) -> Option<usize> {
        let p = self.phrases;
        let day = from < limit && (p.seeds.is_calendar(p.text(from)) || p.is_adverb(from));
        if day { Some(from + 1) } else { p.right(from, limit).map(|r| r.tokens.end) }
    }

    /// The agent of a passive that ends before `from`.
    pub(super) fn agent(self, from: usize, sentence: &Range<usize>) -> Option<Phrase> {
        let p = self.phrases;
        let end = sentence.end.min(from + AGENT);
        let stop = |i: usize| {
            matches!(p.text(i), ";" | ":" | "who" | "which") || (p.function(i) == Some(Function::Auxiliary) && p.entities.at(i).is_none())
        };
        let by = (from..end).take_while(|&i| !stop(i)).find(|&i| p.text(i) == "by")?;
        p.right(by + 1, sentence.end)
    }

    /// Whether the word belongs to what a copula says (`could be the great horse`), whoever its subject is.
    pub(super) fn is_predicate(self, word: usize, start: usize) -> bool {
        let p = self.phrases;
        let light = |i: usize| matches!(p.lower(i).as_str(), "a" | "an" | "the" | "not" | "n't" | "n’t") || p.is_adverb(i) || p.is_mark(i);
        let before = (start..word).rev().find(|&i| !light(i));
        before.is_some_and(|i| matches!(p.lower(i).as_str(), "is" | "are" | "was" | "were" | "be" | "been"))
    }

    /// The subject of the copula before `word` (`X is reckless`), over adverbs and articles.
    pub(super) fn copular(self, word: usize, start: usize) -> Option<Subject> {
        let p = self.phrases;
        let mut i = word;
        while i > start {
            let before = i - 1;
            let lower = p.lower(before);
            let copula = matches!(
                lower.as_str(),
                "is" | "are" | "was" | "were" | "be" | "been" | "seems" | "looks" | "seemed" | "looked" | "remains"
            ) || matches!(lower.as_str(), "'s" | "’s" | "'re" | "’re" | "'m" | "’m");
            // `the minister's reckless decision` is a possessive.
            let owns = || {
                let pronoun = before > start && p.function(before - 1) == Some(Function::Pronoun);
                let noun = word + 1 < p.document.tokens.len() && (p.entities.at(word + 1).is_some() || p.is_plain(word + 1));
                p.is_possessive(before) && !pronoun && noun
            };
            if copula && owns() {
                return None;
            }
            if copula {
                return self.subject(i, start).or_else(|| self.subject(before, start)).map(|s| Subject { passive: false, ..s });
            }
            let light = p.is_adverb(before)
                || p.is_mark(before)
                || matches!(
                    lower.as_str(),
                    "a" | "an" | "the" | "not" | "n't" | "n’t" | "more" | "most" | "less" | "very" | "and" | "too" | "so"
                );
            // Another adjective of the same row: `a brave and decent man`, `vague and unfair`.
            let row = p.function(before).is_none() && p.seeds.attitude([lower.as_str()].into_iter()).is_some();
            if !(light || row) {
                return None;
            }
            i = before;
        }
        None
    }
}

fn is_ready(lower: &str) -> bool {
    matches!(
        lower,
        "ready"
            | "keen"
            | "set"
            | "likely"
            | "inclined"
            | "able"
            | "unable"
            | "willing"
            | "unwilling"
            | "eager"
            | "reluctant"
            | "happy"
            | "glad"
            | "proud"
            | "due"
            | "about"
    )
}
