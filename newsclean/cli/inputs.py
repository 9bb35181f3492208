"""What a file argument means."""

from newsclean.sources import Source


def open_source(file: str, url: str | None) -> Source:
    """Read a file, or standard input for "-". Raises `UnreadableError`."""
    return Source.from_stdin(url=url) if file == "-" else Source.from_path(file, url=url)
