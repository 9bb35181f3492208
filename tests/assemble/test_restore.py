"""`restore` returns every text input byte for byte, in any encoding."""

import gzip
import json
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import Options, PageError, RestoreError, clean, restore
from newsclean.assemble.restore import Restoration
from newsclean.render import to_json
from newsclean.render.json import from_json

STORY = "The ferry will sail again on Monday, the harbour office said after the last storm of the winter."
TEXT = Options(input="text")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        f"{STORY}\r\n\r\nRead more\r\n".encode(),
        f"\ufeff{STORY}\n".encode(),
        f"{STORY}\f{STORY}\n".encode(),
        f"{STORY}\0{STORY}\n".encode(),
        STORY.encode() + b"\xff\xfe " + STORY.encode() + b"\xc3",
        STORY.encode() + b"\xed\xa0\x80",
        f"{STORY} Größe «ça»".encode("cp1252"),
        f"\ufeff{STORY}\n\n港".encode("utf-16-le"),
        f"\ufeff{STORY}".encode("utf-16-be") + b"\xd8",
        "Паром снова пойдёт в понедельник, сообщили в управлении порта после бури.".encode("koi8-r"),
        "港の事務所は月曜日に連絡船が再び運航すると発表した。".encode("iso-2022-jp"),
        f"•  {STORY}\n- b\n".encode(),
        ("wrapped lines of a mail that go on and on and on until column seventy\n" * 5).encode(),
    ],
    ids=lambda data: repr(data[:12]),
)
def test_awkward_inputs_are_restored(data: bytes) -> None:
    article = clean(data, options=TEXT)
    assert restore(article) == data
    assert restore(from_json(to_json(article))) == data


@given(st.binary(max_size=300))
@settings(max_examples=80, deadline=None)
def test_any_readable_bytes_are_restored(data: bytes) -> None:
    try:
        article = clean(STORY.encode() + b"\n\n" + data, options=TEXT)
    except PageError:
        return
    assert restore(from_json(to_json(article))) == STORY.encode() + b"\n\n" + data


@pytest.mark.parametrize("encoding", ["cp1251", "shift_jis", "gb18030", "big5", "euc_kr", "iso2022_jp", "utf-16"])
@given(data=st.binary(max_size=120))
@settings(max_examples=40, deadline=None)
def test_bytes_are_restored_in_any_encoding(encoding: str, data: bytes) -> None:
    try:
        article = clean(data, options=Options(input="text", encoding=encoding))
    except PageError:
        return
    assert restore(article) == data


@pytest.mark.parametrize("text", [STORY.encode(), "Café".encode("cp1252") * 20, STORY.encode() + b"\xff"])
def test_gzipped_text_is_restored_as_it_was_given(text: bytes) -> None:
    packed = gzip.compress(text, 3, mtime=12345)
    article = clean(packed, options=Options(input="text"))
    assert restore(article) == restore(from_json(to_json(article))) == packed


def test_lone_surrogates_of_a_str_are_restored() -> None:
    text = f"{STORY} \ud800 and \udfff"
    article = clean(text)
    assert restore(article) == text.encode("utf-8", "surrogatepass")
    to_json(article).encode()


def test_html_cannot_be_restored() -> None:
    with pytest.raises(RestoreError, match="made from HTML"):
        restore(clean(f"<html><body><p>{STORY}</p></body></html>"))


@pytest.mark.parametrize(
    "restoration",
    [Restoration(()), Restoration(("x" * 500,))],
    ids=["too little", "too much"],
)
def test_parts_that_do_not_fit_are_an_error(restoration: Restoration) -> None:
    article = clean(f"{STORY}\n\nRead more")
    with pytest.raises(RestoreError, match="offset"):
        restore(replace(article, restoration=restoration))


@pytest.mark.parametrize(
    "pieces",
    [[[0, 90]] * 9, [[0, 10**30]], [[-5, -1]], [[0.5, 2]], [[0, "1"]], [[[0]]], [None]],
    ids=["again", "beyond the end", "before the start", "halves", "text", "nested", "none"],
)
def test_pieces_of_strangers_are_an_error(pieces: list[object]) -> None:
    # each piece may repeat the body, so that a small file would fill the memory
    values = json.loads(to_json(clean(f"{STORY}\n\nRead more")))
    values["restoration"]["pieces"] = pieces
    with pytest.raises(RestoreError):
        restore(from_json(json.dumps(values)))


@pytest.mark.parametrize("encoding", ["idna", "zlib", "no such", 7])
def test_an_encoding_of_strangers_is_an_error(encoding: object) -> None:
    values = json.loads(to_json(clean(f"{STORY}\n\nRead more {'x' * 70}"))) | {"encoding": encoding}
    with pytest.raises(RestoreError, match="fit"):
        restore(from_json(json.dumps(values)))


def test_deep_json_is_no_article() -> None:
    with pytest.raises(RestoreError, match="not an article in JSON"):
        from_json("[" * 100_000)


def test_an_encoding_that_does_not_fit_is_an_error() -> None:
    article = clean(f"{STORY}港")
    with pytest.raises(RestoreError, match="does not fit its encoding"):
        restore(replace(article, encoding="ascii"))


def test_restoration_does_not_repeat_the_body() -> None:
    article = clean(f"{STORY}\n\n{STORY}\n\nRead more\n")
    assert article.restoration is not None
    literal = "".join(piece for piece in article.restoration.pieces if isinstance(piece, str))
    assert literal == "\n\n\n\n\n"
