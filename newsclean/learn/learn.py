"""The verb: pages in, for each publication what can be learned of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsclean.blocks import Page
from newsclean.classify import classify
from newsclean.errors import PageError
from newsclean.learn.end_markers import find_end_markers
from newsclean.learn.filters import Boilerplate, filter_candidates
from newsclean.learn.identity import DeclaredIdentity, Identity, identity_of
from newsclean.learn.page_lines import PageSketch, sketch_page
from newsclean.learn.proposals import Proposal, propose, propose_boxes, with_ids
from newsclean.learn.repetition import Support, find_repetition
from newsclean.learn.sampling import PublicationKey, Sampler, fingerprint_of, publication_key
from newsclean.learn.selectors import find_boxes, find_main
from newsclean.metadata import PublicationMatch
from newsclean.options import Options, resolve_policies
from newsclean.readers import read
from newsclean.rules import Publication, apply_rules, identify
from newsclean.sources import Source

OpenPage = Callable[[str], Source]
ReportError = Callable[[PageError], None]


@dataclass(frozen=True, slots=True)
class LearnOptions:
    """What learning is asked to do.

    support: how often something must recur. options: how pages are read. publication: the id of the publication that
    all pages are of; None finds out which are of which. known: a publication file to be brought up to date; its rules
    apply, and what they find is not proposed again.
    """

    support: Support = field(default_factory=Support)
    options: Options = field(default_factory=Options)
    publication: str | None = None
    known: Publication | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was learned of a publication.

    seen: its pages, of which `sampled` were looked at; articles: the different articles they hold; too few of them, and
    `found` is None and nothing is proposed. stale: ids of rules of the known publication that found nothing.
    """

    key: PublicationKey
    identity: Identity
    seen: int
    sampled: tuple[PageSketch, ...]
    articles: int
    proposals: tuple[Proposal, ...] = ()
    stale: tuple[str, ...] = ()
    found: Boilerplate | None = None

    def publication(self, asked: LearnOptions, proposals: Sequence[Proposal]) -> Publication:
        """Return the publication with some of the proposals as its rules, behind those it has."""
        base = asked.known or Publication(
            self.identity.id,
            self.identity.name,
            main=self.identity.main,
            inside="classify",
            below=self.identity.below,
        )
        return replace(base, rules=(*base.rules, *(proposal.rule() for proposal in proposals)))


def learn(names: Iterable[str], open_page: OpenPage, asked: LearnOptions, complain: ReportError) -> Iterator[Learned]:
    """Group pages by publication, and yield what can be learned of each.

    `names` are passed to `open_page` one by one, and those of a sample once more. A page that cannot be read is told to
    `complain` and left out.
    """
    sampler = Sampler()
    for name in names:
        try:
            source = open_page(name)
            page = _identified(source, asked)
        except PageError as error:
            complain(error)
            continue
        sampler.add(_group(page, asked), fingerprint_of(source.data), name)
    for group, sample in sampler.samples():
        yield _learned(group, sampler.seen[group], [label_page(open_page(name), asked) for name in sample], asked)


def _group(page: Page, asked: LearnOptions) -> PublicationKey:
    return PublicationKey("id", asked.publication) if asked.publication else publication_key(page)


def _identified(source: Source, asked: LearnOptions) -> Page:
    page = read(source, asked.options)
    return page if asked.publication else identify(page, asked.options)[0]


def label_page(source: Source, asked: LearnOptions) -> Page:
    """Return a page with a label on every block, by the known publication's rules or by those it finds itself."""
    page = read(source, asked.options)
    if asked.known is not None:
        page = replace(page, publication=PublicationMatch(asked.known.id, asked.known.name, "options"))
        page = apply_rules(page, asked.known)
    else:
        page = apply_rules(*identify(page, asked.options))
    return classify(page, asked.options.policies_for(page), second_opinion=asked.options.second_opinion)


def _learned(group: PublicationKey, seen: int, pages: Sequence[Page], asked: LearnOptions) -> Learned:
    digests = tuple(sketch_page(page, resolve_policies(asked.options.policy)) for page in pages)
    repetition = find_repetition(digests, asked.support)
    found = filter_candidates(repetition)
    identity = replace(
        identity_of(group, DeclaredIdentity.of(pages), found, asked.publication), below=find_end_markers(found)
    )
    learned = Learned(group, identity, seen, digests, repetition.articles)
    if repetition.articles < asked.support.min_pages:
        return learned
    hits = frozenset[str]().union(*(page.hits for page in digests))
    stale = tuple(rule.id for rule in asked.known.rules if rule.id not in hits) if asked.known else ()
    return replace(_with_markup(replace(learned, found=found), asked), stale=stale)


def _with_markup(learned: Learned, asked: LearnOptions) -> Learned:
    """Return what was learned with its proposals, for HTML those about its elements too."""
    found = learned.found
    if found is None:
        return learned
    proposals = propose(found)
    if not any(page.is_html for page in learned.sampled):
        return replace(learned, proposals=tuple(proposals))
    main = find_main(found) if asked.known is None else next(iter(asked.known.main), None)
    known = {selector for rule in asked.known.rules for selector in rule.css} if asked.known else set()
    boxes = [box for box in find_boxes(found, main, asked.support) if box.selector not in known]
    identity = replace(learned.identity, main=(main,) if main else ())
    return replace(learned, identity=identity, proposals=tuple(with_ids([*propose_boxes(found, boxes), *proposals])))
