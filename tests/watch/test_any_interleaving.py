"""Whatever servers do to their logs, and whenever they are away: the answer is that of a diagnosis of everything that was there."""

from __future__ import annotations

import contextlib
import json
import shutil
import tempfile
from collections import Counter
from pathlib import Path

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from servers import Hand, Log, watching

import dmplog

BUNDLE = Path(__file__).parents[2] / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"
SERVERS = ("CASSRV", "PS1SRV")


class File:
    """A file by whatever name: what it holds, what of it was there to be read, and whether half a line of it counts."""

    def __init__(self, held=b""):
        self.held = held
        self.seen = b""
        self.over = False


class Written(Log):
    """A log as its server writes it, and all of its files that were there at some poll."""

    def __init__(self, folder, source):
        super().__init__(folder, source.stem)
        self.source = source.read_bytes()
        self.now, self.before, self.newest = None, None, None
        self.read = []
        self.gone = False

    def write(self, count):
        data, self.source = self.source[:count], self.source[count:]
        self.now = self.now or File()
        self.append(data)
        self.now.held += data

    def roll_over(self):
        if self.now is not None:
            self.gone |= self.before is not None and self.before.held != self.before.seen
            self.roll()
            self.now, self.before = None, self.now

    def cut_to(self, part):
        if self.now is not None:
            size = int(len(self.now.held) * part)
            self.cut(size)
            self.gone |= size < len(self.now.seen) < len(self.now.held)
            # Who never read what was cut off cannot know of it.
            self.now = self.now if size >= len(self.now.seen) else File()
            self.now.held = (self.path.read_bytes())[:size]

    def begin_anew(self):
        self.gone |= self.now is not None and self.now.held != self.now.seen
        self.recreate()
        self.now = File()

    def was_polled(self):
        """Note that everything which is there was read, and return whether a part is missing between what was read and is."""
        there = [file for file in (self.before, self.now) if file is not None and file.held]
        for file in there:
            if file not in self.read:
                # What is gone, and is no more than how this one begins, is in this one.
                self.read = [one for one in self.read if one in there or not file.held.startswith(one.seen)]
                self.read.append(file)
            file.seen = file.held
            file.over |= file is self.before
        if self.now in there:
            if self.newest is not None and self.newest is not self.now:
                self.newest.over = True
            missing, self.gone = self.gone and self.newest is not None, False
            self.newest = self.now
            return missing
        return False

    def expected(self):
        """Return what is to be kept: half a line only of files to which nothing is added any more."""
        kept = (file.seen if file.over else file.seen[: file.seen.rfind(b"\n") + 1] for file in self.read)
        return Counter(said for said in kept if said)


class Servers(RuleBasedStateMachine):
    """Two servers whose logs are followed."""

    @initialize()
    def begin(self):
        self.work = Path(tempfile.mkdtemp(prefix="dmplog-watched-"))
        self.away = set()
        self.logs = {
            server: [
                Written(self.folder(server), source) for source in sorted((BUNDLE / server / "Logs").glob("*.log"))
            ]
            for server in SERVERS
        }
        self.clock = Hand()
        self.watch = watching(*(self.work / server for server in SERVERS), spool=self.work / "kept", clock=self.clock)

    def teardown(self):
        if hasattr(self, "work"):
            shutil.rmtree(self.work, ignore_errors=True)

    def folder(self, server):
        return self.work / server / "Logs"

    @contextlib.contextmanager
    def writing(self, server, number):
        """Give a log to be written, whether its share can be reached or not."""
        here, there = self.work / server, self.work / f"{server}.away"
        if server in self.away:
            there.rename(here)
        yield self.logs[server][number % len(self.logs[server])]
        if server in self.away:
            here.rename(there)

    @rule(server=st.sampled_from(SERVERS), number=st.integers(0, 9), count=st.integers(1, 900))
    def writes(self, server, number, count):
        with self.writing(server, number) as log:
            log.write(count)

    @rule(server=st.sampled_from(SERVERS), count=st.integers(200, 4000))
    def writes_everywhere(self, server, count):
        for number in range(len(self.logs[server])):
            self.writes(server, number, count)

    @rule(server=st.sampled_from(SERVERS), number=st.integers(0, 9))
    def rolls_over(self, server, number):
        with self.writing(server, number) as log:
            log.roll_over()

    @rule(server=st.sampled_from(SERVERS), number=st.integers(0, 9), part=st.floats(0, 1))
    def cuts(self, server, number, part):
        with self.writing(server, number) as log:
            log.cut_to(part)

    @rule(server=st.sampled_from(SERVERS), number=st.integers(0, 9))
    def begins_anew(self, server, number):
        with self.writing(server, number) as log:
            log.begin_anew()

    @rule(server=st.sampled_from(SERVERS))
    def goes_away_or_comes_back(self, server):
        here, there = self.work / server, self.work / f"{server}.away"
        (there.rename(here) if server in self.away else here.rename(there))
        self.away ^= {server}

    @rule(seconds=st.integers(1, 7200))
    def polls(self, seconds):
        self.clock.move(seconds)
        for share in self.watch.shares:
            # A new log is found at every tenth poll, and these are too few to wait for that.
            share._polls = 0
        found = self.watch.round()
        for server in set(SERVERS) - self.away:
            for log in self.logs[server]:
                if log.was_polled():
                    assert log.path.name in [each.log for share, each in found.lost if Path(share).name == server]
        self.everything_was_kept()
        self.the_answer_is_that_of_a_diagnosis(found.report)

    def everything_was_kept(self):
        for server in SERVERS:
            for log in self.logs[server]:
                assert log.expected() == Counter(path.read_bytes() for path in self.kept(log)), (server, log.path.name)

    def kept(self, log):
        folder = self.work / "kept" / log.path.parent.relative_to(self.work)
        return [path for path in folder.glob(f"{log.path.stem}.*") if path.is_file()]

    def the_answer_is_that_of_a_diagnosis(self, report):
        if report is None:
            return
        fresh = self.work / "fresh"
        shutil.rmtree(fresh, ignore_errors=True)
        for server in SERVERS:
            for log in self.logs[server]:
                (fresh / server / "Logs").mkdir(parents=True, exist_ok=True)
                for number, said in enumerate(log.expected().elements()):
                    (fresh / server / "Logs" / f"{log.path.stem}.log.{number}").write_bytes(said)
        for share, server in zip(self.watch.shares, SERVERS, strict=True):
            if share.last_good is not None:
                tell_copied(fresh / server / "Logs", share.last_good)
        expected = dmplog.diagnose(fresh)

        # A reason names the time up to which a log is known, which goes on at each poll.
        reasons = self.watch._judged == self.clock.time_of_day()
        assert told(expected, reasons) == told(report, reasons)


def tell_copied(folder, moment):
    """Say of the files in *folder* up to when they are known: the poll may be one at which nothing grew."""
    rows = [{"copied_at": f"{moment:%Y-%m-%dT%H:%M:%S}Z", "path": path.name} for path in folder.iterdir()]
    document = {"schema": "dmplog.collection/1", "server": None, "files": rows}
    folder.joinpath("manifest.json").write_text(json.dumps(document))


def told(report, reasons):
    """What a report says, but for the names of files."""
    return report.headline, [
        (case.lane, case.subject, case.verdict, case.step, case.since, case.confidence, case.server)
        + ((case.reasons,) if reasons else ())
        for case in report.cases
    ]


Servers.TestCase.settings = settings(
    max_examples=12,
    stateful_step_count=25,
    deadline=None,
    phases=(Phase.explicit, Phase.reuse, Phase.generate),
    suppress_health_check=list(HealthCheck),
)
test_any_interleaving_gives_the_report_of_everything_that_was_there = Servers.TestCase
