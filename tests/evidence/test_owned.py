"""A line is filled in with what its case names alike, and one that names nothing counts only behind the last line of its case."""

from pathlib import Path

import pytest
from asked_rows import asked, finding, line, with_others
from judged import sign, traced

import dmplog
from dmplog.case import Behind
from dmplog.evidence import Owned
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


# Rows made by hand.


def sending(request="202SQCS1", **values):
    """Return the row of a line that the Sender writes while it sends."""
    return line("sending_wrote", **({"role": "sender", "request_id": request, "job_id": None} | values))


def transfer(verdict="stalled", rows=(0, 1), **values):
    """Return a transfer to PS1 that reached the sending with the first of its *rows*."""
    found = finding("site_transfer", step="send_package", verdict=verdict, site="PS1", rows=rows, **values)
    return traced(found, [sign(found.step, "begins", rows[0])])


def test_what_its_lines_name_in_two_ways_stands_in_no_blank():
    alike = asked(transfer(), [sending(), sending("203SQCS1", job_id="00000391")]).owned.alike

    assert {"job_id": "00000391"} == alike


@pytest.mark.parametrize("found", [transfer("failed"), transfer(guid=None)], ids=["tried again", "no update"])
def test_what_may_be_about_another_one_next_fills_no_blank(found):
    assert {} == asked(found, [sending(), sending()]).owned.alike


def test_lines_in_front_of_the_step_fill_no_blank():
    found = transfer(rows=(1, 2))

    assert {"request_id": "203SQCS1"} == asked(found, [sending(), sending("203SQCS1"), sending("203SQCS1")]).owned.alike


@pytest.mark.parametrize(("verdict", "thread"), [("stalled", 7), ("unknown", 7), ("failed", None)])
def test_what_is_tried_again_may_be_the_work_of_another_thread(verdict, thread):
    found = with_others(transfer(verdict), others=[2])
    rows = [sending(thread=7), sending(thread=7), sending("203SQCS1", thread=8)]

    assert (("sender", 1, thread, None),) == asked(found, rows).owned.last


@pytest.mark.parametrize(("foreign", "thread"), [([], None), ([2], 7)])
def test_where_nobody_else_is_at_work_no_thread_is_told(foreign, thread):
    """A service that starts again goes on in another one."""
    found = with_others(transfer(), foreign=foreign)
    rows = [sending(thread=7), sending(thread=7), sending("203SQCS1", thread=8)]

    assert (("sender", 1, thread, None),) == asked(found, rows).owned.last


@pytest.mark.parametrize(("thread", "told"), [(7, (None, "202SQCS1")), (8, (7, None))])
def test_a_thread_that_wrote_for_another_case_tells_whose_a_line_is_by_what_it_named(thread, told):
    found = with_others(transfer(), others=[2])
    rows = [sending(thread=7), sending(thread=7), sending("203SQCS1", thread=thread)]

    assert (("sender", 1, *told),) == asked(found, rows).owned.last


def test_what_another_case_is_called_by_too_is_no_name_of_this_one():
    """The update goes to both sites; only the site and the request tell one transfer from the other."""
    found = with_others(transfer(), others=[2])

    assert {"202sqcs1", "ps1"} == set(asked(found, [sending()] * 3).owned.names)


@pytest.mark.parametrize("verdict", ["completed", "not_applicable"])
def test_what_has_ended_waits_for_no_line(verdict):
    assert Owned() == asked(transfer(verdict), [sending()] * 2).owned
