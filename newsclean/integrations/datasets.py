"""Hugging Face `datasets`: `clean_dataset(dataset)` adds the article's columns to every row."""

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
    """Return a dataset, also an iterable one, with the columns of `rows.COLUMNS` added, in place of those of that name.

    `html` is the column of pages, HTML or text; `url` that of their addresses, if there is one; `settings` go to
    `Dataset.map`, as in `num_proc=8`. Raises `UsageError` for a dataset without pages.
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
    """Return the types of the columns that are added."""
    text = datasets.Value("string")
    features: dict[str, Any] = dict.fromkeys(TEXTS, text) | {name: datasets.List(text) for name in LISTS}
    return features | {"word_count": datasets.Value("int64"), "confidence": datasets.Value("float64"), "error": text}
