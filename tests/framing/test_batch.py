"""Small logs read together are what they are when each is read by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from dmplog.bundle import open_bundle
from dmplog.cases import wanted_fields
from dmplog.causes import load_causes
from dmplog.flowchart import checked_flowcharts, known_flowcharts
from dmplog.framing import batch
from dmplog.framing.options import ReadOptions
from dmplog.grammar import Grammars
from dmplog.intake import take_in
from dmplog.limits import Limits

UPDATE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
MESSAGES = (
    "Get manifest.cab url~~",
    f"Download redist for update {UPDATE}~~",
    f"ERROR: Failed to download redist for {UPDATE} with command  /NoUI",
    "~Processing site control file: Site PS1",
    "ERROR: something that nobody knows, error = 5",
    "- a dash at the beginning",
    "says nothing",
    "Made by dmplog 0123456789abcdef",
    "",
)
COMPONENTS = ("SMS_DMP_DOWNLOADER", "SMS_HIERARCHY_MANAGER", "SMS_NOBODY")
STATUS = 'STATMSG: ID=4404 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_HIERARCHY_MANAGER" SYS=A SITE=CAS PID=1 TID=2'
NAMES = ("dmpdownloader.log", "hman.log", "hman.lo_", "notes.txt", "other.log")
BEGIN = datetime(2024, 12, 18, 6, 0, 0)


def record(message, component, moment, bias, thread):
    stamp = moment.strftime("%m-%d-%Y %H:%M:%S.") + "007"
    return f"{message}  $$<{component}><{stamp}{bias}><thread={thread} (0x{thread:X})>"


records = st.builds(
    record,
    st.sampled_from(MESSAGES),
    st.sampled_from(COMPONENTS),
    st.sampled_from([timedelta(0), timedelta(minutes=50), timedelta(hours=30), timedelta(days=-3)]).map(BEGIN.__add__),
    st.sampled_from(["+300", "+300", "+300", "-60", "+999"]),
    st.integers(1, 3),
)
odd = st.sampled_from(
    [
        "",
        "a bare line",
        "<!-- Made by dmplog 0123456789abcdef -->",
        "   at System.Net.HttpWebRequest.GetResponse()",
        record("ä" * 3, COMPONENTS[0], BEGIN, "+300", 1),
        record("x" * 20_001, COMPONENTS[0], BEGIN, "+300", 1),
        record("13 o'clock", COMPONENTS[0], BEGIN, "+300", 1).replace("06:00", "66:00"),
        '<![LOG[Get manifest.cab url]LOG]!><time="06:00:00.007+300" date="12-18-2024" component="A" context="" type="1" thread="1" file="">',
        record("リモート名を解決できませんでした。", COMPONENTS[0], BEGIN, "+300", 1),
        record(f'{STATUS} GMTDATE=Wed Dec 18 11:00:00.000 2024 ISTR0="a"', COMPONENTS[1], BEGIN, "+300", 1),
        record(f'{STATUS} GMTDATE=Wed Dec 18 09:00:00.000 2024 ISTR0="a"', COMPONENTS[1], BEGIN, "+300", 1),
        record(f'{STATUS} GMTDATE=Wed Dec 18 06:00:00.000 2024 ISTR0="a"', COMPONENTS[1], BEGIN, "-300", 1),
    ]
)
logs = st.builds(
    lambda lines, end, whole: (end.join(lines) + (end if whole else "")).encode(),
    st.lists(st.one_of(records, records, records, records, odd), max_size=6),
    st.sampled_from(["\r\n", "\n"]),
    st.booleans(),
)


@pytest.fixture(scope="module")
def knowledge():
    grammars, causes = Grammars.load(), load_causes()
    return grammars, wanted_fields(
        checked_flowcharts(known_flowcharts()), grammars, causes.telling_events, causes.harmless_row
    )


def taken_in(folder, knowledge):
    return take_in(open_bundle([folder]), *knowledge, options=ReadOptions(), limits=Limits())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=6)
@given(files=st.lists(st.tuples(st.sampled_from(NAMES), logs), min_size=1, max_size=8))
def test_read_together_or_alone_logs_are_the_same(files, knowledge, tmp_path_factory):
    """Events, idle rows, censuses and problems, whatever the lines are."""
    folder = tmp_path_factory.mktemp("bundle")
    for number, (name, text) in enumerate(files):
        (folder / f"S{number}").mkdir()
        (folder / f"S{number}" / name).write_bytes(text)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(batch, "MOST_BYTES", -1)
        alone = taken_in(folder, knowledge)

    together = taken_in(folder, knowledge)

    assert alone.logs == together.logs
    assert alone.problems == together.problems
    assert_frame_equal(alone.events, together.events.sort("file", maintain_order=True))
    assert_frame_equal(alone.idle, together.idle.sort("file", maintain_order=True))


def test_logs_of_ordinary_records_are_read_together():
    """Otherwise nothing would be gained, and nothing would notice."""
    texts = {
        number: "".join(
            record("Get manifest.cab url", COMPONENTS[0], BEGIN, "+300", 1) + "\r\n" for _ in range(3)
        ).encode()
        for number in (7, 9)
    }

    found = batch.read(texts, None, ("line", "byte_offset", "message"), Limits())

    assert {7: 3, 9: 3} == {number: census.lines for number, census in found.censuses.items()}
    assert [(7, 1), (7, 2), (7, 3), (9, 1), (9, 2), (9, 3)] == found.records.select("file", "line").rows()


def test_one_odd_line_leaves_its_log_alone():
    ordinary = (record("Get manifest.cab url", COMPONENTS[0], BEGIN, "+300", 1) + "\r\n").encode()

    found = batch.read({1: ordinary, 2: ordinary + b"bare\r\n"}, None, ("line",), Limits())

    assert [1] == list(found.censuses)
