"""Event rows without a log: what a line of a log became, for cases that join lines by what they name.

>>> events = rows(said("hman", "easy_setup_source_found", package_guid="4c2f"), said("distmgr", "minijob_created", site_code="PR1"))
>>> events["row"].to_list(), events["site_code"].to_list()
([0, 1], [None, 'PR1'])
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import polars as pl

from dmplog.cases import LaneCases, build_cases
from dmplog.cases.shelf import KEY_FIELDS
from dmplog.flowchart import Flowchart, load_flowchart, shipped_flowcharts
from dmplog.witness import LogSpan, Witness

BEGIN = datetime(2025, 3, 4, 8, 0)
CHARTS = tuple(load_flowchart(name) for name in shipped_flowcharts())
FIELDS = (
    *(*KEY_FIELDS, "path"),
    *sorted(
        {
            name
            for chart in CHARTS
            for signals in chart.correlator.lines.values()
            for signal in signals
            for name, _ in signal.where
        }
        - {*KEY_FIELDS, "role"}
    ),
)


@dataclass(frozen=True, slots=True)
class Said:
    """A line: the log, its event and fields, and who wrote it; *after* is how long after the beginning, in minutes."""

    role: str
    event: str
    fields: dict[str, str] = field(default_factory=dict)
    server: str | None = "SRV"
    site: str | None = None
    thread: int | None = 1
    after: int | None = None
    file: int | None = None
    utc_known: bool = True
    alarm: str | None = None


def said(
    role: str,
    event: str,
    *,
    server: str | None = "SRV",
    site: str | None = None,
    thread: int | None = 1,
    after: int | None = None,
    file: int | None = None,
    utc_known: bool = True,
    alarm: str | None = None,
    **fields: str,
) -> Said:
    """Return the line of *event* in the log of *role*."""
    return Said(role, event, fields, server, site, thread, after, file, utc_known, alarm)


def rows(*lines: Said) -> pl.DataFrame:
    """Return *lines* as event rows, a minute apart where they name no time; a log of a server is a file."""
    files = {(line.server, line.role): number for number, line in reversed(list(enumerate(lines)))}
    text = dict.fromkeys(("event", "role", "server", "site", "alarm", *FIELDS), pl.String)
    schema = {
        "row": pl.UInt32,
        "file": pl.UInt32,
        "log": pl.UInt32,
        "thread": pl.Int64,
        "clock": pl.Datetime("ns"),
        "utc_known": pl.Boolean,
    }
    return pl.DataFrame(
        [
            {
                "row": number,
                "file": files[line.server, line.role] if line.file is None else line.file,
                "log": files[line.server, line.role] if line.file is None else line.file,
                "thread": line.thread,
                "clock": BEGIN + timedelta(minutes=number if line.after is None else line.after),
                "utc_known": line.utc_known,
                "event": line.event,
                "role": line.role,
                "server": line.server,
                "site": line.site,
                "alarm": line.alarm,
            }
            | line.fields
            for number, line in enumerate(lines)
        ],
        schema | text,
    )


def joined(chart: str | Flowchart, lane: str, *lines: Said, spans: Sequence[LogSpan] = ()) -> LaneCases:
    """Return the cases of *lane* that *lines* make; every log they stand in was supplied, and *spans* beside them."""
    seen = dict.fromkeys((line.server, line.site, line.role) for line in lines)
    known = [LogSpan(*log, None, None, (f"{log[2]}.log",)) for log in seen]
    witness = Witness((*known, *spans), None, asserted=False)
    found = load_flowchart(chart) if isinstance(chart, str) else chart
    return next(cases for cases in build_cases(rows(*lines), [found], witness) if cases.lane.id == lane)


def by_subject(cases: LaneCases) -> dict[str, list[int]]:
    """Return the rows of every case, by what its subject is called in short: package, package id and site."""
    return {
        " ".join(part for part in (each.subject.package_guid, each.subject.package_id, each.subject.site) if part): (
            cases.members.filter(pl.col("subject") == number)["row"].to_list()
        )
        for number, each in enumerate(cases.subjects)
    }
