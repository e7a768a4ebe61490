"""A frame of records or events as a file: data to the letter (Parquet, JSONL), or a table for a spreadsheet (CSV).

Log text is hostile: in a CSV file what would act is shown, and what a spreadsheet would run is quoted; in JSONL it is escaped.
"""

from __future__ import annotations

import json
import re
from io import BytesIO
from pathlib import Path

import polars as pl

from dmplog.views.visible import ACTING, CONTROLS, escape_of

FORMULA = "=+-@\t\r"
"""What a spreadsheet would take for a formula at the start of a cell."""

_SLICE = 10_000


def save(frame: pl.DataFrame, place: Path, suffix: str) -> None:
    """Write *frame* to *place* as its *suffix* says: .parquet, .csv, or else JSONL."""
    if suffix == ".parquet":
        frame.write_parquet(place)
    elif suffix == ".csv":
        safe_cells(frame).write_csv(place)
    elif not _acting(frame):
        frame.write_ndjson(place)
    else:
        with place.open("wb") as file:
            for part in frame.iter_slices(_SLICE):
                file.write(_escaped(part))


def safe_cells(frame: pl.DataFrame) -> pl.DataFrame:
    r"""Return *frame* with texts that act on nothing: controls are shown, and a formula is a text.

    >>> safe_cells(pl.DataFrame({"message": ["=1+1", "\x1b[2J", "2"]}))["message"].to_list()
    ["'=1+1", '\\x1b[2J', '2']
    """
    shown = frame.with_columns(frame[name].replace(changed) for name, changed in _acting(frame).items())
    return shown.with_columns(
        pl.when(pl.col(name).str.slice(0, 1).is_in(list(FORMULA)))
        .then(pl.concat_str(pl.lit("'"), pl.col(name)))
        .otherwise(pl.col(name))
        .alias(name)
        for name, kind in frame.schema.items()
        if kind == pl.String
    )


def _acting(frame: pl.DataFrame) -> dict[str, dict[str, str]]:
    """Return, by column, the texts that would act, with what is shown for them."""
    found = {}
    for name, kind in frame.schema.items():
        if kind == pl.String:
            texts = frame[name].filter(frame[name].str.contains(ACTING).fill_null(value=False)).unique()
            if texts.len():
                found[name] = {text: CONTROLS.sub(_shown, text) for text in texts}
    return found


def _shown(found: re.Match[str]) -> str:
    # Tabs and line ends are quoted, and do nothing.
    return found[0] if found[0] in "\t\r" else escape_of(found[0])


def _escaped(frame: pl.DataFrame) -> bytes:
    lines = BytesIO()
    frame.write_ndjson(lines)
    return CONTROLS.sub(lambda found: json.dumps(found[0])[1:-1], lines.getvalue().decode()).encode()
