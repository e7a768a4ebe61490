"""Arguments of the library: one of a wrong type is told in a sentence, as one of a wrong value is."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from dmplog.errors import UsageError


def check_paths(paths: Iterable[object], name: str = "a path") -> None:
    """Refuse *paths* of which one is no text and no `Path`.

    >>> check_paths(["logs", Path("logs")])

    Raises:
        UsageError: There is one.
    """
    for path in paths:
        _check(name, path, "a text or a Path", isinstance(path, (str, Path)))


def check_text(name: str, value: object) -> None:
    """Refuse *value* where it is neither None nor a text.

    Raises:
        UsageError: It is something else.
    """
    _check(name, value, "a text", value is None or isinstance(value, str))


def check_flag(name: str, value: object) -> None:
    """Refuse *value* where it is neither None nor True or False.

    Raises:
        UsageError: It is something else.
    """
    _check(name, value, "True, False or None", value is None or isinstance(value, bool))


def check_number(name: str, value: object, least: int, most: int) -> None:
    """Refuse *value* where it is neither None nor a whole number from *least* to *most*.

    >>> check_number("context", 3, 0, 100)

    Raises:
        UsageError: It is something else.
    """
    sound = isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
    _check(name, value, f"a whole number from {least:,} to {most:,}", value is None or sound)


def check_moment(name: str, value: object) -> None:
    """Refuse *value* where it is neither None nor a time nor a text.

    Raises:
        UsageError: It is something else.
    """
    _check(name, value, "a datetime or a text", value is None or isinstance(value, (str, datetime)))


def several(name: str, value: object) -> tuple[str, ...]:
    """Return what is asked for, one by one: a text or a path is one name, and not the names its letters make.

    >>> several("flowcharts", "download"), several("flowcharts", ["download", "upload"]), several("flowcharts", None)
    (('download',), ('download', 'upload'), ())

    Raises:
        UsageError: It is neither a name nor several.
    """
    if value is None:
        return ()
    if isinstance(value, (str, Path)):
        return (str(value),)
    _check(name, value, "a name, or several", isinstance(value, Iterable))
    names = list(value)  # type: ignore[call-overload]
    check_paths(names, name)
    return tuple(map(str, names))


def _check(name: str, value: object, wanted: str, sound: bool) -> None:
    if not sound:
        raise UsageError(f"{name} must be {wanted}, not {value!r}")
