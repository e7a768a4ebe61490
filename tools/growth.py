"""Measures how the time of every pattern grows with the line: a line costs time in proportion to its length, whatever it holds.

Each pattern of a grammar and of a cause, and each function that looks at text of the outside with Python's `re`, is given texts made of
its own literal pieces, one of them repeated behind another: that is what makes a search begin again at every place. The slowest text is
timed from 12,500 to 200,000 characters. A doubling may take 2.2 times as long.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

import polars as pl

from dmplog.alarms import masked
from dmplog.bundle import names, places
from dmplog.causes import load_causes
from dmplog.codes import find_codes
from dmplog.compiled import read_table
from dmplog.errors import DmplogError
from dmplog.failures import alarm
from dmplog.framing import pasted
from dmplog.framing.table import message_of
from dmplog.grammar import Grammars
from dmplog.grammar.compile import spell
from dmplog.looks import visible
from dmplog.pages import ask, explain, numbers
from dmplog.views import markdown

SIZES = (12_500, 25_000, 50_000, 100_000, 200_000)
MOST = 2.2
"""How many times as long a doubling may take."""
NOTHING = 0.02
"""Seconds below which nothing can be measured, and nothing matters."""
HOPELESS = 2.0
"""Seconds after which longer texts need not be tried."""
TRIED = 10_000
COMMON = (" ", "a", "1", ":", "\\", '"', "~", "<", "error ", "a b=")

_CLASSES = {r"\d": "1", r"\s": " ", r"\w": "a", r"\S": "a", r"\b": "\0", r"\x": "\0"}


class Subject(NamedTuple):
    """Something that looks at a text: what it is called, how it is asked, the pieces its texts are made of, and every how many is tried."""

    name: str
    ask: Callable[[str], object]
    pieces: tuple[str, ...]
    step: int = 1


class Grown(NamedTuple):
    """How the time of a subject grew with its slowest text, per doubling, and how long the longest took."""

    factor: float
    seconds: float
    name: str
    text: str


def pieces_of(*regexes: str) -> tuple[str, ...]:
    r"""Return the literal pieces of *regexes*, each once, the longest first.

    >>> pieces_of(r"(?:fail|error).*\bBCP\b")
    ('error', 'fail', 'BCP')
    """
    found: dict[str, None] = {}
    for regex in regexes:
        plain = re.sub(r"\[\^?[^\]]*\]|\\x\{[^}]*\}|\{[0-9,]*\}|\(\?[^:)]*[:)>]", "\0", regex)
        plain = re.sub(r"\\.", lambda escaped: _CLASSES.get(escaped[0], escaped[0][1]), plain)
        found |= dict.fromkeys(piece for piece in re.split(r"[\0()|^$.*+?\[\]]+", plain) if piece)
    return tuple(sorted(found, key=len, reverse=True))


def texts(pieces: tuple[str, ...], size: int) -> Iterator[str]:
    """Yield hostile texts of *size* characters: every piece, and all together, repeated behind every other one."""
    whole = "".join(pieces[:12])
    repeated = (*pieces[:30], whole, *COMMON)
    for before in ("", *pieces[:4], whole):
        for piece in repeated:
            if piece:
                yield (before + piece * (size // len(piece) + 1))[:size]


def subjects() -> Iterator[Subject]:
    """Yield everything that looks at text of the outside."""
    causes = load_causes()
    for cause in causes.known:
        for number, proof in enumerate((*cause.proof, *cause.against), 1):
            if proof.pattern is not None:
                regexes = (proof.pattern.regex, *proof.pattern.without)
                yield Subject(f"cause {cause.id}, proof {number}", _one(proof.pattern.among), pieces_of(*regexes))
    for line in causes.harmless:
        if line.match.pattern is not None:
            yield Subject(f"harmless {line.id}", _one(line.match.pattern.among), pieces_of(line.match.pattern.regex))
    for number, spelling in enumerate(spell(Grammars.load().rules)):
        regex = spelling.pattern().regex
        name = f"{spelling.rule.source}: {spelling.rule.name}, spelling {number}"
        yield Subject(name, _captured(regex.removesuffix("$") + "(?P<end>)$"), pieces_of(regex))
    yield from _functions()


def _functions() -> Iterator[Subject]:
    own = [value.pattern for value in vars(numbers).values() if isinstance(value, re.Pattern)]
    named = [
        value.pattern for room in (names, places) for value in vars(room).values() if isinstance(value, re.Pattern)
    ]
    forms = read_table("error_forms")
    of_codes = (*(form["pattern"] for form in forms["form"]), *forms["noise"])
    of_paste = [value.pattern for value in vars(pasted).values() if isinstance(value, re.Pattern)]
    of_markdown = [value.pattern for value in vars(markdown).values() if isinstance(value, re.Pattern)]
    yield Subject("find_codes", _whole(find_codes), pieces_of(*of_codes))
    yield Subject("alarm", lambda text: alarm(pl.Series([text])), ("error code = ",))
    yield Subject("masked", lambda text: pl.select(masked(pl.lit(text))), ("https://", "C:\\", "{", "0x", "'"))
    yield Subject("message_of", message_of, ("<![LOG[", "]LOG]!>", "<time=", "  $$<", "><thread=", "INFO:"))
    yield Subject("without_paste", pasted.without_paste, pieces_of(*of_paste))
    yield Subject("role of a file", names.role_of_file, pieces_of(*named))
    yield Subject("name of a log", names.is_log_name, pieces_of(*named))
    yield Subject("name of an archive", names.is_archive_name, pieces_of(*named))
    yield Subject("server of a folder", lambda text: places.server_of([text]), pieces_of(*named))
    yield Subject("visible", visible.visible, ("\x1b[", "\u202e"))
    yield Subject("prose in Markdown", markdown.prose, pieces_of(*of_markdown))
    yield Subject("code in Markdown", markdown.code, ("`", "|"))
    yield Subject("explain", _explained, pieces_of(*own, *_SLOW), step=9)


_SLOW = (
    "State: a Status: Action: a",
    "===== INFO: Prerequisite Type & Server: ",
    "STATMSG: ID=4909 SEV=E LEV=M SOURCE=",
    "statusmessage ",
)


def _one(among: Callable[[list[str]], object]) -> Callable[[str], object]:
    return lambda text: among([text])


def _whole(find: Callable[[str], Iterable[object]]) -> Callable[[str], object]:
    return lambda text: list(find(text))


def _captured(regex: str) -> Callable[[str], object]:
    return lambda text: pl.Series([text]).str.extract_groups(regex)


def _explained(text: str) -> None:
    with suppress(DmplogError):
        explain(text[: ask.LONGEST])


def seconds(subject: Subject, text: str) -> float:
    """Return the seconds of processor time in which *subject* is done with *text*, the better of two."""
    taken = []
    for _ in range(2):
        begun = time.process_time()
        subject.ask(text)
        taken.append(time.process_time() - begun)
    return min(taken)


def grown(subject: Subject) -> Grown:
    """Return how the time of *subject* grows with the text that is the slowest of those tried."""
    tried = list(texts(subject.pieces, TRIED))[:: subject.step]
    slowest = max(range(len(tried)), key=lambda number: seconds(subject, tried[number]))
    shown = repr(tried[slowest][:60])
    curve: list[float] = []
    for size in SIZES:
        curve.append(seconds(subject, list(texts(subject.pieces, size))[slowest * subject.step]))
        if curve[-1] > HOPELESS:
            break
    told = [taken for taken in curve if taken >= NOTHING / 4]
    if curve[-1] < NOTHING or len(told) < 2:
        return Grown(1.0, curve[-1], subject.name, shown)
    return Grown((told[-1] / told[0]) ** (1 / (len(told) - 1)), curve[-1], subject.name, shown)


def settled(subject: Subject) -> Grown:
    """Return how the time of *subject* grows, the least of three measurements where one is too much: what truly grows does so each time."""
    found = grown(subject)
    for _ in range(2):
        if found.factor <= MOST:
            break
        # On a busy machine caches are shared, and a single measurement may be off by a tenth.
        found = min(found, grown(subject))
    return found


def main() -> int:
    """Measure what was asked for."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument(
        "--share", type=int, default=1, help="only every Nth pattern; the functions are always measured"
    )
    parser.add_argument("--offset", type=int, default=0, help="begin with the Kth")
    arguments = parser.parse_args()
    functions = list(_functions())
    patterns = list(subjects())[: -len(functions)]
    chosen = [*patterns[arguments.offset % arguments.share :: arguments.share], *functions]
    found = sorted((settled(subject) for subject in chosen), reverse=True)
    for one in found[:5]:
        print(f"{one.factor:.2f} per doubling, {one.seconds:.3f} s at the longest: {one.name}, {one.text}")  # noqa: T201
    print(f"growth: {len(found)} measured, the worst {found[0].factor:.2f} (may be {MOST})")  # noqa: T201 - its output
    return int(found[0].factor > MOST)


if __name__ == "__main__":
    sys.exit(main())
