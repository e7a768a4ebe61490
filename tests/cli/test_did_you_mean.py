"""Whatever name somebody gives and misspells, by whatever command: the nearest one is named, and nothing is guessed."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from dmplog.cli.app import app
from dmplog.cli.called import COMMANDS

SCENARIO = "fixtures/scenarios/waits-for-stuck-child"
BUNDLE = f"{SCENARIO}/bundle"
SLIPS = (
    (("dignose", BUNDLE), "diagnose"),
    (("flowchart", "lst"), "list"),
    (("diagnose", BUNDLE, "--fromat", "json"), "--format"),
    (("diagnose", BUNDLE, "--format", "jsno"), "json"),
    (("diagnose", BUNDLE, "--time", "sever"), "server"),
    (("diagnose", BUNDLE, "--update", "2490"), "2409"),
    (("diagnose", BUNDLE, "--site", "PS11"), "PS1"),
    (("diagnose", BUNDLE, "--encoding", "utf-9"), "utf-8"),
    (("diagnose", BUNDLE, "--flowchart", "downlod"), "download"),
    (("diagnose", BUNDLE, "--flowchart", "flowcharts/downlod.toml"), "flowcharts/download.toml"),
    (("diagnose", BUNDLE, "--knowledge", "flowchart"), "flowcharts"),
    (("diagnose", f"{SCENARIO}/bundel"), f"{SCENARIO}/bundle"),
    (("diagnose", f"{BUNDLE}/CASSRV/Logs/hmann.log"), f"{BUNDLE}/CASSRV/Logs/hman.log"),
    (("redact", f"{SCENARIO}/bundel", "-o", "never.zip", "--map", "never.json"), f"{SCENARIO}/bundle"),
    (("collect", f"{SCENARIO}/bundel", "-o", "never.ps1"), f"{SCENARIO}/bundle"),
    (("collect", "--question", "downloadin", "-o", "never.ps1"), "downloading"),
    (("contribute", f"{SCENARIO}/bundel", "-o", "never"), f"{SCENARIO}/bundle"),
    (("contribute", BUNDLE, "-o", "never", "--keep", "dispool.log:7"), "despool.log"),
    (("records", f"{SCENARIO}/Bundles"), f"{SCENARIO}/bundle"),
    (("records", BUNDLE, "--role", "distmgrr"), "distmgr"),
    (("events", BUNDLE, "--role", "HMAN.logs"), "hman"),
    (("events", BUNDLE, "--event", "minijob_create"), "minijob_created"),
    (("diagram", BUNDLE, "-o", "never.svg", "--picture", "lane"), "lanes"),
    (("diagram", BUNDLE, "-o", "never.svg", "--flowchart", "replicaton"), "replication"),
    (("flowchart", "show", "uplod"), "upload"),
    (("flowchart", "check", "ofline"), "offline"),
    (("flowchart", "render", "downlod", "-o", "never.svg"), "download"),
    (("flowchart", "render", "download", "--lane", "pakage", "-o", "never.svg"), "package"),
    (("flowchart", "schema", "flowchrt"), "flowchart"),
    (("fleet", "sumary"), "summary"),
    (("fleet", "run", "fixtures/scenarois", "-o", "never"), "fixtures/scenarios"),
    (("fleet", "run", "fixtures", "-o", "never", "--retry", "faild"), "failed"),
    (("fleet", "summary", "never", "--by", "causes"), "cause"),
    (("explain", "send_packge"), "send_package"),
    (("explain", "site_tranfer"), "site_transfer"),
    (("explain", "replicaton"), "replication"),
    (("explain", "distmgrr"), "distmgr"),
    (("explain", "dowload_timeout"), "download_timeout"),
    (("codes", "TIMOUT"), "WSAETIMEDOUT"),
    (("watch", BUNDLE, "--until", "step=send_packge"), "send_package"),
)


@pytest.mark.parametrize(
    ("call", "meant"), SLIPS, ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_a_slip_is_answered_with_what_was_meant(call, meant):
    result = CliRunner().invoke(app, [*call])
    # Of an option, the parser of the command line lists those that are near.
    said = " ".join(result.output.split()).lower().replace("possible options:", "did you mean")

    assert "did you mean" in said
    assert meant.lower() in said.partition("did you mean")[2]


def test_every_command_that_takes_a_name_is_tried():
    assert set(COMMANDS) == {call[0] for call, _ in SLIPS if call[0] != "dignose"}


def test_what_is_like_nothing_is_answered_with_what_there_is():
    """A name far from every other one would be misled by the nearest."""
    output = CliRunner().invoke(app, ["records", BUNDLE, "--role", "zzz"]).output

    assert "did you mean" not in output
    assert "there are cmupdate," in " ".join(output.split())


def test_an_option_of_another_command_is_told_as_such():
    said = CliRunner().invoke(app, ["diagnose", BUNDLE, "--picture", "lanes"]).stderr

    assert "it is one of dmplog diagram" in " ".join(said.split())


def test_a_site_that_no_case_is_of_is_told_to_leave_out():
    """A download is of the whole hierarchy, though its log names the site of its server."""
    said = CliRunner().invoke(
        app, ["diagnose", "fixtures/scenarios/redist-fails-daily/bundle", "--flowchart", "download", "--site", "CAS"]
    )

    assert "They belong to no single site: leave out --site." in " ".join(said.stdout.split())
