"""From what somebody types to the bundles it means: files, folders with archives, patterns, lists, addresses."""

from __future__ import annotations

import glob
import hashlib
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from dmplog.bundle.labels import long_path
from dmplog.bundle.names import is_log_name
from dmplog.encoding import sniff
from dmplog.errors import UsageError
from dmplog.fleet.addresses import find_remote, is_address, is_bundle_name
from dmplog.fleet.outcome import Source
from dmplog.frozen import frozen
from dmplog.nearest import nearest_file

LIST = "@"
"""`@list.txt` stands for the lines of list.txt."""


@frozen
class Found:
    """The bundles, each once and in the order of their names, and what must be said of what was looked through."""

    sources: tuple[Source, ...]
    remarks: tuple[str, ...]


def find_sources(texts: Sequence[str], *, hashes: bool = False) -> Found:
    """Return the bundles that *texts* mean, with the digest of their bytes where *hashes* are asked for.

    A file is a bundle. A folder is searched for archives, each of which is one; where it holds none, it is one itself.

    Raises:
        UsageError: Something is not there, or all of it holds no bundle.
    """
    found: dict[str, Source] = {}
    remarks: list[str] = []
    for text in _listed(texts):
        for source in find_remote(text) if is_address(text) else _local(text, remarks, hashes=hashes):
            found[source.name] = source
    if not found:
        raise UsageError(
            f"there is no bundle in {', '.join(texts)}; name archives, folders with archives, or patterns such as cases/*.zip"
        )
    return Found(tuple(found[name] for name in sorted(found)), tuple(remarks))


def _listed(texts: Sequence[str]) -> list[str]:
    """Return *texts* with the lines of the lists among them; what follows `#` at the beginning of a line is a remark."""
    named: list[str] = []
    for text in texts:
        if not text.startswith(LIST) or os.path.lexists(text):
            named.append(text)
            continue
        try:
            data = Path(text[1:]).read_bytes()
        except OSError as error:
            raise UsageError(f"the list {text[1:]} cannot be read: {error.strerror}; check the spelling") from None
        # PowerShell writes UTF-16 where it is not told otherwise.
        decoder = sniff(data[:4096])
        lines = (line.strip().strip('"') for line in decoder.text(data[decoder.mark :]).splitlines())
        named += [line for line in lines if line and not line.startswith("#")]
    return named


def _local(text: str, remarks: list[str], *, hashes: bool) -> list[Source]:
    paths = [text] if os.path.lexists(text) or not glob.has_magic(text) else sorted(glob.glob(text, recursive=True))  # noqa: PTH207 - a pattern with a drive
    sources: list[Source] = []
    for path in paths:
        try:
            sources += _folder(path, remarks, hashes=hashes) if os.path.isdir(path) else [_file(path, hashes=hashes)]  # noqa: PTH112 - never raises
        except (OSError, ValueError) as error:
            near = nearest_file(path)
            hint = f"did you mean {near}?" if near else "check the spelling and the folder you are in"
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise UsageError(f"{path} cannot be read: {reason}; {hint}") from None
    return sources


def _file(path: str, *, hashes: bool) -> Source:
    place = Path(long_path(path))
    stated = place.stat()
    digest = None
    if hashes:
        with place.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
    return Source(os.path.abspath(path), stated.st_size, _moment(stated.st_mtime_ns), digest)  # noqa: PTH100 - no link is followed


def _folder(path: str, remarks: list[str], *, hashes: bool) -> list[Source]:
    inside = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names]  # noqa: PTH118 - as typed
    archives = [each for each in inside if is_bundle_name(each)]
    if archives:
        loose = sum(is_log_name(os.path.basename(each)) and not is_bundle_name(each) for each in inside)  # noqa: PTH119 - as typed
        if loose:
            logs = (
                "1 log beside them belongs to none and is"
                if loose == 1
                else f"{loose} logs beside them belong to none and are"
            )
            remarks.append(f"{path} holds archives, each a bundle; {logs} not read.")
        return [_file(each, hashes=hashes) for each in archives]
    stated = [Path(long_path(each)).stat() for each in inside]
    changed = max((each.st_mtime_ns for each in stated), default=None)
    digest = _digest(path, inside) if hashes else None
    size = sum(each.st_size for each in stated)
    return [Source(os.path.abspath(path), size, None if changed is None else _moment(changed), digest)]  # noqa: PTH100 - no link is followed


def _digest(folder: str, files: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for each in sorted(files):
        with Path(long_path(each)).open("rb") as stream:
            inner = hashlib.file_digest(stream, "sha256").hexdigest()
        digest.update(
            f"{os.path.relpath(each, folder)}\0{inner}\n".replace(os.sep, "/").encode("utf-8", "surrogateescape")
        )
    return digest.hexdigest()


def _moment(nanoseconds: int) -> datetime:
    """Return the time as the tables hold it, in thousandths of a second."""
    whole, rest = divmod(nanoseconds // 1_000_000, 1_000)
    return datetime.fromtimestamp(whole, UTC).replace(microsecond=rest * 1_000)


def bundle_id(source: Source, *others: str) -> str:
    """Return by what a bundle is known again: where and how large it is, when it was changed, and *others* that decide how it is judged."""
    changed = "" if source.modified is None else source.modified.isoformat()
    parts = (source.name, str(source.bytes), changed, source.sha256 or "", *others)
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:16]
