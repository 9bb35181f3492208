"""The feature set of HTML pages."""

from __future__ import annotations

from newsclean.classify.context import CONTEXT_FEATURES, context_features
from newsclean.classify.decision import PAGE_FEATURES, decide, page_features
from newsclean.classify.features import FEATURES
from newsclean.classify.featureset import FeatureSet

HTML = FeatureSet(
    input="html",
    names=" ".join((*FEATURES, *CONTEXT_FEATURES, *PAGE_FEATURES)),
    context=context_features,
    choose=decide,
    page=page_features,
)
