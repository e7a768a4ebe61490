"""What GitHub is told to do has the right form, is safe, and does what the project says of itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import workflows

REPOSITORY = Path(__file__).resolve().parents[2]
GITHUB = REPOSITORY / ".github"
PINNED = re.compile(r"[\w-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")


def uses() -> list[str]:
    """Every action that a workflow uses, as it is written."""
    texts = [path.read_text(encoding="utf-8") for path in (GITHUB / "workflows").glob("*.yml")]
    return [line.split("uses: ")[1] for text in texts for line in text.splitlines() if "uses: " in line]


def test_forms_and_safety_of_everything_in_the_folder(monkeypatch):
    """As in the workflow that checks them, without the network."""
    monkeypatch.setattr("sys.argv", ["workflows.py"])

    assert 0 == workflows.main()


def test_an_action_is_named_by_the_hash_of_one_release():
    """And everywhere by the same one."""
    actions = {used for used in uses() if not used.startswith("./")}

    assert [] == [used for used in actions if not PINNED.fullmatch(used)]
    assert len({used.split("@")[0] for used in actions}) == len(actions)


@pytest.mark.parametrize("form", ["wrong-answer", "unknown-line", "fault"])
def test_a_form_asks_for_redacted_logs(form):
    assert "dmplog redact Logs -o Case.zip --map Case.map.json" in (
        GITHUB / "ISSUE_TEMPLATE" / f"{form}.yml"
    ).read_text(encoding="utf-8")
