"""A first publication file from example pages: what the classifier saw, written down as rules."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsclean.assemble import assemble
from newsclean.authoring.toml_writer import write_toml
from newsclean.blocks import Block, Category, Container, Page
from newsclean.classify import classify
from newsclean.errors import UsageError
from newsclean.options import Options
from newsclean.readers import read
from newsclean.rules.identify import identify
from newsclean.rules.selectors import SelectorError, select_blocks
from newsclean.rules.urls import original_location
from newsclean.sources import Source

MIN_MAIN_F1 = 0.5
"""Of the characters inside a container against those the classifier keeps: a worse container is not the article's."""
MIN_TAG_SHARE = 0.8
"""Of the characters in elements of one name inside the container, how many have to be the article's."""
MAX_DROPS = 12
MAX_LINE_CHARS = 80
MAX_TEST_CHARS = 60
_UNSTABLE_RE = re.compile(
    r"\d{3}|-(?=[a-z]*\d)[a-z0-9]{5,}$|^(?:css|sc|jss|svelte|emotion|tw)-|__[A-Za-z0-9]{5,}$|^_|[A-Z][a-z]*[0-9]|:|\[|/|%|!"
)
"""Class names that a build tool made up, which change with the next release."""
_NAME_RE = re.compile(r"-?[A-Za-z_][\w-]*\Z", re.ASCII)
_SLUG_RE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A publication file in the making.

    agreement: mean F1, in characters, between the body by these rules and the classifier's, before any drop.
    known: the id of a publication that already has rules for these pages; the file then goes on top of them.
    """

    id: str
    text: str
    main: str | None
    agreement: float
    drops: int
    known: str | None


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page, and which of its blocks the classifier keeps."""

    page: Page
    kept: frozenset[int]


def scaffold(sources: Sequence[tuple[Source, str]], options: Options, name: str | None = None) -> Scaffold:
    """Write a publication file from pages of one publication, each with the file name that its test will call it by.

    Raises `PageError` for a page that cannot be read, `UsageError` when the pages do not say whose they are.
    """
    pages = [read(source, options) for source, _ in sources]
    known = next((found for page in pages if (found := identify(page, replace(options, publication=None))[1])), None)
    seen = [_look(page, options) for page in pages]
    if not any(one.kept for one in seen):
        raise UsageError(f"{pages[0].name}: no article found, so there is nothing to make rules from")
    head = _identity(pages, name)
    if known is not None:
        head = {"id": known.id}
    main, agreement = _main(seen)
    drops = list(_drops(seen, main))[:MAX_DROPS]
    html: dict[str, Any] = {}
    if main is not None:
        html["main"] = [main]
        html["paragraphs"] = _paragraphs(seen, main)
        headline = _headline(pages)
        html |= {"headline": headline} if headline else {}
    tests = [_test(one, called, drops, main) for one, (_, called) in zip(seen, sources, strict=True)]
    tables = {**head, **({"html": html} if html else {}), **({"drop": drops} if drops else {}), "test": tests}
    return Scaffold(head["id"], write_toml(tables), main, agreement, len(drops), known.id if known else None)


def slug(name: str) -> str:
    """Return a publication's id from its name.

    >>> slug("The Harbour Post")
    'the-harbour-post'
    """
    import unicodedata

    letters = (c for c in unicodedata.normalize("NFKD", name) if unicodedata.category(c) != "Mn")
    plain = "".join(c if c.isalnum() else " " for c in letters).encode("ascii", "ignore").decode()
    return _SLUG_RE.sub("-", plain.lower()).strip("-")


def _look(page: Page, options: Options) -> _Seen:
    policies = options.policies_for(page)
    page = classify(page, policies, second_opinion=options.second_opinion)
    kept = (i for i, label in enumerate(page.labels) if label and label.category in policies.kept)
    return _Seen(page, frozenset(kept))


def _identity(pages: Sequence[Page], name: str | None) -> dict[str, Any]:
    hosts = dict.fromkeys(
        host.removeprefix("www.")
        for page in pages
        for url in (page.metadata.url, page.url)
        if (host := original_location(url)[0])
    )
    names = [page.metadata.site_name or page.metadata.publisher for page in pages]
    found = name or next(filter(None, names), None) or next(iter(hosts), None)
    if not found:
        raise UsageError(f"{pages[0].name}: the page does not say whose it is; say it with --name or --url")
    key = slug(found) or slug(next(iter(hosts), "")) or "publication"
    languages = Counter(page.metadata.language for page in pages if page.metadata.language)
    head: dict[str, Any] = {"id": key, "name": found}
    if languages:
        head["language"] = languages.most_common(1)[0][0]
    if hosts:
        head["domains"] = list(hosts)
    if any(page.input == "text" for page in pages) or not hosts:
        head["signatures"] = [found]
    return head


def _main(seen: Sequence[_Seen]) -> tuple[str | None, float]:
    """Return the selector whose blocks are most like the article, and how like they are: mean F1 in characters."""
    pages = [one for one in seen if one.page.tree is not None and one.kept]
    candidates: Counter[str] = Counter()
    for one in pages:
        containers = {c for index in one.kept for c in _lineage(one.page.blocks[index])}
        candidates.update({selector for container in containers for selector in selectors_of(container)})
    best, best_score, best_f1 = None, MIN_MAIN_F1, 0.0
    for selector, count in candidates.items():
        if count < len(pages):
            continue
        f1 = sum(_f1(one, selector) for one in pages) / len(pages)
        # a thousandth for every part: of equals the shortest, an id or a meaning before a class
        score = f1 - 0.001 * (selector.count(".") + selector.count("=") + 2 * selector.count(" "))
        if score > best_score:
            best, best_score, best_f1 = selector, score, f1
    return best, best_f1


def _lineage(block: Block) -> Iterator[Container]:
    if block.container is not None:
        # the innermost holds one paragraph
        yield from (c for c in block.container.lineage() if c.tag not in ("html", "body"))


def selectors_of(container: Container) -> Iterator[str]:
    """Yield the selectors that name a container by what is likely to stay: its id, its role, its class."""
    tag, attributes = container.tag, container.attributes
    if not _NAME_RE.match(tag):
        return
    if tag in ("article", "main"):
        yield tag
    identity = attributes.get("id", "").strip()
    if _is_stable(identity):
        yield f"{tag}#{identity}"
    for name in ("itemprop", "role", "data-testid", "data-component", "data-qa"):
        value = attributes.get(name, "").strip()
        if value and '"' not in value and "\\" not in value and not re.search(r"\d{3}", value):
            yield f'{tag}[{name}="{value}"]'
    for word in attributes.get("class", "").split():
        if _is_stable(word):
            yield f"{tag}.{word}"


def _is_stable(name: str) -> bool:
    return bool(_NAME_RE.match(name)) and not _UNSTABLE_RE.search(name)


def _f1(one: _Seen, selector: str) -> float:
    try:
        inside = select_blocks(one.page, selector, "css")
    except SelectorError:
        return 0.0
    sizes = [len(block.text) for block in one.page.blocks]
    common = sum(sizes[index] for index in inside & one.kept)
    whole = sum(sizes[index] for index in inside) + sum(sizes[index] for index in one.kept)
    return 2 * common / whole if whole else 0.0


def _paragraphs(seen: Sequence[_Seen], main: str) -> list[str]:
    """Return selectors of the elements that the article's text is set in."""
    kept: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for one in seen:
        for index in select_blocks(one.page, main, "css"):
            block = one.page.blocks[index]
            if block.container is not None:
                whole[block.container.tag] += len(block.text)
                kept[block.container.tag] += len(block.text) if index in one.kept else 0
    tags = [tag for tag, size in kept.most_common() if _NAME_RE.match(tag) and size >= MIN_TAG_SHARE * whole[tag]]
    return [f"{main} {tag}" for tag in tags]


def _headline(pages: Sequence[Page]) -> str | None:
    for page in pages:
        headline = page.metadata.headline
        for block in page.blocks:
            if block.tag == "h1" and block.text == headline and block.container is not None:
                named = next(selectors_of(block.container), "h1")
                if all(len(select_blocks(other, named, "css")) == 1 for other in pages if other.tree is not None):
                    return named
    return None


def _drops(seen: Sequence[_Seen], main: str | None) -> Iterator[dict[str, Any]]:
    """Yield rules for what stands inside the container, or in the dump, and is not the article."""
    selectors: dict[str, Counter[Category]] = {}
    lines: dict[Category, dict[str, None]] = {}
    for one in seen:
        inside = select_blocks(one.page, main, "css") if main else set(range(len(one.page.blocks)))
        for index in sorted(inside - one.kept):
            block, label = one.page.blocks[index], one.page.labels[index]
            if label is None or label.category is block.tag_category or label.category is Category.HEADLINE:
                continue
            named = _named(one, block, seen, main)
            if named:
                selectors.setdefault(named, Counter())[label.category] += 1
            elif len(block.text) <= MAX_LINE_CHARS and label.reason.startswith("lexicon:"):
                lines.setdefault(label.category, {})[block.text] = None
    yield from _css_rules(selectors)
    for category, found in lines.items():
        yield {"id": f"{category}-lines", "category": category.value, "line": list(found)}


def _css_rules(selectors: dict[str, Counter[Category]]) -> Iterator[dict[str, Any]]:
    by_category: dict[Category, list[str]] = {}
    for selector, categories in selectors.items():
        named = Counter({key: count for key, count in categories.items() if key is not Category.OTHER}) or categories
        by_category.setdefault(named.most_common(1)[0][0], []).append(selector)
    for category, found in by_category.items():
        yield {"id": category.value, "category": category.value, "css": found}


def _named(one: _Seen, block: Block, seen: Sequence[_Seen], main: str | None) -> str | None:
    """Return a selector for the outermost container of a block, inside the main one, that has nothing of an article."""
    if one.page.tree is None or main is None or block.container is None:
        return None
    found = None
    for container in block.container.lineage():
        for selector in selectors_of(container):
            scoped = f"{main} {selector}"
            hit = block in (one.page.blocks[index] for index in select_blocks(one.page, scoped, "css"))
            if hit and not any(select_blocks(other.page, scoped, "css") & other.kept for other in seen):
                found = scoped
                break
    return found


def _test(one: _Seen, called: str, drops: Sequence[dict[str, Any]], main: str | None) -> dict[str, Any]:
    """Return a test that says what the rules are meant to make of a page."""
    blocks = one.page.blocks
    inside = select_blocks(one.page, main, "css") if main else set(range(len(blocks)))
    kept = [_start(blocks[i].text) for i in sorted(one.kept & inside) if len(blocks[i].text) > MAX_TEST_CHARS]
    test: dict[str, Any] = {"page": called}
    if one.page.url:
        test["url"] = one.page.url
    test["keeps"] = list(dict.fromkeys([*kept[:1], *kept[-1:]]))
    body = assemble(one.page, Options().policies_for(one.page)).body
    gone = [_start(blocks[i].text) for rule in drops for i in _hit(one, rule)]
    dropped = [line for line in dict.fromkeys(gone) if line not in body]
    return test | ({"drops": dropped[:3]} if dropped else {})


def _hit(one: _Seen, rule: dict[str, Any]) -> Iterable[int]:
    """Return the first blocks that a rule of ours hits."""
    for selector in rule.get("css", ()):
        yield from sorted(select_blocks(one.page, selector, "css"))[:1]
    lines = set(rule.get("line", ()))
    yield from [index for index, block in enumerate(one.page.blocks) if block.text in lines][:1]


def _start(text: str) -> str:
    """Return the beginning of a text, whole words of it."""
    return text if len(text) <= MAX_TEST_CHARS else text[:MAX_TEST_CHARS].rsplit(" ", 1)[0]
