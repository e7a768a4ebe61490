# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""The HTML report, as far as it can be judged without a browser."""

from __future__ import annotations

import base64
import hashlib
import re
import sys
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import HOSTILE, SAMPLES, all_completed, failed_replication, hostile, stalled_download, unknown

from dmplog.views.html import render
from dmplog.views.visible import CONTROLS

VOID = {"meta", "input", "br", "img", "link", "hr", "wbr"}


class Page(HTMLParser):
    """Elements with their attributes, nesting checked, and the text outside style and script."""

    def __init__(self, source):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self.open = []
        self.words = []
        self.feed(source)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert tag == self.open.pop()

    def handle_data(self, data):
        if not self.open or self.open[-1] not in ("style", "script"):
            self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)

    def tags(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_the_page_is_well_formed_and_small(name):
    """Every element is closed, ids are unique, links inside lead somewhere, and the file is below a megabyte."""
    source = render(hostile() if name == "hostile" else SAMPLES[name]())
    page = Page(source)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    inside = [attributes["href"][1:] for attributes in page.tags("a") if attributes.get("href", "").startswith("#")]

    assert [] == page.open
    assert len(set(ids)) == len(ids)
    assert set(inside) <= set(ids)
    assert len(source.encode()) < 1_000_000


@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_nothing_is_loaded(name):
    """No address of any kind is asked for: no image, sheet, script, frame or font from elsewhere."""
    page = Page(render(hostile() if name == "hostile" else SAMPLES[name]()))
    loading = [
        (tag, attributes)
        for tag, attributes in page.elements
        if tag in ("img", "link", "iframe", "object", "embed", "base", "form") or "src" in attributes
    ]

    assert [] == loading
    assert not any(name.startswith("on") or name == "style" for _, attributes in page.elements for name in attributes)


def test_the_policy_names_exactly_what_is_inside():
    """The hashes are those of the one style sheet and the one script."""
    source = render(unknown())
    policy = next(
        attributes["content"]
        for attributes in Page(source).tags("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    for tag in ("style", "script"):
        found = re.findall(f"<{tag}>(.*?)</{tag}>", source, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(found[0].encode()).digest()).decode()

        assert len(found) == 1
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy


def test_the_order_on_the_page():
    """Verdict sentence, where it stands with its picture, sites, prerequisites, coverage, timeline, also seen, decision, inputs."""
    document = stalled_download()
    document["prerequisites"] = failed_replication()["prerequisites"]
    source = render(document)
    marks = [
        "<h1>",
        'id="where"',
        "<figure",
        'id="sites"',
        'id="prerequisites"',
        'id="coverage"',
        'id="timeline"',
        'id="also-seen"',
        'id="decided"',
        'id="inputs"',
    ]
    places = [source.index(mark) for mark in marks]

    assert sorted(places) == places


def test_every_node_with_evidence_leads_to_it_and_back():
    """The picture links to the timeline, and the timeline to the picture."""
    page = Page(render(stalled_download()))
    targets = {attributes["href"] for attributes in page.tags("a") if attributes.get("href")}
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    with_evidence = [step["id"] for step in stalled_download()["cases"][0]["steps"] if step["evidence"]]

    assert with_evidence
    for step in with_evidence:
        assert f"#c1-evidence-{step}" in targets
        assert f"#c1-{step}" in targets
        assert {f"c1-evidence-{step}", f"c1-{step}"} <= ids


def test_hostile_text_is_shown_and_does_nothing():
    """Scripts, markup, templates and control characters of a log are words on the page."""
    source = render(hostile())
    page = Page(source)

    assert len(page.tags("script")) == 1
    assert "img" not in {tag for tag, _ in page.elements}
    assert "b" not in {tag for tag, _ in page.elements}
    assert "<script>alert(1)</script> <b>bold</b> ]]> {{7*7}}" in page.text
    assert "49" not in re.sub(r"\d{3,}|\d+\.\d+", "", page.text)
    assert "\\x1b[31mred" in page.text
    assert CONTROLS.search(source) is None


def test_no_link_is_made_of_log_text():
    """Addresses in a log are words; only https references of the knowledge files are links, and a script is none."""
    outside = [
        attributes["href"]
        for attributes in Page(render(hostile())).tags("a")
        if not attributes.get("href", "#").startswith("#")
    ]

    assert all(address.startswith("https://learn.microsoft.com/") for address in outside)
    plain = [
        attributes["href"]
        for attributes in Page(render(stalled_download())).tags("a")
        if not attributes["href"].startswith("#")
    ]
    assert ["https://learn.microsoft.com/intune/configmgr/core/servers/manage/download-updates-flowchart"] == plain


def test_a_megabyte_line_is_cut_and_says_so():
    """The page stays small, and the reader knows what is missing."""
    page = Page(render(hostile()))

    assert "1,000,189 characters, all of them in the JSON report" in page.text
    assert "A" * 4_001 not in page.text


@given(st.text(max_size=200))
@settings(max_examples=25, deadline=None)
def test_any_log_line_is_on_the_page_as_it_is(found):
    """Whatever a line holds, the page shows it and stays well formed."""
    document = unknown()
    document["cases"][0]["steps"][2]["evidence"][0]["text"] = f"<{found}>"
    source = render(document)
    page = Page(source)

    assert [] == page.open
    assert len(page.tags("script")) == 1
    assert CONTROLS.search(source) is None


def test_without_pygraphviz_the_flow_is_text(monkeypatch):
    """The report is whole without pictures, and says why there are none."""
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    page = Page(render(stalled_download()))

    assert "Pictures need pygraphviz" in page.text
    assert "Download the redistributables – stalled ×3" in page.text
    assert "figure" not in {tag for tag, _ in page.elements}


def test_coverage_bars_lie_in_their_strip():
    """First and last of every log, and its gaps, are within the strip."""
    for attributes in Page(render(stalled_download())).tags("rect"):
        if attributes.get("class") in ("covered", "gap", "moment"):
            assert 0 <= int(attributes["x"]) <= 1000
            assert 0 < int(attributes["width"]) <= 1000 - int(attributes["x"])


def test_the_ticket_text_is_the_markdown():
    """What the button copies is the Markdown view, to the letter."""
    from dmplog.views.markdown import render as render_markdown

    document = stalled_download()
    source = render(document)
    inside = re.search(r'<textarea id="ticket-text"[^>]*>\n(.*?)</textarea>', source, re.DOTALL)
    import html

    assert inside is not None
    assert render_markdown(document) == html.unescape(inside[1])


def test_three_hundred_sites_stay_below_a_megabyte():
    """A large hierarchy is still a file one can mail."""
    document = all_completed(300)
    for case in document["cases"][-50:]:
        case["verdict"], case["step"] = "failed", "install_update"

    assert len(render(document).encode()) < 1_000_000


def test_same_document_same_bytes():
    """The page is a function of the document."""
    assert render(failed_replication()) == render(failed_replication())


def test_the_hostile_reference_is_escaped():
    """A reference that carries markup is an escaped address."""
    addresses = [
        attributes["href"]
        for attributes in Page(render(hostile())).tags("a")
        if attributes["href"].startswith("https://")
    ]

    assert all(address == f"https://learn.microsoft.com/{HOSTILE}" for address in addresses)
