//! From labels and link scores to spans and records.
//!
//! Takes one window's labels and the scores of its links, promises ranges of pieces: the spans of a label sequence, and attributions
//! put together from sources, cues and contents. Contents form groups by their `join` answers; a group takes the cue and then the
//! source with the highest product of probabilities over its contents, the source also under the chosen cue. Sources and cues that no
//! group takes are dropped; a group without either stays.
//!
//! It does not join across windows, mend quotation marks, or resolve a pronoun.

use std::ops::Range;

use super::crf::first_best;
use super::heads::{log_softmax, softmax};
use super::reading::{Choice, Links, Record};

/// The spans of labels of which 0 is outside, odd ones begin a span and the even one behind each carries it on: range and number
/// of the name. A label that carries on what is not there begins a span.
pub(super) fn spans(labels: &[u8]) -> Vec<(Range<usize>, usize)> {
    let mut out: Vec<(Range<usize>, usize)> = Vec::new();
    for (i, &label) in labels.iter().enumerate().filter(|&(_, &label)| label > 0) {
        let name = usize::from(label - 1) / 2;
        match out.last_mut() {
            Some((range, last)) if label % 2 == 0 && range.end == i && *last == name => range.end = i + 1,
            _ => out.push((i..i + 1, name)),
        }
    }
    out
}

/// The sum of rows.
fn sum(rows: &[Vec<f32>], members: &[usize]) -> Vec<f32> {
    let mut out = rows[members[0]].clone();
    for &m in &members[1..] {
        out.iter_mut().zip(&rows[m]).for_each(|(a, b)| *a += b);
    }
    out
}

/// The best candidate of summed logarithms, none last, with its share of the product of probabilities.
fn choose(scores: &[f32]) -> Choice {
    let best = first_best(scores);
    Choice { candidate: (best + 1 < scores.len()).then_some(best), probability: softmax(scores)[best] }
}

/// The records of a window with so many contents, in text order.
pub(super) fn records(contents: usize, links: &Links) -> Vec<Record> {
    let log = |rows: &[Vec<f32>]| rows.iter().map(|row| log_softmax(row)).collect::<Vec<_>>();
    let (cue, source, by) = (log(&links.cue), log(&links.source), log(&links.by));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    let mut group_of: Vec<usize> = Vec::new();
    for i in 0..contents {
        let row = &links.join[i];
        let mut answers = row[..i].to_vec();
        answers.extend(row.last());
        let best = first_best(&answers);
        let group = if best < i { group_of[best] } else { groups.len() };
        if group == groups.len() {
            groups.push(Vec::new());
        }
        groups[group].push(i);
        group_of.push(group);
    }
    let record = |members: Vec<usize>| {
        let chosen_cue = choose(&sum(&cue, &members));
        let mut by_source = sum(&source, &members);
        if let Some(c) = chosen_cue.candidate {
            by_source.iter_mut().zip(&by[c]).for_each(|(a, b)| *a += b);
        }
        Record { source: choose(&by_source), cue: chosen_cue, contents: members }
    };
    groups.into_iter().map(record).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_of_labels() {
        assert_eq!(spans(&[0, 1, 2, 2, 1, 3, 2, 0, 6]), [(1..4, 0), (4..5, 0), (5..6, 1), (6..7, 0), (8..9, 2)]);
        assert!(spans(&[]).is_empty());
    }

    #[test]
    fn joined_contents_share_a_source_and_ties_go_to_the_first() {
        let links = Links {
            cue: vec![vec![0.0], vec![0.0], vec![0.0]],
            source: vec![vec![1.0, 0.0, 0.0], vec![0.0, 3.0, 0.0], vec![0.5, 0.5, 0.5]],
            by: vec![],
            join: vec![vec![0.0, 0.0, 0.0, 9.0], vec![2.0, 9.0, 9.0, 1.0], vec![1.0, 1.0, 9.0, 3.0]],
        };
        let found = records(3, &links);
        assert_eq!(
            found.iter().map(|r| (r.contents.clone(), r.source.candidate)).collect::<Vec<_>>(),
            [(vec![0, 1], Some(1)), (vec![2], Some(0))]
        );
    }
}
