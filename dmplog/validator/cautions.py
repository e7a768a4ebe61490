"""Whether an advice contradicts a caution: what `flowcharts/cautions.toml` forbids, no check, action or advice may say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dmplog.compiled import read_document, read_table
from dmplog.errors import FlowchartError
from dmplog.flowchart.findings import Finding, Severity
from dmplog.flowchart.positions import Positions
from dmplog.validator.texts import advises, texts_below


class Caution(NamedTuple):
    """What no advice may say, and the words that make it harmless."""

    id: str
    says: str
    advice: re.Pattern[str]
    unless: tuple[str, ...]

    def contradicted_by(self, advice: str) -> bool:
        """Return whether *advice* says what the caution forbids.

        >>> [caution.id for caution in cautions() if caution.contradicted_by("Restart SMS_EXECUTIVE.")]
        ['restart_while_installing']
        >>> [caution.id for caution in cautions() if caution.contradicted_by("Restart it when no update is being installed.")]
        []
        """
        forbidden = self.advice.search(advice) is not None
        return forbidden and not any(word in advice.lower() for word in self.unless)


@lru_cache(maxsize=1)
def cautions() -> tuple[Caution, ...]:
    """Return every caution."""
    return tuple(
        Caution(entry["id"], entry["says"], re.compile(entry["advice"], re.IGNORECASE), tuple(entry["unless"]))
        for entry in read_table("cautions")["caution"]
    )


def contradictions(paths: Iterable[Path], severity: Severity = "error") -> Iterator[tuple[str, Finding]]:
    """Yield every advice in the files *paths* that contradicts a caution, with its file and place."""
    for path in paths:
        values, text = read_document(path, FlowchartError)
        positions: Positions | None = None
        for place, advice in texts_below(values, advises):
            for caution in cautions():
                if caution.contradicted_by(advice):
                    positions = positions or Positions(text)
                    line, column = positions.of(*place) or (None, None)
                    said = f"the advice {advice[:60]!r} contradicts the caution {caution.id!r}"
                    yield str(path), Finding(severity, said, line, column, caution.says)
