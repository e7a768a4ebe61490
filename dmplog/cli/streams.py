"""Standard output and standard error: the only place where a command writes to either.

What is said there is inert: a file may be named after what moves the cursor of a terminal. It is written whole, or one sentence says why not.
"""

from __future__ import annotations

import contextlib
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO, cast

from dmplog.errors import UsageError
from dmplog.looks.visible import visible, written_in

if TYPE_CHECKING:
    # What makes dataclasses is not for `--version` to import.
    from dmplog.problem import Problem
    from dmplog.progress import Progress


MOST_PROBLEMS = 40
"""So many problems are said one by one."""

_STANDARD_OUTPUT = -11
_CODES = 0x0004
"""ENABLE_VIRTUAL_TERMINAL_PROCESSING."""


class _Inert:
    """Standard error for whatever writes there without asking us, such as the parser of the command line."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        return self._stream.write(visible(text))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def prepare_streams() -> None:
    """Write UTF-8 wherever output is redirected, unless PYTHONIOENCODING says otherwise, and never fail on a character that is lacking."""
    said = bool(os.environ.get("PYTHONIOENCODING"))
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding=None if said or stream.isatty() else "utf-8", errors="backslashreplace")
    if sys.stderr is not None:
        sys.stderr = cast("TextIO", _Inert(sys.stderr))


def can_draw(stream: TextIO | None) -> bool:
    """Return whether *stream* can write the glyphs of the flow line."""
    if stream is None:
        return True
    try:
        "✓▶⏲⏸✗○↷".encode(stream.encoding or "ascii")
    except (LookupError, UnicodeEncodeError):
        return False
    return True


def _wants_color(stream: TextIO | None) -> bool:
    """Return whether colours are wanted: on a terminal, unless NO_COLOR is set (https://no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream is not None and stream.isatty() and (os.name != "nt" or _understands_codes())


def _understands_codes() -> bool:
    """Return whether the console of Windows obeys colour codes; older ones print them, and others do so until they are asked."""
    import ctypes

    kernel = getattr(ctypes, "windll").kernel32  # noqa: B009 - there is none elsewhere
    handle, mode = kernel.GetStdHandle(_STANDARD_OUTPUT), ctypes.c_ulong()
    if not kernel.GetConsoleMode(handle, ctypes.byref(mode)):
        return False
    return bool(mode.value & _CODES or kernel.SetConsoleMode(handle, mode.value | _CODES))


def screen() -> dict[str, Any]:
    """Return what standard output can show, as the text views take it."""
    width = shutil.get_terminal_size((100, 24)).columns
    colors, plain = _wants_color(sys.stdout), not can_draw(sys.stdout)
    return {"width": width, "color": colors, "ascii_only": plain}


def table_width() -> int | None:
    """Return how wide a table may be: as the terminal is, or COLUMNS says; None where neither is and a program reads each row as a line."""
    if sys.stdout is not None and not sys.stdout.isatty() and not os.environ.get("COLUMNS"):
        return None
    return shutil.get_terminal_size((120, 24)).columns


def show(drawn: str) -> None:
    """Write *drawn*, which a view made inert, to standard output.

    Raises:
        UsageError: It cannot be written there.
        BrokenPipeError: Whoever reads it wants no more.
    """
    with writing():
        # Where it was closed (`>&-`), Python has no stream at all.
        if sys.stdout is None:
            raise UsageError("standard output is closed; send it to a file or a terminal")
        sys.stdout.write(written_in(drawn, sys.stdout.encoding or "ascii"))
        sys.stdout.flush()


@contextlib.contextmanager
def writing() -> Iterator[None]:
    """Turn what goes wrong with standard output in the body into one sentence.

    Raises:
        UsageError: It cannot be written there.
        BrokenPipeError: Whoever reads it wants no more.
    """
    try:
        yield
    except OSError as error:
        _abandon(sys.stdout)
        if isinstance(error, BrokenPipeError):
            raise
        raise UsageError(f"standard output cannot be written: {error.strerror}; send it where there is room") from None


def put(text: str) -> None:
    """Write *text* to standard output, with everything in it shown that would act on a terminal.

    Raises:
        UsageError: It cannot be written there.
        BrokenPipeError: Whoever reads it wants no more.
    """
    show(visible(text) + "\n")


def say(message: str) -> None:
    """Write a hint or a warning to standard error; where nobody can be told, the exit code tells."""
    try:
        sys.stderr.write(visible(message) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError, AttributeError):
        _abandon(sys.stderr)


def say_problems(problems: Iterable[Problem]) -> None:
    """Tell what must be known of the files that were read, or were not: each by its name, once."""
    found = list(problems)
    for problem in found[:MOST_PROBLEMS]:
        where = problem.file or "the bundle"
        say(problem.message if where in problem.message else f"{where}: {problem.message}")
    if len(found) > MOST_PROBLEMS:
        say(f"... and {len(found) - MOST_PROBLEMS} more problems with the input.")


def _abandon(stream: TextIO | None) -> None:
    """Let *stream* lead nowhere, so that Python does not fail once more when it ends."""
    with contextlib.suppress(OSError, ValueError, AttributeError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, cast("TextIO", stream).fileno())
        os.close(nowhere)


@contextlib.contextmanager
def live_screen() -> Iterator[Callable[[str], None] | None]:
    """Give what draws a text in the place of the one before, on a terminal; None where standard output is none."""
    if sys.stdout is None or not sys.stdout.isatty():
        yield None
        return
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    with Live(
        console=Console(file=sys.stdout, highlight=False),
        auto_refresh=False,
        redirect_stdout=False,
        redirect_stderr=False,
        vertical_overflow="crop",
    ) as live:

        def draw(drawn: str) -> None:
            # A view made it inert: its colours are our own.
            text = Text.from_ansi(written_in(drawn, sys.stdout.encoding or "ascii"), no_wrap=True, overflow="crop")
            with writing():
                live.update(text, refresh=True)

        yield draw


@contextlib.contextmanager
def progress_bar(*, quiet: bool) -> Iterator[Progress | None]:
    """Show a bar by bytes on standard error while the body runs, on a terminal only."""
    if quiet or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn

    with _bar(TextColumn("reading"), BarColumn(), DownloadColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("reading", total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextlib.contextmanager
def bundles_bar(bundles: int, size: int, *, quiet: bool) -> Iterator[Callable[[int], None] | None]:
    """Show a bar of *bundles* of *size* bytes in all on standard error while the body runs, on a terminal only.

    What it gives is called with the size of each bundle that is done.
    """
    if quiet or not bundles or sys.stderr is None or not sys.stderr.isatty():
        yield None
        return
    from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn

    counted = TextColumn("{task.fields[done]} of {task.fields[whole]} bundles")
    with _bar(counted, BarColumn(), DownloadColumn(), TimeRemainingColumn()) as bar:
        task = bar.add_task("judging", total=size, done=0, whole=bundles)
        done = itertools.count(1)
        yield lambda read: bar.update(task, advance=read, done=next(done))


def _bar(*columns: Any) -> Any:
    from rich.console import Console
    from rich.progress import Progress as Bar

    # The bar moves the cursor, and says nothing that a log says.
    console = Console(file=getattr(sys.stderr, "_stream", sys.stderr))
    return Bar(*columns, console=console, transient=True)
