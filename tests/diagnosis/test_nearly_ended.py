"""A package whose instruction is missing: the sender owes the rest, where its log shows that it would tell of it."""

from __future__ import annotations

import pytest
from judged import event, finding, ground, kinds, sign, span, traced

from dmplog.diagnosis.settle.nearly_ended import with_nearly_ended


def line(name, hour, **values):
    return event(name, hour, role="sender", **values)


def sent(*more, as_of, verdict="in_progress", despool=None, last=0):
    """Return the settled finding of a transfer that sent its package at the beginning, with *more* lines of the sender's log."""
    rows = [line("package_sent", 0), *more]
    found = traced(
        finding("site_transfer", step="send_package", verdict=verdict, site="PS1"), [sign(2, "progress", last)]
    )
    spans = [span("sender", 0, as_of), *([] if despool is None else [span("despool", 0, despool)])]
    settled = with_nearly_ended(found, ground(rows, as_of=as_of, spans=spans))
    assert settled == with_nearly_ended(settled, ground(rows, as_of=as_of, spans=spans))
    return settled.verdict, [*kinds(settled), *(proof.caps for proof in settled.proofs)]


ENDED = line("send_request_finished", 0.5)


@pytest.mark.parametrize(
    ("as_of", "answer"),
    [
        (2, ("in_progress", [])),
        (2.01, ("stalled", ["nearly_ended", "likely"])),
    ],
)
def test_what_is_missing_behind_the_package_gets_the_time_of_the_step_behind(as_of, answer):
    assert answer == sent(ENDED, as_of=as_of)


def test_a_stall_that_the_clock_proved_stays_as_it_is():
    assert ("stalled", []) == sent(ENDED, as_of=5, verdict="stalled")


@pytest.mark.parametrize(
    ("values", "answer"),
    [
        ({"as_of": 1}, ("in_progress", ["end_not_shown", "likely"])),
        ({"as_of": 3}, ("in_progress", ["end_not_shown", "likely"])),
        ({"as_of": 3, "despool": 3}, ("stalled", ["end_not_shown", "likely"])),
        ({"as_of": 5, "verdict": "stalled"}, ("unknown", ["end_not_shown", "possible"])),
        ({"as_of": 5, "verdict": "stalled", "despool": 5}, ("stalled", ["end_not_shown", "likely"])),
    ],
)
def test_where_the_log_shows_no_end_only_the_log_of_the_step_behind_proves_a_stall(values, answer):
    assert answer == sent(**values)


def test_while_the_package_itself_is_sent_the_step_has_its_own_time():
    assert ("in_progress", []) == sent(line("sending_wrote", 0.1), as_of=3, last=1)


@pytest.mark.parametrize("verdict", ["failed", "waiting", "unknown", "completed"])
def test_only_what_is_open_has_nearly_ended(verdict):
    assert (verdict, []) == sent(as_of=5, verdict=verdict)
