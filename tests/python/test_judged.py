"""The hand-judged speakers are places and remarks, and no text."""

import json
from pathlib import Path

ROWS = json.loads((Path(__file__).resolve().parents[1] / "judged" / "speakers.json").read_text(encoding="utf-8"))


def test_a_hundred_places_and_no_text() -> None:
    keys = {"id", "content", "source", "speaker", "note"}
    assert len(ROWS) == 100
    assert len({(row["id"], *row["source"], *row["content"][0]) for row in ROWS}) == 100
    for row in ROWS:
        assert row.keys() == keys
        assert len(row["note"].split()) <= 3
        assert row["content"]
        for start, end in [row["source"], *row["content"], *row["speaker"]]:
            assert 0 <= start < end
