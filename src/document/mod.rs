//! The text as a reader sees it: regions, paragraphs, sentences, tokens, quotation marks.
//!
//! Takes any string whatever, promises a [`Document`] in which every position is a byte offset on a character boundary of the
//! untouched text, every paragraph is tiled by its sentences and every sentence by its tokens. Nothing is normalised, nothing
//! is lost, and no input is an error: an empty text has no paragraphs, a text without quotation marks has no quotations. Nor is
//! any question about a token: past the last one stand no characters, so that a rule may look at its neighbours without counting.
//!
//! It does not judge what anything means. Whether words between marks are speech is said only where their form decides
//! ([`Form`]); who speaks is for later rooms.

mod form;
mod offsets;
mod paragraph;
mod quotation;
mod region;
mod sentence;
mod span;
mod token;

use std::ops::Range;

pub use form::{Form, is_work};
pub use offsets::Offsets;
pub use quotation::Quotation;
pub use region::Region;
pub use span::Span;
pub use token::{Token, TokenKind};

use crate::seeds::Seeds;

/// One paragraph of the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paragraph {
    /// Without white space at the ends.
    pub span: Span,
    /// Which part of the article it is.
    pub region: Region,
    /// Its sentences, as indices into [`Document::sentences`].
    pub sentences: Range<usize>,
}

/// One sentence of a paragraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// From its first token to its last.
    pub span: Span,
    /// Its tokens, as indices into [`Document::tokens`].
    pub tokens: Range<usize>,
    /// Index of its paragraph.
    pub paragraph: usize,
}

/// A text, read for its form.
#[derive(Debug)]
pub struct Document<'t> {
    /// The text itself, untouched.
    pub text: &'t str,
    /// In order; none is empty.
    pub paragraphs: Vec<Paragraph>,
    /// In order; they tile the paragraphs.
    pub sentences: Vec<Sentence>,
    /// In order; they tile the sentences.
    pub tokens: Vec<Token>,
    /// In order of their opening marks.
    pub quotations: Vec<Quotation>,
    /// The headline, if the text has one.
    pub headline: Option<Span>,
    /// The date line, or the agency dateline at the head of the story.
    pub dateline: Option<Span>,
    /// The summary between headline and story.
    pub standfirst: Option<Span>,
}

impl<'t> Document<'t> {
    /// Reads `text`. `title` is a headline known from elsewhere (see `analyze`).
    pub fn read(text: &'t str, title: Option<&str>, seeds: &Seeds) -> Self {
        let spans = paragraph::split(text);
        let (regions, head) = region::label(text, &spans, title);
        let mut document = Self {
            text,
            paragraphs: Vec::with_capacity(spans.len()),
            sentences: Vec::new(),
            tokens: Vec::new(),
            quotations: Vec::new(),
            headline: head.headline,
            dateline: head.dateline,
            standfirst: head.standfirst,
        };
        for (number, (&span, region)) in spans.iter().zip(regions).enumerate() {
            let (first_quotation, first_token, first_sentence) =
                (document.quotations.len(), document.tokens.len(), document.sentences.len());
            quotation::pair(text, span, number, &mut document.quotations);
            token::split(text, span, &document.quotations, seeds, &mut document.tokens);
            let cut = head.prefix.filter(|&(p, _)| p == number).map(|(_, byte)| byte);
            let mut ranges = Vec::new();
            sentence::split(
                text,
                &document.tokens[first_token..],
                first_token,
                cut,
                &document.quotations[first_quotation..],
                seeds,
                &mut ranges,
            );
            document.sentences.extend(ranges.into_iter().map(|tokens| Sentence {
                span: sentence::span(&document.tokens, &tokens),
                tokens,
                paragraph: number,
            }));
            document.paragraphs.push(Paragraph { span, region, sentences: first_sentence..document.sentences.len() });
        }
        document
    }

    /// The characters of a span; none where the text has no such stretch.
    pub fn slice(&self, span: Span) -> &'t str {
        self.text.get(span.start..span.end).unwrap_or_default()
    }

    /// The characters of token `i`; none past the last token.
    pub fn word(&self, i: usize) -> &'t str {
        self.tokens.get(i).map_or("", |token| self.slice(token.span))
    }

    /// What token `i` is made of; nothing past the last token.
    pub fn kind(&self, i: usize) -> Option<TokenKind> {
        self.tokens.get(i).map(|token| token.kind)
    }

    /// Where token `i` stands; past the last token, the empty stretch at the end of the text.
    pub fn token_span(&self, i: usize) -> Span {
        self.tokens.get(i).map_or(Span::new(self.text.len(), self.text.len()), |token| token.span)
    }

    /// Whether token `i`, which may be past the last, makes an owner of the word before it, if that is a noun.
    pub fn is_possessive(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|token| matches!(self.slice(token.span), "'s" | "’s" | "'" | "’"))
    }

    /// The stretch from token `range.start` to the last before `range.end`; an empty range has the empty stretch before its token.
    pub fn tokens_span(&self, range: &Range<usize>) -> Span {
        let start = self.token_span(range.start).start;
        let last = range.end.min(self.tokens.len()).checked_sub(1).filter(|last| range.contains(last));
        Span::new(start, last.map_or(start, |last| self.token_span(last).end))
    }

    /// The tokens that share a character with `span`.
    pub fn tokens_in(&self, span: Span) -> Range<usize> {
        let first = self.tokens.partition_point(|t| t.span.end <= span.start);
        let last = self.tokens.partition_point(|t| t.span.start < span.end);
        first..last.max(first)
    }

    /// The parts of `span` in each paragraph that it touches.
    pub fn within_paragraphs(&self, span: Span) -> impl DoubleEndedIterator<Item = Span> {
        let first = self.paragraphs.partition_point(|p| p.span.end <= span.start);
        let last = self.paragraphs.partition_point(|p| p.span.start < span.end);
        self.paragraphs[first..last.max(first)].iter().filter_map(move |p| span.shared(p.span))
    }

    /// The index of the sentence that holds token `i`; past the last token, that of the last sentence.
    pub fn sentence_index(&self, i: usize) -> usize {
        self.sentences.partition_point(|s| s.tokens.end <= i).min(self.sentences.len().saturating_sub(1))
    }

    /// The sentence that holds token `i`, or the last one past the last token; an empty one in a text without sentences.
    pub fn sentence_of(&self, i: usize) -> &Sentence {
        static NONE: Sentence = Sentence { span: Span { start: 0, end: 0 }, tokens: 0..0, paragraph: 0 };
        self.sentences.get(self.sentence_index(i)).unwrap_or(&NONE)
    }

    /// The part of the article that token `i` stands in.
    pub fn region_of(&self, i: usize) -> Region {
        self.paragraphs.get(self.sentence_of(i).paragraph).map_or(Region::Body, |p| p.region)
    }

    /// The tokens of a paragraph; none past the last paragraph.
    pub fn paragraph_tokens(&self, paragraph: usize) -> Range<usize> {
        let sentences = self.paragraphs.get(paragraph).and_then(|p| self.sentences.get(p.sentences.clone()));
        match sentences {
            Some([first, .., last]) => first.tokens.start..last.tokens.end,
            Some([only]) => only.tokens.clone(),
            _ => 0..0,
        }
    }

    /// The outermost quotation whose marks enclose or touch the byte `at`.
    pub fn quotation_at(&self, at: usize) -> Option<usize> {
        let mut i = self.quotations.partition_point(|q| q.span.start <= at).checked_sub(1)?;
        while let Some(parent) = self.quotations[i].parent {
            i = parent;
        }
        (at < self.quotations[i].span.end).then_some(i)
    }

    /// The quotations that lie in `span`, in order.
    pub fn quotations_in(&self, span: Span) -> impl Iterator<Item = &Quotation> {
        let first = self.quotations.partition_point(|q| q.span.start < span.start);
        self.quotations[first..].iter().take_while(move |q| q.span.start < span.end).filter(move |q| span.contains(q.span))
    }

    /// How many quotations of their own lost their closing mark and are not carried on by the next paragraph.
    pub fn unclosed_quotations(&self) -> usize {
        let open = self.quotations.iter().filter(|q| q.parent.is_none() && q.closing.is_none()).count();
        open - self.quotations.iter().filter(|q| q.continues.is_some()).count()
    }
}
