"""Records are taken away as long as the answer stands, within a bound, the same each time."""

from __future__ import annotations

from pathlib import Path

import pytest

from dmplog.contribute.shorten import Budget, shorten
from dmplog.contribute.units import Kept, Log, Units


def units_of(*logs):
    """Units of logs with so many lines of ten bytes each."""
    made, first = [], 0
    for number, lines in enumerate(logs):
        starts = [place * 10 for place in range(lines)]
        made.append(Log(f"{number}.log", first, [place + 1 for place in range(lines)], starts, lines * 10))
        first += lines
    nothing = Kept(first)
    return Units(Path("bundle"), tuple(made), nothing, nothing, nothing)


def all_of(units):
    return Kept(b"\1") * units.count


def needing(*wanted):
    """What asks for these units, and a list of all that was asked."""
    asked = []

    def holds(kept):
        asked.append([number for number, one in enumerate(kept) if one])
        return all(kept[number] for number in wanted)

    return holds, asked


def test_the_first_guess_that_holds_is_taken_as_it_is():
    units = units_of(8, 8)
    least = Kept(units.count)
    least[3] = 1
    holds, asked = needing(3)

    assert least == shorten(units, [least, all_of(units)], holds, Budget())
    assert [[3]] == asked


def test_what_is_needed_beyond_the_least_is_found_and_the_rest_taken_away():
    units = units_of(16, 16, 16)
    holds, _ = needing(2, 37)
    kept = shorten(units, [Kept(units.count), all_of(units)], holds, Budget())

    assert [2, 37] == [number for number, one in enumerate(kept) if one]


def test_the_least_is_never_taken_away():
    units = units_of(4)
    least = Kept(b"\1\0\0\0")
    holds, _ = needing(2)

    assert Kept(b"\1\0\1\0") == shorten(units, [least, all_of(units)], holds, Budget())


@pytest.mark.parametrize("budget", [Budget(tries=3), Budget(bytes=900)])
def test_what_holds_by_then_is_kept_where_no_more_may_be_tried(budget):
    units = units_of(32, 32)
    holds, asked = needing(5)
    kept = shorten(units, [Kept(units.count), all_of(units)], holds, budget)

    assert kept[5]
    assert 2 + 3 >= len(asked)
    assert [False] * 32 == [bool(one) for one in kept[32:]]


def test_nothing_is_said_to_hold_where_not_even_everything_does():
    units = units_of(4)

    assert None is shorten(units, [Kept(4), all_of(units)], lambda _: False, Budget())


def test_the_same_is_asked_each_time():
    tried = []
    for _ in range(2):
        units = units_of(9, 5)
        holds, asked = needing(1, 11)
        shorten(units, [Kept(units.count), all_of(units)], holds, Budget())
        tried.append(asked)

    assert tried[0] == tried[1]
