"""The failure texts that real reports quote lead to the cause they were diagnosed with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import pytest

from dmplog.case import Evidence
from dmplog.causes import categories, load_causes
from dmplog.codes import find_codes

GUID = "037cd17e-4d7b-40e1-802b-14bb682364c7"
REDIST = rf"D:\ConfigMgr\EasySetupPayload\{GUID}\redist"
REDIST_FAILED = (
    f"ERROR: Failed to download redist for {GUID} with command  /RedistUrl http://go.microsoft.com/fwlink/?LinkID=724436"
    f' /LnManifestUrl http://go.microsoft.com/fwlink/?LinkID=724434 /RedistVersion 112015 /NoUI  "{REDIST}"'
)
PAYLOAD_FAILED = "WARNING: Failed to download easy setup payload with exception: "
SINGLE_FAILED = "WARNING: EasySetupDownloadSinglePackage Failed with exception: "
CLOSED = "The underlying connection was closed: "


class Quoted(NamedTuple):
    case: str
    step: str
    category: str
    lines: Sequence[str]
    beside: Sequence[str] = ()
    verdict: str = "failed"


DOWNLOAD = "download.package"
SYNCHRONIZATION = "download.synchronization"
TOP = "replication.top_level_site"
TRANSFER = "replication.site_transfer"
INSTALLATION = "replication.installation"

QUOTED = [
    Quoted(
        "C3, S1",
        f"{DOWNLOAD}.download_redist",
        "signature",
        [REDIST_FAILED],
        [
            rf"Error: failed to verify '{REDIST}\sqlncli.msi' authenticode signature.",
            rf"Error: file signature check failed for '{REDIST}\sqlncli.msi",
        ],
    ),
    Quoted(
        "C6, S46",
        "upload.transmission.start_upload",
        "certificate",
        ["Failed to check and load service signing certificate. System.ArgumentException: Fail to build chain"],
    ),
    Quoted(
        "C24",
        "upload.transmission.start_upload",
        "certificate",
        [
            "Failed to check and load service signing certificate. System.ArgumentException: Mismatch certificate subject name"
        ],
    ),
    Quoted(
        "C8, S52",
        f"{DOWNLOAD}.download_redist",
        "waiting_for_interval",
        ["dmpdownloader process is asleep and waiting for an interval before checking for updates"],
        verdict="stalled",
    ),
    Quoted("C9, S6", f"{DOWNLOAD}.download_redist", "network", [REDIST_FAILED]),
    Quoted(
        "C11",
        f"{INSTALLATION}.install_update",
        "missing_redist",
        [
            "ERROR: Failed to find folder that stores msi file SQLSysClrTypes.msi",
            "Failed to find SQLSysClrTypes.msi",
            "Failed to install SQLSysClrTypes.msi",
            "Failed to install SQL redist",
        ],
    ),
    Quoted(
        "C11, second example",
        f"{INSTALLATION}.install_update",
        "missing_redist",
        [
            "ERROR: File hash check failed: 0x80070002",
            "ERROR: VerifyExternalFile failed: 0x80070002",
            "ERROR: Failed to find valid source for required external file",
            "ERROR: Failed to find valid source for required file 'MMASetup-AMD64.exe'. Aborting setup.",
            "Setup has encountered fatal errors while performing file operations.",
            "Failed to install update files.",
        ],
    ),
    Quoted(
        "C17",
        "offline.tool.prepare_usage_data",
        "database",
        [
            "Unhandled Exception: System.Data.SqlClient.SqlException: A network-related or instance-specific error occurred while establishing a connection to SQL Server. … (provider: Named Pipes Provider, error: 40 - Could not open a connection to SQL Server)"
        ],
    ),
    Quoted(
        "C25, S30",
        f"{DOWNLOAD}.download_redist",
        "corrupt_content",
        [REDIST_FAILED],
        [
            "ERROR: File hash check failed for defaultcategories.dll",
            "ERROR: Manifest verification failed. Wrong version of manifest?",
        ],
    ),
    Quoted(
        "C28",
        f"{DOWNLOAD}.queue_package",
        "another_update_running",
        [],
        ["There are update package in progress. Cleanup will skip this time."],
        "stalled",
    ),
    Quoted("C30", f"{DOWNLOAD}.extract_payload", "antivirus", ["ERROR: extraction failed with error 0x800700E1"]),
    Quoted(
        "S2 (KB3187516)",
        f"{SYNCHRONIZATION}.download_manifest",
        "certificate",
        [
            f"{PAYLOAD_FAILED}{CLOSED}Could not establish trust relationship for the SSL/TLS secure channel.",
            "WARNING: Retry in the next polling cycle",
        ],
    ),
    Quoted(
        "S2, inner line",
        f"{SYNCHRONIZATION}.download_manifest",
        "certificate",
        ["The remote certificate is invalid according to the validation procedure."],
    ),
    Quoted(
        "S3, C31 (KB4561945)",
        f"{SYNCHRONIZATION}.download_manifest",
        "tls",
        [f"{PAYLOAD_FAILED}{CLOSED}An unexpected error occurred on a send.~~"],
    ),
    Quoted(
        "S4 (KB4561945)",
        "offline.tool.download_manifest",
        "tls",
        [
            f"ERROR:AdminUIContentDownloadDownload:DownloadManifestCab exception: {CLOSED}An unexpected error occurred on a send. There may be an issue with internet connection or the download link."
        ],
    ),
    Quoted(
        "dmp-logs 1.11, 403",
        f"{DOWNLOAD}.download_payload",
        "http_status",
        [f"{SINGLE_FAILED}The remote server returned an error: (403) Forbidden."],
    ),
    Quoted(
        "dmp-logs 1.11, 400",
        f"{SYNCHRONIZATION}.download_manifest",
        "http_status",
        [f"{PAYLOAD_FAILED}The remote server returned an error: (400) Bad Request."],
    ),
    Quoted(
        "dmp-logs 1.11, name",
        f"{DOWNLOAD}.download_payload",
        "dns",
        [
            f"{SINGLE_FAILED}The remote name could not be resolved: 'configmgrbits.azureedge.net'",
            "WARNING: Retry in the next polling cycle",
        ],
    ),
    Quoted(
        "407",
        f"{DOWNLOAD}.download_payload",
        "proxy",
        [f"{SINGLE_FAILED}The remote server returned an error: (407) Proxy Authentication Required."],
    ),
    Quoted(
        "12002", f"{DOWNLOAD}.download_redist", "timeout", [REDIST_FAILED], ["ERROR: Download() failed with 0x80072EE2"]
    ),
    Quoted(
        "12007", f"{DOWNLOAD}.download_redist", "dns", [REDIST_FAILED], ["ERROR: Download() failed with 0x80072EE7"]
    ),
    Quoted(
        "12029", f"{DOWNLOAD}.download_redist", "network", [REDIST_FAILED], ["ERROR: Download() failed with 0x80072EFD"]
    ),
    Quoted(
        "S9",
        f"{INSTALLATION}.install_update",
        "known_defect",
        [
            " ***  SELECT HashMatch = COUNT(*),         ClrExists = (SELECT COUNT(*) FROM sys.assemblies WHERE name = N'StateSysSqlClr')  FROM DBSchema",
            " *** [42000][6270][Microsoft][SQL Server Native Client 11.0][SQL Server]ALTER ASSEMBLY failed …",
        ],
    ),
    Quoted(
        "S10",
        f"{INSTALLATION}.install_update",
        "known_defect",
        [
            "ERROR: Failed to execute SQL Server command:  ~ ~-- Create site boundary group ~IF  dbo.fnIsCasOrStandalonePrimary() = 1 ~BEGIN ~   PRINT N'Create site boundary group during upgrade' ~   EXEC dbo.spBuildDefaultBoundaryGroups @UserName = N'SYSTEM' ~END"
        ],
    ),
    Quoted(
        "S12",
        f"{SYNCHRONIZATION}.check_applicability",
        "database",
        [
            "*** [HY000][0][Microsoft][SQL Server Native Client 11.0]Unspecified error occurred on SQL Server. Connection may have been terminated by the server.",
            "Failed to execute SQL command select dbo.fnGetSiteMode(dbo.fnGetSiteCode())",
        ],
    ),
    Quoted(
        "S13 (KB4509681)",
        f"{INSTALLATION}.install_update",
        "database",
        [
            "CONFIGURATION_MANAGER_UPDATE is currently blocked in database by another session [SMS Provider][session_id=71]"
        ],
        [],
        "stalled",
    ),
    Quoted(
        "S14",
        f"{INSTALLATION}.install_update",
        "installer_failed",
        [
            "ERROR: Failed to install Visual C redistributable. Return code: 1603.",
            "Failed to install vc redist. Please manually install it from E:\\SMSSETUP\\BIN\\X64",
        ],
    ),
    Quoted(
        "S15",
        f"{INSTALLATION}.install_update",
        "service_stopped",
        ['Waiting for changes to the "E:\\cmupdate.box" directory, updates will be polled in 600 seconds...'],
        [],
        "stalled",
    ),
    Quoted(
        "S16",
        f"{INSTALLATION}.finish_installation",
        "waiting_for_other_site",
        ["WARN: The current update package's state (196611) is not set to installed yet. Will retry in next cycle."],
        [],
        "stalled",
    ),
    Quoted(
        "S17, S31",
        f"{INSTALLATION}.check_prerequisites",
        "certificate",
        [
            "[Microsoft][ODBC Driver 18 for SQL Server]SSL Provider: The target principal name is incorrect.~~",
            "Client unable to establish connection",
            "Failed to connect to the SQL Server, connection type: SMS ACCESS",
        ],
    ),
    Quoted(
        "S17, named instance",
        f"{INSTALLATION}.check_prerequisites",
        "database",
        [
            "Named Pipes Provider: Could not open a connection to SQL Server [2].",
            "Login timeout expired",
            "A network-related or instance-specific error has occurred",
        ],
    ),
    Quoted(
        "S18",
        f"{INSTALLATION}.install_update",
        "sql_driver",
        [
            "ERROR: Failed parsing the watermark from the database: 80070057.",
            "*** [23000][515][Microsoft][ODBC Driver 18 for SQL Server][SQL Server]Cannot insert the value NULL into column 'VersionCode', table 'CM_TS1.dbo.LU_LicensedProduct'",
            "ERROR: Failed to import Asset Intelligence data into the site database.",
        ],
    ),
    Quoted(
        "S19 (KB2688247)",
        f"{INSTALLATION}.check_prerequisites",
        "prerequisite",
        [
            "INFO: RemoteCheckSqlVersion result:9",
            "secondary.contoso.com; SQL Server version; Error; Configuration Manager sites require a supported SQL Server version …",
        ],
    ),
    Quoted(
        "S22",
        f"{TRANSFER}.schedule_transfer",
        "transfer_schedule",
        [
            "Send Request 202SQCS1 JobID: 00000E2A DestSite: PS1 FinalSite: State: Pending Status: Action: None Total size: 204864k Remaining: 204864k"
        ],
        [],
        "stalled",
    ),
    Quoted(
        "S23, S43",
        f"{TRANSFER}.receive_package",
        "database_replication",
        [
            "~This package[CAS00012]'s information hasn't arrived yet for this version [1]. Retry later ...",
            "~Despooler failed to execute the instruction, error code = 12",
        ],
    ),
    Quoted(
        "S24",
        f"{TOP}.snapshot_package",
        "backlog",
        ["~Currently using 3 out of 3 allowed package processing threads."],
        [],
        "stalled",
    ),
    Quoted(
        "S25",
        f"{TOP}.snapshot_package",
        "access_denied",
        [
            r"~The source directory \\SCP\EasySetupPayLoad\G doesn't exist or the SMS service cannot access it, Win32 last error = 5",
            "~Failed to take snapshot of package CAS00012",
        ],
    ),
    Quoted(
        "S26",
        f"{TRANSFER}.create_minijob",
        "share_access",
        [
            r"Failed to make a network connection to \\DPNAME.CONTOSO.COM\ADMIN$ (0x35).~",
            r'~Cannot establish connection to ["Display=\\DPNAME.CONTOSO.COM\"]MSWNET:["SMS_SITE=PS1"]\\DPNAME.CONTOSO.COM\. Error = 53',
            "Error occurred. Performing error cleanup prior to returning.",
        ],
    ),
    Quoted(
        "S27 (KB4494362)",
        f"{TOP}.record_package",
        "backlog",
        [],
        ["WARNING: Unable to send update on component PolicyTargetEvalNotify_iud"],
        "stalled",
    ),
    Quoted(
        "S29 (KB3189594)",
        f"{INSTALLATION}.install_update",
        "missing_redist",
        [
            "ERROR: Failed to find folder of SQL Server assembly setup msi.",
            r"ERROR: Failed to find file: c:\temp\redist\msxml6_x64.msi.",
        ],
    ),
    Quoted(
        "S37",
        f"{INSTALLATION}.check_prerequisites",
        "sql_driver",
        [
            "[SQL Server Native Client 11.0]TCP Provider: An existing connection was forcibly closed by the remote host.~~",
            " *** [08001][10054][Microsoft][SQL Server Native Client 11.0]Client unable to establish connection",
        ],
    ),
    Quoted(
        "S40",
        f"{INSTALLATION}.check_prerequisites",
        "prerequisite",
        ["There are site server reporting WARNING in prereq check. Setup will not continue"],
    ),
    Quoted(
        "S41",
        f"{INSTALLATION}.check_prerequisites",
        "prerequisite",
        ["[Failed]: Either the user account running Configuration Manager Setup does not have rights, 0x87d20002"],
    ),
    Quoted(
        "S44",
        f"{TRANSFER}.create_minijob",
        "component_crash",
        [],
        ["CContentBinding::copy aborted, error 0x800704d3"],
        "stalled",
    ),
    Quoted(
        "S56 (KB4494361)",
        f"{INSTALLATION}.install_update",
        "configuration",
        [
            "*** insert into vSMS_SC_GlobalProperty (…)~;select convert(BIGINT, SCOPE_IDENTITY())",
            "*** [42000][50000][Microsoft][SQL Server Native Client 11.0][SQL Server]Cannot insert Authentication property … tr_vSMS_SC_GlobalProperty_ins",
        ],
    ),
    Quoted(
        "S58",
        f"{INSTALLATION}.finish_installation",
        "service_stopped",
        [
            "Hierarchy Manager cannot reinstall the Site Component Manager.Possible cause: Due to an OS error, the Site Component Manager is marked for deletion."
        ],
    ),
    Quoted(
        "S59",
        f"{INSTALLATION}.finish_installation",
        "installer_failed",
        ['STATMSG: ID=1020 SEV=E LEV=M SOURCE="SMS Server" COMP="SMS_SITE_COMPONENT_MANAGER"'],
    ),
    Quoted(
        "two rows, one of them for the wrong branch (S20)",
        f"{INSTALLATION}.check_prerequisites",
        "prerequisite",
        [
            "Unsupported site system role 'Asset Intelligence synchronization point' for the LTSB edition;    Error;    …",
            "SITE.contoso.com;    Site System to SQL Server Communication;    Error;    A connection is not possible",
        ],
    ),
    Quoted(
        "dmp-logs 2.1 (KB4012668)",
        "upload.transmission.upload_blocks",
        "known_defect",
        ["ERROR: UploadTelemetryData exception:", "[Microsoft.Management.Services.Common.ServiceTooBusyException"],
    ),
    Quoted(
        "4.5, State=2",
        f"{TOP}.request_install",
        "service_stopped",
        [r"SND: Dropped C:\Program Files\Microsoft Configuration Manager\inboxes\hman.box\CFD\2.ESC [1009663]"],
        [],
        "stalled",
    ),
    Quoted("4.5, hash", f"{TOP}.create_package", "share_access", ["Failed to calculate hash"]),
    Quoted(
        "4.5, trust",
        f"{INSTALLATION}.extract_content",
        "signature",
        [
            r"Error in verifying the trust of file '\\?\C:\CMUStaging\79FB5420-BB10-44FF-81BA-7BB53D4EE22F\SMSSetup\update.map.cab'."
        ],
    ),
    Quoted(
        "4.5, CMUpdate crash",
        f"{INSTALLATION}.install_update",
        "component_crash",
        ["CONFIGURATION_MANAGER_UPDATE service is starting..."] * 3,
    ),
    Quoted(
        "4.5, service window",
        f"{INSTALLATION}.wait_for_readiness",
        "service_window",
        ["Updated site status to 196610, waiting for the service window"],
        [],
        "stalled",
    ),
    Quoted(
        "4.5, CMUpdates group",
        f"{INSTALLATION}.notify_update_service",
        "database_replication",
        [],
        ["Replication group CMUpdates has failed to initialize"],
        "stalled",
    ),
    Quoted(
        "disk full at the despooler",
        f"{TRANSFER}.receive_package",
        "disk_space",
        ["~Despooler failed to execute the instruction, Win32 2147024784 (0x80070070)"],
    ),
    Quoted(
        "pending restart",
        f"{INSTALLATION}.check_prerequisites",
        "pending_restart",
        ["SITE.contoso.com;    Pending system restart;    Error;    Configuration Manager Setup requires a restart"],
    ),
    Quoted("WMI", f"{INSTALLATION}.install_update", "wmi", ["ERROR: Failed to connect to the provider: 80041002"]),
    Quoted(
        "regional format",
        f"{DOWNLOAD}.notify_site",
        "configuration",
        ["ERROR: update meta: String was not recognized as a valid DateTime."],
    ),
]


def events_of(texts, *, unknown=False):
    event = "unrecognized_error" if unknown else None
    # Lines of one record each, so that equal texts are several lines.
    return [Evidence("a.log", number, None, event, text) for number, text in enumerate(texts, 1)]


@pytest.mark.parametrize("quoted", QUOTED, ids=lambda quoted: quoted.case)
def test_each_quoted_case_leads_to_its_cause(quoted):
    causes = load_causes().find([quoted.step], quoted.verdict, events_of(quoted.lines), events_of(quoted.beside))
    assert quoted.category == causes[0].category, causes


@pytest.mark.parametrize("quoted", QUOTED, ids=lambda quoted: quoted.case)
def test_the_cause_quotes_the_lines_it_rests_on_and_says_what_to_do(quoted):
    lines, beside = events_of(quoted.lines), events_of(quoted.beside)
    best = load_causes().find([quoted.step], quoted.verdict, lines, beside)[0]
    assert best.evidence
    assert set(best.evidence) <= {*lines, *beside}
    assert best.actions
    assert best.references


UNKNOWN = [
    (f"{DOWNLOAD}.download_payload", "ERROR: The flux compensator gave up, error 0x8000FFFF", "E_UNEXPECTED"),
    (f"{DOWNLOAD}.extract_payload", "Failed to unpack part 7 of the cabinet, hr=0x80004005", "E_FAIL"),
    (
        f"{SYNCHRONIZATION}.extract_manifest",
        "Error: the manifest reader stopped, Win32 last error = 1359",
        "ERROR_INTERNAL_ERROR",
    ),
    (f"{TOP}.create_package", "Cannot open the ledger of packages. Code 0x80070057", "ERROR_INVALID_PARAMETER"),
    (f"{TRANSFER}.send_package", "~Failed to read from the pipe, Error = 109", "ERROR_BROKEN_PIPE"),
    (f"{TRANSFER}.receive_package", "~Cannot process instruction, error code = 87", "ERROR_INVALID_PARAMETER"),
    (f"{INSTALLATION}.install_update", "ERROR: install.map step 12 failed with -2147221164", "REGDB_E_CLASSNOTREG"),
    (
        f"{INSTALLATION}.finish_installation",
        "WARNING: post installation task returned 0x8007139F",
        "ERROR_INVALID_STATE",
    ),
    ("upload.transmission.upload_blocks", "ERROR: block 4 was lost: 80131500", "COR_E_EXCEPTION"),
]


@pytest.mark.parametrize(("step", "text", "name"), UNKNOWN)
def test_a_failure_nobody_knows_stays_unknown_with_its_number_decoded(step, text, name):
    line = Evidence("a.log", 5, None, "unrecognized_error", text)
    causes = load_causes().find([step], "failed", [line])
    assert "unknown" == causes[0].id
    assert "unknown" == causes[0].category
    assert (line,) == causes[0].evidence
    assert [name] == [code.name for code in find_codes(text)]
    assert name in causes[0].explanation


def test_an_unknown_failure_beside_a_mere_hint_stays_unknown():
    own = events_of([REDIST_FAILED])
    beside = events_of(["ERROR: setupdl lost its way, error 0x8000FFFF"], unknown=True)
    causes = load_causes().find(["download.package.download_redist"], "failed", own, beside)
    assert ["unknown", "redist_hosts_blocked"] == [cause.id for cause in causes]


def test_rows_that_do_not_count_prove_nothing():
    rows = events_of(
        [
            "Unsupported site system role 'Asset Intelligence synchronization point' for the LTSB edition;    Error;    …",
            "SITE.contoso.com;    Pending system restart;    Passed",
        ]
    )
    causes = load_causes().find(["replication.installation.check_prerequisites"], "failed", rows)
    assert [cause.id for cause in causes] == ["unknown"]


def test_a_stall_without_any_word_of_a_failure_has_an_unknown_cause():
    lines = events_of(["Generating state message: 8 for package 3b7d84fa-eccc-4ea0-b8ab-abbda1e88e0e~~"])
    causes = load_causes().find(["download.package.download_payload"], "stalled", lines)
    assert ["unknown"] == [cause.category for cause in causes]
    assert "No line says why" in causes[0].explanation


def test_a_case_that_is_not_stuck_needs_no_cause():
    assert () == load_causes().find(["download.package.download_payload"], "in_progress", [])


def test_a_cause_is_only_found_at_steps_it_can_block():
    lines = events_of([f"{SINGLE_FAILED}The remote name could not be resolved: 'x'"])
    assert "dns" == load_causes().find(["download.package.download_payload"], "failed", lines)[0].category
    assert "unknown" == load_causes().find(["replication.site_transfer.send_package"], "failed", lines)[0].category


def test_a_line_of_the_step_itself_outweighs_one_beside_it():
    own = events_of([f"{SINGLE_FAILED}The remote name could not be resolved: 'x'"])
    beside = events_of(["ERROR: Download() failed with 0x80072EE2"])
    causes = load_causes().find(["download.package.download_payload"], "failed", own, beside)
    assert ["dns", "timeout"] == [cause.category for cause in causes[:2]]


def test_every_category_of_the_contract_can_be_said():
    said = {cause.category for cause in load_causes().known} | {"unknown"}
    assert set(categories()) == said
