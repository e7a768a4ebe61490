"""No advice contradicts a caution: the lint over all that is shipped, and over what users write."""

from __future__ import annotations

import pytest

from dmplog.data import data_folder
from dmplog.validator.cautions import cautions, contradictions

SAMPLES = {
    "payload_by_hand": (
        [
            "Delete the files in EasySetupPayload.",
            "Look into CMUStaging and empty it.",
            "Copy the cab to the redist folder.",
        ],
        ["Do not delete files in EasySetupPayload or CMUStaging by hand.", "Exclude EasySetupPayload from scans."],
    ),
    "restart_while_installing": (
        ["Restart SMS_EXECUTIVE.", "SMS_EXECUTIVE has to be restarted.", "Install it and restart the server."],
        [
            "Restart SMS_EXECUTIVE when no update is being installed.",
            "Do not restart the server while the database upgrade is running.",
            "Restart the thread SMS_DMP_DOWNLOADER.",
        ],
    ),
    "database_by_hand": (
        ["Delete from CM_UpdatePackages the row of the package."],
        ["Never edit the database by hand."],
    ),
    "restore_while_updating": (
        ["Reinstall the service connection point."],
        ["Do not restore a database or reinstall the service connection point during an update."],
    ),
}


def test_every_caution_has_samples():
    assert sorted(SAMPLES) == sorted(caution.id for caution in cautions())


@pytest.mark.parametrize("caution", cautions(), ids=lambda caution: caution.id)
def test_a_caution_forbids_what_it_says_and_nothing_else(caution):
    forbidden, allowed = SAMPLES[caution.id]

    assert forbidden == [advice for advice in (*forbidden, *allowed) if caution.contradicted_by(advice)]


def test_nothing_that_is_shipped_contradicts_a_caution():
    assert [] == list(contradictions(sorted(data_folder("flowcharts").rglob("*.toml"))))


@pytest.mark.parametrize("key", ["check", "meanwhile", "actions"])
def test_the_place_of_a_dangerous_advice_is_told(tmp_path, key):
    path = tmp_path / "own.toml"
    path.write_text(
        f'[[cause]]\nid = "x"\n{key} = [\n  "Look at it.",\n  "Restart SMS_EXECUTIVE.",\n]\n', encoding="utf-8"
    )

    (found,) = contradictions([path], "warning")

    assert (str(path), "warning", 5) == (found[0], found[1].severity, found[1].line)
