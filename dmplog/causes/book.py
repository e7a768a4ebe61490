"""The book of causes: which of them the lines of a case prove, best first."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal

from dmplog.case import Cause, Evidence
from dmplog.causes.evidence import Line, matched
from dmplog.causes.model import Benign, Instead, KnownCause, Phrases
from dmplog.causes.unknown import UNRECOGNIZED, unknown_cause
from dmplog.frozen import frozen

if TYPE_CHECKING:
    import polars as pl

MOST_CAUSES = 4
MOST_LINES = 5
BESIDE = 0.25
"""So much less a line weighs that stands beside the step's own lines, unless the cause asks for such a line."""
AGAIN = 0.1
"""What each further kind of proof adds."""
HINT = 1.0
"""A cause that is no more than hinted at gives way to a failure that nobody knows."""
PROVEN = 2.0


@frozen
class Causes:
    """Everything known about causes, in the order of the files.

    Attributes:
        known: Every known cause.
        harmless: Every known line that looks alarming and blocks nothing.
        phrases: Every message that Windows or .NET translates, in the languages it is known in.
    """

    known: tuple[KnownCause, ...] = ()
    harmless: tuple[Benign, ...] = ()
    phrases: Phrases = field(default_factory=dict)

    @property
    def harmless_row(self) -> pl.Expr:
        """Gives the number in `harmless` of the line that a row with the columns `role`, `event` and `message` is, null for none."""
        # Only here, because the build of the package reads causes without polars.
        from dmplog.causes.harmless import harmless

        return harmless(self.harmless)

    @property
    def harmless_reasons(self) -> tuple[str, ...]:
        """Why each of `harmless` blocks nothing."""
        return tuple(entry.why for entry in self.harmless)

    @property
    def telling_events(self) -> frozenset[str]:
        """The events whose lines can prove a cause when they stand beside a step, on the same server and in its time.

        >>> from dmplog.causes import load_causes
        >>> "package_threads_counted" in load_causes().telling_events
        True
        """
        named = {event for cause in self.known for proof in cause.proof for event in proof.events}
        return frozenset(named.union(*(cause.watch for cause in self.known)))

    def telling_at(self, steps: Sequence[str]) -> tuple[frozenset[str], frozenset[str]]:
        """Return of `telling_events` those of causes that can block the step, and which of them are asked for beside it.

        Args:
            steps: The step, as `flowchart.lane.step`, under each of its names.
        """
        able = [cause for cause in self.known if any(map(cause.can_block, steps))]
        named = {event for cause in able for proof in cause.proof for event in proof.events}
        beside = {event for cause in able for proof in cause.proof if proof.sibling for event in proof.events}
        beside.update(*(cause.watch for cause in able))
        return frozenset(named | beside), frozenset(beside)

    def find(
        self,
        steps: Sequence[str],
        verdict: str,
        evidence: Sequence[Evidence],
        siblings: Sequence[Evidence] = (),
        *,
        seen: Collection[str] = (),
    ) -> tuple[Cause, ...]:
        """Return the causes that the lines prove at a step, best first; a failed or stalled case gets at least `unknown`.

        Args:
            steps: The step it is stuck on, as `flowchart.lane.step`, under each of its names.
            verdict: The verdict of the case.
            evidence: The case's own lines at that step, failures first.
            siblings: Other lines of the same server within the step's time.
            seen: What stands in the lines of the case that speaks against some causes; see `diagnosis.seen`.

        >>> line = Evidence("ConfigMgrSetup.log", 7, None, None, "ERROR: Download() failed with 0x80072EE2")
        >>> from dmplog.causes import load_causes
        >>> load_causes().find(["download.package.download_redist"], "failed", [line])[0].category
        'timeout'
        """
        lines = [Line.of(line) for line in evidence] + [Line.of(line, sibling=True) for line in siblings]
        ranked = []
        for order, cause in enumerate(self.known):
            if not any(map(cause.can_block, steps)):
                continue
            score, proving = _weigh(cause, lines, seen)
            if score > 0:
                proved, hinted = _proved(cause, lines, seen), not _plainly_said(cause, lines, seen)
                ranked.append((-score, order, _told(cause, proving, proved=proved, hinted=hinted)))
        ranked.sort(key=lambda entry: entry[:2])
        if ranked and -ranked[0][0] > PROVEN:
            # Beside a cause that is proven, mere hints say nothing.
            ranked = [entry for entry in ranked if -entry[0] > HINT]
        found = tuple(cause for _, _, cause in ranked[:MOST_CAUSES])
        if verdict not in ("failed", "stalled"):
            return found
        if not ranked or (-ranked[0][0] <= HINT and _unexplained(lines, found)):
            return (unknown_cause(verdict, evidence, siblings), *found)
        return found

    def instead(self, cause_id: str) -> tuple[Instead, ...]:
        """Return what is told in place of what the cause *cause_id* says, by what the lines in front of the proving one name."""
        return next((cause.instead for cause in self.known if cause.id == cause_id), ())

    def benign(self, message: str, event: str | None = None, log: str | None = None) -> str | None:
        """Return why the line *message* of *log*, or of any log, blocks nothing although it looks alarming, or None.

        >>> from dmplog.causes import load_causes
        >>> load_causes().benign("*** [HY010][0][Microsoft][ODBC Driver Manager] Function sequence error")
        'A known false alarm of the database notification monitor. ...'
        """
        import polars as pl

        values = {"role": [log], "event": [event], "message": [message]}
        line = pl.DataFrame(values, schema=dict.fromkeys(values, pl.String))
        number = line.select(self.harmless_row).item()
        return None if number is None else self.harmless_reasons[number]


def _unexplained(lines: Sequence[Line], found: Sequence[Cause]) -> bool:
    """Return whether one of *lines* is an unknown failure that no found cause rests on."""
    explained = {line for cause in found for line in cause.evidence}
    return any(line.evidence.event == UNRECOGNIZED and line.evidence not in explained for line in lines)


def _weigh(cause: KnownCause, lines: Sequence[Line], seen: Collection[str]) -> tuple[float, list[Line]]:
    """Return how strongly *lines* prove *cause*, and the lines that do, strongest proof first."""
    proving: list[tuple[float, tuple[Line, ...]]] = []
    for proof in cause.proof:
        found = matched(proof, lines, seen)
        if found:
            beside = proof.sibling is None and all(line.sibling for line in found)
            proving.append((proof.weight - (BESIDE if beside else 0), found))
    if not proving:
        return 0, []
    proving.sort(key=lambda entry: -entry[0])
    score = proving[0][0] + AGAIN * min(len(proving) - 1, 3)
    score -= max((proof.weight for proof in cause.against if matched(proof, lines, seen)), default=0)
    return score, [line for _, found in proving for line in found]


def _plainly_said(cause: KnownCause, lines: Sequence[Line], seen: Collection[str]) -> bool:
    """Return whether one of *lines*, wherever it stands, is more than a hint at *cause*."""
    return any(matched(proof, lines, seen) for proof in cause.proof if proof.weight > HINT)


def _proved(cause: KnownCause, lines: Sequence[Line], seen: Collection[str]) -> bool:
    """Return whether one of *lines* proves *cause*: more than a hint, in a line of the step itself, or where the cause asks for one beside it."""
    if cause.status == "inferred":
        # What nobody has written down proves nothing, however plain the line is.
        return False
    strong = (matched(proof, lines, seen) for proof in cause.proof if proof.weight > HINT)
    asked = any(proof.sibling and proof.weight > HINT and matched(proof, lines, seen) for proof in cause.proof)
    return asked or any(not line.sibling for found in strong for line in found)


def _told(cause: KnownCause, proving: Sequence[Line], *, proved: bool, hinted: bool) -> Cause:
    evidence = tuple(dict.fromkeys(line.evidence for line in proving))[:MOST_LINES]
    explanation = cause.explanation if cause.versions is None else f"{cause.explanation} Known of: {cause.versions}."
    certainty: Literal["proved", "suggested"] = "proved" if proved else "suggested"
    # What only hints at the cause does not say what its line would: "Read the application name and session id in the line".
    actions = cause.actions if hinted else (*cause.line_actions, *cause.actions)
    return Cause(cause.id, cause.category, cause.title, explanation, evidence, actions, cause.references, certainty)
