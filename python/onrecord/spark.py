"""Articles in Spark: `pip install onrecord[spark]`, on the driver and on every worker.

from onrecord import spark as onrecord_spark
read = onrecord_spark.analyze(articles, text="body", id="url")
read.write.parquet("read")
quotes = onrecord_spark.table(spark.read.parquet("read"), "quotes")
"""

from collections.abc import Iterable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from onrecord.batches import analyze_batches, batch_schema

if TYPE_CHECKING:
    import pyarrow as pa
    from pyspark.sql import DataFrame

__all__ = ["analyze", "table"]

_DOCUMENTS = "documents"


def analyze(df: "DataFrame", *, text: str, id: str, title: str | None = None, threads: int = 1) -> "DataFrame":
    """Read a Spark frame of articles.

    Nothing is read until the result is used, and it is read again each time it is:
    write it before you ask it several things. A row without text gives an empty
    analysis whose `warnings` name it.

    Parameters
    ----------
    df : pyspark.sql.DataFrame
        One article a row.
    text, id : str
        Names of the columns of the articles and of what they are called.
    title : str, optional
        Name of the column of the headlines, where they are not in the text.
    threads : int
        Articles that one task reads at a time. More than 1 only where a task has
        more processors (`spark.task.cpus`).

    Returns
    -------
    pyspark.sql.DataFrame
        A row an article, with the columns of the table `documents`, `doc_id` among
        them to join by, and the rows of the other tables as arrays of structs;
        `table` takes them apart.
    """
    from pyspark.sql.functions import col
    from pyspark.sql.pandas.types import from_arrow_schema

    chosen = [
        col(name) if name != id else col(name).cast("string") for name in dict.fromkeys((text, id, title)) if name
    ]
    read = partial(_read, text=text, id=id, title=title, threads=threads)
    return df.select(*chosen).mapInArrow(read, from_arrow_schema(batch_schema()))


def table(read: "DataFrame", name: str) -> "DataFrame":
    """Take one table out of what `analyze` gave.

    Parameters
    ----------
    read : pyspark.sql.DataFrame
        What `analyze` gave, or the same from a file.
    name : str
        `documents`, `quotes`, `mentions`, `entities` or `stance`.

    Returns
    -------
    pyspark.sql.DataFrame
        With the columns of that table.

    Raises
    ------
    ValueError
        If there is no table of the name.
    """
    from pyspark.sql.functions import col, explode

    nested = [field.name for field in batch_schema() if str(field.type).startswith("list")]
    if name == _DOCUMENTS:
        return read.drop(*nested)
    if name not in nested:
        there = ", ".join(map(repr, [_DOCUMENTS, *nested]))
        raise ValueError(f"name must be one of {there}, not {name!r}")
    return read.select("doc_id", explode(col(name)).alias("row")).select("doc_id", "row.*")


def _read(
    batches: "Iterable[pa.RecordBatch]", *, text: str, id: str, title: str | None, threads: int
) -> "Iterator[pa.RecordBatch]":
    # Named in this module, so that workers import it, and the weights with it, once and not with every task.
    return analyze_batches(batches, text=text, id=id, title=title, threads=threads)
