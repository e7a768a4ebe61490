# ruff: noqa: RUF001 - typographic signs are meant as they stand
"""How wide words are, by a table of widths: a picture is laid out without a font, and holds its words in any.

The widths are those of Verdana and DejaVu Sans, which are wider than the other fonts of `palette.FONT`.
"""

from __future__ import annotations

import unicodedata

from dmplog.looks.visible import ELLIPSIS

_REGULAR = (
    "352 401 460 838 636 950 780 275 390 390 500 838 364 454 364 454 636 636 636 636 636 636 636 636 636 636 454 454 838 838 838 545 "
    "1000 684 686 698 771 632 575 775 752 421 455 693 557 863 748 787 603 787 695 684 616 732 684 989 685 615 685 454 454 454 838 636 "
    "636 613 635 550 635 615 352 635 634 278 344 592 278 974 634 612 635 635 427 521 394 634 592 818 592 592 525 636 454 636 838"
)
_BOLD = (
    "348 456 587 867 711 1272 872 332 543 543 711 867 380 480 380 690 711 711 711 711 711 711 711 711 711 711 402 402 867 867 867 617 "
    "1000 776 762 734 830 683 683 821 837 546 555 775 637 995 847 850 733 850 782 720 682 812 774 1128 771 737 725 543 690 543 867 711 "
    "711 675 716 593 716 678 435 716 712 343 403 671 343 1058 712 687 716 716 497 595 478 712 652 979 669 652 597 712 543 712 867"
)
MONO = 602
"""A letter of the monospaced font."""

_TABLES = {
    bold: {chr(32 + place): int(one) for place, one in enumerate(text.split())}
    for bold, text in ((False, _REGULAR), (True, _BOLD))
}
_NARROW = {"\u00a0": 348, "·": 380, "–": 711, "“": 657, "”": 657, "’": 350, "×": 867, ELLIPSIS: 1000}
OTHER = 800
"""A letter the tables do not have; those of East Asia take a whole square."""


def width(words: str, size: float, *, bold: bool = False, mono: bool = False) -> float:
    """Return how wide *words* are at most, in the units of *size*.

    >>> width("stuck", 10), width("stuck", 10, bold=True), width("stuck", 10, mono=True)
    (26.91, 30.49, 30.1)
    """
    table = _TABLES[bold]
    total = 0
    for one in words:
        if unicodedata.combining(one):
            continue
        if unicodedata.east_asian_width(one) in "WF":
            total += 1000
        elif mono:
            total += MONO
        else:
            total += table.get(one) or _NARROW.get(one, OTHER)
    return total * size / 1000


def fit(words: str, room: float, size: float, *, bold: bool = False, mono: bool = False) -> str:
    """Return *words*, cut by an ellipsis where they are wider than *room*.

    >>> fit("Schedule the transfer", 80, 10)
    'Schedule the…'
    """
    if width(words, size, bold=bold, mono=mono) <= room:
        return words
    kept = words
    while kept and width(kept + ELLIPSIS, size, bold=bold, mono=mono) > room:
        kept = kept[:-1]
    return kept.rstrip(" ,.;:-–·") + ELLIPSIS


def wrap(
    words: str, room: float, size: float, *, most: int = 3, bold: bool = False, mono: bool = False
) -> tuple[str, ...]:
    """Return *words* in at most *most* lines no wider than *room*, the rest cut by an ellipsis.

    >>> wrap("Send the package to the child site", 100, 10)
    ('Send the package', 'to the child site')
    """
    lines: list[str] = []
    rest = words.strip(" ")
    while rest and len(lines) < most - 1:
        line = _first_line(rest, room, size, bold=bold, mono=mono)
        lines.append(line.rstrip(" "))
        rest = rest[len(line) :].lstrip(" ")
    return tuple([*lines, fit(rest, room, size, bold=bold, mono=mono)] if rest else lines)


def balanced(words: str, room: float, size: float) -> tuple[str, ...]:
    """Return a heading of *words* in at most three lines of about one length, without a lonely last word.

    >>> balanced("Configuration Manager 2409 is stuck since noon", 260, 10)
    ('Configuration Manager', '2409 is stuck since noon')
    """
    lines = wrap(words, room, size, bold=True)
    narrower = room
    while len(lines) > 1 and narrower > room / 2:
        narrower -= size
        found = wrap(words, narrower, size, bold=True)
        if len(found) > len(lines) or found[-1].endswith(ELLIPSIS):
            break
        lines = found
    return lines


def _first_line(words: str, room: float, size: float, *, bold: bool, mono: bool) -> str:
    """Return what of *words* stands on one line: up to a blank, or where there is none, up to the last letter that fits."""
    whole = len(words)
    while width(words[:whole], size, bold=bold, mono=mono) > room and whole > 1:
        whole -= 1
    if whole == len(words) or words[whole] == " ":
        return words[:whole]
    blank = words.rfind(" ", 0, whole)
    return words[:blank] if blank > 0 else words[:whole]
