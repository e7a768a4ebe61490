"""One entry of an archive of any kind, as the walk sees it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from dmplog.bundle.streams import Read


@dataclass(frozen=True, slots=True)
class Entry:
    """What an archive says of one file inside it.

    Attributes:
        path: Its name as a label.
        size: Bytes, unpacked.
        open: Returns its reader; good until the next entry is asked for.
        packed: Bytes it takes in the archive, where each entry is packed by itself.
        checksum: The CRC-32 its bytes must have.
        flaw: Why it is not read, as a reason of `Tally`.
    """

    path: str
    size: int
    open: Callable[[], AbstractContextManager[Read]]
    packed: int | None = None
    checksum: int | None = None
    flaw: str | None = None
