"""Feeds hostile input to every door, for as long as is asked: nothing may end in another error than one of ours.

`python tools/fuzz.py --minutes 10` tries all doors in turn; `--door explain` one of them, `--seed 7` another beginning. Texts are those of
the scenarios, the messages and the knowledge files, with pieces cut, doubled, exchanged and put in, and every tenth one is kept in
`tests/corpus`. What falls is printed with its seed and, with `--keep`, written there, as small as it was made: `tests/tools/test_corpus.py`
sends it through the same door from then on.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import sys
import tarfile
import time
import warnings
import zipfile
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from doors import DOORS, Files, keep, kept
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

REPOSITORY = Path(__file__).resolve().parent.parent
CORPUS = REPOSITORY / "tests" / "corpus"
KEPT_SHARE = 0.1
"""So many inputs are, or are made of, one that is kept."""
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


@cache
def corpus(door: str) -> tuple[Files, ...]:
    """Return the inputs that are kept for *door*."""
    found = map(kept, sorted(CORPUS.glob("*.json")))
    return tuple(files for of, files in found if of == door)


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


def one_log(chance: random.Random) -> Files:
    """Return one log."""
    return {"x.log": log(chance)}


def logs(chance: random.Random) -> Files:
    """Return up to three logs of one bundle."""
    known = ("dmpdownloader.log", "hman.log", "distmgr.log", "CMUpdate.log", "sched.log", "x.txt")
    return {name: log(chance) for name in chance.sample(known, chance.randint(1, 3))}


def archive(chance: random.Random) -> Files:
    """Return an archive with odd names in it, and damage anywhere."""
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
    return {chance.choice(("a.zip", "a.tar", "a.tgz", "hman.log")): bytes(data)}


def pasted(chance: random.Random) -> Files:
    """Return what somebody may ask `explain`."""
    asked = (*messages(), *log_lines()[:2000], "0x80072ee2", "262146", "state message 11", "2603")
    return {"text": changed(chance.choice(asked), chance).encode("utf-8", "replace")}


def chart(chance: random.Random) -> Files:
    """Return a flowchart with anything wrong in it."""
    return {"mine.toml": changed(chance.choice(knowledge("flowcharts")), chance).encode("utf-8", "replace")}


def causes(chance: random.Random) -> Files:
    """Return a folder of causes with anything wrong in them."""
    texts = chance.sample(knowledge("flowcharts/causes"), 2)
    return {
        name: changed(text, chance).encode("utf-8", "replace")
        for name, text in zip(("network.toml", "phrases.toml"), texts, strict=True)
    }


MAKERS: dict[str, Callable[[random.Random], Files]] = {
    "records": one_log,
    "diagnose": logs,
    "archive": archive,
    "explain": pasted,
    "flowchart": chart,
    "causes": causes,
}


def campaign(
    doors: Sequence[str], minutes: float, beginning: int, say: Callable[[str], None], *, keeping: bool = False
) -> dict[str, tuple[int, int]]:
    """Return how many inputs each of *doors* was given within so many *minutes*, and how many fell."""
    ends, told = time.monotonic() + 60 * minutes, dict.fromkeys(doors, (0, 0))
    number = beginning
    while time.monotonic() < ends:
        for door in doors:
            tried, fell = told[door]
            count, error, files = _tried(door, number, examples=10 if minutes < 2 else 50)
            told[door] = tried + count, fell + (error is not None)
            if error is not None:
                if keeping:
                    why = f"{type(error).__name__}: {str(error)[:200]}"
                    keep(CORPUS / f"{door}-found-{number}.json", door, files, why)
                say(f"{door} fell (seed {number}): {type(error).__name__}: {str(error)[:500]}\n{_notes(error)}")
            if time.monotonic() >= ends:
                break
        number += 1
    return told


def _tried(door: str, number: int, examples: int) -> tuple[int, BaseException | None, Files]:
    """Return how many inputs *door* was given, what the last of them fell of, and that input: the smallest that was found."""
    count = 0
    files: Files = {}

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
        nonlocal count, files
        count += 1
        known = corpus(door)
        files = chance.choice(known) if known and chance.random() < KEPT_SHARE else MAKERS[door](chance)
        if known and chance.random() < KEPT_SHARE:
            files = {
                name: changed(data.decode("latin-1"), chance).encode("latin-1", "replace")
                for name, data in files.items()
            }
        DOORS[door](files)

    try:
        trial()
    except BaseException as error:
        if isinstance(error, KeyboardInterrupt):
            raise
        return count, error, files
    return count, None, files


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
    parser.add_argument("--keep", action="store_true", help="write what falls to tests/corpus")
    arguments = parser.parse_args()
    # `zipfile` warns of names that are written twice on purpose.
    warnings.simplefilter("ignore", UserWarning)
    told = campaign(arguments.door or list(DOORS), arguments.minutes, arguments.seed, _say, keeping=arguments.keep)
    for door, (tried, fell) in told.items():
        _say(f"{door}: {tried:,} inputs, {fell} fell")
    return int(any(fell for _, fell in told.values()))


if __name__ == "__main__":
    sys.exit(main())
