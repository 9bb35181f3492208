"""Download single pages politely: robots.txt decides, and every page has bounds of size, time, hops and addresses.

`clean URL`, `explain URL` and `rules new URL` use it; nothing else in newsclean opens a connection to a web server.
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit
from urllib.robotparser import RobotFileParser

from newsclean.errors import TooLargeError, UnreadableError
from newsclean.sources import MAX_BYTES, Source
from newsclean.text.patterns import compile_later
from newsclean.version import __version__

AGENT = f"newsclean/{__version__}"
MAX_HOPS = 5  # redirects that a page may take; raising it follows longer chains (a guess)
MAX_ROBOTS_BYTES = 500 << 10  # bytes of robots.txt that are read, the least that RFC 9309 asks for
MAX_PAUSE_SECONDS = 10.0  # the longest Crawl-delay that is kept (a guess)
PAUSE_SECONDS = 1.0  # seconds between two pages of one host that states no Crawl-delay (a guess)
READ_BYTES = 64 << 10  # bytes that are read before the clock is looked at
_URL_RE = compile_later(r"https?://", re.IGNORECASE)
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_SAFE = "/%:@!$&'()*+,;=~-._?"


def is_url(word: str) -> bool:
    """Return whether a word of the command line is the address of a page, and no file.

    >>> is_url("https://post.example/a"), is_url("s3://bucket/a"), is_url("a.html")
    (True, False, False)
    """
    return _URL_RE.match(word) is not None and not Path(word).exists()


class _RefusedError(OSError):
    """A connection that the fetcher does not make."""


@dataclass(slots=True)
class Fetcher:
    """Fetches pages one after another, and remembers what their hosts allow.

    allows_private: connect to addresses of this machine and of local networks, too.
    most: the bytes of a page. total_seconds: the time that a page may take with all its redirects; a guess.
    pause_seconds: the time between two pages of one host, unless robots.txt asks for another.
    """

    allows_private: bool = False
    most: int = MAX_BYTES
    total_seconds: float = 60.0
    pause_seconds: float = PAUSE_SECONDS
    _robots: dict[str, RobotFileParser] = field(default_factory=dict)
    _fetched_at: dict[str, float] = field(default_factory=dict)

    def fetch(self, url: str) -> Source:
        """Return one page under its final address. Raises `UnreadableError` with the reason, and `TooLargeError`."""
        here = _ascii_url(url)
        with self._connections(url) as opener:
            for _ in range(MAX_HOPS + 1):
                self._check_robots(here, url, opener)
                found = self._get(here, url, opener, self.most)
                if isinstance(found, str):
                    here = _ascii_url(urljoin(here, found), named=url)
                    continue
                data, encoding = found
                if len(data) > self.most:
                    raise TooLargeError(f"{url}: larger than {self.most:,} bytes")
                return Source(url, data, here, encoding)
        raise UnreadableError(f"{url}: redirects more than {MAX_HOPS} times; save the page, and name the file")

    def _check_robots(self, here: str, named: str, opener: Any) -> None:
        """Wait for the host's turn. Raises `UnreadableError` if its robots.txt does not allow the page."""
        parts = urlsplit(here)
        host = f"{parts.scheme}://{parts.netloc}"
        if host not in self._robots:
            self._robots[host] = self._read_robots(host, named, opener)
        rules = self._robots[host]
        if not rules.can_fetch(AGENT, here):
            raise UnreadableError(
                f"{named}: {parts.hostname} does not allow programs to fetch it (robots.txt); "
                "save the page in a browser, and name the file"
            )
        delay = rules.crawl_delay(AGENT)
        pause = min(float(delay), MAX_PAUSE_SECONDS) if delay is not None else self.pause_seconds
        wait = self._fetched_at.get(host, float("-inf")) + pause - time.monotonic()
        if wait > 0:
            time.sleep(wait)
        self._fetched_at[host] = time.monotonic()

    def _read_robots(self, host: str, named: str, opener: Any) -> RobotFileParser:
        """Return what a host's robots.txt says; a host without the file allows everything, as RFC 9309 has it."""
        rules = RobotFileParser()
        address = f"{host}/robots.txt"
        text = ""
        for _ in range(MAX_HOPS + 1):
            try:
                found = self._get(address, named, opener, MAX_ROBOTS_BYTES)
            except UnreadableError as error:
                if isinstance(error.__context__, urllib.error.HTTPError) and error.__context__.code < 500:
                    break
                raise
            if isinstance(found, str):
                address = _ascii_url(urljoin(address, found), named=named)
                continue
            text = found[0][:MAX_ROBOTS_BYTES].decode("utf-8", "replace")
            break
        rules.parse(text.lstrip("\ufeff").splitlines())
        return rules

    def _get(self, here: str, named: str, opener: Any, most: int) -> str | tuple[bytes, str | None]:
        """Return the bytes at an address, one more than `most` at most, and their encoding; or where it redirects to.

        Raises `UnreadableError`.
        """
        request = urllib.request.Request(  # noqa: S310 - `_ascii_url` lets http and https through
            here, headers={"User-Agent": AGENT, "Accept": "text/html,text/plain;q=0.9,*/*;q=0.5"}
        )
        try:
            opener.guard.check_proxied(here)
            with opener.open(request, timeout=self.total_seconds) as response:
                data = b"".join(_chunks(response, most + 1))
                if opener.guard.is_late() or (response.length and len(data) <= most):
                    raise OSError("the connection ended early")
                return data, response.headers.get_content_charset()
        except urllib.error.HTTPError as error:
            with error:
                target = error.headers.get("Location")
            if error.code in _REDIRECTS and target:
                return str(target)
            raise UnreadableError(
                f"{named}: {error.code} {error.reason}; save the page in a browser, and name the file"
            ) from None
        except (OSError, ValueError, http.client.HTTPException) as error:
            reason = getattr(error, "reason", None) or error
            if opener.guard.is_late():
                reason = f"took longer than {self.total_seconds:g} s"
            hint = "" if isinstance(reason, _RefusedError) else "; save the page, and name the file"
            raise UnreadableError(f"{named}: cannot be fetched ({reason}){hint}") from None

    @contextmanager
    def _connections(self, named: str) -> Iterator[Any]:
        """Yield an opener whose connections end when the time of a page is over."""
        guard = _Guard(self.allows_private, time.monotonic() + self.total_seconds)
        watch = threading.Timer(self.total_seconds, guard.end)
        watch.name, watch.daemon = f"newsclean fetches {named}", True
        opener: Any = urllib.request.build_opener(_NoRedirects, _Http(guard), _Https(guard))
        opener.guard = guard
        watch.start()
        try:
            yield opener
        finally:
            watch.cancel()
            guard.close()


@dataclass(slots=True)
class _Guard:
    """Makes the connections of one page, and ends them all when its time is over.

    A proxy of the environment has an address that the user chose, so it may be private; the page's host may not.
    """

    allows_private: bool
    deadline: float
    _held: list[socket.socket] = field(default_factory=list)

    def is_late(self) -> bool:
        """Return whether the time of the page is over."""
        return time.monotonic() >= self.deadline

    def connect(self, address: tuple[str, int], *_: Any) -> socket.socket:
        """Return a connection to the first address of a host that answers. Raises `OSError`."""
        host, port = address
        if self.is_late():
            raise OSError("too late")
        error: OSError | None = None
        for family, kind, protocol, _name, target in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            self._check_address(host, str(target[0]))
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(max(self.deadline - time.monotonic(), 0.001))
                connection.connect(target)
            except OSError as failed:
                connection.close()
                error = failed
                continue
            # TLS takes the socket over; a copy of its descriptor can still end it
            self._held.append(connection.dup())
            return connection
        raise error or OSError(f"{host} has no address")

    def check_proxied(self, url: str) -> None:
        """Raise `OSError` for a private page behind a proxy, which would connect to it for us."""
        host = urlsplit(url).hostname or ""
        if not self.allows_private and _proxies():
            # a host that only the proxy can look up stays unknown here
            with suppress(socket.gaierror):
                for *_, target in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM):
                    self._check_address(host, str(target[0]))

    def _check_address(self, host: str, address: str) -> None:
        if self.allows_private or host in _proxies() or ipaddress.ip_address(address.partition("%")[0]).is_global:
            return
        raise _RefusedError(f"{address} is a private address; --allow-private allows it")

    def end(self) -> None:
        """End every connection, in whatever state it is."""
        for connection in self._held:
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Release the copies of the connections."""
        for connection in self._held:
            connection.close()


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    """Leaves redirects to the fetcher, which checks where they lead."""

    def redirect_request(self, *_: Any) -> None:
        """Return None: the answer becomes an `HTTPError`."""


class _Http(urllib.request.HTTPHandler):
    def __init__(self, guard: _Guard) -> None:
        super().__init__()
        self._guard = guard

    def http_open(self, request: urllib.request.Request) -> Any:
        """Open a connection by way of the guard."""
        return self.do_open(_guarded(http.client.HTTPConnection, self._guard), request)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, guard: _Guard) -> None:
        super().__init__()
        self._guard = guard

    def https_open(self, request: urllib.request.Request) -> Any:
        """Open a connection by way of the guard."""
        return self.do_open(_guarded(http.client.HTTPSConnection, self._guard), request)


def _guarded(kind: Any, guard: _Guard) -> Any:
    """Return a maker of connections that go through a guard."""

    def make(host: str, **settings: Any) -> Any:
        connection = kind(host, **settings)
        # http.client has this attribute for its own tests and for subclasses
        connection._create_connection = guard.connect
        return connection

    return make


def _proxies() -> set[str]:
    return {urlsplit(proxy).hostname or "" for proxy in urllib.request.getproxies().values()}


def _chunks(response: Any, most: int) -> Iterator[bytes]:
    """Yield the body of an answer up to `most` bytes."""
    while most > 0 and (chunk := response.read1(min(most, READ_BYTES))):
        most -= len(chunk)
        yield chunk


def _ascii_url(url: str, named: str | None = None) -> str:
    """Return an address in the characters that HTTP takes. Raises `UnreadableError` for one that is not of the web."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except ValueError as error:
        raise UnreadableError(f"{named or url}: not a web address ({error})") from None
    if parts.scheme.lower() not in ("http", "https") or not name:
        redirected = f"redirects to {url}, which is" if named else "is"
        raise UnreadableError(f"{named or url}: {redirected} not a web address")
    if parts.username is not None:
        raise UnreadableError(
            f"{named or url}: has a user name; newsclean sends none. Save the page, and name the file"
        )
    place = f"[{name}]" if ":" in name else name
    place += f":{port}" if port is not None else ""
    return urlunsplit((parts.scheme.lower(), place, quote(parts.path or "/", _SAFE), quote(parts.query, _SAFE), ""))
