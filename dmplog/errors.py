"""Everything dmplog raises, in one tree.

* DmplogError
  x InputError          what was asked for cannot be read at all
    + BundleError       a path, folder or archive yields no log
    + EncodingNameError no such encoding
    + ReportError       a document is no report
  x UsageError          an argument or option makes no sense
  x KnowledgeError      a shipped or user-made knowledge file is wrong; says file, position, and the mend
    + GrammarError      a `.lark` file outside the dialect
    + FlowchartError    a `.toml` flowchart that fails a check
    + CauseError        a `.toml` file of causes that fails a check
  x RenderingError      a picture cannot be drawn on this machine

A bad log line is never an exception: it is counted and listed.
"""

from __future__ import annotations


class DmplogError(Exception):
    """The root of every error dmplog raises on purpose."""


def is_own_fault(error: BaseException) -> bool:
    """Return whether *error* is a fault of dmplog itself; polars gives up with a PanicException, which is no `Exception`.

    Ctrl-C is none, and neither is what Python makes of it: where it comes while a class is made, up to 3.11 a RuntimeError is raised from it.

    >>> is_own_fault(KeyError("a")), is_own_fault(UsageError("an option makes no sense")), is_own_fault(KeyboardInterrupt())
    (True, False, False)
    """
    if isinstance(error.__cause__, KeyboardInterrupt):
        return False
    raised_by_mistake = isinstance(error, Exception) and not isinstance(error, (DmplogError, BrokenPipeError))
    return raised_by_mistake or type(error).__name__ == "PanicException"


class InputError(DmplogError):
    """The input cannot be read at all."""


class BundleError(InputError):
    """A path, folder or archive yields no log."""


class EncodingNameError(InputError):
    """The name given for an encoding is not one Python knows."""


class ReportError(InputError):
    """A document is no report that this version can read."""


class UsageError(DmplogError):
    """An argument or option makes no sense."""


class KnowledgeError(DmplogError):
    """A knowledge file is wrong.

    Attributes:
        said: What is wrong, without its place.
        path: The file.
        line: 1-based line, or None where the whole file is meant.
        column: 1-based column, or None.
        hint: What to do about it, or None.
    """

    def __init__(
        self,
        message: str,
        *,
        path: str,
        line: int | None = None,
        column: int | None = None,
        hint: str | None = None,
    ) -> None:
        self.said = message
        self.path = path
        self.line = line
        self.column = column
        self.hint = hint
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {message}" + (f" ({hint})" if hint else ""))


class GrammarError(KnowledgeError):
    """A grammar file is outside the dialect."""


class FlowchartError(KnowledgeError):
    """A flowchart file fails a check."""


class CauseError(KnowledgeError):
    """A file of causes fails a check."""


class RenderingError(DmplogError):
    """A picture cannot be drawn on this machine."""
