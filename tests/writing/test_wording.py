"""Every kind of proof has its sentence, and only kinds that exist have one."""

from __future__ import annotations

import string
from typing import get_args

from dmplog.diagnosis import Blocker, Proof, ProofKind
from dmplog.writing import wording

VALUES = {
    "clock": "2025-01-14 12:00:00",
    "count": "3",
    "lane": "site_transfer",
    "log": "hman",
    "verdict": "failed",
    "where": "hman.log",
}


def test_every_kind_of_proof_has_a_sentence():
    assert sorted(get_args(ProofKind)) == sorted(wording._SENTENCES)


def test_a_sentence_is_told_whole():
    for kind in get_args(ProofKind):
        told = wording.sentence(Proof(kind, None, tuple(VALUES.items())))

        assert (told.startswith(("hman.log", "3")) or told[0].isupper(), told[-1]) == (True, "."), kind
        assert [] == [name for _, name, _, _ in string.Formatter().parse(told) if name]


def test_who_is_waited_for_is_called_by_lane_place_and_step():
    assert "site_transfer of PS1 at send_package" == wording.blocker_name(
        Blocker("site_transfer", "PS1", "send_package", "stalled")
    )
    assert "site_transfer of another site" == wording.blocker_name(Blocker("site_transfer", None, None, "stalled"))
    assert "the parent site, whose logs are missing" == wording.blocker_name("parent")
    assert None is wording.blocker_name(None)
