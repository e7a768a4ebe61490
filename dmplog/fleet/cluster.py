"""Dask `distributed`, futures only: workers of this machine, or of a cluster that is there already, and what they answer.

Jobs are handed out in a window of two tasks for each worker, never all at once: what a scheduler holds of them stays as small as that.
Small bundles share a task, since a task takes as many messages as it has none of the work.
"""

from __future__ import annotations

import contextlib
import logging
import math
import time
from collections import deque
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from dmplog.errors import UsageError
from dmplog.fleet import keeper
from dmplog.fleet.knowledge import identity
from dmplog.fleet.outcome import Answer, Job, Outcome

WINDOW = 2
"""So many tasks each worker has: the one it is at, and the next."""

TOGETHER = 1.0
"""Bundles that take so many seconds together are one task, as long as they are few."""

MOST_TOGETHER = 16
_RECENT = 64
_ASK_AGAIN = 5.0

_SETTINGS = {
    # Workers start processes.
    "distributed.worker.daemon": False,
    # What Dask measures of itself up to a hundred times a second, nobody looks at.
    "distributed.worker.profile.enabled": False,
    "distributed.admin.tick.interval": "1s",
    "distributed.admin.system-monitor.interval": "5s",
}

_PATIENCE = "60s"
"""So long a cluster may take to have a worker."""


@contextlib.contextmanager
def connected(scheduler: str | None, workers: int | None) -> Iterator[Any]:
    """Give a client of the cluster at *scheduler*, or of a new one on this machine with so many *workers*.

    Raises:
        UsageError: There is no such cluster, or nothing works for it.
    """
    import dask
    from distributed import Client, LocalCluster

    logging.getLogger("distributed").setLevel(logging.CRITICAL)
    with contextlib.ExitStack() as stack:
        if scheduler is None:
            stack.enter_context(dask.config.set(_SETTINGS))
            # What a child may take is watched by its worker; Dask knows of workers only.
            cluster = LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                processes=True,
                memory_limit=0,
                dashboard_address=None,
                silence_logs=logging.CRITICAL,
                preload=keeper.__name__,
            )
            scheduler_or_cluster: Any = stack.enter_context(cluster)
        else:
            scheduler_or_cluster = scheduler
        try:
            client = stack.enter_context(Client(scheduler_or_cluster, timeout=_PATIENCE, set_as_default=False))
            client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(f"there is no cluster with a worker at {scheduler}: {error}") from None
        yield client


def refuse_others(client: Any, knowledge: str | None, mine: tuple[str, str]) -> None:
    """Refuse workers that would judge otherwise than this machine, whose version and knowledge are *mine*.

    Raises:
        UsageError: There is such a worker.
    """
    for worker, theirs in sorted(client.run(identity, knowledge).items()):
        if tuple(theirs) != mine:
            raise UsageError(
                f"the worker {worker} has another dmplog, or other knowledge, than this machine; install the same there"
            )


def judged(client: Any, jobs: Iterator[Job], stop: Sequence[bool]) -> Iterator[tuple[Job, Outcome]]:
    """Yield each of *jobs* with its outcome, in the order in which they are done; where *stop* holds anything, no further one is begun.

    Raises:
        UsageError: A worker cannot do such work at all.
    """
    from distributed import as_completed

    done = as_completed([], loop=client.loop, with_results=True, raise_errors=False)
    running: dict[str, tuple[Job, ...]] = {}
    room, pace = _Room(client), _Pace()
    alone: list[Job] = []

    def batch() -> tuple[Job, ...]:
        return (alone.pop(),) if alone else tuple(islice(jobs, pace.batch))

    def feed() -> None:
        while len(running) < room.of(WINDOW) and not stop and (some := batch()):
            # A bundle that is handed out once more, alone, is another task.
            key = f"bundles-{some[0].bundle}-{len(some)}"
            future = client.submit(keeper.judge, some, key=key, pure=False, retries=0)
            running[future.key] = some
            done.add(future)

    feed()
    for future, result in done:
        some = running.pop(future.key)
        outcomes = _outcomes(future.status, result, some)
        # Nothing of it is kept by the cluster.
        future.release()
        del future, result
        if outcomes is None:
            alone += some
        else:
            pace.see(outcomes)
            yield from zip(some, outcomes, strict=True)
        feed()


class _Pace:
    """How many bundles are handed out together: as many as take a second, so that a message costs none of them much."""

    def __init__(self) -> None:
        self._seconds: deque[float] = deque(maxlen=_RECENT)

    def see(self, outcomes: Sequence[Outcome]) -> None:
        self._seconds += (each.measured.finished - each.measured.started for each in outcomes if each.measured)

    @property
    def batch(self) -> int:
        if not self._seconds:
            return 1
        return max(1, min(MOST_TOGETHER, int(TOGETHER * len(self._seconds) / max(sum(self._seconds), 1e-3))))


class _Room:
    """How many threads the cluster has; machines come and go, and to ask for each bundle takes as long as to hand it out."""

    def __init__(self, client: Any) -> None:
        self._client = client
        self._asked = -math.inf
        self._threads = 0

    def of(self, window: int) -> int:
        if time.monotonic() - self._asked > _ASK_AGAIN:
            self._threads, self._asked = sum(self._client.nthreads().values()), time.monotonic()
        return max(1, window * self._threads)


def _outcomes(status: str, result: Any, jobs: Sequence[Job]) -> tuple[Outcome, ...] | None:
    """Return what came of *jobs*, None where the machine was lost with several, so that nobody knows which of them it was."""
    if status == "finished":
        outcomes: tuple[Outcome, ...] = result
        return outcomes
    error = result[1] if isinstance(result, tuple) else result
    if isinstance(error, UsageError):
        raise error
    if len(jobs) > 1:
        return None
    # A machine that is lost takes its bundle along to the next one; one that loses several is no accident.
    return (Outcome(Answer("died", f"No worker came to an end with it: {type(error).__name__}.")),)
