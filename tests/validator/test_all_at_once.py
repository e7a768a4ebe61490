"""Whoever has made several mistakes is told all of them in one run, and one that stands in many places once."""

from __future__ import annotations

import tomllib
from pathlib import Path

from own_backup import CAUSE, CHART, GRAMMAR, lay_out

from dmplog.data import own_knowledge
from dmplog.grammar import Grammars
from dmplog.validator.causes import CauseFile
from dmplog.validator.charts import FlowchartFile
from dmplog.validator.citations import uncited
from dmplog.validator.document import mistakes
from dmplog.validator.grammars import grammar_mistakes
from dmplog.validator.names import Known
from dmplog.validator.own import errors_of_own, mistakes_of_own
from dmplog.validator.proofs import proof_mistakes
from dmplog.validator.samples import sample_mistakes


def write(folder, name, text):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def told(form, text, context=None):
    return [found.message for found in mistakes(form, tomllib.loads(text), text, context)]


def test_a_cause_whose_keys_are_wrong_is_compared_as_far_as_they_are_right():
    text = CAUSE.replace('title = "The target refuses the backup"\n', "").replace("weight = 3", 'weight = "3"')
    text += '[[cause.proof]]\nequal = ["used"]\n'
    known = Known(stem="access_denied", taken={"backup_target_refuses": "dns.toml"})

    assert [
        "cause[backup_target_refuses]: 'title' is missing",
        "cause[backup_target_refuses].id: the id 'backup_target_refuses' is taken in dns.toml",
        "cause[backup_target_refuses].proof[0].weight must be a number, not '3'",
        "cause[backup_target_refuses].proof[1]: no line is named: nothing could match",
        "cause[backup_target_refuses].proof[1]: not and equal say more of a pattern, and there is none",
        "cause[backup_target_refuses].proof[1].equal: one group is equal to itself",
    ] == told(CauseFile, text, known)


def test_a_wrong_name_is_told_once_with_the_lines_of_all_its_places():
    second = CAUSE.replace("backup_target_refuses", "backup_target_full")
    text = (CAUSE + second).replace('"access_denied"', '"access_denid"').replace("backup_refused", "backup_refusd")
    found = told(CauseFile, text, Known(events=frozenset({"backup_refused"})))

    assert [
        "cause[backup_target_refuses].category: there is no category 'access_denid'; so it is in line 18",
        "cause[backup_target_refuses].proof[0].event[0]: no grammar has the event 'backup_refusd'; so it is in line 27",
    ] == found


def test_every_wrong_name_of_a_list_is_told():
    text = CAUSE.replace('event = "backup_refused"', 'event = ["a", "b"]').replace('code = "5"', 'code = ["005", "x"]')
    known = Known(events=frozenset({"backup_refused"}), spells=lambda code: code.lstrip("0"))

    assert [
        "no grammar has the event 'a'",
        "no grammar has the event 'b'",
        "the number '005' is never found so",
    ] == [said.partition(": ")[2] for said in told(CauseFile, text, known)]


def test_a_chart_tells_its_forms_and_what_they_name_together():
    text = (
        CHART.replace('id = "copy_backup"', 'id = "begin_backup"')
        .replace('expect = "1h"', 'expect = "an hour"')
        .replace("run_begins =", 'content_for = "nowhere"\nwaits_for_other_sites = ["elsewhere"]\nrun_begins =')
        .replace('what = "The backup begins."\n', "")
    )

    assert [
        "lane.site_backup.content_for: the chart has no lane 'nowhere'",
        "lane.site_backup.waits_for_other_sites[0]: the lane has no step 'elsewhere'",
        "lane.site_backup.step[begin_backup]: 'what' is missing",
        "lane.site_backup.step[begin_backup].id: the id 'begin_backup' is taken",
        "lane.site_backup.step[begin_backup].expect: 'an hour' is no duration",
    ] == told(FlowchartFile, text)


GRAMMARS = {
    "first.lark": """\
FOO: /(x)/
LINE: /a/
BAR: /x*/
doubled: "x" FOO BAR FOO
undefined: "x" BAZ
column: "y" LINE
tailed: "z" _tail
_tail: "q" QUX
tailed_too: "z" _tail
""",
    "second.lark": 'unended: "x" ~\n',
    "third.lark": "// role: Third\n",
}


def test_grammars_tell_what_is_wrong_with_every_file_field_and_message(tmp_path):
    for name, text in GRAMMARS.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    assert [
        ("first.lark", 1, "FOO captures"),
        ("first.lark", 2, "no field can be called LINE: every line has a column of that name"),
        ("first.lark", 3, "BAR may be empty"),
        ("first.lark", 4, "doubled holds the field foo twice"),
        ("first.lark", 5, "BAZ is used but not defined"),
        ("first.lark", 8, "QUX is used but not defined"),
        ("second.lark", 1, "something is missing here"),
        ("third.lark", 1, "no log can have the role 'Third'"),
    ] == [(Path(path).name, found.line, found.message) for path, found in grammar_mistakes(tmp_path)]


def sentences(found):
    return [(Path(path).name, each.line, each.message) for path, each in found]


def test_a_folder_tells_its_grammars_charts_causes_and_tables_in_one_run(tmp_path):
    folder = lay_out(tmp_path)
    write(folder, "grammars/smsbkup.lark", GRAMMAR.replace("BACKUP_NAME:", "BACKUP_NAM:"))
    write(folder, "flowcharts/backup.toml", CHART.replace('"1h"', '"an hour"').replace("-> end", "-> elsewhere -> end"))
    wrong = CAUSE.replace("weight = 3", 'weight = "3"').replace("site_backup.copy_backup", "site_backup.copy_bakup")
    write(folder, "flowcharts/causes/access_denied.toml", wrong)
    write(folder, "flowcharts/causes/dns.toml", "[[cause\n")
    write(folder, "flowcharts/releases.toml", "[[release]]\nversion = 2609\n")

    with own_knowledge(folder):
        found = sentences(errors_of_own())

    assert [
        ("smsbkup.lark", 9, "BACKUP_NAME is used but not defined; so it is in lines 10 and 11"),
        ("releases.toml", 2, "release[0].version must be a text, not 2609"),
        ("backup.toml", 33, "lane.site_backup.step[copy_backup].expect: 'an hour' is no duration"),
        (
            "access_denied.toml",
            6,
            "cause[backup_target_refuses].steps[0]: there is no step 'backup.site_backup.copy_bakup': the cause could block nothing",
        ),
        ("access_denied.toml", 12, "cause[backup_target_refuses].proof[0].weight must be a number, not '3'"),
    ] == found[:5]
    assert [("dns.toml", 1)] == [each[:2] for each in found[5:]]


def test_a_lane_whose_form_is_right_is_proved_beside_one_whose_form_is_wrong(tmp_path):
    folder = lay_out(tmp_path)
    second = CHART[CHART.index("[lane.site_backup]") :].replace("site_backup", "other_backup")
    second = second.replace("begin_backup", "begin_other").replace("copy_backup", "copy_other")
    text = CHART.replace('"1h"', '"an hour"') + second.replace('"backup_copied"', '"backup_copid"')
    write(folder, "flowcharts/backup.toml", text)

    with own_knowledge(folder):
        found = sentences(errors_of_own())

    assert [
        "lane.site_backup.step[copy_backup].expect: 'an hour' is no duration",
        "no grammar has the event 'backup_copid'",
    ] == [said for _, _, said in found]


SAMPLES = """\
# [@{}]

> Invented: backup CAS begins
backup_begun
    backup_name = CAZ

# made up

> Invented: backup CAS was copied to C:\\x
backup_begun
"""


def test_messages_without_samples_and_samples_that_are_wrong_are_all_told(tmp_path):
    folder = lay_out(tmp_path)
    write(folder, "fixtures/messages/smsbkup.txt", SAMPLES.format("nobody"))

    with own_knowledge(folder):
        grammars = Grammars.load()
        own = Grammars([rule for rule in grammars.rules if rule.source == "smsbkup.lark"], folder / "grammars")
        found = sentences(sample_mistakes(folder / "fixtures" / "messages", own, ["update-article"]))

    assert [
        ("smsbkup.lark", 10, "the message 'backup_copied' has no sample"),
        ("smsbkup.lark", 11, "the message 'backup_refused' has no sample"),
        ("smsbkup.txt", 4, "the field 'backup_name' of the sample of 'backup_begun' is 'CAS'"),
        ("smsbkup.txt", 4, "there is no source 'nobody'"),
        ("smsbkup.txt", 10, "the sample of 'backup_begun' is 'backup_copied'"),
        ("smsbkup.txt", 10, "the sample of 'backup_begun' stands below no source"),
    ] == found


def test_samples_of_a_folder_of_ones_own_are_held_to_what_they_say(tmp_path):
    folder = lay_out(tmp_path)
    write(
        folder, "fixtures/messages/smsbkup.txt", "> Invented: backup CAS begins\nbackup_begun\n    backup_name = CAS\n"
    )

    with own_knowledge(folder):
        assert [
            ("smsbkup.lark", 10, "the message 'backup_copied' has no sample"),
            ("smsbkup.lark", 11, "the message 'backup_refused' has no sample"),
        ] == sentences(mistakes_of_own())

    write(folder, "fixtures/messages/smsbkup.txt", "> Invented: backup CAS begins\nbackup_copied\n")
    lines = 'log = "smsbkup"\nproves = ["Invented: backup CAS was refused, error 5"]\n'
    near = 'must_not = ["Invented: backup PRI was refused, error 5", "Invented: backup PRI was refused, error 6"]\n'
    write(folder, "fixtures/causes/access_denied.toml", "[backup_target_refuses]\n" + lines + near)
    must_not = "the line 'Invented: backup PRI was refused, error 5' must not prove the cause 'backup_target_refuses', and does"
    with own_knowledge(folder):
        assert [
            ("smsbkup.txt", 2, "the sample of 'backup_copied' is 'backup_begun'"),
            ("access_denied.toml", 1, must_not),
        ] == sentences(mistakes_of_own())


PROVED = """\
[backup_target_refuses]
from = "[@invented]"
step = "backup.site_backup.copy_backup"
log = "smsbkup"
proves = ["Invented: backup CAS was refused, error 6"]
must_not = ["Invented: backup CAS was refused, error 5"]

[backup_target_refusse]
from = "x"
"""


def test_causes_without_samples_and_samples_that_prove_otherwise_are_all_told(tmp_path):
    folder = lay_out(tmp_path)
    other = CAUSE.replace("backup_target_refuses", "backup_target_full").replace('code = "5"', 'code = "112"')
    write(folder, "flowcharts/causes/access_denied.toml", CAUSE + other)
    write(folder, "fixtures/causes/access_denied.toml", PROVED)

    with own_knowledge(folder):
        causes = folder / "flowcharts" / "causes"
        found = sentences(proof_mistakes(causes, folder / "fixtures" / "causes", ["invented"]))

    assert [
        ("access_denied.toml", 16, "the cause 'backup_target_full' has no samples"),
        ("access_denied.toml", 8, "there is no 'backup_target_refusse' for the sample"),
        (
            "access_denied.toml",
            5,
            "the sample does not prove 'backup_target_refuses': nothing is found",
        ),
        ("access_denied.toml", 6, "the sample that must not be 'backup_target_refuses' is"),
    ] == found


def test_what_tells_no_source_or_one_that_there_is_not_is_told(tmp_path):
    folder = lay_out(tmp_path)
    told = CAUSE.replace("references", 'evidence = "[@{}]"\nreferences'.format("update-artcle"))
    path = write(folder, "flowcharts/causes/access_denied.toml", CAUSE + told + told)
    chart = folder / "flowcharts" / "backup.toml"

    assert [
        ("access_denied.toml", 2, "'backup_target_refuses' does not tell where it is known from"),
        ("access_denied.toml", 23, "there is no source 'update-artcle'; so it is in line 38"),
        ("backup.toml", 15, "'begin_backup' does not tell where it is known from"),
        ("backup.toml", 25, "'copy_backup' does not tell where it is known from"),
    ] == sentences(uncited([path, chart], ["update-article"]))


def test_what_is_lacking_is_not_told_beside_a_key_that_may_be_meant_for_it():
    assert ["cause[backup_target_refuses].proof[0] has an unknown key 'evnt'"] == told(
        CauseFile, CAUSE.replace("event =", "evnt =").replace('code = "5"\n', "")
    )
