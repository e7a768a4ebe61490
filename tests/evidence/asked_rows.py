"""Event rows made by hand, and what a finding about them is told with.

>>> asked(finding("installation", rows=[0]), [line()]).steps
((), (), (), (), (), ())
"""

from __future__ import annotations

from dataclasses import replace

import polars as pl
from judged import event, finding, ground

from dmplog.cases import CaseSubject, Shelf
from dmplog.evidence import SideNotes, Telling, ask
from dmplog.flowchart import load_flowchart, shipped_flowcharts
from dmplog.grammar import UNRECOGNIZED

__all__ = ["asked", "finding", "line", "shelf", "unknown", "with_others"]

CHARTS = tuple(load_flowchart(name) for name in shipped_flowcharts())
_LINE = {"line": 0, "byte_offset": 0, "length": 1, "harmless": None, "site": None, "rule_name": None, "result": None}


def line(name="state_message_sent", **values):
    """Return the row of a line that no rule looks at."""
    return event(name, **(_LINE | values))


def unknown(harmless=None, **values):
    """Return the row of an error line nobody knows; *harmless* is the number of why it blocks nothing."""
    return line(UNRECOGNIZED, harmless=harmless, **values)


def shelf(rows, charts=CHARTS):
    """Return the shelf of *rows*."""
    return Shelf.of(ground(rows).events, charts)


def asked(found, rows, telling=(), of_others=(), lanes=()):
    """Return what *found*, the first of findings with those of other *lanes*, is told with.

    *telling* are the events that can tell why it is stuck, *of_others* those of them that count in cases of other lanes too.
    """
    made = ground(rows)
    events = [Telling(frozenset((*telling, *of_others)), frozenset(of_others)), *(Telling() for _ in lanes)]
    return ask([found, *lanes], Shelf.of(made.events, CHARTS), SideNotes((), ()), made.alarms, events).findings[0]


def with_others(found, others=(), foreign=()):
    """Return *found* in a lane where the rows *others* are of another subject, and *foreign* of none."""
    cases = found.cases
    other = CaseSubject(replace(found.subject.subject, site="OTHER"), None, {})
    rows = pl.DataFrame({"row": others, "subject": [1] * len(others)}, schema=cases.members.schema)
    return replace(
        found,
        cases=replace(
            cases,
            subjects=(*cases.subjects, other),
            members=pl.concat([cases.members, rows]),
            foreign=pl.Series(foreign, dtype=pl.UInt32),
        ),
    )
