"""Bundles that lie at an address (`s3://…`, `abfs://…`, `smb://…`): found and fetched by fsspec, in this room only."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from dmplog.bundle.names import ARCHIVE_SUFFIXES
from dmplog.errors import BundleError, UsageError
from dmplog.fleet.outcome import Source

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+://")
_CHANGED = ("mtime", "LastModified", "last_modified", "updated", "modified", "last_write_time", "created")
"""What the file systems call the time of the last change."""


def is_address(text: str) -> bool:
    r"""Return whether *text* is an address, and no path.

    >>> is_address("s3://cases/*.zip"), is_address("D:\\cases"), is_address("d://cases")
    (True, False, False)
    """
    return _ADDRESS.match(text) is not None


def is_bundle_name(name: str) -> bool:
    """Return whether a file of a folder is a bundle, by its name: an archive of logs, not one log that is packed.

    >>> is_bundle_name("Case.ZIP"), is_bundle_name("Case.7z"), is_bundle_name("hman.log.gz")
    (True, True, False)
    """
    # What cannot be read is told by its name, too.
    return name.lower().endswith((*ARCHIVE_SUFFIXES, ".7z", ".rar"))


def find_remote(pattern: str) -> list[Source]:
    """Return the bundles at the address *pattern*: a file, what a pattern matches, or the archives below a folder.

    Raises:
        UsageError: It cannot be asked.
    """
    from fsspec.core import url_to_fs

    try:
        system, path = url_to_fs(pattern)
        places = system.glob(path) if _is_pattern(path) else system.find(path) if system.isdir(path) else [path]
        wanted = places if len(places) == 1 else [place for place in places if is_bundle_name(place)]
        return [_source(system, place) for place in wanted]
    except (ImportError, ValueError) as error:
        raise UsageError(f"{pattern} is no address that can be read: {error}") from None
    except Exception as error:  # noqa: BLE001 - every file system has errors of its own
        raise UsageError(f"{pattern} cannot be read: {type(error).__name__}: {error}") from None


def _is_pattern(path: str) -> bool:
    return any(sign in path for sign in "*?[")


def _source(system: Any, place: str) -> Source:
    told = system.info(place)
    size = told.get("size")
    changed = next((told[name] for name in _CHANGED if told.get(name) is not None), None)
    return Source(system.unstrip_protocol(place), -1 if size is None else int(size), _moment(changed), remote=True)


def _moment(changed: object) -> datetime | None:
    if isinstance(changed, (int, float)):
        changed = datetime.fromtimestamp(changed, UTC)
    if isinstance(changed, str):
        try:
            changed = datetime.fromisoformat(changed)
        except ValueError:
            return None
    if not isinstance(changed, datetime):
        return None
    aware = changed if changed.tzinfo is not None else changed.replace(tzinfo=UTC)
    return aware.astimezone(UTC)


@contextlib.contextmanager
def fetched(source: Source, room: Path) -> Iterator[str]:
    """Give the path of *source*; one that lies at an address is fetched into *room* for as long as it is needed.

    Raises:
        BundleError: It cannot be fetched.
    """
    if not source.remote:
        yield source.name
        return
    from fsspec.core import url_to_fs

    before = Path.cwd()
    with tempfile.TemporaryDirectory(dir=room, ignore_cleanup_errors=True) as folder:
        name = PurePosixPath(source.name).name
        try:
            system, place = url_to_fs(source.name)
            system.get_file(place, os.path.join(folder, name))  # noqa: PTH118 - fsspec takes texts
        except Exception as error:  # noqa: BLE001 - as above
            raise BundleError(f"{source.name} cannot be fetched: {type(error).__name__}: {error}") from None
        # What a report calls its files must not depend on where they lay for a moment.
        os.chdir(folder)
        try:
            yield name
        finally:
            os.chdir(before)
