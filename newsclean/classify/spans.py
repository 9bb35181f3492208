"""Spans: fragments of boilerplate inside the paragraphs of an article. The span goes, the paragraph stays.

Examples: "opens new tab" behind a link, "Share this article" glued to the first sentence, a photo credit before it,
"[Read more]" or "Advertisement" between two sentences. `lexicon.span_phrases` has the phrases in mid-sentence; the
phrase lexicon has those in brackets, at the very start and at the very end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from newsclean.blocks import Category, Label, Page, Span
from newsclean.lexicon.datelines import dateline_end
from newsclean.lexicon.phrases import Entry, Lexicon, lexicon
from newsclean.lexicon.span_phrases import CREDIT_HEAD_RE, CREDIT_INITIALS, SpanPhrases, span_phrases
from newsclean.options import Policies, cut_spans
from newsclean.text.patterns import compile_later

# The bounds are guesses; not measured. Sizes are in characters.
MIN_REST_SIZE = 60  # that must remain of a paragraph without its spans; a smaller block is for the other steps
DATELINE_PARAGRAPHS = 3  # first paragraphs of the article that may begin with a dateline
MAX_ROUNDS = 8  # searches of a paragraph, each without the spans found before: one phrase can hide another
MAX_TAIL_SIZE, MAX_SENTENCE_TAIL_SIZE = 120, 50  # of a tail: a phrase with its object, a phrase that is a sentence
MIN_BRACKETED_SIZE = 2  # of a phrase in brackets
MIN_GLUED_SIZE = 8  # of a phrase glued to the next word; shorter ones are parts of names such as PlayStation
CUT_CATEGORIES = frozenset(
    map(Category, "advertisement related share app-install media-player newsletter photo-credit".split())
)
_TAIL_CATEGORIES = frozenset((Category.ADVERTISEMENT, Category.RELATED, Category.SHARE, Category.NEWSLETTER))
_HEAD_CATEGORIES = frozenset((Category.ADVERTISEMENT, Category.SHARE, Category.MEDIA_PLAYER, Category.RELATED))
_BRACKETS_RE = compile_later(r"\[([^\[\]]{3,160})\]|\(([^()]{3,160})\)")
_TAIL_RE = compile_later(
    r"[.!?…。！？][\"'”’»)\]」』]*\s*(?=[^\s.!?…。！？\"'”’»)\]」』][^.!?…。！？]*[.!?…。！？]?\s*$)"
)
_TRUNCATED_RE = compile_later(r"\s?(?:…|\.\.\.)?\s?\[\+\d+ chars\]$")
_END_RE = compile_later(r"\s(?:[■◼◾◆█]|#{3}|[-–—]{1,2}30[-–—]{1,2})$")  # the mark of an article's end
_END = Label(Category.OTHER, "spans:end")
_TRUNCATED = Label(Category.ACCESS, "spans:truncated")  # the mark of NewsAPI for a text that it cut short
_DATELINE = Label(Category.DATELINE, "spans:dateline")


def find_spans(page: Page, policies: Policies) -> Page:
    """Return the page with the spans to cut out of the blocks that may be kept."""
    words = lexicon()
    taken: dict[int, list[Span]] = {}
    for span in page.spans:
        taken.setdefault(span.block, []).append(span)
    kept = {index: page.blocks[index].text for index in policies.kept_on(page)}
    texts = {index: text for index, text in kept.items() if len(text) >= MIN_REST_SIZE}
    candidates = _candidates(texts, words)
    new: list[Span] = []
    for number, (index, text) in enumerate(texts.items()):
        known = taken.get(index, [])
        found = list(_spans_of(index, text, known, words)) if known or index in candidates else []
        new += found
        if number < DATELINE_PARAGRAPHS:
            new += _dateline(index, text, [*known, *found])
    return replace(page, spans=(*page.spans, *new)) if new else page


def as_printed(page: Page, policies: Policies) -> Page:
    """Return the page with its blocks' texts as the output prints them, without the spans that are cut out."""
    cuts = policies.cuts_on(page)
    if not cuts:
        return page
    blocks = tuple(
        block._replace(text=cut_spans(block.text, cuts[index]) or block.text) if index in cuts else block
        for index, block in enumerate(page.blocks)
    )
    return replace(page, blocks=blocks)


def _candidates(texts: Mapping[int, str], words: Lexicon) -> set[int]:
    """Return the indices of the texts with any span. One search over all texts after the other is faster."""
    phrases = span_phrases().for_texts(texts.values())
    found = {index for index, text in texts.items() if any(_inside(text, words, phrases))}
    found |= {index for index, text in texts.items() if _head(text, words) is not None}
    return found | {index for index, text in texts.items() if _tail(text, words) is not None}


def _spans_of(index: int, text: str, taken: Iterable[Span], words: Lexicon) -> Iterator[Span]:
    """Yield the spans of a block's text outside the taken ones.

    A text that still has spans after all rounds is no prose, and keeps all of them: to cut some would leave a text
    from which the next cleaning cuts more.
    """
    spans: list[Span] = []
    left = list(range(len(text)))
    for span in taken:
        left = [place for place in left if not span.start <= place < span.end]
    for _ in range(MAX_ROUNDS):
        left = _printed(text, left)
        shown = "".join([text[place] for place in left]) if len(left) < len(text) else text
        gone: set[int] = set()
        for start, end, label in _found(shown, words, span_phrases()):
            span = Span(index, left[start], left[end - 1] + 1, label)
            if gone.isdisjoint(range(start, end)) and len(left) - len(gone) - (end - start) >= MIN_REST_SIZE:
                gone |= set(range(start, end))
                spans.append(span)
        if not gone:
            yield from spans
            return
        left = [place for number, place in enumerate(left) if number not in gone]


def _printed(text: str, places: list[int]) -> list[int]:
    """Return the places of a text's characters that the output prints: it folds the white space around a span."""
    if len(places) == len(text):
        return places
    kept: list[int] = []
    for place in places:
        if not text[place].isspace() or (kept and not text[kept[-1]].isspace()):
            kept.append(place)
    return kept[:-1] if kept and text[kept[-1]].isspace() else kept


def _dateline(index: int, text: str, taken: Iterable[Span]) -> list[Span]:
    """Return the dateline at the start of a block or behind its credit, as a list of one span or none."""
    start = max((span.end for span in taken if span.start == 0), default=0)
    start += len(text[start:]) - len(text[start:].lstrip())
    end = start + dateline_end(text[start:])
    return [Span(index, start, end, _DATELINE)] if end > start else []


_Found = tuple[int, int, Label]


def _found(text: str, words: Lexicon, phrases: SpanPhrases) -> Iterator[_Found]:
    yield from _inside(text, words, phrases)
    head = _head(text, words)
    if head is not None:
        yield 0, head[0], head[1]
    tail = _tail(text, words)
    if tail is not None:
        yield tail[0], len(text), tail[1]


def _inside(text: str, words: Lexicon, phrases: SpanPhrases) -> Iterator[_Found]:
    if phrases.keys and any(map(text.casefold().__contains__, phrases.keys)):
        yield from _in_sentences(text, phrases)
    if text.endswith(" chars]") and (cut := _TRUNCATED_RE.search(text)) is not None:
        yield cut.start(), len(text), _TRUNCATED
    if not text[-1].isalnum() and (mark := _END_RE.search(text, max(0, len(text) - 8))) is not None:
        yield mark.start(), len(text), _END
    if "(" in text or "[" in text:
        for match in _BRACKETS_RE.finditer(text):
            label = _bracketed(match[1] or match[2], words, phrases, is_square=match[1] is not None)
            if label is not None:
                start = match.start()
                yield start - text[max(0, start - 1) : start].isspace(), match.end(), label


def _in_sentences(text: str, phrases: SpanPhrases) -> Iterator[_Found]:
    for match in phrases.bare.finditer(text):
        yield match.start("cut"), match.end(), phrases.labels[match["phrase"].casefold()]
    for match in phrases.between.finditer(text):
        if not text[match.end() : match.end() + 2].lstrip()[:1].islower():
            yield match.start("cut"), match.end(), phrases.labels[match["phrase"].casefold()]


def _bracketed(content: str, words: Lexicon, phrases: SpanPhrases, *, is_square: bool) -> Label | None:
    label = phrases.bracketed.get(content.casefold().replace("’", "'"))
    if label is not None:
        return label
    entry = words.match(content)
    if entry is None or entry.category not in CUT_CATEGORIES or len(entry.phrase) < MIN_BRACKETED_SIZE:
        return None
    if not content.casefold().lstrip().startswith(entry.phrase[:MIN_BRACKETED_SIZE]):
        return None
    # authors use round brackets too: there a phrase needs two words or an object
    is_sure = is_square or (" " in entry.phrase.strip(" :") and entry.category is not Category.PHOTO_CREDIT)
    return _span_label(entry) if is_sure or len(content.strip()) > len(entry.phrase) + 1 else None


def _head(text: str, words: Lexicon) -> tuple[int, Label] | None:
    """Return the end and label of a phrase that is glued to the first sentence."""
    if text[:1] not in CREDIT_INITIALS or (credit := CREDIT_HEAD_RE.match(text)) is None:
        entry = words.match_start(text)
        if entry is None or entry.category not in _HEAD_CATEGORIES or len(entry.phrase) < MIN_GLUED_SIZE:
            return None
        end = len(entry.phrase)
        is_glued = text[end - 1 : end].islower() and text[end : end + 1].isupper()
        return (end, _span_label(entry)) if is_glued else None
    return credit.end(), Label(Category.PHOTO_CREDIT, "spans:credit")


def _tail(text: str, words: Lexicon) -> tuple[int, Label] | None:
    """Return the start and label of a phrase behind the last sentence."""
    window = max(0, len(text) - MAX_TAIL_SIZE)
    boundary = _TAIL_RE.search(text, window)
    if boundary is None:
        return None
    rest = text[boundary.end() :]
    entry = words.match(rest)
    if entry is None or entry.category not in _TAIL_CATEGORIES:
        return None
    is_phrase = " " in entry.phrase or entry.category is Category.ADVERTISEMENT or not rest.isascii()
    is_sentence = rest[-1:] in ".!?。" and ":" not in rest
    is_short = len(rest) <= MAX_SENTENCE_TAIL_SIZE or not is_sentence
    return (boundary.end(), _span_label(entry)) if is_phrase and is_short else None


def _span_label(entry: Entry) -> Label:
    return Label(entry.category, f"spans:{entry.category.value}/{entry.language}")
