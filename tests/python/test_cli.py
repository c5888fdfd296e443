"""The command line, as a process of its own."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import onrecord
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
    missing = tmp_path / "missing.txt"
    found = run(str(missing), str(tmp_path), str(story), "--format", "jsonl")
    assert found.returncode == 1
    assert found.stderr.decode() == (
        f"onrecord: {missing}: No such file or directory\nonrecord: {tmp_path}: Is a directory\n"
    )
    assert [json.loads(line)["path"] for line in found.stdout.splitlines()] == [str(story)]


@pytest.mark.parametrize(
    "arguments",
    [
        ("--format", "xml"),
        ("--nonsense",),
        ("a", "b", "--title", "T"),
        ("a", "--title", os.fsdecode(b"caf\xe9")),
    ],
)
def test_wrong_usage_exits_with_2(arguments: tuple[str, ...]) -> None:
    found = run(*arguments)
    assert (found.returncode, found.stdout) == (2, b"")
    assert found.stderr.startswith(b"usage: onrecord ")


def test_the_version() -> None:
    assert run("--version").stdout.decode() == f"onrecord {onrecord.__version__}\n"


def test_the_help_says_the_exit_codes() -> None:
    assert b"exit codes:" in run("--help").stdout


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
    shown = b""
    while True:
        try:
            chunk = os.read(main, 4096)
        except OSError:  # Linux says so when the other side is closed
            break
        if not chunk:
            break
        shown += chunk
    os.close(main)
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
