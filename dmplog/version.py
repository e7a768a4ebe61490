"""Which version this is; the build of the package reads it here, and to ask the metadata of what is installed takes longer than all of `--version`."""

from __future__ import annotations

VERSION = "0.2.0"
