"""Errors of other workers beside an installation are none of its own, unless they name it or their worker was at work on it.

*** [42000][2627][Microsoft][SQL Server Native Client 11.0] in hman.log, while CMUpdate installs
ERROR: Failed to connect to the SQL Server in ConfigMgrPrereq.log, whoever runs the check by hand
"""

from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
import pytest
from eventrows import rows, said

from dmplog.cases.strangers import strangers, whose_signs
from dmplog.flowchart import load_flowchart
from dmplog.grammar import UNRECOGNIZED

BEGIN = datetime(2025, 3, 4, 8, 0)
GUID, OTHER = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e", "4c2f8b1e-9d37-4f60-a1b2-7e5d0c93aa41"
FLAGS = ("stray", "of_subject", "sign", "waits", "worded", "calling", "called", "witness")
TYPES = {
    "row": pl.UInt32,
    **dict.fromkeys(("server", "role", "update", "package_guid"), pl.String),
    "thread": pl.Int64,
    "clock": pl.Datetime("ns"),
    **dict.fromkeys(FLAGS, pl.Boolean),
}


def line(role, *flags, update=GUID, named=None, server="SRV", thread=1, second=None, at_hand=True):
    """Return a line in the log of *role* of which *flags* hold; *second* is when it was written."""
    values = {"server": server, "role": role, "update": update, "package_guid": named, "thread": thread}
    held = dict.fromkeys(FLAGS, False) | {"worded": True, "witness": at_hand} | dict.fromkeys(flags, True)
    return values | held | {"second": second}


def worker(*flags, **values):
    """Return a line of CMUpdate.log."""
    return line("cmupdate", *flags, **values)


def check(*flags, **values):
    """Return a line of ConfigMgrPrereq.log, the log of a program that the update service calls."""
    return line("configmgrprereq", "called", *flags, **values)


def manager(*flags, **values):
    """Return a line of hman.log."""
    return line("hman", *flags, **values)


def unworded(made):
    return made | {"worded": False}


def strange(*lines):
    """Return which of *lines*, two minutes apart where they name no time, are strangers' errors."""
    made = []
    for number, each in enumerate(lines):
        second = 120 * number if each["second"] is None else each["second"]
        made.append({**each, "row": number, "clock": BEGIN + timedelta(seconds=second)})
    mine = [each for each in made if each["role"] != "hman"]
    beside = [each for each in made if each["role"] == "hman"]
    return strangers(pl.DataFrame(mine, TYPES), pl.DataFrame(beside, TYPES)).to_list()


SIGN, ALARM = manager("sign"), manager("stray")
WORK = worker("sign")


@pytest.mark.parametrize(
    ("lines", "strangers_rows"),
    [
        ([ALARM], [0]),
        ([WORK, ALARM], [1]),
        ([WORK, SIGN, ALARM], []),
        # Its worker was the last that did something about the update, unless another one did since.
        ([SIGN, WORK, ALARM], [2]),
        ([SIGN, worker(), ALARM], []),
        ([SIGN, worker("sign", update=OTHER), ALARM], []),
        ([SIGN, worker("sign", server="SRV2"), ALARM], []),
        # An hourly look is no work on it.
        ([WORK, manager("sign", "waits"), ALARM], [2]),
        ([SIGN, manager("sign", "waits"), ALARM], [2]),
        ([SIGN, manager(), ALARM], [2]),
        ([SIGN, unworded(manager()), ALARM], []),
        ([SIGN, ALARM, ALARM], []),
        ([SIGN, manager(), unworded(ALARM), SIGN, ALARM], [2]),
        # Only a thread of its log is its worker.
        ([SIGN, manager("stray", thread=2)], [1]),
        ([manager("sign", thread=2), ALARM], [1]),
        ([manager("sign", server="SRV2"), ALARM], [1]),
        # What names the update is about it, sign or not.
        ([WORK, manager(named=GUID), ALARM], []),
        ([WORK, manager("sign", named=GUID), ALARM], []),
        ([WORK, manager(named=OTHER), ALARM], [2]),
        ([WORK, manager(named="037cd17e"), ALARM], [2]),
        ([manager(named=GUID), ALARM], [1]),
    ],
)
def test_what_alarms_beside_it_is_its_own_where_its_worker_was_at_work_on_it(lines, strangers_rows):
    assert strangers_rows == strange(*lines)


@pytest.mark.parametrize(
    ("second", "flags", "strangers_rows"),
    [(30, (), []), (60, (), []), (61, (), [1]), (30, ("waits",), [1])],
)
def test_an_error_stands_in_front_of_the_message_that_says_it_in_a_number(second, flags, strangers_rows):
    """Hierarchy Manager cannot reinstall the Site Component Manager, and a second later status message 3308."""
    told = manager("sign", *flags, second=second)

    assert strangers_rows == strange(worker("sign", second=0), manager("stray", second=0), told)


@pytest.mark.parametrize(
    ("between", "strangers_rows"),
    [(manager(second=10), [1]), (unworded(manager(second=10)), []), (manager("stray", second=10), [])],
)
def test_only_the_next_line_it_writes_can_say_so(between, strangers_rows):
    told = manager("sign", second=20)

    assert strangers_rows == strange(worker("sign", second=0), manager("stray", second=0), between, told)


def test_another_thread_says_nothing_of_it():
    told = manager("sign", second=20, thread=2)

    assert [1] == strange(worker("sign", second=0), manager("stray", second=0), told)


@pytest.mark.parametrize(("at_hand", "strangers_rows"), [(True, []), (False, [1])])
def test_only_a_log_in_which_a_step_can_go_on_is_a_witness(at_hand, strangers_rows):
    assert strangers_rows == strange(manager("sign", at_hand=at_hand), manager("stray", at_hand=at_hand))


@pytest.mark.parametrize(
    ("alarm", "strangers_rows"),
    [
        (manager("stray"), [1]),
        (manager("stray", "of_subject"), []),
        (manager("stray", named=GUID), []),
        (manager("stray", named=OTHER), []),
        (manager("stray", update=None), []),
        (manager(), []),
        (worker("stray"), []),
        (worker("stray", "of_subject", thread=2), []),
        (manager("stray", "of_subject", named=GUID), []),
        (unworded(manager("stray")), [1]),
    ],
)
def test_what_names_an_update_or_stands_in_its_own_log_is_no_strangers(alarm, strangers_rows):
    assert strangers_rows == strange(WORK, alarm)


CALLS = worker("sign", "calling")


@pytest.mark.parametrize(
    ("lines", "strangers_rows"),
    [
        ([CALLS, check("stray")], []),
        ([WORK, check("stray")], [1]),
        ([CALLS, WORK, check("stray")], [2]),
        ([WORK, CALLS, check("stray")], []),
        ([CALLS, worker(), check("stray")], []),
        # A lost head tells nothing of the call.
        ([check("stray")], []),
        ([check("stray"), WORK], []),
        # Only the update service calls, and for the update it is at.
        ([CALLS, SIGN, check("stray")], []),
        ([CALLS, check("sign"), check("stray")], []),
        ([worker("calling"), check("stray")], []),
        ([WORK, worker("calling"), check("stray")], [2]),
        ([worker("sign", update=OTHER), check("stray")], []),
        ([worker("sign", server="SRV2"), check("stray")], []),
        ([WORK, check("sign"), check("stray")], [2]),
        ([WORK, check("stray", named=GUID)], []),
    ],
)
def test_the_log_of_a_check_is_its_own_while_the_update_service_waits_for_it(lines, strangers_rows):
    assert strangers_rows == strange(*lines)


def test_both_kinds_are_told_in_their_order():
    assert [1, 2, 3] == strange(WORK, ALARM, check("stray"), manager("stray"))


def test_without_an_alarm_there_is_no_stranger():
    assert [] == strange(WORK, SIGN)
    assert [] == strange()


REPLICATION = load_flowchart("replication")


def signs_of(*lines):
    """Return of each of *lines* what is known of it."""
    lanes = [lane for lane in REPLICATION.lanes if lane.id == "installation"]
    events = rows(*lines)
    told = events.select(**whose_signs(events, REPLICATION, lanes))
    return [{name for name, holds in row.items() if holds} for row in told.iter_rows(named=True)]


REPORTED = {"substage_id": "0xd0008", "is_complete": "1"}


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (said("cmupdate", "redist_manifest_found"), {"sign", "worded", "witness"}),
        (said("cmupdate", "setup_fatal", alarm="error"), {"sign", "worded", "witness"}),
        (said("cmupdate", "unheard_of", alarm="error"), {"stray", "worded", "witness"}),
        (said("hman", UNRECOGNIZED, alarm="error"), {"stray", "witness"}),
        (said("hman", "unheard_of"), {"worded", "witness"}),
        (said("hman", "a_line"), {"worded", "witness"}),
        (said("hman", "yet_another_line"), {"worded", "witness"}),
        (said("hman", "status_reported", **REPORTED), {"sign", "waits", "worded", "witness"}),
        (said("hman", "status_reported", **REPORTED | {"is_complete": "2"}), {"sign", "worded", "witness"}),
        (said("distmgr", "unheard_of"), {"worded"}),
        (said("configmgrprereq", "unheard_of"), {"called", "worded", "witness"}),
        (said("configmgrprereq", "server_name_resolved"), {"sign", "calling", "called", "worded", "witness"}),
        (said("configmgrprereq", "sql_client_failed", alarm="error"), {"sign", "called", "worded", "witness"}),
        (said("cmupdate", "prerequisite_check_running"), {"sign", "calling", "worded", "witness"}),
        (said("sitecomp", "status_message", message_id="1019"), {"of_subject", "worded", "witness"}),
        (said("sitecomp", "status_message", message_id="1020"), {"sign", "worded", "witness"}),
    ],
)
def test_what_a_line_says_of_an_installation(told, expected):
    (found,) = signs_of(told)

    assert expected == found
