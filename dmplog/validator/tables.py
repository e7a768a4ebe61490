"""The forms of the tables beside the flowcharts; those of entries are the dataclasses they are read into."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal, cast

from pydantic import BaseModel, Field, create_model

from dmplog.knowledge import KnownUpdate, OtherLog, SiteState, StateMessage, StatusMessage, SubStage, Term, UpdateState
from dmplog.validator.parts import Table, Text, form_of


def _form(name: str, /, **keys: Any) -> type[BaseModel]:
    """Return the form *name*: of each key its type, which makes it needed, or its type and default."""
    known = {key: kind if isinstance(kind, tuple) else (kind, ...) for key, kind in keys.items()}
    return cast(type[BaseModel], create_model(name, __base__=Table, **cast(Any, known)))


def _entry(entry: type[Any], **more: Any) -> Any:
    """Return lists of the dataclass *entry*, with *more* keys that only a reader of the file sees."""
    return _many(form_of(entry, {tuple[str, ...]: list[str]}, **more))


def _many(form: type[BaseModel]) -> Any:
    return list.__class_getitem__(form)


_GRADED: Final = {"name": Text, "grade": Text, "note": (str, "")}
_Article = _form("Article", id=Text, what=Text, client=(str, ""), console=(str, ""), note=(str, ""))
_Advice = _form("Advice", causes=list[Text], action=Text)
_Release = _form(
    "Release",
    version=Annotated[str, Field(pattern="^[0-9]{4}$")],
    build=(int, 0),
    early_builds=(list[int], []),
    applies_on=(str, ""),
    verified=(bool, False),
    article=(_many(_Article), []),
    advice=(_many(_Advice), []),
)
_Numbers = dict[Annotated[str, Field(pattern="^[0-9]+$")], Text]
_Results = dict[Annotated[str, Field(pattern="^[0-9a-fA-F]{8}$")], Text]
_Named = dict[Literal["package_id", "site_code"], Text]
_Wording = _form("Wording", language=Text, text=Text, grade=Literal["documented", "attested", "unconfirmed"])
_SAMPLES: Final = {"evidence": Text, "proves": list[Text], "must_not": list[Text]}

TABLES: Final[dict[str, type[BaseModel]]] = {
    "alphabets": _form(
        "Alphabets",
        frequent=dict[str, Text],
        letters=_many(_form("Letters", code_pages=list[Text], points=int, characters=Text)),
    ),
    "copied_records": _form("CopiedRecords", order=list[Text]),
    "time_zones": _form("TimeZones", standard_bias=dict[str, int]),
    "correlator_parts": _form("CorrelatorParts", logs=dict[str, Text], lines=dict[str, Text]),
    "known_updates": _form("KnownUpdates", update=_entry(KnownUpdate, source=(str, ""))),
    "releases": _form("Releases", release=_many(_Release)),
    "update_states": _form("UpdateStates", state=_entry(UpdateState, console_grade=(str, ""))),
    "state_messages": _form("StateMessages", state_message=_entry(StateMessage)),
    "substages": _form(
        "SubStages",
        stage=_many(_form("Stage", digit=Annotated[str, Field(pattern="^[0-9a-f]$")], **_GRADED)),
        completion=_many(_form("Completion", value=int, **_GRADED)),
        substage=_entry(SubStage),
    ),
    "status_messages": _form("StatusMessages", message=_entry(StatusMessage)),
    "status_names": _form(
        "StatusNames",
        event=Text,
        number=Text,
        any=(_Named, {}),
        message=_many(_form("StatusName", id=list[int], names=_Named)),
    ),
    "error_meanings": _form(
        "ErrorMeanings",
        win32=_Numbers,
        hresult=_Results,
        http=_Numbers,
        http_names=_Numbers,
        sql=_Numbers,
        component=dict[str, Text],
    ),
    "error_forms": _form(
        "ErrorForms", noise=list[Text], form=_many(_form("ErrorForm", reads=Text, pattern=Text, ends=(bool, False)))
    ),
    "decides_nothing": _form(
        "FailuresThatDecideNothing",
        event=_many(_form("DecidesNothing", name=Text, consequence_of=(list[Text], []), why=Text, evidence=Text)),
    ),
    "failure_sentences": _form(
        "SentencesOfFailure",
        sentence=_many(_form("Sentence", id=Text, texts=_many(_Wording), **_SAMPLES)),
        form=_many(_form("Form", id=Text, words=list[Text], pattern=Text, **_SAMPLES)),
    ),
    "site_states": _form("SiteStates", site=_entry(SiteState)),
    "other_logs": _form("OtherLogs", log=_entry(OtherLog)),
    "glossary": _form("Glossary", term=_entry(Term)),
    "cautions": _form(
        "Cautions", caution=_many(_form("Caution", id=Text, says=Text, advice=Text, unless=list[Text], evidence=Text))
    ),
    "plain_words": _form("PlainWords", longest=int, verbs=list[Text], leads=list[Text], idioms=dict[str, Text]),
    "hand_overs": _form(
        "HandOvers",
        hand_over=_many(
            _form(
                "HandOver",
                given=Text,
                taken=Text,
                key=(Text, ""),
                state=(Text, ""),
                sets=(Literal["given", "taken"], "taken"),
                only_adds=(bool, False),
                why=Text,
                evidence=Text,
            )
        ),
    ),
    "idling": _form(
        "LinesOfIdling",
        event=_many(_form("Idling", name=Text, why=Text, evidence=Text, whose=(Literal["thread", "log"], "thread"))),
    ),
}
"""Every table by the name of its file."""
