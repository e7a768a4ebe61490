"""JUnit XML in the form that the strictest reader takes: a test case for each lane and site, and nothing in it that acts."""

import re
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

import dmplog
from dmplog.assembly import empty_report
from dmplog.views.junit import render

SCENARIOS = sorted(Path("fixtures/scenarios").iterdir())
BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"
ATTACK = "\x00\x1b[31m\x9b\u202e]]>&<![CDATA[\ufffe\uffff\ud800 \r\n"

NUMBER, TIME = r"\d+", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"
ATTRIBUTES = {
    "testsuites": {"name": ".+", "tests": NUMBER, "failures": NUMBER, "errors": NUMBER, "time": NUMBER},
    "testsuite": {
        "name": ".+",
        "package": ".+",
        "id": NUMBER,
        "timestamp": TIME,
        "hostname": ".+",
        "tests": NUMBER,
        "failures": NUMBER,
        "errors": NUMBER,
        "skipped": NUMBER,
        "time": NUMBER,
    },
    "properties": {},
    "property": {"name": ".+", "value": ".*"},
    "testcase": {"name": ".+", "classname": ".+", "time": NUMBER},
    "failure": {"message": ".+", "type": "failed|stalled"},
    "error": {"message": ".+", "type": ".+"},
    "skipped": {"message": ".+"},
    "system-out": {},
    "system-err": {},
}
CHILDREN = {
    "testsuites": r"(testsuite )+",
    "testsuite": r"properties (testcase )*system-out system-err ",
    "properties": r"(property )*",
    "testcase": r"(failure |error |skipped )?",
}
"""What the schemas in use allow in all of them: each element with its attributes, and its children in their order."""


def held_to_the_schema(element):
    assert ATTRIBUTES[element.tag].keys() == element.attrib.keys()
    for name, form in ATTRIBUTES[element.tag].items():
        assert re.fullmatch(form, element.attrib[name], re.DOTALL), (element.tag, name, element.attrib[name])
    assert re.fullmatch(CHILDREN.get(element.tag, ""), "".join(f"{child.tag} " for child in element))
    for child in element:
        held_to_the_schema(child)


@pytest.mark.parametrize("scenario", SCENARIOS[::12], ids=lambda path: path.name)
def test_every_report_keeps_to_the_schema_and_its_own_counts(scenario):
    report = dmplog.diagnose(scenario / "bundle")
    root = ET.fromstring(render(report.to_dict()))

    held_to_the_schema(root)
    for suite in root:
        counted = [len(suite.findall(f"testcase{below}")) for below in ("", "/failure", "/error", "/skipped")]
        assert [suite.get(name) for name in ("tests", "failures", "errors", "skipped")] == [str(n) for n in counted]
    assert max(1, len(report.cases)) == len(root.findall(".//testcase"))
    assert len({(case.get("classname"), case.get("name")) for case in root.iter("testcase")}) == len(
        root.findall(".//testcase")
    )


def test_a_case_that_is_stuck_fails_with_its_answer():
    root = ET.fromstring(render(dmplog.diagnose(BUNDLE).to_dict()))
    case = next(case for case in root.iter("testcase") if len(case))

    assert ("Configuration Manager 2409: transfer to PS1", "dmplog.replication.site_transfer") == (
        case.get("name"),
        case.get("classname"),
    )
    assert "Stalled at “Send the package to the child site” on CASSRV since 2025-01-14 02:04:54 UTC" == case[0].get(
        "message"
    )
    assert "Sending completed successfully" in case[0].text
    assert "more with -v" not in case[0].text


def test_where_nothing_could_be_read_that_is_an_error():
    root = ET.fromstring(render(empty_report("Logs.zip does not exist.").to_dict()))

    held_to_the_schema(root)
    assert ["Logs.zip does not exist."] == [error.get("message") for error in root.iter("error")]


def test_nothing_that_a_log_says_breaks_it_or_acts():
    document = deepcopy(dmplog.diagnose(BUNDLE).to_dict())
    document["headline"] += ATTACK
    for case in document["cases"]:
        case["subject"]["update"] = ATTACK
        case["server"] = ATTACK
        for step in case["steps"]:
            step["title"] += ATTACK
            for evidence in step["evidence"]:
                evidence["text"] += ATTACK
    text = render(document)

    assert [] == re.findall("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\ufffe\uffff\ud800-\udfff]", text)
    held_to_the_schema(ET.fromstring(text))


def test_a_build_server_gets_a_whole_file_whatever_happens():
    command = [sys.executable, "-m", "dmplog", "no/such/folder", "--format", "junit"]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    assert 4 == done.returncode
    held_to_the_schema(ET.fromstring(done.stdout.encode()))
