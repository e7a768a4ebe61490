"""The first judgement of what a word settled, what went through, what failed, and what is due again."""

from __future__ import annotations

import pytest
from builders import BEGIN
from judged import DAY, GUID, HOUR, event, finding, ground, kinds, run, sign, span, traced

from dmplog.diagnosis import judge
from dmplog.tracing.trace import Word


def judged(found, on):
    return judge(found.cases, found.trace, on)


NOT_APPLICABLE = Word("not_applicable", "", 2)
ENDED = Word("completed", "", 2)
ROWS = [event("found", hour, role="dmpdownloader") for hour in range(5)]


def package(*signs, word, **values):
    return traced(finding("package", step=1), [sign(1, "begins", 0), *signs], outcomes=[word], **values)


@pytest.mark.parametrize(
    ("signs", "word", "verdict"),
    [
        ((), NOT_APPLICABLE, "not_applicable"),
        ((sign(1, "progress", 1, 2),), NOT_APPLICABLE, "not_applicable"),
        ((sign(1, "progress", 3),), NOT_APPLICABLE, "in_progress"),
        ((sign(1, "progress", 1, 3),), NOT_APPLICABLE, "in_progress"),
        ((), ENDED, "completed"),
        ((sign(1, "progress", 3),), ENDED, "completed"),
        ((sign(0, "ends", 3),), ENDED, "completed"),
        ((sign(1, "begins", 3),), ENDED, "in_progress"),
        ((sign(1, "waits", 3),), ENDED, "waiting"),
    ],
)
def test_a_word_settles_a_case_unless_something_new_comes_behind_it(signs, word, verdict):
    """Behind the end of a run lines of it may trail; behind "not applicable" every line is new."""
    assert verdict == judged(package(*signs, word=word), ground(ROWS)).verdict


@pytest.mark.parametrize(("row", "verdict"), [(2, "not_applicable"), (3, "in_progress")])
def test_a_new_run_behind_a_word_takes_it_back(row, verdict):
    found = package(word=NOT_APPLICABLE, later_signs=(sign(0, "begins", row),))

    assert verdict == judged(found, ground(ROWS)).verdict


def test_the_last_word_counts():
    found = traced(finding("package", step=1), [sign(1, "begins", 0)], outcomes=[ENDED._replace(row=1), NOT_APPLICABLE])

    assert "not_applicable" == judged(found, ground(ROWS)).verdict


def test_what_is_not_applicable_names_no_step_and_rests_on_the_word():
    case = judged(package(word=NOT_APPLICABLE), ground(ROWS))

    assert (None, 2, 2, (2,), ["said_not_applicable"]) == (
        case.step,
        case.since,
        case.last_sign,
        case.rows,
        kinds(case),
    )


def test_the_reasons_stand_directly_in_front_of_the_word_in_its_thread():
    rows = [
        event("sql_message"),
        event("found"),
        event("sql_message"),
        event("sql_message", thread=2),
        event("sql_message", log=1),
        event("sql_message"),
        event("sql_message", role="despool", thread=2),
        event("not_applicable"),
        event("sql_message"),
    ]
    found = traced(finding("package", step=1), [sign(1, "begins", 0)], outcomes=[Word("not_applicable", "", 7)])

    assert (2, 5, 7) == judged(found, ground(rows)).rows


def test_what_went_through_before_is_installed_although_it_is_not_applicable_any_more():
    case = judged(package(word=NOT_APPLICABLE, ever_completed=True), ground(ROWS))

    assert ("completed", 5, 2, ["completed_before"]) == (case.verdict, case.step, case.last_sign, kinds(case))


def test_what_was_ended_on_purpose_ends_at_its_step_since_it_was_entered():
    case = judged(package(word=ENDED), ground(ROWS))

    assert ("completed", 1, 0, 2, ["ended_on_purpose"]) == (
        case.verdict,
        case.step,
        case.since,
        case.last_sign,
        kinds(case),
    )


def test_lines_that_trail_behind_the_word_begin_nothing():
    made = traced(finding("package", step=1), [sign(1, "progress", 3)], outcomes=[ENDED])

    assert 2 == judged(made, ground(ROWS)).since


def test_a_word_on_a_run_that_said_nothing_stands_for_itself():
    made = traced(finding("package", step=1), [], outcomes=[ENDED])

    assert ("completed", 2) == (judged(made, ground(ROWS)).verdict, judged(made, ground(ROWS)).since)


def test_a_word_that_passes_a_step_over_ends_the_case_there():
    made = traced(
        finding("top_level_site", step="record_package"), [sign(2, "begins", 0)], outcomes=[Word("completed", "", 1)]
    )

    case = judged(made, ground([event("easy_setup_source_found"), event("source_hash_unchanged", 1)]))

    assert ("completed", "snapshot_package") == (case.verdict, case.at.id)


def test_a_word_behind_the_last_step_ends_the_case_at_it():
    made = traced(finding("package", verdict="completed"), [sign(5, "ends", 0)], outcomes=[ENDED])

    assert 5 == judged(made, ground(ROWS)).step


def test_an_error_counts_in_a_run_that_was_ended_on_purpose_too():
    assert ("failed", 1) == (
        judged(package(sign(1, "fails", 1), word=ENDED), ground(ROWS)).verdict,
        judged(package(sign(1, "fails", 1), word=ENDED), ground(ROWS)).step,
    )


@pytest.mark.parametrize(
    ("signs", "step", "answer"),
    [
        ([], "notify_site", ("failed", "notify_site", 2, (2,), ["said_failed"])),
        ([sign(1, "fails", 1)], "notify_site", ("failed", "download_payload", 1, (), [])),
        ([], "of_another_lane", ("in_progress", "download_payload", 0, (), [])),
        # What comes to a further step behind it goes on, and no surer than the word in between.
        ([sign(2, "begins", 3)], "notify_site", ("in_progress", "download_payload", 3, (2,), ["went_on_after_state"])),
        # What only says more of the same step takes nothing back; the failure stands at the step of the word, or further on.
        ([sign(1, "progress", 3)], "notify_site", ("failed", "notify_site", 2, (2,), ["said_failed"])),
        ([sign(1, "progress", 3)], "queue_package", ("failed", "download_payload", 2, (2,), ["failed_by_state"])),
    ],
)
def test_a_state_says_which_step_failed_where_its_own_lines_do_not(signs, step, answer):
    case = judged(package(*signs, word=Word("failed", step, 2)), ground(ROWS))

    assert answer == (case.verdict, case.at.id, case.last_sign, case.rows, kinds(case))


@pytest.mark.parametrize(
    ("signs", "step", "answer"),
    [
        ([], "notify_site", ("completed", "notify_site", 2, (2,), ["said_done"])),
        # What failed before it is over, and what began behind it is not.
        ([sign(1, "fails", 1)], "notify_site", ("completed", "notify_site", 2, (2,), ["said_done"])),
        ([sign(1, "begins", 3)], "notify_site", ("in_progress", "download_payload", 3, (), [])),
        ([sign(1, "proves", 3)], "notify_site", ("completed", "notify_site", 2, (2,), ["said_done"])),
        ([], "of_another_lane", ("in_progress", "download_payload", 0, (), [])),
    ],
)
def test_a_state_says_that_all_is_done_where_the_lines_of_the_steps_do_not(signs, step, answer):
    case = judged(package(*signs, word=Word("completed", step, 2)), ground(ROWS))

    assert answer == (case.verdict, case.at.id, case.last_sign, case.rows, kinds(case))


def test_where_the_lines_of_the_steps_say_it_themselves_no_state_is_needed():
    made = traced(
        finding("package", verdict="completed"), [sign(5, "ends", 0)], outcomes=[Word("completed", "notify_site", 2)]
    )

    assert (0, []) == (judged(made, ground(ROWS)).last_sign, kinds(judged(made, ground(ROWS))))


DOWNLOADER = "dmpdownloader"


def synchronized(*signs, mode=None):
    made = finding("synchronization", step=5, verdict="completed", mode=mode)
    return traced(made, [*signs, sign(5, "ends", len(signs))])


def until(hour, count=3, spans=None):
    rows = [event("manifest", number / 4, role=DOWNLOADER) for number in range(count)]
    return ground(rows, as_of=hour, spans=[span(DOWNLOADER, 0, hour)] if spans is None else spans)


ONLINE = (sign(0, "begins", 0), sign(1, "begins", 1))


@pytest.mark.parametrize(("hour", "verdict"), [(25, "completed"), (25.1, "stalled")])
def test_a_daily_check_is_missed_an_hour_after_it_was_due(hour, verdict):
    assert verdict == judged(synchronized(*ONLINE), until(hour)).verdict


def test_a_check_that_is_overdue_stands_at_its_first_step_since_the_last_line():
    case = judged(synchronized(*ONLINE), until(30))

    assert (0, 2, 2, 0, True, BEGIN + DAY + HOUR) == (
        case.step,
        case.since,
        case.last_sign,
        case.attempts,
        case.overdue,
        case.deadline,
    )
    assert [("cycle_due", "likely"), ("covers", None)] == [proof[:2] for proof in case.proofs]


def test_a_check_that_is_not_overdue_is_completed_at_its_last_step():
    case = judged(synchronized(*ONLINE), until(20))

    assert ("completed", 5, False, 2, ()) == (case.verdict, case.step, case.overdue, case.last_sign, case.proofs)


def test_where_no_line_shows_online_mode_nobody_can_tell_whether_a_check_is_due():
    case = judged(synchronized(sign(0, "begins", 0)), until(30))

    assert ("unknown", 0) == (case.verdict, case.step)
    assert [("mode_unknown", "possible"), ("covers", None)] == [proof[:2] for proof in case.proofs]


@pytest.mark.parametrize(
    ("made", "on"),
    [
        (synchronized(*ONLINE, mode="offline"), until(30)),
        # A log that ends, or is missing, misses no check.
        (synchronized(*ONLINE), until(30, spans=[span(DOWNLOADER, 0, 1)])),
        (synchronized(*ONLINE), until(30, spans=[])),
        # No manifest is fetched here, and no cycle is public.
        (
            traced(finding("transmission", step=3, verdict="completed"), [sign(3, "ends", 0)]),
            ground([event("status_message", role="dmpuploader")], as_of=200, spans=[span("dmpuploader", 0, 201)]),
        ),
        # What is downloaded once is not due again.
        (traced(finding("package", step=5, verdict="completed"), [sign(5, "ends", 0)]), until(30)),
    ],
)
def test_what_no_log_could_miss_is_not_due_again(made, on):
    assert ("completed", made.step) == (judged(made, on).verdict, judged(made, on).step)


def failing(*signs, **values):
    return traced(finding("package", step=1, verdict="failed"), signs, **values)


FAILS = (sign(1, "begins", 0), sign(1, "fails", 1))


def test_a_failure_stands_at_its_last_line_and_not_at_what_is_said_of_another_step():
    made = failing(sign(0, "fails", 0), sign(1, "fails", 1, 2), sign(1, "fails", 3), attempts=2)

    case = judged(made, ground(ROWS))

    assert ("failed", 1, 3, 2, ()) == (case.verdict, case.step, case.last_sign, case.attempts, case.proofs)


def test_a_failure_was_tried_once_at_least():
    assert 1 == judged(failing(*FAILS, attempts=0), ground(ROWS)).attempts


@pytest.mark.parametrize(
    ("times", "begun_anew", "proofs"),
    [
        ((), False, []),
        ((), True, [("new_run_begun", "likely")]),
        ((1,), False, [("stopped_runs", None)]),
        ((1,), True, [("stopped_runs", None), ("new_run_begun", "likely")]),
        ((2,), True, [("stopped_runs", None), ("new_run_begun", None)]),
        ((1, 1), True, [("stopped_runs", None), ("new_run_begun", None)]),
    ],
)
def test_a_new_try_leaves_hope_until_three_have_failed(times, begun_anew, proofs):
    before = [run(FAILS, 1, times=each) for each in times]

    case = judged(failing(*FAILS, before=before, begun_anew=begun_anew), ground(ROWS))

    assert proofs == [proof[:2] for proof in case.proofs]
    assert not times or (("count", str(sum(times) + 1)),) == case.proofs[0].values


@pytest.mark.parametrize(("first", "proofs"), [(0, []), (0.5, ["head_lost"])])
def test_a_log_that_begins_behind_the_run_may_have_lost_why_it_failed(first, proofs):
    on = ground(ROWS, spans=[span(DOWNLOADER, first, 4)])

    assert proofs == kinds(judged(failing(*FAILS), on))


def test_a_failure_without_a_time_has_lost_no_head_that_is_known():
    rows = [event("found", None, role=DOWNLOADER), *ROWS]

    assert [] == kinds(judged(failing(*FAILS), ground(rows, spans=[span(DOWNLOADER, 1, 4)])))


SET = event("package_state_updated", role="hman", package_guid=GUID)


@pytest.mark.parametrize(
    ("behind", "verdict"),
    [
        ([], "failed"),
        ([SET | {"state": "196607"}], "failed"),
        ([SET | {"state": "196610"}], "in_progress"),
        ([event("notification_dropped", role="smsdbmon", state="2", package_guid=GUID)], "failed"),
    ],
)
def test_another_state_behind_one_that_failed_takes_it_back_and_a_new_request_does_not(behind, verdict):
    rows = [event("prerequisite_check_running", role="cmupdate"), SET | {"state": "131071"}, *behind]
    word = Word("failed", "notify_update_service", 1)
    made = finding("installation", step=2, rows=list(range(len(rows))))
    made = traced(made, [sign(2, "begins", 0)], outcomes=[word])

    assert verdict == judged(made, ground(rows, as_of=1)).verdict


def test_a_state_that_failed_is_told_of_a_case_whose_lines_are_through_to_the_end():
    """Updated CMUpdatePackage state to 196607 (PackageGuid=…), behind the end of the installation."""
    word = Word("failed", "check_prerequisites", 1)
    made = traced(finding("installation", verdict="completed"), [sign(5, "ends", 0)], outcomes=[word])
    case = judged(made, ground([event("hman_notified", role="cmupdate"), SET | {"state": "196607"}]))

    assert ("failed", "finish_installation", 1, ["failed_by_state"]) == (
        case.verdict,
        case.at.id,
        case.since,
        kinds(case),
    )
