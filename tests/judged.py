"""Findings and traces made by hand, and the ground they are judged on: for what a whole bundle shows only on rare days.

>>> found = finding("installation", step="install_update", verdict="stalled", site="PS1")
>>> found.at.id, found.subject.subject.site
('install_update', 'PS1')
>>> ground([event("hman_notified", hour=3)]).clock.witness.as_of
datetime.datetime(2025, 3, 4, 11, 0)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import timedelta
from functools import cache

import polars as pl
from builders import BEGIN

from dmplog.case import Subject
from dmplog.cases import CaseSubject, LaneCases
from dmplog.cases.runs import Run
from dmplog.diagnosis import Clock, Finding, Ground
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.thinning import OMITTED
from dmplog.tracing.alignment import Alignment
from dmplog.tracing.episode import RunTrace
from dmplog.tracing.trace import Sign, Trace
from dmplog.tracing.track import Tracks
from dmplog.witness import LogSpan, Moments, Witness

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
SERVER = "SRV1"
PLACES = ("top_level_site", "child_site", "installing_site", "service_connection_point", "site_server")
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)

_ROW = {
    "file": 0,
    "log": 0,
    "role": "hman",
    "server": SERVER,
    "thread": 1,
    "utc_known": True,
    "times": 1,
    "omitted": None,
    "alarm": None,
    "harmless": None,
    "template": None,
    "about": None,
    "about_site": None,
    "state": None,
    "top_level": None,
    "substage_id": None,
    "is_complete": None,
    "applicable": None,
    "position": None,
    "package_guid": None,
}
_TEXTS = ("role", "server", "alarm", "about", "about_site", "state", "top_level", "position", "package_guid")
_REPORTED = ("substage_id", "is_complete", "applicable")
_TYPES = {
    "clock": pl.Datetime("ns"),
    "file": pl.UInt32,
    "log": pl.UInt32,
    "thread": pl.UInt32,
    "template": pl.UInt32,
    "omitted": OMITTED,
    **dict.fromkeys((*_TEXTS, *_REPORTED), pl.String),
}


def event(name, hour=0.0, **values):
    """Return an event row so many hours behind the beginning; at None it has no time."""
    clock = None if hour is None else BEGIN + hour * HOUR
    return _ROW | {"event": name, "clock": clock, "digest": values.pop("says", name)} | values


def alarm(hour=0.0, level="error", **values):
    """Return the row of an alarm that nothing explains."""
    return event(f"unrecognized_{level}", hour, **{"alarm": level, "template": 1} | values)


def report(stage, complete, hour=0.0, **values):
    """Return the report of a sub-stage."""
    return event(
        "status_reported", hour, **{"substage_id": stage, "is_complete": str(complete), "applicable": "1"} | values
    )


def span(role, first=0.0, last=0.0, server=SERVER, **values):
    """Return a log that speaks from one hour to another one."""
    return LogSpan(server, None, role, BEGIN + first * HOUR, BEGIN + last * HOUR, (f"{role}.log",), **values)


def ground(rows=(), *, as_of=None, spans=None, idle=()):
    """Return the ground of event *rows*; by default their logs speak from the first row to the last one, which is now."""
    events = pl.DataFrame(
        [row | {"row": number} for number, row in enumerate(rows)] or [event("none") | {"row": 0}],
        schema_overrides=_TYPES | {"row": pl.UInt32},
        infer_schema_length=None,
    )[: len(rows)]
    hours = [(row["clock"] - BEGIN) / HOUR for row in rows if row["clock"] is not None]
    if spans is None:
        logs = sorted({(row["role"], row["server"]) for row in rows}, key=str)
        spans = [span(role, min(hours, default=0), max(hours, default=0), server) for role, server in logs]
    now = max(hours, default=None) if as_of is None else as_of
    witness = Witness(tuple(spans), None if now is None else BEGIN + now * HOUR, asserted=False)
    columns = ["row", "file", "log", "thread", "clock", "event", "alarm", "template", "about", "about_site"]
    unexplained = events.filter(pl.col("alarm").is_not_null()).select(columns)
    worked = pl.DataFrame(
        list(idle), schema={name: events.schema[name] for name in ("log", "thread", "event", "clock")}
    )
    return Ground(events, Moments(events), Clock(witness), unexplained, worked)


@cache
def lane(name):
    """Return the first shipped lane of a name, with its flowchart."""
    charts = [load_flowchart(chart) for chart in shipped_flowcharts()]
    return next((chart, each) for chart in charts for each in chart.lanes if each.id == name)


def finding(
    name,
    *,
    step=0,
    verdict="in_progress",
    site=None,
    guid=GUID,
    server=SERVER,
    places=PLACES,
    rows=(),
    mode=None,
    **values,
):
    """Return a finding of the lane *name* about one update at one site, of which *rows* are members."""
    flowchart, found = lane(name)
    subject = CaseSubject(Subject(guid, None, None, site), server, dict.fromkeys(places, server), mode=mode)
    members = pl.DataFrame({"row": rows, "subject": [0] * len(rows)}, schema={"row": pl.UInt32, "subject": pl.UInt32})
    cases = LaneCases(flowchart, found, (subject,), members)
    number = [each.id for each in found.steps].index(step) if isinstance(step, str) else step
    return Finding(cases, subject, None, verdict, number, **values)


def run(signs, current, *, margin=2.0, times=1, far=None):
    """Return a run of *signs* that stops at step *current*."""
    rows = [sign.first_row for sign in signs] or [0]
    alignment = Alignment(tuple(sign.label for sign in signs), current, 0.0, margin)
    return RunTrace(Run(0, 0, rows[0], signs[-1].last_row if signs else 0, 0, times, True), alignment, far=far)


def sign(step, kind, row, last=None):
    """Return the sign of one row, or of several."""
    return Sign((step, kind), row, row if last is None else last)


def traced(found: Finding, signs: Sequence[Sign], *, before: Iterable[RunTrace] = (), outcomes=(), **values) -> Finding:
    """Return *found* with the trace of a run of *signs* that stops at its step, behind the runs *before* of its episode."""
    size, before = len(found.lane.steps), tuple(before)
    current = values.pop("current", size if found.verdict == "completed" else found.step)
    deciding = run(signs, current, margin=values.pop("margin", 2.0))
    since = next((each.first_row for each in signs if each.label[0] == current), None)
    trace = Trace(
        subject=found.subject,
        track=Tracks(Witness((), None, asserted=False)).track_of(found.lane, found.subject.places, head_seen=True),
        deciding=deciding,
        begun_anew=False,
        episode=(*before, deciding),
        stops=tuple(each.run.last_row for each in (*before, deciding)),
        signs=tuple(signs),
        later_signs=(),
        since_row=since if since is not None or not signs else signs[-1].last_row,
        attempts=1,
        tries=(),
        runs=1,
        ever_completed=current == size,
        outcomes=tuple(outcomes),
    )
    trace = replace(trace, **values)
    last = signs[-1].last_row if signs and found.last_sign is None else found.last_sign
    since = trace.since_row if found.since is None else found.since
    return replace(found, trace=trace, since=since, last_sign=last)


def kinds(found):
    """Return the kinds of the proofs of *found*."""
    return [proof.kind for proof in found.proofs]
