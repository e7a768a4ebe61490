"""By which clock each log was written: what a time of the page is turned into where a reader wants the server's own."""

from __future__ import annotations

from collections.abc import Mapping

from dmplog.frozen import frozen
from dmplog.looks.document import Document

Clock = tuple[tuple[str, int], ...]
"""From which moment on the clock stood so many minutes east of Greenwich."""


@frozen
class Clocks:
    """Every clock of a report once, and which of them a log and a server go by; none where no record tells."""

    clocks: tuple[Clock, ...]
    files: Mapping[str, int]
    servers: Mapping[str, int]

    def of_file(self, file: str) -> int | None:
        """Return the number of the clock *file* was written by."""
        return self.files.get(file)

    def of_server(self, server: str | None) -> int | None:
        """Return the number of the clock of *server*."""
        return self.servers.get((server or "").lower())


def clocks_of(document: Document) -> Clocks:
    """Return the clocks of *document*; a log that tells none goes by that of its server."""
    known: dict[Clock, int] = {}
    files: dict[str, int] = {}
    servers: dict[str, int] = {}
    for row in document["coverage"]:
        clock = tuple((offset["since"], offset["minutes"]) for offset in row.get("offsets", ()))
        if clock:
            number = known.setdefault(clock, len(known))
            files[row["file"]] = number
            servers.setdefault((row["server"] or "").lower(), number)
    for row in document["coverage"]:
        number = servers.get((row["server"] or "").lower(), -1)
        if number >= 0:
            files.setdefault(row["file"], number)
    return Clocks(tuple(known), files, servers)
