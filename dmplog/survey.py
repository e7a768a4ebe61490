"""Every record of some paths, read once, frame by frame, and what all of them together tell of each file.

Whose log a file is, what role it earned, and whether its bias has the opposite sign is known when everything was read: a frame is
completed with it afterwards.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from dmplog.bundle import LogFile, open_bundle
from dmplog.earning import UNKNOWN_ROLE, Claim, count_known, reader_of, role_of_file, settled_role, unearned, with_role
from dmplog.framing.options import ReadOptions
from dmplog.framing.source import CHUNK
from dmplog.framing.turned import turned_rows
from dmplog.grammar import Grammars
from dmplog.limits import Limits
from dmplog.problem import Problem
from dmplog.servers import Clues, Place, place_files

_NAMED = {"systems": r" SYS=(\S+)", "sites": r" SITE=(\S+)"}


class Told(NamedTuple):
    """What all records together tell of the files.

    Attributes:
        places: Whose log each file is.
        lookalikes: The files that only look like a log.
        turned: The files whose bias has the opposite sign.
        unread: How many lines of each file no framing explains, where there are any.
        problems: What a reader must know about the files.
    """

    places: Mapping[str, Place]
    lookalikes: frozenset[str]
    turned: frozenset[str]
    unread: Mapping[str, int]
    problems: tuple[Problem, ...]

    def complete(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return *frame*, some of the records, with `server` and `site`, and its other columns set right."""
        files = frame["file"].unique(maintain_order=True).to_list()
        if not self.turned.isdisjoint(files):
            turned = pl.col("file").is_in(sorted(self.turned.intersection(files)))
            right = turned_rows(frame).select("utc", "bias").rename({"utc": "_utc", "bias": "_bias"})
            frame = frame.hstack(right).with_columns(
                utc=pl.when(turned).then("_utc").otherwise("utc"), bias=pl.when(turned).then("_bias").otherwise("bias")
            )
            frame = frame.drop("_utc", "_bias")
        if not self.lookalikes.isdisjoint(files):
            unlike = pl.col("file").is_in(sorted(self.lookalikes.intersection(files)))
            frame = frame.with_columns(role=pl.when(unlike).then(pl.lit(UNKNOWN_ROLE)).otherwise("role"))
        return frame.with_columns(
            server=_by_file({name: self.places[name].server for name in files}),
            site=_by_file({name: self.places[name].site for name in files}),
        )


class Survey:
    """Reads the records of *paths*, and knows what their files are once all are read.

    Raises:
        BundleError: No path yields a file.
    """

    def __init__(self, paths: Sequence[str | Path], options: ReadOptions, *, chunk_size: int = CHUNK) -> None:
        self._bundle = open_bundle(paths, Limits())
        self._options = options
        self._chunk_size = chunk_size
        self._grammars = Grammars.load()
        self._seen: list[_Seen] = []

    def frames(self) -> Iterator[pl.DataFrame]:
        """Yield the records in the order of the files and their lines, with `role` and `file`; `Told.complete` is still to be asked."""
        limits = Limits()
        for log, stream in self._bundle.stream():
            reader = reader_of(log, stream, self._options, limits, chunk_size=self._chunk_size)
            role, seen = log.role, _Seen(log)
            for frame in reader.frames():
                role = settled_role(role, frame, self._grammars)
                own = with_role(frame, pl.lit(role))
                seen.see(own, count_known(own, self._grammars))
                yield own.with_columns(file=pl.lit(log.name))
            seen.claim = Claim(role_of_file(role, reader.census), reader.census, seen.known)
            self._seen.append(seen)

    def finish(self) -> Told:
        """Return what all records tell; every frame was read."""
        claims = [seen.claim for seen in self._seen]
        numbers = frozenset(unearned(claims))
        lookalikes = frozenset(seen.log.name for number, seen in enumerate(self._seen) if number in numbers)
        return Told(
            place_files([seen.clues(unlike=seen.log.name in lookalikes) for seen in self._seen]),
            lookalikes,
            frozenset(seen.log.name for seen in self._seen if seen.claim.census.turned),
            {
                seen.log.name: seen.claim.census.unparsed_lines
                for seen in self._seen
                if seen.claim.census.unparsed_lines
            },
            (
                *self._bundle.problems,
                # Lines in no framing are counted in `unread`.
                *(told for claim in claims for told in claim.census.problems if told.kind != "unparsed-lines"),
            ),
        )


class _Seen:
    """What one file has shown by now."""

    claim: Claim

    def __init__(self, log: LogFile) -> None:
        self.log = log
        self.known = 0
        self._roles: set[str] = set()
        self._named: dict[str, set[str]] = {name: set() for name in _NAMED}

    def see(self, frame: pl.DataFrame, known: int) -> None:
        self.known += known
        self._roles.update(frame["role"].unique().to_list())
        told = frame.filter(pl.col("message").str.starts_with("STATMSG:"))["message"]
        for name, pattern in _NAMED.items():
            self._named[name].update(told.str.extract(pattern).drop_nulls().unique())

    def clues(self, *, unlike: bool) -> Clues:
        folder = self.log.log_key.rpartition("/")[0]
        roles = set() if unlike else self._roles - {UNKNOWN_ROLE}
        named = self._named
        return Clues(self.log.name, folder, self.log.server, named["systems"], named["sites"], min(roles, default=None))


def _by_file(told: Mapping[str, str | None]) -> pl.Expr:
    return pl.col("file").replace_strict(told, default=None, return_dtype=pl.String)
