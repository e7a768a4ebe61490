"""Rich report documents, built from the contract's own dataclasses, for every view to be tried on."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from dmplog.case import Case, Cause, Decision, ErrorCode, Evidence, KeyLink, NextSign, StepProgress, Subject
from dmplog.problem import Problem
from dmplog.report import AlsoSeen, InputFile, LogCoverage, PrerequisiteResult, Report, Unexplained

GUID = "3b7d84fa-ba45-4b7b-9c5d-5b0d1e5a9c11"
UPDATE = "Configuration Manager 2409"
AS_OF = datetime(2024, 12, 18, 16, 20, tzinfo=UTC)

HOSTILE = (
    "<script>alert(1)</script> <b>bold</b> ]]> {{7*7}} {% raw %} \x1b[31mred\x1b[0m \u202edesrever\u202c "
    '<img src=x onerror=alert(2)> " onmouseover="alert(3)" | `code` [link](javascript:alert(4)) \\N \\G \x07\x00 & -->'
)

DOWNLOAD = (
    ("queue_package", "Pick up the applicable package"),
    ("download_payload", "Download the payload"),
    ("extract_payload", "Verify and extract the payload"),
    ("download_redist", "Download the redistributables"),
    ("notify_site", "Notify the site server"),
    ("update_package_state", "Hierarchy Manager validates the notification"),
)
SYNCHRONIZATION = (
    ("check_for_updates", "Check for updates"),
    ("download_manifest", "Download the manifest"),
    ("verify_manifest", "Verify the manifest"),
    ("forward_manifest", "Forward the manifest"),
    ("extract_manifest", "Extract the manifest"),
    ("check_applicability", "Check applicability"),
)
TOP_LEVEL = (
    ("request_install", "The installation is requested"),
    ("create_package", "Create the Easy Setup package"),
    ("record_package", "Record the package id"),
    ("snapshot_package", "Take the snapshot"),
)
TRANSFER = (
    ("create_minijob", "Create the minijob"),
    ("schedule_transfer", "Schedule the transfer"),
    ("send_package", "Send the package"),
    ("receive_package", "Receive the package"),
    ("register_package", "Register the package"),
)
INSTALLATION = (
    ("notify_update_service", "Notify the update service"),
    ("extract_content", "Stage the content"),
    ("check_prerequisites", "Check prerequisites"),
    ("wait_for_readiness", "Wait for site readiness"),
    ("install_update", "Install the update"),
    ("finish_installation", "Finish the installation"),
)


def at(hours: float) -> datetime:
    """Return a time *hours* before the as-of time."""
    return AS_OF - timedelta(hours=hours)


def evidence(
    hours: float, text: str, *, file: str = "SCP01/dmpdownloader.log", line: int = 18_234, **more: Any
) -> Evidence:
    more.setdefault("severity", "error" if text.startswith("ERROR") else None)
    return Evidence(file=file, line=line, time=at(hours), event=more.pop("event", None), text=text, **more)


def steps(
    titles: tuple[tuple[str, str], ...],
    states: str,
    *,
    start: float = 14,
    file: str = "SCP01/dmpdownloader.log",
    attempts: int = 1,
) -> tuple[StepProgress, ...]:
    """Build the steps of a lane from one letter per step."""
    words = {
        "d": "done",
        "i": "inferred",
        "s": "silent",
        "c": "current",
        "w": "waiting",
        "l": "stalled",
        "f": "failed",
        "n": "not_reached",
        "b": "bypassed",
        "u": "unobservable",
    }
    made = []
    for number, ((identity, title), letter) in enumerate(zip(titles, states, strict=True)):
        seen = letter in "dcwlf"
        begun = start - number * 0.4
        made.append(
            StepProgress(
                id=identity,
                title=title,
                status=words[letter],
                started=at(begun) if seen else None,
                finished=at(begun - 0.3) if letter == "d" else None,
                evidence=(
                    evidence(
                        begun,
                        f"The line that shows {identity} of {GUID}",
                        file=file,
                        line=100 + 40 * number,
                        event=identity,
                        severity="error" if letter == "f" else None,
                    ),
                )
                if seen
                else (),
                note="No line is written for this step." if letter == "s" else None,
                attempts=attempts if letter in "cwlf" else 1,
            )
        )
    return tuple(made)


SHORT = {
    "synchronization": "Synchronization",
    "package": "Download",
    "top_level_site": "Replication",
    "site_transfer": "Transfer",
    "installation": "Installation",
}
"""The lanes in a word, in the order an update passes them."""


def case(lane: str, verdict: str, states: str, step: str | None, **more: Any) -> Case:
    titles = {
        "synchronization": SYNCHRONIZATION,
        "package": DOWNLOAD,
        "top_level_site": TOP_LEVEL,
        "site_transfer": TRANSFER,
        "installation": INSTALLATION,
    }[lane]
    site = more.pop("site", None)
    made: dict[str, Any] = {
        "flowchart": "download" if lane in ("synchronization", "package") else "replication",
        "lane": lane,
        "subject": more.pop(
            "subject",
            Subject(
                package_guid=None if lane == "synchronization" else GUID,
                update=None if lane == "synchronization" else UPDATE,
                site=site,
            ),
        ),
        "verdict": verdict,
        "step": step,
        "since": at(11.8),
        "last_sign": at(11.2),
        "site": site,
        "server": "SCP01",
        "attempts": 1,
        "confidence": "confirmed",
        "lane_title": SHORT[lane],
        "lane_name": f"{SHORT[lane]} {'to' if lane == 'site_transfer' else 'on'} {site}" if site else SHORT[lane],
        "lane_rank": list(SHORT).index(lane),
        "steps": steps(
            titles,
            states,
            start=more.pop("start", 14),
            file=more.pop("file", "SCP01/dmpdownloader.log"),
            attempts=more.get("attempts", 1),
        ),
    }
    return Case(**{**made, **more})


def coverage(file: str, role: str, server: str, first: float, last: float, **more: Any) -> LogCoverage:
    values: dict[str, Any] = {
        "site": "CAS",
        "framing": "simple",
        "encoding": "utf-8",
        "bytes": 1_048_576,
        "lines": 9_040,
        "records": 9_031,
        "record_lines": 9_037,
        "unparsed_lines": 2,
        "marker_lines": 1,
        "events": 120,
    }
    return LogCoverage(file=file, role=role, server=server, first=at(first), last=at(last), **{**values, **more})


TIMEOUT_LINE = 'ERROR: Failed to download redist for 3b7d84fa-ba45-4b7b-9c5d-5b0d1e5a9c11 with command  /RedistUrl http://go.microsoft.com/fwlink/?LinkID=2224612 /LnManifestUrl http://go.microsoft.com/fwlink/?LinkID=2224621 /RedistVersion 112024 /NoUI "\\\\SCP01.contoso.com\\EasySetupPayload\\3b7d84fa-ba45-4b7b-9c5d-5b0d1e5a9c11\\redist"'


def stalled_download() -> dict[str, Any]:
    """A download that hangs at its redistributables, with the cycle before it finished."""
    stuck = case(
        "package",
        "stalled",
        "ddilnn",
        "download_redist",
        attempts=3,
        reasons=(
            "dmpdownloader.log of SCP01 has later records and goes on until 2024-12-18 16:20 UTC.",
            "The second best explanation costs 3.0 more.",
        ),
        cause=Cause(
            certainty="proved",
            id="redist_download_timeout",
            category="timeout",
            title="The download of the redistributables timed out",
            explanation="setupdl.exe could not reach the download addresses within the time WinHTTP allows. The proxy of the service connection point is the usual reason.",
            evidence=(
                evidence(
                    11.2,
                    TIMEOUT_LINE,
                    event="redist_download_failed",
                    context=("Redist is not yet downloaded", TIMEOUT_LINE, "Waiting for changes to the download files"),
                ),
            ),
            actions=(
                "Open http://go.microsoft.com/fwlink/?LinkID=2224612 on SCP01 as the computer account.",
                "Compare the proxy of the site system with netsh winhttp show proxy.",
            ),
            references=("https://learn.microsoft.com/intune/configmgr/core/servers/manage/download-updates-flowchart",),
        ),
        errors=(ErrorCode("0x80072ee2", "ERROR_WINHTTP_TIMEOUT", "The operation timed out"),),
        next=NextSign(
            log="dmpdownloader",
            server="SCP01",
            expected=(f"Successfully download redist for {GUID}", f"Generating state message: 11 for package {GUID}"),
            supplied=True,
            deadline=at(9.2),
            counted_from=at(11.2),
        ),
        checks=(
            "Read ConfigMgrSetup.log on SCP01 for INFO: setupdl.exe.",
            "Look for a redist folder in EasySetupPayload that does not grow.",
        ),
        stall="The downloader waits for setupdl.exe; nothing else of this update goes on until it ends.",
        decision=Decision(
            cost=0.25,
            margin=3.0,
            runs=2,
            strays=1,
            links=(
                KeyLink(
                    GUID,
                    "CAS00012",
                    True,
                    evidence(
                        13,
                        f"Taking package snapshot for package CAS00012 from source \\\\SCP01\\EasySetupPayLoad\\{GUID}",
                    ),
                ),
            ),
        ),
    )
    old = [
        case(
            "package",
            "not_applicable",
            "nnnnnn",
            None,
            subject=Subject(
                package_guid=f"{number:08x}-0000-4000-8000-000000000000",
                update=f"Configuration Manager {2200 + number}",
            ),
            since=None,
            last_sign=None,
            steps=(),
        )
        for number in range(23)
    ]
    return Report(
        version="0.1.0",
        as_of=AS_OF,
        as_of_source="records",
        verdict="stalled",
        headline=f"{UPDATE} has been stuck at step “Download the redistributables” on SCP01 since 2024-12-18 04:32 UTC, 3 attempts.",
        cases=(stuck, case("synchronization", "completed", "ddsddd", "check_applicability", start=16), *old),
        coverage=(
            coverage("SCP01/dmpdownloader.log", "dmpdownloader", "SCP01", 40, 0, gaps=((at(30), at(27)),)),
            coverage("SCP01/hman.log", "hman", "SCP01", 30, 0.1),
            coverage("SCP01/ConfigMgrSetup.log", "configmgrsetup", "SCP01", 13, 11, framing="ccm", encoding="utf-16"),
        ),
        inputs=(InputFile("SCP01/dmpdownloader.log", 1_048_576, "ab" * 32), InputFile("SCP01/hman.log", 500_000, None)),
        also_seen=(
            AlsoSeen(
                evidence(
                    2,
                    "Failed to download Admin UI content payload with exception: The underlying connection was closed",
                    line=18_900,
                ),
                "seen, not blocking: console content is fetched by another worker.",
            ),
        ),
        problems=(
            Problem(
                "SCP01/hman.log",
                12,
                "day_order",
                "The pasted dates may be day-first or month-first; month-first was taken.",
            ),
        ),
    ).to_dict()


def failed_replication(children: int = 12) -> dict[str, Any]:
    """An update that fails to reach one of its child sites and fails its prerequisite check at another."""
    sites = [f"P{number:02d}" for number in range(1, children + 1)]
    cases = [
        case(
            "site_transfer",
            "failed",
            "ddfnu",
            "send_package",
            site="P07",
            server="CAS01",
            attempts=5,
            file="CAS01/sender.log",
            cause=Cause(
                "sender_no_access",
                "share_access",
                "The Sender cannot open the share of the child site",
                "The computer account of the parent needs write access to SMS_SITE on the child.",
                (
                    evidence(
                        11.2,
                        "~Cannot connect to server P0701.contoso.com at remote site P07, won't try send requests going to site P07 for an hour or until there are no active send requests.",
                        file="CAS01/sender.log",
                        line=771,
                    ),
                ),
                ("Open \\\\P0701.contoso.com\\SMS_SITE from CAS01 as the computer account.",),
                certainty="proved",
            ),
            next=NextSign("sender", "CAS01", ("Sending Completed [C:\\SMSPKG\\CAS00012.PCK.1]",), True, at(7.8)),
        ),
        case(
            "installation",
            "failed",
            "ddfnnn",
            "check_prerequisites",
            site="P03",
            server="P0301",
            file="P0301/cmupdate.log",
        ),
        case(
            "installation",
            "unknown",
            "duuuuu",
            "extract_content",
            site="P09",
            server=None,
            confidence="possible",
            file="P0901/hman.log",
            reasons=("cmupdate.log of P09 was not supplied.",),
            next=NextSign(
                "cmupdate",
                "P0901",
                (
                    "Successfully reported ConfigMgr update status (SiteCode=P09, SubStageID=0xd0005, IsComplete=2, Progress=100, Applicable=1)",
                ),
                False,
                None,
                "Fetch cmupdate.log from P0901.",
            ),
        ),
        case(
            "installation",
            "waiting",
            "ddwwnn",
            "wait_for_readiness",
            site="CAS",
            server="CAS01",
            blocked_by="P03",
            file="CAS01/cmupdate.log",
            reasons=("Waits for the prerequisite check of P03.",),
        ),
    ]
    cases += [
        case(
            "site_transfer",
            "completed",
            "ddddd",
            "register_package",
            site=site,
            server="CAS01",
            file="CAS01/sender.log",
        )
        for site in sites
        if site != "P07"
    ]
    cases += [
        case(
            "installation",
            "completed",
            "dddddd",
            "finish_installation",
            site=site,
            server=f"{site}01",
            file=f"{site}01/cmupdate.log",
        )
        for site in sites
        if site not in ("P03", "P07", "P09")
    ]
    cases += [
        case(
            "top_level_site", "completed", "ddsd", "snapshot_package", site="CAS", server="CAS01", file="CAS01/hman.log"
        ),
        case("package", "completed", "dddbds", "update_package_state", server="CAS01"),
        case("synchronization", "completed", "dddddd", "check_applicability", start=16),
    ]
    return Report(
        version="0.1.0",
        as_of=AS_OF,
        as_of_source="argument",
        verdict="failed",
        headline=f"{UPDATE} at site P07 has been failing at step “Send the package” on CAS01 since 2024-12-18 04:32 UTC, 5 attempts: The Sender cannot open the share of the child site. 1 more case is stuck.",
        cases=tuple(cases),
        coverage=tuple(
            coverage(f"{server}/{role}.log", role, server, 40, 0 if server != "P0301" else 6, site=server[:3])
            for server in ("CAS01", "P0301", "P0701")
            for role in ("hman", "distmgr", "sender", "cmupdate")
        ),
        inputs=(InputFile("bundle.zip", 9_123_456, "cd" * 32),),
        prerequisites=(
            PrerequisiteResult(
                "P03",
                "P0301.contoso.com",
                "SQL Server Native Client",
                "error",
                "A supported version of the SQL Native Client is not installed.",
            ),
            PrerequisiteResult(
                "P03",
                "P0301.contoso.com",
                "Pending system restart",
                "error",
                "Setup requires that the computer is restarted.",
            ),
            PrerequisiteResult(
                "P03",
                "P0301.contoso.com",
                "Configuration for SQL Server memory usage",
                "warning",
                "SQL Server has no upper limit for its memory.",
            ),
            PrerequisiteResult("P03", "P0301.contoso.com", "Free disk space on site server", "passed", None),
        ),
    ).to_dict()


def all_completed(children: int = 40) -> dict[str, Any]:
    """An update that is installed at every site."""
    sites = [f"{number:03d}" for number in range(1, children + 1)]
    cases = [
        case("synchronization", "completed", "dddddd", "check_applicability", start=16),
        case("package", "completed", "dddddd", "update_package_state"),
        case("top_level_site", "completed", "dddd", "snapshot_package", site="CAS", server="CAS01"),
        *(case("site_transfer", "completed", "ddddd", "register_package", site=site, server="CAS01") for site in sites),
        *(
            case("installation", "completed", "dddddd", "finish_installation", site=site, server=f"S{site}")
            for site in sites
        ),
    ]
    return Report(
        "0.1.0",
        AS_OF,
        "records",
        "completed",
        f"{UPDATE} is completed: nothing is stuck.",
        tuple(cases),
        (coverage("hman.log", "hman", "CAS01", 40, 0),),
    ).to_dict()


def unknown() -> dict[str, Any]:
    """A download of which the deciding log was not supplied."""
    lost = case(
        "package",
        "unknown",
        "iidiuu",
        "notify_site",
        confidence="possible",
        server=None,
        since=None,
        last_sign=at(30),
        file="hman.log",
        reasons=("dmpdownloader.log was not supplied.",),
        next=NextSign(
            "dmpdownloader",
            None,
            (f"Generating state message: 12 for package {GUID}",),
            False,
            None,
            "Fetch dmpdownloader.log.",
        ),
    )
    return Report(
        "0.1.0",
        AS_OF,
        "records",
        "unknown",
        f"{UPDATE} was last seen at step “Notify the site server”, and the logs cannot tell whether it went on: dmpdownloader.log was not supplied.",
        (lost,),
        (coverage("hman.log", "hman", "CAS01", 40, 0),),
    ).to_dict()


def empty() -> dict[str, Any]:
    """A bundle in which nothing was recognised."""
    return Report(
        "0.1.0",
        None,
        "records",
        "unknown",
        "None of the files is a log of the update components.",
        problems=(Problem("x.bin", None, "binary", "No record of any known framing."),),
    ).to_dict()


def hostile() -> dict[str, Any]:
    """Every text of the document is an attack, and one line has a million characters."""
    nasty = evidence(3, HOSTILE, file=f"{HOSTILE}.log")
    long = evidence(2, "A" * 1_000_000 + HOSTILE, line=2)
    made = case(
        "package",
        "failed",
        "ddfnnu",
        "extract_payload",
        subject=Subject(HOSTILE, HOSTILE, HOSTILE, HOSTILE),
        server=HOSTILE,
        reasons=(HOSTILE,),
        cause=Cause(
            HOSTILE,
            "unknown",
            HOSTILE,
            HOSTILE,
            (nasty, long),
            (HOSTILE,),
            (f"javascript:{HOSTILE}", f"https://learn.microsoft.com/{HOSTILE}"),
        ),
        errors=(ErrorCode(HOSTILE, HOSTILE, HOSTILE),),
        next=NextSign(HOSTILE, HOSTILE, (HOSTILE, "B" * 1_000_000), False, None, HOSTILE),
        checks=(HOSTILE,),
        stall=HOSTILE,
        blocked_by=HOSTILE,
        unexplained=(0,),
        decision=Decision(1.0, 2.0, 1, 0, (KeyLink(HOSTILE, HOSTILE, False, nasty),)),
        steps=(
            StepProgress("queue_package", HOSTILE, "done", at(4), at(3), (nasty,), HOSTILE),
            StepProgress(HOSTILE, HOSTILE, "done", at(4), at(3), (long,), HOSTILE),
            StepProgress("extract_payload", HOSTILE, "failed", at(3), None, (nasty, long), HOSTILE, 4),
        ),
    )
    return Report(
        HOSTILE,
        AS_OF,
        "records",
        "failed",
        HOSTILE,
        (made,),
        (coverage(HOSTILE, "hman", HOSTILE, 40, 0, site=HOSTILE, encoding=HOSTILE),),
        (InputFile(HOSTILE, 1, None),),
        (PrerequisiteResult(HOSTILE, HOSTILE, HOSTILE, "error", HOSTILE),),
        (AlsoSeen(nasty, HOSTILE), AlsoSeen(long, HOSTILE)),
        (Unexplained(nasty, 2, at(4), at(3), HOSTILE, HOSTILE, "error", 0, (ErrorCode(HOSTILE, HOSTILE, HOSTILE),)),),
        (Problem(HOSTILE, 1, HOSTILE, HOSTILE),),
    ).to_dict()


SAMPLES = {
    "stalled_download": stalled_download,
    "failed_replication": failed_replication,
    "all_completed": all_completed,
    "unknown": unknown,
    "empty": empty,
}
"""The samples that snapshots are kept of."""
