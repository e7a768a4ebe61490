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
def test_the_page_copies_for_a_ticket_what_the_command_prints(scenario):
    """Copied from the page or from the terminal, the same lines stand in the ticket."""
    page = printed("html", scenario)
    copied = re.search(r'<pre id="ticket-text"[^>]*>(.*?)</pre>', page, re.DOTALL)[1]

    assert printed("text", scenario) == html.unescape(copied)
