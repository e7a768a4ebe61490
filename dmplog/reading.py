"""A report read back from its document: the dataclass it is to become says what each key must hold.

Keys that this version does not know are passed over, because a later one may write more; a key that has a default may be missing.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import math
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from types import NoneType
from typing import Any, Literal, NoReturn, TypeVar, get_args, get_origin, get_type_hints

from dmplog.errors import ReportError

Read = TypeVar("Read")
_NAMES = {str: "a text", int: "a whole number", float: "a number", bool: "true or false"}
_SHOWN = 40
_EXACT = 2**53
"""Up to here every whole number is a float."""
_hints = lru_cache(maxsize=32)(get_type_hints)


def document_of(text: str | bytes) -> Any:
    """Return the JSON document that *text* is; see `dmplog.report.Report.from_json`."""
    try:
        # Windows writes a byte order mark before what it redirects to a file.
        return json.loads(text.removeprefix("\ufeff") if isinstance(text, str) else text)
    except (ValueError, RecursionError) as error:
        why = f": {error}" if isinstance(error, json.JSONDecodeError) else ""
        raise ReportError(
            f"this is no report: it is no JSON{why}; give what `dmplog diagnose --json` printed"
        ) from None


def value_of(document: Any, kind: type[Read], known: str) -> Read:
    """Return *document*, which must be of the schema *known*, as a value of *kind*; see `dmplog.report.Report.from_dict`."""
    schema = document.get("schema") if isinstance(document, Mapping) else None
    if not isinstance(schema, str) or not schema.startswith("dmplog.report/"):
        raise ReportError(f"this is no report: it has no schema {known!r}; give what `dmplog diagnose --json` printed")
    if schema != known:
        what = f"this report is of the schema {_shown(schema)}, and this version of dmplog reads {known!r}"
        raise ReportError(f"{what}; read it with the version that wrote it ({_shown(document.get('version'))})")
    report: Read = _value(document, kind, "")
    if "cases" not in document:
        # An answer without cases says so; a document without the key was cut short.
        raise ReportError("this report cannot be read: cases is missing")
    return report


def _value(value: Any, kind: Any, place: str) -> Any:
    """Return *value*, which stands at *place*, as a value of the type *kind*."""
    options = get_args(kind)
    if get_origin(kind) is Literal:
        return value if value in options else _refuse(value, f"one of {', '.join(options)}", place)
    if NoneType in options:
        return None if value is None else _value(value, options[0], place)
    if get_origin(kind) is tuple:
        return tuple(_items(value, options, place))
    if dataclasses.is_dataclass(kind):
        return _object(value, kind, place)
    return _moment(value, place) if kind is datetime else _scalar(value, kind, place)


def _object(value: Any, kind: Any, place: str) -> Any:
    if not isinstance(value, Mapping):
        _refuse(value, "an object", place)
    found: dict[str, Any] = {}
    for entry in dataclasses.fields(kind):
        inside = f"{place}.{entry.name}".lstrip(".")
        if entry.name in value:
            found[entry.name] = _value(value[entry.name], _hints(kind)[entry.name], inside)
        elif entry.default is dataclasses.MISSING:
            raise ReportError(f"this report cannot be read: {inside} is missing")
    return kind(**found)


def _items(value: Any, kinds: tuple[Any, ...], place: str) -> Iterator[Any]:
    if not isinstance(value, (list, tuple)):
        _refuse(value, "a list", place)
    several = kinds[-1] is Ellipsis
    if not several and len(value) != len(kinds):
        _refuse(value, f"a list of {len(kinds)}", place)
    for number, item in enumerate(value):
        yield _value(item, kinds[0 if several else number], f"{place}[{number}]")


def _moment(value: Any, place: str) -> datetime:
    with contextlib.suppress(TypeError, ValueError, OverflowError):
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is not None:
            return moment.astimezone(UTC)
    return _refuse(value, "a time such as 2024-12-18T16:20:00.000Z", place)


def _scalar(value: Any, kind: Any, place: str) -> Any:
    # Other programs write 3 for 3.0.
    number = float(value) if kind is float and type(value) is int and abs(value) <= _EXACT else value
    # `True` is an int to Python and none to JSON, and JSON has no infinity.
    sound = type(number) is kind and (kind is not float or math.isfinite(number))
    return number if sound else _refuse(value, _NAMES[kind], place)


def _refuse(value: Any, wanted: str, place: str) -> NoReturn:
    raise ReportError(f"this report cannot be read: {place} is {_shown(value)}, not {wanted}")


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
