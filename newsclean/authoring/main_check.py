"""Compare the main containers of publications with the classifier on saved pages that their authors may not have seen.

A publication has page types (story, slideshow, live page, list, video) and generations, and a `main` written for one of
them may hold a part of the article on another. Then the rules lose text that the classifier alone would keep.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from newsclean.authoring.check import entries_of, with_layers_of
from newsclean.blocks import Category, Label, Page
from newsclean.errors import PageError, RuleFileError
from newsclean.options import Options
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.rules.apply import apply_rules
from newsclean.rules.identify import identify
from newsclean.rules.types import Publication
from newsclean.sources import Source

ENDINGS = (".html", ".htm", ".html.gz", ".htm.gz")  # of the files that are looked at
MIN_SHARE = 0.6
"""Share of the text that the classifier keeps which a main container must hold. Lower reports fewer pages. A guess."""
MIN_KEPT, MIN_CONFIDENCE = 1000, 0.5
"""Characters that the classifier keeps, and its confidence, from which a page is compared: elsewhere the classifier may
be the one that is wrong. Guesses; not measured."""


def check_mains(paths: Sequence[Path], rules: tuple[str, ...], pages: Path) -> Iterator[str]:
    """Yield a line for each page in a folder on which the main container of its publication holds too little.

    paths: the publication files to check; other publications' pages are passed over, and all if a file has an error.
    rules: the layers below the files.
    """
    layers = with_layers_of(paths, rules)
    try:
        files = {entry.id: entry.name for entry in entries_of(paths, layers)}
    except RuleFileError:  # `check_files` reports it
        return
    options = Options(rules=layers, input="html")
    for path in sorted(pages.rglob("*")):
        if not path.name.endswith(ENDINGS):
            continue
        try:
            page, publication = identify(read(Source.from_path(path), options), options)
        except PageError as error:
            yield str(error)
            continue
        if publication is not None and publication.main and publication.id in files:
            held, kept = held_by_main(page, publication, options)
            if held < MIN_SHARE * kept:
                name = files[publication.id]
                yield f"{name}: main holds {held:,} of the {kept:,} characters that the classifier keeps on {path}"


def held_by_main(page: Page, publication: Publication, options: Options) -> tuple[int, int]:
    """Return how many characters the classifier alone keeps inside the main container, and on the whole page.

    Both are 0 where the classifier is not sure, and where no selector of the main container matches.
    """
    alone, policies = label_blocks(page, None, options)
    kept = policies.kept_on(alone)
    sizes = {index: len(page.blocks[index].text) for index in kept}
    if sum(sizes.values()) < MIN_KEPT or (alone.confidence or 0.0) < MIN_CONFIDENCE:
        return 0, 0
    ruled = apply_rules(page, publication, options)
    outside = Label(Category.OTHER, f"{publication.id}:main")
    if outside.reason not in ruled.rule_hits:
        return 0, 0
    return sum(size for index, size in sizes.items() if ruled.labels[index] != outside), sum(sizes.values())
