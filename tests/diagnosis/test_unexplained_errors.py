"""An unexplained error is the step's whose worker wrote it, and stands until that worker gets further."""

import shutil
from pathlib import Path

import pytest

import dmplog

SCENARIOS = Path(__file__).parents[2] / "fixtures" / "scenarios"


def case(tmp_path, scenario, lane, log, *added, of=""):
    """Return the case of *lane* in *scenario* with lines *added* to its *log*, each behind the first line that holds *of*."""
    folder = Path(shutil.copytree(SCENARIOS / scenario / "bundle", tmp_path / "bundle"))
    path = folder / log
    lines = path.read_text(encoding="utf-8").splitlines()
    at = next(number for number, line in enumerate(lines) if of in line) + 1
    path.write_text("\n".join([*lines[:at], *added, *lines[at:]]) + "\n", encoding="utf-8")
    return next(each for each in dmplog.diagnose(folder).cases if each.lane == lane)


def line(component, day, clock, thread, message):
    return f"{message}  $$<{component}><{day} {clock}.500+300><thread={thread} (0x{thread:X})>"


def manager(clock, message, thread=5720):
    return line("SMS_HIERARCHY_MANAGER", "12-17-2024", clock, thread, message)


def answer(case):
    return case.verdict, case.step, case.confidence


def kinds(case):
    return {proof.kind for proof in case.proofs}


class TestAnnouncements:
    REFUSED = ("notification-taken-up-and-refused", "package", "hman.log")
    READ = r"deleted file E:\ConfigMgr\inboxes\hman.box\CFD\3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e.CMU"

    def test_an_error_directly_behind_one_fails_what_was_announced(self, tmp_path):
        assert ("failed", "update_package_state", "likely") == answer(case(tmp_path, *self.REFUSED))

    def test_lines_on_the_way_to_what_was_announced_leave_the_error_its_own(self, tmp_path):
        read = manager("15:09:31", r"INFO: File without BOM : (E:\ConfigMgr\inboxes\hman.box\CFD\3b7d84fa.CMU)")

        found = case(tmp_path, *self.REFUSED, read, of="15:09:31.370")

        assert ("failed", "update_package_state", "likely") == answer(found)

    def test_what_was_done_between_them_leaves_it_open(self, tmp_path):
        done = manager("15:09:31", self.READ)

        found = case(tmp_path, *self.REFUSED, done, of="15:09:31.370")

        assert ("completed", "update_package_state", "likely") == answer(found)

    def test_what_was_done_between_them_is_known_although_the_thread_says_more_behind_the_error(self, tmp_path):
        """Lines that are counted and not kept are known by the last of each event of a thread."""
        done = manager("15:09:31", self.READ)
        case(tmp_path / "first", *self.REFUSED, done, of="15:09:31.370")
        path = tmp_path / "first" / "bundle" / "hman.log"
        read = manager("15:09:40", r"INFO: File without BOM : (E:\ConfigMgr\inboxes\hman.box\CFD\other.CMU)")
        path.write_text(path.read_text(encoding="utf-8") + read + "\n", encoding="utf-8")

        (found,) = (each for each in dmplog.diagnose(path.parent).cases if each.lane == "package")

        assert ("completed", "update_package_state", "likely") == answer(found)

    def test_a_worker_that_goes_on_behind_the_error_leaves_it_open(self, tmp_path):
        next_one = manager("15:12:00", r"Extracted E:\ConfigMgr\CMUStaging\Manifest.xml")

        found = case(tmp_path, *self.REFUSED, next_one, of="EXECUTE permission")

        assert ("completed", "update_package_state", "likely") == answer(found)


class TestHandOvers:
    FULL = ("disk-full-behind-the-hand-over", "synchronization", "hman.log")

    def test_an_error_of_the_log_behind_is_the_last_step_there(self, tmp_path):
        assert ("failed", "forward_manifest", "likely") == answer(case(tmp_path, *self.FULL))

    def test_where_the_next_worker_has_taken_it_up_it_stops_nothing(self, tmp_path):
        taken = manager("14:49:28", r"Extracted E:\ConfigMgr\CMUStaging\Manifest.xml")

        found = case(tmp_path, *self.FULL, taken, of="ID=3306")

        assert ("in_progress", "extract_manifest", "likely") == answer(found)
        assert {"error_beside"} == kinds(found)

    def test_a_stall_is_told_at_the_step_of_the_error_and_is_no_longer_sure(self, tmp_path):
        later = manager("19:49:28", "Update site server active directory information into DB", 5780)

        found = case(tmp_path, "disk-full-behind-the-hand-over", "synchronization", "hman.log", later, of="16:07:33")

        assert ("stalled", "forward_manifest", "likely") == answer(found)


class TestNewBeginnings:
    HASH = ("hash-fails-and-the-package-is-queued-again", "top_level_site", "MAINSRV/Logs/distmgr.log")
    COMPONENT = "SMS_DISTRIBUTION_MANAGER"

    def added(self, thread, message):
        return line(self.COMPONENT, "01-13-2025", "21:06:40", thread, message)

    @pytest.mark.parametrize(
        ("thread", "message", "expected"),
        [
            (4452, "Adding package 'PR100005' to package processing queue.", ("failed", "snapshot_package", "likely")),
            (5865, "Start updating the package PR100005...", ("failed", "snapshot_package", "likely")),
            (5864, "Writing package definition for PR100005", ("in_progress", "snapshot_package", "confirmed")),
            (5865, "Writing package definition for PR100005", ("in_progress", "snapshot_package", "confirmed")),
        ],
    )
    def test_only_what_did_not_stand_there_before_takes_an_error_back(self, tmp_path, thread, message, expected):
        found = case(tmp_path, *self.HASH, self.added(thread, message), of="21:06:27")

        assert expected == answer(found)

    def test_they_count_as_one_more_try(self, tmp_path):
        found = case(tmp_path, *self.HASH)

        assert (2, {"begun_again"}) == (found.attempts, kinds(found))


@pytest.mark.parametrize(
    ("scenario", "expected"),
    [
        ("services-not-started-and-the-manager-goes-on", ("in_progress", "finish_installation", "likely")),
        ("services-not-started-and-the-manager-is-done", ("completed", "finish_installation", "likely")),
    ],
)
def test_what_another_log_says_takes_certainty_only(tmp_path, scenario, expected):
    found = case(tmp_path, scenario, "installation", "MAINSRV/Logs/CMUpdate.log")

    assert (expected, {"others_went_on"}) == (answer(found), kinds(found))


def test_the_update_service_that_goes_on_itself_leaves_the_answer_sure(tmp_path):
    scenario, log = "services-not-started-and-the-manager-is-done", "MAINSRV/Logs/CMUpdate.log"
    notified = line(
        "CONFIGURATION_MANAGER_UPDATE",
        "01-13-2025",
        "21:23:30",
        6032,
        "Successfully reported ConfigMgr update status (SiteCode=PR1, SubStageID=0xe0001, IsComplete=2, Progress=100, Applicable=1)",
    )

    found = case(tmp_path, scenario, "installation", log, notified, of="failed to start services")

    assert ("completed", "finish_installation", "confirmed") == answer(found)


def test_an_error_of_a_thread_that_only_did_other_work_of_the_check_s_own_log_takes_certainty(tmp_path):
    folder = shutil.copytree(
        SCENARIOS / "active-directory-error-while-a-manifest-is-awaited" / "bundle", tmp_path / "bundle"
    )
    log = Path(folder) / "hman.log"
    log.write_text(log.read_text(encoding="utf-8").replace("thread=5999", "thread=5720"), encoding="utf-8")

    found = next(each for each in dmplog.diagnose(folder).cases if each.lane == "synchronization")

    assert ("in_progress", "extract_manifest", "likely") == answer(found)
