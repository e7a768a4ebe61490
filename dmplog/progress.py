"""How reading tells how far it is."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with the number of bytes that were read so far, and how many there are in all."""
