"""Print how the time of `dmplog diagnose` grows with a hierarchy of sites.

    python benchmarks/hierarchy.py [--megabytes 1024] [--children 25]

A central administration site and its children, eight logs each. Two ratios: the whole bundle against a quarter of it (linear in
bytes would be 4.0, at most 4.4), and the same bytes with all children against the same bytes with five (adding children costs
no more than their bytes: 1.0). The planted verdicts are checked: the Sender stops in the middle of the last child's file.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

from bundles import MEGABYTE, NOISE, frame
from measure import in_turns, run

DMPLOG = [sys.executable, "-m", "dmplog", "diagnose"]
START = datetime(2025, 1, 14, 2, 0, 0)
UPDATE = "3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E"
PACKAGE = "CAS10001"
LOGS = {
    "hman.log": "SMS_HIERARCHY_MANAGER",
    "distmgr.log": "SMS_DISTRIBUTION_MANAGER",
    "schedule.log": "SMS_SCHEDULER",
    "sender.log": "SMS_LAN_SENDER",
    "despool.log": "SMS_DESPOOLER",
    "smsdbmon.log": "SMS_DATABASE_NOTIFICATION_MONITOR",
    "CMUpdate.log": "CONFIGURATION_MANAGER_UPDATE",
    "ConfigMgrPrereq.log": "Configuration Manager Prereq",
}


class Site:
    """The logs of one site server: what is told of the update, and noise around it up to a size."""

    def __init__(self, folder: Path, code: str) -> None:
        self.code = code
        self.folder = folder / f"{code}SRV" / "Logs"
        self.folder.mkdir(parents=True)
        self.told: dict[str, list[tuple[datetime, str, int]]] = {name: [] for name in LOGS}

    def tell(self, name: str, moment: datetime, *messages: str, thread: int = 4452) -> datetime:
        """Write *messages* a second apart and return the time behind them."""
        for message in messages:
            self.told[name].append((moment, message, thread))
            moment += timedelta(seconds=1)
        return moment

    def save(self, size: int) -> None:
        """Write every log, filled with noise to *size* bytes."""
        noise = [message for _, messages in NOISE.values() for message in messages]
        for name, component in LOGS.items():
            with (self.folder / name).open("wb") as stream:
                begin = START - timedelta(hours=1)
                for moment, message, thread in sorted(self.told[name], key=lambda told: told[0]):
                    stream.write(frame(message, component, moment, thread).encode())
                    begin = moment
                moment = begin
                step = timedelta(hours=12) / max(1, size // 150)
                while stream.tell() < size:
                    lines = []
                    for number in range(min(500, 1 + (size - stream.tell()) // 150)):
                        lines.append(frame(noise[number % len(noise)], component, moment, 5000 + number % 3))
                        moment += step
                    stream.write("".join(lines).encode())


def write(folder: Path, size: int, children: int) -> Path:
    """Write a hierarchy of about *size* bytes; the last child never gets its content."""
    top = Site(folder, "CAS")
    sites = [Site(folder, f"P{number:02d}") for number in range(1, children + 1)]
    moment = top.tell(
        "hman.log",
        START,
        "INFO: 2.ESC file was found. Easy setup package needs to be updated.",
        rf"Get  Update Pack {UPDATE}, \\SCP.contoso.com\EasySetupPayLoad\{UPDATE}",
        f"INFO: Successfully requested package {PACKAGE} to be updated from its source.",
        f"Info: Updated package {PACKAGE} and SMS_DISTRIBUTION_MANAGER will replicate the content to all the site servers",
        "Successfully reported ConfigMgr update status (SiteCode=CAS, SubStageID=0xb0001, IsComplete=2, Progress=100, Applicable=1)",
        f"Updating easy setup settings with EXEC sp_UpdateEasySetupSettings N'{PACKAGE}','2',N'561BE7B704CA'",
    )
    moment = top.tell(
        "distmgr.log",
        moment,
        f"Found package properties updated notification for package '{PACKAGE}'",
        rf"Taking package snapshot for package {PACKAGE} from source \\SCP.contoso.com\EasySetupPayLoad\{UPDATE}",
        f"~Successfully created/updated the package {PACKAGE}",
    )
    for number, site in enumerate(sites):
        moment = _send(top, site, number, moment, stuck=site is sites[-1])
    share = size // (len(LOGS) * (children + 1))
    for site in (top, *sites):
        site.save(share)
    return folder


def _send(top: Site, site: Site, number: int, moment: datetime, *, stuck: bool) -> datetime:
    job, request, thread = f"{0x391 + number:08X}", f"{200 + number}SQCS1", 6000 + number
    remote = rf"\\{site.code}SRV.contoso.com\SMS_SITE\{request}.PCK"
    moment = top.tell(
        "distmgr.log",
        moment,
        f"~Sending a copy of package {PACKAGE} to site {site.code}",
        f"~Created minijob to send compressed copy of package {PACKAGE} to site {site.code}.  Transfer root = E:\\SMSPKG\\{PACKAGE}.PCK.2.",
    )
    moment = top.tell(
        "schedule.log",
        moment,
        f"<Activating JOB {job}>[Software Distribution for Configuration Manager Easy Setup Package, Package ID = {PACKAGE}]~",
        f"Destination site:  {site.code}, Preferred Address: *, Priority: 2",
        f"<Updating JOB {job}> [Software Distribution for Configuration Manager Easy Setup Package, Package ID = {PACKAGE}]~",
        f"Created new send request ID:  {request}~",
    )
    moment = top.tell("sender.log", moment, f"Found send request.  ID: {request}, Dest Site: {site.code}~")
    moment = top.tell(
        "sender.log",
        moment,
        f"~Package file = E:\\SMSPKG\\{PACKAGE}.PCK.2",
        f"~Attempt to create/open the remote file {remote}",
        f"~Wrote 1048576 bytes to {remote} at position 402273892",
        thread=thread,
    )
    if stuck:
        return moment
    moment = top.tell(
        "sender.log",
        moment,
        f"~Sending completed [E:\\SMSPKG\\{PACKAGE}.PCK.2]",
        f"~Finished sending SWD package {PACKAGE} version 2 to site {site.code}",
        "~Sending completed successfully",
        thread=thread,
    )
    received = site.tell(
        "despool.log",
        moment,
        f"~Found ready instruction {request.lower()}.sni",
        f"~Received package {PACKAGE} version 2. Compressed file -  E:\\SMSPKG\\{PACKAGE}.PCK.2 as E:\\ConfigMgr\\inboxes\\despoolr.box\\receive\\ds_s76nc.pkg",
        f"~Stored Package {PACKAGE}. Stored Package Version = 2",
    )
    site.tell(
        "distmgr.log",
        received,
        f"Found package properties updated notification for package '{PACKAGE}'",
        f"~Successfully created/updated the package {PACKAGE}",
    )
    return moment


def check(folder: Path, children: int) -> None:
    """Make sure that every child is judged right."""
    report = json.loads(run([*DMPLOG, str(folder), "--json"]).output)
    found = {
        case["subject"]["site"]: (case["verdict"], case["step"])
        for case in report["cases"]
        if case["lane"] == "site_transfer"
    }
    wanted = {f"P{number:02d}": ("completed", "register_package") for number in range(1, children)}
    wanted[f"P{children:02d}"] = ("stalled", "send_package")
    if found != wanted:
        sys.exit(f"{folder}: expected {wanted}, found {found}")


def ratio(first: Path, second: Path, rounds: int = 3) -> float:
    """Return the processor time for *first* over that for *second*, taken in turns."""
    taken = in_turns([[*DMPLOG, str(folder), "--quiet"] for folder in (first, second)], rounds)
    return taken[0].processor / taken[1].processor


def main() -> None:
    """Write the hierarchies into a temporary folder and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--megabytes", type=int, default=1024)
    parser.add_argument("--children", type=int, default=25)
    arguments = parser.parse_args()
    size, children = arguments.megabytes * MEGABYTE, arguments.children
    with tempfile.TemporaryDirectory() as temporary:
        whole, quarter, few = (Path(temporary, name) for name in ("whole", "quarter", "few"))
        write(whole, size, children)
        write(quarter, size // 4, children)
        write(few, size // 4, 5)
        check(whole, children)
        check(quarter, children)
        print(
            f"{arguments.megabytes} MB to {arguments.megabytes // 4} MB, {children} children: {ratio(whole, quarter):.2f} (limit 4.4)"
        )
        print(f"{children} children to 5, same bytes: {ratio(quarter, few):.2f} (about 1.0)")
        for folder in (whole, quarter):
            print(f"peak memory, {folder.name}: {run([*DMPLOG, str(folder), '--quiet']).peak} MiB")


if __name__ == "__main__":
    main()
