"""The labels of a text, by its model; and the last look at every article, of HTML too, as the text it is printed as.

A dump is judged as a whole first. What is left is then looked at as if it were a text of its own, printed by us, until
nothing more goes: so cleaning a cleaned article changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from newsclean.blocks import Block, Category, Label, Page, Policy
from newsclean.classify.dumpfeatures import Lines, line_ends, lines_of, text_table
from newsclean.classify.ensemble import Array
from newsclean.classify.lexicon import lexicon
from newsclean.classify.lines import MAX_HEADLINE_SIZE, Line, Seen, headlines, is_named, look_at
from newsclean.classify.model import shipped_model
from newsclean.classify.naming import Namer, is_by_rule
from newsclean.classify.textset import choose_printed
from newsclean.options import Options

MAX_ROUNDS = 20
"""How often an article is looked at. Real ones settle in two or three rounds; a hostile one must not hang a run."""
MIN_LIKELY_PROBABILITY = 0.05
"""Of a block that the publication's rules call text."""
_HEADLINE = Label(Category.HEADLINE, "lines:headline")


def settle(page: Page, options: Options) -> Page:
    """Return the page with all set aside that would be if its article were printed and cleaned again.

    A text that is not in the form that we print is judged as a whole first.
    """
    judge = _Judge(page, options)
    if page.input == "text":
        page = judge.whole(page)
    for _ in range(MAX_ROUNDS):
        labels = judge.again(page)
        if not labels:
            break
        page = page.labelled(labels)
    return judge.explained(page)


def is_printed(page: Page) -> bool:
    """Whether a text has the form in which `to_text` prints: a blank line between paragraphs, none between items."""
    text, here, was_item = page.decoded.text, 0, False
    for block in page.blocks:
        if block.start is None or block.end is None or "\n" in text[block.start : block.end]:
            return False
        is_item = block.kind is Category.LIST
        if block is not page.blocks[0] and text[here : block.start] != ("\n" if is_item and was_item else "\n\n"):
            return False
        here, was_item = block.end, is_item
    return text[here:] == "\n"


class _Judge:
    """What is known of one page's blocks; `NO_BLOCK` is the headline, where it is none of them."""

    NO_BLOCK = -1

    def __init__(self, page: Page, options: Options) -> None:
        self.options = options
        self.words = lexicon()
        self.namer = Namer(self.words)
        self.headline = page.metadata.headline
        self.lines: Lines | None = None
        self.row_of: dict[int, int] = {}
        self.asked: dict[tuple[int, ...], tuple[Sequence[float], Sequence[bool]]] = {}
        self.said: dict[int, float] = {}

    def whole(self, page: Page) -> Page:
        """Judge a text as a whole; how sure the model is of what it finds is the page's confidence."""
        kept = self._kept(page)
        if not kept:
            return page
        model = shipped_model("text")
        self._read(page, range(len(page.blocks)))
        table = text_table(self._rows(kept, line_ends(page)[kept]))
        probabilities = model.probabilities(table)
        seen = look_at([_line(page.blocks[index]) for index in kept], self.words)
        printed = is_printed(page)
        chosen = choose_printed(table, probabilities) if printed else model.features.choose(table, probabilities, None)
        labels = self._verdicts(page, kept, seen, probabilities.tolist(), chosen.tolist())
        left = np.array([not self._is_aside(labels.get(index)) for index in kept])
        confidence = round(model.confidence(table, probabilities, left), 3)
        page = replace(page, confidence=confidence, model=model.version)
        if printed:
            self.asked[tuple(kept)] = probabilities.tolist(), chosen.tolist()
            return page
        if self.headline is None and left.any():
            lines = [_line(page.blocks[index]) for index in kept]
            found = headlines(lines, seen, int(np.argmax(left)))
            labels |= {kept[place]: _HEADLINE for place in found if not is_by_rule(page, page.labels[kept[place]])}
        return page.labelled(labels)

    def again(self, page: Page) -> dict[int, Label]:
        """Return what changes when the article is looked at as it would be printed now."""
        kept = self._kept(page)
        if not kept:
            return {}
        above = self._headline_block(page)
        places = kept if above is None else [above, *kept]
        lines = [Line(self.headline or "") if i == self.NO_BLOCK else _line(page.blocks[i]) for i in places]
        seen = look_at(lines, self.words)
        probabilities, chosen = self._ask(page, places)
        offset = len(places) - len(kept)
        labels = self._verdicts(page, kept, seen[offset:], probabilities[offset:], chosen[offset:])
        for place in self._headlines(lines, seen, labels.get(places[0])):
            if place >= offset and not is_by_rule(page, page.labels[places[place]]):
                labels[places[place]] = _HEADLINE
        return {index: label for index, label in labels.items() if label != page.labels[index]}

    def explained(self, page: Page) -> Page:
        """Return the page with a label on every block that nobody had a reason to set aside."""
        return page.labelled(
            {
                index: Label(block.kind, f"model:{self.said[index]:.2f}" if index in self.said else "lines:kept")
                for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True))
                if label is None
            }
        )

    def _headlines(self, lines: Sequence[Line], seen: Sequence[Seen], verdict: Label | None) -> list[int]:
        """Return which lines are the headline: the first, where it looks like one or else would be lost."""
        found = headlines(lines, seen, 0)
        is_lost = verdict is not None and self._is_aside(verdict)
        if not found and is_lost and seen[0].size <= MAX_HEADLINE_SIZE and not is_named(lines[0], seen[0]):
            return [0]
        return found

    def _kept(self, page: Page) -> list[int]:
        """Return the blocks that are the article as far as is known."""
        return [
            index
            for index, (block, label) in enumerate(zip(page.blocks, page.labels, strict=True))
            if self.options.policy_of(label.category if label else block.kind) is Policy.KEEP
        ]

    def _headline_block(self, page: Page) -> int | None:
        if self.headline is not None:
            return self.NO_BLOCK
        is_headline = (label is not None and label.category is Category.HEADLINE for label in page.labels)
        return next((index for index, found in enumerate(is_headline) if found), None)

    def _is_aside(self, label: Label | None) -> bool:
        return label is not None and self.options.policy_of(label.category) is not Policy.KEEP

    def _verdicts(
        self,
        page: Page,
        kept: Sequence[int],
        seen: Sequence[Seen],
        probabilities: Sequence[float],
        chosen: Sequence[bool],
    ) -> dict[int, Label]:
        """Return the labels of blocks that tell what they are, or that are not chosen."""
        labels = {}
        for index, look, probability, is_chosen in zip(kept, seen, probabilities, chosen, strict=True):
            if is_by_rule(page, page.labels[index]):
                continue
            if look.label is not None:
                labels[index] = look.label
            elif not is_chosen and not (index in page.likely and probability >= MIN_LIKELY_PROBABILITY):
                named = self.namer.name(page.blocks[index])
                labels[index] = named or Label(Category.OTHER, f"model:{probability:.2f}")
        return labels

    def _read(self, page: Page, places: Sequence[int]) -> Lines:
        """Look at blocks by themselves, once for all rounds."""
        blocks = [Block(self.headline or "", "p") if i == self.NO_BLOCK else page.blocks[i] for i in places]
        self.row_of = {index: row for row, index in enumerate(places)}
        self.lines = lines_of(blocks, np.zeros(len(blocks)), self.words, shipped_model("text").known_words)
        return self.lines

    def _rows(self, places: Sequence[int], gaps: Array | None = None) -> Lines:
        """Return what is known of blocks, set as we print them if not otherwise."""
        if self.lines is None:
            raise AssertionError("blocks are read before they are asked for")
        rows = self.lines.of(np.array([self.row_of[index] for index in places]))
        return rows if gaps is None else replace(rows, gaps=gaps)

    def _ask(self, page: Page, places: Sequence[int]) -> tuple[Sequence[float], Sequence[bool]]:
        """Return what the model says of blocks that stand alone, as we print them, and which of them stay."""
        key = tuple(places)
        if key not in self.asked:
            if self.lines is None or not all(index in self.row_of for index in places):
                self._read(page, places)
            table = text_table(self._rows(places))
            probabilities = shipped_model("text").probabilities(table)
            self.asked[key] = probabilities.tolist(), choose_printed(table, probabilities).tolist()
        self.said |= dict(zip(places, self.asked[key][0], strict=True))
        return self.asked[key]


def _line(block: Block) -> Line:
    return Line(block.text, block.kind is Category.LIST)
