"""The proofs: charts with networkx, signals against the grammars."""

from __future__ import annotations

import pytest

from dmplog.flowchart import check_flowchart, load_flowchart
from dmplog.flowchart.vocabulary import Vocabulary
from dmplog.grammar import Grammars

CHART = "start -> queue -> ready?\nready? -[yes]-> fetch -> end\nready? -[no, after 1h, loop]-> queue\n"


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary.of(Grammars.load())


@pytest.fixture
def findings(spoil, vocabulary):
    def check(old="", new=""):
        return check_flowchart(spoil(old, new), vocabulary)

    return check


def test_a_sound_flowchart_has_no_finding(findings):
    assert () == findings()


@pytest.mark.parametrize(
    ("chart", "message", "mend"),
    [
        (CHART.replace("fetch -> end", "fech -> end"), "the chart names 'fech'", "did you mean 'fetch'?"),
        (CHART.replace("fetch -> end", "zzz -> end"), "the chart names 'zzz'", "declare it: [[lane.package.step]]"),
        (
            CHART.replace("ready?", "sure?"),
            "the chart names 'sure?', which is no decision",
            "declare it: [[lane.package.decision]]",
        ),
        (CHART.replace("-> fetch -> end", "-> end"), "'fetch' is not placed", "draw an arrow to it"),
        (CHART.replace("start -> queue", "fetch -> queue"), "the chart has no 'start'", "start -> first_step"),
        (CHART.replace("fetch -> end", "fetch"), "the chart has no 'end'", "last_step -> end"),
        (CHART.replace("-[yes]->", "->"), "has no branch", "ready? -[yes]-> fetch"),
        (CHART.replace("start -> queue", "start -[yes]-> queue"), "'start' is no question", "put a question between"),
        (CHART + "queue -> fetch\n", "'queue' has several ways on", "only a question may"),
        (CHART + "fetch -> end\n", "two arrows from 'fetch' to 'end'", "one arrow is enough"),
        (
            CHART.replace("ready? -[no, after 1h, loop]-> queue\n", ""),
            "'ready?' has only one branch",
            "at least two answers",
        ),
        (CHART.replace("-[yes]->", "-[no]->"), "'ready?' has two branches 'no'", "a name of its own"),
        (CHART.replace("[yes]", "[yess]"), "the branch 'yess' of 'ready?' is not declared", "did you mean 'yes'?"),
        (
            CHART.replace("[yes]", "[sure]"),
            "the branch 'yes' of 'ready?' is not in the chart",
            "draw it, or take it out",
        ),
        (CHART.replace(", loop", ""), "runs in a circle", "mark the arrow that leads back"),
        (CHART + "end -> start\n", "an arrow leaves the end", "mark it"),
        (
            CHART + "fetch -[loop]-> fetch\n" + "queue -[loop]-> fetch\n",
            "the loop from 'queue' leads to 'fetch'",
            "always comes before it",
        ),
    ],
)
def test_a_wrong_chart_is_told_with_a_place_and_a_mend(findings, line_of, chart, message, mend):
    found = [finding for finding in findings(CHART, chart) if message in finding.message]

    assert found
    assert mend in (found[0].hint or "")
    assert (found[0].line or 0) >= line_of("[lane.package]")


def test_an_unreachable_step_is_told_at_its_own_place(findings, line_of):
    chart = "start -> queue -> ready?\nready? -[yes]-> end\nready? -[no, loop]-> queue\nfetch -> end\n"
    found = [finding for finding in findings(CHART, chart) if "cannot be reached" in finding.message]

    assert ["'fetch' cannot be reached from the start"] == [finding.message for finding in found]
    # The chart has grown by one line.
    assert line_of('id = "fetch"') + 1 == found[0].line


def test_a_dead_end_is_told(findings):
    chart = "start -> queue -> ready?\nready? -[yes]-> end\nready? -[no]-> fetch\n"

    assert "from 'fetch' no way leads to the end" in [finding.message for finding in findings(CHART, chart)]


def test_a_chart_with_a_mistake_in_its_text_is_told_at_line_and_column(findings, line_of):
    found = findings(CHART, CHART.replace("-[yes]->", "-[]->"))

    assert (line_of("ready? -[yes]"), 10) == (found[0].line, found[0].column)
    assert "a branch needs a name" in (found[0].hint or "")


def test_a_loop_may_return_to_a_box_that_always_comes_before_it(findings):
    assert () == findings(CHART, CHART + "fetch -[loop]-> queue\nend -[after 24h, loop]-> start\n")


def test_a_loop_may_not_return_into_a_branch(spoil, vocabulary):
    path = spoil(
        CHART,
        (
            "start -> queue -> ready?\nready? -[yes]-> fetch -> more?\nready? -[no]-> more?\n"
            "more? -[yes, loop]-> fetch\nmore? -[no]-> end\n"
        ),
    )
    more = '[[lane.package.decision]]\nid = "more?"\nquestion = "More?"\nbranches = { yes = [], no = [] }\n\n'
    path.write_text(path.read_text(encoding="utf-8") + "\n" + more, encoding="utf-8")

    assert ["the loop from 'more?' leads to 'fetch', which not every way to 'more?' passes"] == [
        finding.message for finding in check_flowchart(path, vocabulary)
    ]


@pytest.mark.parametrize(
    ("old", "new", "message", "mend"),
    [
        (
            '"payload_extracted"',
            '"payload_extractd"',
            "no grammar has the event 'payload_extractd'",
            "did you mean 'payload_extracted'?",
        ),
        (
            '"payload_extracted"',
            '"notification_created", "sending_started"',
            "'sending_started' is not written by dmpdownloader or hman",
            'role = "sender"',
        ),
        (
            '"payload_extracted"',
            '{ event = "payload_extracted", retrn_code = 0 }',
            "has no field 'retrn_code'",
            "did you mean 'return_code'?",
        ),
        (
            '"payload_extracted"',
            '{ event = "payload_extracted", role = "dmpdownlader" }',
            "there is no log 'dmpdownlader'",
            "did you mean 'dmpdownloader'?",
        ),
        (
            "state_message = 6 }]\nwaits",
            'state_message = "six" }]\nwaits',
            "'state_message' can never be 'six'",
            "terminal",
        ),
        (
            'log = ["dmpdownloader", "hman"]',
            'log = ["dmpdownloader", "hmann"]',
            "there is no log 'hmann'",
            "did you mean 'hman'?",
        ),
        (
            'fails = ["payload_download_failed"]',
            'fails = ["payload_extracted"]',
            "payload_extracted both ends and fails",
            "take it out",
        ),
        (
            'ends = ["payload_extracted"]',
            'ends = [{ event = "state_message_generated", state_message = 6 }]',
            "decides about 'queue' and about 'fetch'",
            "condition",
        ),
        (
            'expect = "6h"',
            'names = [{ blank = "address", event = "redirected", text = "{urll}" }]',
            "the line has no field 'urll'",
            "did you mean 'url'?",
        ),
        (
            'expect = "6h"',
            'check = ["Open {address|the address}."]',
            "no line of the step names 'address'",
            "there is none",
        ),
        (
            'expect = "6h"',
            'check = ["Open {address}."]',
            "a brace belongs to no blank",
            "where no line names it",
        ),
        (
            'event = "adminui_call_failed"',
            'event = "adminui_cal_failed"',
            "no grammar has the event",
            "did you mean 'adminui_call_failed'?",
        ),
        (
            "outcome = [",
            'waits = [{ event = "update_not_aplicable", for = "1h" }]\noutcome = [',
            "no grammar has the event",
            "did you mean 'update_not_applicable'?",
        ),
        ('yes = ["update_found"]', 'yes = ["update_fond"]', "no grammar has the event", "did you mean 'update_found'?"),
        (
            'outcome = [{ event = "update_not_applicable"',
            'outcome = [{ event = "update_not_aplicable"',
            "no grammar has the event",
            "did you mean 'update_not_applicable'?",
        ),
    ],
)
def test_a_signal_no_log_can_give_is_told_with_its_line(findings, line_of, old, new, message, mend):
    found = [finding for finding in findings(old, new) if message in finding.message]

    assert found
    assert mend in (found[0].hint or "")
    assert line_of(old) == found[0].line


def test_an_unknown_error_line_is_an_event_of_every_log(findings):
    assert () == findings('fails = ["payload_download_failed"]', 'fails = ["unrecognized_error"]')


def test_findings_are_sentences_in_the_order_of_the_file(findings):
    found = findings('log = ["dmpdownloader"', 'log = ["nolog"')

    assert [finding.line for finding in found] == sorted(finding.line for finding in found)
    assert all(finding.sentence("mine.toml").startswith("mine.toml:") for finding in found)


def test_a_wrong_form_is_told_before_any_proof(findings):
    found = findings('log = ["dmpdownloader"]', 'log = "dmpdownloader"')

    assert ["lane.package.step[queue].log must be a list, not 'dmpdownloader'"] == [each.message for each in found]


def test_the_graph_has_the_names_of_the_contract(spoil):
    graph = load_flowchart(spoil()).graph

    assert {"package.start", "package.queue", "package.ready?", "package.fetch", "package.end"} == set(graph)
    assert {"branch": "no", "loop": True} == {
        key: graph.edges["package.ready?", "package.queue"][key] for key in ("branch", "loop")
    }
    assert "decision" == graph.nodes["package.ready?"]["kind"]
