"""Publication files: the format, finding the right one, and what rules do to blocks."""

import numpy as np
import pytest

from newsclean import Options, RuleFileError, UsageError, clean, label
from newsclean.authoring.check import run_example
from newsclean.blocks import Category, Policy
from newsclean.classify import classify
from newsclean.classify.html.feature_set import HTML as HTML_SET
from newsclean.classify.model import Selection, shipped_model
from newsclean.readers import read
from newsclean.rules import apply_rules, load_library
from newsclean.rules.apply import generation_for
from newsclean.rules.field_selectors import read_date
from newsclean.rules.files.library import library_from_texts
from newsclean.rules.files.publication import parse_publication
from newsclean.rules.files.toml import key_lines, read_toml
from newsclean.rules.files.validate import check_expressions
from newsclean.rules.identify import identity_index_of
from newsclean.rules.types import Example, FieldSelector
from newsclean.rules.urls import original_location, split_url
from newsclean.sources import Source
from tests.support.assembly import assembled
from tests.support.golden import FIXTURES

HEAD = 'id = "harbour-post"\nname = "Harbour Post"\n'
SEED = "Support The Moscow Times!\n\nA headline of some kind\n\n{body}\n\nA Message from The Moscow Times:\n"


def rule(**keys: str) -> str:
    lines = "".join(f"{key.rstrip('_')} = {value}\n" for key, value in keys.items())
    return f'{HEAD}[[drop]]\nid = "one"\ncategory = "newsletter"\n{lines}'


def reasons(text: str, page: str) -> list[str | None]:
    publication = parse_publication(text, "harbour-post.toml")
    labels = apply_rules(read(Source.from_str(page), Options()), publication).labels
    return [label and label.reason for label in labels]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('name = "X"\n', "harbour-post.toml: id: missing"),
        (f'{HEAD}domain = ["x.example"]\n', "harbour-post.toml:3: domain: unknown key; did you mean 'domains'?"),
        (f"{HEAD}domains = 3\n", "harbour-post.toml:3: domains: expected a string or a list of strings"),
        (f"{HEAD}language = 3\n", "harbour-post.toml:3: language: expected a string"),
        (f'{HEAD}[html]\nman = ["p"]\n', "harbour-post.toml:4: html.man: unknown key; did you mean 'main'?"),
        ('id = "Harbour Post"\nname = "X"\n', "harbour-post.toml:1: id: 'Harbour Post' is not lower-case words"),
        (f'{HEAD}[[drop]]\nid = "a"\n', "harbour-post.toml:3: drop.a: has no category"),
        (
            f'{HEAD}[[drop]]\nid = "a"\ncategory = "newsleter"\nline = ["x"]\n',
            "harbour-post.toml:5: drop.a.category: unknown category 'newsleter'; did you mean 'newsletter'?",
        ),
        (rule(), "harbour-post.toml:3: drop.one: matches nothing; give it one of css, xpath, line, starts"),
        (rule(from_='"A"'), "harbour-post.toml:3: drop.one: `from` needs a `through` or an `until`"),
        (f"{HEAD}[[test]]\n", "harbour-post.toml:3: test.1: a test has one of page, text, html"),
        (f"{HEAD}[[drop\n", "harbour-post.toml: "),
        (f"{HEAD}drop = 3\n", "harbour-post.toml:3: drop: expected [[drop]] tables"),
    ],
)
def test_a_wrong_file_says_where_and_what(text: str, message: str) -> None:
    with pytest.raises(RuleFileError) as error:
        parse_publication(text, "harbour-post.toml")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_broken_selector_says_where() -> None:
    text = rule(css='"div["')
    with pytest.raises(RuleFileError, match=r"harbour-post\.toml:6: drop\.one\.css: 'div\[' is not a CSS selector"):
        check_expressions(read_toml(text, "harbour-post.toml"))


def test_the_id_is_the_file_name() -> None:
    with pytest.raises(RuleFileError, match="is not the file's name"):
        library_from_texts([(HEAD, "other.toml")])


@pytest.mark.parametrize(
    ("keys", "hit"),
    [
        ({"line": '["Never miss a tide"]'}, [1]),
        ({"line": '["NEVER MISS A TIDE"]'}, [1]),
        ({"line": '["Never miss"]'}, []),
        ({"starts": '["never miss"]'}, [1, 3]),
        ({"from": '"Never"', "through": '"o\'clock."'}, [1, 2, 3]),
        ({"from": '"Never"', "through": '"not there"'}, []),
    ],
)
def test_text_rules(keys: dict[str, str], hit: list[int]) -> None:
    page = "A story.\n\nNever miss a tide\n\nTides by letter.\n\nNever miss another, at six o’clock.\n\nThe end."
    assert [i for i, reason in enumerate(reasons(rule(**keys), page)) if reason == "harbour-post:one"] == hit


def test_a_stretch_that_never_ends_takes_nothing() -> None:
    page = "Never\n\n" + "\n\n".join(f"Line {n}." for n in range(60)) + "\n\no'clock."
    assert set(reasons(rule(**{"from": '"Never"', "through": '"o\'clock."'}), page)) == {None}


@pytest.mark.parametrize(
    ("css", "hit"),
    [
        ("aside", [1, 2]),
        ("a.teaser", [4]),
        ("b.tag", [3]),
        ("b.inner", []),
        (".nowhere", []),
    ],
)
def test_css_rules_reach_blocks_inside_and_blocks_that_are_one_inline_element(css: str, hit: list[int]) -> None:
    page = (
        "<html><body><p>A <b class=inner>bold</b> story.</p><aside><p>One</p><ul><li>Two</li></ul></aside>"
        "<p><b class=tag>Tag</b></p><a class=teaser><h3>Elsewhere</h3></a></body></html>"
    )
    assert [i for i, reason in enumerate(reasons(rule(css=f'"{css}"'), page)) if reason] == hit


def test_the_main_container_decides_html_and_the_headline_beats_metadata() -> None:
    text = f'{HEAD}[html]\nmain = [".nowhere", "main"]\nheadline = "h1"\n'
    page = (
        '<html><head><meta property="og:title" content="Wrong"></head><body><p>Out</p>'
        "<h1>Right</h1><main><p>In</p></main></body></html>"
    )
    publication = parse_publication(text, "harbour-post.toml")
    ruled = apply_rules(read(Source.from_str(page), Options()), publication)
    article = assembled(ruled)
    assert article.body == "In"
    assert article.headline == "Right"
    assert article.sources["headline"] == "rule:harbour-post"


def test_a_main_container_that_is_gone_is_a_warning_and_decides_nothing() -> None:
    page = read(Source.from_str("<html><body><p>In</p></body></html>"), Options())
    ruled = apply_rules(page, parse_publication(f'{HEAD}[html]\nmain = ["main"]\n', "harbour-post.toml"))
    assert ruled.warnings == ("harbour-post:main-missed",)
    assert ruled.labels == (None,)


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
def test_a_domain_has_its_subdomains_and_nothing_else(host: str, is_theirs: bool) -> None:
    assert (identity_index_of(load_library()).by_host(host) is not None) == is_theirs


def test_split_url_returns_the_host_and_the_path() -> None:
    assert split_url("HTTPS://WWW.Example.com:8080/a") == ("www.example.com", "/a")
    assert split_url(None) == split_url("http://[broken") == ("", "")
    assert split_url("no address")[0] == ""


HTML = "<!doctype html><html><head>{head}</head><body><p>{body}</p></body></html>"
STORY = "The harbour council of Port Alder has asked the ministry for two icebreakers before the winter begins."


@pytest.mark.parametrize(
    ("head", "url", "evidence"),
    [
        ("", "https://www.themoscowtimes.com/a", "url"),
        ('<link rel="canonical" href="https://www.themoscowtimes.com/a">', None, "canonical"),
        ('<link rel="canonical" href="https://www.themoscowtimes.com/a">', "https://cache.example/a", "canonical"),
        ('<meta property="og:site_name" content="The Moscow Times">', None, "site-name"),
        (
            '<script type="application/ld+json">'
            '{"@type": "NewsArticle", "publisher": {"name": "The Moscow Times"}}</script>',
            None,
            "publisher",
        ),
    ],
)
def test_html_evidence_for_a_publication(head: str, url: str | None, evidence: str) -> None:
    match = label(HTML.format(head=head, body=STORY), url=url).publication
    assert match is not None
    assert (match.id, match.matched_by) == ("moscow-times", evidence)


def test_two_signature_lines_give_a_dump_away() -> None:
    match = label(SEED.format(body=STORY)).publication
    assert match is not None
    assert (match.id, match.matched_by) == ("moscow-times", "signature")


@pytest.mark.parametrize(
    "text",
    [
        f"A headline\n\n{STORY} The Moscow Times was told so.\n\n{STORY} So The Moscow Times reported on Friday.",
        f"Support The Moscow Times!\n\nA headline\n\n{STORY}",
        f"Support The Moscow Times!\n\nSupport The Moscow Times!\n\n{STORY}",
    ],
    ids=["mentions in prose", "one line", "the same line twice"],
)
def test_a_mention_is_no_signature(text: str) -> None:
    assert label(text).publication is None


def test_a_page_of_another_site_is_not_judged_by_signatures() -> None:
    assert label(SEED.format(body=STORY), url="https://harbourpost.example/a").publication is None
    head = '<meta property="og:site_name" content="Harbour Post">'
    page = HTML.format(head=head, body="Support The Moscow Times!</p><p>A Message from The Moscow Times:")
    match = label(page).publication
    assert match is not None
    assert (match.id, match.name) == (None, "Harbour Post")


def test_the_caller_can_force_a_publication_or_none() -> None:
    forced = label(f"{STORY}\n\nRead more about:", options=Options(publication="moscow-times"))
    assert forced.publication is not None
    assert forced.publication.matched_by == "options"
    assert label(SEED.format(body=STORY), options=Options(publication="none")).publication is None
    with pytest.raises(UsageError, match="no publication 'moscow-time'; did you mean 'moscow-times'"):
        clean("x", options=Options(publication="moscow-time"))


WIDE = "A long line of the story, which goes on for a while so that it is prose and not a label."


@pytest.mark.parametrize(
    ("keys", "page", "hit"),
    [
        ({"regex": '"^noch \\\\d+ minuten"'}, ["Noch 12 Minuten", "Es sind noch 12 Minuten"], [0]),
        ({"regex": '"don\'t"'}, ["Please don’t go", "Do go"], [0]),
        ({"starts": '"never"'}, ["Never miss", "Nevertheless so"], [0, 1]),
        ({"from": '"Box"', "until": '"Go on"'}, ["Box", "In it", "Go on here"], [0, 1]),
        (
            {"from": '["Box", "Tin"]', "through": '["end", "over"]'},
            ["Tin", "It is over", "Box", "The end"],
            [0, 1, 2, 3],
        ),
        ({"from": '"Box"', "through": '"end"', "max_blocks": "2"}, ["Box", "In it", "The end"], []),
        ({"from": '"Box"', "through": '"end"', "unless": '"quiet"'}, ["Box", "Be quiet", "The end"], []),
        ({"tail": '"Comments"'}, [WIDE, WIDE, "Comments", "I say so.", "Me too."], [2, 3, 4]),
        ({"tail": '"Comments"'}, ["Comments", WIDE, WIDE], []),
        ({"tail": '"Comments"', "zone": '"any"'}, ["Comments", WIDE], [0, 1]),
        ({"header": '"Read also"'}, ["Read also", "Ferry returns", "Who may fish?", "It was so.", WIDE], [0, 1, 2]),
        ({"line": '"More"', "zone": '"head"'}, ["More", WIDE, WIDE, "More"], [0]),
        ({"line": '"More"', "zone": '"tail"'}, ["More", WIDE, WIDE, "More"], [3]),
        ({"starts": '"More"', "max_chars": "20"}, ["More to read", "More " + WIDE], [0]),
        ({"starts": '"More"', "unless": '["light"]'}, ["More to read", "More light!"], [0]),
        ({"line": '"More"', "only": '"html"'}, ["More"], []),
        ({"line": '"More"', "only": '"text"'}, ["More"], [0]),
        ({"line": '"More"', "off": "true"}, ["More"], []),
    ],
)
def test_operators_and_guards(keys: dict[str, str], page: list[str], hit: list[int]) -> None:
    found = reasons(rule(**keys), "\n\n".join(page))
    assert [i for i, reason in enumerate(found) if reason == "harbour-post:one"] == hit


def test_titles_below_a_header_are_links_in_html() -> None:
    page = "<p>Read also</p><ul><li><a>Ferry returns</a><li><a>Tide tables</a><li>A thing that is no link</ul>"
    assert reasons(rule(header='"Read also"'), f"<html><body>{page}")[:4] == ["harbour-post:one"] * 3 + [None]


def test_a_span_is_cut_out_of_its_paragraph() -> None:
    text = rule(span='["(opens new tab)"]', span_regex='"\\\\(Quelle: \\\\w+\\\\)"')
    page = read(Source.from_str("So says the report (Opens new tab), which is long (Quelle: APA)."), Options())
    spans = apply_rules(page, parse_publication(text, "harbour-post.toml")).spans
    assert [page.blocks[0].text[span.start : span.end] for span in spans] == ["(Opens new tab)", "(Quelle: APA)"]


def test_xpath_reaches_what_css_cannot() -> None:
    text = rule(xpath='"//p[preceding-sibling::hr]"')
    assert reasons(text, "<html><body><p>In</p><hr><p>Out</p></body></html>") == [None, "harbour-post:one"]


def test_keep_wins_over_drop_and_over_the_main_container() -> None:
    text = (
        f'{HEAD}[html]\nmain = "main"\n[[keep]]\nid = "lead"\ncss = "p.lead"\n'
        '[[drop]]\nid = "all"\ncategory = "related"\ncss = "p"\n'
    )
    page = "<html><body><p class=lead>Lead</p><main><p>In</p><p class=lead>More</p></main></body></html>"
    assert reasons(text, page) == ["harbour-post:lead", "harbour-post:all", "harbour-post:lead"]


def test_inside_classify_leaves_the_main_container_to_the_classifier() -> None:
    text = f'{HEAD}[html]\nmain = "main"\ninside = "classify"\n'
    assert reasons(text, "<html><body><p>Out</p><main><p>In</p></main></body></html>") == ["harbour-post:main", None]


def test_paragraphs_stay_where_the_model_leaves_them_out_but_set_phrases_go(monkeypatch: pytest.MonkeyPatch) -> None:
    text = f'{HEAD}[html]\nmain = "main"\nparagraphs = "main > p"\n'
    page = (
        "<html><body><p>Out</p><main><p>The ferry sailed at noon, three hours late and half empty.</p>"
        "<p>Read more</p><div>The crew did not say why they had waited for the tide.</div></main></body></html>"
    )
    publication = parse_publication(text, "harbour-post.toml")
    applied = apply_rules(read(Source.from_str(page), Options()), publication)
    assert applied.expected_body == {1, 2}
    found = Selection(np.zeros(4, dtype=bool), np.array([0.0, 0.06, 0.06, 0.06], dtype=np.float32))
    monkeypatch.setattr(type(shipped_model(HTML_SET)), "select", lambda *_: found)
    kept = assembled(classify(applied, Options().policies_for(applied)))
    assert kept.body == "The ferry sailed at noon, three hours late and half empty."
    found.probabilities[1] = 0.04
    assert assembled(classify(applied, Options().policies_for(applied))).is_empty


FIELDS = """
language = "de"
[html]
headline = ["h1.nowhere", "h1"]
standfirst = "p.lead"
authors = {select = "p.by", regex = "^Von (.+)", split = [" sowie "]}
published = {select = "span.date", format = "%d.%m.%Y, %H:%M Uhr", timezone = "Europe/Berlin"}
modified = "time"
section = "//nav/a[last()]/text()"
tags = "meta[name=topics]::attr(content)"
image = "figure img"
"""
FIELDS_PAGE = """<html><head><meta name=topics content="Hafen, Fähren"></head><body><nav><a>Start</a><a>Hafen</a></nav>
<h1>Fähre kehrt zurück</h1><p class=lead>Ein Vorspann.</p><p class=by>Von Ana Ruiz sowie Tom Lee</p>
<span class=date>3. März 2024</span><p><span class=date>05.03.2024, 17:30 Uhr</span></p>
<time datetime="2024-03-06T08:00:00Z">heute</time><figure><img src="a.jpg"></figure></body></html>"""


def test_fields_are_read_from_where_the_publication_has_them() -> None:
    publication = parse_publication(HEAD + FIELDS, "harbour-post.toml")
    page = apply_rules(read(Source.from_str(FIELDS_PAGE), Options()), publication)
    facts = page.metadata
    assert (facts.headline, facts.standfirst) == ("Fähre kehrt zurück", "Ein Vorspann.")
    assert facts.authors == ("Ana Ruiz", "Tom Lee")
    assert (facts.published, facts.modified) == ("2024-03-03", "2024-03-06T08:00:00Z")
    assert (facts.section, facts.tags, facts.image) == ("Hafen", ("Hafen", "Fähren"), {"url": "a.jpg"})
    assert facts.sources["authors"] == "rule:harbour-post"
    assert {label.category for label in page.labels if label} == {"headline", "standfirst", "byline", "date"}


@pytest.mark.parametrize(
    ("text", "form", "zone", "language", "wanted"),
    [
        ("05.03.2024, 17:30 Uhr", "%d.%m.%Y, %H:%M Uhr", "Europe/Berlin", "de", "2024-03-05T17:30:00+01:00"),
        ("5 mars 2024 à 17h30", None, "Europe/Paris", "fr", "2024-03-05T17:30:00+01:00"),
        ("March 5, 2024", None, "America/New_York", "en", "2024-03-05"),
        ("05.03.2024", "%d.%m.%Y", "Europe/Berlin", "de", "2024-03-05"),
        ("5.3.2024, 17.30 Uhr", None, "Europe/Berlin", "de", "2024-03-05T17:30:00+01:00"),
        ("2024-07-05 17:30", None, "Europe/Berlin", "de", "2024-07-05T17:30:00+02:00"),
        ("2024-07-05T17:30:00+03:00", None, "Europe/Berlin", "de", "2024-07-05T17:30:00+03:00"),
        ("yesterday", None, None, "en", None),
        ("5 March", None, None, "en", None),
        ("no date at all", None, None, "xx", None),
    ],
)
def test_dates(text: str, form: str | None, zone: str | None, language: str, wanted: str | None) -> None:
    place = FieldSelector("time", format=(form,) if form else (), timezone=zone)
    assert read_date(text, place, language) == wanted


def test_policy_of_the_publication_stands_below_the_callers() -> None:
    publication = parse_publication(
        f'{HEAD}[html]\nmain = "body"\n[policy]\nquote = "drop"\ncaption = "keep"\n', "harbour-post.toml"
    )
    page = "<html><body><blockquote>Said</blockquote><figcaption>Seen</figcaption><p>Told</p></body></html>"
    ruled = run_example(publication, Example(html=page), [FIXTURES]).page
    assert "Seen" in assembled(ruled).body
    assert "Said" not in assembled(ruled).body
    assert "Seen" not in assembled(ruled, Options(policy={Category.CAPTION: Policy.DROP})).body


GENERATIONS = """
[html]
main = "div.new"
[[drop]]
id = "box"
category = "related"
css = ".box"
[[generation]]
id = "old"
until = 2020-01-01
[generation.html]
main = "div.old"
[[generation.drop]]
id = "box"
css = ".kasten"
[[generation]]
id = "amp"
probe = "html[amp]"
[generation.html]
main = "div.amp"
"""


@pytest.mark.parametrize(
    ("head", "wanted"),
    [
        ('<html><head><meta name="date" content="2019-05-05">', ("div.old",)),
        ('<html><head><meta name="date" content="2020-01-01">', ("div.new",)),
        ("<html>", ("div.new",)),
        ("<html amp>", ("div.amp",)),
    ],
)
def test_a_page_is_held_against_the_rules_of_its_time(head: str, wanted: tuple[str, ...]) -> None:
    publication = parse_publication(HEAD + GENERATIONS, "harbour-post.toml")
    page = read(Source.from_str(f"{head}<body><p>Story</p>"), Options())
    chosen = generation_for(page, publication)
    assert chosen.main == wanted
    assert chosen.rules[0].css == ((".kasten",) if wanted == ("div.old",) else (".box",))
    assert chosen.rules[0].category == "related"


PACK = """
id = "chain"
name = "A chain"
domains = ["chain.example"]
[html]
main = ["div.story"]
[[drop]]
id = "box"
category = "related"
css = ".box"
[[drop]]
id = "tip"
category = "newsletter"
line = "Tip"
"""
CHILD = """
extends = "chain"
[html]
main = ["article", "..."]
[[drop]]
id = "box"
category = "donation"
[[drop]]
id = "tip"
off = true
"""


def test_a_pack_is_inherited_key_by_key() -> None:
    found = library_from_texts([(HEAD + CHILD, "harbour-post.toml"), (PACK, "_packs/chain.toml")])
    (publication,) = found.publications
    assert publication.main == ("article", "div.story")
    assert (publication.name, publication.domains) == ("Harbour Post", ())
    assert [(one.id, one.category, one.css) for one in publication.rules] == [("box", "donation", (".box",))]


def test_extending_needs_an_end_and_something_there() -> None:
    loop = PACK.replace("domains", 'extends = "harbour-post"\ndomains')
    with pytest.raises(RuleFileError, match="harbour-post extends chain extends harbour-post, which is a circle"):
        library_from_texts([(HEAD + 'extends = "chain"\n', "harbour-post.toml"), (loop, "_packs/chain.toml")])
    with pytest.raises(RuleFileError, match=r"harbour-post\.toml:3: extends: no pack 'chian'; did you mean 'chain'"):
        library_from_texts([(HEAD + 'extends = "chian"\n', "harbour-post.toml"), (PACK, "_packs/chain.toml")])


def test_key_lines_of_toml() -> None:
    text = 'a = 1\nb = """\nc = 2\n"""\nd = [\n  "e = 3", # f = 4\n]\n[t]\ng.h = {i = 5}\n'
    text += "[[r]]\nj = 6\n[[r]]\n[r.s]\nk = 7\n"
    assert key_lines(text) == {
        ("a",): 1, ("b",): 2, ("d",): 5, ("t",): 8, ("t", "g", "h"): 9, ("r",): 10, ("r", 0): 10, ("r", 0, "j"): 11,
        ("r", 1): 12, ("r", 1, "s"): 13, ("r", 1, "s", "k"): 14,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("signature", "line", "is_there"),
    [
        ("welt.de", "© welt.de 2024", True),
        ("welt.de", "www.welt.de", True),
        ("welt.de", "jungewelt.de", False),
        ("welt.de", "jungewelt.de und welt.de", True),
        ("人民网", "来源：人民网记者", True),
        ("Коммерсант", "Коммерсанты спорят", False),
    ],
)
def test_a_signature_is_no_part_of_a_longer_word(signature: str, line: str, is_there: bool) -> None:
    found = library_from_texts([(f'{HEAD}signatures = "{signature}"\n', "harbour-post.toml")])
    assert (identity_index_of(found).by_signature([line, f"{line} "]) is not None) is is_there


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://amp.post.example/a", ("amp.post.example", "/a")),
        ("https://m.post.example:8080/a?b", ("m.post.example", "/a")),
        ("https://post-example.cdn.ampproject.org/c/s/post.example/a", ("post.example", "/a")),
        ("https://www-my--post-example.cdn.ampproject.org/", ("www.my-post.example", "/")),
        ("https://www.google.com/amp/s/www.post.example/a.amp", ("www.post.example", "/a.amp")),
        ("https://www.google.com/search?q=post.example", ("www.google.com", "/search")),
        ("https://web.archive.org/web/20240305120000/https://post.example/a", ("post.example", "/a")),
        ("http://web.archive.org/web/20240305id_/http:/post.example/a", ("post.example", "/a")),
        ("https://archive.ph/20240305120000/https://post.example/a", ("post.example", "/a")),
        ("https://post-example.translate.goog/a", ("post.example", "/a")),
        (
            "https://web.archive.org/web/2024/https://post-example.cdn.ampproject.org/v/s/post.example/a",
            ("post.example", "/a"),
        ),
        ("https://POST.example./a", ("post.example", "/a")),
        ("https://xn--bcher-kva.example/a", ("bücher.example", "/a")),
        ("https://xn--/a", ("xn--", "/a")),
        ("not an address", ("", "not an address")),
        (None, ("", "")),
    ],
)
def test_copies_of_a_page_were_published_elsewhere(url: str | None, place: tuple[str, str]) -> None:
    assert original_location(url) == place


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
def test_of_domains_the_longest_that_fits(host: str, path: str, found: str | None) -> None:
    domains = {"post": "post.example", "blogs": "blog.post.example", "subdomains": "*.post.example"}
    domains["sport"] = "post.example/sport"
    files = [
        (f'id = "{key}"\nname = "{key}"\ndomains = "{domain}"\n', f"{key}.toml") for key, domain in domains.items()
    ]
    match = identity_index_of(library_from_texts(files)).by_host(host, path)
    assert (match and match[0]) == found


def test_a_rule_that_can_never_apply_is_an_error() -> None:
    text = HEAD + "".join(
        f'[[drop]]\nid = "{key}"\ncategory = "{category}"\nline = ["Read more", "{key}"]\n'
        for key, category in (("one", "related"), ("two", "share"))
    )
    with pytest.raises(
        RuleFileError, match=r"harbour-post.toml:7: drop.two: drop.one already takes 'Read more' as related"
    ):
        library_from_texts([(text, "harbour-post.toml")])
    guarded = text.replace('["Read more", "one"]', '["Read more", "one"]\nzone = "head"')
    library_from_texts([(guarded, "harbour-post.toml")])
    library_from_texts([(text.replace('"share"', '"related"'), "harbour-post.toml")])
