//! What somebody calls somebody, and what they want them to stop.
//!
//! `called the plan “a disgrace”`, `was described as fair by X`, `whom she termed heroes`: the verb says nothing, its complement says
//! all.
//! The words of the lexicon in the complement decide, up to the first preposition (`a decent man in a bad job`), behind `but` if there
//! is one (`painful but necessary`); where it has none, the encoder is asked, and both its answers must agree. `urged X to stop` is
//! against X, whatever X does.

use std::ops::Range;

use super::attitude::{Place, channel, evidence, is_first};
use super::clause::{Clauses, Subject};
use super::draft::{Draft, Holder};
use super::judged::{self, Judge};
use super::phrase::Phrase;
use super::reserve;
use crate::analysis::{HolderKind, Modality};
use crate::document::{Span, TokenKind};
use crate::seeds::{Function, Toward};

/// Verbs with an object and what it is called.
const CALL: &[&str] = &[
    "call", "calls", "called", "calling", "describe", "describes", "described", "describing", "term", "terms", "termed", "terming",
    "brand", "brands", "branded", "branding", "label", "labels", "labelled", "labeled", "labelling", "dub", "dubs", "dubbed", "dubbing",
    "deem", "deems", "deemed", "consider", "considers", "considered", "regard", "regards", "regarded", "portray", "portrayed",
    "characterise", "characterised", "characterized", "dismiss", "hail",
];
/// Verbs that ask somebody to do something.
const URGE: [&str; 15] =
    ["urge", "urges", "urged", "urging", "tell", "tells", "told", "ask", "asks", "asked", "warn", "warned", "warns", "order", "ordered"];
/// What one asks for only against somebody.
const OUSTER: &[&str] = &["resignation", "removal", "ouster", "dismissal", "sacking", "impeachment", "arrest", "prosecution", "expulsion"];
/// Verbs that ask for it.
const DEMAND: &[&str] = &["demand", "demands", "demanded", "demanding", "seek", "seeks", "sought", "urge", "urged", "urges"];
/// What one asks only those to do whom one is against.
const STOP: &[&str] = &["stop", "end", "halt", "cease", "quit", "refrain", "apologise", "resign"];
/// Longest complement, in tokens.
const COMPLEMENT: usize = 14;
/// Longest attitude phrase, in words.
const PHRASE: usize = 5;

/// All records of this kind.
pub(super) fn find(judge: &Judge) -> Vec<Draft> {
    let mut found = Vec::new();
    for sentence in &judge.clauses.phrases.document.sentences {
        for i in sentence.tokens.clone() {
            let lower = judge.clauses.phrases.lower(i);
            if CALL.contains(&lower.as_str()) {
                called(judge, i, &sentence.tokens, &mut found);
            } else if OUSTER.contains(&lower.as_str()) {
                ousted(judge, i, &sentence.tokens, &mut found);
            } else if URGE.contains(&lower.as_str()) {
                urged(judge, i, &sentence.tokens, &mut found);
            }
        }
    }
    for id in 0..judge.quotes.len() {
        found.extend(headed(judge, id));
    }
    found
}

/// `plan “a disgrace”, says X`: a headline leaves the verb out.
fn headed(judge: &Judge, id: usize) -> Option<Draft> {
    let p = judge.clauses.phrases;
    let quote = &judge.quotes[id];
    let (speaker, piece) = (quote.speaker?, *quote.content.first()?);
    // `called the plan “a disgrace”` has its verb, and is read by it.
    let calls = |cue: Span| CALL.contains(&p.document.slice(cue).to_lowercase().as_str());
    if quote.cue.is_some_and(calls) {
        return None;
    }
    let tokens = p.document.tokens_in(piece);
    let mark = tokens.clone().take(COMPLEMENT).find(|&i| p.is_mark(i)).filter(|&m| m > tokens.start)?;
    let target = p.left(mark, tokens.start).filter(|t| t.tokens.start == tokens.start)?;
    // `the inquiry exposed “inadequate” rules`, `the message “roses are for love”`: a verb says more than that.
    let acts = |i: usize| p.entities.at(i).is_none() && (p.is_verbal(i) || p.lower(i).ends_with("ing"));
    let complement = complement(judge, mark, &p.document.sentence_of(mark).tokens);
    if target.tokens.clone().any(|i| i != target.head && acts(i))
        || complement.clone().any(|i| i > complement.start && p.function(i) == Some(Function::Auxiliary))
    {
        return None;
    }
    let (strength, cue) = weigh(judge, &complement)?;
    Some(Draft {
        holder: Holder::Entity(speaker),
        holder_kind: HolderKind::Speaker,
        score: f64::from(strength) / 3.0,
        modality: Modality::Asserted,
        channel: channel(p.document, judge.quotes, Some(id), HolderKind::Speaker, p.document.tokens[complement.start].span),
        quote: Some(id),
        evidence: evidence(p.document, &complement, &target.tokens),
        cues: vec![p.document.tokens_span(&cue)],
        confidence: None,
        target,
        by: "called",
    })
}

/// The subject of the clause that the verb before `from` introduces, unless something is done to it.
pub(super) fn clause_subject(clauses: Clauses, from: usize, sentence: &Range<usize>) -> Option<Phrase> {
    let p = clauses.phrases;
    let that = from < sentence.end && p.text(from) == "that";
    let subject = p.right(from + usize::from(that), sentence.end)?;
    let verb = (subject.tokens.end..sentence.end).find(|&i| !p.is_adverb(i))?;
    let acts = p.is_verbal(verb) && p.entities.at(verb).is_none();
    let done_to = (verb..sentence.end.min(verb + 4)).any(|i| p.lower(i) == "been")
        || matches!(p.text(verb), "was" | "were" | "is" | "are") && verb + 1 < sentence.end && p.lower(verb + 1).ends_with("ed");
    (that || acts).then_some(subject).filter(|_| !done_to)
}

fn called(judge: &Judge, i: usize, sentence: &Range<usize>, found: &mut Vec<Draft>) {
    let p = judge.clauses.phrases;
    let quote = judge.clauses.voices.quote(i);
    let word = i..i + 1;
    let place = Place { clause: judge.clauses.around(&word, sentence), word, sentence, quote };
    let Some(subject) = judge.clauses.subject(i, place.clause.start) else { return };
    let (holder, target, from) = if subject.passive {
        let Some(agent) = judge.clauses.agent(i + 1, sentence) else { return };
        (Some(agent), subject.phrase.clone(), i + 1)
    } else if let Some(gap) = gap(judge, &subject) {
        (None, gap, i + 1)
    } else {
        let Some(object) = p.right(i + 1, sentence.end).map(|o| without_verdict(judge, o)) else { return };
        let end = object.tokens.end;
        if object.tokens.len() == 1 && p.lower(object.head).ends_with("ing") {
            // `considered closing`
            return;
        }
        (None, object, end)
    };
    let named = from < sentence.end && p.text(from) == "as";
    if from + usize::from(named) >= sentence.end || (p.function(from) == Some(Function::Preposition) && !named) {
        return;
    }
    let complement = complement(judge, from + usize::from(named), sentence);
    if complement.is_empty() {
        return;
    }
    let holder = match holder {
        Some(agent) => (Holder::Phrase(agent), HolderKind::Speaker),
        None => match speaker(judge, &place, &subject) {
            Some(holder) => holder,
            None => return,
        },
    };
    let (score, cues, by) = if let Some((strength, cue)) = weigh(judge, &complement) {
        (f64::from(strength) / 3.0, vec![p.document.tokens_span(&cue)], "called")
    } else {
        let span = p.document.tokens_span(&subject.phrase.tokens);
        let Some(score) = judge.opinion(span, &target) else { return };
        (score, Vec::new(), judged::BY)
    };
    let cue = p.document.tokens_span(&place.word);
    let modality = reserve::modality(p, i, subject.phrase.tokens.start.min(i), i + 1);
    found.push(Draft {
        holder: holder.0,
        holder_kind: holder.1,
        score,
        modality,
        channel: channel(
            p.document,
            judge.quotes,
            judge.clauses.voices.quote(complement.start),
            holder.1,
            p.document.tokens[complement.start].span,
        ),
        quote: judge.clauses.voices.quote(complement.start).or_else(|| judge.clauses.voices.introduced(i)),
        evidence: evidence(p.document, &(i..complement.end), &target.tokens),
        cues: if cues.is_empty() { vec![cue] } else { cues },
        confidence: None,
        target,
        by,
    });
}

/// `the charges baseless`: the last word is what they are called.
fn without_verdict(judge: &Judge, object: Phrase) -> Phrase {
    let p = judge.clauses.phrases;
    let readings = p.seeds.attitude([p.lower(object.head).as_str()].into_iter()).map_or(&[][..], |(_, r)| r);
    let judges = readings.iter().any(|r| r.toward == Toward::Head) && object.entity.is_none();
    let before = object.head.checked_sub(1).filter(|&b| b >= object.tokens.start && p.function(b).is_none() && !p.is_possessive(b));
    match before {
        Some(head) if judges => Phrase {
            tokens: object.tokens.start..head + 1,
            head,
            entity: p.entities.at(head).map(|m| m.entity),
            owner: object.owner.filter(|o| o.head != head),
        },
        _ => object,
    }
}

/// Who calls.
fn speaker(judge: &Judge, place: &Place, subject: &Subject) -> Option<(Holder, HolderKind)> {
    let pronoun = judge.clauses.phrases.function(subject.phrase.head) == Some(Function::Pronoun);
    if subject.phrase.entity.is_some() || (!pronoun && judge.clauses.phrases.is_role(subject.phrase.head)) {
        return Some((Holder::Phrase(subject.phrase.clone()), HolderKind::Speaker));
    }
    let introduced = judge.clauses.voices.introduced(place.word.start).and_then(|q| judge.quotes[q].speaker);
    if let Some(speaker) = introduced {
        return Some((Holder::Entity(speaker), HolderKind::Speaker));
    }
    if is_first(&judge.clauses.phrases.lower(subject.phrase.head)) {
        return Some((Holder::Entity(judge.quotes[place.quote?].speaker?), HolderKind::Speaker));
    }
    Some((Holder::Phrase(subject.phrase.clone()), HolderKind::Speaker))
}

/// The noun before `whom she described as`.
fn gap(judge: &Judge, subject: &Subject) -> Option<Phrase> {
    let p = judge.clauses.phrases;
    let before = subject.phrase.tokens.start.checked_sub(1)?;
    if !matches!(p.text(before), "whom" | "which" | "who" | "that") || before == 0 {
        return None;
    }
    let comma = usize::from(p.text(before - 1) == ",");
    p.left(before - comma, p.document.sentence_of(before).tokens.start)
}

/// What the object is called: to the closing mark if it stands in marks, else to the next sign.
fn complement(judge: &Judge, from: usize, sentence: &Range<usize>) -> Range<usize> {
    let p = judge.clauses.phrases;
    let end = sentence.end.min(from + COMPLEMENT);
    if p.document.tokens[from].kind == TokenKind::Mark {
        let close = (from + 1..end).find(|&i| p.document.tokens[i].kind == TokenKind::Mark).unwrap_or(end);
        return from + 1..close;
    }
    let stop = |i: usize| p.document.tokens[i].kind == TokenKind::Sign || p.text(i) == "by";
    from..(from..end).find(|&i| stop(i)).unwrap_or(end)
}

/// Which way the complement points, and on which words.
fn weigh(judge: &Judge, complement: &Range<usize>) -> Option<(i8, Range<usize>)> {
    let p = judge.clauses.phrases;
    let but = complement.clone().find(|&i| matches!(p.text(i), "but" | "yet"));
    let from = but.map_or(complement.start, |b| b + 1);
    let ruled = |i: &usize| i > &from && matches!(p.function(*i), Some(Function::Preposition | Function::Relative));
    let end = (from..complement.end).find(ruled).unwrap_or(complement.end);
    let mut i = from;
    while i < end {
        // `anti-poor`, `pro-worker`
        let word = p.lower(i);
        let prefix = [("anti-", -2), ("pro-", 1)].into_iter().find(|(prefix, _)| word.starts_with(prefix));
        if let Some((_, strength)) = prefix {
            return Some((strength, i..i + 1));
        }
        let lower: Vec<String> = (i..complement.end).take(PHRASE).map(|j| p.lower(j)).collect();
        if p.seeds.reservation(lower.iter().map(String::as_str)).is_some() {
            return None;
        }
        let readings = p.seeds.attitude(lower.iter().map(String::as_str));
        if let Some((length, readings)) = readings {
            // A verb form here is a participle: `unloved`, `betrayed`.
            let judges = readings.iter().find(|r| r.toward == Toward::Head).or_else(|| readings.iter().find(|r| !r.verb));
            if let Some(reading) = judges {
                return Some((reading.strength, i..i + length));
            }
            i += length;
        } else {
            i += 1;
        }
    }
    None
}

/// `demanded the resignation of X`, `called for his removal`.
fn ousted(judge: &Judge, head: usize, sentence: &Range<usize>, found: &mut Vec<Draft>) {
    let p = judge.clauses.phrases;
    let Some(noun) = p.left_core(head + 1, sentence.start) else { return };
    let behind = || (head + 1 < sentence.end && p.text(head + 1) == "of").then(|| p.right(head + 2, sentence.end)).flatten();
    let Some(target) = noun.owner.map(|o| *o).or_else(behind) else { return };
    let Some(before) = noun.tokens.start.checked_sub(1).filter(|&b| b > sentence.start) else { return };
    let called = p.text(before) == "for" && p.lower(before - 1).starts_with("call");
    if !called && !DEMAND.contains(&p.lower(before).as_str()) {
        return;
    }
    let verb = before - usize::from(called);
    let place = Place {
        word: verb..verb + 1,
        sentence,
        clause: judge.clauses.around(&(verb..verb + 1), sentence),
        quote: judge.clauses.voices.quote(verb),
    };
    let Some(subject) = judge.clauses.subject(verb, place.clause.start).filter(|s| !s.passive) else { return };
    let Some((holder, holder_kind)) = speaker(judge, &place, &subject) else { return };
    let cues = vec![p.document.tokens_span(&(verb..before + 1)), p.document.tokens_span(&(head..head + 1))];
    found.push(Draft {
        holder,
        holder_kind,
        score: -2.0 / 3.0,
        modality: reserve::modality(p, verb, subject.phrase.tokens.start.min(verb), verb + 1),
        channel: channel(p.document, judge.quotes, place.quote, holder_kind, cues[0]),
        quote: place.quote.or_else(|| judge.clauses.voices.introduced(verb)),
        evidence: evidence(p.document, &(verb..head + 1), &target.tokens),
        cues,
        confidence: None,
        target,
        by: "asked-to-go",
    });
}

fn urged(judge: &Judge, i: usize, sentence: &Range<usize>, found: &mut Vec<Draft>) {
    let p = judge.clauses.phrases;
    let quote = judge.clauses.voices.quote(i);
    let word = i..i + 1;
    let place = Place { clause: judge.clauses.around(&word, sentence), word, sentence, quote };
    let Some(target) = p.right(i + 1, sentence.end) else { return };
    let mut to = target.tokens.end;
    while to < sentence.end && p.is_mark(to) {
        to += 1;
    }
    if to + 1 >= sentence.end || p.text(to) != "to" || !STOP.contains(&p.lower(to + 1).as_str()) {
        return;
    }
    let Some(subject) = judge.clauses.subject(i, place.clause.start).filter(|s| !s.passive) else { return };
    let Some((holder, holder_kind)) = speaker(judge, &place, &subject) else { return };
    let cue = p.document.tokens_span(&(to + 1..to + 2));
    found.push(Draft {
        holder,
        holder_kind,
        score: -1.0 / 3.0,
        modality: reserve::modality(p, i, subject.phrase.tokens.start.min(i), i + 1),
        channel: channel(p.document, judge.quotes, quote, holder_kind, cue),
        quote: quote.or_else(|| judge.clauses.voices.introduced(i)),
        evidence: evidence(p.document, &(i..to + 2), &target.tokens),
        cues: vec![p.document.tokens_span(&place.word), cue],
        confidence: None,
        target,
        by: "told-to-stop",
    });
}
