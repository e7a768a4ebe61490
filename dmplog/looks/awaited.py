"""The line that should come next: its texts, its file, and by how much it is late."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import groupby

from dmplog.looks.document import STUCK, Document, own_step
from dmplog.looks.evidence import place_of
from dmplog.looks.times import between, duration_text, parse
from dmplog.roles import file_of

_HOUR = 3600
_DAY = timedelta(days=1)
_AT_ONE_TIME = timedelta(minutes=10)
"""So much, at most, attempts at one time of the day differ from each other."""

NAMED = 60
"""By so many characters a line is named in a sentence beside it."""

QUOTED_END = 120
"""By so many characters a line is known again in a note that may cut it."""


def overdue(case: Document, as_of: str | None) -> timedelta | None:
    """Return by how much the next line of *case* is late, or None where lateness says nothing: a documented wait is none."""
    if case["next"] is None or case["verdict"] not in (*STUCK, "unknown"):
        return None
    late = between(case["next"]["deadline"], as_of)
    return late if late is not None and late > timedelta(0) else None


def counted(case: Document) -> tuple[str, str | None]:
    """Return what the deadline of *case* counts from, in words, and that moment: `4 h after the last sign`; nothing where that is not known.

    >>> sent = {"since": "2025-01-14T02:04:54.000Z", "last_sign": "2025-01-14T02:06:54.000Z"}
    >>> due = {"deadline": "2025-01-14T06:06:54.000Z", "counted_from": "2025-01-14T02:06:54.000Z"}
    >>> counted({**sent, "next": due})
    ('4 h after the last sign', '2025-01-14T02:06:54.000Z')
    """
    due = case["next"] or {}
    begun = due.get("counted_from")
    found = between(begun, due.get("deadline"))
    if found is None or found <= timedelta(0):
        return "", None
    what = "the last sign" if begun == case["last_sign"] else "its beginning" if begun == case["since"] else ""
    if not what and (between(case["last_sign"], begun) or timedelta(0)) > timedelta(0):
        # Nobody is late before the others are done that it waited for.
        what = "the end of its wait"
    return f"{duration_text(found)} after {what}".rstrip(), begun


def due_said(case: Document, as_of: str | None, tell: Callable[[str], str], beside: Callable[[str, str], str]) -> str:
    """Return until when the next line of *case* is due, from when on that counts, and by how much it is late; empty where nobody knows.

    *tell* says a moment, *beside* one behind another one, without the day they share.
    """
    due = case["next"]["deadline"] if case["next"] else None
    if not due:
        return ""
    words, begun = counted(case)
    count = f", {words} ({beside(begun, due)})" if begun else ""
    late = overdue(case, as_of)
    return f"due by {tell(due)}{count}{f', {duration_text(late)} overdue' if late is not None else ''}"


def rhythm_words(case: Document) -> tuple[str, str, str]:
    """Return how often *case* was tried, and what stands before and behind the moment of the next attempt; nothing where the logs show no rhythm.

    >>> failed = {"rhythm": {"seconds": 86399, "next": "2024-12-22T19:59:15.000Z", "shown": "ahead"}, "next": None}
    >>> rhythm_words(failed)
    ('about every 24 h', 'if that goes on, the next comes at about', '')
    """
    told = case.get("rhythm")
    if not told:
        return "", "", ""
    unit = 60 if told["seconds"] >= _HOUR else 1
    often = timedelta(seconds=round(told["seconds"] / unit) * unit)
    every = f"about every {'24 h' if often == _DAY else duration_text(often)}"
    if told["shown"] == "ahead":
        return every, "if that goes on, the next comes at about", ""
    file = file_of_sign(case["next"]) if case["next"] else "its log"
    behind = "goes on past that without one" if told["shown"] == "missing" else "ends before that"
    return every, "the next was to be expected at about", f", but {file} {behind}"


def attempts_said(case: Document, minute: Callable[[str], str]) -> str:
    """Return how often *case* was tried and, where the logs show a rhythm, when the next attempt is to be expected; empty where it was tried once.

    *minute* says a moment to the minute.
    """
    if case["attempts"] < 2:
        return ""
    every, coming, behind = rhythm_words(case)
    if not every:
        return str(case["attempts"])
    due = minute(case["rhythm"]["next"])
    each_day = f" ({due[11:16]} each day)" if _is_daily(case) else ""
    return f"{case['attempts']}, {every}{each_day}; {coming} {due}{behind}"


def begins_first(case: Document, minute: Callable[[str], str]) -> str:
    """Return that the next attempt of *case*, which failed, begins before the line that ends its step; with its time, where that is known and not missed."""
    told = case.get("rhythm")
    about = f", about {minute(told['next'])}," if told and told["shown"] != "missing" else ""
    return f"the next attempt{about} begins first"


def _is_daily(case: Document) -> bool:
    """Return whether each attempt that *case* tells of began at about one time of the day."""
    due = parse(case["rhythm"]["next"])
    own = own_step(case) or {}
    begun = [moment for moment in map(parse, own.get("tries", ())) if moment is not None]
    off = ((due - moment + _DAY / 2) % _DAY - _DAY / 2 for moment in begun if due is not None)
    return (
        bool(begun)
        and abs(case["rhythm"]["seconds"] - _DAY.total_seconds()) < _HOUR
        and max(map(abs, off)) <= _AT_ONE_TIME
    )


def file_of_sign(sign: Document) -> str:
    """Return the file the line *sign* is awaited in; a document that does not name it is told by the log.

    >>> file_of_sign({"log": "scheduler", "log_file": "sched.log"}), file_of_sign({"log": "scheduler"})
    ('sched.log', 'schedule.log')
    """
    return str(sign.get("log_file") or file_of(sign["log"]))


def by_file(sign: Document, texts: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return *texts* of *sign*, those that stand in one log together behind the name of its file; empty where that is the log *sign* is told by.

    >>> sign = {"log": "sender", "log_file": "sender.log", "expected": ["Sent", "Done", "Gone"], "files": ["sender.log", "sched.log", "sender.log"]}
    >>> by_file(sign, ["Sent", "Done"]), by_file(sign, ["Done", "Gone"])
    ([('', ['Sent']), ('sched.log', ['Done'])], [('sched.log', ['Done']), ('sender.log', ['Gone'])])
    """
    own = file_of_sign(sign)
    files = dict(zip(sign["expected"], sign.get("files") or (), strict=False))
    groups = [(file, list(found)) for file, found in groupby(texts, key=lambda text: files.get(text, own))]
    return [(file if number or file != own else "", found) for number, (file, found) in enumerate(groups)]


def other_files(sign: Document, texts: Sequence[str]) -> str:
    """Return in which other files than its own *texts* of *sign* may stand.

    >>> other_files({"log": "sender", "log_file": "sender.log", "expected": ["Sent", "Done"], "files": ["sender.log", "sched.log"]}, ["Sent", "Done"])
    'sched.log'
    """
    found = dict.fromkeys(file for file, _ in by_file(sign, texts) if file)
    return ", ".join(file for file in found if file != file_of_sign(sign))


def behind_said(sign: Document, shown: Sequence[str]) -> str:
    """Return where those of the texts *shown* of *sign* count that name nothing of its case; empty where each names it.

    >>> last = {"file": "Logs/sender.log", "line": 23, "thread": 4432, "key": None}
    >>> behind_said({"expected": ["Renamed 202SQCS1", "Sent"], "behind": [None, last]}, ["Renamed 202SQCS1", "Sent"])
    '`Sent` counts only behind `Logs/sender.log:23`, in thread 4432.'
    >>> last = {"file": "sched.log", "line": 12, "thread": None, "key": "202SQCS1"}
    >>> behind_said({"expected": ["Done"], "behind": [last]}, ["Done"])
    'It counts only behind `sched.log:12`, where its thread named `202SQCS1` last.'
    """
    behind = dict(zip(sign["expected"], sign.get("behind") or (), strict=False))
    groups: dict[str, list[str]] = {}
    for text in shown:
        if (last := behind.get(text)) is not None:
            groups.setdefault(_behind(last), []).append(text)
    return " ".join(f"{_which(texts, shown)} only behind {place}." for place, texts in groups.items())


def _behind(last: Document) -> str:
    """Return where a line counts that stands behind the line *last* of its case."""
    thread = "" if last["thread"] is None else f", in thread {last['thread']}"
    return _ticked(place_of(last)) + (
        thread or (f", where its thread named {_ticked(last['key'])} last" if last["key"] else "")
    )


def _which(texts: Sequence[str], shown: Sequence[str]) -> str:
    """Return *texts*, some of those that are *shown*, in words, and that they count."""
    if len(texts) == len(shown):
        return "It counts" if len(shown) == 1 else "Each of them counts"
    named = [_ticked(text if len(text) <= NAMED else f"{text[: NAMED - 1]}…") for text in texts]
    return f"{' and '.join(named)} {'counts' if len(named) == 1 else 'count'}"


def _ticked(text: str) -> str:
    """Return what a log says for a sentence: no tick in it ends it."""
    return f"`{text.replace('`', chr(39))}`"


def ends_of(sign: Document) -> list[str]:
    """Return those of the texts of *sign* that its note calls the end of a step that failed; the others only begin to try it again.

    >>> ends_of({"expected": ["Tries again", "It worked"], "note": "The first line only begins it; it is over with “It worked”."})
    ['It worked']
    """
    return [text for text in sign["expected"] if sign["note"] and f"“{text[:QUOTED_END]}" in sign["note"]]


def begins_of(sign: Document) -> list[str]:
    """Return those of the texts of *sign* that only begin to try a step again: all in front of the one that ends it.

    >>> begins_of({"expected": ["Tries again", "It worked"], "note": "The first line only begins it; it is over with “It worked”."})
    ['Tries again']
    """
    ends = ends_of(sign)
    return sign["expected"][: sign["expected"].index(ends[0])] if ends else []


def why_missing(sign: Document) -> str:
    """Return why the log of the next line *sign* says nothing."""
    return "no line of this log has a time" if sign.get("undated") else "this log was not supplied"
