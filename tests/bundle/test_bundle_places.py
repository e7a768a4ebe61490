from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.bundle import open_bundle
from dmplog.bundle.places import server_of, shared_folders

LOG = b"line\r\n"


@pytest.mark.parametrize(
    ("folders", "server"),
    [
        # SDP / TSS [@tss]
        (["tss", "SCP01_Logs_ConfigMgr", "SMS_Logs"], "SCP01"),
        (["SDP", "SCP01", "SCP01_Logs_ConfigMgr", "CCM_Logs"], "SCP01"),
        (["SCP01_Logs_ConfigMgr", "ConfigMgrSetup_Logs"], "SCP01"),
        (["SCP01_Logs_ConfigMgr", "SMSSqlBackup_SQL02_Logs"], "SQL02"),
        (["SCP01_Logs_ConfigMgr", "CCM_SoftwareCatalog_Logs"], "SCP01"),
        (["bundle", "SCP01_SMS_Logs"], "SCP01"),
        # scripts of administrators
        (["case", "SCP01", "Logs_20240916_031500"], "SCP01"),
        (["case", "SCP01", "2024-09-16"], "SCP01"),
        (["case", "SCP01_20240916", "Logs"], "SCP01"),
        (["bundle", "PS1", "Microsoft Configuration Manager", "Logs"], "PS1"),
        (["bundle", "CAS"], "CAS"),
        (["bundle", "scp01.contoso.com", "SMS_CCM", "Logs"], "SCP01"),
        # what names no server
        (["Logs"], None),
        (["SMS_Logs"], None),
        (["CCM_Logs"], None),
        (["_Logs"], None),
        (["bundle", "logs", "2024-12-18_1015"], None),
        (["sccmlogs"], None),
        (["Support_0123456789abcdef0123456789abcdef"], None),
        (["x.log"], None),
        (["12345"], None),
        (["E", "Program Files"], None),
        ([], None),
    ],
)
def test_folders_name_servers(folders, server):
    """The nearest folder that names a server does."""
    assert server == server_of(folders)


@pytest.mark.parametrize(
    ("file", "server"),
    [
        ("SCP01_hman.log", "SCP01"),
        ("scp01.contoso.com_hman.lo_", "SCP01"),
        ("CMVM-Phase8-20240916-hman.log", "CMVM"),
        ("my_hman.log", None),
        ("old_hman.log", None),
        ("hman.log", None),
    ],
)
def test_file_names_name_servers(write, file, server):
    """A collector's prefix counts before a folder; a word of two letters or of time does not."""
    write({f"one/{file}": LOG})

    assert server == open_bundle(["one"]).files[0].server


class TestTopFolder:
    def test_it_names_no_server(self, write, zipped):
        """The bundle's own name says what the case is called."""
        write({"contoso/hman.log": LOG, "fabrikam.zip": zipped(("fabrikam/hman.log", LOG))})

        assert (None, None) == tuple(open_bundle([path]).files[0].server for path in ("contoso", "fabrikam.zip"))

    def test_it_names_one_where_a_collector_wrote_it(self, write, zipped):
        """`{X}_Logs_ConfigMgr` is one machine's."""
        write({"SCP01_Logs_ConfigMgr.zip": zipped(("SMS_Logs/hman.log", LOG)), "My_Logs/hman.log": LOG})

        assert "SCP01" == open_bundle(["SCP01_Logs_ConfigMgr.zip"]).files[0].server
        assert open_bundle(["My_Logs"]).files[0].server is None

    def test_folders_given_side_by_side_are_told_apart(self, write, zipped):
        """`dmplog diagnose cases/4711/SCP01 cases/4711/PS1.zip` names two servers."""
        write({"cases/4711/SCP01/hman.log": LOG, "cases/4711/PS1.zip": zipped(("Logs/hman.log", LOG))})
        bundle = open_bundle(["cases/4711/SCP01", "cases/4711/PS1.zip"])

        assert ["PS1", "SCP01"] == [log.server for log in bundle.files]

    def test_a_folder_and_a_log_beside_it(self, write):
        """A case folder is no server only because a log outside it was given too."""
        write({"contoso/hman.log": LOG, "sender.log": LOG})

        assert [None, None] == [log.server for log in open_bundle(["contoso", "sender.log"]).files]

    def test_matches_of_a_pattern_are_told_apart(self, write):
        """`*/hman.log` in a folder of servers."""
        write({"bundle/SCP01/hman.log": LOG, "bundle/PS1/hman.log": LOG})

        assert ["PS1", "SCP01"] == [log.server for log in open_bundle(["bundle/*/hman.log"]).files]


NAMES = st.sampled_from(
    ["Logs", "SMS_Logs", "SCP01", "PS1_Logs", "x" * 30, "2024-01-01", "scp01.contoso.com", "bundle", ""]
)


@given(st.lists(NAMES | st.text(max_size=12), max_size=5), st.integers(0, 5))
def test_a_server_is_a_dns_label_in_capitals(folders, shared):
    """Whatever the folders are called."""
    server = server_of(folders, None, shared)

    assert server is None or (server == server.upper() and "." not in server and server)


@given(st.lists(st.lists(NAMES, max_size=4), max_size=4))
def test_what_is_shared_does_not_depend_on_the_order(chains):
    """Arguments may come in any order."""
    assert shared_folders(chains) == shared_folders(chains[::-1])
