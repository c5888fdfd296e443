"""Other names for the people and places of an article.

A corpus has few families: a network that has read it learns that a single unknown name is an organisation. So in a
part of the articles each person gets a forename and a surname of a country drawn at random, the same each time the name
(or a part of it) comes back, and some one-word places get the name of a province. Name lists: public domain and CC0.

Takes an `Article` with entities; gives a new one with text and offsets moved. Only the marked spans change: a
company named for its founder keeps its name.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from random import Random

from .corpora import Article

PERSON = {"Person", "PER", "person", "politician"}
PLACE = {"Location", "LOC", "location"}
PARTICLES = {"al", "bin", "ibn", "de", "da", "van", "von", "el", "der", "dos", "del", "la", "le", "of", "and", "the"}


class Names:
    def __init__(self, gazetteers: Path) -> None:
        self.fore: dict[str, list[str]] = defaultdict(list)
        self.sur: dict[str, list[str]] = defaultdict(list)
        for table, out in (("forenames_by_country_cc0", self.fore), ("surnames_by_country_cc0", self.sur)):
            for row in self._table(gazetteers / f"{table}.tsv"):
                name = (row["romanized"] or row["localized"]).strip()
                if name and " " not in name:
                    out[row["iso2"]].append(name)
        self.countries = sorted(set(self.fore) & set(self.sur))
        self.places = []
        self.known = set()
        for row in self._table(gazetteers / "admin_divisions_factbook.tsv"):
            name = next((v for k, v in row.items() if "name" in k or "division" in k), "") or ""
            if name.isalpha() and len(name) > 3:
                self.places.append(name)
        for row in self._table(gazetteers / "countries_factbook.tsv"):
            self.known.update((row.get("name") or "").split())

    @staticmethod
    def _table(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as handle:
            return list(csv.DictReader(handle, delimiter="\t"))

    def rename(self, article: Article, rng: Random) -> Article:
        assert article.entities is not None
        people = [article.text[s:e] for s, e, label in article.entities if label in PERSON]
        new: dict[str, str] = {}
        for name in sorted(set(people), key=lambda n: (-len(n.split()), n)):
            words = [w for w in name.split() if w[:1].isupper() and len(w) > 2 and w.lower() not in PARTICLES]
            if not words or any(w in new for w in words):
                continue
            keep = rng.random() < 0.25
            country = rng.choice(self.countries)
            for i, word in enumerate(words):
                first = i == 0 and len(words) > 1
                drawn = rng.choice((self.fore if first else self.sur)[country])
                new[word] = word if keep else drawn.upper() if word.isupper() else drawn
        for s, e, label in article.entities:
            word = article.text[s:e]
            if label in PLACE and word.isalpha() and word.istitle() and word not in self.known and word not in new:
                new[word] = rng.choice(self.places) if self.places and rng.random() < 0.2 else word
        out, entities, at = [], [], 0
        length = 0
        for s, e, label in sorted(article.entities):
            if s < at:
                continue
            before = article.text[at:s]
            words = article.text[s:e].split(" ")
            if label in PERSON or (label in PLACE and len(words) == 1):
                words = [new.get(w, w) for w in words]
            name = " ".join(words)
            out += [before, name]
            entities.append((length + len(before), length + len(before) + len(name), label))
            length += len(before) + len(name)
            at = e
        out.append(article.text[at:])
        return Article(article.id, "".join(out), entities=entities, scheme=article.scheme)
