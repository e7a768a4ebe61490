"""What the models of all knowledge files share: tables without unknown keys, keys that must agree, texts, lists, and mistakes with a mend."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields
from typing import Annotated, Any, ClassVar, NamedTuple, NoReturn, Self, get_type_hints

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ModelWrapValidatorHandler,
    ValidationError,
    ValidationInfo,
    create_model,
    model_validator,
)
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from dmplog.flowchart.positions import KeyPath

MISTAKE = "mistake"
_MEANING = re.compile(r"^ +(\w+): (.)(.*?)\.?$", re.MULTILINE)


class Table(BaseModel):
    """A TOML table: every key is known, and nothing is taken for what it is not."""

    model_config = ConfigDict(extra="forbid", strict=True, populate_by_name=False)


class Discord(NamedTuple):
    """Keys of one table that do not agree.

    Attributes:
        told: What is wrong, and what to do about it.
        reads: The keys it was read from; where one of them is wrong itself, nothing is told.
        lacks: Whether a key is missed; nothing is told where the table has an unknown one, which may be meant for it.
    """

    told: PydanticCustomError
    reads: frozenset[str] = frozenset()
    lacks: bool = False


class Whole(Table):
    """A table whose keys must agree: they are compared as far as they are right, so that all mistakes are told at once."""

    STAND_INS: ClassVar[Mapping[str, Any]] = {}
    """For each key that must be there a value that is right, in place of one that is missing or wrong."""

    def discords(self, said: Mapping[str, Any], info: ValidationInfo) -> Iterator[Discord]:
        """Yield what does not agree.

        Args:
            said: The table as the file has it, right or wrong.
            info: What the file may name.
        """
        raise NotImplementedError

    @model_validator(mode="wrap")
    @classmethod
    def _compared(cls, said: Any, handler: ModelWrapValidatorHandler[Self], info: ValidationInfo) -> Self:
        lines: list[InitErrorDetails] = []
        unknown = False
        try:
            whole = handler(said)
        except ValidationError as error:
            lines = list(map(_again, error.errors(include_url=False)))
            wrong = {str(line["loc"][0]) for line in lines if line.get("loc")}
            unknown = any(line["type"] == "extra_forbidden" and len(line["loc"]) == 1 for line in lines)
            if not isinstance(said, dict):
                raise
            rest = {key: value for key, value in said.items() if key not in wrong}
            whole = handler(rest | {key: value for key, value in cls.STAND_INS.items() if key not in rest})
        spoiled = {str(line["loc"][0]) for line in lines if line.get("loc")}
        discords = (each for each in whole.discords(said, info) if not each.reads & spoiled)
        lines += [_line(each.told) for each in discords if not (each.lacks and unknown)]
        if lines:
            raise ValidationError.from_exception_data(cls.__name__, lines)
        return whole


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


def mistake(
    said: str, hint: str, *at: str | int, offset: tuple[int, int] = (0, 0), once: bool = False
) -> PydanticCustomError:
    """Return what a validator raises: a sentence, its mend, and the place below the value that is validated.

    Args:
        said: What is wrong.
        hint: What to do about it.
        at: The way from the validated value to the part that is wrong.
        offset: Line and column inside a text, both from 1; (0, 0) means the value as a whole.
        once: Whether it is one mistake of the file, however often it stands there: a name that is wrong.
    """
    context = {"said": said, "hint": hint, "at": at, "offset": offset, "once": once}
    return PydanticCustomError(MISTAKE, "{said}", context)


def refuse(mistakes: Sequence[PydanticCustomError]) -> NoReturn:
    """Raise all of *mistakes*, of which there is at least one.

    Raises:
        ValidationError: It holds them.
    """
    raise ValidationError.from_exception_data("mistakes", list(map(_line, mistakes)))


def ids_below(value: Any, *place: str | int) -> list[tuple[str, KeyPath]]:
    """Return the ids of the tables in the list *value*, which stands at *place*, whatever else is wrong with it.

    >>> ids_below([{"id": "a"}, {}, 1], "step")
    [('a', ('step', 0, 'id'))]
    """
    entries = enumerate(value) if isinstance(value, list) else ()
    named = ((number, entry.get("id")) for number, entry in entries if isinstance(entry, dict))
    return [(name, (*place, number, "id")) for number, name in named if isinstance(name, str)]


def _line(told: PydanticCustomError) -> InitErrorDetails:
    return InitErrorDetails(type=told, loc=(), input=None)


def _again(line: ErrorDetails) -> InitErrorDetails:
    """Return *line*, which pydantic has told, as it is given to pydantic."""
    context: dict[str, Any] = line.get("ctx", {})
    kind = PydanticCustomError(MISTAKE, "{said}", context) if line["type"] == MISTAKE else line["type"]
    return InitErrorDetails(type=kind, loc=line["loc"], input=line["input"], ctx=context)


def duplicates(names: Iterable[tuple[str, KeyPath]]) -> list[tuple[str, KeyPath]]:
    """Return the names that stand there a second time, with their places.

    >>> duplicates([("a", (0,)), ("b", (1,)), ("a", (2,))])
    [('a', (2,))]
    """
    seen: set[str] = set()
    # Adding to a set returns None.
    return [(name, place) for name, place in names if name in seen or seen.add(name)]  # type: ignore[func-returns-value]


def _listed(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


def _each_once(texts: list[str]) -> list[str]:
    if twice := duplicates((text, (place,)) for place, text in enumerate(texts)):
        refuse([mistake(f"stands there twice: {text!r}", "leave one of them out", *place) for text, place in twice])
    return texts


Text = Annotated[str, Field(pattern=r"\S")]
Texts = Annotated[list[Text], Field(min_length=1), AfterValidator(_each_once)]
Names = Annotated[list[Text], BeforeValidator(_listed, json_schema_input_type=Text | list[Text]), Field(min_length=1)]
"""One text, or a list of them."""
Id = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", description="small letters, digits and underscores")]
