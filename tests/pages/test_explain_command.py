"""`dmplog explain` prints the page, and one sentence with exit code 2 where there is none."""

from __future__ import annotations

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
    result = run("Get", "manifest.cab", "url~~")
    assert "Event manifest_url_requested" in result.output


def test_a_line_is_read_from_standard_input():
    result = run(
        "-", input="Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>\n"
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
