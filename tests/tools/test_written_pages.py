"""What is written by a tool is what the tool would write today."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

TOOLS = Path(__file__).resolve().parents[2] / "tools"


@pytest.mark.parametrize("tool", ["sessions.py", "knowledge_pages.py", "evidence_pages.py", "quality.py"])
def test_a_written_page_is_up_to_date(tool):
    found = subprocess.run([sys.executable, str(TOOLS / tool), "--check"], capture_output=True, text=True, check=False)

    assert (0, "") == (found.returncode, found.stderr), f"run: python tools/{tool}"


def test_no_page_of_knowledge_names_a_line_of_a_file():
    """A line added to a grammar would change every page behind it."""
    pages = (TOOLS.parent / "docs" / "knowledge").glob("*.md")

    assert [] == [
        found for page in pages for found in re.findall(r".*\.(?:lark|toml)\S*,? line.*", page.read_text("utf-8"))
    ]


def test_every_link_from_a_page_of_knowledge_to_its_evidence_leads_to_an_entry():
    docs = TOOLS.parent / "docs"
    texts = [page.read_text("utf-8") for page in (docs / "knowledge").glob("*.md")]
    links = {link for text in texts for link in re.findall(r"\(\.\./evidence/(\S+?)#(\S+)\)", text)}
    there = {page: re.findall(r"(?m)^#+ (\S+)$", (docs / "evidence" / page).read_text("utf-8")) for page, _ in links}

    assert links
    assert [] == sorted(link for link in links if link[1] not in there[link[0]])
