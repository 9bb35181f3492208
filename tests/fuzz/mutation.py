"""Damage to pages: seeded mutations that keep enough of a page's form to reach deep into the readers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

MAX_BYTES = 100_000
"""Largest mutated page, in bytes. Larger pages find few other faults and cost the campaign its executions."""
PIECES: tuple[bytes, ...] = tuple(
    piece.encode("utf-8", "surrogatepass")
    for piece in (
        *(
            "<p>",
            "</p>",
            "<div>",
            "</div>",
            "<a href='//x.example/'>",
            "<br>",
            "<!--",
            "-->",
            "<![CDATA[",
            "]]>",
            "<",
            ">",
        ),
        *(
            "<article>",
            "<h1>",
            "<h2>",
            "<li>",
            "<ul>",
            "<table><tr><td>",
            "<template>",
            "<noscript>",
            "<svg>",
            "<math>",
        ),
        *(
            "<script>",
            "</script>",
            '<script type="application/ld+json">',
            "<style>",
            "<textarea>",
            "<title>",
            "<plaintext>",
        ),
        *(
            '<meta charset="utf-16">',
            '<meta property="og:title" content="',
            '<link rel="canonical" href="http://',
            "<base href=x>",
        ),
        *(
            '{"@type":"NewsArticle","headline":"',
            '"author":{"name":"',
            '"@graph":[',
            '"datePublished":"2024-13-41T25:61"',
        ),
        *("&amp;", "&#x0;", "&#xD800;", "&#8217;", "&nbsp;", "&lt;script&gt;", "&", "&&&;"),
        *(
            "\0",
            "\x0b",
            "\x0c",
            "\x0e",
            "\x1b[31m",
            "\x7f",
            "\x85",
            "\u2028",
            "\ufeff",
            "\u200b",
            "\u202e",
            "\ufffe",
            "\ud800",
        ),
        *(
            "\u0301" * 9,
            "İ",
            "ß",
            "ﬁ",
            "𝔉",
            "港の事務所は",
            "الميناء",
            "Паром",
            "ferry",
            "Support us",
            "Read more",
            "By Ana Ruiz",
        ),
        *(
            "---\n",
            "title: [",
            "```\n",
            "~~~\n",
            "# ",
            "> ",
            "| a | b |\n",
            "[x](",
            "![",
            "**",
            "_",
            "- ",
            "* ",
            "1. ",
            "\\",
            "\r\n",
            "\r",
            "\n\n",
        ),
        *(
            "4 May 2024",
            "2024-05-04",
            "٣ مايو",
            "31/02/2024",
            "99999999999999999999",
            "-1",
            "1e999",
            "NaN",
            "null",
            "true",
        ),
        *(
            "WARC/1.0\r\n",
            "Content-Length: 99999\r\n",
            "HTTP/1.1 200 OK\r\n",
            "[[drop]]\n",
            'text = "',
            'main = "',
            "[",
            "{",
            '"',
            "'",
            ",",
        ),
    )
)
Mutation = Callable[[Random, bytes, Sequence[bytes]], bytes]


def mutated(random: Random, seeds: Sequence[bytes]) -> bytes:
    """Return a seed after one to eight mutations, at most `MAX_BYTES` long."""
    data = random.choice(seeds)
    for _ in range(random.choice((1, 1, 2, 3, 5, 8))):
        data = random.choice(_MUTATIONS)(random, data, seeds)[:MAX_BYTES]
    return data


def _place(random: Random, data: bytes) -> int:
    return random.randint(0, len(data))


def _span(random: Random, data: bytes) -> tuple[int, int]:
    """Return a range of the data, mostly a short one."""
    start = _place(random, data)
    return start, min(len(data), start + int(random.expovariate(1 / random.choice((3, 40, 900)))))


def _insert_piece(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    here = _place(random, data)
    return data[:here] + random.choice(PIECES) + data[here:]


def _insert_many(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    here = _place(random, data)
    return data[:here] + random.choice(PIECES) * random.choice((2, 10, 100, 1_000)) + data[here:]


def _delete(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:start] + data[end:]


def _repeat(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    return data[:end] + data[start:end] * random.choice((1, 2, 30)) + data[end:]


def _move(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    start, end = _span(random, data)
    rest = data[:start] + data[end:]
    here = _place(random, rest)
    return rest[:here] + data[start:end] + rest[here:]


def _flip(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    damaged = bytearray(data)
    for _ in range(random.choice((1, 4, 40))):
        if damaged:
            damaged[random.randrange(len(damaged))] = random.randrange(256)
    return bytes(damaged)


def _splice(random: Random, data: bytes, seeds: Sequence[bytes]) -> bytes:
    other = random.choice(seeds)
    return data[: _place(random, data)] + other[_place(random, other) :]


def _truncate(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    return data[: _place(random, data)]


def _recode(random: Random, data: bytes, _seeds: Sequence[bytes]) -> bytes:
    """Return the page in another encoding, as a server that states none sends it."""
    coding = random.choice(("utf-16", "utf-16-le", "utf-8-sig", "latin-1", "cp1251", "shift_jis", "gb18030", "utf-7"))
    return data.decode("utf-8", "replace").encode(coding, "replace")


_MUTATIONS: tuple[Mutation, ...] = (
    *(_insert_piece, _insert_piece, _insert_piece, _insert_many, _delete, _delete, _repeat, _move),
    *(_flip, _splice, _truncate, _recode),
)
