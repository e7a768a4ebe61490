"""Dask `distributed`, futures only: workers of this machine, or of a cluster that is there already, and what they answer.

Jobs are handed out in a window of two for each worker, never all at once: what a scheduler holds of them stays as small as that.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from typing import Any

from dmplog.errors import UsageError
from dmplog.fleet import keeper
from dmplog.fleet.knowledge import identity
from dmplog.fleet.outcome import Answer, Job, Outcome

WINDOW = 2
"""So many jobs each worker has: the one it is at, and the next."""

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
            stack.enter_context(dask.config.set({"distributed.worker.daemon": False}))
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
    running: dict[str, Job] = {}

    def feed() -> None:
        room = max(1, WINDOW * sum(client.nthreads().values()))
        while len(running) < room and not stop and (job := next(jobs, None)) is not None:
            future = client.submit(keeper.judge, job, key=f"bundle-{job.bundle}", pure=False, retries=0)
            running[future.key] = job
            done.add(future)

    feed()
    for future, result in done:
        job = running.pop(future.key)
        outcome = _outcome(future.status, result)
        # Nothing of it is kept by the cluster.
        future.release()
        del future, result
        yield job, outcome
        feed()


def _outcome(status: str, result: Any) -> Outcome:
    if status == "finished":
        outcome: Outcome = result
        return outcome
    error = result[1] if isinstance(result, tuple) else result
    if isinstance(error, UsageError):
        raise error
    # A machine that is lost takes its bundle along to the next one; one that loses several is no accident.
    return Outcome(Answer("died", f"No worker came to an end with it: {type(error).__name__}."))
