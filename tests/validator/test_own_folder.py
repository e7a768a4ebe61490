"""A folder of the user's own: every mistake in it is one sentence with its place, told by a diagnosis and by the check alike."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from own_backup import CAUSE, CHART, GRAMMAR, backup_log, lay_out
from typer.testing import CliRunner

import dmplog
from dmplog.causes import load_causes
from dmplog.cli.app import app
from dmplog.data import own_knowledge
from dmplog.errors import KnowledgeError
from dmplog.validator.own import mistakes_of_own, refuse_own

SHIPPED = Path(__file__).resolve().parents[2] / "flowcharts"
CHARTS, CAUSES = "flowcharts/backup.toml", "flowcharts/causes/access_denied.toml"


@pytest.fixture
def folder(tmp_path):
    return lay_out(tmp_path)


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def refusal(folder):
    def check():
        with own_knowledge(folder):
            refuse_own()

    with pytest.raises(KnowledgeError) as caught:
        check()
    return caught.value


def warnings(folder):
    with own_knowledge(folder):
        return [(Path(path).name, found.severity, found.message) for path, found in mistakes_of_own()]


def test_a_sound_folder_has_no_mistake(folder):
    assert [] == warnings(folder)


# What would be passed over in silence.


def move(old, new):
    return lambda folder: shutil.move(folder / old, folder / new)


def replace_by_file(name):
    def spoil(folder):
        shutil.rmtree(folder / name)
        (folder / name).write_text("", encoding="utf-8")

    return spoil


@pytest.mark.parametrize(
    ("spoil", "name", "words"),
    [
        (move(CHARTS, "flowcharts/backup.TOML"), "flowcharts/backup.TOML", "let it end in '.toml'"),
        (move("grammars/smsbkup.lark", "grammars/smsbkup.Lark"), "grammars/smsbkup.Lark", "let it end in '.lark'"),
        (move("grammars/smsbkup.lark", "flowcharts/smsbkup.lark"), "flowcharts/smsbkup.lark", "move it to grammars/"),
        (move("grammars/smsbkup.lark", "smsbkup.lark"), "smsbkup.lark", "move it to grammars/"),
        (move(CHARTS, "grammars/backup.toml"), "grammars/backup.toml", "move it to flowcharts/"),
        (move("flowcharts/causes", "causes"), "causes", "call it flowcharts/causes"),
        (move("flowcharts/causes", "flowcharts/cause"), "flowcharts/cause", "move it to flowcharts/"),
        (replace_by_file("flowcharts/causes"), "flowcharts/causes", "has to be a folder"),
        (replace_by_file("grammars"), "grammars", "has to be a folder"),
        (
            move(CAUSES, "flowcharts/access_denied.toml"),
            "flowcharts/access_denied.toml",
            "read from flowcharts/causes/",
        ),
    ],
)
def test_what_lies_where_nothing_reads_it_is_refused(folder, spoil, name, words):
    spoil(folder)
    error = refusal(folder)

    assert str(folder / name) == error.path
    assert words in str(error)


def test_everything_that_lies_where_nothing_reads_it_is_told_at_once(folder):
    move("grammars/smsbkup.lark", "smsbkup.lark")(folder)
    move(CHARTS, "flowcharts/backup.TOML")(folder)
    chart = folder / "flowcharts/backup.TOML"

    assert (
        f"{folder / 'smsbkup.lark'}: the grammar is not read here (move it to grammars/; "
        f"{chart}: the file is not read: its name ends in '.TOML', let it end in '.toml')"
    ) == str(refusal(folder))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r"begin it with [flowchart]"),
        (CHART.replace("[flowchart]", "[flowchrt]"), "names no flowchart"),
        (CHART.replace('id = "backup"', 'id = "other"'), ""),
        (CHART, "the id 'backup' is taken in backup.toml"),
    ],
)
def test_a_file_of_no_flowchart_or_of_one_that_is_taken_is_refused(folder, text, words):
    path = write(folder, "flowcharts/second.toml", text)
    if not words:
        assert [] == warnings(folder)
        return
    error = refusal(folder)

    assert str(path) == error.path
    assert words in str(error)


def test_a_table_that_nothing_can_be_added_to_is_refused_unless_it_says_what_is_shipped(folder):
    text = (SHIPPED / "known_updates.toml").read_text(encoding="utf-8")
    write(folder, "flowcharts/known_updates.toml", text)

    assert [] == warnings(folder)

    write(folder, "flowcharts/known_updates.toml", text.replace("2409", "2499"))
    assert "what a folder can add to is releases.toml, decides_nothing.toml" in str(refusal(folder))


def test_a_failure_that_nothing_reads_is_warned_of_until_it_is_said_to_decide_nothing(folder):
    write(folder, "grammars/smsbkup.lark", GRAMMAR + 'backup_verify_failed: "Invented: verify failed"\n')
    expected = ("smsbkup.lark", "warning", "no lane, cause or harmless list reads the failure 'backup_verify_failed'")

    assert [expected] == warnings(folder)

    told = '[[event]]\nname = "backup_verify_failed"\nwhy = "It is tried again."\nevidence = "Invented."\n'
    write(folder, "flowcharts/decides_nothing.toml", told)
    assert [] == warnings(folder)


# What a flowchart cannot live on.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            '["backup_name"]',
            '["backup_nam"]',
            ":9:12: no line has the field 'backup_nam' (did you mean 'backup_name'?)",
        ),
        (
            "[lane.site_backup]",
            '[correlator]\nkind = "hierarchy"\n[lane.site_backup]',
            "finds no case without its logs 'manager'",
        ),
        (
            "[lane.site_backup]",
            '[correlator]\nkind = "tool"\n[lane.site_backup]',
            "finds no case without its logs 'tool'",
        ),
        ("run_begins =", 'part = "request"\nrun_begins =', "a part says nothing where lines are joined as 'threads'"),
        (
            "run_begins =",
            'passed_by = ["replication.instalation"]\nrun_begins =',
            "did you mean 'replication.installation'?",
        ),
        ("run_begins =", 'passed_by = ["site_backup"]\nrun_begins =', "a lane is not passed by itself"),
        ("run_begins =", 'content_for = "site_backup"\nrun_begins =', "a lane is not due when it is itself completed"),
        ("run_begins =", 'content_at = "site_server"\nrun_begins =', "content_at says nothing without content_for"),
        ("run_begins =", 'check_results = "backup_refused"\nrun_begins =', "has no field 'rule_name'"),
        ('expect = "1h"', 'expect = "9999999d"', "'9999999d' is longer than ten years"),
        ('expect = "1h"', 'expect = "999999999999d"', "'999999999999d' is longer than ten years"),
        (
            "expect =",
            'notes = [{ event = "backup_refusd", text = "x" }]\nexpect =',
            "no grammar has the event 'backup_refusd'",
        ),
        (
            "expect =",
            'notes = [{ event = "backup_refused", text = "{foo}" }]\nexpect =',
            "the line has no field 'foo'",
        ),
        ("expect =", 'notes = [{ event = "backup_refused", text = "{backup_name" }]\nexpect =', "cannot be filled in"),
        (
            "expect =",
            'notes = [{ event = "backup_refused", text = "{backup_name.foo}" }]\nexpect =',
            "is no field alone",
        ),
    ],
)
def test_what_a_flowchart_names_is_there(folder, old, new, words):
    path = write(folder, CHARTS, CHART.replace(old, new))
    error = refusal(folder)

    assert str(path) == error.path
    assert error.line is not None
    assert words in str(error)


def test_a_stage_stands_in_a_log_that_is_known(folder):
    stages = 'sub_stages = { report = "backup_begun", log = "nolog", behind = "x", late = [], window = "x", window_step = "copy_backup", meanwhile = [], restarts = [], crash_loop = 3 }\n'
    write(folder, CHARTS, CHART.replace("run_begins =", stages + "run_begins ="))

    assert "there is no log 'nolog'" in str(refusal(folder))


# What a cause cannot prove.


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (
            "backup.site_backup.copy_backup",
            "bakup.site_backup.copy_backup",
            "there is no step 'bakup.site_backup.copy_backup'",
        ),
        ("backup.site_backup.copy_backup", "backup.site_backup.copy", "there is no step 'backup.site_backup.copy'"),
        ('"backup_refused"', '"redist_downloaded"', "no log of its steps writes the event 'redist_downloaded'"),
        ('code = "5"', 'code = "banana"', "'banana' is no error number"),
        ('code = "5"', 'code = "005"', "write '5'"),
        ('code = "5"', 'code = "-2147024891"', "write '5'"),
        ('code = "5"', 'code = "http 404"', "write 'HTTP 404'"),
        (
            'code = "5"',
            'code = "5"\n[[cause.against]]\nevent = "backup_refused"\ncode = "5"',
            "the same line proves it and speaks against it",
        ),
        (
            'code = "5"',
            'code = "5"\n[[cause.against]]\nweight = 3\nevent = ["backup_refused", "backup_begun"]',
            "the same line proves it and speaks against it",
        ),
        (CAUSE, "cause = 1\n", "cause must be a list, not 1"),
        (CAUSE, "", "the file holds no cause"),
    ],
)
def test_what_a_cause_says_can_be_found(folder, old, new, words):
    path = write(folder, CAUSES, CAUSE.replace(old, new))
    error = refusal(folder)

    assert str(path) == error.path
    assert words in str(error)


def test_what_speaks_against_a_cause_may_ask_for_more_than_its_proof(folder):
    write(folder, CAUSES, CAUSE + '[[cause.against]]\nevent = "backup_refused"\ntext_contains = "again"\n')

    assert [] == warnings(folder)


def test_an_event_of_another_log_is_one_to_watch(folder):
    watched = CAUSE.replace('"backup_refused"', '"redist_downloaded"').replace(
        "references", 'watch = ["redist_downloaded"]\nreferences'
    )
    write(folder, CAUSES, watched)

    assert [] == warnings(folder)


SEEN = CAUSE.replace("references", 'status = "seen"\nreferences')
SAMPLE = '[backup_target_refuses]\nlog = "smsbkup"\nproves = ["Invented: backup CAS was refused, error {code}"]\n'


@pytest.mark.parametrize(("sample", "certainty"), [(None, "suggested"), (SAMPLE.format(code=5), "proved")])
def test_what_is_called_seen_proves_only_with_a_sample(folder, tmp_path, caplog, sample, certainty):
    write(folder, CAUSES, SEEN)
    if sample is not None:
        write(folder, "fixtures/causes/access_denied.toml", sample)
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")

    cause = dmplog.diagnose(bundle, knowledge=folder).cases[0].cause

    assert ("backup_target_refuses", certainty) == (cause.id, cause.certainty)
    told = [record.getMessage() for record in caplog.records if record.levelname == "WARNING"]
    assert [sample is None] * len(told) == ["access_denied.toml:9:1: warning: the cause" in text for text in told]
    assert (sample is None) == bool(told)


@pytest.mark.parametrize(
    ("sample", "words"),
    [
        (SAMPLE.format(code=6), "no line of the sample proves the cause"),
        (SAMPLE.format(code=5).replace("target", "targt"), "did you mean 'backup_target_refuses'?"),
        ("[backup_target_refuses]\n", "names no lines of a log"),
        ('[backup_target_refuses]\nlog = "smsbkup"\nproves = "a line"\n', "names no lines of a log"),
        ('[backup_target_refuses]\nlog = "smsbkup"\nproves = [1]\n', "names no lines of a log"),
        ('[backup_target_refuses]\nlog = "smsbkup"\nproves = []\n', "names no lines of a log"),
        ('[backup_target_refuses]\nlog = 1\nproves = ["a line"]\n', "names no lines of a log"),
    ],
)
def test_a_sample_proves_its_cause(folder, sample, words):
    path = write(folder, "fixtures/causes/access_denied.toml", sample)
    error = refusal(folder)

    assert str(path) == error.path
    assert words in str(error)


# What is shipped, copied or added to.


def test_a_copy_of_the_shipped_causes_keeps_its_phrases_and_what_it_proves(folder):
    shipped = {cause.id: (cause.status, cause.proof) for cause in load_causes().known}
    for path in (SHIPPED / "causes").glob("*.toml"):
        shutil.copy(path, folder / "flowcharts" / "causes")

    assert [] == warnings(folder)
    with own_knowledge(folder):
        assert shipped.items() <= {cause.id: (cause.status, cause.proof) for cause in load_causes().known}.items()


def test_shipped_causes_know_the_wordings_that_the_user_adds_to_a_phrase(folder):
    before = load_causes()
    name = next(iter(before.phrases))
    phrase = (
        f'[[phrase]]\nid = "{name}"\ntexts = [{{ language = "tlh", text = "ghobe laH rar", grade = "attested" }}]\n'
    )
    write(folder, "flowcharts/causes/phrases.toml", phrase)

    with own_knowledge(folder):
        after = load_causes()
    texts = {text for cause in after.known for proof in cause.proof for text in proof.any_texts}

    assert (*before.phrases[name], "ghobe laH rar") == after.phrases[name]
    assert "ghobe lah rar" in texts


# The command.


def check(folder, *more):
    return CliRunner().invoke(app, ["flowchart", "check", *more, "--knowledge", str(folder)])


def test_the_check_finds_a_sound_folder_sound(folder):
    result = check(folder)

    assert (0, 6, "") == (result.exit_code, result.stdout.count(": sound\n"), result.stderr)
    assert f"{folder}: sound" in result.stdout


@pytest.mark.parametrize(
    ("name", "text", "place"),
    [
        (CHARTS, CHART.replace('"backup_copied"', '"backup_copid"'), "backup.toml:31:9: "),
        (CAUSES, CAUSE.replace("weight = 3", 'weight = "3"'), "access_denied.toml:12:1: "),
        ("grammars/smsbkup.lark", GRAMMAR.replace("BACKUP_NAME:", "BACKUP_NAM:"), "smsbkup.lark:9:"),
        ("flowcharts/releases.toml", "[[release]]\nversion = 2609\n", "releases.toml:2:1: "),
    ],
)
def test_the_check_tells_each_mistake_once_with_its_file(folder, name, text, place):
    write(folder, name, text)
    told = check(folder).stderr.splitlines()

    assert 1 == len(told)
    assert str(folder / Path(name).parent / place) in told[0]


def test_the_check_tells_every_mistake_in_causes(folder):
    write(
        folder,
        CAUSES,
        CAUSE.replace("weight = 3", 'weight = "3"').replace('["Give it the right to write."]', '"delete"'),
    )
    result = check(folder)

    assert (2, 2) == (result.exit_code, result.stderr.count(": error: "))
    assert f"{folder}: 2 errors" in result.stdout


def test_a_flowchart_that_is_asked_for_twice_counts_once(folder, tmp_path):
    bundle = backup_log(tmp_path, "Invented: backup CAS begins", "Invented: backup CAS was refused, error 5")
    path = str(folder / CHARTS)

    report = dmplog.diagnose(bundle, knowledge=folder, flowcharts=["backup", path, "backup"])

    assert 1 == len(report.cases)
