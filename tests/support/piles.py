"""Piles of invented pages of one publication, for the tests of learning."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from random import Random

from newsclean import Options, Source, label
from newsclean.blocks import Category
from newsclean.learn.filters import Boilerplate, filter_candidates
from newsclean.learn.page_lines import PageLine, PageSketch, is_prose, sketch_page
from newsclean.learn.proposals import propose
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.templates import skeleton_of
from newsclean.metadata import PublicationMatch
from newsclean.options import resolve_policies
from newsclean.readers import read
from newsclean.rules import Publication, apply_rules

OPTIONS = Options(publication="none")
_WHO = ["the miller", "the harbour master", "a ferryman", "the council", "her neighbour", "a teacher", "the pilot"]
_WHAT = "repaired counted painted sold refused measured lost found described flooded borrowed praised".split()
_WHOM = [
    "forty beehives",
    "the north pier",
    "a brass bell",
    "two ferries",
    "the old ledger",
    "nine lanterns",
    "the weir",
]
_WHEN = ["on Monday", "before the frost", "after the vote", "in the rain", "at noon", "last winter", "in April"]


def sentence(random: Random) -> str:
    """Return an invented sentence that is unlikely to recur."""
    number = random.randrange(10_000)
    return (
        f"{random.choice(_WHO).capitalize()} {random.choice(_WHAT)} {random.choice(_WHOM)} {random.choice(_WHEN)}, and "
        f"{random.choice(_WHO)} {random.choice(_WHAT)} {random.choice(_WHOM)} number {number} {random.choice(_WHEN)}."
    )


def story(seed: int, paragraphs: int = 5) -> list[str]:
    """Return a headline and paragraphs, the same for the same seed and unlike those of any other."""
    random = Random(seed)
    headline = f"{random.choice(_WHO).capitalize()} {random.choice(_WHAT)} {random.choice(_WHOM)} of lot {seed}"
    return [headline, *(f"{sentence(random)} {sentence(random)}" for _ in range(paragraphs))]


def dump(lines: Iterable[str]) -> str:
    """Return the lines as a text dump."""
    return "\n\n".join(lines) + "\n"


def sketches(pages: Sequence[Sequence[str] | str], url: str | None = None) -> list[PageSketch]:
    """Return the sketches of pages, which are lists of lines or the page itself."""
    texts = [page if isinstance(page, str) else dump(page) for page in pages]
    return [
        sketch_page(label(Source.from_str(text, name=f"{number}", url=url), options=OPTIONS), resolve_policies())
        for number, text in enumerate(texts)
    ]


def learned(pages: Sequence[Sequence[str] | str]) -> Boilerplate:
    """Return the boilerplate of pages."""
    return filter_candidates(find_repetition(sketches(pages), Support()))


def texts_of(found: Boilerplate) -> set[str]:
    """Return the text of each boilerplate line."""
    return {line.first.text for line in found.lines}


NAMES = ["The Ridge Courier", "Brückenbote", "Le Phare du Nord", "Stad", "El Faro", "Vestnik"]


SUMS = ["5 €", "$12", "£3", "25 zł", "¥500", "40 kr"]


LETTER = [
    "A word before you go",
    "{name} was founded above a bakery, and it has never owned more than two desks and the smaller of the chairs. The "
    "roof has leaked since the first winter, and the press is older than any of the people who run it.",
    "What has kept it going are some hundreds of households along the river, who put a coin into the box at the door.",
    "How much will it be this month?",
    "{sum}",
    "Another sum",
    "The team of {name}",
]


def letter(n: int) -> list[str]:
    return [line.format(name=NAMES[n % 6], sum=SUMS[n % 6]) for line in LETTER]


APPEAL = [
    "A word from the Ridge Courier",
    "The Courier was founded above a bakery, and it has never owned more than two desks and one of the chairs.",
    "If you can spare it, please give {amount} before the end of {month}; {count} readers have done so already.",
    "Not today, thanks",
]


def appeal(n: int) -> list[str]:
    values = {"amount": ["$5", "12 euros", "$3"][n % 3], "month": ["May", "June", "July"][n % 3], "count": 200 + 7 * n}
    return [line.format(**values) for line in APPEAL]


MENU = [
    f"{what} {where}"
    for what in ("News", "Tides", "Letters", "Weather")
    for where in ("here", "there", "abroad", "now")
]


END = ["More from the valley", "Printed beside the fish market", "Write to the desk"]


def sketch_of(name: str, *parts: tuple[list[str], bool], is_html: bool = False) -> PageSketch:
    """Return the sketch of a page with some lines that the classifier keeps and some that it drops."""
    lines = [
        PageLine(text, skeleton_of(text), kept, Category.BODY if kept else Category.OTHER, is_prose(text), False)
        for texts, kept in parts
        for text in texts
    ]
    shingles = frozenset(range(1000 * int(name), 1000 * int(name) + 60))
    return PageSketch(name, tuple(lines), frozenset(), frozenset(), shingles, is_html)


def found_in(pages: list[PageSketch]) -> Boilerplate:
    return filter_candidates(find_repetition(pages, Support()))


def left_of(found: Boilerplate, lines: list[str]) -> list[str]:
    """Return what the learned rules leave of a page."""
    page = read(Source.from_str(dump(lines), name="new"), OPTIONS)
    rules = tuple(proposal.rule for proposal in propose(found))
    match = PublicationMatch("learned", "learned", "options")
    ruled = apply_rules(replace(page, publication=match), Publication("learned", "learned", rules=rules))
    return [block.text for block, label in zip(ruled.blocks, ruled.labels, strict=True) if label is None]


def gull_post_page(n: int, teased: int) -> str:
    """Return a page with a sign-up box inside the article, and a related box that teases another page."""
    headline, *paragraphs = story(n)
    text = [f"<p>{line}</p>" for line in paragraphs]
    letters = "<h3>The gulls by mail</h3><p>Five letters a week, none of them loud.</p>"
    box = f"<aside class='newsletter-box grid'>{letters}</aside>"
    related = f"<div class='related-box'><h4>Also on the quay</h4><a href='/{teased}'>{story(teased)[0]}</a></div>"
    return (
        f"<html><head><link rel='canonical' href='https://www.gullpost.example/{n}'>"
        "<meta property='og:site_name' content='Gull Post'>"
        f"<meta property='og:title' content='{headline}'></head><body><nav class='menu'><a href='/'>Front page</a>"
        f"<a href='/tides'>Tides</a></nav><main class='story story-{n}1234'><h1>{headline}</h1>{''.join(text[:2])}{box}"
        f"{''.join(text[2:])}{related}</main><footer>All rights reserved by the gulls</footer></body></html>"
    )
