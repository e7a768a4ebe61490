"""Mutants of the rooms that decide and explain: where one can be made, and which are drawn for a seed.

cosmic-ray finds the places and makes the changes. Two of its operators' gaps are filled by operators of the same kind: the condition
of a comprehension is negated, and one operand of `and` or `or` is dropped.
"""

from __future__ import annotations

import ast
import difflib
import random
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

ROOMS = (
    "dmplog/witness.py",
    "dmplog/cases",
    "dmplog/tracing",
    "dmplog/diagnosis",
    "dmplog/causes",
    "dmplog/assembly.py",
    "dmplog/evidence",
    "dmplog/writing",
)
"""The rooms that decide and explain; those that exist are mutated."""

_SAME = ("Operator_Eq_Is", "Operator_NotEq_IsNot", "Operator_Is_Eq", "Operator_IsNot_NotEq")
"""Identity for equality, and back: no difference for None, for members of an enumeration and for interned text."""

Position = tuple[int, int]
Span = tuple[Position, Position]


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A piece of a module that can be changed, and what kind of change that is."""

    module: str
    start: Position
    end: Position
    kind: str


@dataclass(frozen=True, slots=True)
class Mutant:
    """One change of one module, said by the operator that makes it."""

    place: Place
    operator: str
    occurrence: int


@dataclass(frozen=True, slots=True)
class Change:
    """What a mutant does to the text of its module: the lines that go, and those that come."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A change known to make no difference that anybody could see, and why."""

    module: str
    change: Change
    reason: str


def modules(root: Path, rooms: Sequence[str] = ROOMS) -> list[str]:
    """Return the modules of those *rooms* that exist under *root*, in the order of the rooms."""
    found = [
        path
        for room in rooms
        for path in ([root / room] if room.endswith(".py") else sorted((root / room).rglob("*.py")))
    ]
    return [path.relative_to(root).as_posix() for path in found if path.is_file()]


def equivalents(path: Path) -> list[Equivalent]:
    """Return the equivalent mutants that the file at *path* lists."""
    rows = tomllib.loads(path.read_text(encoding="utf-8")).get("mutant", [])
    return [Equivalent(row["module"], Change(row["before"], row["after"]), row["reason"]) for row in rows]


def without_meaning(source: str) -> list[Span]:
    r"""Return the pieces of *source* that only readers and type checkers see: annotations, decorators, aliases of types.

    `strict=True` of a zip is one of them: it says that two sequences are of one length, and only a fault of ours would make it speak.

    >>> without_meaning("Row = dict[str, int] | None\ndef first(rows: int = 1): ...\n")
    [((1, 0), (1, 27)), ((2, 16), (2, 19))]
    """
    tree = ast.parse(source)
    lines = source.splitlines()
    # The star before parameters that are given by name is no product.
    stars = [((row, place), (row, place + 1)) for row, line in enumerate(lines, 1) for place in _stars(line)]
    aliases = [node for node in tree.body if isinstance(node, ast.Assign) and _is_alias(node.value)]
    pieces = [*aliases, *(piece for node in ast.walk(tree) for piece in _pieces(node))]
    return sorted([*stars, *(_span(piece, lines) for piece in pieces)])


def _stars(line: str) -> list[int]:
    return [found.start(1) for found in re.finditer(r"(?:[(,]\s*|^\s*)(\*)(?=,)", line)]


def _pieces(node: ast.AST) -> Iterator[ast.AST]:
    for name in ("annotation", "returns"):
        if isinstance(piece := getattr(node, name, None), ast.AST):
            yield piece
    yield from getattr(node, "decorator_list", ())
    if isinstance(node, ast.keyword) and node.arg == "strict":
        yield node.value


def _is_alias(value: ast.expr) -> bool:
    """Is this an alias of a type, such as `dict[str, int] | None`?"""
    if isinstance(value, ast.BinOp):
        return isinstance(value.op, ast.BitOr) and _is_alias(value.left) and _is_alias(value.right)
    if isinstance(value, ast.Constant):
        return value.value is None
    return isinstance(value, ast.Name | ast.Subscript)


def _span(node: Any, lines: Sequence[str]) -> Span:
    return (
        (node.lineno, _column(lines[node.lineno - 1], node.col_offset)),
        (node.end_lineno, _column(lines[node.end_lineno - 1], node.end_col_offset)),
    )


def _column(line: str, offset: int) -> int:
    """Return the column of a byte *offset*: the engine counts characters."""
    return len(line.encode()[:offset].decode())


def change(before: str, after: str) -> Change:
    r"""Return which lines differ between two texts of a module, without the space around them.

    >>> change("one\n  a < b\nthree", "one\n  a <= b\nthree")
    Change(before='a < b', after='a <= b')
    """
    rows = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    gone, come = ([row[2:].strip() for row in rows if row.startswith(mark)] for mark in ("- ", "+ "))
    return Change("\n".join(gone), "\n".join(come))


def draw(mutants: Iterable[Mutant], seed: int) -> list[list[Mutant]]:
    """Return the places of *mutants* in the order the *seed* draws them, each with its mutants in the order to try them.

    A place is drawn, not a mutant, so that an operator with eleven replacements weighs no more than one with a single one.
    """
    places: dict[Place, list[Mutant]] = {}
    for mutant in mutants:
        places.setdefault(mutant.place, []).append(mutant)
    generator = random.Random(seed)  # noqa: S311 - a sample, no secret
    drawn = sorted(places)
    generator.shuffle(drawn)
    return [generator.sample(places[place], len(places[place])) for place in drawn]


def mutants_of(module: str, source: str) -> list[Mutant]:
    """Return every mutant of a *module*, but those of what only readers and type checkers see."""
    from cosmic_ray.ast import ast_nodes, get_ast

    hidden = without_meaning(source)
    nodes = list(ast_nodes(get_ast(source)))
    found = []
    for name, operator in operators().items():
        spans = (span for node in nodes for span in operator.mutation_positions(node))
        for occurrence, (start, end) in enumerate(spans):
            if not any(first <= start and end <= last for first, last in hidden):
                found.append(Mutant(Place(module, start, end, _kind(name)), name, occurrence))
    return found


def mutated(source: str, mutant: Mutant) -> str | None:
    """Return *source* changed by *mutant*; None where that is no Python, or says the same as before."""
    from cosmic_ray.mutating import mutate_code

    text: str | None = mutate_code(source, operators()[mutant.operator], mutant.occurrence)
    if text is None:
        return None
    try:
        same = ast.dump(ast.parse(text)) == ast.dump(ast.parse(source))
    except SyntaxError:
        return None
    return None if same else text


def _kind(operator: str) -> str:
    """Return what the replacements of one operator share.

    >>> _kind("core/ReplaceComparisonOperator_Lt_LtE")
    'ReplaceComparisonOperator'
    """
    return operator.removeprefix("core/").partition("_")[0]


@lru_cache(maxsize=1)
def operators() -> dict[str, Any]:
    """Return every operator by its name: those of the engine that need no arguments, and the two of our own."""
    from cosmic_ray.plugins import get_operator, operator_names

    named = {name: get_operator(name) for name in sorted(operator_names()) if not name.endswith(_SAME)}
    return {name: one() for name, one in named.items() if not one.arguments()} | {
        "own/NegateFilter": NegateFilter(),
        "own/DropOperand": DropOperand(),
    }


class NegateFilter:
    """Negates the condition of a comprehension."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        """Yield the condition if *node* is one."""
        if node.type == "comp_if":
            yield node.children[1].start_pos, node.children[1].end_pos

    def mutate(self, node: Any, _index: int) -> Any:
        """Return *node* with its condition negated."""
        import parso

        node.children[1] = parso.parse(f" not ({node.children[1].get_code().strip()})")
        return node


class DropOperand:
    """Leaves out one operand of `and` or `or`."""

    def mutation_positions(self, node: Any) -> Iterator[Span]:
        """Yield each operand if *node* is such an expression."""
        if node.type in {"and_test", "or_test"}:
            yield from ((operand.start_pos, operand.end_pos) for operand in node.children[::2])

    def mutate(self, node: Any, index: int) -> Any:
        """Return *node* without its operand number *index*; its words stay on their lines."""
        import parso

        first = node.get_first_leaf().prefix
        operands = [operand.get_code().strip() for operand in node.children[::2]]
        kept = [operand for number, operand in enumerate(operands) if number != index]
        # In brackets, for what is left may span several lines or bind less tightly than its neighbours.
        return parso.parse(f"{first}({f' {node.children[1].value} '.join(kept)})")
