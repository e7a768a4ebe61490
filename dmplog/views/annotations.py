"""The report as annotations of a GitHub workflow: a line for each case that is stuck, which the run shows beside the file.

    ::error file=FILE,line=LINE,title=TITLE::MESSAGE

A line of a log may hold such a command. Here nothing begins a line but our own: line ends, and the signs that part a command, are written as
the runner reads them back.
"""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.looks import document as reading
from dmplog.looks.advice import is_known, stated_cause
from dmplog.looks.document import STUCK, Document
from dmplog.looks.evidence import last_evidence
from dmplog.looks.visible import one_line, quoted
from dmplog.views.concise import TOLD, sentence

LONGEST = 600


def render(document: Document) -> str:
    """Return *document*, a report as `Report.to_dict()` gives it, as workflow commands, the worst case first, the headline last."""
    return "".join(
        f"{line}\n" for line in (*_lines(document), _command("notice", {"title": "dmplog"}, str(document["headline"])))
    )


def _lines(document: Document) -> Iterator[str]:
    for case in document["cases"]:
        if case["verdict"] in TOLD:
            evidence = last_evidence(case)
            place = {"file": evidence["file"], "line": str(evidence["line"])} if evidence is not None else {}
            cause = f" {stated_cause(case['cause'])}." if is_known(case["cause"]) else ""
            level = "error" if case["verdict"] in STUCK else "warning"
            yield _command(level, {**place, "title": reading.case_title(case)}, f"{sentence(case)}.{cause}")


def _command(level: str, properties: dict[str, str], message: str) -> str:
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{level} {told}::{_data(quoted(message, LONGEST))}"


def _data(text: str) -> str:
    return one_line(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(quoted(text, LONGEST)).replace(":", "%3A").replace(",", "%2C")
