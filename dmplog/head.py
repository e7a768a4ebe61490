"""The head of a grammar: which log it speaks of, read from the comments it begins with."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from dmplog.compiled import knowledge_text
from dmplog.errors import GrammarError
from dmplog.nearest import nearest_of

KEYS: Final = ("role", "components", "files", "folder")
"""What a head can say; `components:` without a name says that none is known."""

OTHER: Final = "other"
"""The role of a log nobody knows."""

NO_LOG: Final = "none"
"""The role of what is no log but a part of others."""

Head = dict[str, tuple[str, ...]]

_SAID = re.compile(r"^//(\s*)([A-Za-z]+)( ?):[ \t]*(.*?)[ \t]*$")
_NEAR = 0.75
_ROLE = re.compile(r"[a-z][a-z0-9_]*")


def read_grammar(path: Path) -> str:
    """Return the text of the grammar *path*.

    Raises:
        GrammarError: It cannot be read, or is not UTF-8.
    """
    return knowledge_text(path, GrammarError)


def head_of(path: Path) -> Head:
    """Return what the head of the grammar *path* says: `role`, `components`, `files` and `folder`, each where it is said.

    Raises:
        GrammarError: It cannot be read, or says something it cannot.
    """
    head: Head = {}
    for number, line in enumerate(read_grammar(path).splitlines(), start=1):
        if not line.startswith("//"):
            break
        if found := _SAID.match(line):
            space, key, gap, value = found.groups()
            if key in KEYS and space and not gap:
                head[key] = _value(key, value, path, number)
            elif near := nearest_of(key, KEYS, close=_NEAR):
                told = f"the head says nothing by {line.partition(':')[0]!r}"
                raise _wrong(told, f"write `// {near[0]}: …`", path, number)
    return head


def role_of(path: Path) -> str | None:
    """Return the role of the log whose messages the grammar *path* holds, None where it is a part of others."""
    role = head_of(path).get("role", (path.stem,))[0]
    return None if role == NO_LOG else role


def _value(key: str, value: str, path: Path, number: int) -> tuple[str, ...]:
    names = tuple(part.strip() for part in value.split(",") if part.strip())
    if not names and key != "components":
        raise _wrong(
            f"the head says {key} and names none", f"name it, or leave the line out: `// {key}: …`", path, number
        )
    if key == "role" and (len(names) > 1 or not _ROLE.fullmatch(names[0]) or names[0] == OTHER):
        hint = "one name of small letters, digits and underscores, and not `other`"
        raise _wrong(f"no log can have the role {value!r}", hint, path, number)
    if key == "files" and (ended := [name for name in names if name.lower().endswith((".log", ".lo_"))]):
        hint = f"write {ended[0][:-4]!r}: names stand without their end"
        raise _wrong(f"no file of a log is found as {ended[0]!r}", hint, path, number)
    return names


def _wrong(message: str, hint: str, path: Path, line: int) -> GrammarError:
    return GrammarError(message, path=str(path), line=line, column=1, hint=hint)
