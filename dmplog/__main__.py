"""The `dmplog` command; also `python -m dmplog`."""

from __future__ import annotations

import gc
import os
import signal
import sys
from types import FrameType

from dmplog.errors import UsageError

EXIT_USAGE = 2
EXIT_INTERRUPTED = 130


class _Interrupts:
    """Ctrl-C, at whatever moment it comes: in front of a command and behind it, too, 1 would say that something is stuck."""

    def __init__(self) -> None:
        self.seen = False
        signal.signal(signal.SIGINT, self._interrupt)

    def _interrupt(self, _number: int, _frame: FrameType | None) -> None:
        self.seen = True
        raise KeyboardInterrupt


def main() -> None:
    """Run the command line; `--version` and the plain `diagnose` answer before anything heavy is imported that they do not need."""
    interrupts = _Interrupts()
    # Read when polars is imported: memory that is free goes back at once, and not a second later.
    os.environ.setdefault("_RJEM_MALLOC_CONF", "muzzy_decay_ms:0")
    try:
        _run()
    except BaseException:
        # Where it comes while a class is made, Python raises another error from it.
        if interrupts.seen:
            sys.exit(EXIT_INTERRUPTED)
        raise


def _run() -> None:
    from dmplog.cli.streams import prepare_streams, say, writing

    prepare_streams()
    try:
        # The help of a command is written by the parser of the command line.
        with writing():
            _answer()
    except UsageError as error:
        say(f"dmplog: {error}")
        sys.exit(EXIT_USAGE)


def _answer() -> None:
    if sys.argv[1:] == ["--version"]:
        from dmplog.cli.streams import show
        from dmplog.version import VERSION

        show(f"dmplog {VERSION}\n")
        return
    from dmplog.cli.quick import plain

    if (asked := plain(sys.argv[1:])) is not None:
        from dmplog.cli.answer import answer
        from dmplog.cli.little import prepare_for

        prepare_for(asked.paths)
        try:
            answer(asked)
        finally:
            # What is imported is no garbage: the end of the program need not look at all of it.
            gc.freeze()
    else:
        from dmplog.cli.app import app

        app()


if __name__ == "__main__":
    main()
