"""The command line, as a process of its own."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import onrecord
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

STORY = "Ann Lee said that the toll was “reckless.”\n"


def run(*arguments: str, stdin: bytes = b"", **environment: str) -> subprocess.CompletedProcess[bytes]:
    """Run `onrecord` with its output in pipes."""
    return subprocess.run(
        [sys.executable, "-m", "onrecord", *arguments],
        input=stdin,
        capture_output=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


def drain(terminal: int) -> bytes:
    """Read all that a terminal shows, until its other side is closed; then close it."""
    shown = b""
    while True:
        try:
            chunk = os.read(terminal, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(terminal)
    return shown


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A file with one quote."""
    path = tmp_path / "story.txt"
    path.write_bytes(STORY.encode())
    return path


def test_the_console_script_is_the_module(story: Path) -> None:
    script = Path(sys.executable).with_name("onrecord")
    found = subprocess.run([script, str(story)], capture_output=True, timeout=60, check=True)
    assert found.stdout == run(str(story)).stdout


def test_text_is_the_default_and_has_no_colour_in_a_pipe(story: Path) -> None:
    found = run(str(story))
    assert (found.returncode, found.stderr) == (0, b"")
    assert "Ann Lee: the toll was “reckless.” (said, mixed)" in found.stdout.decode()
    assert b"\x1b" not in found.stdout


def test_json_is_the_result_of_the_call(story: Path) -> None:
    found = run(str(story), "--format", "json")
    assert json.loads(found.stdout) == onrecord.analyze(STORY)
    assert "“reckless.”" in found.stdout.decode()


def test_json_of_several_files_is_a_list_with_paths(story: Path) -> None:
    found = json.loads(run(str(story), str(story), "--format", "json").stdout)
    assert found == [{"path": str(story), **dict(onrecord.analyze(STORY))}] * 2


def test_jsonl_is_a_line_a_file(story: Path) -> None:
    lines = run(str(story), str(story), "--format", "jsonl").stdout.decode().splitlines()
    assert [json.loads(line) for line in lines] == [{"path": str(story), **dict(onrecord.analyze(STORY))}] * 2


@pytest.mark.parametrize("arguments", [(), ("-",)])
def test_standard_input(arguments: tuple[str, ...]) -> None:
    found = run(*arguments, "--format", "jsonl", stdin=STORY.encode())
    assert json.loads(found.stdout) == {"path": "-", **dict(onrecord.analyze(STORY))}


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path, story: Path) -> None:
    marked = tmp_path / "marked.txt"
    marked.write_bytes(b"\xef\xbb\xbf" + STORY.encode())
    assert run(str(marked), "--format", "json").stdout == run(str(story), "--format", "json").stdout


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    path = tmp_path / "dos.txt"
    text = "Toll divides the valley\r\n\r\n" + STORY
    path.write_bytes(text.encode())
    assert json.loads(run(str(path), "--format", "json").stdout) == onrecord.analyze(text)


def test_a_title(story: Path) -> None:
    found = run(str(story), "--format", "json", "--title", "Another title")
    assert json.loads(found.stdout) == onrecord.analyze(STORY, title="Another title")


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            STORY.encode("utf-16"),
            "not UTF-8 text (byte position 0); "
            "it looks like UTF-16; convert it: iconv -f UTF-16 -t UTF-8 {path} > utf8.txt",
        ),
        (
            b"A plain story.".decode().encode("utf-16-le"),
            "not UTF-8 text (byte position 0); "
            "it looks like UTF-16; convert it: iconv -f UTF-16 -t UTF-8 {path} > utf8.txt",
        ),
        (
            STORY.encode("windows-1252"),
            "not UTF-8 text (byte 0x93 at position 31); "
            "it looks like Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8 {path} > utf8.txt",
        ),
        (
            b"\xef\xbb\xbfab\xff",
            "not UTF-8 text (byte 0xff at position 5); "
            "it looks like Windows-1252; convert it: iconv -f WINDOWS-1252 -t UTF-8 {path} > utf8.txt",
        ),
        (
            STORY.encode("utf-32"),
            "not UTF-8 text (byte position 0); "
            "it looks like UTF-32; convert it: iconv -f UTF-32 -t UTF-8 {path} > utf8.txt",
        ),
        (
            b"\x93ab" * 99 + b"\0",
            "not UTF-8 text (byte 0x93 at position 0); it looks like no text at all",
        ),
        (
            b"%PDF-1.7\n\xe2\xe3",
            "not UTF-8 text (byte 0xe2 at position 9); it is a PDF: extract its text first, for example with pdftotext",
        ),
    ],
)
def test_another_encoding_is_named_with_a_way_out(tmp_path: Path, data: bytes, message: str) -> None:
    path = tmp_path / "other.txt"
    path.write_bytes(data)
    found = run(str(path), "--format", "json")
    assert (found.returncode, found.stdout) == (1, b"")
    assert found.stderr.decode() == f"onrecord: {path}: {message.format(path=path)}\n"


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path, story: Path) -> None:
    missing, empty = tmp_path / "missing.txt", tmp_path / "empty"
    empty.mkdir()
    pattern = str(tmp_path / "*.news")
    found = run(str(missing), str(empty), pattern, str(story), "--format", "jsonl")
    assert found.returncode == 1
    assert found.stderr.decode() == (
        f"onrecord: {empty}: a folder without .txt files\nonrecord: {pattern}: no file matches\n"
        f"onrecord: {missing}: No such file or directory\n"
    )
    assert [json.loads(line)["path"] for line in found.stdout.splitlines()] == [str(story)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xml"),
        ("--nonsense",),
        ("a", "b", "--title", "T"),
        ("a", "--title", os.fsdecode(b"caf\xe9")),
        ("a.csv", "--title", "T"),
        ("a", "--threads", "0"),
        ("a", "--threads", "many"),
        ("a", "--resume"),
        ("a", "--resume", "--format", "jsonl"),
        ("a", "--format", "parquet"),
        ("a", "--table", "stance"),
        ("a", "--format", "csv", "--table", "speakers"),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    found = run(*arguments)
    assert (found.returncode, found.stdout) == (2, b"")
    assert found.stderr.startswith(b"usage: onrecord ")


def test_the_help_names_every_format() -> None:
    lines = run("--help").stdout.decode().splitlines()
    for name in ("csv", "html", "json", "jsonl", "parquet", "text"):
        assert any(line.startswith(f"  {name} ") for line in lines)


def test_the_version() -> None:
    assert run("--version").stdout.decode() == f"onrecord {onrecord.__version__}\n"


def test_the_help_says_the_exit_codes() -> None:
    assert b"exit codes:" in run("--help").stdout


def test_the_environment_is_no_way_around() -> None:
    found = run("a", ONRECORD_NUM_THREADS="none")
    assert found.returncode == 2
    assert b"ONRECORD_NUM_THREADS must be a number from 1 to 1024, not 'none'" in found.stderr


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder with three articles, one of them in a folder below, and a file that is none."""
    for name, text in {"b.txt": STORY, "a.txt": "“No,” Ann Lee said.", "below/c.txt": "Nothing.", "d.md": "x"}.items():
        path = tmp_path / "news" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path / "news"


def paths(found: subprocess.CompletedProcess[bytes]) -> list[str]:
    return [json.loads(line)["path"] for line in found.stdout.splitlines()]


def test_a_folder_is_its_texts_and_those_below(news: Path) -> None:
    found = run(str(news), "--format", "jsonl")
    assert paths(found) == [str(news / name) for name in ("a.txt", "b.txt", "below/c.txt")]
    assert (found.returncode, found.stderr) == (0, b"")
    assert len(json.loads(run(str(news), "--format", "json").stdout)) == 3


def test_a_pattern_is_what_it_matches(news: Path) -> None:
    assert paths(run(str(news / "*.txt"), "--format", "jsonl")) == [str(news / "a.txt"), str(news / "b.txt")]
    assert len(paths(run(str(news / "**" / "*.txt"), "--format", "jsonl"))) == 3
    strange = news / "[a].txt"
    strange.write_text(STORY, encoding="utf-8")
    assert paths(run(str(strange), "--format", "jsonl")) == [str(strange)]


def test_threads_change_nothing(news: Path) -> None:
    one, many = (run(str(news), "--format", "jsonl", "--threads", n).stdout for n in ("1", "4"))
    assert one == many != b""


ROWS = [("u1", "Toll divides the valley", STORY), ("u2", "", ""), ("u3", "Another", "“No,” Ann Lee said, “never.”")]


def write_table(path: Path) -> Path:
    header = ["url", "head", "body"]
    records = [dict(zip(header, row, strict=True)) for row in ROWS]
    if path.suffix == ".parquet":
        pq.write_table(pa.Table.from_pylist(records), path)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(record) + "\n\n" for record in records), encoding="utf-8")
    else:
        separator = {"tsv": "\t", "semicolon.csv": ";"}.get(path.name.partition(".")[2], ",")
        with open(path, "w", encoding="utf-8-sig", newline="") as file:
            csv.writer(file, delimiter=separator).writerows([header, *ROWS])
    return path


@pytest.mark.parametrize("name", ["t.csv", "t.semicolon.csv", "t.tsv", "t.parquet", "t.jsonl"])
def test_a_table_is_an_article_a_row(tmp_path: Path, name: str) -> None:
    path = write_table(tmp_path / name)
    columns = ("--text-column", "body", "--id-column", "url", "--title-column", "head")
    found = run(str(path), *columns, "--format", "jsonl")
    assert (found.returncode, found.stderr) == (0, b"")
    assert [json.loads(line) for line in found.stdout.splitlines()] == [
        {"id": url, **dict(onrecord.analyze(text, title=head or None))} for url, head, text in ROWS
    ]
    names = [json.loads(line)["id"] for line in run(str(path), *columns[:2], "--format", "jsonl").stdout.splitlines()]
    assert names == [f"{path}:{row}" for row in range(3)]
    lacking = run(str(path))
    assert (lacking.returncode, lacking.stdout) == (1, b"")
    assert lacking.stderr.decode().startswith(f"onrecord: {path}: no column 'text'; there are ")
    assert lacking.stderr.decode().endswith("'body': name one with --text-column\n") or name == "t.parquet"


def test_a_row_without_text_is_told_and_the_others_read(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    path.write_text('{"text": null}\n{"text": 3}\n{"text": "Ann Lee said no."}\n', encoding="utf-8")
    found = run(str(path), "--format", "jsonl")
    assert found.returncode == 1
    assert found.stderr.decode() == (
        f"onrecord: Row 0 ({path}:0) was not read: its text is missing.\n"
        f"onrecord: Row 1 ({path}:1) was not read: its text is int, not str.\n"
    )
    assert [len(json.loads(line)["quotes"]) for line in found.stdout.splitlines()] == [0, 0, 1]


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        (
            "t.csv",
            "text\n\xe9\n".encode("latin-1"),
            "not UTF-8 text after 0 rows; it looks like Windows-1252; convert it: ",
        ),
        ("t.csv", b"", "it has no columns"),
        ("t.jsonl", b'{"text": "a"}\n{"te', "line 2 is no JSON: "),
        ("t.jsonl", b"[1]\n", "line 1 is no JSON object"),
        ("t.parquet", b"PAR1 but not really", "not a Parquet file: "),
    ],
)
def test_a_table_that_is_none_is_told(tmp_path: Path, name: str, data: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = run(str(path), "--format", "jsonl")
    assert found.returncode == 1
    assert found.stderr.decode().startswith(f"onrecord: {path}: {message}")
    assert b"Traceback" not in found.stderr


BROKEN = [
    # What the file holds, the texts that are read, and what is told.
    (
        "t.jsonl",
        b'{"text": "Ann Lee left."}\n{"text": "Bo \n{"text": "Cy stayed."}\n[1]\n{"text": "Di came."}\n',
        ["Ann Lee left.", "Cy stayed.", "Di came."],
        ["line 2 is no JSON: ", "line 4 is no JSON object"],
    ),
    (
        "t.jsonl",
        b'{"text": "Ann Lee left."}\n{"text": "Caf\xe9 Sund"}\n{"text": "Cy stayed."}\n',
        ["Ann Lee left.", "Cy stayed."],
        ["line 2 is not UTF-8 text"],
    ),
    (
        "t.jsonl",
        b'{"text": "Ann Lee left."}\n' + b"[" * 200_000 + b'\n{"text": "Cy stayed."}\n',
        ["Ann Lee left.", "Cy stayed."],
        ["line 2 is no JSON"],
    ),
    (
        "t.jsonl",
        b'{"text": "Ann Lee left."}\n' + b"oops\n" * 9 + b'{"text": "Cy stayed."}\n',
        ["Ann Lee left.", "Cy stayed."],
        [*(f"line {n} is no JSON: " for n in range(2, 7)), "4 more lines could not be read"],
    ),
    (
        "t.csv",
        b'n,text\n1,Ann Lee left.\n2,"Bo went.\n3,Cy stayed.\n4,Di came.\n',
        ["Ann Lee left.", "Cy stayed.", "Di came."],
        ["line 3 opens a quotation mark that is never closed, and was not read"],
    ),
    (
        "t.csv",
        b'n,text\n1,"Bo went.\n2,"Cy stayed."\n3,Di came.\n',
        ['Bo went.\n2,Cy stayed."', "Di came."],
        ["lines 2 to 3 were read as one row, but a quotation mark seems not to be closed: "],
    ),
    (
        "t.csv",
        b'n,text\n1,"Two\nlines, ""here""."\n2,"Cy stayed."\n',
        ['Two\nlines, "here".', "Cy stayed."],
        [],
    ),
]


@pytest.mark.parametrize(("name", "data", "texts", "told"), BROKEN)
def test_a_broken_line_is_named_and_the_rest_is_read(
    tmp_path: Path, name: str, data: bytes, texts: list[str], told: list[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    found = run(str(path), "--format", "jsonl")
    complaints = found.stderr.decode().splitlines()
    assert [json.loads(line)["n_chars"] for line in found.stdout.splitlines()] == [len(text) for text in texts]
    assert len(complaints) == len(told), complaints
    for complaint, want in zip(complaints, told, strict=True):
        assert complaint.startswith(f"onrecord: {path}: {want}")
    assert found.returncode == (1 if told else 0)


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no device that is always full")
@pytest.mark.parametrize("form", ["text", "json", "jsonl", "csv", "html"])
def test_a_full_disk_exits_with_3_and_one_line(story: Path, form: str) -> None:
    found = run(str(story), "--format", form, "-o", "/dev/full")
    assert (found.returncode, found.stdout) == (3, b"")
    assert found.stderr.decode() == "onrecord: /dev/full: No space left on device\n"


def test_an_id_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "t.jsonl"
    ids = ["\x1b]0;owned\x07", "a\u202eb", "plain"]
    rows = [{"id": name, "text": "Ann Lee said no."} for name in ids] + [{"id": "\x1b[2J", "text": None}]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = run(str(path), "--id-column", "id")
    shown = found.stdout.decode() + found.stderr.decode()
    assert not any(c in shown for c in "\x1b\x07\u202e")
    for line in ("== \ufffd]0;owned\ufffd", "== plain", "Row 3 (\ufffd[2J)"):
        assert line in shown


def test_csv_is_a_row_a_quote(news: Path, tmp_path: Path) -> None:
    found = run(str(news), "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(found.stdout.decode(), newline="")))
    assert [(row["doc_id"], row["text"], row["speaker"]) for row in rows] == [
        (str(news / "a.txt"), "“No,”", "Ann Lee"),
        (str(news / "b.txt"), "the toll was “reckless.”", "Ann Lee"),
    ]
    out = tmp_path / "quotes.csv"
    assert run(str(news), "--format", "csv", "-o", str(out)).stdout == b""
    assert out.read_bytes() == b"\xef\xbb\xbf" + found.stdout
    documents = run(str(news), "--format", "csv", "--table", "documents").stdout.decode()
    assert len(list(csv.DictReader(io.StringIO(documents, newline="")))) == 3


def test_parquet_is_a_file_a_table(news: Path, tmp_path: Path) -> None:
    out = tmp_path / "tables"
    found = run(str(news), "--format", "parquet", "--output", str(out))
    assert (found.returncode, found.stdout, found.stderr) == (0, b"", b"")
    assert sorted(path.name for path in out.iterdir()) == [
        "documents.parquet",
        "entities.parquet",
        "mentions.parquet",
        "quotes.parquet",
        "stance.parquet",
    ]
    assert pq.read_table(out / "documents.parquet")["doc_id"].to_pylist() == paths(run(str(news), "--format", "jsonl"))


def test_a_run_that_was_cut_goes_on(news: Path, tmp_path: Path) -> None:
    whole, part = tmp_path / "whole.jsonl", tmp_path / "part.jsonl"
    run(str(news), "--format", "jsonl", "-o", str(whole))
    lines = whole.read_bytes().splitlines(keepends=True)
    for there in (b"", lines[0], lines[0] + lines[1][:50], lines[0] + lines[1][:-1], b"".join(lines)):
        part.write_bytes(there)
        found = run(str(news), "--format", "jsonl", "-o", str(part), "--resume")
        assert (found.returncode, found.stderr) == (0, b"")
        assert part.read_bytes() == whole.read_bytes()
    part.unlink()
    run(str(news), "--format", "jsonl", "-o", str(part), "--resume")
    assert part.read_bytes() == whole.read_bytes()
    assert [analysis.id for analysis in onrecord.read_jsonl(part)] == paths(run(str(news), "--format", "jsonl"))


def test_a_file_of_somebody_else_is_not_touched(news: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.jsonl"
    other.write_bytes(b"my notes\nare here")
    found = run(str(news), "--format", "jsonl", "-o", str(other), "--resume")
    assert found.returncode == 3
    assert found.stderr.decode() == (
        f"onrecord: {other}: line 1 is not what this program writes; nothing was changed\n"
    )
    assert other.read_bytes() == b"my notes\nare here"


def test_output_that_cannot_be_written_exits_with_3(story: Path, tmp_path: Path) -> None:
    found = run(str(story), "-o", str(tmp_path / "no" / "such" / "folder"))
    assert found.returncode == 3
    assert found.stderr.decode().endswith("/no/such/folder: No such file or directory\n")


def test_an_article_is_not_written_over(story: Path) -> None:
    found = run(str(story.parent), "-o", str(story.parent / "." / story.name))
    assert found.returncode == 3
    assert found.stderr.decode().endswith("story.txt: it is one of the files to read; nothing was written\n")
    assert story.read_text(encoding="utf-8") == STORY


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
@pytest.mark.parametrize(("arguments", "shown"), [((), True), (("--quiet",), False)])
def test_progress_on_a_terminal(tmp_path: Path, arguments: tuple[str, ...], shown: bool) -> None:
    import pty

    news = tmp_path / "many"
    news.mkdir()
    for i in range(120):
        (news / f"{i}.txt").write_text(STORY * 5, encoding="utf-8")
    main, side = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", str(news), "--format", "csv", *arguments],
        stdout=subprocess.DEVNULL,
        stderr=side,
    )
    os.close(side)
    drawn = drain(main)
    assert process.wait(timeout=60) == 0
    assert bool(re.search(rb"\r\x1b\[K\d+ of 120 articles, [\d,.]+ a second, \d+ s left", drawn)) == shown
    assert drawn == b"" or drawn.endswith(b"\r\x1b[K")


def test_the_output_is_utf8_whatever_the_locale(story: Path) -> None:
    found = run(str(story), "--format", "json", PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert json.loads(found.stdout) == onrecord.analyze(STORY)


def test_a_reader_who_leaves_early_is_no_error(articles: list[Path]) -> None:
    many = [str(path) for path in articles] * 20
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", *many, "--format", "jsonl"], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    assert process.stderr is not None
    with process.stdout, process.stderr:
        assert process.stdout.readline().startswith(b'{"path": ')
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.wait(timeout=60) == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo terminals")
@pytest.mark.parametrize(
    ("environment", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal_only(story: Path, environment: dict[str, str], coloured: bool) -> None:
    import pty

    main, side = pty.openpty()
    clean = {key: value for key, value in os.environ.items() if key != "NO_COLOR"}
    process = subprocess.Popen(
        [sys.executable, "-m", "onrecord", str(story)], stdout=side, env={**clean, "TERM": "xterm", **environment}
    )
    os.close(side)
    shown = drain(main)
    assert process.wait(timeout=60) == 0
    assert b"Ann Lee" in shown
    assert (b"\x1b[" in shown) == coloured


def test_html_is_the_page(story: Path) -> None:
    found = run(str(story), "--format", "html")
    assert found.returncode == 0
    assert found.stdout.decode().rstrip("\n") == str(onrecord.show(onrecord.analyze(STORY))).rstrip("\n")
    seeds = {run(str(story), "--format", "html", PYTHONHASHSEED=seed).stdout for seed in ("1", "2")}
    assert seeds == {found.stdout}


def test_html_of_several_files_is_one_page(story: Path, tmp_path: Path) -> None:
    found = run(str(story), str(story), str(tmp_path / "none"), "--format", "html")
    html = found.stdout.decode()
    assert found.returncode == 1
    assert html.count("<!DOCTYPE") == html.count("</html>") == 1
    assert html.count("<article") == html.count(str(story)) == 2
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(set(ids)) == len(ids) > 0
    assert run(str(tmp_path / "none"), "--format", "html").stdout == b""
