"""The fetcher asks robots.txt, and every page has bounds."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from newsclean.errors import TooLargeError, UnreadableError
from newsclean.sources.web import MAX_HOPS, Fetcher, _ascii_url, is_url

PAGES: dict[str, tuple[int, dict[str, str], bytes]] = {
    "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private/\n"),
    "/a.html": (200, {"Content-Type": "text/html; charset=iso-8859-1"}, b"<p>Caf\xe9</p>"),
    "/moved": (302, {"Location": "/a.html"}, b""),
    "/round": (302, {"Location": "/round"}, b""),
    "/file": (302, {"Location": "file:///etc/passwd"}, b""),
    "/away": (302, {"Location": "http://user:word@127.0.0.1/"}, b""),
    "/secret": (302, {"Location": "/private/a.html"}, b""),
    "/f%C3%A9rry?q=%C3%A9": (200, {}, b"ferry"),
}


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.asked.append(self.path)  # type: ignore[attr-defined]
        if self.path == "/slow":
            self.send_response(200)
            self.end_headers()
            self._drip()
            return
        status, headers, body = PAGES.get(self.path, (404, {}, b""))
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _drip(self) -> None:
        while not self.server.is_over.wait(0.02):  # type: ignore[attr-defined]
            try:
                self.wfile.write(b"x")
            except OSError:
                return

    def log_message(self, *_: Any) -> None:
        """Print nothing."""


@pytest.fixture(scope="module")
def server() -> Iterator[Any]:
    served: Any = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    served.asked, served.is_over = [], threading.Event()
    threading.Thread(target=served.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield served
    served.is_over.set()
    served.shutdown()
    served.server_close()


@pytest.fixture
def site(server: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    server.asked.clear()
    return f"http://127.0.0.1:{server.server_port}"


def fetcher(**settings: Any) -> Fetcher:
    return Fetcher(**{"allows_private": True, "pause_seconds": 0.0} | settings)


def test_a_page_comes_with_its_final_address_and_encoding(site: str, server: Any) -> None:
    source = fetcher().fetch(f"{site}/moved")
    assert (source.name, source.url, source.encoding) == (f"{site}/moved", f"{site}/a.html", "iso-8859-1")
    assert source.data == b"<p>Caf\xe9</p>"
    assert server.asked == ["/robots.txt", "/moved", "/a.html"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("/private/a.html", "does not allow programs to fetch it"),
        ("/secret", "does not allow programs to fetch it"),
        ("/none", "404 Not Found"),
        ("/round", f"redirects more than {MAX_HOPS} times"),
        ("/file", "redirects to file:///etc/passwd, which is not a web address"),
        ("/away", "has a user name"),
    ],
)
def test_a_page_that_cannot_be_had_says_why(site: str, path: str, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason) as raised:
        fetcher().fetch(site + path)
    assert str(raised.value).startswith(f"{site}{path}: ")


def test_private_addresses_need_a_word(site: str, server: Any) -> None:
    for url in (f"{site}/a.html", site.replace("127.0.0.1", "localhost"), "http://[::1]/", "http://169.254.169.254/"):
        with pytest.raises(UnreadableError, match="is a private address; --allow-private allows it"):
            fetcher(allows_private=False).fetch(url)
    assert server.asked == []


def test_a_page_behind_a_proxy_may_not_be_private_either(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site)
    with pytest.raises(UnreadableError, match=r"10\.0\.0\.1 is a private address"):
        fetcher(allows_private=False).fetch("http://10.0.0.1/")


def test_a_page_has_a_size(site: str) -> None:
    with pytest.raises(TooLargeError, match="larger than 5 bytes"):
        fetcher(most=5).fetch(f"{site}/a.html")


def test_a_server_that_drips_is_late(site: str) -> None:
    with pytest.raises(UnreadableError, match=r"took longer than 0.3 s"):
        fetcher(total_seconds=0.3).fetch(f"{site}/slow")


def test_two_pages_of_a_host_have_a_pause_between_them(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []
    monkeypatch.setattr(time, "sleep", pauses.append)
    one = fetcher(pause_seconds=30.0)
    for _ in range(2):
        one.fetch(f"{site}/a.html")
    (pause,) = pauses
    assert 20 < pause <= 30


def test_addresses_are_written_as_http_takes_them(site: str) -> None:
    assert fetcher().fetch(f"{site}/férry?q=é#part").data == b"ferry"
    assert _ascii_url("HTTP://Zürich.example/a b%20c") == "http://xn--zrich-kva.example/a%20b%20c"


@pytest.mark.parametrize("url", ["ftp://post.example/", "http://", "http://[::1", "http://post.example:99999/"])
def test_other_addresses_are_refused(url: str) -> None:
    with pytest.raises(UnreadableError, match="not a web address"):
        fetcher().fetch(url)


def test_words_that_are_addresses() -> None:
    assert [is_url(word) for word in ("https://a.example", "HTTP://a.example", "a.html", "s3://a/b")] == [
        True,
        True,
        False,
        False,
    ]
