"""Training the word model: two logistic regressions on hashed words and word pairs.

One tells the article from the rest, in all languages together; the other tells appeals, in each language apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from newsclean.classify.text.words import BITS, WordModel, hash_words, language_salt, weight_indices
from newsclean.classify.trees import Array
from newsclean.lexicon.data import LANGUAGES
from newsclean.lexicon.language import detect_language
from newsclean.training.augment import hard_negatives
from newsclean.training.examples import TrainOptions
from newsclean.training.gold.overlap import POSITIVE_COVERAGE
from newsclean.training.text_pages import DumpPage

MIN_SITES = 3  # sites that must use a word for the model to keep it; words of fewer sites are mostly names (a guess)
SMOOTHING = {"body": 2e-5, "appeal": 1e-5}
"""L2 penalty of each regression. Raising it shrinks the weights of rare words. Guesses; not measured."""
APPEAL_BODY_WEIGHT = 3.0  # weight of an appeal's line in the regression of the article; any other block has 1 (a guess)
OUTSIDE_WEIGHT = 0.1
"""Weight of blocks outside the article in the regression of appeals; blocks inside have 1. Pages have appeals of their
own there, which are not labelled. A guess; not measured."""
LABELLED_WEIGHT = 0.2
"""Weight of a line of a labelled page's appeals in the regression of appeals; invented ones have 1. Labelled lines
outnumber the invented three to one in English and are mostly of sign-up forms."""
STEPS = 40  # iterations of the solver at most; more fit the training pages closer, and cost time (a guess)


@dataclass(slots=True)
class _Corpus:
    """Texts, each with its label (in the article or not), its site, its language ("" if unknown) and its weight."""

    texts: list[str]
    labels: list[bool]
    sites: list[str]
    languages: list[str]
    weights: list[float]

    def add(self, texts: Sequence[str], *, label: bool, sites: Sequence[str], languages: Sequence[str]) -> None:
        self.texts += texts
        self.labels += [label] * len(texts)
        self.sites += sites
        self.languages += languages
        self.weights += [OUTSIDE_WEIGHT if not label else 1.0] * len(texts)


def train_words(pages: Sequence[DumpPage], fold: int | None, options: TrainOptions) -> WordModel:
    """Return the word model trained on the blocks of pages, on hard negatives, and on the appeals outside of a fold."""
    corpus = _page_corpus(pages)
    for language in LANGUAGES:
        paragraphs = hard_negatives(language)
        sites = [f"about {language} {number}" for number in range(len(paragraphs))]
        corpus.add(paragraphs, label=True, sites=sites, languages=[language] * len(paragraphs))
    first_appeal = len(corpus.texts)
    pool = options.appeals
    known = [appeal for appeal in pool.appeals if fold is None or pool.fold_of(appeal) != fold]
    lines = [line for appeal in known for line in appeal.filled({"name": "N", "amount": "5", "month": "May"})]
    # every three lines count as one site
    sites = [f"appeal {number // 3}" for number in range(len(lines))]
    corpus.add(lines, label=False, sites=sites, languages=[appeal.language for appeal in known for _ in appeal.lines])
    corpus.weights[first_appeal:] = [LABELLED_WEIGHT if appeal.site else 1.0 for appeal in known for _ in appeal.lines]
    return _fit_both(corpus, first_appeal)


def _fit_both(corpus: _Corpus, first_appeal: int) -> WordModel:
    """Return the word model of a corpus whose texts are appeals from an index on."""
    grams, rows = hash_words(corpus.texts).grams()
    site_of = np.array(_numbered(corpus.sites))
    salts = np.array([language_salt(language or None) for language in corpus.languages], dtype=np.uint64)
    body = np.array(corpus.labels)
    is_appeal = np.arange(len(body)) >= first_appeal
    shared, salted = (_known(rows, weight_indices(found, 0), site_of) for found in (grams, grams + salts[rows]))
    balanced = _balanced(corpus.languages, is_appeal, np.array(corpus.weights))
    weights = [
        _fit(*shared, body, np.where(is_appeal, APPEAL_BODY_WEIGHT, 1.0), SMOOTHING["body"]),
        _fit(*salted, is_appeal, balanced, SMOOTHING["appeal"]),
    ]
    scale = np.array([max(1e-6, float(np.abs(row).max()) / 127) for row in weights], dtype=np.float32)
    return WordModel(np.stack([np.rint(w / s).astype(np.int8) for w, s in zip(weights, scale, strict=True)]), scale)


def _balanced(languages: Sequence[str], is_appeal: Array, weights: Array) -> Array:
    """Return weights that give appeals and all other texts of a language the same total.

    The total is the smaller of the two. Otherwise the regression would learn the languages that have more of one.
    """
    language_of = np.array(_numbered(languages))
    appeal_total = np.bincount(language_of, weights=is_appeal * weights)
    other_total = np.bincount(language_of, weights=~is_appeal * weights)
    share = np.minimum(appeal_total, other_total)
    appeal_factor, other_factor = share / np.maximum(1, appeal_total), share / np.maximum(1, other_total)
    return np.asarray(weights * np.where(is_appeal, appeal_factor[language_of], other_factor[language_of]))


def _page_corpus(pages: Sequence[DumpPage]) -> _Corpus:
    """Return each text of each site once, without inserted appeals."""
    language_of: dict[str, str] = {}
    seen: dict[tuple[str, str], bool] = {}
    for page in pages:
        injected = set(page.dump.injected)
        site = page.dump.gold.site
        if site not in language_of:
            language_of[site] = detect_language(page.dump.gold.body) or ""
        for text, covered in zip(page.texts, page.covered.tolist(), strict=True):
            if text not in injected:
                seen.setdefault((site, text), covered >= POSITIVE_COVERAGE)
    sites = [site for site, _ in seen]
    weights = [1.0 if label else OUTSIDE_WEIGHT for label in seen.values()]
    languages = [language_of[site] for site in sites]
    return _Corpus([text for _, text in seen], list(seen.values()), sites, languages, weights)


def _known(rows: Array, columns: Array, site_of: Array) -> tuple[Array, Array]:
    """Return the text and the weight index of each word and pair that at least `MIN_SITES` sites use."""
    sites = int(site_of.max()) + 1
    pairs = np.unique(columns * sites + site_of[rows]) // sites
    use = (np.bincount(pairs, minlength=1 << BITS) >= MIN_SITES)[columns]
    return rows[use], columns[use]


def _numbered(names: Sequence[str]) -> list[int]:
    """Return a number for each name, equal for equal names, in the order of first appearance."""
    number: dict[str, int] = {}
    return [number.setdefault(name, len(number)) for name in names]


def _fit(rows: Array, columns: Array, labels: Array, weights: Array, smoothing: float) -> Array:
    """Return the weights of a logistic regression without an intercept; every text is a vector of about unit length."""
    # extra: train
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    indices, columns = np.unique(columns, return_inverse=True)
    counts = np.bincount(rows, minlength=len(labels))
    values = 1 / np.sqrt(np.maximum(1, counts))[rows]
    table: Any = csr_matrix((values, (rows, columns)), shape=(len(labels), len(indices)))
    transposed: Any = table.T.tocsr()
    signs = np.where(labels, 1.0, -1.0)
    # both classes get the same total weight, so no intercept is needed
    weights = weights * np.where(labels, 1 / weights[labels].sum(), 1 / weights[~labels].sum())

    def loss(w: Array) -> tuple[float, Array]:
        margins = signs * (table @ w)
        wrong = np.exp(-np.logaddexp(0, margins))
        value = float(weights @ np.logaddexp(0, -margins)) + smoothing * float(w @ w)
        return value, -(transposed @ (weights * signs * wrong)) + 2 * smoothing * w

    found = minimize(loss, np.zeros(len(indices)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    whole = np.zeros(1 << BITS)
    whole[indices] = found.x
    return whole
