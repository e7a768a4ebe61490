"""A log is called as its file is called, wherever it is told."""

from __future__ import annotations

from pathlib import Path

import dmplog
from dmplog.roles import file_of, known_roles

PACKAGE = Path(dmplog.__file__).parent
OTHERS = {
    "roles.py",
    "pages/names.py",  # logs that no grammar reads, under the names of their table
    "watch/share.py",  # a file that is watched by its name, whatever that is
    "validator/own.py",  # a place of a sample, which is in no log
}


def test_a_log_that_is_to_be_fetched_is_called_as_its_file():
    """What is said, what is asked for and what comes next have one name for it: the first one its grammar lists, of three in articles."""
    report = dmplog.diagnose("fixtures/scenarios/transfer-not-scheduled/bundle")
    told = f"{report.to_text(verbose=True)}{report.to_markdown()}{report.to_html()}"

    assert "schedule.log" in told
    assert "scheduler.log" not in told
    assert "Log schedule.log" == dmplog.explain("scheduler").title


def test_one_module_makes_the_name_of_a_file_of_the_name_of_a_log():
    found = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "}.log" in path.read_text(encoding="utf-8")
    }

    assert OTHERS == found


def test_every_log_is_known_by_the_name_of_its_file():
    """A file that is asked for is read as the log it is when it comes."""
    stems = known_roles().stems

    assert [] == [role for role in known_roles().places if stems[file_of(role).lower().removesuffix(".log")] != role]
