"""A corpus of invented news for the notebooks: nobody in it exists, and nothing in it happened.

The articles are put together from templates by a seeded generator, so that everybody has the same
thousand, no licence stands in the way, and the answer is known: whom each side is for and against, and
when that turns. Real news is more varied and harder to read; figures on this corpus say nothing
about figures on yours.

    >>> from corpus import generate
    >>> articles = generate(1000)
    >>> articles[0].outlet
    'Northern Wire'
"""

import random
from datetime import date, timedelta
from typing import NamedTuple

__all__ = ["PEOPLE", "TURN", "Article", "Person", "generate"]


class Article(NamedTuple):
    """One article: the columns of a table."""

    id: str
    date: date
    outlet: str
    title: str
    text: str


class Person(NamedTuple):
    """Somebody who gets quoted."""

    first: str
    last: str
    gender: str
    role: str
    country: str

    @property
    def name(self) -> str:
        """The full name."""
        return f"{self.first} {self.last}"

    @property
    def pronoun(self) -> str:
        """She or he."""
        return "she" if self.gender == "f" else "he"


PEOPLE = (
    Person("Ilse", "Marrin", "f", "transport minister", "Kelmoria"),
    Person("Edvard", "Tollan", "m", "prime minister", "Kelmoria"),
    Person("Brita", "Sandmo", "f", "opposition leader", "Kelmoria"),
    Person("Oskar", "Venn", "m", "foreign minister", "Vestavia"),
    Person("Helga", "Rystad", "f", "president", "Vestavia"),
    Person("Anton", "Brekke", "m", "government spokesman", "Vestavia"),
    Person("Mirela", "Costin", "f", "trade minister", "Ardovia"),
    Person("Pavel", "Dornik", "m", "government spokesman", "Ardovia"),
    Person("Tomas", "Quill", "m", "union leader", "Kelmoria"),
    Person("Sanna", "Lofgren", "f", "harbour economist", "Vestavia"),
)
_OFFICIALS = PEOPLE[:8]
_COUNTRIES = ("Kelmoria", "Vestavia", "Ardovia")
_PEOPLES = {"Kelmoria": "Kelmorian", "Vestavia": "Vestavian", "Ardovia": "Ardovian"}
_CITIES = {"Kelmoria": "Port Calder", "Vestavia": "Norrby", "Ardovia": "Sankt Orlo"}

#: The day on which Kelmoria and Vestavia sign the ferry treaty: against one another before it, for one another after.
TURN = date(2025, 1, 15)
_FIRST, _DAYS = date(2024, 3, 1), 640

#: Outlet: how often it quotes women rather than men, officials rather than others, and opens with blame or praise.
_OUTLETS = {"The Quay": (0.65, 0.7, 0.9), "Calder Post": (0.3, 0.8, 0.6), "Northern Wire": (0.45, 0.95, 0.3)}

_TOPICS = ("harbour fee", "ferry treaty", "fishing quota", "grain tariff", "customs reform")
_AGAINST = (
    "accused {target} of breaking its word",
    "condemned {target}",
    "criticised {target} for the {topic}",
    "blamed {target} for the delay",
    "accused {target} of greed",
)
_FOR = (
    "praised {target}",
    "thanked {target} for its patience",
    "voiced full support for {target}",
    "defended {target} against its critics",
    "commended {target} for the {topic}",
)
_CALM = ("said that {target} had been told of the {topic}", "told reporters that {target} would be asked to sign")
_BAD = ("The {topic} is a disgrace", "Nobody can trust such a {topic}", "The {topic} is reckless")
_GOOD = ("The {topic} is a success", "We are proud of the {topic}", "The {topic} is good for both sides")
_PLAIN = (
    "the {topic} would be debated in {month}",
    "the talks would go on until {month}",
    "no decision on the {topic} was to be expected before {month}",
    "two rounds of talks had been agreed",
    "experts would look at the {topic} in {month}",
)
_MONTHS = ("January", "March", "May", "June", "September", "November")


def generate(n: int, *, seed: int = 7) -> list[Article]:
    """Return `n` articles, in the order of their days; the same for the same `n` and `seed`."""
    generator = random.Random(seed)
    days = sorted(_FIRST + timedelta(generator.randrange(_DAYS)) for _ in range(n))
    return [_article(generator, number, day) for number, day in enumerate(days)]


def _side(generator: random.Random, holder: str, target: str, day: date) -> bool:
    """Draw whether a country speaks for another: the two neighbours turn, Ardovia stands by Vestavia throughout."""
    if "Ardovia" in (holder, target):
        chance = 0.85 if "Vestavia" in (holder, target) else 0.25
    else:
        chance = 0.1 if day < TURN else 0.85
    return generator.random() < chance


def _article(generator: random.Random, number: int, day: date) -> Article:
    pick = generator.choice
    outlet = pick(list(_OUTLETS))
    women, officials, heat = _OUTLETS[outlet]
    topic, month = pick(_TOPICS), pick(_MONTHS)

    def person(*without: Person) -> Person:
        group = [p for p in (_OFFICIALS if generator.random() < officials else PEOPLE[8:]) if p not in without]
        gender = "f" if generator.random() < women else "m"
        return pick([p for p in group if p.gender == gender] or group)

    first = person()
    second = person(first)
    target = pick([country for country in _COUNTRIES if country != first.country])
    favourable = _side(generator, first.country, target, day)
    fill = {"topic": topic, "month": month, "target": target}

    lead = pick(_FOR if favourable else _AGAINST) if generator.random() < heat else pick(_CALM)
    lead = lead.format(**fill)
    judgement = pick(_GOOD if favourable else _BAD).format(**fill)
    plain = pick(_PLAIN).format(**fill)
    other = pick([sentence for sentence in _PLAIN if sentence.format(**fill) != plain]).format(**fill)

    who = pick(
        (
            f"{_PEOPLES[first.country]} {first.role} {first.name}",
            f"{first.name}, {_described(first)},",
        )
    )
    again = pick((first.last, first.pronoun.capitalize(), f"The {first.role}"))
    sentences = [f"{who} {lead} on {day:%A}."]
    sentences.append(
        pick(
            (
                f"“{judgement},” {first.pronoun} told reporters. “Everybody knows it.”",
                f"“{judgement},” {first.last} said.",
                f"“{judgement},” {first.pronoun} said, “and the people of {first.country} know it.”",
            )
        )
    )
    sentences.append(
        pick((f"{again} said {plain}.", f"{again} added that {plain}.", f"{again} announced that {plain}."))
    )

    described = f"{second.name}, {_described(second)},"
    paragraph = [
        pick(
            (
                f"{described} said {other}.",
                f"{described} warned that the mood was “as cold as the harbour”.",
                f"According to {described} {other}.",
            )
        )
    ]
    if second.country == target and second in _OFFICIALS:
        verb = pick(_FOR if _side(generator, target, first.country, day) else _AGAINST)
        paragraph.append(f"{second.last} {verb.format(topic=topic, target=first.country)}.")
    else:
        paragraph.append(f"“We will wait and see,” {second.last} said.")

    last = pick(
        (
            f"Officials in {_CITIES[target]} said the matter was closed.",
            f"A source close to the talks said the next meeting would be in {_CITIES[first.country]}.",
            f"The ministry in {_CITIES[target]} declined to comment.",
            f"The price of a ferry ticket rose by {generator.randrange(2, 9)} percent last year.",
        )
    )
    title = pick(
        (
            f"{topic.capitalize()} divides {first.country} and {target}",
            f"{first.country} looks to {target} over {topic}",
            f"New talks on {topic} in {month}",
        )
    )
    dateline = f"{_CITIES[first.country].upper()}, {day:%B} {day.day}, {day.year} - "
    paragraphs = [title, dateline + " ".join(sentences), " ".join(paragraph), last]
    return Article(f"{number:04d}", day, outlet, title, "\n\n".join(paragraphs) + "\n")


def _described(person: Person) -> str:
    if person in _OFFICIALS:
        return f"the {person.role} of {person.country}"
    return f"a {person.role} from {person.country}"
