"""Real logs: the UTC of their records agrees with the UTC times that the same records quote."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from reading import read

LOGS = Path(__file__).resolve().parents[3] / "shared" / "logs"

pytestmark = pytest.mark.skipif(not LOGS.is_dir(), reason="the public logs are not beside this checkout")


def test_client_records_agree_with_the_utc_times_they_quote():
    frames = [read(path.read_bytes())[0] for path in sorted((LOGS / "client-2012r2").glob("*.log"))]
    records = pl.concat(frames).with_columns(
        quoted=pl.col("message")
        .str.extract(r'DateTime = "([0-9]{14}\.[0-9]{6})\+000"')
        .str.to_datetime("%Y%m%d%H%M%S%.6f", strict=False, time_unit="ns", time_zone="UTC")
    )
    quoting = records.filter(pl.col("quoted").is_not_null() & (pl.col("bias") == 300))
    late = quoting.filter((pl.col("utc") - pl.col("quoted")).dt.total_seconds().abs() > 2)
    assert quoting.height > 1600
    # A few events were queued and written down later.
    assert late.height <= 5


def test_no_record_of_the_workers_is_swallowed():
    for path in sorted((LOGS / "service-connection-workers").iterdir()):
        data = path.read_bytes()
        expected = data.count(b"]LOG]!><time=") + data.count(b"$$<")
        assert expected == read(data)[0].height, path.name


def test_site_server_stamps_agree_with_their_status_messages():
    for path in sorted((LOGS / "site-server-2509").rglob("BgbServer.*")):
        _, census = read(path.read_bytes())
        assert ((), "simple", 0) == (census.problems, census.framing, census.unparsed_lines), path.name


def test_every_record_of_the_client_logs_is_found():
    for path in sorted((LOGS / "client-2012r2").glob("*.log")):
        data = path.read_bytes()
        frame, census = read(data)
        assert data.count(b']LOG]!><time="') == census.records == frame.height, path.name


def test_official_messages_are_records():
    for path in sorted((LOGS / "official-messages").glob("*.txt")):
        _, census = read(path.read_bytes())
        assert 0 == census.unparsed_lines, path.name
