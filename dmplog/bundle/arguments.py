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
from dmplog.bundle.folders import DiskFile, FolderWalk, Place, identity, lies_in
from dmplog.bundle.labels import clean_label, long_path, typed_folders, typed_label
from dmplog.bundle.logfile import Origin
from dmplog.limits import INHERITED_PIPES
from dmplog.nearest import nearest_file

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
    typed = [os.fspath(path) for path in paths]
    found.standard_input = STANDARD_INPUT in typed
    named = dict.fromkeys(one for path in typed if path != STANDARD_INPUT for one in _expand(path, book))
    places = frozenset(identity(path) for path in named if "\0" not in path)
    for path in named:
        _add_argument(path, found, book, places)
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
            _tell_link(path, book)
            return [path]
        matches = _matches(path, book)
    except (OSError, ValueError, NotImplementedError):
        return [path]
    if not matches:
        label = typed_label(path)
        book.add("missing", label, f"{label} matches no file; check the pattern and the folder.")
    return matches


def _matches(pattern: str, book: ProblemBook) -> list[str]:
    """Return what *pattern* matches, as typed up to its first wildcard; `**` follows no link, because links lead in circles."""
    folders, wild = _parted(pattern)
    start = Path(long_path(folders) or ".")
    root = identity(str(start))
    matches = []
    # `glob` follows links wherever they lead, and is never done where they lead in circles.
    for match in start.glob(wild):
        inside = match.relative_to(start)
        matches.append(folders + str(inside))
        for part in (inside, *inside.parents[:-1]):
            _tell_link(folders + str(part), book, root)
    return sorted(matches)


def _tell_link(path: str, book: ProblemBook, root: str | None = None) -> None:
    """Tell where *path*, which was named, leads where it is a link; one that stays inside of *root* needs no word."""
    path = path.rstrip(os.sep) or path
    # A link that leads nowhere is told by whoever wants to read it; a pipe of the shell is called by a link.
    if path.startswith(INHERITED_PIPES) or not os.path.islink(long_path(path)) or not os.path.exists(long_path(path)):  # noqa: PTH110, PTH114 - never raise
        return
    if root is None or not lies_in(identity(path), root):
        label = typed_label(path)
        target = clean_label(os.path.realpath(path))
        book.add("link", label, f"{label} is a link to {target}; it was followed, because it was named.")


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


def _add_argument(path: str, found: Found, book: ProblemBook, named: frozenset[str]) -> None:
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
        found.files.extend(FolderWalk(Place(typed_label(path), path, folders), book, named).files())
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
        return kind, label, f"{label} does not exist; {_instead(path)}"
    return kind, label, f"{label} could not be read: {reason}."


def _instead(path: str) -> str:
    """Return what somebody may do who gave a *path* that leads to nothing."""
    near = nearest_file(path)
    return f"did you mean {typed_label(near)}?" if near else "check the spelling and the folder you are in."


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
