"""How strongly lines prove a cause, which of several is told first, and when it is better to say that none is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dmplog.case import ErrorCode, Evidence
from dmplog.causes.book import Causes
from dmplog.causes.model import Benign, KnownCause, Proof
from dmplog.causes.pattern import Pattern
from dmplog.causes.unknown import describe, unknown_cause

STEP = "download.package.queue"
WORDS = ("one", "two", "three", "four", "five", "six")


def word(text, weight=2, **more):
    return Proof(weight, all_texts=(text,), **more)


def known(name, *proof, **more):
    usual = {"steps": ("download.*",), "explanation": "So it is.", "actions": (), "references": (), "status": "seen"}
    return KnownCause(name, "dns", name, proof=proof, **{**usual, **more})


def lines(*texts, event=None, start=1):
    return [Evidence("hman.log", number, None, event, text) for number, text in enumerate(texts, start)]


def found(causes, own=(), beside=(), verdict="in_progress", **more):
    return Causes(tuple(causes)).find([STEP], verdict, lines(*own), lines(*beside, start=50), **more)


def ids(*args, **more):
    return [cause.id for cause in found(*args, **more)]


TWO, THREE = known("likely", word("one")), known("sure", word("two", 3))


@pytest.mark.parametrize(
    ("causes", "own", "beside", "answer"),
    [
        ([TWO, THREE], ["one", "two"], [], ["sure", "likely"]),
        ([known("x", word("one")), known("y", word("two"))], ["two", "one"], [], ["x", "y"]),
        # A line beside the step weighs less than one of the step, unless the cause asks for such a line.
        ([known("x", word("one")), known("y", word("two"))], ["two"], ["one"], ["y", "x"]),
        ([known("x", word("one", sibling=True)), known("y", word("two"))], ["two"], ["one"], ["x", "y"]),
        ([known("x", word("one")), known("y", word("two"))], ["two", "one"], ["one"], ["x", "y"]),
        # Each further kind of proof adds a little, three of them at most, and never what a stronger proof weighs.
        ([known("x", word("one")), known("y", word("two"), word("three"))], ["one", "two", "three"], [], ["y", "x"]),
        ([known("x", word("one")), known("y", word("two"), word("three"))], ["one", "two", "two"], [], ["x", "y"]),
        (
            [known("x", *map(word, WORDS[:2])), known("y", *map(word, WORDS[:3]))],
            WORDS,
            [],
            ["y", "x"],
        ),
        (
            [known("x", *map(word, WORDS[:3])), known("y", *map(word, WORDS[:4]))],
            WORDS,
            [],
            ["y", "x"],
        ),
        ([known("x", *map(word, WORDS[:4])), known("y", *map(word, WORDS))], WORDS, [], ["x", "y"]),
        ([known("x", *map(word, WORDS)), known("y", word("one", 3))], WORDS, [], ["y", "x"]),
        ([known("x", word("one")), known("y", word("two", 1), word("three", 3))], WORDS, [], ["y", "x"]),
        # What speaks against a cause takes its weight from it, the strongest of it alone.
        ([known("x", word("one", 3), against=(word("two", 1),))], ["one", "two"], [], ["x"]),
        ([known("x", word("one", 3), against=(word("two", 3),))], ["one", "two"], [], []),
        ([known("x", word("one", 3), against=(word("two", 3),))], ["one"], [], ["x"]),
        ([known("x", word("one", 3), against=(word("two", 1), word("three", 2)))], WORDS, [], ["x"]),
        ([known("x", word("one", 3), against=(word("two", 2),)), TWO], WORDS, [], ["likely", "x"]),
        # Beside what is proven a hint says nothing; beside what is likely it is told.
        ([known("hint", word("one", 1)), THREE], WORDS, [], ["sure"]),
        ([known("hint", word("one", 1)), known("x", word("two"))], WORDS, [], ["x", "hint"]),
        ([known("hint", word("one", 1)), known("x", word("two"), word("three"))], WORDS, [], ["x"]),
        ([known("hints", word("one", 1), word("four", 1)), THREE], WORDS, [], ["sure", "hints"]),
        ([known("hint", word("one", 1))], WORDS, [], ["hint"]),
        # A cause is only told where it can block the step, and never more than four of them.
        (
            [known("x", word("one"), steps=("upload.*", STEP)), known("y", word("one"), steps=("upload.*",))],
            WORDS,
            [],
            ["x"],
        ),
        ([known(str(n), word("one")) for n in range(6)], WORDS, [], ["0", "1", "2", "3"]),
    ],
)
def test_the_cause_that_is_proved_best_stands_first(causes, own, beside, answer):
    assert answer == ids(causes, own, beside)


def unknown(*, verdict, weight=1, own=("one", "odd")):
    """Return the causes of a failure nobody knows, "odd", beside one that is known by *weight*."""
    odd = [replace(line, event="unrecognized_error") if "odd" in line.text else line for line in lines(*own)]
    return [cause.id for cause in Causes((known("x", word("one", weight)),)).find([STEP], verdict, odd)]


def test_a_failure_nobody_knows_is_told_before_a_mere_hint_that_does_not_rest_on_it():
    assert ["unknown", "x"] == unknown(verdict="failed")
    assert ["unknown", "x"] == unknown(verdict="stalled")
    assert ["x"] == unknown(verdict="in_progress")
    assert ["x"] == unknown(verdict="failed", weight=2)
    assert ["x"] == unknown(verdict="failed", own=("one odd",))
    assert ["x"] == unknown(verdict="failed", own=("one",))
    assert ["unknown"] == unknown(verdict="failed", own=("odd",))
    assert ["unknown"] == unknown(verdict="failed", own=("two",))
    assert [] == unknown(verdict="waiting", own=("two",))


@pytest.mark.parametrize(
    ("cause", "own", "beside", "certainty"),
    [
        (known("x", word("one")), ["one"], [], "proved"),
        (known("x", word("one"), status="documented"), ["one"], [], "proved"),
        (known("x", word("one", 3), status="inferred"), ["one"], [], "suggested"),
        (known("x", word("one", 1)), ["one"], [], "suggested"),
        (known("x", word("one", 3)), [], ["one"], "suggested"),
        (known("x", word("one", 3)), ["one"], ["one"], "proved"),
        (known("x", word("one", 3, sibling=True)), [], ["one"], "proved"),
        (known("x", word("one", 1, sibling=True)), [], ["one"], "suggested"),
        (known("x", word("one", 1), word("two")), ["one"], ["two"], "suggested"),
        (known("x", word("one", 1, sibling=True), word("two")), [], ["one", "two"], "suggested"),
        (known("x", word("one", 3, sibling=True), word("two")), [], ["two"], "suggested"),
    ],
)
def test_what_proves_a_cause_is_more_than_a_hint_in_a_line_of_the_step_or_in_one_it_asks_for(
    cause, own, beside, certainty
):
    assert [certainty] == [each.certainty for each in found([cause], own, beside)]


def test_a_cause_quotes_five_lines_at_most_each_once_strongest_proof_first():
    cause = known("x", word("one", 1), word("two", 2), versions="2403")

    (told,) = found([cause], ["one", "one two", *["one"] * 6])

    assert [2, 1, 3, 4, 5] == [line.line for line in told.evidence]
    assert "So it is. Known of: 2403." == told.explanation
    assert "So it is." == found([known("x", word("one"))], ["one"])[0].explanation


@pytest.mark.parametrize(
    ("proof", "own", "answer"),
    [
        (word("one", times=2), ["one"], []),
        (word("one", times=2), ["one", "one"], ["x"]),
        (word("one", unless_seen=("alarm",)), ["one"], ["x"]),
        (word("one", unless_seen=("failure", "other")), ["one"], []),
        (Proof(2, all_texts=("one", "two")), ["one", "two"], []),
        (Proof(2, all_texts=("one", "two")), ["TWO and One"], ["x"]),
        (Proof(2, any_texts=("one", "two")), ["a two"], ["x"]),
        (Proof(2, any_texts=("one", "two")), ["a three"], []),
        (Proof(2, events=("e",)), ["one"], []),
        (Proof(2, pattern=Pattern("o.e$")), ["one"], ["x"]),
        (Proof(2, pattern=Pattern("o.e$")), ["one two"], []),
        (Proof(2, codes=("12002",)), ["failed with 0x80072EE2"], ["x"]),
        (Proof(2, codes=("HTTP 403",)), ["failed with 0x80190193"], ["x"]),
        (Proof(2, codes=("12002", "5")), ["failed with 0x80070020"], []),
        (Proof(2, codes=("0x80131509",)), ["failed with 0x80131509"], []),
        (Proof(2, codes=("32",), all_texts=("one",)), ["failed with 0x80070020"], []),
    ],
)
def test_everything_a_proof_asks_for_must_hold_of_so_many_lines(proof, own, answer):
    assert answer == ids([known("x", proof)], own, seen=("failure",))


def test_the_unknown_cause_quotes_what_tells_of_a_failure_first_three_lines_at_most():
    own, beside = lines("a", "failed with 0x80070020", "b"), lines("odd", event="unrecognized_error", start=9)

    assert [2, 9, 1] == [line.line for line in unknown_cause("failed", own, beside).evidence]


@pytest.mark.parametrize(
    ("verdict", "own", "said"),
    [
        ("failed", ["a"], "No known cause fits these lines."),
        ("stalled", ["a"], "No line says why it does not go on."),
        ("stalled", ["error = 0x87d20009"], "No known cause fits these lines. 0x87d20009 is in no table."),
    ],
)
def test_the_unknown_cause_says_whether_a_line_speaks_of_a_failure(verdict, own, said):
    assert said == unknown_cause(verdict, lines(*own), []).explanation


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (ErrorCode("1", "NAME", "It means this."), "1 is NAME: It means this."),
        (ErrorCode("1", "NAME", None), "1 is NAME."),
        (ErrorCode("1", None, "It means this."), "1: It means this."),
        (ErrorCode("1", None, None), "1 is in no table."),
    ],
)
def test_an_error_number_is_told_with_what_is_known_of_it(code, said):
    assert said == describe(code)


def test_a_line_without_failure_that_no_cause_rests_on_is_no_unknown_failure():
    assert ["x"] == unknown(verdict="failed", own=("one", "two"))


def test_a_proof_names_its_event_and_where_its_line_stands():
    named, here = known("x", Proof(2, events=("e",))), known("y", word("one", sibling=False))
    own, beside = lines("one", event="e"), lines("one", event="f", start=9)

    assert ["x", "y"] == [cause.id for cause in Causes((named, here)).find([STEP], "waiting", own)]
    assert [] == [cause.id for cause in Causes((named, here)).find([STEP], "waiting", [], beside)]


def test_a_harmless_line_is_told_with_its_reason_and_another_one_is_not():
    book = Causes(harmless=(Benign("a", "It is a.", word("one")), Benign("b", "It is b.", word("two"))))

    assert ("It is a.", "It is b.", None) == (book.benign("One"), book.benign("two"), book.benign("three"))


@pytest.mark.parametrize(("log", "expected"), [("theatre", "It is a."), ("street", None), (None, "It is a.")])
def test_a_line_is_harmless_in_the_logs_its_entry_names(log, expected):
    book = Causes(harmless=(Benign("a", "It is a.", word("one"), logs=("theatre",)),))

    assert expected == book.benign("one", None, log)


def test_only_the_events_of_causes_that_can_block_a_step_are_asked_for_there():
    causes = Causes(
        (
            known("here", Proof(2, events=("named",)), Proof(2, events=("beside",), sibling=True), watch=("watched",)),
            known("elsewhere", Proof(2, events=("foreign",)), steps=("backup.*.*",), watch=("far",)),
        )
    )

    assert ({"named", "beside", "watched"}, {"beside", "watched"}) == causes.telling_at([STEP])
    assert {"named", "beside", "watched", "foreign", "far"} == causes.telling_events


def test_a_cause_that_cannot_block_the_step_hides_none_behind_it():
    elsewhere = known("elsewhere", word("one"), steps=("upload.*",))

    assert ["likely"] == ids([elsewhere, TWO], ["one"])


def test_a_cause_that_more_speaks_against_than_for_is_none():
    assert [] == ids([known("likely", word("one"), against=(word("two", 3),))], ["one two"])
    assert ["likely"] == ids([known("likely", word("one"), against=(word("two", 1),))], ["one two"])


def test_beside_a_likely_cause_a_hint_does_not_make_the_rest_unknown():
    hint = known("hint", word("two", 1))
    told = Causes((TWO, hint)).find([STEP], "failed", [*lines("one", "two"), *lines("x", event="unrecognized_error")])

    assert ["likely", "hint"] == [cause.id for cause in told]


@pytest.mark.parametrize(
    ("own", "actions"),
    [
        (["one"], ("Look around.",)),
        (["two"], ("Read its line.", "Look around.")),
        (["one", "two"], ("Read its line.", "Look around.")),
    ],
)
def test_what_speaks_of_the_line_of_a_cause_is_told_where_such_a_line_was_written(own, actions):
    """A mere hint at a blocked upgrade names no session whose id could be read."""
    cause = known("x", word("one", 1), word("two", 3), actions=("Look around.",), line_actions=("Read its line.",))

    assert actions == found([cause], own)[0].actions
