from __future__ import annotations

import dataclasses

import pytest

from dmplog.limits import GIB, MIB, Limits, plain_size


def test_a_negative_limit_is_refused():
    """It would mean nothing."""
    for field in dataclasses.fields(Limits):
        with pytest.raises(ValueError, match=field.name):
            Limits(**{field.name: -1})


@pytest.mark.parametrize(
    ("packed", "unpacked", "expected"),
    [
        (0, 16 * MIB, False),
        (0, 16 * MIB + 1, True),
        (MIB, 200 * MIB, False),
        (MIB, 200 * MIB + 1, True),
        (GIB, GIB, False),
    ],
)
def test_growing_beyond_the_ratio(packed, unpacked, expected):
    """Small files may be packed as tightly as they like."""
    assert expected == Limits().inflates(packed, unpacked)


@pytest.mark.parametrize(
    ("size", "text"), [(0, "0 bytes"), (1023, "1023 bytes"), (1024, "1 KiB"), (1536, "1.5 KiB"), (16 * GIB, "16 GiB")]
)
def test_sizes_are_said_as_people_say_them(size, text):
    """For sentences, not for sums."""
    assert text == plain_size(size)
