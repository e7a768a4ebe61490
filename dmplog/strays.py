"""Files in a folder of knowledge that nothing reads: a name that is nearly right would be passed over in silence."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dmplog.errors import KnowledgeError

_HOMES: Final = {"grammars": ".lark", "flowcharts": ".toml", "flowcharts/causes": ".toml"}
"""The folders that are read, and how the names of their files end."""

_MISCALLED: Final = {
    "grammar": "grammars",
    "flowchart": "flowcharts",
    "causes": "flowcharts/causes",
    "cause": "flowcharts/causes",
}


def refuse_strays(folder: Path) -> None:
    """Refuse what lies in *folder* or below it and looks like knowledge, and is not read.

    Raises:
        KnowledgeError: There is such a file or folder; its mend names the others, too.
    """
    strays = list(_strays(folder))
    if strays:
        (path, said, hint), *others = strays
        mends = [hint, *(f"{other}: {wrong}, {mend}" for other, wrong, mend in others)]
        raise KnowledgeError(said, path=str(path), hint="; ".join(mends))


def _strays(folder: Path) -> Iterator[tuple[Path, str, str]]:
    for path in sorted(folder.iterdir()):
        if path.is_dir() and (right := _right_name(path.name)) is not None:
            yield path, "the folder is not read", f"call it {right}"
        elif path.suffix.lower() == ".lark" and path.is_file():
            yield path, "the grammar is not read here", "move it to grammars/"
    for home, ending in _HOMES.items():
        path = folder / home
        if path.is_dir():
            yield from _misplaced(path, ending)
        elif path.exists():
            yield path, f"{home} is a file, and has to be a folder", "make a folder of that name and put the file there"


def _misplaced(home: Path, ending: str) -> Iterator[tuple[Path, str, str]]:
    for path in sorted(home.iterdir()):
        suffix = path.suffix.lower()
        if suffix == ending and path.suffix != ending:
            yield path, f"the file is not read: its name ends in {path.suffix!r}", f"let it end in {ending!r}"
        elif suffix in _HOMES.values() and suffix != ending:
            right = "grammars/" if suffix == ".lark" else "flowcharts/ or flowcharts/causes/"
            yield path, f"a {suffix} file is not read here", f"move it to {right}"
        elif path.is_dir() and path.name != "causes" and (held := next(path.rglob(f"*{ending}"), None)) is not None:
            yield path, f"{held.name} in this folder is not read", f"move it to {home.name}/"


def _right_name(name: str) -> str | None:
    """Return how a folder called nearly like one that is read is called."""
    if name.lower() in ("grammars", "flowcharts"):
        return None if name == name.lower() else name.lower()
    return _MISCALLED.get(name.lower())
