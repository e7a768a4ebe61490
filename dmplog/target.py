"""A file that is written: never over an input, never over somebody else's work, and whole or not at all.

What dmplog writes ends with a seal, a comment with a digest of all before it: such a file may be written again, one that was
edited since, or that dmplog did not write, only where the user insists. A new file is written beside its place and moved there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import stat
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from dmplog.errors import UsageError
from dmplog.limits import INHERITED_PIPES
from dmplog.seal import BEGINNING, SEAL, TABLE

_COMMENTS = {
    "html": "<!-- {} -->",
    "md": "<!-- {} -->",
    "svg": "<!-- {} -->",
    "dot": "// {}",
    "mmd": "%% {}",
    "pdf": "% {}",
    "ps1": "# {}\r",
}
"""How each kind of text says something to no reader; a PNG has chunks of text for it."""

_SEAL = re.compile(rb"\n[^\n]{1,5}" + SEAL.pattern + rb"[^\n]{0,5}\n\Z")
_SEAL_LENGTH = 64
_PNG_END = struct.pack(">I", 0) + b"IEND" + struct.pack(">I", zlib.crc32(b"IEND"))
_PNG_TEXT = b"tEXtSoftware\0"


def sealed(content: bytes, kind: str) -> bytes:
    r"""Return *content*, a file of *kind* (html, md, svg, dot, mmd, pdf, png), with the seal by which it is known again.

    >>> sealed(b"digraph {}", "dot")
    b'digraph {}\n// Made by dmplog cdffdece7b997411\n'
    """
    seal = f"Made by dmplog {hashlib.sha256(content).hexdigest()[:16]}".encode()
    if kind == "png":
        return content.removesuffix(_PNG_END) + _png_chunk(_PNG_TEXT + seal) + _PNG_END
    return b"".join((content, b"\n", _COMMENTS[kind].encode().replace(b"{}", seal), b"\n"))


def is_sealed(content: bytes) -> bool:
    """Return whether *content* was written by dmplog, and not changed since."""
    body = content.removesuffix(_PNG_END)
    if len(body) < len(content) and (start := body.rfind(_PNG_TEXT) - 4) > 0:
        return sealed(body[:start] + _PNG_END, "png") == content
    found = _SEAL.search(content, max(0, len(content) - _SEAL_LENGTH))
    return found is not None and hashlib.sha256(content[: found.start()]).hexdigest()[:16].encode() == found[1]


def is_own_table(path: Path) -> bool:
    """Return whether the table at *path* begins as those of dmplog do: no seal fits into it."""
    with path.open("rb") as table:
        head = table.read(BEGINNING)
    if not head.startswith(b"PAR1"):
        return TABLE.match(head) is not None
    import polars as pl

    try:
        names = list(pl.read_parquet_schema(path))
    except pl.exceptions.PolarsError:
        return False
    return names[:3] == ["file", "line", "byte_offset"]


class Target:
    """The place of one file to be written.

    Attributes:
        path: As the user named it.

    Raises:
        UsageError: No file can have such a name.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        # What is written to a link is written to the file it leads to.
        try:
            self._real = Path(os.path.realpath(path))
        except (OSError, ValueError) as error:
            raise self._unwritable(error) from None

    def check(
        self,
        inputs: Callable[[], Mapping[Path, bool]],
        *,
        force: bool,
        is_own: Callable[[Path], bool] = lambda path: is_sealed(path.read_bytes()),
        insisting: str = "--force",
    ) -> None:
        """Refuse, before anything is read, what must not be written.

        Args:
            inputs: Everything that is read, and whether it was named itself; asked for only where the file exists.
            force: Write over a file although dmplog did not write it; never over an input.
            is_own: Whether the file there was written by dmplog.
            insisting: How the user says *force*.

        Raises:
            UsageError: The place is an input, a folder, in no folder, or holds somebody else's work.
        """
        try:
            found = self._real.stat()
        except FileNotFoundError:
            if self._real.parent.is_dir():
                return
            raise UsageError(f"{self.path} cannot be written: its folder does not exist; create it first") from None
        except (OSError, ValueError) as error:
            raise self._unwritable(error) from None
        if stat.S_ISDIR(found.st_mode):
            raise UsageError(f"{self.path} is a folder; give the name of a file in it")
        if stat.S_ISFIFO(found.st_mode) and not str(self.path).startswith(INHERITED_PIPES):
            raise UsageError(
                f"{self.path} is a named pipe, on which writing may wait for ever; give the name of a file"
            )
        if not stat.S_ISREG(found.st_mode):
            return
        own = self._is_own(is_own) if found.st_size else True
        # What dmplog wrote is no log, even where it lies in a folder among them.
        read = (path for path, named in inputs().items() if named or not own or not found.st_size)
        if any(self._is(path, found) for path in read):
            raise self.is_input()
        if not own and not force:
            message = f"{self.path} is there already, and was not written by dmplog or was changed since"
            raise UsageError(f"{message}; choose another name, or give {insisting} to overwrite it")

    def is_open_as(self, number: int) -> bool:
        """Return whether the file there is what this process has open as *number*, such as 0 for standard input."""
        try:
            there, opened = self._real.stat(), os.fstat(number)
        except (OSError, ValueError):
            return False
        return stat.S_ISREG(opened.st_mode) and opened.st_ino != 0 and os.path.samestat(there, opened)

    def write(self, content: bytes) -> None:
        """Write *content*, whole or not at all.

        Raises:
            UsageError: It cannot be written there.
        """
        with self.written() as place:
            place.write_bytes(content)

    @contextlib.contextmanager
    def written(self) -> Iterator[Path]:
        """Give a file to write to; it is moved to its place where the body ends well, and is gone where it does not.

        Raises:
            UsageError: It cannot be written there.
        """
        try:
            if self._real.exists() and not self._real.is_file():
                # A device such as NUL or /dev/null takes what it is given.
                yield self._real
                return
            part = self._real.with_name(f".dmplog-{os.getpid()}.part")
            try:
                part.touch(exist_ok=False)
                yield part
                if self._real.exists():
                    part.chmod(stat.S_IMODE(self._real.stat().st_mode))
                part.replace(self._real)
            finally:
                part.unlink(missing_ok=True)
        except (OSError, ValueError) as error:
            raise self._unwritable(error) from None

    def write_private(self, content: bytes) -> None:
        """Write *content*, whole or not at all, for its owner alone to read.

        Raises:
            UsageError: It cannot be written there.
        """
        try:
            if self._real.exists() and not self._real.is_file():
                raise UsageError(f"{self.path} is a device; give the name of a file")
            # On Windows a file is as private as the folder it was made in, and stays so where it is moved.
            with self.room() as room:
                part = Path(room) / "part"
                with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                    file.write(content)
                part.replace(self._real)
        except (OSError, ValueError) as error:
            raise self._unwritable(error) from None

    def room(self) -> TemporaryDirectory[str]:
        """Return a folder beside the file for what is not whole yet; a device has nothing beside it.

        Raises:
            UsageError: It cannot be made there.
        """
        beside = None if self._real.exists() and not self._real.is_file() else self._real.parent
        try:
            return TemporaryDirectory(prefix=".dmplog-", dir=beside, ignore_cleanup_errors=True)
        except OSError as error:
            raise self._unwritable(error) from None

    def is_input(self) -> UsageError:
        """Return the error that says that the file is read."""
        return UsageError(f"{self.path} is one of the inputs and would be overwritten; choose another name")

    def _is_own(self, is_own: Callable[[Path], bool]) -> bool:
        try:
            return is_own(self._real)
        except OSError as error:
            raise self._unwritable(error) from None

    def _is(self, path: Path, found: os.stat_result) -> bool:
        """Return whether *path* is this file, by whatever name or link."""
        same = os.path.normcase(os.path.realpath(path)) == os.path.normcase(self._real)
        try:
            # Some file systems have no numbers for their files: all of them are 0.
            return same or (found.st_ino != 0 and os.path.samestat(path.stat(), found))
        except OSError:
            return same

    def _unwritable(self, error: OSError | ValueError) -> UsageError:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        return UsageError(f"{self.path} cannot be written: {reason}; choose another place")


def _png_chunk(data: bytes) -> bytes:
    """Return a chunk of a PNG file; *data* begins with its four letters."""
    return struct.pack(">I", len(data) - 4) + data + struct.pack(">I", zlib.crc32(data))
