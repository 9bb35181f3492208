"""Model files: size, version, and the features that they were trained on."""

from __future__ import annotations

import pytest

from newsclean import clean
from newsclean.classify.html.feature_set import HTML
from newsclean.classify.model import Model, model_file, shipped_model, shipped_versions
from newsclean.classify.text.feature_set import APPEALS, TEXT
from newsclean.errors import UsageError
from tests.support.golden import PAGES


def test_the_shipped_models_are_small() -> None:
    assert model_file("html").stat().st_size < 100_000
    assert sum(model_file(kind).stat().st_size for kind in ("html", "text", "appeals")) < 1_000_000


def test_the_article_names_the_version_of_the_shipped_model() -> None:
    assert shipped_model(HTML).version.startswith("html-")
    assert clean((PAGES / "harbour-post.html").read_bytes()).model == shipped_model(HTML).version


def test_versions_are_those_of_the_loaded_models() -> None:
    assert shipped_versions() == " ".join(shipped_model(features).version for features in (HTML, TEXT, APPEALS))


def test_a_model_of_other_features_is_refused_with_the_command_to_retrain() -> None:
    data = model_file("html").read_bytes()
    for other in (HTML._replace(names="size"), HTML._replace(input="text")):
        with pytest.raises(UsageError, match=r"trained on other features.*newsclean train --input"):
            Model.of_bytes(data, other)


def test_a_model_survives_its_file() -> None:
    for features in (HTML, TEXT):
        # another numpy may pack the shipped arrays otherwise
        data = Model.of_bytes(model_file(features.input).read_bytes(), features).to_bytes()
        assert Model.of_bytes(data, features).to_bytes() == data
