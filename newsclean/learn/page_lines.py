"""A page as learning sees it: its lines with the classifier's labels, its own headline, and a sketch of its prose."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple
from zlib import crc32

from newsclean.blocks import Block, Category, Container, Label, Page
from newsclean.classify.line_rules import MIN_PROSE_SIZE
from newsclean.learn.selectors import selectors_of
from newsclean.learn.templates import skeleton_of
from newsclean.lexicon.line_signals import MIN_SENTENCE_SIZE, is_sentence, size_of
from newsclean.options import Policies
from newsclean.rules.patterns import fold
from newsclean.text.scripts import WORD_RE

# Guesses; not measured.
SHINGLE_WORDS = 5  # words in a shingle: fewer make unlike articles share shingles by chance
MAX_SHINGLES = 512  # kept of a page, those with the lowest hashes: more need memory and compare long pages better


class PageLine(NamedTuple):
    """A block of a page.

    skeleton: see `templates`. is_kept: the classifier keeps the line in the body. category: the classifier's. is_prose:
    it is as long as a paragraph or ends like a sentence. is_mid_sentence: a dump has cut it out of a sentence at a
    link. selectors: those of the elements around it, innermost first; none for text. rule: the id of the publication's
    rule that labelled it.
    """

    text: str
    skeleton: str
    is_kept: bool
    category: Category
    is_prose: bool
    is_mid_sentence: bool
    selectors: tuple[str, ...] = ()
    rule: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class PageSketch:
    """The lines and facts of a page that learning keeps.

    headlines, standfirsts: the skeletons of the page's own. shingles: hashes of word sequences of its prose.
    rule_hits: ids of the publication's rules that labelled something.
    """

    name: str
    lines: tuple[PageLine, ...]
    headlines: frozenset[str]
    standfirsts: frozenset[str]
    shingles: frozenset[int]
    is_html: bool
    language: str | None = None
    rule_hits: frozenset[str] = frozenset()


def sketch_page(page: Page, policies: Policies) -> PageSketch:
    """Return the sketch of a page in which every block has a label."""
    lines = tuple(_lines(page, policies))
    return PageSketch(
        page.name,
        lines,
        _skeletons(page, Category.HEADLINE, page.metadata.headline),
        _skeletons(page, Category.STANDFIRST, page.metadata.summary),
        shingles_of(line.text for line in lines if line.is_kept or line.is_prose),
        page.input == "html",
        page.metadata.language,
        _rule_hits(page),
    )


def _lines(page: Page, policies: Policies) -> Iterable[PageLine]:
    selectors: dict[Container | None, tuple[str, ...]] = {None: ()}
    for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True)):
        if label is None:
            raise AssertionError(f"block {index} has no label")
        yield PageLine(
            block.text,
            skeleton_of(block.text),
            label.category in policies.kept,
            label.category,
            is_prose(block.text),
            _is_mid_sentence(page.blocks, index),
            _selectors_around(block.container, selectors),
            _rule_of(page, label),
        )


def _rule_of(page: Page, label: Label) -> str | None:
    owner = page.publication.id if page.publication else None
    return label.reason.partition(":")[2] if owner and label.reason.startswith(f"{owner}:") else None


def _rule_hits(page: Page) -> frozenset[str]:
    labels = [label for label in page.labels if label is not None] + [span.label for span in page.spans]
    return frozenset(rule for label in labels if (rule := _rule_of(page, label)))


def is_prose(text: str) -> bool:
    """Return whether a line is as long as a paragraph or ends like a sentence."""
    return size_of(text) >= MIN_PROSE_SIZE or is_sentence(text, MIN_SENTENCE_SIZE)


def _is_mid_sentence(blocks: tuple[Block, ...], index: int) -> bool:
    """Return whether a sentence of the block before runs into this one, or one of this runs into the next."""
    before = blocks[index - 1].text if index else ""
    after = blocks[index + 1].text if index + 1 < len(blocks) else ""
    text = blocks[index].text
    runs_on = after[:1].islower() or after[:1] in (",", ".", ";", ")")
    is_cut_off = len(before) >= MIN_SENTENCE_SIZE and not is_sentence(before, 0)
    # a salutation such as "Liebe Leser," precedes a small letter, too
    is_opener = text.endswith((",", ":", "!")) and not is_cut_off
    return (runs_on and len(after) >= MIN_SENTENCE_SIZE and not is_opener) or (
        is_cut_off and (runs_on or text[:1].islower())
    )


def _skeletons(page: Page, category: Category, declared: str | None) -> frozenset[str]:
    texts = [declared or ""]
    texts += [
        block.text
        for block, label in zip(page.blocks, page.labels, strict=True)
        if label is not None and label.category is category
    ]
    return frozenset(skeleton_of(" ".join(text.split())) for text in texts if text)


def shingles_of(texts: Iterable[str]) -> frozenset[int]:
    """Return the lowest hashes of a text's word sequences, at most `MAX_SHINGLES`."""
    words = WORD_RE.findall(fold(" ".join(texts)))
    size = min(SHINGLE_WORDS, len(words)) or 1
    # crc32, because hash() differs between processes
    hashes = {crc32(" ".join(words[at : at + size]).encode()) for at in range(len(words) - size + 1) if words}
    return frozenset(sorted(hashes)[:MAX_SHINGLES])


def _selectors_around(container: Container | None, known: dict[Container | None, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the selectors of a block's elements, innermost first; `known` remembers those of each container."""
    for new in container.ancestors_outside(known) if container is not None else ():
        known[new] = selectors_of(new.tag, new.attributes) + known[new.parent]
    return known[container]
