"""The files of causes of one folder, and what their names say."""

from __future__ import annotations

from pathlib import Path

from dmplog.data import data_folder
from dmplog.errors import CauseError

PHRASES, HARMLESS = "phrases.toml", "benign.toml"


def cause_files(folder: Path) -> list[Path]:
    """Return the files of causes in *folder*, the phrases first, because others name them.

    Raises:
        CauseError: There is none.
    """
    paths = sorted(folder.glob("*.toml"), key=lambda path: (path.name != PHRASES, path.name))
    if not paths:
        message = "there is no file of causes here"
        raise CauseError(message, path=str(folder), hint="put at least one <category>.toml there")
    return paths


def categories() -> tuple[str, ...]:
    """Return the closed list of categories of the report: what the shipped files of causes are called, and `unknown`."""
    files = cause_files(data_folder("flowcharts") / "causes")
    return (*(file.stem for file in files if file.name not in (PHRASES, HARMLESS)), "unknown")
