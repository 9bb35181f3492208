"""Goldens: what a fixture comes to, readable in a diff. `python -m tests.support.golden FIXTURE…` writes them anew."""

from __future__ import annotations

import sys
from pathlib import Path

from newsclean import Source, clean
from newsclean.article import Article
from newsclean.render import to_text

FIXTURES = Path(__file__).resolve().parents[2] / "fixtures"
PAGES = FIXTURES / "pages"
DUMPS = FIXTURES / "dumps"
FACTS = "headline standfirst authors published language section captions copyright url warnings".split()


def pages() -> list[Path]:
    """Return the fixtures that have a golden: HTML pages and text dumps."""
    return sorted(path for folder in (PAGES, DUMPS) for path in folder.iterdir() if path.suffix != ".golden")


def golden_of(page: Path) -> Path:
    """Return the path of a fixture's golden."""
    return page.with_name(page.name + ".golden")


def describe(article: Article) -> str:
    """Return an article in a golden's form: the text, the facts, then the ledger."""
    facts = [f"{name}: {getattr(article, name)}" for name in FACTS if getattr(article, name)]
    ledger = [f"{entry.policy} {entry.category}: {' '.join(entry.text.split())}" for entry in article.ledger]
    return "\n".join([to_text(article), "----", *facts, "----", *ledger]) + "\n"


def clean_fixture(page: Path) -> Article:
    """Clean a fixture."""
    return clean(Source.from_path(page))


if __name__ == "__main__":
    for name in sys.argv[1:]:
        golden_of(Path(name)).write_text(describe(clean_fixture(Path(name))), encoding="utf-8")
