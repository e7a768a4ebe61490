"""Sentences of failure: what Windows, .NET, SQL Server and the like write of one without any word of failure.

`failure_sentences.toml` holds those that only tell that something failed, `causes/phrases.toml` those a cause knows in several languages.
"""

from __future__ import annotations

import re
from functools import cache
from itertools import chain

from dmplog.compiled import read_table
from dmplog.frozen import frozen


@frozen
class Sentences:
    """What tells of a failure without saying so.

    Attributes:
        words: One of them stands in every line that may hold a sentence or a form; what holds one need not.
        foreign: The sentences in other languages than English, in which no line of the product is written.
        english: A pattern of those in English, and of the forms of numbers and constants.
        spoken_of: A pattern of an English one under a condition: `If the RPC server is too busy, the next one is asked`.
    """

    words: tuple[str, ...]
    foreign: tuple[str, ...]
    english: str
    spoken_of: str


@cache
def sentences() -> Sentences:
    """Return the sentences of failure of the tables.

    >>> "http status" in sentences().words
    True
    """
    table = read_table("failure_sentences")
    phrases = read_table("causes/phrases")["phrase"]
    told = [text for entry in table["sentence"] for text in entry["texts"]]
    foreign = [text["text"] for text in chain(_texts(phrases), told) if text["language"] != "en"]
    # Small and capital letters are one only in ASCII, so that each sentence is asked for as one may begin, too.
    forms = tuple(dict.fromkeys(form for text in foreign for form in (text, text[:1].upper() + text[1:])))
    english = [text["text"] for text in told if text["language"] == "en"]
    patterns = "|".join((*map(re.escape, english), *(form["pattern"] for form in table["form"])))
    words = (*english, *(word for form in table["form"] for word in form["words"]), *forms)
    condition = rf"(?i)\b(?:if|unless|whether|in case)\b[^.,;:]*?(?:{patterns})"
    return Sentences(words, forms, rf"(?i)(?:{patterns})", condition)


def _texts(phrases: list[dict[str, list[dict[str, str]]]]) -> list[dict[str, str]]:
    return [text for phrase in phrases for text in phrase["texts"]]
