"""The shipped causes keep the rules: known steps and events, safe actions, public references."""

from __future__ import annotations

import re

import pytest

from dmplog.causes import load_causes
from dmplog.causes.book import HINT
from dmplog.grammar import Grammars

STEPS = {
    "download.synchronization": "check_for_updates download_manifest verify_manifest forward_manifest extract_manifest check_applicability",
    "download.package": "queue_package download_payload extract_payload download_redist notify_site update_package_state",
    "replication.top_level_site": "request_install create_package record_package snapshot_package",
    "replication.site_transfer": "create_minijob schedule_transfer send_package receive_package register_package",
    "replication.installation": "notify_update_service extract_content check_prerequisites wait_for_readiness install_update finish_installation",
    "upload.transmission": "initialize start_upload upload_blocks end_upload",
    "offline.tool": "prepare_usage_data download_manifest download_payload download_redist import_updates",
}
ALL_STEPS = [f"{lane}.{step}" for lane, steps in STEPS.items() for step in steps.split()]

# Whatever a post says, these are never offered as something to do.
FORBIDDEN = re.compile(
    r"\bDELETE FROM\b|\bUPDATE CM_|\bINSERT INTO\b|\bEXEC\b|spCMUSetUpdatePackageState|sp_UpdateEasySetupSettings"
    r"|\b(?:run|use|start) CMUpdateReset|\b(?:empty|clean|clear|delete|remove) (?:the )?(?:folder )?(?:EasySetupPayload|CMUStaging)"
    r"|restart CONFIGURATION_MANAGER_UPDATE|restart (?:the )?CMUpdate|reinstall the service connection point|restore the database",
    re.IGNORECASE,
)
KNOWN = load_causes().known


def test_every_step_a_cause_names_exists_and_every_step_has_causes():
    blocked = {cause.id: [step for step in ALL_STEPS if cause.can_block(step)] for cause in KNOWN}
    assert [] == [cause for cause, steps in blocked.items() if not steps]
    for cause in KNOWN:
        for pattern in cause.steps:
            if "*" not in pattern:
                assert pattern in ALL_STEPS, cause.id
    assert set(ALL_STEPS) == {step for steps in blocked.values() for step in steps}


def test_every_event_a_cause_names_exists_in_a_grammar():
    events = set(Grammars.load().events)
    proofs = [proof for cause in KNOWN for proof in (*cause.proof, *cause.against)]
    proofs += [entry.match for entry in load_causes().harmless]
    named = {event for proof in proofs for event in proof.events} | load_causes().telling_events
    assert set() == named - events


@pytest.mark.parametrize("cause", KNOWN, ids=lambda cause: cause.id)
def test_no_cause_offers_what_microsoft_says_never_to_do(cause):
    instead = (action for each in cause.instead for action in each.actions)
    for action in (*cause.line_actions, *cause.actions, *instead):
        offered = [
            sentence
            for sentence in re.split(r"(?<=[.;:])\s", action)
            if not re.search(r"\b[Dd]o not\b|\bnever\b|, not folders", sentence)
        ]
        assert not any(FORBIDDEN.search(sentence) for sentence in offered), action


@pytest.mark.parametrize("cause", KNOWN, ids=lambda cause: cause.id)
def test_every_cause_is_told_in_whole_sentences_with_public_references(cause):
    assert not cause.title.endswith(".")
    assert cause.explanation.endswith((".", ")"))
    actions = (*cause.line_actions, *cause.actions)
    assert all(action[0].isupper() and action.endswith((".", "?", ":")) for action in actions), actions
    assert [] == [each for each in cause.references if not each.startswith("https://learn.microsoft.com/")]
    assert cause.evidence, 'write where it is known from: evidence = "[@an-entry-of-sources.toml]"'


@pytest.mark.parametrize("cause", KNOWN, ids=lambda cause: cause.id)
def test_advice_that_stands_without_its_line_does_not_speak_of_it(cause):
    """What a hint suggests was not said by a line: "the application name in the line" is told where one that says more was written."""
    weights = {proof.weight > HINT for proof in cause.proof}
    spoken_of = re.compile(r"\b(?:in|of) the line\b|\bthe line (?:says|names)\b|\bthe line \(")

    assert weights != {True, False} or [] == [action for action in cause.actions if spoken_of.search(action)]


def test_restarting_sms_executive_is_only_offered_outside_an_installation():
    for cause in KNOWN:
        at_installation = [
            step for step in ALL_STEPS if step.startswith("replication.installation") and cause.can_block(step)
        ]
        if at_installation:
            assert not any("estart SMS_EXECUTIVE" in action for action in cause.actions), cause.id


HARMLESS = [
    (
        "ERROR: Failed to download Admin UI content payload with exception: The remote server returned an error: (403) Forbidden.",
        None,
    ),
    ("Failed to call AdminUIContentDownload. error = Error -2146233079", "adminui_call_failed"),
    ("*** exec dbo.spGetChangeNotifications", "sql_statement_failed"),
    ("*** [HY010][0][Microsoft][ODBC Driver Manager] Function sequence error", "sql_error"),
    (
        r"~RDC:Failed to set access security on \\SRV\SMSSIG$\CAS00012.1.tar for package CAS00012 signature file",
        "signature_access_failed",
    ),
    (
        "Unsupported site system role 'Asset Intelligence synchronization point' for the LTSB edition;    Error;    Configuration …",
        None,
    ),
    (
        'ERROR: SQL Server error: [25000][3906]…Failed to update database "CM_AAA" because the database is read-only.',
        "sql_server_failed",
    ),
    ("the log contains the error DeviceCapReached", None),
    ("The distribution point [DP1] is not installed or upgraded yet.", "distribution_point_not_upgraded"),
    (
        r"WARNING: File hash mismatch for E:\CMUStaging\3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E\SMSSetup\bin\x64\NDP462.EXE",
        None,
    ),
    ("SQL MESSAGE: spProcessStateReport - Error: Message processing encountered a SQL error 2627 at record 100", None),
    (
        "[Completed with warning]:Verify that the Active Directory domain functional level is Windows Server 2003 or later",
        None,
    ),
    ("WARN: The current update package's state (196611) is not set to installed yet. Will retry in next cycle.", None),
    ("OMS Upgrade Analytics Download interval is: every 0 minutes", None),
]


@pytest.mark.parametrize(("message", "event"), HARMLESS)
def test_lines_that_only_look_alarming_are_known_with_a_reason(message, event):
    if "is not set to installed" in message:
        event = "installation_awaited"
    why = load_causes().benign(message, event)
    assert why is not None
    assert why.endswith(".")


@pytest.mark.parametrize(
    "message",
    [
        "WARNING: EasySetupDownloadSinglePackage Failed with exception: The remote server returned an error: (403) Forbidden.",
        "WARNING: EasySetupDownloadSinglePackage Failed with exception: System.UnauthorizedAccessException: Access is denied",
        "ERROR: Failed to find folder that stores msi file SQLSysClrTypes.msi",
        r"WARNING: File hash mismatch for E:\CMUStaging\3B7D84FA-ECCC-4EA0-B8AB-ABBDA1E88E0E\redist\NDP462.EXE",
        r"File E:\EasySetupPayload\3b7d84fa.cab has been extracted with -2147024784",
    ],
)
def test_real_failures_are_not_called_harmless(message):
    assert load_causes().benign(message, "unrecognized_error") is None


@pytest.mark.parametrize("cause", KNOWN, ids=lambda cause: cause.id)
def test_every_expression_is_told_by_what_it_finds(cause):
    """Nobody reads an expression at two in the morning."""
    unread = [proof.pattern for proof in (*cause.proof, *cause.against) if proof.pattern and not proof.like]

    assert [] == unread
