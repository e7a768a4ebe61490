"""What goes wrong while reading is written down as problems; the rest of the bundle is read on.

Every sentence says what, where, and what to do.
"""

from __future__ import annotations

import struct
import zipfile
import zlib

from dmplog.problem import Problem


class ReadFault(Exception):  # noqa: N818 - it never leaves this room: it becomes a problem
    """Reading had to stop; says which kind of problem it is and why."""

    def __init__(self, kind: str, message: str) -> None:
        self.kind = kind
        super().__init__(message)


READ_FAULTS = (
    ReadFault,
    OSError,
    EOFError,
    zlib.error,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    struct.error,
    # zipfile: an unknown packing method; a password; a name or date that makes no sense.
    NotImplementedError,
    RuntimeError,
    ValueError,
)
"""Everything that reading a hostile or damaged file raises."""


def explain(fault: BaseException) -> tuple[str, str]:
    """Return the kind of problem *fault* is, and the reason with what to do, to stand after a colon.

    >>> explain(PermissionError(13, "Permission denied"))
    ('unreadable', 'access was denied; run as a user who may read it, or copy it first if a service holds it open')
    """
    if isinstance(fault, ReadFault):
        return fault.kind, str(fault)
    if isinstance(fault, PermissionError):
        return (
            "unreadable",
            "access was denied; run as a user who may read it, or copy it first if a service holds it open",
        )
    if isinstance(fault, FileNotFoundError):
        return "missing", "it does not exist; check the spelling"
    if isinstance(fault, NotImplementedError):
        return "unsupported", "it is packed by a method that cannot be read here; unpack it and give the folder"
    if isinstance(fault, OSError) and fault.strerror:
        return "unreadable", f"the system says: {fault.strerror}; copy it to a local disk and try again"
    return "damaged", "its packed data is damaged or cut; copy or pack it again"


class ProblemBook:
    """The problems of one bundle, each once, in an order that does not depend on when they were met."""

    def __init__(self) -> None:
        self._problems: set[Problem] = set()

    def add(self, kind: str, file: str | None, message: str) -> None:
        """Write down one problem."""
        self._problems.add(Problem(file=file, line=None, kind=kind, message=message))

    def unread(self, label: str, fault: BaseException, how: str = "could not be read") -> None:
        """Write down that reading the file *label* ended with *fault*."""
        kind, reason = explain(fault)
        self.add(kind, label, f"{label} {how}: {reason}.")

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems so far, by file."""
        return tuple(sorted(self._problems, key=lambda problem: (problem.file or "", problem.kind, problem.message)))
