"""A report as tables, whose columns are the same whatever is in it."""

from __future__ import annotations

import pytest
from report_samples import SAMPLES, stalled_download

from dmplog.views.frames import CASES, STEPS, UNEXPLAINED, cases_frame, steps_frame, unexplained_frame

FRAMES = ((cases_frame, CASES), (steps_frame, STEPS), (unexplained_frame, UNEXPLAINED))


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(("frame", "schema"), FRAMES)
def test_the_columns_and_their_types_never_change(frame, schema, name):
    assert schema == frame(SAMPLES[name]()).schema


def test_a_step_is_joined_with_its_case_by_the_number_of_the_case():
    document = stalled_download()
    joined = steps_frame(document).join(cases_frame(document), on=["case", "step"])

    assert ("package", "download_redist", "stalled") == joined.select("lane", "step", "status").row(0)
