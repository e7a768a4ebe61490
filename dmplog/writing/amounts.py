"""How much of a step is done, as its own lines count it; what they do not count is never guessed."""

from __future__ import annotations

from collections.abc import Mapping

from dmplog.flowchart.model import Measure


def amount(measure: Measure, done: Mapping[str, str], whole: Mapping[str, str]) -> str | None:
    """Return what *measure* says of a line with the fields *done* and one with those of the *whole*, None where they do not fit together.

    >>> send = Measure("sending_wrote", ("position", "size"), "send_request_reported", "total_kilobytes", "request_id", "{percent} % sent", 1024)
    >>> amount(send, {"position": "400", "size": "112", "request_id": "202SQCS1"}, {"total_kilobytes": "1", "request_id": "202SQCS1"})
    '50 % sent'
    >>> amount(send, {"position": "400", "size": "112", "request_id": "202SQCS1"}, {"total_kilobytes": "1", "request_id": "203SQCS1"})
    """
    if not done.get(measure.same) or done[measure.same] != whole.get(measure.same):
        return None
    counted = [whole.get(measure.whole, ""), *(done.get(name, "") for name in measure.done)]
    if not all(number.isdecimal() for number in counted):
        return None
    there, *parts = map(int, counted)
    there, reached = there * measure.unit, sum(parts)
    # More than all of it means that the two lines do not speak of the same.
    return measure.text.format(percent=100 * reached // there) if there > 0 and reached <= there else None
