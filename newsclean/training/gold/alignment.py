"""Labels of a gold's blocks on the blocks of newsclean, which are cut otherwise.

Both cuts are in page order, so each of newsclean's texts is looked for by its letters and digits from where the last
one ended. The label with most of them wins.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from itertools import accumulate

from newsclean.blocks import DEFAULT_POLICY, Policy
from newsclean.classify.html.page_columns import fold_text

KEPT = frozenset(category.value for category, policy in DEFAULT_POLICY.items() if policy is Policy.KEEP)
# Guesses; not measured. In letters and digits, all of them.
MIN_SHARE = 0.5  # share of a block that its label must have
NEAR, PER_LETTER = 4000, 6  # how far behind the last block a block is looked for, at least and for each of its letters
LONG, HEAD = 60, 40  # a longer block may be found by its head alone
ANYWHERE = 6  # a longer block is looked for on the whole page


def aligned_labels(gold: Sequence[tuple[str, str]], texts: Sequence[str]) -> list[str | None]:
    """Return the gold's label for each text, None where the gold does not have it or labels less than half of it."""
    folded = [fold_text(text) for _, text in gold]
    everything = "".join(folded)
    starts = [0, *accumulate(map(len, folded))]
    labels: list[str | None] = []
    here = 0
    for text in texts:
        wanted = fold_text(text)
        place = _find(everything, wanted, here) if wanted else -1
        if place < 0:
            labels.append(None)
            continue
        end = place + len(wanted)
        found: Counter[str] = Counter()
        index = bisect_right(starts, place) - 1
        while index < len(gold) and starts[index] < end:
            found[gold[index][0]] += min(end, starts[index + 1]) - max(place, starts[index])
            index += 1
        label, letters = found.most_common(1)[0]
        labels.append(label if letters > MIN_SHARE * len(wanted) else None)
        if here <= place < here + NEAR:
            here = end
    return labels


def _find(everything: str, wanted: str, here: int) -> int:
    place = everything.find(wanted, here, here + max(NEAR, PER_LETTER * len(wanted)))
    if place < 0 and len(wanted) > 2 * ANYWHERE:
        place = everything.find(wanted, here)
    if place < 0 and len(wanted) > ANYWHERE:
        place = everything.find(wanted)
    if place < 0 and len(wanted) > LONG:
        place = everything.find(wanted[:HEAD], here)
    return place
