"""Whether the worker that wrote a line goes on behind it, or waits for work again.

ERROR: Failed to unpack x.cab, 0x80070002
Waiting for changes to the "E:\\inboxes\\cmupdate.box" directory, updates will be polled in 600 seconds
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from builders import BEGIN
from judged import alarm, event, ground

from dmplog.diagnosis.worker import goes_on, idling_events, waits_again

MINUTE, SECOND = 1 / 60, 1 / 3600
POLL, ENDS, WORK = "updates_awaited", "package_thread_exited", "content_expanded"


def said(name, hour=1.0, **values):
    return event(name, hour, **values)


def idle(name=POLL, hour=1.0, log=0, thread=1):
    """Return a line that was counted and not kept."""
    clock = None if hour is None else BEGIN + timedelta(hours=hour)
    return {"log": log, "thread": thread, "event": name, "clock": clock}


def asked(question, *behind, counted=(), first=None, row=0):
    return question(row, ground([first or alarm(0), *behind], idle=counted))


def test_lines_that_are_written_whether_or_not_a_worker_gets_on_are_of_a_log_or_of_a_thread():
    assert [POLL] == idling_events(whose="log")
    assert POLL not in idling_events(whose="thread")
    assert ENDS in idling_events(whose="thread")
    assert sorted(idling_events()) == sorted(idling_events(whose="log") + idling_events(whose="thread"))


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ([], False),
        ([said(WORK)], True),
        ([said(WORK, MINUTE)], False),
        ([said(WORK, MINUTE + SECOND)], True),
        ([said(WORK, SECOND)], False),
        ([said(WORK, SECOND), said(WORK)], True),
        ([said(WORK), said(WORK, SECOND)], True),
        ([said(WORK, None)], False),
        # An alarm is not calm, and what is written whether or not it gets on shows nothing.
        ([alarm(1)], False),
        ([alarm(1, "warning")], False),
        ([said(POLL)], False),
        ([said(ENDS)], False),
        # Another thread, or another log, is another worker.
        ([said(WORK, thread=2)], False),
        ([said(WORK, thread=None)], False),
        ([said(WORK, log=1)], False),
    ],
)
def test_a_worker_goes_on_that_writes_something_calm_more_than_a_minute_later(behind, expected):
    assert expected == asked(goes_on, *behind)


@pytest.mark.parametrize(
    ("behind", "expected"),
    [
        ([], False),
        ([said(POLL)], True),
        ([said(ENDS)], True),
        ([said(WORK)], False),
        ([said(WORK), said(POLL, 2)], True),
        ([said(WORK), said(ENDS, 2)], True),
        ([said(POLL), said(WORK, 2)], False),
        ([said(ENDS), said(WORK, 2)], False),
        ([said(POLL), alarm(2)], False),
        ([said(POLL), said(ENDS, 2)], True),
        ([said(ENDS), said(POLL, 2)], True),
        # That a poll tells of an idle service is known, on which thread it polls is not.
        ([said(POLL, thread=2)], True),
        ([said(POLL, thread=2), said(WORK, 2)], False),
        ([said(POLL, thread=2), said(WORK, 2, thread=3)], False),
        ([said(WORK, thread=3), said(POLL, 2, thread=2)], True),
        ([said(POLL, thread=2), said(ENDS, 2, thread=3)], True),
        # The end of another thread ends another worker, and what another one writes does not begin this one again.
        ([said(ENDS, thread=2)], False),
        ([said(ENDS), said(WORK, 2, thread=2)], True),
        ([said(WORK), said(ENDS, 2, thread=2)], False),
        ([said(POLL, log=1)], False),
        ([said(ENDS, log=1)], False),
        ([said(ENDS), said(WORK, 2, log=1)], True),
    ],
)
def test_a_worker_waits_again_whose_last_line_says_nothing_of_getting_on(behind, expected):
    assert expected == asked(waits_again, *behind)


def test_the_latest_line_counts_in_whichever_order_they_stand():
    assert asked(waits_again, said(ENDS, 2), said(WORK, 1))
    assert not asked(waits_again, said(WORK, 2), said(ENDS, 1))


def test_of_lines_of_one_time_the_last_counts():
    assert asked(waits_again, said(WORK), said(ENDS))
    assert not asked(waits_again, said(ENDS), said(WORK))


@pytest.mark.parametrize(("hour", "expected"), [(1, True), (None, False)])
def test_what_carries_no_time_is_not_the_latest(hour, expected):
    assert expected == asked(waits_again, said(WORK, None), said(ENDS, hour), said(WORK, None))


@pytest.mark.parametrize("question", [goes_on, waits_again])
@pytest.mark.parametrize(("hour", "expected"), [(-1, False), (2, True)])
def test_a_line_that_is_earlier_than_the_error_is_not_behind_it(question, hour, expected):
    line = said(WORK if question is goes_on else ENDS, hour)

    assert expected == asked(question, line)


def test_a_line_of_the_same_moment_is_behind_it():
    assert asked(waits_again, said(ENDS, 0))


@pytest.mark.parametrize("question", [goes_on, waits_again])
def test_a_line_in_front_of_the_error_is_not_behind_it(question):
    line = said(WORK if question is goes_on else ENDS, 1)

    assert not asked(question, alarm(0), first=line, row=1)


@pytest.mark.parametrize("question", [goes_on, waits_again])
def test_the_error_itself_is_not_behind_it(question):
    first = said(WORK if question is goes_on else ENDS, 0)

    assert not asked(question, first=first)


@pytest.mark.parametrize(
    ("counted", "expected"),
    [
        ([idle()], True),
        ([idle(ENDS)], True),
        ([idle(thread=2)], True),
        ([idle(ENDS, thread=2)], False),
        ([idle(log=1)], False),
        ([idle(hour=-1)], False),
        ([idle(hour=0)], True),
    ],
)
def test_a_poll_that_was_counted_and_not_kept_counts_by_its_time(counted, expected):
    assert expected == asked(waits_again, counted=counted)
    assert not asked(goes_on, counted=counted)


def test_a_counted_poll_in_front_of_the_last_line_is_over():
    assert not asked(waits_again, said(WORK, 2), counted=[idle(hour=1)])
    assert asked(waits_again, said(WORK, 2), counted=[idle(hour=3)])


def test_a_log_or_a_thread_without_a_number_is_one():
    nameless = {"log": None, "thread": None}

    assert asked(goes_on, said(WORK, **nameless), first=alarm(0, **nameless))
    assert asked(waits_again, said(ENDS, **nameless), first=alarm(0, **nameless))
    assert not asked(goes_on, said(WORK), first=alarm(0, **nameless))


def test_behind_an_error_without_a_time_only_the_order_tells():
    """How much later is not known, so that nothing shows that it goes on."""
    assert not asked(goes_on, said(WORK), first=alarm(None))
    assert asked(waits_again, said(WORK), said(ENDS, 2), first=alarm(None))
    assert not asked(waits_again, said(ENDS), said(WORK, 2), first=alarm(None))
