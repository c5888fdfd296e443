//! Quotation marks, paired.
//!
//! Takes one paragraph, promises the stretches between matching marks, outermost first and nested inside. A mark is read
//! by its surroundings first and by its shape second, so that `"curly"` and `“straight”` twins of a text read alike and a
//! mark that an editor turned the wrong way still pairs. Every apostrophe is told apart before it can open or close
//! anything. A mark without a partner harms only itself: a stray closing mark is skipped, a lone opening mark ends at
//! the paragraph (or where the same mark opens again), and an unclosed mark inside a closed quotation is dropped.
//!
//! It does not try to say who speaks, or whether anybody does: [`Form`] tells speech from scare quotes and titles only
//! where their form decides.

use super::Span;
use super::form::{Form, form};

/// Words between a pair of quotation marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quotation {
    /// From the opening mark to the closing mark, both included.
    pub span: Span,
    /// What stands between the marks, without white space at the ends.
    pub inner: Span,
    /// Index of the paragraph that holds it.
    pub paragraph: usize,
    /// Index of the quotation directly around it.
    pub parent: Option<usize>,
    /// The opening mark.
    pub opening: Span,
    /// The closing mark, if one was found.
    pub closing: Option<Span>,
    /// Index of the unclosed quotation of the paragraph before, when this one reopens it.
    pub continues: Option<usize>,
    /// Speech, term or undecided.
    pub form: Form,
}

/// The shape of an opened mark; only like closes like, unless nothing else can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    Straight,
    Curly,
    Low,
    Ticks,
    Guillemets,
    Single,
    CurlySingle,
    LowSingle,
    SingleGuillemets,
}

impl Style {
    /// Marks that double as apostrophes.
    fn is_single(self) -> bool {
        matches!(self, Self::Single | Self::CurlySingle | Self::LowSingle)
    }
}

/// Which way a mark points by its shape alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    Opens,
    Closes,
    Either,
}

/// One mark with what stands around it.
#[derive(Debug, Clone, Copy)]
struct Mark {
    /// Position of its first character in the paragraph's characters.
    at: usize,
    /// One or two characters.
    width: usize,
    style: Style,
    way: Way,
    /// The surroundings allow a quotation to begin here.
    can_open: bool,
    /// The surroundings allow a quotation to end here.
    can_close: bool,
}

/// A quotation while the paragraph is read.
struct Open {
    mark: Mark,
    /// Index in the list of results.
    index: usize,
}

/// Words that lose their first letters to an apostrophe, lower case.
const ELIDED: [&str; 16] =
    ["tis", "twas", "twere", "twill", "em", "til", "till", "cause", "bout", "round", "cos", "cuz", "n", "neath", "ere", "tude"];
/// Words before a shortened year (`the class of '98`).
const BEFORE_YEAR: [&str; 10] = ["of", "in", "since", "from", "to", "before", "after", "until", "class", "by"];
/// Quotations inside quotations that are believed; more is a row of signs, not speech.
const DEEPEST: usize = 6;
/// How many marks ahead, apostrophes among them, the end of a quotation inside its like is looked for.
const NESTED: usize = 64;
/// How many characters before an apostrophe are read for the word in front of it.
const WORD: usize = 24;

/// Appends the quotations of the paragraph `span` (number `paragraph`) to `found`, in order of their opening marks.
pub(super) fn pair(text: &str, span: Span, paragraph: usize, found: &mut Vec<Quotation>) {
    let characters: Vec<(usize, char)> = span.of(text).char_indices().map(|(i, c)| (span.start + i, c)).collect();
    let first = found.len();
    let previous = open_end(found, paragraph);
    Pairing::new(text, &characters, span, paragraph).run(found);
    compact(found, first);
    for quotation in &mut found[first..] {
        quotation.form = form(text, span, quotation);
    }
    // Each paragraph of a long speech opens its mark again; only the last one closes it.
    if let (Some(previous), Some(reopened)) = (previous, found.get_mut(first))
        && reopened.span.start == span.start
        && opener(text, found[previous].span) == opener(text, found[first].span)
    {
        found[first].continues = Some(previous);
    }
}

/// The quotation that ran to the end of the paragraph before without a closing mark.
fn open_end(found: &[Quotation], paragraph: usize) -> Option<usize> {
    let last = found.iter().rposition(|q| q.parent.is_none())?;
    (found[last].closing.is_none() && found[last].paragraph + 1 == paragraph).then_some(last)
}

/// Curly and straight marks count as one, so that a carelessly edited speech still holds together.
fn opener(text: &str, span: Span) -> char {
    match span.of(text).chars().next().unwrap_or('"') {
        '“' | '”' | '„' | '`' => '"',
        '‘' | '’' | '‚' => '\'',
        c => c,
    }
}

/// All marks of a paragraph, apostrophes among them.
fn marks(characters: &[(usize, char)]) -> Vec<Mark> {
    let at = |i: usize| characters.get(i).map(|&(_, c)| c);
    let mut marks = Vec::new();
    let mut i = 0;
    while let Some(c) = at(i) {
        let twin = at(i + 1) == Some(c);
        let seen = match c {
            '"' | '\u{ff02}' => Some((1, Style::Straight, Way::Either)),
            '“' | '‟' => Some((1, Style::Curly, Way::Opens)),
            '”' => Some((1, Style::Curly, Way::Closes)),
            '„' => Some((1, Style::Low, Way::Opens)),
            '`' if twin => Some((2, Style::Ticks, Way::Opens)),
            '\'' if twin => Some((2, Style::Ticks, Way::Closes)),
            '«' => Some((1, Style::Guillemets, Way::Opens)),
            '»' => Some((1, Style::Guillemets, Way::Closes)),
            '\'' | '\u{ff07}' => Some((1, Style::Single, Way::Either)),
            '‘' | '‛' => Some((1, Style::CurlySingle, Way::Opens)),
            '’' => Some((1, Style::CurlySingle, Way::Closes)),
            '‚' => Some((1, Style::LowSingle, Way::Opens)),
            '‹' => Some((1, Style::SingleGuillemets, Way::Opens)),
            '›' => Some((1, Style::SingleGuillemets, Way::Closes)),
            _ => None,
        };
        let Some((width, style, way)) = seen else {
            i += 1;
            continue;
        };
        let before = i.checked_sub(1).and_then(at);
        let after = at(i + width);
        let can_open = after.is_some_and(|c| !c.is_whitespace() && !matches!(c, ',' | ';' | ':' | '!' | '?' | ')' | ']'))
            && !before.is_some_and(char::is_alphanumeric)
            // An ellipsis may begin a quotation, a lone full stop does not.
            && !(after == Some('.') && at(i + width + 1) != Some('.'));
        let can_close = before.is_some_and(|c| !c.is_whitespace() && !matches!(c, '(' | '[')) && !after.is_some_and(char::is_alphanumeric);
        marks.push(Mark { at: i, width, style, way, can_open, can_close });
        i += width;
    }
    marks
}

struct Pairing<'a> {
    text: &'a str,
    characters: &'a [(usize, char)],
    marks: Vec<Mark>,
    /// For each mark, whether one of its family that can only close comes behind it before the next that can only open.
    closes_later: Vec<bool>,
    /// Where the last guillemet stands that opens, double and single.
    last_angle: [usize; 2],
    paragraph: Span,
    number: usize,
    open: Vec<Open>,
}

impl<'a> Pairing<'a> {
    fn new(text: &'a str, characters: &'a [(usize, char)], paragraph: Span, number: usize) -> Self {
        let marks = marks(characters);
        let last = |style| marks.iter().rposition(|m| m.style == style && m.way == Way::Opens).map_or(0, |i| marks[i].at);
        let last_angle = [last(Style::Guillemets), last(Style::SingleGuillemets)];
        let mut pairing = Self { text, characters, marks, closes_later: Vec::new(), last_angle, paragraph, number, open: Vec::new() };
        // From the end, so that each mark is looked at once.
        let mut later = [false; 2];
        let mut closes = vec![false; pairing.marks.len()];
        for (mark, closes) in pairing.marks.iter().zip(&mut closes).rev() {
            let later = &mut later[usize::from(mark.style.is_single())];
            *closes = *later;
            *later = pairing.decides(*mark).unwrap_or(*later);
        }
        pairing.closes_later = closes;
        pairing
    }

    fn run(mut self, found: &mut Vec<Quotation>) {
        for i in 0..self.marks.len() {
            let mark = self.marks[i];
            if self.is_apostrophe(i) || self.is_prime(i) || self.is_bullet(mark) {
                continue;
            }
            let partner = self.partner(mark);
            let closes = match (mark.can_open, mark.can_close) {
                (false, true) => true,
                // `”` before a word closes what waits for it; with nothing open it was turned the wrong way.
                (true, false) => mark.way == Way::Closes && mark.style != Style::Guillemets && partner.is_some(),
                _ => match mark.way {
                    Way::Opens => mark.can_close && partner.is_some(),
                    Way::Closes => true,
                    Way::Either => partner.is_some(),
                },
            };
            match (closes, partner) {
                (true, Some(partner)) => self.close(partner, mark, found),
                (true, None) => {}
                (false, _) => self.begin(i, found),
            }
        }
        while let Some(open) = self.open.pop() {
            let end = self.paragraph.end;
            if self.keeps_unclosed(&open, found) {
                self.finish(open.index, end, None, found);
            } else {
                drop_open(&open, found);
            }
        }
    }

    /// The innermost open quotation that this mark may close: its own kind first, then a kind that editors confuse with it.
    fn partner(&self, mark: Mark) -> Option<usize> {
        let exact = self.open.iter().rposition(|o| match (o.mark.style, mark.style) {
            (Style::Guillemets | Style::SingleGuillemets, _) => o.mark.style == mark.style && o.mark.way != mark.way,
            (Style::Low, Style::Curly) | (Style::LowSingle, Style::CurlySingle) => true,
            (Style::Curly, Style::Curly) | (Style::CurlySingle, Style::CurlySingle) => mark.way == Way::Closes,
            (opened, closing) => opened == closing,
        });
        exact.or_else(|| {
            let loose = mark.can_close && !mark.can_open;
            self.open.iter().rposition(|o| {
                let angle = |s| matches!(s, Style::Guillemets | Style::SingleGuillemets);
                loose && !angle(o.mark.style) && !angle(mark.style) && o.mark.style.is_single() == mark.style.is_single()
            })
        })
    }

    fn begin(&mut self, i: usize, found: &mut Vec<Quotation>) {
        let mark = self.marks[i];
        if (!mark.can_open && self.char_at(mark.at + mark.width).is_none()) || self.open.len() == DEEPEST {
            return;
        }
        // A letter on the left side never opens, except for marks that cannot be anything else.
        if !mark.can_open && (mark.style.is_single() || mark.way == Way::Closes) {
            return;
        }
        // The same mark opening again: the earlier one lost its partner, unless the marks behind close both. Guillemets always
        // nest in themselves.
        if mark.style != Style::Guillemets
            && !self.nests(i)
            && let Some(same) = self.open.iter().rposition(|o| o.mark.style == mark.style)
        {
            for open in self.open.split_off(same).into_iter().rev() {
                if open.mark.style == mark.style && !mark.style.is_single() {
                    let end = Span::new(self.paragraph.start, self.characters[mark.at].0).trim(self.text).end;
                    self.finish(open.index, end, None, found);
                } else {
                    drop_open(&open, found);
                }
            }
        }
        let start = self.characters[mark.at].0;
        let inside = self.byte(mark.at + mark.width);
        self.open.push(Open { mark, index: found.len() });
        found.push(Quotation {
            span: Span::new(start, self.paragraph.end),
            inner: Span::new(inside, self.paragraph.end),
            paragraph: self.number,
            parent: self.open.iter().rev().nth(1).map(|o| o.index),
            opening: Span::new(start, inside),
            closing: None,
            continues: None,
            form: Form::Undecided,
        });
    }

    /// Whether mark `i`, opening inside its like, is closed before it: `“in what he calls “hell” than here”`. The marks up to
    /// the next that opens outside again must come in pairs.
    fn nests(&self, i: usize) -> bool {
        let mark = self.marks[i];
        if mark.style != Style::Curly || self.open.iter().filter(|o| o.mark.style == mark.style).count() != 1 {
            return false;
        }
        let like = self.marks[i..].iter().take(NESTED).filter(|m| m.style == mark.style);
        let mut depth = 1;
        for m in like {
            match m.way {
                Way::Opens => depth += 1,
                _ => depth -= 1,
            }
            if depth == 0 {
                return true;
            }
        }
        false
    }

    fn close(&mut self, partner: usize, mark: Mark, found: &mut [Quotation]) {
        for inner in self.open.split_off(partner + 1) {
            drop_open(&inner, found);
        }
        let open = self.open.pop().expect("the partner is open");
        let closing = Span::new(self.characters[mark.at].0, self.byte(mark.at + mark.width));
        self.finish(open.index, closing.end, Some(closing), found);
    }

    fn finish(&self, index: usize, end: usize, closing: Option<Span>, found: &mut [Quotation]) {
        let quotation = &mut found[index];
        let inside = quotation.opening.end;
        quotation.span.end = end.max(inside);
        quotation.closing = closing;
        quotation.inner = Span::new(inside, closing.map_or(quotation.span.end, |mark| mark.start)).trim(self.text);
    }

    /// A lone opening mark stands for a quotation only where speech is to be expected: outside all others, and for a
    /// single mark, which may be an apostrophe after all, at the head of the paragraph or after a colon or comma.
    fn keeps_unclosed(&self, open: &Open, found: &[Quotation]) -> bool {
        if found[open.index].parent.is_some() || self.char_at(open.mark.at + open.mark.width).is_none() {
            return false;
        }
        if !open.mark.style.is_single() {
            return true;
        }
        let before = self.characters[..open.mark.at].iter().rev().map(|&(_, c)| c).find(|c| !c.is_whitespace());
        before.is_none_or(|c| matches!(c, ':' | ','))
    }

    /// `don't`, `Moscow's`, `the workers' union`, `'tis`, `the '90s`, `droppin' hints`.
    fn is_apostrophe(&self, i: usize) -> bool {
        let mark = self.marks[i];
        if !mark.style.is_single() || mark.style == Style::LowSingle {
            return false;
        }
        let before = mark.at.checked_sub(1).and_then(|b| self.char_at(b));
        let after = self.char_at(mark.at + 1);
        if before.is_some_and(char::is_alphanumeric) && after.is_some_and(char::is_alphanumeric) {
            return true;
        }
        if mark.can_open {
            return self.is_elision(mark) || (mark.style == Style::CurlySingle && mark.way == Way::Closes && !mark.can_close);
        }
        if !mark.can_close {
            return true;
        }
        if !self.open.iter().any(|o| o.mark.style.is_single()) {
            return true;
        }
        // Somebody is being quoted in single marks. After `s` and before another word this may still be a possessive:
        // it is one if a mark that can only close comes later.
        self.may_be_possessive(mark) && self.closes_later[i]
    }

    /// The word after the mark lacks its head.
    fn is_elision(&self, mark: Mark) -> bool {
        let rest = self.characters[mark.at + 1..].iter().map(|&(_, c)| c).take(WORD);
        let word: String = rest.take_while(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        let digits = word.chars().take_while(char::is_ascii_digit).count();
        let previous: String = {
            let back = self.characters[..mark.at].iter().rev().map(|&(_, c)| c).take(WORD);
            let mut letters: Vec<char> = back.skip_while(|c| c.is_whitespace()).take_while(|c| c.is_alphanumeric()).collect();
            letters.reverse();
            letters.into_iter().flat_map(char::to_lowercase).collect()
        };
        match digits {
            2 if word.len() == 3 => word.ends_with('s'),
            2 if word.len() == 2 => BEFORE_YEAR.contains(&previous.as_str()),
            _ => ELIDED.contains(&word.as_str()),
        }
    }

    fn may_be_possessive(&self, mark: Mark) -> bool {
        let before = |n: usize| mark.at.checked_sub(n).and_then(|b| self.char_at(b));
        let next_word = self.char_at(mark.at + 1) == Some(' ')
            && self.char_at(mark.at + 2).is_some_and(|c| c.is_alphanumeric() || c == '£' || c == '$');
        let plural = matches!(before(1), Some('s' | 'S' | 'z'));
        let dropped_g = before(1) == Some('n') && before(2) == Some('i') && before(3).is_some_and(char::is_alphabetic);
        next_word && (plural || dropped_g)
    }

    /// Whether a mark can only close, or only open; nothing where it may be either or an apostrophe.
    fn decides(&self, mark: Mark) -> Option<bool> {
        if mark.can_open && !mark.can_close && !(mark.style.is_single() && self.is_elision(mark)) {
            return Some(false);
        }
        let possessive = mark.style.is_single() && self.may_be_possessive(mark);
        (mark.can_close && !mark.can_open && !possessive && !self.after_digit(mark)).then_some(true)
    }

    fn after_digit(&self, mark: Mark) -> bool {
        mark.at.checked_sub(1).and_then(|b| self.char_at(b)).is_some_and(|c| c.is_ascii_digit())
    }

    /// Feet, inches, minutes and seconds: `6'2"`, a `30"` pipe.
    fn is_prime(&self, i: usize) -> bool {
        let mark = self.marks[i];
        if !matches!(mark.style, Style::Straight | Style::Curly | Style::Single | Style::CurlySingle) || !self.after_digit(mark) {
            return false;
        }
        let back: Vec<char> = self.characters[..mark.at].iter().rev().map(|&(_, c)| c).take(4).collect();
        let feet_before = back.iter().skip_while(|c| c.is_ascii_digit()).take(1).any(|c| matches!(c, '\'' | '’' | '′'));
        let open = self.open.iter().any(|o| o.mark.style.is_single() == mark.style.is_single());
        feet_before || !open || (mark.can_close && self.closes_later[i])
    }

    /// `» Read more` at the head of a line, and a lone `»` that nothing opened.
    fn is_bullet(&self, mark: Mark) -> bool {
        if !matches!(mark.style, Style::Guillemets | Style::SingleGuillemets) || self.partner(mark).is_some() {
            return false;
        }
        let spaced = self.char_at(mark.at + mark.width).is_none_or(char::is_whitespace);
        let last = self.last_angle[usize::from(mark.style == Style::SingleGuillemets)];
        mark.way == Way::Closes && (spaced || last <= mark.at)
    }

    fn char_at(&self, i: usize) -> Option<char> {
        self.characters.get(i).map(|&(_, c)| c)
    }

    fn byte(&self, i: usize) -> usize {
        self.characters.get(i).map_or(self.paragraph.end, |&(byte, _)| byte)
    }
}

/// Marks an unpaired quotation for removal; [`compact`] takes it out once all indices are known.
fn drop_open(open: &Open, found: &mut [Quotation]) {
    let quotation = &mut found[open.index];
    quotation.span.end = quotation.span.start;
    quotation.inner = quotation.span;
}

/// Takes out the dropped quotations from `first` on and mends the indices that pointed at them.
fn compact(found: &mut Vec<Quotation>, first: usize) {
    let mut new_index = Vec::with_capacity(found.len() - first);
    let mut kept = first;
    for quotation in &found[first..] {
        new_index.push((!quotation.span.is_empty()).then_some(kept));
        kept += usize::from(!quotation.span.is_empty());
    }
    let old: Vec<Quotation> = found.drain(first..).collect();
    for quotation in &old {
        if quotation.span.is_empty() {
            continue;
        }
        // The parent may itself be gone: its own parent takes over.
        let mut parent = quotation.parent;
        while let Some(p) = parent.filter(|&p| new_index[p - first].is_none()) {
            parent = old[p - first].parent;
        }
        let parent = parent.and_then(|p| new_index[p - first]);
        // A reopened mark cuts its predecessor short; what was inside then is no longer.
        let parent = parent.filter(|&p| found[p].span.contains(quotation.span));
        found.push(Quotation { parent, ..quotation.clone() });
    }
}
