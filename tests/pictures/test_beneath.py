"""What a picture that is sent alone tells beneath itself: what the page tells beside it."""

from __future__ import annotations

import copy

import pytest
from laid_out import outside, over, texts
from report_samples import all_completed

import dmplog
from dmplog.pictures import flowchart
from dmplog.pictures.artwork import KINDS, of_case, of_report


@pytest.fixture(scope="module")
def failed():
    return dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle").to_dict()


@pytest.fixture(scope="module")
def stalled():
    return dmplog.diagnose("fixtures/scenarios/half-sent/bundle").to_dict()


def words(drawing):
    return [text.words for text in texts(drawing)]


def beside(drawing, label):
    """Return the words at the right of *label*."""
    found = texts(drawing)
    return next((found[place + 1].words for place, text in enumerate(found) if text.words == label), None)


@pytest.mark.parametrize("kind", KINDS)
def test_each_picture_tells_what_the_answer_tells(failed, kind):
    """The line of the cause, what comes next, how often it was tried, what to do and what to fetch."""
    said = words(of_report(failed, kind).drawing)

    assert any(line.endswith("0x80072EE2") for line in said)
    assert any(line.startswith(f"{failed['cases'][0]['attempts']} at this step, about every 24 h") for line in said)
    assert "Successfully download redist for 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e" in said
    assert "Download redist for update 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e" not in said
    assert {"Next line", "What to do", "Fetch"} == {"Next line", "What to do", "Fetch"}.intersection(said)
    assert "… and 6 more in the report" in said


@pytest.mark.parametrize("kind", KINDS)
def test_the_step_and_its_last_line_are_told_once(stalled, kind):
    """The flowchart has both in and beneath its box."""
    said = words(of_report(stalled, kind).drawing)

    assert 1 == sum(line.startswith("sender.log:23 ~Wrote") for line in said)
    assert (kind != "flowchart") == ("Step" in said)


@pytest.mark.parametrize("kind", KINDS)
def test_when_the_next_line_was_due_is_told_with_what_that_counts_from(stalled, kind):
    due = beside(of_report(stalled, kind).drawing, "Next line")

    assert (
        "in sender.log on CASSRV, due by 2025-01-14 06:06:54 UTC, 4 h after the last sign (02:06:54), 4 h 10 m overdue"
        == due
    )


@pytest.mark.parametrize("kind", KINDS)
def test_what_else_waits_or_is_on_its_way_is_told(failed, stalled, kind):
    said = beside(of_report(stalled, kind).drawing, "Also waiting")

    assert "Installation on CAS, Installation on PS2, both probably for the transfer to PS1" == said
    assert "Synchronization" == beside(of_report(failed, kind).drawing, "Also in progress")


def test_the_same_words_of_another_line_are_no_reason(failed):
    """The title of the cause is told instead."""
    document = copy.deepcopy(failed)
    case = document["cases"][0]
    last = case["steps"][3]["evidence"][-1]
    case["cause"]["evidence"] = [{**last, "line": last["line"] - 1}]

    assert case["cause"]["title"] == beside(of_report(document, "flowchart").drawing, "Why")


def test_many_sites_of_one_lane_are_counted(stalled):
    document = copy.deepcopy(stalled)
    waiting = next(case for case in document["cases"] if case["verdict"] == "waiting")
    document["cases"] = [document["cases"][0]] + [
        {**waiting, "subject": {**waiting["subject"], "site": f"P{number:02}"}} for number in range(25)
    ]

    assert "Installation, 25 sites, all probably for the transfer to PS1" == beside(
        of_report(document, "time").drawing, "Also waiting"
    )


@pytest.mark.parametrize("kind", KINDS)
def test_beneath_what_is_done_nothing_is_told(kind):
    assert not {"Next line", "What to do", "Fetch"}.intersection(words(of_report(all_completed(1), kind).drawing))


def test_a_case_drawn_alone_tells_of_the_others_of_its_update(stalled):
    drawn = of_case(stalled["cases"][0], stalled).drawing

    assert "Installation on CAS, Installation on PS2, both probably for the transfer to PS1" == beside(
        drawn, "Also waiting"
    )


def test_a_chart_beside_an_answer_does_not_repeat_it(stalled):
    assert "Next line" not in words(flowchart.draw(stalled, stalled["cases"][0], width=1160))


@pytest.mark.parametrize("kind", KINDS)
def test_the_words_lie_inside_the_picture_and_over_no_others(failed, stalled, kind):
    for document in (failed, stalled):
        drawing = of_report(document, kind).drawing

        assert ([], []) == (outside(drawing), over(drawing))


@pytest.mark.parametrize("kind", KINDS)
def test_who_cannot_see_the_picture_is_told_the_same(stalled, kind):
    assert "Next line in sender.log on CASSRV" in of_report(stalled, kind).description
