"""The form of signals in a flowchart file: an event, its conditions, and what a line of it may tell."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Discriminator, Field, Tag, WithJsonSchema, model_validator

from dmplog.flowchart.durations import parse_duration
from dmplog.validator.parts import Id, Text, mistake


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
