"""What a bundle may do to the process that reads it, by its name; a child imports this where `DMPLOG_FLEET_HOOK` says so."""

from __future__ import annotations

import ctypes
import time

PIECE = 8 * 1024 * 1024
"""So much more memory each time, until somebody looks."""


def begin(name: str) -> None:
    """Do to this process what the name of the bundle says."""
    if "eats" in name:
        held = []
        while True:
            held.append(b"x" * PIECE)
            time.sleep(0.001)
    elif "crashes" in name:
        ctypes.string_at(0)
    elif "hangs" in name:
        while True:
            time.sleep(60)
    elif "breaks" in name:
        raise KeyError("a fault of ours")
