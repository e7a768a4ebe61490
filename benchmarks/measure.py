"""One command as a process of its own: how long, how much processor time, how much memory."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ENDINGS = (0, 1, 3)
"""What `diagnose` ends with when it has an answer; `grep` and `python -c` end with 0 or 1."""

ENVIRONMENT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Where this is set, a checkout is compiled again by every command; the first round writes what later rounds find."""


class Measured(NamedTuple):
    """What one run took; seconds and MiB."""

    wall: float
    processor: float
    peak: int
    output: bytes


def run(command: Sequence[str]) -> Measured:
    """Run *command*, its output captured, and return what it took; the peak is what the system counted for the process itself."""
    with (
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
        tempfile.TemporaryDirectory() as elsewhere,
    ):
        begun = time.perf_counter()
        # `python -m` looks in its folder first: from a checkout every Python would run this checkout, whichever version it has.
        process = subprocess.Popen(command, stdout=output, stderr=errors, cwd=elsewhere, env=ENVIRONMENT)
        _, status, usage = os.wait4(process.pid, 0)
        passed = time.perf_counter() - begun
        process.returncode = os.waitstatus_to_exitcode(status)
        for stream in (output, errors):
            stream.seek(0)
        if process.returncode not in ENDINGS:
            sys.exit(f"{' '.join(command)[:200]} ended with {process.returncode}: {errors.read()[-500:].decode()}")
        return Measured(passed, usage.ru_utime + usage.ru_stime, usage.ru_maxrss // 1024, output.read())


def in_turns(commands: Sequence[Sequence[str]], rounds: int) -> list[Measured]:
    """Run *commands* one after another, *rounds* times over, and return of each the run with the least processor time."""
    taken = [[run(command) for command in commands] for _ in range(rounds)]
    return [min(runs, key=lambda one: one.processor) for runs in zip(*taken, strict=True)]


def read_once(files: Sequence[Path]) -> None:
    """Read *files*, so that no command pays for the disk."""
    for file in files:
        with file.open("rb") as stream:
            while stream.read(1 << 22):
                pass
