"""What a file argument means."""

from newsclean.errors import UsageError
from newsclean.sources import Source


def open_source(file: str, url: str | None) -> Source:
    """Read a file, or standard input for "-". Raises `UnreadableError`, and `UsageError` for an archive of pages."""
    if file.lower().removesuffix(".gz").removesuffix(".zst").endswith((".warc", ".parquet")):
        raise UsageError(f"{file}: is an archive; `newsclean batch {file} --out DIR` cleans the pages in it")
    return Source.from_stdin(url=url) if file == "-" else Source.from_path(file, url=url)
