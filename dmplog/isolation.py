"""An error of our own in one part of the work leaves the other parts standing (truth rule T7)."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from dmplog.errors import is_own_fault
from dmplog.problem import Problem

Part = TypeVar("Part")
Result = TypeVar("Result")

KIND = "internal"
"""The kind of a problem that is a fault of dmplog; wherever there is one, the exit code is 5."""


def isolated(
    work: Callable[[Sequence[Part]], Result], parts: Sequence[Part], name: Callable[[Part], str]
) -> tuple[Result, tuple[Problem, ...]]:
    """Return what *work* makes of *parts*, without those it breaks of, and a problem for each of these.

    >>> isolated(lambda parts: [12 // part for part in parts], [3, 0, 4], "part {}".format)[0]
    [4, 3]

    Raises:
        Exception: It breaks of nothing at all.
    """
    try:
        return work(parts), ()
    except BaseException as error:
        if not is_own_fault(error):
            raise
    kept: list[Part] = []
    problems: list[Problem] = []
    result = work(kept)
    for part in parts:
        try:
            result = work([*kept, part])
        except BaseException as error:
            if not is_own_fault(error):
                raise
            problems.append(internal_problem(f"{name(part)} could not be judged", error))
        else:
            kept.append(part)
    return result, tuple(problems)


def internal_problem(what: str, error: BaseException) -> Problem:
    """Return the problem that *error*, a fault of dmplog, is told as: *what* came of it, and where it happened."""
    own = [frame for frame in traceback.extract_tb(error.__traceback__) if "dmplog" in Path(frame.filename).parts]
    place = f" in {Path(own[-1].filename).name}, line {own[-1].lineno}" if own else ""
    said = " ".join(str(error).split())[:200]
    return Problem(
        None,
        None,
        KIND,
        f"{what} because of an error in dmplog itself: {type(error).__name__}{place}{f': {said}' if said else ''}",
    )
