"""The columnar matcher and lark find the same: for every rule, in the messages it writes and in damaged ones."""

from __future__ import annotations

from functools import cache

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from message_samples import grammars_of, own_rules

from dmplog.data import data_folder
from dmplog.grammar import UNRECOGNIZED, Rule
from dmplog.grammar.compile import NOISE
from dmplog.grammar.sequence import Choice, Hole, Literal, Maybe, Node, Sequence
from dmplog.head import role_of

STEMS = [
    *sorted(path.stem for path in data_folder("grammars").glob("*.lark") if role_of(path)),
    "framing",
    "shared",
]
AT_ONCE = 8
"""Rules whose messages are drawn and matched together: one example, one frame."""

BATCHES = [
    pytest.param(stem, rules[start : start + AT_ONCE], id=f"{stem}-{rules[start].name}")
    for stem in STEMS
    if (rules := own_rules(stem))
    for start in range(0, len(rules), AT_ONCE)
]
# What fails is shown as drawn: shrinking eight messages at once takes minutes and says no more.
QUICK = settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

# Letters whose case one engine folds and the other does not (the long s, the dotless i, the Kelvin sign) are not what logs hold.
ALPHABET = st.one_of(st.characters(min_codepoint=32, max_codepoint=126), st.sampled_from("\näéß日"))


@cache
def values(regex: str) -> st.SearchStrategy[str]:
    return st.from_regex(regex, fullmatch=True, alphabet=ALPHABET)


def parts_of(node: Node) -> st.SearchStrategy[tuple[Literal | str, ...]]:
    """The parts of a message of *node*: literals, and the values of its fields."""
    match node:
        case Literal():
            return st.just((node,))
        case Hole(terminal):
            return values(terminal.regex).map(lambda value: (value,))
        case Maybe(body):
            return st.one_of(st.just(()), parts_of(body))
        case Choice(options):
            return st.one_of(*map(parts_of, options))
        case Sequence(parts):
            return st.tuples(*map(parts_of, parts)).map(lambda found: tuple(part for group in found for part in group))


def has_two_readings(parts) -> bool:
    """Whether a value contains, or ends in the beginning of, the literal that follows it."""
    following = ""
    for part in reversed(parts):
        if isinstance(part, Literal):
            following = part.text.lower()
        elif following:
            value = part.lower()
            if following in value or any(following.startswith(value[-size:]) for size in range(1, len(value) + 1)):
                return True
    return False


@st.composite
def messages(draw, rule: Rule) -> str | None:
    """A message of *rule* in any case, or None where the one drawn has two readings."""
    parts = draw(st.one_of(*map(parts_of, rule.alternatives)))
    change = draw(st.sampled_from([str, str, str.upper, str.lower, str.swapcase]))
    message = change("".join(part.text if isinstance(part, Literal) else part for part in parts))
    return None if has_two_readings(parts) else message


@st.composite
def damaged(draw, rule: Rule) -> str | None:
    """A message of *rule* with one to three characters lost, doubled or replaced."""
    message = draw(messages(rule))
    for _ in range(draw(st.integers(1, 3)) if message else 0):
        place = draw(st.integers(0, len(message)))
        written = draw(st.one_of(st.just(""), ALPHABET, st.just(message[place : place + 1] * 2)))
        message = message[:place] + written + message[place + 1 :]
    return message


def disagreements(grammars, rules, drawn, *, whole: bool) -> list[tuple]:
    """Where polars and lark say different things about the messages *drawn* for *rules*."""
    by_name = {rule.name: rule for rule in grammars.rules}
    pairs = [(rule, message) for rule, message in zip(rules, drawn, strict=True) if message is not None]
    frame = pl.DataFrame({"message": [message for _, message in pairs]}, schema={"message": pl.String})
    matched = grammars.match(frame.with_columns(role=pl.lit(grammars.roles[0]))).iter_rows(named=True)
    wrong = []
    for (rule, message), row in zip(pairs, matched, strict=True):
        event = row["event"]
        if event in {None, UNRECOGNIZED}:
            expected, actual = None, grammars.oracle.fields(rule, message)
        else:
            expected = {name: row[name] for name in grammars.fields if row[name] is not None}
            actual = grammars.oracle.fields(by_name[event], message)
        unread = whole and event is None and message == message.strip(NOISE)
        if expected != actual or unread:
            wrong.append((rule.name, message, event, expected, actual))
    return wrong


@pytest.mark.parametrize(("stem", "rules"), BATCHES)
def test_polars_and_lark_read_a_message_alike(stem, rules):
    grammars = grammars_of(stem)

    @QUICK
    @given(st.tuples(*map(messages, rules)))
    def agree(drawn):
        assert [] == disagreements(grammars, rules, drawn, whole=True)

    agree()


@pytest.mark.parametrize(("stem", "rules"), BATCHES)
def test_polars_and_lark_agree_about_a_damaged_message(stem, rules):
    grammars = grammars_of(stem)

    @QUICK
    @given(st.tuples(*map(damaged, rules)))
    def agree(drawn):
        assert [] == disagreements(grammars, rules, drawn, whole=False)

    agree()
