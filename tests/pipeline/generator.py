"""Writes the logs of one case out of the grammars and a chart: a lane that got to a step and is stalled, failed or done there.

Nothing is written by hand, so that a new step or message is covered the day it is added.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from builders import BEGIN, bundle

from dmplog.flowchart import Lane, Signal, Step
from dmplog.grammar import Grammars

GUID = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"
NO_GUID = "00000000-0000-0000-0000-000000000000"
FRAMINGS = ("sms", "ccm", "clipboard")
STATES = ("stalled", "failed", "done")
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
        self.bundle = bundle()
        self.roles: list[str] = []

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
        self.roles += [] if role in self.roles else [role]
        self.bundle = self.bundle.log(role, [(self.moment, message, THREADS[role])], framing=self.framing)
        self.moment += later


def write_case(folder: Path, grammars: Grammars, lane: Lane, step_id: str, state: str, framing: str) -> bool:
    """Write the logs of *lane* at *step_id*; return False where the chart documents no such state."""
    number = [step.id for step in lane.steps].index(step_id)
    step = lane.steps[number]
    if state == "failed" and not step.fails:
        return False
    writer = Writer(grammars, framing, GUID if lane.subject else NO_GUID)
    for role in sorted({role for each in lane.steps for role in each.log if role in THREADS}):
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
        for role in writer.roles:
            writer.line(role, BUSINESS_ELSEWHERE)
    writer.bundle.at(folder)
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
    return value.replace("*", filler if filler.isdigit() else "x")
