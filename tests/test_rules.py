"""Publication files: the format, finding the right one, and what rules do to blocks."""

import pytest

from newsclean import Options, RuleFileError, UsageError, clean, label
from newsclean.article import assemble
from newsclean.readers import read
from newsclean.rules import apply_rules, built_in
from newsclean.rules.identify import host_of
from newsclean.rules.loader import library
from newsclean.rules.schema import check_selectors, parse_publication
from newsclean.sources import Source

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
        (f'{HEAD}domains = "x.example"\n', "harbour-post.toml:3: domains: expected a list of strings"),
        (f"{HEAD}language = 3\n", "harbour-post.toml:3: language: expected a str"),
        (f'{HEAD}[html]\nman = ["p"]\n', "harbour-post.toml:4: man: unknown key; did you mean 'main'?"),
        ('id = "Harbour Post"\nname = "X"\n', "harbour-post.toml:1: id: 'Harbour Post' is not lower-case words"),
        (f'{HEAD}[[drop]]\nid = "a"\n', "harbour-post.toml:3: drop: a rule has no category"),
        (
            f'{HEAD}[[drop]]\nid = "a"\ncategory = "newsleter"\nline = ["x"]\n',
            "harbour-post.toml:5: newsleter: unknown category; did you mean 'newsletter'?",
        ),
        (rule(), "harbour-post.toml:4: one: the rule matches nothing; give it one of css, line, starts, from"),
        (rule(from_='"A"'), "harbour-post.toml:4: one: `from` and `through` go together"),
        (f"{HEAD}[[test]]\n", "harbour-post.toml:3: test: a test has either a page or a text"),
        (f"{HEAD}[[drop\n", "harbour-post.toml: "),
        (f"{HEAD}drop = 3\n", "harbour-post.toml:3: drop: expected a list"),
    ],
)
def test_a_wrong_file_says_where_and_what(text: str, message: str) -> None:
    with pytest.raises(RuleFileError) as error:
        parse_publication(text, "harbour-post.toml")
    assert str(error.value).startswith(message)
    assert "\n" not in str(error.value)


def test_a_broken_selector_says_where() -> None:
    text = rule(css='"div["')
    with pytest.raises(RuleFileError, match=r"harbour-post\.toml:6: div\[: not a CSS selector"):
        check_selectors(parse_publication(text, "harbour-post.toml"), text, "harbour-post.toml")


def test_the_id_is_the_file_name() -> None:
    with pytest.raises(RuleFileError, match="is not the file's name"):
        library([(HEAD, "other.toml")])


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
    article = assemble(ruled, Options())
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
    assert (built_in().for_host(host) is not None) == is_theirs


def test_host_of() -> None:
    assert host_of("HTTPS://WWW.Example.com:8080/a") == "www.example.com"
    assert host_of(None) == host_of("no address") == host_of("http://[broken") == ""


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
