# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""Every part of a page is written by the terminal and by Markdown, with the same words."""

from __future__ import annotations

from typing import get_args

import pytest

from dmplog.layout import (
    Block,
    Code,
    Column,
    Field,
    Fields,
    Items,
    Journey,
    Leg,
    Legend,
    Page,
    Paragraph,
    Quote,
    Quotes,
    Section,
    Stop,
    Table,
    advice,
    code,
)
from dmplog.views import markdown, text

PARTS = {
    Paragraph: (
        Paragraph(("It stands in ", code("hman.log"), ".")),
        "  It stands in hman.log.",
        "It stands in `hman.log`.",
    ),
    Items: (Items((("one",), ("two",)), "number"), "  1. one\n  2. two", "1. one\n2. two"),
    Code: (Code(("a", "  ^")), "  │ a\n  │   ^", "```text\na\n  ^\n```"),
    Quotes: (Quotes((Quote(("a  b",), "x.log:1"),)), "    x.log:1\n    │ a  b", "- `x.log:1`: `a  b`"),
    Fields: (
        Fields(
            (
                Field("Last line", (Quote(("a", "b"), "x.log:1", "noon"),)),
                Field("Step", (Paragraph(("Send, step 1 of 2",)),)),
                Field("Why", (Paragraph(("No room",)), Paragraph(advice("Run `chkdsk`.")))),
            )
        ),
        (
            "  Last line   x.log:1 at noon\n              │ a\n  or          │ b\n"
            "  Step        Send, step 1 of 2\n  Why         No room\n              Run `chkdsk`."
        ),
        (
            "- **Step:** Send, step 1 of 2\n- **Why:** No room. Run `chkdsk`.\n\n"
            "**Last line** `x.log:1` at noon:\n\n```text\na\n```\n\nor\n\n```text\nb\n```"
        ),
    ),
    Table: (
        Table(
            (Column("log"), Column("records", "number"), Column("file", "path")),
            (("hman", "12", "a.log"), ("x", None, "b")),
        ),
        "  log   records  file\n  hman       12  a.log\n  x           -  b",
        "| Log | Records | File |\n|---|---:|---|\n| hman | 12 | `a.log` |\n| x |  | `b` |",
    ),
    Journey: (
        Journey(
            "2409", (Leg("Download", "failed", (Stop("Queue it", "done"), Stop("Send it", "failed", 3, here=True))),)
        ),
        "  2409\n    Download – failed\n      ✓ Queue it → ✗ Send it ×3",
        "**2409**\n\n| Part | Verdict | Steps |\n|---|---|---|\n| Download | Failed | ✓ Queue it → ✗ Send it ×3 |",
    ),
    Legend: (Legend(frozenset({"done", "failed"})), "  ✗ failed ✓ done", "✗ failed, ✓ done"),
}


@pytest.mark.parametrize("kind", get_args(Block), ids=lambda kind: kind.__name__)
def test_every_part_is_written_by_both(kind):
    part, in_terminal, in_markdown = PARTS[kind]
    page = Page("Title", (Section("Heading", (part,)),))

    assert f"Title\n\nHeading\n{in_terminal}\n" == text.write(page, 80)
    assert f"# Title\n\n## Heading\n\n{in_markdown}\n" == markdown.write(page)


def test_what_stands_under_no_heading_is_not_indented():
    page = Page("Title", (Section("", (Paragraph(("More below.",)),)),))

    assert "Title\n\nMore below.\n" == text.write(page, 80)
    assert "# Title\n\nMore below.\n" == markdown.write(page)


def test_a_narrow_terminal_leaves_spare_columns_out():
    table = Table((Column("log"), Column("server", spare=True), Column("file", "path")), (("hman", "CAS01", "a.log"),))
    page = Page("Title", (Section("Logs", (table,)),))

    assert "server" in text.write(page, text.ROOMY)
    assert "server" not in text.write(page, text.ROOMY - 1)
