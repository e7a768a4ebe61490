"""What is asked of a worker, and what it answers: small, picklable, and free of anything heavy."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from dmplog.frozen import frozen

Status = Literal["ok", "unreadable", "nothing_recognised", "timeout", "memory", "died", "error"]
STATUSES: tuple[Status, ...] = ("ok", "unreadable", "nothing_recognised", "timeout", "memory", "died", "error")

Row = Mapping[str, Any]


@frozen
class Source:
    """A bundle somebody has: a file, a folder with logs, or an address.

    Attributes:
        name: Its absolute path, or its address.
        bytes: How large it is, -1 where nobody says.
        modified: When it was changed last, None where nobody says.
        sha256: The digest of its bytes, where it was asked for.
        remote: Whether it has to be fetched first.
    """

    name: str
    bytes: int
    modified: datetime | None = None
    sha256: str | None = None
    remote: bool = False


@frozen
class Job:
    """One bundle to be judged.

    Attributes:
        bundle: Its id, by which the tables are joined.
        timeout: Seconds it may take.
        memory: Bytes it may take.
        knowledge: A folder of the user's own knowledge.
    """

    bundle: str
    source: Source
    timeout: float
    memory: int
    knowledge: str | None = None


@frozen
class Answer:
    """What a child makes of a bundle.

    Attributes:
        told: What stands in the row of the bundle beside its status.
        report: The report as JSON, packed with zlib.
    """

    status: Status
    detail: str | None = None
    told: Row | None = None
    cases: tuple[Row, ...] = ()
    lines: tuple[Row, ...] = ()
    report: bytes | None = None


@frozen
class Measured:
    """How long a bundle took and what of, on which worker; times are seconds since 1970."""

    started: float
    finished: float
    peak_bytes: int
    worker: str


@frozen
class Outcome:
    """An answer, and what was measured of it; nothing was where the machine itself was lost."""

    answer: Answer
    measured: Measured | None = None
