"""Flowchart files: TOML in, a flowchart out; a file of the user's own is validated first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from dmplog.compiled import read_document
from dmplog.data import data_folder, own_folder
from dmplog.errors import FlowchartError
from dmplog.flowchart.attributes import Correlator, LaneTraits, SubStages
from dmplog.flowchart.chart import parse_chart
from dmplog.flowchart.durations import parse_duration
from dmplog.flowchart.findings import Finding, did_you_mean, raise_first
from dmplog.flowchart.model import SIGNAL_KINDS, Bystander, Decision, Flowchart, Lane, Note, Outcome, Signal, Step, Wait
from dmplog.flowchart.order import in_chart_order

SHIPPED: Final = ("download", "replication", "upload", "offline")
"""The names of the flowcharts that come with the package, in the order in which an update meets them."""

DEFAULT_EXPECT: Final = "2h"
"""The deadline of a step that names none (design section 2)."""


def shipped_flowcharts() -> tuple[str, ...]:
    """Return the names of the flowcharts that come with the package.

    >>> shipped_flowcharts()[0]
    'download'
    """
    return tuple(name for name in SHIPPED if (data_folder("flowcharts") / f"{name}.toml").is_file())


def known_flowcharts() -> tuple[str, ...]:
    """Return the names of the shipped flowcharts, and of the user's own that are in use; one of the same id replaces a shipped one."""
    return tuple(dict.fromkeys((*shipped_flowcharts(), *_own_flowcharts())))


def _own_flowcharts() -> dict[str, Path]:
    """Return the files of the user's own flowcharts that are in use, by id."""
    folder = own_folder("flowcharts")
    found = {}
    for path in sorted(folder.glob("*.toml")) if folder is not None else ():
        head = read_document(path, FlowchartError)[0].get("flowchart")
        if isinstance(head, dict):
            found[str(head.get("id"))] = path
    return found


def is_shipped(flowchart: Flowchart) -> bool:
    """Return whether *flowchart* came with the package."""
    return Path(flowchart.path).parent == data_folder("flowcharts")


def flowchart_path(name_or_path: str | Path) -> Path:
    """Return the file of a flowchart: the name of a known one, or a path.

    Raises:
        FlowchartError: There is no such flowchart.
    """
    own = _own_flowcharts()
    if isinstance(name_or_path, str) and name_or_path in own:
        return own[name_or_path]
    if isinstance(name_or_path, str) and name_or_path in SHIPPED:
        return data_folder("flowcharts") / f"{name_or_path}.toml"
    path = Path(name_or_path)
    if path.is_file():
        return path
    hint = (
        did_you_mean(str(name_or_path), (*SHIPPED, *own)) or f"known are {', '.join((*SHIPPED, *own))}; or give a file"
    )
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
    head = values["flowchart"]
    lanes = tuple(_lane(name, table) for name, table in values["lane"].items())
    correlator = _correlator(values.get("correlator", {}))
    return Flowchart(head["id"], _line(head["title"]), _line(head["source"]), lanes, correlator, str(path))


def _correlator(table: Mapping[str, Any]) -> Correlator:
    return Correlator(
        kind=table.get("kind", "threads"),
        logs={part: tuple(roles) for part, roles in table.get("logs", {}).items()},
        lines={part: _signals(items) for part, items in table.get("lines", {}).items()},
        nobody=tuple(table.get("nobody", ())),
        try_gap=_duration(table, "try_gap"),
        keyless_reach=_duration(table, "keyless_reach"),
    )


def _traits(table: Mapping[str, Any]) -> LaneTraits:
    stages: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in table.get("sub_stages", {}).items()
    }
    plain = ("part", "order", "called", "content_for", "content_at", "mode_needed", "little_known")
    return LaneTraits(
        **{key: table[key] for key in (*plain, "check_results", "check_begins") if key in table},
        waits_for_other_sites=tuple(table.get("waits_for_other_sites", ())),
        cycle_mark=_signals(table.get("cycle_mark", ())),
        sub_stages=SubStages(**stages) if stages else None,
    )


def _lane(name: str, table: Mapping[str, Any]) -> Lane:
    edges = tuple(arrow.edge for arrow in parse_chart(table["chart"]))
    waits = [*table.get("waits", ()), *(wait for step in table["step"] for wait in step.get("waits", ()))]
    return Lane(
        id=name,
        title=_line(table["title"]),
        subject=tuple(table.get("subject", ())),
        steps=in_chart_order(tuple(_step(step) for step in table["step"]), edges),
        decisions=tuple(_decision(decision) for decision in table.get("decision", ())),
        edges=edges,
        run_begins=_signals(table.get("run_begins", ())),
        run_begins_if_closed=_signals(table.get("run_begins_if_closed", ())),
        once_per_run=_signals(table.get("once_per_run", ())),
        outcomes=tuple(Outcome(_signal(item, "verdict"), item["verdict"]) for item in table.get("outcome", ())),
        waits=tuple(Wait(_signal(item), None if isinstance(item, str) else _duration(item, "for")) for item in waits),
        cycle=_duration(table, "cycle"),
        also_seen=tuple(Bystander(_signal(item, "why"), _line(item["why"])) for item in table.get("also_seen", ())),
        traits=_traits(table),
    )


def _step(table: Mapping[str, Any]) -> Step:
    return Step(
        id=table["id"],
        title=_line(table["title"]),
        actor=_line(table["actor"]),
        place=table["place"],
        log=tuple(table["log"]),
        expect=parse_duration(table.get("expect", DEFAULT_EXPECT)),
        silent=table.get("silent", False),
        optional=table.get("optional", False),
        manual=table.get("manual", False),
        shows_online=table.get("shows_online", False),
        what=_line(table["what"]),
        stall=_line(table["stall"]),
        check=tuple(_line(text) for text in table.get("check", ())),
        references=tuple(table.get("references", ())),
        notes=tuple(Note(_signal(item, "text"), _line(item["text"])) for item in table.get("notes", ())),
        **{kind: _signals(table.get(kind, ())) for kind in SIGNAL_KINDS},
    )


def _decision(table: Mapping[str, Any]) -> Decision:
    branches = {answer: _signals(signals) for answer, signals in table["branches"].items()}
    return Decision(table["id"], _line(table["question"]), branches)


def _signals(items: Iterable[str | Mapping[str, Any]]) -> tuple[Signal, ...]:
    return tuple(_signal(item) for item in items)


def _signal(item: str | Mapping[str, Any], *others: str) -> Signal:
    """Return the signal that *item* is, its keys in *others* left aside."""
    if isinstance(item, str):
        return Signal(item)
    where = {name: value for name, value in item.items() if name not in ("event", "for", *others)}
    lists = {name: value if isinstance(value, list) else [value] for name, value in where.items()}
    return Signal(item["event"], tuple((name, tuple(str(value) for value in values)) for name, values in lists.items()))


def _duration(table: Mapping[str, Any], key: str) -> timedelta | None:
    return parse_duration(table[key]) if key in table else None


def _line(text: str) -> str:
    """Return *text* on one line."""
    return " ".join(text.split())
