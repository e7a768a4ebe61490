"""What a reader must know about the input: the one way in which every room tells it."""

from __future__ import annotations

from dmplog.frozen import frozen


@frozen
class Problem:
    """Something about the input that a reader must know: a file that could not be read, a limit hit, an ambiguity."""

    file: str | None
    line: int | None
    kind: str
    message: str
