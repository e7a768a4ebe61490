"""Where each log stands in the archive that is handed out: its folders without what lies around the bundle, and with tokens for names.

Archives are written as folders of their name, packed files without their packing, so that nothing of what an archive says besides its
logs (comments, owners, times, other files) goes along.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from dmplog.bundle import LogFile
from dmplog.bundle.places import is_neutral, server_of
from dmplog.redaction.finder import Name
from dmplog.redaction.replacer import Replacer

_AGAIN = re.compile(r"(?P<stem>.+?)(?P<ending>\.[^.]+)(?P<number> \(\d+\))\Z")


def folder_names(logs: Iterable[LogFile]) -> list[Name]:
    """Return the names that the folders around *logs* are: of servers, and those that a person gave."""
    names: dict[Name, None] = {}
    for log in logs:
        if log.server is not None:
            names["server", log.server] = None
        for folder in _kept_folders(log):
            if server := server_of([folder]):
                names["server", server] = None
            elif not is_neutral(folder):
                names["folder", folder] = None
    return list(names)


def members(logs: Sequence[LogFile], replacer: Replacer, folders: Mapping[str, str]) -> dict[str, str]:
    """Return the path of each of *logs* in the archive by its label; *folders* has the tokens of folders."""
    found: dict[str, str] = {}
    taken: set[str] = set()
    for log in sorted(logs, key=lambda log: log.name):
        parts = [_folder(folder, replacer, folders) for folder in _kept_folders(log)]
        path = "/".join([*parts, replacer.word(_file_name(log))])
        found[log.name] = _fresh(path, taken)
    return found


def _folder(folder: str, replacer: Replacer, folders: Mapping[str, str]) -> str:
    return folders.get(folder.casefold()) or replacer.word(folder)


def _kept_folders(log: LogFile) -> tuple[str, ...]:
    """Return the folders of *log* inside of the bundle, and the one around it where that alone names the server."""
    inner = log.folders[log.shared :]
    if log.server is None or server_of(inner) == log.server or not log.shared:
        return inner
    return (log.folders[log.shared - 1], *inner) if server_of(log.folders[log.shared - 1 :]) == log.server else inner


def _file_name(log: LogFile) -> str:
    """Return the name of *log*; the number that tells members of one name apart goes in front of its ending."""
    name = log.name.rpartition("/")[2]
    again = _AGAIN.fullmatch(name)
    return f"{again['stem']}{again['number']}{again['ending']}" if again else name


def _fresh(path: str, taken: set[str]) -> str:
    """Return *path*, with a number in front of its ending where it is taken; Windows knows no capitals."""
    folder, slash, name = path.rpartition("/")
    stem, dot, ending = name.partition(".") if not name.startswith(".") else (name, "", "")
    fresh, number = path, 1
    while fresh.casefold() in taken:
        number += 1
        fresh = f"{folder}{slash}{stem} ({number}){dot}{ending}"
    taken.add(fresh.casefold())
    return fresh
