"""The report for a ticket or a chat, as Markdown: the sentence, what to do, and the lines that prove it.

Log text stands in code only; every other text of the document is escaped, so that nothing in a log becomes a heading, a link or
markup of the page that shows it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from dmplog.views.document import (
    DETAILED,
    VERDICTS,
    Document,
    actions_of,
    as_of_text,
    between,
    case_title,
    cause_title,
    duration_text,
    expected_of,
    is_known,
    lane_title,
    last_evidence,
    log_name,
    moment_text,
    overdue,
    place_of,
    position,
    reason_of,
    site_of,
    so_far,
    step_title,
    update_name,
    waits_for_another,
    why_of,
)
from dmplog.views.places import with_short_places
from dmplog.views.states import state_of
from dmplog.views.story import Row, alike, stories
from dmplog.views.visible import quoted, visible

QUOTED = 1000
"""So many characters of a log line are quoted."""

MOST_DETAILED = 10
MOST_ROWS = 40
MOST_LINES = 3
MOST_EXPECTED = 2
MOST_SITES = 12

_SPECIAL = re.compile(r"([\\`*_{}\[\]#+!|~>$:@-])")


def render(document: Document) -> str:
    """Return *document* as Markdown."""
    document, folder = with_short_places(document)
    lines = [
        f"# {prose(document['headline'])}",
        "",
        f"{prose(as_of_text(document))} Made by dmplog {prose(document['version'])}.",
        "",
    ]
    groups = alike([case for case in document["cases"] if case["verdict"] in DETAILED])
    for row in groups[:MOST_DETAILED]:
        lines += _case(row, document)
    if len(groups) > MOST_DETAILED:
        lines += [f"{len(groups) - MOST_DETAILED} more cases are in the table below.", ""]
    lines += _progress(document["cases"])
    lines += _prerequisites(document["prerequisites"])
    lines += _also_seen(document["also_seen"])
    lines += _coverage(document["coverage"], folder)
    lines += _problems(document["problems"])
    return "\n".join(lines).rstrip("\n") + "\n"


def prose(text: str) -> str:
    r"""Return *text* of the document for a sentence: nothing in it is markup.

    >>> prose("<b> [link](x) 0x80072ee2")
    '&lt;b\\> \\[link\\](x) 0x80072ee2'
    """
    shown = quoted(text, QUOTED).replace("&", "&amp;").replace("<", "&lt;")
    # Inside a word or behind it, `_`, `-` and `:` begin no markup and read better bare; `http://` and `www.` would become links.
    bare = re.sub(r"(?<=\w)\\([-_])(?=\w)|(?<=\w)\\(:)(?= |$)", r"\1\2", _SPECIAL.sub(r"\\\1", shown))
    return re.sub(r"(?i)\bwww\.", lambda found: found[0][:-1] + "\\.", bare)


def code(text: str, *, in_table: bool = False) -> str:
    """Return *text* as a code span; in a table a bar must not end its cell.

    >>> code("a`b")
    '`` a`b ``'
    """
    shown = quoted(text, QUOTED)
    shown = shown.replace("|", "\\|") if in_table else shown
    if not shown:
        return ""
    ticks = "`" * (max((len(run) for run in re.findall("`+", shown)), default=0) + 1)
    pad = " " if "`" in shown else ""
    return f"{ticks}{pad}{shown}{pad}{ticks}"


def advice(text: str) -> str:
    r"""Return a text of the knowledge files for a sentence: what it puts in back-ticks is code.

    >>> advice("`Wrote <n>` in <sender>")
    '`Wrote <n>` in &lt;sender\\>'
    """
    parts = re.split(r"( ?`[^`]+` ?)", quoted(text, QUOTED))
    return "".join(_ticked(part) if number % 2 else prose(part) for number, part in enumerate(parts)).strip()


def _ticked(part: str) -> str:
    # The blanks around belong to the sentence.
    lead, trail = part[: part.index("`")], part[part.rindex("`") + 1 :]
    return f"{lead}{code(part.strip().strip('`'))}{trail}"


def block(text: str) -> list[str]:
    """Return *text* as a fenced block of code."""
    cut = visible(text if len(text) <= QUOTED else f"{text[:QUOTED]}… ({len(text):,} characters)")
    fence = "`" * max(3, max((len(run) for run in re.findall("`+", cut)), default=0) + 1)
    return [f"{fence}text", *cut.split("\n"), fence]


def _case(row: Row, document: Document) -> list[str]:
    case = row.case
    lines = [f"## {VERDICTS[case['verdict']]}: {prose(case_title(case))}", ""]
    found = position(case)
    where = f", step {found[0]} of {found[1]}" if found else ""
    lines.append(
        f"- **Step:** {prose(step_title(case))} ({code(case['step'])}{where})"
        if case["step"]
        else "- **Step:** none can be named"
    )
    if case["server"] or case["site"]:
        lines.append(
            "- **Where:** "
            + ", ".join(
                [
                    *([f"server {prose(case['server'])}"] if case["server"] else []),
                    *([f"site {prose(case['site'])}"] if case["site"] else []),
                ]
            )
        )
    if case["since"]:
        elapsed = between(case["since"], document["as_of"])
        lasting = f", for {duration_text(elapsed)}" if elapsed is not None and elapsed.total_seconds() >= 0 else ""
        lines.append(f"- **Since:** {moment_text(case['since'])}{lasting}")
    if case["attempts"] > 1:
        lines.append(f"- **Attempts:** {case['attempts']}")
    reached = so_far(case)
    if reached:
        lines.append(f"- **So far:** {prose(reached)}")
    why = [advice(text) for text in why_of(case)]
    if is_known(case["cause"]):
        why.insert(0, f"{prose(cause_title(case['cause']))}.")
    if why:
        lines.append(f"- **Why:** {' '.join(why)}")
    lines += [f"- **Perhaps:** {prose(cause['title'])}" for cause in case["other_causes"]]
    lines += [
        f"- **Error:** {code(error['code'])} {prose(': '.join(part for part in (error['name'], error['meaning']) if part))}".rstrip()
        for error in case["errors"]
    ]
    lines.append(
        f"- **Certainty:** {' '.join(prose(text if text.endswith('.') else f'{text}.') for text in (case['confidence'], *case['reasons']))}"
    )
    if case["blocked_by"] and not waits_for_another(case):
        lines.append(f"- **Blocked by:** {prose(case['blocked_by'])}")
    if row.others:
        lines.append(f"- **Same at:** {_few([prose(site) for site in row.sites[1:]])}")
    lines += ["", *_evidence(case), *_next(case, document)]
    actions = actions_of(case)
    if actions:
        lines += [
            "**What to do**",
            "",
            *(f"{number}. {advice(action)}" for number, action in enumerate(actions, start=1)),
            "",
        ]
    return lines


def _evidence(case: Document) -> list[str]:
    cited = [
        entry for entry in (last_evidence(case), *((case["cause"] or {}).get("evidence", []))) if entry is not None
    ]
    distinct = {(entry["file"], entry["line"]): entry for entry in cited}
    lines = []
    for entry in list(distinct.values())[:MOST_LINES]:
        lines += [f"{code(place_of(entry))} at {moment_text(entry['time'])}:", "", *block(entry["text"]), ""]
    return lines


def _next(case: Document, document: Document) -> list[str]:
    sign = case["next"]
    if sign is None:
        return []
    server = f" on {prose(sign['server'])}" if sign["server"] else ""
    until = f", due by {moment_text(sign['deadline'])}" if sign["deadline"] else ""
    late = overdue(case, document["as_of"])
    lateness = f" ({duration_text(late)} overdue)" if late is not None else ""
    missing = "" if sign["supplied"] else "; this log was not supplied"
    lines = [f"**Next line** in {code(log_name(sign['log']))}{server}{until}{lateness}{missing}:", ""]
    for expected in expected_of(sign)[:MOST_EXPECTED]:
        lines += [*block(expected), ""]
    return [*lines, *([prose(sign["note"]), ""] if sign["note"] else [])]


def _progress(cases: Sequence[Document]) -> list[str]:
    told, skipped = stories(cases)
    if not told and not skipped:
        return []
    lines = ["## How far it got", ""]
    for story in told:
        lines += [f"**{prose(story.name)}**", "", "| Part | Verdict | Steps |", "|---|---|---|"]
        for row in story.rows:
            case = row.case
            part = lane_title(case["lane"])
            if row.others:
                part += (
                    f", {1 + len(row.others)} sites ({_few([prose(site) for site in row.sites])})"
                    if row.sites
                    else f", {1 + len(row.others)} times"
                )
            elif site_of(case):
                part += f", site {prose(site_of(case) or '')}"
            steps = " → ".join(f"{state_of(step['status']).glyph} {prose(step['id'])}" for step in case["steps"])
            lines.append(
                f"| {part} | {VERDICTS[case['verdict']]} | {steps if not row.others or case['verdict'] != 'completed' else 'all done'} |"
            )
        lines.append("")
    if skipped:
        names = list(dict.fromkeys(prose(update_name(case)) for case in skipped))
        many = "1 update is" if len(names) == 1 else f"{len(names)} updates are"
        lines += [f"{many} not applicable here: {_few(names, 4)}.", ""]
    return lines


def _prerequisites(rows: Sequence[Document]) -> list[str]:
    bad = [row for result in ("error", "warning") for row in rows if row["result"] == result]
    if not rows:
        return []
    lines = ["## Prerequisite checks", ""]
    if bad:
        lines += ["| Result | Site | Server | Rule | Text |", "|---|---|---|---|---|"]
        lines += [
            f"| {'**Error**' if row['result'] == 'error' else 'Warning'} | {prose(row['site'] or '')} | {prose(row['server'] or '')} | {prose(row['rule'])} | {prose(row['text'] or '')} |"
            for row in bad[:MOST_ROWS]
        ]
        lines += ["", *_more(len(bad), "rows")]
    passed = sum(row["result"] == "passed" for row in rows)
    return [*lines, *([f"{passed} passed.", ""] if passed else [])]


def _also_seen(rows: Sequence[Document]) -> list[str]:
    if not rows:
        return []
    shown = [
        f"- {code(place_of(row['evidence']))}: {prose(reason_of(row))} {code(row['evidence']['text'])}"
        for row in rows[:MOST_ROWS]
    ]
    return ["## Also seen, not blocking", "", *shown, "", *_more(len(rows), "lines")]


def _coverage(rows: Sequence[Document], folder: str) -> list[str]:
    if not rows:
        return []
    lines = [
        "## What the logs cover",
        "",
        *([f"The files stand in {code(folder)}.", ""] if folder else []),
        "| Log | Server | First | Last | Records | Unread | Gaps | File |",
        "|---|---|---|---|---:|---:|---:|---|",
    ]
    lines += [
        f"| {row['role']} | {prose(row['server'] or '')} | {_short(row['first'])} | {_short(row['last'])} | {row['records']} | {row['unparsed_lines']} | {len(row['gaps'])} | {code(row['file'], in_table=True)} |"
        for row in rows[:MOST_ROWS]
    ]
    return [*lines, "", *_more(len(rows), "files")]


def _problems(rows: Sequence[Document]) -> list[str]:
    if not rows:
        return []
    lines = ["## Problems with the input", ""]
    for row in rows[:MOST_ROWS]:
        place = ":".join(str(part) for part in (row["file"], row["line"]) if part is not None)
        lines.append(f"- {code(place)}: {prose(row['message'])}" if place else f"- {prose(row['message'])}")
    return [*lines, "", *_more(len(rows), "problems")]


def _more(count: int, noun: str) -> list[str]:
    return [f"… and {count - MOST_ROWS} more {noun}.", ""] if count > MOST_ROWS else []


def _few(names: Sequence[str], most: int = MOST_SITES) -> str:
    return ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"


def _short(moment: str | None) -> str:
    return moment_text(moment)[:16] if moment else ""
