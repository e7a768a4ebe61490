"""One log file of a bundle, wherever it lies."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from dmplog.bundle.names import read_name
from dmplog.bundle.places import server_of
from dmplog.frozen import frozen


@frozen
class LogFile:
    """A file that is read as a log.

    Attributes:
        name: Its label in the report: the argument as typed, then the path inside it; members follow `!/`.
        size: Bytes, unpacked, as seen when the bundle was opened; what is written later is not read.
        path: Where it lies, or None for a member of an archive and for standard input.
        folders: Folders and archives around it, outermost first, archives without their `.zip`.
        role: Which log it is by its name.
        log_key: The same for all rollover parts of one log in one folder: the folder's label, `/`, the log's name.
        server: Where it was written, as far as the names tell, as a first DNS label in capitals.
        shared: How many of the outermost folders all arguments have in common.
    """

    name: str
    size: int
    path: Path | None
    folders: tuple[str, ...]
    role: str
    log_key: str
    server: str | None
    shared: int = 0


@frozen
class Origin:
    """What is known of a file before it becomes a log file.

    Attributes:
        label: Its label in the report.
        file_name: Its own name.
        folders: Folders and archives around it, outermost first.
        parent: The label of the folder it counts to; its rollover parts lie there too.
    """

    label: str
    file_name: str
    folders: tuple[str, ...]
    parent: str


def make_log_file(origin: Origin, size: int, path: Path | None, shared: int = 0) -> LogFile:
    """Return the log file at *origin*; *shared* says how many outermost folders all arguments have in common."""
    name = read_name(origin.file_name)
    return LogFile(
        name=origin.label,
        size=size,
        path=path,
        folders=origin.folders,
        role=name.role,
        log_key=f"{origin.parent}/{name.key}" if origin.parent else name.key,
        server=_server_of(origin.folders, name.host, shared),
        shared=shared,
    )


_server_of = lru_cache(maxsize=1024)(server_of)
"""Asked for each entry of an archive, of which a hundred thousand may lie in one folder."""
