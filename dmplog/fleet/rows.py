"""A report document as rows of the tables of a fleet."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import polars as pl

from dmplog.alarms import masked
from dmplog.bundle.labels import typed_label
from dmplog.earning import UNKNOWN_ROLE
from dmplog.fleet.outcome import Answer, Row
from dmplog.fleet.schema import CASES, LINES
from dmplog.isolation import KIND
from dmplog.looks.document import STUCK, Document, step_title
from dmplog.looks.structure import sentence
from dmplog.looks.times import parse
from dmplog.report import Report

_SERVER = "<server>"


def answer_of(report: Report, path: str) -> Answer:
    """Return the answer that *report* on the bundle at *path* is."""
    document = report.to_dict()
    faults = [problem["message"] for problem in document["problems"] if problem["kind"] == KIND]
    recognised = any(log["role"] != UNKNOWN_ROLE for log in document["coverage"])
    return Answer(
        status="error" if faults else "ok" if recognised else "nothing_recognised",
        detail=faults[0] if faults else None if recognised else document["headline"],
        told=_told(document),
        cases=tuple(_of(CASES, _case(number, case)) for number, case in enumerate(document["cases"])),
        lines=tuple(_of(LINES, row) for row in _lines(document, typed_label(path))),
        report=zlib.compress(report.to_json().encode("utf-8", "backslashreplace")),
    )


def _of(schema: pl.Schema, row: Row) -> Row:
    """Return what of *row* stands in a table: the rest of the report need not be sent twice."""
    return {name: row[name] for name in schema if name in row}


def _told(document: Document) -> Row:
    cases, coverage, problems = document["cases"], document["coverage"], document["problems"]
    return {
        "verdict": document["verdict"],
        "headline": document["headline"],
        "as_of": parse(document["as_of"]),
        "cases": len(cases),
        "stuck": sum(case["verdict"] in STUCK for case in cases),
        "problems": len(problems),
        "problem_kinds": _list(problem["kind"] for problem in problems),
        "servers": _list(_servers(document)),
        "sites": _list([*(map(_site, cases)), *(log["site"] for log in coverage)]),
        "dmplog": document["version"],
    }


def _list(names: Iterable[str | None]) -> str:
    return ", ".join(sorted({name for name in names if name}))


def _servers(document: Document) -> set[str]:
    told = [*document["coverage"], *document["cases"]]
    return {each["server"] for each in told if each["server"]}


def _site(case: Document) -> str | None:
    site: str | None = case["subject"]["site"] or case["site"]
    return site


def _case(number: int, case: Document) -> Row:
    subject, cause, sign = case["subject"], case["cause"] or {}, case["next"] or {}
    return {
        **case,
        "case": number,
        "package_guid": subject["package_guid"],
        "update": subject["update"],
        "site": _site(case),
        "step_title": step_title(case) if case["step"] else None,
        "since": parse(case["since"]),
        "last_sign": parse(case["last_sign"]),
        "cause": cause.get("id"),
        "cause_title": cause.get("title"),
        "category": cause.get("category"),
        "certainty": cause.get("certainty"),
        "code": next((error["code"] for error in case["errors"]), None),
        "next_log": sign.get("log"),
        "next_server": sign.get("server"),
        "next_supplied": sign.get("supplied"),
        "headline": sentence(case),
    }


def _lines(document: Document, label: str) -> Iterator[Row]:
    """Yield the lines no step explains; their files are told as they stand in the bundle, which is called *label*."""
    rows, cases = document["unexplained"], document["cases"]
    sites = {log["file"]: log["site"] for log in document["coverage"]}
    texts = [row["evidence"]["text"] for row in rows]
    for row, template in zip(rows, templates(texts, _servers(document)), strict=True):
        line = row["evidence"]
        case = cases[row["case"]] if row["case"] is not None else None
        at = case if case is not None and case["step"] else None
        yield {
            **row,
            "file": _inside(line["file"], label),
            "line": line["line"],
            "utc": parse(line["time"]),
            "site": _site(case) if case is not None else sites.get(line["file"]),
            "step": ".".join((at["flowchart"], at["lane"], at["step"])) if at is not None else None,
            "step_title": step_title(at) if at is not None else None,
            "text": line["text"],
            "template": template,
        }


def _inside(file: str, label: str) -> str:
    """Return the name of *file* in the folder or archive *label*.

    >>> _inside("/cases/A.zip!/CAS01/hman.log", "/cases/A.zip"), _inside("/cases/A/hman.log", "/cases/A")
    ('CAS01/hman.log', 'hman.log')
    """
    for between in ("!/", "/"):
        if file.startswith(label + between):
            return file.removeprefix(label + between)
    return file.rpartition("/")[2] if file == label else file


def templates(texts: Iterable[str], servers: Iterable[str]) -> list[str]:
    r"""Return *texts* as two bundles can share them: without GUIDs, paths, numbers, and the names of *servers*.

    >>> templates(["Failed to reach CAS01.contoso.com, error = 5"], ["CAS01"])
    ['Failed to reach <server>, error = <number>']
    """
    said = pl.Series("text", list(texts), pl.String).to_frame().select(masked(pl.col("text"))).to_series()
    # What is masked is looked at first in its own form: the number at the end of a name is a number by then.
    names = sorted({*servers, *_masked(servers)}, key=lambda name: (-len(name), name))
    if not names:
        return said.to_list()
    known = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, names))})(?:\.[\w.-]+\w)?(?![\w-])", re.IGNORECASE)
    return [known.sub(_SERVER, text) for text in said]


def _masked(names: Iterable[str]) -> list[Any]:
    return pl.Series("name", list(names), pl.String).to_frame().select(masked(pl.col("name"))).to_series().to_list()
