"""A line is filled in with what its case names alike, and one that names nothing counts only behind the last line of its case."""

from pathlib import Path

import pytest

import dmplog
from dmplog.case import Behind
from dmplog.looks.awaited import behind_said
from dmplog.pictures.drawing import Text
from dmplog.views.diagram import of_report
from dmplog.views.text import ticket

STUCK = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"
RENAMED = r"Rename completed [\\PS1SRV.contoso.com\SMS_SITE\202SQCS1.TMP]"
SENT, COMPLETED = "Sending completed successfully", "Send request has successfully completed"


@pytest.fixture(scope="module")
def report():
    return dmplog.diagnose(STUCK)


@pytest.fixture(scope="module")
def awaited(report):
    return next(case for case in report.cases if case.lane == "site_transfer" and case.subject.site == "PS1").next


def test_what_its_own_lines_name_stands_in_the_blanks_and_that_line_is_told_first(awaited):
    assert (RENAMED, SENT, COMPLETED) == awaited.expected


def test_a_line_that_another_transfer_writes_too_counts_behind_the_last_one_of_its_own(awaited):
    """The scheduler works on all requests in one thread: there only what it named last tells whose a line is."""
    named, sender, scheduler = awaited.behind

    assert (None, 23, 4432, None) == (named, sender.line, sender.thread, sender.key)
    assert (12, None, "202SQCS1") == (scheduler.line, scheduler.thread, scheduler.key)
    assert ["sender.log", "schedule.log"] == [each.file.rpartition("/")[2] for each in (sender, scheduler)]


def test_the_lines_of_the_other_transfer_stand_behind_and_are_not_its_own(awaited):
    """So they would be taken for the end of this one, were it not said."""
    sent = next((STUCK / "CASSRV").rglob("sender.log")).read_text(encoding="utf-8").splitlines()
    (found,) = (number for number, line in enumerate(sent, 1) if SENT in line)

    assert awaited.behind[1].line < found
    assert "thread=4432 " not in sent[found - 1]


def test_every_view_says_where_it_counts(report):
    document = report.to_dict()
    page = report.to_html().partition('class="card answer"')[2].partition("</section>")[0]
    said = "`Sending completed successfully` counts only behind `CASSRV/Logs/sender.log:23`, in thread 4432."
    views = (
        report.to_text(width=400),
        report.to_text(width=400, verbose=True),
        ticket(document, 400),
        report.to_markdown(),
        page.replace("<code>", "`").replace("</code>", "`"),
    )

    assert [True] * len(views) == [said in " ".join(told.split()) for told in views]


def test_a_picture_says_it_of_the_line_it_shows(report):
    document = report.to_dict()
    sign = document["cases"][0]["next"]
    sign["expected"], sign["behind"] = sign["expected"][1:2], sign["behind"][1:2]
    drawn = " ".join(
        shape.words for shape in of_report(document, "flowchart").drawing.flat() if isinstance(shape, Text)
    )

    assert "It counts only behind" in drawn


LAST = {"file": "a.log", "line": 7, "thread": None, "key": None}


@pytest.mark.parametrize(
    ("behind", "shown", "said"),
    [
        ([], ["one"], ""),
        ([LAST, None], ["two"], ""),
        ([LAST, None], ["one"], "It counts only behind `a.log:7`."),
        ([LAST, None], ["one", "two"], "`one` counts only behind `a.log:7`."),
        ([LAST, LAST], ["one", "two"], "Each of them counts only behind `a.log:7`."),
        ([LAST, LAST, None], ["one", "two", "three"], "`one` and `two` count only behind `a.log:7`."),
    ],
)
def test_the_sentence_names_the_lines_it_is_about(behind, shown, said):
    sign = {"expected": ["one", "two", "three"], "behind": behind}

    assert said == behind_said(sign, shown)


def test_a_report_that_is_read_back_has_it(report, awaited):
    back = dmplog.Report.from_json(report.to_json())

    assert awaited.behind == back.cases[0].next.behind
    assert isinstance(awaited.behind[1], Behind)
