"""`dmplog explain` prints the page, and one sentence with exit code 2 where there is none."""

from __future__ import annotations

import pytest
import typer
from typer.testing import CliRunner

from dmplog.cli.explain import explain

app = typer.Typer()
app.command()(explain)


def run(*arguments, **options):
    return CliRunner().invoke(app, list(arguments), **options)


def test_a_page_is_printed():
    result = run("0x80072ee2")
    assert result.exit_code == 0
    assert result.output.startswith("0x80072ee2: ERROR_WINHTTP_TIMEOUT\n")


def test_words_of_a_line_need_no_quotes():
    result = run("-v", "Get", "manifest.cab", "url~~")
    assert "Event manifest_url_requested" in result.output


def test_a_line_is_read_from_standard_input():
    result = run(
        "-",
        "-v",
        input="Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>\n",
    )
    assert "Thread 4700" in result.output


def test_markdown_is_printed_on_request():
    assert run("--markdown", "disk_full").output.startswith("# Cause disk_full: ")


def test_a_negative_number_stands_behind_two_dashes():
    assert "COR_E_INVALIDOPERATION" in run("--", "-2146233079").output


def test_nonsense_gets_one_sentence_and_exit_code_2():
    result = run("nonsense", "indeed")
    assert result.exit_code == 2
    assert "Traceback" not in result.output
    assert "dmplog: nothing is known about 'nonsense indeed'" in result.output


@pytest.mark.parametrize(
    ("asked", "first"),
    [("download_redist", "What happens here"), ("redist_download_failed", "Message"), ("download_timeout", "Why")],
)
def test_a_short_page_fits_a_screen_and_names_what_v_tells(asked, first):
    """How a line is read is asked for seldom: -v tells it, and it stands behind everything else."""
    short, whole = run(asked).output, run(asked, "-v").output

    assert first == short.splitlines()[2]
    assert 45 > short.count("\n")
    assert short.splitlines()[-1].endswith(".")
    assert "With -v: " in short
    assert "With -v: " not in whole
    assert whole.count("\n") > short.count("\n")


@pytest.mark.parametrize(
    ("line", "steps"),
    [
        ("ERROR: Failed to download redist for 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e", "1. Read ConfigMgrSetup.log"),
        ("EasySetupDownload thread is starting...", "Nothing while newer lines come behind it"),
        (
            "ERROR: Failed to download Admin UI content payload with exception: The remote server is gone.",
            "Leave it.",
        ),
    ],
)
def test_a_line_is_told_with_what_to_do_before_how_it_is_read(line, steps):
    output = run("-v", line).output
    places = [
        output.find(part) for part in ("What to do", steps, "Fields", "How the line is read", "How the line is written")
    ]

    assert sorted(place for place in places if place > 0) == [place for place in places if place > 0]
    assert places[1] > 0
