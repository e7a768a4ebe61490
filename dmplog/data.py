"""Where knowledge lies: what is shipped, in the wheel or beside the package in a checkout, and a folder of the user's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from dmplog.arguments import check_paths
from dmplog.errors import UsageError
from dmplog.nearest import nearest_file
from dmplog.strays import refuse_strays

KINDS = ("grammars", "flowcharts")
"""What a folder of knowledge holds."""


@dataclass(frozen=True, slots=True, eq=False)
class OwnKnowledge:
    """A folder of the user's own with `grammars/`, `flowcharts/` and `flowcharts/causes/`, each of which may be missing.

    Two of them are never equal, so that what was read once is not taken for what stands there now.
    """

    folder: Path

    def folder_of(self, kind: str) -> Path | None:
        """Return the folder *kind* ("grammars", "flowcharts", "flowcharts/causes"), None where there is none."""
        found = self.folder / kind
        return found if found.is_dir() else None


_OWN: ContextVar[OwnKnowledge | None] = ContextVar("own_knowledge", default=None)


@contextmanager
def own_knowledge(folder: str | Path | None) -> Iterator[None]:
    """Let everything that is known include the files of *folder* for a while; None changes nothing.

    Raises:
        UsageError: The folder is not there, or holds no knowledge.
        KnowledgeError: A file in it lies where nothing is read.
    """
    if folder is None:
        yield
        return
    check_paths([folder], "knowledge")
    own = OwnKnowledge(Path(folder))
    if all(own.folder_of(kind) is None for kind in KINDS):
        if not own.folder.is_dir():
            near = nearest_file(str(folder))
            hint = f"did you mean {near}?" if near else "name the folder in which your grammars/ and flowcharts/ lie"
            raise UsageError(f"there is no folder {folder} to take knowledge from; {hint}")
        hint = "put your own files into folders of these names, as dmplog does"
        raise UsageError(f"the folder {folder} holds neither grammars/ nor flowcharts/; {hint}")
    refuse_strays(own.folder)
    token = _OWN.set(own)
    try:
        yield
    finally:
        _OWN.reset(token)


def knowledge_in_use() -> OwnKnowledge | None:
    """Return the user's own knowledge that is in use, None where only the shipped one is."""
    return _OWN.get()


def own_folder(kind: str) -> Path | None:
    """Return the folder *kind* of the user's own knowledge in use, None where there is none."""
    own = _OWN.get()
    return None if own is None else own.folder_of(kind)


@lru_cache(maxsize=4)
def data_folder(kind: str) -> Path:
    """Return the shipped folder *kind* ("grammars" or "flowcharts").

    A wheel carries it as `dmplog/_data/<kind>`; an editable install finds it at the top of the checkout.

    >>> data_folder("grammars").name
    'grammars'
    """
    package = Path(__file__).resolve().parent
    installed = package / "_data" / kind
    return installed if installed.is_dir() else package.parent / kind
