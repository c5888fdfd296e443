"""The README does what it says.

A block of Python or of a shell command is run; the `text` block directly behind
it is what it prints. After a change in what is printed, write the blocks anew:

    UPDATE_GOLDEN=1 pytest tests/python/test_readme.py
"""

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

BLOCK = re.compile(
    r"^```(?P<language>\w+)\n(?P<code>.*?)^```\n(?:\n```text\n(?P<output>.*?)^```\n)?", re.DOTALL | re.MULTILINE
)


def run_python(code: str, names: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code, "README.md", "exec"), names)
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


def test_every_block_prints_what_the_readme_shows(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(root)
    monkeypatch.delenv("COLUMNS", raising=False)
    readme = root / "README.md"
    text = readme.read_text(encoding="utf-8")
    runners = {"python": run_python, "console": run_command}
    names: dict[str, object] = {"__name__": "readme"}
    compared: set[str] = set()

    def run(block: re.Match[str]) -> str:
        language, code, shown = block["language"], block["code"], block["output"]
        if language not in runners:
            return block[0]
        printed = runners[language](code, names)
        if shown is None:
            assert printed == "", f"the README shows no output of:\n{code}"
            return block[0]
        compared.add(language)
        return f"```{language}\n{code}```\n\n```text\n{printed}```\n"

    current = BLOCK.sub(run, text)
    assert compared == set(runners)
    if os.environ.get("UPDATE_GOLDEN"):
        readme.write_text(current, encoding="utf-8")
    else:
        assert text == current
