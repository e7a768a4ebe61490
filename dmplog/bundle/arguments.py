"""From the paths a user gives to the files on disk, in an order that does not depend on the order of the arguments."""

from __future__ import annotations

import glob
import os
import re
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from dmplog.bundle.faults import ProblemBook, explain
from dmplog.bundle.folders import DiskFile, FolderWalk, Place, identity
from dmplog.bundle.labels import clean_label, long_path, typed_folders, typed_label
from dmplog.bundle.logfile import Origin
from dmplog.limits import INHERITED_PIPES

STANDARD_INPUT = "-"


@dataclass(slots=True)
class Found:
    """Everything the arguments name.

    Attributes:
        files: Each file once.
        chains: The folders of every folder argument as typed, for what arguments have in common.
        standard_input: Whether `-` was given.
    """

    files: list[DiskFile] = field(default_factory=list)
    chains: list[tuple[str, ...]] = field(default_factory=list)
    standard_input: bool = False


def find_files(paths: Sequence[str | Path], book: ProblemBook) -> Found:
    """Return the files that *paths* name; what cannot be found is a problem in *book*."""
    found = Found()
    for path in dict.fromkeys(os.fspath(path) for path in paths):
        if path == STANDARD_INPUT:
            found.standard_input = True
            continue
        for expanded in _expand(path, book):
            _add_argument(expanded, found, book)
    found.files = _each_once(found.files)
    return found


def input_files(paths: Sequence[str | Path]) -> dict[Path, bool]:
    """Return every file on disk that is read for *paths*, archives included, and whether it was named itself."""
    return {file.path: file.explicit for file in find_files(paths, ProblemBook()).files}


def _expand(path: str, book: ProblemBook) -> list[str]:
    """Return what a pattern matches, because the Windows command line leaves that to the program."""
    # `dmplog "D:\Logs\"` in a Windows shell hands over `D:\Logs"`: the backslash escapes the quote.
    if path.endswith('"') and not os.path.lexists(path):
        path = path[:-1]
    try:
        if os.path.lexists(long_path(path)) or not glob.has_magic(path):
            return [path]
        matches = _matches(path)
    except (OSError, ValueError, NotImplementedError):
        return [path]
    if not matches:
        label = typed_label(path)
        book.add("missing", label, f"{label} matches no file; check the pattern and the folder.")
    return matches


def _matches(pattern: str) -> list[str]:
    """Return what *pattern* matches, as typed up to its first wildcard; `**` follows no link, because links lead in circles."""
    folders, wild = _parted(pattern)
    # `glob` follows links wherever they lead, and is never done where they lead in circles.
    found = Path(long_path(folders) or ".").glob(wild)
    start = Path(long_path(folders) or ".")
    return sorted(folders + str(match.relative_to(start)) for match in found)


def _parted(pattern: str) -> tuple[str, str]:
    r"""Return the folders of *pattern* in front of its first wildcard, and the rest.

    >>> _parted("logs/SCP*/**/*.log"), _parted("*.log")
    (('logs/', 'SCP*/**/*.log'), ('', '*.log'))
    """
    parts = re.split(r"([\\/]+)" if os.name == "nt" else "(/+)", pattern)
    # The `?` of `\\?\C:\Logs` is none.
    extended = 4 if os.name == "nt" and pattern.startswith("\\\\?\\") else 0
    first = next(number for number, part in enumerate(parts) if number >= extended and glob.has_magic(part))
    return "".join(parts[:first]), "".join(parts[first:])


def _add_argument(path: str, found: Found, book: ProblemBook) -> None:
    label = typed_label(path) or ("/" if path.startswith(("/", "\\")) else "")
    if not path.strip():
        book.add("missing", None, "An empty path was given; name a log, a folder or an archive.")
        return
    try:
        mode = Path(long_path(path)).stat().st_mode
    except (OSError, ValueError) as fault:
        book.add(*_cannot_find(path, label, fault))
        return
    folders = typed_folders(path)
    if stat.S_ISDIR(mode):
        found.chains.append(folders)
        found.files.extend(FolderWalk(Place(typed_label(path), path, folders), book).files())
    elif stat.S_ISREG(mode) or (stat.S_ISFIFO(mode) and path.startswith(INHERITED_PIPES)):
        origin = Origin(label, clean_label(Path(path).name), folders[:-1], label.rpartition("/")[0])
        found.files.append(
            DiskFile(origin, Path(long_path(path)), len(folders), explicit=True, pipe=stat.S_ISFIFO(mode))
        )
    else:
        # Opening one may wait for ever.
        what = "a named pipe" if stat.S_ISFIFO(mode) else "a socket" if stat.S_ISSOCK(mode) else "a device"
        book.add("unsupported", label, f"{label} is {what}, not a file; name a log, a folder or an archive.")


def _cannot_find(path: str, label: str, fault: OSError | ValueError) -> tuple[str, str, str]:
    if isinstance(fault, ValueError):
        return "missing", label, f"{label} is no path: it holds a character no path can hold."
    if os.path.islink(path):  # noqa: PTH114 - never raises
        return "link", label, f"{label} is a link that leads nowhere; give the file it should lead to."
    kind, reason = explain(fault)
    if isinstance(fault, NotADirectoryError):
        return "missing", label, f"{label} does not exist: a part of the path before it is a file; check the spelling."
    if kind == "missing":
        return kind, label, f"{label} does not exist; check the spelling and the folder you are in."
    return kind, label, f"{label} could not be read: {reason}."


def _each_once(files: Sequence[DiskFile]) -> list[DiskFile]:
    """Return every file once, under its shortest label, however often and by whatever way it was named."""
    groups: dict[str, list[DiskFile]] = {}
    for file in files:
        groups.setdefault(identity(os.fspath(file.path)), []).append(file)
    once = [
        replace(
            min(same, key=lambda file: (len(file.origin.label), file.origin.label)),
            typed=min(file.typed for file in same),
            explicit=any(file.explicit for file in same),
        )
        for same in groups.values()
    ]
    return sorted(once, key=lambda file: (file.origin.label, os.fspath(file.path)))
