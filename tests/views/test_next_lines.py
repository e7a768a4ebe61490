"""Whoever looks for the line that comes next looks for the same one, whichever view is read."""

from copy import deepcopy
from pathlib import Path

import pytest
from report_samples import stalled_download

import dmplog
from dmplog.looks.document import DETAILED
from dmplog.looks.visible import visible
from dmplog.views import markdown, text
from dmplog.views.fields import MOST_EXPECTED
from dmplog.views.html import render

SCENARIOS = sorted(path.parent for path in Path(__file__).resolve().parents[2].glob("fixtures/scenarios/*/bundle"))
SHOWN = 50
"""So many characters of a line are shown in the smallest room."""


def answer(written):
    """Return what *written* says of the first case, without its frame."""
    told = written.partition("Next line")[2].partition("What to do")[0].partition("Certainty")[0]
    return " ".join(told.replace("│", " ").replace("|", " ").split())


VIEWS = {
    "text": lambda document: answer(text.render(document, width=10_000)),
    "verbose": lambda document: answer(text.render(document, width=10_000, verbose=True)),
    "ticket": lambda document: answer(text.ticket(document, width=10_000)),
    "markdown": lambda document: answer(markdown.render(document)),
}


@pytest.mark.parametrize("folder", SCENARIOS[5::130], ids=lambda path: path.name)
def test_every_view_tells_the_same_next_lines_in_the_same_order(folder):
    document = dmplog.diagnose(folder / "bundle").to_dict()
    first = next((case for case in document["cases"] if case["verdict"] in DETAILED), None)
    if first is None or first["next"] is None:
        return
    sign = first["next"]
    lines = [" ".join(visible(line)[:SHOWN].replace("|", " ").split()) for line in sign["expected"]]
    # A failed step that is tried again: where there is little room the line that ends it is told alone.
    ends = [line for text, line in zip(sign["expected"], lines, strict=True) if text[:SHOWN] in (sign["note"] or "")]
    brief = ends if ends and sign["supplied"] else lines[:MOST_EXPECTED]
    # Where there is room, the lines that begin to try it again follow the one that ends it.
    whole = [*brief, *lines[: lines.index(brief[0])]] if brief == ends else brief
    asked = {"text": brief, "ticket": brief, "verbose": whole, "markdown": whole}
    views = {name: view(document) for name, view in VIEWS.items()}

    assert {} == {
        name: said
        for name, said in views.items()
        if (places := [said.find(line) for line in asked[name]]) != sorted(places) or -1 in places
    }


def test_the_page_says_in_which_other_log_the_next_line_may_stand():
    """In sight where the others are folded, and in front of each line that stands in another log."""
    document = deepcopy(stalled_download())
    sign = document["cases"][0]["next"]
    sign.update(
        supplied=True,
        note=None,
        log_file="sender.log",
        expected=["Sent", "Request completed", "Renamed"],
        files=["sender.log", "sched.log", "sender.log"],
    )
    shown = render(document)

    assert ", also in <code>sched.log</code></summary>" in shown
    assert (
        '<p>or in <code>sched.log</code>:</p><pre class="expected">Request completed</pre>'
        '<p>or in <code>sender.log</code>:</p><pre class="expected">Renamed</pre>'
    ) in shown


def test_a_next_line_of_another_log_alone_names_it():
    document = deepcopy(stalled_download())
    document["cases"][0]["next"].update(
        supplied=True, note=None, log_file="sender.log", expected=["Request completed"], files=["sched.log"]
    )

    assert '<p>in <code>sched.log</code>:</p><pre class="expected">Request completed</pre>' in render(document)
