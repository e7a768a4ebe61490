"""Writes docs/quality.md: what holds the answers, and how well, from the figures in docs/quality/*.toml.

`python tools/quality.py` rewrites the page; with `--check` it exits with 1 where it is not what the figures say, or where coverage is below
its gate. Nothing is measured here: each file of figures names the day, the load of the machine, and the command that gave them.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from coverage_gate import FIGURES, GATE, share, short

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGE = DOCS / "quality.md"
HEAD = """# Quality, measured

Written by `tools/quality.py` from [docs/quality](quality/); change nothing by hand. Every figure names its day, the load of the machine and
the command that gave it.
"""
Table = dict[str, Any]


def page() -> str:
    """Return the whole page."""
    parts = sorted((_read(path) for path in (DOCS / "quality").glob("*.toml")), key=lambda part: int(part["order"]))
    lines = [HEAD, "## At a glance\n"]
    lines += _table(("what", "figure"), ([part["title"], _glance(part)] for part in parts))
    for part in parts:
        lines += [f"\n## {part['title']}\n", *_paragraph(part.get("told", ""))]
        lines += _coverage(part) if "room" in part else []
        lines += _draws(part["draw"]) if "draw" in part else []
        lines += _ratios(part["ratio"]) if "ratio" in part else []
        for measured in part.get("measurement", ()):
            lines += _measurement(measured)
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).rstrip() + "\n"


def _glance(part: Table) -> str:
    """Return the one figure of a part that matters most."""
    if "room" in part:
        return f"{share(part['room']):.1f} % of the branches of the rooms that decide (gate {GATE} %)"
    if "draw" in part:
        last = part["draw"][-1]
        return f"{_noticed(last)} noticed at the newest draw, seed {last['seed']} (goal 95 %)"
    return str(part["glance"])


def _coverage(part: Table) -> list[str]:
    """Return the lines about coverage: a row for each room, and what is missing in it."""
    rows = (
        [
            room["name"],
            f"{room['covered']:,} of {room['branches']:,}",
            f"{share([room]):.1f} %",
            f"{room['lines']:.1f} %",
        ]
        for room in part["room"]
    )
    told = f"Coverage of branches, at least {GATE} % in each room. {_source(part)}\n"
    return [told, *_table(("room", "branches", "share", "lines"), rows)]


def _draws(draws: list[Table]) -> list[str]:
    """Return a row for every draw of mutants, and what became of those that were not noticed."""
    rows = (
        [draw["seed"], draw["day"], draw["over"], draw["run"], draw["killed"], draw["equivalent"], _noticed(draw)]
        for draw in draws
    )
    heads = ("seed", "day", "over", "run", "killed", "equivalent", "noticed at the first draw")
    lines = _table(heads, rows)
    for draw in draws:
        lines += [f"\n### Seed {draw['seed']}, {draw['over']}\n", *_paragraph(draw["told"])]
        lines += _table(("survivor", "what became of it"), draw["survivors"]) if draw["survivors"] else []
    return lines


def _noticed(draw: Table) -> str:
    counted = draw["run"] - draw["equivalent"]
    return f"{draw['killed']} of {counted} ({100 * draw['killed'] / counted:.1f} %)"


def _ratios(ratios: list[Table]) -> list[str]:
    """Return what was measured beside something else."""
    rows = ([row["what"], row["value"], row["beside"], row["ratio"], row["aim"], row["date"]] for row in ratios)
    return _table(("what", "measured", "beside", "ratio", "aim", "day"), rows)


def _measurement(measured: Table) -> list[str]:
    """Return one measurement with its table."""
    lines = [f"\n### {measured['title']}\n", f"{_source(measured)}\n", *_paragraph(measured.get("told", ""))]
    lines += _table(measured["columns"], measured["rows"]) if "rows" in measured else []
    after = _paragraph(measured.get("after", ""))
    return [*lines, *(["", *after] if after and "rows" in measured else after)]


def _source(measured: Table) -> str:
    command = f"`{measured['command']}`" if measured["command"] != "none" else "no command"
    return f"{measured['date']}, load: {measured['load']}; {command}."


def _paragraph(text: str) -> list[str]:
    return [f"{text.strip()}\n"] if text.strip() else []


def _table(heads: Iterable[str], rows: Iterable[Iterable[Any]]) -> list[str]:
    """Return the lines of a table."""

    def line(cells: Iterable[Any]) -> str:
        return f"| {' | '.join(f'{cell:,}' if isinstance(cell, int) else str(cell) for cell in cells)} |"

    names = list(heads)
    return [line(names), f"|{'---|' * len(names)}", *map(line, rows)]


def _read(path: Path) -> Table:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def complaints() -> Iterator[str]:
    """Yield what is wrong: a page that is not what the figures say, a room below the gate."""
    if not PAGE.is_file() or PAGE.read_text(encoding="utf-8") != page():
        yield "docs/quality.md is not what docs/quality/*.toml say; run: python tools/quality.py"
    yield from short(_read(FIGURES)["room"])


def main() -> int:
    """Rewrite or check the page."""
    if "--check" in sys.argv[1:]:
        found = list(complaints())
        sys.stdout.writelines(f"{told}\n" for told in found)
        return int(bool(found))
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
