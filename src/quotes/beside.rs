//! The attribution that stands beside speech in marks.
//!
//! `“Higher,” said the foreman, Deon Silva. “It will fall,” said the mason.` Where a speech leads over to its own sentence (`,”` or `?”`)
//! and a verb of saying with its subject follows, nobody else can have said it. The encoder now and then looks further away, or gives one
//! speaker the speeches on both sides; the words beside the marks decide, and so do those that close a sentence (`The plan “is dead,” Lee
//! said.`), that show somebody speak (`footage of Lee saying`) or lead to marks (`as Lee put it`). A draft that holds speeches of two is
//! cut. What stands in another sentence than a cue which has its content beside it, and what a speaker does between two parts of a speech,
//! is not said.

use std::ops::Range;

use super::{Draft, Reading};
use crate::analysis::EntityType;
use crate::document::{Form, Region, Span, TokenKind};
use crate::seeds::{Cue, Function};

/// The rule's name in the output.
pub(super) const BY: &str = "beside";
/// Longest name before its verb, in tokens.
const SUBJECT: usize = 8;
/// How far before speech its verb may stand, in tokens: `told the whole committee`.
const OBJECT: usize = 6;
/// Longest clause that leads to speech, in tokens.
const CLAUSE: usize = 24;
/// Words before somebody who is seen or heard to speak.
const SEEN: [&str; 14] = [
    "of", "with", "featuring", "features", "featured", "shows", "showed", "showing", "heard", "hear", "hears", "caught", "saw", "recorded",
];

/// Who says a speech and with which word, as tokens.
pub(super) struct Beside {
    pub(super) source: Range<usize>,
    /// Empty where a name and a colon are all.
    pub(super) cue: Range<usize>,
    /// The whole attribution.
    words: Range<usize>,
}

/// Sets each speech that has its attribution beside it on that one.
pub(super) fn set(reading: &Reading, drafts: &[Draft]) -> Vec<Draft> {
    let mut out: Vec<Draft> = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let mut left = Draft { content: Vec::new(), ..draft.clone() };
        let first = out.len();
        for &piece in &draft.content {
            if is_stray(reading, drafts, draft, piece) || is_aside(reading, draft, piece) {
                continue;
            }
            let number = place(reading, piece).filter(|&q| reading.document.quotations[q].parent.is_none());
            let own = |b: &Beside| draft.source.as_ref().is_some_and(|s| s.start < b.words.end && b.words.start < s.end);
            // Neither source nor cue stands in the sentence.
            let strange = || {
                let sentence = &reading.document.sentence_of(reading.document.tokens_in(piece).start).tokens;
                [&draft.source, &draft.cue].into_iter().flatten().all(|s| !sentence.contains(&s.start))
            };
            let behind = |end: usize| draft.source.as_ref().is_some_and(|s| s.start >= end);
            // `When a boy shouted, “Cruz,” Beck laughed`: the words before it lead to it.
            let led = || {
                let open = reading.document.tokens_in(piece).start;
                draft.cue.as_ref().is_some_and(|cue| cue.end == open || (cue.end + 1 == open && reading.is(cue.end, &[",", ":"])))
            };
            let beside = match number.filter(|_| !led()).map(|q| (q, find(reading, q))) {
                Some((_, Some(found))) => Some(found),
                _ if !strange() => None,
                Some((q, None)) => before(reading, q).or_else(|| label(reading, q)),
                None => follows(reading, piece),
            };
            if let Some((b, speech)) = shown(reading, piece).filter(|(b, _)| !own(b)) {
                out.push(Draft::of(BY, vec![speech], Some(b.source), Some(b.cue)));
            } else if let Some((b, whole)) = trailing(reading, piece).filter(|(b, _)| !own(b)) {
                let kept = kept(reading, draft, piece, whole);
                // `Lee said it was “over,” she said. “We left.”`: what she said twice is one record, and what follows is hers.
                let same = kept == Some(piece) && is_pronoun(reading, b.source.start);
                left.content.extend(kept);
                let content = if same { Vec::new() } else { vec![whole] };
                out.push(Draft::of(BY, content, Some(b.source), Some(b.cue)));
            } else if let Some(b) = beside.filter(|b| !own(b)) {
                out.push(Draft::of(BY, vec![piece], Some(b.source), Some(b.cue).filter(|c| !c.is_empty())));
            } else if number.and_then(|q| answer(reading, q)).is_some_and(behind) {
                out.push(Draft::of(BY, vec![piece], None, None));
            } else if out.len() > first && out[out.len() - 1].source.is_some() && !behind(reading.document.tokens_in(piece).end) {
                // What carries a speech on stays with it.
                out.last_mut().expect("a draft was added").content.push(piece);
            } else {
                left.content.push(piece);
            }
        }
        if !left.content.is_empty() {
            out.push(left);
        }
    }
    out.retain(|d| !d.content.is_empty());
    out
}

/// The outermost quotation that ends with `piece` and lies in it.
fn closing(reading: &Reading, piece: Span) -> Option<usize> {
    let quotations = &reading.document.quotations;
    let last = quotations.partition_point(|q| q.span.start < piece.end);
    let mut inside = (0..last).rev().take_while(|&q| quotations[q].span.start >= piece.start);
    inside.find(|&q| quotations[q].span.end == piece.end && quotations[q].parent.is_none())
}

/// The same, where other words of the piece stand before it.
fn tail(reading: &Reading, piece: Span) -> Option<usize> {
    closing(reading, piece).filter(|&q| reading.document.quotations[q].span.start > piece.start)
}

/// The attribution behind words that end in marks, and all that it attributes: its sentence up to there, or the speech alone where a colon
/// leads to it.
fn trailing(reading: &Reading, piece: Span) -> Option<(Beside, Span)> {
    let document = reading.document;
    let tokens = document.tokens_in(piece);
    let last = tail(reading, piece)?;
    let found = find(reading, last)?;
    let sentence = document.sentence_of(tokens.end - 1).tokens.clone();
    let open = document.tokens_in(document.quotations[last].span).start;
    // `“been friends,” he claimed the post was old`, `Asked about the “theft,” he laughed`: that is another clause.
    let after = found.words.end;
    let led = reading.seeds.function(reading.word(sentence.start)) == Some(Function::Conjunction)
        || reading.is(sentence.start, &["After", "Before", "Since", "As", "Asked"]);
    let ends = after >= document.sentence_of(found.words.start).tokens.end
        || document.kind(after) == Some(TokenKind::Sign)
        || reading.seeds.function(reading.word(after)) == Some(Function::Preposition)
        || reading.entities.at(after).is_some_and(|m| reading.entities.list[m.entity].kind == EntityType::Date);
    let named = found.source.start < found.cue.start || is_somebody(reading, found.source.end - 1);
    if tokens.start < sentence.start || found.words.start < tokens.end || led || !ends || !named {
        return None;
    }
    let start = if reading.is_before(open, &[":"]) { open } else { sentence.start };
    Some((found, document.tokens_span(&(start..tokens.end))))
}

/// Whether a piece that is no speech of its own stands in another sentence than the attribution, which has content in its own: `He has a
/// name for her. | Lee called her “a crook”`.
fn is_stray(reading: &Reading, drafts: &[Draft], draft: &Draft, piece: Span) -> bool {
    let (document, Some(cue)) = (reading.document, &draft.cue) else { return false };
    let sentence = document.sentence_of(cue.start).tokens.clone();
    let tokens = |c: Span| document.tokens_in(c);
    // A line may break inside a sentence: what no stop parts from the sentence of the cue belongs to it.
    let broken = |at: usize| {
        let body = document.region_of(at - 1) == Region::Body;
        body && matches!(document.kind(at - 1), Some(TokenKind::Word | TokenKind::Number))
    };
    let (first, last) = (tokens(piece).start, tokens(piece).end);
    let goes_on = draft.content.iter().any(|&c| tokens(c).end == first) && broken(first);
    if goes_on || (last == sentence.start && broken(last)) {
        return false;
    }
    // Speech may go on in a later sentence.
    let later = first >= sentence.end && (first..last).all(|i| reading.speech(i).is_none());
    if place(reading, piece).is_some() || !(later || last <= sentence.start) {
        return false;
    }
    let own = drafts.iter().filter(|d| d.cue.as_ref() == Some(cue)).flat_map(|d| &d.content);
    own.map(|&c| tokens(c).start).any(|start| sentence.contains(&start))
}

/// Whether a piece is what a speaker does between two parts of one speech, and the second part: `“Each time,” Lee said, | pointing to the
/// door, “you lose it.”` The speech goes on by itself then.
fn is_aside(reading: &Reading, draft: &Draft, piece: Span) -> bool {
    let (document, Some(cue)) = (reading.document, &draft.cue) else { return false };
    let Some(second) = tail(reading, piece) else { return false };
    let carried = document.slice(document.quotations[second].inner).starts_with(char::is_lowercase);
    let open = document.tokens_in(document.quotations[second].span).start;
    let first = document.quotations[..second].iter().rposition(|q| q.parent.is_none());
    let said = first.and_then(|q| find(reading, q)).is_some_and(|b| b.words.end + 1 == cue.start && reading.is(b.words.end, &[","]));
    let participle = || reading.word(cue.start).ends_with("ing") && !reading.is(cue.end, &["that"]) && !is_saying(reading, cue.start);
    carried && said && cue.end < open && participle() && reading.is_before(open, &[","])
}

/// The attribution in a clause before its speech: `as Lee put it in a letter, | “the operator”`.
pub(super) fn as_put(reading: &Reading, quotation: usize) -> Option<Beside> {
    let document = reading.document;
    let open = document.tokens_in(document.quotations[quotation].span).start;
    let first = document.sentence_of(open).tokens.start;
    let stop = open.checked_sub(1).filter(|&i| i > first && reading.is(i, &[",", "—", "–", "--", "-"]))?;
    let known = |i: usize| finite(reading, i).is_some() || (reading.is(i, &["put", "puts"]) && reading.is(i + 1, &["it"]));
    let verb = (first.max(open.saturating_sub(CLAUSE))..stop).rev().find(|&i| known(i))?;
    let start = (first.max(verb.saturating_sub(SUBJECT))..verb).find(|&s| {
        let subject = subject(reading, s, verb).or_else(|| thing(reading, s, verb));
        s > first && reading.word(s - 1).eq_ignore_ascii_case("as") && subject.is_some_and(|r| r.end == verb)
    })?;
    let silent = (start..stop).all(|i| reading.speech(i).is_none());
    silent.then(|| Beside { source: start..verb, cue: verb..verb + 1, words: start..stop })
}

/// The attribution of speech at the end of `piece` to somebody who is seen or heard: `footage of Ann Lee saying, | “We lost.”`
fn shown(reading: &Reading, piece: Span) -> Option<(Beside, Span)> {
    let document = reading.document;
    let quotation = &document.quotations[closing(reading, piece)?];
    let open = document.tokens_in(quotation.span).start;
    let first = document.sentence_of(open).tokens.start;
    let stop = lead(reading, open);
    let uttering = |i: usize| reading.word(i).ends_with("ing") && is_saying(reading, i);
    let cue = (first.max(stop.saturating_sub(OBJECT))..stop).rev().find(|&i| uttering(i))?;
    let plain = (cue + 1..stop).all(|i| !reading.is(i, &[","]) && !is_verb(reading, i));
    let start = subject_before(reading, first, cue)?;
    let seen = start > first && SEEN.contains(&reading.word(start - 1));
    (plain && seen).then(|| (Beside { source: start..cue, cue: cue..cue + 1, words: start..stop }, quotation.span))
}

/// What of `piece` stays with whoever had it, where another is said to have said `whole`: what a colon ends, or all of it, unless they
/// are a thing.
fn kept(reading: &Reading, draft: &Draft, piece: Span, whole: Span) -> Option<Span> {
    if whole.start > piece.start {
        let before = reading.document.tokens_in(Span::new(piece.start, whole.start));
        return (before.len() > 1).then(|| reading.document.tokens_span(&(before.start..before.end - 1)));
    }
    draft.source.as_ref().filter(|s| is_somebody(reading, s.end - 1)).map(|_| piece)
}

/// Which quotation a piece of content is, if it is one.
pub(super) fn place(reading: &Reading, piece: Span) -> Option<usize> {
    let quotations = &reading.document.quotations;
    let number = quotations.partition_point(|q| q.span.start < piece.start);
    quotations.get(number).filter(|q| q.span == piece).map(|_| number)
}

/// Where the answer ends that follows a question with nothing between: `“Were you at home?” “I was in the garden,” she said.`
fn answer(reading: &Reading, question: usize) -> Option<usize> {
    let quotations = &reading.document.quotations;
    let asked = &quotations[question];
    let end = reading.document.tokens_in(asked.span).end;
    let mut later = quotations[question + 1..].iter().take_while(|q| q.paragraph == asked.paragraph);
    let next = later.find(|q| q.parent.is_none())?;
    let tokens = reading.document.tokens_in(next.span);
    let asks = asked.closing.is_some() && asked.parent.is_none() && reading.document.slice(asked.inner).ends_with('?');
    (asks && tokens.start == end).then_some(tokens.end)
}

/// The attribution behind a closed speech, if its form is plain.
pub(super) fn find(reading: &Reading, number: usize) -> Option<Beside> {
    let document = reading.document;
    let quotation = &document.quotations[number];
    if quotation.closing.is_none() || quotation.form == Form::Term {
        return None;
    }
    let mut at = document.tokens_in(quotation.span).end;
    // Marks of a speech inside it may stand at the end: `“... each other,”’ she said`.
    let spoken = document.slice(quotation.inner).trim_end_matches(['"', '”', '\'', '’', '»']);
    let leads = spoken.ends_with([',', '?', '!', '—']);
    let comma = at < document.tokens.len() && reading.is(at, &[","]);
    at += usize::from(comma);
    let paragraph = document.paragraph_tokens(quotation.paragraph);
    if !(leads || comma) || at >= paragraph.end {
        return None;
    }
    // Up to the end of the sentence, the next speech, or the speech that holds this one.
    let last = quotation.parent.map_or(usize::MAX, |p| document.quotations[p].span.end);
    let later = document.quotations[number + 1..].iter().take_while(|q| q.paragraph == quotation.paragraph && q.span.start < last);
    let mut later = later.filter(|q| q.parent == quotation.parent && q.form != Form::Term);
    let next = later.find(|q| q.span.start >= quotation.span.end).map(|q| document.tokens_in(q.span).start);
    let outer = quotation.parent.map(|p| document.tokens_in(document.quotations[p].inner).end);
    let end = [next, outer].into_iter().flatten().fold(document.sentence_of(at).tokens.end, usize::min);
    behind(reading, at..end)
}

/// The attribution behind words that are only reported, where a comma leads to it: `The toll would go, Ann Lee said.`
pub(super) fn follows(reading: &Reading, span: Span) -> Option<Beside> {
    let document = reading.document;
    let tokens = document.tokens_in(span);
    let sentence = document.sentence_of(tokens.start).tokens.clone();
    let comma = tokens.end < sentence.end && reading.is(tokens.end, &[","]) && reading.speech(tokens.end).is_none();
    // `He would decide, said he` is nobody's English; `Sloan, who is to run, said he would decide` is everybody's.
    let inverted = tokens.end + 2 < sentence.end
        && is_verb(reading, tokens.end + 1)
        && reading.seeds.function(reading.word(tokens.end + 2)) == Some(Function::Pronoun);
    (comma && !inverted).then(|| behind(reading, tokens.end + 1..sentence.end)).flatten()
}

/// The subject that stands at `at` before its verb.
pub(super) fn clause(reading: &Reading, at: usize, end: usize) -> Option<Range<usize>> {
    let dummy = reading.is(at, &["it", "there", "this", "that"]).then_some(at..at + 1);
    let subject = dummy.or_else(|| subject(reading, at, end)).or_else(|| thing(reading, at, end))?;
    let verb = |i: usize| reading.is_auxiliary(i) || finite(reading, i).is_some() || reading.word(i).ends_with("ed");
    let next = (subject.end..end.min(subject.end + 2)).find(|&i| !is_adverb(reading, i));
    ((subject.start + 1..subject.end).any(|i| reading.is_auxiliary(i)) || next.is_some_and(verb)).then_some(subject)
}

/// Whose verb a cue is by the grammar around it, or else who was `given`.
pub(super) fn subject_or(reading: &Reading, cue: &Range<usize>, given: Option<Range<usize>>) -> Option<Range<usize>> {
    let strange = |named: &Range<usize>| given.as_ref().is_none_or(|s| s.end <= named.start || named.end <= s.start);
    let participle = if reading.word(cue.start).ends_with("ing") { with(reading, cue) } else { None };
    // `hit Snowden back by accusing`: what stands in the cue is not its subject.
    let outside = |named: &Range<usize>| named.end <= cue.start || cue.end <= named.start;
    participle.or_else(|| subject_of(reading, cue).filter(strange)).filter(outside).or(given)
}

/// The subject of a participle: `with its foreign policy chief, Lotte Aerts, insisting that ...`.
fn with(reading: &Reading, cue: &Range<usize>) -> Option<Range<usize>> {
    let first = reading.document.sentence_of(cue.start).tokens.start;
    let with = (first.max(cue.start.saturating_sub(SUBJECT + 4))..cue.start).rev().find(|&i| reading.is(i, &["with"]))?;
    let source = subject(reading, with + 1, cue.start)?;
    // `complained with the board, claiming`: there, the comma ends what `with` begins.
    let closes = source.clone().any(|i| reading.is(i, &[","])) && reading.is(source.end, &[","]);
    (source.end + usize::from(closes) == cue.start).then_some(source)
}

/// The name directly before its verb: `Chile maintains that ..., while Bolivia argues`. None where it is the end of another phrase
/// (`critics of Chile say`) or the verb is passive.
fn subject_of(reading: &Reading, cue: &Range<usize>) -> Option<Range<usize>> {
    let verb = cue.clone().find(|&i| finite(reading, i).is_some())?;
    let first = reading.document.sentence_of(verb).tokens.start;
    let last = (first..verb).rev().find(|&i| !is_helper(reading, i))?;
    let kind = reading.entities.list[reading.entities.at(last)?.entity].kind;
    let speaks = matches!(kind, EntityType::Person | EntityType::Org | EntityType::Gpe);
    let passive = (last + 1..verb).any(|i| reading.is(i, &["is", "are", "was", "were", "be", "been", "being"]));
    let mut start = (first..=last).rev().take_while(|&i| is_nominal(reading, i)).last()?;
    // `China and Russia support`; `Cruz or Rubio or Ben Carson`.
    while start > first + 1 && reading.is_before(start, &["and", "or"]) && reading.entities.at(start - 2).is_some() {
        start = (first..start - 1).rev().take_while(|&i| is_nominal(reading, i)).last()?;
    }
    let before = start.checked_sub(1).filter(|&i| i >= first);
    let conjunction = |i: usize| reading.seeds.function(reading.word(i)) == Some(Function::Conjunction);
    let free = before.is_none_or(|i| conjunction(i) || reading.is(i, &[",", ";", "—", "–"]));
    (speaks && !passive && free && reading.speech(last).is_none()).then_some(start..last + 1)
}

/// Who is named behind a passive cue: `was written by | Ann Lee`.
pub(super) fn agent(reading: &Reading, cue: &Range<usize>) -> Option<Range<usize>> {
    let passive = cue.clone().any(|i| reading.is(i, &["is", "are", "was", "were", "be", "been", "being"]));
    let sentence = reading.document.sentence_of(cue.start).tokens.clone();
    let by = [cue.end - 1, cue.end].into_iter().find(|&i| i < sentence.end && reading.is(i, &["by"])).filter(|_| passive)?;
    let known = cue.clone().any(|i| reading.seeds.cue(reading.word(i)).is_some());
    subject(reading, by + 1, sentence.end).filter(|s| known && reading.speech(s.start).is_none())
}

/// Who is named behind `according to`.
pub(super) fn according(reading: &Reading, cue: &Range<usize>) -> Option<Range<usize>> {
    let to = cue
        .clone()
        .find(|&i| reading.is(i, &["to"]))
        .filter(|&i| i > cue.start && reading.word(i - 1).eq_ignore_ascii_case("according"))?;
    subject(reading, to + 1, reading.document.sentence_of(to).tokens.end)
}

/// The name before a colon and speech: `Our correspondent in Sund: “...”`.
fn label(reading: &Reading, quotation: usize) -> Option<Beside> {
    let document = reading.document;
    let open = document.tokens_in(document.quotations[quotation].span).start;
    let colon = open.checked_sub(1).filter(|&i| reading.is(i, &[":"]))?;
    let first = document.sentence_of(colon).tokens.start;
    let dash = (first..colon).rev().find(|&i| reading.is(i, &["-", "–", "—"])).map_or(first, |i| i + 1);
    let mut source = subject(reading, dash, colon)?;
    if source.end < colon && reading.is(source.end, &["in", "at", "of"]) && (source.end + 1..colon).all(|i| is_nominal(reading, i)) {
        source.end = colon;
    }
    (source.end == colon).then_some(Beside { words: source.start..open, cue: 0..0, source })
}

/// The attribution that ends a sentence inside `span`, if one does.
pub(super) fn ends(reading: &Reading, span: Span) -> Option<Beside> {
    let document = reading.document;
    document.tokens_in(span).filter(|&i| reading.is(i, &[","])).find_map(|i| {
        let end = document.sentence_of(i).tokens.end;
        behind(reading, i + 1..end).filter(|b| b.words.end + 1 == end)
    })
}

/// `said Ann Lee`, `Ann Lee later said` at the head of `words`.
fn behind(reading: &Reading, words: Range<usize>) -> Option<Beside> {
    let (at, end) = (words.start, words.end);
    let verb = |i: usize| i < end && is_verb(reading, i);
    if verb(at) {
        let source = subject(reading, at + 1, end).or_else(|| thing(reading, at + 1, end))?;
        // `who is expected to run, said he would decide`: a verb behind it has the name for its own subject.
        let own = |i: usize| i < end && (reading.is_auxiliary(i) || is_verb(reading, i));
        return (!own(source.end)).then(|| Beside { words: at..source.end, cue: at..at + 1, source });
    }
    let mut source = subject(reading, at, end).or_else(|| thing(reading, at, end))?;
    // `the Foreign Ministry in Sofia said`.
    if source.end < end && reading.is(source.end, &["in", "of", "for", "at"]) {
        let more = (source.end + 1..end.min(source.end + SUBJECT)).find(|&i| !is_nominal(reading, i))?;
        source.end = more;
    }
    let cue = (source.end..end).find(|&i| !is_helper(reading, i)).filter(|&i| verb(i))?;
    Some(Beside { words: at..cue + 1, cue: cue..cue + 1, source })
}

/// The attribution in front of a speech: `My father used to say, “...”`, `she told me: “...”`.
pub(super) fn before(reading: &Reading, quotation: usize) -> Option<Beside> {
    let document = reading.document;
    let tokens = document.tokens_in(document.quotations[quotation].span);
    let outer = document.quotations[quotation].parent.map_or(0, |p| document.tokens_in(document.quotations[p].inner).start);
    let first = document.sentence_of(tokens.start).tokens.start.max(outer);
    let stop = lead(reading, tokens.start);
    let verb = (first..stop).rev().take(OBJECT).find(|&i| is_verb(reading, i))?;
    let object = verb + 1..stop;
    let plain = object.len() == 1 && reading.seeds.function(reading.word(object.start)) == Some(Function::Pronoun);
    if !object.is_empty() && !plain && subject(reading, object.start, object.end).is_none_or(|o| o != object) {
        return None;
    }
    let infinitive = |i: usize| reading.is(i, &["used", "to"]);
    let end = (first..verb).rev().find(|&i| !is_helper(reading, i) && !infinitive(i))? + 1;
    let start = subject_before(reading, first, end)?;
    Some(Beside { source: start..end, cue: verb..verb + 1, words: start..stop })
}

/// Where the words end that lead to speech which opens at `open`: before a comma or a colon.
fn lead(reading: &Reading, open: usize) -> usize {
    open.checked_sub(1).filter(|&i| reading.is(i, &[",", ":"])).unwrap_or(open)
}

/// Where the name, pronoun or phrase for somebody begins that ends before `end`, from `first` on.
fn subject_before(reading: &Reading, first: usize, end: usize) -> Option<usize> {
    (first.max(end.saturating_sub(SUBJECT))..end).find(|&start| subject(reading, start, end).is_some_and(|s| s.end == end))
}

/// What may stand between a subject and its verb.
fn is_helper(reading: &Reading, i: usize) -> bool {
    reading.is_auxiliary(i) || is_adverb(reading, i)
}

fn is_adverb(reading: &Reading, i: usize) -> bool {
    reading.seeds.function(reading.word(i)) == Some(Function::Adverb) || reading.word(i).ends_with("ly")
}

/// What the lexicon knows of a finite verb.
fn finite<'d>(reading: &Reading<'d>, i: usize) -> Option<&'d Cue> {
    let word = reading.word(i);
    let plain = word.starts_with(char::is_lowercase) && !word.ends_with("ing");
    reading.seeds.cue(word).filter(|cue| plain && cue.verb)
}

/// A finite verb of saying.
pub(super) fn is_verb(reading: &Reading, i: usize) -> bool {
    finite(reading, i).is_some_and(|cue| cue.quotes)
}

/// The name, pronoun or phrase for somebody that begins at `at`.
pub(super) fn subject(reading: &Reading, at: usize, end: usize) -> Option<Range<usize>> {
    if at >= end {
        return None;
    }
    let function = |i: usize| reading.seeds.function(reading.word(i));
    if function(at) == Some(Function::Pronoun) {
        return is_pronoun(reading, at).then_some(at..at + 1);
    }
    let mut stop = (at..end.min(at + SUBJECT)).take_while(|&i| is_nominal(reading, i)).last()? + 1;
    // `the mason, Yara Nunes`.
    let name = |i: usize| i < end && reading.entities.at(i).is_some_and(|m| m.tokens.start == i);
    if name(stop + 1) && reading.is(stop, &[","]) && reading.entities.at(stop - 1).is_none() {
        stop = reading.entities.at(stop + 1)?.tokens.end;
    }
    (at..stop).any(|i| is_somebody(reading, i)).then_some(at..stop)
}

/// A pronoun for somebody, as a subject.
pub(super) fn is_pronoun(reading: &Reading, i: usize) -> bool {
    matches!(reading.word(i).to_lowercase().as_str(), "i" | "he" | "she" | "we" | "they")
}

/// A verb that can introduce speech, in any form.
fn is_saying(reading: &Reading, i: usize) -> bool {
    reading.seeds.cue(reading.word(i)).is_some_and(|cue| cue.verb && cue.quotes)
}

/// Whether a token is of a name, a pronoun or a noun for somebody.
fn is_somebody(reading: &Reading, i: usize) -> bool {
    is_pronoun(reading, i)
        || reading.entities.at(i).is_some()
        || reading.document.kind(i) == Some(TokenKind::Handle)
        || reading.seeds.nominal(&reading.word(i).to_lowercase()).is_some()
}

/// `highlights the document`: right behind its verb, anything can speak.
fn thing(reading: &Reading, at: usize, end: usize) -> Option<Range<usize>> {
    let determined = at < end && reading.seeds.function(reading.word(at)) == Some(Function::Determiner);
    let stop = (at..end.min(at + SUBJECT)).take_while(|&i| is_nominal(reading, i)).last()? + 1;
    (determined && stop > at + 1).then_some(at..stop)
}

/// Whether a token can be part of a name or of a phrase for somebody.
pub(super) fn is_nominal(reading: &Reading, i: usize) -> bool {
    let possessive = reading.is(i, &["'", "’"]);
    let plain = possessive || matches!(reading.document.kind(i), Some(TokenKind::Word | TokenKind::Number | TokenKind::Handle));
    let joins = matches!(reading.seeds.function(reading.word(i)), None | Some(Function::Determiner));
    reading.entities.at(i).is_some() || (plain && joins && !is_verb(reading, i))
}
