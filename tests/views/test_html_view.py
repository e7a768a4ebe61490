"""The HTML report, as far as it can be judged without a browser."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import HOSTILE, SAMPLES, all_completed, failed_replication, hostile, stalled_download, unknown

from dmplog.looks.document import slug
from dmplog.looks.evidence import place_of
from dmplog.looks.visible import CONTROLS
from dmplog.pictures.artwork import of_report
from dmplog.pictures.drawing import Text
from dmplog.views.html import render
from dmplog.views.text import ticket

TABS = ("cases", "errors", "timeline", "logs", "prerequisites", "decided", "ticket")
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
        if not self.open or self.open[-1] not in ("style", "script", "symbol"):
            self.words.append(data)

    @property
    def text(self):
        return "".join(self.words)

    def tags(self, tag):
        return [attributes for name, attributes in self.elements if name == tag]


def programs(page):
    """Return the scripts that are run: data for them is none."""
    return [attributes for attributes in page.tags("script") if "type" not in attributes]


def rest(source):
    """Return what the script is given to read."""
    return json.loads(re.search(r'<script type="application/json" id="data">(.*?)</script>', source, re.DOTALL)[1])


@pytest.mark.parametrize("name", [*SAMPLES, "hostile"])
def test_the_page_is_well_formed_and_small(name):
    """Every element is closed, ids are unique, links inside lead somewhere, and the file is below 400 KB."""
    source = render(hostile() if name == "hostile" else SAMPLES[name]())
    page = Page(source)
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    inside = [attributes["href"][1:] for attributes in page.tags("a") if attributes.get("href", "").startswith("#")]

    assert [] == page.open
    assert len(set(ids)) == len(ids)
    assert set(inside) <= set(ids)
    assert len(source.encode()) < 400_000


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
    """Sentence, rows, the chosen lane with chart, time and answer, then the tabs and what they lead to."""
    document = stalled_download()
    document["prerequisites"] = failed_replication()["prerequisites"]
    source = render(document).partition("<body")[2]
    marks = ["<h1", 'class="rows', 'id="case-1"', "card chart", "card spent", "card answer", 'class="tabs"']
    marks += [f'<section class="tab" id="{name}"' for name in TABS]
    places = [source.index(mark) for mark in marks]

    assert sorted(places) == places


def test_each_tab_is_an_anchor_with_its_count():
    """Cases and errors are counted in the tab, and nothing but the section of its name is meant by it."""
    document = failed_replication()
    page = Page(render(document))
    tabs = [attributes["href"] for attributes in page.tags("a") if "data-tab" in attributes]

    assert [f"#{name}" for name in TABS] == tabs
    assert f"Cases {len(document['cases'])}Errors no step explains" in page.text


def test_every_box_with_evidence_leads_to_its_lines():
    """The picture links to the lines of a step, and those to where they stand among all others."""
    page = Page(render(stalled_download()))
    targets = {attributes["href"] for attributes in page.tags("a") if attributes.get("href")}
    ids = {attributes["id"] for _, attributes in page.elements if "id" in attributes}
    steps = [step for step in stalled_download()["cases"][0]["steps"] if step["evidence"]]
    places = [slug(place_of(entry).rpartition("/")[2]) for step in steps for entry in step["evidence"]]

    assert steps
    assert {f"#case-1-evidence-{step['id']}" for step in steps} <= targets
    assert {f"case-1-evidence-{step['id']}" for step in steps} <= ids
    assert {f"#line-{place}" for place in places} <= targets


def test_a_line_quoted_often_has_one_address():
    """Whatever quotes a line leads to the one place where it stands in the order of time."""
    source = render(failed_replication())
    addresses = [
        attributes["id"] for tag, attributes in Page(source).elements if attributes.get("id", "").startswith("line-")
    ]

    assert addresses
    assert len(set(addresses)) == len(addresses)
    assert {attributes["href"] for attributes in Page(source).tags("a") if attributes.get("class") == "place"} <= {
        f"#{address}" for address in addresses
    }


def test_hostile_text_is_shown_and_does_nothing():
    """Scripts, markup, templates and control characters of a log are words on the page."""
    source = render(hostile())
    page = Page(source)

    assert len(programs(page)) == 1
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
    assert len(programs(page)) == 1
    assert CONTROLS.search(source) is None


def test_what_the_script_reads_is_data():
    """The names of a log cannot end the element they stand in, and nothing of them is run."""
    document = all_completed(30)
    for case in document["cases"]:
        case["subject"]["site"] = HOSTILE
        case["lane_name"] = "</script><script>alert(1)</script>"
    source = render(document)
    found = re.search(r'<script type="application/json" id="data">(.*?)</script>', source, re.DOTALL)

    assert found is not None
    assert len(programs(Page(source))) == 1
    assert not re.search("[<>&]", found[1])
    assert any(entry[3].startswith("</script><script>") for entry in json.loads(found[1])["cases"])


def test_a_cause_that_is_only_suggested_is_no_fact():
    """What no line of the step proves is said with a perhaps."""
    document = stalled_download()
    document["cases"][0]["cause"]["certainty"] = "suggested"
    suggested = Page(render(document)).text
    document["cases"][0]["cause"]["certainty"] = "proved"
    title = document["cases"][0]["cause"]["title"]

    assert f"Perhaps: {title}" in suggested
    assert f"Perhaps: {title}" not in Page(render(document)).text


def test_coverage_bars_lie_in_their_strip():
    """First and last of every log, and its gaps, are within the strip."""
    for attributes in Page(render(stalled_download())).tags("rect"):
        if attributes.get("class") in ("covered", "gap", "moment"):
            assert 0 <= int(attributes["x"]) <= 1000
            assert 0 < int(attributes["width"]) <= 1000 - int(attributes["x"])


def test_the_ticket_text_is_that_of_the_command():
    """What the buttons copy is what `--format ticket` prints, to the letter."""
    document = stalled_download()
    inside = re.search(r'<pre id="ticket-text"[^>]*>(.*?)</pre>', render(document), re.DOTALL)

    assert inside is not None
    assert ticket(document) == Page(inside[1]).text


def test_three_hundred_sites_stay_below_four_hundred_kilobytes():
    """A large hierarchy is still a file one can mail: sites that stand alike are one row, and data behind it."""
    document = all_completed(300)
    for case in document["cases"][-50:]:
        case["verdict"], case["step"] = "failed", "install_update"
    document["cases"].reverse()
    source = render(document)

    assert len(source.encode()) < 400_000
    assert len(document["cases"]) - len(re.findall(r'<a class="row ', source)) == len(rest(source)["cases"])


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


@pytest.mark.parametrize("name", SAMPLES)
def test_every_lane_and_site_stands_in_the_timeline(name):
    """Also what no line with a time tells of, and those that stand alike."""
    document = SAMPLES[name]()
    if name == "failed_replication":
        for step in document["cases"][-1]["steps"]:
            step.update(started=None, finished=None)
    told = Page(render(document).partition('id="timeline"')[2].partition('<ol class="lines">')[0]).text

    assert [] == [
        case["lane_name"]
        for case in document["cases"]
        if case["lane_title"] not in told or (case["subject"]["site"] or "") not in told
    ]


def test_what_else_is_stuck_is_named_with_its_update_where_that_is_another_one():
    document = stalled_download()
    other = failed_replication()["cases"][0]
    other["subject"]["update"] = "Configuration Manager 2503"
    document["cases"].append(other)

    assert f"Also stuck: Transfer to {other['subject']['site']} (Configuration Manager 2503)" in render(document)


@pytest.mark.parametrize("picture", ["flowchart", "lanes"])
def test_a_step_that_nobody_can_see_names_the_log_that_would_tell(picture):
    """On the page and in the pictures, with the server it lies on."""
    document = failed_replication()
    case = document["cases"][0]
    case["steps"][-1]["status"] = "unobservable"
    case["unseen"] = [
        {"log": "despool.log", "server": "PS9SRV", "folder": "<install dir>/Logs", "why": "Not supplied."}
    ]
    words = "despool.log of PS9SRV would tell"
    drawn = " ".join(shape.words for shape in of_report(document, picture).drawing.flat() if isinstance(shape, Text))

    assert words in drawn
    assert words in render(document).partition('id="cases"')[0]
    assert "<dt>Not seen</dt>" in render(document)


def fetch_row(document):
    """Return the words of the row that tells which log to fetch, of the first answer."""
    found = re.search(r'<div class="fetch">(.*?)</div>\s*(?=<div>|</dl>)', render(document), re.DOTALL)
    return " ".join(Page(found[1]).text.split())


def test_the_answer_says_which_log_to_fetch_or_that_none_is_needed():
    """The words are those of the text views, and the command is the one of the report, with its own path."""
    document = stalled_download()
    case = document["cases"][0]
    case |= {"needs": [], "confidence": "confirmed", "cause": None}

    assert "FetchNothing: these logs show where it stands, but no line says why." == fetch_row(document)
    need = {"log": "cmupdate.log", "server": "PS2SRV", "folder": "<install dir>\\Logs", "why": ""}
    document["collect"] = "dmplog collect Logs.zip -o Copy-CMUpdateLog.ps1"
    document["cases"][1]["unseen"] = [need]
    whose = document["cases"][1]["lane_name"]
    assert f"To see the steps marked ? of {whose}: cmupdate.log of PS2SRV (<install dir>\\Logs)." in fetch_row(document)
    assert "By a script: dmplog collect Logs.zip -o Copy-CMUpdateLog.ps1" in fetch_row(document)
    case["needs"] = [need]
    assert "Fetchcmupdate.log of PS2SRV" in fetch_row(document)
    assert "By a script: dmplog collect Logs.zip -o Copy-CMUpdateLog.ps1" in fetch_row(document)


def test_who_gets_the_page_and_has_no_dmplog_finds_the_commands_folded_behind_the_row():
    document = stalled_download()
    document["cases"][0]["needs"] = [
        {"log": "cmupdate.log", "server": "PS2SRV", "folder": "<install dir>\\Logs", "why": ""}
    ]
    row = re.search(r'<div class="fetch">.*?</dl>', render(document), re.DOTALL)[0]
    folded = re.search(r"<details><summary[^>]*>Without dmplog.*?</details>", row, re.DOTALL)[0]

    assert "in PowerShell on PS2SRV" in folded
    assert r"robocopy Logs C:\Collected\PS2SRV cmupdate*.lo*" in folded


def timeline(document):
    """Return the timeline of the page of *document*."""
    return re.search(r'<section class="tab" id="timeline".*?</section>', render(document), re.DOTALL)[0]


def test_the_timeline_begins_where_the_first_attempt_did():
    """Its bar is that of the case, and it says which attempt its lines are of."""
    document = failed_replication()
    case = document["cases"][0]
    first = min(step["started"] for step in case["steps"] if step["started"])
    step = next(step for step in case["steps"] if step["id"] == case["step"])
    case |= {"attempts": 2, "since": document["coverage"][0]["first"]}
    step |= {"attempts": 2, "tries": [case["since"], first]}

    assert '<rect class="spent-failed" x="0"' in timeline(document)
    assert "the lines of the last attempt are listed" in timeline(document)


def test_a_case_with_a_dated_line_has_a_bar_in_the_timeline():
    """A step that waits may have no beginning of its own."""
    document = stalled_download()
    for step in document["cases"][0]["steps"]:
        step |= {"started": None, "finished": None}

    assert "no line with a time" not in timeline(document)


def test_an_inferred_step_says_what_is_lacking():
    """Lines may show that it began: then only its end is inferred."""
    document = stalled_download()
    first = document["cases"][0]["steps"][0]
    first |= {"status": "inferred"}

    assert "inferred: it began, and its end is not in the logs" in render(document)
    first |= {"evidence": []}
    assert "inferred: no line shows it" in render(document)


def test_a_title_in_a_sentence_is_quoted_as_it_is_written():
    document = stalled_download()
    case = document["cases"][0]
    title = next(step["title"] for step in case["steps"] if step["id"] == case["step"])

    assert f"stalled at “{title}”" in render(document)


def test_a_deadline_says_how_long_the_step_may_be_silent():
    document = stalled_download()
    case = document["cases"][0]
    case["last_sign"] = case["next"]["counted_from"] = "2024-12-18T04:40:00.000Z"
    case["next"]["deadline"] = "2024-12-18T08:40:00.000Z"

    assert "4 h after the last sign" in render(document)


def test_a_chart_without_its_decisions_says_why():
    """The lane has some, and the column of the page has no room for them."""
    assert "Its decisions need more room" in render(stalled_download())


def test_the_time_at_the_step_and_the_lateness_say_from_when_each_counts():
    """One begins with the step, the other with its last sign."""
    document = stalled_download()
    case = document["cases"][0]
    case["since"] = "2024-12-18T04:32:00.000Z"
    case["last_sign"] = case["next"]["counted_from"] = "2024-12-18T04:40:00.000Z"
    case["next"]["deadline"] = "2024-12-18T08:40:00.000Z"
    document["as_of"] = "2024-12-18T16:40:00.000Z"

    assert "At this step for 12 h 8 m; 8 h past the deadline (4 h after the last sign)." in render(document)


def test_a_code_whose_name_the_reason_tells_is_not_told_again():
    document = stalled_download()
    case = document["cases"][0]
    error = {"code": "0x8007001f", "name": "ERROR_GEN_FAILURE", "meaning": ""}
    case.update(
        cause={**case["cause"], "category": "unknown", "explanation": "0x8007001f is ERROR_GEN_FAILURE."},
        errors=[error],
    )
    twice = "<p><code>0x8007001f</code> ERROR_GEN_FAILURE"

    assert twice not in render(document)

    case["errors"] = [{**error, "meaning": "A device does not work."}]

    assert twice in render(document)


def test_what_lowered_the_certainty_is_told_beneath_the_headline_or_in_the_answer_but_not_in_both():
    document = stalled_download()
    case = document["cases"][0]
    said = "sender.log stops early"
    case.update(confidence="likely", proofs=[{"said": said, "caps": "likely"}])
    above = f"Likely: {said}."

    assert (1, "Only likely" in render(document)) == (render(document).count(above), False)

    case["proofs"].append({"said": "Another line contradicts it.", "caps": "likely"})

    assert "<dt>Only likely</dt><dd><p>Another line contradicts it.</p></dd>" in render(document)


def test_a_row_of_many_sites_says_how_many_and_how_and_the_dots_say_where():
    document = failed_replication()
    case = next(one for one in document["cases"] if one["verdict"] == "failed")
    document["cases"] += [{**case, "subject": {**case["subject"], "site": f"P{n:02}"}} for n in range(4)]
    shown = render(document)

    assert '<span class="more">4 more, ' in shown
    assert not re.search('<span class="more">[^<]* at “', shown)


def test_of_the_lines_that_tell_a_cause_the_first_is_in_sight_and_the_second_folded():
    document = failed_replication()
    case = next(one for one in document["cases"] if one["cause"] and one["cause"]["category"] != "unknown")
    line = {**case["steps"][0]["evidence"][0], "context": ()}
    case["cause"]["evidence"] = [{**line, "line": 7001, "text": "first"}, {**line, "line": 7002, "text": "second"}]
    why = render(document).partition(f"<strong>{case['cause']['title']}</strong>")[2].partition("</dd>")[0]
    folded = why.partition("<details>")[2].partition("</details>")[0]

    assert "<pre>second</pre>" in folded
    assert "<pre>first</pre>" in why.replace(folded, "")
