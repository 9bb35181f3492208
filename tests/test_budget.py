"""The budget of a page counts work in parts, and names the parts that a page overspends."""

from __future__ import annotations

from newsclean.budget import Allowance, Budget, Part
from newsclean.readers.metadata import jsonld
from newsclean.readers.metadata.json_repair import repair
from newsclean.readers.parse import MAX_ATTRIBUTES, cut_attributes
from newsclean.rules.urls import split_url


def test_part_is_spent_above_its_allowance() -> None:
    budget = Budget(100, {Part.BLOCKS: Allowance(10, 0.5), Part.PATHS: Allowance(5)})
    assert budget.allowance(Part.BLOCKS) == 60
    assert budget.spend(Part.BLOCKS, 60)
    assert budget.warnings == ()
    assert not budget.spend(Part.BLOCKS, 1)
    assert budget.warnings == ("budget:blocks",)


def test_repair_stops_at_its_steps() -> None:
    broken = '{"headline": "Ferry "returns" today"'
    value, steps = repair(broken, 1_000)
    assert value == {"headline": 'Ferry "returns" today'}
    assert len(broken) <= steps <= 200
    assert repair(broken, len(broken))[0] is None


def test_scripts_of_a_page_share_their_budget() -> None:
    budget = Budget(allowances={Part.JSON_LD: Allowance(200)})
    broken = '{"@type": "Article", "headline": "Ferry %d",'
    found = [list(jsonld.items(broken % number, budget)) for number in range(10)]
    assert found[0][0]["headline"] == "Ferry 0"
    assert found[9] == []
    assert budget.warnings == ("budget:json-ld",)


def test_element_keeps_its_first_attributes() -> None:
    attributes = b" ".join(b'a%d=">"' % number for number in range(MAX_ATTRIBUTES + 50))
    page = b"<!-- <p a> --><script>if (a<b) x</script><p %b>text</p>" % attributes
    cut = cut_attributes(page)
    assert b"a%d=" % (MAX_ATTRIBUTES - 1) in cut
    assert b"a%d=" % MAX_ATTRIBUTES not in cut
    assert cut.endswith(b">text</p>")


def test_page_with_few_attributes_stays_as_it_is() -> None:
    page = b"<p a=1>" * 1_000
    assert cut_attributes(page) is page


def test_host_is_at_most_as_long_as_a_host_name() -> None:
    assert split_url(f"https://{'a.' * 200}example/ferry") == ("", "/ferry")
