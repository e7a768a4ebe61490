"""Short ways to read bytes in the tests of the framings."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import polars as pl

from dmplog.framing.columns import RECORDS
from dmplog.framing.reader import Census, ReadOptions, RecordReader


def read(data: bytes, **options: Any) -> tuple[pl.DataFrame, Census]:
    """Return the records of *data* and its census."""
    named = {name: options.pop(name) for name in ("encoding", "day_first", "utc_offset") if name in options}
    reader = RecordReader("x.log", len(data), BytesIO(data), options=ReadOptions(**named), **options)
    frames = list(reader.frames())
    return pl.concat([pl.DataFrame(schema=RECORDS), *frames]), reader.census


def rows(data: bytes | str, **options: Any) -> list[dict[str, Any]]:
    """Return the records of *data* as dicts."""
    return read(data.encode() if isinstance(data, str) else data, **options)[0].rows(named=True)


def utc_texts(data: bytes | str, **options: Any) -> list[str | None]:
    """Return the UTC times of the records of *data*, with all their digits."""
    frame, _ = read(data.encode() if isinstance(data, str) else data, **options)
    return frame["utc"].dt.strftime("%Y-%m-%dT%H:%M:%S%.f").to_list()
