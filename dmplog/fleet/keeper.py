"""A worker of the cluster, and the one child it keeps: a bundle may hang, eat all memory or crash, and costs nobody else anything.

The child is killed where it takes too long or too much, and replaced where it died, or has served long enough.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import shutil
import signal
import socket
import tempfile
import threading
import time
import weakref
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

from dmplog.errors import UsageError
from dmplog.fleet.child import READY, serve
from dmplog.fleet.outcome import Answer, Job, Measured, Outcome
from dmplog.limits import plain_size

MOST_BUNDLES = 1_000
"""After so many a child is replaced, so that nothing gathers in it."""

LOOK = 0.1
"""Seconds between two looks at what the child takes."""

_PATIENCE = 10.0
"""Seconds a killed process is waited for."""

_START = 120.0
"""Seconds a new one may take to be ready."""

_KEPT = threading.local()
"""Each thread of a worker keeps a child of its own."""


def judge(jobs: Sequence[Job]) -> tuple[Outcome, ...]:
    """Return what comes of each of *jobs*: the function that the cluster calls.

    Raises:
        UsageError: This worker may start no process.
    """
    keeper = getattr(_KEPT, "keeper", None)
    if keeper is None:
        keeper = _KEPT.keeper = Keeper()
    return tuple(keeper.judge(job) for job in jobs)


def dask_setup(_worker: Any) -> None:
    """Let Ctrl+C, which reaches every process of a terminal, pass by a worker: its client decides what ends."""
    if threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, signal.SIG_IGN)


class Keeper:
    """Keeps one child, and a folder for what it fetches."""

    def __init__(self, most: int = MOST_BUNDLES) -> None:
        if multiprocessing.current_process().daemon:
            raise UsageError(
                "a worker of this cluster may start no process of its own; start it with"
                " DASK_DISTRIBUTED__WORKER__DAEMON=False in its environment"
            )
        # One bundle takes one processor; how many are read at once is for the number of workers to say.
        os.environ.setdefault("POLARS_MAX_THREADS", "1")
        self._most = most
        self._served = 0
        self._child: BaseProcess | None = None
        self._connection: Connection | None = None
        self._room = tempfile.mkdtemp(prefix="dmplog-fleet-")
        self._end = weakref.finalize(self, shutil.rmtree, self._room, ignore_errors=True)

    def judge(self, job: Job) -> Outcome:
        """Return what the child makes of *job*, or what became of the child."""
        if self._served >= self._most:
            self.close()
        connection = self._handed(job)
        started, clock = time.time(), time.monotonic()
        self._served += 1
        watch = _Watch(self._child)
        try:
            answer = self._wait(connection, job, clock, watch)
        except (EOFError, OSError):
            answer = self._died()
        name = f"{socket.gethostname()}:{os.getpid()}"
        return Outcome(answer, Measured(started, started + time.monotonic() - clock, watch.peak, name))

    def close(self) -> None:
        """End the child, whatever it is doing."""
        if self._connection is not None:
            self._connection.close()
        if self._child is not None:
            self._child.kill()
            self._child.join(_PATIENCE)
        self._child, self._connection, self._served = None, None, 0
        for left in os.scandir(self._room):
            shutil.rmtree(left.path, ignore_errors=True)

    def _handed(self, job: Job) -> Connection:
        """Return the connection to the child that has *job*; one that ended while it had nothing to do is replaced."""
        with contextlib.suppress(OSError):
            connection = self._ready()
            connection.send(job)
            return connection
        self.close()
        connection = self._ready()
        connection.send(job)
        return connection

    def _ready(self) -> Connection:
        if self._connection is not None and self._child is not None and self._child.is_alive():
            return self._connection
        self.close()
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._child = context.Process(target=serve, args=(theirs, self._room), name="dmplog-bundle", daemon=True)
        self._child.start()
        # Only the child holds its end: when it is gone, ours says so.
        theirs.close()
        # To import what it needs is no part of the time of a bundle.
        if not _is_ready(self._connection):
            self.close()
            raise UsageError("a worker cannot start the process that reads bundles; run `dmplog diagnose` on one there")
        return self._connection

    def _wait(self, connection: Connection, job: Job, clock: float, watch: _Watch) -> Answer:
        while not connection.poll(LOOK):
            if watch.look() > job.memory:
                self.close()
                return Answer(
                    "memory", f"It took more than {plain_size(job.memory)} and was ended; give more with --memory."
                )
            if time.monotonic() - clock > job.timeout:
                self.close()
                return Answer(
                    "timeout", f"It took longer than {job.timeout:g} s and was ended; give more with --timeout."
                )
        answer: Answer = connection.recv()
        if watch.look() > job.memory / 2:
            # What is left of this bundle must not be charged to the next one.
            self.close()
        return answer

    def _died(self) -> Answer:
        child = self._child
        if child is not None:
            child.join(_PATIENCE)
        code = None if child is None else child.exitcode
        self.close()
        return Answer("died", f"The process that read it {_end_of(code)}.")


def _is_ready(connection: Connection) -> bool:
    try:
        return connection.poll(_START) and connection.recv() == READY
    except (EOFError, OSError):
        return False


class _Watch:
    """How much memory a child takes, and took at most while it was looked at."""

    def __init__(self, child: BaseProcess | None) -> None:
        import psutil

        self._gone: type[Exception] = psutil.Error
        self._process = psutil.Process(child.pid) if child is not None else None
        self.peak = 0

    def look(self) -> int:
        try:
            taken = int(self._process.memory_info().rss) if self._process is not None else 0
        except self._gone:
            return 0
        self.peak = max(self.peak, taken)
        return taken


def _end_of(code: int | None) -> str:
    """Return how a process ended that left with *code*.

    >>> _end_of(-11), _end_of(3221225477), _end_of(3)
    ('was ended by SIGSEGV', 'ended with 0xc0000005', 'ended with 3')
    """
    if code is None:
        return "is gone"
    if code < 0:
        names = {each.value: each.name for each in signal.Signals}
        return f"was ended by {names.get(-code, f'signal {-code}')}"
    return f"ended with {code:#010x}" if code > 0xFFFF else f"ended with {code}"
