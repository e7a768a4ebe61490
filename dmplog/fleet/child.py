"""The process that reads one bundle after the other, and may be killed at any moment: whatever a bundle does, it does it here.

It leaves when its worker dies, and nothing it does to itself reaches anybody else.
"""

from __future__ import annotations

import importlib
import multiprocessing
import os
import signal
import threading
from multiprocessing.connection import Connection, wait
from pathlib import Path

from dmplog.errors import InputError, is_own_fault
from dmplog.fleet.outcome import Answer, Job

HOOK = "DMPLOG_FLEET_HOOK"
"""For tests: a module whose `begin(name)` is called in front of each bundle, as something that goes wrong in it."""


READY = "ready"
"""What a child says first."""


def serve(connection: Connection, room: str) -> None:
    """Answer each job that comes by *connection*; what has to be fetched is put into the folder *room*."""
    # Ctrl+C reaches every process of a terminal, and is for the client to obey.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_leave_with_the_worker, daemon=True).start()
    hook = os.environ.get(HOOK)
    begin = importlib.import_module(hook).begin if hook else None
    importlib.import_module("dmplog.api")
    connection.send(READY)
    while True:
        try:
            job: Job = connection.recv()
        except (EOFError, OSError):
            return
        connection.send(_answer(job, room, begin))


def _leave_with_the_worker() -> None:
    worker = multiprocessing.parent_process()
    if worker is not None:
        wait([worker.sentinel])
        # Whatever the bundle is doing: nobody waits for it any more.
        os._exit(1)


def _answer(job: Job, room: str, begin: object) -> Answer:
    from dmplog.api import diagnose
    from dmplog.fleet.addresses import fetched
    from dmplog.fleet.rows import answer_of

    try:
        if callable(begin):
            begin(job.source.name)
        with fetched(job.source, Path(room)) as path:
            return answer_of(diagnose(path, knowledge=job.knowledge), path)
    except InputError as error:
        return Answer("unreadable", str(error))
    except MemoryError:
        return Answer("memory", "There was no memory left for it.")
    except BaseException as error:
        if not is_own_fault(error):
            raise
        return Answer("error", _said(error))


def _said(error: BaseException) -> str:
    from dmplog.isolation import internal_problem

    return internal_problem("It could not be judged", error).message
