"""Whether a text is plain English: `flowcharts/plain_words.toml` says how the texts of the knowledge are written."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from dmplog.compiled import read_document, read_table
from dmplog.errors import FlowchartError
from dmplog.flowchart.findings import Finding, Severity
from dmplog.flowchart.positions import Positions
from dmplog.validator.texts import Place, advises, key_of, texts_below

_TOLD = ("action", "called", "explanation", "meaning", "means", "question", "stall", "waiting", "what", "done", "short")
"""The keys whose texts are shown to people; those of advice are beside."""
_BYSTANDERS = ("benign", "also_seen")
"""The tables whose reasons are shown to people; all other reasons are for whoever changes the file."""
_MEANINGS = ("win32", "hresult", "http", "sql", "component")
"""The tables of error numbers, whose every value is a text."""

_QUOTED = re.compile(r"`[^`]*`")
_ASIDE = re.compile(r"\([^()]*\)")
_IDENTIFIER = re.compile(r"(?<![\w.\\/$#%])[a-z][a-z0-9]*(?:_[a-z0-9]+)+(?![\w\\/(]|\.\w)")
_END = re.compile(r"(?<=[.!?])\s+(?=[\"'A-Z0-9(Q])")


class Plain(NamedTuple):
    """How texts are written."""

    longest: int
    verbs: frozenset[str]
    leads: frozenset[str]
    idioms: Mapping[str, str]


@lru_cache(maxsize=1)
def plain_words() -> Plain:
    """Return how texts are written."""
    table = read_table("plain_words")
    return Plain(table["longest"], frozenset(table["verbs"]), frozenset(table["leads"]), table["idioms"])


def faults_of(text: str, *, advice: bool = False) -> Iterator[tuple[str, str]]:
    """Yield what is not plain about *text*, each with a mend; what is *advice* must begin with what is to be done.

    >>> [said for said, _ in faults_of("Read it; then see send_package.")]
    ['two sentences are joined by a semicolon', "the identifier 'send_package' stands in a sentence"]
    >>> list(faults_of("If `hman.log` is silent, restart the thread.", advice=True))
    []
    """
    words = plain_words()
    unquoted = _QUOTED.sub("Q", text)
    if ";" in unquoted:
        yield "two sentences are joined by a semicolon", "write two sentences"
    for name in dict.fromkeys(_IDENTIFIER.findall(unquoted)):
        yield f"the identifier {name!r} stands in a sentence", "call it by its title, or quote it in back-ticks"
    for sentence in _END.split(_ASIDE.sub("Q", unquoted)):
        if (length := len(sentence.split())) > words.longest:
            yield f"the sentence {sentence[:40]!r} has {length} words", f"write sentences of at most {words.longest}"
    for idiom, plainer in words.idioms.items():
        if re.search(rf"\b{re.escape(idiom)}\b", unquoted, re.IGNORECASE):
            yield f"{idiom!r} is no plain English", f"write {plainer!r}"
    if advice and not _begins_with_a_verb(unquoted, words):
        yield (
            f"it does not begin with what to do: {text[:40]!r}",
            "begin with a verb, such as Check, Open or Ask: flowcharts/plain_words.toml has them all",
        )


def _begins_with_a_verb(text: str, words: Plain) -> bool:
    first, _, rest = text.partition(" ")
    if first.rstrip(",:.") in words.verbs:
        return True
    verbs = "|".join(verb.lower() for verb in words.verbs)
    return first in words.leads and re.search(rf", (?:then )?(?:{verbs})\b", _END.split(rest)[0]) is not None


def unplain(paths: Iterable[Path], severity: Severity = "error") -> Iterator[tuple[str, Finding]]:
    """Yield every text in the files *paths* that is not plain, with its file and place."""
    for path in paths:
        values, text = read_document(path, FlowchartError)
        positions: Positions | None = None
        for place, told in texts_below(values, _is_told):
            for said, mend in faults_of(told, advice=advises(place)):
                positions = positions or Positions(text)
                line, column = positions.of(*place) or (None, None)
                yield str(path), Finding(severity, said, line, column, mend)


def _is_told(place: Place) -> bool:
    """Return whether the text at *place* is shown to people."""
    key = key_of(place)
    if advises(place) or key in _TOLD:
        return True
    if key == "title":
        return True
    if key == "why":
        return any(table in place for table in _BYSTANDERS)
    return place[0] in _MEANINGS and len(place) > 1
