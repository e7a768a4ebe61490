"""Beside the cases a report tells alarms nobody explains, lines that block nothing, and the table of the prerequisite check."""

from __future__ import annotations

from datetime import UTC

import pytest
from judged import BEGIN, HOUR, alarm, ground

from dmplog.case import Evidence
from dmplog.evidence import EvidenceBook, SideNotes
from dmplog.evidence.alarms import Alarm
from dmplog.writing.sidenotes import also_seen, prerequisites, unexplained

LINES = {number: Evidence("x.log", number, None, None, text) for number, text in enumerate(["one", "two", "ERROR 5"])}


def checked(*fields):
    """Return the prerequisite table of lines that say *fields*."""
    told = dict(enumerate(fields))
    book = EvidenceBook({}, dict.fromkeys(told, "PS1"), told, {})
    return [
        (each.site, each.server, each.rule, each.result, each.text)
        for each in prerequisites(SideNotes((), tuple(told)), book)
    ]


@pytest.mark.parametrize(
    ("word", "result"),
    [
        ("Passed", "passed"),
        ("PASSED", "passed"),
        ("Warning", "warning"),
        ("Error", "error"),
        ("Aborted", "error"),
        ("zzz", "error"),
    ],
)
def test_a_check_passed_or_warned_only_where_it_says_so(word, result):
    assert [("PS1", None, "", result, None)] == checked({"result": word})


def test_a_check_that_says_no_result_did_not_pass():
    assert [("PS1", None, "", "error", None)] == checked({})


def test_a_check_tells_its_rule_its_server_and_what_it_says_each_once():
    said = {"result": "Warning", "rule_name": "Disk", "server_name": "SRV1", "text": "little"}

    assert [("PS1", "SRV1", "Disk", "warning", "little"), ("PS1", None, "Disk", "passed", None)] == checked(
        said, {"result": "Passed", "rule_name": "Disk"}, said
    )


def test_what_blocks_nothing_is_told_with_its_reason():
    told = also_seen(SideNotes(((1, "why"), (0, "why not")), ()), EvidenceBook(LINES, {}, {}, {}))

    assert [("two", "why"), ("one", "why not")] == [(each.evidence.text, each.why) for each in told]


@pytest.mark.parametrize(("severity", "told"), [("error", "error"), ("warning", "warning")])
def test_an_alarm_is_told_with_its_times_its_log_and_its_case(severity, told):
    rows = [alarm(0, server="SRV7", role="distmgr"), alarm(1), alarm(2, server="SRV8", role="sender")]
    (only,) = unexplained([Alarm(2, 0, 3, severity, 4)], EvidenceBook(LINES, {}, {}, {}), ground(rows))

    assert ("ERROR 5", 3, "SRV8", "sender", told, 4) == (
        only.evidence.text,
        only.count,
        only.server,
        only.role,
        only.severity,
        only.case,
    )
    assert (BEGIN.replace(tzinfo=UTC), BEGIN.replace(tzinfo=UTC) + 2 * HOUR) == (only.first, only.last)
