"""The record or event frame of some paths, a part at a time: what the library returns as one frame, in memory that does not grow with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl

from dmplog.events import event_columns, event_rows
from dmplog.framing.columns import RECORDS
from dmplog.framing.options import ReadOptions
from dmplog.grammar import Grammars
from dmplog.parts import Parts
from dmplog.records import COLUMNS, with_closed_lists
from dmplog.survey import Survey, Told

CHUNK = 2 * 1024 * 1024
"""So much of a file is looked at as a whole: every column of it is kept, which is several times as much."""


class RecordParts:
    """The records of *paths*, read into *parts* first, because whose log a file is may stand in its last line.

    Attributes:
        told: What all of them tell of the files.
    """

    def __init__(self, paths: Sequence[str | Path], options: ReadOptions, parts: Parts) -> None:
        survey = Survey(paths, options, chunk_size=CHUNK)
        self._parts = parts
        for frame in survey.frames():
            self._take(frame)
        self.told: Told = survey.finish()

    def _take(self, frame: pl.DataFrame) -> None:
        self._parts.add(frame.drop("length", "level"))

    @property
    def schema(self) -> pl.Schema:
        """The columns of every frame."""
        kinds = {**RECORDS, **dict.fromkeys(("file", "role", "server", "site"), pl.String())}
        return self._shown(pl.DataFrame(schema=kinds)).schema

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the frame of the library, part by part."""
        for part in self._parts.frames():
            yield self._shown(self.told.complete(part))

    def _shown(self, frame: pl.DataFrame) -> pl.DataFrame:
        return with_closed_lists(frame.select(COLUMNS), Grammars.load())


class EventParts(RecordParts):
    """The events of *paths* that are *asked* for, or all."""

    def __init__(
        self, paths: Sequence[str | Path], options: ReadOptions, parts: Parts, asked: Sequence[str] | None
    ) -> None:
        self._asked = asked
        self._filled: dict[str, set[str]] = {}
        super().__init__(paths, options, parts)

    def _take(self, frame: pl.DataFrame) -> None:
        rows = event_rows(frame, self._asked)
        if rows.is_empty():
            return
        grammars = Grammars.load()
        fields = [name for name in grammars.fields if name in rows.columns and rows[name].count()]
        # A frame holds records of one file.
        self._filled.setdefault(rows["file"][0], set()).update(fields)
        self._parts.add(rows.select(*RECORDS, "file", "role", "event", *fields).drop("length", "level"))

    @property
    def schema(self) -> pl.Schema:
        """The columns of every frame."""
        names = {**RECORDS, **dict.fromkeys(("file", "role", "server", "site", "event"), pl.String())}
        return self._shown(pl.DataFrame(schema=names)).schema

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the frame of the library, part by part."""
        for part in self._parts.frames():
            # A file that only looks like a log holds no events.
            yield self._shown(self.told.complete(part.filter(~pl.col("file").is_in(sorted(self.told.lookalikes)))))

    def _shown(self, frame: pl.DataFrame) -> pl.DataFrame:
        grammars = Grammars.load()
        if self._asked is not None:
            names = set(grammars.fields_of(self._asked))
        else:
            names = set().union(*(names for file, names in self._filled.items() if file not in self.told.lookalikes))
        absent = [
            pl.lit(None, pl.String).alias(name) for name in grammars.fields if name in names.difference(frame.columns)
        ]
        return event_columns(frame.with_columns(absent), names)
