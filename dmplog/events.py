"""The public event frame: the records whose message is known, with their fields.

The columns of the record frame, `event`, and one nullable String column per field of any grammar (`package_guid`, `state` …).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from dmplog.framing.options import ReadOptions
from dmplog.grammar import Grammars
from dmplog.records import COLUMNS, read_frames


def read_events(
    *paths: str | Path, encoding: str | None = None, day_first: bool | None = None, utc_offset: int | None = None
) -> pl.DataFrame:
    """Return every event in *paths*: the records whose message a grammar knows.

    Args:
        paths: What `dmplog.diagnose` takes.
        encoding: Code page of text that is not Unicode.
        day_first: How pasted dates such as 02/07/2018 are read.
        utc_offset: Minutes added to local time to get UTC, for records that do not say.

    Raises:
        BundleError: No path yields a file.
        EncodingNameError: No such encoding.

    >>> import dmplog
    >>> events = dmplog.read_events("fixtures/scenarios/healthy-download/bundle")
    >>> events.filter(event="update_applicable")["package_guid"].to_list()
    ['3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E']
    """
    grammars = Grammars.load()
    frame = read_frames(paths, ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset))
    matched = grammars.match(frame).filter(pl.col("event").is_not_null())
    return matched.select(*COLUMNS, "event", *(name for name in grammars.fields if name in matched.columns))
