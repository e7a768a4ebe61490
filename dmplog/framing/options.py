"""What the user says about records that do not say it themselves."""

from __future__ import annotations

from dmplog.arguments import check_flag, check_number, check_text
from dmplog.frozen import frozen
from dmplog.limits import MOST_MINUTES


@frozen
class ReadOptions:
    """How to read what the input leaves open.

    Attributes:
        encoding: The encoding of lines that are neither marked nor UTF-8.
        day_first: Whether the day comes first in dates copied out of a viewer.
        utc_offset: The bias, in minutes to add to local time, of records that have none and no neighbour with one.
    """

    encoding: str | None = None
    day_first: bool | None = None
    utc_offset: int | None = None


def read_options(encoding: str | None, day_first: bool | None, utc_offset: int | None) -> ReadOptions:
    """Return what a script says about records.

    Raises:
        UsageError: It says something of a wrong type.
    """
    check_text("encoding", encoding)
    check_flag("day_first", day_first)
    check_number("utc_offset", utc_offset, -MOST_MINUTES, MOST_MINUTES)
    return ReadOptions(encoding=encoding, day_first=day_first, utc_offset=utc_offset)
