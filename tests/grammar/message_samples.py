"""Reads fixtures/messages/*.txt, in the format its README.md describes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from dmplog.data import data_folder
from dmplog.grammar import Rule
from dmplog.grammar.grammars import Grammars
from dmplog.grammar.load import Library

FOLDER = Path(__file__).resolve().parents[2] / "fixtures" / "messages"


@dataclass(frozen=True, slots=True)
class Sample:
    """A message, the event it is, and all its fields."""

    message: str
    event: str
    fields: dict[str, str]
    line: int


def stems() -> list[str]:
    """The grammars that have a file of samples."""
    return sorted(path.stem for path in FOLDER.glob("*.txt"))


def read_samples(stem: str) -> list[Sample]:
    """The samples of grammar *stem*."""
    samples: list[Sample] = []
    message: list[str] = []
    for number, line in enumerate((FOLDER / f"{stem}.txt").read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("> "):
            message.append(line[2:])
        elif line.startswith("#") or not line.strip():
            continue
        elif line.startswith(" "):
            name, _, value = line.strip().partition(" = ")
            samples[-1].fields[name] = value.replace("⏎", "\n")
        else:
            samples.append(Sample("\n".join(message), line.strip(), {}, number))
            message = []
    assert not message, f"{stem}.txt ends in a message without an event"
    return samples


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
