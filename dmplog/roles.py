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

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dmplog.data import OwnKnowledge, data_folder, knowledge_in_use

OTHER = "other"
"""The role of a log nobody knows."""

LOGS = r"<install dir>\Logs"
"""Where the logs of a site lie unless the head of a grammar says otherwise."""

_HEAD = re.compile(r"^// (role|components|files|folder): *(.*?) *$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Roles:
    """The roles of all known logs.

    Attributes:
        names: Every role.
        stems: Name of a log file, in small letters and without its end → role.
        components: Component in capitals → role, as `polars.Expr.replace_strict` takes it.
        places: Role → the name of its file and the folder it lies in.
    """

    names: tuple[str, ...]
    stems: Mapping[str, str]
    components: Mapping[str, str]
    places: Mapping[str, tuple[str, str]]


def known_roles() -> Roles:
    """Return the roles of the shipped grammars, and of the user's own where they are in use.

    >>> known_roles().stems["sched"], known_roles().components["SMS_DESPOOLER"]
    ('scheduler', 'despool')
    """
    return _roles(knowledge_in_use())


def role_of_component(component: str) -> str | None:
    """Return the role of the log a component writes, or None where no grammar knows it.

    >>> role_of_component("sms_lan_sender"), role_of_component("SMS_EXECUTIVE")
    ('sender', None)
    """
    return known_roles().components.get(component.strip().upper())


def head_of(path: Path) -> dict[str, tuple[str, ...]]:
    """Return what the head of the grammar *path* says: `role`, `components`, `files` and `folder`, each where it is said."""
    with path.open(encoding="utf-8") as handle:
        head = handle.read(2048)
    return {key: tuple(part.strip() for part in said.split(",") if part.strip()) for key, said in _HEAD.findall(head)}


def role_of_grammar(path: Path) -> str | None:
    """Return the role of the log whose messages the grammar *path* holds, None where it is a part of others."""
    role = head_of(path).get("role", (path.stem,))[0]
    return None if role == "none" else role


@lru_cache(maxsize=4)
def _roles(own: OwnKnowledge | None) -> Roles:
    stems: dict[str, str] = {}
    components: dict[str, str] = {}
    places: dict[str, tuple[str, str]] = {}
    for role, head in _heads(own):
        names, folder = head.get("files", (role,)), ", ".join(head.get("folder", (LOGS,)))
        places[role] = (f"{names[0]}.log", folder)
        stems |= dict.fromkeys((name.lower() for name in names), role)
        components |= dict.fromkeys((name.upper() for name in head.get("components", ())), role)
    return Roles(tuple(dict.fromkeys((*stems.values(), *components.values()))), stems, components, places)


def _heads(own: OwnKnowledge | None) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
    mine = own.folder_of("grammars") if own is not None else None
    for folder in (data_folder("grammars"), *([mine] if mine is not None else [])):
        for path in sorted(folder.glob("*.lark")):
            if (role := role_of_grammar(path)) is not None:
                yield role, head_of(path)
