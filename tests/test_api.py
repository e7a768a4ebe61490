"""The functions a script calls: one flowchart or several, by name or by file."""

from __future__ import annotations

from datetime import date
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


LOG = f"{BUNDLE}/hman.log"


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: dmplog.diagnose([BUNDLE]), "a path must be a text or a Path, not ["),
        (lambda: dmplog.diagnose(LOG, flowcharts=5), "flowcharts must be a name, or several, not 5"),
        (lambda: dmplog.diagnose(LOG, flowcharts=[5]), "flowcharts must be a text or a Path, not 5"),
        (lambda: dmplog.diagnose(LOG, knowledge=5), "knowledge must be a text or a Path, not 5"),
        (lambda: dmplog.diagnose(LOG, knowledge=[LOG]), "knowledge must be a text or a Path, not ["),
        (lambda: dmplog.diagnose(LOG, as_of=5), "as_of must be a datetime or a text, not 5"),
        (
            lambda: dmplog.diagnose(LOG, as_of=date(2025, 1, 14)),
            "as_of must be a datetime or a text, not datetime.date",
        ),
        (lambda: dmplog.diagnose(LOG, update=2409), "update must be a text, not 2409"),
        (lambda: dmplog.diagnose(LOG, site=1), "site must be a text, not 1"),
        (lambda: dmplog.diagnose(LOG, context="a"), "context must be a whole number from 0 to 100,000, not 'a'"),
        (lambda: dmplog.diagnose(LOG, context=-1), "context must be a whole number from 0 to 100,000, not -1"),
        (
            lambda: dmplog.diagnose(LOG, utc_offset="a"),
            "utc_offset must be a whole number from -1,440 to 1,440, not 'a'",
        ),
        (lambda: dmplog.diagnose(LOG, utc_offset=10**9), "not 1000000000"),
        (lambda: dmplog.diagnose(LOG, encoding=5), "encoding must be a text, not 5"),
        (lambda: dmplog.diagnose(LOG, day_first="yes"), "day_first must be True, False or None, not 'yes'"),
        (lambda: dmplog.read_records(5), "a path must be a text or a Path, not 5"),
        (lambda: dmplog.read_events(LOG, events=5), "events must be a name, or several, not 5"),
        (lambda: dmplog.read_events(LOG, events=[None]), "events must be a text or a Path, not None"),
        (lambda: dmplog.load_flowchart(5), "a flowchart must be a text or a Path, not 5"),
        (lambda: dmplog.explain(262146), "what is explained must be a text, not 262146"),
        (lambda: dmplog.explain(None), "there is nothing to explain"),
    ],
)
def test_an_argument_of_a_wrong_type_is_told_in_a_sentence(call, said):
    with pytest.raises(dmplog.UsageError) as caught:
        call()

    assert said in str(caught.value)
