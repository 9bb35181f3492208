"""HTML becomes blocks: maximal runs of inline text, each with its container."""

import gzip

import pytest

from newsclean import Block, Options, Source
from newsclean.blocks import Container, Page
from newsclean.readers import read


def read_page(markup: str) -> Page:
    page = read(Source.from_str(markup), Options(input="html"))
    assert page.input == "html"
    assert len(page.labels) == len(page.blocks)
    return page


def blocks(markup: str) -> tuple[Block, ...]:
    return read_page(markup).blocks


def texts(markup: str) -> list[str]:
    return [block.text for block in blocks(markup)]


def tags(markup: str) -> list[tuple[str, str]]:
    return [(block.tag, block.text) for block in blocks(markup)]


@pytest.mark.parametrize(
    "separator", ["<br><br>", "<br/> <br/>", "<br>\r\n<br>", "<br>&nbsp;<br>", "<br><br><br>", "<i><br></i><br>"]
)
def test_double_line_break_ends_a_block(separator):
    assert tags(f"<p>One sentence.{separator}Another one.</p>") == [("p", "One sentence."), ("p", "Another one.")]


@pytest.mark.parametrize("separator", ["<br>", " <br/>\n", "\n\n", "\n<br>\n", "<br><i> </i>"])
def test_single_line_break_is_white_space(separator):
    assert texts(f"<p>Pier 4{separator}Harbour Road</p>") == ["Pier 4 Harbour Road"]


def test_white_space_is_folded():
    assert texts("<p>\n  One&nbsp; two\t\n&#8195;three\u3000four \n</p>") == ["One two three four"]


def test_nested_lists_give_a_block_for_each_item():
    markup = "<ul><li>Boats<ol><li>Ferry</li><li>Tug</li></ol>and more</li><li>Trains</li></ul>"
    assert tags(markup) == [("li", "Boats"), ("li", "Ferry"), ("li", "Tug"), ("li", "and more"), ("li", "Trains")]
    assert [block.container.path() for block in blocks(markup)][:2] == [
        "html > body > ul > li",
        "html > body > ul > li > ol > li",
    ]


@pytest.mark.parametrize("tag", "a abbr b cite code em font i mark nobr q s small span strong sub sup time u".split())
def test_inline_elements_do_not_end_a_block(tag):
    assert tags(f"<p>The <{tag}>ferr</{tag}>y returns</p>") == [("p", "The ferry returns")]


@pytest.mark.parametrize("tag", "div section article aside x-note news-teaser blockquote button label td".split())
def test_block_level_and_custom_elements_end_a_block(tag):
    wrap = "<table><tr>{}</tr></table>" if tag == "td" else "<div>{}</div>"
    assert texts(wrap.format(f"<{tag}>one</{tag}><{tag}>two</{tag}>")) == ["one", "two"]


def test_text_around_a_block_element_belongs_to_its_parent():
    assert tags("<div>before<x-note>inside</x-note>after</div>") == [
        ("div", "before"),
        ("x-note", "inside"),
        ("div", "after"),
    ]


@pytest.mark.parametrize(
    ("markup", "density"),
    [
        ("<p>no link</p>", 0),
        ("<p><a href=x>all link</a></p>", 1),
        ("<p><a href=x>half</a>text</p>", 0.5),
        ("<p><a href=x><b>ha</b>lf</a>text</p>", 0.5),
        ("<p><a href=x> \n </a>text</p>", 0),
        ("<a href=x><div>all link</div></a>", 1),
    ],
)
def test_link_density_is_the_share_of_text_in_links(markup, density):
    (block,) = blocks(markup)
    assert block.link_density == pytest.approx(density)


def test_link_around_several_blocks_counts_in_each():
    found = blocks("<a href=x><h2>Headline</h2><p>And its teaser.</p></a><p>Not linked.</p>")
    assert [(block.tag, block.link_density) for block in found] == [("h2", 1), ("p", 1), ("p", 0)]


def test_link_density_stays_within_bounds_where_double_breaks_cut():
    found = blocks("<p><a href=x>linked words</a><br><br>plain words here and there</p>")
    assert all(0 <= block.link_density <= 1 for block in found)
    assert sum(block.link_chars for block in found) == pytest.approx(len("linked words"), abs=1)


@pytest.mark.parametrize(
    ("markup", "bold"),
    [("<p><b>Bold</b> not</p>", 4), ("<p><strong>a<i>b</i></strong>c</p>", 2), ("<p><em>not</em></p>", 0)],
)
def test_bold_characters_are_counted(markup, bold):
    assert [block.bold_chars for block in blocks(markup)] == [bold]


@pytest.mark.parametrize(
    ("attribute", "hidden"),
    [
        ("hidden", True),
        ('style="display:none"', True),
        ('style="color: red; DISPLAY : None"', True),
        ('style="visibility:hidden"', True),
        ('aria-hidden="true"', True),
        ('aria-hidden="false"', False),
        ('style="display:block"', False),
        ('class="hidden"', False),
    ],
)
@pytest.mark.parametrize("form", ["<p {}>text</p>", "<div {}><section><p>text</p></section></div>"])
def test_hidden_is_read_from_the_element_and_its_ancestors(attribute, hidden, form):
    assert [block.hidden for block in blocks(form.format(attribute) + "<p>seen</p>")] == [hidden, False]


def test_container_path_names_ids_and_classes():
    (block,) = blocks('<main id="content"><div class="story body">\n<p>Text</p></div></main>')
    assert block.container.path() == "html > body > main#content > div.story.body > p"
    assert [container.tag for container in block.container.lineage()] == ["p", "div", "main", "body", "html"]
    assert [container.depth for container in block.container.lineage()] == [4, 3, 2, 1, 0]


def test_path_of_a_very_deep_container_is_returned():
    here = None
    for depth in range(5_000):
        here = Container("div", {}, here, depth, False)
    assert here.path().count("div") == 5_000


def test_attributes_are_the_elements_own():
    markup = (
        '<div itemprop="articleBody" itemtype="https://schema.org/Article" role="main" data-type="story" rel="x" '
        'style="color:red" onclick="go()" id="a" class="b">Text</div>'
    )
    assert blocks(markup)[0].container.attributes == {
        "itemprop": "articleBody",
        "itemtype": "https://schema.org/Article",
        "role": "main",
        "data-type": "story",
        "rel": "x",
        "style": "color:red",
        "onclick": "go()",
        "id": "a",
        "class": "b",
    }


@pytest.mark.parametrize(
    "element",
    [
        "<script>var x = '<p>no</p>';</script>",
        "<SCRIPT\nsrc=x>var x = '<p>no</p>';</Script >",
        "<style>p { color: red }</style>",
        "<svg><g><svg><text>no</text></svg><text>no</text></g></svg>",
        "<video><source src=x><p>no</p><p>no</p></video>",
        "<noscript><p>no</p></noscript>",
        "<svg><title>no</title><text>no</text></svg>",
        "<template><p>no</p></template>",
        "<iframe src=x>no</iframe>",
        "<!-- no -->",
        "<!-- <p>no</p> -->",
        "<?php echo 'no' ?>",
        "<?no>",
    ],
)
def test_elements_without_text_are_skipped_without_ending_the_block(element):
    assert texts(f"<p>The fer{element}ry</p><p>{element}returns{element}</p>") == ["The ferry", "returns"]


def test_head_is_no_text_of_the_page():
    assert texts("<html><head><title>Island Post</title><meta name=a></head><body><p>Text</p></body></html>") == [
        "Text"
    ]


@pytest.mark.parametrize("declaration", ['<?xml version="1.0" encoding="utf-16"?>', "\ufeff<?xml version='1.0'?>\n"])
def test_xml_declaration_is_no_text(declaration):
    assert texts(f"{declaration}<!DOCTYPE html><html><body><p>Ça va, 港</p></body></html>") == ["Ça va, 港"]


def test_nul_bytes_do_not_end_the_page():
    found = texts("<p>one\0two</p>\0<p>three</p>")
    assert "".join(found).replace("\ufffd", "") == "onetwothree"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "windows-1251"])
@pytest.mark.parametrize("packed", [False, True])
def test_page_is_read_in_any_encoding(encoding, packed):
    data = "<meta charset=windows-1251><p>Паром снова ходит по понедельникам</p><p>Остров рад".encode(encoding)
    page = read(Source("page", gzip.compress(data) if packed else data), Options(input="html"))
    assert [block.text for block in page.blocks] == ["Паром снова ходит по понедельникам", "Остров рад"]


def test_lone_surrogates_do_not_break_the_page():
    found = texts("<p>one \ud800</p><p>two</p>")
    assert found[0].startswith("one")
    assert found[1:] == ["two"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>one<p>two", ["one", "two"]),
        ("<div><p>one<div>two", ["one", "two"]),
        ("<ul><li>one<li>two</ul>", ["one", "two"]),
        ("<p>one <b>bold</p><p>two</p>", ["one bold", "two"]),
        ("</div><p>one</p></section>", ["one"]),
        ("<p>1 < 2 & 3 > 2</p>", ["1 < 2 & 3 > 2"]),
        ("<p>one</p><p>two <a href='x", ["one", "two"]),
    ],
)
def test_broken_markup_loses_no_text(markup, expected):
    assert texts(markup) == expected


@pytest.mark.parametrize(
    "markup",
    [
        "<html><body><p>one</p></body></html><p>two</p>",
        "<p>one</p></body></html>two",
        "<html><body><p>one</p></body><p>two</p></html>",
        "<html><body><p>one</p></body></html><html><body><div>two</div></body></html>",
        "<html><body><div><p>one</p></body></html></div><p>two</p>",
    ],
)
def test_text_after_the_end_of_the_document_is_kept(markup):
    assert texts(markup) == ["one", "two"]


@pytest.mark.parametrize("depth", [300, 3_000, 20_000])
def test_deep_nesting_loses_no_text(depth):
    found = texts("<div>" * depth + "deep" + "</div>" * depth + "<p>after</p>")
    assert found == ["deep", "after"]


def test_unclosed_deep_nesting_loses_no_text():
    found = texts("<p>first</p>" + "".join(f"<div>w{i} " for i in range(3_000)))
    assert found == ["first", *(f"w{i}" for i in range(3_000))]


def test_very_long_text_is_kept():
    longest = "a" * 10_500_000
    assert texts(f"<p>{longest}</p><p>after</p>") == [longest, "after"]


@pytest.mark.parametrize("markup", ["", " \n\t", "\ufeff", "<html></html>", "<!-- nothing -->", "<p> </p>", "\0"])
def test_page_without_text_has_no_blocks(markup):
    assert [text for text in texts(markup) if text != "\ufffd"] == []


def test_preformatted_text_is_cut_at_blank_lines():
    assert tags("<pre>one\ntwo\n\n  three\n \t\nfour</pre>") == [("pre", "one two"), ("pre", "three"), ("pre", "four")]


def test_blank_lines_outside_preformatted_text_do_not_cut():
    assert texts("<pre>one</pre><p>two\n\nthree</p>") == ["one", "two three"]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("Just words &amp; signs", [("body", "Just words & signs")]),
        ("<p>one</p><p>two</p>", [("p", "one"), ("p", "two")]),
        ("words <p>one</p> more", [("body", "words"), ("p", "one"), ("body", "more")]),
        ("<td>cell</td>", [("body", "cell")]),
    ],
)
def test_fragments_are_read(markup, expected):
    found = tags(markup)
    assert [text for _, text in found] == [text for _, text in expected]
    if "<td" not in markup:
        assert found == expected


def test_bullet_in_a_paragraph_makes_a_list_item():
    assert tags("<p>• Bread<br><br>- Salt</p>") == [("li", "Bread"), ("li", "Salt")]


def test_blocks_of_html_have_no_offsets():
    (block,) = blocks("<p>Text</p>")
    assert (block.start, block.end) == (None, None)


@pytest.mark.parametrize("text", ["<html><body><p>One.</p></body></html>", "No tag at all."])
@pytest.mark.parametrize("forced", ["html", "text"])
def test_forced_input_overrides_what_the_page_looks_like(text, forced):
    assert read(Source.from_str(text), Options(input=forced)).input == forced


def test_html_forced_to_text_is_text_with_tags_left_in_it():
    page = read(Source.from_str("<html><p>One.</p></html>"), Options(input="text"))
    assert [block.text for block in page.blocks] == ["<html>", "One.", "</html>"]


LONG = "The council bought the ferry back after eleven years of broken timetables."
OTHER = "The islanders had waited for that since the winter storms of last year."


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (f"<p>{LONG}<br>{OTHER}</p>", [("p", LONG), ("p", OTHER)]),
        (f"<p>{LONG}<br>“{OTHER}”</p>", [("p", LONG), ("p", f"“{OTHER}”")]),
        (f"<p>{LONG}<br>and {OTHER}</p>", [("p", f"{LONG} and {OTHER}")]),
        (f"<pre>{LONG}\n{OTHER}</pre>", [("pre", f"{LONG} {OTHER}")]),
        (
            "<p>市議会は火曜日の夜、航路の買い戻しを決めた。<br>　費用は六億四千万円で、県が三分の一を補助する。</p>",
            [
                ("p", "市議会は火曜日の夜、航路の買い戻しを決めた。"),
                ("p", "費用は六億四千万円で、県が三分の一を補助する。"),
            ],
        ),
        (f"<p><b>At midnight</b><br>{LONG}</p>", [("h4", "At midnight"), ("p", LONG)]),
        (f"<p><strong>At midnight<br></strong>{LONG}</p>", [("h4", "At midnight"), ("p", LONG)]),
        (f"<p><b>At midnight,</b><br>{LONG}</p>", [("p", f"At midnight, {LONG}")]),
        ("<p><b>Ana Ruiz</b><br>Reporter</p>", [("p", "Ana Ruiz Reporter")]),
    ],
)
def test_single_line_break_parts_sentences_and_headings(markup, expected):
    assert tags(markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        (
            "<p>The <x-tip>board</x-tip> met<o:p></o:p> in <st1:place>Brackwell</st1:place>.</p>",
            "The board met in Brackwell.",
        ),
        ("<p><x-source><b>Ana Ruiz</b></x-source> said so.</p>", "Ana Ruiz said so."),
        ("<p>She is <a href=x><x-name>Ana Ruiz</x-name></a>.</p>", "She is Ana Ruiz."),
        ("<div>The <x-tip>board</x-tip>s met.</div>", "The boards met."),
        ("<p>The line<ruby>港<rp>(</rp><rt>みなと</rt><rp>)</rp></ruby> stays.</p>", "The line港 stays."),
        ("<p>In 2019<sup>3</sup> H<sub>2</sub>O cost 10<sup><a href=x>6</a></sup>.</p>", "In 2019 3 H2O cost 10 6."),
        ("<p>Wasser&shy;werk, coun&#8203;cil, می&zwnj;خواهم</p>", "Wasserwerk, council, می\u200cخواهم"),
    ],
)
def test_sentence_stays_whole(markup, expected):
    assert texts(markup) == [expected]


@pytest.mark.parametrize(
    "markup",
    ["<div>Text <x-box><p>one</p></x-box> two</div>", "<div><x-a>Text</x-a><x-b>one</x-b><x-b>two</x-b></div>"],
)
def test_custom_elements_with_blocks_or_without_text_beside_them_end_a_block(markup):
    assert len(texts(markup)) == 3


@pytest.mark.parametrize(
    "markup",
    [
        "<p><span class=cap>T</span>he ferry returns.</p>",
        "<p><span class=cap>T</span>\nhe ferry returns.</p>",
        "<div class=cap>T</div><p>he ferry returns.</p>",
        "<p><img src=t.png alt=T>he ferry returns.</p>",
    ],
)
def test_drop_cap_rejoins_its_word(markup):
    assert texts(f"{markup}<p>So says the council.</p>") == ["The ferry returns.", "So says the council."]


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<div>A</div><p>ferry returns.</p><p>The ferry was late.</p>", "A ferry returns."),
        ("<div>“A</div><p>fter the storm.</p><p>It came after that.</p>", "“After the storm."),
        ("<p>A ferry returns.</p>", "A ferry returns."),
        ("<p>X marks the spot.</p>", "X marks the spot."),
        ("<p>A long way.</p><p>They came along here.</p>", "A long way."),
    ],
)
def test_letter_that_is_a_word_keeps_its_space(markup, expected):
    assert texts(markup)[0] == expected
