"""The words an administrator may not know are explained, and pages that use one say what it means."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from dmplog.errors import UsageError
from dmplog.knowledge import glossary
from dmplog.looks.states import STATES
from dmplog.pages import explain
from dmplog.pages.terms import term_pages, words_in
from dmplog.verdicts import WORST_FIRST, Confidence

SAID_BY_THEMSELVES = {"done"}


@pytest.mark.parametrize("term", glossary(), ids=lambda term: term.name)
def test_a_word_has_at_most_two_sentences_and_a_page_of_microsoft_or_is_our_own(term):
    sentences = re.split(r"(?<=\.)\s", term.meaning)

    assert (True, True) == (len(sentences) <= 2, term.is_own or term.source.startswith("https://learn.microsoft.com/"))


def test_every_word_a_report_judges_with_is_explained():
    """Whoever reads "inferred" in a report asks the command that stands below it."""
    words = {
        *WORST_FIRST,
        *get_args(Confidence),
        *(state.word.lower() for state in STATES.values()),
    } - SAID_BY_THEMSELVES

    assert [] == [word for word in sorted(words) if not term_pages(word.replace("_", " "))]


@pytest.mark.parametrize("word", ["unknown", "failed", "waiting"])
def test_a_word_of_a_report_comes_before_whatever_else_is_called_so(word):
    assert ("term", word) == (explain(word).kind, explain(word).title)


@pytest.mark.parametrize("word", ["possible", "clock", "stalled", "case"])
def test_a_word_of_our_own_is_none_of_an_article(word):
    assert () == words_in([f"It is {word} that the {word} stands there."]).blocks


@pytest.mark.parametrize(("asked", "near"), [("infered", "inferred"), ("stalld", "stalled"), ("witnes", "witness")])
def test_a_word_of_our_own_that_is_nearly_right_is_offered(asked, near):
    with pytest.raises(UsageError, match=f"did you mean .*{near}"):
        explain(asked)


def test_no_name_stands_for_two_words():
    names = [name.lower() for term in glossary() for name in (term.name, *term.also)]

    assert sorted(set(names)) == sorted(names)


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("minijob", "minijob"),
        ("Service Connection Point", "service connection point"),
        ("service_connection_point", "service connection point"),
        ("redistributables", "redistributable"),
        ("DRS", "database replication"),
        (".CMI", "notification file"),
        ("CONFIGURATION_MANAGER_UPDATE", "update service"),
    ],
)
def test_a_word_is_explained_by_any_of_its_names(asked, title):
    page = explain(asked)

    assert ("term", title) == (page.kind, page.title)


def test_a_word_that_is_nearly_right_is_offered():
    with pytest.raises(UsageError, match="did you mean minijob"):
        explain("minijop")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It creates one minijob for every child.", ["minijob"]),
        ("Two send requests wait.", ["send request"]),
        ("See C:\\Logs\\minijob and minijobber.", []),
        ("The path is x.minijob.", []),
    ],
)
def test_a_word_is_found_where_it_stands_as_a_word(text, words):
    found = [item[0].text.partition(":")[0] for block in words_in([text]).blocks for item in block.items]

    assert words == found


@pytest.mark.parametrize("name", ["create_minijob", "package_information_not_replicated"])
def test_a_page_says_what_its_words_mean(name):
    assert "Words on this page" in [section.heading for section in explain(name).sections]


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "So far",
            "Fetch",
            "To be surer",
            "Clocks differ",
            "Also waiting",
            ".SNI",
            "attempt",
            "first attempt",
            "since",
        ),
        *("top-level site", "rate limits", "SMS_EXECUTIVE", "concurrent sendings", "PCK", "here"),
    ],
)
def test_every_word_of_an_answer_can_be_asked_for(asked):
    """Whoever reads it at night has nobody to ask."""
    assert "term" == explain(asked).kind


def test_what_has_two_names_that_are_alike_is_told_once():
    assert 1 == explain("Synchronization").to_text(width=200, verbose=True).count("Start the check for updates")
