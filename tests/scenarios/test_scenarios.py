"""Every folder under fixtures/scenarios is diagnosed as an expert would: `verdict.toml` beside the bundle says how."""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from pathlib import Path

import case_table
import golden
import jsonschema_rs
import pytest

from dmplog.cli.answer import exit_code
from dmplog.looks.story import FOLD_FROM
from dmplog.report import Report

REPOSITORY = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path.parent for path in (REPOSITORY / "fixtures" / "scenarios").glob("*/verdict.toml"))
SCHEMA = jsonschema_rs.validator_for(
    json.loads((REPOSITORY / "dmplog" / "views" / "report.schema.json").read_text(encoding="utf-8"))
)
PAGE = case_table.PAGE.read_text(encoding="utf-8").splitlines()
SUBJECT = ("package_guid", "package_id", "site", "update")


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda path: path.name)
def told(request):
    """The report on one scenario, and what the expert said."""
    expected = tomllib.loads((request.param / "verdict.toml").read_text(encoding="utf-8"))
    return golden.diagnosed(request.param), expected


def test_each_case_is_judged_as_the_expert_judged_it(told):
    report, expected = told
    document = report.to_dict()
    for wanted in expected["case"]:
        found = find(document["cases"], wanted)
        judged = {key: value for key, value in wanted.items() if key not in ("flowchart", "decides")}

        assert judged == {key: value_of(found, key) for key in judged}


def test_the_line_that_decides_is_quoted(told):
    """What the expert takes the answer from stands among the evidence of the case."""
    report, expected = told
    document = report.to_dict()
    for wanted in expected["case"]:
        if "decides" in wanted:
            assert f"bundle/{wanted['decides']}" in quoted(find(document["cases"], wanted))


def test_the_line_that_matters_is_quoted_to_the_letter(told):
    report, expected = told
    lines = [line.text for case in report.cases for step in case.steps for line in step.evidence]
    lines += [line.text for case in report.cases if case.cause for line in case.cause.evidence]
    lines += [line.evidence.text for line in report.unexplained]

    assert [] == [text for text in expected.get("cites", ()) if not any(text in line for line in lines)]


def test_the_numbers_of_the_failure_are_decoded(told):
    report, expected = told
    stuck = [case for case in report.cases if case.verdict in ("failed", "stalled")]
    decoded = {code.code for case in stuck for code in case.errors if code.name}

    assert [] == [code for code in expected.get("errors", ()) if code not in decoded]


def test_an_alarming_line_that_blocks_nothing_is_told_as_such(told):
    report, expected = told
    seen = [each.evidence.text for each in report.also_seen]

    assert [] == [text for text in expected.get("also_seen", ()) if not any(text in line for line in seen)]


def test_the_page_of_known_cases_tells_the_answer(request, told):
    """`tools/case_table.py` writes docs/cases.md."""
    report, _ = told
    name = request.node.callspec.params["told"].name
    on_the_page = [line for line in PAGE if line.startswith(f"| {name} |")]

    assert on_the_page == (case_table.rows(name, report) if name.startswith(("case-", "unknown-error-")) else [])


def test_every_case_is_named_or_folded_away(told):
    """Only groups of completed or not applicable cases that the views fold into one line need no verdict of their own."""
    report, expected = told
    document = report.to_dict()
    named = [id(find(document["cases"], wanted)) for wanted in expected["case"]]
    others = [case for case in document["cases"] if id(case) not in named]
    counts = Counter((case["lane"], case["verdict"]) for case in document["cases"])
    folded = [
        case
        for case in others
        if case["verdict"] in ("completed", "not_applicable") and counts[case["lane"], case["verdict"]] >= FOLD_FROM
    ]

    assert [] == [identity(case) for case in others if case not in folded]


def test_a_stuck_case_names_its_cause_and_its_line(told):
    """An answer that says only where leaves open whether why was right."""
    _, expected = told
    stuck = [wanted for wanted in expected["case"] if wanted["verdict"] in ("failed", "stalled")]

    assert [] == [wanted for wanted in stuck if not wanted.keys() >= {"step", "cause_id", "decides"}]


def test_the_expert_says_how_certain_each_answer_is(told):
    _, expected = told

    assert [] == [wanted for wanted in expected["case"] if "confidence" not in wanted]


def test_the_report_is_the_golden_one(request, told):
    """`tools/golden.py` writes them; a change of them is reviewed as a diff."""
    report, _ = told
    name = request.node.callspec.params["told"].name
    wanted = golden.golden(name, report)

    assert wanted == {file: (golden.GOLDEN / file).read_text(encoding="utf-8") for file in wanted}


def test_the_answer_stands_on_the_first_screen(told):
    """Headline, step, since when, why, and what comes next or is to be done: in 25 lines of 80 columns, whatever else there is."""
    report, _ = told
    screen = " ".join(report.to_text(width=80).split("\n")[:25])
    said = " ".join(screen.split())
    labels = {
        "Step": lambda case: bool(case.steps),
        "Since": lambda case: case.since is not None,
        "Why": lambda case: case.verdict in ("failed", "stalled") and bool(case.cause or case.stall),
        "Next line": lambda case: case.next is not None and not (case.cause and case.cause.actions),
        "What to do": lambda case: case.verdict in ("failed", "stalled") and bool(case.cause and case.cause.actions),
        "Fetch": lambda case: bool(case.needs),
    }
    case = report.cases[0] if report.cases else None
    asked = case is not None and case.verdict not in ("completed", "not_applicable")

    assert report.headline == said[: len(report.headline)]
    assert [] == [label for label, holds in labels.items() if asked and holds(case) and f" {label} " not in said]


def test_the_times_of_a_case_stand_in_order(told):
    """A step begins before it ends, a case stands since before its last sign, and nothing is younger than the as-of time."""
    report, _ = told
    for case in report.cases:
        due = case.next.deadline if case.next else None
        orders = [
            (case.since, case.last_sign),
            (case.last_sign, report.as_of),
            (case.since, due),
            *((step.started, step.finished) for step in case.steps),
        ]

        assert [] == [(first, then) for first, then in orders if first and then and first > then], case.lane


def test_no_step_is_done_behind_the_one_a_case_stands_at(told):
    report, _ = told
    for case in report.cases:
        if case.step is not None and case.verdict not in ("completed", "not_applicable"):
            behind = [step.id for step in case.steps].index(case.step) + 1

            assert [] == [step.id for step in case.steps[behind:] if step.status in ("done", "current")]


def test_a_waiting_case_is_told_as_one(told):
    """What waits is not stuck: it has no cause and no deadline that is over, says what it waits for, and what may be done meanwhile."""
    report, _ = told
    for case in report.cases:
        if case.verdict == "waiting":
            due = case.next.deadline if case.next else None

            assert (None, None) == (case.cause, case.stall)
            assert case.waiting or case.blocked_by
            assert due is None or report.as_of <= due


def test_no_other_case_is_stuck(told):
    report, expected = told
    stuck = [identity(case) for case in report.to_dict()["cases"] if case["verdict"] in ("failed", "stalled")]
    named = [wanted for wanted in expected["case"] if wanted["verdict"] in ("failed", "stalled")]

    assert len(named) == len(stuck), stuck


def test_the_exit_code_is_that_of_the_contract(told):
    report, expected = told

    assert expected["exit_code"] == exit_code(report)


def test_the_document_keeps_to_the_schema(told):
    report, _ = told

    SCHEMA.validate(json.loads(report.to_json()))


def test_the_report_is_read_back_as_it_was_written(told):
    report, _ = told

    assert report == Report.from_json(report.to_json())
    assert report == Report.from_dict(report.to_dict())


def test_every_line_is_accounted_for(told):
    report, _ = told

    assert [log.lines for log in report.coverage] == [
        log.record_lines + log.unparsed_lines + log.marker_lines for log in report.coverage
    ]


def test_the_text_begins_with_the_headline(told):
    report, _ = told
    told_first = " ".join(report.to_text(width=1000).split())

    assert told_first.startswith(report.headline[:40])


def find(cases, wanted):
    """Return the case *wanted* speaks of."""
    lane = [case for case in cases if case["lane"] == wanted["lane"]]
    told = [key for key in (*SUBJECT, "server") if key in wanted]
    fitting = [case for case in lane if all(value_of(case, key) == wanted[key] for key in told)]
    assert len(fitting) == 1, f"{wanted}\nfound: {[identity(case) for case in cases]}"
    return fitting[0]


def quoted(case):
    """Return the place of every line the case quotes."""
    lines = [line for step in case["steps"] for line in step["evidence"]]
    lines += [line for cause in (case["cause"], *case["other_causes"]) if cause for line in cause["evidence"]]
    return {f"{line['file']}:{line['line']}" for line in lines}


def identity(case):
    return (
        case["lane"],
        case["subject"]["package_guid"],
        case["subject"]["site"],
        case["verdict"],
        case["step"],
        case["reasons"],
    )


def value_of(case, key):
    if key in SUBJECT:
        # An expert who does not know which update it is says so with "".
        return case["subject"][key] or ""
    if key == "category":
        return case["cause"]["category"] if case["cause"] else None
    if key == "cause_id":
        return case["cause"]["id"] if case["cause"] else None
    if key == "next_log":
        return case["next"]["log"] if case["next"] else None
    return case[key]
