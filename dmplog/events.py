"""The public event frame: the records whose message is known, with their fields.

The columns of the record frame, then `event`, then one column per field, in the order of the grammars and null where the message of
the row has no such field:

* with `events=`, the fields that messages of these events can have, whether or not a row fills them;
* without, the fields that some row fills.

A column is Int64 where the grammars give its field the shape of a whole number (`progress`, `size_kilobytes`), and String otherwise:
ids, hexadecimal numbers, versions, paths. `grammars/fields.lark` says what a shape is. A number too long for 64 bits is null, and
still stands in `message`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from pathlib import Path

import polars as pl

from dmplog.arguments import check_paths, several
from dmplog.data import own_knowledge
from dmplog.errors import UsageError
from dmplog.framing.options import read_options
from dmplog.grammar import Grammars
from dmplog.nearest import nearest
from dmplog.records import COLUMNS, Reading, read_paths, with_closed_lists


def read_events(
    *paths: str | Path,
    events: str | Iterable[str] | None = None,
    encoding: str | None = None,
    day_first: bool | None = None,
    utc_offset: int | None = None,
    knowledge: str | Path | None = None,
) -> pl.DataFrame:
    """Return every event in *paths*: the records whose message a grammar knows.

    Args:
        paths: What `dmplog.diagnose` takes.
        events: Only this event, or only these; None means all.
        encoding: Code page of text that is not Unicode.
        day_first: How pasted dates such as 02/07/2018 are read.
        utc_offset: Minutes added to local time to get UTC, for records that do not say.
        knowledge: A folder with your own `grammars/`, added to the shipped ones.

    Raises:
        BundleError: No path yields a file.
        EncodingNameError: No such encoding.
        UsageError: No grammar has such an event.
        GrammarError: A grammar of your own is wrong.

    >>> import dmplog
    >>> events = dmplog.read_events("fixtures/scenarios/healthy-download/bundle")
    >>> events.filter(event="update_applicable")["package_guid"].to_list()
    ['3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E']

    With *events* the columns are known beforehand, and numbers are numbers:

    >>> states = dmplog.read_events("fixtures/scenarios/healthy-download/bundle", events="state_message_generated")
    >>> states.columns[-3:], states["state_message"].max()
    (['event', 'package_guid', 'state_message'], 25)
    """
    check_paths(paths)
    with own_knowledge(knowledge):
        asked = known_events(events)
        return events_of(read_paths(paths, read_options(encoding, day_first, utc_offset)), asked)


def events_of(reading: Reading, asked: Sequence[str] | None) -> pl.DataFrame:
    """Return the event frame of what was read, of the events *asked* for, or of all."""
    rows = event_rows(reading.frame, asked)
    return event_columns(rows, [name for name in rows.columns if asked is not None or rows[name].count()])


def event_rows(frame: pl.DataFrame, asked: Sequence[str] | None) -> pl.DataFrame:
    """Return the records of *frame* that are events *asked* for, or any, with all their fields."""
    grammars = Grammars.load()
    found = grammars.match(frame, None if asked is None else grammars.fields_of(asked))
    return found.filter(pl.col("event").is_not_null() if asked is None else pl.col("event").is_in(asked))


def event_columns(rows: pl.DataFrame, names: Collection[str]) -> pl.DataFrame:
    """Return *rows* as the event frame has them, with those fields that are among *names*."""
    grammars = Grammars.load()
    fields = [name for name in grammars.fields if name in names]
    numbers = [pl.col(name).cast(pl.Int64, strict=False) for name in fields if name in grammars.numbers]
    return with_closed_lists(rows.select(*COLUMNS, "event", *fields), grammars).with_columns(numbers)


def known_events(names: str | Iterable[str] | None) -> list[str] | None:
    """Return *names*, each of which is an event of a grammar; None stands for all.

    Raises:
        UsageError: No grammar has such an event.
    """
    if names is None:
        return None
    asked, grammars = several("events", names), Grammars.load()
    for name in asked:
        if name not in grammars.events:
            near = nearest(name, grammars.events)
            hint = f"did you mean {near}?" if near else "`dmplog explain LINE` names the event of a line"
            raise UsageError(f"no event is called {name!r}; {hint}")
    return list(asked)
