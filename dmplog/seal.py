"""What dmplog itself wrote: a report or a table that lies among the logs quotes their lines, and is none."""

from __future__ import annotations

import re

TABLE = re.compile(rb'file,line,byte_offset,|\{"file":"(?:[^"\\]|\\.)*","line":\d+,"byte_offset":')
"""How a CSV file and a JSONL file of records or events begins."""

SEAL = re.compile(rb"Made by dmplog ([0-9a-f]{16})")
"""What stands at the end of a report or a picture."""

BEGINNING = 4_096
"""So much of a file shows what it is; the name of a log in a table is shorter."""

SAID = "It was written by dmplog, and is no log; nothing in it counts as an event."

_SEALED = re.compile(rb"(?:\A|\n)[^\n\w]{0,12}" + SEAL.pattern + rb"[^\n\w]{0,12}\Z")
"""A last line that is nothing but a seal: a record of a log that only quotes one is a record."""

_DOCUMENT = re.compile(rb'\{\s*"schema":\s*"dmplog\.report/')


def is_own(beginning: bytes, end: bytes) -> bool:
    """Return whether a file with such a *beginning* and *end* is an output of dmplog.

    >>> is_own(b"file,line,byte_offset,role", b""), is_own(b'{"schema": "dmplog.report/1"', b""), is_own(b"file", b"")
    (True, True, False)
    >>> is_own(b"<!DOCTYPE html>", b"<!-- Made by dmplog 0123456789abcdef -->")
    True
    >>> is_own(b"", b"Made by dmplog 0123456789abcdef  $$<SMS_DISTRIBUTION_MANAGER>")
    False
    """
    found = TABLE.match(beginning) or _DOCUMENT.match(beginning) or _SEALED.search(end.rstrip())
    return found is not None
