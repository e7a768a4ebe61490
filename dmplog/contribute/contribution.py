"""A bundle as a scenario: without names, shortened, with what dmplog says of it and a place for what an expert says; or nothing at all."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from pathlib import Path, PurePosixPath
from typing import Any

from dmplog.bundle.labels import typed_label
from dmplog.contribute.answer import Answer, answer_of
from dmplog.contribute.layers import layers
from dmplog.contribute.scenario import BUNDLE, for_the_expert, of_today
from dmplog.contribute.shorten import Budget, shorten
from dmplog.contribute.units import Kept, Units, read_units
from dmplog.errors import BundleError, UsageError
from dmplog.frozen import frozen
from dmplog.options import DiagnoseOptions
from dmplog.pipeline import run
from dmplog.redaction import Redaction, redacted_report, spooled
from dmplog.redaction.leftovers import Leftover
from dmplog.redaction.replacer import Replacer
from dmplog.redaction.rules import load_rules
from dmplog.report import Report

WIDTH = 100

OTHERWISE = (
    "as plain files without names these logs are diagnosed otherwise, so that no case can be made of them;"
    " give the logs themselves and no damaged archive of them"
)


@frozen
class Contribution:
    """What became of a bundle.

    Attributes:
        report: The report on the scenario, whose files are named from there.
        kept: How many lines its logs have.
        lines: How many lines the logs of the bundle have.
        logs: How many logs each of both has.
        left: The names that are left in it; where there are any, it was not written.
    """

    report: Report
    kept: int
    lines: int
    logs: tuple[int, int]
    left: tuple[Leftover, ...]


@frozen
class Asked:
    """What is asked for besides the bundle.

    Attributes:
        called: The name of the folder that is made, which is searched for names, too.
        exit_code: How `dmplog diagnose` ends with the bundle.
        said: Those of the options that it must be diagnosed with.
        keep: Lines that stay in any case: the label of a log, and the number of its line.
        budget: How much may be tried.
    """

    called: str
    exit_code: int
    said: Mapping[str, Any] = field(default_factory=dict)
    keep: tuple[tuple[str, int], ...] = ()
    budget: Budget = field(default_factory=Budget)


def contribute(
    report: Report,
    redaction: Redaction,
    paths: Sequence[str | Path],
    options: DiagnoseOptions,
    room: Path,
    asked: Asked,
) -> Contribution:
    """Write the bundle of *paths* as a scenario to *room*/scenario, and return what became of it.

    Args:
        report: The report on the bundle.
        redaction: How its names are replaced.
        paths: The bundle.
        options: How it was diagnosed.
        room: An empty folder.
        asked: What is asked for besides.

    Raises:
        UsageError: Without its names, or out of its archives, the bundle is diagnosed otherwise.
    """
    whole, scenario = room / "whole" / BUNDLE, room / "scenario"
    _write_whole(redaction, room, whole, options.read.encoding)
    wanted = answer_of(redacted_report(report, redaction.members, paths, redaction.replacer))
    full = _report_on(whole, options)
    if full is None or answer_of(full) != wanted:
        raise UsageError(OTHERWISE)
    units = read_units(whole, options.read)
    keep = [
        (f"{typed_label(str(whole))}/{path}", line)
        for file, line in asked.keep
        if (path := redaction.members.get(file))
    ]
    kept = shorten(units, layers(units, full, keep), _asker(units, scenario / BUNDLE, options, wanted), asked.budget)
    if kept is None:
        raise UsageError(OTHERWISE)
    _write(units, kept, scenario / BUNDLE)
    final = _from_the_scenario(run([scenario / BUNDLE], options), scenario)
    _write_texts(scenario, final, asked)
    return Contribution(
        report=final,
        kept=sum(log.lines for log in final.coverage),
        lines=sum(log.lines for log in full.coverage),
        logs=(len(final.coverage), len(full.coverage)),
        left=_left(scenario / BUNDLE, redaction, asked),
    )


def _left(bundle: Path, redaction: Redaction, asked: Asked) -> tuple[Leftover, ...]:
    search = redaction.search()
    # What is told of the logs is made of them and of our own words, among which a server's name may well be one.
    given = "\n".join((asked.called, *map(str, asked.said.values())))
    return (*(Leftover(asked.called, 0, token) for token in search.in_text(given)), *search.in_folder(bundle))


def _write_whole(redaction: Redaction, room: Path, whole: Path, encoding: str | None) -> None:
    waiting = room / "waiting"
    waiting.mkdir()
    whole.mkdir(parents=True)
    for member in spooled(redaction, waiting, encoding):
        path = PurePosixPath(member.path)
        place = whole.joinpath(*(part for part in path.parts if part not in ("..", path.anchor)))
        place.parent.mkdir(parents=True, exist_ok=True)
        shutil.move(member.spooled, place)


def _asker(units: Units, folder: Path, options: DiagnoseOptions, wanted: Answer) -> Callable[[Kept], bool]:
    """Return what tells whether the answer is *wanted* where only some units are left in *folder*."""

    def holds(kept: Kept) -> bool:
        _write(units, kept, folder)
        found = _report_on(folder, options)
        return found is not None and answer_of(found) == wanted

    return holds


def _write(units: Units, kept: Kept, folder: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    units.write(kept, folder)


def _report_on(folder: Path, options: DiagnoseOptions) -> Report | None:
    try:
        return run([folder], options)
    except (BundleError, UsageError):
        # No log is left, or none of the update that is asked for.
        return None


def _from_the_scenario(report: Report, scenario: Path) -> Report:
    """Return *report* with its files named from the *scenario*, as on every machine."""
    prefix = f"{typed_label(str(scenario))}/"
    names = {log.file: log.file.removeprefix(prefix) for log in report.coverage}
    return redacted_report(report, names, [scenario / BUNDLE], Replacer((), load_rules()))


def _write_texts(scenario: Path, report: Report, asked: Asked) -> None:
    document = report.to_dict()
    texts = {
        "verdict.toml": for_the_expert(document, asked.said),
        "today.toml": of_today(document, asked.said, asked.exit_code),
        "today.txt": report.to_text(width=WIDTH, verbose=True),
    }
    for name, text in texts.items():
        (scenario / name).write_text(text, encoding="utf-8", newline="\n")
