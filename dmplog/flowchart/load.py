"""Flowchart files: TOML in, a flowchart out; a file of the user's own is validated first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from functools import lru_cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import Any, Final

from dmplog.compiled import read_document
from dmplog.data import data_folder, own_folder
from dmplog.errors import FlowchartError
from dmplog.flowchart.attributes import Correlator, LaneTraits, SubStages
from dmplog.flowchart.chart import parse_chart
from dmplog.flowchart.durations import parse_duration
from dmplog.flowchart.findings import Finding, raise_first
from dmplog.flowchart.model import (
    Bystander,
    Decision,
    Edge,
    Flowchart,
    Lane,
    Measure,
    Naming,
    Note,
    Outcome,
    Standing,
    Step,
    Wait,
)
from dmplog.flowchart.signal import Signal
from dmplog.nearest import did_you_mean, nearest_file
from dmplog.own_tables import refuse_fixed

SHIPPED: Final = ("download", "replication", "upload", "offline")
"""The names of the flowcharts that come with the package, in the order in which an update meets them."""


def shipped_flowcharts() -> tuple[str, ...]:
    """Return the names of the flowcharts that come with the package.

    >>> shipped_flowcharts()[0]
    'download'
    """
    return tuple(name for name in SHIPPED if (data_folder("flowcharts") / f"{name}.toml").is_file())


@lru_cache(maxsize=1)
def shipped_charts() -> tuple[Flowchart, ...]:
    """Return the flowcharts that come with the package, whatever flowchart of the user's own replaces one of them."""
    paths = (data_folder("flowcharts") / f"{name}.toml" for name in shipped_flowcharts())
    return tuple(build_flowchart(read_document(path, FlowchartError)[0], path) for path in paths)


def known_flowcharts() -> tuple[str, ...]:
    """Return the names of the shipped flowcharts, and of the user's own in use; one of the same id replaces a shipped one."""
    return tuple(dict.fromkeys((*shipped_flowcharts(), *own_flowcharts())))


def own_flowcharts() -> dict[str, Path]:
    """Return the files of the user's own flowcharts that are in use, by id.

    Raises:
        FlowchartError: A file names no flowchart, or one that another file has named; or is a table that nothing can be added to.
    """
    folder = own_folder("flowcharts")
    found: dict[str, Path] = {}
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        if path.stem in _tables():
            refuse_fixed(path)
            continue
        name = _id_of(path)
        if name in found:
            hint = "give one of them another id, or take one out"
            raise FlowchartError(f"the id {name!r} is taken in {found[name].name}", path=str(path), hint=hint)
        found[name] = path
    return found


def _tables() -> frozenset[str]:
    """Return the names of the tables that lie beside the flowcharts."""
    return frozenset(path.stem for path in data_folder("flowcharts").glob("*.toml")).difference(SHIPPED)


def _id_of(path: Path) -> str:
    """Return the id of the flowchart in *path*; one of a wrong form is refused when it is read."""
    values, _ = read_document(path, FlowchartError)
    head = values.get("flowchart")
    if not isinstance(head, dict):
        if "cause" in values:
            hint = "causes are read from flowcharts/causes/"
        else:
            hint = did_you_mean("flowchart", values) or 'begin it with [flowchart], id = "…", title = "…", source = "…"'
        raise FlowchartError("the file names no flowchart", path=str(path), line=1, column=1, hint=hint)
    return str(head.get("id", path.stem))


def is_shipped(flowchart: Flowchart) -> bool:
    """Return whether *flowchart* came with the package."""
    return Path(flowchart.path).parent == data_folder("flowcharts")


def flowchart_path(name_or_path: str | Path) -> Path:
    """Return the file of a flowchart: the name of a known one, or a path.

    Raises:
        FlowchartError: There is no such flowchart.
    """
    known = {name: data_folder("flowcharts") / f"{name}.toml" for name in SHIPPED} | own_flowcharts()
    if isinstance(name_or_path, str) and name_or_path in known:
        return known[name_or_path]
    path = Path(name_or_path)
    if path.is_file():
        return path
    near = did_you_mean(str(name_or_path), known)
    if near is None and (file := nearest_file(str(name_or_path))) is not None:
        near = f"did you mean {file!r}?"
    hint = near or f"there are {', '.join(known)}; or give the path of a file"
    raise FlowchartError("there is no such flowchart", path=str(name_or_path), hint=hint)


def load_flowchart(name_or_path: str | Path) -> Flowchart:
    """Return a flowchart: "download", "replication", "upload", "offline", or the file of your own.

    Only the form of a file of your own is checked here; `check_flowchart` proves the chart and the events too.

    >>> load_flowchart("download").title
    'Download updates'

    Raises:
        FlowchartError: There is no such flowchart, or its file is wrong.
    """
    path = flowchart_path(name_or_path)
    values, text = read_document(path, FlowchartError)
    if path.parent != data_folder("flowcharts"):
        raise_first(form_mistakes(values, text), str(path))
    return build_flowchart(values, path)


def form_mistakes(values: Mapping[str, Any], text: str) -> tuple[Finding, ...]:
    """Return what is wrong with the form of a flowchart; what is shipped was validated when the package was built."""
    from dmplog.validator.charts import FlowchartFile
    from dmplog.validator.document import mistakes

    return mistakes(FlowchartFile, values, text)


def build_flowchart(values: Mapping[str, Any], path: Path) -> Flowchart:
    """Return the flowchart of a document whose form is right."""
    lanes = tuple(_lane(name, table) for name, table in values["lane"].items())
    correlator = Correlator(**_told(Correlator, values.get("correlator", {})))
    return Flowchart(**_told(Flowchart, values["flowchart"]), lanes=lanes, correlator=correlator, path=str(path))


def _lane(name: str, table: Mapping[str, Any]) -> Lane:
    edges = tuple(arrow.edge for arrow in parse_chart(table["chart"]))
    steps = tuple(Step(**_told(Step, step), assumed="expect" not in step) for step in table["step"])
    waits = [*table.get("waits", ()), *(wait for step in table["step"] for wait in step.get("waits", ()))]
    made = {
        "id": name,
        "steps": _in_chart_order(steps, edges),
        "decisions": tuple(Decision(**_told(Decision, decision)) for decision in table.get("decision", ())),
        "edges": edges,
        "outcomes": tuple(
            Outcome(
                _signal(item, "verdict", "check", "step"),
                item["verdict"],
                tuple(map(_line, item.get("check", ()))),
                item.get("step"),
            )
            for item in table.get("outcome", ())
        ),
        "waits": tuple(map(_wait, waits)),
        "traits": LaneTraits(**_told(LaneTraits, table)),
    }
    return Lane(**{"subject": (), **_told(Lane, table), **made})


def _in_chart_order(steps: Sequence[Step], edges: Sequence[Edge]) -> tuple[Step, ...]:
    """Return *steps* so that every forward arrow leads to a later one; the order of the file decides between equals.

    Steps on a forward circle, which `check_flowchart` refuses, come last in the order of the file.
    """
    rank = {step.id: number for number, step in enumerate(steps)}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for edge in edges:
        if not edge.loop:
            sorter.add(edge.target, edge.source)
    with suppress(CycleError):
        sorter.prepare()
    free: list[tuple[int, str]] = []
    place: dict[str, int] = {}
    while sorter.is_active():
        for node in sorter.get_ready():
            # Decisions have no rank and must not hold up the steps behind them.
            heapq.heappush(free, (rank.get(node, -1), node))
        _, node = heapq.heappop(free)
        place[node] = len(place)
        sorter.done(node)
    return tuple(sorted(steps, key=lambda step: (place.get(step.id, len(place)), rank[step.id])))


def _told(kind: type[Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of the dataclass *kind* that *table* gives, each read as its type is written down."""
    given = [field for field in fields(kind) if field.name in table]
    return {field.name: _READ.get(str(field.type), lambda value: value)(table[field.name]) for field in given}


def _line(text: str) -> str:
    """Return *text* on one line."""
    return " ".join(text.split())


def _signals(items: Iterable[str | Mapping[str, Any]]) -> tuple[Signal, ...]:
    return tuple(_signal(item) for item in items)


def _wait(item: str | Mapping[str, Any]) -> Wait:
    lasts = None if isinstance(item, str) or "for" not in item else parse_duration(item["for"])
    return Wait(_signal(item), lasts)


def _naming(item: Mapping[str, Any]) -> Naming:
    return Naming(item["blank"], _signal(item, "blank", "text"), item["text"])


def _standing(item: Mapping[str, Any]) -> Standing:
    until = _signal(item["until"]) if "until" in item else None
    return Standing(_signal(item, "until", "same"), until, item.get("same"))


def _signal(item: str | Mapping[str, Any], *others: str) -> Signal:
    """Return the signal that *item* is, its keys in *others* left aside."""
    if isinstance(item, str):
        return Signal(item)
    where = {name: value for name, value in item.items() if name not in ("event", "for", *others)}
    lists = {name: value if isinstance(value, list) else [value] for name, value in where.items()}
    return Signal(item["event"], tuple((name, tuple(str(value) for value in values)) for name, values in lists.items()))


_READ: Final[Mapping[str, Callable[[Any], Any]]] = {
    "str": _line,
    "timedelta": parse_duration,
    "timedelta | None": parse_duration,
    "tuple[str, ...]": lambda texts: tuple(map(_line, texts)),
    "tuple[Signal, ...]": _signals,
    "tuple[Note, ...]": lambda items: tuple(Note(_signal(item, "text"), _line(item["text"])) for item in items),
    "Measure | None": lambda table: Measure(**_told(Measure, table)),
    "tuple[Naming, ...]": lambda items: tuple(map(_naming, items)),
    "tuple[Standing, ...]": lambda items: tuple(map(_standing, items)),
    "tuple[Bystander, ...]": lambda items: tuple(Bystander(_signal(item, "why"), _line(item["why"])) for item in items),
    "Mapping[str, tuple[str, ...]]": lambda table: {name: tuple(texts) for name, texts in table.items()},
    "Mapping[str, tuple[Signal, ...]]": lambda table: {name: _signals(items) for name, items in table.items()},
    "SubStages | None": lambda table: SubStages(**_told(SubStages, table)),
}
"""How a value is read, by the type of its field; others are taken as they are."""
