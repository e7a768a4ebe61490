"""Traces: every run of a subject laid over the chart, and the episode the last of them stands in.

Consecutive runs that stop at the same step are one episode. A run that has only begun does not replace an episode until it
passes the step the episode is stuck on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from dmplog.cases.labels import Label, LaneLabels, label_lane
from dmplog.cases.runs import Run, RunTable, cut_runs
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.flowchart import Lane
from dmplog.tracing.alignment import Alignment, Segment, align
from dmplog.tracing.track import Track, Tracks


@dataclass(frozen=True, slots=True)
class Sign:
    """One matched event of a run, or the same event repeated: what it says, and its first and last row."""

    label: Label
    first_row: int
    last_row: int


@dataclass(frozen=True, slots=True)
class RunTrace:
    """One run explained: where it stopped, whether on a failure, and its signs in order."""

    run: Run
    alignment: Alignment
    failed: bool
    entered_current: bool
    bypassed: frozenset[int] = frozenset()
    """Steps that a line of the run passes over although it speaks of another one."""


@dataclass(frozen=True, slots=True)
class Trace:
    """What tracing found out about one subject.

    Attributes:
        latest: The last run.
        deciding: The run whose stop is reported: the last, or the last of a standing episode that reached the step.
        episode: The runs of the episode, oldest first.
        signs: The matched events of the deciding run, in order.
        later_signs: Those of the latest run where it is another one.
        runs: How many runs the logs hold.
        outcomes: Rows of events that settle the case by themselves, as (verdict, row), in order.
    """

    subject: CaseSubject
    lane: Lane
    track: Track
    latest: RunTrace
    deciding: RunTrace
    episode: tuple[RunTrace, ...]
    signs: tuple[Sign, ...]
    later_signs: tuple[Sign, ...]
    since_row: int | None
    attempts: int
    runs: int
    ever_completed: int | None
    outcomes: tuple[tuple[str, int], ...]
    last_row: int


def trace_lane(
    cases: LaneCases, by_event: Mapping[str, pl.DataFrame], times: pl.Series, tracks: Tracks
) -> tuple[Trace, ...]:
    """Return the trace of every subject of *cases* that has an event of the lane.

    Args:
        cases: The lane with its subjects and their rows.
        by_event: The event rows by event name.
        times: For every event row how many equal rows it stands for.
        tracks: The lane prepared for alignment.
    """
    if cases.members.is_empty():
        return ()
    labels = label_lane(by_event, len(times), cases.lane)
    table = cut_runs(cases.members, labels, times)
    explained: dict[tuple[int, int], Alignment] = {}
    by_subject: dict[int, list[Run]] = {}
    for run in table.runs:
        by_subject.setdefault(run.subject, []).append(run)
    return tuple(
        _trace_subject(cases, subject, runs, table, labels, tracks, explained)
        for subject, runs in sorted(by_subject.items())
    )


def _trace_subject(
    cases: LaneCases,
    number: int,
    runs: list[Run],
    table: RunTable,
    labels: LaneLabels,
    tracks: Tracks,
    explained: dict[tuple[int, int], Alignment],
) -> Trace:
    subject = cases.subjects[number]
    traces: list[RunTrace] = []
    track = tracks.track_of(cases.lane, subject.places, head_seen=False)
    for run in runs:
        segments, bypassed = _read(table.signatures[run.signature], labels)
        track = tracks.track_of(cases.lane, subject.places, head_seen=run.marked, bypassed=bypassed)
        key = (run.signature, id(track))
        if key not in explained:
            explained[key] = align(track, segments)
        traces.append(_run_trace(run, explained[key], bypassed))
    latest = traces[-1]
    deciding, episode = _episode(traces, track)
    signs = _signs(table, deciding)
    first_signs = signs if episode[0] is deciding else _signs(table, episode[0])
    completed = [index for index, trace in enumerate(traces) if trace.alignment.current == track.size]
    return Trace(
        subject=subject,
        lane=cases.lane,
        track=track,
        latest=latest,
        deciding=deciding,
        episode=tuple(episode),
        signs=signs,
        later_signs=() if latest is deciding else _signs(table, latest),
        since_row=_entry_row(first_signs, deciding.alignment.current),
        attempts=sum(_attempts(trace) * trace.run.times for trace in episode),
        runs=sum(run.times for run in runs),
        ever_completed=completed[-1] if completed else None,
        outcomes=_outcomes(table, number, labels),
        last_row=runs[-1].last_row,
    )


def _read(signature: tuple[int, ...], labels: LaneLabels) -> tuple[list[Segment], frozenset[int]]:
    """Return what the lines of a run say, and the steps they pass over beside what they say.

    State message 4 in the log of the service connection tool hands the manifest over, and says that nobody downloads it.
    """
    segments: list[Segment] = []
    bypassed: set[int] = set()
    for code in signature:
        said = labels.meanings[code].labels
        spoken = tuple(label for label in said if label[1] != "skips")
        if spoken:
            bypassed.update(step for step, kind in said if kind == "skips")
        segments.append(Segment(spoken or said))
    return segments, frozenset(bypassed)


def _run_trace(run: Run, alignment: Alignment, bypassed: frozenset[int]) -> RunTrace:
    last = next((match for match in reversed(alignment.matches) if match is not None), None)
    return RunTrace(
        run=run,
        alignment=alignment,
        failed=last == (alignment.current, "fails"),
        entered_current=any(match is not None and match[0] == alignment.current for match in alignment.matches),
        bypassed=bypassed,
    )


def _episode(traces: list[RunTrace], track: Track) -> tuple[RunTrace, list[RunTrace]]:
    """Return the run whose stop is reported, and all consecutive runs that stop where it does.

    Where no supplied log could have shown the step going on, stopping there means nothing, and each run stands for itself.
    """
    deciding, last = traces[-1], len(traces) - 1
    if len(traces) > 1 and not deciding.failed:
        before = traces[-2]
        if before.failed and deciding.alignment.current < before.alignment.current:
            deciding, last = before, last - 1
        elif before.failed and deciding.alignment.current == before.alignment.current:
            # The product is trying the failed step again: until it passes, the failure stands.
            deciding = before
    stop = deciding.alignment.current
    first = last
    while stop < track.size and first > 0 and _same_stop(traces[first - 1], stop, track):
        first -= 1
    return deciding, traces[first : last + 1]


def _same_stop(trace: RunTrace, stop: int, track: Track) -> bool:
    return trace.alignment.current == stop and (trace.failed or track.prices[stop] > 0)


def _signs(table: RunTable, trace: RunTrace) -> tuple[Sign, ...]:
    rows = table.rows(trace.run)
    return tuple(
        Sign(match, first, last)
        for match, (_, first, last) in zip(trace.alignment.matches, rows, strict=True)
        if match is not None
    )


def _entry_row(signs: tuple[Sign, ...], step: int) -> int | None:
    """Return the row at which *step* was entered for the last time, or that of the last sign before it."""
    entered: int | None = None
    for sign in reversed(signs):
        if sign.label == (step, "ends"):
            break
        if sign.label[0] == step:
            entered = sign.first_row
    if entered is not None:
        return entered
    return signs[-1].last_row if signs else None


def _attempts(trace: RunTrace) -> int:
    """Return how often the run tried the step it stopped at.

    A try begins when the run enters the step, and again at a beginning after a failure; several failure lines in a row are one.
    """
    step = trace.alignment.current
    count, state = 0, "outside"
    for match in trace.alignment.matches:
        if match is None:
            continue
        if match[0] != step or match[1] in ("ends", "skips"):
            state = "outside"
        elif match[1] == "fails":
            count += state == "outside"
            state = "failed"
        elif state == "outside" or (state == "failed" and match[1] == "begins"):
            count += 1
            state = "inside"
    return count


def _outcomes(table: RunTable, subject: int, labels: LaneLabels) -> tuple[tuple[str, int], ...]:
    verdict_of = {
        code: mark.partition(":")[2]
        for code, meaning in enumerate(labels.meanings)
        for mark in meaning.marks
        if mark.startswith("outcome:")
    }
    if not verdict_of:
        return ()
    piece = table.members.filter((pl.col("subject") == subject) & pl.col("code").is_in(list(verdict_of)))
    return tuple((verdict_of[code], row) for row, code in piece.select("row", "code").iter_rows())
