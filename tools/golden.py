"""Writes the golden report of every scenario: what dmplog answers today, reviewed as a diff whenever it changes.

`python tools/golden.py` rewrites tests/scenarios/golden; with `--check` it names every file that is not what dmplog answers and exits
with 1. `NAME.json` holds the answer, `NAME.txt` the text view, apart, so that a change of layout does not drown a change of answers.
What an expert says of the same bundle stands in its `verdict.toml`, and was written before.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import Any

import dmplog
from dmplog.cli.answer import exit_code
from dmplog.report import Report
from dmplog.roles import file_of

REPOSITORY = Path(__file__).resolve().parent.parent
SCENARIOS = REPOSITORY / "fixtures" / "scenarios"
GOLDEN = REPOSITORY / "tests" / "scenarios" / "golden"
WIDTH = 100

Document = dict[str, Any]


def diagnosed(folder: Path) -> Report:
    """Return the report on the scenario in *folder*, whose files are named from there on every machine."""
    with chdir(folder):
        return dmplog.diagnose("bundle", **options_of(folder))


def options_of(folder: Path) -> Document:
    """Return the options the scenario in *folder* is diagnosed with."""
    options: Document = tomllib.loads((folder / "verdict.toml").read_text(encoding="utf-8")).get("options", {})
    return options


def golden(name: str, report: Report) -> dict[str, str]:
    """Return the golden files of the scenario *name*, by their names."""
    answer = json.dumps(answer_of(report), indent=1, ensure_ascii=False) + "\n"
    return {f"{name}.json": answer, f"{name}.txt": report.to_text(width=WIDTH, verbose=True)}


def answer_of(report: Report) -> Document:
    """Return the answer of *report*: everything an administrator would act upon, and nothing of how it is said.

    Coverage, inputs and problems are no part of it.
    """
    document = report.to_dict()
    return {
        "headline": document["headline"],
        "exit_code": exit_code(report),
        "as_of": document["as_of"],
        "cases": [_case(case) for case in document["cases"]],
        "prerequisites": [f"{row['site']} {row['rule']}: {row['result']}" for row in document["prerequisites"]],
        "also_seen": [f"{_place(seen['evidence'])} {seen['why']}" for seen in document["also_seen"]],
    }


def _case(case: Document) -> Document:
    kept = ("flowchart", "lane", "subject", "verdict", "step", "since", "last_sign", "site", "server", "attempts")
    following = case["next"]
    return {
        **{key: case[key] for key in kept},
        "confidence": case["confidence"],
        "reasons": case["reasons"],
        "blocked_by": case["blocked_by"],
        "cause": _cause(case["cause"]) if case["cause"] else None,
        "other_causes": [_cause(cause) for cause in case["other_causes"]],
        "errors": [error["code"] for error in case["errors"]],
        "next": following and _next(following, case["last_sign"]),
        "checks": len(case["checks"]),
        "stall": case["stall"] is not None,
        "decision": _decision(case["decision"]) if case["decision"] else None,
        "steps": [_step(step) for step in case["steps"]],
        **({"rhythm": case["rhythm"]} if case["rhythm"] else {}),
    }


def _next(sign: Document, last_sign: str | None) -> Document:
    # The first of the names of a log goes without saying, and that a deadline counts from the last sign.
    counted_from = last_sign if sign["deadline"] else None
    usual = {
        "undated": False,
        "log_file": file_of(sign["log"]),
        "files": [],
        "behind": [],
        "counted_from": counted_from,
    }
    behind = [last and [_place(last), last["thread"], last["key"]] for last in sign["behind"]]
    told = {**sign, "behind": behind}
    return {key: value for key, value in told.items() if key not in usual or value != usual[key]}


def _cause(cause: Document) -> Document:
    return {"id": cause["id"], "evidence": [_place(line) for line in cause["evidence"]]}


def _decision(decision: Document) -> Document:
    links = [f"{link['left']} = {link['right']} ({_place(link['evidence'])})" for link in decision["links"]]
    return {**{key: decision[key] for key in ("cost", "margin", "runs", "strays")}, "links": links}


def _step(step: Document) -> Document:
    told: Document = {key: step[key] for key in ("id", "status", "started", "finished", "note")}
    told = {key: value for key, value in told.items() if value is not None}
    if step["attempts"] != 1:
        told["attempts"] = step["attempts"]
    if step["evidence"]:
        told["evidence"] = [_place(line) for line in step["evidence"]]
    return told


def _place(line: Document) -> str:
    return f"{line['file']}:{line['line']}"


def scenarios() -> Iterator[Path]:
    """Yield the folder of every scenario."""
    return (path.parent for path in sorted(SCENARIOS.glob("*/verdict.toml")))


def main() -> int:
    """Write or check the golden files."""
    check = "--check" in sys.argv[1:]
    only = [word for word in sys.argv[1:] if not word.startswith("-")]
    GOLDEN.mkdir(parents=True, exist_ok=True)
    wanted = {
        name: text
        for folder in scenarios()
        if not only or folder.name in only
        for name, text in golden(folder.name, diagnosed(folder)).items()
    }
    held = {path.name: path.read_text(encoding="utf-8") for path in GOLDEN.iterdir() if not only or path.name in wanted}
    different = sorted(name for name in held.keys() | wanted.keys() if held.get(name) != wanted.get(name))
    if check:
        sys.stderr.writelines(f"{name} is not what dmplog answers\n" for name in different)
        return int(bool(different))
    for name in different:
        if name in wanted:
            (GOLDEN / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (GOLDEN / name).unlink()
    return 0


if __name__ == "__main__":
    sys.exit(main())
