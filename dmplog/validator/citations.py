"""Where knowledge is known from: whether a text names an entry of docs/evidence/sources.toml or a public address.

Sources lie beside what is shipped in a checkout, and in no installed package: there nothing is asked for them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any, Final

from dmplog.compiled import read_document
from dmplog.data import data_folder
from dmplog.errors import FlowchartError
from dmplog.flowchart.findings import Finding, Mistake, each_once
from dmplog.flowchart.positions import KeyPath, Positions
from dmplog.nearest import did_you_mean
from dmplog.validator.texts import key_of, texts_below

CITED: Final = re.compile(r"\[@([A-Za-z0-9-]+(?:; ?@[A-Za-z0-9-]+)*)\]")
CITING: Final = ("evidence", "from", "source")
"""The keys that say where something is known from."""

_SOURCES = "docs/evidence/sources.toml"
_HINT = f'write evidence = "[@…]" with an id of {_SOURCES}, or a public address'


def checkout() -> Path | None:
    """Return the folder in which what is shipped lies beside its samples and sources; None for an installed package."""
    folder = data_folder("flowcharts").parent
    return folder if (folder / _SOURCES).is_file() and (folder / "fixtures").is_dir() else None


def cited_in(text: str) -> list[str]:
    """Return the ids that *text* cites, in its order.

    >>> cited_in("Texts: [@update-article; @S17], and [@kb2688247].")
    ['update-article', 'S17', 'kb2688247']
    """
    return [one.strip().removeprefix("@") for found in CITED.findall(text) for one in found.split(";")]


def known_sources(repository: Path) -> frozenset[str]:
    """Return the ids of all sources and public cases of *repository*."""
    told = read_document(repository / _SOURCES, FlowchartError)[0]
    return frozenset((*told["source"], *told["case"]))


def said_of(text: str, known: Collection[str]) -> tuple[str, str] | None:
    """Return what is wrong with what *text* says of where something is known from, and what to do; None where nothing is.

    >>> said_of("[@{}]".format("updat-article"), ["update-article"])
    ("there is no source 'updat-article'", "did you mean 'update-article'?")
    """
    unknown = [one for one in cited_in(text) if one not in known]
    if unknown:
        hint = did_you_mean(unknown[0], known) or f"add [source.{unknown[0]}] to {_SOURCES}"
        return f"there is no source {unknown[0]!r}", hint
    return None if CITED.search(text) or "https://" in text else ("it is not told where this is known from", _HINT)


def uncited(paths: Iterable[Path], known: Collection[str]) -> Iterator[Mistake]:
    """Yield everything in the knowledge files *paths* that names no source, or one that there is not."""
    for path in paths:
        values, text = read_document(path, FlowchartError)
        found: list[tuple[str, str, KeyPath]] = []
        for place, told in texts_below(values, lambda place: key_of(place) in CITING):
            if wrong := said_of(told, known):
                found.append((*wrong, place))
        found += [
            (f"{name!r} does not tell where it is known from", _mend(place), place) for name, place in _silent(values)
        ]
        positions = Positions(text) if found else None
        placed = ((said, hint, *positions.place(place)) for said, hint, place in found) if positions else ()
        findings = (Finding("error", said, line, column, hint) for said, hint, line, column in placed)
        numbered = ((_same(finding, number), finding) for number, finding in enumerate(findings))
        yield from ((str(path), finding) for finding in each_once(numbered))


def _silent(values: dict[str, Any]) -> Iterator[tuple[str, KeyPath]]:
    """Yield the name and the place of every cause and harmless line without `evidence`, and of every step without `references`."""
    for kind in ("cause", "benign"):
        yield from _lacking(values.get(kind), "evidence", kind)
    lanes = values.get("lane")
    for name, lane in lanes.items() if isinstance(lanes, dict) else ():
        yield from _lacking(lane.get("step") if isinstance(lane, dict) else (), "references", "lane", name, "step")


def _lacking(entries: Any, key: str, *place: str | int) -> Iterator[tuple[str, KeyPath]]:
    for number, entry in enumerate(entries if isinstance(entries, list) else ()):
        if isinstance(entry, dict) and not entry.get(key):
            yield str(entry.get("id", number)), (*place, number)


def _mend(place: KeyPath) -> str:
    return 'write references = ["a public address"]' if place[0] == "lane" else _HINT


def _same(finding: Finding, number: int) -> object:
    """Return what makes a finding the same as another: a source that there is not is one mistake of its file."""
    return finding.message if "no source" in finding.message else number
