"""The page of a pasted log line: its framing, its event and fields, the step it witnesses, and how lark reads it."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import polars as pl

from dmplog.alarms import masked
from dmplog.case import Evidence
from dmplog.causes import load_causes
from dmplog.causes.evidence import Line, matched
from dmplog.causes.unknown import describe
from dmplog.codes import find_codes
from dmplog.flowchart import Signal, SignalKind
from dmplog.framing.pasted import without_paste
from dmplog.framing.reader import RecordReader
from dmplog.framing.table import SAYS
from dmplog.frozen import frozen
from dmplog.grammar import UNRECOGNIZED, Departure, Grammars, Rule
from dmplog.grammar.closest import departures
from dmplog.knowledge import known_update, state_messages, state_of, status_messages, substage_of
from dmplog.layout import Section
from dmplog.pages.advising import advice_on
from dmplog.pages.page import Page, page_of, section
from dmplog.pages.related import KINDS, PlacedStep, causes_proved, witnessed
from dmplog.roles import file_of, role_of_component

NEAR_ENOUGH = 0.75
"""A message is called near to a line when at least this share of its own words stands in the line."""
OF_THE_LINE = 0.5
"""And at least this share of the line, but for names and numbers, must stand in the message: a short message is found in any long line."""
SHORTEST_RUN = 5
"""Shorter runs of letters are in any long line by chance."""
MOST_STEPS = 4
FEWEST_CHARACTERS = 10
LONGEST_COMPARED = 1_000
LONGEST_DRAWN = 1_000
"""Of longer messages no tree is drawn: lark's work grows with more than the square of the length."""

_HOLE = re.compile(r"<[^<>]*>")
_GUID = re.compile(r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b", re.IGNORECASE)


@frozen
class Reading:
    """A pasted line as a record and as events of the logs that could have written it."""

    record: dict[str, Any]
    role: str | None
    found: tuple[tuple[str, str, dict[str, str]], ...]

    @property
    def message(self) -> str:
        """The text without framing."""
        return str(self.record["message"])


def line_page(text: str) -> Page | None:
    """Return the page of a pasted line, or None where nothing at all is known about it."""
    reading = _read(text)
    if not reading.found and (plain := without_paste(text)) != text:
        unpasted = _read(plain)
        reading = unpasted if unpasted.found or unpasted.record["framing"] != "plain" else reading
    nearest = _nearest(reading) if not reading.found and len(reading.message.split()) > 1 else None
    numbers = find_codes(reading.message)
    event = reading.found[0][1] if reading.found else UNRECOGNIZED
    why = load_causes().benign(reading.message, event, reading.role)
    causes = _causes(reading.message, event)
    framed = reading.record["framing"] != "plain"
    if not (reading.found or nearest or numbers or why or causes or framed):
        return None
    sections = [
        *(advice_on(_speaks(reading), (why,) if why else (), causes) if reading.found or why or causes else ()),
        section("Error numbers", items=map(describe, numbers)),
        section("Updates it names", items=_updates(reading.message)),
        *_departure_sections(reading, nearest),
    ]
    title = f"A line of the event {event}" if reading.found else "A line that is no known message"
    details = (*_event_sections(reading), section("How the line is written", items=_framing(reading)))
    return page_of("line", title, *sections, details=details)


def _speaks(reading: Reading) -> Iterator[tuple[PlacedStep, SignalKind, Signal]]:
    """Yield the steps of which the line speaks, in any of the logs that write it."""
    for role, event, fields in reading.found:
        yield from witnessed(event, {**fields, "role": role})


def _read(text: str) -> Reading:
    data = text.encode("utf-8", "surrogatepass").decode("utf-8", "replace").encode()
    reader = RecordReader("pasted", len(data), BytesIO(data))
    rows = [row for frame in reader.frames() for row in frame.iter_rows(named=True)]
    empty = {"message": text, "framing": "plain", "component": None, "thread": None, "local": None, "utc": None}
    record = next((row for row in rows if row["message"].strip("~ \t")), empty)
    role = role_of_component(record["component"]) if record["component"] else None
    return Reading(record, role, _events(str(record["message"]), role))


def _events(message: str, role: str | None) -> tuple[tuple[str, str, dict[str, str]], ...]:
    """Return role, event and fields for each log that writes *message*; without a role every log is asked."""
    grammars = Grammars.load()
    roles = [role] if role in grammars.roles else list(grammars.roles)
    frame = grammars.match(pl.DataFrame({"role": roles, "message": [message] * len(roles)}))
    found = []
    for row in frame.iter_rows(named=True):
        if row["event"] is not None and row["event"] != UNRECOGNIZED:
            fields = {name: row[name] for name in grammars.fields if row[name] is not None}
            found.append((str(row["role"]), str(row["event"]), fields))
    return tuple(found)


def _framing(reading: Reading) -> Iterator[str]:
    record = reading.record
    framing = str(record["framing"])
    yield f"{framing}: {SAYS.get(framing, 'another framing')}"
    if record["component"]:
        log = f", which writes {file_of(reading.role)}" if reading.role else ""
        yield f"Component {record['component']}{log}"
    if record["thread"] is not None:
        yield f"Thread {record['thread']} (0x{record['thread']:x})"
    if record["utc"] is not None:
        yield f"Time {record['local'].isoformat(sep=' ')} local, {record['utc'].isoformat(sep=' ')} UTC"
    elif record["local"] is not None:
        yield f"Time {record['local'].isoformat(sep=' ')} local; the line does not say how far that is from UTC"


def _event_sections(reading: Reading) -> Iterator[Section]:
    """Yield what the line means: per event once, however many logs write it."""
    told: dict[str, list[str]] = {}
    for role, event, _ in reading.found:
        told.setdefault(event, []).append(role)
    for event, roles in told.items():
        fields = next(fields for role, name, fields in reading.found if name == event)
        rule = next(rule for rule in Grammars.load().rules if rule.name == event and set(roles) & set(rule.roles))
        logs = ", ".join(map(file_of, roles))
        defined = f"Written by {logs}; defined in grammars/{rule.source}, line {rule.line}"
        yield section(f"Event {event}", items=(defined,))
        yield section("Fields", items=[_field(name, value) for name, value in fields.items()])
        yield section("How the line is read", code=_tree(rule, reading.message))


def _field(name: str, value: str) -> str:
    """Return a field with what its value stands for, where a table says so."""
    meaning = _meaning(name, value)
    return f"{name}: {value} ({meaning})" if meaning else f"{name}: {value}"


def _meaning(name: str, value: str) -> str | None:
    if name == "substage_id" and value.lower().startswith("0x"):
        substage = substage_of(int(value, 16))
        return substage.name if substage else None
    if not value.isascii() or not value.isdigit():
        return None
    number = int(value)
    if name == "state" and (state := state_of(number)):
        return state.name
    if name == "state_message" and (sent := state_messages().get(number)):
        return sent.meaning.rstrip(".")
    if name == "message_id" and (status := status_messages().get(number)):
        return status.meaning.rstrip(".")
    return None


def _tree(rule: Rule, message: str) -> tuple[str, ...]:
    if len(message) > LONGEST_DRAWN:
        return (f"The message has {len(message):,} characters; a tree is drawn of up to {LONGEST_DRAWN:,}.",)
    tree = Grammars.load().oracle.tree(rule, message)
    return tuple(str(tree.pretty()).rstrip("\n").expandtabs(4).splitlines()) if tree is not None else ()


def _nearest(reading: Reading) -> Departure | None:
    """Return where the line departs from the message nearest to it, or None where no message is near.

    Near is what shares most of a message's own words, so that a slip in the first word does not hide the rest, and makes up much of the line.
    """
    grammars = Grammars.load()
    rules = grammars.of(reading.role) if reading.role in grammars.roles else grammars.rules
    text = reading.message.strip("~ \t")[:LONGEST_COMPARED].lower()
    matcher = difflib.SequenceMatcher(b=text, autojunk=False)
    own = len(_HOLE.sub("", pl.select(masked(pl.lit(text))).item()))
    best: tuple[int, Rule] | None = None
    for rule in rules:
        words = _HOLE.sub("", grammars.render(rule.name, role=rule.roles[0])).lower()
        if len(words) < FEWEST_CHARACTERS:
            continue
        matcher.set_seq1(words)
        agreed = sum(block.size for block in matcher.get_matching_blocks() if block.size >= SHORTEST_RUN)
        near = agreed >= max(NEAR_ENOUGH * len(words), OF_THE_LINE * own)
        if near and (best is None or agreed > best[0]):
            best = (agreed, rule)
    return departures([best[1]], reading.message[:LONGEST_COMPARED])[0] if best else None


def _departure_sections(reading: Reading, nearest: Departure | None) -> Iterator[Section]:
    if nearest is None:
        return
    message = reading.message.strip("\r\n")
    begin = max(0, nearest.offset - 60)
    cut = message[begin : nearest.offset + 40].replace("\t", " ")
    expected = nearest.expected or "the end of the message"
    yield section(
        f"Nearest message: {nearest.rule.name}",
        (f"They part after {nearest.offset} characters: there the message goes on with “{expected}”.",),
        code=(Grammars.load().render(nearest.rule.name), cut, " " * (nearest.offset - begin) + "^"),
    )
    steps = dict.fromkeys(
        f"{placed.titled}; such a line {KINDS[kind]}" for placed, kind, _ in witnessed(nearest.rule.name)
    )
    shown = [*list(steps)[:MOST_STEPS], *([f"and {len(steps) - MOST_STEPS} more"] if len(steps) > MOST_STEPS else [])]
    yield section("Step the nearest message speaks of", items=shown)


def _causes(message: str, event: str) -> list[str]:
    evidence = Evidence("", 0, None, event, message)
    lines = (Line.of(evidence), Line.of(evidence, sibling=True))
    return causes_proved(lambda proof: proof.times == 1 and bool(matched(proof, lines)))


def _updates(message: str) -> Iterator[str]:
    for guid in dict.fromkeys(found.lower() for found in _GUID.findall(message)):
        name = known_update(guid)
        if name:
            yield f"{guid}: {name}"
