"""Reads text dumps into blocks: splits them at lines, rejoins paragraphs that were cut up, and keeps every offset.

A dump may be a whole page or an article, hard-wrapped or one paragraph a line, Markdown, or text with left-over tags.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from newsclean.blocks import Block, Category, Decoded, Label, Page
from newsclean.budget import Budget, Part
from newsclean.lexicon.language import is_function_word
from newsclean.metadata import Metadata
from newsclean.readers.forms.exports import read_export
from newsclean.readers.forms.layout import label_layout
from newsclean.readers.forms.wrapping import (
    has_room,
    is_full,
    is_markdown_wrapped,
    joins_hyphenated,
    single_spaced,
    words_if_hyphenated,
    wrap_width,
)
from newsclean.readers.frontmatter import FrontMatter, read_front_matter
from newsclean.readers.markdown_signs import is_escaped, is_link_definition
from newsclean.readers.markup import has_markup, is_markdown, strip_markup
from newsclean.readers.paragraphs import is_drop_cap, join_drop_cap
from newsclean.readers.text_lines import Line, cut_at_tags, join_rest, split_lines, without_quote_marks
from newsclean.sources import Source
from newsclean.text.normalise import ORNAMENT_RE, split_bullet
from newsclean.text.patterns import compile_later
from newsclean.text.scripts import is_cjk

MIN_CUT_CHARS, MAX_LINK_CHARS = 40, 80
"""For dumps that cut lines at links: characters of the joined pieces at least, and of a link's text at most. Joining
then loses at most 0.1 points of F1 over the bench's dumps in four styles, if all lines are chosen perfectly."""
_ENDS, _CLOSERS = frozenset(".!?…:,。！？؟۔;"), "'\"”’»)]」』"
_INNER_MARKS = frozenset(",.;:)”’»%]、。，；：）》】」』")
_OPEN_ENDS = frozenset("([„《【「『（&")
MAX_VERSE_CHARS = 60  # characters of a line that may end with a function word and be a label or verse (a guess)
_FENCE = "```"
_MARKUP_LABEL = Label(Category.OTHER, "markup:alone")
_OWN_LINE_RE = compile_later(r"#{1,6} |<|\||\[[^\[\]]+\]: |!\[")
"""The beginning of a line that never continues a paragraph."""
_OPEN_LINK_RE = compile_later(r"\[[^\[\]]*(?:\]\([^()]*)?$")  # the end of a line that was wrapped inside a link


def read_text(source: Source, decoded: Decoded) -> Page:
    """Read a text dump into a page. A block is a line, or the lines of one hard-wrapped or cut-up paragraph."""
    text = decoded.text
    budget = Budget(len(text))
    most = budget.allowance(Part.BLOCKS)
    lines = list(split_lines(text, most))
    front = read_front_matter(lines, text)
    if front.end:
        lines = [line for line in lines if line.start >= front.end]
    lines = without_quote_marks(lines)
    export = read_export(lines, text)
    lines = single_spaced(label_layout(export.lines, text))
    escaped = is_escaped(line.text for line in lines)
    marked = escaped or has_markup(text)
    markdown = escaped or (marked and is_markdown(line.text for line in lines))
    is_wrapped = markdown and is_markdown_wrapped(lines)
    style = _DumpFormat(text, marked, markdown, _words_of(lines), words_if_hyphenated(lines, text), is_wrapped)
    if marked:
        lines = join_rest([part for line in lines for part in cut_at_tags(line, text)], text, most)
    budget.spend(Part.BLOCKS, len(lines))
    blocks: list[Block] = list(front.blocks)
    labels: list[Label | None] = list(front.labels)
    for paragraph in _paragraphs(lines, style):
        block, label = _block(paragraph, style, budget)
        blocks.append(block)
        labels.append(label)
    if marked:
        _rejoin_drop_caps(blocks, labels)
    return Page(
        name=source.name,
        url=source.url,
        input="text",
        decoded=decoded,
        blocks=tuple(blocks),
        labels=tuple(labels),
        declared=_metadata(source, front, export.fields),
        warnings=(*decoded.warnings, *budget.warnings),
    )


@dataclass(frozen=True, slots=True)
class _DumpFormat:
    """The text of a dump, with flags: it may contain markup, and it is Markdown.

    words: its words as `join_drop_cap` needs them; "" for a dump without drop caps.
    hyphenated: the words of a dump that hyphenates at line ends. is_wrapped: it is Markdown wrapped at 78 characters.
    """

    text: str
    marked: bool
    markdown: bool
    words: str = ""
    hyphenated: Container[str] = ()
    is_wrapped: bool = False


def _words_of(lines: list[Line]) -> str:
    shown = [line.text for line in lines if line.text]
    has_drop_cap = any(is_drop_cap(above, below) for above, below in pairwise(shown))
    return f" {' '.join(shown).casefold()} " if has_drop_cap else ""


def _metadata(source: Source, front: FrontMatter, exported: Mapping[str, Any]) -> Metadata:
    fields = {**exported, **front.fields}
    sources = dict.fromkeys(exported, "export") | dict.fromkeys(front.fields, "front-matter")
    if source.url:
        fields["url"], sources["url"] = source.url, "source"
    return Metadata(**fields, sources=sources)


def _paragraphs(lines: list[Line], style: _DumpFormat) -> Iterator[list[Line]]:
    """Yield the lines of each block: one, or several if the dump cut a paragraph up."""
    width = wrap_width(lines)
    paragraph: list[Line] = []
    size = 0
    for index, line in enumerate(lines):
        following = lines[index + 1 : index + 2] if paragraph else []
        if not line.text:
            if paragraph and not (style.words and _is_below_drop_cap(paragraph, following)):
                yield paragraph
                paragraph, size = [], 0
            continue
        if paragraph:
            before = paragraph[-1]
            apart = True if line.label or before.label else _markup_separates(before, line, style)
            if not _continues(before, line, following, width, size) if apart is None else apart:
                yield paragraph
                paragraph, size = [], 0
        paragraph.append(line)
        size += len(line.text)
    if paragraph:
        yield paragraph


def _is_below_drop_cap(paragraph: list[Line], following: list[Line]) -> bool:
    return bool(following) and is_drop_cap(paragraph[-1].text, following[0].text)


def _markup_separates(before: Line, line: Line, style: _DumpFormat) -> bool | None:
    """Return whether markup separates a line from the line before it; None if markup does not decide."""
    if not style.marked:
        return None
    if before.is_closed:
        return True
    if style.markdown and (before.text.startswith(_FENCE) or line.text.startswith(_FENCE)):
        return True
    if style.markdown and (before.text.startswith(">") or line.text.startswith(">")):
        return not (before.text.startswith(">") and line.text.strip("> "))
    if any(_OWN_LINE_RE.match(text) or ORNAMENT_RE.match(text) for text in (before.text, line.text)):
        return True
    if style.is_wrapped and not split_bullet(line.text)[1] and is_full(before, line):
        return False
    return False if style.markdown and _OPEN_LINK_RE.search(before.text) else None


def _continues(before: Line, line: Line, after: list[Line], width: int, size: int) -> bool:
    """Return whether a line continues the paragraph before it, which was wrapped or cut at a link there.

    `before` is the paragraph's last line, `size` the number of its characters.
    """
    if split_bullet(line.text)[1]:
        return False
    if (width and not has_room(before, line, width)) or is_drop_cap(before.text, line.text):
        return True
    if before.text[-1] in _OPEN_ENDS:
        return True
    if _has_end(before.text) and not _ends_in_comma(before.text):
        return False
    size += len(line.text)
    if _starts_mid_sentence(line.text):
        return size >= MIN_CUT_CHARS
    if _ends_mid_sentence(before.text):
        return size >= MIN_CUT_CHARS
    # "…, told" / "Ana Ruiz" / "of the harbour office.": the line is a link, and the sentence continues behind it
    is_link = len(line.text) <= MAX_LINK_CHARS and not _has_end(line.text)
    following = next((part.text for part in after), "")
    # a single word above it may be the label of a menu
    size += len(following) if " " in before.text else 0
    return is_link and _starts_mid_sentence(following) and size >= MIN_CUT_CHARS


def _has_end(text: str) -> bool:
    return text.rstrip(_CLOSERS)[-1:] in _ENDS


def _ends_in_comma(text: str) -> bool:
    return len(text) > MAX_VERSE_CHARS and text[-1] in ",，、"


def _ends_mid_sentence(text: str) -> bool:
    """Return whether a line is too long for a label and ends as no sentence does: with a function word or a comma."""
    last = text.rpartition(" ")[2]
    return _ends_in_comma(text) or (len(text) > MAX_VERSE_CHARS and last.islower() and is_function_word(last))


def _starts_mid_sentence(text: str) -> bool:
    """Return whether a line starts as no sentence does."""
    return text[:1].islower() or text[:1] in _INNER_MARKS


def _block(paragraph: list[Line], style: _DumpFormat, budget: Budget) -> tuple[Block, Label | None]:
    """Return the block made of some lines, and its label if markup decides that."""
    text = paragraph[0].text
    for line in paragraph[1:]:
        further = line.text.lstrip("> ") if style.markdown else line.text
        if is_drop_cap(text, further):
            text = join_drop_cap(text, further, style.words, is_apart=True)
            continue
        if style.hyphenated and joins_hyphenated(text, further, style.hyphenated):
            text = text.rstrip("-") + further
            continue
        text += further if _joins_without_space(text, further) else " " + further
    start, end = paragraph[0].start, paragraph[-1].end
    text, is_item = split_bullet(text)
    tag = "li" if is_item else "p"
    whole = Block(text, tag, start=start, end=end)
    if paragraph[0].label:
        return whole, paragraph[0].label
    if style.markdown and _is_ornament(text, tag):
        return whole, _MARKUP_LABEL
    is_code = style.markdown and text[:1] == ">" and _is_code_at(style.text, start)
    if is_code or not style.marked or not (style.markdown or has_markup(text)):
        return whole, None
    plain = strip_markup(text, style.text[start:end], start, budget, markdown=style.markdown, is_item=is_item)
    tag = plain.tag or tag
    # an ornament with a backslash is text: newsclean writes a paragraph "---" as "\---"
    is_ornament = _is_ornament(plain.text, tag) and "\\" not in text
    if not plain.text or (style.markdown and (is_ornament or is_link_definition(text))):
        return whole, _MARKUP_LABEL
    counts = plain.link_chars, plain.bold_chars
    return Block(plain.text, tag, None, *counts, start=start, end=end, markup=plain.markup), None


def _rejoin_drop_caps(blocks: list[Block], labels: list[Label | None]) -> None:
    """Join each drop cap with the block below it that holds the rest of its word.

    Only markup parts these two: `_continues` has joined the others. A list keeps its items.
    """
    apart = [
        index
        for index, (above, below) in enumerate(pairwise(blocks))
        if is_drop_cap(above.text, below.text) and labels[index] is labels[index + 1] is None
    ]
    words = f" {' '.join(block.text for block in blocks).casefold()} " if apart else ""
    for index in reversed(apart):
        above, below = blocks[index : index + 2]
        if Category.LIST not in (above.tag_category, below.tag_category):
            text = join_drop_cap(above.text, below.text, words, is_apart=True)
            blocks[index] = below._replace(text=text, start=above.start, markup=above.markup + below.markup)
            del blocks[index + 1], labels[index + 1]


def _is_code_at(text: str, start: int) -> bool:
    """Return whether a line of Markdown is code: it is indented, or a fence is above it."""
    above = text.rfind("\n", 0, max(0, start - 1)) + 1
    return text.startswith("    ", start) or (above < start and text.startswith(_FENCE, above))


def _is_ornament(text: str, tag: str) -> bool:
    """Return whether a block only separates or underlines. The bullet of an item may be one of the marks."""
    return ORNAMENT_RE.match(f"- {text}" if tag == "li" else text) is not None


def _joins_without_space(left: str, right: str) -> bool:
    """Return whether a line break replaced no space: before a comma, behind a hyphen, between unspaced letters."""
    if right[0] in _INNER_MARKS:
        return True
    if _is_wide(left[-1]):
        return _is_wide(right[0])
    return len(left) > 1 and left[-1] == "-" and left[-2].isalpha() and right[0].islower()


def _is_wide(character: str) -> bool:
    # the second range has the full-width and half-width forms of other characters
    return is_cjk(character) or "\uff00" <= character <= "\uffef"
