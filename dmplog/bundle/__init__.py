"""The bundle: from the paths a user gives to log files as streams, nothing extracted, nothing trusted.

| module | noun |
|---|---|
| `bundle` | `Bundle`, `open_bundle` |
| `logfile` | `LogFile` |
| `manifest` | `Collection`: when the logs of a server were copied |
| `arguments`, `folders` | from arguments to files on disk |
| `sources` | what lies in each of them |
| `archives`, `zips`, `tars`, `entries` | walking archives |
| `streams` | reading forward, within bounds |
| `names`, `places`, `labels` | what names tell |
| `faults` | from errors to problems |
"""

from __future__ import annotations

from dmplog.bundle.arguments import input_files
from dmplog.bundle.bundle import Bundle, open_bundle
from dmplog.bundle.logfile import LogFile
from dmplog.bundle.manifest import is_manifest
from dmplog.bundle.names import role_of_file

__all__ = ["Bundle", "LogFile", "input_files", "is_manifest", "open_bundle", "role_of_file"]
