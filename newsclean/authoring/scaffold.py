"""A first publication file from example pages: rules for what the classifier keeps and drops on them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from newsclean.authoring.check import run_example, unused_rules
from newsclean.authoring.examples import make_examples, page_example, text_example
from newsclean.authoring.publication_file import publication_text, table_of
from newsclean.blocks import Block, Category, Page
from newsclean.errors import UsageError, shorten
from newsclean.learn.identity import DeclaredIdentity, identity_of
from newsclean.learn.sampling import publication_key
from newsclean.learn.selectors import selectors_of
from newsclean.options import Options
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.rules.files.publication import build
from newsclean.rules.identify import assign, identify
from newsclean.rules.selectors import select_blocks
from newsclean.rules.types import Example, Publication, SelectorError
from newsclean.sources import Source

# Guesses; not measured.
MIN_MAIN_F1 = 0.5  # smallest F1, in characters, between a container and what the classifier keeps
MIN_TAG_SHARE = 0.8  # share of a tag's characters that the classifier must keep, for the tag to hold paragraphs
MAX_DROPS = 12  # rules proposed at most; a person has to check each
SURE = 0.95  # probability from which on a test quotes a block; higher leaves more to the person
MAX_DOUBTS = 5  # doubtful blocks of a page that the file names
MAX_LINE_CHARS = 80  # of the longest line that a rule quotes


@dataclass(frozen=True, slots=True)
class Scaffold:
    """A first publication file.

    agreement: mean F1, in characters, between the main container and what the classifier keeps, before any drop.
    known: the id of a publication that already has rules for these pages; the file then goes on top of them.
    """

    id: str
    text: str
    main: str | None
    agreement: float
    drops: int
    tests: int
    known: str | None


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page, and the indices of the blocks that the classifier keeps."""

    page: Page
    kept: frozenset[int]


def scaffold(
    sources: Sequence[tuple[Source, str]], options: Options, name: str | None = None, *, is_builtin: bool = False
) -> Scaffold:
    """Return a publication file for pages of one publication, each with the file name that its test will use.

    A built-in file gets excerpts of the pages as tests, in HTML and as text, and only rules that those cover. Raises
    `PageError` for a page that cannot be read, `UsageError` for pages without an article or a publication's name, and
    for pages of several publications.
    """
    pages = [read(source, options) for source, _ in sources]
    if name is None:
        _check_one_publication(pages)
    known = next((found for page in pages if (found := identify(page, replace(options, publication=None))[1])), None)
    if known is not None and is_builtin:
        raise UsageError(f"{known.id} has rules already; edit its file instead")
    if is_builtin and not any(page.input == "html" for page in pages):
        raise UsageError(f"{pages[0].name}: a built-in publication needs an HTML page")
    classified = [label_blocks(page, None, options) for page in pages]
    seen = [SeenPage(page, frozenset(policies.kept_on(page))) for page, policies in classified]
    if not any(one.kept for one in seen):
        raise UsageError(f"{pages[0].name}: no article found, so there is nothing to make rules from")
    declared = DeclaredIdentity.of(pages)
    _check_named(name, declared, pages)
    identity = table_of(identity_of(publication_key(pages[0]), declared, name=name))
    main, agreement = main_of(seen)
    rules = _rules(seen, main)
    publication = build({**identity, **rules}, identity["name"])
    labelled = [label_blocks(assign(page, publication), publication, options)[0] for page in pages]
    comments: list[str] = []
    if is_builtin:
        examples, rules = _inline_examples(publication, labelled, rules)
    else:
        doubts = {file: _doubts(page) for (page, _), (_, file) in zip(classified, sources, strict=True)}
        examples = [_sure(page_example(page, file), doubts[file]) for page, file in zip(labelled, doubts, strict=True)]
        comments = [line for file, found in doubts.items() for line in _comments(file, found)]
    head = {"id": known.id} if known else identity
    text = publication_text({**head, **rules, "test": [table_of(example) for example in examples]}, comments)
    return Scaffold(
        head["id"], text, main, agreement, len(rules.get("drop", ())), len(examples), known.id if known else None
    )


def _check_named(name: str | None, declared: DeclaredIdentity, pages: Sequence[Page]) -> None:
    """Raise `UsageError` for pages of which neither they nor the caller say whose they are."""
    if not (name or declared.names or declared.domains):
        raise UsageError(f"{pages[0].name}: the page does not say whose it is; say it with --name or --url")


def _check_one_publication(pages: Sequence[Page]) -> None:
    """Raise `UsageError` for pages of several publications."""
    by_key: dict[str, str] = {}
    for page in pages:
        by_key.setdefault(publication_key(page).value, page.name)
    if len(by_key) > 1:
        shown = ", ".join(f"{key} ({file})" for key, file in by_key.items())
        raise UsageError(
            f"pages of {len(by_key)} publications: {shown}; write a file for each, or name the one with --name"
        )


def _doubts(page: Page) -> dict[str, float]:
    """Return the blocks of which the classifier is not sure, with the probability that they are the article."""
    found: dict[str, float] = {}
    for block, label in zip(page.blocks, page.labels, strict=True):
        if label is not None and label.reason.startswith("model:"):
            probability = float(label.reason.removeprefix("model:"))
            if 1 - SURE < probability < SURE:
                found[block.text] = probability
    return found


def _sure(example: Example, doubts: Mapping[str, float]) -> Example:
    """Return a test without the lines of which the classifier is not sure."""
    keeps, drops = (
        tuple(line for line in lines if not any(text.startswith(line) for text in doubts))
        for lines in (example.keeps, example.drops)
    )
    return replace(example, keeps=keeps, drops=drops)


def _comments(file: str, doubts: Mapping[str, float]) -> Iterator[str]:
    """Yield a comment for each doubtful block of a page, the most doubtful first."""
    for text, probability in sorted(doubts.items(), key=lambda pair: abs(pair[1] - 0.5))[:MAX_DOUBTS]:
        yield f"{file}: is this the article (p = {probability:.2f})? {shorten(' '.join(text.split()), MAX_LINE_CHARS)}"


def _rules(seen: Sequence[SeenPage], main: str | None) -> dict[str, Any]:
    """Return the tables `html` and `drop`."""
    tables: dict[str, Any] = {}
    if main is not None:
        paragraphs = paragraphs_of(seen, main)
        html = {"main": [main], "paragraphs": paragraphs, "headline": _headline(seen)}
        html |= {} if paragraphs else {"inside": "classify"}
        tables["html"] = {key: value for key, value in html.items() if value}
    drops = list(_drops(seen, main))[:MAX_DROPS]
    return tables | ({"drop": drops} if drops else {})


def _inline_examples(
    publication: Publication, labelled: Sequence[Page], rules: dict[str, Any]
) -> tuple[list[Example], dict[str, Any]]:
    """Return tests without files, at least one of them text, and the rules that the tests cover."""
    wanted = {rule.id for rule in publication.rules} | {"main"}
    examples = [*make_examples(publication, labelled, wanted), text_example(publication, labelled[0])]
    unused = unused_rules(publication, [run_example(publication, example, ()) for example in examples])
    drops = [rule for rule in rules.get("drop", ()) if rule["id"] not in unused]
    rest = {key: value for key, value in rules.items() if key != "drop"}
    return examples, rest | ({"drop": drops} if drops else {})


def main_of(seen: Sequence[SeenPage], least: float = 1.0, other: Sequence[Page] = ()) -> tuple[str | None, float]:
    """Return the selector whose blocks agree best with what the classifier keeps, and their mean F1 in characters.

    least: the share of pages on which it must match. other: pages on which it must not.
    """
    pages = [one for one in seen if one.page.tree is not None and one.kept]
    candidates: Counter[str] = Counter()
    for one in pages:
        candidates.update({selector for index in one.kept for selector in _selectors_around(one.page.blocks[index])})
    best, best_score, best_f1 = None, MIN_MAIN_F1, 0.0
    for selector, count in sorted(candidates.items(), key=lambda pair: (len(pair[0]), pair[0])):
        if count < least * len(pages) or any(_blocks_in(page, selector) for page in other):
            continue
        f1 = sum(_f1(one, selector) for one in pages) / len(pages)
        # an id or a meaning before a class
        score = f1 - 0.001 * (selector.count(".") + selector.count("=") + 2 * selector.count(" "))
        if score > best_score:
            best, best_score, best_f1 = selector, score, f1
    return best, best_f1


def _selectors_around(block: Block) -> Iterator[str]:
    for container in block.container.lineage() if block.container is not None else ():
        if container.tag not in ("html", "body"):
            yield from selectors_of(container.tag, container.attributes)


def _blocks_in(page: Page, selector: str) -> set[int]:
    try:
        return set(select_blocks(page, selector, "css"))
    except SelectorError:
        return set()


def _f1(one: SeenPage, selector: str) -> float:
    inside = _blocks_in(one.page, selector)
    sizes = [len(block.text) for block in one.page.blocks]
    common = sum(sizes[index] for index in inside & one.kept)
    whole = sum(sizes[index] for index in inside) + sum(sizes[index] for index in one.kept)
    return 2 * common / whole if whole else 0.0


def paragraphs_of(seen: Sequence[SeenPage], main: str) -> list[str]:
    """Return selectors of the elements that hold the article's text; none if they hold less than half of it."""
    kept: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    for one in seen:
        tag_of = {
            index: container.tag
            for index in select_blocks(one.page, main, "css")
            if (container := one.page.blocks[index].container) is not None and container.tag.isalnum()
        }
        for tag in dict.fromkeys(tag_of.values()):
            # text directly in the container is in no element inside it
            inside = [index for index in select_blocks(one.page, f"{main} {tag}", "css") if tag_of.get(index) == tag]
            whole[tag] += sum(len(one.page.blocks[index].text) for index in inside)
            kept[tag] += sum(len(one.page.blocks[index].text) for index in inside if index in one.kept)
    tags = [tag for tag, size in kept.most_common() if size and size >= MIN_TAG_SHARE * whole[tag]]
    is_most = 2 * sum(kept[tag] for tag in tags) >= kept.total()
    return [f"{main} {tag}" for tag in tags] if is_most else []


def _headline(seen: Sequence[SeenPage]) -> str | None:
    pages = [one.page for one in seen]
    for page in pages:
        for block in page.blocks:
            if block.tag == "h1" and block.text == page.metadata.headline and block.container is not None:
                selector = next(iter(selectors_of("h1", block.container.attributes)), "h1")
                if all(len(select_blocks(other, selector, "css")) == 1 for other in pages if other.tree is not None):
                    return selector
    return None


def _drops(seen: Sequence[SeenPage], main: str | None) -> Iterator[dict[str, Any]]:
    """Yield rules for blocks that the classifier drops inside the container, or in a text dump."""
    selectors: dict[str, Counter[Category]] = {}
    lines: dict[Category, dict[str, None]] = {}
    for one in seen:
        inside = select_blocks(one.page, main, "css") if main else set(range(len(one.page.blocks)))
        for index in sorted(inside - one.kept):
            block, label = one.page.blocks[index], one.page.labels[index]
            if label is None or label.category is block.tag_category or label.category is Category.HEADLINE:
                continue
            selector = _box_selector(one, block, seen, main)
            if selector:
                selectors.setdefault(selector, Counter())[label.category] += 1
            elif len(block.text) <= MAX_LINE_CHARS and label.reason.startswith("lexicon:"):
                lines.setdefault(label.category, {})[block.text] = None
    by_category: dict[Category, list[str]] = {}
    for selector, categories in selectors.items():
        named = Counter({key: count for key, count in categories.items() if key is not Category.OTHER}) or categories
        by_category.setdefault(named.most_common(1)[0][0], []).append(selector)
    for category, found in by_category.items():
        yield {"id": category.value, "category": category.value, "css": found}
    for category, texts in lines.items():
        yield {"id": f"{category.value}-lines", "category": category.value, "line": list(texts)}


def _box_selector(one: SeenPage, block: Block, seen: Sequence[SeenPage], main: str | None) -> str | None:
    """Return a selector of the outermost element around a block, inside the container, without text of an article."""
    if one.page.tree is None or main is None or block.container is None:
        return None
    found = None
    for container in block.container.lineage():
        for selector in selectors_of(container.tag, container.attributes):
            scoped = f"{main} {selector}"
            hit = block in (one.page.blocks[index] for index in select_blocks(one.page, scoped, "css"))
            if hit and not any(select_blocks(other.page, scoped, "css") & other.kept for other in seen):
                found = scoped
                break
    return found
