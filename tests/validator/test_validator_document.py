"""The validator: one clear sentence for every mistake, and no part of it in a diagnosis."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema
import pytest

from dmplog.data import data_folder
from dmplog.errors import UsageError
from dmplog.grammar import Grammars
from dmplog.validator.folder import form_mistakes
from dmplog.validator.schema import FORMS, json_schema
from dmplog.validator.shipped import shipped_mistakes

FOLDER = data_folder("flowcharts")
REPOSITORY = Path(__file__).resolve().parents[2]
FILES = sorted(FOLDER.rglob("*.toml"))


def kind_of(path):
    if path.parent.name == "causes":
        return "causes"
    return path.stem if path.stem in FORMS else "flowchart"


def test_what_is_shipped_is_sound():
    assert () == shipped_mistakes()


@pytest.fixture
def spoiled(tmp_path):
    """The sentences about the shipped files after one text in one file is replaced."""

    def sentences(name, old, new):
        folder = tmp_path / "flowcharts"
        shutil.copytree(FOLDER, folder)
        text = (folder / name).read_text(encoding="utf-8")
        assert old in text
        (folder / name).write_text(text.replace(old, new, 1), encoding="utf-8")
        found = form_mistakes(folder, Grammars.load().events)
        return [finding.sentence(Path(path).relative_to(folder).as_posix()) for path, finding in found]

    return sentences


@pytest.mark.parametrize(
    ("name", "old", "new", "sentence"),
    [
        (
            "causes/wmi.toml",
            "weight = 2",
            'weight = "3"',
            (
                r"causes/wmi.toml:\d+:1: error: cause\[wmi_failed\].proof\[0\].weight must be a number, not '3' "
                r"\(write weight = 2; 3 proves, 2 makes likely, 1 hints\)"
            ),
        ),
        (
            "causes/disk_space.toml",
            'steps = ["*.*.*"]',
            'steps = ["*.*.receive"]',
            (
                r"causes/disk_space.toml:\d+:10: error: cause\[disk_full\].steps\[0\]: there is no step '\*.\*.receive': "
                r"the cause could block nothing .*"
            ),
        ),
        (
            "causes/backlog.toml",
            'watch = ["package_threads_counted"]',
            'watch = ["package_threads_countd"]',
            (
                r"causes/backlog.toml:\d+:10: error: cause\[package_threads_exhausted\].watch\[0\]: "
                r"no grammar has the event 'package_threads_countd' \(did you mean 'package_threads_counted'\?\)"
            ),
        ),
        (
            "causes/dns.toml",
            'id = "name_not_resolved"',
            'id = "disk_full"',
            r"causes/dns.toml:\d+:1: error: cause\[disk_full\].id: the id 'disk_full' is taken in disk_space.toml .*",
        ),
        (
            "update_states.toml",
            "number = 0",
            'number = "0"',
            r"update_states.toml:\d+:1: error: state\[0\].number must be a whole number, not '0' \(write number = 1\)",
        ),
        (
            "decides_nothing.toml",
            "why = ",
            'because = ""\nwhy = ',
            r"decides_nothing.toml:\d+:1: error: event\[0\] has an unknown key 'because' \(known keys: .*\)",
        ),
        (
            "causes/dns.toml",
            "actions = [",
            'actions = ["Check DNS.", "Check DNS.",',
            r"causes/dns.toml:\d+:\d+: error: cause\[name_not_resolved\].actions\[1\]: stands there twice: 'Check DNS.' .*",
        ),
        (
            "upload.toml",
            'place = "service_connection_point"',
            'place = "server"',
            r"upload.toml:\d+:1: error: lane.transmission.step\[initialize\].place cannot be 'server' \(.*site_server.*\)",
        ),
    ],
)
def test_a_mistake_is_one_sentence_with_file_line_column_path_and_mend(spoiled, name, old, new, sentence):
    assert re.fullmatch(sentence, spoiled(name, old, new)[0])


def test_a_mistake_in_a_flowchart_is_told_without_causes_that_name_its_steps(spoiled):
    assert 1 == len(spoiled("replication.toml", 'expect = "4h"', 'expect = "4 hours"'))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(FOLDER).as_posix())
def test_every_shipped_file_fits_the_schema_that_editors_get(path):
    values = tomllib.loads(path.read_text(encoding="utf-8"))

    assert [] == list(jsonschema.Draft202012Validator(json.loads(json_schema(kind_of(path)))).iter_errors(values))


@pytest.mark.parametrize("kind", FORMS)
def test_every_schema_is_one_and_refuses_what_is_no_such_file(kind):
    schema = json.loads(json_schema(kind))

    jsonschema.Draft202012Validator.check_schema(schema)
    assert not jsonschema.Draft202012Validator(schema).is_valid({"unknown": 1})


def test_an_unknown_kind_of_file_is_refused_with_the_nearest():
    with pytest.raises(UsageError, match="did you mean 'causes'"):
        json_schema("cause")


def test_a_diagnosis_imports_neither_the_validator_nor_pydantic():
    script = (
        "import sys, dmplog; dmplog.diagnose(sys.argv[1]); "
        "print([name for name in sys.modules if name.startswith(('dmplog.validator', 'pydantic'))])"
    )
    bundle = REPOSITORY / "fixtures" / "scenarios" / "case-c6-signing-chain" / "bundle"

    found = subprocess.run([sys.executable, "-c", script, bundle], capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()


def test_the_build_hook_needs_nothing_but_what_it_names():
    script = (
        "import sys; from pathlib import Path; from dmplog.grammar.load import read_rules; "
        "from dmplog.validator.folder import form_mistakes; "
        "form_mistakes(Path('flowcharts'), {rule.name for rule in read_rules(Path('grammars'))}); "
        "print(sorted({'polars', 'networkx', 'ntstatus', 'typer', 'jinja2'} & set(sys.modules)))"
    )

    found = subprocess.run([sys.executable, "-c", script], cwd=REPOSITORY, capture_output=True, text=True, check=True)

    assert "[]" == found.stdout.strip()
