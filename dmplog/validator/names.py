"""The names and numbers a file of causes gives, and what each of them must be."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from warnings import catch_warnings

from pydantic import ValidationInfo

from dmplog.case import ErrorCode
from dmplog.causes.evidence import canonical
from dmplog.causes.files import categories
from dmplog.causes.pattern import IMPOSSIBLE
from dmplog.errors import UsageError
from dmplog.frozen import frozen
from dmplog.nearest import did_you_mean
from dmplog.validator.parts import mistake, refuse

_INTERFACE = re.compile(r"SNI [1-9][0-9]*")
"""A number of the network interface of SQL Server, which no table has."""


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


def known_of(info: ValidationInfo) -> Known:
    """Return what the file that is validated may name."""
    return info.context if isinstance(info.context, Known) else Known()


def read_events(names: list[str], info: ValidationInfo) -> list[str]:
    """Refuse an event that no grammar has."""
    known = known_of(info).events
    return _among(names, known or names, "no grammar has the event", "grammars/*.lark hold the events")


def read_logs(names: list[str], info: ValidationInfo) -> list[str]:
    """Refuse a log that there is not."""
    known = known_of(info).log_names
    return _among(
        names, known or names, "there is no log", "the heads of grammars/*.lark and other_logs.toml name them"
    )


def read_phrases(names: list[str], info: ValidationInfo) -> list[str]:
    """Refuse a phrase that no file holds."""
    return _among(names, known_of(info).phrases, "there is no phrase", "phrases.toml holds them")


def read_category(name: str) -> str:
    """Refuse a category that there is not."""
    if name not in categories():
        hint = did_you_mean(name, categories()) or f"one of {', '.join(categories())}"
        raise mistake(f"there is no category {name!r}", hint, once=True)
    return name


def _among(names: list[str], known: Collection[str], said: str, hint: str) -> list[str]:
    unknown = [(number, name) for number, name in enumerate(names) if name not in known]
    if unknown:
        refuse(
            [
                mistake(f"{said} {name!r}", did_you_mean(name, known) or hint, number, once=True)
                for number, name in unknown
            ]
        )
    return names


def read_codes(codes: list[str], info: ValidationInfo) -> list[str]:
    """Refuse what is no error number, or is spelled so that no line has it."""
    wrong = [(number, told) for number, code in enumerate(codes) if (told := _code_told(code, known_of(info)))]
    if wrong:
        refuse([mistake(said, hint, number, once=True) for number, (said, hint) in wrong])
    return codes


def _code_told(code: str, known: Known) -> tuple[str, str] | None:
    """Return what is wrong with an error number, and what to write."""
    try:
        spelled = code if _INTERFACE.fullmatch(code) else known.spells(code)
    except UsageError:
        return f"{code!r} is no error number", "write 112, 0x80041002, HTTP 403 or SQL 9002"
    if spelled == code and code.lower().startswith("0x"):
        spelled = canonical(ErrorCode(code.lower(), None, None))
    return (
        (f"the number {code!r} is never found so", f"write {spelled!r}, as lines are read") if spelled != code else None
    )


def read_step(pattern: str, info: ValidationInfo) -> str:
    """Refuse a pattern that no step of a flowchart fits."""
    parts = pattern.split(".")
    if len(parts) != len(("flowchart", "lane", "step")):
        raise mistake(f"{pattern!r} is no step", "write flowchart.lane.step, with * for any part")
    known = known_of(info).steps
    # Where only causes are looked at, a flowchart of the user's own has steps that nobody here knows.
    own = not known_of(info).whole and "*" not in parts[0] and parts[0] not in {step.split(".")[0] for step in known}
    if known and not own and not any(fnmatchcase(step, pattern) for step in known):
        hint = did_you_mean(pattern, known) or "`dmplog flowchart show` names the steps"
        raise mistake(f"there is no step {pattern!r}: the cause could block nothing", hint, once=True)
    return pattern


def read_pattern(pattern: str, info: ValidationInfo) -> str:
    """Refuse a regular expression that is none, takes too long, or is not taken by the engine that is asked of logs."""
    try:
        with catch_warnings(action="ignore"):
            re.compile(pattern)
    except (re.error, OverflowError, RecursionError) as error:
        raise mistake(f"this is no regular expression: {error}", "mend the pattern") from None
    if IMPOSSIBLE.search(pattern):
        raise mistake(
            "look-around and back-references take too long on a hostile line", "say it with text_contains, not or equal"
        )
    if not known_of(info).understands(pattern):
        raise mistake(
            "polars' engine does not take this regular expression", "write it as https://docs.rs/regex has it"
        )
    return pattern


def read_patterns(patterns: list[str], info: ValidationInfo) -> list[str]:
    """Refuse likewise each of several."""
    return [read_pattern(pattern, info) for pattern in patterns]
