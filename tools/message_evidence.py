"""The pages of docs/evidence/messages: every event with its samples to the letter, and what the comment above each sample cites."""

from __future__ import annotations

from collections import Counter

from citations import GRADES, REPOSITORY, Evidence

from dmplog.validator.citations import cited_in
from dmplog.validator.samples import MessageSample, read_samples

MESSAGES = REPOSITORY / "fixtures" / "messages"


def message_pages(known: Evidence) -> tuple[dict[str, str], str]:
    """Return the page of every file of samples, and the table of how many events have which grade."""
    texts: dict[str, str] = {}
    rows = [f"| log | {' | '.join(GRADES)} | unknown |", f"|---|{'---|' * (len(GRADES) + 1)}"]
    for path in sorted(MESSAGES.glob("*.txt")):
        samples = read_samples(path)
        texts[path.stem] = _page(path.stem, samples)
        grades = Counter(_grades(samples, known).values())
        shown = " | ".join(str(grades.get(grade, "")) for grade in (*GRADES, "unknown"))
        rows.append(f"| [{path.stem}](messages/{path.stem}.md) | {shown} |")
    return texts, "\n".join(rows)


def _grades(samples: list[MessageSample], known: Evidence) -> dict[str, str]:
    """Return the best grade of each event."""
    cited: dict[str, list[str]] = {}
    for sample in samples:
        cited.setdefault(sample.event, []).extend(cited_in(sample.told))
    return {event: known.best(ids) for event, ids in cited.items()}


def _page(stem: str, samples: list[MessageSample]) -> str:
    """Return the page of one log: its events in the order of their names, the samples of each in the order of the file."""
    kind = "How records are framed" if stem == "framing" else f"Messages of {stem}"
    parts = [f"# {kind}\n\n{{written}} From [the samples](../../../fixtures/messages/{stem}.txt).\n"]
    for event in sorted({sample.event for sample in samples}):
        parts.append(f"## {event}\n")
        mine = [sample for sample in samples if sample.event == event]
        for told in dict.fromkeys(sample.told for sample in mine):
            parts.append(f"From {told if cited_in(told) else 'unknown'}\n")
            parts += ["```text", *(sample.message for sample in mine if sample.told == told), "```\n"]
    return "\n".join(parts)
