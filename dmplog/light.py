"""Light rows: what is kept of every line whose message is known.

They carry what tracing needs (place in the file, clock, thread, event, key fields) and not the text: cited lines are fetched again by
byte offset. That keeps memory flat in the size of the bundle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

import polars as pl

from dmplog.alarms import with_alarms
from dmplog.earning import UNKNOWN_ROLE, with_role
from dmplog.framing.columns import RECORDS
from dmplog.framing.table import fingerprint
from dmplog.frozen import frozen
from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.thinning import OMITTED, Thinnable, thin

NEEDED = ("line", "byte_offset", "length", "component", "thread", "utc", "local", "level", "message")
"""The columns of records that light rows are made of."""

_IDLE = ("file", "thread", "utc", "local", "event")


@frozen
class WantedFields:
    """What light rows keep.

    Attributes:
        always: Fields kept of every event.
        asked: Fields kept only of the events a flowchart asks them of.
        idle: Events that are counted and not kept, unless a line of them alarms; of each thread the last of each event is known.
        harmless: Gives the number of the known harmless line that a row is, null where it is none.
        consequence: Gives the event a row only follows from, null where it says something of its own.
        cycle_begins: Whether a row begins a cycle of a log that repeats itself.
        cycle_subjects: The fields that name whom such a cycle is about, each with the values that stand for nobody.
        thinnable: The events of which a file that holds thousands may lose what says nothing new.
    """

    always: tuple[str, ...]
    asked: Mapping[str, frozenset[str]]
    idle: frozenset[str] = frozenset()
    cycle_begins: pl.Expr = field(default_factory=lambda: pl.lit(value=False))
    cycle_subjects: Mapping[str, frozenset[str]] = field(default_factory=dict)
    harmless: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.UInt16))
    consequence: pl.Expr = field(default_factory=lambda: pl.lit(None, dtype=pl.String))
    thinnable: Thinnable = field(default_factory=Thinnable)

    @property
    def names(self) -> tuple[str, ...]:
        """Every field that is kept of any event."""
        return (*self.always, *self.asked)


class Kept(NamedTuple):
    """What is kept of some records.

    Attributes:
        rows: Their light rows; see `LightRows.of`.
        idle: Of each event of each file and thread the last row that is counted and not kept: `file u32, thread i64, utc, local, event`.
        events: How many records each file has that are events.
        known: How many of those are messages of a grammar.
    """

    rows: pl.DataFrame
    idle: pl.DataFrame
    events: Mapping[int, int]
    known: Mapping[int, int]


class LightRows:
    """Makes light rows of records."""

    def __init__(self, grammars: Grammars, fields: WantedFields) -> None:
        self._grammars = grammars
        self._fields = fields
        self._events = pl.Enum(sorted({rule.name for rule in grammars.rules} | {UNRECOGNIZED}))
        self._roles = pl.Enum(sorted({*grammars.roles, UNKNOWN_ROLE}))

    def of(self, records: pl.DataFrame, role: pl.Expr) -> Kept:
        """Return what is kept of *records*, which have the columns `NEEDED` and `file u32`; *role* is that of their file.

        Light rows are `file u32, line u32, byte_offset u64, length u32, role, thread i64, utc, local, digest u64, times u32 (how many
        equal rows it stands for), omitted, passing (see `thinning`), event, alarm, harmless u16, consequence (the event it only follows from), template u64 (the masked
        text of an alarm), about, about_site (what an alarm names)`, and one Categorical column per wanted
        field; the field that ties lines to their work is a String, because a bundle may name any number of ids.
        """
        fields = self._fields
        matched = self._grammars.match(with_role(records, role), fields=fields.names)
        matched = matched.filter(pl.col("event").is_not_null())
        alarming = with_alarms(matched, fields.harmless, fields.consequence)
        idle = pl.col("event").is_in(sorted(fields.idle)) & pl.col("alarm").is_null()
        return Kept(
            thin(self._light(alarming.filter(~idle)), fields.thinnable),
            alarming.filter(idle).group_by("file", "thread", "event", maintain_order=True).last().select(_IDLE),
            _counted(matched),
            _counted(matched.filter(pl.col("event") != UNRECOGNIZED)),
        )

    def none(self) -> Kept:
        """Return what is kept of nothing: the columns and their types."""
        records = pl.DataFrame(schema={"file": pl.UInt32(), **RECORDS})
        return self.of(records, pl.lit(UNKNOWN_ROLE))

    def _light(self, kept: pl.DataFrame) -> pl.DataFrame:
        return kept.select(
            "file",
            "line",
            "byte_offset",
            "length",
            pl.col("role").cast(self._roles, strict=False),
            "thread",
            "utc",
            "local",
            fingerprint(pl.col("message")).alias("digest"),
            pl.lit(1, dtype=pl.UInt32).alias("times"),
            pl.lit(None, dtype=OMITTED).alias("omitted"),
            pl.lit(value=False).alias("passing"),
            pl.col("event").cast(self._events),
            "alarm",
            "harmless",
            pl.col("consequence").cast(self._events),
            "template",
            pl.col("about", "about_site").cast(pl.Categorical),
            *(
                pl.col(name) if name == self._fields.thinnable.claim else pl.col(name).cast(pl.Categorical)
                for name in self._fields.always
            ),
            *(
                pl.when(pl.col("event").is_in(sorted(events))).then(pl.col(name)).cast(pl.Categorical).alias(name)
                for name, events in self._fields.asked.items()
            ),
        )


def _counted(rows: pl.DataFrame) -> dict[int, int]:
    if rows.is_empty():
        return {}
    counts = rows["file"].value_counts(name="rows")
    return dict(zip(counts["file"].to_list(), counts["rows"].to_list(), strict=True))
