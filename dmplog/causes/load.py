"""Reads `flowcharts/causes/*.toml`; a mistake is said with its place and its mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from dmplog.causes.model import CATEGORIES, Benign, KnownCause, Phrase, Proof, Translation
from dmplog.compiled import read_toml
from dmplog.errors import CauseError

PHRASES = "phrases.toml"
BENIGN = "benign.toml"
GRADES = ("documented", "attested", "unconfirmed")
HEAVIEST = 3

_SYNTAX_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_NEEDED = ("id", "category", "title", "steps", "explanation", "actions", "references")
_ALLOWED = (*_NEEDED, "proof", "against", "versions", "evidence", "told_only", "watch")
_PROOF_KEYS = ("weight", "event", "text_contains", "text_any", "phrase", "pattern", "code", "sibling", "times")
_PROOF_NEEDS = ("event", "text_contains", "text_any", "phrase", "pattern", "code")


@dataclass(slots=True)
class Contents:
    """Everything the files of one folder say, in the order of the file names."""

    causes: list[KnownCause] = field(default_factory=list)
    benign: list[Benign] = field(default_factory=list)
    phrases: dict[str, Phrase] = field(default_factory=dict)


def read_folder(folder: Path) -> Contents:
    """Return the contents of the files of causes in *folder*.

    Raises:
        CauseError: A file fails a check.
    """
    contents = Contents()
    paths = sorted(folder.glob("*.toml"))
    if not paths:
        message = "there is no file of causes here"
        raise CauseError(message, path=str(folder), hint="put at least one <category>.toml there")
    for path in sorted(paths, key=lambda path: (path.name != PHRASES, path.name)):
        _File(path, contents).read()
    return contents


class _File:
    """One file while it is read."""

    def __init__(self, path: Path, contents: Contents) -> None:
        self._path = path
        self._contents = contents
        try:
            self._text = path.read_text(encoding="utf-8")
            self._document = read_toml(self._text)
        except UnicodeDecodeError as error:
            raise CauseError("the file is not UTF-8", path=str(path), hint="save it as UTF-8") from error
        except tomllib.TOMLDecodeError as error:
            place = _SYNTAX_PLACE.search(str(error))
            line, column = (int(place[1]), int(place[2])) if place else (None, None)
            message = _SYNTAX_PLACE.sub("", str(error)).strip().lower()
            raise CauseError(message, path=str(path), line=line, column=column, hint="mend the TOML there") from error

    def read(self) -> None:
        tables = {"cause": self._cause, "benign": self._benign, "phrase": self._phrase}
        for name, entries in self._document.items():
            if name not in tables or not isinstance(entries, list):
                self._fail(f"unknown entry '{name}'", name, 0, "use [[cause]], [[benign]] or [[phrase]]")
            for number, entry in enumerate(entries):
                tables[name](entry, number)

    def _cause(self, entry: Mapping[str, Any], number: int) -> None:
        name = str(entry.get("id", f"number {number + 1}"))
        for key in entry:
            if key not in _ALLOWED:
                self._fail(f"cause '{name}' has an unknown key '{key}'", "cause", number, _did_you_mean(key, _ALLOWED))
        for key in _NEEDED:
            if not entry.get(key):
                self._fail(f"cause '{name}' has no {key}", "cause", number, f"add {key} = …")
        category = entry["category"]
        if category not in CATEGORIES:
            self._fail(
                f"cause '{name}' has the unknown category '{category}'",
                "cause",
                number,
                _did_you_mean(category, CATEGORIES),
            )
        if self._path.stem not in (category, "causes"):
            hint = f"move it to {category}.toml"
            self._fail(f"cause '{name}' of category '{category}' stands in {self._path.name}", "cause", number, hint)
        if any(known.id == name for known in self._contents.causes):
            self._fail(f"cause '{name}' is defined twice", "cause", number, "give one of them another id")
        proof = tuple(self._proofs(entry.get("proof", ()), "cause", number, name))
        if not proof and not entry.get("told_only"):
            self._fail(f"cause '{name}' has no proof", "cause", number, "add proof, or told_only = true")
        self._contents.causes.append(
            KnownCause(
                id=name,
                category=category,
                title=entry["title"],
                steps=self._steps(entry["steps"], number, name),
                explanation=entry["explanation"],
                actions=tuple(entry["actions"]),
                references=tuple(entry["references"]),
                proof=proof,
                against=tuple(self._proofs(entry.get("against", ()), "cause", number, name)),
                versions=entry.get("versions"),
                evidence=entry.get("evidence"),
                watch=_list(entry.get("watch")),
            )
        )

    def _steps(self, steps: Sequence[str], number: int, name: str) -> tuple[str, ...]:
        for step in steps:
            if len(step.split(".")) != len(("flowchart", "lane", "step")):
                self._fail(
                    f"cause '{name}' names the step '{step}'",
                    "cause",
                    number,
                    "write flowchart.lane.step, with * for any",
                )
        return tuple(steps)

    def _benign(self, entry: Mapping[str, Any], number: int) -> None:
        why = entry.get("why")
        if not why:
            self._fail("a benign line has no why", "benign", number, "say why it blocks nothing")
        rest = {key: value for key, value in entry.items() if key not in ("id", "why", "evidence")}
        match = next(self._proofs([{"weight": 1, **rest}], "benign", number, "benign"))
        self._contents.benign.append(Benign(str(entry.get("id", "")), str(why), match))

    def _phrase(self, entry: Mapping[str, Any], number: int) -> None:
        translations = []
        for translation in entry.get("texts", ()):
            grade = translation.get("grade")
            if grade not in GRADES:
                hint = f"one of {', '.join(GRADES)}"
                self._fail(f"phrase '{entry.get('id')}' has the grade '{grade}'", "phrase", number, hint)
            translations.append(Translation(translation["language"], translation["text"], grade))
        if not entry.get("id") or not translations:
            self._fail("a phrase needs an id and texts", "phrase", number, "add id = … and texts = […]")
        self._contents.phrases[entry["id"]] = Phrase(entry["id"], tuple(translations))

    def _proofs(self, entries: Sequence[Mapping[str, Any]], kind: str, number: int, name: str) -> Iterator[Proof]:
        for entry in entries:
            for key in entry:
                if key not in _PROOF_KEYS:
                    self._fail(
                        f"the proof of '{name}' has an unknown key '{key}'",
                        kind,
                        number,
                        _did_you_mean(key, _PROOF_KEYS),
                    )
            if not any(entry.get(key) for key in _PROOF_NEEDS):
                self._fail(f"a proof of '{name}' names no line", kind, number, f"give one of {', '.join(_PROOF_NEEDS)}")
            weight = entry.get("weight", 2)
            if not 0 < weight <= HEAVIEST:
                self._fail(f"a proof of '{name}' weighs {weight}", kind, number, "1 hints, 2 makes likely, 3 proves")
            yield Proof(
                weight=float(weight),
                events=_list(entry.get("event")),
                all_texts=tuple(text.casefold() for text in _list(entry.get("text_contains"))),
                any_texts=tuple(
                    text.casefold() for text in (*_list(entry.get("text_any")), *self._wordings(entry, kind, number))
                ),
                pattern=self._pattern(entry.get("pattern"), kind, number, name),
                codes=_list(entry.get("code")),
                sibling=entry.get("sibling"),
                times=int(entry.get("times", 1)),
            )

    def _wordings(self, entry: Mapping[str, Any], kind: str, number: int) -> Iterator[str]:
        for name in _list(entry.get("phrase")):
            phrase = self._contents.phrases.get(name)
            if phrase is None:
                self._fail(
                    f"there is no phrase '{name}'", kind, number, _did_you_mean(name, tuple(self._contents.phrases))
                )
            yield from (translation.text for translation in phrase.translations)

    def _pattern(self, pattern: str | None, kind: str, number: int, name: str) -> re.Pattern[str] | None:
        if pattern is None:
            return None
        try:
            return re.compile(pattern, re.IGNORECASE)
        except re.error as error:
            return self._fail(
                f"the pattern of '{name}' is no regular expression: {error}", kind, number, "mend the pattern"
            )

    def _fail(self, message: str, kind: str, number: int, hint: str | None) -> NoReturn:
        headers = [
            line
            for line, text in enumerate(self._text.splitlines(), 1)
            if re.match(rf"\s*\[\[?{re.escape(kind)}\]?\]", text)
        ]
        line = headers[number] if number < len(headers) else None
        raise CauseError(message, path=str(self._path), line=line, hint=hint)


def _list(value: str | Sequence[str] | None) -> tuple[str, ...]:
    if value is None:
        return ()
    return (value,) if isinstance(value, str) else tuple(value)


def _did_you_mean(word: str, words: Sequence[str]) -> str:
    near = difflib.get_close_matches(word, words, n=1)
    return f"did you mean {near[0]}?" if near else f"one of {', '.join(words)}"
