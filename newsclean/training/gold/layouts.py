"""How public data sets lay out their pages and annotations in their repositories.

Each function yields the rows of a clone, with the file of each row's page. Only annotations are read here; the pages
stay the publishers' and are copied by the build alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsclean.errors import UsageError

_UNKNOWN = "UNKNOWN"  # what the Chinese data set writes for an author or date that the page does not have


@dataclass(frozen=True, slots=True)
class GoldRow:
    """A row of `gold.jsonl`, and the file of its page, which may be compressed by gzip."""

    fields: Mapping[str, Any]
    page: Path


Layout = Callable[[Path], Iterator[GoldRow]]


def article_extraction_benchmark(clone: Path) -> Iterator[GoldRow]:
    """Yield the rows of Zyte's article-extraction-benchmark."""
    for page_id, truth in _json(clone / "ground-truth.json").items():
        fields = {"id": page_id, "url": truth.get("url"), "body": truth["articleBody"]}
        yield GoldRow(fields, clone / "html" / f"{page_id}.html.gz")


def fundus_evaluation(clone: Path) -> Iterator[GoldRow]:
    """Yield the rows of fundus-evaluation. The body includes the optional paragraphs, which have square brackets."""
    for file, truth in _json(clone / "dataset" / "ground_truth.json").items():
        fields = {"id": file.removesuffix(".html.gz"), "url": truth["url"], "body": "\n\n".join(truth["body"])}
        yield GoldRow(fields, clone / "dataset" / "html" / file)


def fundus_tests(clone: Path) -> Iterator[GoldRow]:
    """Yield the rows of Fundus' test cases.

    A publisher's JSON file has one article for each version of its parser, and one page by date belongs to each. Pages
    of a publisher with another number of pages than versions are left out, because nothing says which is which.
    """
    for info in sorted((clone / "tests" / "resources" / "parser" / "test_data").glob("*/meta.info")):
        folder, urls = info.parent, {name: entry["url"] for name, entry in _json(info).items()}
        for truth in sorted(folder.glob("*.json")):
            versions = sorted(_json(truth).items(), key=lambda item: _numbers(item[0]))
            pages = sorted(name for name in urls if re.fullmatch(rf"{re.escape(truth.stem)}_[\d_]+\.html\.gz", name))
            for name, (_, article) in zip(pages, versions, strict=False) if len(pages) == len(versions) else ():
                yield GoldRow(
                    {
                        "id": f"{folder.name}-{name.removesuffix('.html.gz')}",
                        "url": urls[name],
                        "body": "\n\n".join(_fundus_paragraphs(article.get("body") or {})),
                        "title": article.get("title"),
                        "authors": article.get("authors"),
                        "date": article.get("publishing_date"),
                    },
                    folder / name,
                )


def _fundus_paragraphs(body: Mapping[str, Any]) -> Iterator[str]:
    yield from body.get("summary", ())
    for section in body.get("sections", ()):
        yield from (*section["headline"], *section["paragraphs"])


def wcxb(clone: Path) -> Iterator[GoldRow]:
    """Yield the articles in the development set of WCXB; its other types of pages have no article."""
    for path in sorted((clone / "dev" / "ground-truth").glob("*.json")):
        entry = _json(path)
        if entry["_internal"]["page_type"]["primary"] == "article":
            truth = entry["ground_truth"]
            fields = {
                "id": f"dev-{path.stem}",
                "url": entry.get("url"),
                "body": truth.get("main_content"),
                "title": truth.get("title"),
                "authors": _names(truth.get("author")),
                "date": truth.get("publish_date"),
                "with": truth.get("with"),
                "without": truth.get("without"),
            }
            yield GoldRow(fields, clone / "dev" / "html" / f"{path.stem}.html.gz")


def trafilatura_evaluation(clone: Path) -> Iterator[GoldRow]:
    """Yield the rows of trafilatura's evaluation data, which have snippets instead of a body."""
    tests = clone / "tests"
    for url, entry in _json(tests / "evaldata.json").items():
        fields = {
            # ids are names of files on every system
            "id": re.sub(r"[^\w.-]", "_", entry["file"].removesuffix(".html"), flags=re.ASCII),
            "url": url,
            "title": entry.get("title"),
            "authors": _names(entry.get("author")),
            "date": entry.get("date"),
            "with": entry["with"],
            "without": entry["without"],
        }
        pages = (tests / folder / entry["file"] for folder in ("eval", "cache"))
        yield GoldRow(fields, next((page for page in pages if page.exists()), tests / "eval" / entry["file"]))


def chinese_web_content(clone: Path) -> Iterator[GoldRow]:
    """Yield the rows of the Chinese-Web-Content-Extraction-Dataset."""
    originals = next((folder for folder in clone.iterdir() if folder.name.lower() == "original"), clone)
    for path in sorted((clone / "cleaned").glob("*.txt")):
        author, date = (_text(clone / kind / path.name) for kind in ("author", "date"))
        fields = {
            "id": path.stem,
            "body": path.read_text(encoding="utf-8").strip(),
            "authors": author.split() if author != _UNKNOWN else [],
            "date": date[:10] if date != _UNKNOWN else None,
        }
        yield GoldRow(fields, originals / f"{path.stem}.html")


def _json(path: Path) -> Any:
    """Return the content of a JSON file. Raises `UsageError` for a missing or broken file."""
    try:
        return json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: {error}; is the clone complete?") from error


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8").strip() if path.exists() else _UNKNOWN


def _names(value: str | Sequence[str] | None) -> list[str]:
    """Return the authors of an entry, which has one name, a list of names, or nothing."""
    return [value] if isinstance(value, str) and value else list(value or ())


def _numbers(version: str) -> tuple[int, ...]:
    """Return the numbers in the name of a parser's version, by which versions are ordered.

    >>> sorted(["V1_10", "V2", "V1", "V1_2"], key=_numbers)
    ['V1', 'V1_2', 'V1_10', 'V2']
    """
    return tuple(map(int, re.findall(r"\d+", version)))
