"""The manifest of a collection is redacted with the logs beside it, and tells the same afterwards."""

from __future__ import annotations

import zipfile

from typer.testing import CliRunner

import dmplog
from dmplog.cli.app import app

BUNDLE = "fixtures/scenarios/downloader-thread-does-not-run/bundle"


def test_a_redacted_manifest_names_nobody_and_is_diagnosed_alike(tmp_path):
    out = tmp_path / "out.zip"
    result = CliRunner().invoke(app, ["redact", BUNDLE, "-o", str(out), "--map", str(tmp_path / "map.json")])
    with zipfile.ZipFile(out) as packed:
        (name,) = [each for each in packed.namelist() if each.endswith("manifest.json")]
        text = packed.read(name).decode()

    before, after = (dmplog.diagnose(path).cases[0] for path in (BUNDLE, out))

    assert 0 == result.exit_code, result.output
    assert "SITE01" not in text
    assert '"path":"hman.log"' in text
    assert ("component_thread_not_running", "proved") == (after.cause.id, after.cause.certainty)
    assert (before.verdict, before.step, before.since) == (after.verdict, after.step, after.since)
