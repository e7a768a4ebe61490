"""Samples of causes, harmless lines and phrases as they are shipped: lines that must prove each of them, and lines that must not."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl

from dmplog.case import Evidence
from dmplog.causes import Causes, load_causes
from dmplog.causes.files import PHRASES, cause_files
from dmplog.causes.samples import HOME
from dmplog.compiled import read_document
from dmplog.errors import CauseError
from dmplog.flowchart.findings import Finding, Mistake
from dmplog.flowchart.positions import Positions
from dmplog.grammar import Grammars
from dmplog.nearest import did_you_mean
from dmplog.roles import file_of
from dmplog.validator.citations import said_of
from dmplog.validator.parts import ids_below

_KEYS = ("from", "step", "log", "cause", "beside", "proves", "must_not")
_KINDS = ("cause", "benign", "phrase")


class _Text(NamedTuple):
    """A text of a sample, which must prove what the sample is of, or must not."""

    path: Path
    name: str
    sample: Mapping[str, Any]
    key: str
    number: int

    @property
    def lines(self) -> list[str]:
        """The lines of the log that it is."""
        return str(self.sample[self.key][self.number]).strip("\n").splitlines()


def proof_mistakes(causes: Path, samples: Path, sources: Collection[str], *, asked: bool = True) -> Iterator[Mistake]:
    """Yield every cause, harmless line and phrase without samples, and every sample that is wrong.

    Args:
        causes: The folder of the causes.
        samples: The folder of their samples.
        sources: The ids of all sources.
        asked: Whether causes are asked of the samples; where one of them is wrong itself, they cannot be.
    """
    texts: list[_Text] = []
    for path in cause_files(causes):
        values, text = read_document(path, CauseError)
        mine = samples / path.name
        told = read_document(mine, CauseError)[0] if mine.is_file() else {}
        known = {name: (kind, at[1]) for kind in _KINDS for name, at in ids_below(values.get(kind), kind)}
        for name, place in known.items():
            if name not in told:
                hint = f"write [{name}] with from, step, log, proves and must_not into {HOME}/{path.name}"
                said = f"the {_called(place[0])} {name!r} has no samples"
                yield str(path), Finding("error", said, *Positions(text).place(place), hint)
        told_only = {name for name, (kind, at) in known.items() if values[kind][at].get("told_only")}
        yield from _of_file(mine, told, known, told_only, sources)
        texts += [
            _Text(mine, name, sample, key, number)
            for name, sample in told.items()
            if name in known and not list(_faults(sample, sources, told_only=name in told_only))
            for key in ("proves", "must_not")
            for number in range(len(sample.get(key, ())))
        ]
    if asked:
        yield from _unproved(texts, load_causes(causes))


def _called(kind: str) -> str:
    return "harmless line" if kind == "benign" else kind


def _of_file(
    path: Path, told: Mapping[str, Any], known: Collection[str], told_only: Collection[str], sources: Collection[str]
) -> Iterator[Mistake]:
    """Yield what is wrong with the form of the samples *told* in *path*."""
    for name, sample in told.items():
        wrong = [(f"there is no {name!r} for the sample", did_you_mean(name, known) or "take it out")]
        for said, hint in wrong if name not in known else _faults(sample, sources, told_only=name in told_only):
            yield _at(path, (name,), said, hint)


def _faults(sample: Any, sources: Collection[str], *, told_only: bool) -> Iterator[tuple[str, str]]:
    if not isinstance(sample, dict):
        yield "a sample is a table", "write [id of the cause]"
        return
    for key in sample:
        if key not in _KEYS:
            yield (
                f"the sample has an unknown key {key!r}",
                did_you_mean(key, _KEYS) or f"known keys: {', '.join(_KEYS)}",
            )
    if wrong := said_of(str(sample.get("from", "")), sources):
        yield (
            wrong[0],
            'write from = "[@…]" with an id of docs/evidence/sources.toml' if "no source" not in wrong[0] else wrong[1],
        )
    if not isinstance(sample.get("log"), str):
        yield "the sample names no log", 'write log = "hman"'
    for key in ("must_not",) if told_only else ("proves", "must_not"):
        if not _is_texts(sample.get(key)):
            lines = "that prove it" if key == "proves" else "of similar wording that mean something else"
            yield f"the sample has no lines under {key}", f'write {key} = ["…"], lines {lines}'


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(each, str) and each.strip() for each in value)


def _unproved(texts: list[_Text], causes: Causes) -> Iterator[Mistake]:
    """Yield every text that does not prove what it must, or proves what it must not."""
    lines = [(each.sample["log"], line) for each in texts for line in each.lines]
    frame = pl.DataFrame({"role": [log for log, _ in lines], "message": [line for _, line in lines]})
    events = iter(Grammars.load().match(frame)["event"])
    for each in texts:
        log = each.sample["log"]
        held = [Evidence(file_of(log), n, None, next(events), line) for n, line in enumerate(each.lines, start=1)]
        if told := _told(each, held, causes):
            yield _at(each.path, (each.name, each.key, each.number), *told)


def _told(text: _Text, lines: list[Evidence], causes: Causes) -> tuple[str, str] | None:
    """Return what is wrong with *text*, which is *lines*, and what to do about it; None where nothing is."""
    sample, must = text.sample, text.key == "proves"
    if text.path.name == PHRASES:
        held = any(said.casefold() in line.text.casefold() for said in causes.phrases[text.name] for line in lines)
    elif text.name in (harmless := {entry.id: entry.why for entry in causes.harmless}):
        why = causes.benign(lines[0].text, lines[0].event, sample["log"])
        held = why == harmless[text.name] if must else why is not None
    else:
        own, beside = ([], lines) if sample.get("beside") else (lines, [])
        found = [cause.id for cause in causes.find([str(sample.get("step"))], "failed", own, beside)]
        held = text.name in (found[:1] if must else found)
        if must and not held:
            first = "nothing is found" if found in ([], ["unknown"]) else f"{found[0]} is found first"
            return f"the sample does not prove {text.name!r}: {first}", "mend the line, the step, or the proofs"
    if must == held:
        return None
    if must:
        return f"the sample does not hold {text.name!r}", "quote a line that does"
    return f"the sample that must not be {text.name!r} is", "let its proofs ask for more, or take the line out"


def _at(path: Path, place: tuple[str | int, ...], said: str, hint: str) -> Mistake:
    positions = Positions(read_document(path, CauseError)[1])
    return str(path), Finding("error", said, *positions.place(place), hint)
