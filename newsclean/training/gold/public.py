"""Build gold folders from clones of public data sets.

`PUBLIC_GOLD` lists the data sets that the shipped models were trained on, in the order of training. A clone is
recognised by a file that only this data set has.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from newsclean.errors import UsageError
from newsclean.training.gold import layouts
from newsclean.training.gold.layouts import GoldRow, Layout
from newsclean.training.gold.pages import GOLD_FILE, SETTINGS_FILE, GoldSettings

_GITHUB = "https://github.com/"


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


PUBLIC_GOLD = (
    PublicGold(
        "aeb",
        "ground-truth.json",
        layouts.article_extraction_benchmark,
        GoldSettings(2.0, source=f"{_GITHUB}scrapinghub/article-extraction-benchmark", license="MIT", credit="Zyte"),
    ),
    PublicGold(
        "fundus_eval",
        "dataset/ground_truth.json",
        layouts.fundus_evaluation,
        GoldSettings(
            2.0,
            includes_standfirst=True,
            source=f"{_GITHUB}dobbersc/fundus-evaluation",
            license="MIT",
            credit="fundus-evaluation",
        ),
    ),
    PublicGold(
        "fundus_tests",
        "tests/resources/parser/test_data",
        layouts.fundus_tests,
        GoldSettings(2.0, 6.0, True, f"{_GITHUB}flairNLP/fundus", "MIT", "Fundus"),
    ),
    PublicGold(
        "wcxb",
        "dev/ground-truth",
        layouts.wcxb,
        GoldSettings(
            source=f"{_GITHUB}Murrough-Foley/web-content-extraction-benchmark",
            license="CC-BY-4.0",
            credit="WCXB, the Web Content Extraction Benchmark, by Murrough Foley",
        ),
    ),
    PublicGold(
        "zh_web",
        "cleaned",
        layouts.chinese_web_content,
        GoldSettings(
            2.0,
            source=f"{_GITHUB}immortal-autumn/Chinese-Web-Content-Extraction-Dataset",
            license="MIT",
            credit="Chinese-Web-Content-Extraction-Dataset",
        ),
    ),
    PublicGold(
        "traf_eval",
        "tests/evaldata.json",
        layouts.trafilatura_evaluation,
        GoldSettings(source=f"{_GITHUB}adbar/trafilatura", license="Apache-2.0", credit="trafilatura"),
    ),
)
"""News sets have weight 2: they are small, and news is what the model is for. The test cases of Fundus weigh 6 when the
headline chooser is fitted, because they are few and all of them news. Guesses; not measured."""


@dataclass(frozen=True, slots=True)
class BuiltGold:
    """A gold folder that was built: its path, its number of pages, and the ids of rows without a page in the clone."""

    folder: Path
    pages: int
    missing: tuple[str, ...]


def public_settings(name: str) -> GoldSettings:
    """Return the settings of a public data set by its name. Raises `KeyError` for another name."""
    return {gold.name: gold.settings for gold in PUBLIC_GOLD}[name]


def recognise(clone: Path) -> PublicGold:
    """Return the data set that a folder is a clone of. Raises `UsageError` for any other folder."""
    found = next((gold for gold in PUBLIC_GOLD if (clone / gold.marker).exists()), None)
    if found is None:
        known = ", ".join(gold.settings.source for gold in PUBLIC_GOLD)
        raise UsageError(f"{clone}: no clone of a known data set; known are {known}")
    return found


def build_gold(clones: Sequence[Path], out: Path) -> list[BuiltGold]:
    """Write a gold folder below `out` for each clone, and return them in the order of training.

    Raises `UsageError` for an unknown or incomplete clone, for two clones of one data set, and for a gold folder that
    exists already.
    """
    found: dict[str, tuple[PublicGold, Path]] = {}
    for clone in clones:
        gold = recognise(clone)
        if gold.name in found:
            raise UsageError(f"{clone} and {found[gold.name][1]} are clones of the same data set")
        if (out / gold.name / GOLD_FILE).exists():
            raise UsageError(f"{out / gold.name}: exists already; delete it, or name another folder")
        found[gold.name] = gold, clone
    return [_build(*found[gold.name], out / gold.name) for gold in PUBLIC_GOLD if gold.name in found]


def _build(gold: PublicGold, clone: Path, folder: Path) -> BuiltGold:
    rows: list[GoldRow] = []
    missing: list[GoldRow] = []
    for row in gold.layout(clone):
        (rows if row.page.exists() else missing).append(row)
    if not rows:
        raise UsageError(f"{clone}: has no pages; is the clone complete?")
    folder.mkdir(parents=True, exist_ok=True)
    for row in rows:
        # the time in the header would make every build differ
        packed = gzip.compress(_page_bytes(row), mtime=0)
        (folder / f"{row.fields['id']}.html.gz").write_bytes(packed)
    (folder / SETTINGS_FILE).write_text(gold.settings.to_toml(), encoding="utf-8")
    # written last: its presence says that the folder is complete
    lines = [json.dumps(dict(row.fields), ensure_ascii=False, sort_keys=True) + "\n" for row in rows]
    (folder / GOLD_FILE).write_text("".join(lines), encoding="utf-8")
    return BuiltGold(folder, len(rows), tuple(str(row.fields["id"]) for row in missing))


def _page_bytes(row: GoldRow) -> bytes:
    data = row.page.read_bytes()
    return gzip.decompress(data) if row.page.suffix == ".gz" else data
