"""Content that a page embeds from other sites: videos, posts, maps and charts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

from newsclean.structure.addresses import Addresses, host_of
from newsclean.text.normalise import tidy
from newsclean.text.patterns import compile_later

MAX_TEXT_CHARS = 500  # characters of an embed's text (a guess)
EMBED_TAGS = ("iframe", "video", "audio", "blockquote", "amp-youtube", "lite-youtube", "amp-iframe", "amp-twitter")
_SOURCES = ("src", "data-src", "data-lazy-src", "data-url", "data-embed-src")
_PROVIDERS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "youtube.com": ("video", "YouTube"),
        "youtube-nocookie.com": ("video", "YouTube"),
        "youtu.be": ("video", "YouTube"),
        "vimeo.com": ("video", "Vimeo"),
        "dailymotion.com": ("video", "Dailymotion"),
        "twitch.tv": ("video", "Twitch"),
        "rumble.com": ("video", "Rumble"),
        "brightcove.net": ("video", "Brightcove"),
        "jwplayer.com": ("video", "JW Player"),
        "twitter.com": ("post", "Twitter"),
        "x.com": ("post", "X"),
        "instagram.com": ("post", "Instagram"),
        "facebook.com": ("post", "Facebook"),
        "tiktok.com": ("post", "TikTok"),
        "threads.net": ("post", "Threads"),
        "bsky.app": ("post", "Bluesky"),
        "reddit.com": ("post", "Reddit"),
        "t.me": ("post", "Telegram"),
        "google.com": ("map", "Google Maps"),
        "openstreetmap.org": ("map", "OpenStreetMap"),
        "soundcloud.com": ("audio", "SoundCloud"),
        "spotify.com": ("audio", "Spotify"),
        "apple.com": ("audio", "Apple Podcasts"),
        "acast.com": ("audio", "Acast"),
        "omny.fm": ("audio", "Omny"),
        "datawrapper.de": ("chart", "Datawrapper"),
        "dwcdn.net": ("chart", "Datawrapper"),
        "flourish.studio": ("chart", "Flourish"),
        "infogram.com": ("chart", "Infogram"),
        "tableau.com": ("chart", "Tableau"),
    }
)
"""The kind and the name of sites, by the end of their host."""
_REFUSED_RE = compile_later(
    r"doubleclick|googlesyndication|googletagmanager|google\.com/recaptcha|adservice|amazon-adsystem|taboola|outbrain|"
    r"disqus|facebook\.com/plugins/(?:like|share|page|comments)|/consent|(?<!no)cookie|captcha|newsletter|/ads?[/.?]|"
    r"twitter\.com/widgets|addthis|sharethis",
    re.IGNORECASE,
)
"""Frames that are advertisements, counters, comments and buttons."""
_POST_RE = compile_later(
    r"(?:^|\s)(?:twitter-tweet|twitter-video|instagram-media|tiktok-embed|bluesky-embed|reddit-embed-bq)"
)
_STATUS_RE = compile_later(r"/status/\d|/p/|/reel/|/video/|/post/|/comments/")


class Embedded(NamedTuple):
    """An embed: the fields of `Embed` that do not depend on its place."""

    kind: str
    provider: str
    url: str
    text: str


def embed_of(element: Any, addresses: Addresses) -> Embedded | None:
    """Return what an element embeds; None if it embeds nothing, or only an advertisement or a button."""
    tag = element.tag
    if tag == "blockquote":
        return _post(element, addresses)
    if tag in ("amp-youtube", "lite-youtube"):
        number = element.get("data-videoid") or element.get("videoid") or ""
        return _known(f"https://www.youtube.com/watch?v={number}", element, "video") if number.isprintable() else None
    url = next((url for name in _SOURCES if (url := addresses.media(element.get(name)))), "")
    if not url and tag in ("video", "audio"):
        url = next((url for source in element.iter("source") if (url := addresses.media(source.get("src")))), "")
    if not url or _REFUSED_RE.search(url) or _is_tiny(element):
        return None
    return _known(_reader_address(url), element, tag if tag in ("video", "audio") else "other")


def is_post(element: Any) -> bool:
    """Return whether an element is a post of a social network, whose text the page has."""
    return element.tag == "blockquote" and _POST_RE.search(element.get("class") or "") is not None


def _post(quote: Any, addresses: Addresses) -> Embedded | None:
    if not is_post(quote):
        return None
    stated = addresses.media(quote.get("cite") or quote.get("data-instgrm-permalink"))
    links = [addresses.media(link.get("href")) for link in quote.iter("a")]
    url = stated or next((url for url in reversed(links) if _STATUS_RE.search(url)), "")
    if not url:
        return None
    text = tidy(" ".join(quote.itertext()))[:MAX_TEXT_CHARS]
    return _known(url.partition("?")[0], quote, "post")._replace(text=text)


def _known(url: str, element: Any, kind: str) -> Embedded:
    host = host_of(url)
    name = next((name for name in _PROVIDERS if host == name or host.endswith("." + name)), "")
    if name == "google.com" and "/maps" not in url:
        name = ""
    known_kind, provider = _PROVIDERS.get(name, (kind, host))
    return Embedded(known_kind, provider, url, tidy(element.get("title") or element.get("aria-label") or "")[:200])


def _reader_address(url: str) -> str:
    """Return the address of the page that shows what a frame shows."""
    host, parts = host_of(url), urlsplit(url)
    is_youtube = host.endswith(("youtube.com", "youtube-nocookie.com"))
    if is_youtube and (found := re.match(r"/embed/([\w-]{6,})", parts.path)):
        return f"https://www.youtube.com/watch?v={found[1]}"
    if host == "player.vimeo.com" and (found := re.match(r"/video/(\d+)", parts.path)):
        return f"https://vimeo.com/{found[1]}"
    if host == "platform.twitter.com" and (number := parse_qs(parts.query).get("id")):
        return f"https://twitter.com/i/status/{number[0]}"
    if (
        host.endswith("facebook.com")
        and (inner := parse_qs(parts.query).get("href"))
        and inner[0].startswith("https://")
    ):
        return Addresses("").media(inner[0]) or url
    return url


def _is_tiny(element: Any) -> bool:
    sizes = (element.get("width"), element.get("height"))
    return any((size or "").strip() in ("0", "1", "0px", "1px") for size in sizes) or "display:none" in (
        element.get("style") or ""
    ).replace(" ", "")
