"""What decides how a bundle is judged, beside itself: the version of dmplog, and the knowledge it has."""

from __future__ import annotations

import hashlib
from pathlib import Path

from dmplog.data import KINDS, data_folder
from dmplog.version import VERSION

_SUFFIXES = (".lark", ".toml")


def identity(own: str | None) -> tuple[str, str]:
    """Return the version of dmplog here, and the digest of what it knows, with the folder *own* of the user's where there is one."""
    return VERSION, digest_of(own)


def digest_of(own: str | None) -> str:
    """Return what tells one state of knowledge from any other.

    >>> len(digest_of(None)), digest_of(None) == digest_of(None)
    (16, True)
    """
    folders = [data_folder(kind) for kind in KINDS]
    if own is not None:
        folders += [Path(own, kind) for kind in (*KINDS, "fixtures")]
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix in _SUFFIXES and path.is_file():
                text = path.read_bytes().replace(b"\r\n", b"\n")
                digest.update(f"{path.relative_to(folder).as_posix()}\0{len(text)}\0".encode() + text)
    return digest.hexdigest()[:16]
