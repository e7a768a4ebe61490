"""Which failures the grammars know and nothing reads: no lane, no cause, no harmless list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import polars as pl

from dmplog.compiled import read_document
from dmplog.data import OwnKnowledge, data_folder
from dmplog.errors import FlowchartError
from dmplog.flowchart.findings import Finding
from dmplog.framing.severity import severity
from dmplog.grammar import Grammars, Rule
from dmplog.grammar.render import spellings
from dmplog.own_tables import own_entries
from dmplog.validator.tables import TABLES

DECIDES_NOTHING = "decides_nothing.toml"
"""Beside the flowcharts: the failures that rightly have no reader, with the reason."""

_HINT = "name it in a step's fails, in a cause or in also_seen, or in decides_nothing.toml with the reason"


def failures(grammars: Grammars) -> dict[str, Rule]:
    """Return the events that speak of a failure, by their name or by what their message says.

    >>> "snapshot_failed" in failures(Grammars.load()), "package_size_measured" in failures(Grammars.load())
    (True, False)
    """
    texts = [(rule, text) for rule in grammars.rules for text in spellings(rule)]
    said = pl.DataFrame({"message": [text for _, text in texts]}).select(severity(pl.col("message"))).to_series()
    alarming = {rule.name for (rule, _), word in zip(texts, said, strict=True) if word in ("error", "warning")}
    return {rule.name: rule for rule in grammars.rules if rule.name in alarming or rule.name.endswith("_failed")}


def events_read(folder: Path) -> frozenset[str]:
    """Return the events that a lane, a cause or a harmless line of *folder* names; joining lines to cases decides nothing."""
    paths = (path for path in sorted(folder.rglob("*.toml")) if path.stem not in TABLES)
    documents = (read_document(path, FlowchartError)[0] for path in paths)
    tables = (table for document in documents for key, table in document.items() if key != "correlator")
    return frozenset(name for table in tables for name in _named(table))


def unread_failures(grammars: Grammars, folder: Path) -> tuple[tuple[str, Finding], ...]:
    """Return a finding, with its grammar, for each failure that nothing reads and that is not listed as deciding nothing."""
    entries = read_document(folder / DECIDES_NOTHING, FlowchartError)[0]["event"]
    listed = {entry["name"] for entry in entries}
    named = {name for entry in entries for name in entry.get("consequence_of", ())}
    if unknown := sorted(named - {rule.name for rule in grammars.rules}):
        text = f"no grammar has the event {unknown[0]!r} that another failure is said to follow from"
        return ((str(folder / DECIDES_NOTHING), Finding("error", text, None, None, "grammars/*.lark hold the events")),)
    unread = [rule for name, rule in failures(grammars).items() if name not in events_read(folder) | listed]
    said = "no lane, cause or harmless list reads the failure"
    return tuple(
        (str(grammars.folders[-1] / rule.source), Finding("error", f"{said} {rule.name!r}", rule.line, None, _HINT))
        for rule in unread
    )


def unread_of_own(own: OwnKnowledge) -> Iterator[tuple[str, Finding]]:
    """Yield a warning for each failure in the grammars of the user's *own* that nothing reads."""
    grammars, folder = Grammars.load(), own.folder_of("flowcharts")
    read = events_read(data_folder("flowcharts")).union(() if folder is None else events_read(folder))
    listed = {entry["name"] for entry in own_entries("decides_nothing")}
    for name, rule in failures(grammars).items():
        if rule.folder and name not in read | listed:
            said = f"no lane, cause or harmless list reads the failure {name!r}"
            yield str(Path(rule.folder) / rule.source), Finding("warning", said, rule.line, None, _HINT)


def _named(value: Any) -> Iterator[str]:
    """Yield the texts of *value* that can name an event: those in lists, and those under `event` and `watch`."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _named([item] if key in ("event", "watch") else item)
    elif isinstance(value, list):
        for item in value:
            yield from [item] if isinstance(item, str) else _named(item)
