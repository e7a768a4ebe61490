"""The command of the user's own that is run at each change: mail, a message, a tone.

No shell sees what a log says: the command is taken apart once, before anything is read, and the change is handed over as JSON on its
standard input.
"""

from __future__ import annotations

import json
import os
import shlex
import subprocess
from collections.abc import Sequence

from dmplog.errors import UsageError
from dmplog.views.json import in_ascii
from dmplog.watch.changes import Change

LONGEST = 60.0
"""So many seconds a command may take: the watch waits for it."""

_SHOWN = 200


class Errand:
    """A command that is run at each change.

    Raises:
        UsageError: It is none.
    """

    def __init__(self, command: str, *, longest: float = LONGEST) -> None:
        self._longest = longest
        self._command: str | Sequence[str]
        try:
            parts = shlex.split(command, posix=os.name != "nt")
        except ValueError as error:
            raise UsageError(f"--on-change cannot be read: {error}; put quotes around each name with blanks") from None
        if not parts:
            raise UsageError("--on-change is empty; give a program and what it is called with")
        # Windows takes a command apart itself, as the program that is called wants it.
        self._command = command if os.name == "nt" else parts
        self._name = parts[0]

    def run(self, change: Change) -> str | None:
        """Hand *change* to the command, and return why that failed, None where it did not."""
        said = line_of(change) + "\n"
        try:
            done = subprocess.run(  # noqa: S603 - the user's own command, without a shell
                self._command,
                input=said.encode(),
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                timeout=self._longest,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{self._name} took longer than {self._longest:g} s and was ended"
        except (OSError, ValueError) as error:
            return f"{self._name} cannot be run: {getattr(error, 'strerror', None) or error}"
        if done.returncode:
            last = done.stdout.decode(errors="replace").strip()[-_SHOWN:]
            return f"{self._name} ended with {done.returncode}{f': {last}' if last else ''}"
        return None


def line_of(change: Change) -> str:
    r"""Return *change* as one line of JSON in ASCII, which every code page has; nothing in it can act on a terminal."""
    return in_ascii(json.dumps(change.to_dict(), ensure_ascii=True)).replace("\x7f", "\\u007f")
