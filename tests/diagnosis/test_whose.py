"""Whose an alarm is by the packages and sites that it names, and by the work that had not begun."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from judged import GUID, alarm, event, finding, ground

from dmplog.case import Subject
from dmplog.diagnosis.settle.whose import names, names_no_other, names_no_rival, updates_at_work, with_own_alarms


@pytest.mark.parametrize(
    ("about", "mine", "no_other"),
    [
        (None, False, True),
        ("cas10001", True, True),
        ("cas00041", False, False),
        ("cas00041 cas10001", True, True),
        ("cas00041 cas00042", False, False),
    ],
)
def test_an_alarm_that_names_others_too_is_still_ours(about, mine, no_other):
    rows = pl.DataFrame({"about": [about]}, schema={"about": pl.String})
    found = rows.select(
        names("about", ["cas10001"]).alias("mine"), names_no_other("about", ["cas10001"]).alias("other")
    )

    assert (mine, no_other) == found.row(0)


OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
PACKAGE = "cas10001"


def about(lane, update, package):
    found = finding(lane, guid=update)
    return replace(found, subject=replace(found.subject, subject=Subject(update, None, package, None)))


@pytest.mark.parametrize(
    ("lane", "update", "package", "named", "leaves"),
    [
        # The check looks at every update, and knows no package.
        ("synchronization", None, None, GUID, True),
        ("synchronization", None, None, PACKAGE, True),
        # A package is bound to its update by a line behind the first ones.
        ("top_level_site", GUID, None, PACKAGE, True),
        ("top_level_site", GUID, None, OTHER, False),
        ("top_level_site", GUID, None, f"{OTHER} {GUID}", True),
        ("top_level_site", GUID, "CAS10001", "cas00041", False),
        ("top_level_site", GUID, "CAS10001", f"cas00041 {PACKAGE}", True),
        ("top_level_site", GUID, "CAS10001", None, True),
        # A request that nobody names is of any update that no other case of the lane is at work on.
        ("top_level_site", None, None, GUID, True),
        ("top_level_site", None, None, OTHER, False),
    ],
)
def test_a_name_takes_an_alarm_away_only_from_who_knows_another_one(lane, update, package, named, leaves):
    found = about(lane, update, package)
    beside = replace(finding(lane, guid=OTHER), cases=found.cases)
    elsewhere = finding("installation", guid=GUID)
    at_work = updates_at_work([found, beside, elsewhere] if update is None and lane != "synchronization" else [found])
    rows = pl.DataFrame({"about": [named]}, schema={"about": pl.String})

    assert leaves == rows.select(names_no_rival(found, at_work)).item()


def test_an_update_whose_work_is_over_is_nobodys_rival():
    done = finding("top_level_site", verdict="completed")

    assert {} == updates_at_work([done])


def never_begun(site):
    found = finding("site_transfer", site=site, verdict="unknown")
    return replace(found, subject=replace(found.subject, expected=True))


SENT = event("minijob_created", role="distmgr")


def owners(*rows, transfers=("PS2",)):
    """Return the alarms that each case owns: a copy that ended at row 1, and transfers of which no line speaks."""
    done = finding("top_level_site", verdict="completed", last_sign=1, rows=range(len(rows) + 2))
    found = with_own_alarms([done, *(never_begun(site) for site in transfers)], [], ground([SENT, SENT, *rows]))
    return [each.alarms for each in found]


def test_what_stands_behind_the_end_of_the_work_in_front_kept_the_next_from_beginning():
    assert [(2,), (2,)] == owners(alarm(role="distmgr"))


def test_it_kept_all_from_beginning_that_have_not():
    assert [(2,), (2,), (2,)] == owners(alarm(role="distmgr"), transfers=("PS2", "PS3"))


@pytest.mark.parametrize("other", [{"role": "hman"}, {"server": "SRV2"}, {"about_site": "ps1"}, {"about": OTHER}])
def test_an_alarm_of_another_log_server_site_or_update_kept_nothing_from_beginning(other):
    assert () == owners(alarm(**{"role": "distmgr"} | other))[1]


def test_what_stands_in_front_of_the_end_kept_nothing_from_beginning():
    done = finding("top_level_site", verdict="completed", last_sign=1, rows=[0, 1])

    found = with_own_alarms([done, never_begun("PS2")], [], ground([alarm(role="distmgr"), SENT]))

    assert [(0,), ()] == [each.alarms for each in found]
