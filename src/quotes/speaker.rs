//! Who a source stands for.
//!
//! Read in the order of the text, because a pronoun points at whoever was in view: the last to speak, and everybody named since.
//! A name is its bearer; a pronoun or `the spokesman` is somebody in view if exactly one fits; a phrase that names nobody and
//! points at nobody (`two officials`, `a neighbour`) is somebody of its own, introduced here under that phrase.

use std::collections::{BTreeMap, HashMap};
use std::ops::Range;

use super::{Draft, Quote, transcript};
use crate::analysis::{EntityType, MentionKind, SourceKind};
use crate::document::{Document, Span};
use crate::entities::{Entities, Mention, Reference, Shared, View, refers_back};
use crate::seeds::{Function, Seeds};

/// How many paragraphs back somebody stays in view.
const VIEW: usize = 2;
/// Longest phrase that a relative pronoun is looked for behind, in tokens.
const PHRASE: usize = 12;
/// The same where a text has hardly a paragraph: how many sources, sentences and tokens back.
const SOURCES: usize = 200;
const SENTENCES: usize = 40;
const TOKENS: usize = 2000;

/// Resolves sources one after the other.
pub(super) struct Speakers<'d> {
    document: &'d Document<'d>,
    seeds: &'d Seeds,
    entities: &'d mut Entities,
    /// For each token, the quotation that it stands in: names in there were spoken by somebody.
    speech: Vec<Option<usize>>,
    /// For each token, the narrowest content that holds it.
    held: Vec<Option<Span>>,
    /// For each source, the token behind the last that it said.
    ends: HashMap<Range<usize>, usize>,
    /// Sources resolved so far.
    said: Vec<Said>,
    /// Where somebody speaks of oneself, by the token.
    own: BTreeMap<usize, Mention>,
}

/// One source that was resolved.
struct Said {
    source: Range<usize>,
    speaker: Option<usize>,
    /// Who it may be, if that is not known.
    candidates: Vec<usize>,
    /// The token behind the last of source and speech.
    end: usize,
    /// The last such token of all sources up to this one.
    reach: usize,
}

impl<'d> Speakers<'d> {
    /// `drafts` is everything that was said.
    pub(super) fn new(
        document: &'d Document<'d>,
        entities: &'d mut Entities,
        seeds: &'d Seeds,
        speech: Vec<Option<usize>>,
        drafts: &[Draft],
    ) -> Self {
        let mut ends = HashMap::new();
        for (source, draft) in drafts.iter().filter_map(|d| Some((d.source.clone()?, d))) {
            let last = draft.content.last().map_or(source.end, |&c| document.tokens_in(c).end);
            let end = ends.entry(source).or_insert(last);
            *end = last.max(*end);
        }
        let mut contents: Vec<Span> = drafts.iter().flat_map(|d| d.content.iter().copied()).collect();
        // The narrower a content, the later it is written.
        contents.sort_by_key(|c| std::cmp::Reverse(c.end - c.start));
        let mut held = vec![None; document.tokens.len()];
        for content in contents {
            held[document.tokens_in(content)].fill(Some(content));
        }
        Self { document, seeds, entities, speech, held, ends, said: Vec::new(), own: BTreeMap::new() }
    }

    /// Who `source` stands for. Sources must be asked for in text order.
    pub(super) fn resolve(&mut self, source: &Range<usize>) -> Reference {
        // `Ann Lee | ’s claim`
        let owner = source.len() > 1 && self.document.is_possessive(source.end - 1);
        let tokens = &(source.start..source.end - usize::from(owner));
        if transcript::is_letter(self.document, tokens) {
            return Reference::known(self.answers(tokens), SourceKind::Nominal);
        }
        if let Some(entity) = self.antecedent(tokens) {
            return Reference::known(Some(entity), SourceKind::Pronoun);
        }
        let view = if refers_back(self.document, self.seeds, tokens) { self.view(tokens.start) } else { View::default() };
        let mut found = self.entities.resolve(self.document, self.seeds, tokens, &view);
        let kind = if found.kind == SourceKind::Pronoun { MentionKind::Pronoun } else { MentionKind::Nominal };
        let named = found.kind == SourceKind::Named;
        let span = self.document.tokens_span(tokens);
        let taken = self.entities.mentions.binary_search_by_key(&span, |m| m.span).is_ok();
        if let (SourceKind::Pronoun, true, Some(entity)) = (found.kind, taken, found.entity) {
            self.entities.give(span, entity);
        }
        if found.entity.is_none() && !found.fresh {
            // Who speaks cannot be told, so neither can whom these words stand for.
            self.entities.take(span);
        }
        if !named && !taken {
            if found.fresh && self.entities.has_room(span) {
                found.entity = Some(self.entities.introduce(self.document, self.seeds, tokens, found.kind));
            }
            if let Some(entity) = found.entity {
                self.entities.add(Mention { span, tokens: tokens.clone(), kind, entity });
            }
        }
        let end = self.ends.get(source).copied().unwrap_or(tokens.end).max(tokens.end);
        let reach = self.said.last().map_or(end, |last| last.reach.max(end));
        self.said.push(Said { source: tokens.clone(), speaker: found.entity, candidates: found.candidates.clone(), end, reach });
        found
    }

    /// Whom a relative pronoun stands for: the name that it follows, `Prime Minister Goran Ilic, who has called her an enemy`.
    fn antecedent(&self, pronoun: &Range<usize>) -> Option<usize> {
        let before = pronoun.start.checked_sub(1)?;
        if pronoun.len() != 1 || self.seeds.function(self.document.word(pronoun.start)) != Some(Function::Relative) {
            return None;
        }
        let mut last = if self.document.word(before) == "," { before.checked_sub(1)? } else { before };
        // `Senator Dana Roe of Vermont, who`
        let home = self.entities.at(last).filter(|m| !self.is_person(m.entity)).and_then(|m| m.tokens.start.checked_sub(1));
        if let Some(of) = home.filter(|&i| i > 0 && matches!(self.document.word(i), "of" | "from"))
            && self.entities.at(of - 1).is_some_and(|m| self.is_person(m.entity))
        {
            last = of - 1;
        }
        let who = matches!(self.document.word(pronoun.start), "who" | "whom");
        let named = self.entities.at(last).filter(|m| m.kind == MentionKind::Name && who == self.is_person(m.entity));
        let read = || self.entities.at(pronoun.start).filter(|m| m.kind == MentionKind::Pronoun);
        let phrase = || {
            let starts = (last.saturating_sub(PHRASE)..=last).flat_map(|i| self.entities.phrases_at(i));
            starts.chain(self.entities.at(last)).find(|m| m.tokens.end == last + 1)
        };
        named.or_else(read).or_else(phrase).map(|m| m.entity)
    }

    /// Who answers in an interview by letters (`Q:`, `A:`): the only person that the text names before it. Who asks is nobody known.
    fn answers(&self, letter: &Range<usize>) -> Option<usize> {
        if !self.document.word(letter.start).starts_with('A') {
            return None;
        }
        let label = |p: &usize| {
            let first = self.document.paragraph_tokens(*p).start;
            transcript::is_letter(self.document, &(first..first + 1))
        };
        let interview = (0..self.document.paragraphs.len()).find(label)?;
        let before = self.document.paragraph_tokens(interview).start;
        let named = |m: &&Mention| m.kind == MentionKind::Name && self.is_person(m.entity);
        let mut people = self.entities.within(&(0..before)).iter().filter(named).map(|m| m.entity);
        let first = people.next()?;
        people.all(|other| other == first).then_some(first)
    }

    /// Gives `I`, `me` and `my` in the very words of a quote to its speaker, and takes `he` and `she` from them: nobody speaks so of
    /// oneself. In a quote inside it they are somebody else's.
    pub(super) fn persons(&mut self, quote: &Quote) {
        let Some(entity) = quote.speaker else { return };
        for &piece in &quote.content {
            for i in self.document.tokens_in(piece) {
                let span = self.document.token_span(i);
                let nested = self.quotation(i).is_some_and(|q| {
                    let turn = quote.by == transcript::BY && self.document.quotations[q].span.start > piece.start;
                    turn || self.is_nested(q, i)
                });
                if !quote.is_verbatim(self.document, span.start) || nested {
                    continue;
                }
                if matches!(self.document.word(i), "I" | "me" | "Me" | "my" | "My" | "mine" | "myself") {
                    // Of two who have said the same words, they are the first one's.
                    self.own.entry(i).or_insert(Mention { span, tokens: i..i + 1, kind: MentionKind::Pronoun, entity });
                } else if self.entities.at(i).is_some_and(|m| m.kind == MentionKind::Pronoun && m.entity == entity && m.span == span) {
                    self.entities.take(span);
                }
            }
        }
    }

    /// Adds what [`Speakers::persons`] has found.
    pub(super) fn finish(self) {
        self.entities.add_all(self.own.into_values().collect());
    }

    /// Whether token `i` stands in a quotation inside quotation `outer`.
    fn is_nested(&self, outer: usize, i: usize) -> bool {
        let inside = self.document.quotations[outer + 1..].iter().take_while(|q| q.parent.is_some());
        inside.into_iter().any(|q| q.span.contains(self.document.token_span(i)))
    }

    /// Whether an entity is one person.
    fn is_person(&self, entity: usize) -> bool {
        let entity = &self.entities.list[entity];
        entity.kind == EntityType::Person && !entity.plural
    }

    /// Whether a source is a pronoun of a body or of several.
    fn is_many(&self, source: &Range<usize>) -> bool {
        source.len() == 1 && matches!(self.document.word(source.start).to_lowercase().as_str(), "it" | "they" | "we")
    }

    /// Who may be meant at token `at`.
    fn view(&self, at: usize) -> View {
        let (people, told) = self.focus(at);
        let here = self.document.sentence_index(at);
        let first = self.document.paragraphs[self.document.sentences[here].paragraph.saturating_sub(1)].sentences.start;
        let subject = self.subject(first..here + 1, at).filter(|s| told && people.contains(s));
        // Behind `the director said`, of two directors, `he` is that one.
        let paragraph = |token: usize| self.document.sentence_of(token).paragraph;
        let unknown = self.heard(at).next().is_some_and(|last| {
            let the = matches!(self.document.word(last.source.start).to_lowercase().as_str(), "the" | "that" | "this");
            let noun = self.seeds.nominal(&self.document.word(last.source.end - 1).to_lowercase());
            last.speaker.is_none() && the && noun.is_some_and(|n| !n.plural) && paragraph(last.source.start) == paragraph(at)
        });
        View { people, subject, unknown, body: self.body(at) }
    }

    /// Whom the last of the sentences that tells of anybody tells of, as far as it stands before token `at`: the first person in it, or
    /// its speaker; nobody if the only people stand where no subject does.
    fn subject(&self, sentences: Range<usize>, at: usize) -> Option<usize> {
        let here = self.document.token_span(at);
        let told = |m: &&Mention| {
            let own = self.content(m.tokens.start).is_none_or(|content| content.contains(here));
            own && self.is_person(m.entity) && self.is_told(m)
        };
        for sentence in sentences.rev().take(SENTENCES) {
            let tokens = self.document.sentences[sentence].tokens.clone();
            let tokens = tokens.start..tokens.end.min(at).max(tokens.start);
            let people: Vec<&Mention> = self.entities.within(&tokens).iter().filter(told).collect();
            let named = people.iter().find(|m| self.is_subject(m)).map(|m| (m.tokens.start, m.entity));
            let heard = self.heard(at).take_while(|s| s.source.start >= tokens.start).filter(|s| s.source.end <= tokens.end);
            let spoke = heard.filter_map(|s| Some((s.source.start, s.speaker?))).filter(|&(_, speaker)| self.is_person(speaker)).last();
            let first = named.into_iter().chain(spoke).min();
            if first.is_some() || !people.is_empty() {
                return first.map(|(_, entity)| entity);
            }
        }
        None
    }

    /// The quotation that token `i` stands in.
    fn quotation(&self, i: usize) -> Option<usize> {
        self.speech.get(i).copied().flatten()
    }

    /// The narrowest content that holds token `i`.
    fn content(&self, i: usize) -> Option<Span> {
        self.held.get(i).copied().flatten()
    }

    /// Whether a mention is one of the article's own words that names somebody.
    fn is_told(&self, mention: &Mention) -> bool {
        mention.kind != MentionKind::Adjective && self.quotation(mention.tokens.start).is_none()
    }

    /// Whether a sentence can be about whom it mentions there: not as an owner, behind a preposition, or by `him` and `her`.
    fn is_subject(&self, mention: &Mention) -> bool {
        let word = |i: usize| self.document.word(i);
        let owns = self.document.is_possessive(mention.tokens.end);
        let behind = mention.tokens.start.checked_sub(1).is_some_and(|i| self.seeds.function(word(i)) == Some(Function::Preposition));
        let nominative = mention.kind != MentionKind::Pronoun || matches!(word(mention.tokens.start), "he" | "He" | "she" | "She");
        !owns && !behind && nominative
    }

    /// The sources before token `at`, the last first: without those that only somebody quoted before it tells of.
    fn heard(&self, at: usize) -> impl Iterator<Item = &Said> {
        let here = self.document.token_span(at);
        let heard = move |s: &&Said| self.content(s.source.start).is_none_or(|content| content.contains(here));
        let before = self.said.partition_point(|s| s.source.start < at);
        self.said[..before].iter().rev().take(SOURCES).filter(heard)
    }

    /// The body or group that spoke last, in this paragraph or the one before, if no other was named since.
    fn body(&self, at: usize) -> Option<usize> {
        let here = self.document.sentence_of(at).paragraph;
        let first = self.document.paragraph_tokens(here.saturating_sub(1)).start;
        let last = self.heard(at).next().filter(|last| last.end > first)?;
        let speaker = last.speaker?;
        let body = |id: usize| {
            let entity = &self.entities.list[id];
            entity.plural || matches!(entity.kind, EntityType::Org | EntityType::Gpe | EntityType::Norp)
        };
        let other = |m: &Mention| body(m.entity) && m.entity != speaker && self.is_told(m) && self.content(m.tokens.start).is_none();
        let since = self.entities.within(&(last.source.end..at.max(last.source.end)));
        (body(speaker) && !since.iter().any(other)).then_some(speaker)
    }

    /// The people in view at token `at`: the last speaker here or in the paragraphs before, and everybody mentioned since
    /// outside speech; without a speaker, everybody in the nearest paragraph that mentions anybody. False where it cannot be told who
    /// one of them is; then everybody who that may be is among them.
    fn focus(&self, at: usize) -> (Vec<usize>, bool) {
        let here = self.document.sentence_of(at).paragraph;
        for paragraph in (here.saturating_sub(VIEW)..=here).rev() {
            let range = self.document.paragraph_tokens(paragraph);
            let range = range.start.max(at.saturating_sub(TOKENS))..range.end.min(at);
            // A body or a crowd that spoke last is no `he`, and `they`, whoever they are, are none.
            let one = |s: &&Said| s.speaker.map_or_else(|| !self.is_many(&s.source), |speaker| self.is_person(speaker));
            let speaker = self
                .heard(at)
                .take_while(|s| s.reach > range.start)
                .filter(one)
                .find(|s| s.source.start < range.end && s.end > range.start);
            let since = speaker.map_or(range.start, |s| s.source.end);
            let person = |m: &&Mention| self.is_person(m.entity) && self.is_told(m);
            let mut focus: Vec<usize> =
                self.entities.within(&(since..range.end.max(since))).iter().filter(person).map(|m| m.entity).collect();
            focus.extend(speaker.and_then(|s| s.speaker));
            // A name that two people bear may be either of them.
            let open =
                |name: &&Shared| since <= name.tokens.start && name.tokens.end <= range.end && self.quotation(name.tokens.start).is_none();
            let mut bearers =
                self.entities.shared_in(&(since..range.end)).iter().filter(open).flat_map(|name| &name.bearers).copied().peekable();
            if bearers.peek().is_some() {
                focus.extend(bearers);
                return (focus, false);
            }
            match speaker {
                // Somebody unknown spoke: who is meant cannot be told.
                Some(unknown) if focus.is_empty() => return (unknown.candidates.clone(), false),
                _ if !focus.is_empty() => return (focus, true),
                _ => {}
            }
        }
        (Vec::new(), true)
    }
}
