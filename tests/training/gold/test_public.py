"""Building gold from clones of public data sets, tried on a small invented imitation of each layout."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from newsclean.errors import UsageError
from newsclean.training.gold.pages import GoldPage, read_gold
from newsclean.training.gold.public import PUBLIC_GOLD, SHIPPED_PAGES, build_gold, recognise
from tests.conftest import Run
from tests.support.invented_gold import page

PAGES = [page(number)[0].encode() for number in range(4)]
BODY = "The ferry sails again.\n\nHalf the village stood on the pier."


def write(path: Path, content: Any) -> None:
    """Write a file: bytes as they are, gzip for `.gz`, a string as text, anything else as JSON."""
    path.parent.mkdir(parents=True, exist_ok=True)
    data = content if isinstance(content, bytes) else content if isinstance(content, str) else json.dumps(content)
    data = data if isinstance(data, bytes) else data.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)


def article_extraction_benchmark(clone: Path) -> None:
    write(
        clone / "ground-truth.json",
        {"b2": {"articleBody": BODY, "url": "https://b.example/2"}, "gone": {"articleBody": ""}},
    )
    write(clone / "html" / "b2.html.gz", PAGES[0])


def fundus_evaluation(clone: Path) -> None:
    truth = {"body": ["[Key point.]", "The ferry sails again.", "[See more.]"], "url": "https://c.example/1"}
    write(clone / "dataset" / "ground_truth.json", {"Courier_0.html.gz": truth})
    write(clone / "dataset" / "html" / "Courier_0.html.gz", PAGES[0])


def fundus_tests(clone: Path) -> None:
    folder = clone / "tests" / "resources" / "parser" / "test_data" / "xx"
    names = ["Courier_2024_01_02", "Courier_2025_03_04", "CourierPlus_2024_01_02", "Post_2024_01_02", "Post_2024_05_06"]
    for number, name in enumerate(names):
        write(folder / f"{name}.html.gz", PAGES[number % 4])
    write(folder / "meta.info", {f"{name}.html.gz": {"url": f"https://{name[0]}.example/{name}"} for name in names})
    article = {
        "title": "Ferry",
        "authors": ["Ann Lee", "Bo Ek"],
        "publishing_date": "2024-01-02 03:04:05+00:00",
        "body": {
            "summary": ["Lead."],
            "sections": [
                {"headline": [], "paragraphs": ["One."]},
                {"headline": ["Sub"], "paragraphs": ["Two.", "Three."]},
            ],
        },
    }
    # the second version stands first, and versions are ordered by number
    write(folder / "Courier.json", {"V1_1": article | {"title": "New"}, "V1": article})
    write(folder / "CourierPlus.json", {"V1": {"title": "Bare", "body": None}})
    write(folder / "Post.json", {"V1": article})


def wcxb(clone: Path) -> None:
    for name, kind in (("0001", "article"), ("0002", "forum")):
        truth = {"title": "T", "author": "Ann Lee", "publish_date": "2025-01-02", "main_content": BODY}
        truth |= {"with": ["ferry"], "without": ["Home"]}
        entry = {"url": "https://w.example/1", "_internal": {"page_type": {"primary": kind}}, "ground_truth": truth}
        write(clone / "dev" / "ground-truth" / f"{name}.json", entry)
        write(clone / "dev" / "html" / f"{name}.html.gz", PAGES[0])


def chinese(clone: Path) -> None:
    write(clone / "cleaned" / "a-1.txt", "\n渡轮恢复航行。\n \n全村人都在码头。\n ")
    write(clone / "author" / "a-1.txt", "李明 王芳\n")
    write(clone / "date" / "a-1.txt", "2005-07-31 10-20-30")
    write(clone / "cleaned" / "b-2.txt", "无")
    write(clone / "author" / "b-2.txt", "UNKNOWN")
    write(clone / "cleaned" / "c-3.txt", "没有网页")
    for name in ("a-1", "b-2"):
        write(clone / "Original" / f"{name}.html", PAGES[0])


def trafilatura(clone: Path) -> None:
    entries = {
        "https://t.example/1": {"file": "t.plätzchen.html", "with": ["ferry"], "without": ["Menu"]},
        "https://t.example/2": {"file": "t.two.html", "with": [], "without": [], "author": "Ann Lee", "title": "T"},
    }
    write(clone / "tests" / "evaldata.json", entries)
    write(clone / "tests" / "cache" / "t.plätzchen.html", PAGES[0])
    write(clone / "tests" / "eval" / "t.two.html", PAGES[1])


MAKERS = (article_extraction_benchmark, fundus_evaluation, fundus_tests, wcxb, chinese, trafilatura)


@pytest.fixture
def clones(tmp_path: Path) -> list[Path]:
    """Return one imitation of a clone for each data set, in the order of training."""
    folders = []
    for make in MAKERS:
        folders.append(tmp_path / "clones" / make.__name__)
        make(folders[-1])
    return folders


def built(clones: list[Path], out: Path, name: str) -> list[GoldPage]:
    build_gold(clones, out)
    return list(read_gold(out / name))


def test_every_data_set_is_recognised_and_built_in_the_order_of_training(clones: list[Path], tmp_path: Path):
    assert [recognise(clone).name for clone in clones] == [gold.name for gold in PUBLIC_GOLD]
    found = build_gold([*reversed(clones)], tmp_path / "gold")
    assert [one.folder.name for one in found] == [gold.name for gold in PUBLIC_GOLD]
    assert [one.pages for one in found] == [1, 1, 3, 1, 2, 2]
    assert {one.folder.name: one.missing for one in found if one.missing} == {"aeb": ("gone",), "zh_web": ("c-3",)}
    for one in found:
        pages = list(read_gold(one.folder))
        assert {page.settings for page in pages} == {g.settings for g in PUBLIC_GOLD if g.name == one.folder.name}
        assert {page.data for page in pages} <= set(PAGES)


def test_a_build_is_reproducible(clones: list[Path], tmp_path: Path):
    contents = []
    for out in (tmp_path / "one", tmp_path / "two"):
        build_gold(clones, out)
        contents.append({path.relative_to(out): path.read_bytes() for path in out.rglob("*") if path.is_file()})
    assert contents[0] == contents[1]


def test_aeb(clones: list[Path], tmp_path: Path):
    (page,) = built(clones, tmp_path / "gold", "aeb")
    assert (page.id, page.url, page.body) == ("b2", "https://b.example/2", BODY)


def test_fundus_eval_includes_optional_paragraphs(clones: list[Path], tmp_path: Path):
    (page,) = built(clones, tmp_path / "gold", "fundus_eval")
    assert (page.id, page.body) == ("Courier_0", "[Key point.]\n\nThe ferry sails again.\n\n[See more.]")


def test_fundus_tests_pair_the_pages_of_a_publisher_with_its_parser_versions(clones: list[Path], tmp_path: Path):
    plus, old, new = built(clones, tmp_path / "gold", "fundus_tests")
    assert (plus.id, plus.title, plus.body) == ("xx-CourierPlus_2024_01_02", "Bare", "")
    assert (old.id, old.title, new.id, new.title) == ("xx-Courier_2024_01_02", "Ferry", "xx-Courier_2025_03_04", "New")
    assert old.body == "Lead.\n\nOne.\n\nSub\n\nTwo.\n\nThree."
    assert (old.authors, old.date) == (("Ann Lee", "Bo Ek"), "2024-01-02 03:04:05+00:00")
    assert old.url == "https://C.example/Courier_2024_01_02"


def test_wcxb_has_articles_alone(clones: list[Path], tmp_path: Path):
    (page,) = built(clones, tmp_path / "gold", "wcxb")
    assert (page.id, page.body, page.authors, page.date) == ("dev-0001", BODY, ("Ann Lee",), "2025-01-02")
    assert (page.wanted, page.unwanted) == (("ferry",), ("Home",))


def test_zh_web(clones: list[Path], tmp_path: Path):
    first, second = built(clones, tmp_path / "gold", "zh_web")
    assert (first.body, first.authors, first.date) == (
        "渡轮恢复航行。\n \n全村人都在码头。",
        ("李明", "王芳"),
        "2005-07-31",
    )
    assert (second.body, second.authors, second.date, second.url) == ("无", (), "", None)


def test_traf_eval_has_snippets(clones: list[Path], tmp_path: Path):
    first, second = built(clones, tmp_path / "gold", "traf_eval")
    assert (first.id, first.body, first.wanted, first.unwanted) == ("t.pl_tzchen", "", ("ferry",), ("Menu",))
    assert (second.id, second.authors, second.title, second.data) == ("t.two", ("Ann Lee",), "T", PAGES[1])


def test_a_list_of_pages_limits_what_is_taken(clones: list[Path], tmp_path: Path):
    (found,) = build_gold([clones[2]], tmp_path / "gold", {"fundus_tests/xx-Courier_2025_03_04"})
    assert (found.pages, found.missing) == (1, ())
    assert [page.title for page in read_gold(found.folder)] == ["New"]
    with pytest.raises(UsageError, match="has no pages to take"):
        build_gold([clones[0]], tmp_path / "gold", {"wcxb/dev-0001"})


def test_an_unknown_folder_is_an_error_that_names_the_data_sets(tmp_path: Path):
    with pytest.raises(UsageError, match=r"no clone of a known data set; known are https://github.com/scrapinghub/"):
        build_gold([tmp_path], tmp_path / "gold")


def test_two_clones_of_one_data_set_are_an_error(clones: list[Path], tmp_path: Path):
    with pytest.raises(UsageError, match="clones of the same data set"):
        build_gold([clones[0], clones[0]], tmp_path / "gold")


def test_an_existing_gold_folder_is_never_overwritten(clones: list[Path], tmp_path: Path):
    build_gold(clones[:1], tmp_path / "gold")
    with pytest.raises(UsageError, match="exists already"):
        build_gold(clones, tmp_path / "gold")
    assert not (tmp_path / "gold" / "wcxb").exists()


def test_a_clone_without_pages_is_an_error(clones: list[Path], tmp_path: Path):
    (clones[0] / "html" / "b2.html.gz").unlink()
    with pytest.raises(UsageError, match="has no pages to take; is the clone complete"):
        build_gold(clones[:1], tmp_path / "gold")


def test_the_verb_gold_builds_what_train_and_eval_read(clones: list[Path], tmp_path: Path, run: Run):
    done = run("gold", *clones, "--out", tmp_path / "gold")
    assert done.returncode == 0, done.stderr
    assert done.stdout.decode().splitlines()[0] == f"{tmp_path / 'gold' / 'aeb'}\t1 pages"
    assert "1 rows have no page in the clone" in done.stderr.decode()
    assert run("eval", tmp_path / "gold" / "wcxb").returncode == 0
    (tmp_path / "pages.txt").write_text("aeb/b2\n")
    listed = run("gold", clones[0], "--out", tmp_path / "listed", "--pages", tmp_path / "pages.txt")
    assert listed.stdout.decode() == f"{tmp_path / 'listed' / 'aeb'}\t1 pages\n"


def test_the_list_of_shipped_pages_names_every_data_set() -> None:
    pages = SHIPPED_PAGES.read_text(encoding="utf-8").splitlines()
    assert len(set(pages)) == len(pages)
    assert {page.partition("/")[0] for page in pages} == {gold.name for gold in PUBLIC_GOLD}
