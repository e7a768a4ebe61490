"""Settling: every rule has its say once; settling again changes nothing."""

from __future__ import annotations

import golden
import pytest

import dmplog.pipeline
from dmplog.diagnosis import settle

SETTLED = (
    "case-s59-component-not-reinstalled",
    "child-not-mentioned",
    "child-waits-for-a-parent-without-logs",
    "client-folder-never-updated",
    "client-folder-update-fails",
    "compression-fails-behind-the-first-minijob",
    "downloader-silent",
    "features-wait-for-all-sites",
    "half-sent",
    "service-window-after-self-update",
    "update-service-crash-loop",
    "update-service-not-told",
    "upload-unknown-error",
    "waits-for-stuck-child",
)
"""Scenarios in which each rule of settling has something to say."""


@pytest.mark.parametrize("name", SETTLED)
def test_settling_twice_changes_nothing(name, monkeypatch):
    monkeypatch.setattr(dmplog.pipeline, "settle", lambda *given: settle(settle(*given), *given[1:]))

    twice = golden.golden(name, golden.diagnosed(golden.SCENARIOS / name))

    assert twice == {file: (golden.GOLDEN / file).read_text(encoding="utf-8") for file in twice}
