"""Who said what, about whom, and for or against: quotes, entities and stance from news text.

    >>> import onrecord
    >>> result = onrecord.analyze("Ann Lee said the plan was reckless.")
    >>> result["quotes"][0]["source"]["text"]
    'Ann Lee'

`onrecord.types` says what the result holds, field by field.
"""

from onrecord import plot
from onrecord._core import SCHEMA_VERSION, AnalysisError, __version__
from onrecord.analysis import Analysis, analyze, judge, schema
from onrecord.batches import analyze_batches, batch_schema
from onrecord.citation import cite
from onrecord.evaluation import evaluate
from onrecord.files import read_jsonl, write_jsonl
from onrecord.frames import Table, Tables, analyze_frame, tables
from onrecord.many import analyze_many
from onrecord.network import graph
from onrecord.page import show

__all__ = [
    "SCHEMA_VERSION",
    "Analysis",
    "AnalysisError",
    "Table",
    "Tables",
    "__version__",
    "analyze",
    "analyze_batches",
    "analyze_frame",
    "analyze_many",
    "batch_schema",
    "cite",
    "evaluate",
    "graph",
    "judge",
    "plot",
    "read_jsonl",
    "schema",
    "show",
    "tables",
    "write_jsonl",
]
