"""Reads `.lark` files with lark's own loader and turns them into rules.

Every file is parsed once, however many grammars import it: lark itself would parse the shared fields again for each log.
No parser is built here; the oracle does that, for the rules it is asked about.
"""

from __future__ import annotations

import gc
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from lark import Tree
from lark.exceptions import GrammarError as LarkGrammarError
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.load_grammar import GrammarBuilder

from dmplog.errors import GrammarError
from dmplog.grammar.dialect import RuleReader, Source, may_be_empty, read_terminal, repeated_field
from dmplog.grammar.reserved import RESERVED
from dmplog.grammar.sequence import UNRECOGNIZED, Choice, Node, Rule, Terminal, holes
from dmplog.head import head_of, read_grammar, role_of

_OPTIONS = ("keep_all_tokens", "expand1", "priority", "template_source")
"""What lark can say of a rule, and the dialect cannot."""


def read_rules(folder: Path, behind: Path | None = None) -> tuple[Rule, ...]:
    """Return the rules of every log's grammar in *folder*.

    A rule that several logs import stands once, with all their roles. A grammar of no role is no log's. Grammars they import
    lie beside them, or in the folder *behind*.

    Raises:
        GrammarError: A file is outside the dialect; the error says where.
    """
    library = Library(folder, behind)
    found: dict[tuple[str, str, str], Rule] = {}
    with _no_collection():
        for path in sorted(folder.glob("*.lark")):
            if (role := role_of(path)) is None:
                continue
            for rule in rules_of(path, library):
                known = found.get(rule.key, replace(rule, roles=()))
                found[rule.key] = replace(known, roles=(*known.roles, role))
    return tuple(found.values())


def rules_of(path: Path, library: Library) -> Iterator[Rule]:
    """Yield the rules of the grammar *path*, which is a log's, its own and the imported ones.

    Raises:
        GrammarError: It is wrong, and *library* collects no mistakes.
    """
    file = library.file(path.stem)
    if not file.rules and not head_of(path):
        raise file.source.refuse(
            "the grammar has neither a head nor a message", "write some, or take it out", path.stem
        )
    for rule in file.rules.values():
        with library.telling():
            _refuse_columns(rule, file.source)
        yield rule


def _refuse_columns(rule: Rule, source: Source) -> None:
    """Refuse a field of *rule*, which a log's grammar has, that is called as a column beside the fields."""
    for name in (field.upper() for field in rule.fields if field in RESERVED):
        hint = f"call it otherwise, such as `THE_{name}`; `_{name}` keeps nothing of it"
        said = f"no field can be called {name}: every line has a column of that name"
        raise source.refuse(said, hint, name, source.defined(name))


@contextmanager
def _no_collection() -> Iterator[None]:
    """Keep the garbage collector out: parse trees are many, short-lived and free of cycles, and it looks at all of them."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class Library:
    """The grammar files of one folder, and of the one behind it, each read once; mistakes are raised, or put into a list."""

    def __init__(self, folder: Path, behind: Path | None = None, told: list[GrammarError] | None = None) -> None:
        self._own = folder
        self._told = told
        self._folders = (folder, *([behind] if behind is not None else []))
        self._files: dict[Path, GrammarFile] = {}
        self._open: list[Path] = []

    @contextmanager
    def telling(self) -> Iterator[None]:
        """Put the mistake of one definition into the list, so that those of the others are told too."""
        try:
            yield
        except GrammarError as error:
            if self._told is None:
                raise
            self._told.append(error)

    def file(self, name: str) -> GrammarFile:
        """Return grammar *name* of the folder itself."""
        return self._file(self._own / f"{name}.lark")

    def files(self, name: str, source: Source) -> Iterator[GrammarFile]:
        """Yield grammar *name*, which *source* imports: that of the folder, and the one it is laid over.

        Raises:
            GrammarError: It imports *source* itself.
        """
        paths = [path for folder in self._folders if (path := folder / f"{name}.lark").is_file()]
        for path in paths:
            if path not in self._open:
                yield self._file(path)
            elif path == paths[-1]:
                hint = "move what both need into a third grammar, with `// role: none`"
                raise source.refuse(f"{source.name} imports {path.name}, which imports it", hint, name)

    def _file(self, path: Path) -> GrammarFile:
        if path not in self._files:
            laid_over = len(self._folders) > 1 and path.parent == self._own
            self._open.append(path)
            folder = str(path.parent) if laid_over else ""
            self._files[path] = GrammarFile(self, Source(path.name, read_grammar(path), folder))
            self._open.pop()
        return self._files[path]


class GrammarFile:
    """One grammar file: its terminals, its helpers and its rules, its own and the imported ones."""

    def __init__(self, library: Library, source: Source) -> None:
        self.source = source
        self.terminals: dict[str, Terminal] = {}
        self.rules: dict[str, Rule] = {}
        self.helpers: dict[str, Node] = {}
        self.trees: dict[str, Tree[Any]] = {}
        builder = _Builder(library, self)
        try:
            builder.load_grammar(source.text, source.name)
        except (LarkGrammarError, UnexpectedInput) as error:
            raise _translated(error, source) from error
        for name in (name for name in self.trees if name not in builder.imported and name not in builder.rule_lines):
            # What is wrong with a field is told once, and not again of each message that has it.
            self.terminals[name] = Terminal(name=name, regex=".+", field=name.lower())
            with library.telling():
                self.terminals[name] = read_terminal(name, self.trees[name], source)
        self._lines = builder.rule_lines
        self._reader = RuleReader(source, self.terminals, self.helper)
        for name in (name for name in self._lines if not name.startswith("_")):
            with library.telling():
                self.rules[name] = self._rule(name)

    def helper(self, name: str, path: tuple[str, ...] = ()) -> Node | None:
        """Return the body of helper rule *name* (`_insertions_1`), or None; *path* holds the rules that led to it."""
        if name not in self.helpers and name in self._lines:
            self.helpers[name] = self._reader.read(name, self.trees[name], self._lines[name], path)
        return self.helpers.get(name)

    def _rule(self, name: str) -> Rule:
        line = self._lines[name]
        if name == UNRECOGNIZED:
            raise self.source.refuse(
                f"no event can be called {name}: it stands for lines nobody knows", "name it otherwise", name, line
            )
        children = self.trees[name].children
        alternatives = tuple(self._reader.read(name, Tree("expansions", [child]), line) for child in children)
        for alternative in alternatives:
            if twice := repeated_field(alternative):
                hint = f"give the second one a name of its own, `SOURCE_{twice.upper()}: {twice.upper()}`"
                raise self.source.refuse(f"{name} holds the field {twice} twice", hint, twice.upper(), line, used=True)
            if may_be_empty(alternative):
                raise self.source.refuse(f"{name} may be empty", "let a message have some text", name, line)
        fields = dict.fromkeys(terminal.field for terminal in holes(Choice(alternatives)) if terminal.field)
        return Rule(name, (), tuple(fields), alternatives, self.source.name, line, self.source.folder)


class _Builder(GrammarBuilder):
    """lark's loader of one file, taking imports from files already read."""

    def __init__(self, library: Library, target: GrammarFile) -> None:
        super().__init__()
        self._library = library
        self._target = target
        self.imported: set[str] = set()
        self.rule_lines: dict[str, int] = {}

    def do_import(
        self,
        dotted_path: tuple[str, ...],
        base_path: str | None,  # noqa: ARG002 - lark's signature
        aliases: dict[str, str],
        base_mangle: Callable[[str], str] | None = None,  # noqa: ARG002 - lark's signature
    ) -> None:
        """Take the names of *aliases* from the file *dotted_path* names, which lies in the same folder."""
        source = self._target.source
        stem = ".".join(dotted_path)
        files = list(self._library.files(stem, source))
        if not files:
            hint = "imports name grammar files of the same folder"
            raise source.refuse(f"there is no grammar {stem}", hint, dotted_path[0])
        for name, alias in aliases.items():
            if alias != name:
                raise source.refuse(f"{name} is imported as {alias}", f"write `{alias}: {name}`, or use {name}", alias)
            if name in self.imported:
                raise source.refuse(f"{name} is imported twice", "import it once", name)
            self._take(name, next((file for file in files if str(name) in file.trees), files[0]))

    def _take(self, name: str, other: GrammarFile) -> None:
        target = self._target
        is_terminal = name in other.terminals
        if is_terminal:
            target.terminals[str(name)] = other.terminals[name]
        elif name in other.rules:
            target.rules[str(name)] = other.rules[name]
        elif (helper := other.helper(name)) is not None:
            target.helpers[str(name)] = helper
        else:
            raise target.source.refuse(f"{name} cannot be imported", f"{other.source.name} does not define it", name)
        self.imported.add(str(name))
        # lark resolves a terminal made of another one (`SOURCE_PATH: PATH`) from the other's tree.
        target.trees[str(name)] = other.trees[name]
        super()._define(name, is_terminal, other.trees[name])  # type: ignore[no-untyped-call]

    def _define(
        self, name: Any, is_term: bool, exp: Any, params: Any = (), options: Any = None, *, override: bool = False
    ) -> None:
        source = self._target.source
        line = getattr(name, "line", None) or 1
        plain = options in (None, 0) if is_term else not any(getattr(options, each, None) for each in _OPTIONS)
        if override or exp is None or params or not plain:
            hint = "a rule is a name, a colon and alternatives: no template, modifier, priority, %override or %declare"
            raise source.refuse(f"{name} is not a plain definition", hint, "%override" if override else name, line)
        if str(name) in self._target.trees:
            raise source.refuse(f"{name} is defined twice", "give one of them another name", name, line)
        self._target.trees[str(name)] = exp
        if not is_term:
            self.rule_lines[str(name)] = line
        super()._define(name, is_term, exp, params, options)  # type: ignore[no-untyped-call]

    def _ignore(self, exp_or_name: Any) -> None:  # noqa: ARG002 - lark's signature
        hint = "every character of a message is said by its rule"
        raise self._target.source.refuse("%ignore is not part of the dialect", hint, "%ignore")

    def _extend(self, name: str, *_: Any, **__: Any) -> None:
        raise self._target.source.refuse("%extend is not part of the dialect", f"write {name} in one place", "%extend")


def _translated(error: Exception, source: Source) -> GrammarError:
    """Return what lark says about a file it cannot read, with the place it names in its sentence."""
    if isinstance(error, (UnexpectedToken, UnexpectedCharacters)):
        text = str(error.token) if isinstance(error, UnexpectedToken) else source.at(error.line, error.column)
        said = f"{text.strip()!r} is not expected here" if text.strip() else "something is missing here"
        hint = "a rule is small letters, a colon and its spellings; a terminal is capitals, a colon and its /pattern/"
        return GrammarError(said, path=source.path, line=error.line, column=error.column, hint=hint)
    text = str(error).splitlines()[0].rstrip(" :")
    found = re.search(r"(?:at |,)? ?(?:at )?line (\d+),? column (\d+)(?: in [^:]*)?", text)
    line, column = (int(found[1]), int(found[2])) if found else (None, None)
    message = text.replace(found[0], "") if found else text
    hint = "the files are lark grammars"
    return GrammarError(message[:1].lower() + message[1:], path=source.path, line=line, column=column, hint=hint)
