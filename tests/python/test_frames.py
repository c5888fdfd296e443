"""Tables: what stands in them, who can take them, and the way there and back."""

import csv
import io
import itertools
import json
import os
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import onrecord
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from onrecord import frames

STORY = """Harbour fee splits two old friends

PORT CALDER, May 6 - “We have paid 🦊,” Ilse Marrin, the transport minister, said on Tuesday, “and we will pay no more.”

Marrin accused Norway of greed.
"""
TABLES = ["documents", "quotes", "mentions", "entities", "stance"]


@pytest.fixture(scope="module")
def results() -> list[onrecord.Analysis]:
    root = Path(__file__).resolve().parents[2] / "seeds" / "articles"
    texts = [path.read_text(encoding="utf-8") for path in sorted(root.glob("*.txt"))]
    return list(onrecord.analyze_many([STORY, "", *texts], ids=["story", "empty", *map(str, range(len(texts)))]))


def query(sql: str, **tables: onrecord.Table) -> list[dict[str, Any]]:
    """What DuckDB answers."""
    connection: Any = duckdb.connect()
    for name, table in tables.items():
        connection.register(name, table)
    rows: list[dict[str, Any]] = connection.sql(sql).to_arrow_table().to_pylist()
    return rows


def dicts(table: onrecord.Table) -> list[dict[str, Any]]:
    return list(table)


def test_columns_are_those_of_the_tables_and_all_are_described() -> None:
    described = onrecord.frames.columns()
    made = onrecord.tables([])
    assert [table.name for table in made] == TABLES
    for table in made:
        here = [column for column in described if column.table == table.name]
        assert table.columns == [column.name for column in here]
        assert table.columns[0] == "doc_id"
        schema = table.to_arrow().schema
        for column, field in zip(here, schema, strict=True):
            assert (field.type, field.nullable) == (pa.type_for_alias(column.type), column.nullable)
            assert field.metadata[b"description"].decode() == column.description != ""


def test_rows_say_what_the_analyses_say(results: list[onrecord.Analysis]) -> None:
    made = onrecord.tables(results)
    assert [row["doc_id"] for row in made.documents] == [result.id for result in results]
    for result in results:
        names = [entity["name"] for entity in result["entities"]]
        mine = {table.name: [row for row in table if row["doc_id"] == result.id] for table in made}
        (document,) = mine["documents"]
        assert [document[f"n_{name}"] for name in ("quotes", "mentions", "entities", "stance", "sentences")] == [
            *(len(mine[name]) for name in ("quotes", "mentions", "entities", "stance")),
            len(result["sentences"]),
        ]
        assert document["n_chars"] == result["n_chars"]
        assert document["headline"] == (result["regions"]["headline"] or {"text": None})["text"]
        for quote, row in zip(result["quotes"], mine["quotes"], strict=True):
            assert row["text"] == " … ".join(span["text"] for span in quote["content"])
            assert (row["start"], row["end"]) == (quote["content"][0]["start"], quote["content"][-1]["end"])
            places = [tuple(map(int, place.split(":"))) for place in row["pieces"].split("; ")]
            assert result.text is not None
            assert [result.text[start:end] for start, end in places] == [span["text"] for span in quote["content"]]
            assert (row["quote_id"], row["kind"], row["cue_class"]) == (quote["id"], quote["kind"], quote["cue_class"])
            assert (row["confidence"], row["by"]) == (quote["confidence"], quote["by"])
            for part in ("cue", "source"):
                span = quote[part] or {"text": None, "start": None, "end": None}
                assert (row[part], row[f"{part}_start"], row[f"{part}_end"]) == (
                    span["text"],
                    span["start"],
                    span["end"],
                )
            assert row["speaker_id"] == quote["speaker"]
            assert row["speaker"] == (None if quote["speaker"] is None else names[quote["speaker"]])
            assert (row["about"] or "") == "; ".join(names[i] for i in quote["mentions"])
            assert (row["about_ids"] or "") == "; ".join(map(str, quote["mentions"]))
        for entity, row in zip(result["entities"], mine["entities"], strict=True):
            for key, column in {
                "id": "entity_id",
                "name": "name",
                "type": "type",
                "role": "role",
                "country": "country",
            }.items():
                assert row[column] == entity[key]  # type: ignore[literal-required]
            assert row["n_mentions"] == len(entity["mentions"])
            assert row["n_quotes"] == sum(quote["speaker"] == entity["id"] for quote in result["quotes"])
        mentions = sorted(
            (m["start"], m["end"], m["text"], m["kind"], m["quote"], e["id"], e["name"], e["type"])
            for e in result["entities"]
            for m in e["mentions"]
        )
        keys = ("start", "end", "text", "kind", "quote_id", "entity_id", "entity", "type")
        assert sorted(tuple(row[key] for key in keys) for row in mine["mentions"]) == mentions
        assert [row["start"] for row in mine["mentions"]] == [mention[0] for mention in mentions]
        for number, (stance, row) in enumerate(zip(result["stance"], mine["stance"], strict=True)):
            assert row["stance_id"] == number
            for key in ("holder_kind", "polarity", "score", "confidence", "modality", "channel", "by"):
                assert row[key] == stance[key]  # type: ignore[literal-required]
            assert (row["holder_id"], row["target_id"], row["quote_id"]) == (
                stance["holder"],
                stance["target"],
                stance["quote"],
            )
            assert row["target"] == names[stance["target"]]
            assert row["holder"] == (None if stance["holder"] is None else names[stance["holder"]])
            evidence = stance["evidence"]
            assert (row["evidence"], row["evidence_start"], row["evidence_end"]) == (
                evidence["text"],
                evidence["start"],
                evidence["end"],
            )
            assert (row["cues"] or "") == "; ".join(cue["text"] for cue in stance["cues"])
    assert len(made.quotes) > 20
    assert len(made.stance) > 5


def test_the_tables_join(results: list[onrecord.Analysis]) -> None:
    quotes, entities = onrecord.tables(results).quotes, onrecord.tables(results).entities
    rows = query(
        "select speaker, name from quotes join entities on quotes.doc_id = entities.doc_id and speaker_id = entity_id",
        quotes=quotes,
        entities=entities,
    )
    assert len(rows) == sum(row["speaker_id"] is not None for row in quotes) > 0
    assert all(row["speaker"] == row["name"] for row in rows)
    assert len(entities) > 0


def whole(value: Any) -> Any:  # noqa: ANN401
    """A cell of pandas as Python has it."""
    return None if pd.isna(value) else value


@pytest.mark.parametrize("name", TABLES)
def test_the_way_through_every_library_changes_nothing(
    results: list[onrecord.Analysis], name: str, tmp_path: Path
) -> None:
    table = getattr(onrecord.tables(results), name)
    rows = dicts(table)
    assert len(rows) == len(table) > 0
    assert pa.table(table).to_pylist() == rows
    assert table.to_arrow().to_pylist() == rows
    assert pl.DataFrame(table).to_dicts() == rows
    assert table.to_polars().to_dicts() == rows
    assert query("select * from rows", rows=table) == rows
    frame = table.to_pandas()
    assert [{key: whole(cell) for key, cell in row.items()} for row in frame.to_dict("records")] == rows
    assert all(str(frame[field.name].dtype) == "Int64" for field in table.to_arrow().schema if field.type == pa.int64())
    table.to_parquet(tmp_path / "t.parquet")
    assert pq.read_table(tmp_path / "t.parquet").to_pylist() == rows
    assert pl.read_parquet(tmp_path / "t.parquet").to_dicts() == rows
    if hasattr(pd.DataFrame, "from_arrow"):
        assert len(pd.DataFrame.from_arrow(table)) == len(rows)


def test_many_batches_are_one_table() -> None:
    text = "“No,” Ann Lee said."
    one = dict(onrecord.analyze(text))
    made = onrecord.tables(itertools.repeat(one, 10_000))
    assert pa.table(made.quotes).column("doc_id").num_chunks > 1
    assert pl.DataFrame(made.quotes).height == len(made.quotes) == 10_000
    assert [row["doc_id"] for row in made.documents] == [str(i) for i in range(10_000)]


def test_plain_dicts_and_analyses_from_a_file_give_the_same(results: list[onrecord.Analysis], tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    assert onrecord.write_jsonl(results, path) == len(results)
    back = list(onrecord.read_jsonl(path))
    assert back == results
    assert [analysis.id for analysis in back] == [analysis.id for analysis in results]
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    assert next(iter(lines[0])) == "id"
    expected = [dicts(table) for table in onrecord.tables(results)]
    assert [dicts(table) for table in onrecord.tables(back)] == expected
    assert [dicts(table) for table in onrecord.tables(lines)] == expected


def test_a_last_line_that_is_cut_is_left_out(results: list[onrecord.Analysis], tmp_path: Path) -> None:
    path = tmp_path / "results.jsonl"
    onrecord.write_jsonl(results[:3], path)
    data = path.read_bytes()
    path.write_bytes(data[:-40])
    with pytest.warns(UserWarning, match=r"results\.jsonl: the last line, 3, is cut off and was left out$"):
        assert list(onrecord.read_jsonl(path)) == results[:2]
    path.write_bytes(data[10:])
    with pytest.raises(ValueError, match=r"results\.jsonl: line 1 is no JSON: "):
        list(onrecord.read_jsonl(path))
    path.write_text('{"quotes": []}\n', encoding="utf-8")
    with pytest.raises(ValueError, match=r"results\.jsonl: line 1 is no analysis$"):
        list(onrecord.read_jsonl(path))


def test_what_is_no_analysis_is_named(results: list[onrecord.Analysis]) -> None:
    broken: dict[str, Any] = json.loads(json.dumps(results[0]))
    broken["quotes"][0]["speaker"] = 99
    lacking = {key: value for key, value in results[0].items() if key != "stance"}
    for bad, error, message in [
        ([results[1], broken], ValueError, r"number 1 \(1\) is none: it names entity 99, but has \d+$"),
        ([lacking], ValueError, r"number 0 \(0\) is none: missing field `stance`"),
        ([dict(results[0], n_chars={1})], ValueError, "number 0 .* not JSON serializable"),
        (["text"], TypeError, "^results must be analyses, but number 0 is str$"),
        (results[0], TypeError, r"^results must be an iterable of analyses, not one: tables\(\[result\]\)$"),
        (None, TypeError, "^results must be an iterable of analyses, not NoneType$"),
    ]:
        with pytest.raises(error, match=message):
            onrecord.tables(bad)  # type: ignore[arg-type]


def test_an_id_that_comes_twice_is_told() -> None:
    result = onrecord.analyze(STORY)
    result.id = "a"
    with pytest.warns(UserWarning, match="^ids must be of one document each to join by, but 'a' comes 2 more times$"):
        assert len(onrecord.tables([result] * 3).documents) == 3


def test_csv_is_a_row_a_quote_and_opens_in_a_spreadsheet(tmp_path: Path) -> None:
    story = (
        '- =HYPERLINK(“x”), Ann Lee said.\n\nThe mayor, Ann Lee, said: “=1+1 is, "two".”\n\n'
        "“Line\nbreak, 🦊,” Ann Lee said."
    )
    quotes = onrecord.tables([onrecord.analyze(story)]).quotes
    path = tmp_path / "quotes.csv"
    quotes.to_csv(path)
    assert path.read_bytes().startswith(b"\xef\xbb\xbfdoc_id,quote_id,kind,text,")
    with open(path, encoding="utf-8-sig", newline="") as file:
        back = list(csv.DictReader(file))
    expected = [{key: "" if cell is None else str(cell) for key, cell in row.items()} for row in quotes]
    for row in expected:
        for key, cell in row.items():
            if cell.startswith(("=", "-")) and not cell[1:].replace(".", "").isdigit():
                row[key] = "'" + cell
    assert back == expected
    memory = io.StringIO()
    quotes.to_csv(memory)
    assert memory.getvalue() == path.read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_would_be_a_formula_is_not(start: str) -> None:
    frame = pd.DataFrame({"text": [STORY], "note": [f"{start}cmd"], "number": [-3], f"{start}x": [1.5]})
    out = io.StringIO()
    onrecord.analyze_frame(frame, text="text").documents.to_csv(out)
    header, row = csv.reader(io.StringIO(out.getvalue(), newline=""))
    assert row[-3:] == [f"'{start}cmd", "-3", "1.5"]
    assert header[-1] == f"'{start}x"


ARTICLES: dict[str, list[Any]] = {
    "url": ["u1", "u2", "u3"],
    "body": [STORY, None, "“No,” Ann Lee said."],
    "head": ["Harbour fee splits two old friends", "Two", None],
    "n_chars": [1, 2, 3],
    "day": [20, None, 22],
}


@pytest.mark.parametrize("make", [pd.DataFrame, pl.DataFrame, pa.table, lambda d: pa.table(d).to_reader()])
def test_a_table_of_articles_becomes_tables(make: Callable[[dict[str, list[Any]]], Any]) -> None:
    frame = make(ARTICLES)
    with pytest.warns(UserWarning, match=r"^1 problem\. Row 1 \(u2\) was not read: its text is missing\.$") as caught:
        made = onrecord.analyze_frame(frame, text="body", title="head", id="url", threads=2)
    assert [Path(warning.filename).name for warning in caught] == ["test_frames.py"]
    plain = onrecord.tables([])
    assert made.documents.columns == [*plain.documents.columns, "url", "head", "n_chars_given", "day"]
    rows = dicts(made.documents)
    assert [row["doc_id"] for row in rows] == [row["url"] for row in rows] == ARTICLES["url"]
    assert [row["n_chars"] for row in rows] == [len(STORY), 0, len(ARTICLES["body"][2])]
    assert [row["n_chars_given"] for row in rows] == ARTICLES["n_chars"]
    assert [row["day"] for row in rows] == ARTICLES["day"]
    assert [row["head"] for row in rows] == ARTICLES["head"]
    assert rows[1]["warnings"] == "Row 1 (u2) was not read: its text is missing."
    one = onrecord.analyze(STORY, title=ARTICLES["head"][0])
    assert len([row for row in made.quotes if row["doc_id"] == "u1"]) == len(one["quotes"]) > 0
    assert pa.table(made.documents).to_pylist() == pl.DataFrame(made.documents).to_dicts() == rows
    assert len(made.documents) == 3


def test_without_an_id_the_rows_are_counted() -> None:
    frame = pd.DataFrame({"text": ["a", "b"], "day": pd.to_datetime(["2024-01-02", None])}, index=[7, 9])
    made = onrecord.analyze_frame(frame, text="text")
    assert [row["doc_id"] for row in made.documents] == ["0", "1"]
    assert str(made.documents.to_arrow().schema.field("day").type).startswith("timestamp")
    assert dicts(made.documents)[1]["day"] is None
    assert onrecord.analyze_frame(frame[["text"]], text="text").documents.columns == made.documents.columns[:-1]
    assert len(onrecord.analyze_frame(frame[:0], text="text").documents) == 0


def test_a_column_that_arrow_cannot_hold_is_carried_as_str() -> None:
    columns: dict[str, list[Any]] = {"mixed": [1, "x", None], "half": ["\ud83e", "", None], "huge": [2**70, -1, None]}
    for name, cells in columns.items():
        frame = pd.DataFrame({"text": ["a", "b", "c"], name: pd.Series(cells, dtype=object)})
        with pytest.warns(UserWarning, match=f"^column '{name}' holds values .* it is carried along as str$"):
            made = onrecord.analyze_frame(frame, text="text")
        assert [row[name] for row in made.documents] == [
            None if cell is None else str(cell).replace("\ud83e", "?") for cell in cells
        ]


STRANGE: dict[str, Any] = {
    "large_string": pa.array([STORY, None, ""], pa.large_string()),
    "string_view": pa.array([STORY, None, ""], pa.string_view()),
    "dictionary": pa.array([STORY, None, ""]).dictionary_encode(),
    "chunked": pa.chunked_array([pa.array([STORY]), pa.array([], pa.string()), pa.array([None, ""])]),
    "slice": pa.array(["no", STORY, None, "", "no"]).slice(1, 3),
    "Categorical": pl.Series([STORY, None, ""], dtype=pl.Categorical),
    "Enum": pl.Series([STORY, None, ""], dtype=pl.Enum([STORY, ""])),
    "string[pyarrow]": pd.Series([STORY, None, ""], dtype="string[pyarrow]", index=[5, 5, None]),
    "category": pd.Series([STORY, None, ""], dtype="category", index=pd.MultiIndex.from_tuples([(1, 2)] * 3)),
}


@pytest.mark.filterwarnings("ignore:1 problem")
@pytest.mark.parametrize("kind", list(STRANGE))
def test_columns_of_every_kind_of_text_are_read_and_carried(kind: str) -> None:
    column = STRANGE[kind]
    made_of = pa.table if isinstance(column, pa.Array | pa.ChunkedArray) else type(column).__module__.partition(".")[0]
    make = {"polars": pl.DataFrame, "pandas": pd.DataFrame}.get(made_of, made_of)
    documents = onrecord.analyze_frame(make({"text": column, "copy": column}), text="text").documents
    expected = onrecord.analyze(STORY)
    for rows in (
        documents.to_arrow().to_pylist(),
        documents.to_polars().to_dicts(),
        documents.to_pandas().astype(object).to_dict("records"),
    ):
        assert [row["n_quotes"] for row in rows] == [len(expected["quotes"]), 0, 0]
        assert [row["copy"] if isinstance(row["copy"], str) else None for row in rows] == [STORY, None, ""]


@pytest.mark.parametrize(
    ("frame", "names", "error", "message"),
    [
        (
            pd.DataFrame({"a": [], "b": []}),
            {"text": "c"},
            ValueError,
            "text must name a column of the table, not 'c'; there are 'a', 'b'",
        ),
        (
            pl.DataFrame({"a": ["x"]}),
            {"text": "a", "id": "url"},
            ValueError,
            "id must name a column of the table, not 'url'; there are 'a'",
        ),
        ([{"a": 1}], {"text": "a"}, TypeError, "frame must be a table of pandas, polars or Arrow, not list"),
        (
            pl.DataFrame({"a": ["x"]}).lazy(),
            {"text": "a"},
            TypeError,
            "frame must be a table of pandas, polars or Arrow, not LazyFrame: collect it first",
        ),
        (pd.Series(["x"]), {"text": "a"}, TypeError, "frame must be a table of pandas, polars or Arrow, not Series"),
        (
            pd.DataFrame([["x", 1, 2]], columns=["a", "b", "b"]),
            {"text": "a"},
            ValueError,
            "columns of frame must have different names, but there are several 'b'",
        ),
    ],
)
def test_misuse_says_what_was_expected(frame: object, names: dict[str, str], error: type, message: str) -> None:
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        onrecord.analyze_frame(frame, **names)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("call", "missing", "extra"),
    [
        (lambda t: t.to_arrow(), ["pyarrow"], "pandas"),
        (lambda t: t.to_pandas(), ["pandas"], "pandas"),
        (lambda t: t.to_polars(), ["polars"], "polars"),
        (lambda t: t.to_parquet(os.devnull), ["pyarrow", "polars"], "pandas"),
    ],
)
def test_a_missing_library_is_named_with_its_extra(
    call: Callable[[onrecord.Table], object], missing: list[str], extra: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in missing:
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(ImportError, match=rf": pip install onrecord\[{extra}\]$"):
        call(onrecord.tables([]).quotes)


def test_saving_writes_a_file_a_table(results: list[onrecord.Analysis], tmp_path: Path) -> None:
    made = onrecord.tables(results)
    made.save(tmp_path / "new" / "folder")
    made.save(tmp_path / "csv", format="csv")
    for table in made:
        assert pq.read_table(tmp_path / "new" / "folder" / f"{table.name}.parquet").num_rows == len(table)
        with open(tmp_path / "csv" / f"{table.name}.csv", encoding="utf-8-sig", newline="") as file:
            assert len(list(csv.reader(file))) == len(table) + 1
    with pytest.raises(ValueError, match=r"^format must be one of 'parquet', 'csv', not 'xlsx'$"):
        made.save(tmp_path, format="xlsx")


def test_tables_say_what_they_are() -> None:
    made = onrecord.tables([onrecord.analyze("“No,” Ann Lee said.")])
    assert repr(made) == "<Tables: 1 documents, 1 quotes, 1 mentions, 1 entities, 0 stance>"
    assert repr(made.quotes) == f"<quotes: 1 rows, {len(made.quotes.columns)} columns>"


def test_the_page_of_the_columns_is_current(root: Path) -> None:
    lines: list[str] = []
    for name, group in itertools.groupby(frames.columns(), lambda column: column.table):
        summary = re.search(
            rf'^    {name}: Table\n    """(.*)"""$', Path(frames.__file__).read_text("utf-8"), re.MULTILINE
        )
        assert summary
        lines += ["", f"## {name}", "", summary[1], "", "| column | type | what it means |", "| --- | --- | --- |"]
        for column in group:
            lines.append(f"| `{column.name}` | {column.type}{', or null' * column.nullable} | {column.description} |")
    path = root / "docs" / "tables.md"
    head, mark, _ = path.read_text(encoding="utf-8").partition("<!-- columns -->\n")
    current = head + mark + "\n".join(lines) + "\n"
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(current, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == current
