"""A paper can name what it used."""

import re
import tomllib
from pathlib import Path
from typing import Any

import onrecord
import pytest


def test_text_names_version_and_model() -> None:
    cited = onrecord.cite()
    assert cited.startswith("onrecord contributors (2026). onrecord: who said what")
    assert f"version {onrecord.__version__}, model {onrecord.analyze('')['model']}" in cited
    assert "\n" not in cited


def test_bibtex_is_one_entry_with_balanced_braces() -> None:
    cited = onrecord.cite("bibtex")
    assert cited.startswith("@software{onrecord,\n")
    depths = [cited[:n].count("{") - cited[:n].count("}") for n in range(len(cited) + 1)]
    assert min(depths[1:-1]) >= 0
    assert depths[-1] == 0
    fields = dict(re.findall(r"^  (\w+) += \{(.*)\},$", cited, re.MULTILINE))
    assert fields["version"] == onrecord.__version__
    assert set(fields) == {"author", "title", "year", "version", "note"}


def test_another_format_is_refused() -> None:
    unknown: Any = "apa"
    with pytest.raises(ValueError, match="format must be 'text' or 'bibtex', not 'apa'"):
        onrecord.cite(unknown)


def test_the_citation_file_is_of_this_version(root: Path) -> None:
    cargo = tomllib.loads((root / "Cargo.toml").read_text(encoding="utf-8"))["package"]
    fields = dict(
        re.findall(r'^([a-z-]+): *"?(.*?)"?$', (root / "CITATION.cff").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert {"cff-version", "message", "title", "authors"} <= fields.keys()
    assert fields["version"] == cargo["version"] == onrecord.__version__
    assert fields["license"] == cargo["license"]
    assert fields["title"] in onrecord.cite()
    assert "Copyright (c) 2026 onrecord contributors" in (root / "LICENSE").read_text(encoding="utf-8")
