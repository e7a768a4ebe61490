"""The `dmplog` command; also `python -m dmplog`."""

from __future__ import annotations

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
    """Run the command line; `--version` answers before anything heavy is imported."""
    interrupts = _Interrupts()
    try:
        _run()
    except (KeyboardInterrupt, SystemExit):
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
        from importlib.metadata import version

        from dmplog.cli.streams import show

        show(f"dmplog {version('dmplog')}\n")
        return
    from dmplog.cli.app import app

    app()


if __name__ == "__main__":
    main()
