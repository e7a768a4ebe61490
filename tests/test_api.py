"""The functions a script calls: one flowchart or several, by name or by file."""

from __future__ import annotations

from pathlib import Path

import pytest

import dmplog

BUNDLE = "fixtures/scenarios/redist-fails-daily/bundle"
FILE = Path("flowcharts") / "download.toml"


@pytest.mark.parametrize(
    "flowcharts",
    ["download", FILE, str(FILE), ("download",), [FILE], iter(["download"])],
    ids=["name", "path", "file", "tuple", "list", "iterator"],
)
def test_one_flowchart_is_given_in_any_way(flowcharts):
    """A text is one name, and a path one file, wherever several may be given."""
    expected = dmplog.diagnose(BUNDLE, flowcharts=("download",))

    assert {"download"} == {case.flowchart for case in expected.cases}
    assert expected == dmplog.diagnose(BUNDLE, flowcharts=flowcharts)


@pytest.mark.parametrize("flowcharts", [(), []])
def test_no_flowchart_means_all_of_them(flowcharts):
    assert dmplog.diagnose(BUNDLE) == dmplog.diagnose(BUNDLE, flowcharts=flowcharts)


def test_a_name_that_is_none_is_named_whole():
    """And not its first letter."""
    with pytest.raises(dmplog.FlowchartError, match=r"^downlod: .*did you mean 'download'"):
        dmplog.diagnose(BUNDLE, flowcharts="downlod")
