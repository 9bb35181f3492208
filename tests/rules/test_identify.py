"""Identifying the publication of a page."""

from __future__ import annotations

import pytest

from newsclean import Options, UsageError, clean, label

SEED = "Support The Moscow Times!\n\nA headline of some kind\n\n{body}\n\nA Message from The Moscow Times:\n"


HTML = "<!doctype html><html><head>{head}</head><body><p>{body}</p></body></html>"


STORY = "The harbour council of Port Alder has asked the ministry for two icebreakers before the winter begins."


@pytest.mark.parametrize(
    ("head", "url", "evidence"),
    [
        ("", "https://www.themoscowtimes.com/a", "url"),
        ('<link rel="canonical" href="https://www.themoscowtimes.com/a">', None, "canonical"),
        ('<link rel="canonical" href="https://www.themoscowtimes.com/a">', "https://cache.example/a", "canonical"),
        ('<meta property="og:site_name" content="The Moscow Times">', None, "site-name"),
        (
            '<script type="application/ld+json">'
            '{"@type": "NewsArticle", "publisher": {"name": "The Moscow Times"}}</script>',
            None,
            "publisher",
        ),
    ],
)
def test_html_identifies_its_publication(head: str, url: str | None, evidence: str) -> None:
    match = label(HTML.format(head=head, body=STORY), url=url).publication
    assert match is not None
    assert (match.id, match.matched_by) == ("moscow-times", evidence)


def test_two_signature_lines_identify_a_dump() -> None:
    match = label(SEED.format(body=STORY)).publication
    assert match is not None
    assert (match.id, match.matched_by) == ("moscow-times", "signature")


@pytest.mark.parametrize(
    "text",
    [
        f"A headline\n\n{STORY} The Moscow Times was told so.\n\n{STORY} So The Moscow Times reported on Friday.",
        f"Support The Moscow Times!\n\nA headline\n\n{STORY}",
        f"Support The Moscow Times!\n\nSupport The Moscow Times!\n\n{STORY}",
    ],
    ids=["mentions in prose", "one line", "the same line twice"],
)
def test_a_mention_is_no_signature(text: str) -> None:
    assert label(text).publication is None


def test_signatures_do_not_identify_the_page_of_another_site() -> None:
    assert label(SEED.format(body=STORY), url="https://harbourpost.example/a").publication is None
    head = '<meta property="og:site_name" content="Harbour Post">'
    page = HTML.format(head=head, body="Support The Moscow Times!</p><p>A Message from The Moscow Times:")
    match = label(page).publication
    assert match is not None
    assert (match.id, match.name) == (None, "Harbour Post")


def test_the_caller_can_force_a_publication_or_none() -> None:
    forced = label(f"{STORY}\n\nRead more about:", options=Options(publication="moscow-times"))
    assert forced.publication is not None
    assert forced.publication.matched_by == "options"
    assert label(SEED.format(body=STORY), options=Options(publication="none")).publication is None
    with pytest.raises(UsageError, match="no publication 'moscow-time'; did you mean 'moscow-times'"):
        clean("x", options=Options(publication="moscow-time"))
