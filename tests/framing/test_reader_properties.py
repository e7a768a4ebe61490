"""Rules that hold for any bytes: every line is accounted for, and neither chunk size nor `keep` changes what is read."""

from __future__ import annotations

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from reading import read

from dmplog.limits import Limits

SIMPLE = "Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>"
CCM = '<![LOG[Successfully done.]LOG]!><time="22:14:46.577+300" date="10-12-2013" component="A" context="" type="1" thread="7" file="a.cpp:1">'
FRAGMENTS = (
    SIMPLE,
    "ERROR: no " + SIMPLE,
    "   at System.Net.Foo()  $$<SMS_X><09-23-2015 01:21:37.012-120><thread=1 (0x1)>",
    "System.Net.WebException: timed out",
    "no bias  $$<SMS_X><09-23-2015 01:21:37.012><thread=1 (0x1)>",
    "old  $$<SMS_X><Fri Sep 03 12:23:46.229 1999 Central Daylight Time><thread=1 (0x1)>",
    "$$<CliEx32.dll>",
    "half  $$<SMS_X><09-23-2015 01:2",
    CCM,
    CCM.replace("+300", "").replace("]LOG", "\nsecond line\n]LOG", 1),
    "<![LOG[never closed",
    "<![LOG[",
    "]LOG]!>",
    ']LOG]!><time="09:15',
    'x]LOG]!><time="22:14:46.577+300" date="10-12-2013" thread="">',
    "Download manifest.cab SMS_DMP_DOWNLOADER 8/2/2016 2:20:24 PM 7568 (0x1D90)",
    "msg\tSMS_X\t27/09/2022 17:14:44\t9628 (0x259C)",
    "4580 (0x11e4)    INFO: Verifying",
    "<01-04-2013 16:25:14> INFO: Check Sql version.",
    "2024-11-19 11:53:40 INFO:downloading redist",
    "<MAXIMUM LOG FILE SIZE REACHED - FILE RENAMED>",
    "\0" * 40,
    "\ufeff",
    "다운로드 실패",
    "\U0001f600",
    "",
    "   ",
)
ENDS = ("\n", "\r\n", "", " ", "\r")
LINES = st.lists(st.tuples(st.sampled_from(FRAGMENTS), st.sampled_from(ENDS)), max_size=14).map(
    lambda parts: "".join(text + end for text, end in parts)
)
CONTENTS = st.one_of(
    st.binary(max_size=400),
    LINES.map(str.encode),
    st.tuples(LINES, st.binary(max_size=12), LINES).map(lambda parts: parts[0].encode() + parts[1] + parts[2].encode()),
    LINES.map(lambda text: text.encode("utf-16")),
    LINES.map(lambda text: text.encode("utf-16-be")),
    LINES.map(lambda text: text.replace("\ufeff", "").replace("\U0001f600", "").encode("cp949")),
    LINES.map(lambda text: (text * 3).encode("utf-8-sig")),
)
WANTED = pl.col("message").str.contains("(?i)^[~ ]*(?:Get manifest|ERROR|System|second)") | pl.col(
    "message"
).str.ends_with("e.")


def wanted(messages):
    return messages.to_frame("message").select(WANTED.fill_null(value=False)).to_series()


@settings(deadline=None, max_examples=60)
@given(CONTENTS)
def test_every_line_is_in_a_record_or_counted(data):
    frame, census = read(data)
    body = data[3:] if data.startswith(b"\xef\xbb\xbf") else data
    if not census.encoding.startswith("utf-16"):
        assert body.count(b"\n") + (not body.endswith(b"\n") and body != b"") == census.lines
    assert census.lines == census.record_lines + census.unparsed_lines + census.marker_lines
    assert census.records == frame.height
    assert len(data) == census.bytes


@settings(deadline=None, max_examples=40)
@given(CONTENTS, st.sampled_from((1, 7, 64, 301)))
def test_the_size_of_the_chunks_changes_nothing(data, chunk_size):
    whole, whole_census = read(data)
    pieces, pieces_census = read(data, chunk_size=chunk_size)
    assert_frame_equal(whole, pieces)
    assert whole_census == pieces_census


@settings(deadline=None, max_examples=15)
@given(CONTENTS, st.sampled_from((16, 90, 200)), st.sampled_from((30, 64)))
def test_short_limits_do_not_make_the_size_of_the_chunks_matter(data, line_bytes, chunk_size):
    limits = Limits(line_bytes=line_bytes)
    whole, whole_census = read(data, limits=limits)
    pieces, pieces_census = read(data, limits=limits, chunk_size=chunk_size)
    assert_frame_equal(whole, pieces)
    assert whole_census == pieces_census


@settings(deadline=None, max_examples=40)
@given(CONTENTS, st.sampled_from((50, 10_000)))
def test_keeping_is_filtering(data, chunk_size):
    everything, census = read(data, chunk_size=chunk_size)
    kept, kept_census = read(data, chunk_size=chunk_size, keep=wanted)
    assert_frame_equal(everything.filter(WANTED), kept)
    assert census == kept_census


@settings(deadline=None, max_examples=40)
@given(CONTENTS)
def test_offset_and_length_cut_the_record_out_of_the_file(data):
    frame, census = read(data)
    encoding = census.encoding.split(" ")[0]
    for offset, length, raw in frame.select("byte_offset", "length", "raw").iter_rows():
        cut = data[offset : offset + length]
        texts = [cut.decode(encoding if encoding != "binary" else "cp1252", "replace")]
        if not encoding.startswith("utf-16"):
            texts.append(cut.decode("utf-8", "replace"))
        assert raw in texts or "\ufffd" in raw


MESSAGES = st.text(st.characters(exclude_characters="\r\n\0\ufeff$", exclude_categories=["Cs"]), max_size=40)


@settings(deadline=None, max_examples=40)
@given(MESSAGES, st.sampled_from(("C", "Configuration Manager Setup")), st.datetimes(), st.integers(-899, 899))
def test_the_short_way_reads_what_the_long_way_reads(message, component, local, bias):
    end = f"  $$<{component}><{local:%m-%d}-{local.year % 60 + 1990} {local:%H:%M:%S}.{local.microsecond // 1000:03}{bias:+03d}>"
    line = f"{message}{end}<thread=7 (0x7)>"
    short, _ = read(f"{line}\n".encode())
    # A blank behind the end is no part of what the product writes, so this line goes the long way.
    long, _ = read(f"{line} \n".encode())
    assert_frame_equal(short.drop("raw", "length"), long.drop("raw", "length"))
