"""Parsers of option values: sizes, shares and times."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from newsclean.errors import UsageError

_UNITS = {"": 1, "k": 1 << 10, "m": 1 << 20, "g": 1 << 30, "t": 1 << 40}
_HOURS = {"h": 1, "d": 24, "w": 24 * 7}
_AGO_RE = re.compile(r"(\d{1,5})\s*([hdw])", re.IGNORECASE)
_SIZE_RE = re.compile(r"(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?", re.IGNORECASE)


def parse_size(text: str, option: str) -> int:
    """Return a size in bytes; K, M, G and T are powers of 1,024. Raises `UsageError`.

    >>> [parse_size(text, "--max-size") for text in ("50M", "1.5 GiB", "1000")]
    [52428800, 1610612736, 1000]
    """
    found = _SIZE_RE.fullmatch(text.strip())
    amount = round(float(found[1]) * _UNITS[found[2].lower()]) if found else 0
    if amount <= 0:
        raise UsageError(f"{option} {text!r}: expected a size, as in 50M, 2G or 1000000")
    return amount


def parse_share(text: str, option: str) -> float:
    """Return a share between 0 and 1. Raises `UsageError`.

    >>> parse_share("5%", "--fail-over"), parse_share("0.05", "--fail-over")
    (0.05, 0.05)
    """
    number = text.strip()
    try:
        value = float(number.removesuffix("%")) / (100 if number.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise UsageError(f"{option} {text!r}: expected a share, as in 5% or 0.05")
    return value


def parse_seconds(value: float) -> float | None:
    """Return a time limit in seconds, or None for 0. Raises `UsageError` for a negative number."""
    if not value >= 0:
        raise UsageError(f"--timeout {value:g}: expected seconds, 0 for no limit")
    return value or None


def parse_time(text: str, option: str) -> datetime:
    """Return a time: a date, a time of ISO 8601, or a number of hours, days or weeks ago. Raises `UsageError`.

    A time without a zone is in that of this machine.

    >>> parse_time("2026-11-30T06:00Z", "--since").isoformat()
    '2026-11-30T06:00:00+00:00'
    """
    ago = _AGO_RE.fullmatch(text.strip())
    if ago:
        return datetime.now(UTC) - timedelta(hours=int(ago[1]) * _HOURS[ago[2].lower()])
    try:
        return datetime.fromisoformat(text.strip()).astimezone()
    except (ValueError, OverflowError, OSError):
        raise UsageError(
            f"{option} {text!r}: expected a time, as in 2026-11-30, 2026-11-30T06:00, 24h, 7d or 2w"
        ) from None
