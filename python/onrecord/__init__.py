"""Who said what, about whom, and for or against: quotes, entities and stance from news text.

    >>> import onrecord
    >>> result = onrecord.analyze("Ann Lee said the plan was reckless.")
    >>> result["quotes"][0]["source"]["text"]
    'Ann Lee'

`onrecord.types` says what the result holds, field by field.
"""

from onrecord._core import SCHEMA_VERSION, __version__
from onrecord.analysis import Analysis, analyze, judge, schema
from onrecord.citation import cite
from onrecord.evaluation import evaluate

__all__ = ["SCHEMA_VERSION", "Analysis", "__version__", "analyze", "cite", "evaluate", "judge", "schema"]
