"""Every page names those that are read next, and each of these names has a page."""

from __future__ import annotations

import pytest

from dmplog.pages import every_page, explain
from dmplog.pages.beside import HEADING

ASKED = {
    "event": "redist_downloaded",
    "step": "download.package.download_redist",
    "cause": "download_timeout",
    "state": "262146",
    "state_message": "state message 11",
    "error_code": "0x80072ee2",
    "lane": "replication.site_transfer",
    "log": "scheduler",
    "term": "SMS_DESPOOLER",
}


def named(page):
    """Return the names of the pages that *page* names."""
    items = (block for part in page.sections if part.heading == HEADING for block in part.blocks)
    return [entry[0].text.partition(": ")[0] for block in items for entry in block.items]


@pytest.mark.parametrize(("kind", "asked"), ASKED.items())
def test_a_page_of_every_kind_names_pages_that_are_there(kind, asked):
    page = explain(asked)

    assert kind == page.kind
    assert named(page)
    assert [] == [name for name in named(page) if not explain(name).sections]


def test_no_page_of_a_name_ends_the_way():
    assert [] == [page.title for page in every_page() if not named(page)]
