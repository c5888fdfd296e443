"""Arrow batches to Arrow batches, and the same on the processes of Spark."""

import contextlib
import os
import re
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import onrecord
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

STORY = "“We will not pay,” Ann Lee said on day {0}. The mayor of Town {0} called the toll reckless."
NESTED = ["quotes", "mentions", "entities", "stance"]


def articles(n: int) -> pa.Table:
    """A table with one bad row."""
    texts = [None if i == 7 else STORY.format(i) for i in range(n)]
    titles = ["Toll divides the valley" if i % 2 else None for i in range(n)]
    return pa.table({"url": [f"u{i}" for i in range(n)], "other": [1.5] * n, "head": titles, "body": texts})


def one_machine(table: pa.Table, title: str | None = "head") -> dict[str, dict[str, Any]]:
    """What each row must become, by its name."""
    with pytest.warns(UserWarning, match="Row 7"):
        made = onrecord.analyze_frame(table, text="body", title=title, id="url")
    names = [column.name for column in onrecord.frames.columns() if column.table == "documents"]
    rows = {
        row["doc_id"]: {name: row[name] for name in names} | {name: [] for name in NESTED} for row in made.documents
    }
    for name in NESTED:
        for row in getattr(made, name):
            rows[row.pop("doc_id")][name].append(row)
    return rows


def test_batches_are_the_tables_nested() -> None:
    table = articles(300)
    given = list(
        onrecord.analyze_batches(table.to_batches(max_chunksize=100), text="body", id="url", title="head", threads=2)
    )
    assert all(isinstance(batch, pa.RecordBatch) and batch.schema.equals(onrecord.batch_schema()) for batch in given)
    assert [batch.num_rows for batch in given] == [256, 44]
    rows = [row for batch in given for row in batch.to_pylist()]
    assert [row["doc_id"] for row in rows] == table["url"].to_pylist()
    assert {row["doc_id"]: row for row in rows} == one_machine(table)
    assert rows[7]["warnings"] == "Row 7 (u7) was not read: its text is missing."
    assert len(rows[0]["quotes"]) == len(onrecord.analyze(STORY.format(0))["quotes"]) > 0


def test_batches_are_read_as_they_are_asked_for() -> None:
    pulled = 0

    def source() -> Iterator[pa.RecordBatch]:
        nonlocal pulled
        while True:
            pulled += 1
            yield articles(50).to_batches()[0]

    given = onrecord.analyze_batches(source(), text="body", id="url", threads=1)
    assert pulled == 0
    assert next(given).num_rows == 256
    assert pulled < 10


def test_no_batches_and_empty_batches_give_none() -> None:
    assert list(onrecord.analyze_batches([], text="body", id="url")) == []
    assert list(onrecord.analyze_batches(articles(0).to_batches(), text="body", id="url")) == []
    with pytest.raises(KeyError, match="texts"):
        next(onrecord.analyze_batches(articles(1).to_batches(), text="texts", id="url"))


def test_the_way_through_duckdb_is_as_the_page_says(root: Path, tmp_path: Path) -> None:
    table = articles(20)
    pq.write_table(table, tmp_path / "articles.parquet")
    blocks = re.findall(
        r"^```python\n(.*?)^```", (root / "docs" / "scale.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    with contextlib.chdir(tmp_path):
        names: dict[str, Any] = {}
        exec("".join(blocks[:2]), names)
        rows = pq.read_table("read.parquet").to_pylist()
        found = names["speakers"].fetchall()
    assert {row["doc_id"]: row for row in rows} == one_machine(table.drop_columns("head"), title=None)
    assert sum(n for _, n in found) == sum(len(row["quotes"]) for row in rows)


def pids(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    """What reads, with the process that it runs in."""
    for batch in onrecord.analyze_batches(batches, text="body", id="url", threads=1):
        yield pa.RecordBatch.from_pydict({"doc_id": batch["doc_id"], "pid": [os.getpid()] * batch.num_rows})


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Spark on two processors of this machine."""
    pytest.importorskip("pyspark", reason="pyspark is not installed: pip install onrecord[spark]")
    if shutil.which("java") is None and "JAVA_HOME" not in os.environ:
        pytest.skip("Spark needs Java, and there is none")
    from pyspark.sql import SparkSession

    # Otherwise workers take whatever python3 is first on the path, and find no onrecord there.
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.local.dir", str(tmp_path_factory.mktemp("spark")))
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.warehouse.dir", str(tmp_path_factory.mktemp("warehouse")))
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


@pytest.mark.filterwarnings("ignore")
def test_spark_gives_row_by_row_what_one_machine_gives(session: Any, tmp_path: Path) -> None:  # noqa: ANN401
    from onrecord import spark

    table = articles(40)
    frame = session.createDataFrame(table.to_pylist(), "url string, other double, head string, body string")
    read = spark.analyze(frame.repartition(4), text="body", id="url", title="head")
    read.write.parquet(str(tmp_path / "read"))
    back = session.read.parquet(str(tmp_path / "read"))
    expected = one_machine(table)
    rows = {row["doc_id"]: row.asDict(recursive=True) for row in back.collect()}
    # The number of a row is that in its partition.
    bad = rows["u7"].pop("warnings")
    assert bad.endswith("(u7) was not read: its text is missing.")
    del expected["u7"]["warnings"]
    assert rows == expected
    for name in NESTED:
        found = [row.asDict() for row in spark.table(back, name).collect()]
        assert sorted(found, key=repr) == sorted(
            ({"doc_id": doc_id, **row} for doc_id, rows in expected.items() for row in rows[name]), key=repr
        )
    assert spark.table(back, "documents").columns == onrecord.tables([]).documents.columns
    with pytest.raises(ValueError, match=r"^name must be one of 'documents', 'quotes', .*, not 'speakers'$"):
        spark.table(back, "speakers")


@pytest.mark.filterwarnings("ignore")
def test_a_worker_is_used_again_so_weights_are_loaded_once_in_each(session: Any) -> None:  # noqa: ANN401
    frame = session.createDataFrame(articles(40).to_pylist(), "url string, other double, head string, body string")
    # The tests are no module that workers can import.
    from pyspark import cloudpickle

    cloudpickle.register_pickle_by_value(sys.modules[__name__])
    rows = frame.repartition(8).mapInArrow(pids, "doc_id string, pid long").collect()
    assert len(rows) == 40
    assert 1 <= len({row["pid"] for row in rows}) <= 2
