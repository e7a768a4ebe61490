"""A notebook shows a report and its cases as cards: small, inert, legible in both themes; and the notebook of the docs runs."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from report_samples import SAMPLES, empty, hostile, stalled_download

import dmplog
from dmplog.looks.palette import DARK, LIGHT, theme_classes
from dmplog.views.notebook import DARK_NOTEBOOKS, case_card, report_card

DOCS = Path(__file__).resolve().parents[2] / "docs"
NOTEBOOK = DOCS / "notebook.ipynb"
LARGEST = 40_000


class Tags(HTMLParser):
    """What the parser of a browser makes of a card."""

    def __init__(self, card):
        super().__init__()
        self.names, self.ids, self.acting = [], [], []
        self.feed(card)

    def handle_starttag(self, tag, attributes):
        self.names.append(tag)
        self.ids += [value for name, value in attributes if name == "id"]
        self.acting += [name for name, _ in attributes if name.startswith("on") or name in ("href", "src", "srcdoc")]


def words_of(card):
    """Return what can be read of *card*."""
    bare = re.sub(r"(?s)<(style|svg)\b.*?</\1>", " ", card)
    return " ".join(re.sub(r"<[^>]+>", " ", bare).split())


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_card_is_small_and_says_the_sentence(sample):
    document = sample()
    card = report_card(document)

    assert len(card) < LARGEST
    assert document["headline"].split("“")[0].strip() in words_of(card)


def test_a_card_shows_the_picture_of_the_update_and_the_answer():
    """The worst row is drawn, and beneath it stand the step, the last line, and what to do."""
    card = report_card(stalled_download())

    assert 1 == Tags(card).names.count("svg")
    for part in ("STALLED", "Step", "Download the redistributables (4 of 6)", "Last line", "What to do"):
        assert part in words_of(card)


def test_a_report_without_an_update_has_a_card_without_a_picture():
    assert "svg" not in Tags(report_card(empty())).names


def test_a_card_of_a_case_shows_its_lane():
    """The boxes of the flowchart are drawn, not the rows of all lanes; files are told without the folders that all share."""
    document = stalled_download()
    card = case_card(document["cases"][0])

    assert 'class="step here stalled"' in card
    assert "dmpdownloader.log:" in words_of(card)
    assert "SCP01/dmpdownloader.log" not in words_of(card)


@pytest.mark.parametrize("card", [report_card(hostile()), case_card(hostile()["cases"][0])], ids=["report", "case"])
def test_a_card_is_inert(card):
    """Whatever a log says is words: one style, one badge, one picture, no script, no address, no control character; and little of it."""
    tags = Tags(card)

    assert [1, 1, 1] == [tags.names.count(name) for name in ("style", "b", "svg")]
    assert not {"script", "img", "a", "iframe"} & set(tags.names)
    assert [] == tags.acting
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", card)
    assert len(card) < LARGEST


@pytest.mark.parametrize("card", [report_card(stalled_download()), case_card(stalled_download()["cases"][0])])
def test_every_colour_of_a_card_changes_where_the_notebook_is_dark(card):
    """What no style reaches is dark ink on white; a dark notebook gives each of these colours its dark one."""
    used = {color: role for color, role in theme_classes().items() if f'"{color}"' in card.split("</style>")[1]}
    rules = dict(re.findall(r"(?m)^([^{}]+)\{([^{}]*)\}$", card.split("<style>")[1].split("</style>")[0]))
    light, dark = rules[".dmplog-card"], rules[",".join(f"{notebook} .dmplog-card" for notebook in DARK_NOTEBOOKS)]

    assert len(used) > 5
    for color, role in used.items():
        assert f"fill:var(--{role})" == rules[f'.dmplog-card [fill="{color}"]']
        assert f"--{role}:{LIGHT.roles()[role]}" in light
        assert f"--{role}:{DARK.roles()[role]}" in dark
    assert f'style="color:{LIGHT.text};background:{LIGHT.page}"' in card


def test_cards_of_one_notebook_name_nothing_twice():
    """All outputs of a notebook are one page: what is described must be found under a name of its own."""
    document = stalled_download()
    ids = [name for case in document["cases"] for name in Tags(case_card(case)).ids]

    assert sorted(set(ids)) == sorted(ids)


def test_the_objects_show_their_cards():
    report = dmplog.diagnose("fixtures/scenarios/download-redist-stalls/bundle")

    assert report_card(report.to_dict()) == report._repr_html_()
    assert case_card(report.to_dict()["cases"][0]) == report.cases[0]._repr_html_()


def test_the_notebook_of_the_docs_has_no_outputs():
    """What it shows is made where it is run."""
    cells = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]

    assert [] == [cell for cell in cells if cell.get("outputs") or cell.get("execution_count")]


def test_the_notebook_of_the_docs_runs():
    """Each cell runs, and its last value is shown as HTML: two cards, then the tables."""
    notebook = nbformat.read(NOTEBOOK, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(DOCS)}}).execute()
    shown = [
        output["data"]["text/html"]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if output["output_type"] == "execute_result"
    ]

    assert ["report", "case", "table", "table", "table"] == [_kind(html) for html in shown]


def _kind(html):
    if "dmplog-card" in html:
        return "case" if 'class="detour"' in html else "report"
    return "table" if "<table" in html else "other"
