"""Servers that write, roll over, cut and lose logs, and a clock that a test moves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from dmplog.options import DiagnoseOptions
from dmplog.watch import Spool, Watch, judge, shares_of

START = datetime(2025, 1, 14, 10, 30, tzinfo=UTC)


class Hand:
    """A clock that stands still until somebody sleeps."""

    def __init__(self, at=START):
        self.at = at
        self.seconds = 0.0
        self.slept = []

    def time_of_day(self):
        return self.at

    def passed(self):
        return self.seconds

    def spent(self):
        return 0.0

    def sleep(self, seconds):
        self.slept.append(seconds)
        self.move(seconds)

    def move(self, seconds):
        self.seconds += seconds
        self.at += timedelta(seconds=seconds)


class Log:
    """One log as its server writes it."""

    def __init__(self, folder: Path, name: str):
        self.path = folder / f"{name}.log"
        self.older = folder / f"{name}.lo_"
        folder.mkdir(parents=True, exist_ok=True)

    def append(self, data):
        with self.path.open("ab") as file:
            file.write(data)

    def roll(self):
        if self.path.exists():
            self.path.replace(self.older)

    def cut(self, size=0):
        with self.path.open("r+b") as file:
            file.truncate(size)

    def recreate(self, data=b""):
        self.path.unlink(missing_ok=True)
        self.path.write_bytes(data)


def watching(*folders, spool, clock=None, options=None, diagnose=judge):
    """A watch over *folders* that keeps what it read in the folder *spool*."""
    kept = Spool(Path(spool))
    return Watch(
        shares_of([str(folder) for folder in folders], kept),
        kept,
        options or DiagnoseOptions(),
        clock or Hand(),
        diagnose,
    )


def kept(folder):
    """What is kept in *folder* of logs: the bytes of each file by its name."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(Path(folder).rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }
