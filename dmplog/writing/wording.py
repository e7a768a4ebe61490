"""The sentences about a verdict: one for every kind of proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dmplog.diagnosis import Finding, Proof

Called = Callable[[str, str | None], str]
"""Gives the name of the file of a log, by its role and the server it is of."""

_SENTENCES = {
    "assumed_deadline": "The flowchart does not say how long this step may take, so two hours were taken.",
    "close_margin": "The lines fit another step nearly as well.",
    "no_offset": "The lines give no UTC offset (set one with --utc-offset). The last sign is at {clock} local time.",
    "completed_before": "Its download was completed before. So 'not applicable' now means that nothing is left to do.",
    "said_not_applicable": "Hierarchy Manager said that it is not applicable.",
    "ended_on_purpose": "It ended here on purpose.",
    "head_lost": "The log of this step begins after this attempt began. So it may have been at another step before.",
    "stopped_runs": "{count} attempts in a row stopped at this step.",
    "got_further": "Earlier tries of this step that did not get as far as this one: {count}.",
    "new_run_begun": "A new attempt has begun since then. It has not passed this step.",
    "server_unsure": "The server of {where} is not known, while those of other logs are.",
    "no_times": "The lines have no times, so nothing can be said about waiting.",
    "undated": "Its last line has no time. Whether something came after it is not known.",
    "begins_by_hand": "Somebody has to start this step.",
    "beginning_unseen": "{file} was not supplied, or has no line with a time. It would show whether somebody started this step.",
    "wait_without_end": "This wait is documented. How long it lasts is not.",
    "wait_begun_anew": "It was started again while it waited. It is not documented whether the wait then starts again, too.",
    "hours_of_silence": "No log of its server wrote a line for {hours} h. That time does not count, and nothing says why it was silent.",
    "passed_by": "Its own lines do not say that it ended, but {case} goes on with the same update after them.",
    "superseded": "Since then the update {update} has gone past it at {place}. Nothing continues this one any more.",
    "covers": "{where} has lines after the deadline, and the next line is not among them.",
    "silent": "{where} stops, while another log of the same server goes on past the deadline. So the component is silent.",
    "copied": "{where} was copied on {copied} UTC, after the deadline. The next line was not in it by then.",
    "asserted": "{where} is said to be complete past the deadline (--as-of).",
    "missing": "{where} was not supplied. It would hold the next line.",
    "no_dated_line": "{where} was supplied, but no line of it has a time. It would hold the next line.",
    "rolled": "{where} begins only after the last sign. The next line may be in an older file of this log.",
    "ends": "{where} ends before the deadline, and so does every other log of its server.",
    "cut": "{where} is cut off before the deadline. The next line may have been in the missing part.",
    "mode_unknown": "The logs do not show that the service connection point is in online mode.",
    "cycle_due": "The next daily check was due, and none was started.",
    "service_window": "The last reported sub-stage is the wait for the service window.",
    "unexplained_error": "The last thing it says is an error that no step explains.",
    "unexplained_warning": "A warning that no step explains is newer than its last sign.",
    "not_made_good": "There is a failure, and nothing after it shows that it was corrected.",
    "given_up": "It ran into an error that no step explains, and its worker waits for work again.",
    "tried_again": "It failed. It has started again since then and got no further.",
    "begun_again": "It ran into an error that no step explains. It has started again since then and got no further.",
    "others_went_on": "There is an error before its last sign that no step explains. The worker that wrote it got no further since then.",
    "went_on_after_failure": "This step failed before its last sign, and its worker went on afterwards.",
    "went_on": "An error that no step explains is newer than its last sign. Its worker went on afterwards.",
    "error_beside": "An error that no step explains is newer than its last sign. Another worker wrote it than the one at this step.",
    "error_of_nobody": "An error that no step explains is newer than its last sign. Nothing shows whose error it is.",
    "error_behind_the_end": "An error of its own that no step explains is newer than its last sign.",
    "failure_behind_the_end": "A failure of one of its steps is newer than its last sign, and nothing shows what it was doing.",
    "cycle_of_errors": "It was due again. Since then its lines hold only errors that no step explains.",
    "failed_by_state": "The state of the update says that it failed. The lines of this step show no failure.",
    "went_on_after_state": "The state of the update said that it failed, and its lines went on afterwards.",
    "said_failed": "The state of the update says that this step failed. Its own lines are missing.",
    "said_done": "The state of the update says that this is done. Its own lines do not show it.",
    "silent_tries": "{count} tries of this step ended without a result. The newest one has just begun.",
    "going_round": "The time of this step is over, and its lines only repeat. It started again {count} times and said nothing new.",
    "nothing_new": "The time of this step is over, and its lines only repeat what they said before.",
    "nearly_ended": "Nearly all of the step was done. The rest does not need so much time.",
    "end_not_shown": "Its log never shows that such work ended. So it is not known whether this step did.",
    "undecided": "{where} was not supplied, or has no line of that time. It would show whether this step goes on.",
    "unrefuted": "{where} was not supplied, or has no line of that time. What it says could change this answer.",
    "undecided_cut": "{where} is cut off. The missing part would show whether this step went on.",
    "unrefuted_early": "{where} ends before the last sign. What it would say later could change this answer.",
    "unrefuted_cut": "{where} is cut off. The missing part could change this answer.",
    "ends_early": "The logs of {server} end more than a day before the latest record of the bundle.",
    "copied_early": "{where} was copied on {copied} UTC, and others later. What it says now could change this answer.",
    "crash_loop": "The update service started {count} times without reporting a new sub-stage.",
    "late_stage_failed": "The last report of a sub-stage after the installation is a failure.",
    "late_stage_open": "A sub-stage after the installation began and has not ended.",
    "late_stages_wait": "Features and replication initialization wait for all sites, which may take days.",
    "late_log_missing": "hman.log was not supplied, or has no line with a time. It would show what follows the installation.",
    "content_complete": "The content is complete at this site.",
    "nothing_said": "No line speaks of it. The product writes none when it decides that nothing has to be sent.",
    "no_known_line": "No known line speaks of it.",
    "waits_for": "It waits for another site of the same update: {case} {judged}.",
    "no_parent": "It waits for a parent site, but says itself that its site is the top of the hierarchy.",
    "parent_finished": "It waits for its parent site, which has been finished for longer than this step may take.",
    "parent_missing": "It may wait for its parent site, whose logs are missing.",
}


_JUDGED: Mapping[str, tuple[str, str]] = {
    "failed": ("failed", "failed"),
    "stalled": ("is stuck", "is stuck"),
    "unknown": ("was last seen", "may not be over"),
    "in_progress": ("is", "is not over"),
    "waiting": ("waits", "waits, too"),
}
"""What is said of the case that is waited for: in front of its step, and where no step is known."""


def reasons(finding: Finding, called: Called) -> tuple[str, ...]:
    """Return why *finding* says what it says, and what else the bundle tells about its subject; logs are named as *called*."""
    subject = finding.subject
    mode = () if subject.mode is None else (f"The logs show the service connection point in {subject.mode} mode.",)
    return (*(sentence(proof, finding, called) for proof in finding.proofs), *mode, *subject.notes)


def sentence(proof: Proof, finding: Finding, called: Called) -> str:
    """Return the sentence that says *proof* of *finding*; logs are named as *called*."""
    values = {"place": "another site"} | dict(proof.values)
    server = values.get("server") or None
    values["server"] = server or "this server"
    if "log" in values:
        values["file"] = called(values["log"], server)
        values["where"] = values["file"] + (f" of {server}" if server else "")
    if proof.kind == "waits_for":
        values |= _waited_for(values, finding)
    return _SENTENCES[proof.kind].format_map(values)


def blocker_name(finding: Finding) -> str | None:
    """Return what *finding* waits for, in words; None where it waits for nobody."""
    blocker = finding.blocked_by
    if blocker is None or blocker == "parent":
        return "the parent site, whose logs are missing" if blocker else None
    lane = finding.cases.flowchart.lane(blocker.lane)
    name = lane.named(blocker.place)
    return f"{name} at “{lane.step(blocker.step).title}”" if blocker.step else name


def _waited_for(values: Mapping[str, str], finding: Finding) -> dict[str, str]:
    """Return the words for the case that is waited for, of which *values* hold the ids."""
    lane = finding.cases.flowchart.lane(values["lane"])
    at_step, without = _JUDGED[values["verdict"]]
    judged = f"{at_step} at “{lane.step(values['step']).title}”" if "step" in values else without
    return {"case": lane.named(values["place"]), "judged": judged}
