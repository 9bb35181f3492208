"""Reviews in a headless Chromium: walking, filters, rules that work when they are pasted, hostile pages, accessibility.

CI runs these tests on their own: `python -m pytest -m browser tests/review/test_browser.py`.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from newsclean import Options, Source, clean
from newsclean.review.collect import collect
from newsclean.review.overview import Overview
from newsclean.review.runs import run_overview
from newsclean.review.write import render_review
from tests.review.test_review import PAYLOADS, hostile_page
from tests.support.batches import html, run, write
from tests.support.golden import FIXTURES

pytestmark = pytest.mark.browser
ARGUMENTS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync --window-size=1280,1000"
).split()
SEVERE = ("serious", "critical")
PAGE = (
    '<html><head><link rel="canonical" href="https://quay.example/{n}"></head><body><main id="text"><div class="story">'
    "<h1>Ferry {n} returns</h1><p>The ferry number {n} will sail on Monday, the harbour office said.</p>"
    '<p class="md:note a.b">Our reporters on Quay ate fish pie number {n} when they came.</p>'
    "<p>It had been in dry dock since the autumn, and its crew of {n} came from the mainland.</p></div></main></html>"
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """Start one Chromium with a profile of its own."""
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    options = webdriver.ChromeOptions()
    options.binary_location = shutil.which("chromium") or "chromium"
    for argument in (*ARGUMENTS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    driver.set_script_timeout(60)
    yield driver
    driver.quit()


def write_review(folder: Path, *sources: Source) -> str:
    """Write a review of pages, and return its address."""
    overview = Overview("A review")
    (pages,) = collect(sources, Options(), overview, 1, 1 << 30)
    path = folder / "review.html"
    path.write_text(render_review(overview, pages))
    return path.as_uri()


def show(browser: Any, address: str, view: str) -> None:
    """Open a view and wait until it is there."""
    browser.get("about:blank")
    browser.get_log("performance")  # what the first tab of the browser asked for
    browser.get(f"{address}#{view}")
    wait(
        browser, "document.querySelector('#view-page').hidden || document.querySelector('#blocks').children.length > 0"
    )


def wait(browser: Any, condition: str) -> None:
    """Wait until a condition holds."""
    from selenium.webdriver.support.ui import WebDriverWait

    WebDriverWait(browser, 20).until(lambda driver: driver.execute_script(f"return {condition}"))


def requests_of(browser: Any) -> list[str]:
    """Return the addresses that the browser asked for since the last call, without files and blobs of the review."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    urls = [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [url for url in urls if not url.startswith(("file:", "blob:", "about:", "chrome:"))]


def keys(browser: Any, text: str) -> None:
    """Type keys where the focus is."""
    browser.switch_to.active_element.send_keys(text)


def text_of(browser: Any, selector: str) -> str:
    """Return the text of an element."""
    return str(browser.execute_script(f"return document.querySelector({json.dumps(selector)}).textContent"))


def test_filters_and_keys_walk_through_the_pages(browser: Any, tmp_path: Path) -> None:
    from selenium.webdriver.common.by import By
    from selenium.webdriver.common.keys import Keys
    from selenium.webdriver.support.ui import Select

    fixtures = [Source.from_path(path) for path in sorted((FIXTURES / "pages").glob("*.html"))]
    address = write_review(tmp_path, *fixtures)
    show(browser, address, "pages")
    assert text_of(browser, "#count").startswith(f"{len(fixtures)} of {len(fixtures)} pages")
    browser.find_element(By.ID, "f-text").send_keys("harbour")
    wait(browser, "document.querySelectorAll('#list tbody tr').length < 20")
    browser.execute_script("document.activeElement.blur()")
    keys(browser, "j")
    assert browser.execute_script("return document.activeElement.closest('#list') !== null")
    browser.execute_script("document.activeElement.click()")
    wait(browser, "document.querySelector('#blocks').children.length > 0")
    first = text_of(browser, "#page-title")
    keys(browser, "j")
    keys(browser, "j")
    keys(browser, Keys.ENTER)
    wait(browser, "!document.querySelector('#detail').hidden")
    assert "why" in text_of(browser, "#detail")
    keys(browser, "n")
    wait(browser, f"document.querySelector('#page-title').textContent !== {json.dumps(first)}")
    Select(browser.find_element(By.ID, "b-policy")).select_by_value("2")
    wait(browser, "document.querySelectorAll('#blocks .block:not(.p2)').length === 0")
    browser.execute_script("document.activeElement.blur()")
    keys(browser, "u")
    wait(browser, "!document.querySelector('#view-pages').hidden")
    assert requests_of(browser) == []
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []


def test_a_click_on_the_article_finds_its_block(browser: Any, tmp_path: Path) -> None:
    link = '<a href="https://quay.example/crew">its crew</a> of 1 came <em>home</em> to the <a href="#x">mainland</a>'
    source = Source("1.html", PAGE.format(n=1).replace("its crew of 1 came from the mainland", link).encode())
    show(browser, write_review(tmp_path, source), "page/0")
    assert browser.execute_script("return document.querySelector('#article em').textContent") == "home"
    targets = "return [...document.querySelectorAll('#article a')].map((one) => [one.getAttribute('href'), one.target])"
    assert browser.execute_script(targets)[0] == ["https://quay.example/crew", "_blank"]
    assert all(href is None or href.startswith("https:") for href, _ in browser.execute_script(targets))
    browser.execute_script("document.querySelector('#article em').click()")
    wait(browser, "!document.querySelector('#detail').hidden")
    assert "its crew of 1 came home" in text_of(browser, "#blocks [aria-current]")


@pytest.mark.parametrize(
    ("block", "matcher", "kind", "dropped"),
    [(2, 0, "drop", True), (2, 1, "drop", True), (2, 1, "keep", False), (3, 1, "main", True)],
)
def test_a_copied_rule_works(browser: Any, tmp_path: Path, block: int, matcher: int, kind: str, dropped: bool) -> None:
    source = Source("1.html", PAGE.format(n=1).encode())
    show(browser, write_review(tmp_path, source), "page/0")
    browser.execute_script(f"document.querySelector('#blocks [data-block=\"{block}\"]').click()")
    browser.execute_script(
        f"const m = document.querySelector('#matcher'); m.value = {matcher}; m.dispatchEvent(new Event('change'));"
        f"document.querySelector('[data-rule={kind}]').click()"
    )
    rule = browser.execute_script("return document.querySelector('#rule').value")
    (tmp_path / "quay.toml").write_text(f'id = "quay"\nname = "Quay"\ndomains = "quay.example"\n{rule}')
    article = clean(source, options=Options(rules=(str(tmp_path / "quay.toml"),)))
    assert article.publication is not None
    assert article.publication.id == "quay"
    assert article.rule_hits
    if kind == "main":
        assert article.warnings == ()
    else:
        assert ("fish pie" not in article.body) == dropped, rule


def test_no_script_of_a_page_runs_and_no_request_leaves(browser: Any, tmp_path: Path) -> None:
    sources = [Source(f"{payload}.html", hostile_page(payload)) for payload in PAYLOADS]
    assert len(sources) >= 50
    address = write_review(tmp_path, *sources)
    browser.execute_cdp_cmd(
        "Page.addScriptToEvaluateOnNewDocument",
        {"source": "window.pwned = 0; window.pwn = () => { window.pwned += 1; }"},
    )
    show(browser, address, "overview")
    requests_of(browser)
    for number in range(len(sources)):
        browser.execute_script(f"location.hash = '#page/{number}'")
        wait(browser, f"document.querySelector('#page-facts').textContent.includes({json.dumps(sources[number].name)})")
        browser.execute_script(
            "for (const block of document.querySelectorAll('#blocks .block')) block.click();"
            "for (const button of document.querySelectorAll('[data-rule]')) button.click();"
        )
    browser.execute_script("location.hash = '#pages'")
    wait(browser, "document.querySelectorAll('#list tbody tr').length >= 50")
    assert browser.execute_script("return window.pwned") == 0
    assert requests_of(browser) == []
    assert (
        browser.execute_script(
            "return document.querySelectorAll('img, iframe, object, embed, base, form[action]').length"
        )
        == 0
    )


@pytest.mark.parametrize("is_dark", [False, True])
def test_axe_finds_no_serious_fault(browser: Any, tmp_path: Path, is_dark: bool) -> None:
    write(
        tmp_path / "pages", {f"{n}.html": html(n) for n in range(3)} | {"bad.txt": b"\x89PNG" + bytes(range(32)) * 20}
    )
    run(tmp_path / "out", tmp_path / "pages")
    (tmp_path / "report.html").write_text(render_review(run_overview(tmp_path / "out"), None))
    sources = [Source.from_path(path) for path in sorted((FIXTURES / "pages").glob("*.html"))[:8]]
    address = write_review(tmp_path, *sources, Source("1.html", PAGE.format(n=1).encode()))
    axe = (files("axe_playwright_python") / "axe.min.js").read_text()
    views = [(address, view) for view in ("overview", "pages", "page/0", "page/8")]
    for target, view in [*views, ((tmp_path / "report.html").as_uri(), "overview")]:
        browser.get("about:blank")
        browser.get(f"{target}#{view}")
        if view.startswith("page/"):
            wait(browser, "document.querySelector('#blocks').children.length > 0")
            browser.execute_script("document.querySelector('#blocks .block').click()")
        if is_dark:
            browser.execute_script("document.documentElement.dataset.theme = 'dark'")
        browser.execute_script(axe)
        found = browser.execute_async_script("axe.run().then(arguments[arguments.length - 1])")
        faults = [
            (fault["id"], node["html"][:120], node.get("failureSummary", "")[:200])
            for fault in found["violations"]
            if fault["impact"] in SEVERE
            for node in fault["nodes"][:2]
        ]
        assert faults == [], (target, view)


@pytest.mark.parametrize(("width", "height"), [(1280, 1000), (390, 844)])
def test_nothing_is_wider_than_the_window(browser: Any, tmp_path: Path, width: int, height: int) -> None:
    sources = [Source.from_path(path) for path in sorted((FIXTURES / "pages").glob("*.html"))[:8]]
    sources.append(Source(f"{'long-name' * 30}.html", hostile_page("w" * 500)))
    address = write_review(tmp_path, *sources)
    size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    for view in ("overview", "pages", "page/0", "page/8"):
        show(browser, address, view)
        assert browser.execute_script("return document.documentElement.scrollWidth <= innerWidth"), view
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
