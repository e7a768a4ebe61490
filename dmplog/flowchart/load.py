"""Flowchart files: TOML in, a flowchart and everything that is wrong with its shape out."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, cast, get_args

from dmplog.compiled import read_toml
from dmplog.data import data_folder
from dmplog.errors import FlowchartError
from dmplog.flowchart.chart import Arrow, ChartSyntaxError, parse_chart
from dmplog.flowchart.findings import Finding, Findings, did_you_mean, raise_first
from dmplog.flowchart.model import (
    END,
    SIGNAL_KINDS,
    START,
    Bystander,
    Decision,
    Flowchart,
    Lane,
    Note,
    Outcome,
    Place,
    Signal,
    Step,
    Wait,
)
from dmplog.flowchart.order import in_chart_order
from dmplog.flowchart.positions import Positions
from dmplog.flowchart.table import TableReader

SHIPPED: Final = ("download", "replication", "upload", "offline")
"""The names of the flowcharts that come with the package, in the order in which an update meets them."""

DEFAULT_EXPECT: Final = timedelta(hours=2)
"""The deadline of a step that names none (design section 2)."""

_ID: Final = re.compile(r"[a-z][a-z0-9_]*")
_FILE_KEYS: Final = ("flowchart", "lane")
_CHART_KEYS: Final = ("id", "title", "source")
_LANE_KEYS: Final = (
    *("title", "subject", "chart", "cycle", "step", "decision", "run_begins", "run_begins_if_closed", "once_per_run"),
    *("outcome", "waits", "also_seen"),
)
_STEP_KEYS: Final = (
    *("id", "title", "actor", "place", "log", *SIGNAL_KINDS, "expect", "silent", "optional", "manual"),
    *("what", "stall", "check", "references", "notes"),
)
_DECISION_KEYS: Final = ("id", "question", "branches")


@dataclass(frozen=True, slots=True)
class Draft:
    """A flowchart as it was read, with the places of its parts and what is wrong with its shape.

    Attributes:
        flowchart: What could be read; None where the file is no TOML at all.
        arrows: The arrows of every lane by lane id, with their places in the chart block.
        numbers: Where in the file a step or decision stands: (lane id, its id) to its number among its kind.
    """

    path: str
    flowchart: Flowchart | None
    arrows: dict[str, tuple[Arrow, ...]]
    numbers: dict[tuple[str, str], int]
    positions: Positions
    findings: tuple[Finding, ...]

    def arrow_place(self, lane: str, arrow: Arrow) -> tuple[int, int]:
        """Return where *arrow* stands in the file."""
        return chart_place(self.positions.text("lane", lane, "chart"), arrow.line, arrow.column)

    def part_place(self, lane: str, part: str, *keys: str | int) -> tuple[int, int] | None:
        """Return where a step or decision stands in the file, or one of its keys."""
        kind = "decision" if part.endswith("?") else "step"
        if (lane, part) not in self.numbers:
            return self.positions.of("lane", lane)
        return self.positions.of("lane", lane, kind, self.numbers[lane, part], *keys)


def shipped_flowcharts() -> tuple[str, ...]:
    """Return the names of the flowcharts that come with the package.

    >>> shipped_flowcharts()[0]
    'download'
    """
    return tuple(name for name in SHIPPED if (data_folder("flowcharts") / f"{name}.toml").is_file())


def flowchart_path(name_or_path: str | Path) -> Path:
    """Return the file of a flowchart: a shipped name, or a path.

    Raises:
        FlowchartError: There is no such flowchart.
    """
    if isinstance(name_or_path, str) and name_or_path in SHIPPED:
        return data_folder("flowcharts") / f"{name_or_path}.toml"
    path = Path(name_or_path)
    if path.is_file():
        return path
    hint = did_you_mean(str(name_or_path), SHIPPED) or f"shipped are {', '.join(SHIPPED)}; or give the path of a file"
    raise FlowchartError("there is no such flowchart", path=str(name_or_path), hint=hint)


def load_flowchart(name_or_path: str | Path) -> Flowchart:
    """Return a flowchart: "download", "replication", "upload", "offline", or the file of your own.

    Only the shape of the file is checked here; `check_flowchart` proves the chart and the events too.

    >>> load_flowchart("download").title
    'Download updates'

    Raises:
        FlowchartError: There is no such flowchart, or its file is wrong.
    """
    draft = read_draft(flowchart_path(name_or_path))
    raise_first(draft.findings, draft.path)
    return cast(Flowchart, draft.flowchart)


def read_draft(path: Path) -> Draft:
    """Return the flowchart in *path* as far as it can be read, with everything wrong with its shape.

    Raises:
        FlowchartError: The file cannot be opened.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise FlowchartError(f"the file cannot be read: {error.strerror}", path=str(path)) from None
    except UnicodeDecodeError:
        raise FlowchartError("the file is not UTF-8 text", path=str(path), hint="save it as UTF-8") from None
    findings = Findings()
    # tomllib takes \r\n for \n inside texts; places are counted in the text as tomllib sees it.
    text = text.replace("\r\n", "\n")
    try:
        values = read_toml(text)
    except tomllib.TOMLDecodeError as error:
        findings.error(*_toml_error(error))
        return Draft(str(path), None, {}, {}, Positions(""), findings.sorted())
    except RecursionError:
        findings.error("this is no flowchart: its lists are nested too deeply")
        return Draft(str(path), None, {}, {}, Positions(""), findings.sorted())
    positions = Positions(text)
    reader = FlowchartReader(positions, findings)
    flowchart = reader.read(values, str(path))
    return Draft(str(path), flowchart, reader.arrows, reader.numbers, positions, findings.sorted())


def _toml_error(error: tomllib.TOMLDecodeError) -> tuple[str, tuple[int, int] | None, str]:
    """Return message, place and mend of text that is no TOML: `Expected '=' after a key … (at line 3, column 5)`."""
    said = str(error)
    place = re.search(r" \(at line (\d+), column (\d+)\)$", said)
    message = said[: place.start()] if place else said
    return f"this is no TOML: {message}", (int(place[1]), int(place[2])) if place else None, "see https://toml.io"


def chart_place(start: tuple[int, int] | None, line: int, column: int) -> tuple[int, int]:
    """Return where in the file *line* and *column* of a chart block stand that begins at *start*."""
    first, indent = start or (1, 1)
    return line + first - 1, column + (indent - 1 if line == 1 else 0)


class FlowchartReader:
    """Turns the values of a file into a flowchart, lane by lane."""

    def __init__(self, positions: Positions, findings: Findings) -> None:
        self.arrows: dict[str, tuple[Arrow, ...]] = {}
        self.numbers: dict[tuple[str, str], int] = {}
        self._positions = positions
        self._findings = findings
        self._step_ids: set[str] = set()

    def read(self, values: dict[str, Any], path: str) -> Flowchart:
        """Return the flowchart."""
        root = TableReader(values, (), self._positions, self._findings)
        root.refuse_others(_FILE_KEYS)
        head = root.table("flowchart")
        head.refuse_others(_CHART_KEYS)
        chart_id = self._id(head, set())
        lanes = tuple(self._lane(name, table) for name, table in root.named_tables("lane"))
        return Flowchart(chart_id, head.text("title"), head.text("source"), lanes, path)

    def _id(self, table: TableReader, taken: set[str], pattern: re.Pattern[str] = _ID) -> str:
        name = table.text("id")
        if name and not pattern.fullmatch(name):
            hint = "small letters, digits and underscores" + (
                ", and a question mark at the end" if pattern is not _ID else ""
            )
            self._findings.error(f"{table.name}: {name!r} is no id", table.place("id"), hint)
        if name in taken:
            self._findings.error(
                f"{table.name}: the id {name!r} is taken", table.place("id"), "ids are unique in a flowchart"
            )
        taken.add(name)
        return name

    def _lane(self, name: str, table: TableReader) -> Lane:
        table.refuse_others(_LANE_KEYS)
        if not _ID.fullmatch(name):
            self._findings.error(f"{name!r} is no lane id", table.place(), "small letters, digits and underscores")
        steps = tuple(self._step(step) for step in table.tables("step"))
        names: set[str] = set()
        decisions = tuple(self._decision(decision, names) for decision in table.tables("decision"))
        arrows = self._chart(table)
        self.arrows[name] = arrows
        self.numbers |= {(name, step.id): number for number, step in enumerate(steps)}
        self.numbers |= {(name, decision.id): number for number, decision in enumerate(decisions)}
        edges = tuple(arrow.edge for arrow in arrows)
        if not steps:
            self._findings.error(f"lane {name!r} has no step", table.place(), f"write [[lane.{name}.step]]")
        return Lane(
            id=name,
            title=table.text("title"),
            subject=table.texts("subject"),
            steps=in_chart_order(steps, edges),
            decisions=decisions,
            edges=edges,
            run_begins=table.signals("run_begins"),
            run_begins_if_closed=table.signals("run_begins_if_closed"),
            once_per_run=table.signals("once_per_run"),
            outcomes=tuple(self._outcomes(table)),
            waits=(*self._waits(table), *(wait for step in table.tables("step") for wait in self._waits(step))),
            cycle=table.duration("cycle"),
            also_seen=tuple(self._bystanders(table)),
        )

    def _step(self, table: TableReader) -> Step:
        table.refuse_others(_STEP_KEYS)
        step = Step(
            id=self._id(table, self._step_ids),
            title=table.text("title"),
            actor=table.text("actor"),
            place=cast(Place, table.choice("place", get_args(Place))),
            log=table.texts("log", required=True),
            expect=table.duration("expect") or DEFAULT_EXPECT,
            silent=table.flag("silent"),
            optional=table.flag("optional"),
            manual=table.flag("manual"),
            what=table.text("what"),
            stall=table.text("stall"),
            check=table.texts("check"),
            references=table.texts("references"),
            notes=tuple(self._notes(table)),
            **{kind: table.signals(kind) for kind in SIGNAL_KINDS},
        )
        if step.id in (START, END):
            self._findings.error(f"a step cannot be called {step.id!r}", table.place("id"), "choose another id")
        if not step.silent and not any(True for _ in step.signals()):
            hint = "give it signals, or write silent = true"
            self._findings.error(f"step {step.id!r} has no signal at all", table.place(), hint)
        return step

    def _decision(self, table: TableReader, taken: set[str]) -> Decision:
        table.refuse_others(_DECISION_KEYS)
        name = self._id(table, taken, re.compile(r"[a-z][a-z0-9_]*\?"))
        branches = table.table("branches")
        answers = branches.keys()
        return Decision(name, table.text("question"), {answer: branches.signals(answer) for answer in answers})

    def _chart(self, table: TableReader) -> tuple[Arrow, ...]:
        text = table.block("chart")
        try:
            return parse_chart(text) if text else ()
        except ChartSyntaxError as error:
            place = chart_place(table.text_place("chart"), error.line, error.column)
            self._findings.error(str(error), place, error.hint)
            return ()

    def _outcomes(self, table: TableReader) -> list[Outcome]:
        found = []
        for item in table.tables("outcome"):
            verdict = item.choice("verdict", ("completed", "not_applicable"))
            signal = item.own_signal(("verdict",))
            if signal is not None:
                found.append(Outcome(signal, cast(Any, verdict)))
        return found

    def _waits(self, table: TableReader) -> list[Wait]:
        found = []
        for item in table.mixed("waits"):
            if isinstance(item, str):
                found.append(Wait(Signal(item), None))
            elif (signal := item.own_signal(("for",))) is not None:
                found.append(Wait(signal, item.duration("for")))
        return found

    def _notes(self, table: TableReader) -> list[Note]:
        found = []
        for item in table.tables("notes"):
            text = item.text("text")
            signal = item.own_signal(("text",))
            if signal is not None:
                found.append(Note(signal, text))
        return found

    def _bystanders(self, table: TableReader) -> list[Bystander]:
        found = []
        for item in table.tables("also_seen"):
            why = item.text("why")
            signal = item.own_signal(("why",))
            if signal is not None:
                found.append(Bystander(signal, why))
        return found
