"""A small sound flowchart, and ways to spoil it."""

from __future__ import annotations

import pytest

SOUND = """\
[flowchart]
id = "mine"
title = "Mine"
source = "https://example.org"

[lane.package]
title = "Package"
subject = ["package_guid"]
chart = '''
start -> queue -> ready?
ready? -[yes]-> fetch -> end
ready? -[no, after 1h, loop]-> queue
'''
run_begins = [{ event = "state_message_generated", state_message = 6 }]
outcome = [{ event = "update_not_applicable", role = "hman", verdict = "not_applicable" }]
also_seen = [{ event = "adminui_call_failed", why = "Another worker." }]

[[lane.package.decision]]
id = "ready?"
question = "Is it ready?"
branches = { yes = ["update_found"], no = [] }

[[lane.package.step]]
id = "queue"
title = "Queue"
actor = "SMS_DMP_DOWNLOADER"
place = "service_connection_point"
log = ["dmpdownloader"]
begins = [{ event = "state_message_generated", state_message = 6 }]
waits = [{ event = "waiting_for_interval", for = "24h" }]
what = "It waits."
stall = "It waits too long."

[[lane.package.step]]
id = "fetch"
title = "Fetch"
actor = "SMS_DMP_DOWNLOADER"
place = "service_connection_point"
log = ["dmpdownloader", "hman"]
begins = ["package_download_started"]
ends = ["payload_extracted"]
fails = ["payload_download_failed"]
expect = "6h"
what = "It comes."
stall = "It does not come."
"""


@pytest.fixture
def sound():
    """The text of a flowchart without mistakes."""
    return SOUND


@pytest.fixture
def spoil(tmp_path):
    """Writes the sound flowchart with some text replaced and returns its path."""

    def write(old="", new=""):
        assert old in SOUND
        path = tmp_path / "mine.toml"
        path.write_text(SOUND.replace(old, new) if old else SOUND, encoding="utf-8")
        return path

    return write


@pytest.fixture
def line_of():
    """Gives the line of the sound flowchart in which a text stands first."""
    return lambda text: SOUND[: SOUND.index(text)].count("\n") + 1
