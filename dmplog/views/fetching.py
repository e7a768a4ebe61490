r"""Which logs to fetch from where, and the commands that copy them, as they are pasted into PowerShell on that server.

Names of servers come from logs: one that could be anything but a name is never part of a command.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from dmplog import layout
from dmplog.frozen import frozen
from dmplog.layout import code
from dmplog.looks.document import Document
from dmplog.looks.needs import fetched
from dmplog.looks.times import hour_text
from dmplog.roles import names_of_log

INSTALLED = r"<install dir>"
INTO_THE_FOLDER = r"cd (gp HKLM:\SOFTWARE\Microsoft\SMS\Setup).'Installation Directory'"
"""The registry of a site server says where the site is installed; whether every other site system has the value is not public."""

SCRIPT = "dmplog collect PATH -o Copy-CMUpdateLog.ps1"
"""What writes a script that copies all of them, from every server, and tells when; PATH stands for the logs or the JSON report."""

_DRIVE = re.compile(r"[A-Z]:\\")
_FOLDER = re.compile(r"[A-Za-z0-9_\\]{1,100}")
_SERVER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,62}(?:\.[A-Za-z0-9-]{1,63}){0,8}")
_FILE = re.compile(r"[A-Za-z0-9_]{1,60}\.log", re.IGNORECASE)
_STEM = re.compile(r"[A-Za-z0-9_]{1,60}")


def fetch_field(
    case: Document,
    most: int,
    beside: Sequence[Document],
    reasons: int,
    hour: Callable[[str], str] = hour_text,
) -> Iterator[layout.Field]:
    """Yield what is to be fetched for *case*, told with those *beside*, and at most so many *reasons*: what a log would show is why it is fetched.

    *hour* says the time of day of a moment by the clock of the view.
    """
    said = fetched(case, most, beside, hour)
    if said:
        why = list(dict.fromkeys(need["why"] for need in case["needs"] if need["why"]))[:reasons]
        yield layout.Field("Fetch", tuple(layout.Paragraph((text,)) for text in (*said, *why)))


@frozen
class Errand:
    """What is to be fetched from one server: a sentence for people, and the commands that do it there."""

    server: str
    logs: tuple[tuple[str, str], ...]
    commands: tuple[str, ...]


def errands(needs: Sequence[Document]) -> tuple[Errand, ...]:
    r"""Return what is to be fetched for *needs*, server by server.

    >>> (found,) = errands([{"log": "hman.log", "server": "CAS01", "folder": "<install dir>\\Logs", "why": ""}])
    >>> found.commands[-1]
    'robocopy Logs C:\\Collected\\CAS01 hman*.lo*'
    """
    by_server: dict[str, list[Document]] = {}
    for need in needs:
        by_server.setdefault(need["server"] or "", []).append(need)
    return tuple(
        Errand(server, tuple((need["log"], need["folder"]) for need in rows), _commands(server, rows))
        for server, rows in by_server.items()
    )


def by_script(found: Sequence[Errand], *, beyond: bool, read: str = "") -> str:
    """Return how a script runs the errands *found*, that it is to be *read* first, and whether it takes logs *beyond* theirs.

    >>> by_script(errands([{"log": "hman.log", "server": "CAS01", "folder": "Logs", "why": ""}]), beyond=True)
    'By a script, which takes all that the open cases lack'
    """
    opening = "From all servers, by" if len(found) > 1 else "By"
    return f"{opening} a script{read}{', which takes all that the open cases lack' if beyond else ''}"


def fetch(
    needs: Sequence[Document],
    command: str | None,
    most: int | None = None,
    *,
    by_hand: bool = False,
    beyond: bool = False,
) -> Iterator[layout.Block]:
    """Yield which logs lie where, the *command* that writes a script for all of them, and what copies them on the first *most* servers.

    Where it is *by_hand*, whoever reads it has no dmplog: what needs none comes first. Where the script takes logs *beyond* these, that is said.
    """
    found = errands(needs)
    script = (
        (
            layout.Paragraph((f"{by_script(found, beyond=beyond, read=' to read first')}:",), "dim"),
            layout.Code((command or SCRIPT,), "powershell"),
        )
        if found
        else ()
    )
    for errand in found:
        folders: dict[str, list[str]] = {}
        for log, folder in errand.logs:
            folders.setdefault(folder, []).append(log)
        if len(found) > 1:
            said = [(f"{', '.join(logs)} in ", code(folder), "; ") for folder, logs in folders.items()]
            words = tuple(word for part in said for word in part)[:-1]
            yield layout.Paragraph((f"{errand.server or 'its server'}: ", *words))
    yield from () if by_hand else script
    alike: dict[tuple[str, ...], list[str]] = {}
    for errand in found[:most]:
        if errand.commands:
            alike.setdefault(errand.commands, []).append(errand.server or "the server that writes them")
    for commands, servers in alike.items():
        place = " and on ".join(servers)
        without = "In" if by_hand else "Or without dmplog, in"
        yield layout.Paragraph((f"{without} PowerShell on {place}, rolled-over files included:",), "dim")
        yield layout.Code(commands, "powershell")
    yield from script if by_hand else ()


def _commands(server: str, needs: Sequence[Document]) -> tuple[str, ...]:
    """Return the commands that copy what lies in folders this module knows the way to."""
    target = "C:\\Collected\\" + (server if _SERVER.fullmatch(server) else "$env:COMPUTERNAME")
    patterns: dict[str, list[str]] = {}
    for need in needs:
        drive = _DRIVE.search(need["folder"])
        installed = need["folder"].startswith(INSTALLED)
        # What was rolled over lies beside it: hman.lo_, hman-20250114-010203.log.
        if _FILE.fullmatch(need["log"]) and (installed or drive):
            source = need["folder"].removeprefix(INSTALLED).strip("\\/") if installed else drive[0] if drive else ""
            if _DRIVE.fullmatch(source) or _FOLDER.fullmatch(source):
                patterns.setdefault(source, []).extend(f"{name}*.lo*" for name in _names(need["log"][:-4]))
    inside = [source for source in patterns if not _DRIVE.fullmatch(source)]
    return (
        *([INTO_THE_FOLDER] if inside else []),
        *(f"robocopy {source} {target} {' '.join(dict.fromkeys(names))}" for source, names in patterns.items()),
    )


def _names(stem: str) -> tuple[str, ...]:
    """Return what the names of the log *stem* begin with: articles and servers call some logs by several names.

    >>> _names("schedule"), _names("ConfigMgrSetup"), _names("own")
    (('sched',), ('ConfigMgrSetup',), ('own',))
    """
    names = [name for name in names_of_log(stem) if _STEM.fullmatch(name)]
    return tuple(name for name in names if not any(name != other and name.startswith(other) for other in names))
