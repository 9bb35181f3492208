"""Learning as one call: pages in, for each publication an identity and proposals out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsclean.blocks import Page
from newsclean.errors import PageError
from newsclean.learn.filters import Boilerplate, filter_candidates
from newsclean.learn.identity import DeclaredIdentity, Identity, identity_of
from newsclean.learn.page_lines import PageSketch, sketch_page
from newsclean.learn.proposals import Proposal, propose, propose_boxes, with_ids
from newsclean.learn.regions import find_boxes, find_end_markers, find_main
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.sampling import PublicationKey, Sampler, fingerprint_of, publication_key
from newsclean.options import Options, resolve_policies
from newsclean.pipeline import label_blocks
from newsclean.readers import read
from newsclean.rules.identify import assign, identify
from newsclean.rules.types import Publication
from newsclean.sources import Source

OpenPage = Callable[[str], Source]
ReportError = Callable[[PageError], None]


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """How to learn.

    support: how often a line must recur. page_options: how pages are read. publication: the id of the publication of
    all pages; None to group the pages by publication. known: a publication file to update; its rules apply, and lines
    that they match are not proposed again.
    """

    support: Support = field(default_factory=Support)
    page_options: Options = field(default_factory=Options)
    publication: str | None = None
    known: Publication | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """The result for one publication.

    seen: the number of its pages. sampled: the pages that were compared. articles: the number of different articles on
    them; if it is below `Support.min_pages`, `boilerplate` is None and there are no proposals. main: the selector of
    the articles' container. end_markers: the lines that the articles of text dumps lie above. stale: ids of the known
    publication's rules that matched nothing.
    """

    key: PublicationKey
    identity: Identity
    seen: int
    sampled: tuple[PageSketch, ...]
    articles: int
    main: tuple[str, ...] = ()
    end_markers: tuple[str, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    stale: tuple[str, ...] = ()
    boilerplate: Boilerplate | None = None

    def publication(self, known: Publication | None, proposals: Sequence[Proposal]) -> Publication:
        """Return the known publication, or a new one, with proposals as further rules."""
        base = known or Publication(
            self.identity.id, self.identity.name, main=self.main, inside="classify", below=self.end_markers
        )
        return replace(base, rules=(*base.rules, *(proposal.rule for proposal in proposals)))


def learn(
    names: Iterable[str], open_page: OpenPage, options: LearnOptions, report_error: ReportError
) -> Iterator[Learned]:
    """Group pages by publication, and yield the result for each.

    `open_page` opens every page once by its name, and the sampled ones again. A page that cannot be read goes to
    `report_error` and is skipped.
    """
    sampler = Sampler()
    for name in names:
        try:
            source = open_page(name)
            page = read(source, options.page_options)
            known = PublicationKey("id", options.publication) if options.publication else None
            key = known or publication_key(identify(page, options.page_options)[0])
        except PageError as error:
            report_error(error)
            continue
        sampler.add(key, fingerprint_of(source.data), name)
    for key, sample in sampler.samples():
        yield _learned(key, sampler.seen[key], [label_page(open_page(name), options) for name in sample], options)


def label_page(source: Source, options: LearnOptions) -> Page:
    """Return a page with a label on every block, by the known publication's rules or those that the page matches."""
    page, known = read(source, options.page_options), options.known
    found = (assign(page, known), known) if known is not None else identify(page, options.page_options)
    return label_blocks(*found, options.page_options)[0]


def _learned(key: PublicationKey, seen: int, pages: Sequence[Page], options: LearnOptions) -> Learned:
    policies = resolve_policies(options.page_options.policy)
    sketches = tuple(sketch_page(page, policies) for page in pages)
    repetition = find_repetition(sketches, options.support)
    boilerplate = filter_candidates(repetition)
    identity = identity_of(key, DeclaredIdentity.of(pages), boilerplate, publication_id=options.publication)
    learned = Learned(key, identity, seen, sketches, repetition.article_count)
    if repetition.article_count < options.support.min_pages:
        return learned
    hits = frozenset[str]().union(*(page.rule_hits for page in sketches))
    stale = tuple(rule.id for rule in options.known.rules if rule.id not in hits) if options.known else ()
    main, proposals = _main_and_proposals(boilerplate, options)
    return replace(
        learned,
        main=(main,) if main else (),
        end_markers=find_end_markers(boilerplate),
        proposals=tuple(proposals),
        stale=stale,
        boilerplate=boilerplate,
    )


def _main_and_proposals(boilerplate: Boilerplate, options: LearnOptions) -> tuple[str | None, list[Proposal]]:
    """Return the selector of the articles' container, and the proposals; for HTML those about elements come first."""
    proposals = propose(boilerplate)
    if not any(page.is_html for page in boilerplate.repetition.pages):
        return None, proposals
    known = options.known
    main = find_main(boilerplate) if known is None else next(iter(known.main), None)
    taken = {selector for rule in known.rules for selector in rule.css} if known else set()
    boxes = [box for box in find_boxes(boilerplate, main, options.support) if box.selector not in taken]
    return main, with_ids([*propose_boxes(boilerplate, boxes), *proposals])
