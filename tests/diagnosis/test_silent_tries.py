"""Tries that ended without a word: how many, and how long each took, prove that a step stands still."""

from __future__ import annotations

import pytest
from judged import alarm, event, finding, ground, report, run, sign, traced

from dmplog.diagnosis.settle.silent_tries import with_silent_tries

BEGUN, PROGRESS, WAITS, FAILS = ((1, kind) for kind in ("begins", "progress", "waits", "fails"))


def hours(*of_rows):
    return ground([event("read", hour, role="dmpdownloader") for hour in of_rows])


def package(*signs, step=1, **values):
    return traced(finding("package", step=step), list(signs), **values)


def earlier(row, label=BEGUN, last=None, **values):
    return run([sign(*label, row, last)], 1, **values)


def answer(found):
    return [found.verdict, *((proof.kind, proof.caps, dict(proof.values)["count"]) for proof in found.proofs)]


STALLED_AT_3 = ["stalled", ("silent_tries", None, "3")]


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        ((), ["in_progress"]),
        ((earlier(0), earlier(1)), ["in_progress"]),
        ((earlier(0), earlier(1), earlier(2)), STALLED_AT_3),
        ((earlier(0), earlier(1, times=3)), ["stalled", ("silent_tries", None, "4")]),
        ((earlier(0, FAILS), earlier(1), earlier(2)), ["in_progress"]),
        ((earlier(0, FAILS, times=3), earlier(1)), ["in_progress"]),
    ],
)
def test_three_runs_without_a_result_are_enough_and_one_that_failed_had_one(before, expected):
    found = package(sign(*BEGUN, 3), before=before, attempts=0)

    settled = with_silent_tries(found, hours(0, 1, 2, 3))

    assert expected == answer(settled)
    assert (found.since, 1) == (settled.since, settled.attempts)


def test_a_stall_of_several_runs_keeps_the_attempts_that_were_counted():
    found = package(sign(*BEGUN, 3), sign(*PROGRESS, 4), before=[earlier(0, times=3)], attempts=7, since_row=3)

    settled = with_silent_tries(found, hours(0, 1, 2, 3, 4))

    assert ("stalled", 3, 7) == (settled.verdict, settled.since, settled.attempts)


@pytest.mark.parametrize(
    ("first", "times", "expected"),
    [
        (earlier(0), (0, None, 6), ["in_progress"]),
        (earlier(0), (0, None, 6.01), ["stalled", ("silent_tries", "likely", "1")]),
        (earlier(0, last=1), (0, 1, 6.5), ["in_progress"]),
        (earlier(0, FAILS), (0, None, 9), ["in_progress"]),
        (earlier(0), (None, 1, 9), ["in_progress"]),
        (earlier(0), (0, 1, None), ["in_progress"]),
    ],
)
def test_one_run_that_outlived_the_time_of_its_step_is_a_likely_stall(first, times, expected):
    assert expected == answer(with_silent_tries(package(sign(*BEGUN, 2), before=[first]), hours(*times)))


@pytest.mark.parametrize(
    ("signs", "expected"),
    [
        ([sign(*BEGUN, 0), sign(0, "begins", 3)], "stalled"),
        ([sign(*PROGRESS, 0), sign(0, "begins", 3)], "stalled"),
        ([sign(*BEGUN, 0), sign(*PROGRESS, 1), sign(0, "begins", 3)], "in_progress"),
        ([sign(*BEGUN, 0, 1), sign(0, "begins", 3)], "in_progress"),
        ([sign(*BEGUN, 0), sign(0, "begins", 2, 3)], "in_progress"),
        ([sign(*BEGUN, 0), sign(0, "begins", 2), sign(0, "ends", 3)], "in_progress"),
        ([sign(*BEGUN, 0), sign(*PROGRESS, 3)], "in_progress"),
        ([sign(*FAILS, 0), sign(0, "begins", 3)], "in_progress"),
        ([sign(*BEGUN, 0), sign(*FAILS, 0), sign(0, "begins", 3)], "in_progress"),
        ([sign(*FAILS, 0), sign(*BEGUN, 0), sign(0, "begins", 3)], "stalled"),
        ([sign(1, "ends", 0), sign(0, "begins", 3)], "in_progress"),
        ([sign(0, "begins", 0), sign(*BEGUN, 3)], "in_progress"),
        ([sign(0, "progress", 0), sign(2, "begins", 3), sign(*BEGUN, 4)], "in_progress"),
    ],
)
def test_within_a_run_a_stay_counts_that_outlived_its_time_without_an_end(signs, expected):
    found = package(*signs, sign(*BEGUN, 4))

    assert expected == with_silent_tries(found, hours(0, 3, 5, 7, 7.5)).verdict


def test_three_stays_that_outlived_their_time_are_enough():
    stays = [sign(number % 2, "begins", number) for number in range(8)]

    settled = with_silent_tries(package(*stays), hours(*(9 * number for number in range(8))))

    assert STALLED_AT_3 == answer(settled)


@pytest.mark.parametrize(
    "found",
    [
        finding("package", step=1),
        package(sign(*BEGUN, 3), before=[earlier(0, times=3)], step=None, current=1),
        package(sign(*WAITS, 3), before=[earlier(0, times=3)]),
        traced(finding("package", step=1, verdict="unknown"), [sign(*BEGUN, 3)], before=[earlier(0, times=3)]),
    ],
)
def test_only_what_is_within_its_time_at_a_step_that_tries_can_be_found_still(found):
    assert found == with_silent_tries(found, hours(0, 1, 2, 3))


def begun(*tries, since_row=0, others=(), lane="package", step="download_payload"):
    """Return the settled finding of a run with these lines, each a quarter of an hour behind the one before."""
    lines = [
        event(name, number / 4, role="sender", **({"message_id": None, "position": None} | values))
        for number, (name, values) in enumerate(tries)
    ]
    own = [number for number in range(len(lines)) if number not in others]
    found = finding(lane, step=step, rows=own)
    kept = traced(found, [sign(found.step, "begins", 0, len(lines) - 1)], since_row=since_row)
    return with_silent_tries(kept, ground(lines))


START, FAILED, LINE = ("package_download_started", {}), ("payload_download_failed", {}), ("manifest_received", {})


@pytest.mark.parametrize(
    ("lines", "values", "expected"),
    [
        ([START] * 4, {}, ("stalled", 0, 4)),
        ([START, LINE] * 4, {}, ("stalled", 0, 4)),
        ([LINE, *[START] * 4], {}, ("stalled", 1, 4)),
        ([START] * 5, {}, ("stalled", 0, 5)),
        ([START] * 3, {}, ("in_progress", 0, 1)),
        ([LINE] * 4, {}, ("in_progress", 0, 1)),
        ([START] * 5, {"since_row": 1}, ("stalled", 1, 4)),
        ([START] * 4, {"since_row": 1}, ("in_progress", 1, 1)),
        ([START] * 4, {"since_row": None}, ("in_progress", None, 1)),
        ([START] * 4, {"others": (2,)}, ("in_progress", 0, 1)),
        ([START, FAILED, *[START] * 4], {}, ("stalled", 2, 4)),
        ([START, START, FAILED, START, START], {}, ("in_progress", 0, 1)),
        ([*[START] * 4, FAILED], {}, ("stalled", 0, 4)),
        ([FAILED, *[START] * 4], {}, ("stalled", 1, 4)),
    ],
)
def test_a_step_that_names_how_a_try_begins_counts_the_tries_since_the_last_failure(lines, values, expected):
    settled = begun(*lines, **values)

    assert expected == (settled.verdict, settled.since, settled.attempts)


def test_a_step_that_does_not_name_how_a_try_begins_has_none_within_a_run():
    assert "in_progress" == begun(*[START] * 5, step="queue_package").verdict


@pytest.mark.parametrize(
    ("positions", "expected"),
    [
        (["0", "5", "5", "5", "5"], ("stalled", 1, 4)),
        (["5", "5", "5", "5"], ("stalled", 0, 4)),
        (["5", "3", "4", "4"], ("stalled", 0, 4)),
        (["5", "5", "5", "6"], ("in_progress", 0, 1)),
        (["9", "9", "9", "10"], ("in_progress", 0, 1)),
        ([None, "0", "0", "0"], ("stalled", 0, 4)),
        (["many", None, "0", "0"], ("stalled", 0, 4)),
        ([None, "1", "1", "1"], ("in_progress", 0, 1)),
    ],
)
def test_a_try_that_gets_further_than_all_before_it_is_the_first_of_a_new_episode(positions, expected):
    settled = begun(
        *(("sending_started", {"position": position}) for position in positions),
        lane="site_transfer",
        step="send_package",
    )

    assert expected == (settled.verdict, settled.since, settled.attempts)


def test_how_far_a_try_got_is_the_furthest_that_it_says():
    """It says so behind its beginning, and its last line may say less."""
    lines = [
        (("sending_started", {}), *(("sending", {"position": far}) for far in way)) for way in ("73", "57", "7", "77")
    ]

    assert ("stalled", 4) == (
        (settled := begun(*(line for way in lines for line in way), lane="site_transfer", step="send_package")).verdict,
        settled.attempts,
    )


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (alarm(1, role="dmpdownloader"), "in_progress"),
        # Neither a warning nor what another log says ended the try.
        (alarm(1, role="dmpdownloader", level="warning"), "stalled"),
        (alarm(1, role="sender"), "stalled"),
    ],
)
def test_a_try_that_ended_in_an_error_of_its_own_outlives_nothing_behind_it(row, expected):
    rows = [event("read", 0, role="dmpdownloader"), row, event("read", 9, role="dmpdownloader")]
    found = traced(
        finding("package", step=1, rows=[0, 1, 2]), [sign(*BEGUN, 2)], before=[run([sign(*BEGUN, 0)], 1)], stops=(0, 2)
    )

    assert expected == with_silent_tries(found, ground(rows)).verdict


@pytest.mark.parametrize(
    ("before", "behind", "expected"),
    [("0xd0006", "0xd0006", "stalled"), ("0xd0006", "0xd0009", "in_progress"), ("0xd0009", "0xd0006", "stalled")],
)
def test_a_try_that_was_gone_past_in_the_same_run_proves_nothing(before, behind, expected):
    rows = [
        event("check", 0),
        report(before, 1, 0.1, role="cmupdate"),
        event("check", 9),
        report(behind, 1, 9.1, role="cmupdate"),
    ]
    rows = [row | {"message_id": None} for row in rows]
    check, install = 2, 4
    signs = [sign(check, "begins", 0), sign(install, "begins", 1), sign(check, "begins", 2), sign(install, "begins", 3)]
    found = traced(finding("installation", step="install_update", rows=[0, 1, 2, 3]), signs)

    assert expected == with_silent_tries(found, ground(rows)).verdict
