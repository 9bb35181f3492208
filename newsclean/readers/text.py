"""Text dumps to blocks: cut at lines, put paragraphs that were cut up back together, keep every offset.

Any dump: of a whole page or of an article, hard-wrapped or with a paragraph a line, Markdown, with tags left in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from newsclean.blocks import Block, Category, Decoded, Label, Page
from newsclean.metadata import Metadata
from newsclean.readers.frontmatter import FrontMatter, read_front_matter
from newsclean.readers.markup import (
    has_markup,
    is_link_definition,
    is_markdown,
    strip_markup,
)
from newsclean.readers.text_lines import Line, cut_at_tags, split_lines
from newsclean.sources import Source
from newsclean.text.normalise import ORNAMENT_RE, split_bullet
from newsclean.text.scripts import DOUBLE_WIDTH_RE, is_cjk, is_full_width

MIN_WRAP_COLUMNS, MAX_WRAP_COLUMNS = 50, 100
"""The widths at which mail, terminals and wire services wrap. Below 50, lines are verse or lists."""
MIN_WRAPPED_LINES = 3
"""Fewer lines that happen to be full are no evidence."""
MIN_FITTING_SHARE = 0.95
"""The few lines that a wrapped dump may have beyond its width: an address nobody could break."""
MIN_WRAPPED_SHARE = 0.8
"""Of the lines that are followed by another, how many must have been too full for its first word."""
MIN_CUT_CHARS, MAX_LINK_CHARS = 40, 80
"""Dumps that cut lines at links: how long the pieces have to be together, and how long a link's text may be. Joining
loses 0.1 points of F1 at most with perfect choice of lines, over the bench's dumps in four styles."""
_END_RE = re.compile("[.!?…:,。！？؟۔;]['\"”’»)\\]」』]*$")
_INNER_MARKS = frozenset(",.;:)”’»%")
_MARKUP_LABEL = Label(Category.OTHER, "markup:alone")
_OWN_LINE_RE = re.compile(r"#{1,6} |<|\||\[[^\[\]]+\]: |!\[")
"""How lines begin that no paragraph goes on in."""
_OPEN_LINK_RE = re.compile(r"\[[^\[\]]*(?:\]\([^()]*)?$")
"""How a line ends that was wrapped inside a link."""
_URL_RE = re.compile(r"https?:/|\]\(")


def read_text(source: Source, decoded: Decoded) -> Page:
    """Read a text dump into a page. A block is a line, or the lines of one hard-wrapped or cut-up paragraph."""
    text = decoded.text
    lines = list(split_lines(text))
    front = read_front_matter(lines, text)
    lines = [line for line in lines if line.start >= front.end]
    marked = has_markup(text)
    style = _DumpFormat(text, marked, marked and is_markdown(line.text for line in lines))
    if marked:
        lines = [part for line in lines for part in cut_at_tags(line, text)]
    blocks: list[Block] = list(front.blocks)
    labels: list[Label | None] = list(front.labels)
    for paragraph in _paragraphs(lines, style):
        block, label = _block(paragraph, style)
        blocks.append(block)
        labels.append(label)
    return Page(
        name=source.name,
        url=source.url,
        input="text",
        decoded=decoded,
        blocks=tuple(blocks),
        labels=tuple(labels),
        declared=_metadata(source, front),
    )


@dataclass(frozen=True, slots=True)
class _DumpFormat:
    """What kind of dump a text is: with markup in it, and whether that is Markdown."""

    text: str
    marked: bool
    markdown: bool


def _metadata(source: Source, front: FrontMatter) -> Metadata:
    fields = dict(front.fields)
    sources = dict.fromkeys(fields, "front-matter")
    if source.url:
        fields["url"], sources["url"] = source.url, "source"
    return Metadata(**fields, sources=sources)


def _paragraphs(lines: list[Line], style: _DumpFormat) -> Iterator[list[Line]]:
    """Yield the lines of each block: one, or several where the dump has cut a paragraph up."""
    width = wrap_width(lines)
    paragraph: list[Line] = []
    for index, line in enumerate(lines):
        apart = _markup_separates(paragraph[-1], line, style) if paragraph and style.marked else None
        following = lines[index + 1 : index + 2]
        if paragraph and (not _continues(paragraph, line, following, width) if apart is None else apart):
            yield paragraph
            paragraph = []
        if line.text:
            paragraph.append(line)
    if paragraph:
        yield paragraph


def _markup_separates(before: Line, line: Line, style: _DumpFormat) -> bool | None:
    """Whether a line is of another paragraph than the line before it, as far as markup says so; None if it does not."""
    if before.is_closed or not line.text:
        return True
    if style.markdown and (before.text.startswith(">") or line.text.startswith(">")):
        return not (before.text.startswith(">") and line.text.strip("> "))
    if any(_OWN_LINE_RE.match(text) or ORNAMENT_RE.match(text) for text in (before.text, line.text)):
        return True
    return False if style.markdown and _OPEN_LINK_RE.search(before.text) else None


def _continues(paragraph: list[Line], line: Line, after: list[Line], width: int) -> bool:
    """Whether a line goes on with the paragraph before it: it was wrapped there, or cut off at a link."""
    if not line.text or split_bullet(line.text)[1]:
        return False
    if width and not _has_room(paragraph[-1], line, width):
        return True
    if _END_RE.search(paragraph[-1].text):
        return False
    size = sum(len(part.text) for part in paragraph) + len(line.text)
    if _starts_mid_sentence(line.text):
        return size >= MIN_CUT_CHARS
    # "…, told" / "Ana Ruiz" / "of the harbour office.": the name of a link, and the sentence runs on behind it
    is_link = len(line.text) <= MAX_LINK_CHARS and not _END_RE.search(line.text)
    return size >= MIN_CUT_CHARS and is_link and any(_starts_mid_sentence(part.text) for part in after)


def _starts_mid_sentence(text: str) -> bool:
    """Whether a line starts as no sentence does."""
    return text[:1].islower() or text[:1] in _INNER_MARKS


def wrap_width(lines: list[Line]) -> int:
    """Return the column at which the dump is hard-wrapped, 0 if it is not.

    The dump is wrapped when its lines are of one width, and hardly a line that another one follows had room for that
    line's first word.
    """
    followed = [
        (a, b)
        for a, b in pairwise(lines)
        if a.text and b.text and not split_bullet(b.text)[1] and not _URL_RE.search(a.text)
    ]
    fitting = [a.text for a, _ in followed if len(a.text) <= MAX_WRAP_COLUMNS]
    widest = max(fitting, key=len, default="")
    width = len(widest)
    columns = width + len(DOUBLE_WIDTH_RE.findall(widest))
    if columns < MIN_WRAP_COLUMNS or len(fitting) < max(MIN_WRAPPED_LINES, MIN_FITTING_SHARE * len(followed)):
        return 0
    full = sum(not _has_room(a, b, width) for a, b in followed)
    return width if full >= MIN_WRAPPED_SHARE * len(followed) else 0


def _has_room(line: Line, following: Line, width: int) -> bool:
    """Whether the next line's first word would have fitted on this one, so that the break was meant."""
    # paragraphs of one dump may be wrapped at widths a few columns apart
    return len(line.text) + 1 + len(following.text.split(" ", 1)[0]) <= width - 8


def _block(paragraph: list[Line], style: _DumpFormat) -> tuple[Block, Label | None]:
    """Return the block that some lines are, and its label where markup decides it."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        further = line.text.lstrip("> ") if style.markdown else line.text
        text += further if _joins_without_space(text, further) else " " + further
    start, end = paragraph[0].start, paragraph[-1].end
    text, is_item = split_bullet(text)
    tag = "li" if is_item else "p"
    whole = Block(text, tag, start=start, end=end)
    if style.markdown and _is_ornament(text, tag):
        return whole, _MARKUP_LABEL
    if not style.marked or not (style.markdown or has_markup(text)):
        return whole, None
    plain = strip_markup(text, style.text[start:end], start, markdown=style.markdown, is_item=is_item)
    tag = plain.tag or tag
    if not plain.text or (style.markdown and (_is_ornament(plain.text, tag) or is_link_definition(text))):
        return whole, _MARKUP_LABEL
    block = Block(
        plain.text,
        tag,
        link_chars=plain.link_chars,
        bold_chars=plain.bold_chars,
        start=start,
        end=end,
        markup=plain.markup,
    )
    return block, None


def _is_ornament(text: str, tag: str) -> bool:
    """Whether a block only separates or underlines, with its bullet, which may be one of the marks."""
    return ORNAMENT_RE.match(f"- {text}" if tag == "li" else text) is not None


def _joins_without_space(left: str, right: str) -> bool:
    """Whether the break was no space: before a comma, after a hyphen, between Chinese or Japanese characters."""
    if right[0] in _INNER_MARKS:
        return True
    if _is_wide(left[-1]):
        return _is_wide(right[0])
    return len(left) > 1 and left[-1] == "-" and left[-2].isalpha() and right[0].islower()


def _is_wide(character: str) -> bool:
    return is_cjk(character) or is_full_width(character)
