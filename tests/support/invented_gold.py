"""A gold folder of invented pages, each of its own site."""

from __future__ import annotations

import json
from pathlib import Path

SENTENCES = [
    "The ferry will sail again on Monday, the harbour office said after the last storm of the winter.",
    "Half the village stood on the pier when the captain, who has made the crossing for thirty years, cast off.",
    "Nobody had slept much, and the bakers of both valleys had been at work since two in the morning.",
    "The next boat leaves on Thursday and is expected to be as full as the first one was.",
]


def page(number: int) -> tuple[str, str]:
    """Return an invented page and its body."""
    body = [f"{SENTENCES[(number + i) % 4]} It was day {number + i}." for i in range(3 + number % 3)]
    paragraphs = "".join(f"<p>{text}</p>" for text in body)
    links = "".join(f"<li><a href='/{i}'>Story {i} of site {number}</a></li>" for i in range(6))
    markup = (
        f"<!doctype html><html><head><title>Story {number}</title></head><body><ul class='menu'>{links}</ul>"
        f"<article><h1>Story {number}</h1><div class='text-{number % 5}'>{paragraphs}</div></article>"
        f"<div class='comments'><p>I was there too, says reader {number}, and it rained.</p></div></body></html>"
    )
    return markup, "\n\n".join(body)


def write_gold(folder: Path, pages: int = 24) -> Path:
    """Write a gold folder of invented pages, and return it."""
    folder.mkdir(parents=True)
    rows = []
    for number in range(pages):
        markup, body = page(number)
        (folder / f"p{number}.html").write_text(markup, encoding="utf-8")
        row = {"id": f"p{number}", "url": f"https://www.site{number}.example/a", "body": body}
        rows.append(json.dumps(row | {"without": ["says reader"], "title": f"Story {number}"}))
    (folder / "gold.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder
