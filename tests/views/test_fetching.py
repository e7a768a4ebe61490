"""Which logs are worth fetching, and what is said where none is."""

import pytest
from report_samples import stalled_download

from dmplog.layout import Code
from dmplog.looks.needs import fetched, to_copy
from dmplog.views.fetching import fetch, fetch_field


@pytest.mark.parametrize(
    ("certainty", "category", "said"),
    [
        ("proved", "timeout", "nothing: these logs give the answer"),
        ("suggested", "timeout", "nothing: these logs show where it stands, but no line says why"),
        ("suggested", "unknown", "nothing: these logs show where it stands, but no line says why"),
    ],
)
def test_that_the_logs_show_why_is_said_only_where_a_line_proves_it(certainty, category, said):
    """A confirmed place needs no log more, and tells nothing of the reason."""
    case = stalled_download()["cases"][0]
    case |= {
        "confidence": "confirmed",
        "needs": [],
        "cause": {**case["cause"], "certainty": certainty, "category": category},
    }

    assert (said,) == fetched(case, 3)


def test_of_what_is_not_stuck_nobody_asks_why():
    case = {"confidence": "confirmed", "needs": [], "verdict": "waiting", "cause": None}

    assert ("nothing: these logs give the answer",) == fetched(case, 3)


def test_an_answer_that_is_not_sure_is_never_said_to_need_nothing():
    case = {"confidence": "likely", "needs": [], "verdict": "stalled", "cause": None}

    assert () == fetched(case, 3)


def test_where_steps_cannot_be_seen_nothing_to_fetch_never_stands_alone():
    """Whoever reads "nothing" closes the question, though a log would tell of the steps that are marked."""
    shown = {"confidence": "confirmed", "needs": [], "verdict": "waiting", "cause": None}
    need = {"log": "cmupdate.log", "server": "PS2SRV", "folder": r"<install dir>\Logs", "why": ""}
    hidden = {"unseen": [need, {**need, "why": "It would show more."}]}
    told = (
        "nothing: these logs give the answer",
        r"To see the steps marked ?: cmupdate.log of PS2SRV (<install dir>\Logs)",
    )

    assert told == fetched(shown, 3, [shown, hidden])
    assert [need] == to_copy(shown, [shown, hidden])


def test_who_has_dmplog_is_told_its_command_first_and_who_has_not_the_copying_by_hand():
    """A ticket goes to the one who has not."""
    needs = [{"log": "hman.log", "server": "CAS01", "folder": "<install dir>\\Logs", "why": ""}]
    command = "dmplog collect Logs.zip -o Copy-CMUpdateLog.ps1"
    ours = [block.lines for block in fetch(needs, command) if isinstance(block, Code)]
    others = [block.lines for block in fetch(needs, command, by_hand=True) if isinstance(block, Code)]

    assert (command,) == ours[0]
    assert ours == others[::-1]


def test_what_a_log_would_show_is_told_with_it():
    """Where the next line is awaited in a log that was given, nobody knows what another one is for."""
    need = {"log": "cmupdate.log", "server": "PS2SRV", "folder": "Logs", "why": "It would show the step “Finish”."}
    case = {"confidence": "likely", "needs": [need], "verdict": "waiting", "cause": None}
    (field,) = fetch_field(case, 3, [], 1)

    assert ["cmupdate.log of PS2SRV (Logs)", need["why"]] == [paragraph.words[0] for paragraph in field.blocks]
