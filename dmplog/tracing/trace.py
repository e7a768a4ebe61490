"""Traces: every run of a subject laid over the chart, and the episode the last of them stands in.

Consecutive runs that stop at the same step are one episode, unless one of them got further within it than all before it. A run that has
only begun does not replace an episode until it passes what the episode is stuck on.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, takewhile
from typing import NamedTuple

import polars as pl

from dmplog.cases.labels import Label, LaneLabels, label_lane
from dmplog.cases.runs import Run, RunTable, cut_runs
from dmplog.cases.subject import CaseSubject, LaneCases
from dmplog.frozen import frozen
from dmplog.tracing.alignment import Alignment, Segment, align
from dmplog.tracing.distance import Distances, measure
from dmplog.tracing.episode import Episode, RunTrace, find_episode, find_further
from dmplog.tracing.track import Track, Tracks


class Sign(NamedTuple):
    """One matched event of a run, or the same event repeated: what it says, and its first and last row."""

    label: Label
    first_row: int
    last_row: int


class Word(NamedTuple):
    """A line that settles a case by itself: how, the id of the step that failed (empty where none did), and its row."""

    verdict: str
    step: str
    row: int


@frozen
class Trace:
    """What tracing found out about one subject.

    Attributes:
        deciding: The run whose stop is reported: the last, or the last of a standing episode that reached the step.
        begun_anew: Whether the last run is another one.
        episode: The runs of the episode, oldest first.
        stops: The row of the last sign of each of them at the step at which it stopped, or in front of it where it says nothing of it.
        signs: The matched events of the deciding run, in order.
        later_signs: Those of the last run where it is another one.
        since_row: The row at which the step was entered.
        attempts: How often the episode tried it.
        tries: The rows at which these tries began, one for each that has a row of its own.
        runs: How many runs the logs hold.
        ever_completed: Whether any of them went through.
        outcomes: The lines that settle the case by themselves, in order.
        outdone: How many runs in front of the episode stopped at its step, and did not get as far within it.
        further: The runs in front of the last that got further and ended without a word, as they would be told; None without any.
    """

    subject: CaseSubject
    track: Track
    deciding: RunTrace
    begun_anew: bool
    episode: tuple[RunTrace, ...]
    stops: tuple[int, ...]
    signs: tuple[Sign, ...]
    later_signs: tuple[Sign, ...]
    since_row: int | None
    attempts: int
    tries: tuple[int, ...]
    runs: int
    ever_completed: bool
    outcomes: tuple[Word, ...]
    outdone: int = 0
    further: Trace | None = None

    @property
    def current(self) -> int:
        """The step the deciding run stopped at; the number of steps where it went through."""
        return self.deciding.alignment.current

    @property
    def failed(self) -> bool:
        """Whether the deciding run stopped on a failure."""
        return self.deciding.alignment.failed

    @property
    def finished(self) -> bool:
        """Whether the deciding run went through to the end of the lane."""
        return self.current == self.track.size


def trace_lane(
    cases: LaneCases, by_event: Mapping[str, pl.DataFrame], times: pl.Series, tracks: Tracks
) -> tuple[Trace, ...]:
    """Return the trace of every subject of *cases* that has an event of the lane.

    *by_event* holds the event rows by event name, *times* how many equal rows each row stands for.
    """
    if cases.members.is_empty():
        return ()
    labels = label_lane(by_event, len(times), cases.lane)
    table = cut_runs(cases.members, labels, times)
    distances = measure(table, by_event, cases.lane)
    lane = _LaneRead(cases, table, labels, distances, tracks, {}, _outcomes(table, labels))
    return tuple(
        _trace_subject(number, list(runs), lane) for number, runs in groupby(table.runs, key=lambda run: run.subject)
    )


class _LaneRead(NamedTuple):
    """What is known of all cases of a lane: their runs, what their lines say, how far each got; *explained* is what was aligned by now."""

    cases: LaneCases
    table: RunTable
    labels: LaneLabels
    distances: Distances
    tracks: Tracks
    explained: dict[tuple[int, int], Alignment]
    outcomes: Mapping[int, list[Word]]


def _trace_subject(number: int, runs: list[Run], lane: _LaneRead) -> Trace:
    cases, table, labels, distances, tracks, explained, outcomes = lane
    subject = cases.subjects[number]
    traces: list[RunTrace] = []
    for run in runs:
        segments, bypassed = _read(table.signatures[run.signature], labels)
        track = tracks.track_of(cases.lane, subject.places, head_seen=run.marked, bypassed=bypassed)
        key = (run.signature, id(track))
        if key not in explained:
            explained[key] = align(track, segments)
        traces.append(RunTrace(run, explained[key], bypassed, distances.get((run.subject, run.number))))
    in_stages = track.size - 1 if cases.lane.traits.sub_stages is not None else None
    facts = _Facts(subject, track, table, traces, tuple(outcomes.get(number, ())), in_stages)
    told = facts.trace(find_episode(traces, track))
    ended = find_further(traces, told.deciding, track)
    return replace(told, further=facts.trace(ended)) if ended is not None else told


class _Facts(NamedTuple):
    """What is known of one subject, for a trace of it that tells one of its runs."""

    subject: CaseSubject
    track: Track
    table: RunTable
    traces: list[RunTrace]
    outcomes: tuple[Word, ...]
    in_stages: int | None

    def trace(self, told: Episode) -> Trace:
        """Return the trace that tells the run that decides the episode *told*, which is one of its runs."""
        deciding, episode, outdone = told
        traces = self.traces
        rows = self.table.rows_of([trace.run for trace in episode])
        segments = {id(trace): said for trace, said in zip(episode, rows, strict=True)}
        signs = _signs(deciding, segments[id(deciding)])
        tries = [_tries(trace.alignment, said, self.in_stages) for trace, said in zip(episode, rows, strict=True)]
        first_signs = signs if episode[0] is deciding else _signs(episode[0], rows[0])
        return Trace(
            subject=self.subject,
            track=self.track,
            deciding=deciding,
            begun_anew=traces[-1] is not deciding,
            episode=episode,
            stops=tuple(_stop(trace, said) for trace, said in zip(episode, rows, strict=True)),
            signs=signs,
            later_signs=() if traces[-1] is deciding else _signs(traces[-1], self.table.rows(traces[-1].run)),
            since_row=entry_row(first_signs, deciding.alignment.current),
            attempts=sum(len(begun) * trace.run.times for trace, begun in zip(episode, tries, strict=True)),
            tries=tuple(row for begun in tries for row in begun),
            runs=sum(trace.run.times for trace in traces),
            ever_completed=any(trace.alignment.current == self.track.size for trace in traces),
            outcomes=self.outcomes,
            outdone=outdone,
        )


def _read(signature: tuple[int, ...], labels: LaneLabels) -> tuple[list[Segment], frozenset[int]]:
    """Return what the lines of a run say, and the steps they pass over beside what they say.

    State message 4 in the log of the service connection tool hands the manifest over, and says that nobody downloads it.
    """
    means: dict[int, Segment] = {}
    bypassed: set[int] = set()
    for code in dict.fromkeys(signature):
        said = labels.meanings[code].labels
        spoken = tuple(label for label in said if label[1] != "skips")
        if spoken:
            bypassed.update(step for step, kind in said if kind == "skips")
        means[code] = spoken or said
    return [means[code] for code in signature], frozenset(bypassed)


def _signs(trace: RunTrace, segments: list[tuple[int, int, int]]) -> tuple[Sign, ...]:
    said = zip(trace.alignment.matches, segments, strict=True)
    return tuple(map(Sign._make, ((match, first, last) for match, (_, first, last) in said if match is not None)))


def _stop(trace: RunTrace, segments: list[tuple[int, int, int]]) -> int:
    """Return the row with which a run stopped: what it says later of other steps is no life of this one.

    "… is applicable" comes back with every daily synchronization, and Hierarchy Manager writes it: it does not end a silent download.
    """
    alignment = trace.alignment
    said = [(match, last) for match, (_, _, last) in zip(alignment.matches, segments, strict=True) if match is not None]
    here = [last for match, last in said if match[0] == alignment.current] or [last for _, last in said]
    return here[-1] if here else trace.run.last_row


def entry_row(signs: tuple[Sign, ...], step: int) -> int | None:
    """Return the row at which *step* was entered for the last time, or that of the last sign before it."""
    behind = takewhile(lambda sign: sign.label != (step, "ends"), reversed(signs))
    entered = [sign.first_row for sign in behind if sign.label[0] == step]
    return entered[-1] if entered else signs[-1].last_row if signs else None


def _tries(alignment: Alignment, segments: list[tuple[int, int, int]], in_stages: int | None = None) -> list[int]:
    """Return the rows at which the run began to try the step it stopped at; the step *in_stages* ends once for each of its sub-stages.

    A try begins when the run enters the step, and again at a beginning after a failure; several failure lines in a row are one.
    """
    step = alignment.current
    begun: list[int] = []
    state = "outside"
    for match, (_, row, _) in zip(alignment.matches, segments, strict=True):
        if match is None:
            continue
        if match[0] != step:
            state = "outside"
        elif match[1] in ("ends", "skips"):
            # Behind the end of one sub-stage the next one begins, or fails: that is no second try of the step.
            if step == in_stages:
                state, begun = "inside", begun or [row]
            else:
                state = "outside"
        elif match[1] == "fails":
            if state == "outside":
                begun.append(row)
            state = "failed"
        elif state == "outside" or (state == "failed" and match[1] == "begins"):
            begun.append(row)
            state = "inside"
    return begun


def _outcomes(table: RunTable, labels: LaneLabels) -> dict[int, list[Word]]:
    """Return by subject the lines that settle its case by themselves."""
    marks = [(code, mark.partition(":")) for code, meaning in enumerate(labels.meanings) for mark in meaning.marks]
    said_by = {code: said.partition(":") for code, (mark, _, said) in marks if mark == "outcome"}
    found: dict[int, list[Word]] = {}
    for subject, row, code in (
        table.members.filter(pl.col("code").is_in(list(said_by))).select("subject", "row", "code").iter_rows()
    ):
        found.setdefault(subject, []).append(Word(said_by[code][0], said_by[code][2], row))
    return found
