"""The command at a change gets it as JSON, no shell sees it, and its failure is told and ends nothing."""

import json
import sys
from dataclasses import replace
from datetime import UTC, datetime

import pytest

import dmplog
from dmplog.errors import UsageError
from dmplog.watch.changes import changes_between
from dmplog.watch.errand import Errand, line_of

AT = datetime(2025, 1, 14, 10, 30, tzinfo=UTC)
ATTACK = '"; touch owned; $(touch owned) `touch owned` & touch owned \x1b[31m \u202e \x7f \n'


@pytest.fixture(scope="module")
def change():
    report = dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")
    return changes_between(None, replace(report, headline=report.headline + ATTACK), AT)[0]


def running(script, *rest):
    return f'"{sys.executable}" -c "{script}" {" ".join(rest)}'


def test_the_change_comes_on_standard_input(change, tmp_path):
    place = tmp_path / "change.json"
    script = f"import sys; open('{place.as_posix()}', 'wb').write(sys.stdin.buffer.read())"

    assert Errand(running(script)).run(change) is None
    assert change.to_dict() == json.loads(place.read_text(encoding="ascii"))


def test_nothing_of_a_log_is_run(change, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    assert Errand(running("import sys; sys.stdin.read()", "$(touch owned)", ";", "touch", "owned")).run(change) is None
    assert [] == list(tmp_path.iterdir())


def test_a_line_has_nothing_in_it_that_acts(change):
    line = line_of(change)

    assert line.isascii()
    assert line.isprintable()
    assert change.to_dict() == json.loads(line)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-program at all", "no-such-program cannot be run: No such file or directory"),
        (running("import sys; sys.exit('it is full')"), "ended with 1: it is full"),
        (running("import time; time.sleep(30)"), "took longer than 0.5 s and was ended"),
    ],
    ids=["missing", "fails", "hangs"],
)
@pytest.mark.skipif(sys.platform == "win32", reason="its errors are in the words of Windows")
def test_a_command_that_fails_is_told(change, command, said):
    longest = 0.5 if "sleep" in command else 20.0

    assert (Errand(command, longest=longest).run(change) or "").endswith(said)


@pytest.mark.parametrize("command", ["", "  ", 'a "half'])
def test_what_is_no_command_is_refused_before_anything_is_read(command):
    with pytest.raises(UsageError):
        Errand(command)
