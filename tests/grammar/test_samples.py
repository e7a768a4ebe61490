"""Every rule has samples, and a sample is one event with the fields it says, whoever reads it."""

from __future__ import annotations

import polars as pl
import pytest
from message_samples import grammars_of, own_rules, read_file, read_samples, stems

from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.grammar.compile import spell

LOGS = [stem for stem in stems() if stem not in {"framing", "shared"}]


def found(grammars, role, messages):
    matched = grammars.match(pl.DataFrame({"role": role, "message": messages}))
    rows = matched.drop("role", "message").iter_rows(named=True)
    return [{name: value for name, value in row.items() if value is not None} for row in rows]


@pytest.mark.parametrize("stem", stems())
def test_a_sample_is_the_event_with_the_fields_it_says(stem):
    samples = read_samples(stem)

    expected = [{"event": sample.event, **sample.fields} for sample in samples]

    told = found(grammars_of(stem), stem, [sample.message for sample in samples])
    assert len(expected) == len(told)
    # One that differs is told with its line.
    differing = [index for index, each in enumerate(told) if each != expected[index]]
    assert [(samples[at].message, expected[at]) for at in differing] == [
        (samples[at].message, told[at]) for at in differing
    ]


@pytest.mark.parametrize("stem", stems())
def test_lark_finds_the_same_fields_in_a_sample(stem):
    grammars = grammars_of(stem)
    rules = {rule.name: rule for rule in grammars.rules}
    samples = [sample for sample in read_samples(stem) if sample.event != UNRECOGNIZED]

    assert [(sample.message, sample.fields) for sample in samples] == [
        (sample.message, grammars.oracle.fields(rules[sample.event], sample.message)) for sample in samples
    ]


def test_every_record_has_a_sample():
    """That every message has one is asked for by `dmplog flowchart check`."""
    sampled = {sample.event for sample in read_samples("framing")}

    assert [] == [rule.name for rule in own_rules("framing") if rule.name not in sampled]


def test_every_grammar_has_a_file_of_samples():
    assert set(Grammars.load().roles) == set(LOGS)


@pytest.mark.parametrize("stem", LOGS)
def test_no_sample_matches_two_rules_of_one_log(stem):
    rules = read_file(stem)
    shared = [sample for sample in read_samples("shared") if sample.event in {rule.name for rule in rules}]
    samples = [sample for sample in read_samples(stem) + shared if sample.event != UNRECOGNIZED]
    messages = pl.Series([sample.message.strip("~ ") for sample in samples])
    events = [set() for _ in samples]
    for spelling in spell(rules):
        for number, matches in enumerate(messages.str.contains(spelling.pattern().regex)):
            if matches:
                events[number].add(spelling.rule.name)

    assert [{sample.event} for sample in samples] == events


@pytest.mark.parametrize("stem", LOGS)
@pytest.mark.parametrize("roles", [None, "own"])
def test_every_sample_is_kept(stem, roles):
    messages = pl.DataFrame({"message": [sample.message for sample in read_samples(stem)]})
    sieve = Grammars.load().sieve([stem] if roles else None)

    assert [] == messages.filter(~sieve(messages["message"]))["message"].to_list()
