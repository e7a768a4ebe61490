"""The one sentence a person reads first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dmplog.case import Case
from dmplog.flowchart import Lane
from dmplog.layout import inside
from dmplog.report import Unexplained
from dmplog.verdicts import HEDGES

LONGEST_QUOTE = 120


def headline(
    cases: Sequence[Case],
    lanes: Mapping[tuple[str, str], Lane],
    unexplained: Sequence[Unexplained],
    *,
    recognised: bool,
) -> str:
    """Return the sentence for *cases*, worst first; *lanes* gives a lane by the ids of its flowchart and its own.

    Without a case the newest error of the *unexplained* lines is told: Setup from media fails in a log of updates, and is none.
    """
    if not cases:
        return _without_cases(unexplained) if recognised else "None of the files is a log of the update components."
    case = cases[0]
    sentence = _sentence(case, lanes[case.flowchart, case.lane])
    return " ".join(part for part in (sentence, _others(cases[1:]), _nothing_to_do(cases)) if part)


def _without_cases(unexplained: Sequence[Unexplained]) -> str:
    errors = [line for line in unexplained if line.severity == "error"]
    if not errors:
        return (
            "No line of these logs could be tied to an update: the logs of the service connection point or of the "
            "top-level site are needed."
        )
    newest = max(
        errors, key=lambda line: (line.evidence.time is not None, line.evidence.time, line.evidence.line)
    ).evidence
    said = " ".join(newest.text.strip(" ~=*").split())
    shown = said if len(said) <= LONGEST_QUOTE else said[:LONGEST_QUOTE] + "…"
    log = newest.file.replace("\\", "/").rpartition("/")[2]
    return (
        f"No line of these logs could be tied to an update; the last error in them is “{shown}” ({log}:{newest.line})."
    )


def _name(case: Case, lane: Lane) -> str:
    """Return how the subject of *case* is called in a sentence."""
    subject = case.subject
    site = f" at site {subject.site}" if subject.site else ""
    if subject.update:
        return subject.update + site
    if subject.package_guid:
        return f"Update {subject.package_guid}{site}"
    return (lane.traits.called or f"The {inside(lane.traits.short or lane.title)}") + site


def _sentence(case: Case, lane: Lane) -> str:
    name = _name(case, lane)
    title = "" if case.step is None else lane.step(case.step).title
    place = f" on {case.server}" if case.server else ""
    since = f" since {case.since:%Y-%m-%d %H:%M UTC}" if case.since else ""
    step = f"step “{title}”"
    tries = f", {case.attempts} attempts" if case.attempts > 1 else ""
    amount = "".join(f", {progress.amount}" for progress in case.steps if progress.id == case.step and progress.amount)
    proved = case.cause is not None and case.cause.certainty == "proved"
    cause = f": {case.cause.title}" if case.cause is not None and proved else ""
    lacking = "has no line with a time" if case.next is not None and case.next.undated else "was not supplied"
    needed = f": {case.next.log_file} {lacking}" if case.next is not None and not case.next.supplied else ""
    blocker = f" for {case.blocked_by}" if case.blocked_by else ""
    hedge = HEDGES[case.confidence]
    documented = "" if hedge else ", as documented"
    done = _done(case, lane, step)
    # "has been stuck since", but "is stuck" where nobody knows since when.
    fails, stuck, stands = (
        (
            f"has {hedge}{'failed' if case.attempts < 2 else 'been failing'}",
            f"has {hedge}been stuck",
            f"has {hedge}been",
        )
        if since
        else (f"{hedge}fails", f"is {hedge}stuck", f"is {hedge}".rstrip())
    )
    sentences = {
        "failed": f"{name} {fails} at {step}{place}{since}{tries}{amount}{cause}.",
        "stalled": f"{name} {stuck} at {step}{place}{since}{tries}{amount}.",
        "unknown": f"{name} was last seen at {step}{place}{since}, and the logs cannot tell whether it went on{needed}.",
        "in_progress": f"{name} {stands} at {step}{place}{since}{amount}, within its time.",
        "waiting": f"{name} {hedge}waits at {step}{place}{blocker}{documented}.",
        "not_applicable": f"{name} is not applicable to this site.",
        "completed": f"{name} {done}.",
    }
    sentence = sentences[case.verdict]
    return sentence[0].upper() + sentence[1:]


def _done(case: Case, lane: Lane, step: str) -> str:
    """Return how a sentence about a completed *case* ends, whose *step* is the one it came to."""
    hedge = HEDGES[case.confidence]
    if any(proof.kind == "superseded" for proof in case.proofs):
        return f"{hedge}stopped at {step}, and a newer update went past it since"
    if case.step is None or case.step == lane.steps[-1].id:
        return f"is {hedge}{lane.traits.done or 'completed'}"
    return f"{hedge}ended at {step}, as intended"


def _nothing_to_do(cases: Sequence[Case]) -> str:
    """Return that no update fits the site, where every update that was looked at does not."""
    verdicts = [case.verdict for case in cases if case.subject.package_guid]
    if cases[0].verdict == "not_applicable" or set(verdicts) != {"not_applicable"}:
        return ""
    one = len(verdicts) == 1
    return f"{'The only update' if one else f'None of the {len(verdicts)} updates'} it looked at is {'not ' if one else ''}applicable to this site."


def _others(cases: Sequence[Case]) -> str:
    stuck = sum(case.verdict in ("failed", "stalled") for case in cases)
    if not stuck:
        return ""
    return f"{stuck} more {'case is' if stuck == 1 else 'cases are'} stuck."
