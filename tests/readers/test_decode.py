"""Bytes in any encoding become text, and the text becomes the same bytes again."""

import codecs
import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from newsclean import NotTextError, Options, Source, TooLargeError, UnreadableError, UsageError
from newsclean.blocks import Decoded
from newsclean.readers.decode import decode, encode

FRENCH = (
    "Le bac a repris la mer lundi matin, a annoncé la capitainerie du port. Les habitants de l'île attendaient ce "
    "moment depuis l'été. « Nous sommes très heureux », a déclaré une institutrice de l'école. Les billets sont plus "
    "chers, mais les premières traversées affichent déjà complet."
)
RUSSIAN = (
    "Паром снова вышел в море в понедельник утром, сообщила администрация порта. Жители острова ждали этого всю зиму. "
    '"Мы очень рады, что дорога открыта", - сказала учительница местной школы. Билеты подорожали, но мест на первые '
    "рейсы уже не осталось."
)
JAPANESE = (
    "島と本土を結ぶフェリーが月曜日の朝に運航を再開した。港の事務所によると、冬の間は一度も船が出なかったという。"
    "島の住民は「やっと買い物に行ける」と喜んでいる。切符の値段は少し上がったが、最初の便はすでに満席だ。"
)
CHINESE = (
    "连接海岛与大陆的渡轮星期一早上恢复航行。港口办公室表示，整个冬天没有一艘船出海。岛上的居民说，他们终于可以去城里买东西了。"
    "船票价格略有上涨，但是头几班船的座位已经全部卖完。"
)
TAIWANESE = (
    "連接海島與大陸的渡輪星期一早上恢復航行。港口辦公室表示，整個冬天沒有一艘船出海。島上的居民說，他們終於可以去城裡買東西了。"
    "船票價格略有上漲，但是頭幾班船的座位已經全部賣完。"
)


def read(data: bytes, options: Options | None = None, **known) -> Decoded:
    decoded = decode(Source("page", data, **known), options or Options())
    assert encode(decoded) == data
    return decoded


def page_with(declaration: str, prose: str, codec: str) -> bytes:
    return f"<html><head>{declaration}</head><body><p>{prose}</p></body></html>".encode(codec)


@pytest.mark.parametrize(
    ("mark", "codec"),
    [
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
    ],
)
def test_byte_order_mark_settles_the_encoding(mark, codec):
    decoded = read(mark + page_with('<meta charset="koi8-r">', RUSSIAN, codec))
    assert RUSSIAN in decoded.text
    assert codecs.lookup(decoded.encoding) == codecs.lookup(codec)


@pytest.mark.parametrize("declared", ["iso-8859-1", "windows-1251", "shift_jis", "utf-16"])
def test_valid_utf8_beats_a_wrong_declaration(declared):
    assert RUSSIAN in read(page_with(f'<meta charset="{declared}">', RUSSIAN, "utf-8")).text


def test_valid_utf8_beats_a_wrong_transport_encoding():
    assert read(FRENCH.encode(), encoding="iso-8859-1").text == FRENCH


@pytest.mark.parametrize(
    ("declared", "codec", "prose"),
    [
        ("windows-1251", "cp1251", RUSSIAN),
        ("koi8-r", "koi8-r", RUSSIAN),
        ("shift_jis", "cp932", JAPANESE),
        ("euc-jp", "euc-jp", JAPANESE),
        ("iso-2022-jp", "iso2022_jp", JAPANESE),
        ("gb2312", "gbk", "朱镕基与陶喆在台北。"),
        ("big5", "big5", TAIWANESE),
        ("iso-8859-1", "cp1252", "“Nous verrons” – 5 € l’entrée…"),
        ("latin1", "cp1252", FRENCH),
    ],
)
@pytest.mark.parametrize(
    "form",
    [
        '<meta charset="{}">',
        "<meta http-equiv='Content-Type' content='text/html; charset={}'>",
        '<?xml version="1.0" encoding="{}"?>',
    ],
)
def test_declared_encoding_is_used(declared, codec, prose, form):
    declaration = form.format(declared)
    page = declaration + f"<p>{prose}</p>" if declaration.startswith("<?xml") else f"<head>{declaration}</head>{prose}"
    assert prose in read(page.encode(codec)).text


def test_transport_encoding_is_used():
    assert read("Ёлка и щука".encode("koi8-r"), encoding="KOI8-R").text == "Ёлка и щука"


def test_transport_encoding_beats_the_declaration_of_the_page():
    data = page_with('<meta charset="windows-1251">', "Ёлка и щука", "koi8-r")
    assert "Ёлка и щука" in read(data, encoding="koi8-r").text


def test_transport_encoding_that_does_not_fit_is_ignored():
    data = page_with('<meta charset="shift_jis">', JAPANESE, "shift_jis")
    assert JAPANESE in read(data, encoding="utf-8").text


@pytest.mark.parametrize("declared", ["nonsense", "x-user-defined", "iso-2022-kr", "hz-gb-2312"])
@pytest.mark.parametrize("where", ["page", "transport"])
def test_unusable_declaration_is_ignored(declared, where):
    if where == "page":
        decoded = read(page_with(f'<meta charset="{declared}">', FRENCH, "cp1252"))
    else:
        decoded = read(FRENCH.encode("cp1252"), encoding=declared)
    assert FRENCH in decoded.text


def test_page_whose_declaration_can_be_read_is_not_utf16():
    assert FRENCH in read(page_with('<meta charset="utf-16">', FRENCH, "cp1252")).text


def test_declaration_counts_after_a_long_ascii_head():
    head = '<meta charset="windows-1251"><script>' + "var size = 1;\n" * 5_000 + "</script>"
    assert RUSSIAN in read(page_with(head, RUSSIAN, "cp1251")).text


def test_undeclared_encoding_is_detected_after_a_long_ascii_head():
    head = "<script>" + "var size = 1;\n" * 5_000 + "</script>"
    assert RUSSIAN in read(page_with(head, RUSSIAN, "cp1251")).text


def test_declaration_counts_when_only_the_last_character_is_not_ascii():
    assert read(b"<meta charset=iso-8859-1>Le maire ouvre un caf\xe9").text.endswith("un café")


@pytest.mark.parametrize(
    ("codec", "prose"),
    [
        ("cp1251", RUSSIAN),
        ("koi8-r", RUSSIAN),
        ("shift_jis", JAPANESE),
        ("euc-jp", JAPANESE),
        ("iso2022_jp", JAPANESE),
        ("gb18030", CHINESE),
        ("big5", TAIWANESE),
        ("latin-1", FRENCH),
        ("cp1252", FRENCH),
        ("utf-16-le", RUSSIAN),
        ("utf-16-be", RUSSIAN),
        ("utf-16-le", FRENCH),
    ],
)
@pytest.mark.parametrize("is_page", [True, False], ids=["html", "dump"])
def test_undeclared_prose_is_read_in_its_encoding(codec, prose, is_page):
    data = page_with("", prose, codec) if is_page else prose.encode(codec)
    assert prose in read(data).text


@pytest.mark.parametrize("missing", [1, 2])
def test_utf8_cut_off_in_its_last_character_stays_utf8(missing):
    data = (JAPANESE + "港").encode()[:-missing]
    decoded = read(data)
    assert decoded.text.rstrip("\ufffd") == JAPANESE
    assert b"".join(byte for _, byte in decoded.undecodable) == "港".encode()[:-missing]


@pytest.mark.parametrize("declaration", ['<meta charset="utf-8">', ""], ids=["declared", "undeclared"])
@pytest.mark.parametrize("prose", [RUSSIAN, FRENCH], ids=["Russian", "French"])
def test_broken_bytes_in_utf8_are_kept_beside_the_text(declaration, prose):
    before, after = (declaration + prose * 2).encode(), (prose * 2).encode()
    decoded = read(before + b"\xff" + after + b"\xfe" + after)
    assert decoded.text == f"{declaration}{prose * 2}\ufffd{prose * 2}\ufffd{prose * 2}"
    first, second = (i for i, character in enumerate(decoded.text) if character == "\ufffd")
    assert decoded.undecodable == ((first, b"\xff"), (second, b"\xfe"))


def test_real_replacement_character_is_not_taken_for_a_broken_byte():
    decoded = read("Hafen \ufffd Insel".encode())
    assert decoded.text == "Hafen \ufffd Insel"
    assert decoded.undecodable == ()


def test_forced_encoding_beats_everything_else():
    data = codecs.BOM_UTF8 + '<meta charset="utf-8">é'.encode()
    assert read(data, Options(encoding="windows-1252"), encoding="utf-8").text.endswith("Ã©")


@pytest.mark.parametrize(("name", "codec"), [("cp1251", "cp1251"), ("WINDOWS-1251", "cp1251"), ("mac-cyrillic", None)])
def test_forced_encoding_may_have_any_of_its_names(name, codec):
    assert read("Ёлка и щука".encode(codec or name), Options(encoding=name)).text == "Ёлка и щука"


def test_forced_encoding_may_be_one_the_web_gave_up():
    assert read("섬과 육지".encode("iso2022_kr"), Options(encoding="iso-2022-kr")).text == "섬과 육지"


@pytest.mark.parametrize("name", ["klingon", "x-user-defined", "rot13", "base64"])
def test_unknown_forced_encoding_is_wrong_usage(name):
    with pytest.raises(UsageError, match=name):
        decode(Source("page", b"text"), Options(encoding=name))


def test_gzip_is_unpacked():
    assert read(gzip.compress(RUSSIAN.encode("cp1251"))).text == RUSSIAN


@pytest.mark.parametrize(
    "data",
    [
        gzip.compress(FRENCH.encode())[:-9],
        gzip.compress(FRENCH.encode())[:30],
        b"\x1f\x8b",
        b"\x1f\x8b\x08\x00 not gzip at all",
        gzip.compress(FRENCH.encode())[:-8] + b"\0\0\0\0\0\0\0\0",
        gzip.compress(FRENCH.encode())[:12] + b"\xff" * 40,
    ],
    ids=["no trailer", "cut off", "magic alone", "no gzip", "wrong checksum", "damaged"],
)
def test_broken_gzip_is_unreadable(data):
    with pytest.raises(UnreadableError, match=r"^page: .*gzip"):
        decode(Source("page", data), Options())


def test_gzip_bomb_is_too_large():
    bomb = gzip.compress(bytes(5_000_000), mtime=0)
    with pytest.raises(TooLargeError, match=r"^page: "):
        decode(Source("page", bomb), Options(max_bytes=10_000))


@pytest.mark.parametrize("pack", [bytes, gzip.compress], ids=["plain", "gzip"])
def test_page_of_exactly_the_limit_is_read(pack):
    assert len(read(pack(b"a" * 100), Options(max_bytes=100)).text) == 100
    with pytest.raises(TooLargeError):
        decode(Source("page", pack(b"a" * 101)), Options(max_bytes=100))


NOISE = bytes((i * i * 31 + i * 7 + (i >> 3)) % 256 for i in range(4_000))


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE,
        b"\xff\xd8\xff\xe0\0\x10JFIF\0" + NOISE,
        b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n<< /Length 4000 >>\nstream\n" + NOISE + b"\nendstream",
        b"PK\x03\x04\x14\0\0\0\x08\0" + NOISE,
        bytes(1_000),
    ],
    ids=["png", "jpeg", "pdf", "zip", "zeros"],
)
def test_binary_is_not_text(data):
    with pytest.raises(NotTextError, match=r"^page: "):
        decode(Source("page", data), Options())


def test_a_few_control_characters_are_still_text():
    assert read(b"\x0c\x01" + FRENCH.encode()).text.endswith(FRENCH)


@pytest.mark.parametrize("control", ["\x07", "\x7f", "\x81", "\x9f", "\ufffd"])
@pytest.mark.parametrize("letter", ["a", "ж", "港"])
def test_text_has_eight_control_characters_or_two_in_a_hundred(control, letter):
    assert read((letter * 90 + control * 8).encode()).encoding == "utf-8"
    assert read((letter * 980 + control * 20).encode()).encoding == "utf-8"
    with pytest.raises(NotTextError):
        read((letter * 980 + control * 21).encode())


@pytest.mark.parametrize("data", [b"", b" \n\t"])
def test_empty_page_is_text(data):
    assert read(data).text == data.decode()


@pytest.mark.parametrize("text", ["", "plain", "Čeština 港", "\ufeffmark", "lone \ud800 surrogate \udfff"])
def test_str_round_trips(text):
    source = Source.from_str(text)
    decoded = decode(source, Options())
    assert encode(decoded) == source.data
    assert encode(decoded).decode("utf-8", "surrogatepass") == text


def test_declaration_in_a_str_does_not_count():
    decoded = decode(Source.from_str(page := f'<meta charset="koi8-r">{RUSSIAN}'), Options())
    assert decoded.text == page


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_round_trip(data):
    try:
        decoded = decode(Source("page", b"." + data), Options())
    except NotTextError:
        return
    assert encode(decoded) == b"." + data


CODECS = "utf-8 utf-16 utf-16-le utf-32 cp1251 cp1252 koi8-r cp932 euc_jp iso2022_jp gb18030 big5 euc_kr cp1256".split()


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(CODECS), st.text(max_size=60), st.sampled_from([FRENCH, RUSSIAN, JAPANESE, TAIWANESE, ""]))
def test_any_text_in_any_codec_round_trips(codec, text, prose):
    data = (prose + text).encode(codec, "ignore")
    try:
        decoded = decode(Source("page", data), Options())
    except (NotTextError, UnreadableError):
        return
    assert encode(decoded) == data


LABELS = "utf-8 utf-16le utf-16be windows-1251 shift_jis euc-jp iso-2022-jp gbk gb18030 big5 euc-kr".split()


@settings(max_examples=50, deadline=None)
@given(
    st.sampled_from(
        "utf-8 utf-16le utf-16be windows-1251 shift_jis euc-jp iso-2022-jp gbk gb18030 big5 euc-kr".split()
    ),
    st.binary(max_size=60),
)
def test_any_bytes_with_a_forced_encoding_round_trip(name, data):
    try:
        decoded = decode(Source("page", b"." + data), Options(encoding=name))
    except NotTextError:
        return
    assert encode(decoded) == b"." + data


def test_one_broken_character_does_not_hide_an_east_asian_encoding():
    """A headline that the server cut in mid-character, on a page that declares nothing."""
    links = "".join(f"<a href=/{number}>港口办公室{number}的消息</a>\n" for number in range(200))
    data = page_with("", CHINESE + links, "gbk").replace(b"</p>", b"\xbc\xa4\xc7...</p>")
    decoded = read(data)
    assert decoded.encoding == "gb18030"
    assert CHINESE in decoded.text


@pytest.mark.parametrize("middle", ["latin-1", "cp1252"])
@pytest.mark.parametrize(
    "text", ["The café’s owner said “no” and raised £5 – an élan.", "Горсовет выкупил паром обратно."]
)
def test_characters_that_were_encoded_twice_are_repaired(text, middle):
    twice = "".join(_read_again(byte, middle) for byte in text.encode())
    source = Source.from_str(twice)
    decoded = decode(source, Options())
    assert (decoded.text, decoded.warnings) == (text, ("repaired:utf-8-twice",))
    assert encode(decoded) == source.data


def _read_again(byte, middle):
    try:
        return bytes([byte]).decode(middle)
    except UnicodeDecodeError:
        return chr(byte)


@pytest.mark.parametrize(
    "text", ["NESCAFÉ® NESCAFÉ® NESCAFÉ®", "„Ä“ und „Ö“ und „Ü“", "SÃO TOMÉ, “Ø” and “É”", "Ça va, dit-il."]
)
def test_text_that_looks_a_little_like_two_encodings_stays(text):
    assert decode(Source.from_str(text), Options()).warnings == ()
