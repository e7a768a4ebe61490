"""Where standard output or standard error takes no more, one sentence and the exit code say so."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

BUNDLE = "fixtures/scenarios/payload-download-fails-dns/bundle"
ROOT = Path(__file__).parents[2]
FULL = Path("/dev/full")
COMMANDS = (
    ("diagnose", BUNDLE),
    ("diagnose", BUNDLE, "--json"),
    ("events", BUNDLE),
    ("explain", "262146"),
    ("flowchart", "show", "download"),
    ("--version",),
    ("--help",),
    ("diagnose", BUNDLE, "--markdown", "-"),
    ("records", BUNDLE),
    ("explain", "262146", "--markdown"),
    ("flowchart", "list"),
    ("flowchart", "check", "download"),
    ("flowchart", "schema", "causes"),
    ("flowchart", "--help"),
)

needs_full = pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full")


def call(*arguments, **streams):
    command = [sys.executable, "-m", "dmplog", *arguments]
    return subprocess.run(command, cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True, **streams)


@needs_full
@pytest.mark.parametrize("arguments", COMMANDS, ids=" ".join)
def test_a_full_output_is_one_sentence(arguments):
    with FULL.open("w") as full:
        done = call(*arguments, stdout=full)

    assert (2, "dmplog: standard output cannot be written: No space left on device; send it where there is room") == (
        done.returncode,
        done.stderr.strip().splitlines()[-1],
    )
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", COMMANDS[:5], ids=" ".join)
def test_a_closed_output_is_one_sentence(arguments):
    closed = f"import os, sys; os.close(1); os.execv(sys.executable, [sys.executable, '-m', 'dmplog', *{arguments!r}])"
    done = subprocess.run([sys.executable, "-c", closed], cwd=ROOT, check=False, capture_output=True, text=True)

    assert (2, "dmplog: standard output is closed; send it to a file or a terminal") == (
        done.returncode,
        done.stderr.strip().splitlines()[-1],
    )


@needs_full
def test_the_page_is_written_where_the_screen_takes_no_more(tmp_path):
    with FULL.open("w") as full:
        done = call("diagnose", BUNDLE, "--html", str(tmp_path / "page.html"), stdout=full)

    assert 2 == done.returncode
    assert (tmp_path / "page.html").stat().st_size > 10_000


@needs_full
def test_the_answer_stands_where_nobody_can_be_told_of_hints():
    with FULL.open("w") as full:
        command = [sys.executable, "-m", "dmplog", "diagnose", BUNDLE]
        done = subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.PIPE, stderr=full, text=True)

    assert 1 == done.returncode
    assert "Download the payload" in done.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
def test_an_interrupt_while_a_class_is_made_is_one():
    """Up to Python 3.11 a RuntimeError is raised from it, which is no fault of ours."""
    script = (
        "import os; from dmplog import __main__, errors\n"
        "class Named:\n"
        "    def __set_name__(self, owner, name): os.kill(os.getpid(), 2)\n"
        "def run():\n"
        "    try: type('Made', (), {'one': Named()})\n"
        "    except BaseException as error: print(errors.is_own_fault(error)); raise\n"
        "__main__._run = run; __main__.main()"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=False, capture_output=True, text=True)

    assert (130, "False\n", "") == (done.returncode, done.stdout, done.stderr)


@pytest.mark.skipif(sys.platform == "win32", reason="sends a signal")
@pytest.mark.parametrize("moment", [0, 0.1, 0.5])
def test_an_interrupt_is_no_answer(tmp_path, moment):
    """130 whenever it comes, no traceback, and no half file."""
    line = "Successfully dropped the state message 3~~  $$<SMS_DMP_DOWNLOADER><12-17-2024 14:50:00.000+300><thread=1 (0x1)>\n"
    (tmp_path / "dmpdownloader.log").write_text(line * 2_000_000, encoding="utf-8")
    arguments = ["dmplog", "diagnose", str(tmp_path), "--html", str(tmp_path / "page.html")]
    script = (
        f"import sys; from dmplog import __main__; sys.argv = {arguments}; print('begun', flush=True); __main__.main()"
    )
    command = [sys.executable, "-c", script]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        running.stdout.readline()
        time.sleep(0.01 + moment)
        running.send_signal(2)
        _, said = running.communicate(timeout=60)

    assert 130 == running.returncode, said
    assert "Traceback" not in said
    assert ["dmpdownloader.log"] == [path.name for path in tmp_path.iterdir()]
