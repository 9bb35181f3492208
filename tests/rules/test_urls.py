"""URLs, and the original locations of copies."""

from __future__ import annotations

import pytest

from newsclean.rules.urls import original_location, split_url


def test_split_url_returns_the_host_and_the_path() -> None:
    assert split_url("HTTPS://WWW.Example.com:8080/a") == ("www.example.com", "/a")
    assert split_url(None) == split_url("http://[broken") == ("", "")
    assert split_url("no address")[0] == ""


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://amp.post.example/a", ("amp.post.example", "/a")),
        ("https://m.post.example:8080/a?b", ("m.post.example", "/a")),
        ("https://post-example.cdn.ampproject.org/c/s/post.example/a", ("post.example", "/a")),
        ("https://www-my--post-example.cdn.ampproject.org/", ("www.my-post.example", "/")),
        ("https://www.google.com/amp/s/www.post.example/a.amp", ("www.post.example", "/a.amp")),
        ("https://www.google.com/search?q=post.example", ("www.google.com", "/search")),
        ("https://web.archive.org/web/20240305120000/https://post.example/a", ("post.example", "/a")),
        ("http://web.archive.org/web/20240305id_/http:/post.example/a", ("post.example", "/a")),
        ("https://archive.ph/20240305120000/https://post.example/a", ("post.example", "/a")),
        ("https://post-example.translate.goog/a", ("post.example", "/a")),
        (
            "https://web.archive.org/web/2024/https://post-example.cdn.ampproject.org/v/s/post.example/a",
            ("post.example", "/a"),
        ),
        ("https://POST.example./a", ("post.example", "/a")),
        ("https://xn--bcher-kva.example/a", ("bücher.example", "/a")),
        ("https://xn--/a", ("xn--", "/a")),
        ("not an address", ("", "not an address")),
        (None, ("", "")),
    ],
)
def test_original_location_unwraps_caches_and_archives(url: str | None, place: tuple[str, str]) -> None:
    assert original_location(url) == place
