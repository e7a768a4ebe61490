"""Online or offline: what a service connection point and the tool show last, and whether the point was started again in between."""

from __future__ import annotations

import polars as pl
import pytest

from dmplog.cases.modes import BOTH, CHANGED, STILL_ONLINE, modes_of

SHOWS = {"online": "mode_online", "import": "imports", "restart": "mode_restart"}


def modes(said, *, unknown=()):
    """Return what rows show that say *said* one after the other, "a+b" both at once; those at the places *unknown* have no UTC."""
    shown = {column: [word in each.split("+") for each in said] for word, column in SHOWS.items()}
    known = [number not in unknown for number in range(len(said))]
    rows = pl.DataFrame(shown | {"utc_known": known}, dict.fromkeys((*shown, "utc_known"), pl.Boolean))
    return modes_of(rows.with_row_index("row"))


@pytest.mark.parametrize(
    ("said", "mode", "notes"),
    [
        ([], None, ()),
        (["restart"], None, ()),
        (["online"], "online", ()),
        (["import"], "offline", ()),
        (["import", "restart"], "offline", ()),
        # Both, and the import is the last: the mode was changed where the point was started again since it fetched last.
        (["online", "import"], "offline", (CHANGED,)),
        (["online", "restart", "import"], "offline", ()),
        (["online", "import", "restart"], "offline", ()),
        (["restart", "online", "import"], "offline", (CHANGED,)),
        (["online", "restart", "online", "import"], "offline", (CHANGED,)),
        (["online", "online", "restart", "import"], "offline", ()),
        (["online", "restart", "online", "restart", "import"], "offline", ()),
        # Both, and the point is the last: where it fetched before as well, only a start behind the import changes the mode.
        (["import", "online"], "online", ()),
        (["import", "online", "online"], "online", ()),
        (["online", "import", "online"], "online", (STILL_ONLINE,)),
        (["online", "restart", "import", "online"], "online", (STILL_ONLINE,)),
        (["online", "import", "restart", "online"], "online", ()),
        (["online", "import", "restart", "online", "online"], "online", ()),
        (["online", "import", "online", "restart", "online"], "online", (STILL_ONLINE,)),
        (["restart", "online", "import", "online", "restart"], "online", (STILL_ONLINE,)),
        (["online", "restart", "import", "restart", "online", "restart"], "online", ()),
        # A chart of one's own may read both from one event: what imports is no sign of fetching.
        (["import+online"], "offline", ()),
        (["online", "import+online"], "offline", (CHANGED,)),
        # The last of several imports counts.
        (["import", "online", "import"], "offline", (CHANGED,)),
        (["online", "import", "restart", "import", "online"], "online", (STILL_ONLINE,)),
    ],
)
def test_the_last_of_both_tells_the_mode_and_a_start_between_them_that_it_was_changed(said, mode, notes):
    assert (mode, notes) == modes(said)


@pytest.mark.parametrize(
    ("said", "unknown", "answer"),
    [
        (["online", "import"], {1}, (None, (BOTH,))),
        (["online", "import", "import"], {1}, (None, (BOTH,))),
        (["import", "import", "online"], {1}, (None, (BOTH,))),
        (["online", "restart", "import"], {0, 1}, ("offline", ())),
        (["import"], {0}, ("offline", ())),
    ],
)
def test_an_import_of_an_unknown_time_leaves_the_order_open_where_the_point_fetched_too(said, unknown, answer):
    assert answer == modes(said, unknown=unknown)
