"""The grammars: lark says what each log writes, polars finds it."""

from dmplog.grammar.closest import Departure
from dmplog.grammar.grammars import Grammars
from dmplog.grammar.sequence import FREE_TEXT, UNRECOGNIZED, Rule

__all__ = ["FREE_TEXT", "UNRECOGNIZED", "Departure", "Grammars", "Rule"]
