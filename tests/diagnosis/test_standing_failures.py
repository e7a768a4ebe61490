"""A failure stands until something takes it back: a line that got further, a line of its own, never a mere beginning."""

import shutil
from pathlib import Path

import pytest

import dmplog

SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"
LOGS = Path("PRISRV") / "Logs"


def case(tmp_path, scenario, lane, log="", change=lambda text: text):
    """Return the case of *lane* in *scenario* with its *log* changed."""
    folder = Path(shutil.copytree(SCENARIOS / scenario / "bundle", tmp_path / "bundle"))
    if log:
        path = folder / log
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8", newline="")
    return next(each for each in dmplog.diagnose(folder).cases if each.lane == lane)


def answer(case):
    return case.verdict, case.step, case.confidence


def kinds(case):
    return {proof.kind for proof in case.proofs}


def without(text, *parts):
    """Return *text* without the lines that hold one of *parts*."""
    return "".join(line for line in text.splitlines(keepends=True) if not any(part in line for part in parts))


def instead(old, new):
    return lambda text: text.replace(old, new)


class TestRetries:
    SNAPSHOT = ("snapshot-fails-and-has-just-begun-again", "top_level_site", LOGS / "distmgr.log")

    def test_what_only_begins_again_takes_nothing_back(self, tmp_path):
        found = case(tmp_path, *self.SNAPSHOT)

        assert ("failed", "snapshot_package", "likely") == answer(found)
        assert "It failed. It has started again since then and got no further." in found.reasons

    def test_a_failure_without_a_retry_is_sure(self, tmp_path):
        retried = "Adding package 'PR100005' to package processing queue."
        last = lambda text: text[: text.rindex(retried)]  # noqa: E731 - a change of a text

        assert ("failed", "snapshot_package", "confirmed") == answer(case(tmp_path, *self.SNAPSHOT, last))


class TestStatements:
    UPDATE = ("database-statement-fails-then-one-more-line", "installation", LOGS / "CMUpdate.log")
    POLL = "updates will be polled"

    def test_a_worker_that_waits_for_work_again_has_failed(self, tmp_path):
        assert ("failed", "install_update", "likely") == answer(case(tmp_path, *self.UPDATE))

    def test_one_that_wrote_something_new_and_does_not_wait_goes_on(self, tmp_path):
        found = case(
            tmp_path,
            *self.UPDATE,
            lambda text: without(text[text.index("0xd000e") :], self.POLL).join([text[: text.index("0xd000e")], ""]),
        )

        assert ("in_progress", "install_update", "likely") == answer(found)
        assert any("Failed to execute" in line.text for step in found.steps for line in step.evidence)

    def test_a_poll_in_front_of_the_failure_says_nothing(self, tmp_path):
        def change(text):
            begun = text.index("0xd000e")
            return text[:begun] + without(text[begun:], self.POLL, "DropForeignKeys")

        assert ("failed", "install_update", "confirmed") == answer(case(tmp_path, *self.UPDATE, change))


class TestRulesOfTheCheck:
    CHECK = ("prerequisite-error-then-the-next-server", "installation")

    @pytest.mark.parametrize("result", ["Passed", "Warning"])
    def test_the_next_rule_takes_nothing_back(self, tmp_path, result):
        def change(text):
            line = next(line for line in text.splitlines(keepends=True) if ";    Error;" in line)
            return text + line.replace("Dedicated SQL Server instance;    Error;    no.", f"Another rule;    {result}")

        found = case(tmp_path, *self.CHECK, LOGS / "ConfigMgrPrereq.log", change)

        assert ("failed", "check_prerequisites") == answer(found)[:2]


class TestComponents:
    BACK = ("component-not-back-when-client-packages-are-done", "installation", LOGS / "sitecomp.log")

    def later(self, number, component):
        """Return what adds a line that says so a minute behind the failure."""

        def change(text):
            line = next(line for line in text.splitlines(keepends=True) if "ID=1020" in line)
            said = line.replace("ID=1020 SEV=E", f"ID={number} SEV=I").replace(
                'ISTR0="SMS_EXECUTIVE"', f'ISTR0="{component}"'
            )
            return text + said.replace("02:23:00", "02:24:00").replace("21:23:00", "21:24:00")

        return change

    def test_only_its_own_line_makes_it_good(self, tmp_path):
        assert ("completed", "finish_installation") == answer(
            case(tmp_path, *self.BACK, self.later(1019, "SMS_EXECUTIVE"))
        )[:2]

    @pytest.mark.parametrize(("number", "component"), [(1019, "SMS_DISTRIBUTION_MANAGER"), (1018, "SMS_EXECUTIVE")])
    def test_that_of_another_component_does_not(self, tmp_path, number, component):
        found = case(tmp_path, *self.BACK, self.later(number, component))

        assert ("failed", "finish_installation", "likely") == answer(found)


class TestTriesThatGotFurther:
    DIED = ("three-installations-die-and-the-fourth-checks", "installation", LOGS / "CMUpdate.log")

    def test_three_that_died_are_proof(self, tmp_path):
        assert ("stalled", "install_update", "confirmed") == answer(case(tmp_path, *self.DIED))

    def test_one_that_outlived_its_time_makes_it_likely(self, tmp_path):
        def change(text):
            lines = text.splitlines(keepends=True)
            days = [number for number, line in enumerate(lines) if "Detected a change" in line]
            return "".join(lines[days[-2] :])

        assert ("stalled", "install_update", "likely") == answer(case(tmp_path, *self.DIED, change))


class TestWorkersThatGaveUp:
    EXTRACT = ("extraction-error-then-sixty-per-cent", "installation", LOGS / "CMUpdate.log")
    POLL = "updates will be polled"
    ERROR = "ERROR: Failed to unpack x.cab, 0x80070002"

    def test_behind_an_error_of_the_sub_stage_it_has_failed(self, tmp_path):
        assert ("failed", "extract_content", "likely") == answer(case(tmp_path, *self.EXTRACT))

    def test_without_an_error_the_clock_decides(self, tmp_path):
        found = case(tmp_path, *self.EXTRACT, lambda text: without(text, self.ERROR))

        assert ("in_progress", "extract_content") == answer(found)[:2]

    def test_where_it_does_not_wait_it_may_go_on(self, tmp_path):
        def change(text):
            begun = text.index("0xd0005")
            return text[:begun] + without(text[begun:], self.POLL)

        assert "in_progress" == case(tmp_path, *self.EXTRACT, change).verdict

    def test_a_warning_is_an_alarm_too(self, tmp_path):
        found = case(tmp_path, *self.EXTRACT, instead(self.ERROR, "WARNING: the lamp flickers"))

        assert ("failed", "extract_content", "likely") == answer(found)

    def test_an_error_in_front_of_the_sub_stage_is_over(self, tmp_path):
        def change(text):
            lines = text.splitlines(keepends=True)
            error = next(line for line in lines if self.ERROR in line)
            lines.remove(error)
            first = next(number for number, line in enumerate(lines) if "0xd0005" in line)
            return "".join([*lines[:first], error, *lines[first:]])

        assert "in_progress" == case(tmp_path, *self.EXTRACT, change).verdict

    def test_what_was_handed_over_anew_heals_nothing(self, tmp_path):
        found = case(tmp_path, "installation-error-then-notified-anew", "installation")

        assert ("failed", "install_update", "likely") == answer(found)
        assert "A new attempt has begun since then. It has not passed this step." in found.reasons


class TestErrorsNobodyKnows:
    WRITES = ("despooler-cannot-write-and-finds-the-instruction-again", "site_transfer", Path("HAM1/Logs/despool.log"))

    def test_an_error_stands_although_its_step_has_begun_again(self, tmp_path):
        found = case(tmp_path, *self.WRITES)

        assert ("failed", "receive_package", "likely") == answer(found)
        assert {"begun_again"} == kinds(found)
