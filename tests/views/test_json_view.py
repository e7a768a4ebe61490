"""The JSON view and its schema."""

from __future__ import annotations

import dataclasses
import json
import typing

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from report_samples import HOSTILE, SAMPLES, hostile

import dmplog
from dmplog.framing import manifest
from dmplog.framing.table import SAYS
from dmplog.looks.visible import CONTROLS
from dmplog.views.json import render, schema

BUILDERS = {**SAMPLES, "hostile": hostile}
DEFINITIONS = {
    "evidence": dmplog.Evidence,
    "subject": dmplog.Subject,
    "cause": dmplog.Cause,
    "error": dmplog.ErrorCode,
    "next": dmplog.NextSign,
    "step": dmplog.StepProgress,
    "link": dmplog.KeyLink,
    "decision": dmplog.Decision,
    "case": dmplog.Case,
    "coverage": dmplog.LogCoverage,
    "input": dmplog.InputFile,
    "prerequisite": dmplog.PrerequisiteResult,
    "also_seen": dmplog.AlsoSeen,
    "unexplained": dmplog.Unexplained,
    "problem": dmplog.Problem,
}


@pytest.mark.parametrize("name", BUILDERS)
def test_every_sample_is_valid(name):
    """The shipped schema accepts what the dataclasses write."""
    document = json.loads(render(BUILDERS[name]()))

    jsonschema.Draft202012Validator(schema()).validate(document)


def test_schema_is_a_valid_schema():
    """The schema itself obeys draft 2020-12."""
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("definition", DEFINITIONS)
def test_schema_and_dataclass_have_the_same_keys(definition):
    """No key of the contract is missing from the schema, and the schema invents none."""
    fields = {entry.name for entry in dataclasses.fields(DEFINITIONS[definition])}

    assert fields == set(schema()["$defs"][definition]["properties"])
    assert fields == set(schema()["$defs"][definition]["required"])


def test_closed_lists_agree_with_the_types():
    """The verdicts, states and confidences of the schema are those of the dataclasses, the framings those of the table."""
    found = schema()["$defs"]

    assert set(typing.get_args(dmplog.Verdict)) == set(found["verdict"]["enum"])
    assert set(typing.get_args(dmplog.StepStatus)) == set(found["step"]["properties"]["status"]["enum"])
    assert set(typing.get_args(dmplog.Confidence)) == set(found["case"]["properties"]["confidence"]["enum"])
    # A manifest is no log of the coverage; a file without records has no framing.
    assert {*SAYS, None} - {manifest.NAME} == set(found["coverage"]["properties"]["framing"]["enum"])


def _all_objects(value, path=()):
    if isinstance(value, dict):
        if value:
            yield path
        for key, item in value.items():
            yield from _all_objects(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _all_objects(item, (*path, index))


def _at(document, path):
    for key in path:
        document = document[key]
    return document


def test_schema_refuses_a_document_with_any_key_left_out():
    """Leaving out any key, anywhere, is an error."""
    text = render(SAMPLES["stalled_download"]())
    document = json.loads(text)
    document["cases"] = document["cases"][:1]
    validator = jsonschema.Draft202012Validator(schema())
    paths = list(_all_objects(document))

    assert len(paths) > 20
    for path in paths:
        part = _at(document, path)
        for key in list(part):
            kept = part.pop(key)
            assert not validator.is_valid(document), (path, key)
            part[key] = kept


def test_schema_lets_a_later_version_say_more():
    """Any object may hold further keys, and a log of a grammar of one's own has its own role."""
    document = json.loads(render(SAMPLES["stalled_download"]()))
    for path in list(_all_objects(document)):
        _at(document, path)["later"] = None
    document["coverage"][0]["role"] = "backup_of_the_site"

    jsonschema.Draft202012Validator(schema()).validate(document)


@given(st.text())
def test_any_text_survives_and_controls_never_appear_raw(text):
    """Whatever a log line holds, the JSON text holds it back and never a character that acts on a terminal."""
    written = render({"text": text})

    assert {"text": text} == json.loads(written)
    assert CONTROLS.search(written) is None


def test_lone_surrogates_can_be_encoded():
    """A lone surrogate does not keep the document from being written as UTF-8."""
    written = render({"text": "\ud800"})

    assert {"text": "\ud800"} == json.loads(written.encode().decode())


def test_indent_and_order_are_stable():
    """The keys come in the order of the contract, with an indent of two."""
    lines = render(SAMPLES["empty"]()).splitlines()

    assert ['  "schema": "dmplog.report/1",', '  "version": "0.1.0",', '  "as_of": null,'] == lines[1:4]


def test_hostile_text_is_whole_in_the_json():
    """JSON is the view that cuts nothing."""
    document = json.loads(render(hostile()))

    assert HOSTILE == document["headline"]
    assert len(document["cases"][0]["steps"][1]["evidence"][0]["text"]) > 1_000_000


VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(st.text(), inner, max_size=3)),
)


@given(st.dictionaries(st.text(), VALUES, max_size=3))
def test_a_document_is_written_as_the_json_module_writes_it(document):
    """But for what would act on a terminal, which is escaped."""
    written = json.dumps(document, indent=2, ensure_ascii=False)

    assert CONTROLS.sub(lambda found: json.dumps(found[0])[1:-1], written) + "\n" == render(document)


@pytest.mark.parametrize("number", [float("nan"), float("inf")])
def test_what_is_no_number_in_json_is_refused(number):
    with pytest.raises(ValueError, match="not JSON compliant"):
        render({"margin": number})
