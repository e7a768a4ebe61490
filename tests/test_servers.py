"""Whose log is it: status messages say it, else the folder, else the other files of the folder."""

from __future__ import annotations

from datetime import datetime

import pytest

from dmplog.servers import Clues, Place, place_files, server_label


def clue(file, folder="f", server=None, systems=None, sites=None, role=None, **more):
    return Clues(file, folder, server, systems or (), sites or (), role, **more)


def hours(first, last):
    return (datetime(2025, 1, 14, first), datetime(2025, 1, 14, last))


@pytest.mark.parametrize("name", ["cas01", "CAS01.contoso.com", r"\\cas01.contoso.com", " CAS01 "])
def test_servers_are_equal_by_their_first_label_in_any_case(name):
    assert "CAS01" == server_label(name)


def test_a_folder_names_the_server_where_no_line_does():
    assert {"a": Place("CAS01", None)} == place_files([clue("a", server="CAS01")])


def test_status_messages_that_agree_are_surer_than_the_folder():
    assert {"a": Place("CAS01", "CAS")} == place_files(
        [clue("a", server="MONDAY", systems={"cas01.contoso.com"}, sites={"CAS"})]
    )


def test_a_file_without_a_word_takes_the_server_its_folder_agrees_on():
    found = place_files([clue("a", systems={"CAS01"}, sites={"CAS"}), clue("b")])

    assert Place("CAS01", "CAS") == found["b"]


def test_two_servers_in_one_folder_prove_nothing_for_the_third_file():
    found = place_files([clue("a", systems={"CAS01"}), clue("b", systems={"PS101"}), clue("c")])

    assert ("CAS01", "PS101", None) == tuple(found[file].server for file in "abc")


def test_what_names_of_one_folder_put_in_front_tells_which_files_belong_together():
    found = place_files(
        [
            clue("CAS_hman", server="CAS", systems={"CAS01"}, sites={"CAS"}),
            clue("CAS_cmupdate", server="CAS"),
            clue("PS1_cmupdate", server="PS1"),
            clue("hman"),
        ]
    )

    assert {"CAS_hman": "CAS01", "CAS_cmupdate": "CAS01", "PS1_cmupdate": "PS1", "hman": "CAS01"} == {
        file: place.server for file, place in found.items()
    }


def test_files_of_one_folder_without_any_word_share_the_unnamed_server():
    found = place_files([clue("a"), clue("b")])

    assert {"a": Place(None, None), "b": Place(None, None)} == found


def test_files_of_one_server_share_the_site_one_of_them_tells():
    found = place_files([clue("a", "x", "CAS01", sites={"CAS"}), clue("b", "y", "CAS01")])

    assert "CAS" == found["b"].site


@pytest.mark.parametrize(
    ("folder", "role", "others", "server"),
    [
        ("", "configmgrprereq", ("CAS01",), "CAS01"),
        ("bundle", "configmgrprereq", ("CAS01",), "CAS01"),
        ("", "hman", ("CAS01",), None),
        ("", None, ("CAS01",), None),
        ("", "configmgrprereq", ("CAS01", "PS101"), None),
        ("bundle/monday", "configmgrprereq", ("CAS01",), "CAS01"),
    ],
)
def test_a_log_above_the_folder_of_the_only_server_is_its_own(folder, role, others, server):
    """ConfigMgrPrereq.log lies in the root of the system drive; another hman.log would be another server's."""
    placed = [clue(name, f"bundle/{name}/Logs", name, role="hman") for name in others]

    assert server == place_files([*placed, clue("loose", folder, role=role)])["loose"].server


@pytest.mark.parametrize(
    ("span", "server"), [(hours(1, 3), "CAS01"), (hours(9, 12), "CAS01"), (hours(3, 5), None), (None, None)]
)
def test_another_log_of_the_only_server_is_its_own_unless_both_speak_of_one_time(span, server):
    own = clue("own", "CAS01", "CAS01", role="cmupdate", span=hours(4, 8))

    assert server == place_files([own, clue("loose", "before", role="cmupdate", span=span)])["loose"].server


def test_a_copy_is_of_the_server_whose_records_it_holds():
    placed = [clue(name, name, name, role="cmupdate", span=hours(4, 8)) for name in ("CAS01", "PS101")]
    copy = clue("loose", "new", role="cmupdate", span=hours(4, 6), shares_with=frozenset({"PS101"}))

    assert "PS101" == place_files([*placed, copy])["loose"].server


def test_a_log_is_of_the_server_of_the_site_it_reports_for():
    placed = [
        clue(name, name, name, role="cmupdate", span=hours(4, 8), reports_for=frozenset({name[:3]}))
        for name in ("CAS01", "PS101")
    ]
    loose = [
        clue(site, f"old{site}", role="cmupdate", span=hours(1, 2), reports_for=frozenset({site}))
        for site in ("PS1", "XY9")
    ]

    found = place_files([*placed, *loose])

    assert ("PS101", None) == (found["PS1"].server, found["XY9"].server)


def test_a_log_that_reports_for_another_site_than_the_only_server_stays_apart():
    own = clue("own", "CAS01", "CAS01", role="cmupdate", span=hours(4, 8), reports_for=frozenset({"CAS"}))
    loose = clue("loose", "before", role="cmupdate", span=hours(1, 2), reports_for=frozenset({"PS1"}))

    assert None is place_files([own, loose])["loose"].server


def test_a_folder_with_another_log_of_the_same_time_is_another_servers_as_a_whole():
    own = clue("own", "CAS01", "CAS01", role="hman", span=hours(4, 8))
    others = [
        clue("other", "logs", role="hman", span=hours(4, 8)),
        clue("despool", "logs", role="despool", span=hours(4, 8)),
    ]

    found = place_files([own, *others])

    assert [None, None] == [found[each.file].server for each in others]


def test_what_lies_beside_a_log_that_names_its_server_is_of_that_server():
    placed = [clue(name, name, name, role="hman", span=hours(4, 8)) for name in ("CAS01", "PS101")]
    copy = clue("hman", "new", role="hman", span=hours(4, 6), shares_with=frozenset({"PS101"}))

    found = place_files([*placed, copy, clue("despool", "new", role="despool", span=hours(4, 6))])

    assert "PS101" == found["despool"].server
