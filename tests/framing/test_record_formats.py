"""The written forms of records, one claim each, with the lines they were met in."""

from __future__ import annotations

from datetime import datetime

import pytest
from reading import read, rows, utc_texts

TAIL = "  $$<SMS_X><09-18-2026 16:39:06.598+240><thread=7600 (0x1DB0)>"


def ccm(
    message: str, time: str = "22:14:46.577+300", date: str = "10-12-2013", kind: str = "1", thread: str = "7"
) -> str:
    return (
        f'<![LOG[{message}]LOG]!><time="{time}" date="{date}" component="Comp" context="" type="{kind}" '
        f'thread="{thread}" file="a.cpp:1">\r\n'
    )


@pytest.mark.parametrize(
    ("line", "utc"),
    [
        ("m  $$<C><09-18-2026 16:39:06.598+240><thread=1 (0x1)>", "2026-09-18T20:39:06.598"),
        ("m  $$<C><06-14-2018 06:26:25.828-60><thread=1 (0x1)>", "2018-06-14T05:26:25.828"),
        ("m  $$<C><06-07-2015 13:11:09.448-600><thread=1 (0x1)>", "2015-06-07T03:11:09.448"),
        ("m  $$<C><04-21-2024 07:33:58.583+00><thread=1 (0x1)>", "2024-04-21T07:33:58.583"),
        ("m  $$<C><04-21-2024 07:33:58.583+0><thread=1 (0x1)>", "2024-04-21T07:33:58.583"),
        (ccm("m"), "2013-10-13T03:14:46.577"),
        (ccm("m", "19:33:19.766-330", "11-28-2014"), "2014-11-28T14:03:19.766"),
        ("m  $$<C><Fri Sep 03 12:23:46.229 1999 Central Daylight Time><thread=250 (0xFA)>", "1999-09-03T17:23:46.229"),
        ("m  $$<C><Thu Oct 21 8:12:43.046 1999 Eastern Daylight Time><thread=1 (0x1)>", "1999-10-21T12:12:43.046"),
    ],
)
def test_utc_is_local_time_plus_bias(line, utc):
    assert [utc] == [text.rstrip("0") if text else text for text in utc_texts(line)]


def test_seven_digits_without_a_bias_give_local_time_to_the_digit_and_no_utc():
    frame, _ = read(ccm("m", "10:22:50.8422964", "1-2-2015").encode())
    assert ["2015-01-02T10:22:50.842296400"] == frame["local"].dt.strftime("%Y-%m-%dT%H:%M:%S%.f").to_list()
    assert [None] == frame["utc"].to_list()


def test_sms_1_threads_are_hexadecimal_and_its_stamps_name_no_zone():
    row = rows("~Found ready instruction  $$<SMS_DESPOOLER><Wed May 21 17:09:02 1997~><thread=DB>")[0]
    assert (219, None, "1997-05-21T17:09:02", "Found ready instruction") == (
        row["thread"],
        row["utc"],
        row["local"].isoformat(),
        row["message"],
    )


def test_fractions_are_decimals():
    local = read(b"m  $$<C><09-18-2026 16:39:06.1><thread=1 (0x1)>")[0]["local"]
    assert [100_000_000] == local.dt.nanosecond().to_list()


@pytest.mark.parametrize(
    "stamp", ["09-18-2026 16:39:06.598+-60", "09-18-2026 16:39:06", "09-18-26 16:39:06", "09-18-2026 16:39"]
)
def test_what_of_a_stamp_can_be_read_is_kept_without_inventing_a_bias(stamp):
    row = rows(f"m  $$<C><{stamp}><thread=1 (0x1)>")[0]
    assert (None, "2026-09-18T16:39") == (row["bias"], row["local"].isoformat()[:16])


def test_an_impossible_date_leaves_a_record_without_a_time():
    row = rows("m  $$<C><02-30-2026 16:39:06.598+240><thread=1 (0x1)>")[0]
    assert ("m", "C", None, None) == (row["message"], row["component"], row["local"], row["utc"])


def test_the_last_dollar_sign_mark_of_a_line_counts():
    quoted = 'said "x  $$<OTHER><01-01-2020 00:00:00.000+00><thread=1 (0x1)>" today' + TAIL
    row = rows(quoted)[0]
    assert ("SMS_X", 7600, 1) == (row["component"], row["thread"], len(rows(quoted)))
    assert quoted.removesuffix(TAIL) == row["message"]


@pytest.mark.parametrize("blanks", ["", " ", "  ", "\t"])
def test_the_blanks_before_the_mark_do_not_matter(blanks):
    assert "Execute query" == rows("Execute query" + blanks + TAIL.strip())[0]["message"]


def test_tildes_are_stripped_at_the_ends_only():
    assert r"Commandline :~C:\PROGRA~1 ~ x" == rows(rf"~ Commandline :~C:\PROGRA~1 ~ x~~{TAIL}")[0]["message"]


@pytest.mark.parametrize(
    ("line", "component", "thread", "timed"),
    [
        ("m $$<CliEx32.dll>", "CliEx32.dll", None, False),
        ("m~~ $$<09-22-2015 21:21:37.008-120>", None, None, True),
        ("m  $$<Configuration Manager Setup><09-11-2026 08:55:59.872+240>", "Configuration Manager Setup", None, True),
        ("m  $$<C><09-11-2026 08:55:59.872+240><thread=123>", "C", 123, True),
        ("m  $$<C><09-11-2026 08:55:59.872+240> <thread=0x1380>", "C", 0x1380, True),
        ("m  $$<C><09-11-2026 08:55:59.872+240><thread=76", "C", None, True),
        ("m  $$<C><09-11-2026 08:55:59.872+24", "C", None, False),
    ],
)
def test_incomplete_ends_give_what_they_have(line, component, thread, timed):
    row = rows(line)[0]
    assert ("simple", "m", component, thread, timed) == (
        row["framing"],
        row["message"],
        row["component"],
        row["thread"],
        row["local"] is not None,
    )


def test_a_record_glued_to_another_is_its_own_record():
    found = rows(f"first{TAIL}second{TAIL}\r\n")
    assert ["first", "second"] == [row["message"] for row in found]
    assert [1, 1] == [row["line"] for row in found]


@pytest.mark.parametrize("between", ["\t", "\0\0", "\r"])
def test_two_records_that_no_blank_parts_are_two(between):
    assert ["first", "second"] == [row["message"] for row in rows(f"first{TAIL}{between}second{TAIL}\r\n")]


@pytest.mark.parametrize("between", [" ", "  ", "\t", "\r", "\0"])
def test_lines_of_which_a_form_made_one_are_read_each(between):
    data = between.join(f"message {number}{TAIL}" for number in range(4))

    assert [f"message {number}" for number in range(4)] == [row["message"] for row in rows(data)]


def test_a_second_mark_behind_a_complete_end_makes_a_line_irregular():
    found = rows(f"first{TAIL}second  $$<SMS_Y>")
    assert [("first", "SMS_X"), ("second", "SMS_Y")] == [(row["message"], row["component"]) for row in found]


def test_bare_text_behind_a_record_stays_with_it():
    data = f"INFO: SQL Connection failed.{TAIL}Native Client 11.0]TCP Provider: x\r\nnext{TAIL}\r\n"
    frame, census = read(data.encode())
    assert ["INFO: SQL Connection failed.", "next"] == frame["message"].to_list()
    assert (2, 0) == (census.record_lines, census.unparsed_lines)
    assert frame["raw"][0].endswith("TCP Provider: x")


def test_ccm_records_may_span_lines_be_glued_and_be_empty():
    data = ccm("one\ntwo\n").rstrip("\r\n") + ccm("") + ccm("[[x] ends in ]")
    frame, census = read(data.encode())
    assert ["one\ntwo\n", "", "[[x] ends in ]"] == frame["message"].to_list()
    assert [1, 3, 4] == frame["line"].to_list()
    assert (4, 4, 0) == (census.lines, census.record_lines, census.unparsed_lines)


def test_ccm_attributes_come_in_any_order():
    row = rows('<![LOG[m]LOG]!><thread="9" TYPE="3" date="10-12-2013" time="22:14:46.577+300" component="C">')[0]
    assert (9, "error", "C", 300) == (row["thread"], row["severity"], row["component"], row["bias"])


def test_types_are_severities():
    text = "".join(ccm("m", kind=kind) for kind in ("0", "1", "2", "3", ""))
    assert ["verbose", "info", "warning", "error", None] == [row["severity"] for row in rows(text)]


def test_a_damaged_record_does_not_swallow_its_neighbours():
    data = ccm("good1") + ccm("bad", kind="3", thread="-1") + ccm("good3") + "<![LOG[cut\r\n" + ccm("good4")
    frame, census = read(data.encode())
    assert ["good1", "bad", "good3", "good4"] == frame["message"].to_list()
    assert ["info", "error", "info", "info"] == frame["severity"].to_list()
    assert (4, 1) == (census.record_lines, census.unparsed_lines)


def test_the_tail_of_a_record_at_the_beginning_is_counted():
    frame, census = read(('\ufeff" type="1" thread="7172" file="b.cpp:9">\r\n' + ccm("m")).encode())
    assert (["m"], 1) == (frame["message"].to_list(), census.unparsed_lines)


def test_a_record_overwritten_by_the_next_keeps_its_message():
    text = '<![LOG[No DB file… ]LOG]!><time="09:15logging component.]LOG]!><time="01:02:03.004+60" date="10-12-2013">'
    row = rows(text)[0]
    assert ("No DB file… ", "2013-10-12T02:02:03.004000") == (
        row["message"],
        row["utc"].replace(tzinfo=None).isoformat(),
    )


def test_a_made_up_bias_of_deployment_scripts_is_no_bias():
    assert [None] == [row["bias"] for row in rows(ccm("m", "14:51:50.000+000", thread=""))]


def test_prerequisite_lines():
    row = rows("<01-04-2013 16:25:28> h.contoso.com; SQL Server version; Error; text")[0]
    assert ("prereq", "2013-01-04T16:25:28", None) == (row["framing"], row["local"].isoformat(), row["utc"])
    assert "h.contoso.com; SQL Server version; Error; text" == row["message"]


def test_rule_categories_are_messages_not_stamps():
    assert (
        "<<<RuleCategory: Access Permissions>>>" == rows("<<<RuleCategory: Access Permissions>>>" + TAIL)[0]["message"]
    )


def test_service_connection_tool_lines_keep_their_level():
    row = rows("2024-11-19 11:53:40 INFO:downloading redist")[0]
    assert ("tool", "INFO:downloading redist", "info") == (row["framing"], row["message"], row["severity"])


def test_text_without_framing_is_one_record_a_line():
    frame, census = read(b"Download manifest.cab\n\n~Get manifest.cab url~~\n")
    assert ["Download manifest.cab", "Get manifest.cab url"] == frame["message"].to_list()
    assert ({"plain"}, [None, None]) == (set(frame["framing"]), frame["utc"].to_list())
    assert (3, 2, 1) == (census.lines, census.record_lines, census.marker_lines)


def test_bare_lines_between_records_are_counted_and_shown():
    frame, census = read(f"m{TAIL}\nbare text\nm{TAIL}\n".encode())
    assert (2, 1) == (frame.height, census.unparsed_lines)
    assert [("unparsed-lines", 2)] == [(problem.kind, problem.line) for problem in census.problems]
    assert "bare text" in census.problems[0].message


def test_a_stack_trace_belongs_to_the_simple_record_that_ends_it():
    text = f"ERROR: no: System.Net.WebException: x\r\n   at System.Net.A()\r\n   at System.Net.B()~~{TAIL}\r\nnext{TAIL}\r\n"
    frame, census = read(text.encode())
    assert ["ERROR: no: System.Net.WebException: x\n   at System.Net.A()\n   at System.Net.B()", "next"] == frame[
        "message"
    ].to_list()
    assert (4, 4, 2) == (census.lines, census.record_lines, census.records)


def test_rollover_marks_are_not_records():
    frame, census = read(f"m{TAIL}\r\n<MAXIMUM LOG FILE SIZE REACHED - FILE RENAMED>\r\n".encode())
    assert (1, 1, 0) == (frame.height, census.marker_lines, census.unparsed_lines)


def test_runs_of_zero_bytes_are_no_text():
    frame, census = read(b"\0" * 5000 + f"m{TAIL}\r\n".encode() + b"\0" * 126_594)
    assert (["m"], 1, 1) == (frame["message"].to_list(), census.record_lines, census.marker_lines)


def test_mixed_framings_are_told_record_by_record():
    text = f"m{TAIL}\r\n" + ccm("c") + "<01-04-2013 16:25:28> p\r\n" + "2024-11-19 11:53:40 INFO:t\r\n" + f"m{TAIL}\r\n"
    assert ["simple", "ccm", "prereq", "tool", "simple"] == [row["framing"] for row in rows(text)]


def test_a_missing_bias_is_carried_from_the_record_before():
    text = (
        f"m{TAIL}\n"
        + ccm("n", "10:00:00.1234567")
        + "m  $$<C><12-01-2026 10:00:00.000-60><thread=1 (0x1)>\n"
        + ccm("n", "10:00:00.1")
    )
    assert [240, 240, -60, -60] == [row["bias"] for row in rows(text)]


def test_records_before_the_first_bias_take_it():
    assert [240, 240] == [row["bias"] for row in rows(ccm("n", "10:00:00.1234567") + f"m{TAIL}\n")]


def test_a_given_offset_is_for_records_that_nothing_else_helps():
    assert [-60] == [row["bias"] for row in rows(ccm("n", "10:00:00.1234567"), utc_offset=-60)]
    assert [240, 240] == [row["bias"] for row in rows(ccm("n", "10:00:00.1") + f"m{TAIL}\n", utc_offset=-60)]


def test_a_contradiction_between_stamp_and_status_message_is_told():
    def message(hour):
        return f'STATMSG: ID=9802 SEV=W LEV=M COMP="C" GMTDATE=Mo Sep 18 {hour}:39:05.718 2026 ISTR0=""{TAIL}\n'

    assert () == read(message(20).encode())[1].problems
    problem = read((f"m{TAIL}\n" + message(16) + message(16)).encode())[1].problems[0]
    assert ("clock-contradiction", 2) == (problem.kind, problem.line)
    assert ": 2." in problem.message
    assert "240 minutes" in problem.message


@pytest.mark.parametrize(
    ("message", "severity"),
    [
        ("Completed with no errors", None),
        ("error = 0, success", None),
        ("Copying ErrorLog.txt", None),
        ("failover cluster failed to start", "error"),
        ("returned 0x80070005", "error"),
        ("Retry: unable to connect", "error"),
        ("WARNING: Failed to download easy setup payload", "warning"),
        ("WARN: x", "warning"),
        ("ERROR: Failed to get", "error"),
        (" *** [08001][10054][Microsoft] x", "error"),
        ("INFO: x", "info"),
        ('STATMSG: ID=9802 SEV=E LEV=M SOURCE="SMS Server"', "error"),
        ("Waiting for changes", None),
    ],
)
def test_severity_is_what_the_text_says(message, severity):
    assert severity == rows(message + TAIL)[0]["severity"]


def test_a_long_line_is_passed_over_and_told():
    data = f"m{TAIL}\n".encode() + b"x" * 3_000_000 + f"\nn{TAIL}\n".encode()
    frame, census = read(data, chunk_size=100_000)
    assert (["m", "n"], 1) == (frame["message"].to_list(), census.unparsed_lines)
    assert ["overlong-line"] == [problem.kind for problem in census.problems]
    assert data[frame["byte_offset"][1] :].startswith(b"n  $$<")


def test_a_long_record_is_read_by_its_beginning_and_told():
    data = f"m{TAIL}\nERROR: é{'x' * 30_000}{TAIL}\nn{TAIL}\n".encode()
    frame, census = read(data)

    assert ["m", "ERROR: é" + "x" * (20_000 - 8), "n"] == frame["message"].to_list()
    assert data.split(b"\n")[1].decode() == frame["raw"][1]
    assert [("long-record", 2, "Records of more than 20,000 characters, read by their beginning: 1.")] == [
        (problem.kind, problem.line, problem.message) for problem in census.problems
    ]


def test_a_record_of_just_as_many_characters_as_are_read_is_whole():
    frame, census = read(f"{'é' * 20_000}{TAIL}\n".encode())

    assert ("é" * 20_000, ()) == (frame["message"][0], census.problems)


def test_a_binary_file_has_no_records():
    frame, census = read(bytes(range(256)) * 40)
    assert (0, "binary", census.lines) == (frame.height, census.encoding, census.unparsed_lines + census.marker_lines)
    assert "binary" in [problem.kind for problem in census.problems]


def test_an_empty_file_has_no_lines():
    frame, census = read(b"")
    assert (0, 0, 0, None) == (frame.height, census.lines, census.bytes, census.framing)


def test_gaps_longer_than_a_day_are_listed():
    text = "".join(f"m  $$<C><09-{day}-2026 16:39:06.598+00><thread=1 (0x1)>\n" for day in ("01", "02", "05"))
    gaps = read(text.encode())[1].gaps
    assert [("2026-09-02", "2026-09-05")] == [(a.date().isoformat(), b.date().isoformat()) for a, b in gaps]


def test_biases_are_told_over_time():
    text = "".join(
        f"m  $$<C><{date} 16:39:06.598{bias}><thread=1 (0x1)>\n"
        for date, bias in (("10-24-2026", "-120"), ("10-25-2026", "-60"), ("10-26-2026", "-60"))
    )
    assert [(-120, 24, 24), (-60, 25, 26)] == [
        (span.bias, span.since.day, span.until.day) for span in read(text.encode())[1].biases
    ]


def test_every_module_with_a_framing_stands_in_the_table():
    """A new framing is one module and one line; a module that is forgotten there reads nothing."""
    import importlib
    import pkgutil

    from dmplog import framing
    from dmplog.framing.table import FRAMINGS

    modules = [
        importlib.import_module(f"dmplog.framing.{found.name}") for found in pkgutil.iter_modules(framing.__path__)
    ]

    assert {module.FRAMING.name for module in modules if hasattr(module, "FRAMING")} == {each.name for each in FRAMINGS}


WHOLE = '<![LOG[WARNING: Failed ({})]LOG]!><time="14:51:50.123-60" date="12-17-2024" component="C" context="" type="2" thread="4700" file="x.cpp:1">'


@pytest.mark.parametrize(
    ("line", "messages", "broken"),
    [
        ("<![LOG[Download mani" + WHOLE.format(407), ["WARNING: Failed (407)"], 1),
        (
            "<![LOG[a <tag> [x] " + WHOLE.format(1) + WHOLE.format(2),
            ["WARNING: Failed (1)", "WARNING: Failed (2)"],
            1,
        ),
        (WHOLE.format(1) + "<![LOG[Down" + WHOLE.format(2), ["WARNING: Failed (1)", "WARNING: Failed (2)"], 1),
        *((f"<![LOG[Down{end}" + WHOLE.format(2), ["WARNING: Failed (2)"], 1) for end in ("]", "]L", "]LOG", "]LOG]!")),
        ("<![LOG[a<![LOG[b" + WHOLE.format(2), ["WARNING: Failed (2)"], 1),
    ],
)
def test_a_record_that_breaks_off_takes_nothing_of_the_next_one(line, messages, broken):
    frame, census = read((line + "\n").encode())

    assert messages == frame["message"].to_list()
    assert [line[row["byte_offset"] :][: row["length"]] for row in frame.iter_rows(named=True)] == frame[
        "raw"
    ].to_list()
    assert [f"Records that break off, with another one behind them on their line, not read: {broken}."][:broken] == [
        problem.message for problem in census.problems if problem.kind == "broken-records"
    ]


@pytest.mark.parametrize(
    ("end", "component"),
    [
        ("]LOG]!><", None),
        (']LOG]!><time="14:5', None),
        (']LOG]!><time="14:51:50.123-60" date="12-17-2024" component="D"', "D"),
    ],
)
def test_a_record_that_breaks_off_in_its_attributes_borrows_none_of_the_next(end, component):
    """Its message is its own, and so are the time and the component of the one behind it."""
    frame, _ = read(("<![LOG[Down" + end + WHOLE.format(407) + "\n").encode())
    utc = datetime(2024, 12, 17, 13, 51, 50, 123000)

    assert [("Down", component, utc if component else None), ("WARNING: Failed (407)", "C", utc)] == [
        (row["message"], row["component"], row["utc"] and row["utc"].replace(tzinfo=None))
        for row in frame.iter_rows(named=True)
    ]
