"""lark itself: the parse of one message by one rule.

It is what the columnar matcher is held to, and what `dmplog explain` shows. Earley with `dynamic_complete` is the one
parser of lark that reads greedy fields next to each other as the grammar means them; it is far too slow for a log.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from lark import Lark, Token, Tree
from lark.exceptions import LarkError

from dmplog.grammar.compile import NOISE
from dmplog.grammar.sequence import Rule
from dmplog.head import read_grammar

LONGEST = 4000
"""Characters of a message the oracle looks at: its work grows with the square of them."""


class Oracle:
    """lark parsers for the rules of some folders, the last of which is shipped; built when they are asked for."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._parsers: dict[tuple[str, str], Lark] = {}

    def tree(self, rule: Rule, message: str) -> Tree[Token] | None:
        """Return lark's parse tree of *message* by *rule*, or None where it is not such a message."""
        text = message.strip(NOISE)
        if not text or len(text) > LONGEST:
            return None
        try:
            return self._parser(rule).parse(text, start=rule.name)
        except LarkError:
            return None

    def fields(self, rule: Rule, message: str) -> dict[str, str] | None:
        """Return the fields lark finds in *message* by *rule*, or None where it is not such a message.

        The prefix lark puts before an imported terminal (`fields__PATH`) is dropped.
        """
        tree = self.tree(rule, message)
        if tree is None:
            return None
        tokens = tree.scan_values(lambda value: isinstance(value, Token))
        named = ((str(token.type).rpartition("__")[2].lower(), str(token)) for token in tokens)
        return {name: value for name, value in named if name in rule.fields}

    def _parser(self, rule: Rule) -> Lark:
        if rule.key[:2] not in self._parsers:
            folders = [Path(rule.folder)] if rule.folder else reversed(self._folders)
            path = next(path for folder in folders if (path := folder / rule.source).is_file())
            text = read_grammar(path)
            starts = re.findall(r"^([a-z]\w*)\s*:", text, flags=re.MULTILINE)
            self._parsers[rule.key[:2]] = Lark(
                text,
                start=starts,
                parser="earley",
                lexer="dynamic_complete",
                g_regex_flags=re.IGNORECASE,
                source_path=str(path),
                import_paths=[str(folder) for folder in self._folders],
            )
        return self._parsers[rule.key[:2]]
