"""What an alarm names: ours, another's, and what nobody knows yet."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest
from judged import GUID, finding

from dmplog.case import Subject
from dmplog.diagnosis.settle.named import Known, names, names_no_other, names_no_rival

OTHER = "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
PACKAGE = "cas10001"


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


def about(lane, update, package):
    found = finding(lane, guid=update)
    return replace(found, subject=replace(found.subject, subject=Subject(update, None, package, None)))


@pytest.mark.parametrize(
    ("lane", "update", "package", "named", "leaves"),
    [
        # The check looks at every update, and at no package; neither does a download.
        ("synchronization", None, None, GUID, True),
        ("synchronization", None, None, PACKAGE, False),
        ("package", GUID, None, PACKAGE, False),
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
    known = Known.of([found, beside, elsewhere] if update is None and lane != "synchronization" else [found])
    rows = pl.DataFrame({"about": [named]}, schema={"about": pl.String})

    assert leaves == rows.select(names_no_rival(found, known)).item()


def test_an_update_whose_work_is_over_is_nobodys_rival():
    done = finding("top_level_site", verdict="completed")

    assert {} == Known.of([done]).at_work


@pytest.mark.parametrize(("named", "leaves"), [(PACKAGE, True), ("cas00041", False)])
def test_the_package_of_an_update_is_known_to_all_of_its_cases(named, leaves):
    download, replication = about("package", GUID, None), about("top_level_site", GUID, "CAS10001")
    rows = pl.DataFrame({"about": [named]})

    assert leaves == rows.select(names_no_rival(download, Known.of([download, replication]))).item()
