"""The logs that would make an answer surer, or tell of a step nobody can see, and the words that ask for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from dmplog.layout import few
from dmplog.looks.advice import is_known, perhaps
from dmplog.looks.awaited import file_of_sign
from dmplog.looks.document import STUCK, Document, lane_name
from dmplog.looks.others import blocker_at_step
from dmplog.looks.times import hour_text
from dmplog.verdicts import OVER

MOST_NAMED = 4
"""So many logs are named in a line."""

MOST_LANES = 2
"""Of so many lanes it is said whose steps nobody can see."""

_OF_A_WAIT = {"waits_for", "content_complete"}
"""What a wait rests on whose log was read to its end."""

_UNBEGUN = ("unobservable", "not_reached")


def unseen_logs(cases: Sequence[Document]) -> list[str]:
    """Return the logs that the steps of *cases* lack of which nobody can tell whether they were reached.

    >>> unseen_logs([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}, {}])
    ['hman.log of PS2SRV']
    """
    return list(dict.fromkeys(_whose(need) for case in cases for need in case.get("unseen", ())))


def waits_in_front(case: Document) -> str:
    """Return for whom *case* waits in front of the steps that nobody can see; empty where only a log tells whether they were reached.

    A case that waits for another one at its first step, whose log was given to its end, has not begun the steps behind it: a log of theirs
    would hold nothing of them.

    >>> steps = [{"id": "notify", "status": "waiting"}, {"id": "stage", "status": "unobservable"}]
    >>> waits = {"verdict": "waiting", "step": "notify", "steps": steps, "next": {"supplied": True}}
    >>> waits_in_front({**waits, "blocked_by": "the transfer to PS1 at “Send the package to the child site”"}), waits_in_front({**waits, "blocked_by": None})
    ('the transfer to PS1', '')
    """
    first, *behind = case.get("steps") or [{}]
    waits = case.get("verdict") == "waiting" and case.get("step") == first.get("id")
    unbegun = bool(behind) and all(step["status"] in _UNBEGUN for step in behind)
    read = all(proof.get("kind") in _OF_A_WAIT for proof in case.get("proofs", ()))
    given = read and (case.get("next") or {}).get("supplied")
    return blocker_at_step(case) if waits and unbegun and given else ""


def would_tell(case: Document) -> str:
    """Return what would tell of the steps of *case* that nobody can see: their logs, or that they only begin behind another case.

    >>> would_tell({"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]})
    'hman.log of PS2SRV would tell'
    """
    found, whom = few(unseen_logs([case]), MOST_NAMED), waits_in_front(case)
    return "" if not found else f"it begins behind the wait for {whom}" if whom else f"{found} would tell"


def unseen_words(cases: Sequence[Document]) -> str:
    """Return what the sign of a step that nobody can see stands for beneath a picture of *cases*; empty where there is none.

    >>> unseen_words([{"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "", "why": ""}]}])
    '? = no log: hman.log of PS2SRV would tell.'
    """
    unseen = [case for case in cases if case.get("unseen")]
    found = few(unseen_logs([case for case in unseen if not waits_in_front(case)]), MOST_NAMED)
    early = [case for case in unseen if waits_in_front(case)]
    if not early:
        return f"? = no log: {found} would tell." if found else ""
    said = _behind_the_wait(early)
    return f"? = no log: {found} would tell; those of {_named(early)} {said}." if found else f"? = no log; they {said}."


def wanted_logs(case: Document) -> list[str]:
    """Return the logs that would make the answer surer, each with the folder it lies in.

    >>> wanted_logs({"needs": [{"log": "sched.log", "server": "CAS01", "folder": "<install dir>/Logs", "why": ""}]})
    ['sched.log of CAS01 (<install dir>/Logs)']
    """
    return _with_folders(case["needs"])


def hidden_needs(case: Document, beside: Sequence[Document]) -> list[Document]:
    """Return the logs of the steps of *beside* that nobody can see, each once, where the answer to *case* itself needs none."""
    if case["needs"] or case["confidence"] != "confirmed":
        return []
    rows = [need for other in beside if not waits_in_front(other) for need in other.get("unseen", ())]
    return list({(need["log"], need["server"]): need for need in reversed(rows)}.values())[::-1]


def empty_needs(cases: Sequence[Document]) -> set[tuple[str, str | None]]:
    """Return the logs, each with its server, that only steps lack which have not begun: nobody is sent for them."""
    early = {_key(need) for case in cases if waits_in_front(case) for need in case.get("unseen", ())}
    return early - {
        _key(need) for case in cases if not waits_in_front(case) for need in (*case["needs"], *case.get("unseen", ()))
    }


def to_copy(case: Document, beside: Sequence[Document]) -> list[Document]:
    """Return the logs that are asked for with the answer to *case*: those it needs, or those of steps of *beside* that nobody can see."""
    return list(case["needs"]) or hidden_needs(case, beside)


def lacks_more(cases: Sequence[Document], needs: Sequence[Document]) -> bool:
    """Return whether a script that copies what *cases* lack takes logs beside *needs*: of other cases, and of a step every log it is seen in."""
    lacking = [case for case in cases if case["verdict"] not in OVER]
    asked = {_key(need) for need in needs}
    return any(case.get("unseen") or {_key(need) for need in case["needs"]} - asked for case in lacking)


def fetched(
    case: Document, most: int, beside: Sequence[Document] = (), hour: Callable[[str], str] = hour_text
) -> tuple[str, ...]:
    """Return in sentences at most *most* of the logs to fetch for *case*, or that a confirmed answer needs none, and what it shows without.

    Whoever reads that nothing is to be fetched closes the question: where steps of *beside*, the cases told with it, cannot be seen, the logs
    that would show them are told with it, and where the log ends before the next attempt, a newer one. Every view and picture says it in these
    words; *hour* says the time of day of a moment by its clock.

    >>> stalled = {"needs": [], "confidence": "confirmed", "verdict": "stalled", "cause": None}
    >>> fetched(stalled, 3)
    ('nothing: these logs show where it stands, but no line says why',)
    >>> hidden = {"unseen": [{"log": "hman.log", "server": "PS2SRV", "folder": "<install dir>/Logs", "why": ""}]}
    >>> named = {"subject": {"site": "PS2"}, "lane_name": "Installation on PS2"}
    >>> fetched(stalled, 3, [stalled, {**hidden, **named}])[1]
    'To see the steps marked ? of Installation on PS2: hman.log of PS2SRV (<install dir>/Logs)'
    """
    wanted = wanted_logs(case)
    if wanted:
        early = [f"Its steps marked ? {_behind_the_wait([case])}"] if waits_in_front(case) else []
        return (few(wanted, most), *early)
    if case["confidence"] != "confirmed":
        return ()
    return (_nothing(case, hour), *_hidden(case, most, beside))


def _nothing(case: Document, hour: Callable[[str], str]) -> str:
    """Return that the answer to *case* needs no log, and which newer one would show the attempt that should have followed."""
    cause = case["cause"]
    # Whoever reads that the logs give the answer looks for the reason in them, and must not where no line holds it.
    told = case["verdict"] not in STUCK or (is_known(cause) and not perhaps(cause))
    newer = _newer(case, hour)
    if newer and told:
        return f"nothing for this answer; {newer}"
    nothing = f"nothing: these logs {'give the answer' if told else 'show where it stands, but no line says why'}"
    return f"{nothing}; {newer}" if newer else nothing


def _newer(case: Document, hour: Callable[[str], str]) -> str:
    """Return which newer log would show the next attempt of *case*, where its log ends before that and others go on."""
    rhythm, awaited = case.get("rhythm"), case.get("next")
    if not rhythm or rhythm["shown"] != "unseen" or not awaited:
        return ""
    whose = {"log": file_of_sign(awaited), "server": awaited["server"] or case["server"]}
    return f"a newer {_whose(whose)} would show the attempt of {hour(rhythm['next'])}"


def _hidden(case: Document, most: int, beside: Sequence[Document]) -> Iterator[str]:
    """Yield whose steps cannot be seen and which logs would show them, and whose need none."""
    unseen = [other for other in beside if other.get("unseen")]
    early = [other for other in unseen if waits_in_front(other)]
    hidden = few(_with_folders(hidden_needs(case, beside)), most)
    if hidden:
        late = [other for other in unseen if not waits_in_front(other)]
        yield f"To see the steps marked ? of {_named(late)}: {hidden}"
    if early:
        yield f"Steps marked ? of {_named(early)} {_behind_the_wait(early)}"


def _behind_the_wait(cases: Sequence[Document]) -> str:
    return f"begin behind the wait for {few(list(dict.fromkeys(map(waits_in_front, cases))), MOST_LANES)}"


def _named(cases: Sequence[Document]) -> str:
    return few(list(dict.fromkeys(map(lane_name, cases))), MOST_LANES)


def _key(need: Document) -> tuple[str, str | None]:
    return need["log"], need["server"]


def _whose(need: Document) -> str:
    return f"{need['log']} of {need['server']}" if need["server"] else str(need["log"])


def _with_folders(needs: Sequence[Document]) -> list[str]:
    return [_whose(need) + (f" ({need['folder']})" if need["folder"] else "") for need in needs]
