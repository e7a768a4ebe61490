"""Every folder under fixtures/scenarios is diagnosed as an expert would: `verdict.toml` beside the bundle says how."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

import dmplog
from dmplog.cli.diagnose import exit_code

REPOSITORY = Path(__file__).resolve().parents[2]
SCENARIOS = sorted(path.parent for path in (REPOSITORY / "fixtures" / "scenarios").glob("*/verdict.toml"))
SCHEMA = json.loads((REPOSITORY / "dmplog" / "views" / "report.schema.json").read_text(encoding="utf-8"))
SUBJECT = ("package_guid", "package_id", "site", "update")


@pytest.fixture(scope="module", params=SCENARIOS, ids=lambda path: path.name)
def told(request):
    """The report on one scenario, and what the expert said."""
    expected = tomllib.loads((request.param / "verdict.toml").read_text(encoding="utf-8"))
    return dmplog.diagnose(request.param / "bundle", **expected.get("options", {})), expected


def test_each_case_is_judged_as_the_expert_judged_it(told):
    report, expected = told
    document = report.to_dict()
    for wanted in expected["case"]:
        found = find(document["cases"], wanted)

        assert wanted == {key: value_of(found, key) for key in wanted}


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

    jsonschema.validate(json.loads(report.to_json()), SCHEMA)


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
    fitting = [case for case in lane if all(case["subject"][key] == wanted[key] for key in SUBJECT if key in wanted)]
    assert len(fitting) == 1, f"{wanted}\nfound: {[identity(case) for case in cases]}"
    return fitting[0]


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
        return case["subject"][key]
    if key == "category":
        return case["cause"]["category"] if case["cause"] else None
    if key == "next_log":
        return case["next"]["log"] if case["next"] else None
    return case[key]
