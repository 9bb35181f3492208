"""The columns of features that the first stage of the classifier of categories sees as numbers."""

from __future__ import annotations

from collections.abc import Mapping

from newsclean.classify.categories.model import Kind
from newsclean.classify.html.features import FEATURES as HTML_FEATURES
from newsclean.classify.text.features import FEATURES as TEXT_FEATURES

_OF_WORDS = ("words:", "page_body", "strange")
COLUMNS: Mapping[Kind, tuple[str, ...]] = {
    "html": HTML_FEATURES,
    "text": tuple(name for name in TEXT_FEATURES if not name.startswith(_OF_WORDS)),
}
"""All columns of the models of articles but those of the word model, which has seen every labelled page.

A model of categories names its own columns, so more may be added.
"""
