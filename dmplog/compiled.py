"""Knowledge files in a form that is read fast, made when the package is built.

TOML and lark grammars are read by Python code, which takes longer than a small bundle needs in all. The build writes what they say
as JSON beside them (`compiled.json`); each entry carries the fingerprint of the text it was made from, so that a changed file is
simply read the slow way. Without these files everything works as well.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from dmplog.data import data_folder
from dmplog.errors import KnowledgeError

FILE_NAME = "compiled.json"


def fingerprint(texts: Iterable[str]) -> str:
    """Return what tells *texts* from any others.

    >>> fingerprint(["a", "b"]) == fingerprint(["ab"])
    False
    """
    digest = hashlib.sha256()
    for text in texts:
        data = text.encode()
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


def read_toml(text: str) -> dict[str, Any]:
    """Return what the TOML document *text* says.

    >>> read_toml("title = 'Download updates'")
    {'title': 'Download updates'}

    Raises:
        tomllib.TOMLDecodeError: It is no TOML.
    """
    stored = compiled(data_folder("flowcharts")).get(fingerprint([text]))
    if stored is not None:
        # A copy, because callers may take their document apart.
        document: dict[str, Any] = json.loads(stored)
        return document
    # Only here, because what is compiled is read without it.
    import tomllib

    return tomllib.loads(text)


def read_table(name: str) -> dict[str, Any]:
    """Return the shipped table `flowcharts/<name>.toml`."""
    return read_toml((data_folder("flowcharts") / f"{name}.toml").read_text(encoding="utf-8"))


def knowledge_text(path: Path, wrong: type[KnowledgeError]) -> str:
    """Return the text of the file of knowledge *path*.

    Raises:
        KnowledgeError: It cannot be read, is no file, or is not UTF-8; it is raised as *wrong*.
    """
    try:
        if path.exists() and not path.is_file() and not path.is_dir():
            # Opening a pipe may wait for ever.
            raise wrong("this is a pipe or a device, not a file", path=str(path), hint="give a file")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise wrong(f"the file cannot be read: {error.strerror}", path=str(path)) from None
    except UnicodeDecodeError:
        raise wrong("the file is not UTF-8 text", path=str(path), hint="save it as UTF-8") from None


def read_document(path: Path, wrong: type[KnowledgeError]) -> tuple[dict[str, Any], str]:
    """Return what the TOML file *path* says, and its text as tomllib sees it.

    Raises:
        KnowledgeError: The file cannot be read, or is no TOML; it is raised as *wrong*, with the place of the mistake.
    """
    # tomllib takes \r\n for \n inside texts; places are counted in the text as tomllib sees it.
    text = knowledge_text(path, wrong).replace("\r\n", "\n")
    import tomllib

    try:
        return read_toml(text), text
    except tomllib.TOMLDecodeError as error:
        # `Expected '=' after a key … (at line 3, column 5)`
        place = re.search(r" \(at line (\d+), column (\d+)\)$", str(error))
        said = str(error)[: place.start()] if place else str(error)
        line, column = (int(place[1]), int(place[2])) if place else (None, None)
        message = f"this is no TOML: {said}"
        raise wrong(message, path=str(path), line=line, column=column, hint="see https://toml.io") from None
    except ValueError:
        # Python reads no number of more than 4,300 digits.
        raise wrong("a number in it is too long", path=str(path), hint="write a shorter one") from None
    except RecursionError:
        raise wrong("its lists are nested too deeply", path=str(path), hint="see https://toml.io") from None


@lru_cache(maxsize=8)
def compiled(folder: Path) -> dict[str, str]:
    """Return the compiled documents of *folder* by fingerprint, each as JSON text; nothing where they are missing or damaged."""
    try:
        stored = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return stored if isinstance(stored, dict) else {}


def compile_toml(folder: Path) -> dict[str, str]:
    """Return the compiled form of every TOML file below *folder*."""
    import tomllib

    texts = [path.read_text(encoding="utf-8-sig").replace("\r\n", "\n") for path in sorted(folder.rglob("*.toml"))]
    return {fingerprint([text]): json.dumps(tomllib.loads(text)) for text in texts}


def store(folder: Path, documents: dict[str, str]) -> None:
    """Write *documents*, JSON texts by fingerprint, as the compiled form of *folder*."""
    text = json.dumps(documents, ensure_ascii=False, indent=0, sort_keys=True)
    (folder / FILE_NAME).write_text(text + "\n", encoding="utf-8", newline="\n")
