"""Which logs are worth fetching, and what is said where none is."""

import pytest
from report_samples import stalled_download

from dmplog.layout import Code, Paragraph
from dmplog.looks.needs import empty_needs, fetched, lacks_more, to_copy, unseen_words, would_tell
from dmplog.views.fetching import fetch, fetch_field

PS2 = {"subject": {"site": "PS2"}, "lane_name": "Installation on PS2"}


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
    hidden = {"unseen": [need, {**need, "why": "It would show more."}], **PS2}
    told = (
        "nothing: these logs give the answer",
        r"To see the steps marked ? of Installation on PS2: cmupdate.log of PS2SRV (<install dir>\Logs)",
    )

    assert told == fetched(shown, 3, [shown, hidden])
    assert [need] == to_copy(shown, [shown, hidden])


def waits(**more):
    """Return a case that waits at its first step, with the steps behind it unseen."""
    steps = [{"id": "notify", "status": "waiting"}, {"id": "stage", "status": "unobservable"}]
    need = {"log": "cmupdate.log", "server": "PS2SRV", "folder": "Logs", "why": ""}
    made = {"verdict": "waiting", "step": "notify", "steps": steps, "next": {"supplied": True}, "needs": [need]}
    behind = "the transfer to PS1 at “Send the package to the child site”"
    return {**made, "confidence": "likely", "unseen": [need], "blocked_by": behind, **PS2, **more}


def test_nobody_is_sent_for_a_log_of_steps_that_begin_only_behind_a_wait():
    """The log of the first step was given and shows that it waits: one of the steps behind it would be empty."""
    shown = {"confidence": "confirmed", "needs": [], "verdict": "stalled", "cause": None}
    early = waits()
    said = "Steps marked ? of Installation on PS2 begin behind the wait for the transfer to PS1"

    assert said == fetched(shown, 3, [shown, early])[1]
    assert [] == to_copy(shown, [shown, early])
    assert {("cmupdate.log", "PS2SRV")} == empty_needs([shown, early])
    assert "it begins behind the wait for the transfer to PS1" == would_tell(early)
    assert "? = no log; they begin behind the wait for the transfer to PS1." == unseen_words([early])


def test_a_case_that_waits_for_another_says_so_beside_the_log_it_lacks():
    said = ("cmupdate.log of PS2SRV (Logs)", "Its steps marked ? begin behind the wait for the transfer to PS1")

    assert said == fetched(waits(), 3)


@pytest.mark.parametrize(
    "more",
    [
        {"next": {"supplied": False}},
        {"next": None},
        {"blocked_by": None},
        {"blocked_by": "the parent site, whose logs are missing"},
        {"step": "stage"},
        {"verdict": "unknown"},
        {"proofs": [{"kind": "silent", "caps": "likely", "said": "hman.log of PS2SRV stops."}]},
        {"steps": [{"id": "notify", "status": "waiting"}, {"id": "stage", "status": "done"}]},
    ],
)
def test_a_step_of_which_only_its_log_can_tell_is_asked_for(more):
    shown = {"confidence": "confirmed", "needs": [], "verdict": "stalled", "cause": None}

    assert "cmupdate.log" == to_copy(shown, [shown, waits(**more)])[0]["log"]


def test_steps_that_wait_and_steps_that_lack_a_log_are_told_apart():
    need = {"log": "hman.log", "server": "PS3SRV", "folder": "Logs", "why": ""}
    lost = {"unseen": [need], "needs": [], "subject": {"site": "PS3"}, "lane_name": "Installation on PS3"}
    said = "hman.log of PS3SRV would tell; those of Installation on PS2 begin behind the wait for the transfer to PS1."

    assert f"? = no log: {said}" == unseen_words([waits(), lost])


def failed(**more):
    """Return a case that fails at one time of every day, whose log ends before the next attempt."""
    rhythm = {"seconds": 86_400, "next": "2024-12-22T19:59:15.000Z", "shown": "unseen"}
    sign = {"log": "dmpdownloader", "log_file": "dmpdownloader.log", "server": "SITE01", "supplied": True}
    cause = {"category": "timeout", "certainty": "proved"}
    made = {"needs": [], "confidence": "confirmed", "verdict": "failed", "cause": cause, "server": "SITE01"}
    return {**made, "rhythm": rhythm, "next": sign, **more}


def test_a_log_that_ends_before_the_next_attempt_is_asked_for_again():
    """Whoever reads that nothing is to be fetched cannot tell whether tonight's attempt failed, too."""
    newer = "a newer dmpdownloader.log of SITE01 would show the attempt of 19:59"
    unknown = "nothing: these logs show where it stands, but no line says why"

    assert (f"nothing for this answer; {newer}",) == fetched(failed(), 3)
    assert (f"{unknown}; {newer}",) == fetched(failed(cause=None), 3)
    assert (f"nothing for this answer; {newer} UTC",) == fetched(failed(), 3, (), lambda moment: f"{moment[11:16]} UTC")


@pytest.mark.parametrize("shown", ["ahead", "missing"])
def test_a_log_that_reaches_as_far_as_the_others_is_not_asked_for_again(shown):
    case = failed()

    assert ("nothing: these logs give the answer",) == fetched(
        {**case, "rhythm": {**case["rhythm"], "shown": shown}}, 3
    )


@pytest.mark.parametrize(
    ("servers", "beyond", "said"),
    [
        (["CAS01"], False, "By a script to read first:"),
        (["CAS01", "PS1SRV"], False, "From all servers, by a script to read first:"),
        (["CAS01"], True, "By a script to read first, which takes all that the open cases lack:"),
    ],
)
def test_the_script_is_of_all_servers_where_there_are_several_and_says_where_it_takes_more(servers, beyond, said):
    needs = [{"log": "hman.log", "server": server, "folder": r"<install dir>\Logs", "why": ""} for server in servers]
    blocks = fetch(needs, None, beyond=beyond)

    assert said in [block.words[0] for block in blocks if isinstance(block, Paragraph)]


def test_a_script_takes_more_where_other_cases_lack_logs():
    """For a step nobody can see it takes every log the step is seen in."""
    need = {"log": "hman.log", "server": "CAS01", "folder": "Logs", "why": ""}
    alone = {"verdict": "unknown", "needs": [need]}

    assert [False, True, True, False] == [
        lacks_more([alone], [need]),
        lacks_more([alone, {**alone, "needs": [{**need, "server": "PS1SRV"}]}], [need]),
        lacks_more([{**alone, "unseen": [need]}], [need]),
        lacks_more([alone, {**alone, "unseen": [need], "verdict": "completed"}], [need]),
    ]


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
