"""What a finding is told with: the rows the report cites for it, worked out once it is settled.

Whoever writes takes its rows from here, so that nothing can be cited that was not fetched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from itertools import islice
from typing import NamedTuple

import polars as pl

from dmplog.cases import LaneCases, Shelf
from dmplog.diagnosis import Finding, Seen, seen
from dmplog.diagnosis.settle.named import Known, names_no_rival
from dmplog.evidence.alarms import Alarm, fold_alarms
from dmplog.evidence.measured import measured
from dmplog.evidence.named import Named, named_near
from dmplog.evidence.owned import Owned, Owners
from dmplog.evidence.sidenotes import SideNotes
from dmplog.evidence.stepnotes import StepNotes
from dmplog.evidence.stretch import Stretch, stretch_of
from dmplog.frozen import frozen
from dmplog.grammar import UNRECOGNIZED
from dmplog.tracing.trace import Sign
from dmplog.verdicts import OVER

MOST_FAILURES = 3
MOST_BESIDE = 5
MOST_LOOKED_AT = 200
MOST_OF_A_KIND = 3


@frozen
class Asked:
    """The rows one finding is told with.

    Attributes:
        steps: For every step of the lane the rows that show it.
        notes: For every step the sentences about it, each with the row of the last line it is taken from.
        own: Rows of the step it is stuck on, failures first: a cause may be read from them.
        beside: Rows beside those that may tell a cause: unknown errors, and what causes ask for.
        links: Rows that join identifiers.
        seen: What stands in the lines of the case that speaks against some causes.
        stretch: Where the lines stand between its last known line and the error that ended it.
        named: What lines name that advice may speak of, each for the line of the step it is nearest to.
        measured: The line that tells how far the step got, and the one that tells how much there is; nothing where one is missing.
        owned: What tells its lines from those of other cases.
    """

    steps: tuple[tuple[int, ...], ...]
    notes: tuple[tuple[tuple[str, int], ...], ...]
    own: tuple[int, ...]
    beside: tuple[int, ...]
    links: tuple[int, ...]
    seen: frozenset[Seen] = frozenset()
    stretch: Stretch | None = None
    named: tuple[Named, ...] = ()
    measured: tuple[int, ...] = ()
    owned: Owned = field(default_factory=Owned)

    @property
    def told(self) -> tuple[int, ...]:
        """The rows of the notes."""
        return tuple(row for notes in self.notes for _, row in notes)

    @property
    def naming(self) -> tuple[int, ...]:
        """The rows of what is named."""
        return tuple(named.row for named in self.named)


class Telling(NamedTuple):
    """Which events can tell why one finding is stuck.

    Attributes:
        events: All of them.
        of_others: Those that a cause asks for even where they belong to a case of another lane.
    """

    events: frozenset[str] = frozenset()
    of_others: frozenset[str] = frozenset()


class Questions(NamedTuple):
    """Every row a report may cite: those of each finding, in their order, and those told beside the cases."""

    findings: tuple[Asked, ...]
    beside: SideNotes
    alarms: tuple[Alarm, ...]

    def rows(self) -> list[int]:
        """Return every row once."""
        of_each = (
            (*each.steps, each.told, each.own, each.beside, each.links, each.naming, each.measured, each.owned.rows)
            for each in self.findings
        )
        alarms = (row for alarm in self.alarms for row in (alarm.row, alarm.first))
        return sorted({*self.beside.rows(), *alarms, *(row for kinds in of_each for rows in kinds for row in rows)})

    def by_field(self) -> list[int]:
        """Return the rows that are told field by field."""
        told = (row for asked in self.findings for row in (*asked.told, *asked.naming, *asked.measured))
        return sorted({*self.beside.prerequisites, *told})


def ask(
    findings: Sequence[Finding], shelf: Shelf, side_notes: SideNotes, alarms: pl.DataFrame, telling: Sequence[Telling]
) -> Questions:
    """Return what settled *findings* are told with; *telling* are for each the events that can tell why it is stuck."""
    lanes = {id(finding.cases): finding.cases.members["row"] for finding in findings}
    taken = pl.concat([pl.Series(dtype=pl.UInt32), *lanes.values()]).unique()
    known = Known.of(findings)
    lanes_of = {id(finding.cases): finding.cases for finding in findings}
    nobodys = {key: _Nobodys(cases, shelf, taken) for key, cases in lanes_of.items()}
    over = [finding.subject for finding in findings if finding.verdict in OVER]
    owners = {key: Owners(cases, shelf.events, over) for key, cases in lanes_of.items()}
    named = _Named(alarms, known, _unknown(shelf.events))
    notes = StepNotes(shelf.by_event)
    each = tuple(
        replace(
            _ask(finding, shelf, named, events, nobodys[id(finding.cases)], notes),
            owned=owners[id(finding.cases)].of(finding),
        )
        for finding, events in zip(findings, telling, strict=True)
    )
    return Questions(each, side_notes, fold_alarms(findings, alarms))


def _unknown(events: pl.DataFrame) -> pl.Series:
    """Return the rows of the error lines that no rule knows and that are not known to be harmless."""
    unknown = (pl.col("event").cast(pl.String) == UNRECOGNIZED) & pl.col("harmless").is_null()
    return events.filter(unknown)["row"]


class _Named(NamedTuple):
    """The alarms, what is known of whom they name, and the rows of those that no rule knows."""

    alarms: pl.DataFrame
    known: Known
    unknown: pl.Series

    def of_others(self, finding: Finding) -> pl.Series:
        """Return the rows that name another update or package than that of *finding*."""
        return self.alarms.filter(~names_no_rival(finding, self.known))["row"]


def _ask(finding: Finding, shelf: Shelf, named: _Named, telling: Telling, nobodys: _Nobodys, notes: StepNotes) -> Asked:
    by_step = signs_by_step(finding)
    at_step = by_step.get(finding.step, []) if finding.step is not None else []
    stuck = finding.verdict in ("failed", "stalled")
    unknown = _unknown_errors(finding, named)
    failures = [sign.last_row for sign in at_step if sign.label[1] == "fails"]
    shown = cited_rows(_of_now(at_step))
    last = () if finding.last_sign is None else (finding.last_sign,)
    near = sorted({*unknown, *_telling_rows(finding, shelf, telling, nobodys)}) if stuck else []
    own = (*reversed(failures[-MOST_FAILURES:]), *(row for row in shown if row not in failures))
    own = (tuple(dict.fromkeys((*finding.rows[::-1], *own))) or last) if stuck else ()
    return Asked(
        steps=_steps(finding, by_step, unknown),
        notes=notes.of(finding),
        own=own,
        beside=tuple(near),
        links=tuple(link.row for link in finding.subject.links),
        seen=seen(finding, shelf.events) if stuck else frozenset(),
        stretch=stretch_of(finding, shelf.events) if stuck else None,
        named=named_near((*own, *near), finding, shelf) if stuck else (),
        measured=measured(finding, shelf.by_event),
    )


def signs_by_step(finding: Finding) -> dict[int, list[Sign]]:
    """Return the signs of the run by the number of their step; none where they say nothing of where the case stands."""
    by_step: dict[int, list[Sign]] = {}
    if finding.trace is None or finding.overdue or finding.verdict == "not_applicable":
        return by_step
    for sign in finding.trace.signs:
        by_step.setdefault(sign.label[0], []).append(sign)
    return by_step


def _of_now(signs: Sequence[Sign]) -> list[Sign]:
    """Return *signs* without those of a wait that is over: what was waited for explains nothing of what came behind it.

    Updated CMUpdatePackage state to 196613 (PackageGuid=…)
    Successfully reported ConfigMgr update status (SiteCode=PR1, SubStageID=0xd000f, IsComplete=1, …)
    """
    went_on = max((sign.first_row for sign in signs if sign.label[1] in ("begins", "proves", "ends")), default=-1)
    return [sign for sign in signs if sign.label[1] != "waits" or sign.last_row > went_on]


def first_inside(signs: Sequence[Sign]) -> Sign:
    """Return the first of *signs*, of which there is one, that says that the run is inside the step; the first at all where it only ended."""
    return next((sign for sign in signs if sign.label[1] not in ("ends", "skips")), signs[0])


def cited_rows(signs: Sequence[Sign]) -> list[int]:
    """Return the rows of one step worth citing: how it began, its last sign, its failures and its end."""
    if not signs:
        return []
    rows = [signs[0].first_row, first_inside(signs).first_row, signs[-1].last_row]
    failures = [sign for sign in signs if sign.label[1] == "fails"]
    if failures:
        rows += [failures[0].first_row, *(sign.last_row for sign in failures[-MOST_FAILURES:])]
    rows += [sign.first_row for sign in signs if sign.label[1] in ("ends", "waits", "skips")][:2]
    return sorted(set(rows))


def _steps(
    finding: Finding, by_step: Mapping[int, Sequence[Sign]], unknown: Sequence[int]
) -> tuple[tuple[int, ...], ...]:
    """Return the rows that show each step; the one it stands at shows what the finding rests on too."""
    rows = [set(cited_rows(by_step.get(number, []))) for number in range(len(finding.lane.steps))]
    if finding.step is not None or finding.verdict == "not_applicable":
        # What is not applicable stands at no step; the word that says so is why it went no further than to the first.
        here = rows[finding.step or 0]
        here.update(finding.rows)
        if finding.last_sign is not None and not any(finding.last_sign in shown for shown in rows):
            here.add(finding.last_sign)
        if finding.verdict != "completed" and (finding.trace is None or finding.lane.traits.little_known):
            here.update(unknown)
    return tuple(tuple(sorted(shown)) for shown in rows)


def _unknown_errors(finding: Finding, named: _Named) -> list[int]:
    """Return the rows of unknown error lines that stand in the case's own lines since its step began.

    None of them names another update or package: what stops that one tells no cause of this one.
    """
    if named.unknown.is_empty():
        return []
    own = finding.cases.rows_of(finding.subject)
    found = own.filter((own >= _first_row(finding)) & own.is_in(named.unknown.implode()))
    if found.is_empty():
        return []
    return found.filter(~found.is_in(named.of_others(finding).implode())).to_list()[-MOST_BESIDE:]


class _Nobodys:
    """The rows that belong to no case of one lane, by event: worked out once, and then looked up for each of its cases."""

    def __init__(self, cases: LaneCases, shelf: Shelf, taken: pl.Series) -> None:
        self._shelf = shelf
        self._strange = pl.concat([cases.members["row"], cases.foreign]).implode()
        self._taken = taken.implode()
        self._known: dict[tuple[str, bool], pl.Series] = {}

    def last(self, event: str, first: int, *, of_others: bool) -> list[int]:
        """Return the last rows of *event* from *first* on; those of a case of another lane only where they are asked for."""
        key = event, of_others
        if key not in self._known:
            rows = self._shelf.by_event[event]["row"]
            free = ~rows.is_in(self._strange)
            self._known[key] = rows.filter(free if of_others else free & ~rows.is_in(self._taken))
        rows = self._known[key]
        return rows[max(rows.search_sorted(first), rows.len() - MOST_LOOKED_AT) :].to_list()


def _telling_rows(finding: Finding, shelf: Shelf, telling: Telling, nobodys: _Nobodys) -> list[int]:
    """Return the last rows of each event that can tell a cause, on the servers of the case since its step began.

    Lines of another case of the lane, or of what is no case of it, tell nothing about this one; those of a case of another lane only to
    a cause that asks for such lines.
    """
    if finding.at is None:
        return []
    first, own = _first_row(finding), finding.cases.rows_of(finding.subject)
    own = own.filter((own >= first) & ~own.is_in(finding.cases.foreign.implode())).sort()
    asked = sorted(telling.events & shelf.by_event.keys())
    rows = shelf.events[["row", "event"]][own].filter(pl.col("event").cast(pl.String).is_in(asked))
    said: dict[str, list[int]] = {}
    for row, event in rows.iter_rows():
        said.setdefault(event, []).append(row)
    servers, here = shelf.events["server"], set(finding.subject.places.values())
    found: list[int] = []
    for event in asked:
        free = nobodys.last(event, first, of_others=event in telling.of_others)
        near = sorted((*free, *said.get(event, ())))[-MOST_LOOKED_AT:]
        found += list(islice((row for row in reversed(near) if servers[row] in here), MOST_OF_A_KIND))
    return found


def _first_row(finding: Finding) -> int:
    """Return from where on lines speak of the step the deciding run stopped at: behind the last sign of the steps before it.

    What explains a failure stands in front of it: "*** [HY000][0]…terminated by the server". What explains a stall does not: it
    would speak of a time when nothing was wrong.
    """
    trace = finding.trace
    if trace is None:
        return finding.since or 0
    if not trace.failed and trace.since_row is not None:
        return trace.since_row
    current = trace.current
    reached = next((sign.first_row for sign in trace.signs if sign.label[0] == current), None)
    before = [sign.last_row for sign in trace.signs if reached is None or sign.last_row < reached]
    return max(before) if before else trace.deciding.run.first_row
