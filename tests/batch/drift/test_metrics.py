"""The metrics of a run, in the text format of Prometheus."""

from __future__ import annotations

import re

from newsclean.batch import Summary
from newsclean.batch.drift.judge import Drift, judge
from newsclean.batch.drift.metrics import metrics_of
from tests.batch.drift.test_judge import PAST, night

_SAMPLE_RE = re.compile(r'[a-z_]+(\{[a-z]+="([^"\\\n]|\\.)*"(,[a-z]+="([^"\\\n]|\\.)*")*\})? -?[\d.e+]+')


def test_every_line_is_a_comment_or_a_sample() -> None:
    recent = night(99, authors=0)
    name = 'The "Post"\\\nof Quay'
    drift = Drift(name, True, 8, judge(recent, PAST))
    summary = Summary({"ok": 8}, cleaned=8, seconds=1.5, drifting=(drift,), publications={name: recent})
    lines = metrics_of(summary).splitlines()
    assert [line for line in lines if not line.startswith("# ") and not _SAMPLE_RE.fullmatch(line)] == []
    label = 'publication="The \\"Post\\"\\\\\\nof Quay"'
    assert f'newsclean_publication_fault_ratio{{{label},fault="authors"}} 1' in lines
    assert f'newsclean_publication_drift_ratio{{{label},fact="authors"}} 1' in lines
    assert 'newsclean_pages{status="ok"} 8' in lines
    assert len([line for line in lines if line.startswith("# TYPE")]) == len({line for line in lines if "TYPE" in line})
