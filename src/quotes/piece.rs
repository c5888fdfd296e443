//! The attributions that the encoder found, on the tokens and marks of the document.
//!
//! The encoder's edges fall between word pieces and now and then a mark short; here content takes whole tokens, a quotation that
//! it holds nearly all of is taken whole with its marks, and what is no part of what was said (`that`, a comma outside the marks) is
//! left outside. What was denied or withheld (`did not say`) is no quote. Sources and cues lose commas at their ends, and a source that
//! the grammar around the cue names overrules the encoder's. Nothing is looked for where the encoder saw nothing.

use std::ops::Range;

use super::{Draft, Reading, beside, clause, confidence, cue};
use crate::analysis::EntityType;
use crate::document::{self, Document, Form, Quotation, Region, Span, TokenKind};
use crate::encoder::Attribution;
use crate::entities::Mention;
use crate::seeds::Function;

/// A piece of content that covers this share of a quotation, in percent, is meant to be all of it.
const MEANT: usize = 60;

/// Least probability of words that nobody, no cue and no marks attribute.
const ALONE: f32 = 0.4;

/// How far before a cue its negation may stand, in tokens.
const BEFORE: usize = 2;

/// Whether the cue reports that something was not said: `did not say`, `has never claimed`, `declined to comment`. The last may
/// reach into the content.
fn is_denied(reading: &Reading, cue: &Range<usize>, content: Span) -> bool {
    let lower = |i: usize| reading.word(i).to_lowercase();
    let sentence = reading.document.sentence_of(cue.start).tokens.start;
    let around = cue.start.saturating_sub(BEFORE).max(sentence)..cue.end;
    // `without saying`, but not `said without further comment`.
    let adverb = |i: &usize| reading.seeds.function(reading.word(*i)) == Some(Function::Adverb) || lower(*i).ends_with("ly");
    let verb = |i: usize| reading.seeds.cue(&lower(i)).is_some_and(|c| c.verb);
    let left_out = |i: usize| lower(i) == "without" && (i + 1..around.end).find(|j| !adverb(j)).is_some_and(verb);
    let negated = around.clone().any(|i| matches!(lower(i).as_str(), "not" | "n't" | "n’t" | "never" | "neither" | "nor") || left_out(i));
    let behind = reading.document.tokens_in(content).take(2);
    let silent = around.clone().any(|i| lower(i).starts_with("declin"))
        && around.clone().chain(behind).any(|i| matches!(lower(i).as_str(), "say" | "comment" | "discuss"));
    // `who asked not to be named`: that is told of the source, and is no news.
    let named = reading.document.tokens_in(content).take(4).any(|i| matches!(lower(i).as_str(), "named" | "identified" | "quoted"));
    let shy = named && around.clone().any(|i| lower(i).starts_with("ask") || lower(i).starts_with("request"));
    negated || silent || shy
}

/// First words of a source that is nobody.
const NOBODY: [&str; 4] = ["no", "nobody", "none", "neither"];
/// What a newspaper writes before a headline to say what kind of piece it is.
const LABELS: [&str; 16] = [
    "opinion", "analysis", "editorial", "comment", "exclusive", "breaking", "live", "watch", "video", "factbox", "explainer", "review",
    "interview", "podcast", "update", "correction",
];

/// Where the marks that count stand: in the article, or inside what somebody says there.
#[derive(Clone, Copy)]
pub(super) struct Frame<'a, 'd> {
    pub(super) reading: &'a Reading<'d>,
    /// The quotation around everything, if what is read stands in one.
    enclosing: Option<usize>,
}

impl<'a, 'd> Frame<'a, 'd> {
    pub(super) fn document(&self) -> &'a Document<'d> {
        self.reading.document
    }

    /// The quotations of this level from the one on that holds `at` or begins behind it.
    fn quotations(&self, at: usize) -> impl Iterator<Item = &'a Quotation> {
        let all = &self.document().quotations;
        // A quotation begins before whatever it holds.
        let first = match self.enclosing {
            Some(q) => q + 1,
            None => self.document().quotation_at(at).unwrap_or_else(|| all.partition_point(|q| q.span.start < at)),
        };
        let level = self.enclosing;
        // What stands in a quotation ends with it.
        let end = level.map_or(usize::MAX, |q| all[q].span.end);
        all[first..].iter().take_while(move |q| q.span.start < end).filter(move |q| q.parent == level && q.span.end > at)
    }

    /// Whether token `i` stands in marks.
    pub(super) fn in_marks(&self, i: usize) -> bool {
        if self.enclosing.is_none() {
            return self.reading.speech(i).is_some();
        }
        let span = self.document().token_span(i);
        self.quotations(span.start).next().is_some_and(|q| q.span.contains(span))
    }
}

/// Drafts from the encoder's attributions, in the order given.
pub(super) fn read(reading: &Reading, attributions: &[Attribution]) -> Vec<Draft> {
    set(Frame { reading, enclosing: None }, attributions)
}

/// Drafts from what the encoder found in `span`, something that was said.
pub(super) fn inside(reading: &Reading, span: Span, attributions: &[Attribution]) -> Vec<Draft> {
    let first = reading.document.quotation_at(span.start);
    let around = first.into_iter().flat_map(|first| reading.document.quotations.iter().enumerate().skip(first));
    let around = around.take_while(|(_, q)| q.span.start <= span.start);
    let enclosing = around.filter(|(_, q)| q.span.contains(span)).map(|(i, _)| i).last();
    set(Frame { reading, enclosing }, attributions)
}

fn set(frame: Frame, attributions: &[Attribution]) -> Vec<Draft> {
    let reading = frame.reading;
    let mut drafts = Vec::with_capacity(attributions.len());
    for attribution in attributions {
        let mut content: Vec<Span> = Vec::new();
        let parts = attribution.content.iter().flat_map(|&span| reading.document.within_paragraphs(span));
        // `“We lost,” and badly, Ann Lee said`: what stands before its attribution is all said.
        let words = [attribution.cue, attribution.source].into_iter().flatten().map(|s| s.start).min();
        let leads = |span: Span| words.is_some_and(|start| start >= span.end);
        let mut pieces: Vec<Span> = parts.filter_map(|span| mend(frame, span, leads(span))).collect();
        pieces.sort_unstable();
        for piece in pieces {
            match content.last_mut() {
                Some(last) if piece.start < last.end => last.end = last.end.max(piece.end),
                _ => content.push(piece),
            }
        }
        if let Some(words) = attribution.cue.or(attribution.source)
            && !same_region(reading.document, words, &mut content)
        {
            // The words are attributed, but not by the headline.
            if let Some(b) = content.last().and_then(|&c| beside::follows(reading, c)) {
                drafts.push(Draft::of(beside::BY, content, Some(b.source), Some(b.cue)));
            }
            continue;
        }
        apart(frame, &mut content);
        if content.is_empty() || is_coinage(frame, attribution, &content) || is_title(frame, attribution, &content) {
            continue;
        }
        // Who speaks stands in one paragraph, the last that the encoder saw: the words before belong to something else.
        let last = |span: Span| reading.document.within_paragraphs(span).next_back();
        let words = |span: Option<Span>| {
            span.and_then(last).map(|s| opened(frame, bare(frame, outside(frame, reading.document.tokens_in(s))))).filter(|t| !t.is_empty())
        };
        let (mut source, cue) = (words(attribution.source).and_then(|s| somebody(reading, s)), words(attribution.cue));
        if let Some(cue) = &cue {
            let other = |named: &Range<usize>| source.as_ref().is_none_or(|s| s.start != named.start);
            if let Some(named) = beside::according(reading, cue).filter(other) {
                content = content.into_iter().filter_map(|c| without(frame, c, &named)).collect();
                source = Some(named);
            }
            source = beside::subject_or(reading, cue, source);
        }
        let by = cue.as_ref().map_or("model", |cue| clause::fit(frame, cue, &mut source, &mut content));
        if content.is_empty() {
            continue;
        }
        let marked = || content.iter().any(|&c| frame.document().tokens_in(c).any(|i| frame.in_marks(i)));
        if source.is_none() && cue.is_none() && attribution.confidence < ALONE && !marked() {
            continue;
        }
        let spoken = |c: Span| frame.quotations(c.start).take_while(|q| q.span.start < c.end).any(|q| q.form != Form::Term || q.span == c);
        let plain = !content.iter().any(|&c| spoken(c));
        if let Some(b) = content.last().filter(|_| plain).and_then(|&c| beside::ends(reading, c)) {
            // `It will open in May, Roopali Naik said` is hers, whoever spoke before.
            let sentence = reading.document.sentence_of(b.source.start).tokens.clone();
            let own = bare(frame, sentence.start..b.source.start.min(b.cue.start));
            if !own.is_empty() {
                let content = vec![reading.document.tokens_span(&own)];
                drafts.push(Draft::of(beside::BY, content, Some(b.source), Some(b.cue)));
            }
            continue;
        }
        if plain && is_far(reading, &content, source.as_ref(), cue.as_ref()) {
            continue;
        }
        if cue.as_ref().is_some_and(|c| is_denied(reading, c, content[0])) {
            continue;
        }
        // `Nobody has claimed the attack`: there is no speaker, so there is no speech.
        let first = source.as_ref().map(|s| reading.word(s.start).to_lowercase());
        let label = source.as_ref().is_some_and(|s| s.len() == 1 && reading.is(s.end, &[":"]));
        if first.is_some_and(|w| NOBODY.contains(&w.as_str()) || (label && LABELS.contains(&w.as_str()))) {
            continue;
        }
        if cue.as_ref().is_some_and(|c| beside::according(reading, c).is_some()) {
            drafts.extend(passed_on(frame, &mut content));
        }
        let known = || cue.as_ref().and_then(|c| cue::known(reading.document, reading.seeds, c));
        let claim = clause::claimed(frame, &content).filter(|_| !confidence::is_likely(attribution.confidence, known()));
        let confidence = Some(attribution.confidence).filter(|_| by != beside::BY);
        drafts.push(claim.unwrap_or(Draft { content, source, cue, confidence, by }));
    }
    drafts
}

/// Whose speech it is that somebody else passes on: `“We lost,” Ann Lee said, according to the Herald`. The speeches that follow hers are
/// hers as well.
fn passed_on(frame: Frame, content: &mut Vec<Span>) -> Option<Draft> {
    let reading = frame.reading;
    let quotation =
        frame.quotations(content[0].start).next().filter(|q| q.span.start == content[0].start && q.span.end < content[0].end)?;
    let first = beside::find(reading, beside::place(reading, quotation.span)?)?;
    let last = reading.document.tokens_span(&first.source).end.max(reading.document.tokens_span(&first.cue).end);
    if last > content[0].end {
        return None;
    }
    let mut own = vec![quotation.span];
    own.extend(content.drain(1..));
    Some(Draft::of(beside::BY, own, Some(first.source), Some(first.cue)))
}

/// Whether the attribution stands where the content does: a headline and a standfirst attribute their own words and nothing of the
/// story. The story attributes its own where anything is left then.
fn same_region(document: &Document, words: Span, content: &mut Vec<Span>) -> bool {
    let region = |span: Span| {
        let region = document.region_of(document.tokens_in(span).start);
        Some(region).filter(|r| matches!(r, Region::Headline | Region::Standfirst))
    };
    let home = region(words);
    let any = content.iter().any(|&c| region(c) == home);
    if any {
        content.retain(|&c| region(c) == home);
    }
    any || home.is_none()
}

/// What is said without who is named in it: `According to | Chile, the river is hers`.
fn without(frame: Frame, content: Span, named: &Range<usize>) -> Option<Span> {
    let document = frame.document();
    let tokens = document.tokens_in(content);
    if !tokens.contains(&named.start) {
        return Some(content);
    }
    let rest = bare(frame, named.end..tokens.end);
    (!rest.is_empty()).then(|| document.tokens_span(&rest))
}

/// Whether words are attributed from another paragraph, as only speech in marks can be.
fn is_far(reading: &Reading, content: &[Span], source: Option<&Range<usize>>, cue: Option<&Range<usize>>) -> bool {
    let paragraph = |token: usize| reading.document.sentence_of(token).paragraph;
    let home = paragraph(reading.document.tokens_in(content[0]).start);
    let mut words = [cue, source].into_iter().flatten().map(|w| paragraph(w.start)).peekable();
    // A line may lead to the paragraph below it.
    words.peek().is_some() && words.all(|p| p > home || p + 1 < home)
}

/// Takes out what is only told in one paragraph, where speech in marks fills another: `was blunt about the harvest.` / `“We picked half.”`
fn apart(frame: Frame, content: &mut Vec<Span>) {
    let document = frame.document();
    let paragraph = |c: Span| document.sentence_of(document.tokens_in(c).start).paragraph;
    let marked = |c: Span| document.tokens_in(c).any(|i| frame.in_marks(i));
    let speech = content.iter().copied().find(|&c| frame.quotations(c.start).next().is_some_and(|q| q.span == c && q.form == Form::Speech));
    if let Some(home) = speech.map(paragraph) {
        content.retain(|&c| marked(c) || paragraph(c) == home);
    }
}

/// Words by which a thing has a name that nobody in particular gives it.
const NAMING: [&str; 4] = ["known", "called", "dubbed", "nicknamed"];

/// Whether all that is said is a name: `is known as “the lung”`.
fn is_coinage(frame: Frame, attribution: &Attribution, content: &[Span]) -> bool {
    let document = frame.document();
    let mut marked = content.iter().flat_map(|&c| frame.quotations(c.start).take_while(move |q| q.span.start < c.end)).peekable();
    let naming = attribution.cue.is_some_and(|c| document.tokens_in(c).any(|i| frame.reading.is(i, &NAMING)));
    attribution.source.is_none() && naming && marked.peek().is_some() && marked.all(|q| q.form == Form::Term)
}

/// Whether all that is said is the title of a work that the sentence speaks of: `In her memoir, “The Long Ferry,” Lee argues`.
fn is_title(frame: Frame, attribution: &Attribution, content: &[Span]) -> bool {
    let (document, [content]) = (frame.document(), content) else { return false };
    let open = document.tokens_in(*content).start;
    let titled = frame.quotations(content.start).next().is_some_and(|q| q.span == *content && q.form == Form::Term);
    let before = (0..open).rev().find(|&i| document.word(i) != ",");
    let work = before.is_some_and(|i| document::is_work(&document.word(i).to_lowercase()));
    titled && work && attribution.cue.is_none_or(|cue| cue.start >= content.end)
}

/// The source without a verb behind its pronoun (`he | said`), without what stands before a comma in another's phrase (`carried by the
/// agency Anadolu, | the ministry`), and without a conjunction or an opened bracket at its end; a day is nobody.
fn somebody(reading: &Reading, mut source: Range<usize>) -> Option<Range<usize>> {
    let word = |i: usize| reading.word(i).to_lowercase();
    let function = |i: usize| reading.seeds.function(reading.word(i));
    if beside::is_pronoun(reading, source.start) && source.len() > 1 && reading.seeds.cue(&word(source.start + 1)).is_some_and(|c| c.verb) {
        return Some(source.start..source.start + 1);
    }
    while !source.is_empty() && reading.is_before(source.end, &["(", "[", "and", "or"]) {
        source.end -= 1;
    }
    // `Out of nowhere, he | said`.
    let last = source.end.saturating_sub(1);
    if source.len() > 1 && beside::is_pronoun(reading, last) && reading.is_before(last, &[","]) {
        return Some(last..source.end);
    }
    // `According to the Herald, | Mayor Rao said`
    let speaks = beside::is_verb(reading, source.end);
    let cited = speaks
        && reading.is_before(source.start, &["to"])
        && source.start.checked_sub(2).is_some_and(|i| reading.word(i).eq_ignore_ascii_case("according"));
    let comma = source.clone().find(|&i| reading.is(i, &[","])).filter(|&i| cited || function(i + 1) == Some(Function::Determiner));
    let within = source.start.checked_sub(1).is_some_and(|i| function(i) == Some(Function::Preposition));
    if let Some(own) = comma.filter(|_| within).and_then(|i| beside::subject(reading, i + 1, source.end)) {
        source = own;
    }
    let mention = reading.entities.at(source.start).filter(|m| m.tokens.end >= source.end);
    let thing = |m: &Mention| matches!(reading.entities.list[m.entity].kind, EntityType::Date | EntityType::Money);
    (!source.is_empty() && !mention.is_some_and(thing)).then_some(source)
}

/// The span on whole tokens and whole quotations; `None` where nothing is left. It may lead to its attribution, or follow on it.
fn mend(frame: Frame, span: Span, leads: bool) -> Option<Span> {
    let document = frame.document();
    let tokens = document.tokens_in(span);
    if tokens.is_empty() {
        return None;
    }
    let mut span = document.tokens_span(&tokens);
    for quotation in frame.quotations(span.start) {
        if quotation.span.start >= span.end {
            break;
        }
        let shared = span.end.min(quotation.span.end) - span.start.max(quotation.span.start);
        let reaches = span.start < quotation.span.start || quotation.span.end < span.end;
        if quotation.closing.is_none() {
            // Where the speech ends is anybody's guess; the encoder's is better than the paragraph's end.
            let opened = quotation.inner.start >= span.start && quotation.span.start <= span.start;
            span.start = if opened { quotation.span.start } else { span.start };
            continue;
        }
        let most = shared * 100 >= (quotation.span.end - quotation.span.start) * MEANT;
        // A clause that runs into a quotation, or one that leaves it, holds all of it; a part inside may be a quote of its own.
        if most || (reaches && quotation.form != Form::Speech) || (span.start < quotation.span.start && shared > 0) {
            span = Span::new(span.start.min(quotation.span.start), span.end.max(quotation.span.end));
        }
    }
    let span = if leads { span } else { without_aside(frame, spoken(frame, one_sentence(frame, span))) };
    let mut tokens = bare(frame, document.tokens_in(span));
    // `that account` points at something, and so does a `that` which is the subject: `that won't happen`.
    let subject = |i: usize| {
        let is = |i: usize, words: &[&str]| i < tokens.end && words.contains(&document.word(i));
        let clitic = is(i, &["'s", "’s", "'ll", "’ll", "'d", "’d"]) || is(i + 1, &["n't", "n’t"]);
        clitic || frame.reading.seeds.function(document.word(i)) == Some(Function::Auxiliary)
    };
    if tokens.len() > 2 && document.word(tokens.start).eq_ignore_ascii_case("that") && !subject(tokens.start + 1) {
        tokens = bare(frame, tokens.start + 1..tokens.end);
    }
    let words = tokens.clone().any(|i| !matches!(document.kind(i), Some(TokenKind::Mark | TokenKind::Sign)));
    words.then(|| document.tokens_span(&tokens))
}

/// The span up to where speech in marks ends with its sentence and a new one begins without marks: that is the author's again.
fn one_sentence(frame: Frame, span: Span) -> Span {
    let document = frame.document();
    let tokens = document.tokens_in(span);
    let first = document.sentence_index(tokens.start);
    let later = document.sentences.iter().skip(first + 1).map(|s| s.tokens.start).take_while(|&start| start < tokens.end);
    let ends = later
        .into_iter()
        .find(|&s| !frame.in_marks(s) && s.checked_sub(1).is_some_and(|before| frame.in_marks(before)))
        .unwrap_or(tokens.end);
    document.tokens_span(&(tokens.start..ends))
}

/// The quotation that opens the span, where it ends as speech does and what follows only leads away from it: `“We lost,”
/// adding nothing`.
fn spoken(frame: Frame, span: Span) -> Span {
    let mut inside = frame.quotations(span.start).take_while(|q| q.span.end <= span.end);
    let (Some(quotation), None) = (inside.next(), inside.next()) else { return span };
    let words = frame.document().slice(quotation.inner);
    let speech = quotation.closing.is_some() && quotation.form != Form::Term && words.split_whitespace().nth(2).is_some();
    if speech && quotation.span.start == span.start && words.ends_with([',', '.', '!', '?']) { quotation.span } else { span }
}

/// The span without what the author adds behind marks and a comma: `called it “a mess,” | citing the bill`.
fn without_aside(frame: Frame, span: Span) -> Span {
    let document = frame.document();
    let tokens = document.tokens_in(span);
    let participle = |i: usize| {
        let word = document.word(i);
        let cue = frame.reading.seeds.cue(word).is_some_and(|c| c.verb) || word == "meaning";
        cue && word.ends_with("ing") && !frame.in_marks(i)
    };
    let mut closed =
        frame.quotations(span.start).filter_map(|q| Some((q, document.tokens_in(q.closing?)))).take_while(|(q, _)| q.span.end < span.end);
    let cut = closed.find_map(|(q, mark)| {
        let comma = document.slice(q.inner).ends_with(',');
        let outer = mark.end < tokens.end && document.word(mark.end) == ",";
        let next = mark.end + usize::from(outer);
        ((comma || outer) && next < tokens.end && participle(next)).then_some(mark.end)
    });
    cut.map_or(span, |end| document.tokens_span(&(tokens.start..end)))
}

/// The tokens up to where speech begins; a title in marks may open them: `“Quay Nine” star Dana Roe`.
fn outside(frame: Frame, tokens: Range<usize>) -> Range<usize> {
    let mut rest = tokens.clone().skip_while(|&i| frame.in_marks(i)).skip(1);
    let end = rest.find(|&i| frame.in_marks(i)).unwrap_or(tokens.end);
    tokens.start..end.max(tokens.start)
}

/// The tokens with the mark that opens a title at their head.
fn opened(frame: Frame, tokens: Range<usize>) -> Range<usize> {
    let document = frame.document();
    let Some(first) = document.tokens.get(tokens.start).filter(|_| !tokens.is_empty()) else { return tokens };
    let title = frame.quotations(first.span.start).next().map(|q| document.tokens_in(q.span));
    let title = title.filter(|t| t.contains(&tokens.start) && t.end < tokens.end);
    title.map_or(tokens.start, |t| t.start)..tokens.end
}

/// Without signs of the sentence around at either end; marks stay.
pub(super) fn bare(frame: Frame, mut tokens: Range<usize>) -> Range<usize> {
    let document = frame.document();
    if tokens.is_empty() {
        return tokens;
    }
    // An emoji in front is nobody's word; a currency, a bracket or a percent sign belongs to its neighbour.
    let sign = |i: usize| {
        let word = document.word(i);
        let neighbour = word.contains(['$', '€', '£', '¥', '%', '(', ')', '[', ']', '+', '…', '#', '&']) || word.starts_with("..");
        document.kind(i) == Some(TokenKind::Sign) && !neighbour
    };
    // `14:05 - Stay indoors`: the hour in front of an entry is not said.
    let number = |i: usize| document.kind(i) == Some(TokenKind::Number);
    let dash = |i: usize| matches!(document.word(i), "-" | "–" | "—");
    let first = tokens.start;
    if tokens.len() > 4 && number(first) && document.word(first + 1) == ":" && number(first + 2) && dash(first + 3) {
        tokens.start += 4;
    }
    while tokens.start < tokens.end && sign(tokens.start) {
        tokens.start += 1;
    }
    // A full stop inside marks is spoken, even where the closing mark is missing.
    while tokens.start < tokens.end && sign(tokens.end - 1) && !frame.in_marks(tokens.end - 1) {
        tokens.end -= 1;
    }
    tokens
}

#[cfg(test)]
mod tests {
    use crate::document::{Document, Span};
    use crate::encoder::{Attribution, Network, Question, Reading};
    use crate::seeds::Seeds;
    use crate::{entities, quotes};

    /// A network that says what it is told to.
    struct Told(Vec<Attribution>);

    impl Network for Told {
        fn read(&self, _: &str) -> Reading {
            Reading::new(Vec::new(), self.0.clone())
        }

        fn judge(&self, _: &Reading, _: Question) -> Vec<f32> {
            Vec::new()
        }
    }

    /// The content and source of the one quote that comes of an encoder's content and source.
    fn mended(text: &str, content: &str, source: &str) -> (Vec<String>, String) {
        let place = |part: &str| {
            let start = text.find(part).expect("a part of the text");
            Span::new(start, start + part.len())
        };
        let attribution = Attribution {
            source: Some(place(source)),
            cue: None,
            content: vec![place(content)],
            confidence: 1.0,
            source_probability: 1.0,
            cue_probability: 1.0,
        };
        let network = Told(vec![attribution]);
        let (seeds, reading) = (Seeds::get(), network.read(text));
        let document = Document::read(text, None, seeds);
        let mut entities = entities::find(&document, &reading, seeds);
        let found = quotes::find(&document, &network, &reading.attributions, &mut entities, seeds);
        let [quote] = &found[..] else { panic!("one quote, not {found:?}") };
        let source = quote.source.as_ref().map(|s| document.slice(document.tokens_span(s)).to_owned());
        (quote.content.iter().map(|&c| document.slice(c).to_owned()).collect(), source.unwrap_or_default())
    }

    #[test]
    fn content_takes_whole_quotations_and_leaves_that_outside() {
        let rows = [
            ("“We go on and on,” Ann Lee said.", "We go on and on", "Ann Lee", "“We go on and on,”", "Ann Lee"),
            ("“We go on and on,” Ann Lee said.", "go on and on,”", "Ann Lee", "“We go on and on,”", "Ann Lee"),
            ("Ann Lee said that it was “a gift to us”.", "that it was “a", "Ann Lee", "it was “a gift to us”", "Ann Lee"),
            ("It was over, Ann Lee, a nurse, said.", "It was over,", "Ann Lee, a nurse,", "It was over", "Ann Lee, a nurse"),
        ];
        for (text, content, source, want, who) in rows {
            assert_eq!(mended(text, content, source), (vec![want.to_owned()], who.to_owned()), "{text}");
        }
    }
}
