"""Whoever has made several mistakes is told all of them in one run, and one that stands in many places once."""

from __future__ import annotations

import tomllib
from pathlib import Path

from own_backup import CAUSE, CHART

from dmplog.validator.causes import CauseFile
from dmplog.validator.charts import FlowchartFile
from dmplog.validator.document import mistakes
from dmplog.validator.grammars import grammar_mistakes
from dmplog.validator.names import Known


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
