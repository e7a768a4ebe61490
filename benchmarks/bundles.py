"""Large bundles for the benchmarks, written once into a folder and reused."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

MEGABYTE = 1 << 20
START = datetime(2024, 1, 1, 6, 0, 0)
UPDATE = "3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e"

NOISE = {
    "hman.log": (
        "SMS_HIERARCHY_MANAGER",
        (
            "CheckPinResetCertificate() - start the pin reset certificate check task",
            "Pin reset cert scan threshold is not met yet.",
            "HandleRBACPermissions : Check if there is request.",
            "End sync rbac permissions.",
            "Update site server active directory information into DB",
            "INFO: AddAIUsersToAIToolsDBRole, User [CONTOSO\\service] is added to role SMSDBROLE_AITOOL.",
        ),
    ),
    "distmgr.log": (
        "SMS_DISTRIBUTION_MANAGER",
        (
            "~Sleeping for a while before the next look at the inbox",
            "~Checking the free space of the content library drive E: on this server",
            "~No replication has to be done for the package at this time",
            "~Number of packages in the queue of the processing thread is 0",
            "~Retrying the distribution point status of server number 17",
        ),
    ),
    "sender.log": (
        "SMS_LAN_SENDER",
        (
            "~Checking the site addresses of the LAN outbox for changes",
            "~There is nothing to be sent at the moment, going back to sleep",
            "~Bandwidth settings of the address to site PS1 are unchanged",
        ),
    ),
}
"""Lines that tell nothing about an update; wording of our own in the manner of those logs."""


def frame(message: str, component: str, moment: datetime, thread: int) -> str:
    """Return *message* as a record of a site server in the Eastern zone."""
    stamp = moment.strftime("%m-%d-%Y %H:%M:%S.") + f"{moment.microsecond // 1000:03d}"
    return f"{message}  $$<{component}><{stamp}+300><thread={thread} (0x{thread:X})>\r\n"


def cycle(moment: datetime, messages: tuple[str, ...]) -> tuple[str, datetime]:
    """Return one run of the download log and the time it ends."""
    lines = []
    for message in messages:
        lines.append(frame(message, "SMS_DMP_DOWNLOADER", moment, 4700))
        moment += timedelta(seconds=1)
    return "".join(lines), moment


def noise_bundle(folder: Path, size: int) -> Path:
    """Write *size* bytes of hman, distmgr and sender noise, and one update that is stuck; return the folder."""
    share = size // len(NOISE)
    for name, (component, messages) in NOISE.items():
        _fill(folder / name, share, component, messages)
    stuck = until_redist(download_messages(UPDATE))
    text, _ = cycle(START + timedelta(days=1), stuck)
    later, _ = cycle(START + timedelta(days=2), ("OMSUA: Updating LastSyncedTime registry value",))
    (folder / "dmpdownloader.log").write_bytes((text + later).encode())
    return folder


def known_bundle(folder: Path, size: int) -> Path:
    """Write *size* bytes of dmpdownloader.log in which every line is a known message; the last cycle is stuck."""
    whole = (*synchronization_messages(), *download_messages(UPDATE))
    path = folder / "dmpdownloader.log"
    moment, written = START - timedelta(days=15000), 0
    with path.open("wb") as stream:
        while written < size:
            text, end = cycle(moment, whole)
            block = text.encode()
            written += stream.write(block)
            moment = end + timedelta(minutes=20)
        text, end = cycle(moment, (*synchronization_messages(), *until_redist(download_messages(UPDATE))))
        stream.write(text.encode())
        later, _ = cycle(end + timedelta(days=1), ("OMSUA: Updating LastSyncedTime registry value",))
        stream.write(later.encode())
    return folder


def _fill(path: Path, size: int, component: str, messages: tuple[str, ...]) -> None:
    moment, written = START, 0
    with path.open("wb") as stream:
        while written < size:
            lines = []
            for number in range(2000):
                lines.append(frame(messages[number % len(messages)], component, moment, 5000 + number % 4))
                moment += timedelta(milliseconds=700)
            written += stream.write("".join(lines).encode())


def synchronization_messages() -> tuple[str, ...]:
    """Return the messages of one check for updates (source: the article 'Updates and servicing', ms.date 10/17/2025)."""
    return (
        "Hasn't synced recently.",
        *_state(0, "00000000-0000-0000-0000-000000000000"),
        "Checking for preview version~~",
        "Site is preview? no~~",
        "Is it a fast channel? :False~~",
        "Download Easy setup payloads~~",
        "Get manifest.cab url~~",
        *_state(1, "00000000-0000-0000-0000-000000000000"),
        "Download manifest.cab~~",
        "manifest.cab (http response) size is 11526232~~",
        *_state(2, "00000000-0000-0000-0000-000000000000"),
        "Finished calling verify manifest~~",
        *_state(3, "00000000-0000-0000-0000-000000000000"),
        "Manifest.cab was successfully moved to the connector outbox~~",
        *_state(4, "00000000-0000-0000-0000-000000000000"),
        "Get new Easy Setup Package IDs~~",
    )


def download_messages(package: str) -> tuple[str, ...]:
    """Return the messages of one package download, from the same article."""
    meta = (
        'outerxml is <ConfigurationManagerUpdateContent Guid="'
        + package
        + '" State="{}" ReportTime="2024-12-17T14:49:55" />~~'
    )
    return (
        "Found a new available update~~",
        *_state(6, package),
        f"EasySetupDownloadSinglePackage downloading {package}. ~~",
        *_state(8, package),
        f"Content for {package} does not exist locally. Download it from internet~~",
        meta.format(262145),
        f"Successfully write the update meta into outbox for package {package}~~",
        *_state(9, package),
        f"Download content for payload {package}~~",
        "Download large file with BITs~~",
        *_state(10, package),
        "Verify the payload signature, hash value and extract the payload~~",
        f"File E:\\ConfigMgr\\EasySetupPayload\\{package}.cab has been extracted with 0~~",
        *_state(25, package),
        f"Check if there is redist to download for update, {package}~~",
        f"Download redist for update {package}~~",
        f"Successfully download redist for {package}.~~",
        *_state(11, package),
        "Write the package meta data to connector's outbox~~",
        f"The CMU file name is E:\\ConfigMgr\\inboxes\\hman.box\\ForwardingMsg\\___CMU{package}.MCM~~",
        meta.format(262146),
        f"Successfully write the update meta into outbox for package {package}~~",
        *_state(12, package),
        *_state(13, package),
        f"EasySetupDownloadSinglePackage finishes downloading {package}. ~~",
    )


def until_redist(messages: tuple[str, ...]) -> tuple[str, ...]:
    """Return *messages* up to the line that begins the download of the redistributables."""
    last = next(number for number, message in enumerate(messages) if message.startswith("Download redist for update"))
    return messages[: last + 1]


def _state(number: int, package: str) -> tuple[str, ...]:
    return (
        f"Generating state message: {number} for package {package}~~",
        f"Write the state message in E:\\ConfigMgr\\inboxes\\auth\\statesys.box\\incoming\\high\\___CMUabc{number}.SMX~~",
        f"Successfully Dropped the state message {number}~~",
    )
