"""What holds for every diagnosis: the order of the files, copies, archives and documented sequences make no difference."""

from __future__ import annotations

import itertools
import json
import shutil
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from builders import bundle

import dmplog

REPOSITORY = Path(__file__).resolve().parents[2]
SCENARIOS = REPOSITORY / "fixtures" / "scenarios"
UPDATE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"


def verdicts(report):
    return [
        (case.lane, case.subject.package_guid, case.subject.site, case.verdict, case.step, case.since, case.attempts)
        for case in report.cases
    ]


def test_the_same_files_in_any_order_give_the_same_bytes():
    files = sorted((SCENARIOS / "redist-fails-daily" / "bundle").iterdir())

    documents = {dmplog.diagnose(*order).to_json() for order in itertools.permutations(files)}

    assert 1 == len(documents)


@pytest.mark.parametrize("name", ["half-sent", "redist-fails-daily", "waits-for-stuck-child"])
def test_an_archive_is_judged_as_its_folder(tmp_path, name):
    folder = SCENARIOS / name / "bundle"
    archive = tmp_path / "bundle.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        for path in sorted(folder.rglob("*"), reverse=True):
            if path.is_file():
                writer.write(path, path.relative_to(folder).as_posix())

    assert verdicts(dmplog.diagnose(folder)) == verdicts(dmplog.diagnose(archive))


def test_a_second_copy_of_the_logs_changes_nothing(tmp_path):
    folder = SCENARIOS / "redist-fails-daily" / "bundle"
    for copy in ("SITE01/monday", "SITE01/tuesday"):
        shutil.copytree(folder, tmp_path / copy)

    assert verdicts(dmplog.diagnose(folder)) == verdicts(dmplog.diagnose(tmp_path))


def test_a_log_cut_by_rollover_is_judged_as_the_whole_log(tmp_path):
    folder = SCENARIOS / "redist-fails-daily" / "bundle"
    for path in folder.iterdir():
        shutil.copy(path, tmp_path / path.name)
    lines = (folder / "dmpdownloader.log").read_bytes().splitlines(keepends=True)
    half = len(lines) // 2
    mark = b"<MAXIMUM LOG FILE SIZE REACHED - FILE RENAMED>\r\n"
    (tmp_path / "dmpdownloader.lo_").write_bytes(b"".join(lines[:half]) + mark)
    (tmp_path / "dmpdownloader.log").write_bytes(b"".join(lines[half:]))

    assert verdicts(dmplog.diagnose(folder)) == verdicts(dmplog.diagnose(tmp_path))


def test_logs_of_one_folder_without_any_server_name_count_as_one_server(tmp_path):
    folder = SCENARIOS / "standalone-primary-done" / "bundle" / "PRISRV" / "Logs"
    for path in folder.iterdir():
        lines = path.read_bytes().splitlines(keepends=True)
        (tmp_path / path.name).write_bytes(b"".join(line for line in lines if not line.startswith(b"STATMSG")))

    report = dmplog.diagnose(tmp_path)

    assert {("top_level_site", "completed"), ("installation", "completed")} == {
        (case.lane, case.verdict) for case in report.cases
    }


def test_as_of_proves_a_hang_that_stops_every_log():
    source = SCENARIOS / "payload-in-progress" / "bundle"

    before = dmplog.diagnose(source)
    after = dmplog.diagnose(source, as_of="2024-12-18T12:00")

    assert ("in_progress", "download_payload") == (before.cases[0].verdict, before.cases[0].step)
    assert ("stalled", "download_payload", "likely") == (
        after.cases[0].verdict,
        after.cases[0].step,
        after.cases[0].confidence,
    )
    assert "argument" == after.as_of_source


def test_filters_keep_only_what_is_asked_for():
    source = SCENARIOS / "half-sent" / "bundle"

    assert {"PS1"} == {case.subject.site for case in dmplog.diagnose(source, site="ps1").cases}
    assert () == dmplog.diagnose(source, update="1802").cases
    assert {UPDATE} == {case.subject.package_guid for case in dmplog.diagnose(source, update="2409").cases}


def test_who_asks_for_what_is_not_there_is_told_what_is(tmp_path):
    """By the name of the update, by its package where the logs say no name, and by the sites."""
    named = SCENARIOS / "half-sent" / "bundle"
    package = "0f5a4c2e-1d3b-4a6c-9e8f-7b6a5c4d3e2f"
    unnamed = bundle().server("SCP01").log("dmpdownloader", [f"Generating state message: 8 for package {package}"])

    assert [
        "No case of update 1802 and site ZZZ is in these logs; they hold Configuration Manager 2409; sites CAS, PS1, PS2.",
        f"No case of update 1802 is in these logs; they hold {package}.",
    ] == [
        dmplog.diagnose(named, update="1802", site="ZZZ").headline,
        dmplog.diagnose(unnamed.at(tmp_path), update="1802").headline,
    ]


def test_context_lines_reach_as_far_as_asked_wherever_in_the_file_a_line_stands(tmp_path):
    """What is read again around a line is a window by its place in the file."""
    guid = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
    calm = [f"Invented: {number:05} {'x' * (number % 90)}" for number in range(3_000)]
    found = f"Generating state message: 6 for package {guid}~~"
    for place in (10, 1_000, 2_989):
        lines = [*calm[:place], found, *calm[place:]]
        report = dmplog.diagnose(
            bundle().log("dmpdownloader", lines, framing="sms").at(tmp_path / str(place)), context=9
        )
        (line,) = {
            each for case in report.cases for step in case.steps for each in step.evidence if each.line == place + 1
        }
        told = [text.split("  $$<")[0] for text in line.context]
        assert [*calm[place - 9 : place], found, *calm[place : place + 9]] == told


def test_context_lines_surround_the_cited_line():
    report = dmplog.diagnose(SCENARIOS / "payload-download-fails-dns" / "bundle", context=1)

    cited = [
        line for step in report.cases[0].steps for line in step.evidence if line.event == "package_download_failed"
    ]

    assert [3] == [len(line.context) for line in cited[:1]]
    assert cited[0].text in cited[0].context[1]


FLIGHTING = (
    "Redirected to URL https://sccm.manage.microsoft.com/SCCMConnectedService.svc~~",
    "The flighting request url is https://sccm.manage.microsoft.com/SCCMConnectedService.svc/Manifest?Ring=2376918;Branch=1~~",
    "Flighting is not configured, fallback to default setting.~~",
)
"""What stands behind `GetSABranchInfo` in the article on updates and servicing [@update-article], and not in the healthy scenario."""


def test_the_documented_sequence_of_a_download_traces_to_the_notification(tmp_path):
    healthy = (SCENARIOS / "healthy-download" / "bundle" / "dmpdownloader.log").read_text(encoding="utf-8").splitlines()
    lines = [line.partition("  $$<")[0] for line in healthy]
    place = next(index for index, line in enumerate(lines) if line.startswith("GetSABranchInfo")) + 1
    lines[place:place] = FLIGHTING

    report = dmplog.diagnose(bundle(step=timedelta(seconds=3)).log("dmpdownloader", lines, framing="sms").at(tmp_path))

    case = next(case for case in report.cases if case.lane == "package")
    assert ["done"] * 5 == [step.status for step in case.steps[:5]]
    assert "update_package_state" == case.step
    assert 0 == json.loads(report.to_json())["cases"][0]["decision"]["strays"]
