"""A report read back: equal to what was written, and a plain error for what is no report."""

from __future__ import annotations

import copy
import dataclasses
import json
from datetime import UTC, datetime
from functools import cache
from typing import Literal, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_samples import SAMPLES, hostile

import dmplog
from dmplog import report as contract
from dmplog.report import Report


def values(kind):
    """Return a strategy for values of the type *kind*, every field of a dataclass by its annotation."""
    options = get_args(kind)
    if dataclasses.is_dataclass(kind):
        return st.builds(kind, **{name: field_values(name, hint) for name, hint in get_type_hints(kind).items()})
    if get_origin(kind) is Literal:
        return st.sampled_from(options)
    if type(None) in options:
        return st.none() | values(options[0])
    if get_origin(kind) is tuple:
        several = options[-1] is Ellipsis
        return st.lists(values(options[0]), max_size=2).map(tuple) if several else st.tuples(*map(values, options))
    special = {datetime: st.datetimes(timezones=st.just(UTC)), float: st.floats(allow_nan=False, allow_infinity=False)}
    return special[kind] if kind in special else st.from_type(kind)


def field_values(name, hint):
    return st.just(contract.SCHEMA) if name == "schema" else values(hint)


@cache
def written():
    """Return a document that holds a value for nearly every key."""
    return SAMPLES["stalled_download"]()


def changed(change):
    document = copy.deepcopy(written())
    change(document)
    return document


@settings(max_examples=100)
@given(report=values(Report))
def test_any_report_is_read_back(report):
    """Whatever the values are, as long as their types are those of the contract."""
    assert report == Report.from_json(report.to_json())
    assert report == Report.from_dict(report.to_dict())


@settings(max_examples=100)
@given(report=values(Report))
def test_any_report_is_shown_in_one_line_per_case(report):
    """And no text from a log acts on the terminal."""
    shown = repr(report)

    assert max(1, len(report.cases)) == len(shown.splitlines())
    assert shown.replace("\n", "").isprintable()


@pytest.mark.parametrize("name", SAMPLES)
def test_a_document_read_and_written_is_the_same(name):
    document = SAMPLES[name]()

    assert document == Report.from_dict(document).to_dict()


def test_hostile_text_is_read_back_whole():
    assert hostile() == Report.from_dict(hostile()).to_dict()


def test_keys_of_a_later_version_are_passed_over():
    """At every level of the document."""

    def more(value):
        if isinstance(value, dict):
            return {**{key: more(item) for key, item in value.items()}, "later": [1]}
        return [more(item) for item in value] if isinstance(value, list) else value

    assert Report.from_dict(written()) == Report.from_dict(more(written()))


def test_a_key_with_a_default_may_be_missing():
    document = changed(lambda document: [case.pop("stall") for case in document["cases"]])

    assert {None} == {case.stall for case in Report.from_dict(document).cases}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_what_windows_makes_of_the_document_is_read(encoding):
    """A redirected document has a byte order mark, or is UTF-16."""
    report = Report.from_dict(written())
    data = report.to_json().encode(encoding)

    assert report == Report.from_json(data)
    assert report == Report.from_json("\ufeff" + report.to_json())


def test_times_are_held_as_they_are_written():
    """A log may say more of a time than the document does."""
    report = dataclasses.replace(
        Report.from_dict(written()), as_of=datetime(2024, 12, 18, 16, 20, 0, 598_765, tzinfo=UTC)
    )

    assert datetime(2024, 12, 18, 16, 20, 0, 598_000, tzinfo=UTC) == report.as_of


def test_a_time_with_another_offset_is_the_same_time():
    document = changed(lambda document: document.update(as_of="2024-12-18T11:20:00-05:00"))

    assert Report.from_dict(written()) == Report.from_dict(document)


NO_REPORT = "this is no report: it has no schema 'dmplog.report/1'; give what `dmplog diagnose --json` printed"
OTHER_SCHEMA = (
    "this report is of the schema 'dmplog.report/2', and this version of dmplog reads 'dmplog.report/1'; "
    "read it with the version that wrote it ('3.0')"
)
NO_JSON = "this is no report: it is no JSON"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", f"{NO_JSON}: Expecting value: line 1 column 1 (char 0); give what `dmplog diagnose --json` printed"),
        ("{} {}", f"{NO_JSON}: Extra data: line 1 column 4 (char 3); give what `dmplog diagnose --json` printed"),
        (b"\xff\xfe\xfd", f"{NO_JSON}; give what `dmplog diagnose --json` printed"),
        ("[" * 100_000, f"{NO_JSON}; give what `dmplog diagnose --json` printed"),
        ("[]", NO_REPORT),
        ("{}", NO_REPORT),
        ('{"schema": 1}', NO_REPORT),
        ('{"schema": "another.report/1"}', NO_REPORT),
        (
            '{"schema": "dmplog.report/2", "version": "3.0"}',
            OTHER_SCHEMA,
        ),
        ('{"schema": "dmplog.report/1"}', "this report cannot be read: version is missing"),
    ],
)
def test_what_is_no_report_says_so(text, message):
    with pytest.raises(dmplog.ReportError) as raised:
        Report.from_json(text)

    assert message == str(raised.value)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda document: document["cases"][0].pop("verdict"), "cases[0].verdict is missing"),
        (lambda document: document.pop("cases"), "cases is missing"),
        (
            lambda document: document["cases"][0].update(confidence="sure"),
            "cases[0].confidence is 'sure', not one of confirmed, likely, possible",
        ),
        (lambda document: document["cases"][0].update(attempts=True), "cases[0].attempts is True, not a whole number"),
        (lambda document: document["cases"][0].update(attempts=2.5), "cases[0].attempts is 2.5, not a whole number"),
        (
            lambda document: document["cases"][0]["decision"].update(cost=float("inf")),
            "cases[0].decision.cost is inf, not a number",
        ),
        (
            lambda document: document["cases"][0]["decision"].update(cost=10**400),
            f"cases[0].decision.cost is 1{'0' * 39}…, not a number",
        ),
        (lambda document: document.update(cases={}), "cases is {}, not a list"),
        (lambda document: document.update(cases=["x"]), "cases[0] is 'x', not an object"),
        (lambda document: document.update(headline=None), "headline is None, not a text"),
        (
            lambda document: document["cases"][0]["next"].update(supplied=1),
            "cases[0].next.supplied is 1, not true or false",
        ),
        (
            lambda document: document.update(as_of="2024-12-18T16:20"),
            "as_of is '2024-12-18T16:20', not a time such as 2024-12-18T16:20:00.000Z",
        ),
        (
            lambda document: document.update(as_of="0001-01-01T00:00+14:00"),
            "as_of is '0001-01-01T00:00+14:00', not a time such as 2024-12-18T16:20:00.000Z",
        ),
        (lambda document: document["coverage"][0].update(gaps=[[]]), "coverage[0].gaps[0] is [], not a list of 2"),
        (
            lambda document: document["cases"][0].update(step=list(range(100))),
            "cases[0].step is [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 1…, not a text",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(change, message):
    with pytest.raises(dmplog.ReportError) as raised:
        Report.from_dict(changed(change))

    assert f"this report cannot be read: {message}" == str(raised.value)


def test_every_closed_list_is_read_word_by_word():
    """No verdict and no state of a step is refused."""
    for verdict in get_args(dmplog.Verdict):
        document = changed(lambda document, verdict=verdict: document.update(verdict=verdict))
        assert verdict == Report.from_dict(document).verdict
    for status in get_args(dmplog.StepStatus):
        document = changed(lambda document, status=status: document["cases"][0]["steps"][0].update(status=status))
        assert status == Report.from_dict(document).cases[0].steps[0].status


def test_a_whole_number_may_stand_for_a_float():
    """Other programs write 3 for 3.0."""
    document = changed(lambda document: document["cases"][0]["decision"].update(cost=3))

    assert "3.0" == repr(Report.from_dict(document).cases[0].decision.cost)


def test_reading_changes_nothing_of_the_document():
    document = copy.deepcopy(written())

    Report.from_dict(document)

    assert json.dumps(written()) == json.dumps(document)
