"""The style sheet of the page: the colours of the pictures as variables, and the parts of the sheet behind them."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from dmplog.looks.palette import DARK, LIGHT, Palette, theme_classes
from dmplog.views.page.lanes import MOST_COLUMNS

SHEETS = ("page", "headline", "lanes", "panel", "tabs", "phone", "print")
"""The parts of the style sheet, in their order."""

_PAGE = {
    "light": {"link": "#0b57a4", "focus": "#0b57a4", "panel": "#f3f5f8", "thin": "#dfe3e9", "card": "#ffffff"},
    "dark": {"link": "#8ec2ff", "focus": "#8ec2ff", "panel": "#1e2229", "thin": "#333a44", "card": "#15181d"},
}
"""Colours of the page beside those of the pictures."""


@cache
def style(parts: tuple[str, ...] = SHEETS) -> str:
    """Return the style sheet: the colours, and these *parts*."""
    light, dark = _variables(LIGHT), _variables(DARK)
    rules = [
        f":root{{{light}}}",
        f"@media screen and (prefers-color-scheme:dark){{:root:not([data-theme=light]){{{dark}}}}}",
        f"@media screen{{:root[data-theme=dark]{{{dark};color-scheme:dark}}:root[data-theme=light]{{color-scheme:light}}}}",
    ]
    for role in dict.fromkeys(theme_classes().values()):
        color = f"var(--{_css(role)})"
        rules.append(f".fill-{role}{{fill:{color}}}.stroke-{role}{{stroke:{color}}}")
    rules += [f".of-{count} .dot{{flex-basis:{100 / count:.3f}%}}" for count in range(1, MOST_COLUMNS + 1)]
    folder = files("dmplog.views") / "templates" / "style"
    sheets = [(folder / f"{name}.css").read_text(encoding="utf-8").strip() for name in parts]
    return "\n".join([*rules, *sheets])


def _variables(palette: Palette) -> str:
    colors = {**palette.roles(), **_PAGE[palette.name]}
    return ";".join(f"--{_css(role)}:{color}" for role, color in colors.items())


def _css(role: str) -> str:
    return role.replace("_", "-")
