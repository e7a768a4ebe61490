"""The cheapest explanation of a run by the chart.

One dynamic program over positions: before the start, and for every step *open* (entered) and *done*. An event that fits moves
the position and pays for the steps it passes unseen; an event that does not fit is a stray and costs 1; a repeat costs
nothing, because retries and progress are normal. The margin is what the best explanation with *another* current step would
cost more.

The idea is the alignment of process mining (synchronous, model and log moves), see docs/decisions/0002-margin-and-episodes.md.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from dmplog.cases.labels import Kind, Label
from dmplog.frozen import frozen
from dmplog.tracing.track import LOOP, RESTART, Track

STRAY = 1.0
REOPEN = 0.25
"""Price of a beginning or a failure of a step that was done; mere progress behind the end is a late line of it."""

FAILED_AHEAD = 0.75
"""Price of leaving an open step by a failure of a later one: a failure of two steps stays with the open one."""

_DONE_KINDS = ("ends", "skips")
_LIFE_KINDS = ("progress", "proves")


Segment = tuple[Label, ...]
"""One event of a run, or the same event repeated: everything it may mean."""


@frozen
class Alignment:
    """How a run was explained.

    Attributes:
        matches: For every segment the label it was taken for, or None for a stray.
        current: Number of the step the run is in or waits to enter; `track.size` when the lane is finished.
        cost: What the explanation costs.
        margin: What the best explanation with another current step costs more; behind the first thousand, at least that.
    """

    matches: tuple[Label | None, ...]
    current: int
    cost: float
    margin: float

    @property
    def entered(self) -> bool:
        """Whether the run speaks of the current step."""
        return any(match is not None and match[0] == self.current for match in self.matches)

    @property
    def failed(self) -> bool:
        """Whether the last that fits is a failure of the current step."""
        return self._last == (self.current, "fails")

    @property
    def waiting(self) -> bool:
        """Whether the last that fits is a documented wait at the current step."""
        return self._last == (self.current, "waits")

    @property
    def _last(self) -> Label | None:
        return next((match for match in reversed(self.matches) if match is not None), None)

    @property
    def strays(self) -> int:
        """The number of segments that fit nowhere."""
        return sum(match is None for match in self.matches)


def align(track: Track, segments: Sequence[Segment]) -> Alignment:
    """Return the cheapest explanation of *segments* on *track*; ties go to the later step."""
    state = _State((0.0, *[math.inf] * (2 * track.size)))
    known, paid, taken = {state.costs: state}, 0.0, list[_Move]()
    for segment in segments:
        move = state.moves.get(segment)
        if move is None:
            costs, reached = _step(track, segment, state.costs)
            least = min(costs)
            above = tuple(min(cost - least, _MOST) if cost < math.inf else cost for cost in costs)
            following = known.setdefault(above, _State(above))
            move = state.moves[segment] = _Move(following, least, reached)
        state = move.state
        paid += move.paid
        taken.append(move)
    return _result(track, [paid + cost for cost in state.costs], taken)


_MOST = 1_000.0
"""What a position costs more than the cheapest is told apart up to here: no explanation comes back from so far behind, and nobody asks
whether another one costs a thousand lines more or ten thousand."""


class _Reached(NamedTuple):
    """How a position was reached: from which one, at what price, and what the segment was taken for."""

    origin: int
    price: float
    label: Label | None


class _State:
    """What every position costs more than the cheapest, and where each segment leads that was met there.

    A hundred thousand retries say the same two things in turn: what was worked out for one is right for all of them. Every price is a
    quarter or a multiple of it, so that nothing is rounded.
    """

    def __init__(self, costs: tuple[float, ...]) -> None:
        self.costs = costs
        self.moves: dict[Segment, _Move] = {}


class _Move(NamedTuple):
    """Where a segment leads, what the cheapest position costs more there, and how each was reached."""

    state: _State
    paid: float
    reached: Sequence[_Reached]


def _step(track: Track, segment: Segment, costs: Sequence[float]) -> tuple[list[float], list[_Reached]]:
    """Return what every position costs behind *segment*, and how it is reached."""
    reached = [_Reached(position, STRAY, None) for position in range(len(costs))]
    updated = [cost + STRAY for cost in costs]
    for label, proved in _said(segment):
        for target, move in _targets(track, label, proved=proved):
            ways = zip(costs, move, strict=True)
            best, origin = min((cost + price, -source) for source, (cost, price) in enumerate(ways))
            # A repeat costs nothing, so that no label costs more than to pass it over as a stray.
            if reached[target].label is None or best < updated[target]:
                updated[target] = best
                reached[target] = _Reached(-origin, move[-origin], label)
    return updated, reached


def _said(segment: Segment) -> list[tuple[Label, bool]]:
    """Return the labels of *segment*, each with whether the line proves that all in front of the step is over.

    A line may prove that beside what else it says: "Successfully notified HMan that update package is installed" ends the last step.
    """
    proved = {step for step, kind in segment if kind == "proves"}
    more = {step for step, kind in segment if kind != "proves"}
    return [((step, kind), step in proved) for step, kind in segment if kind != "proves" or step not in more]


def _targets(track: Track, label: Label, *, proved: bool) -> list[tuple[int, list[float]]]:
    """Return where *label* leads, each with the price of the move from every position; nothing in front of what is *proved* has one."""
    step, kind = label
    opened, done = 2 * step + 1, 2 * step + 2
    if kind in _DONE_KINDS:
        return [(done, _arrivals(track, step, kind, proved=proved))]
    moves = [(opened, _arrivals(track, step, kind, proved=proved))]
    if kind in (*_LIFE_KINDS, "begins"):
        # "Successfully Dropped the state message 10" trails the line that already ended the step.
        late = [math.inf] * (2 * track.size + 1)
        late[done] = STRAY if kind == "begins" else 0.0
        moves.append((done, late))
    return moves


def _arrivals(track: Track, step: int, kind: Kind, *, proved: bool) -> list[float]:
    prices = [_ahead(track.passing[0][step], proved=proved)]
    for source in range(track.size):
        forward = _ahead(track.passing[source + 1][step], proved=proved)
        if source == step:
            reopened = 0.0 if kind in _DONE_KINDS else STRAY if kind in _LIFE_KINDS else REOPEN
            prices.extend((0.0, reopened))
        elif forward < math.inf:
            # A failure is weak proof that the step before it ended without a line saying so.
            unfinished = FAILED_AHEAD if kind == "fails" else 0.0
            if kind == "waits" and step in track.waits_behind:
                # "state (196609) is not set to installed yet" is said every hour, whatever the installation is at.
                unfinished = math.inf
            prices.extend((forward + unfinished, forward))
        else:
            back = LOOP if (source, step) in track.loops else RESTART if kind == "begins" else math.inf
            prices.extend((back, back))
    return prices


def _ahead(price: float, *, proved: bool) -> float:
    """Return the *price* of a way forward; where it is *proved* that all there is over, it costs nothing."""
    return 0.0 if proved and price < math.inf else price


class _Best(NamedTuple):
    """The cheapest position, its step and its cost, and how much more the cheapest of another step costs."""

    place: int
    current: int
    cost: float
    margin: float


def _ranked(track: Track, costs: Sequence[float]) -> _Best:
    """Return the best position by what each *costs*; of those that cost the same the later one counts."""
    ranked = sorted((cost, -_current(track, position), -position) for position, cost in enumerate(costs))
    cost, current, place = ranked[0]
    second = next((other for other, step, _ in ranked if step != current), math.inf)
    return _Best(-place, -current, cost, second - cost)


def _result(track: Track, costs: Sequence[float], taken: Sequence[_Move]) -> Alignment:
    best = _ranked(track, costs)
    place, matches = best.place, []
    for move in reversed(taken):
        place, _, label = move.reached[place]
        matches.append(label)
    return Alignment(tuple(reversed(matches)), best.current, best.cost, best.margin)


def _current(track: Track, position: int) -> int:
    step, done = divmod(position - 1, 2)
    return 0 if position == 0 else track.following[step] if done else step
