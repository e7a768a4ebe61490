"""Errors as an administrator meets them: one sentence on standard error, and the exit code of the contract."""

from __future__ import annotations

import contextlib
import traceback
from collections.abc import Iterator

from dmplog.cli.streams import say
from dmplog.errors import DmplogError, EncodingNameError, InputError, is_own_fault

EXIT_STUCK = 1
EXIT_USAGE = 2
EXIT_INCONCLUSIVE = 3
EXIT_UNREADABLE = 4
EXIT_INTERNAL = 5
EXIT_INTERRUPTED = 130


@contextlib.contextmanager
def plain_errors() -> Iterator[None]:
    """Turn every error into one sentence and an exit code; only a fault of dmplog itself shows where it happened."""
    try:
        yield
    except DmplogError as error:
        say(f"dmplog: {error}")
        unreadable = isinstance(error, InputError) and not isinstance(error, EncodingNameError)
        raise SystemExit(EXIT_UNREADABLE if unreadable else EXIT_USAGE) from None
    except KeyboardInterrupt:
        say("dmplog: interrupted")
        raise SystemExit(EXIT_INTERRUPTED) from None
    except BrokenPipeError:
        # `dmplog … | head` closes our output early; that is not an error.
        raise SystemExit(0) from None
    except BaseException as error:
        if not is_own_fault(error):
            raise
        say_fault(error)
        raise SystemExit(EXIT_INTERNAL) from None


def say_fault(error: BaseException) -> None:
    """Tell of a fault of dmplog: the details, then one sentence."""
    say("".join(traceback.format_exception(error)).rstrip())
    say(f"dmplog: an error in dmplog itself ended this: {type(error).__name__}. Please report it with the lines above.")
