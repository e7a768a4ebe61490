"""What a file's name says: which log it is, which part of it, and on which machine a collector found it.

How the parts of one log are named:

| name | what it is | source |
|---|---|---|
| `hman.log` | the log | [@log-files] |
| `hman.lo_` | the part before, one generation | [@content-tips] |
| `Name-YYYYMMDD-HHMMSS.log` | dated archive of client-style logs | [@client-logs] |
| `hman.log.lo_`, `hman.log.2` | in collected sets | [@cmtraceopen] |
| `{COMPUTER}_hman.log` | TSS and SDP put the machine first | [@tss] |
| `{VM}-Phase8-{stamp}-hman.log` | memlabs collector | [@memlabs] |
| `hman (1).log`, `hman - Copy.log` | a browser's or Explorer's second copy | everyday |

Case never matters: `Dmpdownloader.log`, `DMPDownloader.log`, `hman.LOG`: articles and collectors write them all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from dmplog.frozen import frozen
from dmplog.roles import OTHER, file_of, known_roles

MANIFEST = "manifest.json"
"""What the script of `dmplog collect` writes beside the logs of a server."""

_PART = re.compile(r"\.(?:lo[a-z0-9_]?|txt|old|bak|save|\d{1,4}|\d{8}(?:[-_]?\d{6})?)$")
_COPY = re.compile(r"(?: ?\(\d{1,3}\)| - copy(?: \(\d{1,3}\))?)$")
_STAMP = re.compile(r"[-_.](?:\d{8}|\d{4}-\d{2}-\d{2})(?:[-_t]?(?:\d{6}|\d{2}[-.]\d{2}[-.]\d{2}|\d{4}))?$")
_MEMLABS = re.compile(r"(?P<host>.+?)-phase\d+-.*?(?P<log>[^-]+)$")
_LOG_LIKE = re.compile(r"\.(?:lo[a-z0-9_]?|txt)(?:[-_.](?:lo_|txt|old|bak|save|\d+))*$")
_LONGEST = 255
"""No file system of Windows or Linux has longer names; an archive may claim any, to make matching slow."""

PACKED_SUFFIXES = (".gz", ".bz2")
"""Ends of names of one packed file; the name before it is the file's own."""

ARCHIVE_SUFFIXES = (".zip", ".tar", ".tgz", ".tbz2", *(f".tar{suffix}" for suffix in PACKED_SUFFIXES))
"""Ends of names of archives that are looked into."""

FOREIGN_SUFFIXES = (".7z", ".rar", ".cab", ".xz", ".txz")
"""Ends of names of archives that cannot be read here. An xz file may demand gigabytes of memory, without a bound in Python's `lzma.open`."""


@frozen
class LogName:
    """A log file's name, taken apart.

    Attributes:
        stem: The log's own name in lower case, without part and date: `hman`.
        host: The machine a collector put in front, as written, or None.
    """

    stem: str
    host: str | None = None

    @property
    def role(self) -> str:
        """The role the name stands for, or `other`."""
        return known_roles().stems.get(self.stem, OTHER)

    @property
    def key(self) -> str:
        """What the parts of one log share within a folder."""
        return f"{self.host.lower()}_{self.stem}" if self.host else self.stem


def read_name(file_name: str) -> LogName:
    """Return the parts of *file_name* (without folders).

    >>> read_name("DMPDownloader.lo_").role, read_name("hman-20240916-031500.log").role, read_name("sched.log.2").role
    ('dmpdownloader', 'hman', 'scheduler')
    >>> read_name("SCP01_hman.log")
    LogName(stem='hman', host='SCP01')
    """
    if len(file_name) > _LONGEST:
        return LogName(file_name.lower())
    bare = _windows_name(file_name).strip()
    while (shorter := _without_part(bare)) != bare:
        bare = shorter
    stem, known = bare.lower(), known_roles().stems
    if stem in known:
        return LogName(stem)
    # [@memlabs]: {VM}-Phase8-{stamp}-{log}
    if (found := _MEMLABS.fullmatch(stem)) and found["log"] in known:
        return LogName(found["log"], bare[: found.end("host")])
    host, _, log = bare.rpartition("_")
    if host and log.lower() in known:
        return LogName(log.lower(), host)
    return LogName(stem or file_name.lower())


def _windows_name(file_name: str) -> str:
    """Return what Windows makes of *file_name*, which ends there in no dot and no blank."""
    return file_name.rstrip(". ")


def _without_part(name: str) -> str:
    for pattern in (_PART, _COPY, _STAMP):
        if (found := pattern.search(name.lower())) and found.start() > 0:
            return name[: found.start()]
    return name


def role_of_file(file_name: str) -> str:
    """Return the role of a log by its file name.

    >>> role_of_file("CMUpdate.log"), role_of_file("smsexec.log")
    ('cmupdate', 'other')
    """
    return read_name(file_name).role


def log_called(role: str, files: Iterable[str]) -> str:
    """Return how the log *role* is called where *files* of it are known, with or without their folders.

    >>> log_called("scheduler", ["CAS01/Logs/SCHED.lo_"]), log_called("scheduler", ["pasted.txt"])
    ('sched.log', 'schedule.log')
    """
    return file_of(role, [read_name(re.split(r"[/\\]", file)[-1]).stem for file in files])


def is_log_name(file_name: str) -> bool:
    """Return whether a file of a folder or archive could be a log, by its name.

    >>> [is_log_name(name) for name in ("hman.log", "hman.log.lo_", "hman.log.2", "notes.TXT", "hman.log.", "setup.exe")]
    [True, True, True, True, True, False]
    """
    return _LOG_LIKE.search(_windows_name(file_name[-_LONGEST:]).lower()) is not None


def is_archive_name(file_name: str) -> bool:
    """Return whether a file is looked into as an archive, by its name; of packed single files only logs are.

    >>> [is_archive_name(name) for name in ("a.ZIP", "a.tar.gz", "hman.log.gz", "a.xml.gz")]
    [True, True, True, False]
    """
    name = _windows_name(file_name).lower()
    return name.endswith(ARCHIVE_SUFFIXES) or (unpacked_name(name) != name and is_log_name(unpacked_name(name)))


def unpacked_name(file_name: str) -> str:
    """Return the name a packed single file has when unpacked.

    >>> unpacked_name("hman.log.gz")
    'hman.log'
    """
    name = file_name.lower()
    if not name.endswith(PACKED_SUFFIXES):
        return file_name
    suffix = next(end for end in PACKED_SUFFIXES if name.endswith(end))
    return file_name[: len(file_name) - len(suffix)] or file_name


@lru_cache(maxsize=64)
def archive_stem(file_name: str) -> str:
    """Return an archive's name without the ends that say what it is.

    >>> archive_stem("SCP01_Logs_ConfigMgr.zip"), archive_stem("case.tar.gz")
    ('SCP01_Logs_ConfigMgr', 'case')
    """
    # Asked for each entry of an archive, of which there may be a hundred thousand.
    suffix = max((end for end in ARCHIVE_SUFFIXES if file_name.lower().endswith(end)), key=len, default="")
    return file_name[: len(file_name) - len(suffix)] or file_name
