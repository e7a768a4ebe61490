"""`dmplog watch` as a user calls it: how it ends, what it prints, what it refuses."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time

import pytest

STUCK = "fixtures/scenarios/waits-for-stuck-child/bundle"
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"


@pytest.fixture
def logs(tmp_path):
    """The logs of the servers, where nobody else reads them."""
    place = tmp_path / "logs"
    shutil.copytree(STUCK, place)
    return place


def called(*arguments, **more):
    command = [sys.executable, "-m", "dmplog", "watch", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False, **more)


def test_it_ends_with_the_code_of_the_diagnosis_where_its_condition_holds(logs):
    stuck = called(logs, "--every", "1s", "--until", "verdict=stalled")
    passed = called(logs, "--every", "1s", "--until", "step=register_package", "--site", "PS2")
    healthy = called("fixtures/scenarios/healthy-download/bundle", "--update", "2409", "--until", "verdict=completed")

    assert [1, 0, 0] == [stuck.returncode, passed.returncode, healthy.returncode]
    assert 5 == len(stuck.stdout.splitlines())


def test_it_ends_with_124_at_its_time_out(logs):
    assert 124 == called(logs, "--every", "1s", "--timeout", "2s", "--until", "verdict=completed").returncode


def test_a_change_is_one_object_a_line_and_may_end_it(logs, tmp_path):
    place = tmp_path / "told.jsonl"
    command = [sys.executable, "-m", "dmplog", "watch", str(logs), "--every", "1s", "--json", "--until", "change"]
    log = logs / "PS2SRV" / "Logs" / "distmgr.log"
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:5]))
    with place.open("wb") as told, subprocess.Popen(command, stdout=told, stderr=subprocess.DEVNULL) as program:
        try:
            _until(lambda: place.stat().st_size)
            with log.open("ab") as more:
                more.write(b"".join(lines[5:]))
            code = program.wait(60)
        finally:
            program.kill()

    changes = [json.loads(line) for line in place.read_text(encoding="utf-8").splitlines()]
    assert 1 == code
    assert {"at", "case", "from", "to", "headline"} == set(changes[-1])
    assert [None] * 5 == [change["from"] for change in changes[:5]]
    assert changes[-1]["from"] != changes[-1]["to"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such signal for another process")
def test_an_interrupt_ends_it_with_130_and_leaves_nothing_behind(logs, tmp_path):
    command = [sys.executable, "-m", "dmplog", "watch", str(logs), "--every", "1s"]
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment) as program:
        try:
            program.stdout.readline()
            program.send_signal(signal.SIGINT)
            program.communicate(timeout=60)
        finally:
            program.kill()

    assert 130 == program.returncode
    assert [] == [path.name for path in tmp_path.iterdir() if path.name.startswith("dmplog-watch")]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such terminals")
def test_a_terminal_gets_a_screen_that_fits_it(logs):
    import fcntl
    import pty
    import struct
    import termios

    ours, theirs = pty.openpty()
    fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    command = [sys.executable, "-m", "dmplog", "watch", str(logs), "--every", "1s", "--until", "verdict=stalled"]
    environment = {**os.environ, "TERM": "xterm", "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    environment = {key: value for key, value in environment.items() if key not in ("COLUMNS", "LINES", "FORCE_COLOR")}
    with subprocess.Popen(command, stdout=theirs, stderr=subprocess.DEVNULL, env=environment) as program:
        os.close(theirs)
        shown = b""
        try:
            while data := _read(ours):
                shown += data
            code = program.wait(60)
        finally:
            program.kill()
            os.close(ours)
    text = re.sub(r"\x1b\[\??[0-9]*[A-Za-z]|\r", "", shown.decode())

    assert 1 == code
    assert "How far it got" in text
    assert "\x1b" not in text
    # Each screen is drawn in the place of the one before.
    assert 23 >= max(drawn.count("\n") for drawn in text.split("Configuration Manager 2409 at site PS1"))
    assert 80 >= max(map(len, text.splitlines()))


def _read(number):
    try:
        return os.read(number, 65536)
    except OSError:
        # The other side of a terminal is closed so.
        return b""


def test_what_was_kept_is_a_bundle_of_its_own(logs, tmp_path):
    kept = tmp_path / "kept"
    called(logs, "--every", "1s", "--timeout", "2s", "--keep", kept)
    shown = subprocess.run(
        [sys.executable, "-m", "dmplog", str(kept), "--json"],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    report = json.loads(shown.stdout)

    assert sorted(path.name for path in (logs / "CASSRV" / "Logs").iterdir()) == sorted(
        path.name for path in (kept / "CASSRV" / "Logs").iterdir() if path.suffix == ".log"
    )
    assert "stalled" == report["verdict"]


def test_a_command_is_run_at_each_change_but_the_first_report_is_none(logs, tmp_path):
    script = f"import sys; open('{(tmp_path / 'ran').as_posix()}', 'a').write(sys.stdin.read())"
    called(logs, "--every", "1s", "--timeout", "2s", "--on-change", f'"{sys.executable}" -c "{script}"')

    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-"], "Standard input cannot be watched; give the folder a server writes its logs to"),
        (["Logs.zip"], "Logs.zip, an archive, cannot be watched; give the folder a server writes its logs to"),
        (["{logs}", "--every", "often"], "--every cannot be 'often'; write it as 5s, 10m, 4h or 1d12h"),
        (["{logs}", "--every", "0s"], "--every cannot be '0s'; write it as 5s, 10m, 4h or 1d12h"),
        (["{logs}", "--timeout", "4"], "--timeout cannot be '4'; write it as 5s, 10m, 4h or 1d12h"),
        (["{logs}", "--on-change", " "], "--on-change is empty; give a program and what it is called with"),
        (
            ["{logs}", "--keep", "{logs}/kept"],
            "{logs}/kept and {logs} lie in each other; keep what is read in a folder apart",
        ),
        (["{logs}", "--keep", "{full}"], "--keep {full} is not empty; name a new folder"),
    ],
)
def test_what_makes_no_sense_is_refused(logs, tmp_path, arguments, said):
    full = tmp_path / "full"
    full.mkdir()
    (full / "mine.txt").write_text("mine")
    names = {"logs": logs.as_posix(), "full": full.as_posix()}
    ended = called(*(text.format(**names) for text in arguments))

    assert 2 == ended.returncode
    assert said.format(**names) in ended.stderr.replace("\\", "/")


def _until(condition, longest=60):
    end = time.monotonic() + longest
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.1)
