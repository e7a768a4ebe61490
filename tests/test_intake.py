"""What is logged while a bundle is read and judged."""

from __future__ import annotations

import logging
import subprocess
import sys

import pytest

import dmplog

BUNDLE = "fixtures/scenarios/healthy-download/bundle"


def told(caplog, level, name):
    with caplog.at_level(logging.DEBUG, logger="dmplog"):
        dmplog.diagnose(BUNDLE)
    return [record.getMessage() for record in caplog.records if (record.levelno, record.name) == (level, name)]


def test_every_file_is_told_with_what_it_held(caplog):
    """One line per file at DEBUG, as the coverage of the report counts it."""
    report = dmplog.diagnose(BUNDLE)
    expected = [
        f"{log.file!r} read as {log.role}: {log.lines} lines, {log.records} records, {log.events} events"
        for log in report.coverage
    ]

    assert sorted(expected) == sorted(told(caplog, logging.DEBUG, "dmplog.intake"))


def test_the_whole_bundle_is_told_at_info(caplog):
    assert ["3 files read: 138 lines, 111 rows of events kept"] == told(caplog, logging.INFO, "dmplog.intake")


def test_cases_are_told_with_their_verdict(caplog):
    report = dmplog.diagnose(BUNDLE)

    assert [repr(case) for case in report.cases] == told(caplog, logging.DEBUG, "dmplog.api")
    caplog.clear()
    assert ["2 cases found: completed"] == told(caplog, logging.INFO, "dmplog.api")


def test_nothing_is_told_where_nobody_set_logging_up():
    """A library is silent by itself, even about what it would warn of."""
    script = (
        f"import dmplog; dmplog.diagnose({BUNDLE!r})\n"
        "import logging; logger = logging.getLogger('dmplog')\n"
        "logger.warning('unheard'); print([type(handler).__name__ for handler in logger.handlers])"
    )
    found = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert ("['NullHandler']\n", "") == (found.stdout, found.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such names")
def test_the_name_of_a_file_forges_no_line(tmp_path, caplog):
    """A file may be called as it likes."""
    (tmp_path / "a\nINFO forged.log").write_text("x\n", encoding="utf-8")
    with caplog.at_level(logging.DEBUG, logger="dmplog"):
        dmplog.diagnose(tmp_path)

    messages = [record.getMessage() for record in caplog.records]

    assert 1 == sum("forged" in message for message in messages)
    assert [] == [message for message in messages if "\n" in message]
