"""The first command of the README: installs dmplog from this folder into `.venv` beside it, and diagnoses a bundle that comes with it.

`python tools/begin.py test` runs the tests there. One command without `&&`, so that it is pasted alike into PowerShell 5.1 and 7, cmd
and bash; nothing outside the folder is written, and no administrator is needed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import venv
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
FOLDER = REPOSITORY / ".venv"
PYTHON = FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
BUNDLE = "fixtures/scenarios/redist-fails-daily/bundle"
INSTALL = (
    ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--upgrade", "pip>=25.1"),
    ("-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--editable", ".", "--group", "dev"),
)


def main() -> int:
    """Install, then diagnose or test."""
    if not PYTHON.exists():
        venv.create(FOLDER, with_pip=True)
    for arguments in INSTALL:
        if code := run(*arguments):
            return code
    if "test" in sys.argv[1:]:
        return run("-m", "pytest", "-q", "-n", "auto")
    return run("-m", "dmplog", "diagnose", BUNDLE, "--exit-zero")


def run(*arguments: str) -> int:
    """Return how Python ended with *arguments*."""
    return subprocess.run([str(PYTHON), *arguments], cwd=REPOSITORY, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
