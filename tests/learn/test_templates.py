"""Lines as templates with placeholders."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from newsclean.learn.templates import Template, near_templates, skeleton_of
from newsclean.rules.patterns import is_found
from tests.support.piles import SUMS, story


@given(st.text(alphabet="abc 12,.$€'“”\u4e00\u3042-", max_size=40))
def test_a_template_matches_its_own_line(text: str) -> None:
    line = " ".join(text.split())
    if any(character.isalpha() for character in line):
        assert is_found(Template(skeleton_of(line)).pattern(), line)


@pytest.mark.parametrize(
    "text", ["Schließen Sie sich 40 Lesern an", "İSTANBUL’dan 3 haber", "STRASSE 5", "Ein „Fuß“ 1"]
)
def test_a_pattern_matches_text_that_folding_changes(text: str) -> None:
    assert is_found(Template(skeleton_of(text)).pattern(), text)


def test_sums_in_any_currency_have_the_same_skeleton() -> None:
    assert len({skeleton_of(f"Chip in {amount} a month") for amount in SUMS}) == 1


@pytest.mark.parametrize(
    ("lines", "others"),
    [
        (["Support Vestnik from just $5 a month.", "Support Le Phare du Nord from just 12 € a month."], "El Faro"),
        (
            ["Мы просим вас поддержать Маяк до конца мая.", "Мы просим вас поддержать Новый берег до конца июня."],
            "Восход",
        ),
        (["本紙は Aria の読者に支えられています。", "本紙は Bel の読者に支えられています。"], "Cor"),
    ],
)
def test_names_and_amounts_become_placeholders(lines: list[str], others: str) -> None:
    keys = {skeleton_of(line): [number] for number, line in enumerate(lines)}
    templates = near_templates(keys, required=2)
    assert set(templates) == set(keys)
    (template,) = set(templates.values())
    assert all(is_found(template.pattern(), line) for line in lines)
    assert others not in template.skeleton


def test_lines_that_share_only_a_phrase_have_no_template() -> None:
    lines = [f"{story(n)[1]} He said in a statement that it was so." for n in range(6)]
    assert near_templates({skeleton_of(line): [number] for number, line in enumerate(lines)}, required=3) == {}
