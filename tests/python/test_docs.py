"""README and docs do what they say.

A block of Python or of a shell command is run; the `text` block directly behind
it is what it prints. A block `example` is a text, and behind arrows what the
records of it are; a block `definition` is the same where the definition asks
for more than the product does today. After a change in what is printed or
read, write the blocks anew:

    UPDATE_GOLDEN=1 pytest tests/python/test_docs.py
"""

import contextlib
import io
import os
import re
import subprocess
import sys
import typing
from collections.abc import Callable
from pathlib import Path
from typing import Any

import onrecord
import onrecord.types
import pytest
from onrecord.exchange.scheme import CUE_CLASSES

ROOT = Path(__file__).resolve().parents[2]
# The recipes of `scale.md` want clusters and archives; `test_batches.py` runs what they stand on.
PAGES = [ROOT / "README.md", *sorted(page for page in (ROOT / "docs").glob("*.md") if page.stem != "scale")]
BLOCK = re.compile(
    r"^```(?P<language>\w+)\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.DOTALL | re.MULTILINE
)
ARROW = "→ "


def run_python(code: str, names: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "the page", "exec"), names)
    return printed.getvalue()


def run_command(code: str, _names: dict[str, object]) -> str:
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    found = subprocess.run(
        code,
        shell=True,
        capture_output=True,
        check=True,
        timeout=60,
        encoding="utf-8",
        env={**os.environ, "PATH": path},
    )
    return found.stdout


RUNNERS: dict[str, Callable[[str, dict[str, object]], str]] = {"python": run_python, "console": run_command}


def look_up(result: onrecord.Analysis, path: str) -> str:
    """What a record says: `quotes[0].speaker`, `entities[Ann Lee].type`, `quotes` for their number."""
    value: Any = result
    for key, name, index in re.findall(r"(\w+)|\[(?:(\D[^\]]*)|(\d+))\]", path):
        if name:
            value = next((entity for entity in value if entity["name"] == name), {})
        elif index:
            value = value[int(index)] if int(index) < len(value) else {}
        elif value == {}:
            return "no such record"
        else:
            value = value[key]
            if key in ("speaker", "holder", "target") and value is not None:
                value = result["entities"][value]["name"]
            elif key == "candidates":
                value = [result["entities"][one]["name"] for one in value]
    return written(value, count=path.isidentifier())


def written(value: Any, *, count: bool = False) -> str:  # noqa: ANN401
    if value is None:
        return "None"
    if isinstance(value, list):
        return str(len(value)) if count else " | ".join(map(written, value))
    return str(value["text"] if isinstance(value, dict) else value)


def holds(code: str) -> bool:
    """Whether the product reads the text of an example as the lines behind it say."""
    lines = code.splitlines()
    expected = [line.removeprefix(ARROW).split(" = ", 1) for line in lines if line.startswith(ARROW)]
    result = onrecord.analyze("\n".join(line for line in lines if not line.startswith(ARROW)).strip())
    assert expected, f"an example without {ARROW}lines:\n{code}"
    return all(look_up(result, path) == value for path, value in expected)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_block_does_what_the_page_shows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.delenv("COLUMNS", raising=False)
    text = page.read_text(encoding="utf-8")
    names: dict[str, object] = {"__name__": "page"}

    def run(block: re.Match[str]) -> str:
        language, code, shown = block["language"], block["code"], block["output"]
        if language in ("example", "definition"):
            return f"```{'example' if holds(code) else 'definition'}\n{code}```\n"
        if language not in RUNNERS:
            return block[0]
        printed = RUNNERS[language](code, names)
        if shown is None:
            assert printed == "", f"the page shows no output of:\n{code}"
            return block[0]
        return f"```{language}\n{code}```\n\n```text\n{printed}```\n"

    current = BLOCK.sub(run, text)
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(current, encoding="utf-8")
    else:
        assert text == current


def test_the_pages_have_blocks_of_each_kind() -> None:
    languages = [block["language"] for page in PAGES for block in BLOCK.finditer(page.read_text(encoding="utf-8"))]
    assert set(languages) >= {*RUNNERS, "example"}
    assert languages.count("example") > 3 * languages.count("definition")


def test_an_example_that_does_not_hold_would_be_seen() -> None:
    text = "“We will pay,” Ann Lee said.\n"
    assert holds(f"{text}→ quotes[0].speaker = Ann Lee\n→ quotes = 1\n")
    assert not holds(f"{text}→ quotes[0].speaker = Bo Rask\n")
    assert not holds(f"{text}→ quotes[1].kind = direct\n")
    assert not holds(f"{text}→ entities[Bo Rask].type = PERSON\n")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    links = [link for link in re.findall(r"\]\(([^)\s]+)\)", text) if "//" not in link]
    for link in links:
        path, _, section = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        if section:
            headings = re.findall(r"^#+ (.+)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert section in {re.sub(r"[^\w -]", "", h.lower()).replace(" ", "-") for h in headings}, link


def test_the_codebook_names_every_field_and_every_label(root: Path) -> None:
    codes = set(re.findall(r"`([^`\n]+)`", (root / "docs" / "codebook.md").read_text(encoding="utf-8")))
    records = [value for value in vars(onrecord.types).values() if typing.is_typeddict(value)]
    fields = {key for record in records for key in record.__annotations__}
    labels = {
        label
        for name in onrecord.types.__all__
        if typing.get_origin(alias := getattr(onrecord.types, name)) is typing.Literal
        for label in typing.get_args(alias)
    }
    assert sorted((fields | labels | set(CUE_CLASSES)) - codes) == []
