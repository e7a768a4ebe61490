"""What is replaced, by what, and that the diagnosis of a redacted bundle is the redacted diagnosis."""

from __future__ import annotations

import io
import random
import re
import string

import golden
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metamorphic import Scenario, check_anonymous, check_redacted, load
from planted import SECRETS
from variations import Renaming, renamed

import dmplog
from dmplog.bundle.places import server_of
from dmplog.redaction import Ledger, give_back, plan
from dmplog.redaction.conditions import CONDITIONS
from dmplog.redaction.finder import Finder, _alike
from dmplog.redaction.leftovers import Search
from dmplog.redaction.replacer import Replacer
from dmplog.redaction.rules import load_rules
from dmplog.redaction.text import pieces

SCENARIOS = [
    "archive-cut-in-dmpdownloader",
    "member-cut-in-setup-log",
    "waits-for-stuck-child",
    "folders-named-after-sites",
    "setup-log-utf16",
    "portuguese-dns",
    "ordinary-packages-on-the-threads-of-an-update",
    "pasted-text",
    # A server is called Download there, as a lane is.
    "error-names-an-address-with-a-guid",
]


def ledger_of(*texts):
    """Return the map of the names in *texts*."""
    finder = Finder(load_rules())
    for text in texts:
        finder.look(text)
    ledger = Ledger(b"test")
    ledger.add(finder.found())
    return ledger


def replacer_of(ledger):
    return Replacer(ledger.entries, load_rules())


@pytest.mark.parametrize("name", SCENARIOS)
def test_the_diagnosis_of_the_redacted_bundle_is_the_redacted_diagnosis(tmp_path, name):
    assert [] == list(check_redacted(load(golden.SCENARIOS / name), tmp_path))


def test_it_is_so_with_tokens_for_site_codes(tmp_path):
    assert [] == list(check_anonymous(load(golden.SCENARIOS / "folders-named-after-sites"), tmp_path))


@pytest.mark.parametrize("code", ["SQL", "LOG"])
def test_it_is_so_where_a_site_is_called_like_a_word(tmp_path, code):
    source = golden.SCENARIOS / "waits-for-stuck-child" / "bundle"
    for path in (path for path in source.rglob("*") if path.is_file()):
        target = tmp_path / "bundle" / path.relative_to(source).as_posix().replace("PS2", code)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes().replace(b"PS2", code.encode()))
    scenario = Scenario(tmp_path, {}, golden_report(tmp_path))

    assert [code] == list({case.subject.site for case in scenario.report.cases} & {code})
    assert [] == list(check_anonymous(scenario, tmp_path))


WORDS = {word.casefold() for word in load_rules().vocabulary}


def is_a_name(text):
    """Return whether a server can be called *text*, and no word of the logs is."""
    return server_of([text]) == text and text.casefold() not in WORDS | load_rules().kept["labels"]


HOSTS = st.from_regex(r"[A-Z][A-Z0-9-]{2,12}[A-Z0-9]", fullmatch=True).filter(is_a_name)


@settings(max_examples=5, deadline=None)
@given(st.lists(HOSTS, min_size=4, max_size=4, unique=True))
def test_it_is_so_whatever_the_servers_and_their_domain_are_called(tmp_path_factory, names):
    work = tmp_path_factory.mktemp("named")
    told = dict(zip(("CASSRV", "PS1SRV", "PS2SRV", "CONTOSO"), names, strict=True))
    renamed(golden.SCENARIOS / "waits-for-stuck-child" / "bundle", work / "bundle", Renaming(told))
    scenario = Scenario(work, {}, golden_report(work))

    assert [] == list(check_redacted(scenario, work))


def golden_report(work):
    from contextlib import chdir

    with chdir(work):
        return dmplog.diagnose("bundle")


@given(HOSTS, HOSTS, st.from_regex(r"[a-z][a-z0-9]{3,12}", fullmatch=True))
def test_names_are_given_back_as_they_stood(host, domain, user):
    text = rf"Login failed for user '{domain}\{user}' at \\{host}.{domain}.com\share and {host.lower()}.{domain.lower()}.com"
    ledger = ledger_of(text)

    assert text == give_back(replacer_of(ledger).text(text), ledger)


@given(st.sampled_from(sorted(SECRETS)), st.text(st.characters(codec="cp1252"), max_size=12))
def test_a_text_without_names_stays_as_it_is(kind, other):
    """Only the places of names change, whatever stands around them."""
    sentence, _ = SECRETS[kind]
    ledger = ledger_of(sentence)
    replacer = replacer_of(ledger)

    assert f"{other}\n{replacer.text(sentence)}" == replacer.text(f"{other}\n{sentence}")


@given(st.binary(max_size=400), st.sampled_from([b"", b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf"]))
def test_bytes_that_hold_no_name_come_out_as_they_went_in(data, mark):
    read = list(pieces(io.BytesIO(mark + data)))

    assert mark + data == b"".join(piece.encoded(piece.text) for piece in read)


@pytest.mark.parametrize("page", ["cp1252", "cp1251", "cp932", "cp936", "cp949"])
def test_bytes_that_the_encoding_does_not_know_stay_beside_a_name_that_is_replaced(page):
    line = b"\x81\x20 \xff copied to \\\\HQSRV71\\x \xfe\r\n"
    ledger = ledger_of(r"\\HQSRV71\x")
    replacer = replacer_of(ledger)

    changed = b"".join(piece.encoded(replacer.text(piece.text)) for piece in pieces(io.BytesIO(line), page))

    assert line.replace(b"HQSRV71", b"SERVER01") == changed


def test_numbers_tell_nothing_of_the_order_of_names():
    names = [("server", f"HQSRV{number:02}") for number in range(40)]
    ledger = Ledger()
    ledger.add(names)
    numbers = [entry.number for entry in sorted(ledger.entries, key=lambda entry: entry.name)]

    assert sorted(numbers) != numbers
    assert set(range(1, 41)) == set(numbers)


def test_a_second_bundle_of_the_case_speaks_of_the_same_servers_by_the_same_tokens():
    first = ledger_of(r"\\HQSRV71\x and \\HQSRV72\x and 10.1.2.3")
    second = Ledger.from_json(first.to_json())
    second.add([("server", "HQSRV70"), ("server", "hqsrv71"), ("ipv4", "10.1.2.4")])

    known = {entry.name: entry.token for entry in first.entries}
    told = {entry.name: entry.token for entry in second.entries}
    assert known == {name: token for name, token in told.items() if name in known}
    assert told["10.1.2.4"].rpartition(".")[0] == told["10.1.2.3"].rpartition(".")[0]
    assert len(set(told.values())) == len(told)


def test_a_server_that_is_called_like_a_token_is_no_other_one_afterwards():
    ledger = ledger_of(r"\\SERVER01\x and \\HQSRV71\x and 10.0.1.1 and 172.16.4.5")

    assert {"SERVER01", "10.0.1.1"}.isdisjoint(entry.token for entry in ledger.entries)


def test_a_name_that_is_a_word_of_the_logs_is_replaced_only_where_it_stands_as_a_name():
    ledger = ledger_of(r"copied to \\FILES\src$, \\files.fabrikam.com\src$")
    replacer = replacer_of(ledger)

    assert "3 files of SERVER01" == replacer.text("3 files of FILES")
    assert r"\\server01.domain" == replacer.text(r"\\files.fabrikam.com\x")[:17]
    assert ["FILES"] == [name for name in replacer.doubtful if name.isupper()]


def test_ids_that_hold_a_name_by_chance_stay():
    ledger = ledger_of(r"\\CAS01\x")

    assert "CAS01234 on SERVER01, dump_SERVER01.txt" == replacer_of(ledger).text("CAS01234 on CAS01, dump_CAS01.txt")


@pytest.mark.parametrize(
    "text",
    [
        "WARNING: Failed with exception: System.Net.WebException at System.Data.Sql",
        "std::string, 12:30:45, a::b, 5.00.9128.1000, version 10.0.1.2, v8.8.8.8",
        r"E:\ConfigMgr\inboxes\hman.box\CFD\3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e.CMU",
        r"HKLM\SOFTWARE\Microsoft\SMS, NT AUTHORITY\SYSTEM, BUILTIN\Administrators",
        "done.In the next step, asp.net, https://go.microsoft.com/fwlink/?LinkID=1",
        "S-1-5-18, S-1-5-32-544, 127.0.0.1, ::1, localhost, http://localhost/x",
        "CN=System Management,CN=System; OU=Microsoft Corporation",
        "The server returned an error, site server is busy, database is full",
    ],
)
def test_what_only_looks_like_a_name_stays(text):
    assert [] == [(entry.kind, entry.name) for entry in ledger_of(text).entries]


def test_every_condition_of_the_table_is_known_and_used():
    assert set(CONDITIONS) == {pattern.needs for pattern in load_rules().patterns} - {None}


def test_a_name_that_is_a_site_code_stays():
    ledger = ledger_of(r"SITE=PS1 \\PS1\x, package CAS00012 on \\CAS\x, \\PS9\x")

    assert ["PS9"] == [entry.name for entry in ledger.entries]


TWO = r"\\AB\x and \\HQSRV71\x; DOMAIN: FK.fabrikam.com; Login failed for user 'jd'; FK\jd"


@pytest.mark.parametrize(
    "text",
    [
        r"\\{AB}\x, http://{ab}/x, SYS={AB} SITE=PS1, Server={AB};",
        "{AB}.fabrikam.com",
        r"FK\{AB}$ and {AB}$",
        "<SiteServer>{AB}</SiteServer>",
        r"as {FK}\svc, DC={fk}, {FK}\{jd} signed in",
        r"user '{jd}', C:\Users\{jd}\x",
    ],
)
def test_a_name_of_two_letters_is_replaced_and_looked_for_where_it_stands_as_a_name(text):
    ledger = ledger_of(TWO)
    replacer = replacer_of(ledger)
    search = Search(ledger.entries, replacer, load_rules())
    plain = re.sub(r"[{}]", "", text)
    asked = re.findall(r"\{(\w+)\}", text)

    assert len(asked) <= len(search.in_text(plain))
    assert [] == search.in_text(replacer.text(plain))
    assert {"AB", "jd"} <= set(search.partly)
    assert [] == re.findall(r"(?i)(?<![a-z])(?:ab|jd)(?![a-z.])", replacer.text(plain))


def test_two_letters_that_stand_as_no_name_stay():
    replacer = replacer_of(ledger_of(TWO))

    assert r"ab initio, 0xAB, C:\FK\jd2, AB-1" == replacer.text(r"ab initio, 0xAB, C:\FK\jd2, AB-1")


def test_thousands_of_names_make_one_pattern():
    random.seed(7)
    names = {"".join(random.choices(string.ascii_uppercase + string.digits, k=9)) + "X1" for _ in range(5_000)}
    ledger = Ledger(b"test")
    ledger.add([("server", name) for name in sorted(names)])
    replacer = replacer_of(ledger)

    some = sorted(names)[:200]
    assert not names & set(replacer.text(" ".join(some)).split())
    assert 200 == len(Search(ledger.entries, replacer, load_rules()).in_text(" ".join(some)))


def test_lines_that_are_asked_once_because_they_are_alike_name_what_each_of_them_names(monkeypatch):
    text = "\n".join(f"{sentence} 4711 bytes\n{sentence} 81512" for sentence, _ in SECRETS.values())
    text += "\n" + r"copied 4711 files to \\HQSRV71\Fonds 2019 alt\\x, C:\Users\anna 2020, Licensed to: Contoso 365 Ltd"
    text += "\n" + r"\\HQSRV72\Fonds 2021 neu\x at 4711 ~"
    once = {entry.name for entry in ledger_of(text).entries}
    monkeypatch.setattr("dmplog.redaction.finder._alike", lambda lines: lines)

    assert once == {entry.name for entry in ledger_of(text).entries}


def test_lines_of_one_transfer_are_alike():
    line = r"Wrote 1048576 bytes to \\HQSRV71\SMS_SITE\{}FWQPS1.PCK at position {}~"
    lines = pl.Series([line.format(20 + number, number * 4711) for number in range(1, 50)])

    assert [r"Wrote 0 bytes to \\HQSRV71\SMS_SITE\00000PS1.PCK at position 0~"] == _alike(lines).to_list()


def test_the_lines_of_a_code_page_are_looked_at_together(tmp_path, monkeypatch):
    """They are read one by one, and to look at one line takes as long as to look at a thousand."""
    looked = []
    look = Finder.look
    monkeypatch.setattr(Finder, "look", lambda self, text: (looked.append(text.count("\n")), look(self, text))[1])
    line = "Gerät: no answer from PS1SRV.contoso.com  $$<SMS_SENDER><01-14-2025 03:21:43.000+300><thread=9001 (0x2329)>\r\n"
    (tmp_path / "sender.log").write_bytes(line.encode("cp1252") * 500)

    redaction = plan([tmp_path], Ledger(b"test"))

    assert [500] == [lines for lines in looked if lines > 1]
    assert "server" in {entry.kind for entry in redaction.ledger.entries}
