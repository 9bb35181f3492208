"""Training the word model: logistic regression on hashed words and pairs of words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from newsclean.classify.text.words import BITS, WordModel, hash_words, language_salt, weight_indices
from newsclean.classify.trees import Array
from newsclean.lexicon.language import detect_language
from newsclean.training.examples import TrainOptions
from newsclean.training.gold import fold_of
from newsclean.training.invented_appeals import appeals, hard_negatives

if TYPE_CHECKING:
    from newsclean.training.text_examples import DumpPage

MIN_SITES = 3
"""Words of fewer sites are names: what is learned of them does not carry over."""
SMOOTHING = {"body": 2e-5, "appeal": 1e-5}
STEPS = 40
APPEAL_LANGUAGES = "ar de en es fr it ja ko nl pl pt ru tr uk zh".split()


def train_words(pages: Sequence[DumpPage], fold: int | None, options: TrainOptions) -> WordModel:
    """Return the word model of the blocks of some pages, without the appeals of a fold."""
    texts, labels, sites, languages = _blocks(pages)
    for language in APPEAL_LANGUAGES:
        news = hard_negatives(language)
        texts, labels = [*texts, *news], [*labels, *([True] * len(news))]
        sites += [f"about {language} {number}" for number in range(len(news))]
        languages += [language] * len(news)
    known = [
        appeal
        for appeal in appeals()
        if fold is None or fold_of(appeal.lines[0] + appeal.lines[-1], options.folds) != fold
    ]
    ours = [line.format(name="N", amount="5", month="May") for appeal in known for line in appeal.lines]
    languages += [appeal.language for appeal in known for _ in appeal.lines]
    own_sites = [f"appeal {number // 3}" for number in range(len(ours))]
    grams, rows = hash_words([*texts, *ours]).grams()
    site_of = np.array(_numbered([*sites, *own_sites]))
    salts = np.array([language_salt(language or None) for language in languages], dtype=np.uint64)
    body = np.array([*labels, *([False] * len(ours))])
    is_ours = np.arange(len(body)) >= len(labels)
    of_all, of_each = (_known(rows, weight_indices(found, 0), site_of) for found in (grams, grams + salts[rows]))
    balanced = _balanced(languages, is_ours, np.where(body, 1.0, 0.1))
    weights = [
        _fit(*of_all, body, np.where(is_ours, 3.0, 1.0), SMOOTHING["body"]),
        _fit(*of_each, is_ours, balanced, SMOOTHING["appeal"]),
    ]
    scale = np.array([max(1e-6, float(np.abs(row).max()) / 127) for row in weights], dtype=np.float32)
    return WordModel(np.stack([np.rint(w / s).astype(np.int8) for w, s in zip(weights, scale, strict=True)]), scale)


def _balanced(languages: Sequence[str], is_ours: Array, weights: Array) -> Array:
    """Return weights by which appeals and all else weigh the same in every language.

    Where there is little else, appeals weigh little too: or the language itself would be learned.
    """
    language_of = np.array(_numbered(languages))
    ours = np.bincount(language_of, weights=is_ours)
    others = np.bincount(language_of, weights=~is_ours * weights)
    share = np.minimum(ours, others)
    of_ours, of_others = share / np.maximum(1, ours), share / np.maximum(1, others)
    return np.asarray(np.where(is_ours, of_ours[language_of], weights * of_others[language_of]))


def _blocks(pages: Sequence[DumpPage]) -> tuple[list[str], list[bool], list[str], list[str]]:
    """Return each text of each site once, whether it is the article's, its site, and its page's language."""
    language_of: dict[str, str] = {}
    seen: dict[tuple[str, str], bool] = {}
    for page in pages:
        ours = set(page.dump.injected)
        site = page.dump.gold.site
        if site not in language_of:
            language_of[site] = detect_language(page.dump.gold.body) or ""
        for text, covered in zip(page.texts, page.covered.tolist(), strict=True):
            if text not in ours:
                seen.setdefault((site, text), covered >= 0.5)
    languages = [language_of[site] for site, _ in seen]
    return [text for _, text in seen], list(seen.values()), [site for site, _ in seen], languages


def _known(rows: Array, columns: Array, site_of: Array) -> tuple[Array, Array]:
    """Return the text and the place in the weights of each word and pair that several sites have."""
    sites = int(site_of.max()) + 1
    pairs = np.unique(columns * sites + site_of[rows]) // sites
    use = (np.bincount(pairs, minlength=1 << BITS) >= MIN_SITES)[columns]
    return rows[use], columns[use]


def _numbered(names: Sequence[str]) -> list[int]:
    number: dict[str, int] = {}
    return [number.setdefault(name, len(number)) for name in names]


def _fit(rows: Array, columns: Array, labels: Array, weights: Array, smoothing: float) -> Array:
    """Return the weights of a logistic regression without an intercept; a text is a vector of about unit length."""
    from scipy.optimize import minimize
    from scipy.sparse import csr_matrix

    places, columns = np.unique(columns, return_inverse=True)
    counts = np.bincount(rows, minlength=len(labels))
    values = 1 / np.sqrt(np.maximum(1, counts))[rows]
    table: Any = csr_matrix((values, (rows, columns)), shape=(len(labels), len(places)))
    turned: Any = table.T.tocsr()
    signs = np.where(labels, 1.0, -1.0)
    # both kinds weigh the same together, so that no intercept is needed
    weights = weights * np.where(labels, 1 / weights[labels].sum(), 1 / weights[~labels].sum())

    def loss(w: Array) -> tuple[float, Array]:
        margins = signs * (table @ w)
        wrong = np.exp(-np.logaddexp(0, margins))
        value = float(weights @ np.logaddexp(0, -margins)) + smoothing * float(w @ w)
        return value, -(turned @ (weights * signs * wrong)) + 2 * smoothing * w

    found = minimize(loss, np.zeros(len(places)), jac=True, method="L-BFGS-B", options={"maxiter": STEPS})
    whole = np.zeros(1 << BITS)
    whole[places] = found.x
    return whole
