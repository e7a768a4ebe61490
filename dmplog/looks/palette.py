"""The colours of the pictures and the page, for light and for dark.

Two fills can be told apart with normal sight, protanopia, deuteranopia and tritanopia (Machado 2009, severity 1.0): CIE76 at
least 20 between any two; ink on its fill contrasts at least 4.5 : 1. A test recomputes both, so whoever changes a colour is
told. Colour is never alone: border, glyph and word say the same.
"""

from __future__ import annotations

from dataclasses import fields

from dmplog.frozen import frozen


@frozen
class Look:
    """How one step state is painted. An empty fill is the page itself; `soft` is the fill of a large box, the fill where it is empty."""

    fill: str
    ink: str
    border: str
    line: str = "solid"
    width: float = 1.0
    rings: int = 1
    soft: str = ""


@frozen
class Palette:
    """Every colour of one theme."""

    name: str
    page: str
    text: str
    dim: str
    line: str
    faint: str
    quote: str
    box: str
    box_ink: str
    terminal: str
    terminal_ink: str
    hatch: str
    looks: dict[str, Look]

    def roles(self) -> dict[str, str]:
        """Return every colour by the role it plays, such as `done-fill`."""
        found = {
            entry.name.replace("_", "-"): getattr(self, entry.name)
            for entry in fields(self)
            if entry.name not in ("name", "looks")
        }
        for status, look in self.looks.items():
            if look.fill:
                found[f"{status}-fill"] = look.fill
                found[f"{status}-ink"] = look.ink
            if look.soft:
                found[f"{status}-soft"] = look.soft
            found[f"{status}-border"] = look.border
        return found


Paint = tuple[str, str, str]
"""Fill, ink and border of a state."""


def _looks(
    done: Paint,
    here: Paint,
    stalled: Paint,
    failed: Paint,
    unobservable: Paint,
    ahead: tuple[str, str],
    soft: tuple[str, str],
) -> dict[str, Look]:
    ink, thin = ahead
    passed, hushed = soft
    return {
        "done": Look(*done, width=1.2, soft=passed),
        "inferred": Look("", ink, done[2], line="dashed", width=1.6),
        "silent": Look("", ink, thin, line="dashed"),
        "current": Look(*here, width=3),
        "waiting": Look(*here, width=3),
        "stalled": Look(*stalled, width=1.4, rings=2),
        "failed": Look(*failed, width=3),
        "not_reached": Look("", ink, thin),
        "bypassed": Look("", ink, thin, line="dotted"),
        "unobservable": Look(*unobservable, line="dotted", width=1.8, soft=hushed),
    }


LIGHT = Palette(
    name="light",
    page="#ffffff",
    text="#1f2430",
    dim="#4b5563",
    line="#2b313d",
    faint="#9aa3af",
    quote="#b00020",
    box="#f5a623",
    box_ink="#101317",
    terminal="#ffc93c",
    terminal_ink="#121519",
    hatch="#c6cad4",
    looks=_looks(
        done=("#63d8a0", "#111418", "#1b7f50"),
        here=("#064a70", "#fefefe", "#021f30"),
        stalled=("#e39b2b", "#111519", "#6b4200"),
        failed=("#731514", "#fefeff", "#2e0303"),
        unobservable=("#8e93a5", "#11141a", "#3f4452"),
        ahead=("#4b5563", "#98a1ad"),
        soft=("#e6f6ee", "#eceef2"),
    ),
)

DARK = Palette(
    name="dark",
    page="#15181d",
    text="#e8eaee",
    dim="#b6bec9",
    line="#d3d8e0",
    faint="#6b7482",
    quote="#ff9aa8",
    box="#d98f1f",
    box_ink="#101317",
    terminal="#e0ac2b",
    terminal_ink="#121519",
    hatch="#9aa1af",
    looks=_looks(
        done=("#2bd08a", "#111418", "#b9f5da"),
        here=("#2e5da0", "#ffffff", "#a9c8f5"),
        stalled=("#f5c838", "#111418", "#fff0b8"),
        failed=("#ad2d25", "#ffffff", "#ffb9b3"),
        unobservable=("#bfc4cd", "#111418", "#e9ebef"),
        ahead=("#b6bec9", "#78818f"),
        soft=("#163528", "#2b3038"),
    ),
)

FONT = "Verdana,DejaVu Sans,Segoe UI,Arial,sans-serif"
"""Wide fonts first: a box measured for them holds the text in whatever font the reader's machine has."""

MONOSPACE = "Consolas,DejaVu Sans Mono,Menlo,monospace"


def theme_classes() -> dict[str, str]:
    """Return the class for each colour of the light palette; colours shared by two roles look alike in both themes."""
    found: dict[str, str] = {}
    for role, color in LIGHT.roles().items():
        found.setdefault(color, role)
    return found
