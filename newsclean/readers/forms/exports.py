"""Articles as databases of newspapers export them: fields above and below the text, as lines with a key.

LexisNexis writes "LENGTH: 412 words" and "Body", Factiva two capitals at the start of a line ("HD", "LP"), ProQuest
"Full text: " before the first paragraph. The fields go into the article's metadata.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from newsclean.blocks import Category, Label
from newsclean.lexicon.dates import find_date
from newsclean.readers.text_lines import Line, cut_line
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

MIN_FACTIVA_KEYS = 5  # different keys of Factiva that a text has at least (a guess)
MAX_ABOVE = 12  # lines above the first field of LexisNexis: title, newspaper, date (a guess)
_FACTIVA_RE = compile_later(
    r"(SE|HD|BY|CR|WC|PD|ET|SN|SC|ED|PG|VOL|LA|CY|LP|TD|CT|ART|CO|IN|NS|RE|IPC|IPD|PUB|AN)"
    r"(?:[ \t]{2,}|\t|$|(?<=\w{3}) )"
)
_FACTIVA_TEXT = ("LP", "TD")
_FACTIVA_NEEDED = frozenset(("HD", "LP", "TD"))  # an export has one of these keys
_LEXIS_RE = compile_later(
    r"(headline|byline|section|length|dateline|highlight|load-date|language|publication-type|subject|company|ticker|"
    r"organization|person|industry|geographic|city|state|country|graphic|document-type|journal-code|series|correction|"
    r"classification|journal code|document id)\s*:\s*(.*)",
    re.IGNORECASE,
)
_LEXIS_BELOW = frozenset(
    "load-date language publication-type subject company ticker organization person industry geographic city state "
    "country graphic document-type journal-code classification".split()
)
_LEXIS_COUNT_RE = compile_later(r"\d+ of \d+ DOCUMENTS$", re.IGNORECASE)
_START_RE = compile_later(r"\d+ of \d+ DOCUMENTS$|Document \d+ of \d+$")  # the line above each article of an export
_LENGTH_RE = compile_later(r"length\s*:\s*[\d.,]+ words$", re.IGNORECASE)
_PROQUEST_RE = compile_later(
    r"(Author|Publication info|Publication title|Publication subject|Publication date|Publication year|Full text|"
    r"Abstract(?: \(summary\))?|Links|Subject|Location|People|Company / organization|Title|Pages|Column|Section|"
    r"Publisher|Place of publication|Country of publication|ISSN|Source type|Language of publication|Document type|"
    r"ProQuest document ID|Document URL|Copyright|Last updated|Database|Volume|Issue|Edition|First page|"
    r"Dateline|Identifier / keyword|Classification|Number of pages|Document feature|Credit): ?(.*)"
)
_PROQUEST_HEAD_RE = compile_later(r"(?:Document \d+ of \d+|ProQuest document link|[_=-]{10,}|[Ff]ull text)$")
_COPYRIGHT_RE = compile_later(r"(?:copyright|©|\(c\)) |all rights reserved", re.IGNORECASE)
_EDITION_RE = compile_later(r"edition$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Export:
    """An exported article: its lines, labelled or cut, and its fields as in `Metadata`."""

    lines: list[Line]
    fields: Mapping[str, Any] = field(default_factory=dict)


def read_export(lines: list[Line], text: str) -> Export:
    """Return the lines of a text with labels on the fields of a database, and the fields of its first article.

    Most texts have no such fields.
    """
    made: list[Line] = []
    fields: Mapping[str, Any] = {}
    for document in _documents(lines):
        found = _read_factiva(document, text) or _read_lexisnexis(document) or _read_proquest(document, text)
        made += found.lines if found else document
        fields = fields or (found.fields if found else {})
    return Export(made, fields)


def _documents(lines: list[Line]) -> Iterator[list[Line]]:
    """Yield the lines of each article of an export of several; all lines of any other text."""
    starts = [index for index, line in enumerate(lines) if line.text and _START_RE.match(line.text)]
    for start, end in pairwise([0, *starts[1:], len(lines)]):
        yield lines[start:end]


def _read_factiva(lines: list[Line], text: str) -> Export | None:
    if not any(map(text.__contains__, _FACTIVA_NEEDED)):
        return None
    keys = {index: found[1] for index, line in enumerate(lines) if (found := _FACTIVA_RE.match(_raw(line, text)))}
    if len(set(keys.values())) < MIN_FACTIVA_KEYS or not _FACTIVA_NEEDED & set(keys.values()):
        return None
    values: dict[str, str] = {}
    made: list[Line] = []
    key = ""
    for index, line in enumerate(lines):
        key, begins = keys.get(index, key), index in keys
        shown = tidy(_raw(line, text)[len(key) :]) if begins else line.text
        if key not in _FACTIVA_TEXT and key:
            values[key] = f"{values.get(key, '')} {shown}".strip()
            made.append(_labelled(line, "factiva", is_headline=key == "HD"))
        elif begins:
            made += cut_line(line, text, len(key), _label("factiva"))
        else:
            made.append(line)
    return Export(
        made, _fields(_of(values, headline="HD", site_name="SN", section="SE", publisher="PUB"), values, "PD")
    )


def _read_lexisnexis(lines: list[Line]) -> Export | None:
    if not any(line.text and _LENGTH_RE.match(line.text) for line in lines):
        return None
    keys = {i: (key[1].casefold(), key[2]) for i, line in enumerate(lines) if (key := _LEXIS_RE.match(line.text))}
    if not {name for name, _ in keys.values()} & {"load-date", "section", "byline"}:
        return None
    first = min(keys)
    above = [index for index in range(first) if lines[index].text]
    if len(above) > MAX_ABOVE:
        return None
    values = {name: value for _, (name, value) in reversed(keys.items())}
    last = next((index for index, (name, _) in keys.items() if name in _LEXIS_BELOW), len(lines))
    start = max((index for index in keys if index < last), default=first)
    start = next((index for index in range(first, last) if lines[index].text == "Body"), start)
    headline = _above(lines, above, values)
    label = [index <= start or index >= last or lines[index].text == "End of Document" for index in range(len(lines))]
    made = [
        _labelled(line, "lexisnexis", is_headline=index == headline) if label[index] else line
        for index, line in enumerate(lines)
    ]
    found = _of(values, headline="headline", site_name="newspaper", section="section", standfirst="highlight")
    return Export(made, _fields(found, values | {"BY": values.get("byline", "")}, "date"))


def _above(lines: Sequence[Line], above: Sequence[int], values: dict[str, str]) -> int | None:
    """Put the newspaper, the date and the headline above the fields of LexisNexis into `values`.

    Return the headline's index. The newspaper stands above the date, the headline at the top or at the bottom.
    """
    shown = [i for i in above if not _LEXIS_COUNT_RE.match(lines[i].text) and not _COPYRIGHT_RE.search(lines[i].text)]
    dated = next((place for place, i in enumerate(shown) if place and find_date(lines[i].text)), None)
    if dated is None:
        return None
    values["date"], values["newspaper"] = lines[shown[dated]].text, lines[shown[dated - 1]].text
    others = [i for i in shown[: dated - 1] + shown[dated + 1 :] if not _EDITION_RE.search(lines[i].text)]
    if not others or "headline" in values:
        return None
    headline = others[0] if dated > 1 else others[-1]
    values["headline"] = lines[headline].text
    return headline


def _read_proquest(lines: list[Line], text: str) -> Export | None:
    if not any("ProQuest" in line.text for line in lines):
        return None
    keys = {i: (key[1], key[2]) for i, line in enumerate(lines) if (key := _PROQUEST_RE.match(line.text))}
    begins = next((index for index, (name, _) in keys.items() if name == "Full text"), None)
    if begins is None:
        return None
    ends = next((index for index in keys if index > begins), len(lines))
    values = {name: value for _, (name, value) in reversed(keys.items())}
    title = next((i for i in range(begins) if lines[i].text and i not in keys and not _is_rule(lines[i])), None)
    if title is not None:
        values.setdefault("Title", lines[title].text)
    made = []
    for index, line in enumerate(lines):
        if index == begins:
            made += cut_line(line, text, len(_raw(line, text)) - len(keys[index][1]), _label("proquest"))
        elif index < begins or index >= ends:
            made.append(_labelled(line, "proquest", is_headline=index == title))
        else:
            made.append(line)
    values["Publication title"] = values.get("Publication title", "").partition(";")[0]
    found = _of(values, headline="Title", site_name="Publication title", publisher="Publisher", url="Document URL")
    return Export(made, _fields(found, values | {"BY": _turned(values.get("Author", ""))}, "Publication date"))


def _is_rule(line: Line) -> bool:
    return _PROQUEST_HEAD_RE.match(line.text) is not None


def _turned(authors: str) -> str:
    """Return names with the first name first: "Bain, Kirsty; Hale, Tom" becomes "Kirsty Bain; Tom Hale"."""
    return "; ".join(" ".join(reversed(name.strip(" .").split(", ", 1))) for name in authors.split(";"))


def _of(values: Mapping[str, str], **keys: str) -> dict[str, Any]:
    return {name: values[key] for name, key in keys.items() if values.get(key)}


def _fields(found: dict[str, Any], values: Mapping[str, str], date: str) -> dict[str, Any]:
    """Return the fields with the authors, from the value "BY", and with the day of publication added."""
    authors = tuple(_names(values.get("BY", "")))
    day = find_date(values.get(date, ""))
    return found | ({"authors": authors} if authors else {}) | ({"published": day} if day else {})


def _names(byline: str) -> Iterator[str]:
    for name in re.split(r"[;,]| and ", byline.removeprefix("By ")):
        if name.strip():
            yield tidy(name)


def _raw(line: Line, text: str) -> str:
    return text[line.start : line.end].strip() if line.text else ""


def _label(database: str) -> Label:
    return Label(Category.OTHER, f"export:{database}")


def _labelled(line: Line, database: str, *, is_headline: bool) -> Line:
    """Return a line with the label of a field; a blank line gets none."""
    label = Label(Category.HEADLINE, f"export:{database}") if is_headline else _label(database)
    return line._replace(label=label) if line.text else line
