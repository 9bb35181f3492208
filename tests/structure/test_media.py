"""Images and embeds of HTML pages, in their place."""

from __future__ import annotations

import pytest

from newsclean import Options, clean
from newsclean.blocks import Category, Policy
from newsclean.structure.addresses import Addresses
from newsclean.structure.media.images import noscript_images
from tests.structure.test_html import SENTENCE, page_of

OTHER = "The crew of nine, who had been paid for the whole winter, will be back on board on the day before."
"""A paragraph that the page of `page_of` does not repeat: repeated paragraphs are dropped."""

FIGURE = "<figure><img src='/a.jpg' alt='Boat'><figcaption>The boat in the harbour on Sunday.</figcaption></figure>"


def images_of(content: str, **policy: Policy) -> list[tuple[int, str, str]]:
    options = Options(structure=True, policy={Category(name): value for name, value in policy.items()})
    return [(image.before, image.url, image.caption) for image in clean(page_of(content), options=options).images]


@pytest.mark.parametrize(
    ("image", "address"),
    [
        ("<img src='a.jpg'>", "news/a.jpg"),
        ("<img src='data:image/gif;base64,R0' data-src='/a.jpg'>", "a.jpg"),
        ("<img src='/placeholder.png' data-original='/a.jpg'>", "a.jpg"),
        ("<img src='/a.jpg' srcset='/b.jpg 400w, /c.jpg 1600w, /d.jpg 800w'>", "c.jpg"),
        ("<img src='/a.jpg' srcset='/b,w_2.jpg 1x, /c,w_4.jpg 2x'>", "c,w_4.jpg"),
        ("<picture><source srcset='/w.webp 900w'><img src='/a.jpg'></picture>", "w.webp"),
        ("<a href='/large.jpg'><img src='/small.jpg'></a>", "large.jpg"),
        ("<img src='/blank.gif'><noscript><img src='/real.jpg'></noscript>", "real.jpg"),
        ("<img src='javascript:x()'>", None),
        ("<img src='/a.jpg' width=1 height=1>", None),
        ("<img src='/icon.png' width=24 height=24>", None),
        ("<img class='wp-smiley' src='/a.jpg'>", None),
    ],
)
def test_the_largest_address_that_is_no_placeholder(image: str, address: str | None) -> None:
    found = images_of(f"<div>{image}</div><p>{OTHER}</p>")
    assert found == ([] if address is None else [(1, f"https://island.example/{address}", "")])


def test_a_dropped_caption_takes_its_image_along() -> None:
    url = "https://island.example/a.jpg"
    assert images_of(FIGURE) == [(1, url, "The boat in the harbour on Sunday.")]
    assert images_of(FIGURE, caption=Policy.KEEP) == [(1, url, "The boat in the harbour on Sunday.")]
    assert images_of(FIGURE, caption=Policy.DROP) == []


def test_images_beside_dropped_text_go_with_it() -> None:
    teaser = "<div class='related'><a href='/x'><img src='/teaser.jpg'><h4>Read also: The bridge closes</h4></a></div>"
    assert images_of(teaser) == []


def test_an_image_in_a_paragraph_is_behind_the_text_before_it() -> None:
    assert [place for place, *_ in images_of(f"<p>{SENTENCE}<img src='/a.jpg'> {SENTENCE}</p>")] == [2]
    assert [place for place, *_ in images_of(f"<p><img src='/a.jpg'>{SENTENCE} It is new.</p>")] == [1]


@pytest.mark.parametrize(
    ("embed", "found"),
    [
        (
            "<iframe src='//www.youtube.com/embed/abcdef123' title='Sailing'></iframe>",
            ("video", "YouTube", "https://www.youtube.com/watch?v=abcdef123", "Sailing"),
        ),
        (
            "<iframe data-src='https://www.google.com/maps/embed?pb=1'></iframe>",
            ("map", "Google Maps", "https://www.google.com/maps/embed?pb=1", ""),
        ),
        (
            "<video><source src='/v.mp4'></video>",
            ("video", "island.example", "https://island.example/v.mp4", ""),
        ),
        ("<iframe src='https://tpc.googlesyndication.com/a'></iframe>", None),
        ("<iframe src='https://a.example/' width='1'></iframe>", None),
        ("<iframe src='javascript:x()'></iframe>", None),
    ],
)
def test_embeds_are_links_with_their_provider(embed: str, found: tuple[str, ...] | None) -> None:
    article = clean(page_of(f"<div>{embed}</div><p>{OTHER}</p>"), options=Options(structure=True))
    assert [each[1:5] for each in article.embeds] == ([] if found is None else [found])


def test_only_harmless_schemes_are_addresses() -> None:
    addresses = Addresses("https://island.example/news/")
    hostile = ("javascript:x()", " JaVaScRiPt:x()", "data:text/html,x", "vbscript:x", "file:///etc", "java\tscript:x")
    assert [addresses.link(each) for each in hostile] == [""] * len(hostile)
    assert addresses.link("../a b?c=<d>#e") == "https://island.example/a%20b?c=%3Cd%3E#e"
    assert addresses.media("mailto:a@b.example") == ""


def test_lazy_images_have_the_image_of_their_noscript() -> None:
    pairs = noscript_images("<img class=lazy><noscript><img src=/a.jpg></noscript><noscript>No</noscript>")
    assert pairs == {"<img class=lazy>": "<img src=/a.jpg>"}
