"""What must hold without any corpus: features, windows, the CRF against brute force, links, decoding, quantisation."""

from __future__ import annotations

import itertools
import tempfile
import unittest
from pathlib import Path
from random import Random

import numpy as np
import torch

from onrecord_train import decode, links, quantise, speakers
from onrecord_train.augment import Names as NameLists
from onrecord_train.corpora import Article
from onrecord_train.crf import Crf
from onrecord_train.export import export
from onrecord_train.model import Model, Shape
from onrecord_train.pieces import SPECIAL, WordPieces, quote_states, shape_of
from onrecord_train.windows import batch, chunks, windows

WORDS = "he said no yes and then . , ! \" “ ” ' ` ( ) ##s ##n the boat a b c d".split()
TOKENS = WordPieces(list(SPECIAL) + WORDS)


def states(text: str) -> str:
    return "".join("o.<>"[s] for s in quote_states(text))


class Features(unittest.TestCase):
    def test_shapes(self) -> None:
        shapes = [shape_of(w) for w in ("boat", "Boat", "A", "UN", "41", "McCoy", "9th", "€", "O")]
        self.assertEqual(shapes, [1, 2, 2, 3, 4, 5, 5, 0, 2])

    def test_marks(self) -> None:
        self.assertEqual(states('a "b" c'), "oo<.>oo")
        self.assertEqual(states("“a”, b"), "<.>ooo")
        self.assertEqual(states("``a'' b"), "<<.>>oo")
        self.assertEqual(states("”a b”"), "<...>")  # swapped marks
        self.assertEqual(states('5" wide'), "o>ooooo")  # inches do not open
        self.assertEqual(states('"a'), "<.")

    def test_pieces(self) -> None:
        doc = TOKENS.read('He said:\n\n"No boats," he')
        self.assertEqual([TOKENS.vocabulary[i] for i in doc.ids], ["he", "said", "[UNK]", '"', "no", "boat", "##s", ",", '"', "he"])  # fmt: skip
        self.assertEqual(doc.gap.tolist(), [3, 1, 0, 2, 0, 1, 0, 0, 0, 1])
        self.assertEqual(doc.mark.tolist(), [0, 0, 0, 2, 1, 1, 1, 1, 3, 0])
        self.assertEqual(doc.paragraphs, [(0, 3), (3, 10)])
        self.assertEqual(doc.find(11, 19), (4, 7))
        self.assertEqual(doc.text[slice(*doc.span(4, 7))], "No boats")


class Windows(unittest.TestCase):
    def test_whole_paragraphs(self) -> None:
        doc = TOKENS.read("\n".join(["the boat a b c"] * 60))
        self.assertEqual(windows(doc), [(0, 250), (250, 300)])
        self.assertEqual(windows(doc, limit=12), [(a, a + 10) for a in range(0, 300, 10)])

    def test_a_grid_drawn_by_lot_is_full(self) -> None:
        doc = TOKENS.read("\n".join(["the boat a b c"] * 60))
        grids = [windows(doc, Random(seed), 12) for seed in range(20)]
        self.assertGreater(len({tuple(grid) for grid in grids}), 1)
        for grid in grids:
            self.assertEqual([a for a, _ in grid], [0, *(b for _, b in grid[:-1])])
            self.assertEqual(grid[-1][1], 300)
            self.assertTrue(all(b - a <= 12 for a, b in grid))
            self.assertTrue(all(after[1] - before[0] > 12 for before, after in zip(grid, grid[1:])))

    def test_long_paragraph_ends_at_a_sentence(self) -> None:
        doc = TOKENS.read("a b c d. " * 120)
        parts = chunks(doc, 0, len(doc))
        self.assertEqual(parts, [(0, 250), (250, 500), (500, 600)])


class Chain(unittest.TestCase):
    def setUp(self) -> None:
        torch.manual_seed(0)
        self.crf = Crf(("O", "B-x", "I-x"))
        for p in self.crf.parameters():
            torch.nn.init.normal_(p)
        self.emission = torch.randn(2, 4, 3)
        self.lengths = torch.tensor([4, 3])

    def score(self, row: int, path: tuple[int, ...]) -> float:
        pair, first = self.crf.scores()
        total = first[path[0]] + self.crf.last[path[-1]]
        total = total + sum(self.emission[row, t, j] for t, j in enumerate(path))
        return float(total + sum(pair[a, b] for a, b in zip(path, path[1:])))

    def test_against_brute_force(self) -> None:
        totals = self.crf.total(self.emission, self.lengths)
        best = self.crf.best(self.emission, self.lengths)
        for row, n in enumerate(self.lengths.tolist()):
            with torch.no_grad():
                scores = {p: self.score(row, p) for p in itertools.product(range(3), repeat=n)}
            self.assertAlmostEqual(float(totals[row]), float(np.logaddexp.reduce(list(scores.values()))), places=4)
            self.assertEqual(tuple(best[row]), max(scores, key=scores.get))

    def test_everything_allowed_costs_nothing(self) -> None:
        allowed = torch.ones(2, 4, 3, dtype=torch.bool)
        self.assertAlmostEqual(float(self.crf.loss(self.emission, allowed, self.lengths)), 0.0, places=5)


class Links(unittest.TestCase):
    def test_distance_and_rank(self) -> None:
        self.assertEqual(links.distances([(5, 8)], [(3, 5)]).tolist(), [[0]])
        self.assertEqual(links.distances([(5, 8)], [(0, 2)]).tolist(), [[3]])
        self.assertEqual(links.distances([(5, 8)], [(9, 10)]).tolist(), [[12]])
        self.assertEqual(links.distances([(5, 8)], [(300, 310)]).tolist(), [[21]])
        self.assertEqual(links.places([(5, 8)], [(0, 1), (3, 5), (9, 10), (20, 22)]).tolist(), [[1, 0, 8, 9]])


class Decoding(unittest.TestCase):
    def test_spans(self) -> None:
        found = decode.spans(["O", "B-a", "I-a", "B-a", "I-b", "O"])
        self.assertEqual(found, [(1, 3, "a"), (3, 4, "a"), (4, 5, "b")])

    def test_interrupted_quote(self) -> None:
        low, high = -5.0, 5.0
        scores = {
            "join": np.array([[low, low, high], [high, low, low]]),
            "cue": np.array([[high, low], [low, 0.0]]),
            "source": np.array([[0.0, 0.0], [0.0, 0.1]]),
            "by": np.array([[high, low]]),
        }
        records = decode.attributions([(4, 5)], [(3, 4)], [(0, 3), (6, 9)], scores)
        self.assertEqual(records, [decode.Record((4, 5), (3, 4), [(0, 3), (6, 9)])])


class Renaming(unittest.TestCase):
    def test_spans_follow(self) -> None:
        lists = NameLists.__new__(NameLists)
        lists.fore, lists.sur = {"XX": ["Zuzanna"]}, {"XX": ["Li"]}
        lists.countries, lists.places, lists.known = ["XX"], [], set()
        text = "Ann Okafor left. Okafor Ltd and Okafor stay."
        marks = [(0, 10, "Person"), (17, 27, "Organization"), (32, 38, "Person")]
        new = lists.rename(Article("x", text, entities=marks, scheme="worldwide"), Random(2))
        self.assertEqual(new.text, "Zuzanna Li left. Okafor Ltd and Li stay.")
        self.assertEqual([new.text[s:e] for s, e, _ in new.entities or []], ["Zuzanna Li", "Okafor Ltd", "Li"])


class Quantised(unittest.TestCase):
    def test_file_gives_nearly_the_same_vectors(self) -> None:
        torch.manual_seed(0)
        model = Model(Shape(len(TOKENS.vocabulary), layers=2)).eval()
        doc = TOKENS.read("he said no.\n\"yes,\" the boat said")
        inputs = batch([(doc, 0, len(doc)), (doc, 0, 4)])
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "w.bin"
            export(model, TOKENS, "test", path, {})
            other, tokens = quantise.read(path)
        self.assertEqual(tokens.vocabulary, TOKENS.vocabulary)
        with torch.no_grad():
            a, b = model.vectors(inputs, half=False), other.vectors(inputs, half=False)
            alone = other.vectors(batch([(doc, 0, 4)]), half=False)
        self.assertLess(float((a - b)[0].abs().max()), 0.25)
        self.assertLess(float((alone[0] - b[1, :6]).abs().max()), 1e-5)


class Speakers(unittest.TestCase):
    def test_outcome(self) -> None:
        text = "Ann Lee left. The fund lost, she said."
        she = {"content": [[14, 27]], "source": [29, 32], "speaker": [[0, 7]]}
        nobody = {**she, "speaker": []}
        quote = {"content": [{"start": 14, "end": 27}], "source": {"start": 29, "end": 32}, "speaker": 0}
        ann = {"mentions": [{"start": 0, "end": 7, "text": "Ann Lee", "kind": "name"}, {"start": 29, "end": 32, "text": "she", "kind": "pronoun"}]}
        fund = {"mentions": [{"start": 14, "end": 22, "text": "The fund", "kind": "nominal"}]}
        for row, speaker, entity, want in (
            (she, 0, ann, "right"),
            (she, 0, fund, "wrong"),
            (she, None, ann, "abstained"),
            (nobody, None, ann, "right"),
            (nobody, 0, ann, "wrong"),
        ):
            self.assertEqual(speakers.outcome(row, "she", {**quote, "speaker": speaker}, [entity]), want)
        fund_said = {**she, "source": [14, 22]}
        self.assertEqual(speakers.outcome(fund_said, "The fund", quote, [fund]), "apart")
        self.assertEqual(speakers.outcome({**fund_said, "speaker": []}, "The fund", quote, [fund]), "right")
        other = {**quote, "content": [{"start": 0, "end": 20}], "source": None}
        self.assertEqual(speakers.matching(text, she, [other, quote]), (1.0, quote))
        self.assertLess(speakers.matching(text, she, [other])[0], 0.5)


if __name__ == "__main__":
    unittest.main()
