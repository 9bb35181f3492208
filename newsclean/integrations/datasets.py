"""Hugging Face datasets: `clean_dataset(dataset)` adds the columns of an article to every row."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import datasets

from newsclean.errors import UsageError
from newsclean.integrations.rows import LISTS, TEXTS, article_row
from newsclean.options import Options


def clean_dataset(
    dataset: Any, html: str = "html", url: str = "url", options: Options | None = None, **settings: Any
) -> Any:
    """Return a dataset, also an iterable one, with the columns of `rows.COLUMNS`; they replace columns of those names.

    html: the column with the pages, as HTML or text.
    url: the column with their addresses; the dataset may lack it.
    settings: arguments of `Dataset.map`, as in `num_proc=8`.
    Raises `UsageError` for a dataset without the column of pages.
    """
    known = dataset.features
    if known is not None and html not in known:
        raise UsageError(f"the dataset has no column {html!r}; it has {', '.join(known)}")
    if known is not None:
        settings["features"] = datasets.Features({**known, **article_features()})
    plain = options or Options()

    def added(row: Mapping[str, Any]) -> dict[str, Any]:
        return article_row(row[html], row.get(url), plain)

    return dataset.map(added, **settings)


def article_features() -> dict[str, Any]:
    """Return the types of the added columns."""
    text = datasets.Value("string")
    features: dict[str, Any] = dict.fromkeys(TEXTS, text) | {name: datasets.List(text) for name in LISTS}
    return features | {"word_count": datasets.Value("int64"), "confidence": datasets.Value("float64"), "error": text}
