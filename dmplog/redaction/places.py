r"""Where a name stands as a name, though it is also a word of the logs, or has two letters: `\\FILES\src$`, `SYS=AB`, `AB.domain`, `AB$`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from dmplog.redaction.alternatives import any_of
from dmplog.redaction.ledger import Entry
from dmplog.redaction.rules import PlaceForm, Rules

_REACH = 64
_LABEL = re.compile(r"([\w-]+)\\{1,2}\Z")
_SHORT = 3
_AS_WELL = {"server": "domain"}


class Places:
    """Knows the places at which any name stands, and those of its kind."""

    def __init__(self, entries: Iterable[Entry], rules: Rules) -> None:
        self._kinds: dict[str, str] = {}
        suffixes: set[str] = set()
        labels: set[str] = set()
        for each in entries:
            name, token = each.name.lower(), each.token.lower()
            self._kinds.setdefault(name, each.kind)
            if each.kind == "domain" and "." in name:
                suffixes.update((name, token))
            elif each.kind in ("domain", "server"):
                labels.update((name, token))
        self._suffix = re.compile(rf"\.{any_of(sorted(suffixes))}(?![0-9A-Za-z])") if suffixes else None
        self._labels = frozenset(labels)
        self._forms: Mapping[str, PlaceForm] = rules.named

    def shows(self, small: str, begin: int, end: int) -> bool:
        """Return whether what stands from *begin* to *end* in *small*, a text in small letters, is a name by its place."""
        before = small[max(0, begin - _REACH) : begin]
        if self._forms["any"].is_behind(before) or (self._suffix is not None and self._suffix.match(small, end)):
            return True
        name = small[begin:end]
        kind = self._kinds.get(name, "")
        for form in self._forms_of(kind):
            # Of a longer name, which is a word, "Program Files\\" is no account's domain.
            if form.is_behind(before) or (len(name) <= _SHORT and form.is_in_front(before, small, end)):
                return True
        # An account is told by its domain, and a path is none.
        label = _LABEL.search(before) if kind == "user" else None
        return label is not None and label[1] in self._labels

    def _forms_of(self, kind: str) -> Iterator[PlaceForm]:
        # A server stands in front of its own accounts as a domain does.
        yield from (self._forms[each] for each in (kind, _AS_WELL.get(kind, "")) if each in self._forms)
