"""Several things worked at together, their results in order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import cache
from itertools import chain, islice
from typing import TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")

WORKERS = 2
"""Each works at a whole chunk, so this bounds memory; beside them one thread reads on and one takes the results."""


def in_order(items: Iterator[Item], work: Callable[[Item], Result]) -> Iterator[Result]:
    """Yield `work(item)` for each of *items*, the next ones being worked at already.

    >>> list(in_order(iter("abc"), str.upper))
    ['A', 'B', 'C']
    """
    first = list(islice(items, 2))
    if len(first) < 2:
        # One chunk, as of most files: no threads.
        yield from map(work, first)
        return
    pool = _pool()
    coming: deque[Future[Result]] = deque()
    for item in chain(first, items):
        coming.append(pool.submit(work, item))
        if len(coming) >= WORKERS:
            yield coming.popleft().result()
    while coming:
        yield coming.popleft().result()


@cache
def _pool() -> ThreadPoolExecutor:
    # One for all files: memory that a thread has used is not given back when the thread ends.
    return ThreadPoolExecutor(WORKERS)
