"""Frozen, slotted dataclasses that are made quickly.

`dataclasses` writes and compiles six functions for each class, which takes 0.6 ms; the hundred and more on the way of every run took half
as long as to import polars. Here one is written for each, `__init__`; the others are the same for every class. Whoever uses them meets no
difference: `fields`, `replace`, `repr`, `==`, `hash`, `copy`, `pickle` and `match` work, and nothing can be set.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

Made = TypeVar("Made")


class _Unset:
    """Stands for a default that is made anew for each value; signatures show it as those of `dataclasses` do."""

    def __repr__(self) -> str:
        return "<factory>"


_UNSET: Any = _Unset()


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(cls: type[Made]) -> type[Made]:
    """Return *cls* as a frozen, slotted dataclass.

    >>> @frozen
    ... class Point:
    ...     x: int
    ...     y: int = 0
    >>> Point(3), Point(3) == Point(3, 0), Point.__slots__
    (Point(x=3, y=0), True, ('x', 'y'))

    Raises:
        TypeError: It inherits from a dataclass.
    """
    if dataclasses.is_dataclass(cls):
        raise TypeError(f"{cls.__name__} inherits the fields of a dataclass; let `dataclasses` make it")
    written = dict(cls.__dict__)
    types: Mapping[str, Any] = written.get("__annotations__", {})
    names = tuple(types)
    given = {name: written.pop(name) for name in names if name in written}
    for name in ("__dict__", "__weakref__"):
        written.pop(name, None)
    body = {**_SHARED, "__match_args__": names, **written, "__slots__": names}
    body["__dataclass_fields__"] = _Fields(types, given)
    body["__init__"] = _init(cls, types, given)
    told = [name for name in names if not isinstance(given.get(name), dataclasses.Field) or given[name].compare]
    body["_compared"] = attrgetter(*told)
    made: type[Made] = type(cls.__name__, cls.__bases__, body)
    made.__qualname__ = cls.__qualname__
    return made


class _Fields:
    """Tells `dataclasses` of the fields, once it asks."""

    def __init__(self, types: Mapping[str, Any], given: Mapping[str, Any]) -> None:
        self._types, self._given = types, given

    def __get__(self, _: object, owner: type) -> Mapping[str, dataclasses.Field[Any]]:
        found = {
            name: _field(name, kind, self._given.get(name, dataclasses.MISSING)) for name, kind in self._types.items()
        }
        owner.__dataclass_fields__ = found  # type: ignore[attr-defined]
        return found


@dataclasses.dataclass
class _Sample:
    """Holds a field as `dataclasses` makes one, from which others are made; to make a class for each takes longer."""

    field: Any


_SAMPLE: dataclasses.Field[Any] = dataclasses.fields(_Sample)[0]


def _field(name: str, kind: Any, given: Any) -> dataclasses.Field[Any]:
    made = copy(_SAMPLE)
    made.name, made.type = name, kind
    if isinstance(given, dataclasses.Field):
        made.default, made.default_factory, made.compare = given.default, given.default_factory, given.compare
    else:
        made.default = given
    return made


def _init(cls: type, types: Mapping[str, Any], given: Mapping[str, Any]) -> Callable[..., None]:
    """Return what makes a value of *cls* of its fields, which have *types*; some are *given* a default."""
    known: dict[str, Any] = {"_set": object.__setattr__, "_unset": _UNSET}
    parameters, lines = ["self"], []
    for name in types:
        value, told = name, given.get(name, _UNSET)
        if isinstance(told, dataclasses.Field):
            made = told.default_factory
            if made is not dataclasses.MISSING:
                known[f"_make_{name}"] = made
                value, told = f"_make_{name}() if {name} is _unset else {name}", _UNSET
                known[f"_or_{name}"] = _UNSET
            else:
                told = _UNSET if told.default is dataclasses.MISSING else told.default
        if told is not _UNSET:
            known[f"_or_{name}"] = told
        parameters.append(f"{name}=_or_{name}" if f"_or_{name}" in known else name)
        lines.append(f"    _set(self, {name!r}, {value})")
    if hasattr(cls, "__post_init__"):
        lines.append("    self.__post_init__()")
    source = "\n".join([f"def __init__({', '.join(parameters)}):", *lines])
    exec(source, known)  # noqa: S102 - of the names of fields alone, as `dataclasses` does
    init: Callable[..., None] = known["__init__"]
    init.__qualname__, init.__module__ = f"{cls.__qualname__}.__init__", cls.__module__
    init.__annotations__ = {**types, "return": None}
    return init


def _equal(self: Any, other: Any) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    compared = self._compared
    return compared(self) == compared(other)


def _hash(self: Any) -> int:
    return hash(self._compared(self))


def _repr(self: Any) -> str:
    told = ", ".join(f"{name}={getattr(self, name)!r}" for name in self.__match_args__)
    return f"{self.__class__.__qualname__}({told})"


def _set(_: Any, name: str, __: Any) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _delete(_: Any, name: str) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, name) for name in self.__match_args__]


def _restore(self: Any, state: Sequence[Any]) -> None:
    for name, value in zip(self.__match_args__, state, strict=True):
        object.__setattr__(self, name, value)


_SHARED: Mapping[str, Any] = {
    "__eq__": _equal,
    "__hash__": _hash,
    "__repr__": _repr,
    "__setattr__": _set,
    "__delattr__": _delete,
    "__getstate__": _state,
    "__setstate__": _restore,
}
