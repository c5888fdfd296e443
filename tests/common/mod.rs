//! What must hold for any analysis of any text, and what texts are tried.

#![allow(dead_code, reason = "each of the tests uses a part of it")]

use onrecord::analysis::{Analysis, Judgement, MentionKind, Polarity, Span};

/// Words and signs that lead the reader into its rules.
pub(crate) const BRICKS: &[&str] = &[
    "said", "told", "according to", "that", "he", "She", "the spokesman", "Ann Lee", "Lee", "Turkey", "Ankara", "Kremlin", "Russian",
    "U.S.", "Mr.", "President", "accused", "praised", "did not", "\"", "“", "”", "‘", "’", "'", "«", "»", "„", "``", "''", ",", ".", "?",
    "…", "—", "–", ":", ";", " ", " ", " ", "\n", "\n\n", "\r\n", "\u{a0}", "\u{200b}", "\u{feff}", "é", "e\u{301}", "👩‍👩‍👧", "שלום", "中文",
    "@ann", "https://a.org", "$5", "6'2\"", "(", ")", "\0",
];

/// Panics, saying what is wrong, unless `analysis` keeps every promise that the contract makes about `text`.
pub(crate) fn check(text: &str, analysis: &Analysis) {
    let characters: Vec<char> = text.chars().collect();
    assert_eq!(analysis.n_chars, characters.len(), "length in code points");
    let holds = |start: usize, end: usize, words: &str| {
        assert!(start <= end && end <= characters.len(), "{start}..{end} lies outside {}", characters.len());
        assert_eq!(characters[start..end].iter().collect::<String>(), words, "the characters at {start}..{end}");
    };
    let span = |span: &Span| {
        assert!(span.start < span.end, "an empty span at {}", span.start);
        holds(span.start, span.end, &span.text);
    };
    for region in [&analysis.regions.headline, &analysis.regions.dateline, &analysis.regions.standfirst].into_iter().flatten() {
        span(region);
    }
    let mut last = 0;
    for sentence in &analysis.sentences {
        span(sentence);
        assert!(sentence.start >= last, "sentences overlap at {}", sentence.start);
        last = sentence.end;
    }
    let entity = |id: usize| assert!(id < analysis.entities.len(), "entity {id} of {}", analysis.entities.len());
    let quote = |id: usize| assert!(id < analysis.quotes.len(), "quote {id} of {}", analysis.quotes.len());
    for (position, e) in analysis.entities.iter().enumerate() {
        assert_eq!(e.id, position, "an id is a position");
        assert!(!e.name.is_empty() && !e.mentions.is_empty(), "an entity without name or mention: {e:?}");
        assert!(e.mentions.is_sorted_by_key(|m| m.start), "mentions out of order: {e:?}");
        for m in &e.mentions {
            assert!(m.start < m.end, "an empty mention");
            holds(m.start, m.end, &m.text);
            m.quote.into_iter().for_each(quote);
        }
        let lone = e.mentions.iter().all(|m| m.kind == MentionKind::Pronoun);
        assert!(!lone, "an entity of pronouns alone: {e:?}");
    }
    for (position, q) in analysis.quotes.iter().enumerate() {
        assert_eq!(q.id, position, "an id is a position");
        assert!(!q.content.is_empty(), "a quote without content");
        q.content.iter().chain(&q.cue).chain(&q.source).for_each(span);
        assert!(q.content.is_sorted_by_key(|c| c.start), "pieces out of order: {q:?}");
        assert!(q.content.windows(2).all(|w| w[0].end <= w[1].start), "pieces overlap: {q:?}");
        assert!(q.confidence.is_none_or(|c| (0.0..=1.0).contains(&c)), "no probability: {q:?}");
        assert!(q.speaker.is_none() || q.source.is_some() || q.by != "model", "a speaker without a source: {q:?}");
        q.speaker.iter().chain(&q.mentions).copied().for_each(entity);
    }
    for s in &analysis.stance {
        span(&s.evidence);
        s.cues.iter().for_each(span);
        entity(s.target);
        s.holder.into_iter().for_each(entity);
        s.quote.into_iter().for_each(quote);
        assert!(s.holder != Some(s.target), "an attitude towards oneself: {s:?}");
        let signed = match s.polarity {
            Polarity::Positive => s.score > 0.0,
            Polarity::Negative => s.score < 0.0,
            Polarity::Neutral => s.score == 0.0,
        };
        assert!(signed && s.score.abs() <= 1.0, "score and polarity differ: {s:?}");
    }
    let counted: usize = analysis.stance_summary.iter().map(|r| r.evidence.len()).sum();
    assert_eq!(counted, analysis.stance.len(), "the summary counts every record once");
    for row in &analysis.stance_summary {
        assert_eq!(row.positive + row.negative + row.neutral, row.evidence.len());
    }
}

/// The same for the judgement of one pair.
pub(crate) fn check_judgement(text: &str, judgement: &Judgement) {
    let characters: Vec<char> = text.chars().collect();
    for span in judgement.cues.iter().chain([&judgement.evidence]) {
        assert!(span.start < span.end && span.end <= characters.len(), "no stretch of the text: {span:?}");
        assert_eq!(characters[span.start..span.end].iter().collect::<String>(), span.text, "the characters of {span:?}");
    }
    assert!((0.0..=1.0).contains(&judgement.confidence) && judgement.score.abs() <= 1.0, "no probability: {judgement:?}");
}

/// The sample articles, by name.
pub(crate) fn articles() -> Vec<(String, String)> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/articles");
    let mut articles: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the sample articles")
        .map(|entry| entry.expect("an entry").path())
        .map(|path| (path.file_stem().expect("a name").to_string_lossy().into_owned(), std::fs::read_to_string(path).expect("UTF-8")))
        .collect();
    articles.sort();
    articles
}
