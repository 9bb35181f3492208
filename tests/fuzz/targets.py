"""The targets of the fuzzer: each takes bytes, runs one part of newsclean, and raises if an invariant breaks."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from types import MappingProxyType
from zlib import crc32

from newsclean import Options, Source
from newsclean.article import Article
from newsclean.errors import PageError, RuleFileError
from newsclean.options import InputKind
from newsclean.pipeline import Failure, clean_one
from newsclean.readers.decode import decode, encode
from newsclean.readers.frontmatter import read_front_matter
from newsclean.readers.metadata.jsonld import items
from newsclean.readers.text_lines import split_lines
from newsclean.render import RenderOptions, output_format, render
from newsclean.render.registry import PAGE_FORMATS
from newsclean.rules.files.publication import parse_publication
from newsclean.sources.filesystem import Location
from newsclean.sources.records import ArchiveOptions, Fault, PassedOver, Record
from newsclean.sources.tables import BadHeaderError, Csv, JsonLines, Row
from newsclean.sources.warc import warc_items
from tests.laws.checks import PRINTED, broken_laws
from tests.support.archives import page, warc
from tests.support.golden import DUMPS, PAGES

CORPUS = Path(__file__).parent / "corpus"
PUBLICATIONS = Path(__file__).parents[2] / "newsclean" / "publications"
TABLE = PAGES.parent / "table.jsonl"
LAW_SHARE = 10
"""One page in this many is checked against the laws, which clean it three times more."""
MAX_ARCHIVE_BYTES = 1 << 20
"""The size limit of a page in a fuzzed archive, small so that the fuzzer reaches it."""


@dataclass(frozen=True, slots=True)
class Target:
    """A part of newsclean under test.

    seeds: returns the data that mutations start from. run: takes the mutated data and raises if an invariant breaks.
    is_page: an execution cleans a whole page.
    """

    seeds: Callable[[], Sequence[bytes]]
    run: Callable[[bytes], None]
    is_page: bool = False

    def warm_up(self) -> None:
        """Run one seed without a guard: the first page reads models and rules, and may write the cache of rules.

        trafilatura is imported by the first page that needs it. urllib3 then binds a socket, to learn if IPv6 works.
        """
        import_module("trafilatura")
        self.run(self.seeds()[0])


def clean_page(data: bytes, *, kind: InputKind) -> None:
    """Clean a page, render it in every format, and check the laws on a share of the pages."""
    source = Source("fuzz", data, url="https://harbourpost.example/2024/05/ferry")
    options = Options(input=kind)
    article = clean_one(source, options)
    if isinstance(article, Failure):
        if article.error.__cause__ is not None and not isinstance(article.error.__cause__, OSError | EOFError):
            raise article.error.__cause__
        return
    render_all(article)
    if crc32(data) % LAW_SHARE == 0:
        broken = broken_laws(source, options, forms=[PRINTED])
        assert not broken, broken


def render_all(article: Article) -> None:
    """Render an article in every format, and check that each is UTF-8 that its own readers take."""
    for name in PAGE_FORMATS:
        options = RenderOptions(name, front_matter=output_format(name).has_front_matter)
        text = render(article, options).encode().decode()
        if name in ("json", "jsonl"):
            assert json.loads(text)["body"] == article.body
        if name == "csv":
            assert len(list(csv.reader(io.StringIO(text, newline="")))) == 1


def run_decode(data: bytes) -> None:
    """Decode bytes, and check that encoding gives them back."""
    source, options = Source("fuzz", data), Options()
    try:
        decoded = decode(source, options)
    except PageError:
        return
    assert encode(decoded) == data, "encode does not give the bytes back"


def run_json_ld(data: bytes) -> None:
    """Read a JSON-LD script; every item is an object."""
    assert all(isinstance(item, dict) for item in items(data.decode("utf-8", "replace")))


def run_front_matter(data: bytes) -> None:
    """Read front matter; it ends inside the text."""
    text = data.decode("utf-8", "replace")
    found = read_front_matter(list(split_lines(text)), text)
    assert 0 <= found.end <= len(text)
    assert len(found.blocks) == len(found.labels)


def run_rules(data: bytes) -> None:
    """Read a publication file; the only error is `RuleFileError`."""
    try:
        parse_publication(data.decode("utf-8", "surrogateescape"), "fuzz.toml")
    except RuleFileError:
        return


def run_warc(data: bytes) -> None:
    """Read an archive; places only grow, and no page is larger than the limit."""
    last = -1
    archive = _Memory("fuzz.warc", None, "", True, data=data)
    for item in warc_items(archive, ArchiveOptions(max_bytes=MAX_ARCHIVE_BYTES)):
        if isinstance(item, PassedOver):
            continue
        assert isinstance(item, Record | Fault)
        assert isinstance(item.where, int)
        assert item.where >= last, "an item lies before the item ahead of it"
        last = item.where
        assert not isinstance(item, Record) or len(item.data) <= MAX_ARCHIVE_BYTES


@dataclass(frozen=True, slots=True)
class _Memory(Location):
    """A file in memory."""

    data: bytes = b""

    def open(self) -> io.BytesIO:  # type: ignore[override]
        """Return the data as a stream."""
        return io.BytesIO(self.data)


def run_tables(data: bytes) -> None:
    """Read a table as each kind, write each row back, and check that a row stays one row."""
    text = data.decode("utf-8-sig", "surrogateescape")
    for kind in (JsonLines(), Csv(), Csv("\t")):
        try:
            rows = list(kind.rows(io.StringIO(text, newline="")))
        except BadHeaderError:
            continue
        kind.header(["article", "article_error"])
        for row in rows[:200]:
            _write_row(kind, row)


def _write_row(kind: JsonLines | Csv, row: Row) -> None:
    changes = {"article": {"body": 'The ferry\nsails, "soon".'}, "article_error": None}
    if row.problem:
        written = kind.failed_row(row, {"article_error": {"raw": row.raw}})
    else:
        written = kind.updated_row(row, changes)
    assert written.endswith("\n")
    if isinstance(kind, JsonLines):
        assert "\n" not in written[:-1]
        values = json.loads(written)
        assert row.problem or values["article"] == changes["article"]
    else:
        again = list(csv.reader(io.StringIO(written, newline=""), delimiter=kind.delimiter, strict=True))
        assert [len(cells) for cells in again] == [len(kind.names) + 2], "the row became several, or lost cells"


def _files(*patterns: tuple[Path, str]) -> list[bytes]:
    found = [path for folder, pattern in patterns for path in sorted(folder.glob(pattern))]
    return [path.read_bytes() for path in found]


def _archives() -> list[bytes]:
    return [warc([page(1), page(2), page(3)], kind) for kind in ("", "gz", "zst")]


def _scripts() -> list[bytes]:
    pages = _files((PAGES, "*.html"), (CORPUS, "*.json"))
    marker = b'application/ld+json">'
    return [html.partition(marker)[2].partition(b"</script>")[0] or html[:500] for html in pages]


HTML_SEEDS = partial(_files, (PAGES, "*.html"), (CORPUS, "*.html"))
TEXT_SEEDS = partial(_files, (DUMPS, "*.txt"), (DUMPS, "*.md"), (CORPUS, "*.txt"), (CORPUS, "*.md"))
TARGETS: Mapping[str, Target] = MappingProxyType(
    {
        "decode": Target(partial(_files, (PAGES, "*.html"), (DUMPS, "*.txt"), (CORPUS, "*")), run_decode),
        "json-ld": Target(_scripts, run_json_ld),
        "front-matter": Target(partial(_files, (CORPUS, "*.md"), (DUMPS, "*.txt")), run_front_matter),
        "rules": Target(partial(_files, (PUBLICATIONS, "*.toml"), (PUBLICATIONS, "_packs/*.toml")), run_rules),
        "warc": Target(_archives, run_warc),
        "tables": Target(lambda: [TABLE.read_bytes(), *_files((CORPUS, "*.jsonl"), (CORPUS, "*.csv"))], run_tables),
        "html": Target(HTML_SEEDS, partial(clean_page, kind="html"), is_page=True),
        "text": Target(TEXT_SEEDS, partial(clean_page, kind="text"), is_page=True),
        "markdown": Target(partial(_files, (CORPUS, "*.md")), partial(clean_page, kind="text"), is_page=True),
        "auto": Target(lambda: [*HTML_SEEDS(), *TEXT_SEEDS()], partial(clean_page, kind="auto"), is_page=True),
    }
)
