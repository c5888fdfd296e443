#!/usr/bin/env python3
"""Writes THIRD-PARTY-LICENSES: the licence texts of the crates that are compiled into the wheels.

python .ci/licences.py           write the file
python .ci/licences.py --check   exit with 1 where the file is not what would be written

The texts come from the sources that cargo keeps, as Cargo.lock names them; what is missing there cargo downloads.
"""

import json
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FILE = ROOT / "THIRD-PARTY-LICENSES"
FEATURES = ["--locked", "--features", "python"]

# What .github/workflows/release.yml builds wheels for.
TARGETS = [
    f"{machine}-{system}"
    for machine in ("x86_64", "aarch64")
    for system in ("unknown-linux-gnu", "unknown-linux-musl", "apple-darwin", "pc-windows-msvc")
]

LICENCE_FILE = re.compile(r"(un)?licen[cs]e|copying|copyright|notice", re.IGNORECASE)

# Crates published without a licence text: the copyright line of their repository above the MIT terms of another crate.
WITHOUT_TEXT = {"rten-": "Copyright (c) 2026 RTen project contributors."}
MIT_OF = "pyo3"

HEAD = """\
onrecord is compiled from its own source (LICENSE, NOTICE) and from the Rust crates listed here. Each line names a
crate, its version, its licence as an SPDX expression, and the numbers of its texts below. Where the expression
offers a choice, all texts that the crate comes with are given.

The Rust standard library is compiled in as well: copyright The Rust Project Developers, MIT OR Apache-2.0; its Unicode
tables, copyright Unicode, Inc., Unicode-3.0. The notices of the crates within it are in COPYRIGHT-library.html of
every Rust distribution.

Written by .ci/licences.py.
"""


def cargo(*arguments: str) -> str:
    """Run a cargo command in the repository and give its output."""
    command = ["cargo", *arguments]
    return subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, encoding="utf-8").stdout


def compiled_in() -> list[tuple[str, str]]:
    """List name and version of each crate in any of the wheels, without those that only run while building."""
    only = [argument for target in TARGETS for argument in ("--target", target)]
    edges = ["--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]
    lines = cargo("tree", *FEATURES, *edges, *only).splitlines()
    crates = {(name, version.removeprefix("v")) for name, version, *_ in map(str.split, filter(None, lines))}
    return sorted(crate for crate in crates if crate[0] != "onrecord")


def sources() -> dict[tuple[str, str], tuple[Path, str]]:
    """Find where cargo keeps each crate, and the licence expression of each."""
    only = [argument for target in TARGETS for argument in ("--filter-platform", target)]
    packages = json.loads(cargo("metadata", "--format-version", "1", *FEATURES, *only))["packages"]
    return {
        (package["name"], package["version"]): (Path(package["manifest_path"]).parent, package["license"] or "")
        for package in packages
    }


def texts_in(folder: Path) -> list[str]:
    """Read the licence texts at the top of a crate, without trailing space."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and LICENCE_FILE.match(path.name))
    return [
        "\n".join(line.rstrip() for line in path.read_text(encoding="utf-8-sig").strip("\r\n").splitlines())
        for path in files
    ]


def written() -> str:
    """Compose what the file should hold."""
    where = sources()
    mit_terms = next(
        text.partition("\n")[2]
        for (name, _), (folder, _) in where.items()
        if name == MIT_OF
        for text in texts_in(folder)
        if "Permission is hereby granted" in text
    )
    numbers: dict[str, int] = {}  # by the words of a text: its layout makes no other licence
    texts: list[str] = []
    lines = []
    for name, version in compiled_in():
        folder, licence = where[name, version]
        found = texts_in(folder)
        if not found:
            lines_of = [line for prefix, line in WITHOUT_TEXT.items() if name.startswith(prefix)]
            if not lines_of or "MIT" not in licence:
                sys.exit(f"{name} {version} ({licence}) comes without a licence text: see WITHOUT_TEXT")
            found = [f"{lines_of[0]}\n{mit_terms}"]
        for text in found:
            words = " ".join(text.split())
            if words not in numbers:
                texts.append(text)
                numbers[words] = len(texts)
        own = ", ".join(str(numbers[" ".join(text.split())]) for text in found)
        lines.append(f"{name} {version}  {licence}  [{own}]")
    body = [f"{f'[{number}] '.ljust(100, '-')}\n\n{text}\n" for number, text in enumerate(texts, 1)]
    return "\n".join([HEAD, *lines, "", *body])


def main() -> int:
    """Write or check, and say which."""
    text = written()
    if sys.argv[1:] == ["--check"]:
        if not FILE.is_file() or FILE.read_text(encoding="utf-8") != text:
            print(f"{FILE.name} is not current: run python .ci/licences.py", file=sys.stderr)
            return 1
        return 0
    if sys.argv[1:]:
        sys.exit(__doc__)
    FILE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
