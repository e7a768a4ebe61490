"""Writes docs/cases.md: what dmplog answers to the known real cases and to failure texts that no grammar knows.

`python tools/case_table.py` rewrites the page; with `--check` it exits with 1 where the page is not what dmplog answers.
The bundles are those of fixtures/scenarios: `case-*` hold lines that public reports quote, `unknown-error-*` invented ones.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

from golden import SCENARIOS, diagnosed

from dmplog.case import Case
from dmplog.report import Report

REPOSITORY = Path(__file__).resolve().parent.parent
PAGE = REPOSITORY / "docs" / "cases.md"
STUCK = ("failed", "stalled")

HEAD = """# Known cases, and what dmplog answers

Written by `tools/case_table.py` out of the folders of `fixtures/scenarios`; change nothing by hand. A row is the answer for
one case of a bundle; where nothing is stuck, the case that is furthest from done. What an expert says of the same bundle is
in its `verdict.toml`, and the tests hold the answer to it.
"""
PARTS = (
    (
        "case-*",
        "Cases of public reports",
        "Their lines stand in the bundles to the letter, framed by the healthy lines that lead to them.",
    ),
    (
        "unknown-error-*",
        "Failure texts that no grammar knows",
        "The step comes from the lines around them; the text is quoted and its number decoded, and no cause is guessed.",
    ),
)
COLUMNS = ("folder", "lane", "site", "verdict", "step", "cause", "confidence", "errors", "also seen")


def page() -> str:
    """Return the whole page."""
    parts = [HEAD]
    for pattern, title, words in PARTS:
        parts.append(f"\n## {title}\n\n{words}\n\n{table(pattern)}")
    return "".join(parts)


def table(pattern: str) -> str:
    """Return the table of the scenarios whose folder fits *pattern*."""
    lines = [_row(COLUMNS), _row("---" for _ in COLUMNS)]
    for folder in sorted(SCENARIOS.glob(pattern), key=_in_order):
        if (folder / "verdict.toml").is_file():
            lines.extend(rows(folder.name, diagnosed(folder)))
    return "\n".join(lines) + "\n"


def rows(name: str, report: Report) -> list[str]:
    """Return the rows of the scenario *name*."""
    return [_row(cells(name, case, report)) for case in told(report)]


def told(report: Report) -> list[Case | None]:
    """Return the cases a row is written for: those that are stuck, else the first."""
    stuck: list[Case | None] = [case for case in report.cases if case.verdict in STUCK]
    return stuck or [*report.cases[:1]] or [None]


def cells(name: str, case: Case | None, report: Report) -> list[str]:
    """Return the cells of one row."""
    seen = str(len(report.also_seen)) if report.also_seen else ""
    if case is None:
        return [name, "", "", report.verdict, "", "", "", "", seen]
    return [
        name,
        f"{case.flowchart}.{case.lane}",
        case.subject.site or "",
        case.verdict,
        case.step or "",
        case.cause.category if case.cause else "",
        case.confidence,
        " ".join(code.code for code in case.errors),
        seen,
    ]


def _row(values: Iterable[str]) -> str:
    return "| " + " | ".join(values) + " |"


def _in_order(folder: Path) -> tuple[tuple[int, str], ...]:
    """Return a sorting key by which `case-c3` stands before `case-c11`."""
    pieces = folder.name.replace("-c", "-c-").replace("-s", "-s-").split("-")
    return tuple((int(piece), "") if piece.isdigit() else (-1, piece) for piece in pieces)


def main() -> int:
    """Rewrite or check the page."""
    after = page()
    if "--check" in sys.argv[1:]:
        return int(not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != after)
    PAGE.write_text(after, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
