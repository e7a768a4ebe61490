"""Whether the engine that is asked of logs takes the patterns of grammars: Python takes some that it does not."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from dmplog.grammar.compile import spell
from dmplog.grammar.dialect import Source
from dmplog.grammar.sequence import Choice, Rule, holes
from dmplog.head import read_grammar

_HINT = "write it as https://docs.rs/regex has it"


def refuse_unknown(rules: Iterable[Rule]) -> None:
    """Refuse the first of *rules*, which are the user's own, that the engine cannot look for.

    Raises:
        GrammarError: There is one.
    """
    for rule in rules:
        for terminal in holes(Choice(rule.alternatives)):
            if not _is_taken(f"(?i)(?U:{terminal.regex})"):
                source, name = _source(rule), terminal.name
                said = f"polars' engine does not take the pattern of {name}"
                raise source.refuse(said, _HINT, name, source.defined(name))
        if not all(_is_taken(spelling.pattern().regex) for spelling in spell([rule])):
            raise _source(rule).refuse(
                f"{rule.name} is too large for polars' engine", "bound its repetitions", rule.name, rule.line
            )


def _source(rule: Rule) -> Source:
    return Source(rule.source, read_grammar(Path(rule.folder) / rule.source), rule.folder)


def _is_taken(regex: str) -> bool:
    try:
        pl.Series([""]).str.contains(regex)
    except pl.exceptions.PolarsError:
        return False
    return True
