"""Shows a watch over a simulated replication at six moments, or measures what a watch costs between changes.

    python tools/watched.py                 a stall, a rollover within a poll, a share that goes away, a recovery
    python tools/watched.py --measure 300   processor time of 20 logs in so many seconds, at rest and while they grow

The replication is that of a scenario: each line is written when its own time says so. What ends the stall is what the other site has shown.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO, NamedTuple

from dmplog.cli.tellers import Screen
from dmplog.options import DiagnoseOptions
from dmplog.watch import Spool, WallClock, Watch, judge, shares_of
from dmplog.watch import log as followed
from dmplog.watch.opening import open_shared

BUNDLE = Path(__file__).parents[1] / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"
DAY = datetime(2025, 1, 14, tzinfo=UTC)
EVERY = timedelta(minutes=5)
AGAIN = timedelta(hours=8, minutes=30)
"""So much later what site PS2 received goes to PS1, too."""

_STAMP = re.compile(rb"<(\d\d-\d\d-\d{4}) (\d\d:\d\d:\d\d\.\d{3})([+-]\d+)>")
_OF_PS2 = ((b"PS2", b"PS1"), (b"203SQCS1", b"202SQCS1"), (b"203sqcs1", b"202sqcs1"), (b"00000392", b"00000391"))
_IDLE = (b"Used 0 out of 3 despooling", b"Currently using 0", b"Pin reset", b"STATMSG")


class Line(NamedTuple):
    """A line, and when and where it is written."""

    at: datetime
    server: str
    log: str
    data: bytes


def lines_of(server: str) -> Iterator[Line]:
    """Yield every line of a server of the scenario."""
    for path in sorted((BUNDLE / server / "Logs").glob("*.log")):
        at = DAY
        for data in path.read_bytes().splitlines(keepends=True):
            at = time_of(data) or at
            yield Line(at, server, path.name, data)


def time_of(data: bytes) -> datetime | None:
    """Return when a line was written."""
    found = _STAMP.search(data)
    if found is None:
        return None
    day, clock, bias = (part.decode() for part in found.groups())
    local = datetime.strptime(f"{day} {clock}", "%m-%d-%Y %H:%M:%S.%f").replace(tzinfo=UTC)
    return local + timedelta(minutes=int(bias))


def recovery() -> Iterator[Line]:
    """Yield the lines with which the package reaches PS1: those with which it reached PS2, later."""
    told = [line for line in lines_of("CASSRV") if line.log == "sender.log" and b"4436 (0x1154)" in line.data]
    begun = next(number for number, line in enumerate(told) if b"position 402273892" in line.data)
    received = [
        line for line in lines_of("PS2SRV") if line.log != "hman.log" and not any(i in line.data for i in _IDLE)
    ]
    for line in (*told[begun:], *received):
        server, at = "CASSRV" if line.server == "CASSRV" else "PS1SRV", line.at + AGAIN
        local = at - timedelta(minutes=300)
        data = _STAMP.sub(f"<{local:%m-%d-%Y %H:%M:%S}.{local.microsecond // 1000:03}+300>".encode(), line.data)
        for old, new in (*_OF_PS2, (b"4436 (0x1154)", b"4432 (0x1150)")):
            data = data.replace(old, new)
        yield Line(at, server, line.log, data)


class Stage:
    """The servers, and the clock by which they write; whoever sleeps moves it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.at = DAY + timedelta(hours=1, minutes=58)
        told = [*lines_of("CASSRV"), *lines_of("PS1SRV"), *lines_of("PS2SRV"), *recovery()]
        self._left = sorted(told, key=lambda line: line.at)
        self._away: set[str] = set()
        self.write()

    def time_of_day(self) -> datetime:
        """Return the time on the stage."""
        return self.at

    def passed(self) -> float:
        """Return the same in seconds."""
        return (self.at - DAY).total_seconds()

    def spent(self) -> float:
        """Return nothing: on a stage a diagnosis costs nothing."""
        return 0.0

    def sleep(self, seconds: float) -> None:
        """Go on, and write what is due."""
        self.at += timedelta(seconds=seconds)
        self.write()

    def write(self) -> None:
        """Write what is due; whether the share can be reached does not matter to its server."""
        while self._left and self._left[0].at <= self.at:
            line = self._left.pop(0)
            server = self.folder / (f"{line.server}.away" if line.server in self._away else line.server)
            (server / "Logs").mkdir(parents=True, exist_ok=True)
            with (server / "Logs" / line.log).open("ab") as file:
                file.write(line.data)

    def leave(self, server: str) -> None:
        """Let the share of *server* go away."""
        (self.folder / server).rename(self.folder / f"{server}.away")
        self._away.add(server)

    def come_back(self, server: str) -> None:
        """Let it come back."""
        (self.folder / f"{server}.away").rename(self.folder / server)
        self._away.discard(server)

    def roll_over_at_next_opening(self, log: Path) -> None:
        """Rename *log* at the very moment at which somebody, who has looked into `.lo_` already, opens it."""
        local = self.at - timedelta(minutes=300)
        stamp = f"<{local:%m-%d-%Y %H:%M:%S}.000+300><thread=9001 (0x2329)>"
        line = f"Checking for site-specific sending capacity.  Used 0 out of 3.~  $$<SMS_LAN_SENDER>{stamp}\r\n"

        def opened(path: str) -> BinaryIO:
            if Path(path) == log:
                vars(followed)["open_shared"] = open_shared
                log.replace(log.with_suffix(".lo_"))
                log.write_bytes(line.encode())
            return open_shared(path)

        vars(followed)["open_shared"] = opened


def record(show: Callable[[str], None]) -> None:
    """Show the screen of a watch at six moments of the replication."""
    os.environ.update({"COLUMNS": "80", "LINES": "24", "NO_COLOR": "1"})
    with tempfile.TemporaryDirectory() as work:
        os.chdir(work)
        stage = Stage(Path("shares").absolute())
        spool, servers = Spool(Path("kept")), ("CASSRV", "PS1SRV", "PS2SRV")
        shares = shares_of([f"shares/{server}" for server in servers], spool)
        watch = Watch(shares, spool, DiagnoseOptions(update="2409"), stage, judge)
        drawn: list[str] = []
        screen = Screen(watch, "5m", drawn.append)
        moments = {
            (2, 8): "The package is being sent to both sites",
            (6, 8): "The deadline is over: the transfer to PS1 is stuck",
            (7, 3): "sender.log was rolled over within the poll before: nothing is lost, nothing changes",
            (8, 13): "The share of PS1 is away",
            (10, 43): "It is back, and the sender goes on",
            (10, 53): "The package has arrived",
        }
        acts: dict[tuple[int, int], Callable[[], None]] = {
            (6, 58): lambda: stage.roll_over_at_next_opening(Path("shares/CASSRV/Logs/sender.log")),
            (8, 8): lambda: stage.leave("PS1SRV"),
            (10, 38): lambda: stage.come_back("PS1SRV"),
        }
        for found in watch.rounds(EVERY.total_seconds(), stage.passed() + 9 * 3600):
            screen.tell(found)
            now = (stage.at.hour, stage.at.minute)
            if now in moments:
                show(f"# {found.at:%H:%M} UTC. {moments[now]}\n\n{drawn[-1]}\n")
            acts.get(now, lambda: None)()


def measure(seconds: float, show: Callable[[str], None]) -> None:
    """Show what 20 logs of 5 MB each cost while nothing changes, and while one of them grows at each poll."""
    with tempfile.TemporaryDirectory() as work:
        logs = Path(work) / "CASSRV" / "Logs"
        logs.mkdir(parents=True)
        sources = sorted({path.stem: path for path in BUNDLE.rglob("*.log")}.values())
        for number in range(20):
            source = sources[number % len(sources)]
            name = source.stem if number < len(sources) else f"{source.stem}-2025010{number % 10}-1200{number:02}"
            for end in ("lo_", "log"):
                data = source.read_bytes()
                head = b"%d\r\n" % number + end.encode()
                (logs / f"{name}.{end}").write_bytes(head + data * (2_500_000 // len(data)))
        spool, clock = Spool(Path(work) / "kept"), WallClock()
        watch = Watch(shares_of([str(logs)], spool), spool, DiagnoseOptions(), clock, judge)
        begun = clock.spent()
        watch.round()
        show(
            f"{watch.shares[0].logs} logs, {_size(logs) / 1e6:.0f} MB; the first poll and its diagnosis: {clock.spent() - begun:.2f} s\n"
        )
        for state, grows in (("nothing changes", False), ("a log grows at each poll", True)):
            spent, started, polls = clock.spent(), time.monotonic(), 0
            while time.monotonic() - started < seconds:
                clock.sleep(5.0)
                if grows:
                    with (logs / f"{sources[0].stem}.log").open("ab") as file:
                        file.write(b"Another line that says nothing\r\n")
                watch.round()
                polls += 1
            took, passed = clock.spent() - spent, time.monotonic() - started
            share = 100 * took / passed
            show(
                f"{state}: {polls} polls in {passed:.0f} s took {took:.3f} s, {share:.2f} % of a core, {share * 864:.0f} s a day\n"
            )


def _show(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.iterdir())


def main() -> None:
    """Record, or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measure", type=float, metavar="SECONDS", help="how long to measure each state")
    asked = parser.parse_args()
    if asked.measure:
        measure(asked.measure, _show)
    else:
        record(_show)


if __name__ == "__main__":
    main()
