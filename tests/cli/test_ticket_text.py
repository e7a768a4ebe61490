"""What a ticket gets is one text, whoever writes it."""

from __future__ import annotations

import html
import re

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app

SCENARIOS = ("waits-for-stuck-child", "redist-fails-daily", "healthy-download", "admin-ui-content-fails")


def printed(form, scenario):
    arguments = ["diagnose", f"fixtures/scenarios/{scenario}/bundle", "--format", form, "--exit-zero", "--quiet"]
    return CliRunner().invoke(app, arguments, env={"COLUMNS": "100", "NO_COLOR": "1"}).stdout


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_ticket_is_read_without_dmplog(scenario):
    """Whoever gets it has neither the program nor its options: all there is to do stands in it."""
    said = printed("ticket", scenario)

    assert [] == [hint for hint in ("-v", "--html", "--markdown", "dmplog explain", "… and") if f" {hint}" in said]


def test_a_ticket_holds_the_deciding_line_and_every_action_whole():
    said = " ".join(printed("ticket", "redist-fails-daily").replace("│", "").split())

    assert "/RedistVersion 202409 /NoUI" in said
    assert "3. Wait for the next check, which tries again." in said


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_the_page_copies_for_a_ticket_what_the_command_prints(scenario):
    """Copied from the page or from the terminal, the same lines stand in the ticket."""
    page = printed("html", scenario)
    shown = re.search(r'<pre id="ticket-text"[^>]*>(.*?)</pre>', page, re.DOTALL)[1]
    # A sign that fonts lack is drawn beside itself; what is copied is the text.
    copied = re.sub(r"<[^>]*>", "", shown)

    assert printed("ticket", scenario) == html.unescape(copied)
