"""Download one page for `rules new URL`, the only command that uses the network."""

from __future__ import annotations

import http.client
import urllib.error
import urllib.request

from newsclean.errors import UnreadableError
from newsclean.sources import Source
from newsclean.version import __version__

TIMEOUT_SECONDS = 30  # seconds to wait for a server (a guess)
MAX_BYTES = 50 << 20  # bytes of a page at most, as in `Options.max_bytes`


def fetch(url: str) -> Source:
    """Return one downloaded page, under its final address. Raises `UnreadableError` with the reason."""
    if not url.startswith(("http://", "https://")):
        raise UnreadableError(f"{url}: not a web address")
    headers = {"User-Agent": f"newsclean/{__version__}", "Accept": "text/html,*/*"}
    request = urllib.request.Request(url, headers=headers)  # noqa: S310 - http and https only
    try:
        with urllib.request.urlopen(request, timeout=TIMEOUT_SECONDS) as response:  # noqa: S310
            data = response.read(MAX_BYTES + 1)
            final = response.geturl()
    except urllib.error.HTTPError as error:
        raise UnreadableError(
            f"{url}: {error.code} {error.reason}; save the page in a browser, and name the file"
        ) from None
    except (OSError, ValueError, http.client.HTTPException) as error:
        reason = getattr(error, "reason", None) or error
        raise UnreadableError(f"{url}: cannot be fetched ({reason}); save the page, and name the file") from None
    if len(data) > MAX_BYTES:
        raise UnreadableError(f"{url}: larger than {MAX_BYTES >> 20} MiB")
    return Source(url, data, final)
