"""Finds the event of every message of a frame, column by column.

Lines are parted by the literal they begin with before any pattern captures anything: a capture costs a hundred times a
comparison, and a line belongs to very few rules.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import polars as pl

from dmplog.failures import alarm, hinted
from dmplog.frozen import frozen
from dmplog.grammar.compile import NOISE, Pattern, Spelling
from dmplog.grammar.sequence import FREE_TEXT, UNRECOGNIZED, Hole, Literal

_KEY = 16
"""How many characters of a message decide which rules are tried: "successfully dr" is told from "successfully do"."""

_ROW, _MESSAGE, _FOUND, _GROUPS = "_row", "_message", "_found", "_groups"
"""Columns of the work at hand. No field begins with `_`."""


class RoleMatcher:
    """Finds the events of the messages of one log."""

    def __init__(self, spellings: Iterable[Spelling]) -> None:
        self._spellings = tuple(spellings)
        self._by_prefix: dict[int, dict[str, tuple[int, ...]]] = {}
        self._always: tuple[int, ...] = ()
        self._patterns: dict[tuple[int, frozenset[str]], Pattern] = {}
        for number, spelling in enumerate(self._spellings):
            if prefix := spelling.literal[:_KEY]:
                table = self._by_prefix.setdefault(len(prefix), {})
                table[prefix] = (*table.get(prefix, ()), number)
            else:
                self._always = (*self._always, number)

    def match(self, lines: pl.DataFrame, wanted: frozenset[str]) -> list[pl.DataFrame]:
        """Return frames of `_row`, `event` and the fields found, every row in one of them; *lines* is as `numbered` made it.

        A row that is no event is in a frame without the column `event`.
        """
        blank = lines.filter(pl.col(_MESSAGE).is_null())
        trials = self._parted(lines.drop_nulls(_MESSAGE) if blank.height else lines)
        done = [unknown(blank)]
        while trials:
            results = pl.collect_all([self._query(trial, wanted) for trial in trials])
            following: list[_Trial] = []
            for trial, result in zip(trials, results, strict=True):
                found = result if result[_FOUND].all() else result.filter(_FOUND)
                if found.height:
                    done.append(found)
                if found.height < result.height:
                    missed = result.filter(~pl.col(_FOUND)).select(_ROW, _MESSAGE)
                    following.append(_Trial(missed, trial.candidates[1:]))
            trials = [trial for trial in following if trial.candidates]
            done += [_errors(trial.lines) for trial in following if not trial.candidates]
        return done

    def _query(self, trial: _Trial, wanted: frozenset[str]) -> pl.LazyFrame:
        if not trial.candidates:
            return trial.lines.lazy().with_columns(pl.lit(value=False).alias(_FOUND))
        number = trial.candidates[0]
        spelling = self._spellings[number]
        key = number, wanted.intersection(spelling.rule.fields)
        if key not in self._patterns:
            self._patterns[key] = spelling.pattern(key[1])
        return _captured(trial.lines.lazy(), spelling, self._patterns[key])

    def _parted(self, lines: pl.DataFrame) -> list[_Trial]:
        """Part *lines* by the rules their first characters allow."""
        keyed = lines.with_columns(key=pl.col(_MESSAGE).str.head(_KEY).str.to_lowercase())
        keys = keyed.select(pl.col("key").unique(maintain_order=True))
        tables = dict(sorted(self._by_prefix.items()))
        if not tables:
            return [_Trial(lines, self._always)]
        # One column per length of prefix: the number of the prefix the key begins with, or null.
        columns = [
            pl.col("key")
            .str.head(length)
            .replace_strict(list(table), list(range(len(table))), default=None, return_dtype=pl.UInt16)
            .alias(f"n{length}")
            for length, table in tables.items()
        ]
        names = [f"n{length}" for length in tables]
        numbered = [list(table.values()) for table in tables.values()]
        groups = keys.select("key", *columns).group_by(names, maintain_order=True).agg("key")
        candidates = [self._candidates(row, numbered) for row in groups.select(names).iter_rows()]
        places = groups.select(part=pl.int_range(pl.len(), dtype=pl.UInt32), key="key").explode(
            "key", empty_as_null=True
        )
        parted = (
            keyed.join(places, on="key", how="left").drop("key").partition_by("part", as_dict=True, include_key=False)
        )
        return [
            _Trial(frame, candidates[int(str(number))])
            for (number,), frame in sorted(parted.items(), key=lambda item: item[0])
        ]

    def _candidates(self, row: Sequence[int | None], numbered: list[list[tuple[int, ...]]]) -> tuple[int, ...]:
        found = [numbered[column][number] for column, number in enumerate(row) if number is not None]
        # Spellings are numbered longest literal first, so the order of numbers is the order to try them in.
        return tuple(sorted(number for numbers in (*found, self._always) for number in numbers))


@frozen
class _Trial:
    """Lines that may be one of the spellings *candidates*, the first of which is tried next."""

    lines: pl.DataFrame
    candidates: tuple[int, ...]


def _captured(lines: pl.LazyFrame, spelling: Spelling, pattern: Pattern) -> pl.LazyFrame:
    event = pl.lit(spelling.rule.name).alias("event")
    text = pl.col(_MESSAGE)
    found = text.str.contains(pattern.regex).alias(_FOUND)
    if not pattern.groups:
        return lines.with_columns(found, event)
    match spelling.parts:
        case (Literal(literal), Hole()):
            # What follows the literal is the field: half the cost of a capture, and half the lines of a log.
            value = pl.when(pl.col(_FOUND)).then(text.str.slice(len(literal))).alias(pattern.groups[0])
            return lines.with_columns(found, event).with_columns(value)
    # The empty group at the end tells a match whose fields are all absent from no match.
    regex = pattern.regex.removesuffix("$") + "(?P<end>)$"
    groups: dict[str, list[pl.Expr]] = {}
    for number, field in enumerate(pattern.groups):
        groups.setdefault(field, []).append(pl.col(_GROUPS).struct.field(f"g{number}"))
    fields = [pl.coalesce(parts).alias(field) for field, parts in groups.items()]
    found = pl.col(_GROUPS).struct.field("end").is_not_null().alias(_FOUND)
    return (
        lines.with_columns(text.str.extract_groups(regex).alias(_GROUPS))
        .with_columns(found, event, *fields)
        .drop(_GROUPS)
    )


def _errors(lines: pl.DataFrame) -> pl.DataFrame:
    """Return *lines*, which no rule knows, those that alarm as an event with their text."""
    # In two steps, because what is not hinted at need not be looked at further, and an expression looks at every line.
    likely = lines.filter(hinted(pl.col(_MESSAGE)))
    error = pl.col(_ROW).is_in(likely.filter(alarm(likely[_MESSAGE]).is_not_null())[_ROW].implode())
    event = pl.when(error).then(pl.lit(UNRECOGNIZED)).alias("event")
    return lines.select(_ROW, event, pl.when(error).then(pl.col(_MESSAGE)).alias(FREE_TEXT))


def numbered(frame: pl.DataFrame) -> pl.DataFrame:
    """Return `role` and what there is to match: the number of each row and its message without the noise at its ends."""
    message = pl.col("message").str.strip_chars(NOISE).alias(_MESSAGE)
    return frame.select("role", pl.int_range(pl.len(), dtype=pl.UInt32).alias(_ROW), message)


def with_stated(frame: pl.DataFrame, roles: Iterable[str]) -> pl.DataFrame:
    """Return *frame*, matched, with what is no event in a log of *roles* and yet an alarm by its own `level` as an error nobody knows."""
    asked = pl.col("level").is_not_null() & pl.col("event").is_null() & pl.col("role").is_in(list(roles))
    # Most framings have no level: their lines are not looked at once more.
    if not frame.select(asked.any()).item():
        return frame
    said = alarm(frame["message"], frame["level"]).is_not_null() & (pl.col("message").str.strip_chars(NOISE) != "")
    stated = asked & said
    text = [pl.when(stated).then(pl.col("message").str.strip_chars(NOISE)).otherwise(FREE_TEXT).alias(FREE_TEXT)]
    return frame.with_columns(
        pl.when(stated).then(pl.lit(UNRECOGNIZED)).otherwise("event").alias("event"),
        *(text if FREE_TEXT in frame.columns else []),
    )


def unknown(lines: pl.DataFrame) -> pl.DataFrame:
    """Return what is found in the *lines* of a log nobody knows: nothing."""
    return _columns(lines, (_ROW,))


def placed(found: list[pl.DataFrame], fields: Sequence[str]) -> pl.DataFrame:
    """Return `event` and *fields* for every row of *found*, in the order of the rows; null where there is nothing."""
    wanted = ("event", *fields)
    known = [_columns(frame, (_ROW, *(name for name in wanted if name in frame.columns))) for frame in found]
    shape = pl.DataFrame(schema={_ROW: pl.UInt32, "event": pl.String})
    rows = pl.concat([shape, *known], how="diagonal").sort(_ROW)
    # A field nobody found is one null, however many rows there are: fifty columns of nulls cost more than the matching.
    absent = [pl.lit(None, pl.String).alias(field) for field in fields if field not in rows.columns]
    return rows.with_columns(absent).select(wanted)


def _columns(frame: pl.DataFrame, names: Sequence[str]) -> pl.DataFrame:
    """Return the columns *names* of *frame*, without the query that `select` would run for each of a hundred small frames."""
    return pl.DataFrame([frame.get_column(name) for name in names])
