//! What the article says in its own voice.
//!
//! Takes the words outside everybody's speech, promises records of the author: `the reckless decision`, `the treatment of the dockers
//! was shameful`, `gives a superb performance`. Few words are the author's own: those that blame or honour whoever is responsible for
//! a thing, whatever the thing, and those of taste about what people make, do and are. A terrible fire, a great crowd and a criminal
//! charge are news.
//!
//! Where anybody else is heard or shown with an attitude in the same sentence, its words may be theirs, and the author has none.

use std::collections::HashSet;
use std::ops::Range;

use super::attitude::{Place, evidence};
use super::clause::Clauses;
use super::draft::{Draft, Holder};
use super::nominal::{ACTS, QUALITIES};
use super::phrase::Phrase;
use super::reserve;
use crate::analysis::{Channel, EntityType, HolderKind};
use crate::document::Sentence;
use crate::entities;
use crate::seeds::{Attitude, Function, Toward};

/// Words that hold somebody responsible for what they describe.
const MORAL: &[&str] = &[
    "abhorrent", "arrogant", "astute", "brave", "callous", "commendable", "contemptible", "courageous", "cowardly", "cynical",
    "deplorable", "despicable", "disgrace", "disgraceful", "dishonest", "farce", "foolish", "gallant", "greedy", "half-baked", "heartless",
    "heroic", "honourable", "hypocritical", "idiotic", "ill-advised", "immoral", "incompetent", "indefensible", "inept", "inexcusable",
    "irresponsible", "laudable", "laughable", "ludicrous", "misguided", "naive", "noble", "odious", "outrageous", "praiseworthy",
    "preposterous", "reckless", "ridiculous", "scandalous", "selfless", "shambles", "shameful", "shameless", "short-sighted", "spineless",
    "stupid", "tasteless", "thoughtful", "tone-deaf", "travesty", "treacherous", "unconscionable", "unethical", "unforgivable", "unjust",
    "unprincipled", "unwise", "valiant", "vindictive", "wise",
];
/// Words of taste, which also tell of fires and floods.
const TASTE: &[&str] = &[
    "abysmal", "admirable", "amateurish", "appalling", "atrocious", "awful", "boring", "brilliant", "clumsy", "dazzling", "delightful",
    "dreadful", "dull", "excellent", "exemplary", "exquisite", "fantastic", "gem", "gripping", "magnificent", "marvellous", "masterly",
    "masterpiece", "mediocre", "outstanding", "pathetic", "shoddy", "sloppy", "splendid", "superb", "terrific", "wonderful",
];
/// What people make and show.
const WORKS: &[&str] = &[
    "acting", "album", "article", "ballet", "biography", "book", "cast", "collection", "comedy", "concert", "debut", "design", "dialogue",
    "direction", "display", "documentary", "drama", "essay", "exhibition", "film", "finish", "goal", "innings", "interpretation",
    "lighting", "memoir", "movie", "music", "musical", "novel", "opera", "orchestra", "painting", "paintings", "photographs", "play",
    "plot", "poem", "poems", "portrait", "portrayal", "production", "programme", "recital", "rendition", "restaurant", "save", "score",
    "screenplay", "script", "sequel", "series", "show", "song", "songs", "soundtrack", "staging", "story", "symphony", "team", "writing",
];
/// What nobody is responsible for, or what is news however it is named.
const EVENTS: &[&str] = &[
    "accident", "crash", "crime", "crimes", "death", "deaths", "defeat", "disaster", "earthquake", "fire", "fires", "flood", "floods",
    "killing", "killings", "loss", "losses", "murder", "murders", "night", "scene", "scenes", "season", "shooting", "storm", "tragedy",
    "violence", "weather", "week", "winter", "year", "years",
];
/// Words that hand an opinion to somebody, told as speech or not.
const SEEN: &[&str] = &[
    "according", "accused", "alleged", "allegedly", "apparently", "argue", "argued", "argues", "believe", "believed", "believes", "called",
    "claim", "claimed", "claims", "considered", "critics", "deemed", "described", "dubbed", "insisted", "insists", "labelled", "regarded",
    "reportedly", "said", "say", "says", "see", "seemingly", "seen", "sees", "so-called", "supposedly", "tells", "think", "thinks",
    "thought", "told", "wrote",
];

/// All records of the author. `taken` are the sentences in which somebody else has an attitude.
pub(super) fn find(clauses: Clauses, taken: &HashSet<usize>) -> Vec<Draft> {
    let author = Author { clauses };
    let sentences = clauses.phrases.document.sentences.iter().enumerate();
    sentences.filter(|(i, sentence)| !taken.contains(i) && author.speaks(sentence)).flat_map(|(_, s)| author.sentence(s)).collect()
}

struct Author<'d> {
    clauses: Clauses<'d>,
}

impl Author<'_> {
    /// Whether the sentence is the author's from end to end.
    fn speaks(&self, sentence: &Sentence) -> bool {
        let p = self.clauses.phrases;
        let headline = p.document.headline.is_some_and(|h| h.contains(sentence.span));
        let own = |i: usize| {
            let voices = self.clauses.voices;
            voices.quote(i).is_none()
                && voices.introduced(i).is_none()
                && !p.is_mark(i)
                && p.text(i) != "?"
                && !SEEN.contains(&p.lower(i).as_str())
        };
        !headline && sentence.tokens.clone().all(own)
    }

    fn sentence(&self, sentence: &Sentence) -> Vec<Draft> {
        let p = self.clauses.phrases;
        let mut found = Vec::new();
        let mut i = sentence.tokens.start;
        while i < sentence.tokens.end {
            let lower: Vec<String> = (i..sentence.tokens.end).take(3).map(|j| p.lower(j)).collect();
            let read = p.seeds.attitude(lower.iter().map(String::as_str)).filter(|_| p.entities.at(i).is_none());
            let Some((length, readings)) = read else {
                i += 1;
                continue;
            };
            let own = |r: &&Attitude| r.toward == Toward::Head && (MORAL.contains(&r.lemma) || TASTE.contains(&r.lemma));
            if let Some(reading) = readings.iter().find(own) {
                found.extend(self.word(reading, i..i + length, &sentence.tokens));
            }
            i += length;
        }
        found
    }

    fn word(&self, reading: &Attitude, word: Range<usize>, sentence: &Range<usize>) -> Option<Draft> {
        let p = self.clauses.phrases;
        let place = Place { clause: self.clauses.around(&word, sentence), word, sentence, quote: None };
        let (target, from) = if let Some(subject) = self.clauses.copular(place.word.start, place.clause.start) {
            let from = subject.phrase.tokens.start;
            (subject.phrase, from)
        } else {
            let next = place.word.end;
            let noun = next < place.clause.end && (p.function(next).is_none() || p.entities.at(next).is_some());
            (p.right(next, place.clause.end).filter(|_| noun)?, place.clause.start)
        };
        let target = self.whole(target, &place);
        self.is_own(reading, &target).then(|| {
            let size = f64::from(reading.strength.abs()) / 3.0;
            Draft {
                holder: Holder::Unnamed,
                holder_kind: HolderKind::Author,
                score: if reading.strength > 0 { size } else { -size },
                modality: reserve::modality(p, place.word.start, from.min(place.word.start), place.clause.end),
                channel: Channel::Narration,
                quote: None,
                evidence: evidence(p.document, &place.word, &target.tokens),
                cues: vec![p.document.tokens_span(&place.word)],
                target,
                confidence: None,
                by: "author-word",
            }
        })
    }

    /// With what stands before the word: `the minister's reckless decision` has an owner.
    fn whole(&self, target: Phrase, place: &Place) -> Phrase {
        let owner = self.clauses.phrases.left_core(target.tokens.end, place.clause.start).and_then(|whole| whole.owner);
        let free = target.owner.is_none() && target.entity.is_none() && target.tokens.start == place.word.end;
        Phrase { owner: if free { owner.filter(|o| o.tokens.end <= place.word.start) } else { target.owner }, ..target }
    }

    /// Whether the word about this target is an opinion.
    fn is_own(&self, reading: &Attitude, target: &Phrase) -> bool {
        let p = self.clauses.phrases;
        let noun = p.lower(target.head);
        if p.function(target.head) == Some(Function::Pronoun) && target.entity.is_none() || EVENTS.contains(&noun.as_str()) {
            return false;
        }
        let party = target.entity.is_some_and(|e| {
            matches!(p.entities.list[e].kind, EntityType::Person | EntityType::Org | EntityType::Gpe | EntityType::Norp | EntityType::Misc)
        });
        let made = WORKS.contains(&noun.as_str()) || QUALITIES.contains(&noun.as_str()) || ACTS.contains(&noun.as_str());
        party || made || p.is_role(target.head) || entities::is_body(&noun) || MORAL.contains(&reading.lemma)
    }
}
