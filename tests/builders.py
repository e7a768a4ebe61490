"""Bundles made in memory: which server wrote which log, and when, without a word about files.

>>> made = bundle().server("CAS01").log("hman", ["Beginning main thread", (timedelta(hours=1), "the last line", 4700)])
>>> made.files["CAS01/hman.log"].decode().count("<![LOG[")
2

`made.at(tmp_path)` writes the folder and `made.zipped(path)` the archive that `dmplog.diagnose` is given.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

from dmplog.roles import known_roles

BEGIN = datetime(2025, 3, 4, 8, 0)
SECOND = timedelta(seconds=1)
THREAD = 4700
ROLLED_OVER = "<MAXIMUM LOG FILE SIZE REACHED - FILE RENAMED>"

When = datetime | timedelta | None
"""A time, how long after the beginning of the bundle, or None for a line without framing."""

Line = str | tuple[When, str] | tuple[When, str, int]
"""A message at the next moment, or a message with its time and thread."""


def component_of(role: str) -> str:
    """Return the component that writes the log *role*, in capitals."""
    return next((name for name, known in known_roles().components.items() if known == role.lower()), "SMS_OTHER")


def framed(framing: str, message: str, component: str, moment: datetime, thread: int = THREAD, bias: int = 0) -> str:
    """Return *message* as a record of *framing*, without a line end."""
    return _FRAMINGS[framing](message, component, moment, thread, bias)


def _ccm(message: str, component: str, moment: datetime, thread: int, bias: int) -> str:
    stamp = f'time="{moment:%H:%M:%S}.{_thousandths(moment)}{bias:+03d}" date="{moment:%m-%d-%Y}"'
    return (
        f'<![LOG[{message}]LOG]!><{stamp} component="{component}" context="" type="1" thread="{thread}" file="x.cpp:1">'
    )


def _sms(message: str, component: str, moment: datetime, thread: int, bias: int) -> str:
    stamp = f"{moment:%m-%d-%Y %H:%M:%S}.{_thousandths(moment)}{bias:+03d}"
    return f"{message}  $$<{component}><{stamp}><thread={thread} (0x{thread:X})>"


def _clipboard(message: str, component: str, moment: datetime, thread: int, _: int) -> str:
    return f"{message}\t{component}\t{moment:%m/%d/%Y %I:%M:%S %p}\t{thread} (0x{thread:04X})"


def _tool(message: str, _: str, moment: datetime, *__: int) -> str:
    return f"{moment:%Y-%m-%d %H:%M:%S} {message}"


def _thousandths(moment: datetime) -> str:
    return f"{moment.microsecond // 1000:03d}"


_FRAMINGS = {"ccm": _ccm, "sms": _sms, "clipboard": _clipboard, "tool": _tool}


@dataclass(frozen=True, slots=True)
class BundleBuilder:
    """Logs in memory; every call returns another builder, so that one beginning can serve many bundles.

    Attributes:
        begin: The time that times without a date are counted from.
        step: How much later than the line written before it, in whatever log, a line without a time is.
        files: What would lie on disk, by path.
    """

    begin: datetime = BEGIN
    step: timedelta = SECOND
    files: Mapping[str, bytes] = field(default_factory=dict)
    _folder: str = ""
    _next: datetime | None = None

    def server(self, name: str) -> BundleBuilder:
        """Let the logs that follow lie in the folder of server *name*; none for "" ."""
        return replace(self, _folder=f"{name}/" if name else "")

    def log(
        self,
        role: str,
        lines: Iterable[Line],
        *,
        framing: str = "ccm",
        component: str | None = None,
        thread: int = THREAD,
        bias: int = 0,
        encoding: str = "utf-8",
        parts: int = 1,
    ) -> BundleBuilder:
        """Write *lines* at the end of the log of *role*.

        Args:
            role: The log, as its file is called without `.log`.
            lines: Messages, in the order they are written.
            framing: "ccm", "sms", "clipboard" or "tool".
            component: Who writes; by default the component of the role.
            thread: The thread of lines that name none.
            bias: Minutes from the time of the record to UTC.
            encoding: How the text becomes bytes.
            parts: 2 where the log rolled over half way.
        """
        who = component if component is not None else component_of(role)
        moment = self._next or self.begin
        written = []
        for line in lines:
            when, message, *named = (moment, line) if isinstance(line, str) else line
            if when is None:
                written.append(message)
                continue
            moment = self.begin + when if isinstance(when, timedelta) else when
            written.append(framed(framing, message, who, moment, *(named or [thread]), bias))
            moment += self.step
        half = len(written) // 2 if parts == 2 else 0
        older = {".lo_": [*written[:half], ROLLED_OVER]} if half else {}
        files = dict(self.files)
        for suffix, texts in (older | {".log": written[half:]}).items():
            name = f"{self._folder}{role}{suffix}"
            files[name] = files.get(name, b"") + "".join(f"{text}\r\n" for text in texts).encode(encoding)
        return replace(self, files=files, _next=moment)

    def at(self, folder: Path) -> Path:
        """Write the bundle into *folder* and return it."""
        for name, data in self.files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(data)
        return folder

    def zipped(self, path: Path) -> Path:
        """Write the bundle as a zip archive to *path* and return it."""
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, data in self.files.items():
                archive.writestr(name, data)
        return path


def bundle(begin: datetime = BEGIN, step: timedelta = SECOND) -> BundleBuilder:
    """Return an empty bundle whose lines begin at *begin*, *step* apart."""
    return BundleBuilder(begin, step)
