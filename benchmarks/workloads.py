"""Inputs that are hard to read: wording every grammar knows, nothing that repeats, many small things, and damage.

Each writes itself into an empty folder and says which answer is right. Message texts are those of `fixtures/messages`.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import hierarchy
from bundles import (
    MEGABYTE,
    NOISE,
    START,
    UPDATE,
    cycle,
    download_messages,
    frame,
    known_bundle,
    noise_bundle,
    synchronization_messages,
    until_redist,
)

HOSTILE_EVERY = 1_000
"""One line in so many is damaged in the hostile bundle."""


@dataclass(frozen=True, slots=True)
class Workload:
    """One input: how it is written, and where the planted update must be found."""

    title: str
    write: Callable[[Path, int], object]
    verdict: str = "stalled"
    step: str = "download_redist"
    scale: int = 256 * MEGABYTE
    """What `write` is given: bytes, or how many of what the title counts."""


def real_noise(folder: Path, size: int) -> None:
    """Write *size* bytes of ordinary packages, sites and sends, all in known wording, around one update that is stuck."""
    share = size // 3
    _fill(folder / "hman.log", share, "SMS_HIERARCHY_MANAGER", _hierarchy_lines())
    _fill(folder / "distmgr.log", share, "SMS_DISTRIBUTION_MANAGER", _distribution_lines())
    _fill(folder / "sender.log", share, "SMS_LAN_SENDER", _sender_lines())
    _stuck_update(folder)


def many_packages(folder: Path, size: int, packages: int = 40) -> None:
    """Write *size* bytes of dmpdownloader.log in which every line is known and no cycle is like the one before it."""
    moment, written, number = START - timedelta(days=9000), 0, 0
    with (folder / "dmpdownloader.log").open("wb") as stream:
        while written < size:
            package = _package(number % packages)
            extracted = tuple(f"File part{part:03}.cab is being extracted~~" for part in range(140))
            text, moment = cycle(moment, (*synchronization_messages(), *download_messages(package), *extracted))
            written += stream.write(text.encode())
            moment += timedelta(minutes=20)
            number += 1
        text, moment = cycle(moment, (*synchronization_messages(), *until_redist(download_messages(UPDATE))))
        stream.write(text.encode())
        later, _ = cycle(moment + timedelta(days=1), ("OMSUA: Updating LastSyncedTime registry value",))
        stream.write(later.encode())


def small_files(folder: Path, count: int) -> None:
    """Write *count* logs of at most 3.5 KB, ten of each server, and one update that is stuck."""
    kinds = (*NOISE.items(), *((name, (component, NOISE["hman.log"][1])) for name, component in _OTHER_LOGS.items()))
    for number in range(count):
        name, (component, messages) = kinds[number % len(kinds)]
        server = folder / f"PS{number // len(kinds):03}" / "Logs"
        server.mkdir(parents=True, exist_ok=True)
        lines, moment = [], START + timedelta(minutes=number)
        for line in range(1 + number % 25):
            lines.append(frame(messages[line % len(messages)], component, moment, 5000))
            moment += timedelta(seconds=7)
        (server / name).write_bytes("".join(lines).encode())
    _stuck_update(folder)


def packages(folder: Path, count: int) -> None:
    """Write one dmpdownloader.log in which *count* updates were downloaded, and one is stuck."""
    moment = START - timedelta(days=count)
    with (folder / "dmpdownloader.log").open("wb") as stream:
        for number in range(count):
            text, moment = cycle(moment, download_messages(_package(number)))
            stream.write(text.encode())
            moment += timedelta(hours=1)
    _stuck_update(folder, "dmpdownloader.log")


def retries(folder: Path, count: int) -> None:
    """Write one dmpdownloader.log in which the redistributables of an update fail *count* times."""
    begun = until_redist(download_messages(UPDATE))
    moment = START
    with (folder / "dmpdownloader.log").open("wb") as stream:
        text, moment = cycle(moment, begun)
        stream.write(text.encode())
        for _ in range(count):
            text, moment = cycle(
                moment, (f"ERROR: Failed to download redist for {UPDATE} with command  /NoUI", begun[-1])
            )
            stream.write(text.encode())
            moment += timedelta(minutes=1)
        text, _ = cycle(moment, (f"ERROR: Failed to download redist for {UPDATE} with command  /NoUI",))
        stream.write(text.encode())


def sites(folder: Path, count: int) -> None:
    """Write a central administration site and *count* children of eight logs each."""
    hierarchy.write(folder, 8 * (count + 1) * 3_000, count)


def hostile(folder: Path, size: int) -> None:
    """Write what `real_noise` writes, with one line in a thousand damaged."""
    real_noise(folder, size)
    damage = tuple(_damage())
    for number, path in enumerate(sorted(folder.glob("*.log"))):
        if path.name == "dmpdownloader.log":
            continue
        whole = path.with_suffix(".part")
        with path.open("rb") as source, whole.open("wb") as target:
            for line, text in enumerate(source):
                target.write(
                    damage[(line // HOSTILE_EVERY + number) % len(damage)] if not line % HOSTILE_EVERY else text
                )
        whole.replace(path)


def tiny_files(folder: Path, count: int) -> None:
    """Write *count* logs of one line each, a hundred in a folder, and one update that is stuck."""
    for number in range(count):
        place = folder / f"S{number // 100:03}"
        place.mkdir(exist_ok=True)
        line = frame("~Processing site control file: Site PS1", "SMS_HIERARCHY_MANAGER", START, 5000)
        (place / f"hman{number:05}.log").write_bytes(line.encode())
    _stuck_update(folder)


def nested_archives(folder: Path, count: int) -> None:
    """Write *count* archives in one another, and one update that is stuck beside them."""
    inner = b""
    for number in range(count):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"level{number}.zip" if inner else "hman.log", inner or b"x\r\n")
        inner = packed.getvalue()
    (folder / "nested.zip").write_bytes(inner)
    _stuck_update(folder)


def long_lines(folder: Path, size: int) -> None:
    """Write one line of *size* bytes in each of three logs, and one update that is stuck."""
    for name, text in (("hman.log", b"A"), ("distmgr.log", b"CMUpdates "), ("sender.log", b"$$<")):
        (folder / name).write_bytes(text * (size // len(text)))
    _stuck_update(folder)


WORKLOADS = {
    "real-noise": Workload("noise in known wording", real_noise),
    "packages-in-turn": Workload("every line known, 40 packages in turn", many_packages),
    "noise": Workload("noise nobody knows", noise_bundle),
    "one-package": Workload("every line known, one package repeated", known_bundle),
    "hostile": Workload("noise in known wording, one line in 1,000 damaged", hostile),
    "small-files": Workload("small files", small_files, scale=2_400),
    "packages": Workload("packages", packages, scale=2_000),
    "retries": Workload("retries", retries, verdict="failed", scale=100_000),
    "sites": Workload("child sites of 8 logs", sites, step="send_package", scale=1_000),
    "tiny-files": Workload("files of one line", tiny_files, scale=10_000),
    "nested": Workload("nested archives", nested_archives, scale=200),
    "long-lines": Workload("three lines of 50 MB", long_lines, scale=50_000_000),
}

_OTHER_LOGS = {
    "schedule.log": "SMS_SCHEDULER",
    "despool.log": "SMS_DESPOOLER",
    "smsdbmon.log": "SMS_DATABASE_NOTIFICATION_MONITOR",
    "sitecomp.log": "SMS_SITE_COMPONENT_MANAGER",
    "rcmctrl.log": "SMS_REPLICATION_CONFIGURATION_MONITOR",
    "CMUpdate.log": "CONFIGURATION_MANAGER_UPDATE",
    "inboxmgr.log": "SMS_INBOX_MANAGER",
}


def _package(number: int) -> str:
    return f"{number + 1:08x}-eccc-4ea0-b8ab-abbda1e88e0e"


def _stuck_update(folder: Path, append_to: str | None = None) -> None:
    text, _ = cycle(START + timedelta(days=1), until_redist(download_messages(UPDATE)))
    later, _ = cycle(START + timedelta(days=2), ("OMSUA: Updating LastSyncedTime registry value",))
    with (folder / (append_to or "dmpdownloader.log")).open("ab") as stream:
        stream.write((text + later).encode())


def _fill(path: Path, size: int, component: str, messages: Iterator[tuple[str, int]]) -> None:
    moment, written = START, 0
    with path.open("wb") as stream:
        while written < size:
            lines = []
            for message, thread in (next(messages) for _ in range(2_000)):
                lines.append(frame(message, component, moment, thread))
                moment += timedelta(milliseconds=150)
            written += stream.write("".join(lines).encode())


def _hierarchy_lines() -> Iterator[tuple[str, int]]:
    others = NOISE["hman.log"][1]
    number = 0
    while True:
        site = f"P{number % 90 + 10}"
        yield f"~Processing site control file: Site {site}", 5000
        yield (
            f"~Server Info of site {site} has not changed.HMAN will not update the DPInfo table in the database.",
            5000,
        )
        yield others[number % len(others)], 5001
        number += 1


def _distribution_lines() -> Iterator[tuple[str, int]]:
    number = 0
    while True:
        package, thread = f"PS1{number % 500:05X}", 6000 + number % 3
        server = (
            rf'["Display=\\DP{number % 60:02}.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\DP{number % 60:02}.CONTOSO.COM'
            "\\"
        )
        yield f"~Successfully updated the package server status for {server} for package {package}, Status 3", thread
        yield (
            rf"~Successfully delete package status file E:\ConfigMgr\inboxes\distmgr.box\INCOMING\{number:08X}.STA",
            thread,
        )
        yield "~Currently using 3 out of 3 allowed package processing threads.", 5000
        number += 1


def _sender_lines() -> Iterator[tuple[str, int]]:
    number = 0
    while True:
        request, site, thread = f"{number % 900_000:06}SPS1", f"P{number % 90 + 10}", 7000 + number % 3
        file = rf"\\{site}SITE.CONTOSO.COM\SMS_SITE\{request}.PCK"
        yield "Checking for site-specific sending capacity.  Used 1 out of 3.~", 5000
        for position in range(0, 4 * 1_048_576, 1_048_576):
            yield f"~Attempt to write 1048576 bytes to {file} at position {position}", thread
            yield f"~Wrote 1048576 bytes to {file} at position {position}", thread
        number += 1


def _damage() -> Iterator[bytes]:
    """Yield lines as disks, scripts, copies and attackers leave them."""
    whole = frame("~Wrote 512 bytes", "SMS_LAN_SENDER", START, 7000).encode()
    yield whole[: len(whole) // 2] + b"\r\n"
    yield whole.rstrip() + whole
    yield b"\0" * 300 + b"\r\n"
    yield b"A" * 200_000 + b"\r\n"
    yield "Gerät nicht bereit  $$<SMS_LAN_SENDER>".encode("cp1252") + b"\xff\xfe\r\n"
    yield b"ERROR: Cannot apply " + b"CMUpdates " * 2_000 + whole[whole.index(b"  $$<") :]
    yield b"\x1b]0;owned\x07\x1b[31m \xe2\x80\xae" + whole
    yield b'<![LOG[Download mani<![LOG[WARNING: half]LOG]!><time="25:61:61.999+9999" date="13-40-2025">\r\n'
    yield whole.replace(b"2024", b"9999").replace(b"+300", b"+99999999999")
    yield b"   at System.Net.HttpWebRequest.GetResponse()\r\n"
