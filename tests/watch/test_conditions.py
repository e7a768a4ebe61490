"""What ends a watch: a step that is reached, a verdict, any change; and what is no condition is refused with what was meant."""

import pytest

import dmplog
from dmplog.errors import UsageError
from dmplog.watch import parse_condition


@pytest.fixture(scope="module")
def stuck():
    return dmplog.diagnose("fixtures/scenarios/waits-for-stuck-child/bundle")


@pytest.fixture(scope="module")
def healthy():
    return dmplog.diagnose("fixtures/scenarios/healthy-download/bundle")


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        ("verdict=stalled", True),
        ("verdict=waiting", False),
        ("verdict=completed", False),
        ("step=send_package", True),
        ("step=replication.site_transfer.send_package", True),
        (" STEP = Register_package ", True),
        ("step=check_prerequisites", True),
        ("step=install_update", False),
        ("step=replication.installation.install_update", False),
        ("change", False),
    ],
)
def test_a_condition_holds_where_the_worst_case_or_any_step_says_so(stuck, text, holds):
    assert holds == parse_condition(text).holds(stuck, changed=False)


def test_any_change_is_a_condition(stuck):
    assert parse_condition("change").holds(stuck, changed=True)


def test_a_good_end_needs_every_case(healthy, stuck):
    condition = parse_condition("verdict=completed")

    assert (True, False) == (condition.holds(healthy, changed=False), condition.holds(stuck, changed=False))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("verdict=stuck", "--until cannot be 'verdict=stuck'; write step=STEP, verdict=VERDICT or change"),
        ("verdict=stallled", "--until cannot be 'verdict=stallled'; did you mean 'stalled'?"),
        ("step=instal_update", "--until cannot be 'step=instal_update'; did you mean 'install_update'?"),
        ("step=", "--until cannot be 'step='; write step=STEP, verdict=VERDICT or change"),
        ("done", "--until cannot be 'done'; write step=STEP, verdict=VERDICT or change"),
        ("change=1", "--until cannot be 'change=1'; write step=STEP, verdict=VERDICT or change"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_was_meant(text, said):
    with pytest.raises(UsageError) as caught:
        parse_condition(text)

    assert said == str(caught.value)
