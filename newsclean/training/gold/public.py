"""Build gold folders from clones of public data sets.

`PUBLIC_GOLD` lists the data sets that the shipped models were trained on, in the order of training. A clone is
recognised by a file that only this data set has.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from newsclean.errors import UsageError
from newsclean.training.gold import layouts
from newsclean.training.gold.layouts import GoldRow, Layout
from newsclean.training.gold.pages import GOLD_FILE, SETTINGS_FILE, GoldSettings


@dataclass(frozen=True, slots=True)
class PublicGold:
    """A public data set.

    name: of its gold folder. marker: a path in every clone, and in no other data set's. layout: yields a clone's rows.
    settings: what `gold.toml` says.
    """

    name: str
    marker: str
    layout: Layout
    settings: GoldSettings


def _settings(repository: str, license_id: str, credit: str, **settings: Any) -> GoldSettings:
    return GoldSettings(source=f"https://github.com/{repository}", license=license_id, credit=credit, **settings)


_AEB = _settings("scrapinghub/article-extraction-benchmark", "MIT", "Zyte", weight=2.0)
_FUNDUS_EVAL = _settings("dobbersc/fundus-evaluation", "MIT", "fundus-evaluation", weight=2.0, includes_standfirst=True)
_FUNDUS = _settings("flairNLP/fundus", "MIT", "Fundus", weight=2.0, headline_weight=6.0, includes_standfirst=True)
_WCXB = _settings("Murrough-Foley/web-content-extraction-benchmark", "CC-BY-4.0", "WCXB, by Murrough Foley")
_CHINESE = _settings("immortal-autumn/Chinese-Web-Content-Extraction-Dataset", "MIT", "immortal-autumn", weight=2.0)
_TRAFILATURA = _settings("adbar/trafilatura", "Apache-2.0", "trafilatura")
PUBLIC_GOLD = (
    PublicGold("aeb", "ground-truth.json", layouts.article_extraction_benchmark, _AEB),
    PublicGold("fundus_eval", "dataset/ground_truth.json", layouts.fundus_evaluation, _FUNDUS_EVAL),
    PublicGold("fundus_tests", "tests/resources/parser/test_data", layouts.fundus_tests, _FUNDUS),
    PublicGold("wcxb", "dev/ground-truth", layouts.wcxb, _WCXB),
    PublicGold("zh_web", "cleaned", layouts.chinese_web_content, _CHINESE),
    PublicGold("traf_eval", "tests/evaldata.json", layouts.trafilatura_evaluation, _TRAFILATURA),
)
"""News sets have weight 2: they are small, and news is what the model is for. The test cases of Fundus weigh 6 when the
headline chooser is fitted, because they are few and all of them news. Guesses; not measured."""

SHIPPED_PAGES = Path(__file__).parent / "shipped-pages.txt"
"""The pages that the shipped models were trained on, one FOLDER/ID in each line."""


@dataclass(frozen=True, slots=True)
class BuiltGold:
    """A gold folder that was built: its path, its number of pages, and the ids of rows without a page in the clone."""

    folder: Path
    pages: int
    missing: tuple[str, ...]


def recognise(clone: Path) -> PublicGold:
    """Return the data set that a folder is a clone of. Raises `UsageError` for any other folder."""
    found = next((gold for gold in PUBLIC_GOLD if (clone / gold.marker).exists()), None)
    if found is None:
        known = ", ".join(gold.settings.source for gold in PUBLIC_GOLD)
        raise UsageError(f"{clone}: no clone of a known data set; known are {known}")
    return found


def build_gold(clones: Sequence[Path], out: Path, pages: Container[str] | None = None) -> list[BuiltGold]:
    """Write a gold folder below `out` for each clone, and return them in the order of training.

    `pages` has the pages to take, as "folder/id"; None takes all. Raises `UsageError` for an unknown or incomplete
    clone, for two clones of one data set, and for a gold folder that exists already.
    """
    found: dict[str, tuple[PublicGold, Path]] = {}
    for clone in clones:
        gold = recognise(clone)
        if gold.name in found:
            raise UsageError(f"{clone} and {found[gold.name][1]} are clones of the same data set")
        if (out / gold.name / GOLD_FILE).exists():
            raise UsageError(f"{out / gold.name}: exists already; delete it, or name another folder")
        found[gold.name] = gold, clone
    return [_build(*found[gold.name], out / gold.name, pages) for gold in PUBLIC_GOLD if gold.name in found]


def _build(gold: PublicGold, clone: Path, folder: Path, pages: Container[str] | None) -> BuiltGold:
    wanted = [row for row in gold.layout(clone) if pages is None or f"{gold.name}/{row.fields['id']}" in pages]
    rows = [row for row in wanted if row.page.exists()]
    if not rows:
        raise UsageError(f"{clone}: has no pages to take; is the clone complete?")
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        # the time in the header would make every build differ
        packed = gzip.compress(_page_bytes(row), mtime=0)
        (folder / f"{row.fields['id']}.html.gz").write_bytes(packed)
    (folder / SETTINGS_FILE).write_text(gold.settings.to_toml(), encoding="utf-8")
    # written last: its presence says that the folder is complete
    lines = [json.dumps(dict(row.fields), ensure_ascii=False, sort_keys=True) + "\n" for row in rows]
    (folder / GOLD_FILE).write_text("".join(lines), encoding="utf-8")
    missing = tuple(str(row.fields["id"]) for row in wanted if not row.page.exists())
    return BuiltGold(folder, len(rows), missing)


def _page_bytes(row: GoldRow) -> bytes:
    data = row.page.read_bytes()
    return gzip.decompress(data) if row.page.suffix == ".gz" else data
