"""Records copied out of a viewer, in the column orders met in articles and tickets."""

from __future__ import annotations

import pytest
from reading import read, rows


@pytest.mark.parametrize(
    ("line", "message", "component", "thread", "local"),
    [
        (
            "Download manifest.cab SMS_DMP_DOWNLOADER 8/22/2016 2:20:24 PM 7568 (0x1D90)",
            "Download manifest.cab",
            "SMS_DMP_DOWNLOADER",
            7568,
            "2016-08-22T14:20:24",
        ),
        (
            " - Querying\tApplyDriverPackage\t8/21/2020 9:22:47 AM\t10552 (0x2938)",
            "- Querying",
            "ApplyDriverPackage",
            10552,
            "2020-08-21T09:22:47",
        ),
        (
            "msg\tDriverAutomationTool\t27/09/2022 17:14:44\t9628 (0x259C)",
            "msg",
            "DriverAutomationTool",
            9628,
            "2022-09-27T17:14:44",
        ),
        (
            "https://x/y.cab            SMS_DMP_DOWNLOADER     22/07/2018 14:24:06      4944 (0x1350)",
            "https://x/y.cab",
            "SMS_DMP_DOWNLOADER",
            4944,
            "2018-07-22T14:24:06",
        ),
        (
            "CContentDefinition::TotalFileSizes failed; 0x80070003 SMS_DISTRIBUTION_MANAGER 07.08.2012 00:12:55 3472 (0x0D90)",
            "CContentDefinition::TotalFileSizes failed; 0x80070003",
            "SMS_DISTRIBUTION_MANAGER",
            3472,
            "2012-08-07T00:12:55",
        ),
        ("done 19/02/2019 13:49:33 ccmsetup 8548 (0x2164)", "done", "ccmsetup", 8548, "2019-02-19T13:49:33"),
        (
            "ConfigureDPSMS_DISTRIBUTION_MANAGER14/09/2014 11:30:263776 (0x0EC0)",
            "ConfigureDP",
            "SMS_DISTRIBUTION_MANAGER",
            3776,
            "2014-09-14T11:30:26",
        ),
        (
            "07/24/2016 12:33:34 PM 6352 (0x18D0) msg. SMS_REPLICATION_CONFIGURATION_MONITOR",
            "msg.",
            "SMS_REPLICATION_CONFIGURATION_MONITOR",
            6352,
            "2016-07-24T12:33:34",
        ),
        (
            "12-28-2018 16:06:39.334   DataTransferService   3544 (0xdd8)   msg",
            "msg",
            "DataTransferService",
            3544,
            "2018-12-28T16:06:39.334000",
        ),
        (
            "10-31-2025 17:40:06.421    CONFIGURATION_MANAGER_UPDATE    67368 (0x10728)    msg",
            "msg",
            "CONFIGURATION_MANAGER_UPDATE",
            67368,
            "2025-10-31T17:40:06.421000",
        ),
        (
            "9/22/2020 2:04:57 PM: ConfigMgrSetupWizard Verbose: 1 : text",
            "text",
            "ConfigMgrSetupWizard",
            None,
            "2020-09-22T14:04:57",
        ),
        ("SMS_DISTRIBUTION_MANAGER 4452 (0x1164) ~msg", "msg", "SMS_DISTRIBUTION_MANAGER", 4452, None),
        ("4580 (0x11e4)    INFO: Verifying signature for file", "INFO: Verifying signature for file", None, 4580, None),
        ("midnight SMS_X 8/22/2016 12:20:24 AM 7568 (0x1D90)", "midnight", "SMS_X", 7568, "2016-08-22T00:20:24"),
    ],
)
def test_each_order_of_columns_is_read(line, message, component, thread, local):
    row = rows(line)[0]
    found = (row["framing"], row["message"], row["component"], row["thread"], row["local"] and row["local"].isoformat())
    assert ("clipboard", message, component, thread, local) == found


def test_one_day_over_twelve_decides_for_the_whole_file():
    text = "a\tSMS_X\t02/07/2018 14:24:06\t1 (0x0001)\nb\tSMS_X\t22/07/2018 14:24:06\t1 (0x0001)\n"
    assert [7, 7] == [row["local"].month for row in rows(text)]


def test_an_undecided_date_gives_no_time_and_a_problem():
    frame, census = read(b"a\tSMS_X\t02/07/2018 14:24:06\t1 (0x0001)\nb\tSMS_X\t07/07/2018 14:24:06\t1 (0x0001)\n")
    assert [None, 7] == [local and local.month for local in frame["local"].to_list()]
    assert [("ambiguous-date", 1)] == [(problem.kind, problem.line) for problem in census.problems]


@pytest.mark.parametrize(("day_first", "month"), [(True, 7), (False, 2)])
def test_the_user_decides_an_undecided_date(day_first, month):
    frame, census = read(b"a\tSMS_X\t02/07/2018 14:24:06\t1 (0x0001)\n", day_first=day_first)
    assert ([month], ()) == (frame["local"].dt.month().to_list(), census.problems)


def test_a_twelve_hour_clock_is_taken_as_american_and_told():
    frame, census = read(b"Download manifest.cab SMS_DMP_DOWNLOADER 8/2/2016 2:20:24 PM 7568 (0x1D90)\n")
    assert ([8], ["assumed-date-order"]) == (frame["local"].dt.month().to_list(), [p.kind for p in census.problems])


def test_a_given_offset_gives_copied_records_their_utc_time():
    row = rows("a\tSMS_X\t22/07/2018 14:24:06\t1 (0x0001)\n", utc_offset=-120)[0]
    assert "2018-07-22T12:24:06+00:00" == row["utc"].isoformat()
