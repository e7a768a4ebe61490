"""Mistakes in grammars: every head, field and message that is wrong, where reading them would stop at the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dmplog.data import data_folder, own_folder
from dmplog.errors import GrammarError
from dmplog.flowchart.findings import Finding, Mistake, each_once, mistake_of
from dmplog.grammar import Grammars
from dmplog.head import role_of
from dmplog.roles import known_roles


def grammar_mistakes(folder: Path, behind: Path | None = None) -> Iterator[Mistake]:
    """Yield every mistake in the grammars of *folder*, which are the user's own where there are others *behind* them.

    What cannot be parsed tells its first mistake alone.
    """
    from dmplog.grammar.engine import refuse_unknown
    from dmplog.grammar.load import Library, rules_of

    told: list[GrammarError] = []
    library = Library(folder, behind, told)
    for path in sorted(folder.glob("*.lark")):
        with library.telling():
            if role_of(path) is not None:
                for rule in rules_of(path, library):
                    with library.telling():
                        refuse_unknown([rule] if rule.folder else [])
    found: dict[str, list[Finding]] = {}
    for name, finding in map(mistake_of, told):
        # A shipped file is named without its folder.
        found.setdefault(name if Path(name).parent.name else str(folder / name), []).append(finding)
    for name, findings in sorted(found.items()):
        yield from ((name, finding) for finding in each_once((finding.message, finding) for finding in findings))


def read_grammars() -> tuple[Grammars | None, tuple[Mistake, ...]]:
    """Return the grammars in use, or None with every mistake for which they cannot be read."""
    try:
        known_roles()
        return Grammars.load(), ()
    except GrammarError as error:
        own, shipped = own_folder("grammars"), data_folder("grammars")
        found = grammar_mistakes(shipped) if own is None else grammar_mistakes(own, shipped)
        return None, tuple(found) or (mistake_of(error),)
