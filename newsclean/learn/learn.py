"""The verb: pages in, for each publication what can be learned of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from newsclean.blocks import Page, PublicationMatch
from newsclean.classify import classify
from newsclean.errors import PageError
from newsclean.learn.end_markers import find_below
from newsclean.learn.examples import examples_for
from newsclean.learn.filters import Found, guarded
from newsclean.learn.identity import Identity, Stated, identity_of
from newsclean.learn.page_lines import Digest, digest
from newsclean.learn.proposals import Proposal, propose, propose_boxes, with_ids
from newsclean.learn.repetition import Demand, find_repetition
from newsclean.learn.sampling import Group, Sampler, fingerprint_of, group_of
from newsclean.learn.selectors import find_boxes, find_main
from newsclean.options import Options
from newsclean.readers import read
from newsclean.rules import Publication, apply_rules, identify
from newsclean.rules.types import Example
from newsclean.sources import Source

Open = Callable[[str], Source]
Complain = Callable[[PageError], None]


@dataclass(frozen=True, slots=True)
class Asked:
    """What learning is asked to do.

    demand: how often something must recur. options: how pages are read. publication: the id of the publication that
    all pages are of; None finds out which are of which. known: a publication file to be brought up to date; its rules
    apply, and what they find is not proposed again.
    """

    demand: Demand = field(default_factory=Demand)
    options: Options = field(default_factory=Options)
    publication: str | None = None
    known: Publication | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """What was learned of a publication.

    seen: its pages, of which `sampled` were looked at; articles: the different articles they hold; too few of them, and
    `found` is None and nothing is proposed. stale: ids of rules of the known publication that found nothing.
    """

    group: Group
    identity: Identity
    seen: int
    sampled: tuple[Digest, ...]
    articles: int
    proposals: tuple[Proposal, ...] = ()
    stale: tuple[str, ...] = ()
    found: Found | None = None

    def examples(self, open_page: Open, asked: Asked, proposals: Sequence[Proposal]) -> list[Example]:
        """Return tests for those of the proposals that are to be written, made of lines of the pages."""
        publication = self.publication(asked, proposals)
        names = sorted(page.name for page in self.sampled)
        wanted = {proposal.id for proposal in proposals} | ({"main"} if publication.main else set())
        again = replace(asked, known=publication)
        pages = [(digest(page, asked.options), page) for page in (_labelled(open_page(name), again) for name in names)]
        return examples_for(publication, pages, wanted)

    def publication(self, asked: Asked, proposals: Sequence[Proposal]) -> Publication:
        """Return the publication with some of the proposals as its rules, behind those it has."""
        base = asked.known or Publication(
            self.identity.id,
            self.identity.name,
            main=self.identity.main,
            inside="classify",
            below=self.identity.below,
        )
        return replace(base, rules=(*base.rules, *(proposal.rule() for proposal in proposals)))


def learn(names: Iterable[str], open_page: Open, asked: Asked, complain: Complain) -> Iterator[Learned]:
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
        yield _learned(group, sampler.seen[group], [_labelled(open_page(name), asked) for name in sample], asked)


def _group(page: Page, asked: Asked) -> Group:
    return Group("id", asked.publication) if asked.publication else group_of(page)


def _identified(source: Source, asked: Asked) -> Page:
    page = read(source, asked.options)
    return page if asked.publication else identify(page, asked.options)[0]


def _labelled(source: Source, asked: Asked) -> Page:
    """Return a page with a label on every block, by the known publication's rules or by those it finds itself."""
    page = read(source, asked.options)
    if asked.known is not None:
        page = replace(page, publication=PublicationMatch(asked.known.id, asked.known.name, "options"))
        return classify(apply_rules(page, asked.known), asked.options)
    return classify(apply_rules(*identify(page, asked.options)), asked.options)


def _learned(group: Group, seen: int, pages: Sequence[Page], asked: Asked) -> Learned:
    digests = tuple(digest(page, asked.options) for page in pages)
    repetition = find_repetition(digests, asked.demand)
    found = guarded(repetition)
    identity = replace(identity_of(group, Stated.of(pages), found, asked.publication), below=find_below(found))
    learned = Learned(group, identity, seen, digests, repetition.articles)
    if repetition.articles < asked.demand.min_pages:
        return learned
    hits = frozenset[str]().union(*(page.hits for page in digests))
    stale = tuple(rule.id for rule in asked.known.rules if rule.id not in hits) if asked.known else ()
    return replace(_with_markup(replace(learned, found=found), asked), stale=stale)


def _with_markup(learned: Learned, asked: Asked) -> Learned:
    """Return what was learned with its proposals, for HTML those about its elements too."""
    found = learned.found
    if found is None:
        return learned
    proposals = propose(found)
    if not any(page.is_html for page in learned.sampled):
        return replace(learned, proposals=tuple(proposals))
    main = find_main(found) if asked.known is None else next(iter(asked.known.main), None)
    known = {selector for rule in asked.known.rules for selector in rule.css} if asked.known else set()
    boxes = [box for box in find_boxes(found, main, asked.demand) if box.selector not in known]
    identity = replace(learned.identity, main=(main,) if main else ())
    return replace(learned, identity=identity, proposals=tuple(with_ids([*propose_boxes(found, boxes), *proposals])))
