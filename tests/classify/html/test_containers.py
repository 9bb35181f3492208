"""The tree of containers: ranges of blocks, sums, distances."""

import numpy as np

from newsclean.classify.html.containers import container_tree
from tests.classify.html.pages import PAGE, page_of


def test_the_blocks_of_a_container_are_a_range() -> None:
    page = page_of(PAGE)
    tree = container_tree(page.blocks)
    for number, container in enumerate(tree.containers):
        if container is not None:
            inside = [i for i, block in enumerate(page.blocks) if container in block.container.lineage()]
            assert inside == list(range(tree.first[number], tree.stop[number]))
    assert tree.sums(np.ones(len(page.blocks)))[0] == len(page.blocks)


def test_distances_lead_up_to_the_common_container_and_down_from_there() -> None:
    tree = container_tree(page_of(PAGE).blocks)
    lineages = [list(c.lineage()) if c is not None else [] for c in tree.containers]
    for target, above in enumerate(lineages):
        up, down = tree.distances(target)
        for number, lineage in enumerate(lineages):
            common = sum(container in lineage for container in above)
            assert (up[number], down[number]) == (len(above) - common, len(lineage) - common)


def test_a_form_around_the_whole_page_is_none() -> None:
    boxed = "<p>Prose about the ferry.</p>" * 3 + "<form><p>Sign up here</p></form>"
    bits = [
        {container.tag: int(own) for container, own in zip(tree.containers[1:], tree.bits[1:], strict=True)}["form"]
        for tree in (container_tree(page_of(boxed).blocks), container_tree(page_of(f"<form>{PAGE}</form>").blocks))
    ]
    assert bits[0] > 0
    assert bits[1] == 0
