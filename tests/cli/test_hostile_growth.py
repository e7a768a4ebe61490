"""A line of a log, or of the clipboard, costs time in proportion to its length, whatever it holds."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from builders import BEGIN, framed
from typer.testing import CliRunner

from dmplog.cli.app import app

SCENARIOS = Path(__file__).parents[2] / "fixtures/scenarios"
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
TIMES_LONGER = 4
MOST_GROWTH = 7
"""What four times the text may cost; what grows with the square of it costs sixteen times."""

CMUPDATE = {
    "CMUpdates": "Cannot apply ",
    "CMUpdates ": "Cannot apply ",
    "error ": "Cannot apply ",
    "fail ": "",
    "CSqlBCP::a": "",
    "SQLNCLI": "INFO: ",
    "File hash mismatch for ": "",
    "File \\\\?\\": "",
    '="': "STATMSG: ",
}
DOWNLOADER = {
    "ODBC Driver": "WARNING: EasySetupDownloadSinglePackage Failed with exception: ",
    "SQL Server Native Client]": "WARNING: EasySetupDownloadSinglePackage Failed with exception: ",
    "File hash mismatch for ": "ERROR: ",
    "0x80072ee2 ": "WARNING: Failed to download easy setup payload with exception: ",
    "<![LOG[": "",
    "]LOG]!>": "",
    "$$<": "",
}
PASTED = {
    "STATMSG": 'STATMSG: ID=4909 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_HIERARCHY_MANAGER" SYS=A SITE=CAS PID=1 TID=2 '
    "GMTDATE=Tue Mar 11 06:00:00.000 2025 {}",
    "statusmessage{}x": "statusmessage{}x",
    "status message{}x": "status message{}x",
    "State": "State: a Status: Action: a{}",
    "Prerequisite": "===== INFO: Prerequisite Type & Server: {}",
}
PIECES = {
    "STATMSG": "".join(f' ISTR{number}="a"' for number in range(10)),
    "Prerequisite": ":",
}


def seconds(*arguments, given=None):
    """The processor time of one command."""
    begun = time.process_time()
    done = CliRunner().invoke(app, [*map(str, arguments)], input=given)
    assert done.exit_code in (0, 1, 2, 3), done.output
    return time.process_time() - begun


def growth(command, texts):
    """How many times as long the longer of two texts takes, where the shorter one takes so long that it can be measured."""
    short, long = map(command, texts)
    if long > MOST_GROWTH * max(short, 0.3):
        # Something else may have kept the machine busy: the better of two counts.
        short, long = (min(pair) for pair in zip((short, long), map(command, texts), strict=True))
    return long / max(short, 0.3)


@pytest.mark.parametrize("piece", CMUPDATE)
def test_the_last_line_of_an_installation_may_hold_anything(tmp_path, piece):
    folder = Path(shutil.copytree(SCENARIOS / "case-c11-redist-missing-at-install/bundle", tmp_path / "logs"))
    log = next(folder.rglob("CMUpdate.log"))
    before = log.read_bytes()

    def diagnosed(size):
        line = CMUPDATE[piece] + piece * (size // len(piece))
        record = framed("sms", line, "CONFIGURATION_MANAGER_UPDATE", BEGIN)
        log.write_bytes(before.rstrip(b"\r\n") + f"\r\n{record}\r\n".encode())
        return seconds("diagnose", folder)

    assert growth(diagnosed, (200_000, TIMES_LONGER * 200_000)) < MOST_GROWTH


def failing(folder, line):
    lines = (f"EasySetupDownloadSinglePackage downloading {GUID}", f"Download content for payload {GUID}", line)
    text = "".join(framed("sms", one, "SMS_DMP_DOWNLOADER", BEGIN) + "\r\n" for one in lines)
    (folder / "dmpdownloader.log").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("command", ["diagnose", "events"])
@pytest.mark.parametrize("piece", DOWNLOADER)
def test_the_last_line_of_a_download_may_hold_anything(tmp_path, piece, command):
    def done(size):
        return seconds(command, failing(tmp_path, DOWNLOADER[piece] + piece * (size // len(piece))))

    assert growth(done, (200_000, TIMES_LONGER * 200_000)) < MOST_GROWTH


def test_a_failure_in_a_line_of_a_megabyte_is_still_one(tmp_path):
    piece = "ODBC Driver"
    folder = failing(tmp_path, DOWNLOADER[piece] + piece * 90_000)
    done = CliRunner().invoke(app, ["diagnose", str(folder)])

    assert (1, True) == (
        done.exit_code,
        "at step “Download the payload”" in done.output,
    )


@pytest.mark.parametrize("name", PASTED)
def test_a_pasted_line_may_hold_anything(name):
    piece = PIECES.get(name, " ")

    def explained(size):
        return seconds("explain", "-", given=PASTED[name].format(piece * (size // len(piece))))

    assert growth(explained, (15_000, TIMES_LONGER * 15_000)) < MOST_GROWTH


def test_a_status_message_of_many_texts_is_explained():
    """The text that once ran for ever: ten texts, eight times over, the whole three times."""
    whole = PASTED["STATMSG"].format(PIECES["STATMSG"] * 8) * 3
    done = CliRunner().invoke(app, ["explain", "-"], input=whole)

    assert (0, True) == (done.exit_code, "A line of the event status_message" in done.output)
