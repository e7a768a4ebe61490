"""Whoever reads an answer meets the names of steps and lanes, never their ids: these are for JSON, tables and command lines."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import dmplog
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.views.diagram import flowchart_diagram, report_diagram

SCENARIOS = Path("fixtures/scenarios")
TOLD = (
    "redist-fails-daily",
    "half-sent",
    "waits-for-stuck-child",
    "standalone-primary-done",
    "upload-fails-hourly",
    "offline-redist-failed",
    "unknown-error-7-send-package",
    "sender-log-not-supplied",
)
NOT_SEEN = {"style", "script", "pre", "symbol"}
"""What of a page is no text, or quotes a log."""
SAID = ("title", "aria-label", "alt", "placeholder")
EMPTY = {"meta", "input", "br", "img", "link", "hr", "wbr"}


def identifiers():
    """Every id of a step or a lane that no sentence would hold by chance."""
    lanes = [lane for name in shipped_flowcharts() for lane in load_flowchart(name).lanes]
    return {one for lane in lanes for one in (lane.id, *(step.id for step in lane.steps)) if "_" in one}


class Seen(HTMLParser):
    """The words of a page or a picture that somebody reads or hears."""

    def __init__(self, source):
        super().__init__()
        self.open = []
        self.words = []
        self.feed(source)

    def handle_starttag(self, tag, attributes):
        if tag not in EMPTY:
            self.open.append(tag)
        self.words += [value for name, value in attributes if name in SAID and value]

    def handle_startendtag(self, tag, attributes):
        pass

    def handle_endtag(self, tag):
        if tag not in EMPTY:
            self.open.pop()

    def handle_data(self, data):
        if not NOT_SEEN.intersection(self.open):
            self.words.append(data)


def seen(source):
    return "\n".join(Seen(source).words)


def views_of(report):
    """What a person is shown of *report*, by the name of the view."""
    yield "text", report.to_text()
    yield "text in full", report.to_text(verbose=True)
    yield "ticket", report.to_markdown()
    yield "page", seen(report.to_html())
    yield "card", seen(report._repr_html_())
    for case in report.cases:
        yield "card of a case", seen(case._repr_html_())
        yield "picture of a case", seen(case.diagram().svg())
    for kind in ("lanes", "flowchart", "time"):
        diagram = report_diagram(report.to_dict(), kind)
        yield f"picture {kind}", seen(diagram.svg())
        yield f"words of picture {kind}", f"{diagram.title}\n{diagram.description}"
        yield f"Mermaid {kind}", diagram.mermaid


def ids_in(text):
    """The ids of steps and lanes in *text*, but for command lines, quoted lines and quotations of several words."""
    words = re.sub(r"dmplog explain\s+\S+|^\s*│.*$|`[^`\n]* [^`\n]*`", "", text, flags=re.MULTILINE)
    return set(re.findall(rf"(?<![\w.])(?:{'|'.join(identifiers())})(?![\w.])", words))


@pytest.mark.parametrize("name", TOLD)
def test_no_view_of_a_bundle_shows_the_id_of_a_step_or_a_lane(name):
    report = dmplog.diagnose(SCENARIOS / name / "bundle")

    assert {} == {view: found for view, text in views_of(report) if (found := ids_in(text))}


@pytest.mark.parametrize("name", shipped_flowcharts())
def test_no_bare_flowchart_shows_the_id_of_a_step_or_a_lane(name):
    chart = flowchart_diagram(load_flowchart(name))

    assert set() == ids_in(f"{seen(chart.svg())}\n{chart.title}\n{chart.description}\n{chart.mermaid}")


def test_an_id_would_be_found_where_a_reader_meets_it():
    """What is looked for is there, and is found in words, in what is read aloud, and under a picture."""
    page = '<p title="at send_package">the <code>site_transfer</code></p><pre>create_minijob</pre>'

    assert {"send_package", "site_transfer"} == ids_in(seen(page))
    assert set() == ids_in("dmplog explain replication.site_transfer.send_package\n    │ send_package")
