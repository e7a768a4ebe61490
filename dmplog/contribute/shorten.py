"""Records taken away as long as the answer stands: delta debugging with a bound, the same for the same logs on any machine."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from dmplog.contribute.units import Kept, Units
from dmplog.frozen import frozen

Holds = Callable[[Kept], bool]


@frozen
class Budget:
    """How much may be tried: so many diagnoses, of so many bytes in all; no clock, which would give another result each time."""

    tries: int = 60
    bytes: int = 512 * 1024 * 1024


def shorten(units: Units, guesses: Iterable[Kept], holds: Holds, budget: Budget) -> Kept | None:
    """Return the units that are needed for what *holds* asks; None where not even all of *units* do.

    The first of *guesses* that holds is taken, and what it has beyond the first of all is taken away again: whole logs, then halves of
    what could not be missed, the largest first.
    """
    least: Kept | None = None
    for guess in guesses:
        least = guess if least is None else least
        if holds(guess):
            extra = [number for number in range(units.count) if guess[number] and not least[number]]
            return _without(units, guess, extra, holds, budget) if extra else guess
    return None


def _without(units: Units, kept: Kept, extra: list[int], holds: Holds, budget: Budget) -> Kept:
    chosen = set(extra)
    parts = [[number for number in log.units if number in chosen] for log in units.logs]
    tries, left = budget.tries, budget.bytes
    while parts := sorted(filter(None, parts), key=len, reverse=True):
        needed = []
        for part in parts:
            fewer = Kept(kept)
            for number in part:
                fewer[number] = 0
            left -= units.bytes(fewer)
            tries -= 1
            if tries < 0 or left < 0:
                return kept
            if holds(fewer):
                kept = fewer
            else:
                needed.append(part)
        parts = [half for part in needed if len(part) > 1 for half in _halves(part)]
    return kept


def _halves(part: list[int]) -> tuple[list[int], list[int]]:
    middle = len(part) // 2
    return part[:middle], part[middle:]
