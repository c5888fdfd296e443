r"""Results in the formats of annotation tools and archives, and annotations by hand read back.

    >>> import onrecord
    >>> from onrecord import exchange
    >>> result = onrecord.analyze("Ann Lee said the plan was reckless.")
    >>> text, annotations = exchange.to_brat(result)
    >>> annotations.splitlines()[0].split("\t")
    ['T1', 'PERSON 0 7', 'Ann Lee']

| format | out | back | positions count |
| --- | --- | --- | --- |
| brat standoff | `to_brat`, `brat_config` | `from_brat` | code points |
| Label Studio | `to_label_studio`, `label_studio_config` | `from_label_studio` | code points; UTF-16 on request |
| W3C Web Annotation | `to_web_annotation` | | code points |
| spaCy spans | `to_spacy` | | tokens |
| records without the article | `without_text` | `with_text` | code points |

Every function takes an `Analysis`, which keeps its article, or a plain dict
of that shape and the article as `text`. What is read back has the shape
`onrecord.evaluation.Gold`, which `onrecord.evaluate` takes.
"""

from onrecord.exchange.brat import brat_config, from_brat, to_brat
from onrecord.exchange.label_studio import from_label_studio, label_studio_config, to_label_studio
from onrecord.exchange.sharing import with_text, without_text
from onrecord.exchange.spacy import to_spacy
from onrecord.exchange.web import to_web_annotation

__all__ = [
    "brat_config",
    "from_brat",
    "from_label_studio",
    "label_studio_config",
    "to_brat",
    "to_label_studio",
    "to_spacy",
    "to_web_annotation",
    "with_text",
    "without_text",
]
