"""A page as learning sees it: its lines, what the classifier made of each, and the page's own headline."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from zlib import crc32

from newsclean.blocks import Block, Category, Container, Label, Page
from newsclean.classify.line_rules import MIN_PROSE_SIZE
from newsclean.learn.templates import skeleton_of
from newsclean.lexicon.line_signals import MIN_SENTENCE_SIZE, is_sentence, size_of
from newsclean.options import Policies
from newsclean.rules.patterns import fold
from newsclean.text.scripts import WORD_RE

SHINGLE_WORDS = 5
MAX_SHINGLES = 512
"""Of a page, those with the lowest hashes: a sketch, by which pages with the same article are known."""
_STEP_RE = re.compile(r"-?[A-Za-z_][\w-]*\Z")
_CHANGING_RE = re.compile(r"\d{3,}|[0-9a-f]{8,}|^(?:post|node|entry|article|story|id)[-_]?\d+", re.IGNORECASE)


class PageLine(NamedTuple):
    """A block of a page.

    key: its text with slots for numbers, see `templates`. kept: whether the classifier keeps it in the body.
    category: what the classifier takes it for. is_prose: it is as long as a paragraph, or ends like one.
    is_amid: it stands inside a sentence, which a dump has cut at a link. selectors: of the elements around it,
    innermost first; none for text. rule: the id of the publication's rule that decided, if one did.
    """

    text: str
    skeleton: str
    kept: bool
    category: Category
    is_prose: bool
    is_amid: bool
    selectors: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PageSketch:
    """What learning keeps of a page.

    headlines, standfirsts: the keys of the lines that are the page's own. shingles: a sketch of its prose.
    hits: the ids of the publication's rules that found something.
    """

    name: str
    lines: tuple[PageLine, ...]
    headlines: frozenset[str]
    standfirsts: frozenset[str]
    shingles: frozenset[int]
    is_html: bool
    language: str | None = None
    hits: frozenset[str] = frozenset()


def sketch_page(page: Page, policies: Policies) -> PageSketch:
    """Return the digest of a page in which every block has a label."""
    lines = tuple(_lines(page, policies))
    return PageSketch(
        page.name,
        lines,
        _own(page, Category.HEADLINE, page.metadata.headline),
        _own(page, Category.STANDFIRST, page.metadata.standfirst),
        shingles_of(line.text for line in lines if line.kept or line.is_prose),
        page.input == "html",
        page.metadata.language,
        _hits(page),
    )


def _lines(page: Page, policies: Policies) -> Iterable[PageLine]:
    selectors: dict[Container | None, tuple[str, ...]] = {None: ()}
    for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if label is None:
            raise AssertionError(f"block {index} was never decided")
        yield PageLine(
            block.text,
            skeleton_of(block.text),
            label.category in policies.kept,
            label.category,
            is_prose(block.text),
            _is_amid(page.blocks, index),
            _selectors_of(block.container, selectors),
            _rule_of(page, label),
        )


def _rule_of(page: Page, label: Label) -> str | None:
    owner = page.publication.id if page.publication else None
    return label.reason.partition(":")[2] if owner and label.reason.startswith(f"{owner}:") else None


def _hits(page: Page) -> frozenset[str]:
    labels = [label for label in page.labels if label is not None] + [span.label for span in page.spans]
    return frozenset(rule for label in labels if (rule := _rule_of(page, label)))


def is_prose(text: str) -> bool:
    """Whether a line is long enough for a paragraph, or ends like one."""
    return size_of(text) >= MIN_PROSE_SIZE or is_sentence(text, MIN_SENTENCE_SIZE)


def _is_amid(blocks: tuple[Block, ...], index: int) -> bool:
    """Whether the sentence before a line goes on in it, or it goes on in the next."""
    before = blocks[index - 1].text if index else ""
    after = blocks[index + 1].text if index + 1 < len(blocks) else ""
    text = blocks[index].text
    runs_on = after[:1].islower() or after[:1] in (",", ".", ";", ")")
    is_cut_off = len(before) >= MIN_SENTENCE_SIZE and not is_sentence(before, 0)
    # "Liebe Leser," goes on in small letters, too, and is no part of a sentence
    is_opener = text.endswith((",", ":", "!")) and not is_cut_off
    return (runs_on and len(after) >= MIN_SENTENCE_SIZE and not is_opener) or (
        is_cut_off and (runs_on or text[:1].islower())
    )


def _own(page: Page, category: Category, stated: str | None) -> frozenset[str]:
    texts = [stated or ""]
    texts += [
        block.text
        for block, label in zip(page.blocks, page.labels, strict=True)
        if label is not None and label.category is category
    ]
    return frozenset(skeleton_of(" ".join(text.split())) for text in texts if text)


def shingles_of(texts: Iterable[str]) -> frozenset[int]:
    """Return the lowest hashes of the five-word sequences of a text, at most `MAX_SHINGLES`."""
    words = WORD_RE.findall(fold(" ".join(texts)))
    size = min(SHINGLE_WORDS, len(words)) or 1
    # crc32 and not hash(): that one differs from process to process
    hashes = {crc32(" ".join(words[at : at + size]).encode()) for at in range(len(words) - size + 1) if words}
    return frozenset(sorted(hashes)[:MAX_SHINGLES])


def _selectors_of(container: Container | None, known: dict[Container | None, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the selectors of a block's elements, innermost first, each that a rule could name."""
    for new in container.ancestors_outside(known) if container is not None else ():
        known[new] = tuple(selectors_of_element(new.tag, new.attributes)) + known[new.parent]
    return known[container]


def selectors_of_element(tag: str, attributes: Mapping[str, str]) -> list[str]:
    """Return the selectors by which a rule could name an element, the most telling first.

    Ids and classes that look as if the next page has other ones are left out.
    """
    return list(_selectors_of_step(tag, attributes.get("id", ""), attributes.get("class", "")))


@lru_cache(maxsize=16_384)
def _selectors_of_step(tag: str, identity: str, classes: str) -> tuple[str, ...]:
    names = [name for name in dict.fromkeys(classes.split()) if _is_lasting(name)]
    found = [f"#{identity.strip()}"] if _is_lasting(identity.strip()) else []
    found += [f"{tag}.{name}" for name in names[:6]]
    if tag in ("article", "main", "aside", "nav", "footer", "header", "figcaption"):
        found.append(tag)
    return tuple(sys.intern(selector) for selector in found)


def _is_lasting(name: str) -> bool:
    return bool(_STEP_RE.match(name)) and len(name) <= 60 and not _CHANGING_RE.search(name)
