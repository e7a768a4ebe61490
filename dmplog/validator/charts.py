"""The form of a flowchart file."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator

from dmplog.compiled import read_table
from dmplog.flowchart import attributes, model, signal
from dmplog.flowchart.chart import ChartSyntaxError, parse_chart
from dmplog.flowchart.durations import parse_duration
from dmplog.flowchart.model import END, MOST_SHORT, SIGNAL_KINDS, START
from dmplog.nearest import did_you_mean
from dmplog.validator.parts import Id, Table, Text, Texts, duplicates, form_of, mistake


def _duration(value: str) -> str:
    try:
        parse_duration(value)
    except ValueError as error:
        raise mistake(str(error), 'a duration is "30m", "2h", "1d" or "1d12h"') from None
    return value


def _value(value: Any) -> Any:
    items = value if isinstance(value, list) else [value]
    if not items or not all(isinstance(item, str | int) and not isinstance(item, bool) for item in items):
        raise mistake("must be a text, a number, or a list of them", 'write field = "value" or ["value", "other"]')
    return value


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


Duration = Annotated[str, AfterValidator(_duration), Field(description="30m, 2h, 1d or 1d12h")]
_ONE = {"type": ["string", "integer"]}
FieldValue = Annotated[
    Any, AfterValidator(_value), WithJsonSchema({"anyOf": [_ONE, {"type": "array", "items": _ONE, "minItems": 1}]})
]
_A_SIGNAL = 'an event, alone or with conditions: "event" or { event = "event", field = "value" }'


class SignalTable(BaseModel):
    """An event whose fields must have the values of the further keys; `role` is the log it stands in."""

    model_config = ConfigDict(extra="allow", strict=True)
    __pydantic_extra__: dict[str, FieldValue]

    event: Text


class WaitTable(SignalTable):
    """A line of a documented wait."""

    duration: Duration = Field(
        "", alias="for", description="how long the wait lasts; left out where it has no documented end"
    )


class OutcomeTable(SignalTable):
    """A line that settles a case by itself."""

    verdict: Literal["completed", "not_applicable", "failed"]
    check: list[Text] = Field([], description="what may be looked at where the lane ended so")
    step: Text = Field(
        "", description="the step that failed, or with which all is done; nothing is not applicable at a step"
    )

    @model_validator(mode="after")
    def _failed_somewhere(self) -> Self:
        if (self.verdict == "failed") > bool(self.step) or (self.verdict == "not_applicable" and self.step):
            raise mistake(
                "what failed names its step, and what is not applicable has none",
                "give `step` with the verdict `failed`",
            )
        return self


class NoteTable(SignalTable):
    """What the last line of a kind tells about a step."""

    text: Text = Field(description="a sentence with the line's fields in braces")


class NamingTable(SignalTable):
    """What a line of a kind names that advice may speak of."""

    blank: Id = Field(description="the blank of the advice that it fills: {address|the address from the lines before}")
    text: Text = Field(description="what it names, with the line's fields in braces")


class BystanderTable(SignalTable):
    """An alarming line of somebody else's work."""

    why: Text = Field(description="why it blocks nothing")


def _kind(value: Any) -> str:
    return "table" if isinstance(value, dict) else "text"


Signal = Annotated[
    Annotated[Text, Tag("text")] | Annotated[SignalTable, Tag("table")],
    Discriminator(_kind),
    Field(description=_A_SIGNAL),
]
Wait = Annotated[
    Annotated[Text, Tag("text")] | Annotated[WaitTable, Tag("table")],
    Discriminator(_kind),
    Field(description=_A_SIGNAL),
]
Signals = list[Signal]


class StandingTable(SignalTable):
    """A failure that stands until a line makes it good."""

    until: Signal = Field(
        "", description="the line that makes it good; left out where none does before the step is passed"
    )
    same: Text = Field("", description="the field in which both have the same value")


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


class Step(_StepItself):  # type: ignore[misc,valid-type]
    """One box of a flowchart."""

    id: Id
    expect: Duration = Field("2h", description="how long it may stay without a further sign: 30m, 2h, 1d or 1d12h")
    what: Text = Field(description="what happens here")
    stall: Text = Field(description="what it means when it does not go on")
    short: Annotated[str, AfterValidator(_short)] = Field(
        "", description="what it is called where there is room for a word or two; left out, its title is shortened"
    )

    @model_validator(mode="after")
    def _seen(self) -> Self:
        if self.id in (START, END):
            raise mistake(f"a step cannot be called {self.id!r}", "choose another id", "id")
        if not self.silent and not any(getattr(self, kind) for kind in SIGNAL_KINDS):
            raise mistake("the step has no signal at all", "give it signals, or write silent = true")
        return self


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


class Lane(_LaneItself, _LaneTraits):  # type: ignore[misc,valid-type]
    """One row of boxes about one subject."""

    subject: list[Text] = Field([], description="the fields that name the subject")
    chart: Annotated[str, AfterValidator(_chart)] = Field(description="arrows: start -> step -> question? -[yes]-> end")
    step: Annotated[list[Step], Field(min_length=1)]
    decision: list[Decision] = Field([])
    outcome: list[OutcomeTable] = Field([], description="lines that settle the case by themselves")

    @model_validator(mode="after")
    def _each_has_a_name_of_its_own(self) -> Self:
        names = ((step.short, ("step", number, "short")) for number, step in enumerate(self.step) if step.short)
        if (twice := duplicates(names)) is not None:
            raise mistake(f"two steps are called {twice[0]!r} for short", "give one of them another name", *twice[1])
        return self

    @model_validator(mode="after")
    def _steps_are_there(self) -> Self:
        steps = {step.id for step in self.step}
        named = [("waits_for_other_sites", n, name) for n, name in enumerate(self.waits_for_other_sites)]
        if self.sub_stages is not None:
            named.append(("sub_stages", "window_step", self.sub_stages.window_step))  # type: ignore[arg-type]
        named += [("outcome", n, outcome.step) for n, outcome in enumerate(self.outcome) if outcome.step]
        for key, at, name in named:
            if name not in steps:
                raise mistake(f"the lane has no step {name!r}", f"its steps are {', '.join(sorted(steps))}", key, at)
        return self


def _parts(of: str) -> AfterValidator:
    def check(value: dict[str, Any]) -> dict[str, Any]:
        known = read_table("correlator_parts")[of]
        for part in value:
            if part not in known:
                raise mistake(f"there is no part {part!r}", did_you_mean(part, known) or ", ".join(known), part)
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


class FlowchartFile(Table):
    """A flowchart: a head, and one table per lane."""

    flowchart: Head
    correlator: _Correlator | None = None  # type: ignore[valid-type]
    lane: Annotated[dict[Id, Lane], Field(min_length=1)]

    @model_validator(mode="after")
    def _unique(self) -> Self:
        lanes = self.lane.items()
        steps = [
            (step.id, ("lane", lane, "step", n, "id")) for lane, table in lanes for n, step in enumerate(table.step)
        ]
        # A question belongs to its lane.
        questions = (
            [(question.id, ("lane", lane, "decision", n, "id")) for n, question in enumerate(table.decision)]
            for lane, table in lanes
        )
        for names in (steps, *questions):
            if twice := duplicates(names):
                raise mistake(f"the id {twice[0]!r} is taken", "ids are unique in a flowchart", *twice[1])
        return self

    @model_validator(mode="after")
    def _names_its_lanes(self) -> Self:
        for name, lane in self.lane.items():
            if lane.content_for is not None and lane.content_for not in self.lane:
                hint = did_you_mean(lane.content_for, self.lane) or f"its lanes are {', '.join(self.lane)}"
                raise mistake(f"the chart has no lane {lane.content_for!r}", hint, "lane", name, "content_for")
            for number, other in enumerate(lane.passed_by):
                if "." not in other and other not in self.lane:
                    hint = (
                        did_you_mean(other, self.lane)
                        or f"its lanes are {', '.join(self.lane)}; others are flowchart.lane"
                    )
                    raise mistake(f"the chart has no lane {other!r}", hint, "lane", name, "passed_by", number)
        return self
