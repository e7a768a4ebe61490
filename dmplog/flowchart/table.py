"""Reading one TOML table: the right keys, the right kinds of values, and a place for everything that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any

from dmplog.flowchart.durations import parse_duration
from dmplog.flowchart.findings import Findings, did_you_mean
from dmplog.flowchart.model import Signal
from dmplog.flowchart.positions import KeyPath, Place, Positions

_A_SIGNAL = 'write "event" or { event = "event", field = "value" }'


class TableReader:
    """A TOML table that is read key by key; what it cannot give is noted and replaced by something empty."""

    def __init__(self, values: Any, path: KeyPath, positions: Positions, findings: Findings) -> None:
        self.path = path
        self.findings = findings
        self._positions = positions
        self._values: Mapping[str, Any] = values if isinstance(values, dict) else {}
        if not isinstance(values, dict):
            findings.error(f"{self.name} must be a table", self.place())

    @property
    def name(self) -> str:
        """The table as a person calls it."""
        return ".".join(str(part) for part in self.path if isinstance(part, str)) or "the file"

    def place(self, *keys: str | int) -> Place | None:
        """Return where *keys* stand, or the table itself."""
        return self._positions.of(*self.path, *keys)

    def text_place(self, key: str) -> Place | None:
        """Return where the text at *key* begins, behind its quotes."""
        return self._positions.text(*self.path, key)

    def refuse_others(self, known: Collection[str]) -> None:
        """Note every key that is not *known*."""
        for key in self._values:
            if key not in known:
                hint = did_you_mean(key, known) or f"known keys: {', '.join(sorted(known))}"
                self.findings.error(f"{self.name} has an unknown key {key!r}", self.place(key), hint)

    def has(self, key: str) -> bool:
        """Return whether the table has *key*."""
        return key in self._values

    def keys(self) -> tuple[str, ...]:
        """Return the keys of the table."""
        return tuple(self._values)

    def text(self, key: str, *, required: bool = True) -> str:
        """Return the text at *key*."""
        value = self._values.get(key)
        if isinstance(value, str) and (value.strip() or not required):
            return " ".join(value.split())
        if value is not None or required:
            problem = "is missing" if value is None else "must be a text"
            self.findings.error(f"{self.name}: {key!r} {problem}", self.place(key), f'write {key} = "…"')
        return ""

    def block(self, key: str) -> str:
        """Return the text at *key* with its lines kept."""
        value = self._values.get(key)
        if isinstance(value, str):
            return value
        self.findings.error(f"{self.name}: {key!r} is missing or no text", self.place(key), f"write {key} = '''…'''")
        return ""

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return the list of texts at *key*."""
        value = self._values.get(key)
        if isinstance(value, list) and all(isinstance(item, str) for item in value) and (value or not required):
            return tuple(" ".join(item.split()) for item in value)
        if value is not None or required:
            problem = "is missing" if value is None else "must be a list of texts"
            self.findings.error(f"{self.name}: {key!r} {problem}", self.place(key), f'write {key} = ["…"]')
        return ()

    def flag(self, key: str) -> bool:
        """Return the yes or no at *key*; no where it is left out."""
        value = self._values.get(key, False)
        if isinstance(value, bool):
            return value
        self.findings.error(f"{self.name}: {key!r} must be true or false", self.place(key), f"write {key} = true")
        return False

    def choice(self, key: str, known: Collection[str]) -> str:
        """Return the word at *key*, one of *known*."""
        value = self.text(key)
        if value and value not in known:
            hint = did_you_mean(value, known) or f"one of {', '.join(sorted(known))}"
            self.findings.error(f"{self.name}: {key!r} cannot be {value!r}", self.place(key), hint)
        return value

    def duration(self, key: str) -> timedelta | None:
        """Return the duration at *key*, or None where it is left out."""
        value = self._values.get(key)
        if value is None:
            return None
        try:
            return parse_duration(value if isinstance(value, str) else repr(value))
        except ValueError as error:
            self.findings.error(f"{self.name}: {key!r}: {error}", self.place(key), f'write {key} = "30m", "2h" or "1d"')
            return None

    def tables(self, key: str) -> tuple[TableReader, ...]:
        """Return the list of tables at *key*."""
        value = self._values.get(key, [])
        if isinstance(value, list):
            return tuple(self._child(item, key, number) for number, item in enumerate(value))
        self.findings.error(
            f"{self.name}: {key!r} must be a list of tables", self.place(key), f"write [[{self.name}.{key}]]"
        )
        return ()

    def mixed(self, key: str) -> tuple[str | TableReader, ...]:
        """Return the list of texts and tables at *key*; what is neither was noted when the signals were read."""
        value = self._values.get(key, [])
        items = value if isinstance(value, list) else []
        return tuple(
            item if isinstance(item, str) else self._child(item, key, number)
            for number, item in enumerate(items)
            if isinstance(item, str | dict)
        )

    def table(self, key: str) -> TableReader:
        """Return the table at *key*, empty where it is left out."""
        return self._child(self._values.get(key, {}), key)

    def named_tables(self, key: str) -> tuple[tuple[str, TableReader], ...]:
        """Return the tables under the table *key*, by name."""
        value = self._values.get(key)
        if isinstance(value, dict):
            return tuple((name, self._child(item, key, name)) for name, item in value.items())
        self.findings.error(f"{self.name} has no [{key}.…]", self.place(key), f"write [{key}.name]")
        return ()

    def signals(self, key: str) -> tuple[Signal, ...]:
        """Return the signals at *key*: a list of events, each with or without conditions."""
        value = self._values.get(key, [])
        if not isinstance(value, list):
            self.findings.error(f"{self.name}: {key!r} must be a list", self.place(key), f'write {key} = ["event"]')
            return ()
        read = (self._signal(item, key, number) for number, item in enumerate(value))
        return tuple(signal for signal in read if signal is not None)

    def own_signal(self, others: Collection[str]) -> Signal | None:
        """Return the signal that the table itself is, its keys in *others* left aside."""
        return _signal_of({name: value for name, value in self._values.items() if name not in others}, self)

    def _signal(self, item: Any, key: str, number: int) -> Signal | None:
        if isinstance(item, str) and item:
            return Signal(item)
        if isinstance(item, dict):
            return _signal_of(
                {name: value for name, value in item.items() if name != "for"}, self._child(item, key, number)
            )
        self.findings.error(f"{self.name}: an element of {key!r} is no signal", self.place(key, number), _A_SIGNAL)
        return None

    def _child(self, values: Any, *keys: str | int) -> TableReader:
        return TableReader(values, (*self.path, *keys), self._positions, self.findings)


def _signal_of(values: Mapping[str, Any], reader: TableReader) -> Signal | None:
    event = values.get("event")
    if not isinstance(event, str) or not event:
        reader.findings.error(f"{reader.name}: a signal needs an event", reader.place(), _A_SIGNAL)
        return None
    where = []
    for name, value in values.items():
        if name == "event":
            continue
        items = value if isinstance(value, list) else [value]
        if not items or not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
            hint = f'write {name} = "value" or {name} = ["value", "other"]'
            reader.findings.error(
                f"{reader.name}: {name!r} must be a text, a number, or a list of them", reader.place(name), hint
            )
            continue
        where.append((name, tuple(str(item) for item in items)))
    return Signal(event, tuple(where))
