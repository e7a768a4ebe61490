"""The lower part of the terminal view: what the judgement rests on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from dmplog.views.document import Document, moment_text, place_of, reason_of
from dmplog.views.sheet import Sheet
from dmplog.views.visible import quoted

QUOTED = 600
"""So many characters of a log line are shown; JSON has all of them."""

MOST_ROWS = 40

BARE = (1, 5, 6)
"""Columns of that table which are left out where they hold nothing: server, unread lines, gaps."""

NUMBERS = (4, 5, 6)
"""Columns of that table which hold numbers."""

ROOMY = 84
"""From this width on the table of logs has room for its numbers."""


def said(text: str) -> str:
    """Return *text* of the document for one paragraph: visible, on one line, and of a length a screen can bear."""
    return quoted(text, QUOTED)


def prerequisites(sheet: Sheet, rows: Sequence[Document]) -> None:
    """Write the rows of prerequisite checks, what blocks apart from what warns."""
    counted = {result: [row for row in rows if row["result"] == result] for result in ("error", "warning", "passed")}
    if not rows:
        return
    sheet.heading("Prerequisite checks")
    for result, words in (("error", "Errors, these block"), ("warning", "Warnings")):
        found = counted[result]
        if not found:
            continue
        sheet.words(f"{words} ({len(found)})", style=result, indent=2)
        table = [
            (said(row["site"] or "-"), said(row["server"] or "-"), said(row["rule"]), said(row["text"] or ""))
            for row in found
        ]
        sheet.table(("site", "server", "rule", "text"), table[:MOST_ROWS], wrap_last=True)
        _more(sheet, len(table), "rows")
    if counted["passed"]:
        sheet.words(f"{len(counted['passed'])} passed.", indent=2, style="dim")


def also_seen(sheet: Sheet, rows: Sequence[Document]) -> None:
    """Write the lines that look alarming and block nothing."""
    if not rows:
        return
    sheet.heading("Also seen, not blocking")
    before = None
    for row in rows[:MOST_ROWS]:
        why = reason_of(row)
        if why != before:
            sheet.words(said(why), indent=2)
        before = why
        sheet.words(said(place_of(row["evidence"])), indent=4, style="dim")
        sheet.quote(quoted(row["evidence"]["text"], QUOTED // 2), indent=4)
    _more(sheet, len(rows), "lines")


def coverage(sheet: Sheet, rows: Sequence[Document], folder: str, zone: tzinfo | None) -> None:
    """Write which log covers what; the files stand in *folder*."""
    if not rows:
        return
    sheet.heading("What the logs cover")
    if folder:
        sheet.words(f"The files stand in {said(folder)}", indent=2, style="dim")
    table = [_covered(row, zone) for row in sorted(rows, key=lambda row: row["role"] == "other")]
    header = ("log", "server", "first", "last", "records", "unread", "gaps", "file")
    kept = [column for column in range(len(header)) if column not in BARE or any(row[column] != "-" for row in table)]
    kept = kept if sheet.width >= ROOMY else [0, 2, 3, 7]
    chosen = [[row[column] for column in kept] for row in (header, *table[:MOST_ROWS])]
    last = len(kept) - 1
    numbers = frozenset(place for place, column in enumerate(kept) if column in NUMBERS)
    sheet.table(chosen[0], chosen[1:], right=numbers, paths=frozenset({last}))
    _more(sheet, len(table), "files")


def _covered(row: Document, zone: tzinfo | None) -> tuple[str, ...]:
    return (
        said(row["role"]),
        said(row["server"] or "-"),
        _short(row["first"], zone),
        _short(row["last"], zone),
        str(row["records"]),
        str(row["unparsed_lines"] or "-"),
        str(len(row["gaps"]) or "-"),
        said(row["file"]),
    )


def problems(sheet: Sheet, rows: Sequence[Document]) -> None:
    """Write what a reader must know about the input."""
    if not rows:
        return
    sheet.heading("Problems with the input")
    for row in rows[:MOST_ROWS]:
        place = ":".join(str(part) for part in (row["file"], row["line"]) if part is not None)
        sheet.words(f"{said(place)}: {quoted(row['message'], QUOTED)}" if place else said(row["message"]), indent=2)
    _more(sheet, len(rows), "problems")


def _more(sheet: Sheet, count: int, noun: str) -> None:
    if count > MOST_ROWS:
        sheet.words(f"… and {count - MOST_ROWS} more {noun}; --json lists all.", indent=2, style="dim")


def _short(moment: str | None, zone: tzinfo | None) -> str:
    return moment_text(moment, zone)[:16] if moment else "-"
