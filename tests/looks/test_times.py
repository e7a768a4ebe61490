"""Since when a case is stuck is told with its last sign, where it went on after it came to its step."""

import re

import pytest

import dmplog
from dmplog.looks.times import beside_text, last_sign_said
from dmplog.pictures.artwork import KINDS, of_report
from dmplog.pictures.drawing import Text
from dmplog.views.text import ticket

SINCE = "2025-01-14T02:04:54.000Z"


@pytest.mark.parametrize(
    ("verdict", "last", "said"),
    [
        ("stalled", "2025-01-14T02:06:54.000Z", "; last sign 02:06:54"),
        ("failed", "2025-01-15T02:06:54.000Z", "; last sign 2025-01-15 02:06:54"),
        ("unknown", "2025-01-14T02:06:54.000Z", "; last sign 02:06:54"),
        ("stalled", SINCE, ""),
        ("stalled", "2025-01-14T02:04:54.900Z", ""),
        ("stalled", None, ""),
        ("in_progress", "2025-01-14T02:06:54.000Z", ""),
        ("waiting", "2025-01-14T02:06:54.000Z", ""),
    ],
)
def test_the_last_sign_is_told_of_what_is_stuck_and_went_on_at_its_step(verdict, last, said):
    assert said == last_sign_said({"verdict": verdict, "since": SINCE, "last_sign": last}, beside_text)


@pytest.fixture(scope="module")
def report():
    return dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")


def test_every_view_tells_it(report):
    document = report.to_dict()
    drawn = [
        " ".join(shape.words for shape in of_report(document, kind).drawing.flat() if isinstance(shape, Text))
        for kind in KINDS
    ]
    page = re.sub(r"<[^>]+>", "", report.to_html().partition('class="card answer"')[2].partition("</section>")[0])
    views = (report.to_text(), report.to_text(verbose=True), ticket(document, clock="utc"), report.to_markdown(), page)

    assert [True] * (len(views) + len(drawn)) == [
        "; last sign 02:06:54" in " ".join(told.split()) for told in (*views, *drawn)
    ]


def test_it_stands_on_one_line_of_eighty_columns(report):
    (row,) = (line for line in report.to_text(width=80).splitlines() if line.strip().startswith("Since"))

    assert row.endswith("; last sign 02:06:54")
