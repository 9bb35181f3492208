"""The identity index: hosts, domains with paths, and signatures."""

from __future__ import annotations

import pytest

from newsclean.rules import load_library
from newsclean.rules.identify import identity_index_of
from tests.support.publications import HEAD, library_from_texts


@pytest.mark.parametrize(
    ("host", "is_theirs"),
    [
        ("themoscowtimes.com", True),
        ("www.themoscowtimes.com", True),
        ("ru.themoscowtimes.com", True),
        ("notthemoscowtimes.com", False),
        ("themoscowtimes.com.example", False),
        ("", False),
    ],
)
def test_a_domain_includes_its_subdomains_and_nothing_else(host: str, is_theirs: bool) -> None:
    assert (identity_index_of(load_library()).by_host(host) is not None) == is_theirs


@pytest.mark.parametrize(
    ("host", "path", "found"),
    [
        ("post.example", "/", "post"),
        ("www.post.example", "/sports", "post"),
        ("blog.post.example", "/", "blogs"),
        ("a.blog.post.example", "/", "blogs"),
        ("any.post.example", "/", "subdomains"),
        ("post.example", "/sport/a", "sport"),
        ("post.example", "/sporting", "post"),
        ("mypost.example", "/", None),
        ("example", "/", None),
    ],
)
def test_the_longest_domain_that_fits_wins(host: str, path: str, found: str | None) -> None:
    domains = {"post": "post.example", "blogs": "blog.post.example", "subdomains": "*.post.example"}
    domains["sport"] = "post.example/sport"
    files = [
        (f'id = "{key}"\nname = "{key}"\ndomains = "{domain}"\n', f"{key}.toml") for key, domain in domains.items()
    ]
    match = identity_index_of(library_from_texts(files)).by_host(host, path)
    assert (match and match[0]) == found


@pytest.mark.parametrize(
    ("signature", "line", "is_there"),
    [
        ("welt.de", "© welt.de 2024", True),
        ("welt.de", "www.welt.de", True),
        ("welt.de", "jungewelt.de", False),
        ("welt.de", "jungewelt.de und welt.de", True),
        ("人民网", "来源：人民网记者", True),
        ("welt.de", "来源welt.de", True),
        ("welt.de", "_welt.de_", True),
        ("Коммерсант", "Коммерсанты спорят", False),
    ],
)
def test_a_signature_is_no_part_of_a_longer_word(signature: str, line: str, is_there: bool) -> None:
    found = library_from_texts([(f'{HEAD}signatures = "{signature}"\n', "harbour-post.toml")])
    assert (identity_index_of(found).by_signature([line, f"{line} "]) is not None) is is_there
