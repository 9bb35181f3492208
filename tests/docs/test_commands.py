"""Every command and every Python example in the documents does what the document shows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import own_environment
from tests.support.documents import ROOT, Fence, Session, fences, run, sessions, steady
from tests.support.quick_command import serving

NOT_RUN = {
    ("cleaning.md", "needs an export"),
    ("cleaning.md", "needs the network"),
    ("operations.md", "needs a service manager"),
    ("python.md", "needs the packages of the integrations"),
    ("python.md", "starts worker processes"),
    ("recipes.md", "needs another program"),
    ("retraining.md", "needs the clones"),
    ("retraining.md", "needs the gold folders"),
    ("retraining.md", "needs the gold folders and ten minutes"),
    ("retraining.md", "needs the network"),
    ("retraining.md", "needs pages of yours"),
    ("scale.md", "needs an object store and a cluster"),
    ("tutorial.md", "needs a service manager"),
}
"""The fences that no test runs, by document and reason. A new one has to be added here on purpose."""


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, str]]:
    """Return an environment in which `newsclean` starts at once."""
    with serving(tmp_path_factory.mktemp("quick"), own_environment()) as environment:
        yield environment


@pytest.mark.parametrize("session", sessions(), ids=lambda session: f"{session.document}: {session.commands[0]}")
def test_commands_print_what_the_document_shows(session: Session, quick: dict[str, str]) -> None:
    assert [*map(steady, run(session, quick))] == [*map(steady, session.outputs)]


@pytest.mark.parametrize("fence", fences("python"), ids=lambda fence: f"{fence.document}: {fence.code[:40]!r}")
def test_python_example_holds(fence: Fence, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    code = compile(fence.code, fence.document, "exec")
    if not fence.why:
        exec(code, {"__name__": "example"})  # noqa: S102 - our own documents


def test_fences_that_are_not_run_are_listed() -> None:
    marked = {(fence.document, fence.why) for language in ("console", "python") for fence in fences(language)}
    assert {(document, why) for document, why in marked if why} == NOT_RUN
