"""The forms of the tables beside the flowcharts; those of entries are the dataclasses they are read into."""

from __future__ import annotations

from dataclasses import MISSING, fields
from typing import Annotated, Any, Final, get_type_hints

from pydantic import BaseModel, Field, create_model

from dmplog.knowledge import KnownUpdate, StateMessage, StatusMessage, SubStage, UpdateState
from dmplog.validator.parts import Table, Text


def _entry(entry: type[Any], **more: Any) -> type[BaseModel]:
    """Return the form of a table entry: the fields of the dataclass *entry*, and *more* that only a reader of the file sees."""
    hints = get_type_hints(entry)
    known = {
        field.name: (list[str] if hints[field.name] == tuple[str, ...] else hints[field.name], _default(field.default))
        for field in fields(entry)
    }
    return create_model(entry.__name__, __base__=Table, **known, **more)


def _default(value: Any) -> Any:
    return ... if value is MISSING else value


def _file(name: str, /, **tables: Any) -> type[BaseModel]:
    return create_model(name, __base__=Table, **{key: (form, ...) for key, form in tables.items()})


def _form(name: str, /, **keys: Any) -> type[BaseModel]:
    return create_model(name, __base__=Table, **keys)


_Stage = _form("Stage", digit=(Annotated[str, Field(pattern="^[0-9a-f]$")], ...), name=(Text, ...), grade=(Text, ...))
_Completion = _form("Completion", value=(int, ...), name=(Text, ...), grade=(Text, ...), note=(str, ""))
_Version = _form(
    "Version",
    version=(Text, ...),
    build=(int, ...),
    verified=(bool, ...),
    early_builds=(list[int], []),
    rollup=(str, ""),
    rollup_build=(str, ""),
    rollup_console=(str, ""),
)
_Nothing = _form("DecidesNothing", name=(Text, ...), why=(Text, ...), evidence=(Text, ...))
_Numbers = dict[Annotated[str, Field(pattern="^[0-9]+$")], Text]

TABLES: Final[dict[str, type[BaseModel]]] = {
    "known_updates": _file("KnownUpdates", update=list[_entry(KnownUpdate, source=(str, ""))], version=list[_Version]),
    "update_states": _file("UpdateStates", state=list[_entry(UpdateState, console_grade=(str, ""))]),
    "state_messages": _file("StateMessages", state_message=list[_entry(StateMessage)]),
    "substages": _file("SubStages", stage=list[_Stage], completion=list[_Completion], substage=list[_entry(SubStage)]),
    "status_messages": _file("StatusMessages", message=list[_entry(StatusMessage)]),
    "error_meanings": _file(
        "ErrorMeanings",
        win32=_Numbers,
        hresult=dict[Annotated[str, Field(pattern="^[0-9a-fA-F]{8}$")], Text],
        http=_Numbers,
        http_names=_Numbers,
        sql=_Numbers,
        component=dict[str, Text],
    ),
    "decides_nothing": _file("FailuresThatDecideNothing", event=list[_Nothing]),
}
"""Every table by the name of its file."""
