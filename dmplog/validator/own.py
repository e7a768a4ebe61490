"""Mistakes in knowledge of the user's own: a folder as a whole, or causes alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import polars as pl

from dmplog.case import Evidence
from dmplog.causes import load_causes
from dmplog.causes.evidence import Line, matched
from dmplog.causes.files import cause_files
from dmplog.causes.model import KnownCause
from dmplog.causes.samples import HOME, Sample, samples_of
from dmplog.compiled import read_document
from dmplog.data import OwnKnowledge, knowledge_in_use
from dmplog.errors import CauseError, FlowchartError, GrammarError, KnowledgeError
from dmplog.flowchart import check_flowchart, known_flowcharts, load_flowchart
from dmplog.flowchart.findings import Finding, Mistake, raise_first, until_unread
from dmplog.flowchart.load import own_flowcharts, shipped_charts
from dmplog.flowchart.positions import Positions
from dmplog.grammar import Grammars
from dmplog.nearest import did_you_mean
from dmplog.own_tables import EXTENDABLE
from dmplog.validator.document import mistakes
from dmplog.validator.folder import advice_mistakes
from dmplog.validator.grammars import read_grammars
from dmplog.validator.own_causes import mistakes_of_causes
from dmplog.validator.readers import unread_of_own
from dmplog.validator.samples import HOME as MESSAGES
from dmplog.validator.samples import without_samples, wrong_samples
from dmplog.validator.tables import TABLES

_LOGGER = logging.getLogger(__name__)


def refuse_own() -> None:
    """Refuse the folder in use where something in it is wrong: what is passed over or wrong changes answers in silence.

    Raises:
        KnowledgeError: Something is; warnings are none of it.
    """
    wrong = list(errors_of_own())
    if wrong:
        first = wrong[0][0]
        raise_first([found for path, found in wrong if path == first], first, _kind_of(Path(first)))
    for path, found in _unsampled():
        _LOGGER.warning(found.sentence(path))


def _kind_of(path: Path) -> type[KnowledgeError]:
    """Return what a mistake in the file *path* is raised as."""
    if path.suffix == ".toml":
        return CauseError if path.parent.name == "causes" else FlowchartError
    return GrammarError


def mistakes_of_own() -> tuple[Mistake, ...]:
    """Return every mistake in the folder in use, or where there is none what it should be warned of.

    Raises:
        KnowledgeError: A file cannot be read as what it is, so that nothing more can be said.
    """
    own, wrong = knowledge_in_use(), tuple(errors_of_own())
    if own is None or wrong:
        return wrong
    unsampled = (*_unsampled(), *_messages_without_samples(own))
    return (*unsampled, *unread_of_own(own), *advice_mistakes(own.folder / "flowcharts", "warning"))


def errors_of_own() -> Iterator[Mistake]:
    """Yield what is wrong in the folder in use: in grammars, tables, flowcharts and causes, and in what they name of each other.

    What rests on something that is wrong itself is passed over, so that nothing is told that is only a consequence.
    """
    own = knowledge_in_use()
    if own is None:
        return
    grammars, unread = read_grammars()
    wrong = [*unread, *until_unread(_tables(own)), *until_unread(_charts(lines=grammars is not None))]
    yield from wrong or _passed_by()
    if grammars is not None:
        yield from until_unread(wrong_samples(own.folder / MESSAGES, grammars))
    causes = own.folder_of("flowcharts/causes")
    if causes is not None:
        told = dict.fromkeys(until_unread(mistakes_of_causes(causes, whole=True)))
        of_causes = [each for each in told if each not in wrong]
        yield from of_causes
        if not (wrong or of_causes):
            yield from _sample_mistakes(own)


def _messages_without_samples(own: OwnKnowledge) -> Iterator[Mistake]:
    """Yield a warning for each message of *own* without a sample, where the folder has samples of messages at all."""
    folder = own.folder / MESSAGES
    if folder.is_dir():
        rules = (rule for rule in Grammars.load().rules if rule.folder)
        yield from without_samples(folder, ((Path(rule.folder) / rule.source, rule) for rule in rules), "warning")


def _tables(own: OwnKnowledge) -> Iterator[Mistake]:
    """Yield what is wrong in the tables that *own* adds to."""
    for table in EXTENDABLE:
        path = own.folder / "flowcharts" / f"{table}.toml"
        if path.is_file():
            values, text = read_document(path, FlowchartError)
            yield from ((str(path), found) for found in mistakes(TABLES[table], values, text))


def _charts(*, lines: bool) -> Iterator[Mistake]:
    """Yield what is wrong in the flowcharts in use; their *lines* are looked up where grammars can be read."""
    for path in own_flowcharts().values():
        yield from ((str(path), found) for found in check_flowchart(path, lines=lines))


def _passed_by() -> Iterator[Mistake]:
    """Yield every lane of another flowchart that a flowchart of the user's own names and that is not there."""
    lanes = {
        f"{chart.id}.{lane.id}"
        for chart in (*map(load_flowchart, known_flowcharts()), *shipped_charts())
        for lane in chart.lanes
    }
    for path in own_flowcharts().values():
        chart, positions = load_flowchart(path), Positions(read_document(path, FlowchartError)[1])
        named = [(lane.id, number, name) for lane in chart.lanes for number, name in enumerate(lane.traits.passed_by)]
        for lane, number, name in named:
            if "." in name and name not in lanes:
                place = positions.place(("lane", lane, "passed_by", number))
                hint = did_you_mean(name, lanes) or "write flowchart.lane; `dmplog flowchart list` names them"
                yield str(path), Finding("error", f"there is no lane {name!r}", *place, hint)


def _sample_mistakes(own: OwnKnowledge) -> Iterator[Mistake]:
    """Yield the samples that prove nothing; causes that are called seen without one are told when they are loaded."""
    known = {cause.id: cause for cause in load_causes().known}
    for sample in samples_of(own):
        if sample.cause not in known:
            hint = did_you_mean(sample.cause, known) or "name it as the cause"
            yield _of_sample(sample, f"there is no cause {sample.cause!r}", hint)
        elif not _proves(sample, sample.lines, known[sample.cause]):
            yield _of_sample(
                sample, f"no line of the sample proves the cause {sample.cause!r}", "quote a line that does"
            )
        else:
            for line in sample.near:
                if _proves(sample, (line,), known[sample.cause]):
                    said = f"the line {line[:60]!r} must not prove the cause {sample.cause!r}, and does"
                    yield _of_sample(sample, said, "let its proofs ask for more, or take the line out")


def _unsampled() -> Iterator[Mistake]:
    """Yield a warning for each cause of the user's own that is called seen, and that nobody has seen."""
    own, known = knowledge_in_use(), {cause.id: cause for cause in load_causes().known}
    folder = None if own is None else own.folder_of("flowcharts/causes")
    for path in cause_files(folder) if folder is not None else ():
        values, text = read_document(path, CauseError)
        for number, entry in enumerate(values.get("cause", ())):
            if entry.get("status") == "seen" and known[entry["id"]].status != "seen":
                said = f"the cause {entry['id']!r} is called seen and no sample proves it: it only suggests"
                hint = f"put a line of a real log into {HOME}/{path.name}"
                yield str(path), Finding("warning", said, *Positions(text).place(("cause", number, "status")), hint)


def _proves(sample: Sample, texts: tuple[str, ...], cause: KnownCause) -> bool:
    """Return whether one of *texts*, as lines of the log of *sample*, proves *cause*."""
    frame = pl.DataFrame({"role": [sample.log] * len(texts), "message": texts})
    told = zip(Grammars.load().match(frame)["event"], texts, strict=True)
    lines = [Evidence(f"{sample.log}.log", number, None, event, line) for number, (event, line) in enumerate(told, 1)]
    asked = [Line.of(line, sibling=sibling) for sibling in (False, True) for line in lines]
    return any(matched(proof, asked) for proof in cause.proof)


def _of_sample(sample: Sample, said: str, hint: str) -> Mistake:
    place = Positions(read_document(sample.path, CauseError)[1]).place((sample.cause,))
    return str(sample.path), Finding("error", said, *place, hint)
