"""Every framing of a log, in the order in which a line is asked whether it is one of theirs."""

from __future__ import annotations

import polars as pl

from dmplog.framing import ccm, manifest, plain, prereq, simple, tool
from dmplog.framing.clipboard import SAYS as CLIPBOARD_SAYS
from dmplog.framing.framing import Framing
from dmplog.limits import MESSAGE_CHARACTERS

FRAMINGS: tuple[Framing, ...] = (
    ccm.FRAMING,
    simple.FRAMING,
    prereq.FRAMING,
    tool.FRAMING,
    manifest.FRAMING,
)
"""A new framing is a module like these, and one line here."""

PARSERS = {framing.name: framing.parse for framing in FRAMINGS} | {plain.NAME: plain.parse}
"""How the records of each are parsed; copied records need to know whether the day stands first."""

SAYS = {framing.name: framing.says for framing in FRAMINGS} | CLIPBOARD_SAYS | plain.SAYS
"""What a record of each looks like, for people."""


def fingerprint(message: pl.Expr) -> pl.Expr:
    """Return what two readings of one record have in common, whatever stands around its message.

    >>> texts = pl.DataFrame({"message": ["~a line~~", "a line", "another"]})
    >>> texts.select(fingerprint(pl.col("message"))).n_unique()
    2
    """
    return (
        message.str.replace_all("\r\n", "\n", literal=True)
        .str.strip_chars(" ~\t\r\n")
        .str.head(MESSAGE_CHARACTERS)
        .hash()
    )


def message_of(raw: str) -> str:
    """Return the message of a raw record as it was written, without its framing.

    >>> message_of("Get manifest.cab url~~  $$<SMS_DMP_DOWNLOADER><09-22-2015 21:21:37.012-120><thread=4700 (0x125C)>")
    'Get manifest.cab url~~'
    >>> message_of("2024-11-19 11:53:40 INFO:downloading redist")
    'INFO:downloading redist'
    """
    text = raw.strip("\r\n\ufeff\0")
    for says in _MESSAGES:
        if (message := says(text)) is not None:
            return message
    return text


_MESSAGES = tuple(framing.message for framing in FRAMINGS)
