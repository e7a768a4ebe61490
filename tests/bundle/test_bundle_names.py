from __future__ import annotations

import unicodedata

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.bundle import open_bundle, role_of_file
from dmplog.bundle.labels import clean_label, long_path, member_path
from dmplog.bundle.names import archive_stem, is_log_name, read_name
from dmplog.bundle.places import server_of
from dmplog.roles import OTHER, known_roles, role_of_component

LOG = b"line\r\n"
ROLES = (*known_roles().names, OTHER)
STEMS = [(role, stem) for stem, role in known_roles().stems.items()]
PARTS = st.sampled_from(
    [
        ".log",
        ".lo_",
        ".log.lo_",
        ".log.2",
        ".LOG",
        ".Lo_",
        "-20240916-031500.log",
        ".log.old",
        ".txt",
        ".log.txt",
        " (1).log",
        " - Copy.log",
    ]
)
PREFIXES = st.sampled_from(["", "SCP01_", "scp-01_", "CM_SITE_", "VM1-Phase8-20240916-"])


def _any_case(text):
    return st.lists(st.booleans(), min_size=len(text), max_size=len(text)).map(
        lambda upper: "".join(c.upper() if u else c.lower() for c, u in zip(text, upper, strict=True))
    )


def test_the_roles_are_those_of_the_contract():
    """No more, no fewer."""
    contract = """
        dmpdownloader dmpuploader hman distmgr scheduler sender despool smsdbmon cmupdate configmgrsetup configmgrprereq
        serviceconnectiontool sitecomp statesys rcmctrl mpfdm endpointconnectivitycheckworker collected_registry other
    """

    assert sorted(contract.split()) == sorted(ROLES)


@given(data=st.data())
def test_every_spelling_of_a_log_has_its_role(data):
    """Case, part, date and a collector's prefix change nothing."""
    role, stem = data.draw(st.sampled_from(STEMS))
    name = data.draw(PREFIXES) + data.draw(_any_case(stem)) + data.draw(PARTS)

    assert role == role_of_file(name)
    assert is_log_name(name)


@given(data=st.data())
def test_all_parts_of_one_log_share_a_key(data):
    """Whatever two parts are called, they are one log; another machine's is not."""
    _, stem = data.draw(st.sampled_from(STEMS))
    first, second = (read_name("SCP01_" + stem + data.draw(PARTS)) for _ in range(2))

    assert first.key == second.key != read_name(f"PS1_{stem}.log").key


@given(st.text(max_size=40))
def test_any_name_has_a_role(name):
    """No name is an error, and cleaning a name is enough once."""
    assert role_of_file(name) in ROLES
    assert clean_label(name) == clean_label(clean_label(name))
    assert member_path(name) == member_path(member_path(name))
    assert not any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in clean_label(name))
    assert name.startswith(archive_stem(name))


@pytest.mark.parametrize("piece", ["-", "_1", ".lo_", ".1", " (1)", "-phase1-", "a.", ".log-2"])
def test_no_name_takes_long(piece):
    """An archive may name a member anything up to the limit; a pattern that backtracks would run for years."""
    name = ".log" + piece * (30_000 // len(piece)) + "x"

    assert (False, "other") == (is_log_name(name), role_of_file(name))
    assert server_of([name, name[:255]], name[:255]) is None


@pytest.mark.parametrize(
    "name", ["smsexec.log", "hmanager.log", "sender2.log", "ConfigMgrSetupWizard.log", "ConfigMgrAdminUISetup.log", "x"]
)
def test_logs_no_flowchart_asks_for_are_other(name):
    """A name that only begins like a known log is not that log."""
    assert "other" == role_of_file(name)


@pytest.mark.parametrize(("component", "role"), known_roles().components.items())
def test_components_have_roles_in_any_case(component, role):
    """Every component is found, however written."""
    assert role == role_of_component(component.lower()) == role_of_component(f" {component.title()} ")
    assert role in ROLES


def test_the_mapping_of_components_serves_polars():
    """It replaces a whole column at once."""
    frame = pl.DataFrame({"component": ["SMS_LAN_SENDER", "sms_hierarchy_manager", "SMS_EXECUTIVE", None]})
    roles = frame.select(
        pl.col("component").str.to_uppercase().replace_strict(dict(known_roles().components), default=None)
    )

    assert ["sender", "hman", None, None] == roles.to_series().to_list()


def test_rollover_parts_of_a_folder_share_a_log_key(write, zipped):
    """`hman.lo_`, `hman.log` and a packed archive of it beside them; another folder's are apart."""
    import gzip

    write(
        {
            "x/hman.log": LOG,
            "x/hman.lo_": LOG,
            "x/HMAN-20240101-101010.log": LOG,
            "x/hman.log.1.gz": gzip.compress(LOG),
            "y/hman.log": LOG,
            "z.zip": zipped(("S/hman.log", LOG), ("S/hman.lo_", LOG)),
        }
    )
    keys = {log.name: log.log_key for log in open_bundle(["x", "y", "z.zip"]).files}

    assert {"x/hman": 4, "y/hman": 1, "z.zip!/S/hman": 2} == {
        key: list(keys.values()).count(key) for key in keys.values()
    }


def test_paths_of_windows_beyond_260_characters_are_opened_in_the_long_form():
    """A drive, a share, and what is long already."""
    tail = "a" * 300

    assert rf"\\?\C:\{tail}" == long_path(rf"C:\{tail}", windows=True)
    assert rf"\\?\UNC\server\share\{tail}" == long_path(rf"\\server\share\{tail}", windows=True)
    assert rf"\\?\C:\{tail}" == long_path(rf"\\?\C:\{tail}", windows=True)
    assert rf"\\?\C:\b\{tail}" == long_path(rf"C:\a\..\b\{tail}", windows=True)
    assert r"C:\a" == long_path(r"C:\a", windows=True)
    assert f"/{tail}" == long_path(f"/{tail}", windows=False)


@pytest.mark.parametrize(
    ("listed", "opened"),
    [
        (r"C:\a\hman.log.", r"\\?\C:\a\hman.log."),
        (r"C:\a\hman.log ", r"\\?\C:\a\hman.log "),
        (r"C:\a. .\hman.log", r"\\?\C:\a. .\hman.log"),
        (r"\\server\share\a.\hman.log", r"\\?\UNC\server\share\a.\hman.log"),
        (r"C:\a\..\hman.log", r"C:\a\..\hman.log"),
        (r".\hman.log", r".\hman.log"),
        (r"C:\a b\hman.log", r"C:\a b\hman.log"),
    ],
)
def test_a_name_of_windows_that_ends_in_a_dot_or_blank_is_opened_as_it_was_listed(listed, opened):
    """In every other form the system drops them, and another file is opened."""
    assert opened == long_path(listed, exact=True, windows=True)
    assert listed == long_path(listed, windows=True)
    assert listed == long_path(listed, exact=True, windows=False)


@pytest.mark.parametrize("tail", [".", " ", "...", " . "])
def test_a_dot_or_a_blank_behind_a_name_makes_no_other_log(tail):
    assert ("hman", True) == (role_of_file(f"hman.log{tail}"), is_log_name(f"hman.log{tail}"))
    assert read_name("SCP01_hman.log").key == read_name(f"SCP01_hman.log{tail}").key
