"""An error nobody knows stands until its worker gets further: what only begins its step again takes nothing back (truth rule T1).

~Failed to write content, 0x80070070
~Found ready instruction 202sqcs1.sni
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import alarm, event, finding, ground, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.standing_error import with_standing_error
from dmplog.flowchart import Signal, Step

STEP = Step(
    id="write",
    title="Write",
    actor="x",
    place="site_server",
    log=("despool",),
    begins=(Signal("begins"),),
    tries=(Signal("tries"),),
    progress=(Signal("progress"),),
)
ELSEWHERE = {"thread": 2}
BEGUN, TRIED, GETS_ON = ("begins", ELSEWHERE), ("tries", ELSEWHERE), ("progress", ELSEWHERE)
ERROR, WARNING = ("error", {}), ("warning", {})


def retried(*said, since_row=0, change=None, role="despool", **values):
    """Return what becomes of a case whose lines, an hour apart, are called by what they mean, of which the last is its last sign."""
    rows = [
        alarm(hour, name, role=role, **more)
        if name in ("error", "warning")
        else event(name, hour, role="despool", **more)
        for hour, (name, more) in enumerate(said)
    ]
    own = tuple(number for number, row in enumerate(rows) if row["alarm"])
    members = [number for number in range(len(rows)) if number not in own]
    found = finding("top_level_site", rows=members, alarms=own, last_sign=len(rows) - 1, **values)
    lane = replace(found.lane, steps=(STEP, *found.lane.steps[1:]))
    found = replace(found, cases=replace(found.cases, lane=lane))
    found = traced(found, [sign(0, "begins", 0)], current=0, since_row=since_row)
    return with_standing_error(replace(found, **(change or {})), ground(rows))


@pytest.mark.parametrize(
    "said",
    [
        [BEGUN, ERROR, BEGUN],
        [BEGUN, TRIED, ERROR, TRIED],
        [BEGUN, ERROR, TRIED],
        [BEGUN, ERROR, ("begins", ELSEWHERE | {"says": "another"})],
        # What stood there before the error, to the letter, is no getting on.
        [BEGUN, GETS_ON, ERROR, BEGUN, GETS_ON],
        [BEGUN, ERROR, BEGUN, ("unheard_of", ELSEWHERE)],
        [BEGUN, ERROR, ("begins", {})],
        # The last of its errors is the one that stands.
        [BEGUN, ERROR, GETS_ON, ERROR, BEGUN],
        [GETS_ON, ERROR, BEGUN, ERROR, BEGUN],
        [BEGUN, ERROR, ("unheard_of", {}), ("error", {"thread": 3}), BEGUN],
    ],
)
def test_what_only_begins_again_behind_an_error_has_failed(said):
    found = retried(*said)

    assert ("failed", (Proof("begun_again", "likely"),)) == (found.verdict, found.proofs)


@pytest.mark.parametrize(
    "said",
    [
        [BEGUN, ERROR, BEGUN, GETS_ON],
        [BEGUN, ERROR, GETS_ON],
        [BEGUN, WARNING, BEGUN],
        [BEGUN, BEGUN],
        [BEGUN, ("begins", {})],
    ],
)
def test_what_gets_on_or_had_no_error_is_as_well_as_it_was(said):
    found = retried(*said)

    assert ("in_progress", ()) == (found.verdict, found.proofs)


def test_it_stands_at_its_last_error_and_has_begun_twice():
    found = retried(BEGUN, *[ERROR] * 4, BEGUN, proofs=(Proof("ends", "possible"),), deadline=BEGIN, attempts=0)

    assert ((4,), 4, None, 2) == (found.rows, found.last_sign, found.deadline, found.attempts)


def test_an_error_of_another_log_than_that_of_the_step_is_not_the_steps():
    assert "in_progress" == retried(BEGUN, ERROR, BEGUN, role="cmupdate").verdict


@pytest.mark.parametrize("change", [{"step": None}, {"trace": None}, {"last_sign": None}])
def test_without_a_step_or_lines_of_its_own_nothing_was_begun_again(change):
    assert "in_progress" == retried(BEGUN, ERROR, BEGUN, change=change).verdict
