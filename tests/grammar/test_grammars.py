"""What the grammars do for the rest: keep lines, find events, write messages, name the nearest one."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.grammar import UNRECOGNIZED, Grammars
from dmplog.grammar.closest import departures

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"


@pytest.fixture(scope="module")
def grammars():
    return Grammars.load()


def lines(*pairs):
    return pl.DataFrame({"role": [role for role, _ in pairs], "message": [message for _, message in pairs]})


def events(grammars, *pairs):
    return grammars.match(lines(*pairs), fields=[])["event"].to_list()


@pytest.mark.parametrize(
    ("terminal", "numbers"),
    [
        ("COUNT: /[0-9]+/", ["count"]),
        ("DRIFT: /-?[0-9]{1,4}/", ["drift"]),
        ("DIGITS: /[0-9a-f]+/", []),
        ("VERSION: /[0-9]+(?:\\.[0-9]+)*/", []),
        ("JOB_ID: /[0-9]+/", []),
        ("EXIT_CODE: /[0-9]+/", []),
        ("PACKAGE_VERSION: /[0-9]+/", []),
        ("TEXT: /[0-9]+/", []),
    ],
)
def test_the_shape_of_a_field_says_whether_it_holds_numbers(tmp_path, terminal, numbers):
    """In a grammar of one's own too; ids are names, whatever they are made of."""
    name = terminal.partition(":")[0]
    (tmp_path / "backup.lark").write_text(f'{terminal}\nbackup_told: "Backup " {name}\n', encoding="utf-8")

    assert numbers == sorted(Grammars.load(tmp_path).numbers)


def test_a_field_of_several_shapes_holds_text(tmp_path):
    for log, shape in (("backup", "[0-9]+"), ("restore", "[a-z]+")):
        text = f'STATE: /{shape}/\n{log}_told: "The state is " STATE\n'
        (tmp_path / f"{log}.lark").write_text(text, encoding="utf-8")

    assert (("state", "text"), frozenset()) == (Grammars.load(tmp_path).fields, Grammars.load(tmp_path).numbers)


@pytest.mark.parametrize(
    "message", ["Check CMU status...", "~Check CMU status...~~", "  ~ check cmu STATUS... ~", "Check CMU status"]
)
def test_noise_and_case_do_not_matter(grammars, message):
    assert ["update_status_checking"] == events(grammars, ("hman", message))


def test_a_line_is_only_an_event_of_its_own_log(grammars):
    message = "Found a new available update~~"

    assert ["update_found", None, None] == events(
        grammars, ("dmpdownloader", message), ("hman", message), ("other", message)
    )


def test_rows_keep_their_order_and_columns(grammars):
    frame = lines(("hman", "noise"), ("dmpdownloader", "Download manifest.cab"), ("hman", "Failed to calculate hash"))
    frame = frame.with_columns(line=pl.Series([7, 8, 9]))

    matched = grammars.match(frame, fields=["path"])

    assert ["role", "message", "line", "event", "path"] == matched.columns
    assert [(7, None), (8, "manifest_downloading"), (9, "hash_calculation_failed")] == matched.select(
        "line", "event"
    ).rows()


def test_every_field_is_a_column_of_text_unless_fewer_are_asked_for(grammars):
    matched = grammars.match(lines(("hman", "noise")))

    assert {"event", *grammars.fields} == set(matched.columns) - {"role", "message"}
    assert {pl.String} == set(matched.drop("role", "message").dtypes)


@pytest.mark.parametrize("fields", [[], ["state_message"], ["package_guid"], ["path", "package_guid", "state_message"]])
def test_the_fields_asked_for_do_not_change_what_is_found(grammars, fields):
    frame = lines(
        ("dmpdownloader", f"Generating state message: 6 for package {GUID}~~"),
        ("dmpdownloader", "Write the state message in E:\\x.SMX~~"),
        ("dmpdownloader", "actual hash = ~~"),
    )

    expected = grammars.match(frame).select("role", "message", "event", *fields)

    assert expected.equals(grammars.match(frame, fields))


def test_an_empty_frame_has_the_same_columns(grammars):
    matched = grammars.match(lines(("hman", "x")).clear(), fields=["path"])

    assert (0, ["role", "message", "event", "path"]) == (matched.height, matched.columns)


@pytest.mark.parametrize(
    ("message", "event"),
    [
        ("ERROR: nobody knows this", UNRECOGNIZED),
        ("Error: nobody knows this", UNRECOGNIZED),
        ("~WARNING: nobody knows this~~", UNRECOGNIZED),
        ("Failed to do what nobody knows", UNRECOGNIZED),
        ("Cannot do what nobody knows", UNRECOGNIZED),
        ("error: nobody knows this", UNRECOGNIZED),
        ("INFO: nobody failed", UNRECOGNIZED),
        ("CFileLibrary::AddFile failed; 0x80070070", UNRECOGNIZED),
        ("***", None),
        ("Completed with no errors, return code 0", None),
        (r"Copied C:\failed\error.txt", None),
        ("", None),
    ],
)
def test_an_error_line_no_rule_knows_is_an_event_with_its_text(grammars, message, event):
    matched = grammars.match(lines(("dmpdownloader", message)), fields=["text"])

    assert [(event, message.strip("~ ") if event else None)] == matched.select("event", "text").rows()


def test_a_line_without_a_known_log_is_never_an_error_event(grammars):
    assert [None] == events(grammars, ("other", "ERROR: nobody knows this"))


def test_missing_messages_are_no_events(grammars):
    frame = pl.DataFrame(
        {"role": ["hman", None], "message": [None, "Check CMU status..."]},
        schema=dict.fromkeys(["role", "message"], pl.String),
    )

    assert [None, None] == grammars.match(frame, fields=[])["event"].to_list()


@given(
    st.lists(st.tuples(st.sampled_from(["hman", "dmpdownloader", "configmgrsetup"]), st.text(max_size=40)), max_size=6)
)
def test_whatever_is_an_event_is_kept(pairs):
    grammars = Grammars.load()
    known = [
        ("hman", "INFO: 2.ESC file was found. Easy setup package needs to be updated."),
        ("hman", "x has hash value SHA256:AB"),
    ]
    frame = (
        lines(*pairs, *((role, noise + message) for role, message in known for noise in ("", "~ ")))
        if pairs
        else lines(*known)
    )
    matched = grammars.match(frame, fields=[])

    for roles in (None, ["hman", "dmpdownloader", "configmgrsetup"]):
        assert (
            []
            == matched.filter(matched["event"].is_not_null() & ~grammars.sieve(roles)(matched["message"]))[
                "message"
            ].to_list()
        )


def test_what_no_log_writes_is_not_kept(grammars):
    noise = ["SQL>>>>> Done.", "INFO: something else", "Getting on", "Waiting for changes for 5 minutes", "2 items"]
    frame = pl.DataFrame({"message": noise})

    assert [] == frame.filter(grammars.sieve(["dmpdownloader", "hman"])(frame["message"]))["message"].to_list()


@pytest.mark.parametrize(
    ("event", "fields", "message"),
    [
        ("redist_downloaded", {"package_guid": GUID}, f"Successfully download redist for {GUID}"),
        ("redist_downloaded", {}, "Successfully download redist for <PACKAGE_GUID>"),
        (
            "state_message_dropped",
            {"state_message": "11", "package_guid": GUID},
            "Successfully Dropped the state message 11",
        ),
        ("adminui_call_failed", {}, "Failed to call AdminUIContentDownload. error = Error <ERROR_CODE>"),
        (
            "adminui_call_failed",
            {"error_code": "-5", "text": "x"},
            "Failed to call AdminUIContentDownload. error = [error code: -5, error message: x]",
        ),
        ("actual_hash_reported", {"actual_hash": "AB"}, "actual hash = AB"),
        ("notification_validated", {"package_guid": GUID}, f"Validate CMU file {GUID}.CMU with no intune subscription"),
        ("payload_hash_checking", {}, "Checking IsPayloadLocal with HashAlgorithm = <…>"),
    ],
)
def test_a_message_is_written_from_its_rule(grammars, event, fields, message):
    assert message == grammars.render(event, fields)


def test_a_written_message_is_its_event_again(grammars):
    values = dict.fromkeys(grammars.fields, "12345678")
    values |= {
        "package_guid": GUID,
        "url": "https://example.invalid/x",
        "substage_id": "0xb0001",
        "statement": "select 1",
    }
    values |= {"site_code": "PS1", "sql_state": "HY000", "status_severity": "I"}
    rules = [rule for rule in grammars.rules if "dmpdownloader" in rule.roles or "hman" in rule.roles]
    rules = [rule for rule in rules if rule.name != "waiting_for_interval"]
    written = [(rule.roles[0], grammars.render(rule.name, values, rule.roles[0]).replace("<…>", "7")) for rule in rules]

    assert [rule.name for rule in rules] == events(grammars, *written)


def test_an_unknown_event_has_no_message(grammars):
    with pytest.raises(KeyError, match="no_such_event"):
        grammars.render("no_such_event")


@pytest.mark.parametrize(
    ("message", "event", "offset", "expected"),
    [
        (f"Successfully download redist for {GUID}~~", "redist_downloaded", 69, ""),
        ("~Successfully download redist for 12", "redist_downloaded", 34, "<PACKAGE_GUID>"),
        (f"Generating state message: 6 of package {GUID}", "state_message_generated", 28, "for package "),
        ("Found a new available updates", "update_found", 28, ""),
        (
            'STATMSG: ID=1 SEV=I LEV=M SOURCE="S" COMP="C" SYS=A SITE=B PID=1 TID=2 ISTR0="x" ISTR1="" NUMATRS=0',
            "status_message",
            95,
            "TRS=",
        ),
    ],
)
def test_the_nearest_rule_and_where_a_line_departs_from_it(grammars, message, event, offset, expected):
    departure, *_ = departures(grammars.of("dmpdownloader"), message)

    assert (event, offset, expected) == (departure.rule.name, departure.offset, departure.expected)


def test_a_line_that_matches_departs_nowhere(grammars):
    departure, *_ = departures(grammars.rules, "Check CMU status...~")

    assert ("update_status_checking", True) == (departure.rule.name, departure.matches)


def test_lark_shows_the_parse_of_a_line(grammars):
    (rule,) = [rule for rule in grammars.of("dmpdownloader") if rule.name == "state_message_dropped"]

    assert (
        "state_message_dropped\t11\n"
        == grammars.oracle.tree(rule, "Successfully dropped the state message 11~~").pretty()
    )
    assert grammars.oracle.tree(rule, "Successfully dropped the state message eleven") is None
    assert grammars.oracle.tree(rule, "Successfully dropped the state message " + "1" * 4000) is None


def test_the_same_folder_is_read_once(grammars):
    assert grammars is Grammars.load()
