"""The form of a file of causes, and what its entries must hold against the rest of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from typing import Annotated, Literal, Self
from warnings import catch_warnings

from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema, model_validator

from dmplog.blanks import blanks_of, has_stray_brace
from dmplog.case import ErrorCode
from dmplog.causes.evidence import canonical
from dmplog.causes.files import categories
from dmplog.causes.model import Status
from dmplog.causes.pattern import IMPOSSIBLE
from dmplog.errors import UsageError
from dmplog.frozen import frozen
from dmplog.nearest import did_you_mean
from dmplog.validator.parts import Id, Names, Table, Text, Texts, duplicates, mistake

HEAVIEST = 3
_INTERFACE = re.compile(r"SNI [1-9][0-9]*")
"""A number of the network interface of SQL Server, which no table has."""

NAMES_A_LINE = ("event", "text_contains", "text_any", "phrase", "pattern", "code")


@frozen
class Known:
    """What a file of causes may name.

    Attributes:
        stem: The name of the file, which is the category of its causes.
        events: Every event of the grammars.
        log_names: Every log there is, also of those that hold no step of an update.
        phrases: Every phrase of the folder.
        steps: The steps of the flowcharts, as `flowchart.lane.step`.
        whole: Whether these are all there are, so that a flowchart nobody knows is none of the user's own.
        logs: For each step the logs of its lane.
        blanks: For each step the blanks of advice that its lines fill.
        writers: For each event the logs that write it.
        taken: The ids of causes in files before this one, with the file.
        spells: How an error number is spelled where lines are read; it raises a UsageError for what is none.
        understands: Whether the engine that is asked of logs takes a regular expression; where a package is built it need not be there.
    """

    stem: str = "causes"
    events: frozenset[str] = frozenset()
    log_names: frozenset[str] = frozenset()
    phrases: frozenset[str] = frozenset()
    steps: frozenset[str] = frozenset()
    whole: bool = False
    logs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    blanks: Mapping[str, frozenset[str]] = field(default_factory=dict)
    writers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    taken: Mapping[str, str] = field(default_factory=dict)
    spells: Callable[[str], str] = field(default=str)
    understands: Callable[[str], bool] = field(default=bool)


def _known(info: ValidationInfo) -> Known:
    return info.context if isinstance(info.context, Known) else Known()


def _events(names: list[str], info: ValidationInfo) -> list[str]:
    known = _known(info).events
    return _among(names, known or names, "no grammar has the event", "grammars/*.lark hold the events")


def _logs(names: list[str], info: ValidationInfo) -> list[str]:
    known = _known(info).log_names
    return _among(
        names, known or names, "there is no log", "the heads of grammars/*.lark and other_logs.toml name them"
    )


def _phrases(names: list[str], info: ValidationInfo) -> list[str]:
    return _among(names, _known(info).phrases, "there is no phrase", "phrases.toml holds them")


def _category(name: str) -> str:
    return _among([name], categories(), "there is no category", f"one of {', '.join(categories())}")[0]


def _among(names: list[str], known: Collection[str], said: str, hint: str) -> list[str]:
    for number, name in enumerate(names):
        if name not in known:
            raise mistake(f"{said} {name!r}", did_you_mean(name, known) or hint, number)
    return names


def _codes(codes: list[str], info: ValidationInfo) -> list[str]:
    for number, code in enumerate(codes):
        try:
            spelled = code if _INTERFACE.fullmatch(code) else _known(info).spells(code)
        except UsageError:
            raise mistake(
                f"{code!r} is no error number", "write 112, 0x80041002, HTTP 403 or SQL 9002", number
            ) from None
        if spelled == code and code.lower().startswith("0x"):
            spelled = canonical(ErrorCode(code.lower(), None, None))
        if spelled != code:
            raise mistake(f"the number {code!r} is never found so", f"write {spelled!r}, as lines are read", number)
    return codes


def _step(pattern: str, info: ValidationInfo) -> str:
    parts = pattern.split(".")
    if len(parts) != len(("flowchart", "lane", "step")):
        raise mistake(f"{pattern!r} is no step", "write flowchart.lane.step, with * for any part")
    known = _known(info).steps
    # Where only causes are looked at, a flowchart of the user's own has steps that nobody here knows.
    own = not _known(info).whole and "*" not in parts[0] and parts[0] not in {step.split(".")[0] for step in known}
    if known and not own and not any(fnmatchcase(step, pattern) for step in known):
        hint = did_you_mean(pattern, known) or "`dmplog flowchart show` names the steps"
        raise mistake(f"there is no step {pattern!r}: the cause could block nothing", hint)
    return pattern


def _pattern(pattern: str, info: ValidationInfo) -> str:
    try:
        with catch_warnings(action="ignore"):
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise mistake(f"this is no regular expression: {error}", "mend the pattern") from None
    if IMPOSSIBLE.search(pattern):
        raise mistake(
            "look-around and back-references take too long on a hostile line", "say it with text_contains, not or equal"
        )
    if not _known(info).understands(pattern):
        raise mistake(
            "polars' engine does not take this regular expression", "write it as https://docs.rs/regex has it"
        )
    return pattern


def _patterns(patterns: list[str], info: ValidationInfo) -> list[str]:
    return [_pattern(pattern, info) for pattern in patterns]


_CATEGORIES = WithJsonSchema({"enum": list(categories()), "description": "the name of the file"})


class Line(Table):
    """What a line must hold; everything given must hold of one line."""

    event: Annotated[Names, AfterValidator(_events)] = Field([], description="any of these events")
    text_contains: Names = Field([], description="all of these parts of the raw message; case does not matter")
    text_any: Names = Field([], description="at least one of these parts")
    phrase: Annotated[Names, AfterValidator(_phrases)] = Field([], description="any wording of these phrases")
    pattern: Annotated[Text, AfterValidator(_pattern)] = Field(
        "", description="a regular expression without look-around and back-references"
    )
    without: Annotated[Names, AfterValidator(_patterns)] = Field(
        [], alias="not", description="regular expressions that a line with the pattern must not contain"
    )
    equal: Names = Field([], description="named groups of the pattern that must have found the same text")

    @model_validator(mode="after")
    def _names_a_line(self) -> Self:
        keys = [key for key in NAMES_A_LINE if key in type(self).model_fields]
        if not any(getattr(self, key) for key in keys):
            raise mistake("no line is named: nothing could match", f"give one of {', '.join(keys)}")
        if (self.without or self.equal) and not self.pattern:
            raise mistake("not and equal say more of a pattern, and there is none", "add pattern")
        unknown = [name for name in self.equal if name not in re.compile(self.pattern).groupindex]
        if unknown:
            raise mistake(f"the pattern has no group {unknown[0]!r}", "name its groups: (?P<used>[0-9]+)", "equal")
        if len(self.equal) == 1:
            raise mistake("one group is equal to itself", "name two", "equal")
        return self


class Proof(Line):
    """One way to prove, or to speak against, a cause."""

    code: Annotated[Names, AfterValidator(_codes)] = Field([], description="any of these: 112, HTTP 403, SQL 9002")
    sibling: bool = Field(default=False, description="true: only lines beside the step's own; false: only its own")
    times: int = Field(1, ge=1, description="so many lines")
    unless_seen: list[Literal["alarm", "failure", "open_sub_stage"]] = Field(
        [], description="not where the lines of the case hold one of these"
    )
    weight: float = Field(2, gt=0, le=HEAVIEST, description="3 proves, 2 makes likely, 1 hints")

    def holds_wherever(self, other: Proof) -> bool:
        """Return whether this speaks of every line that *other* speaks of."""
        told = {key: (getattr(self, key), getattr(other, key)) for key in self.model_fields_set & self.conditions}
        any_of = (bool(theirs) and set(theirs) <= set(mine) for key, (mine, theirs) in told.items() if key in _ANY_OF)
        same = (mine == theirs for key, (mine, theirs) in told.items() if key not in (*_ANY_OF, "text_contains"))
        return all(any_of) and all(same) and set(self.text_contains) <= set(other.text_contains)

    @property
    def conditions(self) -> frozenset[str]:
        """Every key that asks something of a line."""
        return frozenset(type(self).model_fields) - {"weight"}


_ANY_OF = ("event", "text_any", "phrase", "code")
"""Keys of which one value is enough."""


class Cause(Table):
    """Why a step is stuck: what proves it, and what to do."""

    id: Id
    category: Annotated[str, AfterValidator(_category), _CATEGORIES]
    title: Text
    steps: Annotated[list[Annotated[str, AfterValidator(_step)]], Field(min_length=1)] = Field(
        description="the steps it can block, as flowchart.lane.step; * stands for any part"
    )
    explanation: Text
    actions: Texts = Field(description="what to do, safe things first")
    line_actions: list[Text] = Field(
        [],
        description="what to do with what the proving line says: told first, and not where a proof of weight 1 only hints",
    )
    references: list[Text] = Field([], description="public addresses")
    status: Status = Field(
        "inferred",
        description="seen: a line that proves it is quoted from a real log; documented: a reference describes it; inferred: neither",
    )
    proof: list[Proof] = Field([])
    against: list[Proof] = Field([])
    versions: Text = Field("", description="the releases it is known of, where it is known of only some")
    evidence: Text = Field("", description="where this is known from")
    told_only: bool = Field(default=False, description="no line shows it: explained, never concluded")
    watch: Annotated[Names, AfterValidator(_events)] = Field(
        [], description="events beside the step that are worth reading too"
    )

    @model_validator(mode="after")
    def _provable(self, info: ValidationInfo) -> Self:
        known = _known(info)
        if not self.proof and not self.told_only:
            raise mistake("nothing can prove this cause", "add [[cause.proof]], or told_only = true")
        if self.proof and self.told_only:
            raise mistake("what is only told cannot be proved", "take out told_only, or the proofs", "told_only")
        if self.status == "documented" and not self.references:
            raise mistake(
                "what is documented names a reference", 'add references, or write status = "inferred"', "status"
            )
        if known.stem not in (self.category, "causes"):
            raise mistake(
                f"a cause of category {self.category!r} stands in {known.stem}.toml",
                f"move it to {self.category}.toml",
                "category",
            )
        self._agrees_with_itself()
        self._can_be_proved(known)
        self._can_be_filled(known)
        if self.id in known.taken:
            raise mistake(f"the id {self.id!r} is taken in {known.taken[self.id]}", "give one of them another id", "id")
        return self

    def _agrees_with_itself(self) -> None:
        for number, against in enumerate(self.against):
            if any(against.holds_wherever(proof) for proof in self.proof):
                hint = "take one of them out, or let what speaks against it ask for more"
                raise mistake("the same line proves it and speaks against it", hint, "against", number)

    def _can_be_filled(self, known: Known) -> None:
        """A blank of its advice is filled by the lines of a step it can block."""
        can_block = [step for step in known.blanks if any(fnmatchcase(step, pattern) for pattern in self.steps)]
        named = frozenset[str]().union(*(known.blanks[step] for step in can_block))
        for key in ("actions", "line_actions"):
            for number, text in enumerate(getattr(self, key)):
                if has_stray_brace(text):
                    hint = "write {name|words where no line names it}"
                    raise mistake("a brace belongs to no blank", hint, key, number)
                if known.blanks and (lacking := [blank for blank in blanks_of(text) if blank not in named]):
                    hint = did_you_mean(lacking[0], named) or f"they name {', '.join(sorted(named)) or 'nothing'}"
                    raise mistake(f"no line of the steps it can block names {lacking[0]!r}", hint, key, number)

    def _can_be_proved(self, known: Known) -> None:
        """A line of another log than those of its lanes stands beside the step, where only what is watched is read."""
        can_block = [step for step in known.logs if any(fnmatchcase(step, pattern) for pattern in self.steps)]
        logs = frozenset[str]().union(*(known.logs[step] for step in can_block))
        for number, proof in enumerate(self.proof):
            for event in proof.event if logs and not proof.sibling else ():
                if event not in self.watch and not logs & known.writers.get(event, logs):
                    said = f"no log of its steps writes the event {event!r}: it could not be proved"
                    hint = f'add watch = ["{event}"] if its line stands beside the step'
                    raise mistake(said, hint, "proof", number, "event")


class Benign(Line):
    """A line that looks alarming and blocks nothing; it is told while a log is read, line by line, so that no number is decoded."""

    id: Id
    log: Annotated[Names, AfterValidator(_logs)] = Field(
        [], description="the logs its evidence speaks of; left out: a line of any log"
    )
    why: Text = Field(description="why it blocks nothing")
    evidence: Text = Field("", description="where this is known from")
    status: Status = "inferred"


class Translation(Table):
    """One wording of a phrase."""

    language: Text = Field(description="en, de, zh-Hans …")
    text: Text = Field(description="the part of the message that no other message has")
    grade: Literal["documented", "attested", "unconfirmed"]


class Phrase(Table):
    """A message of Windows or .NET in all the languages it is known in."""

    id: Id
    texts: Annotated[list[Translation], Field(min_length=1)]


class CauseFile(Table):
    """Causes of one category; or harmless lines; or phrases."""

    cause: list[Cause] = Field([])
    benign: list[Benign] = Field([])
    phrase: list[Phrase] = Field([])

    @model_validator(mode="after")
    def _unique(self) -> Self:
        for kind in ("cause", "benign", "phrase"):
            if twice := duplicates(
                [(entry.id, (kind, number, "id")) for number, entry in enumerate(getattr(self, kind))]
            ):
                raise mistake(f"the id {twice[0]!r} is taken", "give one of them another id", *twice[1])
        return self
