"""Errors as an administrator meets them: one sentence on standard error, and the exit code of the contract."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import typer

from dmplog.cli.streams import say
from dmplog.errors import DmplogError, EncodingNameError, InputError

EXIT_STUCK = 1
EXIT_USAGE = 2
EXIT_INCONCLUSIVE = 3
EXIT_UNREADABLE = 4
EXIT_INTERRUPTED = 130


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn every error raised on purpose into one sentence and an exit code; nobody sees a traceback."""
    try:
        yield
    except DmplogError as error:
        say(f"dmplog: {error}")
        unreadable = isinstance(error, InputError) and not isinstance(error, EncodingNameError)
        raise typer.Exit(EXIT_UNREADABLE if unreadable else EXIT_USAGE) from None
    except KeyboardInterrupt:
        say("dmplog: interrupted")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        # `dmplog … | head` closes our output early; that is not an error.
        raise typer.Exit(0) from None
