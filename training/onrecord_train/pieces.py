"""From text to word pieces, each with its offsets and three small features.

Takes a text; gives `Pieces`: parallel arrays over the whole document, and the ranges of its paragraphs. A paragraph is
a maximal run of characters without a line break that holds at least one piece. The pieces are those of an uncased BERT
tokenizer over a trimmed vocabulary; offsets are code points into the text as given.

What lower-casing loses, three learned embeddings give back:

shape   of the word (the run between spaces and punctuation) that the piece belongs to:
            0 neither letters nor digits   1 all lower   2 Title, or one capital   3 two or more letters, all upper
            4 digits only                  5 anything else (McDonald, iPhone, 9th)
gap     what stands before the piece:
            0 nothing, it touches its neighbour   1 white space   2 it opens a paragraph   3 it opens the document
mark    its place among double quotation marks (`quote_states`): 0 outside, 1 inside, 2 opening mark, 3 closing mark

It does not try to pair single quotation marks: an apostrophe looks the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SPECIAL = ("[PAD]", "[UNK]", "[CLS]", "[SEP]")
PAD, UNK, CLS, SEP = range(4)
SHAPES, GAPS, MARKS = 6, 4, 4
OUTSIDE, INSIDE, OPENING, CLOSING = range(4)
PARAGRAPH = re.compile(r"[^\n]+")
# Curly and straight twins of a text must read alike, so the network sees straight marks only; one character for one.
STRAIGHT = str.maketrans({**dict.fromkeys("“”„‟«»", '"'), **dict.fromkeys("‘’‚‛", "'")})


@dataclass
class Pieces:
    """A document as parallel arrays, one entry a piece."""

    ids: np.ndarray
    start: np.ndarray
    end: np.ndarray
    shape: np.ndarray
    gap: np.ndarray
    mark: np.ndarray
    head: np.ndarray  # True where the piece begins a word
    paragraphs: list[tuple[int, int]]
    text: str

    def __len__(self) -> int:
        return len(self.ids)

    def find(self, start: int, end: int) -> tuple[int, int] | None:
        """The range of pieces that share a character with `text[start:end]`."""
        first = int(np.searchsorted(self.end, start, side="right"))
        last = int(np.searchsorted(self.start, end, side="left"))
        return (first, last) if first < last else None

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The characters from the piece `first` to before the piece `last`."""
        return int(self.start[first]), int(self.end[last - 1])


def shape_of(word: str) -> int:
    letters = [c for c in word if c.isalpha()]
    if not letters:
        return 4 if any(c.isnumeric() for c in word) else 0
    if len(letters) < len(word):
        return 5
    if word.islower():
        return 1
    if word[0].isupper() and (len(word) == 1 or word[1:].islower()):
        return 2
    return 3 if word.isupper() else 5


def quote_states(paragraph: str) -> np.ndarray:
    """One state a character, by a machine with two states that starts outside at each paragraph.

    The marks are " (and “ ” « » „, where nobody has straightened them) and the pairs `` and ''. `before` is true of a mark at the paragraph's start
    or behind white space or one of ( [ — – -; `after` is true of a mark at the paragraph's end or before white space.
    A mark with `before` and not `after` opens; one with `after` and not `before` closes; any other opens if we
    are outside and closes if we are inside. Its shape (“ or ”) does not count: news has them swapped. The mark's own
    characters get 2 or 3, and after it we are inside or outside accordingly.
    """
    out = np.zeros(len(paragraph), dtype=np.int64)
    inside = False
    i, n = 0, len(paragraph)
    while i < n:
        c = paragraph[i]
        width = 1
        if paragraph[i : i + 2] in ("``", "''"):
            width = 2
        elif c not in '"“”«»„':
            out[i] = INSIDE if inside else OUTSIDE
            i += 1
            continue
        before = i == 0 or paragraph[i - 1].isspace() or paragraph[i - 1] in "([—–-"
        after = i + width >= n or paragraph[i + width].isspace()
        if before and not after:
            opens = True
        elif after and not before:
            opens = False
        else:
            opens = not inside
        out[i : i + width] = OPENING if opens else CLOSING
        inside = opens
        i += width
    return out


class WordPieces:
    """The tokenizer over one vocabulary (a list of pieces, the four special ones first)."""

    def __init__(self, vocabulary: list[str]) -> None:
        assert tuple(vocabulary[:4]) == SPECIAL
        self.vocabulary = vocabulary
        self.tokenizer = Tokenizer(
            WordPiece({p: i for i, p in enumerate(vocabulary)}, unk_token="[UNK]", max_input_chars_per_word=100)
        )
        self.tokenizer.normalizer = BertNormalizer(
            clean_text=True, handle_chinese_chars=True, strip_accents=True, lowercase=True
        )
        self.tokenizer.pre_tokenizer = BertPreTokenizer()

    @classmethod
    def load(cls, path: Path) -> WordPieces:
        return cls(path.read_text(encoding="utf-8").split("\n")[:-1])

    def read(self, text: str) -> Pieces:
        ids, start, end, shape, gap, mark, head = [], [], [], [], [], [], []
        paragraphs: list[tuple[int, int]] = []
        for match in PARAGRAPH.finditer(text):
            base, line = match.start(), match.group().translate(STRAIGHT)
            encoding = self.tokenizer.encode(line, add_special_tokens=False)
            if not encoding.ids:
                continue
            states = quote_states(line)
            first = len(ids)
            words: dict[int, list[int]] = {}
            for word, (s, e) in zip(encoding.word_ids, encoding.offsets):
                extent = words.setdefault(word, [s, e])
                extent[1] = max(extent[1], e)
            shapes = {w: shape_of(line[s:e]) for w, (s, e) in words.items()}
            last_end, last_word = -1, -1
            for piece, word, (s, e) in zip(encoding.ids, encoding.word_ids, encoding.offsets):
                if last_end < 0:
                    space = 2 if paragraphs else 3
                else:
                    space = 1 if s > last_end else 0
                ids.append(piece)
                start.append(base + s)
                end.append(base + e)
                shape.append(shapes[word])
                gap.append(space)
                mark.append(states[s])
                head.append(word != last_word)
                last_end, last_word = e, word
            paragraphs.append((first, len(ids)))
        a = lambda x: np.asarray(x, dtype=np.int64)  # noqa: E731
        return Pieces(a(ids), a(start), a(end), a(shape), a(gap), a(mark), np.asarray(head, bool), paragraphs, text)


def trim(vocabulary: list[str], texts: Iterable[str], keep_first: int) -> list[int]:
    """Which rows of a full vocabulary stay: the special ones, single characters (and as continuations), pieces that
    occur in `texts`, and the first `keep_first` rows (the list is ordered by frequency). Rows in their old order,
    the special ones first."""
    full = WordPieces(list(SPECIAL) + [p for p in vocabulary if p not in SPECIAL])
    seen: set[str] = set()
    for text in texts:
        for line in text.split("\n"):
            if line:
                seen.update(full.tokenizer.encode(line, add_special_tokens=False).tokens)
    rows = {p: i for i, p in enumerate(vocabulary)}
    kept = [rows[p] for p in SPECIAL]
    for i, piece in enumerate(vocabulary):
        if piece in SPECIAL or piece.startswith("[unused"):
            continue
        if i < keep_first or piece in seen or len(piece) == 1 or (piece.startswith("##") and len(piece) == 3):
            kept.append(i)
    return kept
