"""What stands between the last known line of a case and the error that ended it is read again, from one log and of one worker."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from asked_rows import asked, finding, line
from builders import BEGIN, framed

from dmplog.diagnosis import Proof
from dmplog.encoding import TextDecoder
from dmplog.evidence.stretch import Stretch, records_of

MOST_BYTES = 65_536
ENDED = (Proof("unexplained_error"),)
LENGTH = 10


def between(*rows, own=None, alarms=None, proofs=ENDED, verdict="failed"):
    """Return the stretch of a case; each of *rows* is a hundred bytes and a line behind the one before, if it says no other."""
    placed = [
        line(**({"byte_offset": 100 * at, "length": LENGTH, "line": at + 1} | row)) for at, row in enumerate(rows)
    ]
    last = len(rows) - 1
    found = finding("package", step=1, verdict=verdict, rows=range(last) if own is None else own)
    return asked(replace(found, alarms=(last,) if alarms is None else alarms, proofs=proofs), placed).stretch


ALARM = {"alarm": "error"}


@pytest.mark.parametrize("verdict", ["failed", "stalled"])
def test_it_reaches_from_the_end_of_the_last_known_line_to_the_error(verdict):
    assert Stretch(0, 110, 90, 3, 1, cut=False) == between({}, {}, ALARM, verdict=verdict)


@pytest.mark.parametrize(
    "values",
    [
        {"verdict": "in_progress"},
        {"proofs": ()},
        {"proofs": (Proof("unexplained_warning"), Proof("went_on"))},
        {"alarms": ()},
        {"alarms": (), "proofs": ()},
        {"own": ()},
        {"own": [2]},
    ],
)
def test_nothing_ended_or_nothing_known_of_it_is_no_stretch(values):
    assert between({}, {}, ALARM, **values) is None


def test_the_proof_may_be_one_of_several():
    assert between({}, ALARM, proofs=(Proof("covers"), *ENDED)) is not None


@pytest.mark.parametrize(
    "other",
    [{"file": 1}, {"thread": 2}, {"thread": None}, {"alarm": "warning"}],
)
def test_a_line_of_another_log_or_worker_and_an_alarm_do_not_begin_it(other):
    assert Stretch(0, 10, 190, 3, 1, cut=False) == between({}, other, ALARM)


def test_a_log_before_or_behind_is_another_log():
    here = {"file": 1}

    assert Stretch(1, 10, 290, 4, 1, cut=False) == between(here, {"file": 0}, {"file": 2}, here | ALARM)


def test_it_reaches_to_the_newest_alarm():
    assert Stretch(0, 10, 190, 3, 1, cut=False) == between({}, ALARM, ALARM, own=[0], alarms=(2, 1))


def test_lines_of_a_case_behind_the_alarm_do_not_begin_it():
    assert Stretch(0, 10, 90, 2, 1, cut=False) == between({}, ALARM, {}, own=[0, 2], alarms=(1,))


def test_members_may_stand_in_any_order():
    assert Stretch(0, 110, 90, 3, 1, cut=False) == between({}, {}, ALARM, own=[1, 0])


def test_a_log_whose_records_name_no_worker_has_one():
    unnamed = {"thread": None}

    assert Stretch(0, 10, 190, 3, None, cut=False) == between(unnamed, {}, unnamed | ALARM)


@pytest.mark.parametrize(
    ("begin", "end", "found"),
    [
        (0, LENGTH, None),
        (0, LENGTH + 1, (10, 1, False)),
        (500, 100, None),
        (0, LENGTH + MOST_BYTES, (10, MOST_BYTES, False)),
        (0, LENGTH + MOST_BYTES + 1, (11, MOST_BYTES, True)),
    ],
)
def test_where_nothing_lies_between_there_is_none_and_of_much_the_end_counts(begin, end, found):
    made = between({"byte_offset": begin}, ALARM | {"byte_offset": end})

    assert found == (None if made is None else (made.offset, made.length, made.cut))


# Its records.


def written(*lines):
    """Return *lines* as they stand in a log; each is a text, with its thread where it is not the one that is looked for."""
    told = [(each, 7) if isinstance(each, str) else each for each in lines]
    records = [
        framed("sms", text, "SMS_X", BEGIN + timedelta(seconds=number), thread)
        for number, (text, thread) in enumerate(told)
    ]
    return "".join(record + "\r\n" for record in records).encode()


def records(data, **values):
    """Return the line numbers and texts of what stands in front of line 100."""
    stretch = Stretch(0, 0, len(data), 100, 7, cut=False)._replace(**values)
    return [(each.line, each.text) for each in records_of(stretch, data, "x.log", TextDecoder("utf-8"))]


def test_records_have_the_numbers_they_have_in_their_log():
    assert [(97, "a"), (98, "b"), (99, "c")] == records(written("a", "b", "c"))


def test_records_of_another_worker_are_not_told():
    assert [(97, "a"), (99, "c")] == records(written("a", ("b", 8), "c"))


def test_the_first_of_a_cut_stretch_may_be_half_a_line():
    assert [[(98, "b"), (99, "c")], [(97, "a"), (98, "b"), (99, "c")]] == [
        records(written("a", "b", "c"), cut=cut) for cut in (True, False)
    ]


def test_the_newest_twenty_are_told():
    assert [(number + 75, str(number)) for number in range(5, 25)] == records(written(*map(str, range(25))))


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n"])
def test_where_no_record_stands_none_is_told(data):
    assert [] == records(data)


def test_a_record_is_evidence_of_its_log_at_its_time():
    (only,) = records_of(Stretch(0, 0, 10, 5, 7, cut=False), written("a"), "x.log", TextDecoder("utf-8"))

    assert ("x.log", 4, BEGIN.replace(tzinfo=UTC), None, "a") == (
        only.file,
        only.line,
        only.time,
        only.event,
        only.text,
    )


def test_a_record_without_a_time_is_told_without_one():
    found = records_of(Stretch(0, 0, 10, 5, None, cut=False), b"a plain line\r\n", "x.log", TextDecoder("utf-8"))

    assert [(4, None, "a plain line")] == [(each.line, each.time, each.text) for each in found]
