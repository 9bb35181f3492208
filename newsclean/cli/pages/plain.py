"""The plain command line: `newsclean page.html`, without options and configuration.

It prints what the verb `clean` prints, and imports neither typer nor the other verbs' options, which would take as long
as two pages.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from newsclean.cli.config import named_file, settings_of
from newsclean.cli.console import no_article_message, print_message, unsure_message
from newsclean.errors import ExitCode, PageError
from newsclean.options import Options
from newsclean.pipeline import Failure, clean_late
from newsclean.render.text import to_text
from newsclean.rules.files.layers import standard_rules
from newsclean.sources import Source
from newsclean.text.patterns import keep_compiled

ENDINGS = (".html", ".htm", ".txt", ".md")
"""The endings of files that are one page, and neither a table nor an archive."""
COMPLETION_VARIABLE = "_NEWSCLEAN_COMPLETE"
"""The environment variable that a shell sets to ask for completions; others then hold the words typed so far."""


def is_plain(arguments: Sequence[str]) -> bool:
    """Return whether a command line only names a file, and no configuration holds. Raises `UsageError`."""
    if len(arguments) != 1 or COMPLETION_VARIABLE in os.environ:
        return False
    word = arguments[0]
    is_file = word.lower().endswith(ENDINGS) and not word.startswith("-") and Path(word).is_file()
    return is_file and not settings_of(named_file(()))


def clean_plainly(file: str) -> ExitCode:
    """Clean the page in a file, print its article, and return the exit code."""
    try:
        cleaned = clean_late(Source.from_path(file), Options(rules=standard_rules()))
    except PageError as error:
        cleaned = Failure(file, error)
    if isinstance(cleaned, Failure):
        print_message(str(cleaned.error))
        return ExitCode.FAILED
    if cleaned.is_empty:
        print_message(no_article_message(cleaned))
        return ExitCode.NO_ARTICLE
    if message := unsure_message(cleaned):
        print_message(message)
    sys.stdout.buffer.write(to_text(cleaned).encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()
    keep_compiled()
    return ExitCode.OK
