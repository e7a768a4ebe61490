"""Which logs answer a question, and what the servers are called that nobody has named: `questions.toml`, read once."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from dmplog.frozen import frozen


@frozen
class Question:
    """What somebody asks who has no report: the roles of the logs that answer it, by the place they lie at."""

    title: str
    logs: Mapping[str, tuple[str, ...]]


@frozen
class Questions:
    """Everything `questions.toml` says.

    Attributes:
        places: By its id each place that a server can be at, in words; the id is a parameter of the script.
        of_steps: The same by the places that flowcharts give to steps.
        known: Every question by its id.
    """

    places: Mapping[str, str]
    of_steps: Mapping[str, str]
    known: Mapping[str, Question]


@cache
def load_questions() -> Questions:
    """Return the questions that are shipped.

    >>> load_questions().known["downloading"].logs["TopLevelSiteServer"]
    ('hman',)
    """
    text = files("dmplog.collect").joinpath("questions.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text)
    return Questions(
        {place["id"]: place["said"] for place in table["place"]},
        {step: place["said"] for place in table["place"] for step in place["steps"]},
        {
            question["id"]: Question(
                question["title"], {visit["place"]: tuple(visit["logs"]) for visit in question["visit"]}
            )
            for question in table["question"]
        },
    )
