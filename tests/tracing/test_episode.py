"""An episode holds the run that is reported, and no try in front of it that it has gone past."""

from __future__ import annotations

from builders import BEGIN
from hypothesis import example, given
from hypothesis import strategies as st
from judged import HOUR, finding, run, sign, span

from dmplog.tracing.episode import find_episode
from dmplog.tracing.track import Tracks
from dmplog.witness import Witness

STEP = 4
TRIES = st.lists(st.tuples(st.booleans(), st.none() | st.integers(1, 3)), min_size=1, max_size=6)


def told(tries):
    """Return the runs of *tries*, all at one step: whether each failed, and how far it is known to have got."""
    found = finding("installation", step=STEP)
    runs = [
        run([sign(STEP, "fails" if failed else "begins", 10 * number)], STEP, far=far)
        for number, (failed, far) in enumerate(tries)
    ]
    logs = tuple(span(role, 0, 9) for role in ("cmupdate", "hman", "sitecomp"))
    track = Tracks(Witness(logs, BEGIN + 9 * HOUR, asserted=False)).track_of(
        found.lane, found.subject.places, head_seen=True
    )
    return runs, find_episode(runs, track)


@given(TRIES)
@example([(False, 1), (True, None), (False, 2)])
def test_the_run_that_decides_is_one_of_its_episode(tries):
    _, episode = told(tries)

    assert 1 == sum(run is episode.deciding for run in episode.runs)


@given(TRIES)
def test_an_episode_is_made_of_the_last_runs_and_counts_those_in_front_of_it(tries):
    runs, episode = told(tries)

    assert runs[len(runs) - len(episode.runs) :] == list(episode.runs)
    assert len(runs) - len(episode.runs) == episode.outdone


@given(TRIES)
def test_a_run_that_decides_is_not_in_an_episode_with_one_in_front_that_it_has_gone_past_and_all_before_too(tries):
    runs, episode = told(tries)
    decides = next(number for number, run in enumerate(runs) if run is episode.deciding)
    known = [run.far for run in runs[:decides] if run.far is not None]
    outdid_all = episode.deciding.far is not None and bool(known) and episode.deciding.far > max(known)

    assert not outdid_all or episode.runs[0] is episode.deciding


def test_a_failure_stands_where_it_is_not_known_how_far_it_got_although_the_next_try_got_further_than_one_in_front():
    """The failed try reported no sub-stage: nothing says that the newest one has gone past it."""
    runs, episode = told([(False, 1), (True, None), (False, 2)])

    assert (runs[1], tuple(runs)) == (episode.deciding, episode.runs)
