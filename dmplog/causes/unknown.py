"""No cause is better than a guess: what is said where nothing known fits the lines."""

from __future__ import annotations

from collections.abc import Sequence

from dmplog.case import Cause, ErrorCode, Evidence
from dmplog.codes import find_codes

MOST_LINES = 3
UNRECOGNIZED = "unrecognized_error"
_GUIDE = "https://learn.microsoft.com/troubleshoot/mem/configmgr/setup-migrate-backup-recovery/understand-troubleshoot-updates-servicing"


def unknown_cause(verdict: str, evidence: Sequence[Evidence], siblings: Sequence[Evidence]) -> Cause:
    """Return the cause `unknown`, with the lines as they stand and every error number in them decoded.

    >>> line = Evidence("hman.log", 3, None, "unrecognized_error", "Failed to frobnicate, error 0x80070020")
    >>> unknown_cause("failed", [line], []).explanation
    'No known cause fits these lines. 0x80070020 is ERROR_SHARING_VIOLATION: Another process has the file open.'
    """
    lines = [*evidence, *siblings]
    telling = tuple(line for line in lines if line.event == UNRECOGNIZED or find_codes(line.text))
    codes = dict.fromkeys(code for line in telling for code in find_codes(line.text))
    nothing_said = verdict != "failed" and not telling
    said = "No line says why it does not go on." if nothing_said else "No known cause fits these lines."
    explanation = " ".join([said, *(describe(code) for code in codes)])
    return Cause(
        id="unknown",
        category="unknown",
        title="The cause is not known",
        explanation=explanation,
        # What tells of a failure comes first; the rest only shows how far it got.
        evidence=tuple(dict.fromkeys([*telling, *evidence]))[:MOST_LINES],
        actions=(
            "Read the lines around the quoted ones. The cause is usually just before the failure.",
            "Follow the checks of the step.",
            "Save the logs of this time, the older .lo_ files included, before you restart anything. Support will ask for them.",
        ),
        references=(_GUIDE,),
    )


def describe(code: ErrorCode) -> str:
    """Return one sentence about an error number.

    >>> describe(ErrorCode("0x87d20009", None, None))
    '0x87d20009 is in no table.'
    """
    if code.name is None and code.meaning is None:
        return f"{code.code} is in no table."
    if code.name is None:
        return f"{code.code}: {code.meaning}"
    return f"{code.code} is {code.name}." if code.meaning is None else f"{code.code} is {code.name}: {code.meaning}"
