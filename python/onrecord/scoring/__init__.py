"""How results are scored against annotation: one implementation for `evaluate`, the benchmark and the training reports.

    matching.py   which quote and which entity of the results stands for which of the gold
    measures.py   what is counted in an article that is annotated whole, and the figures made of the counts
    stability.py  whether records stay the same when neutral sentences stand in front of them
    estimates.py  shares of counts, with intervals over articles
    gold.py       articles annotated whole, as files

Standard library only. Offsets are code points, `end` exclusive, as everywhere in onrecord.
"""

from onrecord.scoring.estimates import Estimate, Share, estimates, total
from onrecord.scoring.gold import Article, read
from onrecord.scoring.measures import MEASURES, count
from onrecord.scoring.stability import STABILITY, count_same

__all__ = ["MEASURES", "STABILITY", "Article", "Estimate", "Share", "count", "count_same", "estimates", "read", "total"]
