"""Reads fixtures/messages/*.txt, in the format its README.md describes."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

from dmplog.data import data_folder
from dmplog.grammar import Rule
from dmplog.grammar.grammars import Grammars
from dmplog.grammar.load import Library
from dmplog.validator import samples
from dmplog.validator.samples import MessageSample

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "messages"


def stems() -> list[str]:
    """The grammars that have a file of samples."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def read_samples(stem: str) -> list[MessageSample]:
    """The samples of grammar *stem*."""
    return samples.read_samples(FOLDER / f"{stem}.txt")


def read_file(name: str, folder: Path | None = None) -> tuple[Rule, ...]:
    """The rules of the one grammar *name*, as if it were the grammar of a log of that name."""
    return tuple(
        replace(rule, roles=(name,)) for rule in Library(folder or data_folder("grammars")).file(name).rules.values()
    )


@cache
def grammars_of(stem: str) -> Grammars:
    """The grammar *stem* alone, as if it were the grammar of a log of that name."""
    return Grammars(read_file(stem), data_folder("grammars"))


@cache
def own_rules(stem: str) -> list[Rule]:
    """The rules written in grammar *stem* itself."""
    return [rule for rule in grammars_of(stem).rules if rule.source == f"{stem}.lark"]
