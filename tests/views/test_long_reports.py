"""A long report keeps the answer in sight: what is no log of an update is one line, and the last words are the first."""

from __future__ import annotations

import shutil

import pytest

import dmplog

BUNDLE = "fixtures/scenarios/waits-for-stuck-child/bundle"


def report_beside(folder, number):
    shutil.copytree(BUNDLE, folder / "bundle")
    for one in range(number):
        (folder / "bundle" / f"client{one:03}.log").write_text(f"Nothing of interest, {one}\n", encoding="utf-8")
    return dmplog.diagnose(folder / "bundle")


@pytest.mark.parametrize(("number", "folded"), [(5, False), (6, True), (100, True)])
def test_files_that_are_no_logs_of_an_update_are_one_line(tmp_path, number, folded):
    text = report_beside(tmp_path, number).to_text(verbose=True)

    assert folded == (f"{number} more files are no logs of an update" in text)
    assert ("client003.log" in text) == (not folded)


def test_a_hundred_files_beside_the_logs_change_no_answer_and_leave_it_in_sight(tmp_path):
    report, alone = report_beside(tmp_path, 100), dmplog.diagnose(BUNDLE)
    text = report.to_text(verbose=True)

    assert [case.verdict for case in alone.cases] == [case.verdict for case in report.cases]
    assert alone.headline == report.headline == " ".join(text.split()[: len(report.headline.split())])
    assert report.headline == " ".join(text.split()[-len(report.headline.split()) :])
