"""Writes the logs of one case out of the grammars and a chart: a lane that got to a step and is stalled, failed or done there.

Nothing is written by hand, so that a new step or message is covered the day it is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from dmplog.flowchart import Lane, Signal, Step
from dmplog.grammar import Grammars

BEGIN = datetime(2025, 3, 4, 8, 0, 0)
GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
NO_GUID = "00000000-0000-0000-0000-000000000000"
FRAMINGS = ("simple", "ccm", "clipboard")
STATES = ("stalled", "failed", "done")
COMPONENTS = {
    "dmpdownloader": "SMS_DMP_DOWNLOADER",
    "hman": "SMS_HIERARCHY_MANAGER",
    "configmgrsetup": "Configuration Manager Setup",
}
FILES = {"dmpdownloader": "dmpdownloader.log", "hman": "hman.log", "configmgrsetup": "ConfigMgrSetup.log"}
THREADS = {"dmpdownloader": 4700, "hman": 5720, "configmgrsetup": 2868}
FIELDS = {
    "path": rf"E:\ConfigMgr\EasySetupPayload\{GUID}\redist",
    "source_path": r"E:\ConfigMgr\inboxes\hman.box\CFD\ConfigMgr.Update.Manifest.CAB",
    "target_path": r"E:\ConfigMgr\CMUStaging",
    "file_name": "ConfigMgr.Manifest.cab",
    "url": "https://download.microsoft.com/manifest.cab",
    "text": "The operation has timed out",
    "error_code": "0x80072EE2",
    "return_code": "0",
    "size": "11526232",
    "hash": "EB2C2D2E27EA0ACE",
    "count": "1",
    "result": "no",
    "service": "SMS_EXECUTIVE",
}
BUSINESS_ELSEWHERE = "Nothing of this line has to do with an update"


@dataclass
class Writer:
    """Lines of several logs at one growing time."""

    grammars: Grammars
    framing: str
    package: str
    moment: datetime = BEGIN

    def __post_init__(self):
        self.lines: dict[str, list[str]] = {}

    def signal(self, signal: Signal, step: Step):
        """Write the line of *signal* into the log that can hold it."""
        role = next(role for role in step.log if any(rule.name == signal.event for rule in self.grammars.of(role)))
        values = FIELDS | {"package_guid": self.package}
        values |= {name: _filled(allowed[0], values.get(name, "x")) for name, allowed in signal.where}
        self.line(role, self.grammars.render(signal.event, values, role=role))

    def names_package(self, signal: Signal) -> bool:
        """Return whether the line of *signal* holds a package GUID."""
        return any("package_guid" in rule.fields for rule in self.grammars.rules if rule.name == signal.event)

    def line(self, role: str, message: str, *, later: timedelta = timedelta(seconds=2)):
        """Write *message* and let *later* pass."""
        self.lines.setdefault(role, []).append(
            _frame(self.framing, message, COMPONENTS[role], self.moment, THREADS[role])
        )
        self.moment += later

    def save(self, folder: Path):
        """Write every log into *folder*."""
        for role, lines in self.lines.items():
            (folder / FILES[role]).write_bytes("".join(lines).encode())


def write_case(folder: Path, grammars: Grammars, lane: Lane, step_id: str, state: str, framing: str) -> bool:
    """Write the logs of *lane* at *step_id*; return False where the chart documents no such state."""
    number = [step.id for step in lane.steps].index(step_id)
    step = lane.steps[number]
    if state == "failed" and not step.fails:
        return False
    writer = Writer(grammars, framing, GUID if lane.subject else NO_GUID)
    for role in sorted({role for each in lane.steps for role in each.log if role in FILES}):
        writer.line(role, BUSINESS_ELSEWHERE)
    for before in lane.steps[:number]:
        _pass(writer, before)
    if state == "done":
        _pass(writer, step)
        if not step.ends:
            # Only the next step shows that this one is done.
            _enter(writer, lane.steps[number + 1])
    else:
        _enter(writer, step)
    if state == "failed":
        writer.signal(step.fails[0], step)
    for _ in range(14):
        writer.moment += timedelta(hours=1)
        for role in list(writer.lines):
            writer.line(role, BUSINESS_ELSEWHERE)
    writer.save(folder)
    return True


def _pass(writer: Writer, step: Step):
    _enter(writer, step)
    for signal in step.ends[:1]:
        writer.signal(signal, step)


def _enter(writer: Writer, step: Step):
    """Write the line that begins *step*, one that names its package where there is one."""
    naming = [signal for signal in step.begins if writer.names_package(signal)]
    for signal in (naming or step.begins)[:1]:
        writer.signal(signal, step)


def _filled(value: str, filler: str) -> str:
    if value.startswith("*") and value.endswith("*"):
        return filler if value.strip("*").lower() in filler.lower() else f"E:\\ConfigMgr\\{value.strip('*')}.x"
    if value.startswith("*"):
        return "E:\\ConfigMgr\\" + value.lstrip("*\\")
    return value.replace("*", "x")


def _frame(framing: str, message: str, component: str, moment: datetime, thread: int) -> str:
    if framing == "simple":
        stamp = moment.strftime("%m-%d-%Y %H:%M:%S.000+00")
        return f"{message}  $$<{component}><{stamp}><thread={thread} (0x{thread:X})>\r\n"
    if framing == "ccm":
        return (
            f'<![LOG[{message}]LOG]!><time="{moment:%H:%M:%S}.000+00" date="{moment:%m-%d-%Y}" component="{component}" '
            f'context="" type="1" thread="{thread}" file="x.cpp:1">\r\n'
        )
    return f"{message}\t{component}\t{moment:%m/%d/%Y} {moment:%I:%M:%S %p}\t{thread} (0x{thread:04X})\r\n"
