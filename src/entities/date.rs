//! Days and months as a calendar writes them.
//!
//! News says `Friday` and means the Friday before it was printed. Where the text says when that was (its date line, with a year), such
//! words become ISO 8601: `2024-02-02`, `2024-02`, `2024`. A weekday is the last one up to that day, unless the words around look
//! ahead, which leaves it alone; a day without a year is the nearest one. What cannot be told keeps its own words.

use std::sync::LazyLock;

use jiff::civil::{Date, Weekday};
use jiff::{Span as Period, ToSpan};
use regex::Regex;

use crate::document::{Document, Region};

const MONTH: &str = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?";

struct Patterns {
    day_month: Regex,
    month_day: Regex,
    iso: Regex,
    month_year: Regex,
    year: Regex,
}

static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let new = |pattern: &str| Regex::new(pattern).expect("a fixed pattern");
    Patterns {
        day_month: new(&format!(r"(?i)\b(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{MONTH},?(?:\s+(\d{{4}}))?")),
        month_day: new(&format!(r"(?i)\b{MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?\b,?(?:\s+(\d{{4}}))?")),
        iso: new(r"\b(\d{4})-(\d{2})-(\d{2})\b"),
        month_year: new(&format!(r"(?i)^{MONTH},?\s+(\d{{4}})$")),
        year: new(r"^(?:1[5-9]|20)\d{2}$"),
    }
});

const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];
/// Words of a sentence that looks ahead.
const AHEAD: [&str; 12] = ["will", "shall", "would", "due", "scheduled", "expected", "plans", "plan", "until", "by", "next", "coming"];

/// When the text was published, if its date line says so with a year.
pub(super) fn published(document: &Document) -> Option<Date> {
    let lines = document.paragraphs.iter().filter(|p| p.region == Region::Dateline).map(|p| p.span);
    lines.chain(document.dateline).find_map(|span| {
        let (date, year) = day(document.slice(span))?;
        year.then_some(date(0)?)
    })
}

/// A day in `text`: the date in a given year (which counts only where the text names none), and whether the text names one.
fn day(text: &str) -> Option<(impl Fn(i16) -> Option<Date>, bool)> {
    let found = |day: &str, month: &str, year: Option<&str>| {
        let month = month.get(..3)?.to_lowercase();
        let month = i8::try_from(MONTHS.iter().position(|m| *m == month)? + 1).ok()?;
        Some((day.parse::<i8>().ok()?, month, year.and_then(|y| y.parse::<i16>().ok())))
    };
    let p = &*PATTERNS;
    let get = |c: &regex::Captures<'_>, i| c.get(i).map(|m: regex::Match<'_>| m.as_str().to_owned());
    let (day, month, year) = if let Some(c) = p.iso.captures(text) {
        (c[3].parse().ok()?, c[2].parse().ok()?, c[1].parse().ok())
    } else if let Some(c) = p.day_month.captures(text) {
        found(&c[1], &c[2], get(&c, 3).as_deref())?
    } else {
        let c = p.month_day.captures(text)?;
        found(&c[2], &c[1], get(&c, 3).as_deref())?
    };
    Some((move |other: i16| Date::new(year.unwrap_or(other), month, day).ok(), year.is_some()))
}

/// The calendar's words for a date: `text` is the mention, `before` the words of its sentence in front of it, lower case.
pub(super) fn resolve(text: &str, before: &[String], published: Option<Date>) -> Option<String> {
    let text = text.trim();
    let p = &*PATTERNS;
    if p.year.is_match(text) {
        return Some(text.to_owned());
    }
    if let Some(c) = p.month_year.captures(text) {
        let month = MONTHS.iter().position(|m| *m == c[1].to_lowercase())? + 1;
        return Some(format!("{}-{month:02}", &c[2]));
    }
    if let Some((date, year)) = day(text) {
        if year {
            return date(0).map(|d| d.to_string());
        }
        let published = published?;
        let near = (-1..=1).filter_map(|n| date(published.year() + n));
        return near.min_by_key(|d| (published.since(*d).map_or(0, |s| s.get_days()).abs(), *d)).map(|d| d.to_string());
    }
    let published = published?;
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let which = words
        .iter()
        .copied()
        .find(|w| matches!(*w, "this" | "last" | "next"))
        .or_else(|| before.last().map(String::as_str).filter(|w| matches!(*w, "this" | "last" | "next")));
    let shifted = |period: Period| published.checked_add(period).ok();
    if let Some(&(_, weekday)) = DAYS.iter().find(|(name, _)| words.contains(name)) {
        let back = i64::from(published.weekday().since(weekday));
        return match which {
            Some("next") => shifted((if back == 0 { 7 } else { 7 - back }).days()),
            Some("last") => shifted((if back == 0 { -7 } else { -back }).days()),
            _ if before.iter().any(|w| AHEAD.contains(&w.as_str())) => None,
            _ => shifted((-back).days()),
        }
        .map(|d| d.to_string());
    }
    let step = match which? {
        "this" => 0,
        "last" => -1,
        _ => 1,
    };
    if words.contains(&"month") {
        return shifted(step.months()).map(|d| d.strftime("%Y-%m").to_string());
    }
    words.contains(&"year").then(|| (published.year() + i16::try_from(step).unwrap_or(0)).to_string())
}

#[cfg(test)]
mod tests {
    use super::resolve;
    use jiff::civil::date;

    #[test]
    fn words_become_the_calendars() {
        let friday = date(2024, 2, 2);
        let rows = [
            ("Friday", "said on", Some("2024-02-02")),
            ("Thursday", "said on", Some("2024-02-01")),
            ("Saturday", "said on", Some("2024-01-27")),
            ("Saturday", "it will open on", None),
            ("next Tuesday", "it will open", Some("2024-02-06")),
            ("last Friday", "it opened", Some("2024-01-26")),
            ("this month", "a visit", Some("2024-02")),
            ("last month", "a visit", Some("2024-01")),
            ("last year", "a visit", Some("2023")),
            ("December 30", "it opened on", Some("2023-12-30")),
            ("3 March", "it opened on", Some("2024-03-03")),
            ("Sept. 9, 2019", "it opened on", Some("2019-09-09")),
            ("March 2020", "in", Some("2020-03")),
            ("1998", "in", Some("1998")),
            ("some days", "for", None),
        ];
        for (text, before, want) in rows {
            let before: Vec<String> = before.split(' ').map(str::to_owned).collect();
            assert_eq!(resolve(text, &before, Some(friday)).as_deref(), want, "{text}");
        }
        assert_eq!(resolve("Friday", &[], None), None, "without a date line");
    }
}
