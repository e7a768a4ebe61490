"""The dialect of message grammars: which part of lark a rule may use, and why a rule is refused.

Messages are regular. Only what can become one anchored pattern per spelling is let in: strings, `?`, `|` and groups.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from warnings import catch_warnings

from lark import Token, Tree
from lark.grammar import NonTerminal
from lark.grammar import Terminal as LarkTerminal
from lark.lexer import Pattern
from lark.load_grammar import PrepareLiterals, TerminalTreeToPattern

from dmplog.errors import GrammarError
from dmplog.frozen import frozen
from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Sequence, Terminal, holes

_LOOKS_AROUND = re.compile(r"\(\?(?:=|!|<=|<!)|\\[AbBZz]")
_SKIPPED = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]", re.DOTALL)
_CAPTURES = re.compile(r"\((?!\?)|\(\?P<|\(\?P=|\\[1-9]")
_LAZY = re.compile(r"[*+?}]\?")


@frozen
class Source:
    """A grammar file while it is read: its name and text, to say where something is wrong; of one of the user's own its folder too."""

    name: str
    text: str
    folder: str = ""

    @property
    def path(self) -> str:
        """The name by which a mistake names the file."""
        return str(Path(self.folder) / self.name)

    def refuse(self, message: str, hint: str, needle: str, line: int = 1, *, used: bool = False) -> GrammarError:
        """Return the error for *needle*: where lark read it, or else the first place at or after *line* it stands at.

        With *used*, its own definition is passed over.
        """
        if isinstance(needle, Token) and needle.line is not None:
            at, column = needle.line, needle.column
        else:
            at, column = self.place(needle, line, used=used)
        return GrammarError(message, path=self.path, line=at, column=column, hint=hint)

    def at(self, line: int, column: int) -> str:
        """Return the character at *line* and *column*, both from 1; nothing behind the end."""
        lines = self.text.splitlines()
        return lines[line - 1][column - 1 : column] if 0 < line <= len(lines) else ""

    def defined(self, name: str) -> int:
        """Return the line that defines *name*, 1 where none does."""
        lines = (
            number for number, text in enumerate(self.text.splitlines(), start=1) if re.match(rf"{name}\s*:", text)
        )
        return next(lines, 1)

    def place(self, needle: str, line: int = 1, *, used: bool = False) -> tuple[int, int]:
        r"""Return line and column of *needle* as a word of its own at or after *line*; comments do not count.

        >>> Source("x.lark", '// FOO\nrule: "a" FOO').place("FOO")
        (2, 11)
        >>> Source("x.lark", '_tail: "a" _tail?').place("_tail", used=True)
        (1, 12)
        """
        pattern = re.escape(needle)
        if re.match(r"\w", needle):
            pattern = rf"(?<!\w){pattern}(?!\w)" + (r"(?!\s*:)" if used else "")
        for number, text in enumerate(self.text.splitlines()[line - 1 :], start=line):
            if not text.lstrip().startswith("//") and (found := re.search(pattern, text)):
                return number, found.start() + 1
        return line, 1


def read_terminal(name: str, tree: Tree[Any], source: Source) -> Terminal:
    """Return the terminal lark read as *tree*, after checking that it has a width and looks at nothing but itself.

    Raises:
        GrammarError: It is no regular expression, may be empty, looks around, captures, or is lazy.
    """
    line = source.defined(name)
    pattern: Pattern = (PrepareLiterals() * TerminalTreeToPattern()).transform(tree)
    regex = pattern.to_regexp()
    try:
        with catch_warnings(action="ignore"):
            narrowest = pattern.min_width
    except (ValueError, re.error, OverflowError, RecursionError) as error:
        said = str(error.__context__ or error).splitlines()[0]
        raise source.refuse(f"{name} is no regular expression: {said}", "mend the pattern", name, line) from None
    bare = _SKIPPED.sub("x", regex)
    anchors = bare.translate({ord("^"): "\0", ord("$"): "\0"})
    if _LOOKS_AROUND.search(re.sub(r"\[\^?\]?(?:\\.|[^\]\\])*\]", "x", regex)) or "\0" in anchors:
        raise source.refuse(f"{name} looks around", "say what the text is, not what stands beside it", name, line)
    if narrowest == 0:
        raise source.refuse(
            f"{name} may be empty", f"let it hold something, and write `{name}?` in the rule", name, line
        )
    if _CAPTURES.search(bare) or re.search(r"\\[1-9]", regex):
        raise source.refuse(f"{name} captures", "write groups as `(?:…)`", name, line)
    if _LAZY.search(bare.replace("(?", "(")):
        raise source.refuse(
            f"{name} is lazy", "terminals are greedy; the first of two takes as little as it can", name, line
        )
    return Terminal(name=name, regex=regex, field=None if name.startswith("_") else name.lower())


@frozen
class RuleReader:
    """Turns the trees lark reads rules into into sequences, refusing what the dialect does not have."""

    source: Source
    terminals: Mapping[str, Terminal]
    helper: Callable[[str, tuple[str, ...]], Node | None]

    def read(self, name: str, tree: Tree[Any], line: int, path: tuple[str, ...] = ()) -> Node:
        """Return the body of rule *name*; *path* holds the rules that led here.

        Raises:
            GrammarError: The rule is outside the dialect.
        """
        return self._node(tree, (*path, name), line)

    def _node(self, item: Any, path: tuple[str, ...], line: int) -> Node:
        match item:
            case Tree(data="expansions", children=children):
                options = tuple(self._node(child, path, line) for child in children)
                return options[0] if len(options) == 1 else Choice(options)
            case Tree(data="expansion", children=children):
                parts = tuple(self._node(child, path, line) for child in children)
                return parts[0] if len(parts) == 1 else Sequence(parts)
            case Tree(data="expr", children=[body, Token(value="?")]):
                return Maybe(self._node(body, path, line))
            case Tree(data="expr", children=[_, Token(value=operator) as token, *_]):
                hint = "a message has a fixed shape: write its parts out"
                raise self.source.refuse(f"in {path[-1]}, `{operator}` repeats", hint, token)
            case Tree(data="value", children=[Tree(data="literal", children=[Token() as token])]):
                return self._literal(token, path)
            case Tree(data="value", children=[LarkTerminal() as symbol]):
                return self._hole(str(symbol.name), line)
            case Tree(data="value", children=[NonTerminal() as symbol]):
                return self._helper(str(symbol.name), path, line)
            case Tree(data="value", children=[Tree(data=kind)]) | Tree(data=kind):
                hint = "allowed are strings, `?`, `|` and groups"
                raise self.source.refuse(f"{path[-1]} uses lark's {kind}", hint, path[-1], line)
            case _:
                raise TypeError(item)

    def _literal(self, token: Token, path: tuple[str, ...]) -> Literal:
        if token.type == "REGEXP":
            hint = "give it a name as a terminal"
            raise self.source.refuse(f"in {path[-1]}, a pattern in a rule has no name", hint, token)
        if not token.endswith('"'):
            hint = "messages match whatever their case: drop the `i`"
            raise self.source.refuse(f"in {path[-1]}, a string has a flag", hint, token)
        if "\\" not in token:
            return Literal(str(token)[1:-1])
        (pattern,) = PrepareLiterals().transform(Tree("literal", [token])).children
        return Literal(str(pattern.value))

    def _hole(self, name: str, line: int) -> Hole:
        terminal = self.terminals.get(name)
        if terminal is None:
            hint = f"define it, `{name}: /…/`, or import it where fields.lark has it: `%import .fields ({name})`"
            raise self.source.refuse(f"{name} is used but not defined", hint, name, line, used=True)
        return Hole(terminal)

    def _helper(self, name: str, path: tuple[str, ...], line: int) -> Node:
        if name in path:
            hint = "a message has a fixed shape: write its parts out"
            raise self.source.refuse(f"{name} is part of itself", hint, name, line, used=True)
        if not name.startswith("_"):
            hint = f"an event is not a part of another: name the common part `_{name}`"
            raise self.source.refuse(f"{path[-1]} contains the rule {name}", hint, name, line, used=True)
        node = self.helper(name, path)
        if node is None:
            hint = "define it in this file, or import it"
            raise self.source.refuse(f"{name} is used but not defined", hint, name, line, used=True)
        return node


def repeated_field(node: Node) -> str | None:
    """Return a field that one spelling of *node* holds twice, or None.

    >>> path = Hole(Terminal("PATH", ".+", "path"))
    >>> repeated_field(Sequence((path, Literal(" to "), path)))
    'path'
    >>> repeated_field(Choice((path, path))) is None
    True
    """
    match node:
        case Maybe(body):
            return repeated_field(body)
        case Choice(options):
            return next(filter(None, map(repeated_field, options)), None)
        case Sequence(parts):
            fields = [field for part in parts for field in dict.fromkeys(each.field for each in holes(part)) if field]
            inside = next(filter(None, map(repeated_field, parts)), None)
            return inside or next((field for field in fields if fields.count(field) > 1), None)
        case _:
            return None


def may_be_empty(node: Node) -> bool:
    """Tell whether *node* can match nothing at all."""
    match node:
        case Maybe():
            return True
        case Choice(options):
            return any(may_be_empty(option) for option in options)
        case Sequence(parts):
            return all(may_be_empty(part) for part in parts)
        case _:
            return False
