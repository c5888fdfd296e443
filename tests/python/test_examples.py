"""The notebooks run, and print what is stored in them.

To store anew what their cells give, tables and pictures too:

    UPDATE_GOLDEN=1 pytest tests/python/test_examples.py
"""

import ast
import base64
import contextlib
import doctest
import importlib.util
import io
import json
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import onrecord
import pytest

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
NOTEBOOKS = sorted(EXAMPLES.glob("*.ipynb"))
UPDATE = bool(os.environ.get("UPDATE_GOLDEN"))


def run_cell(source: str, names: dict[str, Any]) -> list[dict[str, Any]]:
    """Run a cell as Jupyter does, and give its outputs: what it prints, and the value of its last expression."""
    body = ast.parse(source).body
    last = ast.Expression(body.pop().value) if body and isinstance(body[-1], ast.Expr) else None  # type: ignore[attr-defined]
    printed = io.StringIO()
    value = None
    with contextlib.redirect_stdout(printed):
        exec(compile(ast.Module(body, []), "cell", "exec"), names)
        if last is not None:
            value = eval(compile(last, "cell", "eval"), names)
    outputs: list[dict[str, Any]] = []
    if printed.getvalue():
        outputs.append({"output_type": "stream", "name": "stdout", "text": lines(printed.getvalue())})
    if value is not None:
        outputs.append({"output_type": "execute_result", "metadata": {}, "data": shown(value)})
    return outputs


def shown(value: Any) -> dict[str, Any]:  # noqa: ANN401
    """What a notebook keeps of a value: its text, and its HTML or its picture."""
    data: dict[str, Any] = {"text/plain": lines(re.sub(r" at 0x[0-9a-f]+", "", repr(value)))}
    if UPDATE and hasattr(value, "to_dict") and hasattr(value, "save"):
        picture = io.BytesIO()
        value.save(picture, format="png", scale_factor=1)
        return {"text/plain": ["a chart"], "image/png": base64.b64encode(picture.getvalue()).decode()}
    html = value._repr_html_() if hasattr(value, "_repr_html_") else None
    return data | ({"text/html": lines(html)} if html else {})


def lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def streams(outputs: list[dict[str, Any]]) -> list[list[str]]:
    return [output["text"] for output in outputs if output["output_type"] == "stream"]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_runs_and_prints_what_it_shows(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(EXAMPLES)
    monkeypatch.syspath_prepend(EXAMPLES)
    notebook = json.loads(path.read_text(encoding="utf-8"))
    names: dict[str, Any] = {"__name__": "__main__"}
    run = 0
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            run += 1
            outputs = run_cell("".join(cell["source"]), names)
            if UPDATE:
                for output in outputs:
                    if output["output_type"] == "execute_result":
                        output["execution_count"] = run
                cell["execution_count"], cell["outputs"] = run, outputs
            assert streams(outputs) == streams(cell["outputs"])
            assert [o["output_type"] for o in outputs] == [o["output_type"] for o in cell["outputs"]]
    assert run > 3
    if UPDATE:
        path.write_text(json.dumps(notebook, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def test_the_index_names_every_notebook(root: Path) -> None:
    index = (root / "examples" / "README.md").read_text(encoding="utf-8")
    assert NOTEBOOKS
    assert [path.name for path in NOTEBOOKS if f"]({path.name})" not in index] == []


@pytest.fixture(scope="module")
def corpus() -> ModuleType:
    """The module beside the notebooks."""
    spec = importlib.util.spec_from_file_location("corpus", EXAMPLES / "corpus.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["corpus"] = module
    spec.loader.exec_module(module)
    return module


def test_the_corpus_is_the_same_each_time(corpus: ModuleType) -> None:
    assert doctest.testmod(corpus).failed == 0
    articles = corpus.generate(200)
    assert articles == corpus.generate(200)
    assert articles != corpus.generate(200, seed=8)
    assert [article.date for article in articles] == sorted(article.date for article in articles)
    assert len({article.id for article in articles}) == len({article.text for article in articles}) == 200
    assert all(article.text.startswith(f"{article.title}\n\n") for article in articles)


def test_the_corpus_can_be_read(corpus: ModuleType) -> None:
    people = {person.name for person in corpus.PEOPLE}
    kinds, speakers = set(), []
    for article in corpus.generate(60):
        result = onrecord.analyze(article.text)
        kinds |= {quote["kind"] for quote in result["quotes"]}
        speakers += [result["entities"][q["speaker"]]["name"] for q in result["quotes"] if q["speaker"] is not None]
    assert kinds == {"direct", "mixed", "indirect"}
    assert sum(speaker in people for speaker in speakers) > 0.7 * len(speakers)
