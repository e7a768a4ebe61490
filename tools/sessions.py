"""Writes the sessions of the README: each `<!-- session: … -->` is followed by the command and what it really prints.

`python tools/sessions.py` rewrites README.md; with `--check` it exits with 1 where README.md is not what the commands print.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
README = REPOSITORY / "README.md"
SESSION = re.compile(r"(<!-- session: (?P<command>.*?) -->\n)(?:\n```text\n.*?\n```\n)?", re.DOTALL)
WIDTH = "100"


def output_of(command: str) -> str:
    """Return what `dmplog COMMAND` prints to standard output."""
    environment = {**os.environ, "COLUMNS": WIDTH, "NO_COLOR": "1", "PYTHONIOENCODING": "utf-8"}
    found = subprocess.run(
        [sys.executable, "-m", "dmplog", *shlex.split(command)],
        capture_output=True,
        cwd=REPOSITORY,
        env=environment,
        encoding="utf-8",
        check=False,
    )
    return "\n".join(line.rstrip() for line in found.stdout.rstrip().splitlines())


def rewritten(text: str) -> str:
    """Return *text* with every session filled in."""
    return SESSION.sub(lambda m: f"{m[1]}\n```text\n> dmplog {m['command']}\n{output_of(m['command'])}\n```\n", text)


def main() -> int:
    """Rewrite or check the README."""
    before = README.read_text(encoding="utf-8")
    after = rewritten(before)
    if "--check" in sys.argv[1:]:
        return int(before != after)
    README.write_text(after, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
