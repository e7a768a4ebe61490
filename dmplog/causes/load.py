"""Reads `flowcharts/causes/*.toml`; files of the user's own are validated first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from dmplog.causes.book import Causes
from dmplog.causes.files import cause_files
from dmplog.causes.model import Benign, KnownCause, Phrases, Proof
from dmplog.causes.pattern import Pattern
from dmplog.compiled import read_document
from dmplog.data import OwnKnowledge, data_folder, knowledge_in_use
from dmplog.errors import CauseError

_WORDS = ("id", "category", "title", "explanation", "versions", "evidence", "status")


def load_causes(folder: str | Path | None = None) -> Causes:
    """Return the causes of *folder*, by default the shipped ones with the user's own.

    Raises:
        CauseError: A file fails a check.
    """
    if folder is not None:
        return _load(Path(folder), None)
    return _load(data_folder("flowcharts") / "causes", knowledge_in_use())


@lru_cache(maxsize=8)
def _load(folder: Path, own: OwnKnowledge | None) -> Causes:
    causes = _added(Causes(), folder)
    return causes if own is None else _added(causes, own.folder_of("flowcharts/causes"))


def _added(causes: Causes, folder: Path | None) -> Causes:
    """Return *causes* with those of the files in *folder*: one of the same id replaces the one there was."""
    if folder is None:
        return causes
    paths = cause_files(folder)
    if folder != data_folder("flowcharts") / "causes":
        # What is shipped was validated when the package was built: only here is pydantic asked for.
        from dmplog.validator.folder import own_mistakes

        for path, first in own_mistakes(folder):
            raise CauseError(first.message, path=path, line=first.line, column=first.column, hint=first.hint)
    phrases = dict(causes.phrases)
    known = {cause.id: cause for cause in causes.known}
    harmless = {line.id: line for line in causes.harmless}
    for file in paths:
        document, _ = read_document(file, CauseError)
        phrases |= {entry["id"]: tuple(said["text"] for said in entry["texts"]) for entry in document.get("phrase", ())}
        known |= {entry["id"]: _cause(entry, phrases) for entry in document.get("cause", ())}
        harmless |= {entry["id"]: _benign(entry, phrases) for entry in document.get("benign", ())}
    return Causes(tuple(known.values()), tuple(harmless.values()), phrases)


def _cause(entry: Mapping[str, Any], phrases: Phrases) -> KnownCause:
    known: dict[str, Any] = {name: entry[name] for name in _WORDS if name in entry}
    known |= {name: _list(entry.get(name)) for name in ("steps", "actions", "references", "watch")}
    known |= {name: tuple(_proof(proof, phrases) for proof in entry.get(name, ())) for name in ("proof", "against")}
    return KnownCause(**known)


def _benign(entry: Mapping[str, Any], phrases: Phrases) -> Benign:
    match, status = _proof({"weight": 1, **entry}, phrases), entry.get("status", "inferred")
    return Benign(entry["id"], entry["why"], match, status, _list(entry.get("log")))


def _proof(entry: Mapping[str, Any], phrases: Phrases) -> Proof:
    wordings = (text for name in _list(entry.get("phrase")) for text in phrases[name])
    any_texts = (*_list(entry.get("text_any")), *wordings)
    return Proof(
        weight=float(entry.get("weight", 2)),
        events=_list(entry.get("event")),
        all_texts=tuple(text.casefold() for text in _list(entry.get("text_contains"))),
        any_texts=tuple(text.casefold() for text in any_texts),
        pattern=_pattern(entry),
        codes=_list(entry.get("code")),
        sibling=entry.get("sibling"),
        times=entry.get("times", 1),
        unless_seen=_list(entry.get("unless_seen")),
    )


def _pattern(entry: Mapping[str, Any]) -> Pattern | None:
    if "pattern" not in entry:
        return None
    return Pattern(entry["pattern"], _list(entry.get("not")), _list(entry.get("equal")))


def _list(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
