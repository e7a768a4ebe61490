"""What is different between two reports: where a case stands, that one is new, or gone; more that is known of one is no change."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

import dmplog
from dmplog.watch.changes import changes_between

AT = datetime(2025, 1, 14, 10, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def report():
    return dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")


def said(changes):
    return [str(change).partition("UTC  ")[2] for change in changes]


def test_of_the_first_report_every_case_is_new(report):
    assert [None] * 5 == [change.before for change in changes_between(None, report, AT)]


def test_of_the_same_report_nothing_is_different(report):
    assert () == changes_between(report, report, AT)


def test_a_case_that_goes_on_is_told_with_both_steps(report):
    before = replace(report, cases=(replace(report.cases[0], verdict="in_progress"), *report.cases[1:]))

    step = "“Send the package to the child site”"

    assert [f"Configuration Manager 2409: transfer to PS1: in progress → stalled at {step}"] == said(
        changes_between(before, report, AT)
    )


def test_a_case_that_is_gone_and_one_that_is_new_are_told(report):
    gone, new = replace(report, cases=report.cases[1:]), replace(report, cases=report.cases[:-1])

    assert [
        "Configuration Manager 2409: replication on CAS: new → completed at “Copy the package into the content library”",
        "Configuration Manager 2409: transfer to PS1: stalled at “Send the package to the child site” → gone",
    ] == said(changes_between(replace(new, cases=new.cases), gone, AT))


def test_a_case_of_which_more_is_known_now_is_the_same_case(report):
    first = report.cases[0]
    vague = replace(first, subject=replace(first.subject, package_guid=None, update=None))

    assert () == changes_between(replace(report, cases=(vague, *report.cases[1:])), report, AT)


def test_a_case_of_another_site_is_another_case(report):
    first = report.cases[0]
    other = replace(first, subject=replace(first.subject, site="PS9"))
    changes = changes_between(replace(report, cases=(other,)), replace(report, cases=(first,)), AT)

    assert [(None, "stalled"), ("stalled", None)] == [
        (change.before and change.before.verdict, change.after and change.after.verdict) for change in changes
    ]


def test_a_change_is_told_shorter_on_a_screen(report):
    change = changes_between(None, report, AT)[0]

    assert "10:30:00  Transfer to PS1: new → stalled at “Send the package to the child site”" == change.brief()


def test_a_change_is_an_object_for_other_programs(report):
    change = changes_between(None, report, AT)[0]

    assert {
        "at": "2025-01-14T10:30:00.000Z",
        "case": {
            "title": "Configuration Manager 2409: transfer to PS1",
            "flowchart": "replication",
            "lane": "site_transfer",
            "update": "Configuration Manager 2409",
            "package_guid": "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e",
            "site": "PS1",
            "server": "CASSRV",
        },
        "from": None,
        "to": {"verdict": "stalled", "step": "send_package"},
        "headline": report.headline,
    } == change.to_dict()
