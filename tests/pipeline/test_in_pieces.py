"""A bundle that is read in many small pieces, each text looked at once and all rows packed, is judged as one that is read at once."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

import dmplog
import dmplog.light
from dmplog import distinct, folding, gathering, stowed, thinning
from dmplog.framing import batch
from dmplog.light import LightRows

PIECE = 3_000
"""Bytes read at once; a log of a gigabyte is read in pieces of six million."""

ALWAYS = (
    (batch, "MOST_BYTES", -1),
    (gathering, "FEW_BYTES", 0),
    (distinct, "LEAST", 1),
    (distinct, "MOST", 1.0),
    (folding, "LEAST", 0),
    (stowed, "LEAST", 0),
)
THINNED = ((dmplog.light, "_MOST_REMEMBERED", 50), (thinning, "LEAST", 1), (folding, "BLOCK", 1))
SCENARIOS = (
    "one-of-three-packages-begins-to-fail",
    "ordinary-packages-on-the-threads-of-an-update",
    "worker-goes-on-in-the-next-part-of-its-log",
)


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("more", [(), THINNED], ids=["whole", "thinned and forgotten"])
def test_a_bundle_read_in_pieces_is_judged_as_if_it_had_been_read_at_once(scenario, more, monkeypatch):
    bundle, pieces, of = f"fixtures/scenarios/{scenario}/bundle", [], LightRows.of
    whole = dmplog.diagnose(bundle)
    for room, name, value in (*ALWAYS, *more):
        monkeypatch.setattr(room, name, value)
    monkeypatch.setattr(gathering, "reader_of", partial(gathering.reader_of, chunk_size=PIECE))
    monkeypatch.setattr(LightRows, "of", lambda self, *told: pieces.append(told) or of(self, *told))

    assert whole.to_dict() == dmplog.diagnose(bundle).to_dict()
    assert len(pieces) > 1 + len(list(Path(bundle).rglob("*.*")))
