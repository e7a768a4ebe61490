"""The public record frame: every record of a bundle, framed and placed.

| column | dtype | what |
|---|---|---|
| file | String | label of the file, as reports cite it |
| line | UInt32 | 1-based number of the record's first physical line |
| byte_offset | UInt64 | where the record begins in its (uncompressed) file |
| role | Enum | `hman`, `dmpdownloader` … one per grammar, or `other` |
| server, site | String | whose log it is, null where nothing says so |
| component | String | as the record names it |
| thread | Int64 | thread id |
| utc | Datetime(ns, UTC) | null where no offset is known |
| local | Datetime(ns) | as written |
| bias | Int16 | minutes added to local time to get UTC |
| severity | Enum | `verbose` < `info` < `warning` < `error`, or null |
| framing | String | `simple`, `ccm`, `clipboard`, `prereq`, `tool` or `plain` |
| message | String | without framing, as written |
| raw | String | the whole record |

Source of the framings: record-formats.md, from public log files and CMTrace's own scanner strings.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from dmplog.bundle import open_bundle
from dmplog.framing.columns import RECORDS
from dmplog.framing.reader import ReadOptions, RecordReader
from dmplog.framing.severity import SEVERITIES
from dmplog.grammar import Grammars
from dmplog.intake import UNKNOWN_ROLE, with_role
from dmplog.limits import Limits
from dmplog.servers import Clues, place_files

COLUMNS = (
    "file",
    "line",
    "byte_offset",
    "role",
    "server",
    "site",
    "component",
    "thread",
    "utc",
    "local",
    "bias",
    "severity",
    "framing",
    "message",
    "raw",
)


def read_records(
    *paths: str | Path, encoding: str | None = None, day_first: bool | None = None, utc_offset: int | None = None
) -> pl.DataFrame:
    """Return every record of the files, folders and archives in *paths*.

    Args:
        paths: What `dmplog.diagnose` takes.
        encoding: Code page of text that is not Unicode.
        day_first: How pasted dates such as 02/07/2018 are read.
        utc_offset: Minutes added to local time to get UTC, for records that do not say.

    Raises:
        BundleError: No path yields a file.
        EncodingNameError: No such encoding.

    >>> import dmplog
    >>> frame = dmplog.read_records("fixtures/scenarios/healthy-download/bundle/hman.log")
    >>> frame.select("line", "component", "thread", "bias").row(1)
    (2, 'SMS_HIERARCHY_MANAGER', 5720, 300)

    An Enum is compared with a text, and severities with each other:

    >>> import polars as pl
    >>> frame = dmplog.read_records("fixtures/scenarios/redist-fails-daily/bundle")
    >>> frame.filter(pl.col("severity") >= "warning", role="configmgrsetup")["severity"].unique().to_list()
    ['error']
    """
    frame = read_frames(paths, ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset))
    return with_closed_lists(frame.select(COLUMNS), Grammars.load())


def with_closed_lists(frame: pl.DataFrame, grammars: Grammars) -> pl.DataFrame:
    """Return *frame* with the roles of *grammars* and the severities as Enum columns."""
    roles = pl.Enum(sorted({*grammars.roles, UNKNOWN_ROLE}))
    # A log that no grammar speaks of is one of the others.
    return frame.with_columns(
        pl.col("role").cast(roles, strict=False).fill_null(UNKNOWN_ROLE),
        pl.col("severity").cast(pl.Enum(SEVERITIES)),
    )


def read_frames(paths: Sequence[str | Path], options: ReadOptions) -> pl.DataFrame:
    """Return every record of *paths* with its file, role, server and site."""
    limits = Limits()
    bundle = open_bundle(paths, limits)
    frames: list[pl.DataFrame] = []
    clues: list[Clues] = []
    for log, stream in bundle.stream():
        reader = RecordReader(log.name, log.size, stream, log.path, options=options, limits=limits)
        own = [with_role(frame, log.role).with_columns(file=pl.lit(log.name)) for frame in reader.frames()]
        frames.extend(own)
        clues.append(_clues(log.name, log.log_key.rpartition("/")[0], log.server, own))
    if not frames:
        return _placed(with_role(pl.DataFrame(schema=RECORDS), UNKNOWN_ROLE).with_columns(file=pl.lit("")), clues)
    return _placed(pl.concat(frames), clues)


def _clues(name: str, folder: str, server: str | None, frames: Sequence[pl.DataFrame]) -> Clues:
    systems: dict[str, int] = {}
    sites: dict[str, int] = {}
    for frame in frames:
        told = frame.filter(pl.col("message").str.starts_with("STATMSG:"))
        for pattern, counts in ((r" SYS=(\S+)", systems), (r" SITE=(\S+)", sites)):
            found = told["message"].str.extract(pattern).drop_nulls().value_counts()
            for value, count in found.iter_rows():
                counts[value] = counts.get(value, 0) + count
    roles = {role for frame in frames for role in frame["role"].cast(pl.String).unique()} - {UNKNOWN_ROLE}
    return Clues(name, folder, server, systems, sites, min(roles, default=None))


def _placed(frame: pl.DataFrame, clues: Sequence[Clues]) -> pl.DataFrame:
    places = place_files(clues)
    servers = {name: place.server for name, place in places.items()}
    sites = {name: place.site for name, place in places.items()}
    return frame.with_columns(
        server=pl.col("file").replace_strict(servers, default=None, return_dtype=pl.String),
        site=pl.col("file").replace_strict(sites, default=None, return_dtype=pl.String),
    )
