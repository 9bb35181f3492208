"""JSON-LD: scripts of every form are read, broken ones are repaired."""

from __future__ import annotations

import json

import pytest

from newsclean.metadata import Metadata
from newsclean.readers.metadata import jsonld
from tests.readers.metadata.pages import ARTICLE, json_ld, read_fields


@pytest.mark.parametrize(
    "script",
    [
        '{"@type": "NewsArticle", /* who */ "headline": "Ferry returns",}',
        '{"@type": "NewsArticle",\n// "headline": "old",\n"headline": "Ferry returns"}',
        '//<![CDATA[\n{"@type": "NewsArticle", "headline": "Ferry returns"}\n//]]>',
        '{"@type": "NewsArticle", "headline": "Ferry returns"};',
        '{"@type": "Organization", "name": "Post"}\n{"@type": "NewsArticle", "headline": "Ferry returns"}',
        '{"@type": "NewsArticle", "headline": \'Ferry returns\'}',
        '{"@type": "NewsArticle", "headline": "Ferry returns", "description": "he said "never" to it"}',
        "{&quot;@type&quot;: &quot;NewsArticle&quot;, &quot;headline&quot;: &quot;Ferry returns&quot;}",
        '[{"@type": "WebSite", "name": "Post"}, {"@type": "LiveBlogPosting", "headline": "Ferry returns"}]',
        '{"@type": "NewsArticle", "headline": "Ferry returns", "image": {"url": "x"',
    ],
    ids="comments line-comment cdata semicolon several quotes inner-quotes escapes live cut-off".split(),
)
def test_broken_json_is_repaired(script):
    found = jsonld.article_of(list(jsonld.items(script)))
    assert found["headline"] == "Ferry returns"


@pytest.mark.parametrize("script", ["", "<p>Not JSON</p>", "[" * 20_000, "{" * 20_000, "x" * 200_000, "{"])
def test_text_without_json_gives_nothing(script):
    assert not jsonld.article_of(list(jsonld.items(script)))


def test_reference_is_resolved_to_the_author():
    graph = {
        "@graph": [
            {"@type": "Article", "headline": "Ferry returns", "author": {"@id": "#ana"}},
            {"@type": "Person", "@id": "#ana", "name": "Ana Ruiz"},
        ]
    }
    markup = f'<script type="application/ld+json">{json.dumps(graph)}</script>'
    assert read_fields(markup).authors == ("Ana Ruiz",)


BREADCRUMBS = {"@type": "BreadcrumbList", "name": "Not the headline"}


@pytest.mark.parametrize(
    "values",
    [
        [ARTICLE],
        [[ARTICLE]],
        [[BREADCRUMBS, ARTICLE]],
        [{"@graph": [BREADCRUMBS, ARTICLE]}],
        [[{"@graph": [[BREADCRUMBS], [ARTICLE]]}]],
        [{"@type": "WebPage", "name": "Not the headline", "mainEntity": ARTICLE}],
        [BREADCRUMBS, ARTICLE],
        ["just a string", 7, None, ARTICLE],
        [ARTICLE | {"@type": ["Thing", "ReportageNewsArticle"]}],
        [ARTICLE | {"@type": "https://schema.org/NewsArticle"}],
    ],
    ids="object list mixed graph nested-graph main-entity second-script junk type-list type-url".split(),
)
def test_article_is_found_at_any_depth(values):
    assert read_fields(json_ld(*values)).headline == "Ferry returns to the island"


@pytest.mark.parametrize("kind", ["application/ld+json", " Application/LD+JSON ", "application/ld+json; charset=utf-8"])
def test_script_is_recognised_by_its_media_type(kind):
    assert (
        read_fields(f'<script type="{kind}">{json.dumps(ARTICLE)}</script>').headline == "Ferry returns to the island"
    )


@pytest.mark.parametrize(
    "broken", ["", "{", '{"@type": "NewsArticle", headline: 1}', "[" * 20_000, "null", "NaN", "{}"]
)
def test_script_without_facts_is_ignored(broken):
    found = read_fields(f'<script type="application/ld+json">{broken}</script>{json_ld(ARTICLE)}')
    assert found.headline == "Ferry returns to the island"


def test_strings_may_contain_line_ends():
    raw = '{"@type": "NewsArticle", "headline": "Ferry\n returns"}'
    assert read_fields(f'<script type="application/ld+json">{raw}</script>').headline == "Ferry returns"


def test_other_objects_are_not_the_article():
    found = read_fields(json_ld({"@type": "Organization", "name": "Island Post"}) + "<h1>Ferry returns</h1>")
    assert (found.headline, found.sources["headline"]) == ("Ferry returns", "html")


@pytest.mark.parametrize("junk", [None, 7, 1.5, True, {}, [], [[]], {"a": "b"}, [None, 3], "  "])
def test_values_of_a_wrong_type_are_unknown(junk):
    found = read_fields(json_ld(dict.fromkeys(ARTICLE, junk) | {"@type": "NewsArticle"}))
    assert found == Metadata()


def test_html_escapes_are_undone():
    assert read_fields(json_ld(ARTICLE | {"headline": "Caf&eacute; &amp; bar"})).headline == "Café & bar"


def test_lists_in_each_other_do_not_exhaust_the_stack():
    script = '{"@type": "NewsArticle", "headline": "Ferry returns", "author": ' + "[" * 600 + '"Ana"' + "]" * 600 + "}"
    assert read_fields(f'<script type="application/ld+json">{script}</script>').headline == "Ferry returns"
