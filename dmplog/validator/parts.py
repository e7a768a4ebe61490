"""What the models of all knowledge files share: tables without unknown keys, texts, lists, and mistakes with a mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from typing import Annotated, Any, get_type_hints

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, create_model
from pydantic_core import PydanticCustomError

from dmplog.flowchart.positions import KeyPath

MISTAKE = "mistake"
_MEANING = re.compile(r"^ +(\w+): (.)(.*?)\.?$", re.MULTILINE)


class Table(BaseModel):
    """A TOML table: every key is known, and nothing is taken for what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


def form_of(entry: type[Any], types: Mapping[Any, Any], *left_out: str, **other: Any) -> type[BaseModel]:
    """Return the form of tables that are read into the dataclass *entry*: its attributes are the keys, its docstring explains them.

    Args:
        entry: The dataclass.
        types: How a file writes values of a type; what is not in it is written as it is.
        left_out: Attributes that are no keys.
        other: Keys that are written otherwise, with their type; or that only a reader of the file sees, with type and default.
    """
    meanings = {name: first.lower() + rest for name, first, rest in _MEANING.findall(entry.__doc__ or "")}
    keys: dict[str, Any] = {name: kind for name, kind in other.items() if isinstance(kind, tuple)}
    hints = get_type_hints(entry, localns=types.get("names"))
    for field in fields(entry):
        if field.name not in left_out:
            kind = other.get(field.name, types.get(hints[field.name], hints[field.name]))
            keys[field.name] = (kind, Field(_default(field), description=meanings.get(field.name)))
    made: type[BaseModel] = create_model(
        entry.__name__, __base__=Table, __doc__=(entry.__doc__ or "").partition("\n")[0], **keys
    )
    return made


def _default(field: Any) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    value = field.default
    return ... if value is MISSING else list(value) if isinstance(value, tuple) else value


def mistake(said: str, hint: str, *at: str | int, offset: tuple[int, int] = (0, 0)) -> PydanticCustomError:
    """Return what a validator raises: a sentence, its mend, and the place below the value that is validated.

    Args:
        said: What is wrong.
        hint: What to do about it.
        at: The way from the validated value to the part that is wrong.
        offset: Line and column inside a text, both from 1; (0, 0) means the value as a whole.
    """
    return PydanticCustomError(MISTAKE, "{said}", {"said": said, "hint": hint, "at": at, "offset": offset})


def duplicates(names: Iterable[tuple[str, KeyPath]]) -> tuple[str, KeyPath] | None:
    """Return the first name that stands there a second time, with its place.

    >>> duplicates([("a", (0,)), ("b", (1,)), ("a", (2,))])
    ('a', (2,))
    """
    seen: set[str] = set()
    for name, place in names:
        if name in seen:
            return name, place
        seen.add(name)
    return None


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _each_once(texts: list[str]) -> list[str]:
    twice = duplicates((text, (place,)) for place, text in enumerate(texts))
    if twice is not None:
        said = f"stands there twice: {twice[0]!r}"
        raise mistake(said, "leave one of them out", *twice[1])
    return texts


Text = Annotated[str, Field(pattern=r"\S")]
Texts = Annotated[list[Text], Field(min_length=1), AfterValidator(_each_once)]
Names = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=Text | list[Text]), Field(min_length=1)]
"""One text, or a list of them."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="small letters, digits and underscores")]
