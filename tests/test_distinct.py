"""What is found of each text once is the same as what is found of every row."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dmplog.distinct import LEAST, distinct

TEXTS = st.lists(st.sampled_from(["", "no work", "No work", "~done", "später", "\0"]), min_size=1, max_size=40)


@given(TEXTS, st.booleans())
def test_what_is_found_once_stands_in_every_row(texts, many):
    column = pl.Series("message", texts * (LEAST if many else 1))

    found = distinct(column)

    assert column.str.to_uppercase().to_list() == found.spread(found.texts.str.to_uppercase()).to_list()
    assert column.to_list() == found.spread_rows(found.texts.to_frame())["message"].to_list()


def test_of_many_equal_texts_each_is_looked_at_once():
    assert ["no work", "done"] == distinct(pl.Series(["no work", "done"] * LEAST)).texts.to_list()


@pytest.mark.parametrize(
    "texts",
    [
        ["no work"] * (LEAST - 1),
        [str(number) for number in range(LEAST)],
        ["no work"] * LEAST + [None],
    ],
    ids=["few", "different", "one missing"],
)
def test_few_texts_different_ones_and_missing_ones_are_looked_at_as_they_are(texts):
    column = pl.Series(texts)

    assert (True, None) == (distinct(column).texts is column, distinct(column).places)
