"""A line for each case that is stuck, as compilers write them: for a search, for a mail, for an editor that jumps to the place.

    FILE:LINE: VERDICT lane/step site: what stands where, since when [cause]

The last line counts. What is only suggested is told as such: `[perhaps proxy]`.
"""

from __future__ import annotations

from collections.abc import Iterator

from dmplog.looks import document as reading
from dmplog.looks.advice import is_known, perhaps
from dmplog.looks.document import STUCK, VERDICTS, Document
from dmplog.looks.evidence import last_evidence, place_of
from dmplog.looks.times import moment_text
from dmplog.looks.visible import one_line, quoted
from dmplog.verdicts import WORST_FIRST

TOLD = (*STUCK, "unknown")
"""What the exit codes 1 and 3 speak of."""

LONGEST = 300
LONGEST_SITE = 20


def render(document: Document) -> str:
    """Return *document*, a report as `Report.to_dict()` gives it, as one line for each case that is stuck, and one that counts."""
    lines = [*_lines(document), _counted(document)]
    return "".join(f"{one_line(line)}\n" for line in lines)


def _lines(document: Document) -> Iterator[str]:
    for case in document["cases"]:
        if case["verdict"] in TOLD:
            evidence = last_evidence(case)
            place = place_of(evidence) if evidence else "-"
            # A blank ends it, so that it holds none.
            site = "".join((reading.site_of(case) or "-").split())[:LONGEST_SITE]
            where = f"{case['lane']}/{case['step'] or '-'} {site}"
            said = quoted(sentence(case), LONGEST)
            yield f"{place}: {VERDICTS[case['verdict']].upper()} {where}: {said} [{_cause(case['cause'])}]"


def sentence(case: Document) -> str:
    """Return what stands where, and since when."""
    step = f" at “{reading.step_title(case)}”" if case["step"] else ""
    server = f" on {case['server']}" if case["server"] else ""
    since = f" since {moment_text(case['since'])}" if case["since"] else ""
    tries = f", {case['attempts']} attempts" if case["attempts"] > 1 else ""
    done = f", {amount}" if (amount := (reading.own_step(case) or {}).get("amount")) else ""
    return f"{reading.update_name(case)}{step}{server}{since}{tries}{done}"


def _cause(cause: Document | None) -> str:
    if cause is None or not is_known(cause):
        return "unknown"
    return f"{perhaps(cause).lower().replace(':', '')}{cause['id']}"


def _counted(document: Document) -> str:
    """Return how many cases there are of each verdict; without one, the headline."""
    verdicts = [case["verdict"] for case in document["cases"]]
    if not verdicts:
        return str(document["headline"])
    told = ", ".join(f"{verdicts.count(one)} {VERDICTS[one].lower()}" for one in WORST_FIRST if one in verdicts)
    return f"{sum(verdict in STUCK for verdict in verdicts)} stuck of {len(verdicts)}: {told}"
