"""Light rows: what is kept of every line whose message is known.

They carry what tracing needs (place in the file, clock, thread, event, key fields) and not the text: cited lines are fetched again by
byte offset. That keeps memory flat in the size of the bundle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import NamedTuple

import polars as pl

from dmplog import thinning
from dmplog.alarms import with_alarms
from dmplog.distinct import Distinct, distinct, places
from dmplog.earning import UNKNOWN_ROLE, with_role
from dmplog.framing.columns import RECORDS
from dmplog.framing.table import fingerprint
from dmplog.frozen import frozen
from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.thinning import OMITTED, Thinnable, left_of, marks

NEEDED = ("line", "byte_offset", "length", "component", "thread", "utc", "local", "level", "message")
"""The columns of records that light rows are made of."""

_MOST_REMEMBERED = 20_000
"""Of so many messages of a log it is remembered what they told; of more, of those of its last lines."""

_PLACE = ("file", "line", "byte_offset", "length", "thread", "utc", "local")
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


class _Remembered(NamedTuple):
    """Messages of a log, and what each of them told."""

    messages: pl.Series
    told: pl.DataFrame


class LightRows:
    """Makes light rows of records."""

    def __init__(self, grammars: Grammars, fields: WantedFields) -> None:
        self._grammars = grammars
        self._fields = fields
        self._events = pl.Enum(sorted({rule.name for rule in grammars.rules} | {UNRECOGNIZED}))
        self._remembered: dict[str, _Remembered] = {}
        self._roles = pl.Enum(sorted({*grammars.roles, UNKNOWN_ROLE}))

    def of(self, records: pl.DataFrame, role: pl.Expr) -> Kept:
        """Return what is kept of *records*, which have the columns `NEEDED` and `file u32`; *role* is that of their file.

        Light rows are `file u32, line u32, byte_offset u64, length u32, role, thread i64, utc, local, digest u64, times u32 (how many
        equal rows it stands for), omitted, passing (see `thinning`), event, alarm, harmless u16, consequence (the event it only follows from), template u64 (the masked
        text of an alarm), about, about_site (what an alarm names)`, and one Categorical column per wanted
        field; the field that ties lines to their work is a String, because a bundle may name any number of ids.
        """
        named = with_role(records, role)
        said = _said_once(named)
        told = self._told(named) if said.places is None else self._told_again(named, said.texts)
        each = pl.int_range(named.height, dtype=pl.UInt32, eager=True) if said.places is None else said.places
        rows = named.select(*_PLACE, told=each)
        event, counted = told["event"].gather(each), told["idle"].gather(each)
        known = event.is_not_null()
        idle = known & counted
        return Kept(
            self._thinned(rows.filter(known & ~counted), told),
            _last(rows.filter(idle), event.filter(idle)),
            _counted(rows.filter(known)),
            _counted(rows.filter(known & (event != UNRECOGNIZED))),
        )

    def _thinned(self, rows: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
        """Return the light rows of those of *rows* that say something new; what each tells stands in *told*."""
        what, left = self._fields.thinnable, None
        if rows.height >= thinning.LEAST:
            marked = marks(told, what) if "marks" not in told.columns else told["marks"].struct.unnest()
            asked = told.select("event", "digest").hstack(marked)[rows["told"]]
            left = left_of(rows.hstack(asked.select("event", "digest")), what, asked.drop("event", "digest"))
        if left is not None:
            rows = rows[left["place"]].hstack(left.drop("place"))
        return _light(rows.drop("told"), told.drop("idle", "marks", strict=False)[rows["told"]])

    def _told_again(self, records: pl.DataFrame, messages: pl.Series) -> pl.DataFrame:
        """Return what is told by *messages* of a log, as `_told` does, and their `marks`; those of the lines before are remembered.

        *records* have one role and no level, so that a text always tells the same.
        """
        role = str(records["role"][0])
        alike = [pl.lit(records[name][0], records.schema[name]).alias(name) for name in ("role", "level")]
        before = self._remembered.get(role)
        if before is None:
            told = self._marked(messages.to_frame("message").with_columns(alike))
            self._remembered[role] = _Remembered(_by_themselves(messages), told)
            return told
        known = places(messages, before.messages)
        unheard = messages.filter(known.is_null())
        if unheard.is_empty():
            return before.told[known]
        told = pl.concat([before.told, self._marked(unheard.to_frame("message").with_columns(alike))])
        behind = before.told.height - 1 + known.is_null().cum_sum()
        found = told[known.zip_with(known.is_not_null(), behind.cast(known.dtype))]
        heard = len(before.messages) + len(unheard)
        self._remembered[role] = (
            _Remembered(pl.concat([before.messages, _by_themselves(unheard)]), told)
            if heard <= _MOST_REMEMBERED
            else _Remembered(_by_themselves(messages), found)
        )
        return found

    def _marked(self, texts: pl.DataFrame) -> pl.DataFrame:
        told = self._told(texts)
        return told.with_columns(marks=marks(told, self._fields.thinnable).to_struct())

    def _told(self, texts: pl.DataFrame) -> pl.DataFrame:
        """Return what *texts*, which have `role, message, level`, tell wherever they stand, each in its row: the columns of light rows, and `idle`."""
        fields = self._fields
        matched = self._grammars.match(texts, fields=fields.names)
        alarming = with_alarms(matched, fields.harmless, fields.consequence)
        idle = pl.col("event").is_in(sorted(fields.idle)) & pl.col("alarm").is_null()
        return alarming.select(
            fingerprint(pl.col("message")).alias("digest"),
            pl.col("event").cast(self._events),
            "alarm",
            "harmless",
            pl.col("consequence").cast(self._events),
            "template",
            pl.col("role").cast(self._roles, strict=False),
            pl.col("about", "about_site").cast(pl.Categorical),
            *(
                pl.col(name) if name == fields.thinnable.claim else pl.col(name).cast(pl.Categorical)
                for name in fields.always
            ),
            *(
                pl.when(pl.col("event").is_in(sorted(events))).then(pl.col(name)).cast(pl.Categorical).alias(name)
                for name, events in fields.asked.items()
            ),
            idle=idle.fill_null(value=False),
        )

    def none(self) -> Kept:
        """Return what is kept of nothing: the columns and their types."""
        records = pl.DataFrame(schema={"file": pl.UInt32(), **RECORDS})
        return self.of(records, pl.lit(UNKNOWN_ROLE))


def _by_themselves(texts: pl.Series) -> pl.Series:
    """Return *texts* apart from the lines they stand in: one of them alone would keep the six million bytes of its chunk in memory."""
    return pl.Series(texts.name, texts.to_list(), dtype=texts.dtype)


def _said_once(records: pl.DataFrame) -> Distinct:
    """Return the messages of *records*, each once where they alone tell what a record is."""
    alike = records["role"].n_unique() == 1 and records["level"].null_count() == records.height
    return distinct(records["message"]) if alike else Distinct(records["message"], None)


def _light(standing: pl.DataFrame, told: pl.DataFrame) -> pl.DataFrame:
    """Return the light rows of records that are *standing* there and of which as much was *told*."""
    usual = {"passing": pl.lit(value=False), "omitted": pl.lit(None, dtype=OMITTED)}
    return (
        standing.with_columns(**{name: each for name, each in usual.items() if name not in standing.columns})
        .hstack(told)
        .select(
            *_PLACE[:4],
            "role",
            *_PLACE[4:],
            "digest",
            pl.lit(1, dtype=pl.UInt32).alias("times"),
            "omitted",
            "passing",
            *(name for name in told.columns if name not in ("role", "digest")),
        )
    )


def _last(rows: pl.DataFrame, events: pl.Series) -> pl.DataFrame:
    """Return the last of *rows* of each file, thread and event."""
    named = rows.with_columns(event=events.cast(pl.String))
    return named.group_by("file", "thread", "event", maintain_order=True).last().select(_IDLE)


def _counted(rows: pl.DataFrame) -> dict[int, int]:
    if rows.is_empty():
        return {}
    counts = rows["file"].value_counts(name="rows")
    return dict(zip(counts["file"].to_list(), counts["rows"].to_list(), strict=True))
