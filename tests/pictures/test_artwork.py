"""Pictures of whole reports: which updates, which case of each, in which order, and the same in every format."""

from __future__ import annotations

import copy
import re

import pytest
from report_samples import SAMPLES, all_completed, failed_replication, stalled_download, unknown

import dmplog
from dmplog.errors import UsageError
from dmplog.looks.structure import case_picture
from dmplog.looks.updates import updates_of
from dmplog.pictures import lanes, spine, time
from dmplog.pictures.artwork import KINDS, of_case, of_report
from dmplog.pictures.drawing import Group, Path, Text


def words(artwork):
    return [shape.words for shape in artwork.drawing.flat() if isinstance(shape, Text)]


@pytest.fixture(scope="module")
def two_updates():
    return dmplog.diagnose("fixtures/scenarios/newer-update-went-past-a-stuck-installation/bundle").to_dict()


@pytest.mark.parametrize("kind", KINDS)
def test_every_update_is_drawn(two_updates, kind):
    names = [update.name for update in updates_of(two_updates)[0]]

    assert 2 == len(names)
    for name in names:
        assert any(line.startswith(name) for line in words(of_report(two_updates, kind)))
        assert name in of_report(two_updates, kind).mermaid


def test_the_worst_update_and_its_worst_case_come_first():
    document = failed_replication()
    update = updates_of(document)[0][0]

    assert "failed" == update.case["verdict"]


def test_of_an_update_that_is_done_the_last_lane_is_shown(two_updates):
    assert {"installation"} == {update.case["lane"] for update in updates_of(two_updates)[0]}


def test_a_report_without_a_case_has_no_picture():
    with pytest.raises(UsageError, match="nothing to draw"):
        of_report(SAMPLES["empty"]())


def test_the_headline_stands_above_the_picture():
    document = stalled_download()

    assert document["headline"] == of_report(document).title
    assert document["headline"] == " ".join(
        words(of_report(document))[: words(of_report(document)).index(_clock(document))]
    )


def _clock(document):
    from dmplog.looks.times import as_of_text

    return as_of_text(document)


def test_the_legend_lists_only_states_that_are_drawn():
    said = words(of_report(stalled_download()))
    legend = said[said.index("End") :]

    assert {"Stalled", "Done", "Inferred", "Not reached"} <= set(legend)
    assert set() == {"Failed", "No log", "Waiting", "Not taken"} & set(legend)


def test_a_case_alone_says_since_when_it_stands():
    """Without a report there is no clock, and nobody knows for how long."""
    case = stalled_download()["cases"][0]

    assert "since 12-18 04:32" in words(of_case(case))


def test_what_the_logs_cannot_tell_has_no_duration():
    """A case that was last seen at a step was there as long as it was seen there, not until now."""
    document = unknown()
    case = document["cases"][0]
    case["last_sign"] = case["since"]
    picture = of_report(document, "time")

    assert [] == [line for line in words(picture) if re.fullmatch(r"\d+ h \d+ m", line)]


@pytest.mark.parametrize("sites", [12, 300])
def test_any_number_of_sites_is_a_small_picture(sites):
    document = all_completed(sites)
    artwork = of_report(document, "lanes")

    assert artwork.drawing.height < 700
    assert len(artwork.svg()) < 60_000


def test_every_case_has_a_row_or_is_folded():
    document = failed_replication()
    rows, folded = lanes.rows_of(document["cases"], document["cases"][0])
    told = [case for row in rows for case in (row.case, *row.others)] + list(folded.cases)

    assert sorted(map(id, document["cases"])) == sorted(map(id, told))


def test_sites_that_stand_alike_share_a_row():
    document = all_completed(12)
    for case in document["cases"]:
        if case["lane"] == "installation":
            case["verdict"] = "waiting"
    rows, _ = lanes.rows_of(document["cases"], document["cases"][0])

    assert "Installation, 12 sites" in [row.name for row in rows] or "Installation, 13 sites" in [
        row.name for row in rows
    ]


def test_the_selected_case_keeps_a_row_of_its_own():
    document = all_completed(300)
    chosen = document["cases"][-1]
    rows, _ = lanes.rows_of(document["cases"], chosen)

    assert [chosen] == [row.case for row in rows if row.case is chosen]


def test_the_path_taken_is_strong_and_the_short_cut_weak():
    """The branch that was taken is the one with the step that ran."""
    taken = {(edge.source, edge.target): edge.taken for edge in case_picture(stalled_download()["cases"][0]).edges}

    assert taken["already_local?", "download_payload"] is True
    assert taken["already_local?", "extract_payload"] is False
    assert taken["new_redist?", "download_redist"] is True
    assert taken["new_redist?", "notify_site"] is False
    assert taken["download_redist", "notify_site"] is False


def test_a_bypassed_step_leaves_the_short_cut_taken():
    """Where a step was not taken, its branch is dim and the one round it strong."""
    case = next(case for case in failed_replication()["cases"] if case["lane"] == "package")
    taken = {(edge.source, edge.target): edge.taken for edge in case_picture(case).edges}

    assert taken["new_redist?", "notify_site"] is True
    assert taken["new_redist?", "download_redist"] is False


def test_a_flowchart_that_is_not_at_hand_is_a_row_of_steps():
    """A report of a user's own flowchart can still be drawn."""
    case = copy.deepcopy(unknown()["cases"][0])
    case["flowchart"] = "house_rules"
    row = spine.lay_out(case_picture(case), 1160).row

    assert ["start", *(step["id"] for step in case["steps"]), "end"] == [placed.node.id for placed in row]


def test_no_arrow_lies_over_another_one():
    """Detours that share a stretch have tracks of their own."""
    for case in failed_replication()["cases"]:
        detours = spine.lay_out(case_picture(case), 1160).detours
        spans = [(one.track, *sorted((one.source.middle, one.target.middle))) for one in detours]
        over = [
            (one, other)
            for place, one in enumerate(spans)
            for other in spans[place + 1 :]
            if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
        ]

        assert [] == over


def test_a_box_without_a_log_has_stripes_and_its_words_beside_them():
    drawing = of_report(unknown()).drawing
    steps = [shape for shape in drawing.shapes if isinstance(shape, Group) and shape.status == "unobservable"]

    assert steps
    for step in steps:
        striped, plain = step.shapes[:2]
        assert striped.paint.hatched
        for text in step.shapes[2:]:
            if isinstance(text, Text):
                assert plain.y <= text.y - text.size * 0.7
                assert text.y <= plain.y + plain.height


def test_mermaid_has_the_colours_of_the_states():
    mermaid = of_report(stalled_download()).mermaid

    assert "classDef stalled fill:#e39b2b" in mermaid
    assert "classDef aside" in mermaid
    assert "classDef error" in of_report(failed_replication()).mermaid


def test_each_attempt_is_a_tick_on_its_bar():
    """Five daily attempts: a tick above and one below the bar for each."""
    document = dmplog.diagnose("fixtures/scenarios/redist-fails-daily/bundle").to_dict()
    (bar,) = [one for one in time.draw(document, document["cases"][0]).shapes if getattr(one, "status", "") == "failed"]

    assert 10 == len([shape for shape in bar.shapes if isinstance(shape, Path)])


def test_a_deadline_that_lies_ahead_has_its_name_at_its_own_line():
    """Behind the moment of judgement, and not in front of it."""
    document = stalled_download()
    case = document["cases"][0]
    case["next"]["deadline"] = "2024-12-19T16:20:00.000Z"
    named = {
        shape.pattern.split(" %")[0]: shape for shape in time.draw(document, case).flat() if isinstance(shape, Text)
    }
    lines = [
        shape.points[0][0]
        for shape in time.draw(document, case).flat()
        if isinstance(shape, Path) and shape.paint.dashes == "dashed"
    ]

    assert 4 == abs(max(lines) - named["due"].x)
    assert named["as of"].x < named["due"].x
