"""What role a file plays: a role is earned (truth rule T4), and it is decided here for every command alike."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

import polars as pl

from dmplog.bundle import LogFile
from dmplog.framing import ccm, pasted, plain
from dmplog.framing.columns import RECORDS
from dmplog.framing.reader import Census, ReadOptions, RecordReader
from dmplog.framing.sight import Keep
from dmplog.framing.source import CHUNK
from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.limits import Limits
from dmplog.roles import OTHER, known_roles, role_of_component

UNKNOWN_ROLE = OTHER

_SAMPLE = 500
"""So many records are looked at where the name of a file says nothing."""


class Claim(NamedTuple):
    """The role a file claims, and what stands in it: *known* counts the messages that its role knows."""

    role: str
    census: Census
    known: int


def reader_of(  # noqa: PLR0913 - the file, and how to read it
    log: LogFile,
    stream: BinaryIO,
    options: ReadOptions,
    limits: Limits,
    *,
    keep: Keep | None = None,
    sift: bool = True,
    columns: Sequence[str] = tuple(RECORDS),
    chunk_size: int = CHUNK,
) -> RecordReader:
    """Return the reader of *log*, *chunk_size* bytes at a time; what was pasted is read as what it was."""
    path, named = log.path, log.role != UNKNOWN_ROLE
    if log.size <= pasted.MOST_BYTES and not (named and path is not None and not _looks_pasted(path)):
        stream, path = cast("BinaryIO", pasted.Unpasted(stream, named=named)), None
    return RecordReader(
        log.name,
        log.size,
        stream,
        path,
        keep=keep,
        sift=sift,
        columns=columns,
        options=options,
        limits=limits,
        chunk_size=chunk_size,
    )


def _looks_pasted(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return pasted.looks_pasted(file.read(pasted.HEAD))
    except OSError:
        # Whoever reads it says what is wrong with it.
        return False


def with_role(frame: pl.DataFrame, role: pl.Expr) -> pl.DataFrame:
    """Return *frame* with the role of every record: by its component, else the role of its file."""
    names = frame["component"].unique().to_list() if frame.height else []
    known = {name: found for name in names if name is not None and (found := role_of_component(name)) is not None}
    by_component = pl.col("component").replace_strict(known, default=None, return_dtype=pl.String)
    return frame.with_columns(pl.coalesce(by_component, role).alias("role"))


def settled_role(role: str, frame: pl.DataFrame, grammars: Grammars) -> str:
    """Return the role of a file whose name says nothing, from bare messages: the grammar that knows most of them."""
    if role != UNKNOWN_ROLE or frame.is_empty() or frame["component"].is_not_null().any():
        return role
    # To ask every grammar takes long, and one pattern tells what none of them knows.
    sample = frame.head(_SAMPLE)
    sample = sample.filter(grammars.sieve()(sample["message"]))
    if sample.is_empty():
        return role
    known = {
        candidate: count_known(sample.with_columns(role=pl.lit(candidate)), grammars) for candidate in grammars.roles
    }
    best = max(sorted(known), key=lambda candidate: known[candidate], default=role)
    return best if known.get(best, 0) > 0 else role


def count_known(frame: pl.DataFrame, grammars: Grammars) -> int:
    """Return how many records of *frame*, which has their roles, are messages that a grammar knows."""
    event = grammars.match(frame, fields=[])["event"]
    return int((event.is_not_null() & (event != UNRECOGNIZED)).sum())


def role_of_file(role: str, census: Census) -> str:
    """Return the role of a whole file: that of the component most of its records name, else that of its name."""
    known = [(count, found) for name, count in census.components.items() if (found := role_of_component(name))]
    return max(sorted(known))[1] if known else role


def unearned(claims: Sequence[Claim]) -> list[int]:
    """Return the numbers of the files that only look like a log.

    Bare undated text is a log where no framed one of its role is there, and where two messages of that role and hardly anything else
    stand in it; a single pasted line, and nothing but it, is one too. Framed records that were quoted, as in a mail or by grep, count as
    bare text does. What other components wrote under the name of a log is none, nor is what dmplog wrote.
    """
    framed = {claim.role for claim in claims if claim.census.framing != plain.NAME and not claim.census.pasted}
    return [
        number
        for number, claim in enumerate(claims)
        if (_is_bare(claim) and (claim.role in framed or not _is_log(claim))) or _of_others(claim) or claim.census.own
    ]


def _is_bare(claim: Claim) -> bool:
    return (claim.census.framing == plain.NAME or claim.census.pasted is not None) and claim.role != UNKNOWN_ROLE


def _of_others(claim: Claim) -> bool:
    """Return whether components of another program wrote it: a client has a Scheduler.log, too, in the framing of clients."""
    components = claim.census.components
    if claim.role not in known_roles().components.values():
        # Nobody knows under which name it is written.
        return False
    if not components or any(role_of_component(name) == claim.role for name in components):
        return False
    return claim.census.framing == ccm.NAME or claim.known == 0


def _is_log(claim: Claim) -> bool:
    """Return whether bare or quoted text holds messages of its role, or framed records, and hardly anything else."""
    lines = claim.census.lines - claim.census.marker_lines
    if claim.census.framing != plain.NAME:
        return 2 * claim.census.records >= lines
    return claim.known == lines == 1 or (claim.known > 1 and 2 * claim.known >= lines)
