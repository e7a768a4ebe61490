"""Samples of messages: lines to the letter in `fixtures/messages/<log>.txt`, each with its event, its fields, and where it was read."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import NamedTuple

import polars as pl

from dmplog.compiled import knowledge_text
from dmplog.errors import GrammarError
from dmplog.flowchart.findings import Finding, Mistake, Severity, each_once
from dmplog.grammar import UNRECOGNIZED, Grammars, Rule
from dmplog.nearest import did_you_mean
from dmplog.validator.citations import cited_in, said_of

HOME = "fixtures/messages"

_FORM = "write `> the line`, below it the event, and below that its fields, `    name = value`"


class MessageSample(NamedTuple):
    """A message as the product writes it, the event it is, and all its fields.

    Attributes:
        message: Its text.
        event: The event.
        fields: Name of a field → its value.
        told: The comment above it, which says where it was read.
        line: The line of the file that names the event.
        path: The file.
    """

    message: str
    event: str
    fields: dict[str, str]
    told: str
    line: int
    path: Path


def read_samples(path: Path) -> list[MessageSample]:
    """Return the samples of the file *path*.

    Raises:
        GrammarError: Its form is wrong.
    """
    samples: list[MessageSample] = []
    message: list[str] = []
    told, number = "", 0
    for number, line in enumerate(knowledge_text(path, GrammarError).splitlines(), start=1):
        if line.startswith("> "):
            message.append(line[2:])
        elif line.startswith("#"):
            told = line.removeprefix("#").strip()
        elif line.startswith(" ") and line.strip():
            name, equals, value = line.strip().partition(" = ")
            if message or not samples or not equals:
                raise GrammarError(
                    "a field stands below no event, or has no value", path=str(path), line=number, hint=_FORM
                )
            samples[-1].fields[name] = value.replace("⏎", "\n")
        elif line.strip():
            if not message:
                raise GrammarError("an event stands below no message", path=str(path), line=number, hint=_FORM)
            samples.append(MessageSample("\n".join(message), line.strip(), {}, told, number, path))
            message = []
    if message:
        raise GrammarError("the last message has no event", path=str(path), line=number, hint=_FORM)
    return samples


def sample_mistakes(folder: Path, grammars: Grammars, sources: Collection[str]) -> Iterator[Mistake]:
    """Yield every message of *grammars* without a sample in *folder*, and every sample that is wrong or from nowhere."""
    yield from without_samples(folder, ((grammars.folders[-1] / rule.source, rule) for rule in grammars.rules))
    yield from wrong_samples(folder, grammars, sources)


def without_samples(
    folder: Path, rules: Iterable[tuple[Path, Rule]], severity: Severity = "error"
) -> Iterator[Mistake]:
    """Yield every one of *rules*, each with its file, that has no sample in *folder*."""
    sampled = {path.stem: {sample.event for sample in read_samples(path)} for path in sorted(folder.glob("*.txt"))}
    for path, rule in rules:
        if rule.name not in sampled.get(path.stem, ()):
            hint = f"write a line to the letter, the event and its fields into {HOME}/{path.stem}.txt"
            yield str(path), Finding(severity, f"the message {rule.name!r} has no sample", rule.line, None, hint)


def wrong_samples(folder: Path, grammars: Grammars, sources: Collection[str] | None = None) -> Iterator[Mistake]:
    """Yield every sample of *folder* that is not what it says, and where *sources* are asked for, every one that is from nowhere."""
    found = [read_samples(path) for path in sorted(folder.glob("*.txt"))]
    samples = [sample for each in found for sample in each]
    if not samples:
        return
    wrong = [*(() if sources is None else _from_nowhere(samples, sources)), *_told_otherwise(samples, grammars)]
    for path, mistakes in groupby(sorted(wrong, key=itemgetter(0)), key=itemgetter(0)):
        yield from ((path, finding) for finding in each_once((each.message, each) for _, each in mistakes))


def _from_nowhere(samples: list[MessageSample], sources: Collection[str]) -> Iterator[Mistake]:
    for sample in samples:
        said, hint = said_of(sample.told, sources) or ("", "")
        if said and not cited_in(sample.told):
            said, hint = (
                f"the sample of {sample.event!r} stands below no source",
                "write # [@…] above it, with an id of docs/evidence/sources.toml",
            )
        if said:
            yield str(sample.path), Finding("error", said, sample.line, 1, hint)


def _told_otherwise(samples: list[MessageSample], grammars: Grammars) -> Iterator[Mistake]:
    """Yield every sample that the grammars read as another event, or with other fields."""
    roles = {rule.source.removesuffix(".lark"): rule.roles for rule in reversed(grammars.rules)}
    # What is no message of a log, such as a framing, is read by others.
    known = [sample for sample in samples if sample.path.stem in roles]
    asked = [(sample, role) for sample in known if (role := _role(sample, roles, grammars)) is not None]
    frame = pl.DataFrame({"role": [role for _, role in asked], "message": [sample.message for sample, _ in asked]})
    rows = grammars.match(frame).drop("role", "message").iter_rows(named=True)
    for (sample, _), row in zip(asked, rows, strict=True):
        event = row.pop("event") or UNRECOGNIZED
        fields = {name: value for name, value in row.items() if value is not None}
        if event != sample.event:
            hint = did_you_mean(sample.event, grammars.events) or f"write {event}, or mend the rule"
            yield (
                str(sample.path),
                Finding("error", f"the sample of {sample.event!r} is {event!r}", sample.line, 1, hint),
            )
        elif fields != sample.fields:
            name = next(name for name in (*fields, *sample.fields) if fields.get(name) != sample.fields.get(name))
            said = f"the field {name!r} of the sample of {event!r} is {fields.get(name)!r}"
            yield str(sample.path), Finding("error", said, sample.line, 1, "list every field it has, to the letter")


def _role(sample: MessageSample, roles: dict[str, tuple[str, ...]], grammars: Grammars) -> str | None:
    """Return the log that *sample* is asked of: its own, or for a part of several logs the first that has the message."""
    own = sample.path.stem
    if own in grammars.roles:
        return own
    return next((role for rule in grammars.rules if rule.name == sample.event for role in rule.roles), roles[own][0])
