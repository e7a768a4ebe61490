"""What a text told is remembered from one chunk to the next, and changes nothing of what is kept of a line."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from unittest import mock

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import dmplog.light
from dmplog import distinct, thinning
from dmplog.cases import wanted_fields
from dmplog.causes import load_causes
from dmplog.flowchart import known_flowcharts, load_flowchart
from dmplog.framing.columns import RECORDS
from dmplog.grammar import Grammars
from dmplog.light import NEEDED, LightRows

MEMORY = Path("/proc/self/statm")
NOON = datetime(2025, 1, 14, 12)
TEXTS = (
    "File part001.cab is being extracted",
    "~File part002.cab is being extracted~~",
    "Check CMU status...",
    "INFO: nobody failed",
    "Failed to do what nobody knows of package PS100041",
    "ERROR: site PS1 did not answer",
    "Successfully Dropped the state message 11~~",
    "Get manifest.cab url~~",
    "Wrote 1048576 bytes to \\\\PS1SITE.CONTOSO.COM\\SMS_SITE\\000123PS1.PCK at position 0",
    "Wrote 1048576 bytes to \\\\PS1SITE.CONTOSO.COM\\SMS_SITE\\000123PS1.PCK at position 1048576",
    "nothing at all",
    "",
)
COMPONENTS = (None, "SMS_DMP_DOWNLOADER", "SMS_HIERARCHY_MANAGER", "SMS_LAN_SENDER", "NO_SUCH_COMPONENT")
LINES = st.tuples(st.sampled_from(TEXTS), st.integers(1, 2))
CHUNKS = st.tuples(
    st.integers(0, 2),
    st.sampled_from(("dmpdownloader", "hman", "sender", "other")),
    st.sampled_from(COMPONENTS),
    st.sampled_from((None, None, "error", "warning")),
    st.lists(LINES, min_size=1, max_size=25),
)


@cache
def knowledge():
    grammars, causes = Grammars.load(), load_causes()
    charts = [load_flowchart(name) for name in known_flowcharts()]
    return grammars, wanted_fields(charts, grammars, causes.telling_events, causes.harmless_row)


def records(file, component, level, lines):
    """Return a chunk of the file *file*: its messages, each with its thread."""
    told = [
        {
            "line": number + 1,
            "byte_offset": 100 * number,
            "length": 90,
            "component": component,
            "thread": thread,
            "utc": NOON + timedelta(seconds=number),
            "local": NOON + timedelta(seconds=number),
            "level": level,
            "message": message,
        }
        for number, (message, thread) in enumerate(lines)
    ]
    frame = pl.DataFrame(told, schema={name: RECORDS[name] for name in NEEDED})
    return frame.with_columns(file=pl.lit(file, dtype=pl.UInt32))


def kept(chunks, *, least, most=20_000, thinned=10):
    """Return what is kept of each of *chunks*, where of *least* records on each text is looked at once."""
    with (
        mock.patch.object(distinct, "LEAST", least),
        mock.patch.object(distinct, "MOST", 1.0),
        mock.patch.object(dmplog.light, "_MOST_REMEMBERED", most),
        mock.patch.object(thinning, "LEAST", thinned),
    ):
        light = LightRows(*knowledge())
        return [
            light.of(records(file, component, level, lines), pl.lit(role))
            for file, role, component, level, lines in chunks
        ]


def told(each):
    """Return everything of what is kept of a chunk; a category is its text."""
    rows, idle = (
        frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String)) for frame in (each.rows, each.idle)
    )
    return rows.rows(), idle.rows(), each.events, each.known


@settings(max_examples=15)
@given(st.lists(CHUNKS, min_size=1, max_size=6), st.sampled_from((1, 3, 20_000)))
def test_what_is_kept_of_a_line_does_not_depend_on_what_is_remembered(chunks, most):
    assert list(map(told, kept(chunks, least=10**9))) == list(map(told, kept(chunks, least=1, most=most)))


@pytest.mark.parametrize("count", [1, 254, 255, 256, 257, 300])
def test_behind_any_number_of_texts_a_log_may_say_more(count):
    texts = [f"Failed to copy file number {number}" for number in range(count + 300)]
    first, second = ([(text, 1) for text in part] for part in (texts[:count], texts[count // 2 :]))
    chunks = [(0, "hman", "SMS_HIERARCHY_MANAGER", None, lines) for lines in (first, second, second[::-1])]

    assert list(map(told, kept(chunks, least=10**9, thinned=10**9))) == list(
        map(told, kept(chunks, least=1, thinned=10**9))
    )


def test_of_more_texts_than_are_remembered_those_of_the_last_lines_are():
    chunks = [
        (0, "hman", None, None, [(f"Failed to copy file number {number}", 1) for number in range(begin, begin + 40)])
        for begin in (0, 30, 60, 0)
    ]

    assert list(map(told, kept(chunks, least=10**9, thinned=10**9))) == list(
        map(told, kept(chunks, least=1, most=50, thinned=10**9))
    )


@pytest.mark.skipif(not MEMORY.exists(), reason="only Linux tells how much memory is in use")
def test_one_new_text_of_a_chunk_does_not_keep_the_chunk_in_memory():
    """Twenty chunks of eight million bytes, each with one text that is new."""
    light, used = LightRows(*knowledge()), []
    lines = records(0, "SMS_HIERARCHY_MANAGER", None, [("", 1)] * 20_000)
    number = pl.int_range(pl.len())
    for chunk in range(21):
        told = pl.when(number == 0).then(pl.lit(1_000 + chunk)).otherwise(number % 100)
        light.of(lines.with_columns(message=pl.format("Failed to copy file {}" + 380 * "x", told)), pl.lit("hman"))
        used.append(int(MEMORY.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE"))

    # What the first chunks take is taken once.
    assert used[-1] - used[4] < 40_000_000
