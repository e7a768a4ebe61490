"""Every message of the documented lists is an event of its log. Runs where the public logs lie beside the checkout."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from dmplog.grammar import UNRECOGNIZED, Grammars

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "logs" / "official-messages"
LISTS = {"DMPDownloader": "dmpdownloader", "hman": "hman", "ConfigMgrSetup.setupdl": "configmgrsetup"}


@pytest.mark.skipif(not FOLDER.is_dir(), reason="the public logs are not here")
@pytest.mark.parametrize(("name", "role"), LISTS.items())
def test_every_documented_message_is_an_event(name, role):
    text = (FOLDER / f"{name}.messages.txt").read_text(encoding="utf-8")
    messages = [line for line in text.splitlines() if line and not line.startswith("#")]
    grammars = Grammars.load()

    matched = grammars.match(pl.DataFrame({"role": role, "message": messages}), fields=[])

    assert [] == matched.filter(pl.col("event").is_null() | (pl.col("event") == UNRECOGNIZED))["message"].to_list()
    assert matched.filter(grammars.sieve()(matched["message"])).height == matched.height
