r"""Which logs there are: the role of each, the components that write it and the names its file goes by.

The head of each grammar says it, so that a new kind of log is one file:

    // role: sender
    // components: SMS_LAN_SENDER, MS_LAN_SENDER
    // files: sender
    // folder: <install dir>\Logs

A role or a file that is left out is called as the grammar, and components that are left out are not known; the role `none` marks what
is no log but a part of others.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from dmplog.data import OwnKnowledge, data_folder, knowledge_in_use
from dmplog.errors import GrammarError
from dmplog.frozen import frozen
from dmplog.head import OTHER, head_of, role_of

__all__ = [
    "LOGS",
    "OTHER",
    "Roles",
    "file_of",
    "known_roles",
    "names_of_log",
    "place_of_log",
    "role_of_component",
    "role_of_log",
]

LOGS = r"<install dir>\Logs"
"""Where the logs of a site lie unless the head of a grammar says otherwise."""


@frozen
class Roles:
    """The roles of all known logs.

    Attributes:
        names: Every role.
        stems: Name of a log file, in small letters and without its end → role.
        components: Component in capitals → role, as `polars.Expr.replace_strict` takes it.
        places: Role → the name of its file and the folder it lies in.
        spelt: Name of a log file, in small letters and without its end → the file as its grammar spells it.
    """

    names: tuple[str, ...]
    stems: Mapping[str, str]
    components: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]
    spelt: Mapping[str, str]


def known_roles() -> Roles:
    """Return the roles of the shipped grammars, and of the user's own where they are in use.

    >>> known_roles().stems["sched"], known_roles().components["SMS_DESPOOLER"]
    ('scheduler', 'despool')
    """
    return _roles(knowledge_in_use())


def place_of_log(role: str) -> tuple[str, str]:
    """Return the name of the file that the log *role* is written to, and the folder it lies in."""
    return known_roles().places.get(role, (role if "." in role else f"{role}.log", LOGS))


def file_of(role: str, held: Iterable[str] = ()) -> str:
    """Return the name of the file that the log *role* is written to: a role is called as its component, and not always as its file.

    Of a log with several names it is the first that stands among *held*, the stems of files that are there; else the first of all.

    >>> file_of("hman"), file_of("scheduler"), file_of("of_nobody")
    ('hman.log', 'schedule.log', 'of_nobody.log')
    >>> file_of("scheduler", ["sched"]), file_of("scheduler", ["sched", "schedule"]), file_of("scheduler", ["hman"])
    ('sched.log', 'schedule.log', 'schedule.log')
    """
    known, there = known_roles(), set(held)
    own = (file for stem, file in known.spelt.items() if stem in there and known.stems[stem] == role) if there else ()
    return next(iter(own), place_of_log(role)[0])


def role_of_log(log: str) -> str | None:
    """Return the role of the log that is written as *log*, or None where no grammar knows it.

    >>> role_of_log("schedule.log"), role_of_log("of_nobody.log")
    ('scheduler', None)
    """
    return known_roles().stems.get(log.lower().removesuffix(".log"))


def names_of_log(log: str) -> tuple[str, ...]:
    """Return what the log *log* is called, without its end, its own name first: articles and servers call some logs by several names.

    >>> names_of_log("schedule.log"), names_of_log("ConfigMgrSetup.log"), names_of_log("of_nobody.log")
    (('schedule', 'sched', 'scheduler'), ('ConfigMgrSetup',), ('of_nobody',))
    """
    stem = log[:-4] if log.lower().endswith(".log") else log
    role = role_of_log(log)
    others = sorted(name for name, owner in known_roles().stems.items() if owner == role and name != stem.lower())
    return (stem, *others)


def role_of_component(component: str) -> str | None:
    """Return the role of the log a component writes, or None where no grammar knows it.

    >>> role_of_component("sms_lan_sender"), role_of_component("SMS_EXECUTIVE")
    ('sender', None)
    """
    return known_roles().components.get(component.strip().upper())


@lru_cache(maxsize=4)
def _roles(own: OwnKnowledge | None) -> Roles:
    stems: dict[str, str] = {}
    components: dict[str, str] = {}
    places: dict[str, tuple[str, str]] = {}
    spelt: dict[str, str] = {}
    for path in _grammars(own):
        if (role := role_of(path)) is None:
            continue
        head = head_of(path)
        # A grammar that adds to a known log need not say again what its file is called.
        names = head.get("files", () if role in places else (role,))
        folder = ", ".join(head.get("folder", (LOGS,)))
        _claim(stems, [name.lower() for name in names], role, path, "file")
        _claim(components, [name.upper() for name in head.get("components", ())], role, path, "component")
        first = next(iter(names), role)
        places.setdefault(role, (_with_end(first), folder))
        for name in names:
            spelt.setdefault(name.lower(), _with_end(name))
    return Roles(tuple(dict.fromkeys((*stems.values(), *components.values()))), stems, components, places, spelt)


def _with_end(name: str) -> str:
    """Return the file *name* of a log, most of which are told without their `.log`."""
    return name if "." in name else f"{name}.log"


def _claim(known: dict[str, str], names: Iterable[str], role: str, path: Path, what: str) -> None:
    """Let *names* be those of the log *role*.

    Raises:
        GrammarError: One of them is another log's.
    """
    for name in names:
        if (owner := known.setdefault(name, role)) != role:
            message, hint = f"the {what} {name!r} is that of the log {owner!r}", f"add to it with `// role: {owner}`"
            raise GrammarError(message, path=str(path), line=1, column=1, hint=hint)


def _grammars(own: OwnKnowledge | None) -> Iterator[Path]:
    mine = own.folder_of("grammars") if own is not None else None
    for folder in (data_folder("grammars"), *([mine] if mine is not None else [])):
        yield from sorted(folder.glob("*.lark"))
