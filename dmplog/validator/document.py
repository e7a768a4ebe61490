"""Mistakes in a TOML document: what pydantic finds, as sentences with path, line, column and mend."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from dmplog.flowchart.findings import Finding, each_once
from dmplog.flowchart.positions import KeyPath, Positions
from dmplog.nearest import did_you_mean
from dmplog.validator.parts import MISTAKE

_KINDS: Final = {
    "string_type": "a text",
    "list_type": "a list",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "float_type": "a number",
    "dict_type": "a table",
    "model_type": "a table",
    "model_attributes_type": "a table",
}
_EXAMPLES: Final = {
    "string": '"…"',
    "array": '["…"]',
    "boolean": "true",
    "integer": "1",
    "number": "2",
    "object": "{ … }",
}


def mistakes(
    form: type[BaseModel], values: Mapping[str, Any], text: str, context: object = None
) -> tuple[Finding, ...]:
    r"""Return everything in the document *values* that *form* does not allow, in the order of the file.

    Args:
        form: The pydantic model of the file.
        values: What the file says.
        text: The file, for lines and columns.
        context: What the file may name, where its model asks for it.

    >>> from dmplog.validator.causes import CauseFile
    >>> text = "[[phrase]]\nid = 'x'\ntexts = 'y'"
    >>> [found.sentence("mine.toml") for found in mistakes(CauseFile, {"phrase": [{"id": "x", "texts": "y"}]}, text)]
    ['mine.toml:3:1: error: phrase[x].texts must be a list, not \'y\' (write texts = ["…"])']
    """
    try:
        form.model_validate(values, context=context)
    except ValidationError as error:
        reader = _Reader(form, values, Positions(text))
        return each_once(map(reader.finding, enumerate(error.errors(include_url=False))))
    return ()


class _Reader:
    """Reads pydantic's errors about one document."""

    def __init__(self, form: type[BaseModel], values: Mapping[str, Any], positions: Positions) -> None:
        self._schema = form.model_json_schema()
        self._values = values
        self._positions = positions

    def finding(self, told: tuple[int, ErrorDetails]) -> tuple[object, Finding]:
        """Return a numbered error as a finding, and in front of it what makes it the same as another."""
        number, error = told
        context = error.get("ctx", {})
        path = (*self._path(error), *context.get("at", ()))
        said, hint = self._told(error, path)
        finding = Finding("error", said, *self._positions.place(path, context.get("offset", (0, 0))), hint)
        return context["said"] if context.get("once") else number, finding

    def _path(self, error: ErrorDetails) -> KeyPath:
        """Return the path of what is wrong; pydantic also names the branch of a union it took."""
        path: KeyPath = ()
        value: Any = self._values
        last = len(error["loc"]) - 1
        for number, part in enumerate(error["loc"]):
            if (isinstance(value, dict) and part in value) or (isinstance(value, list) and isinstance(part, int)):
                value = value[part]  # type: ignore[index]
            elif not (number == last and error["type"] == "missing"):
                continue
            path = (*path, part)
        return path

    def _told(self, error: ErrorDetails, path: KeyPath) -> tuple[str, str | None]:
        """Return the sentence and its mend."""
        kind, name, key = error["type"], self._name(path), str(path[-1]) if path else ""
        node = _node(self._schema, path)
        context = error.get("ctx", {})
        if kind == MISTAKE:
            return f"{name}: {context['said']}", context["hint"] or None
        if kind == "missing":
            return f"{self._name(path[:-1])}: {key!r} is missing", _mend(key, node)
        if kind == "extra_forbidden":
            known = sorted(_node(self._schema, path[:-1]).get("properties", {}))
            hint = did_you_mean(key, known) or f"known keys: {', '.join(known)}"
            return f"{self._name(path[:-1])} has an unknown key {key!r}", hint
        if kind in _KINDS:
            return f"{name} must be {_KINDS[kind]}, not {_shown(error['input'])}", _mend(key, node)
        words = [str(word) for word in node.get("enum", ())]
        mend = did_you_mean(str(error["input"]), words) or f"one of {', '.join(words)}" if words else _mend(key, node)
        empty = kind in ("too_short", "string_pattern_mismatch") and not str(error["input"]).strip("[]{} ")
        return f"{name} is empty" if empty else f"{name} cannot be {_shown(error['input'])}", mend

    def _name(self, path: KeyPath) -> str:
        """Return *path* as a person reads it: `cause[disk_full].proof[0].weight`."""
        name, value = "", self._values
        for part in path:
            value = value[part] if isinstance(value, list) or (isinstance(value, dict) and part in value) else {}
            own = value.get("id") if isinstance(value, dict) else None
            name += f"[{own if isinstance(own, str) else part}]" if isinstance(part, int) else f".{part}"
        return name.removeprefix(".") or "the file"


def _node(schema: Mapping[str, Any], path: KeyPath) -> Mapping[str, Any]:
    """Return the part of the JSON Schema that describes what stands at *path*, empty where none does."""
    node: Mapping[str, Any] = schema
    for part in path:
        node = next((found for branch in _branches(schema, node) if (found := _child(branch, part)) is not None), {})
    # What stands beside a reference says more about this very place.
    return {key: value for branch in (*_branches(schema, node), node) for key, value in branch.items()}


def _branches(schema: Mapping[str, Any], node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield *node* with references followed, and every branch of a choice."""
    if "$ref" in node:
        yield from _branches(schema, schema["$defs"][node["$ref"].rsplit("/", 1)[-1]])
    for branch in (*node.get("anyOf", ()), *node.get("oneOf", ())):
        yield from _branches(schema, branch)
    yield node


def _child(node: Mapping[str, Any], part: str | int) -> Mapping[str, Any] | None:
    if isinstance(part, int):
        return node.get("items")
    found = node.get("properties", {}).get(part, node.get("additionalProperties"))
    if found is None and "patternProperties" in node:
        found = next(iter(node["patternProperties"].values()))
    return found if isinstance(found, dict) else None


def _mend(key: str, node: Mapping[str, Any]) -> str:
    example = _EXAMPLES.get(str(node.get("type")))
    write = f"write {key} = {example}" if example and not key.isdigit() else ""
    return (
        "; ".join(part for part in (write, str(node.get("description") or "")) if part and "\n" not in part)
        or "see the schema"
    )


def _shown(value: Any) -> str:
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    return repr(value) if isinstance(value, str) else str(value).lower() if isinstance(value, bool) else str(value)
