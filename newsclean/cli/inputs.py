"""Open the source that a file argument names."""

from newsclean.errors import UsageError
from newsclean.sources import Source
from newsclean.sources.registry import archive_kind


def open_source(file: str, url: str | None) -> Source:
    """Read a file, or standard input for "-". Raises `UnreadableError`, and `UsageError` for an archive of pages."""
    kind = archive_kind(file)
    if kind is not None and kind.never_a_page:
        raise UsageError(f"{file}: is an archive; `newsclean batch {file} --out DIR` cleans the pages in it")
    return Source.from_stdin(url=url) if file == "-" else Source.from_path(file, url=url)
