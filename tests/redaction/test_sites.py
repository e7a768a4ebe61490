"""With `--sites` site codes are replaced where they stand as site codes, and words, endings and numbers of the same letters stay."""

from __future__ import annotations

import json
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.redaction import Ledger, give_back, plan, write
from dmplog.redaction.finder import Finder
from dmplog.redaction.leftovers import Search
from dmplog.redaction.replacer import Replacer
from dmplog.redaction.rules import load_rules
from dmplog.redaction.sites import is_careful, proved_codes, site_token
from dmplog.target import Target

RULES = load_rules()
PROOF = "SITE=PS1 PID=1\nSMS_SITE=SQL\nDestSite: 1A0 FinalSite: LOG\nSITE=LON"


def ledger_of(text):
    """Return the map of the names and the site codes in *text*."""
    finder = Finder(RULES, with_sites=True)
    finder.look(text)
    ledger = Ledger(b"sites")
    codes = proved_codes(finder.sites, finder.codes, RULES)
    ledger.add([*finder.found(), *(("site", code) for code in codes)], finder.prefixes)
    return ledger


LEDGER = ledger_of(PROOF)
REPLACER = Replacer(LEDGER.entries, RULES)
TOKEN = {entry.name: entry.token for entry in LEDGER.entries}


@pytest.mark.parametrize(
    "text",
    [
        "to site {PS1}, and {PS1} alone",
        r"\\srv\SMS_{PS1}\inboxes, \\srv\sms_{ps1}\bin",
        "SMS_Site {PS1}, MSWNET:[\"SMS_SITE={PS1}\"], SiteCode={PS1}, SITECODE='{PS1}'",
        "database CM_{PS1}, CM_{PS1}.dbo.x, CM_{PS1}_log",
        "package {PS1}00041, {PS1}0004F.PCK.3, {ps1}00041.pck",
        r"\SMS_SITE\202SQ{PS1}.PCK, 50fwq{ps1}.sni, ID: 50FWQ{PS1}, Dest",
        "{PS1}_CMUpdate.log, Logs_{PS1}, Logs/{PS1}/hman.log",
        "GET /x?site=%5C{PS1}%5C",
        '<SiteCode>{PS1}</SiteCode> "site": "{PS1}"',
        "the sites {PS1}, {SQL} and {LOG}.",
        "Transfer to {SQL}; waits for the installation on {LOG} at “Send”",
        r'SITE={SQL} ISTR1="{LOG}" hman.box\{SQL}.SCU',
        r"\\srv\SMS_{SQL}\Logs and CM_{SQL}",
        "package {1A0}00012 to site {1A0}, 202SQ{1A0}.PCK",
        "package {LOG}00012, site {LON}, the site {lon} and {LON}",
        "{LON}00012 and {LON}.",
    ],
)
def test_a_site_code_is_replaced_and_given_back(text):
    codes = {**TOKEN, **{name.lower(): token.lower() for name, token in TOKEN.items()}}
    plain = text.replace("{", "").replace("}", "")
    wanted = text
    for code, token in codes.items():
        wanted = wanted.replace(f"{{{code}}}", token)

    redacted = REPLACER.text(plain)

    assert wanted == redacted
    assert plain == give_back(redacted, LEDGER)
    assert [] == Search(LEDGER.entries, REPLACER, RULES).in_text(redacted)


@pytest.mark.parametrize(
    "text",
    [
        "Copy-Logs.ps1, C:\\x.PS1",
        "the site SQL Server, SQL Server, MSSQL, a LOG file, hman.LOG, log",
        "thread 1A0, 0x1A0, 1A000012, position 1A0",
        "{12345678-1A0B-4AAA-8BBB-001A00000012}, XPS1X, PS1234, PS1SRVX",
        "london, a lon",
    ],
)
def test_what_has_the_letters_of_a_site_code_and_is_none_stays(text):
    assert text == REPLACER.text(text)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (r"to \\x\SMS_SITE\202SQCS1.PCK at position 4711", ["CS1"]),
        ("the package CS100012 and C0000005", ["CS1"]),
        ("<SiteCode>ALL</SiteCode>, site LON, CM_XY1", ["ALL", "LON", "XY1"]),
    ],
)
def test_what_proves_a_site(text, codes):
    assert codes == sorted(entry.name for entry in ledger_of(text).entries if entry.kind == "site")


@pytest.mark.parametrize(
    "text",
    [
        "the site SQL Server is busy",
        "content AA928926-5C76-4DE0-B51F-0FE4D365DFE2",
        r"\\srv\SMS_SITE\x, SMS_DEF.mof, SMS_DMP_DOWNLOADER",
        "site=CON, SITE=AUX, SMS_NUL",
    ],
)
def test_what_no_site_is_called_is_none(text):
    assert [] == [entry.name for entry in ledger_of(text).entries if entry.kind == "site"]


def test_a_code_that_is_left_is_found_by_its_form():
    search = Search(LEDGER.entries, REPLACER, RULES)

    assert [TOKEN["PS1"]] * 3 == search.in_text("PS1, PS100041\nCM_PS1")
    assert [TOKEN["SQL"]] * 2 == search.in_text(r"SITE=SQL \\x\SMS_SQL\y SQL")


def test_a_token_is_no_code_of_the_bundle_and_nothing_that_stands_in_it():
    ledger = ledger_of("SITE=PS1 SITE=S01 package S0300012 in S02")

    assert {"S04", "S05", "S06"} == {entry.token for entry in ledger.entries}


@given(st.integers(1, 7199), st.integers(1, 7199))
def test_tokens_have_the_form_of_a_site_code_and_are_no_number_nor_device(one, other):
    token = site_token(one)

    assert (one == other) == (token == site_token(other))
    assert token.isalnum()
    assert token.isupper()
    assert 3 == len(token)
    assert not is_careful(token, RULES)
    assert token.lower() not in RULES.sites.reserved


BUNDLE = "fixtures/scenarios/downloader-runs-and-does-not-synchronize/bundle"


def called(*arguments):
    return CliRunner().invoke(app, list(map(str, arguments)))


def test_the_command_replaces_site_codes_in_logs_paths_and_the_report(tmp_path):
    out, mapped = tmp_path / "out.zip", tmp_path / "map.json"
    result = called("redact", BUNDLE, "-o", out, "--map", mapped, "--sites")
    report = called("diagnose", BUNDLE, "--redact", "--map", mapped, "--sites", "--json")
    with zipfile.ZipFile(out) as packed:
        text = "\n".join((name + packed.read(name).decode("latin-1")) for name in packed.namelist())

    assert [0, 1] == [result.exit_code, report.exit_code]
    assert "1  site codes" in result.output
    assert "site codes inside of longer words" in result.output
    assert [] == [said for said in (text, report.stdout) if "CAS" in said]
    told = json.loads(give_back(report.stdout, Ledger.from_json(mapped.read_text())))
    assert {"CAS"} == {log["site"] for log in told["coverage"]}


def test_a_map_with_site_codes_gives_the_same_tokens_again_and_keeps_codes_where_they_are_not_asked_for(tmp_path):
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "hman.log").write_text("SITE=PS1 SITE=SQL SITE=LON\n")
    mapped = tmp_path / "map.json"
    names = [tmp_path / f"{number}.zip" for number in range(3)]
    results = [
        called("redact", tmp_path / "logs", "-o", name, "--map", mapped, option)
        for name, option in zip(names, ("--sites", "--sites", "--keep-sites"), strict=True)
    ]

    assert names[0].read_bytes() == names[1].read_bytes()
    assert "because they are words of the logs, or may be numbers\n  SQL\n" in results[0].output
    assert "site codes (LON, PS1, SQL)" in results[2].output


def test_sites_without_redact_is_one_sentence():
    result = CliRunner().invoke(app, ["diagnose", BUNDLE, "--sites"])

    assert 2 == result.exit_code
    assert "--redact" in result.stderr


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp932"])
def test_no_code_is_left_in_a_log_of_any_encoding(tmp_path, encoding):
    said = {"cp1252": "Grüße", "cp932": "ファイル"}.get(encoding, "plain")
    text = "".join(
        f"{said} {each}\r\n" for each in ("SITE=PS1", "site PS1", r"\\x\SMS_PS1\y", "PS100012", "%5CPS1%5C", "PS1")
    )
    (tmp_path / "PS1").mkdir()
    (tmp_path / "PS1" / "PS1_hman.log").write_bytes(text.encode(encoding))
    redaction = plan([tmp_path], Ledger(b"sites"), sites=True)

    assert () == write(redaction, Target(tmp_path / "out.zip"))
    with zipfile.ZipFile(tmp_path / "out.zip") as packed:
        (name,) = packed.namelist()
        redacted = packed.read(name).decode(encoding)
    assert ("PS1" in name, "PS1" in redacted, redacted.count("S01"), redacted.count(said)) == (False, False, 6, 6)
