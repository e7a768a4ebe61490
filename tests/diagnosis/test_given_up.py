"""A worker has given up that waits for work again behind an error of its own, or that has only just begun anew (truth rule T1).

ERROR: Failed to unpack x.cab, 0x80070002
Successfully reported ConfigMgr update status (SiteCode=PS1, SubStageID=0xd0005, IsComplete=1, Progress=60, Applicable=1)
Waiting for changes to the "E:\\inboxes\\cmupdate.box" directory, updates will be polled in 600 seconds
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import BEGIN
from judged import alarm, event, finding, ground, report, run, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.given_up import with_given_up

KNOWN = Proof("ends", "possible")
POLL = ("updates_awaited", {})
WORK = ("content_expanded", {})
ERROR, WARNING = ("error", {}), ("warning", {})


def at(stage, complete):
    return ("report", {"stage": stage, "complete": complete})


def lines(said):
    """Return the rows of what was *said* in CMUpdate.log, an hour apart."""
    made = []
    for hour, (name, values) in enumerate(said):
        if name in ("error", "warning"):
            made.append(alarm(hour, name, **{"role": "cmupdate"} | values))
        elif name == "report":
            made.append(report(values["stage"], values["complete"], hour, role="cmupdate"))
        else:
            made.append(event(name, hour, role="cmupdate", **values))
    return made


def judged(*said, lane="installation", last_sign=None, since_row=0, first=0, alarms=None, further=None, **values):
    """Return what becomes of a case of which *alarms*, by default all, are its own; its last sign is its last line but polls."""
    rows = lines(said)
    own = tuple(number for number, row in enumerate(rows) if row["alarm"]) if alarms is None else alarms
    last = max((number for number, (name, _) in enumerate(said) if name != "updates_awaited"), default=0)
    known = {"step": 0 if lane != "installation" else "extract_content", "rows": list(range(len(rows)))} | values
    found = finding(lane, alarms=own, last_sign=last if last_sign is None else last_sign, **known)
    found = traced(found, [sign(0, "begins", first)], since_row=since_row, further=further)
    return with_given_up(found, ground(rows))


def verdict_of(*said, **values):
    return judged(*said, **values).verdict


class TestWaitingAgain:
    @pytest.mark.parametrize(
        ("said", "verdict"),
        [
            ([WORK, ERROR, WORK, POLL], "failed"),
            ([WORK, WARNING, WORK, POLL], "failed"),
            # What goes on, or says nothing more, has not given up; what is newer than the last sign is judged by itself.
            ([WORK, ERROR, WORK], "in_progress"),
            ([WORK, WORK, POLL], "in_progress"),
            ([POLL, ERROR, WORK], "in_progress"),
            ([WORK, ERROR, POLL, WORK], "in_progress"),
            # Only the last alarm is asked for what stands behind it.
            ([WORK, ERROR, ERROR, WORK, POLL], "failed"),
            ([WORK, ERROR, POLL, ERROR, WORK], "in_progress"),
        ],
    )
    def test_behind_an_alarm_of_what_it_was_at_it_has_failed(self, said, verdict):
        assert verdict == verdict_of(*said)

    @pytest.mark.parametrize(("thread", "verdict"), [(1, "in_progress"), (2, "failed")])
    def test_the_thread_of_the_last_alarm_is_the_one_that_ends(self, thread, verdict):
        ends = ("package_thread_exited", {"thread": thread})

        assert verdict == verdict_of(WORK, ERROR, ("error", {"thread": 2}), ends)

    @pytest.mark.parametrize(("last_sign", "verdict"), [(0, "in_progress"), (1, "failed"), (2, "failed")])
    def test_an_error_behind_the_last_sign_is_judged_by_itself(self, last_sign, verdict):
        assert verdict == verdict_of(WORK, ERROR, WORK, POLL, last_sign=last_sign)

    def test_a_warning_behind_the_last_sign_is_one_of_what_it_was_at(self):
        assert "failed" == verdict_of(WORK, WARNING, WORK, POLL, last_sign=0)

    def test_an_alarm_of_another_case_says_nothing(self):
        assert "in_progress" == verdict_of(WORK, ERROR, WORK, POLL, alarms=())
        assert "failed" == verdict_of(WORK, ERROR, ERROR, WORK, POLL, alarms=(2,))

    @pytest.mark.parametrize(("since_row", "verdict"), [(0, "failed"), (1, "in_progress"), (2, "in_progress")])
    def test_an_alarm_in_front_of_the_step_is_over(self, since_row, verdict):
        assert verdict == verdict_of(WORK, ERROR, WORK, POLL, since_row=since_row)
        assert verdict == verdict_of(WORK, ERROR, WORK, POLL, since_row=since_row, lane="top_level_site")

    def test_where_nothing_was_entered_nothing_was_given_up(self):
        assert "in_progress" == verdict_of(WORK, ERROR, WORK, POLL, since_row=None, lane="top_level_site")

    def test_it_rests_on_its_last_three_alarms(self):
        said = [WORK, ERROR, WARNING, ERROR, ERROR, WORK, POLL]
        found = judged(*said, proofs=(KNOWN,), deadline=BEGIN, attempts=0)

        assert ("failed", 5, (2, 3, 4)) == (found.verdict, found.last_sign, found.rows)
        assert (Proof("given_up", "likely"),) == found.proofs
        assert (None, 1) == (found.deadline, found.attempts)
        assert 3 == judged(*said, attempts=3).attempts

    def test_what_it_rested_on_before_is_kept(self):
        rows = lines([WORK, ERROR, WORK, POLL])
        found = replace(finding("top_level_site", alarms=(1,), last_sign=2), rows=(0,))
        found = traced(found, [sign(0, "begins", 0)])

        assert (0, 1) == with_given_up(found, ground(rows)).rows


class TestSubStages:
    """What was reported last is what it was at: an error in front of that is over."""

    @pytest.mark.parametrize(
        ("said", "verdict"),
        [
            ([at("0xd0005", 1), ERROR, at("0xd0005", 1), POLL], "failed"),
            ([ERROR, at("0xd0005", 1), POLL], "in_progress"),
            ([at("0xd0004", 1), ERROR, at("0xd0005", 1), WORK, POLL], "in_progress"),
            ([at("0xd0005", 1), ERROR, at("0xd0005", 0), WORK, POLL], "failed"),
            # A report of an end begins nothing that could fail.
            ([at("0xd0005", 1), ERROR, at("0xd0005", 2), WORK, POLL], "in_progress"),
            ([at("0xd0005", 1), at("0xd0005", 2), ERROR, WORK, POLL], "failed"),
            ([at("0xd0005", 1), at("0xd0005", 2), ERROR, at("0xd0005", 2), WORK, POLL], "in_progress"),
            ([at("0xd0006", 1), ERROR, at("0xd0005", 1), WORK, POLL], "in_progress"),
            ([at("0xd0005", 2), ERROR, at("0xd0005", 1), WORK, POLL], "failed"),
            ([at("0xd0005", 1), ERROR, at("0xd0006", 1), ERROR, WORK, POLL], "failed"),
        ],
    )
    def test_only_an_alarm_of_the_sub_stage_that_was_reported_last_counts(self, said, verdict):
        assert verdict == verdict_of(WORK, *said)

    def test_without_a_report_the_step_is_what_it_was_at(self):
        assert "failed" == verdict_of(WORK, ERROR, WORK, POLL)
        assert "failed" == verdict_of(WORK, ERROR, at(None, 1), POLL)
        assert "in_progress" == verdict_of(ERROR, WORK, at(None, 1), POLL)

    def test_a_report_without_an_id_says_nothing(self):
        assert "failed" == verdict_of(at("0xd0005", 1), ERROR, at(None, 1), WORK, POLL, since_row=2)

    def test_a_report_of_an_earlier_run_begins_nothing(self):
        assert "in_progress" == verdict_of(at("0xd0005", 1), ERROR, WORK, POLL, first=2, since_row=2)


class TestBegunAnew:
    """Three runs died at the installation, and the newest one has only begun."""

    def further(self, last=1, step=4):
        signs = [sign(step, "begins", 0, last)]
        found = traced(finding("installation", step=step), signs, since_row=0, attempts=2, current=step)
        return found.trace

    @pytest.mark.parametrize(
        ("said", "quoted"),
        [
            ([WORK, WORK, ERROR, WORK, WORK], (2,)),
            ([WORK, WORK, WORK, ERROR, WORK], (3,)),
            ([WORK, WORK, ERROR, ERROR, WORK], (2, 3)),
            ([WORK, ERROR, WORK, WORK, WORK], ()),
            ([WORK, WORK, WORK, WORK, ERROR], ()),
            ([WORK, WORK, WARNING, WORK, WORK], ()),
            ([WORK, WORK, WORK, WORK, WORK], ()),
        ],
    )
    def test_an_error_between_the_run_that_got_further_and_the_newest_one_ended_it(self, said, quoted):
        found = judged(*said, further=self.further(), first=4, since_row=4, last_sign=4)

        assert (("failed", quoted) if quoted else ("in_progress", ())) == (found.verdict, found.rows)

    def test_it_stands_where_the_run_that_got_further_died(self):
        said = [WORK, WORK, ERROR, ERROR, WORK]
        found = judged(
            *said, further=self.further(), first=4, since_row=4, last_sign=4, proofs=(KNOWN,), deadline=BEGIN
        )

        assert ("install_update", 0, 3, 2, None) == (
            found.at.id,
            found.since,
            found.last_sign,
            found.attempts,
            found.deadline,
        )
        assert (Proof("unexplained_error", "likely"), Proof("new_run_begun", "likely")) == found.proofs

    def test_its_last_three_errors_are_quoted(self):
        said = [WORK, WORK, ERROR, ERROR, ERROR, ERROR, WORK]
        found = judged(*said, further=self.further(), first=6, since_row=6, last_sign=6)

        assert (3, 4, 5) == found.rows

    def test_that_counts_also_where_an_error_is_newer_than_the_last_sign(self):
        said = [WORK, WORK, ERROR, WORK, WORK, ERROR]
        found = judged(*said, further=self.further(), first=4, since_row=4, last_sign=4)

        assert ("failed", (2,)) == (found.verdict, found.rows)

    def test_the_last_of_all_its_signs_is_where_it_ended(self):
        further = self.further()
        further = replace(further, signs=(sign(4, "begins", 0, 3), sign(4, "progress", 1, 1)))

        assert "in_progress" == verdict_of(
            WORK, WORK, ERROR, WORK, WORK, further=further, first=4, since_row=4, last_sign=4
        )

    def test_an_error_of_another_case_ended_nothing(self):
        said = [WORK, WORK, ERROR, WORK, WORK]

        assert "in_progress" == verdict_of(*said, further=self.further(), first=4, since_row=4, last_sign=4, alarms=())


@pytest.mark.parametrize("verdict", ["failed", "stalled", "waiting", "completed", "unknown"])
def test_only_what_is_in_progress_can_be_given_up(verdict):
    assert () == judged(WORK, ERROR, WORK, POLL, verdict=verdict).rows


def test_what_waits_as_documented_has_not_given_up():
    rows = lines([WORK, ERROR, WORK, POLL])
    found = traced(finding("top_level_site", alarms=(1,), last_sign=2), [sign(0, "begins", 0)])
    waiting = replace(found, trace=replace(found.trace, deciding=run([sign(0, "waits", 0)], 0)))

    assert "failed" == with_given_up(found, ground(rows)).verdict
    assert waiting is with_given_up(waiting, ground(rows))


@pytest.mark.parametrize("last_sign", [None, 2])
def test_a_case_without_a_sign_or_lines_of_its_own_stays_as_it_is(last_sign):
    rows = lines([WORK, ERROR, WORK, POLL])
    found = finding("top_level_site", alarms=(1,), last_sign=last_sign)

    assert found is with_given_up(found, ground(rows))


class TestTheTryBefore:
    @staticmethod
    def again(*said, before=(2, "begins"), far=(), **values):
        """Return what becomes of a second run at the step of the first one, of which *said* stands in between."""
        rows = lines([WORK, *said, WORK])
        own = tuple(number for number, row in enumerate(rows) if row["alarm"])
        last = len(rows) - 1
        found = finding(
            "installation", step="check_prerequisites", alarms=own, last_sign=last, rows=list(range(len(rows)))
        )
        earlier = [run([sign(*before, 0)], 2)] if not far else []
        stops = (0, last) if earlier else (last,)
        found = traced(found, [sign(2, "begins", last)], before=earlier, stops=stops, **values)
        return with_given_up(found, ground(rows))

    def test_it_ended_in_an_error_that_the_newest_one_has_not_gone_past(self):
        found = self.again(ERROR, attempts=2)

        assert ("failed", 1, 2) == (found.verdict, found.last_sign, found.attempts)
        assert ["unexplained_error", "new_run_begun"] == [proof.kind for proof in found.proofs]
        assert {"likely"} == {proof.caps for proof in found.proofs}

    def test_one_that_was_outdone_is_no_try_of_this(self):
        assert "in_progress" == self.again(ERROR, far=True).verdict

    def test_a_warning_ends_none_nor_does_an_error_behind_a_documented_wait(self):
        assert "in_progress" == self.again(WARNING).verdict
        assert "in_progress" == self.again(ERROR, before=(2, "waits")).verdict

    def test_an_error_in_a_log_in_which_the_step_cannot_show_ends_none(self):
        assert "in_progress" == self.again(("error", {"role": "sender"})).verdict
