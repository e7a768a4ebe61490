"""The form of a flowchart file."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator

from dmplog.compiled import read_table
from dmplog.flowchart.attributes import Kind, LanePart
from dmplog.flowchart.chart import ChartSyntaxError, parse_chart
from dmplog.flowchart.durations import parse_duration
from dmplog.flowchart.findings import did_you_mean
from dmplog.flowchart.model import END, SIGNAL_KINDS, START, Place
from dmplog.validator.parts import Id, Table, Text, Texts, duplicates, mistake


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

    verdict: Literal["completed", "not_applicable"]


class NoteTable(SignalTable):
    """What the last line of a kind tells about a step."""

    text: Text = Field(description="a sentence with the line's fields in braces")


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


class Step(Table):
    """One box of a flowchart."""

    id: Id
    title: Text = Field(description="what it is called in a sentence")
    actor: Text = Field(description="the component that does it")
    place: Place = Field(description="whose log shows it")
    log: Texts = Field(description="roles of the logs that show it; the first is where its next line would appear")
    begins: Signals = Field([], description="lines that enter it")
    progress: Signals = Field([], description="signs of life inside it")
    ends: Signals = Field([], description="lines that say it is done")
    fails: Signals = Field([], description="its failures")
    waits: list[Wait] = Field([], description="lines of a documented wait")
    skips: Signals = Field([], description="lines that say it is passed over in this run")
    expect: Duration = Field("2h", description="how long it may stay without a further sign: 30m, 2h, 1d or 1d12h")
    silent: bool = Field(default=False, description="no line of it is documented")
    optional: bool = Field(default=False, description="it may pass without a line")
    manual: bool = Field(default=False, description="somebody has to begin it by hand")
    shows_online: bool = Field(default=False, description="its lines show online mode")
    what: Text = Field(description="what happens here")
    stall: Text = Field(description="what it means when it does not go on")
    check: list[Text] = Field([], description="what to look at, in order")
    references: list[Text] = Field([], description="where that is documented")
    notes: list[NoteTable] = Field([], description="what its lines tell beside its state")

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


class SubStages(Table):
    """How a lane's reports of sub-stages are read."""

    report: Text = Field(description="the event that reports one")
    log: Text = Field(description="the log that shows those behind the last step")
    behind: Text = Field(description="how the ids of those behind the last step begin")
    late: list[Text] = Field(description="ids among them that wait for all sites, for days")
    window: Text = Field(description="the id of the wait for the service window")
    window_step: Text = Field(description="the step that wait belongs to")
    meanwhile: list[Text] = Field(description="ids that are reported while that wait goes on")
    restarts: list[Text] = Field(description="events of a start of the service that reports")
    crash_loop: Annotated[int, Field(gt=1)] = Field(description="so many starts without a new sub-stage")


class Lane(Table):
    """One row of boxes about one subject."""

    title: Text
    subject: list[Text] = Field([], description="the fields that name the subject")
    chart: Annotated[str, AfterValidator(_chart)] = Field(description="arrows: start -> step -> question? -[yes]-> end")
    cycle: Duration = Field("", description="after which time the whole lane starts again: 24h")
    step: Annotated[list[Step], Field(min_length=1)]
    decision: list[Decision] = Field([])
    run_begins: Signals = Field([], description="lines that always begin a new run")
    run_begins_if_closed: Signals = Field([], description="lines that begin a run only where none is open")
    once_per_run: Signals = Field([], description="lines a run holds at most once")
    outcome: list[OutcomeTable] = Field([], description="lines that end the lane early and rightly")
    waits: list[Wait] = Field([], description="documented waits of the lane as a whole")
    also_seen: list[BystanderTable] = Field([], description="lines of other workers, which only look like trouble")
    part: LanePart | None = Field(None, description="what the lane is in a hierarchy")
    order: int = Field(100, description="its place among cases of one verdict")
    called: str = Field("", description="how a case is called in a sentence where it has no update")
    content_for: Id | None = Field(None, description="the lane that is due when this one is completed")
    content_at: Place | None = Field(None, description="the place where the content is then")
    waits_for_other_sites: list[Text] = Field([], description="steps at which another site is waited for")
    mode_needed: bool = Field(
        default=False, description="an overdue beginning proves nothing where the mode is not shown"
    )
    little_known: bool = Field(
        default=False, description="its logs are hardly public: unknown errors are shown at their step"
    )
    cycle_mark: Signals = Field([], description="lines that begin a cycle of a log that repeats itself")
    check_results: Text | None = Field(None, description="the event of one result of a prerequisite check")
    check_begins: Text | None = Field(None, description="the event with which such a check begins")
    sub_stages: SubStages | None = None

    @model_validator(mode="after")
    def _steps_are_there(self) -> Self:
        steps = {step.id for step in self.step}
        named = [("waits_for_other_sites", n, name) for n, name in enumerate(self.waits_for_other_sites)]
        if self.sub_stages is not None:
            named.append(("sub_stages", "window_step", self.sub_stages.window_step))  # type: ignore[arg-type]
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


class Correlator(Table):
    """How the lines of the chart are joined to its cases."""

    kind: Kind = Field("threads", description="the algorithm")
    nobody: list[Text] = Field([], description="values of a key that stand for no subject")
    try_gap: Duration = Field("", description="how long a pause between two tries begins the next one")
    keyless_reach: Duration = Field("", description="how far a line without a key may lie behind its subject")
    logs: Annotated[dict[str, Texts], _parts("logs")] = Field({}, description="what each log is to the algorithm")
    lines: Annotated[dict[str, Signals], _parts("lines")] = Field({}, description="what lines do in it")


class Head(Table):
    """What the flowchart is."""

    id: Id
    title: Text
    source: Text


class FlowchartFile(Table):
    """A flowchart: a head, and one table per lane."""

    flowchart: Head
    correlator: Correlator | None = None
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
        for name, lane in lanes:
            if lane.content_for is not None and lane.content_for not in self.lane:
                hint = did_you_mean(lane.content_for, self.lane) or f"its lanes are {', '.join(self.lane)}"
                raise mistake(f"the chart has no lane {lane.content_for!r}", hint, "lane", name, "content_for")
        return self
