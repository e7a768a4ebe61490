"""The script of `dmplog collect`: its text for three scenarios, that it parses, and that nothing from a log becomes code in it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from powershell import mistakes, shape, texts, value

import dmplog
from dmplog.case import Need, NextSign
from dmplog.collect import Plan, Visit, load_questions, plan_of_question, plan_of_report, render
from dmplog.collect.names import QUOTES, is_host, is_log, is_site, literal
from dmplog.target import is_sealed

GOLDEN = Path(__file__).parent / "golden"
SCENARIOS = Path("fixtures/scenarios")
SHOWN = ("waits-for-stuck-child", "headline-of-a-possible-case", "offline-redist-timeout")
QUESTIONS = tuple(load_questions().known)
HOSTILE = (
    "CAS01'; Remove-Item -Recurse C:\\; '",
    "CAS01\u2019; exit; \u2019",
    "CAS01\u201a; exit",
    "CAS01\u201b + $(exit) + \u2018",
    "$(Stop-Computer)",
    "CAS01`nStop-Computer",
    "CAS01\r\nStop-Computer #",
    "#> Stop-Computer <#",
    "{{ plan }}",
    "CAS01\u2028exit",
    "\0",
    "@{a=1}",
    "10.0.0.1",
    "",
)


@pytest.mark.parametrize("name", SHOWN)
def test_the_script_of_a_report_is_known_to_the_letter(name):
    """`dmplog collect fixtures/scenarios/NAME/bundle -o tests/collect/golden/NAME.ps1 --force` writes it anew."""
    assert (GOLDEN / f"{name}.ps1").read_bytes() == render(plan_of_report(dmplog.diagnose(SCENARIOS / name / "bundle")))


def test_a_child_that_the_report_names_is_asked_by_its_name_with_its_site():
    """Its log was not supplied, and the lines of its parent say of which site it is: nobody is asked for its share."""
    plan = plan_of_report(dmplog.diagnose(SCENARIOS / "headline-of-a-possible-case" / "bundle"))

    assert [("PS101", "PS1"), ("CAS01", "CAS")] == [(visit.server, visit.site) for visit in plan.visits]
    assert {} == plan.places


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_script_of_a_question_parses_and_names_its_parameters(question):
    script = render(plan_of_question(question))
    given = {f"${place}".encode() for place in plan_of_question(question).places}

    assert [] == mistakes(script)
    assert given == {name for name in given if name in script}


@pytest.mark.parametrize("name", SHOWN)
def test_the_script_of_a_report_parses(name):
    assert [] == mistakes((GOLDEN / f"{name}.ps1").read_bytes())


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_script_keeps_the_rules_of_windows_powershell(question):
    """What PSScriptAnalyzer would say of it, as far as words show it; the Windows workflow asks it itself."""
    script = render(plan_of_question(question))
    text = script.decode("utf-8-sig")
    verbs = {found.partition("-")[0] for found in re.findall(r"^function (\S+)", text, re.MULTILINE)}

    assert script.startswith(b"\xef\xbb\xbf#Requires -Version 5.1\r\n")
    assert script.count(b"\n") == script.count(b"\r\n")
    assert is_sealed(script)
    for said in ("Set-StrictMode -Version 3", "SupportsShouldProcess", ".SYNOPSIS", ".DESCRIPTION", ".EXAMPLE"):
        assert said in text
    assert {"Get", "ConvertTo", "Test", "Open", "Copy"} == verbs
    code = re.sub(r"<#.*?#>|(?m:^\s*#.*$)", "", text, flags=re.DOTALL)
    forbidden = r"(?i)invoke-expression|\biex\b|remove-item|set-item|new-item|set-itemproperty|\.delete\(|\.setvalue\(|&&|\|\||\?\?|\bstart-process\b|runas"
    assert [] == re.findall(forbidden, code)
    # Aliases of commands, each where a command stands.
    assert [] == re.findall(
        r"(?:^|[|{;(]\s*)(?:%|\?|ls|dir|gci|gp|gc|cp|copy|echo|cat|select|where|foreach|sort|ni|rm)\s", code
    )


def test_a_log_whose_folder_nobody_knows_the_way_to_is_left_to_a_person():
    script = (GOLDEN / "offline-redist-timeout.ps1").read_bytes().decode("utf-8-sig")

    assert "'serviceconnectiontool.log (the folder ServiceConnectionTool.exe lies in)'" in script


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_name_is_neither_a_host_nor_a_site_nor_a_log(name):
    assert (False, False, False) == (is_host(name), is_site(name), is_log(name))


@given(st.text(max_size=40) | st.text(alphabet=QUOTES + "$`();\n a", max_size=20))
@settings(deadline=None)
def test_no_text_escapes_its_literal(text):
    written = literal(text)

    assert re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]", "\ufffd", text) == value(written)
    assert "\n" not in written


@cache
def _report():
    return dmplog.diagnose(SCENARIOS / "waits-for-stuck-child" / "bundle")


def _plan(server, site, log):
    """Return the plan of a report that says *server*, *site* and *log* wherever it says such things."""
    report = _report()
    case = report.cases[0]
    need = Need(log, server, "$(exit)", "a reason")
    following = NextSign(log, server, ("a line",), supplied=False, deadline=None)
    coverage = tuple(replace(row, server=server, site=site) for row in report.coverage)
    hostile = replace(
        report, cases=(replace(case, needs=(need,), next=following, steps=()),), coverage=coverage, needs=(need,)
    )
    return plan_of_report(replace(hostile, headline=server))


BENIGN = _plan("CAS01", "CAS", "hman.log")
_NAMES = st.text(max_size=30) | st.sampled_from(HOSTILE) | st.builds("CAS01{}".format, st.text(max_size=10))


@given(_NAMES, _NAMES)
@settings(deadline=None, max_examples=25)
def test_no_name_of_a_report_becomes_code(server, site):
    plan = _plan(server, site, "hman.log")
    if not plan.visits:
        assert (server,) == plan.refused
        return
    script, benign = render(plan), render(BENIGN)

    assert is_host(server)
    assert shape(benign) == shape(script)
    assert set() == set(texts(script)) - set(texts(benign)) - {literal(server), literal(site.upper()), "''"}


@pytest.mark.parametrize("log", [*HOSTILE, "..\\hman.log", "*.log", "hman.log.exe"])
def test_no_log_of_a_report_becomes_code(log):
    plan = _plan("CAS01", "CAS", log)

    assert ((), (log,)) == (plan.visits, plan.refused)


@given(st.text(max_size=30), st.text(max_size=30), st.text(max_size=30))
@settings(deadline=None, max_examples=25)
def test_even_a_name_that_nobody_checked_stays_in_its_literal(server, site, log):
    """What checks names may be wrong one day; the template writes every value as a literal all the same."""

    def script(server, site, log):
        visit = Visit(server, site, None, server, (), (log,), (log,), ((log, site),))
        # The last line is the seal.
        return render(Plan((visit,), server)).decode("utf-8-sig").rsplit("\n", 2)[0]

    expected = script("XX-SERVER", "XX-SITE", "XX-LOG").replace("'XX-LOG (XX-SITE)'", literal(f"{log} ({site})"))
    for token, text in (("XX-SERVER", server), ("XX-SITE", site), ("XX-LOG", log)):
        before, literals, after = expected.partition(f"'{token}'")
        expected = before + (literal(text) if literals else "") + after.replace(f"'{token}'", literal(text))

    assert expected == script(server, site, log)


def test_the_table_of_the_readme_is_what_questions_ask_for():
    """Who reads the table and who runs the script get the same logs."""
    table = re.findall(r"^\|([^|]*)\|([^|]*)\|([^|]*)\|$", Path("README.md").read_text(encoding="utf-8"), re.MULTILINE)
    said = "".join(logs.lower() for _, logs, _ in table)
    asked = {
        visit for name in QUESTIONS for stop in plan_of_question(name).visits for visit in (*stop.folder, *stop.root)
    }
    names = {name.lower() for name in asked} - {"sched", "scheduler", "despooler", "despoolr"}

    assert set() == {name for name in names if f"{name}.log" not in said}
