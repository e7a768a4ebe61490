"""A bundle whose log texts attack whatever shows them, through the whole pipeline and every view."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from html.parser import HTMLParser

import pytest
from builders import bundle

import dmplog

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
ATTACK = (
    "<script>alert(1)</script><b>bold</b><img src=x onerror=alert(2)> ]]> {{7*7}} {% raw %} \x1b[31mred\x1b[2J "
    "\u202egnp.exe\u202c \u2066 [link](javascript:alert(3)) `ticks` | bar "
)
LINES = (
    "EasySetupMaintenance - Redownload package: " + GUID,
    f"EasySetupDownloadSinglePackage downloading {GUID}",
    f"Generating state message: 8 for package {GUID}",
    f"Download content for payload {GUID}",
    f"WARNING: EasySetupDownloadSinglePackage Failed with exception: {ATTACK}",
    f"ERROR: Failed to download Admin UI content payload with exception: {ATTACK}",
    f"WARNING: EasySetupDownloadSinglePackage Failed with exception: {ATTACK}{'x' * 1_000_000}",
    "WARNING: Retry in the next polling cycle",
)


@pytest.fixture(scope="module")
def report(tmp_path_factory):
    built = bundle(datetime(2024, 12, 17, 14, 50), timedelta(minutes=1)).log(
        "dmpdownloader", [f"{message}~~" for message in LINES], framing="sms", bias=300
    )
    return dmplog.diagnose(built.at(tmp_path_factory.mktemp("logs")), context=1)


def test_the_verdict_is_that_of_the_line(report):
    """Hostile text changes nothing: the download fails at its payload, and the text is cited to the letter."""
    assert ("failed", "download_payload") == (report.verdict, report.cases[0].step)
    texts = [entry.text for step in report.cases[0].steps for entry in step.evidence]
    assert any(ATTACK.strip() in text for text in texts)


CONTROLS = "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
"""What no line of a report may hold."""


class _Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []
        self.handlers = []

    def handle_starttag(self, tag, attributes):
        self.found.append(tag)
        self.handlers += [name for name, value in attributes if name.startswith("on") or "script:" in (value or "")]


def test_the_page_builds_nothing_of_it(report):
    """One script, the page's own, and its data, in which nothing is markup; no bold, no image, no handler; under a megabyte."""
    page = report.to_html()
    tags = _Tags()
    tags.feed(page)

    assert 2 == tags.found.count("script")
    data = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)
    assert [False] == ["<" in text or "&" in text for text in data]
    assert not {"b", "img"} & set(tags.found)
    assert [] == tags.handlers
    assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", page)
    assert "{{7*7}}" in page
    assert len(page) < 1_000_000


def test_text_and_markdown_show_controls_instead_of_doing_them(report):
    """No escape sequence and no turned line reaches a terminal or a ticket, and a line of a megabyte is cut."""
    assert not re.search(CONTROLS, report.to_text())
    for said in (report.to_text(verbose=True), report.to_text(width=40, verbose=True), report.to_markdown()):
        assert not re.search(CONTROLS, said)
        assert r"\x1b" in said
        assert len(said) < 30_000


def test_markdown_keeps_it_in_code(report):
    """Outside of code no tag and no link is left."""
    fenced = re.sub(r"(?s)^(`{3,})text\n.*?\n\1$", "", report.to_markdown(), flags=re.MULTILINE)
    bare = re.sub(r"(?s)(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", fenced)

    assert "<script" not in bare
    assert "](javascript" not in bare


def test_pictures_are_drawn(report, tmp_path):
    """SVG without script, PNG, PDF, DOT and Mermaid come out, each of a bearable size."""
    diagram = report.cases[0].diagram()
    for suffix in ("svg", "png", "pdf", "dot", "mmd"):
        assert 0 < diagram.save(tmp_path / f"picture.{suffix}").stat().st_size < 1_000_000
    drawn = (tmp_path / "picture.svg").read_text(encoding="utf-8")

    assert "<script" not in drawn
    assert "<b>" not in drawn
    assert "<script" not in (tmp_path / "picture.mmd").read_text(encoding="utf-8")


def test_json_keeps_every_character(report):
    """The document says to the letter what the log says."""
    texts = [
        entry["text"]
        for case in json.loads(report.to_json())["cases"]
        for step in case["steps"]
        for entry in step["evidence"]
    ]

    assert any(ATTACK.strip() in text for text in texts)
