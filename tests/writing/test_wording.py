"""Every kind of proof has its sentence, and only kinds that exist have one."""

from __future__ import annotations

import ast
import string
from dataclasses import replace
from pathlib import Path

import pytest
from judged import finding

import dmplog.diagnosis
from dmplog.diagnosis import Blocker, Proof, stall
from dmplog.roles import file_of
from dmplog.writing import wording

VALUES = {
    "clock": "2025-01-14 12:00:00",
    "copied": "2025-01-14 13:00",
    "count": "3",
    "hours": "8",
    "case": "the installation on PS1",
    "lane": "site_transfer",
    "log": "hman",
    "update": "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e",
    "verdict": "failed",
}


def first_name(role, _server):
    return file_of(role)


def kinds_in_use():
    """Return the kind of every proof the station gives: what its calls of `Proof` name, and what the reach of a log proves."""
    modules = [ast.parse(path.read_text("utf-8")) for path in Path(dmplog.diagnosis.__file__).parent.rglob("*.py")]
    calls = [node for module in modules for node in ast.walk(module) if isinstance(node, ast.Call)]
    named = [call.args[0] for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Proof"]
    words = [node.value for kind in named for node in ast.walk(kind) if isinstance(node, ast.Constant)]
    return {*words, *(kind for kind, _ in stall._PROVES.values())}


def test_every_kind_of_proof_has_a_sentence_and_every_sentence_a_proof():
    assert sorted(wording._SENTENCES) == sorted(kinds_in_use())


def test_a_sentence_is_told_whole():
    for kind in wording._SENTENCES:
        told = wording.sentence(Proof(kind, None, tuple(VALUES.items())), finding("installation"), first_name)

        assert (told.startswith(("hman.log", "3")) or told[0].isupper(), told[-1]) == (True, "."), kind
        assert [] == [name for _, name, _, _ in string.Formatter().parse(told) if name]


@pytest.mark.parametrize(
    ("blocker", "name"),
    [
        (None, None),
        ("parent", "the parent site, whose logs are missing"),
        (
            Blocker("site_transfer", "PS1", "send_package", "stalled"),
            "the transfer to PS1 at “Send the package to the child site”",
        ),
        (Blocker("installation", "CAS", "install_update", "failed"), "the installation on CAS at “Install the update”"),
        (Blocker("site_transfer", None, None, "stalled"), "the transfer to another site"),
    ],
)
def test_who_is_waited_for_is_called_by_lane_place_and_step_in_words(blocker, name):
    assert name == wording.blocker_name(replace(finding("installation"), blocked_by=blocker))


@pytest.mark.parametrize(
    ("verdict", "at_step", "without"),
    [
        ("failed", "failed at “Send the package to the child site”", "failed"),
        ("stalled", "is stuck at “Send the package to the child site”", "is stuck"),
        ("unknown", "was last seen at “Send the package to the child site”", "may not be over"),
        ("in_progress", "is at “Send the package to the child site”", "is not over"),
        ("waiting", "waits at “Send the package to the child site”", "waits, too"),
    ],
)
def test_a_wait_for_another_site_says_how_that_one_stands_and_no_id(verdict, at_step, without):
    whole = Blocker("site_transfer", "PS1", "send_package", verdict)._asdict()
    known = {name: value for name, value in whole.items() if name != "step"}
    waits = "It waits for another site of the same update: the transfer to PS1"

    assert f"{waits} {at_step}." == wording.sentence(
        Proof("waits_for", None, tuple(whole.items())), finding("installation"), first_name
    )
    assert f"{waits} {without}." == wording.sentence(
        Proof("waits_for", None, tuple(known.items())), finding("installation"), first_name
    )


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        (None, ()),
        ("online", ("The logs show the service connection point in online mode.",)),
        ("offline", ("The logs show the service connection point in offline mode.",)),
    ],
)
def test_the_reasons_are_what_is_proved_the_mode_and_the_notes(mode, told):
    found = finding("package", mode=mode).proved(Proof("no_times"), Proof("cycle_due"))
    found = replace(found, subject=replace(found.subject, notes=("A note.",)))
    proved = (
        wording.sentence(Proof("no_times"), found, first_name),
        "The next daily check was due, and none was started.",
    )

    assert (*proved, *told, "A note.") == wording.reasons(found, first_name)
