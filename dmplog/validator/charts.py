"""The form of a flowchart file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, Field, ValidationInfo

from dmplog.compiled import read_table
from dmplog.flowchart import attributes, model, signal
from dmplog.flowchart.chart import ChartSyntaxError, parse_chart
from dmplog.flowchart.model import END, MOST_SHORT, SIGNAL_KINDS, START
from dmplog.nearest import did_you_mean
from dmplog.validator.parts import (
    Discord,
    Id,
    Table,
    Text,
    Texts,
    Whole,
    duplicates,
    form_of,
    ids_below,
    mistake,
    refuse,
)
from dmplog.validator.signals import (
    BystanderTable,
    Duration,
    NamingTable,
    NoteTable,
    OutcomeTable,
    Signals,
    StandingTable,
    Wait,
)


def _chart(value: str) -> str:
    try:
        parse_chart(value)
    except ChartSyntaxError as error:
        raise mistake(str(error), error.hint or "", offset=(error.line, error.column)) from None
    return value


def _short(value: str) -> str:
    if not value.strip() or len(value) > MOST_SHORT:
        raise mistake(f"has {len(value.strip())} characters", f"write 1 to {MOST_SHORT}, or leave it out")
    return value


_TYPES: dict[Any, Any] = {
    "names": vars(model),
    str: Text,
    str | None: Text | None,
    timedelta: Duration,
    timedelta | None: Duration,
    tuple[str, ...]: list[Text],
    tuple[signal.Signal, ...]: Signals,
    tuple[model.Bystander, ...]: list[BystanderTable],
    tuple[model.Naming, ...]: list[NamingTable],
    tuple[model.Note, ...]: list[NoteTable],
    tuple[model.Standing, ...]: list[StandingTable],
}
"""How a chart writes values of these types."""


_Measure = form_of(model.Measure, _TYPES, unit=Annotated[int, Field(gt=0)], spares=Annotated[int, Field(ge=0)])


_StepItself = form_of(
    model.Step, _TYPES, "assumed", "expect", "what", "stall", log=Texts, waits=list[Wait], measure=_Measure | None
)


class Step(Whole, _StepItself):  # type: ignore[misc,valid-type]
    """One box of a flowchart."""

    STAND_INS: ClassVar[Mapping[str, Any]] = {
        "id": "stand_in",
        "title": "…",
        "actor": "…",
        "place": "site_server",
        "log": ["…"],
        "what": "…",
        "stall": "…",
    }

    id: Id
    expect: Duration = Field("2h", description="how long it may stay without a further sign: 30m, 2h, 1d or 1d12h")
    what: Text = Field(description="what happens here")
    stall: Text = Field(description="what it means when it does not go on")
    short: Annotated[str, AfterValidator(_short)] = Field(
        "", description="what it is called where there is room for a word or two; left out, its title is shortened"
    )

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:  # noqa: ARG002 - as of all tables
        """Yield a name that is taken by the chart itself, and that nothing could show the step."""
        if self.id in (START, END):
            told = mistake(f"a step cannot be called {self.id!r}", "choose another id", "id")
            yield Discord(told, frozenset({"id"}))
        if not self.silent and not any(getattr(self, kind) for kind in SIGNAL_KINDS):
            told = mistake("the step has no signal at all", "give it signals, or write silent = true")
            yield Discord(told, frozenset({"silent", *SIGNAL_KINDS}), lacks=True)


class Decision(Table):
    """A question of the chart, and for each answer the lines that show it was given."""

    id: Annotated[
        str, Field(pattern=r"^[a-z][a-z0-9_]*\?$", description="as a step's id, with a question mark at the end")
    ]
    question: Text
    branches: dict[str, Signals]


SubStages = form_of(attributes.SubStages, _TYPES, crash_loop=Annotated[int, Field(gt=1)])
_LaneItself = form_of(
    model.Lane, _TYPES, "id", "steps", "decisions", "edges", "outcomes", "traits", waits=list[Wait], title=Text
)
_LaneTraits = form_of(
    attributes.LaneTraits, _TYPES, content_for=Id | None, sub_stages=SubStages | None, called=str, done=str, short=str
)


class Lane(Whole, _LaneItself, _LaneTraits):  # type: ignore[misc,valid-type]
    """One row of boxes about one subject."""

    STAND_INS: ClassVar[Mapping[str, Any]] = {
        "title": "…",
        "chart": "start -> stand_in -> end",
        "step": [{**Step.STAND_INS, "silent": True}],
    }

    subject: list[Text] = Field([], description="the fields that name the subject")
    chart: Annotated[str, AfterValidator(_chart)] = Field(description="arrows: start -> step -> question? -[yes]-> end")
    step: Annotated[list[Step], Field(min_length=1)]
    decision: list[Decision] = Field([])
    outcome: list[OutcomeTable] = Field([], description="lines that settle the case by themselves")

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:  # noqa: ARG002 - as of all tables
        """Yield a short name that two steps have, and every step that is named and not there."""
        names = ((step.short, ("step", number, "short")) for number, step in enumerate(self.step) if step.short)
        for name, place in duplicates(names):
            told = mistake(f"two steps are called {name!r} for short", "give one of them another name", *place)
            yield Discord(told, frozenset({"step"}))
        steps = {name for name, _ in ids_below(said.get("step"))}
        named = [("waits_for_other_sites", n, name) for n, name in enumerate(self.waits_for_other_sites)]
        if self.sub_stages is not None:
            named.append(("sub_stages", "window_step", self.sub_stages.window_step))  # type: ignore[arg-type]
        named += [("outcome", n, outcome.step) for n, outcome in enumerate(self.outcome) if outcome.step]
        for key, at, name in named:
            if name not in steps:
                told = mistake(f"the lane has no step {name!r}", f"its steps are {', '.join(sorted(steps))}", key, at)
                yield Discord(told, frozenset({key}))


def _parts(of: str) -> AfterValidator:
    def check(value: dict[str, Any]) -> dict[str, Any]:
        known = read_table("correlator_parts")[of]
        unknown = [part for part in value if part not in known]
        if unknown:
            hints = (did_you_mean(part, known) or ", ".join(known) for part in unknown)
            refuse(
                [mistake(f"there is no part {part!r}", hint, part) for part, hint in zip(unknown, hints, strict=True)]
            )
        return value

    return AfterValidator(check)


_Correlator = form_of(
    attributes.Correlator,
    _TYPES,
    logs=Annotated[dict[str, Texts], _parts("logs")],
    lines=Annotated[dict[str, Signals], _parts("lines")],
)


class Head(Table):
    """What the flowchart is."""

    id: Id
    title: Text
    source: Text


class FlowchartFile(Whole):
    """A flowchart: a head, and one table per lane."""

    STAND_INS: ClassVar[Mapping[str, Any]] = {
        "flowchart": {"id": "stand_in", "title": "…", "source": "…"},
        "lane": {"stand_in": Lane.STAND_INS},
    }

    flowchart: Head
    correlator: _Correlator | None = None  # type: ignore[valid-type]
    lane: Annotated[dict[Id, Lane], Field(min_length=1)]

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:  # noqa: ARG002 - as of all tables
        """Yield every id that is taken, and every lane that is named and not there; a lane with other mistakes counts."""
        table = said.get("lane")
        lanes = (
            {name: lane for name, lane in table.items() if isinstance(lane, dict)} if isinstance(table, dict) else {}
        )
        steps = [found for name, lane in lanes.items() for found in ids_below(lane.get("step"), "lane", name, "step")]
        # A question belongs to its lane.
        questions = (ids_below(lane.get("decision"), "lane", name, "decision") for name, lane in lanes.items())
        for names in (steps, *questions):
            for name, place in duplicates(names):
                yield Discord(mistake(f"the id {name!r} is taken", "ids are unique in a flowchart", *place))
        for name, lane in lanes.items():
            behind = lane.get("content_for")
            if isinstance(behind, str) and behind not in lanes:
                hint = did_you_mean(behind, lanes) or f"its lanes are {', '.join(lanes)}"
                yield Discord(mistake(f"the chart has no lane {behind!r}", hint, "lane", name, "content_for"))
            passing = lane.get("passed_by")
            for number, other in enumerate(passing if isinstance(passing, list) else ()):
                if isinstance(other, str) and "." not in other and other not in lanes:
                    near = did_you_mean(other, lanes)
                    hint = near or f"its lanes are {', '.join(lanes)}; others are flowchart.lane"
                    told = mistake(f"the chart has no lane {other!r}", hint, "lane", name, "passed_by", number)
                    yield Discord(told)
