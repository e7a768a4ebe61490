"""Episodes: which run of a subject is reported, and which others in front of it are tries of the same thing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import takewhile
from typing import NamedTuple

from dmplog.cases.runs import Run
from dmplog.tracing.alignment import Alignment
from dmplog.tracing.track import Track


class RunTrace(NamedTuple):
    """One run explained.

    Attributes:
        bypassed: The steps that a line of it passes over although it speaks of another one.
        far: How far it got within the step it stopped at, where its lines tell.
    """

    run: Run
    alignment: Alignment
    bypassed: frozenset[int] = frozenset()
    far: int | None = None

    def got_further(self, other: RunTrace) -> bool:
        """Return whether it is known to have got further than *other* within the step at which both stopped."""
        return self.far is not None and other.far is not None and self.far > other.far


class Episode(NamedTuple):
    """Consecutive runs that stop at the same step, the last of them no further within it than the first.

    Attributes:
        deciding: The run whose stop is reported.
        runs: All of them, oldest first.
        outdone: How many runs in front of them stopped at that step, too, and did not get as far within it.
    """

    deciding: RunTrace
    runs: tuple[RunTrace, ...]
    outdone: int = 0


def find_episode(traces: Sequence[RunTrace], track: Track) -> Episode:
    """Return the run whose stop is reported, and all consecutive runs that stop where it does.

    Where no supplied log could have shown the step going on, stopping there means nothing, and each run stands for itself; what says
    that it waits, or failed, has stopped there.
    """
    deciding, last = traces[-1], len(traces) - 1
    if len(traces) > 1 and not deciding.alignment.failed and traces[-2].alignment.failed:
        stopped = traces[-2].alignment.current
        if deciding.alignment.current < stopped:
            deciding, last = traces[-2], last - 1
        elif deciding.alignment.current == stopped:
            # The product is trying the failed step again: until it passes, the failure stands.
            deciding = _standing(traces)
    stop = deciding.alignment.current
    first = last
    while stop < track.size and first > 0 and _same_stop(traces[first - 1].alignment, stop, track):
        first -= 1
    return _begun_anew(deciding, traces[first : last + 1])


def find_further(traces: Sequence[RunTrace], deciding: RunTrace, track: Track) -> Episode | None:
    """Return the consecutive runs in front of the last that got further than it and ended there without a word."""
    if deciding is not traces[-1] or len(traces) < 2:
        return None
    stop = traces[-2].alignment.current
    if not deciding.alignment.current < stop < track.size:
        return None
    before = list(takewhile(lambda trace: _ended_silently(trace.alignment, stop, track), reversed(traces[:-1])))
    return _begun_anew(before[0], before[::-1]) if before else None


def _standing(traces: Sequence[RunTrace]) -> RunTrace:
    """Return the last of the runs that failed where the newest one is and that it has not gone past; the newest one without any."""
    newest = traces[-1]
    failed = takewhile(
        lambda trace: trace.alignment.failed and trace.alignment.current == newest.alignment.current,
        reversed(traces[:-1]),
    )
    return next((trace for trace in failed if not newest.got_further(trace)), newest)


def _begun_anew(deciding: RunTrace, runs: Sequence[RunTrace]) -> Episode:
    """Return the episode of *runs* from the last of them on that got further than all in front of it (truth rule T2).

    Runs behind the one that decides begin none: it stands because none of them is known to have gone past it.
    """
    first, furthest = 0, runs[0]
    decides = next(number for number, trace in enumerate(runs) if trace is deciding)
    for number, trace in enumerate(runs[: decides + 1]):
        if trace.got_further(furthest):
            first = number
        if trace.got_further(furthest) or furthest.far is None:
            furthest = trace
    return Episode(deciding, tuple(runs[first:]), sum(trace.run.times for trace in runs[:first]))


def _ended_silently(alignment: Alignment, stop: int, track: Track) -> bool:
    return alignment.current == stop and not (alignment.failed or alignment.waiting) and track.prices[stop] > 0


def _same_stop(alignment: Alignment, stop: int, track: Track) -> bool:
    return alignment.current == stop and (alignment.failed or alignment.waiting or track.prices[stop] > 0)
