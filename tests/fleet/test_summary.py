"""What a fleet says together: seven questions, each row with the bundles behind it, in every form."""

from __future__ import annotations

import hashlib
import json
import re
from base64 import b64encode
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest

from dmplog.fleet.files import frame_of
from dmplog.fleet.page import render as page
from dmplog.fleet.reading import Fleet
from dmplog.fleet.schema import BUNDLES, CASES, LINES, REPORTS
from dmplog.fleet.shapes import ALL
from dmplog.fleet.summary import BY, summarise
from dmplog.fleet.told import told
from dmplog.views.markdown import write as markdown
from dmplog.views.text import write as text

HOSTILE = "<script>alert(1)</script> [x](http://evil.example) \x1b[2J \u202e"
DAYS = [datetime(2025, 3, day, tzinfo=UTC) for day in range(1, 10)]


def stuck(bundle, step, **more):
    return {
        "bundle": bundle,
        "case": 0,
        "flowchart": "download",
        "lane": "package",
        "lane_title": "Download",
        "verdict": "stalled",
        "step": step,
        "step_title": step.replace("_", " ").capitalize(),
        "since": DAYS[0],
        **more,
    }


def fleet_of(bundles, cases=(), lines=(), number=1, **more):
    given = {"status": "ok", "problems": 0}
    rows = [{"bundle": name, "source": f"/cases/{name}.zip", **given, **told} for name, told in bundles.items()]
    frames = (frame_of(rows, BUNDLES), frame_of(cases, CASES), frame_of(lines, LINES), pl.DataFrame(schema=REPORTS))
    return Fleet(
        Path("results"), number, {"dmplog": "0.1.0"}, more.get("unfinished", False), *(each.lazy() for each in frames)
    )


FLEET = fleet_of(
    {
        "a": {"verdict": "stalled"},
        "b": {"verdict": "stalled"},
        "c": {"verdict": "failed"},
        "d": {"verdict": "completed", "problems": 2, "problem_kinds": "damaged, limit"},
        "e": {"verdict": "unknown"},
        "t": {"status": "timeout", "detail": "It took longer than 600 s."},
        "u": {"status": "unreadable", "detail": "/cases/u.zip holds no log."},
        "v": {"status": "unreadable", "detail": "/cases/v.zip holds no log."},
    },
    [
        stuck("a", "fetch", update="Configuration Manager 2409", cause="proxy", cause_title="The proxy", category="proxy", site="PS1"),
        stuck("b", "fetch", update="Configuration Manager 2503", since=DAYS[4], cause="proxy", cause_title="The proxy", category="proxy", site="PS1"),
        stuck("c", "unpack", update="Configuration Manager 2503", verdict="failed", site="PS2"),
        stuck("d", "unpack", update="Configuration Manager 2309", verdict="completed"),
        stuck("e", "fetch", verdict="unknown", next_log="hman.log", next_supplied=False),
    ],
    [
        {"bundle": "a", "file": "hman.log", "line": 3, "utc": DAYS[1], "severity": "error", "count": 40, "text": "error 5", "template": "error <number>", "role": "hman"},
        {"bundle": "b", "file": "hman.log", "line": 4, "utc": DAYS[2], "severity": "error", "count": 1, "text": "error 7", "template": "error <number>", "role": "hman"},
        {"bundle": "c", "file": "x.log", "line": 1, "utc": DAYS[3], "severity": "error", "count": 900, "text": HOSTILE, "template": HOSTILE, "role": "other"},
    ],
)  # fmt: skip


@pytest.fixture(scope="module")
def document():
    return summarise(FLEET)


def bundles(row):
    return "".join(name.rpartition("/")[2][0] for name in row["bundles"])


def test_which_step_blocks_most(document):
    told_of = [
        (row["step"], bundles(row), row["sites"], row["cause"], row["first"], row["last"]) for row in document["steps"]
    ]

    assert [
        ("fetch", "ab", 2, "proxy", "2025-03-01T00:00:00.000Z", "2025-03-05T00:00:00.000Z"),
        ("unpack", "c", 1, "unknown", "2025-03-01T00:00:00.000Z", "2025-03-01T00:00:00.000Z"),
    ] == told_of


def test_since_which_version_a_step_occurs_and_which_it_spares(document):
    assert [
        ("fetch", "Configuration Manager 2409", ["Configuration Manager 2309"]),
        ("unpack", "Configuration Manager 2503", ["Configuration Manager 2309", "Configuration Manager 2409"]),
    ] == [(row["step"], row["since_version"], row["spared"]) for row in document["versions"]]


def test_causes_by_frequency_with_the_share_that_is_unknown(document):
    assert [("proxy", 0.6667, "ab"), ("unknown", 0.3333, "c")] == [
        (row["cause"], row["share"], bundles(row)) for row in document["causes"]
    ]


def test_which_evidence_is_missing_most(document):
    assert [("hman.log", 1, "e")] == [(row["log"], row["cases"], bundles(row)) for row in document["missing"]]


def test_unknown_errors_are_counted_by_bundles_not_by_lines(document):
    """900 lines of one bundle are one customer's."""
    assert [("error <number>", 41, "ab", "error 7"), (HOSTILE, 900, "c", HOSTILE)] == [
        (row["template"], row["lines"], bundles(row), row["example"]) for row in document["templates"]
    ]


def test_which_bundles_could_not_be_judged_and_why(document):
    """Two with the same trouble stand together."""
    assert [("unreadable", "uv", "<bundle> holds no log."), ("timeout", "t", "It took longer than <number> s.")] == [
        (row["status"], bundles(row), row["why"]) for row in document["not_judged"]
    ]
    assert [("damaged", "d"), ("limit", "d")] == [(row["problem"], bundles(row)) for row in document["half_read"]]


def test_what_changed_since_the_run_before():
    before = fleet_of(
        {name: {"verdict": "stalled"} for name in "abd"} | {"t": {"status": "ok", "verdict": "failed"}},
        [stuck("a", "fetch"), stuck("b", "unpack"), stuck("d", "fetch")],
        number=3,
    )
    found = summarise(FLEET, before)

    assert 3 == found["before"]
    assert [("b", "unpack", "fetch"), ("d", "fetch", "unpack"), ("t", None, None)] == [
        (bundles(row), *((row[f"step{end}"] or "").rpartition(".")[2] or None for end in ("_before", "")))
        for row in found["changes"]
    ]


def test_new_errors_are_those_the_other_run_had_not():
    earlier = fleet_of({"a": {}}, (), [{"bundle": "a", "template": "error <number>"}])

    assert [HOSTILE] == [row["template"] for row in summarise(FLEET, None, earlier)["templates"]]


def test_every_row_of_every_part_names_its_bundles(document):
    for part in (*BY.values(), *ALL):
        for row in document[part]:
            assert row["bundles"], part
            assert len(row["bundles"]) == row["bundle_count"]


def test_the_document_is_json(document):
    assert document == json.loads(json.dumps(document))


@pytest.mark.parametrize("part", [*BY.values(), *ALL])
def test_every_part_is_told_in_every_form(document, part):
    """With the first bundle of each row, and harmless whatever a log says."""
    document = {**document, "before": 1}
    page_of = told(document, (part,))
    shown = [text(page_of, 80), markdown(told(document, (part,), tables=True)), page(document, (part,))]
    for form in shown:
        assert all(row["bundles"][0].rpartition("/")[2] in form.replace("\\", "") for row in document[part])
        assert not re.search("[\x00-\x08\x1b\u202e]", form)
    # What is quoted as code is no markup.
    prose = re.sub("(`+).*?\\1", "", shown[1])
    assert not re.search(r"(?<!\\)(?:<script|\]\(http)", prose)
    assert "<script" not in shown[2]


def test_a_fleet_without_trouble_says_so():
    """Every question has its answer, also where it is no."""
    document = summarise(fleet_of({"a": {"verdict": "completed"}}, [stuck("a", "fetch", verdict="completed")]))
    said = text(told(document), 100)

    assert "1 bundle: an update is stuck in 0" in said
    assert all(
        sentence in said
        for sentence in ("No case is stalled or failed.", "Every bundle was judged.", "There is no such line.")
    )


def test_the_page_allows_no_script_and_no_network(document):
    source = page(document)
    style = re.search("<style>(.*?)</style>", source, re.DOTALL)[1]
    digest = b64encode(hashlib.sha256(style.encode()).digest()).decode()

    assert f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'" in source
    assert not re.search(r"<script|\son\w+=|\sstyle=|\ssrc=|href=\"(?!#)", source)


def test_the_page_tells_all_bundles_as_one_bar(document):
    """Each piece with its word and count, also for whoever sees no colours."""
    legend = re.findall(r"</svg> (\d+ [a-z ]+)</li>", page(document))

    assert ["1 failed", "2 stalled", "1 unknown", "1 completed", "3 not judged"] == legend


def test_a_run_that_goes_on_is_told():
    document = summarise(fleet_of({"a": {}}, unfinished=True))

    assert "More was judged since" in text(told(document), 100)
