"""The form of a file of causes, and what its entries must hold against the rest of the knowledge."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, Field, ValidationInfo, WithJsonSchema

from dmplog.blanks import blanks_of, has_stray_brace
from dmplog.causes.files import categories
from dmplog.causes.model import Status
from dmplog.nearest import did_you_mean
from dmplog.validator.names import (
    Known,
    known_of,
    read_category,
    read_codes,
    read_events,
    read_logs,
    read_pattern,
    read_patterns,
    read_phrases,
    read_step,
)
from dmplog.validator.parts import Discord, Id, Names, Table, Text, Texts, Whole, duplicates, ids_below, mistake

HEAVIEST = 3

NAMES_A_LINE = ("event", "text_contains", "text_any", "phrase", "pattern", "code")


_CATEGORIES = WithJsonSchema({"enum": list(categories()), "description": "the name of the file"})


class Line(Whole):
    """What a line must hold; everything given must hold of one line."""

    event: Annotated[Names, AfterValidator(read_events)] = Field([], description="any of these events")
    text_contains: Names = Field([], description="all of these parts of the raw message; case does not matter")
    text_any: Names = Field([], description="at least one of these parts")
    phrase: Annotated[Names, AfterValidator(read_phrases)] = Field([], description="any wording of these phrases")
    pattern: Annotated[Text, AfterValidator(read_pattern)] = Field(
        "", description="a regular expression without look-around and back-references"
    )
    without: Annotated[Names, AfterValidator(read_patterns)] = Field(
        [], alias="not", description="regular expressions that a line with the pattern must not contain"
    )
    like: Text = Field("", description="a part of a line in which the pattern finds what it means, for people to read")
    equal: Names = Field([], description="named groups of the pattern that must have found the same text")

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:  # noqa: ARG002 - as of all tables
        """Yield what does not agree: a line is named, and what is said of a pattern stands in it."""
        keys = [key for key in NAMES_A_LINE if key in type(self).model_fields]
        if not any(getattr(self, key) for key in keys):
            told = mistake("no line is named: nothing could match", f"give one of {', '.join(keys)}")
            yield Discord(told, frozenset(keys), lacks=True)
        if (self.without or self.equal) and not self.pattern:
            told = mistake("not and equal say more of a pattern, and there is none", "add pattern")
            yield Discord(told, frozenset({"not", "equal", "pattern"}), lacks=True)
        elif self.like and not (self.pattern and re.search(self.pattern, self.like)):
            told = mistake("the pattern does not find this", "write a part of a line that it finds", "like")
            yield Discord(told, frozenset({"like", "pattern"}))
        elif unknown := [name for name in self.equal if name not in re.compile(self.pattern).groupindex]:
            hint = "name its groups: (?P<used>[0-9]+)"
            told = mistake(f"the pattern has no group {unknown[0]!r}", hint, "equal")
            yield Discord(told, frozenset({"equal", "pattern"}))
        if len(self.equal) == 1:
            yield Discord(mistake("one group is equal to itself", "name two", "equal"), frozenset({"equal"}))


class Proof(Line):
    """One way to prove, or to speak against, a cause."""

    code: Annotated[Names, AfterValidator(read_codes)] = Field([], description="any of these: 112, HTTP 403, SQL 9002")
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
        return frozenset(type(self).model_fields) - {"weight", "like"}


_ANY_OF = ("event", "text_any", "phrase", "code")
"""Keys of which one value is enough."""


class Instead(Table):
    """What is told of a cause in place of its explanation and actions, where the lines in front of the proving one name more."""

    when: Text = Field(description="what the lines in front then show: the server answered")
    named: Id = Field(description="the blank that a line in front of the proving one fills")
    behind: Id = Field(description="the blank whose line it stands behind")
    explanation: Text
    actions: Texts = Field(description="what to do, safe things first")


class Cause(Whole):
    """Why a step is stuck: what proves it, and what to do."""

    STAND_INS: ClassVar[Mapping[str, Any]] = {
        "id": "stand_in",
        "category": categories()[0],
        "title": "…",
        "steps": ["*.*.*"],
        "explanation": "…",
        "actions": ["…"],
    }

    id: Id
    category: Annotated[str, AfterValidator(read_category), _CATEGORIES]
    title: Text
    steps: Annotated[list[Annotated[str, AfterValidator(read_step)]], Field(min_length=1)] = Field(
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
    instead: list[Instead] = Field(
        [], description="what is told in its place where the lines in front of the proving one name more"
    )
    told_only: bool = Field(default=False, description="no line shows it: explained, never concluded")
    watch: Annotated[Names, AfterValidator(read_events)] = Field(
        [], description="events beside the step that are worth reading too"
    )

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:  # noqa: ARG002 - as of all tables
        """Yield what does not agree: with the file, with the other files, among its proofs, and with the steps it can block."""
        known = known_of(info)
        if not self.proof and not self.told_only:
            told = mistake("nothing can prove this cause", "add [[cause.proof]], or told_only = true")
            yield Discord(told, frozenset({"proof", "told_only"}), lacks=True)
        if self.proof and self.told_only:
            told = mistake("what is only told cannot be proved", "take out told_only, or the proofs", "told_only")
            yield Discord(told, frozenset({"proof", "told_only"}))
        if self.status == "documented" and not self.references:
            hint = 'add references, or write status = "inferred"'
            told = mistake("what is documented names a reference", hint, "status")
            yield Discord(told, frozenset({"status", "references"}), lacks=True)
        if known.stem not in (self.category, "causes"):
            wrong = f"a cause of category {self.category!r} stands in {known.stem}.toml"
            told = mistake(wrong, f"move it to {self.category}.toml", "category", once=True)
            yield Discord(told, frozenset({"category"}))
        if self.id in known.taken:
            told = mistake(
                f"the id {self.id!r} is taken in {known.taken[self.id]}", "give one of them another id", "id"
            )
            yield Discord(told, frozenset({"id"}))
        yield from self._agrees_with_itself()
        yield from self._can_be_proved(known)
        yield from self._can_be_filled(known)

    def _agrees_with_itself(self) -> Iterator[Discord]:
        for number, against in enumerate(self.against):
            if any(against.holds_wherever(proof) for proof in self.proof):
                hint = "take one of them out, or let what speaks against it ask for more"
                told = mistake("the same line proves it and speaks against it", hint, "against", number)
                yield Discord(told, frozenset({"proof", "against"}))

    def _can_be_filled(self, known: Known) -> Iterator[Discord]:
        """A blank of its advice is filled by the lines of a step it can block."""
        can_block = [step for step in known.blanks if any(fnmatchcase(step, pattern) for pattern in self.steps)]
        named = frozenset[str]().union(*(known.blanks[step] for step in can_block))
        for number, each in enumerate(self.instead):
            for key in ("named", "behind"):
                if known.blanks and getattr(each, key) not in named:
                    hint = (
                        did_you_mean(getattr(each, key), named) or "`names` of a step in flowcharts/*.toml holds them"
                    )
                    told = mistake(
                        f"no line of the steps it can block names {getattr(each, key)!r}", hint, "instead", number, key
                    )
                    yield Discord(told, frozenset({"instead", "steps"}))
        for key, texts in self._advice():
            for number, text in enumerate(texts):
                if has_stray_brace(text):
                    hint = "write {name|words where no line names it}"
                    yield Discord(mistake("a brace belongs to no blank", hint, key, number), frozenset({key}))
                elif known.blanks and (lacking := [blank for blank in blanks_of(text) if blank not in named]):
                    hint = did_you_mean(lacking[0], named) or f"they name {', '.join(sorted(named)) or 'nothing'}"
                    told = mistake(f"no line of the steps it can block names {lacking[0]!r}", hint, key, number)
                    yield Discord(told, frozenset({key, "steps"}))

    def _advice(self) -> Iterator[tuple[str, list[str]]]:
        yield "actions", list(self.actions)
        yield "line_actions", list(self.line_actions)
        yield from (("instead", list(each.actions)) for each in self.instead)

    def _can_be_proved(self, known: Known) -> Iterator[Discord]:
        """A line of another log than those of its lanes stands beside the step, where only what is watched is read."""
        can_block = [step for step in known.logs if any(fnmatchcase(step, pattern) for pattern in self.steps)]
        logs = frozenset[str]().union(*(known.logs[step] for step in can_block))
        for number, proof in enumerate(self.proof):
            for event in proof.event if logs and not proof.sibling else ():
                if event not in self.watch and not logs & known.writers.get(event, logs):
                    wrong = f"no log of its steps writes the event {event!r}: it could not be proved"
                    hint = f'add watch = ["{event}"] if its line stands beside the step'
                    told = mistake(wrong, hint, "proof", number, "event")
                    yield Discord(told, frozenset({"proof", "watch", "steps"}))


class Benign(Line):
    """A line that looks alarming and blocks nothing; it is told while a log is read, line by line, so that no number is decoded."""

    STAND_INS: ClassVar[Mapping[str, Any]] = {"id": "stand_in", "why": "…"}

    id: Id
    log: Annotated[Names, AfterValidator(read_logs)] = Field(
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


class CauseFile(Whole):
    """Causes of one category; or harmless lines; or phrases."""

    cause: list[Cause] = Field([])
    benign: list[Benign] = Field([])
    phrase: list[Phrase] = Field([])

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:  # noqa: ARG002 - as of all tables
        """Yield every id that stands there twice."""
        for kind in ("cause", "benign", "phrase"):
            for name, place in duplicates(ids_below(said.get(kind), kind)):
                yield Discord(mistake(f"the id {name!r} is taken", "give one of them another id", *place))
