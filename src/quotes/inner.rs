//! What somebody says that another said.
//!
//! `The doctor told me I was lucky`, `the Herald quoted Varga as saying that the dam was safe`: the encoder labels each word once and
//! so sees the outer attribution only. Where what was said holds a verb of saying or thinking, it is given to the encoder once more, as a
//! text of its own, with the marks inside it written as those of an article. What comes back with a source, a cue and less than all of
//! the words is an attribution of its own; the outer one stays.

use super::{Draft, Places, Reading, beside, piece};
use crate::document::{Form, Quotation, Span};
use crate::encoder::{Attribution, Network};
use crate::seeds::{Cue, Function};

/// The name of the rule for marks inside marks.
const BY: &str = "inner";
/// Classes of cues that make another speaker likely inside what is said.
const SAYING: [&str; 9] = ["say", "claim", "warn", "announce", "confirm", "answer", "write", "ask", "promise"];
/// Verbs of what others can only be said to think.
const THINKING: [&str; 6] = ["think", "believe", "hope", "fear", "suspect", "understand"];
/// Fewest words in which somebody can be said to say something.
const SHORTEST: usize = 5;
/// Least probability of the encoder's own: a second reading must be surer than a first.
const SURE: f32 = 0.6;
/// The same where marks inside marks already say that somebody is quoted.
const MARKED: f32 = 0.2;

/// The attributions inside `drafts`.
pub(super) fn read(reading: &Reading, network: &dyn Network, drafts: &[Draft]) -> Vec<Draft> {
    let places = Draft::places(drafts);
    let mut found = marks(reading, &places);
    let certain = Draft::places(&found);
    for &span in drafts.iter().flat_map(|d| &d.content) {
        let tokens = reading.document.tokens_in(span);
        let verbatim = tokens.clone().all(|i| reading.speech(i).is_some());
        let saying = || tokens.clone().skip(1).any(|i| is_saying(reading, i) && (verbatim || !is_of_pronoun(reading, i)));
        if tokens.len() < SHORTEST || (verbatim && marked(reading, span).is_empty()) || !saying() {
            continue;
        }
        let (text, at) = alone(reading, span);
        let mut read = network.read(&text).attributions;
        let sure = if verbatim { MARKED } else { SURE };
        read.retain(|a| a.confidence >= sure && a.source.is_some() && a.cue.is_some());
        for attribution in &mut read {
            shift(attribution, at);
        }
        let quoted = |d: &Draft| !verbatim || marked(reading, span).iter().any(|m| d.content.iter().any(|c| c.meets(*m)));
        let inside = |d: &Draft| {
            d.content.iter().all(|&c| span.contains(c) && c != span) && !d.content.iter().any(|&c| certain.meeting(c).next().is_some())
        };
        let known = |d: &Draft| {
            let mut like = d.content.first().into_iter().flat_map(|&c| places.holding(c)).map(|piece| &drafts[piece.of].content);
            like.any(|other| d.content.iter().all(|c| other.contains(c)))
        };
        let said = |d: &Draft| d.cue.clone().is_some_and(|mut cue| cue.any(|i| is_saying(reading, i)));
        // `She said she thought so`: the second is the first again, and no other speaker.
        let another = |d: &Draft| {
            verbatim || d.source.as_ref().is_some_and(|s| reading.seeds.function(reading.word(s.start)) != Some(Function::Pronoun))
        };
        let read = piece::inside(reading, span, &read).into_iter();
        let new: Vec<Draft> = read.filter(|d| d.source.is_some() && another(d) && quoted(d) && inside(d) && said(d) && !known(d)).collect();
        found.extend(new);
    }
    found
}

/// What stands in marks inside marks, with its attribution beside it: `“My father used to say, ‘Never lend a boat,’”`.
fn marks(reading: &Reading, places: &Places) -> Vec<Draft> {
    let held = |span: Span| places.holding(span).next().is_some();
    let known = |span: Span| places.holding(span).any(|piece| piece.span == span);
    let quotations = reading.document.quotations.iter().enumerate();
    let inner = quotations.filter(|(_, q)| q.parent.is_some() && q.closing.is_some() && q.form != Form::Term);
    let draft = |(i, quotation): (usize, &Quotation)| {
        let beside = beside::find(reading, i).or_else(|| beside::before(reading, i))?;
        let new = held(quotation.span) && !known(quotation.span);
        new.then(|| Draft::of(BY, vec![quotation.span], Some(beside.source), Some(beside.cue)))
    };
    inner.filter_map(draft).collect()
}

/// The quotations of some words inside the one that a span is or stands in.
fn marked(reading: &Reading, span: Span) -> Vec<Span> {
    let inner = reading.document.quotations_in(span).filter(|q| q.parent.is_some() && q.closing.is_some());
    inner.filter(|q| q.form != Form::Term).map(|q| q.span).collect()
}

/// Whether a word is a verb by which one can be quoted: `the states` and `in question` are none.
fn is_saying(reading: &Reading, token: usize) -> bool {
    let word = reading.word(token);
    let class = |c: &Cue| c.verb && ((c.quotes && SAYING.contains(&c.class)) || THINKING.contains(&c.lemma));
    let noun = token > 0 && matches!(reading.seeds.function(reading.word(token - 1)), Some(Function::Determiner | Function::Preposition));
    !noun && word.starts_with(char::is_lowercase) && reading.seeds.cue(word).is_some_and(class)
}

/// Whether a pronoun stands before the verb: `she thinks`, `they had said`.
fn is_of_pronoun(reading: &Reading, verb: usize) -> bool {
    let function = |i: usize| reading.seeds.function(reading.word(i));
    let subject = (0..verb).rev().take(3).find(|&i| function(i) != Some(Function::Auxiliary));
    subject.is_some_and(|i| function(i) == Some(Function::Pronoun))
}

/// The words of a span as a text of its own, and where it begins. Marks at its ends are left out, and single marks inside become
/// double ones of as many bytes.
fn alone(reading: &Reading, span: Span) -> (String, usize) {
    let document = reading.document;
    // Speech is read as it was spoken.
    let whole = beside::place(reading, span).map_or(span, |q| document.quotations[q].inner);
    let mut text = String::with_capacity(whole.end - whole.start);
    let mut done = whole.start;
    for quotation in document.quotations_in(whole) {
        for (place, curly) in [(Some(quotation.opening), "“"), (quotation.closing, "”")] {
            let Some(place) = place.filter(|p| p.start >= done) else { continue };
            let instead = match place.end - place.start {
                1 => "\"",
                3 => curly,
                _ => continue,
            };
            text.push_str(&document.text[done..place.start]);
            text.push_str(instead);
            done = place.end;
        }
    }
    text.push_str(&document.text[done..whole.end]);
    (text, whole.start)
}

fn shift(attribution: &mut Attribution, by: usize) {
    let spans = attribution.content.iter_mut().chain(&mut attribution.source).chain(&mut attribution.cue);
    for span in spans {
        *span = Span::new(span.start + by, span.end + by);
    }
}
