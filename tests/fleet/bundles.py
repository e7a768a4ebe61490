"""A few tiny bundles, healthy and poisoned, as archives."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

SCENARIOS = Path(__file__).resolve().parents[2] / "fixtures" / "scenarios"
HEALTHY = (
    "applicability-check-stalls",
    "archive-cut-in-dmpdownloader",
    "case-c3-redist-signature",
    "healthy-download",
    "payload-download-fails-dns",
    "redist-fails-daily",
)
BOMB = 32 * 1024 * 1024


def write_bundles(folder: Path, *, poisons=(), healthy=HEALTHY) -> Path:
    """Write archives of the scenarios *healthy*, and one for each of *poisons*, which is what it does to its reader."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in healthy:
        shutil.make_archive(str(folder / name), "zip", SCENARIOS / name / "bundle")
    for name in poisons:
        write_poison(folder / f"{name}.zip")
    return folder


def write_poison(path: Path) -> Path:
    """Write an archive: a bomb where it is called so, no archive at all where it is `torn`, else a log of nothing."""
    if path.stem == "torn":
        path.write_bytes(b"PK\x03\x04 and nothing more")
        return path
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("hman.log", bytes(BOMB) if path.stem == "bomb" else "nothing of interest\r\n")
    return path
