"""Bylines: the people in "By Ana Ruiz and Tom Lee"."""

import re

_AUTHOR_SPLIT_RE = re.compile(r"\s*(?:,|;|\s(?:and|und|et|y|e|и|en|ve|i)\s|&)\s*", re.IGNORECASE)
_BY_RE = re.compile(r"^(?:by|von|par|por|di|da|door|автор)[:\s]\s*(?=\S+\s+\S)", re.IGNORECASE)
"""Two words have to follow: Di Nguyen and Von Miller are people."""


def split_authors(byline: str) -> list[str]:
    """Split a byline into people, leaving out the word "by" and addresses.

    >>> split_authors("By Ana Ruiz and Tom Lee")
    ['Ana Ruiz', 'Tom Lee']
    """
    names = _AUTHOR_SPLIT_RE.split(_BY_RE.sub("", byline))
    return [name for name in names if name and "@" not in name and "://" not in name]
