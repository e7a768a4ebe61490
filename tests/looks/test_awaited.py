"""When the next line is due is told with what that counts from, in every view."""

from __future__ import annotations

import re

import pytest

import dmplog
from dmplog.looks.awaited import attempts_said, begins_first, counted, due_said
from dmplog.looks.times import beside_text, moment_text
from dmplog.pictures.drawing import Text
from dmplog.views.diagram import of_report
from dmplog.views.text import ticket

SENT, SIGN, DUE = "2025-01-14T02:04:54.000Z", "2025-01-14T02:06:54.000Z", "2025-01-14T06:06:54.000Z"


def case(counted_from, due=DUE):
    awaited = {"deadline": due, "counted_from": counted_from}
    return {"verdict": "stalled", "since": SENT, "last_sign": SIGN, "next": awaited}


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (SIGN, "4 h after the last sign"),
        (SENT, "4 h 2 m after its beginning"),
        ("2025-01-13T06:06:54.000Z", "1 d after"),
        (None, ""),
    ],
)
def test_what_a_deadline_counts_from_is_told_as_what_it_is(moment, said):
    assert (said, moment) == counted(case(moment))


def test_the_moment_it_counts_from_stands_beside_it_without_the_day_they_share():
    told = "due by 2025-01-14 06:06:54 UTC, 4 h after the last sign (02:06:54), 4 h 14 m overdue"

    assert told == due_said(case(SIGN), "2025-01-14T10:21:43.000Z", moment_text, beside_text)


def test_without_a_deadline_nothing_is_said():
    assert "" == due_said(case(None, None), DUE, moment_text, beside_text)


def test_every_view_says_it():
    report = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")
    document = report.to_dict()
    words, moment = counted(document["cases"][0])
    drawn = " ".join(
        shape.words for shape in of_report(document, "flowchart").drawing.flat() if isinstance(shape, Text)
    )
    views = (report.to_text(width=400), report.to_text(width=400, verbose=True), ticket(document, 400))

    for told in (*views, report.to_markdown(), report.to_html(), drawn):
        assert f"{words} (" in told
    assert document["cases"][0]["last_sign"] == moment


def tried(shown="unseen", seconds=86_400, late=0):
    """Return a case that failed five times, on one day so many minutes *late*."""
    days = [f"2024-12-{day}T19:{59 - late * (day == 19):02}:15.000Z" for day in range(17, 22)]
    return {
        "attempts": 5,
        "step": "redist",
        "steps": [{"id": "redist", "tries": days}],
        "rhythm": {"seconds": seconds, "next": "2024-12-22T19:59:15.000Z", "shown": shown},
        "next": {"log": "dmpdownloader", "log_file": "dmpdownloader.log"},
    }


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (
            tried(),
            "5, about every 24 h (19:59 each day); the next was to be expected at about 2024-12-22 19:59, but dmpdownloader.log ends before that",
        ),
        (
            tried("ahead"),
            "5, about every 24 h (19:59 each day); if that goes on, the next comes at about 2024-12-22 19:59",
        ),
        (
            tried("missing", late=50),
            "5, about every 24 h; the next was to be expected at about 2024-12-22 19:59, but dmpdownloader.log goes on past that without one",
        ),
        (tried("ahead", 5_401), "5, about every 1 h 30 m; if that goes on, the next comes at about 2024-12-22 19:59"),
        ({**tried(), "rhythm": None}, "5"),
        ({**tried(), "attempts": 1}, ""),
    ],
)
def test_attempts_are_told_with_their_rhythm(case, said):
    assert said == attempts_said(case, lambda moment: moment_text(moment)[:16])


@pytest.mark.parametrize(
    ("case", "said"),
    [
        (tried(), "the next attempt, about 2024-12-22 19:59, begins first"),
        (tried("ahead"), "the next attempt, about 2024-12-22 19:59, begins first"),
        (tried("missing"), "the next attempt begins first"),
        ({**tried(), "rhythm": None}, "the next attempt begins first"),
    ],
)
def test_when_another_attempt_begins_is_told_where_it_is_known_and_was_not_missed(case, said):
    assert said == begins_first(case, lambda moment: moment_text(moment)[:16])


def test_every_view_says_that_the_next_attempt_begins_first_and_names_the_same_line_behind_it():
    """Whoever looks for the line that only begins an attempt has found nothing."""
    report = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle")
    document = report.to_dict()
    drawn = " ".join(
        shape.words for shape in of_report(document, "flowchart").drawing.flat() if isinstance(shape, Text)
    )
    page = re.sub(r"<[^>]+>", " ", report.to_html().partition('class="card answer"')[2].partition("</section>")[0])
    views = (report.to_text(width=400), report.to_text(width=400, verbose=True), ticket(document, 400), drawn, page)
    behind = [
        re.search(
            # The page tells when beside its bars.
            r"(?:the next attempt, about [-0-9]{10} [0-9:]{5}.{0,30}?,|another attempt) begins first(.{100})",
            " ".join(told.split()),
        )
        for told in (*views, report.to_markdown())
    ]

    assert [True] * len(behind) == [
        found is not None and "Successfully download redist for" in found[1] for found in behind
    ]
