"""Hand labels of blocks: read, checked, and joined with pages.

A row of labels is a JSON object: `id`, `labels`, a list of [first block, last block, label], and perhaps `lang` and
`blocks`, how many blocks the page had. Blocks count as `sheets.cut` cuts them. Blocks in no range are `navigation`.
A row whose `partial` lists categories names all boxes of these alone, so its other blocks may be anything else. Such a
page is trained on and not measured.
`hand-labels.jsonl` has the labels of 255 public pages and of boxes on 319 others; no text is in it.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from newsclean.blocks import Category
from newsclean.errors import UsageError, did_you_mean
from newsclean.training.gold.alignment import KEPT
from newsclean.training.gold.pages import GoldPage
from newsclean.training.gold.sheets import SheetBlock, cut

LABELS_FILE = Path(__file__).parent / "hand-labels.jsonl"
UNSCORED = frozenset(("pull-quote", "factbox", "embed", "optional"))
"""Labels besides the categories. Their blocks are neither trained on nor scored."""
UNNAMED = "unnamed"
"""The label of the blocks of a partial row that are in no range: none of the categories that the row is about."""


def read_labels(path: Path) -> dict[str, dict[str, Any]]:
    """Return the rows of a file of labels by page id. Raises `UsageError` for invalid rows."""
    rows: dict[str, dict[str, Any]] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        raise UsageError(f"{path}: no labels here ({error})") from error
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            rows[str(row["id"])] = row
            partial = _names(row)
            ranges = [(int(first), int(last), str(label)) for first, last, label in row["labels"]]
        except (ValueError, KeyError, TypeError) as error:
            raise UsageError(f"{path}:{number}: not an object with an id and labels ({error})") from error
        _check_ranges(f"{path}:{number}", ranges)
        _check_known(f"{path}:{number}", partial, {*map(str, Category)})
    return rows


def _names(row: Mapping[str, Any]) -> list[str]:
    """Return the categories that a row names completely. Raises `TypeError` for anything but a list."""
    partial = row.get("partial", [])
    if not isinstance(partial, list):
        raise TypeError("partial must be a list of categories")
    return [str(category) for category in partial]


def _check_ranges(where: str, ranges: Sequence[tuple[int, int, str]]) -> None:
    known = {*map(str, Category), *UNSCORED}
    end = -1
    _check_known(where, [label for _, _, label in ranges], known)
    for first, last, _ in ranges:
        if not end < first <= last:
            raise UsageError(f"{where}: the range {first}-{last} does not follow the one before")
        end = last


def _check_known(where: str, labels: Iterable[str], known: Collection[str]) -> None:
    for label in labels:
        if label not in known:
            raise UsageError(f"{where}: unknown label {label!r}{did_you_mean(label, known)}")


def labelled_blocks(row: Mapping[str, Any], blocks: Sequence[SheetBlock]) -> list[tuple[str, str]]:
    """Return the label and text of each block. Raises `UsageError` where the page has another number of blocks.

    Versions of libxml2 repair broken pages differently: of the 255 pages one version cuts three otherwise.
    """
    ranges, number = row["labels"], len(blocks)
    if row.get("blocks", number) != number or any(last >= number for _, last, _ in ranges):
        raise UsageError(f"{row['id']}: {number} blocks; the labels belong to another version of the page")
    labels = [UNNAMED if row.get("partial") else str(Category.NAVIGATION)] * number
    for first, last, label in ranges:
        labels[first : last + 1] = [label] * (last + 1 - first)
    return [(label, block.text) for label, block in zip(labels, blocks, strict=True)]


def gold_rows(
    pages: Sequence[GoldPage], rows: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[GoldPage, str | None]]:
    """Yield each page that has labels, with its row of `gold.jsonl`, or None where the labels do not fit the page.

    The labels of a page have its own id, or `FOLDER--ID`.
    """
    for page in pages:
        row = rows.get(f"{page.dataset}--{page.id}") or rows.get(page.id)
        if row is None:
            continue
        try:
            blocks = labelled_blocks(row, cut(page.data))
        except UsageError:
            yield page, None
            continue
        gold = {
            "id": page.id,
            "url": page.url,
            "language": row.get("lang"),
            "title": page.title,
            "authors": page.authors,
            "date": page.date,
            "body": "\n\n".join(text for label, text in blocks if label in KEPT),
            "blocks": blocks,
            "partial": row.get("partial", ()),
        }
        yield page, json.dumps(gold, ensure_ascii=False)
