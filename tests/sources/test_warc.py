"""WARC archives: every page with its address and charset, and a fault for every damaged record."""

from __future__ import annotations

import gzip
import zlib
from pathlib import Path

import pytest

pytest.importorskip("fastwarc")

from hypothesis import example, given, settings
from hypothesis import strategies as st

from newsclean.sources.records import Fault, PassedOver, Record
from tests.support.archives import http, numbers, packed, page, read, record, warc
from tests.support.batches import html

KINDS = ["", "gz", "zst"]
JUNK = b"neither a record nor the end of one\r\n\r\n" * 3


@pytest.fixture(params=KINDS, ids=["plain", "gzip", "zstd"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def write(tmp_path: Path, *parts: bytes) -> Path:
    path = tmp_path / "crawl.warc.gz"
    path.write_bytes(b"".join(parts))
    return path


def test_pages_have_their_address_charset_and_offset(tmp_path: Path, kind: str) -> None:
    cyrillic = record(1, http("<p>Паром</p>".encode("cp1251"), b"Content-Type: text/html; charset=windows-1251\r\n"))
    first = packed(page(0), kind)
    found = read(write(tmp_path, first, packed(cyrillic, kind)))
    assert found == [
        Record(0, html(0), "https://harbourpost.example/0", "utf-8"),
        Record(len(first), "<p>Паром</p>".encode("cp1251"), "https://harbourpost.example/1", "windows-1251"),
    ]


def test_only_whole_html_responses_are_pages(tmp_path: Path) -> None:
    records = [
        record(0, b"software: harbour crawler 1.0\r\n", kind=b"warcinfo"),
        record(1, b"GET / HTTP/1.1\r\n\r\n", kind=b"request"),
        record(2, http(b"\x89PNG", b"Content-Type: image/png\r\n")),
        record(3, http(b"<p>Not here</p>", status=b"404 Not Found")),
        record(4, http(b"<p>There</p>", b"Content-Type: text/html\r\nLocation: /5\r\n", b"301 Moved")),
        record(5, http(html(5), b"Content-Type: application/xhtml+xml\r\n")),
        record(6, http(html(6), b"Server: old\r\n")),
        record(7, http(b'{"a": 1}', b"Server: old\r\n")),
        record(8, http(html(8)), kind=b"revisit"),
    ]
    found = read(write(tmp_path, warc(records)))
    assert numbers(found) == [5, 6]
    passed = [item.kind for item in found if isinstance(item, PassedOver)]
    assert passed == ["warcinfo", "request", "not-html", "http-error", "http-redirect", "not-html", "revisit"]


def test_headers_are_carried_and_truncated_records_are_marked(tmp_path: Path) -> None:
    cut = record(3, http(html(3)[:-40]), more=b"WARC-Truncated: length\r\n")
    found = read(write(tmp_path, warc([page(2), cut])), carry=("WARC-Date", "WARC-Nothing"))
    assert [(item.carried, item.is_truncated) for item in found if isinstance(item, Record)] == [
        ({"WARC-Date": "2026-02-03T04:05:06Z", "WARC-Nothing": None}, False),
        ({"WARC-Date": "2026-02-03T04:05:06Z", "WARC-Nothing": None}, True),
    ]


def encodings() -> dict[str, tuple[bytes, bytes]]:
    import brotli
    import zstandard

    body = html(1)
    chunks = b"%x\r\n%s\r\n%x\r\n%s\r\n0\r\n\r\n" % (100, body[:100], len(body) - 100, body[100:])
    squeezed = gzip.compress(body)
    return {
        "gzip": (b"Content-Encoding: gzip\r\n", squeezed),
        "deflate": (b"Content-Encoding: deflate\r\n", zlib.compress(body)),
        "brotli": (b"Content-Encoding: br\r\n", brotli.compress(body)),
        "zstd": (b"Content-Encoding: zstd\r\n", zstandard.compress(body)),
        "chunked": (b"Transfer-Encoding: chunked\r\n", chunks),
        "both": (
            b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n",
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(squeezed), squeezed),
        ),
        "gzip, but it is not": (b"Content-Encoding: gzip\r\n", body),
        "chunked, but it is not": (b"Transfer-Encoding: chunked\r\n", body),
    }


@pytest.mark.parametrize(
    "name", ["gzip", "deflate", "zstd", "chunked", "both", "gzip, but it is not", "chunked, but it is not"]
)
def test_http_encodings_are_decoded(tmp_path: Path, name: str, kind: str) -> None:
    headers, body = encodings()[name]
    one = record(1, http(body, b"Content-Type: text/html\r\n" + headers))
    found = read(write(tmp_path, warc([page(0), one, page(2)], kind)))
    assert numbers(found) == [0, 1, 2]
    assert isinstance(found[1], Record)
    assert found[1].data == html(1)


def test_brotli_is_decoded(tmp_path: Path) -> None:
    pytest.importorskip("brotli")
    headers, body = encodings()["brotli"]
    found = read(write(tmp_path, warc([record(1, http(body, b"Content-Type: text/html\r\n" + headers))])))
    assert [item.data for item in found if isinstance(item, Record)] == [html(1)]


def test_an_archive_cut_inside_a_record_loses_that_record(tmp_path: Path, kind: str) -> None:
    parts = [packed(page(n), kind) for n in range(4)]
    found = read(write(tmp_path, *parts[:3], parts[3][:-70]))
    assert numbers(found) == [0, 1, 2, None]
    assert isinstance(found[3], Fault)
    assert found[3].where == sum(map(len, parts[:3]))
    assert "cut short" in found[3].reason or "no record from here to the end" in found[3].reason


def test_junk_before_between_and_behind_records_is_a_fault(tmp_path: Path, kind: str) -> None:
    parts = [packed(page(n), kind) for n in range(3)]
    found = read(write(tmp_path, JUNK, parts[0], JUNK, parts[1], parts[2], JUNK))
    assert numbers(found) == [None, 0, None, 1, 2, None]
    faults = [item for item in found if isinstance(item, Fault)]
    second = len(JUNK) + len(parts[0])
    assert [(fault.where, fault.reason) for fault in faults[:2]] == [
        (0, f"{len(JUNK)} bytes that are no record"),
        (second, f"{len(JUNK)} bytes that are no record"),
    ]
    assert faults[2].reason == "no record from here to the end"


@pytest.mark.parametrize("wrong", [10, 200, 700, 10**6, 10**12, 10**17, 10**19, 10**99], ids=str)
def test_a_wrong_length_costs_its_record(tmp_path: Path, kind: str, wrong: int) -> None:
    block = http(html(1))
    assert 200 < len(block) < 700
    parts = [packed(one, kind) for one in (page(0), record(1, block, length=wrong), page(2), page(3))]
    found = read(write(tmp_path, *parts))
    assert numbers(found) == [0, None, 2, 3]
    assert isinstance(found[1], Fault)
    assert (found[1].where, found[1].url) == (len(parts[0]), "https://harbourpost.example/1")


def test_a_damaged_record_costs_itself(tmp_path: Path, kind: str) -> None:
    if not kind:
        pytest.skip("a plain record has no checksum")
    parts = [packed(page(n), kind) for n in range(4)]
    middle = len(parts[1]) // 2
    parts[1] = parts[1][:middle] + b"\xff\x00\xff\x00" + parts[1][middle + 4 :]
    found = read(write(tmp_path, *parts))
    assert numbers(found) == [0, None, 2, 3]
    assert isinstance(found[1], Fault)
    assert found[1].where == len(parts[0])


def test_decompression_bombs_are_too_large(tmp_path: Path, kind: str) -> None:
    huge = b"<p>boom</p>" * 400_000
    bomb = record(1, http(gzip.compress(huge), b"Content-Type: text/html\r\nContent-Encoding: gzip\r\n"))
    parts = [packed(one, kind) for one in (page(0), bomb, record(2, http(huge)), page(3))]
    found = read(write(tmp_path, *parts), max_bytes=1 << 20)
    assert numbers(found) == [0, None, None, 3]
    assert [item.status for item in found if isinstance(item, Fault)] == ["too-large"] * 2


def test_an_archive_compressed_as_a_whole(tmp_path: Path) -> None:
    import zstandard

    records = [page(0), page(1), record(2, http(html(2)), length=7), page(3)]
    offsets = [0, len(page(0)), len(page(0) + page(1)), len(b"".join(records[:3]))]
    for data in (gzip.compress(b"".join(records)), zstandard.compress(b"".join(records))):
        found = read(write(tmp_path, data))
        assert numbers(found) == [0, 1, None, 3]
        assert [item.where for item in found if isinstance(item, Fault | Record)] == offsets
    whole = gzip.compress(b"".join(records))
    assert numbers(read(write(tmp_path, whole[: len(whole) // 2])))[-1] is None


def test_an_empty_archive_has_no_items_and_junk_is_a_fault(tmp_path: Path) -> None:
    assert read(write(tmp_path, b"")) == []
    assert read(write(tmp_path, b"junk" * 1000)) == [Fault(0, "no record from here to the end")]
    assert read(write(tmp_path, gzip.compress(b"junk" * 1000))) == [Fault(0, "no record from here to the end")]


@settings(max_examples=60, deadline=None)
@example(kind="gz", holes=[(0, b"WARC/")])
@example(kind="", holes=[(0, b"\x1f\x8b\x08")])
@given(
    kind=st.sampled_from(KINDS),
    holes=st.lists(st.tuples(st.integers(0, 4), st.binary(min_size=1, max_size=60)), max_size=3),
)
def test_junk_between_records_never_costs_a_record(
    tmp_path_factory: pytest.TempPathFactory, kind: str, holes: list[tuple[int, bytes]]
) -> None:
    parts = [packed(page(n), kind) for n in range(4)]
    data = b"".join(b"".join(junk for at, junk in holes if at == n) + part for n, part in enumerate([*parts, b""]))
    found = read(write(tmp_path_factory.mktemp("junk"), data))
    assert [number for number in numbers(found) if number is not None] == [0, 1, 2, 3]
