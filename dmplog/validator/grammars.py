"""Mistakes in grammars: every head, field and message that is wrong, where reading them would stop at the first."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dmplog.errors import GrammarError
from dmplog.flowchart.findings import Finding, Mistake, in_file_order, mistake_of
from dmplog.head import role_of


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
        yield from ((name, finding) for finding in in_file_order(findings))
