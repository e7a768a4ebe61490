"""A frame of records or events as a file: data to the letter (Parquet, JSONL), or a table for a spreadsheet (CSV).

Log text is hostile: in a CSV file what would act is shown, and what a spreadsheet would run is quoted; in JSONL it is escaped.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path

import polars as pl
from polars.io.plugins import register_io_source

from dmplog.looks.visible import ACTING, CONTROLS, escape_of

FORMULA = "=+-@\t\r"
"""What a spreadsheet would take for a formula at the start of a cell."""

_SLICE = 10_000
_GROUP = 20_000
"""Rows that are compressed together: each of them is held until then."""


def save(frames: Iterable[pl.DataFrame], schema: pl.Schema, place: Path, suffix: str) -> None:
    """Write *frames*, all of them with the columns *schema*, to *place* as its *suffix* says: .parquet, .csv, or else JSONL."""
    if suffix == ".parquet":
        _parquet(frames, schema, place)
        return
    with place.open("wb") as file:
        if suffix == ".csv":
            pl.DataFrame(schema=schema).write_csv(file)
        for frame in frames:
            if suffix == ".csv":
                safe_cells(frame).write_csv(file, include_header=False)
            elif not _acting(frame):
                frame.write_ndjson(file)
            else:
                file.writelines(_escaped(part) for part in frame.iter_slices(_SLICE))


def _parquet(frames: Iterable[pl.DataFrame], schema: pl.Schema, place: Path) -> None:
    # The engine takes one frame after the other, and holds so many rows until it writes them.
    def source(
        columns: list[str] | None, _predicate: pl.Expr | None, _most: int | None, _batch: int | None
    ) -> Iterator[pl.DataFrame]:
        for frame in frames:
            yield frame if columns is None else frame.select(columns)

    register_io_source(source, schema=schema).sink_parquet(place, row_group_size=_GROUP)


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
