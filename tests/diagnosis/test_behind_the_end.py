"""A known failure of a step behind the end of a case, which no run begins with: what is done is done, and no longer surely all."""

from __future__ import annotations

import pytest
from judged import event, finding, ground, sign, traced

from dmplog.diagnosis.finding import Proof
from dmplog.diagnosis.settle.behind_the_end import with_failures_behind_the_end

DONE = event("notification_validated", 1)
FAILED = event("payload_download_failed", 2, role="dmpdownloader")
OTHER = event("payload_extracting", 2, role="dmpdownloader")


def judged(*rows, verdict="completed", last=0, own=None):
    """Return what becomes of a case of all *rows*, or of the rows *own*, that ended with the row *last*."""
    members = list(range(len(rows)) if own is None else own)
    made = traced(finding("package", verdict=verdict, rows=members, last_sign=last), [sign(5, "ends", last)])
    return with_failures_behind_the_end(made, ground(rows))


def test_it_takes_certainty_and_is_quoted():
    found = judged(DONE, FAILED)

    assert ("completed", (1,), (Proof("failure_behind_the_end", "likely"),)) == (
        found.verdict,
        found.rows,
        found.proofs,
    )


@pytest.mark.parametrize(
    "found",
    [
        judged(DONE, OTHER),
        judged(FAILED, DONE, last=1),
        judged(DONE, FAILED | {"harmless": 1}),
        # Setup from media writes the log of the program that the downloader calls.
        judged(DONE, FAILED | {"role": "configmgrsetup"}),
        judged(DONE, FAILED, own=[0]),
        judged(DONE, FAILED, verdict="in_progress"),
    ],
)
def test_what_is_no_failure_behind_the_end_of_it_takes_nothing(found):
    assert () == found.proofs
