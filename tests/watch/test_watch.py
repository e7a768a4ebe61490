"""A watch diagnoses when something grew or is overdue, is frugal, and ends for no share that is away."""

import sys
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from servers import Hand, Log, kept, watching

import dmplog.watch.watch as watch_module
from dmplog.errors import UsageError
from dmplog.options import DiagnoseOptions
from dmplog.watch import Spool, shares_of

BUNDLE = Path(__file__).parents[2] / "fixtures" / "scenarios" / "waits-for-stuck-child" / "bundle"
SENT = datetime(2025, 1, 14, 2, 10, tzinfo=UTC)


def copied(folder, server):
    """Copy the logs of *server*."""
    logs = folder / server / "Logs"
    logs.mkdir(parents=True)
    for source in sorted((BUNDLE / server / "Logs").glob("*.log")):
        logs.joinpath(source.name).write_bytes(source.read_bytes())
    return logs


@pytest.fixture
def cas(tmp_path):
    return copied(tmp_path, "CASSRV")


def verdicts(found):
    return {(case.lane, case.subject.site): case.verdict for case in found.report.cases}


def test_nothing_is_diagnosed_where_nothing_grew(cas, tmp_path):
    asked = []

    def diagnose(*_):
        asked.append(1)
        raise UsageError("asked")

    watch = watching(cas.parent, spool=tmp_path / "kept", diagnose=diagnose)
    with pytest.raises(UsageError):
        watch.round()
    for _ in range(20):
        watch.round()

    assert [1] == asked


def test_a_line_that_does_not_come_changes_the_answer_although_nothing_grew(cas, tmp_path):
    """Two seconds after the last line the package is on its way; four hours later it is stuck, and no log said anything."""
    for log in cas.glob("*.log"):
        lines = log.read_bytes().splitlines(keepends=True)
        log.write_bytes(b"".join(line for line in lines if b"<01-13-2025 20:" in line or b"<01-13-2025 21:0" in line))
    clock = Hand(SENT)
    watch = watching(cas.parent, spool=tmp_path / "kept", clock=clock)
    first = watch.round()
    clock.move(timedelta(hours=3).total_seconds())
    second = watch.round()
    clock.move(timedelta(hours=2).total_seconds())
    third = watch.round()

    assert "in_progress" == verdicts(first)["site_transfer", "PS1"]
    assert () == second.changes
    assert "stalled" == verdicts(third)["site_transfer", "PS1"]
    assert ["in_progress"] == [one.before.verdict for one in third.changes if one.case.subject.site == "PS1"]


def test_a_share_that_is_away_keeps_its_lines_and_its_last_good_time(cas, tmp_path):
    copied(tmp_path, "PS1SRV")
    clock = Hand()
    watch = watching(cas.parent, tmp_path / "PS1SRV", spool=tmp_path / "kept", clock=clock)
    before = watch.round()
    good = clock.time_of_day()
    (tmp_path / "PS1SRV").rename(tmp_path / "gone")
    clock.move(5)
    watch.round()
    _, away = watch.shares
    state = away.trouble, away.last_good
    (tmp_path / "gone").rename(tmp_path / "PS1SRV")
    clock.move(5)
    after = watch.round()

    assert ("it is away", good) == state
    assert (None, clock.time_of_day()) == (away.trouble, away.last_good)
    assert verdicts(before) == verdicts(after)


def test_of_a_share_that_is_away_nothing_is_late_and_of_the_others_it_is(cas, tmp_path):
    """What is not read cannot be known to be missing, and makes the time of no other server stand still."""
    copied(tmp_path, "PS1SRV")
    clock = Hand()
    watch = watching(cas.parent, tmp_path / "PS1SRV", spool=tmp_path / "kept", clock=clock)
    watch.round()
    known = clock.time_of_day()
    (tmp_path / "PS1SRV").rename(tmp_path / "gone")
    clock.move(timedelta(hours=5).total_seconds())
    Log(cas, "hman").append(b"a line\n")
    report = watch.round().report
    up_to = {log.server: log.copied for log in report.coverage}

    assert {"CASSRV": clock.time_of_day(), "PS1SRV": known} == up_to
    assert ("collection", clock.time_of_day()) == (report.as_of_source, report.as_of)


def test_a_share_that_was_never_there_is_waited_for(cas, tmp_path):
    watch = watching(cas.parent, tmp_path / "PS1SRV", spool=tmp_path / "kept")
    watch.round()
    trouble = watch.shares[1].trouble
    copied(tmp_path, "PS1SRV")
    watch.round()

    assert ("it is not there", None) == (trouble, watch.shares[1].trouble)
    assert 3 == watch.shares[1].logs


def test_a_share_that_does_not_answer_makes_no_other_one_wait_for_ever(cas, tmp_path, monkeypatch):
    copied(tmp_path, "PS1SRV")
    monkeypatch.setattr(watch_module, "PATIENCE", 0.1)
    watch = watching(cas.parent, tmp_path / "PS1SRV", spool=tmp_path / "kept")
    hangs, answer = threading.Event(), watch.shares[1].poll
    monkeypatch.setattr(watch.shares[1], "poll", lambda now: (hangs.wait(20), answer(now))[1])
    found = watch.round()
    states = [share.trouble for share in watch.shares]
    hangs.set()
    watch._turns[1].join()
    watch.round()

    assert [None, "it does not answer"] == states
    assert found.report is not None
    assert [None, None] == [share.trouble for share in watch.shares]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells what is open")
def test_no_file_of_a_share_is_open_between_two_polls(cas):
    watch = watching(cas.parent, spool=cas.parent.parent / "kept")
    for number in range(12):
        cas.joinpath("hman.log").replace(cas / "hman.lo_")
        cas.joinpath("hman.log").write_text(f"line {number}\n")
        watch.round()
        # The list of what is open is open itself, and gone when it is looked at.
        opened = [str(path.readlink()) for path in Path("/proc/self/fd").iterdir() if path.is_symlink()]

        assert [] == [path for path in opened if str(cas.parent.parent) in path]


def test_what_goes_wrong_in_a_poll_is_told(cas, tmp_path, monkeypatch):
    watch = watching(cas.parent, spool=tmp_path / "kept")
    monkeypatch.setattr(Spool, "append", lambda *_: (_ for _ in ()).throw(UsageError("no room")))

    with pytest.raises(UsageError, match="no room"):
        watch.round()


def test_a_log_that_cannot_be_read_at_all_is_told_and_holds_up_no_other_one(cas, tmp_path):
    cas.joinpath("hman.log").unlink()
    cas.joinpath("hman.log").symlink_to(cas.joinpath("distmgr.log"))
    cas.joinpath("sender.log").chmod(0)
    watch = watching(cas.parent, spool=tmp_path / "kept")
    watch.round()

    # Whoever may read everything, as root does, is refused nothing.
    assert watch.shares[0].trouble in (None, "sender.log cannot be read: Permission denied")
    assert watch.shares[0].last_good is not None


def test_the_clock_of_a_server_that_is_ahead_takes_no_line_away(cas, tmp_path):
    newest = datetime(2025, 1, 14, 10, 0, tzinfo=UTC)
    watch = watching(cas.parent, spool=tmp_path / "kept", clock=Hand(newest))

    assert not [problem for problem in watch.round().report.problems if problem.kind == "later-than-as-of"]


def test_what_a_diagnosis_took_is_spread_over_fifty_times_its_time(tmp_path):
    log = Log(tmp_path / "CASSRV" / "Logs", "hman")
    clock = Hand()
    times = []

    def diagnose(*_):
        times.append(clock.seconds)
        clock.took += 1.0
        raise dmplog_nothing

    from dmplog.errors import BundleError

    dmplog_nothing = BundleError("nothing")
    clock.took = 0.0
    clock.spent = lambda: clock.took
    watch = watching(tmp_path / "CASSRV", spool=tmp_path / "kept", clock=clock, diagnose=diagnose)
    for _ in range(720):
        log.append(b"a line\n")
        watch.round()
        clock.move(5)

    assert 77 >= len(times) >= 70
    assert [0.0, 5.0, 10.0] == times[:3]


def test_only_what_may_be_a_log_of_an_update_is_followed(cas, tmp_path):
    cas.joinpath("smsexec.log").write_text("x\n")
    cas.joinpath("old.zip").write_bytes(b"PK")
    cas.joinpath("notes.txt").write_text("x\n")
    spool = Spool(tmp_path / "kept")
    share, named = shares_of([str(cas), str(cas / "smsexec.log")], spool)
    share.poll(SENT)
    named.poll(SENT)

    assert (8, 1) == (share.logs, named.logs)


def test_a_file_that_was_named_is_read_whatever_its_name(cas):
    cas.joinpath("sender.log").rename(cas.parent / "sender.txt.export")
    watch = watching(cas.parent / "sender.txt.export", spool=cas.parent / "kept")

    assert ["sender"] == [log.role for log in watch.round().report.coverage]


def test_a_name_is_kept_without_what_acts_on_a_terminal(tmp_path):
    logs = tmp_path / "S\x1b[31mRV" / "Logs"
    logs.mkdir(parents=True)
    logs.joinpath("hman.log").write_text("a line\n")
    watch = watching(tmp_path / "S\x1b[31mRV", tmp_path / "other", spool=tmp_path / "kept")
    watch.round()

    assert {"S[31mRV/Logs/hman.log": b"a line\n"} == kept(tmp_path / "kept")


def test_every_round_begins_when_it_is_due_and_none_behind_the_end(cas, tmp_path):
    clock = Hand()
    watch = watching(cas.parent, spool=tmp_path / "kept", clock=clock, options=replace(DiagnoseOptions()))
    begun = [found.at for found in watch.rounds(5.0, clock.passed() + 12.0)]

    assert [0, 5, 10] == [round((at - begun[0]).total_seconds()) for at in begun]
    assert 12.0 == clock.seconds
