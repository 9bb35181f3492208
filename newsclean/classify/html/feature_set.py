"""The feature set of HTML pages."""

from __future__ import annotations

from newsclean.classify.context import CONTEXT_FEATURES, context_features
from newsclean.classify.feature_set import FeatureSet
from newsclean.classify.html.features import FEATURES
from newsclean.classify.selection import PAGE_FEATURES, decide, page_features

HTML = FeatureSet(
    input="html",
    names=" ".join((*FEATURES, *CONTEXT_FEATURES, *PAGE_FEATURES)),
    context=context_features,
    choose=decide,
    page=page_features,
)
