"""Reading the report document: the few values every view needs, with nothing assumed about who wrote it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import dropwhile
from typing import Any

from dmplog.layout import few, inside
from dmplog.roles import file_of
from dmplog.verdicts import WORST_FIRST

Document = Mapping[str, Any]
"""The report, or one part of it, as plain dicts and lists."""

STUCK = ("failed", "stalled")
DETAILED = ("failed", "stalled", "unknown", "in_progress", "waiting")

VERDICTS: dict[str, str] = {verdict: verdict.replace("_", " ").capitalize() for verdict in WORST_FIRST}


def parse(moment: str | None) -> datetime | None:
    """Return the time written as *moment* in the document.

    >>> parse("2024-12-18T16:20:00.000Z")
    datetime.datetime(2024, 12, 18, 16, 20, tzinfo=datetime.timezone.utc)
    """
    return datetime.fromisoformat(moment).astimezone(UTC) if moment else None


def moment_text(moment: str | None) -> str:
    """Return *moment* for people, in UTC.

    >>> moment_text("2024-12-18T16:20:05.123Z")
    '2024-12-18 16:20:05 UTC'
    """
    found = parse(moment)
    if found is None:
        return "unknown time"
    return found.strftime("%Y-%m-%d %H:%M:%S UTC")


def duration_text(duration: timedelta) -> str:
    """Return *duration* in its two largest units.

    >>> duration_text(timedelta(hours=11, minutes=49, seconds=20))
    '11 h 49 m'
    """
    seconds = int(abs(duration).total_seconds())
    parts = []
    for unit, size in (("d", 86_400), ("h", 3_600), ("m", 60), ("s", 1)):
        count, seconds = divmod(seconds, size)
        parts.append((count, unit))
    two = list(dropwhile(lambda part: not part[0], parts))[:2]
    return " ".join(f"{count} {unit}" for count, unit in two if count) or "0 s"


def between(earlier: str | None, later: str | None) -> timedelta | None:
    """Return the time from *earlier* to *later*, or None where one is unknown."""
    start, end = parse(earlier), parse(later)
    return end - start if start is not None and end is not None else None


def lane_title(case: Document) -> str:
    """Return the words for the lane of *case*; a document without them is told by the id."""
    return str(case.get("lane_title") or case["lane"].replace("_", " ").capitalize())


def lane_rank(case: Document) -> tuple[int, str]:
    """Return what the lane of *case* is sorted by: its place on the way of an update, then its id."""
    return case.get("lane_rank", 100), case["lane"]


def lasting(case: Document, as_of: str | None) -> str | None:
    """Return for how long *case* has stood where it is, or None where that is not known."""
    elapsed = between(case["since"], as_of)
    return duration_text(elapsed) if elapsed is not None and elapsed >= timedelta(0) else None


def site_of(case: Document) -> str | None:
    """Return the site the subject of *case* is about."""
    site = case["subject"].get("site")
    return str(site) if site else None


def update_name(case: Document) -> str:
    """Return how the update of *case* is called."""
    subject = case["subject"]
    return str(subject.get("update") or subject.get("package_guid") or subject.get("package_id") or lane_title(case))


def case_title(case: Document) -> str:
    """Return a heading for *case*: update, lane and site.

    >>> case_title({"lane": "installation", "subject": {"update": "Configuration Manager 2409", "site": "PR1"}})
    'Configuration Manager 2409: installation, site PR1'
    """
    site = site_of(case)
    title = lane_title(case)
    name = update_name(case)
    heading = title if name == title else f"{name}: {inside(title)}"
    return f"{heading}, site {site}" if site else heading


def own_step(case: Document) -> Document | None:
    """Return the step *case* stands at."""
    return next((progress for progress in case["steps"] if progress["id"] == case.get("step")), None)


def step_title(case: Document) -> str:
    """Return the title of the step *case* stands at."""
    progress = own_step(case) or {}
    return str(progress.get("title") or case.get("step") or "no step")


def page_command(case: Document) -> str | None:
    """Return the command that shows the page of knowledge about the step *case* stands at, or None where it stands at none.

    >>> page_command({"flowchart": "download", "lane": "package", "step": "notify_site"})
    'dmplog explain download.package.notify_site'
    """
    return f"dmplog explain {case['flowchart']}.{case['lane']}.{case['step']}" if case["step"] else None


def position(case: Document) -> tuple[int, int] | None:
    """Return (n, m) where the case stands at step n of m, or None."""
    progress = own_step(case)
    return (case["steps"].index(progress) + 1, len(case["steps"])) if progress is not None else None


def last_evidence(case: Document) -> Document | None:
    """Return the last line that shows the step the case stands at, or the step before it."""
    found: Document | None = None
    for progress in case["steps"]:
        if progress["evidence"]:
            found = progress["evidence"][-1]
        if progress["id"] == case.get("step"):
            break
    return found


def slug(name: str) -> str:
    """Return *name* for use in an id of a page.

    >>> slug("applicable?")
    'applicable-'
    """
    return "".join(one if one.isascii() and (one.isalnum() or one == "_") else "-" for one in name[:80])


def place_of(evidence: Document) -> str:
    """Return `file:line` of *evidence*."""
    return f"{evidence['file']}:{evidence['line']}"


def reason_of(row: Document) -> str:
    """Return why a line that was also seen blocks nothing, without the words its heading says already."""
    return str(row["why"]).removeprefix("seen, not blocking: ")


CLOCKS: Mapping[str, str] = {
    "argument": " (--as-of)",
    "collection": ", when the logs were copied",
    "records": ", the latest record",
}
"""Where the clock of a report is from, in words behind its time."""


def as_of_text(document: Document, moment: str = "") -> str:
    """Return the clock of the report in words, which is *moment* where that is told otherwise than in UTC."""
    if document.get("as_of") is None:
        return "No clock: no record of a known log has a time."
    source = CLOCKS[document["as_of_source"]]
    return f"Judged as of {moment or moment_text(document['as_of'])}{source}."


def actions_of(case: Document) -> list[str]:
    """Return what to do about *case*: what its cause asks for, or, where the cause is not known, what its step says to check."""
    cause, checks = case["cause"], [] if waits_for_another(case) else list(case.get("checks", []))
    if cause is None:
        return checks
    actions = list(cause["actions"])
    if is_known(cause):
        return actions or checks
    # "Follow the checks of the step." says nothing where those checks stand right above it.
    own = [action for action in actions if not (checks and "checks of the step" in action)]
    return list(dict.fromkeys([*checks, *own]))


def checks_of(case: Document) -> list[str]:
    """Return what the step says to check beyond `actions_of`: its general advice where the cause is known."""
    said = actions_of(case)
    if not is_known(case["cause"]):
        return []
    return [check for check in case.get("checks", []) if check not in said]


def waits_for_another(case: Document) -> bool:
    """Return whether nothing is to be done about *case* itself: it waits for one that is told on its own."""
    return case["verdict"] == "waiting" and bool(case["blocked_by"])


def is_known(cause: Document | None) -> bool:
    """Return whether *cause* names a reason."""
    return cause is not None and cause["category"] != "unknown"


def why_of(case: Document) -> list[str]:
    """Return in sentences why *case* is where it is: the proved cause, or what a stop at its step means."""
    cause = case["cause"]
    if is_known(cause):
        return [str(cause["explanation"])]
    if waits_for_another(case):
        return [f"It waits for {case['blocked_by']}."]
    if case["verdict"] == "waiting" and case.get("waiting"):
        return [str(case["waiting"])]
    if case["verdict"] not in (*STUCK, "unknown"):
        return []
    found = [str(cause["explanation"])] if cause is not None else []
    return [*found, f"A stop here means: {case['stall']}"] if case["stall"] else found


def so_far(case: Document) -> str | None:
    """Return how far the step of *case* got, as its own lines count it.

    >>> so_far({"step": "send", "steps": [{"id": "send", "note": "last written: 1048576 bytes at position 402273892"}]})
    'Last written: 1048576 bytes at position 402273892'
    """
    note = str((own_step(case) or {}).get("note") or "")
    return note[0].upper() + note[1:] if note else None


_BLANK = re.compile(r"<[A-Z_0-9]+>|<…>")


def expected_of(sign: Document) -> list[str]:
    """Return the texts *sign* waits for, those with the fewest blanks first: they are the easiest to search for."""
    return sorted(sign["expected"], key=lambda text: len(_BLANK.findall(text)))


def overdue(case: Document, as_of: str | None) -> timedelta | None:
    """Return by how much the next line of *case* is late, or None where lateness says nothing: a documented wait is none."""
    if case["next"] is None or case["verdict"] not in (*STUCK, "unknown"):
        return None
    late = between(case["next"]["deadline"], as_of)
    return late if late is not None and late > timedelta(0) else None


def cause_title(cause: Document) -> str:
    """Return the title of *cause* with its category.

    >>> cause_title({"title": "The proxy asks for a password", "category": "proxy"})
    'The proxy asks for a password (proxy)'
    """
    category = "" if cause["category"] == "unknown" else f" ({cause['category'].replace('_', ' ')})"
    return f"{cause['title']}{category}"


def stated_cause(cause: Document) -> str:
    """Return the title of *cause*, hedged where it is only suggested.

    >>> stated_cause({"title": "The proxy asks for a password", "category": "proxy", "certainty": "suggested"})
    'Perhaps: The proxy asks for a password (proxy)'
    """
    return perhaps(cause) + cause_title(cause)


def perhaps(cause: Document) -> str:
    """Return what stands in front of the title of a *cause* that is only suggested."""
    return "" if cause["certainty"] == "proved" or not is_known(cause) else "Perhaps: "


def file_of_sign(sign: Document) -> str:
    """Return the file the line *sign* is awaited in; a document that does not name it is told by the log.

    >>> file_of_sign({"log": "scheduler", "log_file": "sched.log"}), file_of_sign({"log": "scheduler"})
    ('sched.log', 'schedule.log')
    """
    return str(sign.get("log_file") or file_of(sign["log"]))


def why_missing(sign: Document) -> str:
    """Return why the log of the next line *sign* says nothing."""
    return "no line of this log has a time" if sign.get("undated") else "this log was not supplied"


NOTHING_MORE = "nothing more: the logs given show it"


def fetched(case: Document, most: int) -> str | None:
    """Return at most *most* of the logs to fetch for *case*, or that a confirmed answer needs none."""
    wanted = wanted_logs(case)
    return few(wanted, most) or (NOTHING_MORE if case["confidence"] == "confirmed" else None)


def unseen_logs(cases: Sequence[Document]) -> list[str]:
    """Return the logs that the steps of *cases* lack of which nobody can tell whether they were reached.

    >>> unseen_logs([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}, {}])
    ['hman.log of PS2SRV']
    """
    rows = [need for case in cases for need in case.get("unseen", ())]
    return list(dict.fromkeys(need["log"] + (f" of {need['server']}" if need["server"] else "") for need in rows))


ELSE = ((STUCK, "stuck"), (("unknown",), "unknown"), (("waiting",), "waiting"), (("in_progress",), "in progress"))
"""What may be told beside the answer, worst first, in words."""


def wanted_logs(case: Document) -> list[str]:
    """Return the logs that would make the answer surer, each with the folder it lies in.

    >>> wanted_logs({"needs": [{"log": "sched.log", "server": "CAS01", "folder": "<install dir>/Logs", "why": ""}]})
    ['sched.log of CAS01, in <install dir>/Logs']
    """
    return [
        f"{need['log']}{' of ' + need['server'] if need['server'] else ''}, in {need['folder']}"
        for need in case["needs"]
    ]
