"""Why a finding is stuck: what its own lines prove, what stands beside them, and which of their numbers are decoded."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest
from judged import finding

from dmplog.case import Evidence
from dmplog.causes import load_causes
from dmplog.causes.book import Causes
from dmplog.causes.explain import Explanation, explain, telling_at
from dmplog.causes.model import KnownCause, Proof
from dmplog.evidence import Asked, EvidenceBook, Telling
from dmplog.grammar import UNRECOGNIZED

STUCK = ("failed", "stalled")
OPEN = ("in_progress", "waiting", "completed", "unknown", "not_applicable")


def cause(name, steps="*.*.*", **proof):
    words = {"category": "disk_space", "title": name, "explanation": "It is so.", "references": ()}
    return KnownCause(name, steps=(steps,), actions=("Look.",), proof=(Proof(3, **proof),), status="seen", **words)


FULL, DENIED = cause("full", all_texts=("no room",)), cause("denied", all_texts=("no access",))


def explained(own=(), beside=(), between=(), *, causes=Causes((FULL, DENIED)), found=None, seen=()):  # noqa: B008 - frozen
    """Return why *found* is stuck; lines are texts, or texts with their event, and a line of both stands in both."""
    texts = [*dict.fromkeys((*own, *beside))]
    lines = {number: line(number, text) for number, text in enumerate(texts)}
    stretch = "a stretch" if between else None
    held = {stretch: tuple(line(100 + number, text) for number, text in enumerate(between))}
    rows = [tuple(map(texts.index, side)) for side in (own, beside)]
    asked = Asked((), (), *rows, (), frozenset(seen), stretch)
    stuck = found or finding("installation", step="install_update", verdict="failed")
    return explain([stuck], [asked], EvidenceBook(lines, {}, {}, held), causes)[0]


def line(number, text):
    said, event = (text, None) if isinstance(text, str) else text
    return Evidence("CMUpdate.log", number, None, event, said)


def ids(explanation):
    return [each.id for each in explanation.causes]


def numbers(explanation):
    return [each.code for each in explanation.errors]


@pytest.mark.parametrize("verdict", STUCK)
def test_what_is_stuck_is_explained(verdict):
    found = finding("installation", step="install_update", verdict=verdict)

    assert (["full"], ["112"]) == (ids(told := explained(["no room: error = 112"], found=found)), numbers(told))
    assert Telling() != telling_at(found, load_causes())


@pytest.mark.parametrize("verdict", OPEN)
def test_what_is_not_stuck_needs_no_reason(verdict):
    found = finding("installation", step="install_update", verdict=verdict)

    assert Explanation() == explained(["no room: error = 112"], found=found)
    assert Telling() == telling_at(found, load_causes())


def test_without_a_step_nothing_can_block_it():
    found = finding("installation", step=None, verdict="failed")

    assert Explanation() == explained(["no room: error = 112"], found=found)
    assert Telling() == telling_at(found, load_causes())


def test_only_a_cause_of_its_step_can_block_it():
    other = cause("other", "download.*.*", all_texts=("no room",), events=("redist_downloaded",))
    found = finding("installation", step="install_update", verdict="failed")

    assert ["unknown"] == ids(explained(["no room"], causes=Causes((other,))))
    assert (frozenset(), frozenset()) == tuple(telling_at(found, Causes((other,))))


def test_a_line_of_its_own_is_none_beside_it_too():
    twice = cause("twice", all_texts=("no room",), times=2)

    assert ["unknown"] == ids(explained(["no room"], ["no room"], causes=Causes((twice,))))
    assert ["twice"] == ids(explained(["no room"], ["no room at all"], causes=Causes((twice,))))


def test_what_stands_beside_it_or_between_only_suggests():
    certain = {name: explained(**{name: ["no room"]}).causes[0].certainty for name in ("own", "beside", "between")}

    assert {"own": "proved", "beside": "suggested", "between": "suggested"} == certain


def test_what_the_case_has_seen_speaks_against_a_cause():
    idle = cause("idle", all_texts=("no room",), unless_seen=("failure",))

    assert ["idle"] == ids(explained(["no room"], causes=Causes((idle,))))
    assert ["unknown"] == ids(explained(["no room"], causes=Causes((idle,)), seen=["failure"]))


@pytest.mark.parametrize(
    ("lines", "decoded"),
    [
        ({"own": ["it broke: error = 5"]}, ["5"]),
        ({"own": ["it broke: error = 5", "and again: error = 5"]}, ["5"]),
        ({"own": ["no room"], "beside": [("something failed: error = 5", UNRECOGNIZED)]}, ["5"]),
        # A known line beside it is another's, unless the first cause rests on it.
        ({"own": ["no room"], "beside": [("something failed: error = 5", "a_known_line")]}, []),
        ({"own": ["no room"], "beside": [("something failed: error = 5", "yet_another_line")]}, []),
        ({"own": ["it broke"], "beside": [("no room: error = 112", "a_known_line")]}, ["112"]),
        ({"own": ["no room"], "beside": [("no access: error = 5", "a_known_line")]}, []),
        ({"own": ["no room"], "between": ["going on: error = 5"]}, []),
        ({"own": ["it broke"], "between": ["no room: error = 112"]}, ["112"]),
        ({"own": ["it broke"]}, []),
    ],
)
def test_numbers_of_its_own_lines_of_unknown_errors_and_of_what_proves_the_cause_are_decoded(lines, decoded):
    assert decoded == numbers(explained(**lines))


@pytest.mark.parametrize("guid", ["4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41", None])
def test_where_the_release_is_not_known_what_each_asks_for_is_told_first(guid):
    assert (True, "Look.") == (actions(guid)[0].startswith("From 1810 on: "), actions(guid)[-1])


def actions(guid, name="sql_driver_too_old"):
    found = finding("installation", step="install_update", verdict="failed", guid=guid)
    known = replace(FULL, id=name)
    return explained(["no room"], causes=Causes((known,)), found=found).causes[0].actions


def test_what_the_release_in_force_asks_for_stands_first():
    first, *others = actions("aa928926-5c76-4de0-b51f-0fe4d365dfe2")

    assert (True, ["Look."]) == (first.startswith("For 2503: "), others)


def test_a_cause_that_no_release_speaks_of_is_told_as_it_is():
    assert ("Look.",) == actions(None, "full")


def test_causes_are_read_without_polars():
    """The build of the package reads them where it is not installed."""
    script = "import sys; from dmplog.causes import load_causes; load_causes(); print('polars' in sys.modules)"

    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert "False" == found.stdout.strip()
