"""The colours: told apart by everybody, readable in both themes."""

from __future__ import annotations

import itertools
import math

import pytest

from dmplog.looks.palette import DARK, LIGHT, theme_classes

# Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
SIGHT = {
    "normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "protanopia": ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    "deuteranopia": ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
    "tritanopia": ((1.255528, -0.076749, -0.178779), (-0.078411, 0.930809, 0.147602), (0.004733, 0.691367, 0.303900)),
}
TELLING = ("done", "current", "stalled", "failed", "unobservable")
"""States told by their fill; the others are the page itself and told by border, glyph and word."""


def _linear(color):
    found = [int(color[index : index + 2], 16) / 255 for index in (1, 3, 5)]
    return [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in found]


def _seen(color, sight):
    found = _linear(color)
    return [min(max(sum(a * b for a, b in zip(row, found, strict=True)), 0), 1) for row in SIGHT[sight]]


def _lab(linear):
    red, green, blue = linear
    x = (0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047
    y = 0.2126729 * red + 0.7151522 * green + 0.0721750 * blue
    z = (0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883
    fx, fy, fz = ((value ** (1 / 3)) if value > 0.008856 else 7.787 * value + 16 / 116 for value in (x, y, z))
    return (116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz))


def _luminance(color):
    red, green, blue = _linear(color)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one, other):
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_reckoning_itself():
    """Known values: black on white is 21 : 1, and white is 100 L* away from black."""
    assert _contrast("#000000", "#ffffff") == pytest.approx(21)
    assert math.dist(_lab(_linear("#ffffff")), _lab(_linear("#000000"))) == pytest.approx(100, abs=0.1)


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_fills_can_be_told_apart(theme, sight):
    """Any two states, and each state and the page, differ by at least 20 (CIE76) for every kind of sight."""
    fills = [theme.page, *(theme.looks[status].fill for status in TELLING)]
    closest = min(
        (math.dist(_lab(_seen(one, sight)), _lab(_seen(other, sight))), one, other)
        for one, other in itertools.combinations(fills, 2)
    )

    assert closest[0] >= 20, closest


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_ink_can_be_read(theme):
    """Text contrasts at least 4.5 : 1 with everything it stands on."""
    pairs = [(look.ink, look.fill or theme.page) for look in theme.looks.values()]
    pairs += [
        (theme.looks["unobservable"].ink, theme.hatch),
        (theme.box_ink, theme.box),
        (theme.terminal_ink, theme.terminal),
    ]
    pairs += [(theme.text, look.soft) for look in theme.looks.values() if look.soft]
    pairs += [(color, theme.page) for color in (theme.text, theme.dim, theme.quote)]

    assert [] == [(ink, fill, round(_contrast(ink, fill), 2)) for ink, fill in pairs if _contrast(ink, fill) < 4.5]


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_state_is_told_without_colour(theme):
    """Any two states differ by border or by having a fill at all, besides glyph and word."""
    looks = {
        (bool(look.fill), look.fill, look.line, look.width, look.rings, look.border) for look in theme.looks.values()
    }

    # Current and waiting share a look on purpose: glyph and word tell them apart. Silent differs from not reached by its line.
    assert len(theme.looks) - 1 == len(looks)


def test_a_page_can_change_the_theme_of_a_picture():
    """Colours that are one in the light theme are one in the dark theme, so that a class can stand for them."""
    light, dark = LIGHT.roles(), DARK.roles()
    for color in set(light.values()):
        roles = [role for role, found in light.items() if found == color]

        assert len({dark[role] for role in roles}) == 1, roles
    assert set(theme_classes().values()) <= set(light)
