"""Tar archives, read forward in one pass.

Written out instead of using `tarfile`, which reads a header's extension into memory at whatever size a hostile archive claims,
and which would have to be told not to trust links. Formats: POSIX ustar and pax, GNU long names, base-256 sizes.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from dmplog.bundle.entries import Entry
from dmplog.bundle.faults import ReadFault
from dmplog.bundle.labels import member_path
from dmplog.bundle.streams import Forward, Read
from dmplog.limits import Limits

BLOCK = 512
_FOLDER = "folder"
_KINDS = {
    **dict.fromkeys((b"0", b"\0", b"7")),
    **dict.fromkeys((b"1", b"2"), "link"),
    **dict.fromkeys((b"3", b"4", b"6"), "special"),
    b"5": _FOLDER,
    b"S": "sparse",
}
"""What an entry is but a file, as a flaw of `Entry`; whatever is not here is "other"."""

_EXTENSIONS = 4
"""Longest extension header, in longest names: pax headers hold times and owners besides."""


def is_tar(head: bytes) -> bool:
    """Return whether *head* begins with a tar header: its checksum is right."""
    return len(head) >= BLOCK and any(head[:BLOCK]) and _checksum_is_right(head[:BLOCK])


def tar_entries(source: Forward, limits: Limits) -> Iterator[Entry]:
    """Yield the files of a tar archive one after the other, and what else claims to be one.

    Raises:
        ReadFault: The archive is damaged or cut; the entries before were yielded.
    """
    name: str | None = None
    size: int | None = None
    flaw: str | None = None
    while (block := _next_header(source)) is not None:
        kind = block[156:157]
        stored = _number(block[124:136])
        if kind in (b"x", b"g", b"L", b"K"):
            extension = _extension(source, stored, limits)
            if extension is None:
                flaw = "name"
            elif kind == b"L":
                name = _text(extension)
            elif kind == b"x":
                attributes = _pax(extension)
                name = attributes.get("GNU.sparse.name", attributes.get("path", name))
                text = attributes.get("size", "")
                size = int(text) if text.isascii() and text.isdigit() and len(text) < 20 else size
                flaw = "sparse" if any(key.startswith("GNU.sparse.") for key in attributes) else flaw
            continue
        length = stored if size is None else size
        if kind == b"S":
            extended = block[482:483]
            while extended not in (b"", b"\0"):
                extended = source.read_all(BLOCK)[504:505]
        start = source.position
        own = _header_name(block)
        # Before POSIX a folder was a file without bytes whose name ends in a slash.
        found = _KINDS.get(kind, "other") or (_FOLDER if own.endswith("/") and not length else None)
        flaw = flaw or found
        if flaw != _FOLDER:
            yield Entry(member_path(name or own), length, partial(_open_entry, source, length), flaw=flaw)
        # Folders, links and devices carry no bytes, whatever size they claim.
        held = 0 if flaw in (_FOLDER, "link", "special") else length
        rest = start + -(-held // BLOCK) * BLOCK - source.position
        if source.skip(rest) < rest - BLOCK:
            raise ReadFault("damaged", "it ends in the middle of an entry; what follows is missing; copy it again")
        name, size, flaw = None, None, None


@contextmanager
def _open_entry(source: Forward, size: int) -> Iterator[Read]:
    end = source.position + size
    yield lambda wanted: source.read(min(wanted, end - source.position))


def _next_header(source: Forward) -> bytes | None:
    block = source.read_all(BLOCK)
    if not block:
        raise ReadFault(
            "damaged", "it ends without its end mark, so it may be cut; files may be missing; copy it again"
        )
    if len(block) < BLOCK:
        raise ReadFault("damaged", "it ends in the middle of a header; what follows is missing; copy it again")
    if not any(block):
        return None
    if not _checksum_is_right(block):
        raise ReadFault("damaged", "a header in it is damaged; what follows cannot be found; copy it again")
    return block


def _checksum_is_right(block: bytes) -> bool:
    try:
        claimed = _number(block[148:156])
    except ReadFault:
        return False
    return claimed == sum(block[:148]) + 8 * 0x20 + sum(block[156:])


def _number(digits: bytes) -> int:
    if digits[:1] in (b"\x80", b"\xff"):
        # GNU and star write sizes from 8 GiB in base 256; the first byte is only a mark.
        return 0 if digits[:1] == b"\xff" else int.from_bytes(digits[1:], "big")
    text = digits.split(b"\0", 1)[0].strip()
    if text.strip(b"01234567"):
        # `int` would take a sign, too.
        raise ReadFault("damaged", "a header in it is damaged; what follows cannot be found; copy it again")
    return int(text, 8) if text else 0


def _header_name(block: bytes) -> str:
    name = _text(block[:100])
    prefix = _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
    return f"{prefix}/{name}" if prefix else name


def _text(raw: bytes) -> str:
    raw = raw.split(b"\0", 1)[0]
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("cp1252", "replace")


def _extension(source: Forward, size: int, limits: Limits) -> bytes | None:
    """Return what an extension header says, or None where it is longer than any honest one."""
    if size > _EXTENSIONS * limits.name_bytes:
        source.skip(size + -size % BLOCK)
        return None
    data = source.read_all(size)
    source.skip(-size % BLOCK)
    return data


def _pax(data: bytes) -> dict[str, str]:
    """Return the attributes of a pax header: lines of `<length> <key>=<value>`."""
    attributes: dict[str, str] = {}
    while data:
        digits, _, rest = data.partition(b" ")
        if not digits.isdigit() or not len(digits) < int(digits[:9]) <= len(data):
            break
        length = int(digits)
        key, _, value = rest[: length - len(digits) - 2].partition(b"=")
        attributes[_text(key)] = _text(value)
        data = data[length:]
    return attributes
