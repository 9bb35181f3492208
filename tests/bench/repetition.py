"""Measure the rules that `learn` proposes on pages of a bench. Run by hand; the test suite does not.

`python -m tests.bench.repetition natural GOLD_DIR… [--dumps DUMPS --style STYLE…]` learns rules from the gold pages of
each site. It prints precision, recall and F1 of the classifier without and with these rules, and the share of body
words in blocks that the rules drop. With `--dumps` it cleans text dumps of the pages instead of HTML.

`python -m tests.bench.repetition injected GOLD_DIR… [--pages N]` makes publications of N clean bodies of one language.
Into all pages of a publication it puts one appeal, with other names and amounts on every page, at the start, in the
middle or at the end. It prints the share of appeal words removed and of body words lost to the learned rules.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from statistics import mean

from newsclean import Options, Source
from newsclean.assemble import assemble
from newsclean.blocks import DEFAULT_POLICY, Label, Page, Policy
from newsclean.classify import classify
from newsclean.learn.filters import filter_candidates
from newsclean.learn.page_lines import sketch_page
from newsclean.learn.proposals import propose, propose_boxes, with_ids
from newsclean.learn.regions import find_boxes, find_end_markers, find_main
from newsclean.learn.repetition import Support, find_repetition
from newsclean.metadata import PublicationMatch
from newsclean.options import resolve_policies
from newsclean.readers import read
from newsclean.rules import Publication, apply_rules
from newsclean.training.gold.overlap import page_f1, shingles, words_of
from newsclean.training.gold.pages import GoldPage, read_gold
from tests.bench.injection import PLACES, bodies, gold_bodies, inject, promos

OPTIONS = Options(publication="none")
_MATCH = PublicationMatch("learned", "learned", "options")
_HOSTS_OF_MANY = ("substack.com", "medium.com")


def labelled(source: Source, rules: Publication | None) -> Page:
    """Return a page with a label on every block, with learned rules or by the classifier alone."""
    page = read(source, OPTIONS)
    page = apply_rules(replace(page, publication=_MATCH), rules) if rules else page
    return classify(page, OPTIONS.policies_for(page))


def learned_from(pages: Iterable[Page], support: Support) -> Publication | None:
    """Return the publication that `learn` proposes for labelled pages, None for too few pages."""
    repetition = find_repetition([sketch_page(page, resolve_policies(OPTIONS.policy)) for page in pages], support)
    if repetition.article_count < support.min_pages:
        return None
    found = filter_candidates(repetition)
    main = find_main(found)
    proposals = with_ids([*propose_boxes(found, find_boxes(found, main, support)), *propose(found)])
    rules = tuple(proposal.rule for proposal in proposals)
    return Publication(
        "learned",
        "learned",
        main=(main,) if main else (),
        inside="classify",
        below=find_end_markers(found),
        rules=rules,
    )


def lost_words(page: Page, alone: Page, gold: str) -> int:
    """Return the number of four-word runs of the gold body that learned rules drop and the classifier alone keeps."""
    known = shingles(words_of(gold), 4)
    lost = 0
    for block, label, before in zip(page.blocks, page.labels, alone.labels, strict=True):
        is_dropped = label and label.reason.startswith("learned:") and not _is_kept(label)
        if is_dropped and before and _is_kept(before):
            own = shingles(words_of(block.text), 4)
            shared = (own & known).total()
            lost += shared if 2 * shared >= own.total() > 0 else 0
    return lost


def _is_kept(label: Label) -> bool:
    return DEFAULT_POLICY[label.category] is Policy.KEEP


def sites(folders: Sequence[Path], least: int) -> Iterator[list[GoldPage]]:
    """Yield the gold pages of each site that has at least `least` of them."""
    by_site: dict[str, list[GoldPage]] = defaultdict(list)
    for folder in folders:
        for page in read_gold(folder):
            if page.body and page.url and page.site not in _HOSTS_OF_MANY:
                by_site[page.site].append(page)
    yield from (pages for _, pages in sorted(by_site.items()) if len(pages) >= least)


def source_of(page: GoldPage, dumps: Path | None, style: str) -> Source | None:
    """Return the page, or its dump in a style, None if there is no such dump."""
    if style == "html" or dumps is None:
        return Source(page.id, page.data, page.url)
    file = dumps / style / page.dataset / f"{page.id}.txt"
    return Source(page.id, file.read_bytes()) if file.exists() else None


def natural(folders: Sequence[Path], dumps: Path | None, style: str, support: Support) -> None:
    """Measure one style, and print one line."""
    alone, ruled, lost, whole = [], [], 0, 0
    for gold in sites(folders, support.min_pages):
        found = [(page, source) for page in gold if (source := source_of(page, dumps, style)) is not None]
        before = [labelled(source, None) for _, source in found]
        rules = learned_from(before, support)
        if rules is None:
            continue
        for (page, source), first in zip(found, before, strict=True):
            after = labelled(source, rules)
            alone.append(page_f1(page.body, assemble(first, OPTIONS.policies_for(first)).body))
            ruled.append(page_f1(page.body, assemble(after, OPTIONS.policies_for(after)).body))
            lost += lost_words(after, first, page.body)
            whole += shingles(words_of(page.body), 4).total()
    one, two = _pooled(alone), _pooled(ruled)
    shown = "  ".join(f"{name} {a:.4f} -> {b:.4f}" for name, a, b in zip(("F1", "P", "R"), one, two, strict=True))
    print(f"{style:5} {len(alone):4} pages  {shown}  gain {two[0] - one[0]:+.4f}  lost {lost / max(1, whole):.3%}")


def _pooled(scores: Sequence[tuple[float, float, float]]) -> tuple[float, float, float]:
    """Return F1 of the mean precision and mean recall, and these two."""
    precision, recall = (mean(score[column] for score in scores) for column in (0, 1))
    return 2 * precision * recall / (precision + recall), precision, recall


def injected(folders: Sequence[Path], pages: int, limit: int) -> None:
    """Measure injected appeals, and print one line for each place."""
    random = Random(8)
    by_language: dict[str, list[list[str]]] = defaultdict(list)
    for language, paragraphs in bodies(gold_bodies(folders)):
        by_language[language].append(paragraphs)
    blocks = {language: found + promos("train")[language] for language, found in promos("test").items()}
    counts = {place: [0, 0, 0, 0] for place in PLACES}
    for language, texts in sorted(by_language.items()):
        for promo in blocks.get(language, ())[: limit or None]:
            if len(texts) < pages:
                continue
            chosen = random.sample(texts, pages)
            filled = [promo.filled(random) for _ in chosen]
            for place in PLACES:
                for column, number in enumerate(_one(chosen, filled, place)):
                    counts[place][column] += number
    for place, (put_in, removed, whole, lost) in counts.items():
        print(
            f"{place:7} {put_in:7} words injected, removed {removed / put_in:.2%}; body words lost {lost / whole:.3%}"
        )


def _one(texts: Sequence[list[str]], blocks: Sequence[list[str]], place: str) -> tuple[int, int, int, int]:
    """Return the numbers of words injected into a publication, removed from it, in its bodies, and lost from them."""
    sources = [
        Source.from_str(inject(text, lines, place), name=str(number))
        for number, (text, lines) in enumerate(zip(texts, blocks, strict=True))
    ]
    before = [labelled(source, None) for source in sources]
    rules = learned_from(before, Support(len(sources) - 1))
    put_in = removed = whole = lost = 0
    for source, first, text, lines in zip(sources, before, texts, blocks, strict=True):
        page = labelled(source, rules)
        left = {block.text for block in assemble(page, OPTIONS.policies_for(page)).blocks}
        for line in lines:
            number = len(words_of(line))
            put_in += number
            removed += number * (" ".join(line.split()) not in left)
        body = "\n".join(text)
        lost += lost_words(page, first, body)
        whole += shingles(words_of(body), 4).total()
    return put_in, removed, whole, lost


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("what", choices=["natural", "injected"])
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--dumps", type=Path)
    parser.add_argument("--style", action="append")
    parser.add_argument("--min-pages", type=int, default=2)
    parser.add_argument("--pages", type=int, default=5)
    parser.add_argument("--limit", type=int, default=0, help="appeals of each language; 0 for all")
    arguments = parser.parse_intermixed_args()
    if arguments.what == "injected":
        injected(arguments.folders, arguments.pages, arguments.limit)
        return
    for style in arguments.style or ["html"]:
        natural(arguments.folders, arguments.dumps, style, Support(arguments.min_pages))


if __name__ == "__main__":
    main()
