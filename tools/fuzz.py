"""Feeds hostile input to every door, for as long as is asked: nothing may end in another error than one of ours.

`python tools/fuzz.py --minutes 10` tries all doors in turn; `--door explain` one of them, `--seed 7` another beginning. Texts are those of
the scenarios, the messages and the knowledge files, with pieces cut, doubled, exchanged and put in. What falls is printed with
its seed; when it is mended, it becomes a test of the room it fell in.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tarfile
import tempfile
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import dmplog
from dmplog.causes import load_causes
from dmplog.errors import DmplogError
from dmplog.flowchart import check_flowchart, load_flowchart
from dmplog.framing.reader import RecordReader
from dmplog.isolation import KIND
from dmplog.pages import explain
from dmplog.views.visible import CONTROLS

REPOSITORY = Path(__file__).resolve().parent.parent
MOST_LINES = 60
ODD = (
    *(
        "\x1b[2J",
        "\u202e",
        "\x00",
        "\ufeff",
        "\ud7ff",
        "🦊",
        "\u2028",
        "\x85",
        "\r",
        "\n",
        "\r\n",
        "\t",
        "'",
        '"',
        "\\",
        "%",
        "{",
        "}",
        "$$<",
        "<",
    ),
    *(
        "<![LOG[",
        "]LOG]!>",
        "]LOG]!><time=",
        "~~",
        "  $$<",
        "><thread=",
        "STATMSG: ",
        ' ISTR0="',
        "0x",
        "-",
        "+",
        "99999999999999999999",
    ),
    *(
        "-2147483648",
        "1e308",
        "nan",
        "é",
        "원격",
        "\u00a0",
        "a" * 5000,
        "> ",
        "12-32-2024 25:61:61.999+999",
        "00-00-0000",
        "[[",
        "]]",
        "=",
        "#",
    ),
)


@cache
def log_lines() -> tuple[str, ...]:
    """Return lines of the logs of every fifth scenario."""
    paths = sorted((REPOSITORY / "fixtures" / "scenarios").glob("*/bundle/**/*.lo*"))[::5]
    found = (line for path in paths for line in path.read_text(encoding="utf-8", errors="replace").splitlines())
    return tuple(dict.fromkeys(found))


@cache
def messages() -> tuple[str, ...]:
    """Return the sample messages of every log."""
    paths = sorted((REPOSITORY / "fixtures" / "messages").glob("*.txt"))
    return tuple(line for path in paths for line in path.read_text(encoding="utf-8").splitlines())


@cache
def knowledge(folder: str) -> tuple[str, ...]:
    """Return the knowledge files of one folder as texts."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted((REPOSITORY / folder).glob("*.toml")))


def changed(text: str, chance: random.Random) -> str:
    """Return *text* with up to six pieces cut out, doubled, exchanged or put in."""
    for _ in range(chance.randint(0, 6)):
        begin = chance.randint(0, len(text))
        end = min(len(text), begin + chance.choice((1, 3, 20, 200)))
        piece = text[begin:end]
        match chance.randint(0, 4):
            case 0:
                text = text[:begin] + text[end:]
            case 1:
                text = text[:end] + piece + text[end:]
            case 2:
                text = text[:begin] + chance.choice(ODD) + text[begin:]
            case 3:
                text = text[:begin] + chance.choice(ODD) + text[end:]
            case _:
                text = (
                    text[:begin]
                    + re.sub(r"\d+", lambda _: chance.choice(("0", "99", "-1", "999999999999")), piece)
                    + text[end:]
                )
    return text


def log(chance: random.Random) -> bytes:
    """Return a log: neighbouring lines of one scenario, changed, in any encoding."""
    lines = log_lines()
    begin = chance.randrange(len(lines))
    text = changed(chance.choice(("\n", "\r\n")).join(lines[begin : begin + chance.randint(1, MOST_LINES)]), chance)
    return text.encode(
        chance.choice(("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp949")), "replace"
    )


def read_records(chance: random.Random) -> None:
    """Every line is accounted for, and no record depends on where the file is cut into chunks."""
    data = log(chance)
    read = []
    for size in (1 << 20, chance.choice((7, 64, 1000))):
        reader = RecordReader("x.log", len(data), io.BytesIO(data), chunk_size=size)
        rows = [row for frame in reader.frames() for row in frame.iter_rows(named=True)]
        census = reader.census
        if census.lines != census.record_lines + census.unparsed_lines + census.marker_lines:
            raise AssertionError(f"{census.lines} lines are not all accounted for")
        read.append([(row["byte_offset"], row["length"], row["message"], row["utc"]) for row in rows])
    if read[0] != read[1]:
        raise AssertionError("the size of the chunks changes what is read")


def diagnose(chance: random.Random) -> None:
    """A diagnosis answers, finds no fault of its own, and every view of it is inert."""
    with tempfile.TemporaryDirectory() as folder:
        for name in chance.sample(
            ("dmpdownloader.log", "hman.log", "distmgr.log", "CMUpdate.log", "sched.log", "x.txt"), chance.randint(1, 3)
        ):
            (Path(folder) / name).write_bytes(log(chance))
        report = dmplog.diagnose(folder, context=chance.choice((0, 2)))
    if faults := [problem.message for problem in report.problems if problem.kind == KIND]:
        raise AssertionError(faults[0])
    for view in (report.to_text(), report.to_markdown(), report.to_json(), report.to_html()):
        if found := CONTROLS.search(view.replace("\t", " ")):
            raise AssertionError(f"a control character in a view: {found[0]!r}")
    if dmplog.Report.from_json(report.to_json()) != report:
        raise AssertionError("the report is not the one that was written")


def open_archive(chance: random.Random) -> None:
    """An archive with damage anywhere is read as far as it goes."""
    buffer = io.BytesIO()
    names = [
        chance.choice(("hman.log", "a/b.log", "", "..", "x.zip", "C:\\y.log", "n" * 300 + ".log", "hman.log"))
        for _ in range(3)
    ]
    if chance.random() < 0.5:
        with zipfile.ZipFile(buffer, "w", chance.choice((0, 8))) as packed:
            for name in names:
                info = zipfile.ZipInfo("q")
                info.filename = name
                packed.writestr(info, log(chance)[:2000])
    else:
        with tarfile.open(fileobj=buffer, mode=chance.choice(("w", "w:gz", "w:bz2"))) as tarred:
            for name in names:
                member = tarfile.TarInfo(name)
                content = log(chance)[:2000]
                member.size = len(content)
                tarred.addfile(member, io.BytesIO(content))
    data = bytearray(buffer.getvalue())
    for _ in range(chance.randint(0, 8)):
        data[chance.randrange(len(data))] = chance.choice((0, 1, 0x2D, 0x7F, 0x80, 0xFF, chance.randrange(256)))
    data = data[: chance.randint(len(data) // 2, len(data))] if chance.random() < 0.3 else data
    with tempfile.TemporaryDirectory() as folder, suppress(DmplogError):
        path = Path(folder) / chance.choice(("a.zip", "a.tar", "a.tgz", "hman.log"))
        path.write_bytes(bytes(data))
        for problem in dmplog.diagnose(path).problems:
            if problem.kind == KIND:
                raise AssertionError(problem.message)


def explain_text(chance: random.Random) -> None:
    """A pasted text is explained, or it is said that nothing is known of it."""
    text = changed(
        chance.choice((*messages(), *log_lines()[:2000], "0x80072ee2", "262146", "state message 11", "2603")), chance
    )
    with suppress(DmplogError):
        page = explain(text)
        for view in (page.to_text(), page.to_markdown()):
            if found := CONTROLS.search(view):
                raise AssertionError(f"a control character in a view: {found[0]!r}")


def check_chart(chance: random.Random) -> None:
    """A flowchart with anything wrong in it is told in sentences."""
    with tempfile.TemporaryDirectory() as folder, suppress(DmplogError):
        path = Path(folder) / "mine.toml"
        path.write_bytes(changed(chance.choice(knowledge("flowcharts")), chance).encode("utf-8", "replace"))
        if not any(finding.severity == "error" for finding in check_flowchart(str(path))):
            load_flowchart(str(path))


def check_causes(chance: random.Random) -> None:
    """Causes with anything wrong in them are told in a sentence."""
    with tempfile.TemporaryDirectory() as folder, suppress(DmplogError):
        for name, text in zip(
            ("network.toml", "phrases.toml"), chance.sample(knowledge("flowcharts/causes"), 2), strict=True
        ):
            (Path(folder) / name).write_bytes(changed(text, chance).encode("utf-8", "replace"))
        load_causes(folder)


DOORS: dict[str, Callable[[random.Random], None]] = {
    "records": read_records,
    "diagnose": diagnose,
    "archive": open_archive,
    "explain": explain_text,
    "flowchart": check_chart,
    "causes": check_causes,
}


def campaign(
    doors: Sequence[str], minutes: float, beginning: int, say: Callable[[str], None]
) -> dict[str, tuple[int, int]]:
    """Return how many inputs each of *doors* was given within so many *minutes*, and how many fell."""
    ends, told = time.monotonic() + 60 * minutes, dict.fromkeys(doors, (0, 0))
    number = beginning
    while time.monotonic() < ends:
        for door in doors:
            tried, fell = told[door]
            count, error = _tried(DOORS[door], number, examples=10 if minutes < 2 else 50)
            told[door] = tried + count, fell + (error is not None)
            if error is not None:
                say(f"{door} fell (seed {number}): {type(error).__name__}: {str(error)[:500]}\n{_notes(error)}")
            if time.monotonic() >= ends:
                break
        number += 1
    return told


def _tried(door: Callable[[random.Random], None], number: int, examples: int) -> tuple[int, BaseException | None]:
    count = 0

    @seed(number)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        print_blob=False,
    )
    @given(st.randoms(use_true_random=True))
    def trial(chance: random.Random) -> None:
        nonlocal count
        count += 1
        door(chance)

    try:
        trial()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return count, error
    return count, None


def _notes(error: BaseException) -> str:
    notes: list[Any] = getattr(error, "__notes__", [])
    return "\n".join(str(note)[:1000] for note in notes)


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201 - its output


def main() -> int:
    """Run the campaign that was asked for."""
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--door", action="append", choices=list(DOORS), help="only this door; may be repeated")
    arguments = parser.parse_args()
    # `zipfile` warns of names that are written twice on purpose.
    warnings.simplefilter("ignore", UserWarning)
    told = campaign(arguments.door or list(DOORS), arguments.minutes, arguments.seed, _say)
    for door, (tried, fell) in told.items():
        _say(f"{door}: {tried:,} inputs, {fell} fell")
    return int(any(fell for _, fell in told.values()))


if __name__ == "__main__":
    sys.exit(main())
