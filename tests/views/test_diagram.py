"""The diagrams: what they show, in every format, whatever a log holds."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest
from drawn_by_graphviz import drawn
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import HOSTILE, SAMPLES, failed_replication, hostile, stalled_download, unknown

from dmplog.errors import RenderingError, UsageError
from dmplog.flowchart import load_flowchart
from dmplog.looks.picture import from_lane
from dmplog.looks.states import STATES
from dmplog.looks.story import stories
from dmplog.pictures.artwork import KINDS
from dmplog.views.bare import BareChart
from dmplog.views.diagram import SUFFIXES, Diagram, case_diagram, flowchart_diagram, report_diagram

SVG = "{http://www.w3.org/2000/svg}"
DRAWN = [name for name in SAMPLES if name != "empty"]


@dataclass
class Arrow:
    source: str
    target: str
    branch: str | None = None
    after: timedelta | None = None
    loop: bool = False


@dataclass
class Step:
    id: str
    title: str
    actor: str = "SMS_HIERARCHY_MANAGER"
    log: tuple[str, ...] = ("hman",)


@dataclass
class Question:
    id: str
    question: str


@dataclass
class Lane:
    id: str = "lane"
    title: str = "A lane"
    steps: list[Step] = field(default_factory=list)
    decisions: list[Question] = field(default_factory=list)
    edges: list[Arrow] = field(default_factory=list)


def looping_lane():
    return Lane(
        steps=[Step("check", "Check applicability"), Step("download", "Download")],
        decisions=[Question("applicable?", "Is the package applicable?")],
        edges=[
            Arrow("start", "check"),
            Arrow("check", "applicable?"),
            Arrow("applicable?", "download", "yes"),
            Arrow("applicable?", "check", "no", timedelta(hours=1), loop=True),
            Arrow("download", "end"),
            Arrow("end", "start", None, timedelta(hours=24), loop=True),
        ],
    )


def texts(svg):
    return " ".join(element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text"))


def test_a_bare_flowchart_has_the_parts_of_the_picture():
    """Start, end, steps, the decision with both branches, and the two sleeping loops are all there."""
    picture = from_lane(
        looping_lane(), {"check": ["Configuration Manager Update (PackageGuid=<PACKAGE_GUID>) is applicable"]}
    )
    said = texts(Diagram(BareChart(picture)).svg())

    for part in (
        "Start",
        "End",
        "Check applicability",
        "Download",
        "Is the package",
        "Yes",
        "No (sleep 1 h)",
        "(sleep 24 h)",
        "In hman.log:",
        "(PackageGuid=<PACKAGE_GUID>)",
    ):
        assert part in said, part
    assert not any(state.word in said.split() for state in STATES.values() if state.word != "Here")


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("name", DRAWN)
def test_same_input_same_bytes(name, dark, tmp_path):
    """DOT, Mermaid, SVG and PDF are byte for byte the same each time."""
    for suffix in ("dot", "mmd", "svg", "pdf"):
        first = report_diagram(SAMPLES[name](), dark=dark).save(tmp_path / f"first.{suffix}").read_bytes()
        second = report_diagram(SAMPLES[name](), dark=dark).save(tmp_path / f"second.{suffix}").read_bytes()

        assert first == second, suffix


def test_every_format_is_what_it_says(tmp_path):
    """The files are of the kind their suffix names, and a PDF carries no date."""
    diagram = report_diagram(failed_replication())
    begins = {"svg": b"<?xml", "png": b"\x89PNG", "pdf": b"%PDF", "dot": b"digraph", "mmd": b"flowchart"}
    for suffix, magic in begins.items():
        assert diagram.save(tmp_path / f"picture.{suffix}").read_bytes().startswith(magic)
    dates = re.findall(rb"/CreationDate \(([^)]*)\)", (tmp_path / "picture.pdf").read_bytes())

    assert all(date.startswith((b"D:19700101", b"D:20000101")) for date in dates)


def test_an_unknown_suffix_is_refused_with_the_list(tmp_path):
    """The error says what would work."""
    with pytest.raises(UsageError, match=r"\.svg, \.png, \.pdf, \.dot, \.mmd"):
        report_diagram(unknown()).save(tmp_path / "picture.gif")


def test_a_folder_that_is_not_there_is_a_plain_error(tmp_path):
    """No traceback of the operating system reaches the user."""
    with pytest.raises(RenderingError, match="cannot be written"):
        report_diagram(unknown()).save(tmp_path / "nowhere" / "picture.dot")


def test_an_empty_report_says_that_there_is_nothing_to_draw():
    """A report without a case is a sentence, not an empty picture."""
    with pytest.raises(UsageError, match="nothing to draw"):
        report_diagram(SAMPLES["empty"]())


@pytest.mark.parametrize("kind", KINDS)
def test_hostile_text_is_text_in_every_format(kind, tmp_path):
    """Nothing of a log is markup, a link, or an escape of a format."""
    diagram = report_diagram(hostile(), kind)
    root = ET.fromstring(diagram.svg())
    tags = {element.tag.removeprefix(SVG) for element in root.iter()}

    assert tags <= {"svg", "g", "title", "desc", "path", "text", "circle", "rect", "defs", "pattern"}
    assert "javascript:" not in " ".join(value for element in root.iter() for value in element.attrib.values())
    for suffix in ("png", "pdf", "dot"):
        diagram.save(tmp_path / f"picture.{suffix}")
    assert "<script>" not in diagram.mermaid
    assert "\x1b" not in diagram.mermaid + diagram.dot + diagram.svg()


def test_hostile_text_is_shown_as_it_is():
    document = hostile()
    said = texts(case_diagram(document["cases"][0], document).svg())

    assert "<script>alert(1)</script>" in said


@pytest.mark.parametrize("kind", KINDS)
def test_graphviz_reads_every_picture(kind):
    """The DOT text is one that `neato -n2` draws, whatever stands in it."""
    assert drawn(report_diagram(hostile(), kind).dot, "neato").startswith(b"<?xml")


def test_graphviz_lays_out_a_bare_flowchart_by_its_dot_text():
    said = texts(drawn(flowchart_diagram(load_flowchart("download")).dot, "dot"))

    assert "Is the payload here" in said
    assert "Download of one update" in said


@pytest.mark.parametrize("kind", KINDS)
def test_pictures_of_a_report_need_no_graphviz(kind, monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    for suffix in SUFFIXES:
        report_diagram(unknown(), kind).save(tmp_path / f"picture.{suffix}")

    assert len(SUFFIXES) == len(list(tmp_path.iterdir()))


def test_a_bare_flowchart_needs_no_graphviz(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pygraphviz", None)
    monkeypatch.setenv("PATH", "")
    for suffix in SUFFIXES:
        Diagram(BareChart(from_lane(looping_lane()))).save(tmp_path / f"picture.{suffix}")

    assert len(SUFFIXES) == len(list(tmp_path.iterdir()))


@given(st.text(max_size=120))
@settings(max_examples=40, deadline=None)
def test_any_title_can_be_drawn(found):
    """A step may be called anything; the SVG stays well formed."""
    document = unknown()
    document["cases"][0]["steps"][2]["title"] = found
    document["cases"][0]["steps"][2]["evidence"][0]["text"] = found + "<b>\\G"
    document["cases"][0]["flowchart"] = found
    ET.fromstring(case_diagram(document["cases"][0], document).svg())


def test_a_label_that_looks_like_markup_is_not():
    """Microsoft's chart really holds `<Updating JOB [JobID]>`, which the graphviz package would take for markup."""
    lane = looping_lane()
    lane.decisions[0].question = "<Updating JOB [JobID]>"
    lane.edges[2].branch = "<b>"
    said = texts(Diagram(BareChart(from_lane(lane))).svg())

    assert "<Updating JOB" in said
    assert "<b>" in said


@pytest.mark.parametrize("name", ["download", "replication", "upload", "offline"])
def test_every_shipped_flowchart_can_be_drawn(name):
    """The whole flowchart is one picture with every lane, step and way; each lane alone can be drawn too."""
    flowchart = load_flowchart(name)
    whole = ET.fromstring(flowchart_diagram(flowchart).svg())
    ids = {group.get("id") for group in whole.iter(f"{SVG}g")}
    for lane in flowchart.lanes:
        wanted = {f"flowchart-{lane.id}-{step.id}" for step in lane.steps}
        alone = ET.fromstring(flowchart_diagram(flowchart, lane=lane.id, dark=True).svg())

        assert wanted <= ids
        assert wanted <= {group.get("id") for group in alone.iter(f"{SVG}g")}
    assert flowchart_diagram(flowchart).mermaid.startswith("flowchart TD")


def test_a_bare_flowchart_quotes_the_lines_of_its_steps():
    """As in Microsoft's picture, the message that shows a step stands beside it."""
    diagram = flowchart_diagram(
        load_flowchart("download"), lane="package", render=lambda event, fields: f"<{event}> {sorted(fields)}"
    )

    assert "In dmpdownloader.log:" in texts(diagram.svg())
    assert "<payload_" in texts(diagram.svg())


def test_a_lane_that_is_not_there_is_named():
    """The error names the nearest lane, or lists those there are."""
    with pytest.raises(UsageError, match="download has no lane 'upload'; it has synchronization, package"):
        flowchart_diagram(load_flowchart("download"), lane="upload")
    with pytest.raises(UsageError, match="download has no lane 'pakage'; did you mean 'package'"):
        flowchart_diagram(load_flowchart("download"), lane="pakage")


def test_a_notebook_shows_the_picture():
    """Jupyter asks for SVG."""
    assert report_diagram(unknown())._repr_svg_().startswith("<svg")


def test_stories_lose_no_case():
    """Every case is in a row of a story, or counted as not applicable."""
    document = stalled_download()
    told, skipped = stories(document["cases"])
    rows = [case for story in told for row in story.rows for case in (row.case, *row.others)]

    assert len(document["cases"]) == len(rows) + len(skipped)


def test_hostile_sample_really_is_hostile():
    """The sample keeps its teeth."""
    assert all(part in HOSTILE for part in ("<script>", "]]>", "{{7*7}}", "\x1b", "\u202e"))


def test_escapes_of_graphviz_stay_as_they_are():
    r"""Graphviz would put the name of the graph for `\G` and of the node for `\N`; paths are full of such letters."""
    lane = looping_lane()
    lane.steps[0].title = r"\\NAS\Gold\Tools\Left"
    document = unknown()
    document["headline"] = r"D:\Logs\Gateway\Node"

    assert r"\\NAS\Gold\Tools\Left" in texts(Diagram(BareChart(from_lane(lane))).svg())
    assert r"D:\Logs\Gateway\Node" in texts(drawn(report_diagram(document).dot, "neato"))


def test_a_headline_of_any_length_has_a_heading():
    """A sentence that is longer than a heading can be is cut, not refused."""
    document = unknown()
    document["headline"] = "word " * 400

    assert "word word" in texts(case_diagram(document["cases"][0], document).svg())


def test_drawing_writes_nothing_to_standard_error(tmp_path):
    """What the libraries say about fonts is not the user's concern, and standard error works afterwards."""
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); from report_samples import unknown\n"
        "from dmplog.views.diagram import report_diagram\n"
        "report_diagram(unknown()).save(sys.argv[2] + '/picture.png'); sys.stderr.write('after')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(Path(__file__).parent), str(tmp_path)], check=True, capture_output=True
    )

    assert b"after" == done.stderr


def test_a_picture_is_saved_again_and_never_over_what_dmplog_did_not_write(tmp_path):
    """A log behind a link is such a file."""
    (tmp_path / "hman.log").write_bytes(b"a line\n")
    (tmp_path / "behind.dot").symlink_to(tmp_path / "hman.log")
    (tmp_path / "mine.dot").write_bytes(b"digraph { mine }\n")
    diagram = report_diagram(unknown())
    diagram.save(tmp_path / "new.dot")
    diagram.save(tmp_path / "new.dot")
    for name in ("behind.dot", "mine.dot"):
        with pytest.raises(RenderingError, match=r"was not written by dmplog or was changed since; .* give force=True"):
            diagram.save(tmp_path / name)

    assert b"a line\n" == (tmp_path / "hman.log").read_bytes()
    assert b"digraph { mine }\n" == (tmp_path / "mine.dot").read_bytes()


def test_a_picture_is_saved_over_anything_by_force(tmp_path):
    (tmp_path / "mine.dot").write_bytes(b"digraph { mine }\n")
    report_diagram(unknown()).save(tmp_path / "mine.dot", force=True)

    assert b"digraph { mine }\n" != (tmp_path / "mine.dot").read_bytes()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes here")
def test_a_picture_is_not_saved_to_a_pipe(tmp_path):
    """Nobody may ever read it."""
    os.mkfifo(tmp_path / "pipe.dot")
    with pytest.raises(RenderingError, match="is a named pipe"):
        report_diagram(unknown()).save(tmp_path / "pipe.dot", force=True)
