"""Standard output and standard error, as an administrator's Windows console needs them."""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from typing import Any, TextIO

from dmplog.progress import Progress


def prepare_streams() -> None:
    """Write UTF-8 wherever output is redirected, and never fail on a character the console lacks."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if stream.isatty() else "utf-8", errors="backslashreplace")


def can_draw(stream: TextIO) -> bool:
    """Return whether *stream* can write the glyphs of the flow line."""
    try:
        "✓▶⏲⏸✗○↷".encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def _wants_color(stream: TextIO) -> bool:
    """Return whether colours are wanted: on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or stream.isatty()


def screen() -> dict[str, Any]:
    """Return what standard output can show, as the text views take it."""
    width = shutil.get_terminal_size((100, 24)).columns
    return {"width": width, "color": _wants_color(sys.stdout), "ascii_only": not can_draw(sys.stdout)}


def say(message: str) -> None:
    """Write a hint or a warning to standard error."""
    sys.stderr.write(message + "\n")


@contextlib.contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress | None]:
    """Show a bar by bytes on standard error while the body runs, on a terminal only."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    console = Console(stderr=True)
    with Bar(
        TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn(), console=console, transient=True
    ) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
