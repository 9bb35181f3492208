"""A publication's identity: its id, its name, its domains, and the signatures of its text dumps."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from newsclean.blocks import Page
from newsclean.learn.filters import Boilerplate, most_frequent
from newsclean.learn.repetition import RecurringLine
from newsclean.learn.sampling import PublicationKey, published_host, registered_domain
from newsclean.learn.templates import words_in
from newsclean.lexicon.phrases import lexicon
from newsclean.rules.identity_index import MAX_SIGNATURE_CHARS

# Guesses; not measured.
MAX_SIGNATURES = 6  # beside the name: more recognise more dumps, and more of other publications
MIN_SIGNATURE_WORDS = 4  # of a signature without the publication's name; other publications write shorter ones, too
MIN_DOMAIN_SHARE = 0.2  # share of the pages that a domain needs to be the publication's
MIN_COVERED = 0.9  # share of the pages that must have two lines with the name, for it alone to be the signature
_EDGES = "\"'“”„«»‘’()[]{}!?.,:;…–—|"
_HOST_RE = re.compile(r"[\w-]+(\.[\w-]+)+")
_WORD_RE = re.compile(r"[^\W_]+")
_LATIN = str.maketrans({"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
"""Latin letters that Unicode does not decompose into an ASCII letter and an accent."""


@dataclass(frozen=True, slots=True)
class Identity:
    """The first keys of a publication file, in its order."""

    id: str
    name: str
    language: str | None = None
    domains: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ()


@dataclass(slots=True)
class DeclaredIdentity:
    """How often the pages of a publication declare each name, domain and language."""

    names: Counter[str] = field(default_factory=Counter)
    domains: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)

    @classmethod
    def of(cls, pages: Iterable[Page]) -> DeclaredIdentity:
        """Count what pages declare."""
        declared = cls()
        for page in pages:
            host = published_host(page)
            declared.names.update(filter(None, [page.metadata.site_name or page.metadata.publisher]))
            declared.domains.update([registered_domain(host)] if host else [])
            declared.languages.update(filter(None, [page.metadata.language]))
        return declared


def slug(name: str) -> str:
    """Return the id for a publication's name or domain. Names in other scripts become punycode, as domains do.

    >>> slug("Le Phare – Édition du Nord"), slug("harbourpost.example"), slug("Правда")
    ('le-phare-edition-du-nord', 'harbourpost', 'xn--80aafi6cg')
    """
    label = (name.split(".", 1)[0] if _HOST_RE.fullmatch(name) else name).lower()
    if label.startswith("xn--"):
        return label
    decomposed = unicodedata.normalize("NFKD", label.translate(_LATIN))
    plain = "".join(character for character in decomposed if not unicodedata.combining(character))
    if not any(character.isalnum() and not character.isascii() for character in plain):
        return "-".join(_WORD_RE.findall(plain))
    words = _WORD_RE.findall(unicodedata.normalize("NFC", label))
    return f"xn--{'-'.join(words).encode('punycode').decode('ascii')}"


def identity_of(
    key: PublicationKey,
    declared: DeclaredIdentity,
    boilerplate: Boilerplate | None = None,
    *,
    publication_id: str | None = None,
    name: str | None = None,
) -> Identity:
    """Return the identity of the publication with a key.

    The name is the given one, or the one that most pages declare, or the one in most boilerplate lines, or the key.
    `publication_id` is the id if the user chose one.
    """
    shown = _name_in(boilerplate) if boilerplate else None
    name = name or most_frequent(declared.names) or shown or _name_of_key(key, publication_id)
    domains = [
        domain for domain, count in declared.domains.items() if count >= MIN_DOMAIN_SHARE * declared.domains.total()
    ]
    last = key.value.rstrip("/").rpartition("/")[2]
    new_id = slug(last if key.kind in ("folder", "id") and last else name) or slug(last) or "publication"
    is_html = boilerplate is not None and all(page.is_html for page in boilerplate.repetition.pages)
    if boilerplate is None:
        signatures: tuple[str, ...] = (name,)
    else:
        signatures = () if domains and is_html else _signatures(boilerplate, name)
    return Identity(
        publication_id or new_id, name, most_frequent(declared.languages), tuple(sorted(domains)), signatures
    )


def _name_of_key(key: PublicationKey, publication_id: str | None) -> str:
    if key.kind == "domain" and publication_id is None:
        return key.value
    words = re.split(r"[-_. ]+", publication_id or key.value.rstrip("/").rpartition("/")[2])
    return " ".join(word[:1].upper() + word[1:] for word in words if word) or "Publication"


def _name_in(boilerplate: Boilerplate) -> str | None:
    """Return the name of two or more capitalised words that most boilerplate lines contain."""
    counts: Counter[str] = Counter()
    for line in boilerplate.lines:
        counts.update({name for name in _names_in(line.first.text) if " " in name})
    often = {name: count for name, count in counts.items() if count >= 2}
    return min(often, key=lambda name: (-often[name], -len(name), name)) if often else None


def _names_in(text: str) -> Iterator[str]:
    """Yield each run of capitalised words and each end of it, as the first word may only begin the sentence."""
    run: list[str] = []
    for word in [*text.split(" "), ""]:
        bare = word.strip(_EDGES)
        if bare[:1].isupper():
            run.append(bare)
        if not bare[:1].isupper() or word[-1:] in ",.:;!?":
            yield from (" ".join(run[start:]) for start in range(len(run)))
            run = []


def _signatures(boilerplate: Boilerplate, name: str) -> tuple[str, ...]:
    """Return the signatures of a publication. A text dump is recognised by two short lines that contain one."""
    lines = boilerplate.lines
    short = [line for line in lines if len(line.first.text) <= MAX_SIGNATURE_CHARS and line.template.is_exact]
    named = [line for line in short if name in line.first.text]
    if _covers(named, boilerplate):
        return (name,)
    ranked = sorted(
        short, key=lambda line: (-len(line.articles), -words_in(line.template.skeleton), line.template.skeleton)
    )
    texts = [line.first.text for line in ranked if _is_distinctive(line)][:MAX_SIGNATURES]
    return ((name,) if named else ()) + tuple(text for text in texts if name not in text)


def _is_distinctive(line: RecurringLine) -> bool:
    """Return whether a line has enough words of its own, beside a phrase that the lexicon knows."""
    entry = lexicon().match(line.first.text)
    has_own_words = entry is None or len(entry.phrase) < len(line.first.text) / 2
    return has_own_words and words_in(line.template.skeleton) >= MIN_SIGNATURE_WORDS


def _covers(lines: Sequence[RecurringLine], boilerplate: Boilerplate) -> bool:
    """Return whether nearly every page has two different ones of some lines."""
    by_page: dict[int, set[str]] = {}
    for line in lines:
        for page, _ in line.positions:
            by_page.setdefault(page, set()).add(line.template.skeleton)
    covered = sum(len(skeletons) >= 2 for skeletons in by_page.values())
    return covered >= MIN_COVERED * len(boilerplate.repetition.pages)
