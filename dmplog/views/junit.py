"""The report as JUnit XML, which every build server reads: a suite for each update, a test case for each lane and site.

A case that is stuck is a failure, with the answer as its text; one that the logs cannot tell, or that does not apply, is skipped. What goes
on has passed so far; where there is no case at all, that is an error. The form is the strictest of those in use: all attributes, `properties` first, `system-out` and `system-err` last.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree as ET

from dmplog import layout
from dmplog.looks import document as reading
from dmplog.looks.advice import actions_of, is_known, stated_cause
from dmplog.looks.document import STUCK, VERDICTS, Document
from dmplog.looks.story import Row
from dmplog.looks.times import moment_text
from dmplog.looks.visible import escape_of, one_line, visible
from dmplog.views.brief import answer_of
from dmplog.views.room import ROOMS
from dmplog.views.text import write

SKIPPED = ("unknown", "not_applicable")
LONGEST = 300
WIDTH = 100

_NO_XML = re.compile("[\ufffe\uffff]")
_UNKNOWN_TIME = "1970-01-01T00:00:00"


def render(document: Document) -> str:
    """Return *document*, a report as `Report.to_dict()` gives it, as XML."""
    suites: dict[str, list[Document]] = {}
    for case in document["cases"]:
        suites.setdefault(reading.update_name(case), []).append(case)
    root = ET.Element("testsuites", {"name": "dmplog", **_counted(document["cases"])})
    for number, (name, cases) in enumerate(suites.items() or [("dmplog", ())]):
        root.append(_suite(document, number, name, cases))
    ET.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{ET.tostring(root, encoding="unicode")}\n'


def _suite(document: Document, number: int, name: str, cases: Sequence[Document]) -> ET.Element:
    suite = ET.Element(
        "testsuite",
        {
            "name": _said(name),
            "package": "dmplog",
            "id": str(number),
            "timestamp": (document["as_of"] or _UNKNOWN_TIME)[:19],
            "hostname": "localhost",
            **_counted(cases),
            "skipped": str(sum(case["verdict"] in SKIPPED for case in cases)),
        },
    )
    properties = ET.SubElement(suite, "properties")
    for key in ("version", "verdict", "as_of"):
        ET.SubElement(properties, "property", {"name": key, "value": _said(str(document[key] or ""))})
    names: dict[str, int] = {}
    for case in cases:
        _add_case(suite, document, case, names)
    if not cases:
        element = ET.SubElement(
            suite, "testcase", {"name": "The logs tell of an update", "classname": "dmplog", "time": "0"}
        )
        ET.SubElement(element, "error", {"message": _said(str(document["headline"])), "type": document["verdict"]})
    ET.SubElement(suite, "system-out").text = _text(str(document["headline"]))
    ET.SubElement(suite, "system-err").text = ""
    return suite


def _add_case(suite: ET.Element, document: Document, case: Document, names: dict[str, int]) -> None:
    name = _said(reading.case_title(case))
    names[name] = names.get(name, 0) + 1
    told = name if names[name] == 1 else f"{name} ({names[name]})"
    element = ET.SubElement(
        suite, "testcase", {"name": told, "classname": f"dmplog.{case['flowchart']}.{case['lane']}", "time": "0"}
    )
    message = _said(_message(case))
    if case["verdict"] in STUCK:
        failure = ET.SubElement(element, "failure", {"message": message, "type": case["verdict"]})
        failure.text = _text(_answer(document, case))
    elif case["verdict"] in SKIPPED:
        ET.SubElement(element, "skipped", {"message": message})


def _counted(cases: Sequence[Document]) -> dict[str, str]:
    failures = sum(case["verdict"] in STUCK for case in cases)
    # A suite without a test passes everywhere: where there is no case, that is an error.
    return {"tests": str(len(cases) or 1), "failures": str(failures), "errors": str(int(not cases)), "time": "0"}


def _message(case: Document) -> str:
    step = f" at “{reading.step_title(case)}”" if case["step"] else ""
    server = f" on {case['server']}" if case["server"] else ""
    since = f" since {moment_text(case['since'])}" if case["since"] else ""
    cause = f": {stated_cause(case['cause'])}" if is_known(case["cause"]) else ""
    return f"{VERDICTS[case['verdict']]}{step}{server}{since}{cause}"


def _answer(document: Document, case: Document) -> str:
    section = answer_of(document, Row(case), replace(ROOMS[0], actions=len(actions_of(case))))
    return write(layout.Page(section.heading, (layout.Section("", section.blocks),)), WIDTH)


def _said(text: str) -> str:
    return _text(one_line(text)[:LONGEST])


def _text(text: str) -> str:
    """Return *text* with what XML cannot hold as its escape."""
    return _NO_XML.sub(lambda found: escape_of(found[0]), visible(text))
