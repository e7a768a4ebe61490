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

Sources of the framings: public log files [@cmtraceopen; @client-logs; @cmtrace-mac; @kbarchive] and CMTrace's own scanner strings [@cmtrace-strings].
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import polars as pl

from dmplog.arguments import check_paths
from dmplog.data import own_knowledge
from dmplog.earning import UNKNOWN_ROLE, with_role
from dmplog.framing.columns import RECORDS
from dmplog.framing.options import ReadOptions, read_options
from dmplog.framing.severity import SEVERITIES
from dmplog.grammar import Grammars
from dmplog.problem import Problem
from dmplog.survey import Survey

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
    *paths: str | Path,
    encoding: str | None = None,
    day_first: bool | None = None,
    utc_offset: int | None = None,
    knowledge: str | Path | None = None,
) -> pl.DataFrame:
    """Return every record of the files, folders and archives in *paths*.

    Args:
        paths: What `dmplog.diagnose` takes.
        encoding: Code page of text that is not Unicode.
        day_first: How pasted dates such as 02/07/2018 are read.
        utc_offset: Minutes added to local time to get UTC, for records that do not say.
        knowledge: A folder with your own `grammars/`, added to the shipped ones.

    Raises:
        BundleError: No path yields a file.
        EncodingNameError: No such encoding.
        GrammarError: A grammar of your own is wrong.

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
    check_paths(paths)
    with own_knowledge(knowledge):
        return read_paths(paths, read_options(encoding, day_first, utc_offset)).records


def with_closed_lists(frame: pl.DataFrame, grammars: Grammars) -> pl.DataFrame:
    """Return *frame* with the roles of *grammars* and the severities as Enum columns."""
    roles = pl.Enum(sorted({*grammars.roles, UNKNOWN_ROLE}))
    # A log that no grammar speaks of is one of the others.
    return frame.with_columns(
        pl.col("role").cast(roles, strict=False).fill_null(UNKNOWN_ROLE),
        pl.col("severity").cast(pl.Enum(SEVERITIES)),
    )


class Reading(NamedTuple):
    """What was read of some paths.

    Attributes:
        frame: The records, with more columns than are public.
        unread: How many lines of each file no framing explains, where there are any.
        problems: What a reader must know about the files.
    """

    frame: pl.DataFrame
    unread: Mapping[str, int]
    problems: tuple[Problem, ...]

    @property
    def records(self) -> pl.DataFrame:
        """The public record frame."""
        return with_closed_lists(self.frame.select(COLUMNS), Grammars.load())


def read_paths(paths: Sequence[str | Path], options: ReadOptions) -> Reading:
    """Return every record of *paths* with its file, role, server and site; roles are earned as they are for a diagnosis."""
    survey = Survey(paths, options)
    empty = with_role(pl.DataFrame(schema=RECORDS), pl.lit(UNKNOWN_ROLE)).with_columns(file=pl.lit(""))
    frame = pl.concat([empty, *survey.frames()])
    told = survey.finish()
    return Reading(told.complete(frame), told.unread, told.problems)
