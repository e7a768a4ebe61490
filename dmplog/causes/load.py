"""Reads `flowcharts/causes/*.toml`; files of the user's own are validated first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Any

from dmplog.causes.book import Causes
from dmplog.causes.files import PHRASES, cause_files
from dmplog.causes.model import Benign, Instead, KnownCause, Phrases, Proof
from dmplog.causes.pattern import Pattern
from dmplog.causes.samples import samples_of
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
    return _load(_shipped(), knowledge_in_use())


@lru_cache(maxsize=8)
def _load(folder: Path, own: OwnKnowledge | None) -> Causes:
    added = None if own is None else own.folder_of("flowcharts/causes")
    shipped, mine = _documents(folder), [] if added is None else _documents(added)
    # Of a phrase that both know, every wording counts: the causes of either are proved by it.
    phrases: dict[str, tuple[str, ...]] = {}
    usual = read_document(_shipped() / PHRASES, CauseError)[0]
    for entry in _entries((usual, *shipped, *mine), "phrase"):
        texts = (*phrases.get(entry["id"], ()), *(said["text"] for said in entry["texts"]))
        phrases[entry["id"]] = tuple(dict.fromkeys(texts))
    known = {entry["id"]: _cause(entry, phrases) for entry in _entries(shipped, "cause")}
    seen = frozenset() if own is None else frozenset(sample.cause for sample in samples_of(own))
    known |= {entry["id"]: _as_known(_cause(entry, phrases), known, seen) for entry in _entries(mine, "cause")}
    harmless = {entry["id"]: _benign(entry, phrases) for entry in _entries((*shipped, *mine), "benign")}
    return Causes(tuple(known.values()), tuple(harmless.values()), phrases)


def _shipped() -> Path:
    return data_folder("flowcharts") / "causes"


def _entries(documents: Iterable[Mapping[str, Any]], key: str) -> Iterator[dict[str, Any]]:
    return (entry for document in documents for entry in document.get(key, ()))


def _as_known(cause: KnownCause, shipped: Mapping[str, KnownCause], seen: Collection[str]) -> KnownCause:
    """Return *cause*, which is the user's own, as inferred where it is called seen and is none of those that a sample has *seen*.

    A copy of a shipped cause has the sample of that one; whoever checks the folder tells of the others.
    """
    before = shipped.get(cause.id)
    copied = before is not None and (before.status, before.proof) == (cause.status, cause.proof)
    if cause.status != "seen" or copied or cause.id in seen:
        return cause
    return replace(cause, status="inferred")


def _documents(folder: Path) -> list[dict[str, Any]]:
    """Return what the files of *folder* say.

    Raises:
        CauseError: A file of the user's own fails a check.
    """
    paths = cause_files(folder)
    if folder != _shipped():
        # What is shipped was validated when the package was built: only here is pydantic asked for.
        from dmplog.validator.own_causes import mistakes_of_causes

        for path, first in mistakes_of_causes(folder):
            raise CauseError(first.message, path=path, line=first.line, column=first.column, hint=first.hint)
    return [read_document(path, CauseError)[0] for path in paths]


def _cause(entry: Mapping[str, Any], phrases: Phrases) -> KnownCause:
    known: dict[str, Any] = {name: entry[name] for name in _WORDS if name in entry}
    known |= {name: _list(entry.get(name)) for name in ("steps", "actions", "line_actions", "references", "watch")}
    known |= {name: tuple(_proof(proof, phrases) for proof in entry.get(name, ())) for name in ("proof", "against")}
    known["instead"] = tuple(
        Instead(each["when"], each["named"], each["behind"], each["explanation"], _list(each["actions"]))
        for each in entry.get("instead", ())
    )
    return KnownCause(**known)


def _benign(entry: Mapping[str, Any], phrases: Phrases) -> Benign:
    status = entry.get("status", "inferred")
    return Benign(entry["id"], entry["why"], _proof(entry, phrases), status, _list(entry.get("log")))


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
        like=entry.get("like", ""),
    )


def _pattern(entry: Mapping[str, Any]) -> Pattern | None:
    if "pattern" not in entry:
        return None
    return Pattern(entry["pattern"], _list(entry.get("not")), _list(entry.get("equal")))


def _list(value: str | Sequence[str] | None) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value or ())
