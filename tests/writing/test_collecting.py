"""The command that copies what is missing is typed as it stands, where the logs were diagnosed."""

import pytest

import dmplog
from dmplog.writing.collecting import collect_command


@pytest.mark.parametrize(
    ("files", "paths"),
    [
        (["Logs.zip!/CAS01/hman.log", "Logs.zip!/inner.zip!/despool.log"], "Logs.zip"),
        (["b.zip!/x.log", "a.zip!/y.log", "more/z.log"], "a.zip b.zip more/z.log"),
        (["Logs/CAS01/hman.log", "Logs/PS1/hman.log"], "Logs"),
        (["D:\\Logs\\CAS01\\hman.log", "D:\\Logs\\CAS01\\sender.log"], "D:\\Logs\\CAS01"),
        (["hman.log", "sender.log"], "."),
        (["/hman.log", "/sender.log"], "/"),
        (["The logs/CAS01/hman.log"], '"The logs/CAS01/hman.log"'),
        (["$(exit)/hman.log"], "PATH"),
        (["a`b.zip!/hman.log"], "PATH"),
        (["-x.zip!/hman.log"], "PATH"),
        ([f"{number}.zip!/hman.log" for number in range(9)], "PATH"),
        ([], "PATH"),
    ],
)
def test_paths_are_told_as_they_are_typed_in_any_shell_or_not_at_all(files, paths):
    assert f"dmplog collect {paths} -o Copy-CMUpdateLog.ps1" == collect_command(files)


@pytest.mark.parametrize(("scenario", "needed"), [("headline-of-a-possible-case", True), ("healthy-download", False)])
def test_a_report_names_the_command_where_a_log_is_missing(scenario, needed):
    bundle = f"fixtures/scenarios/{scenario}/bundle"
    report = dmplog.diagnose(bundle)
    command = f"dmplog collect {bundle} -o Copy-CMUpdateLog.ps1"

    assert (command if needed else None, needed) == (report.collect, bool(report.needs))
    assert [needed] * 3 == [
        command in text for text in (report.to_text(verbose=True, width=200), report.to_markdown(), report.to_json())
    ]
