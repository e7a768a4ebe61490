"""What is written part by part is what the library returns as one frame."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest
from polars.testing import assert_frame_equal

import dmplog
from dmplog.events import known_events
from dmplog.framing.options import ReadOptions
from dmplog.parts import Parts
from dmplog.streaming import EventParts, RecordParts
from dmplog.views.tables import save

SOME = sorted(Path("fixtures/scenarios").iterdir())[::17]


@pytest.fixture(params=["gathered", "set aside"])
def size(request, monkeypatch):
    """Parts are so small that every scenario is written to disk, or so large that none is; chunks are of few lines."""
    if request.param == "set aside":
        monkeypatch.setattr("dmplog.parts.MOST_BYTES", 2_000)
        monkeypatch.setattr("dmplog.streaming.CHUNK", 4_096)


def one(rows):
    return pl.concat([pl.DataFrame(schema=rows.schema), *rows.frames()])


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("scenario", SOME, ids=lambda path: path.name)
def test_records_are_those_of_the_library(scenario):
    with Parts(TemporaryDirectory) as parts:
        found = one(RecordParts([scenario / "bundle"], ReadOptions(), parts))

    assert_frame_equal(dmplog.read_records(scenario / "bundle"), found)


@pytest.mark.usefixtures("size")
@pytest.mark.parametrize("asked", [None, "update_applicable"])
@pytest.mark.parametrize("scenario", SOME, ids=lambda path: path.name)
def test_events_are_those_of_the_library(scenario, asked):
    with Parts(TemporaryDirectory) as parts:
        found = one(EventParts([scenario / "bundle"], ReadOptions(), parts, known_events(asked)))

    assert_frame_equal(dmplog.read_events(scenario / "bundle", events=asked), found)


@pytest.mark.parametrize(
    ("suffix", "read"),
    [
        (".parquet", pl.read_parquet),
        (".csv", lambda place: pl.read_csv(place, infer_schema=False)),
        (".jsonl", lambda place: pl.read_ndjson(place, infer_schema_length=None)),
    ],
)
def test_a_file_of_many_parts_is_that_of_one(tmp_path, suffix, read):
    whole = dmplog.read_records("fixtures/scenarios/redist-fails-daily/bundle")
    save([whole], whole.schema, tmp_path / f"one{suffix}", suffix)
    save(whole.iter_slices(7), whole.schema, tmp_path / f"many{suffix}", suffix)
    save([], whole.schema, tmp_path / f"none{suffix}", suffix)

    assert_frame_equal(read(tmp_path / f"one{suffix}"), read(tmp_path / f"many{suffix}"))
    assert whole.height == read(tmp_path / f"many{suffix}").height
    if suffix != ".jsonl":
        assert read(tmp_path / f"one{suffix}").columns == read(tmp_path / f"none{suffix}").columns


def test_a_parquet_file_holds_the_library_frame_to_the_letter(tmp_path):
    whole = dmplog.read_records("fixtures/scenarios/redist-fails-daily/bundle")
    save(whole.iter_slices(50), whole.schema, tmp_path / "a.parquet", ".parquet")

    assert_frame_equal(whole, pl.read_parquet(tmp_path / "a.parquet"))


def test_nothing_is_left_beside_the_file(tmp_path, monkeypatch):
    monkeypatch.setattr("dmplog.parts.MOST_BYTES", 2_000)
    from dmplog.target import Target

    with Parts(Target(tmp_path / "a.parquet").room) as parts:
        rows = RecordParts(["fixtures/scenarios/redist-fails-daily/bundle"], ReadOptions(), parts)
        beside = [path.name.startswith(".dmplog-") for path in tmp_path.iterdir()]

    assert rows.told.unread == {}
    assert [True] == beside
    assert [] == list(tmp_path.iterdir())


def test_whose_log_a_file_is_may_stand_in_its_last_line(tmp_path, monkeypatch):
    monkeypatch.setattr("dmplog.parts.MOST_BYTES", 1)
    monkeypatch.setattr("dmplog.streaming.CHUNK", 200)
    line = "{}  $$<SMS_HIERARCHY_MANAGER><12-17-2024 15:00:{:02}.000+300><thread=5000 (0x1388)>\r\n"
    texts = [
        *(f"Processing site control file {number}" for number in range(20)),
        'STATMSG: ID=3306 SEV=I LEV=M SOURCE="SMS Server" COMP="SMS_HIERARCHY_MANAGER" SYS=SITE01.contoso.com SITE=PS1 PID=1 TID=5000 GMTDATE=Tue Dec 17 20:00:20.000 2024',
    ]
    (tmp_path / "hman.log").write_text("".join(line.format(text, second) for second, text in enumerate(texts)))
    with Parts(TemporaryDirectory) as parts:
        found = one(RecordParts([tmp_path], ReadOptions(), parts))

    assert ["PS1"] == found["site"].unique().to_list()
    assert 21 == found.height
    assert_frame_equal(dmplog.read_records(tmp_path), found)


def test_the_command_writes_what_the_library_returns(tmp_path):
    bundle = "fixtures/scenarios/redist-fails-daily/bundle"
    subprocess.run([sys.executable, "-m", "dmplog", "records", bundle, "-o", tmp_path / "a.parquet", "-q"], check=True)

    assert_frame_equal(dmplog.read_records(bundle), pl.read_parquet(tmp_path / "a.parquet"))
