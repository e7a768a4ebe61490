"""Every bound on hostile input, in one place.

A bound that is hit is a problem in the report, never a crash: what lies within the bounds is read, the rest is named.
The defaults let through what support cases really hold (a server's logs are megabytes, a hierarchy's are gigabytes).
"""

from __future__ import annotations

from dmplog.frozen import frozen

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


INHERITED_PIPES = ("/dev/fd/", "/proc/self/fd/")
"""Where the pipes of `dmplog diagnose <(zcat hman.log.gz)` stand: at their other end somebody is at work already."""

MOST_MINUTES = 24 * 60
"""No zone is further from UTC."""

MOST_CONTEXT = 100_000
"""Lines that are shown around a cited one at most."""

MESSAGE_CHARACTERS = 20_000
"""What is read of the message of a record: no message of the product is as long, and what it says first tells which it is."""


@frozen
class Limits:
    """How much of the input is read at most.

    >>> Limits(depth=1).depth
    1

    Attributes:
        members: Files read of one bundle, and entries looked at in one archive with those inside it.
        member_bytes: Size of one archive member, unpacked.
        total_bytes: Size of all logs in one archive and those inside it, unpacked. Plain files have no bound: they
            are already as large as they are.
        ratio: How many times larger than its packed size something may become. Logs pack 10 to 60 times; deflate
            reaches 1,032 times for one repeated byte.
        ratio_floor: Unpacked size up to which the ratio is not looked at.
        depth: Archives inside archives; 1 reads only archives that lie on disk.
        memory_bytes: What is held in memory at most of one archive inside an archive, and of standard input.
        name_bytes: The longest name an archive may give a member.
        line_bytes: The longest line taken as a record; a longer one is counted as unparsed.
    """

    members: int = 100_000
    member_bytes: int = 16 * GIB
    total_bytes: int = 64 * GIB
    ratio: int = 200
    ratio_floor: int = 16 * MIB
    depth: int = 4
    memory_bytes: int = 256 * MIB
    name_bytes: int = 32 * KIB
    line_bytes: int = 64 * MIB

    def __post_init__(self) -> None:
        for name in self.__match_args__:
            if getattr(self, name) < 0:
                raise ValueError(f"The limit {name} cannot be negative.")

    def inflates(self, packed: int, unpacked: int) -> bool:
        """Return whether growing from *packed* to *unpacked* bytes is beyond the ratio.

        >>> Limits().inflates(100_000, 100_000_000), Limits().inflates(1_000, 1_000_000)
        (True, False)
        """
        return unpacked > self.ratio_floor and unpacked > self.ratio * packed


def plain_size(size: int) -> str:
    """Return *size* in bytes as a person says it.

    >>> plain_size(300), plain_size(5 * MIB), plain_size(1_600 * MIB)
    ('300 bytes', '5 MiB', '1.6 GiB')
    """
    for unit, factor in (("GiB", GIB), ("MiB", MIB), ("KiB", KIB)):
        if size >= factor:
            return f"{size / factor:.1f}".removesuffix(".0") + f" {unit}"
    return f"{size} bytes"
