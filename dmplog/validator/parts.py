"""What the models of all knowledge files share: tables without unknown keys, texts, lists, and mistakes with a mend."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticCustomError

from dmplog.flowchart.positions import KeyPath

MISTAKE = "mistake"


class Table(BaseModel):
    """A TOML table: every key is known, and nothing is taken for what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


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


Text = Annotated[str, Field(pattern=r"\S")]
Texts = Annotated[list[Text], Field(min_length=1)]
Names = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=Text | list[Text]), Field(min_length=1)]
"""One text, or a list of them."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="small letters, digits and underscores")]
