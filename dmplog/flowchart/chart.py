"""The chart block of a lane: text that mirrors the picture line by line, parsed with lark.

A line like `start -> check -> applicable?` draws arrows; `applicable? -[no, after 1h, loop]-> check` draws a branch that sleeps
an hour and leads back.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final, cast

from dmplog.compiled import compiled, fingerprint
from dmplog.data import data_folder
from dmplog.flowchart.durations import parse_duration
from dmplog.flowchart.model import Edge
from dmplog.frozen import frozen

if TYPE_CHECKING:
    from lark import Lark, Token, Tree
    from lark.exceptions import UnexpectedInput

_MENDS: Final[tuple[tuple[frozenset[str], str], ...]] = (
    (frozenset({"DURATION"}), "`after` needs a duration: -[no, after 1h]->"),
    (frozenset({"BRANCH"}), "a branch needs a name: applicable? -[yes]-> step"),
    (
        frozenset({"_CLOSE"}),
        "a label ends in ]->, and its parts are separated by commas: applicable? -[no, loop]-> step",
    ),
    (frozenset({"_ARROW", "_NEWLINE"}), "an arrow is written ->, or -[branch]-> behind a question"),
    (frozenset({"_ARROW"}), "a step alone says nothing: write -> and where its arrow leads"),
    (frozenset({"NAME", "_NEWLINE"}), "a line begins with the step its arrow leaves"),
    (frozenset({"NAME", "$END"}), "a line begins with the step its arrow leaves"),
    (frozenset({"NAME"}), "an arrow must lead somewhere: write the next step behind it"),
)
"""What to do where the parser expected these terminals among others; the first that fits counts."""

_NAMES: Final = "names are small letters, digits and underscores; a question ends in ?"
_NAME_LIKE: Final = re.compile(r"[^\W_a-z]|[.:/\\]")


@frozen
class Arrow:
    """An edge and where its arrow stands in the chart block: line and column, both from 1."""

    edge: Edge
    line: int
    column: int


class ChartSyntaxError(ValueError):
    """The chart block is not in the chart language.

    Attributes:
        line: Line of the block, from 1.
        column: Column of the line, from 1.
        hint: What to do about it.
    """

    def __init__(self, message: str, line: int, column: int, hint: str | None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.hint = hint


def parse_chart(text: str) -> tuple[Arrow, ...]:
    """Return the arrows of a chart block, in order.

    >>> [str(arrow.edge.branch) for arrow in parse_chart("start -> new? -[yes]-> end")]
    ['None', 'yes']

    Raises:
        ChartSyntaxError: The text is not in the chart language.
    """
    stored = compiled(data_folder("flowcharts")).get(_fingerprint(text))
    if stored is not None:
        return tuple(Arrow(_edge(*edge), line, column) for *edge, line, column in json.loads(stored))
    return _parsed(text)


def compile_charts(charts: Iterable[str]) -> dict[str, str]:
    """Return the compiled form of *charts*; see `dmplog.compiled`."""
    return {_fingerprint(chart): json.dumps([_plain(arrow) for arrow in _parsed(chart)]) for chart in charts}


def _plain(arrow: Arrow) -> tuple[str | float | None, ...]:
    edge = arrow.edge
    after = edge.after.total_seconds() if edge.after else None
    return edge.source, edge.target, edge.branch, after, edge.loop, arrow.line, arrow.column


def _fingerprint(text: str) -> str:
    return fingerprint(["chart", (data_folder("grammars") / "chart.lark").read_text(encoding="utf-8"), text])


def _edge(source: str, target: str, branch: str | None, after: float | None, loop: bool) -> Edge:
    return Edge(source, target, branch, None if after is None else timedelta(seconds=after), loop)


def _parsed(text: str) -> tuple[Arrow, ...]:
    from lark.exceptions import UnexpectedInput

    parser = _parser()
    try:
        tree = parser.parse(text)
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    # A way is a name, then arrow and name by turns.
    ways = [cast("list[Any]", way.children) for way in cast("list[Tree[Token]]", tree.children)]
    return tuple(_arrow(*parts) for way in ways for parts in zip(way[::2], way[2::2], way[1::2], strict=False))


@cache
def _parser() -> Lark:
    """Return the parser of the chart language; never cached on disk, see lark's use of pickle."""
    from lark import Lark

    grammar = (data_folder("grammars") / "chart.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", propagate_positions=False, maybe_placeholders=False)


def _arrow(source: Token, target: Token, label: Tree[Token]) -> Arrow:
    said: dict[str, Token] = {}
    for item in cast("list[Tree[Token]]", label.children):
        name = str(item.data)
        value = cast("Token", item.children[0])
        if name in said:
            raise ChartSyntaxError(f"the arrow says its {name} twice", *_place(value), "once is enough")
        said[name] = value
    branch = str(said["branch"]) if "branch" in said else None
    after = _duration(said["after"]) if "after" in said else None
    return Arrow(Edge(str(source), str(target), branch, after, loop="loop" in said), *_place(source))


def _duration(token: Token) -> timedelta:
    try:
        return parse_duration(str(token))
    except ValueError as error:
        raise ChartSyntaxError(str(error), *_place(token), "write 30m, 2h or 1d") from None


def _place(token: Token) -> tuple[int, int]:
    return token.line or 1, token.column or 1


def _explained(error: UnexpectedInput, text: str) -> ChartSyntaxError:
    from lark.exceptions import UnexpectedCharacters, UnexpectedEOF, UnexpectedToken

    odd = isinstance(error, UnexpectedCharacters) and _NAME_LIKE.match(text, error.pos_in_stream or 0)
    expected = set(getattr(error, "allowed" if isinstance(error, UnexpectedCharacters) else "accepts", None) or ())
    hint = _NAMES if odd else next((mend for terminals, mend in _MENDS if terminals <= expected), None)
    lines = text.rstrip().split("\n")
    at_end = isinstance(error, UnexpectedEOF) or (isinstance(error, UnexpectedToken) and error.token.type == "$END")
    line, column = (len(lines), len(lines[-1]) + 1) if at_end else (max(error.line, 1), max(error.column, 1))
    shown = lines[line - 1].strip() if line <= len(lines) else ""
    if isinstance(error, UnexpectedCharacters):
        message = f"{text[error.pos_in_stream or 0]!r} has no meaning in a chart: {shown}"
    elif at_end:
        message = f"the chart ends too early: {shown}"
    else:
        message = f"the chart cannot be read here: {shown}"
    return ChartSyntaxError(message, line, column, hint)
