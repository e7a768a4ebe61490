"""The report object and the pictures of its cases."""

from __future__ import annotations

import json

import pytest

import dmplog
from dmplog.verdicts import WORST_FIRST


@pytest.fixture(scope="module")
def report():
    return dmplog.diagnose("fixtures/scenarios/download-redist-stalls/bundle")


def test_a_case_draws_itself(report, tmp_path):
    """The picture is of the case's own lane, says its verdict, and can be saved."""
    diagram = report.cases[0].diagram()

    assert isinstance(diagram, dmplog.Diagram)
    assert "Configuration Manager 2409: stalled at step “Download the redistributables”." == diagram.title
    assert "since 12-17 19:59" in diagram.dot
    assert diagram.save(tmp_path / "case.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_a_case_draws_itself_dark(report):
    """A dark picture has the same shape in other colours."""
    light, dark = report.cases[0].diagram(), report.cases[0].diagram(dark=True)

    assert light.mermaid.splitlines()[0] == dark.mermaid.splitlines()[0]
    assert light.dot != dark.dot


def test_every_form_is_the_same_document(report):
    """JSON text and dict agree, and cases are ordered worst first."""
    document = report.to_dict()

    assert json.loads(report.to_json()) == document
    ranks = [WORST_FIRST.index(case["verdict"]) for case in document["cases"]]
    assert sorted(ranks) == ranks
    assert "dmplog.report/1" == next(iter(document.values()))
