"""What the user says about records that do not say it themselves."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
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
