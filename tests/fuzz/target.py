"""What every input must survive: reader, segmenter, assessment, and the HTML report."""

from __future__ import annotations

import itertools

import clausescan
from clausescan.errors import ClausescanError
from clausescan.segment.sentences import sentence_spans


def survives(data: bytes) -> None:
    """Analyse `data`; raises whatever is neither a report nor an error of ours."""
    try:
        report = clausescan.analyze(data)
    except ClausescanError:
        return
    for finding in report.findings:
        assert report.text[finding.start : finding.end] == finding.quote
    assert report.to_json()
    assert "</html>" in report.to_html()


def covers(line: str) -> None:
    """The sentences of a line cover it in order."""
    spans = [(0, 0), *sentence_spans(line), (len(line), len(line))]
    assert all(before[1] == after[0] for before, after in itertools.pairwise(spans))
