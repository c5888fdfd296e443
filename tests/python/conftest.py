"""What several tests need: the sample articles, and the root of the repository."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLES = sorted((ROOT / "seeds" / "articles").glob("*.txt"))


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a test that asks for `article` once for the text of each sample article."""
    if "article" in metafunc.fixturenames:
        texts = [path.read_text(encoding="utf-8") for path in ARTICLES]
        metafunc.parametrize("article", texts, ids=[path.stem for path in ARTICLES])


@pytest.fixture(scope="session")
def root() -> Path:
    """The root of the repository."""
    return ROOT


@pytest.fixture(scope="session")
def articles() -> list[Path]:
    """The files of the sample articles."""
    assert ARTICLES, "no sample articles: the tests run from a clone"
    return ARTICLES
