"""A class that `frozen` makes is what `dataclasses.dataclass(frozen=True, slots=True)` would have made of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from dataclasses import field

import pytest

import dmplog.case
import dmplog.report
from dmplog.frozen import frozen


def lamp(decorate):
    @decorate
    class Lamp:
        """Gives light."""

        color: str
        watts: int = 40
        shelves: list[str] = field(default_factory=list)
        maker: str = field(default="", compare=False)

        def __post_init__(self):
            if self.watts < 0:
                raise ValueError(self.watts)

        @property
        def bright(self):
            return self.watts > 60

    return Lamp


@frozen
class Switch:
    on: bool
    name: str = "hall"


OURS, THEIRS = lamp(frozen), lamp(dataclasses.dataclass(frozen=True, slots=True))
CALLS = [
    (("red",), {}),
    (("red", 60), {"maker": "a"}),
    ((), {"color": "red", "shelves": ["a"]}),
    ((), {}),
    (("a", 1, [], "b", 2), {}),
]


def outcome(call):
    try:
        return call()
    except (TypeError, ValueError, AttributeError) as error:
        return type(error), str(error).replace("lamp.<locals>.", "")


@pytest.mark.parametrize(("values", "named"), CALLS)
def test_it_is_made_and_shown_alike(values, named):
    ours, theirs = (outcome(lambda kind=kind: repr(kind(*values, **named))) for kind in (OURS, THEIRS))

    assert theirs == ours


@pytest.mark.parametrize(
    "ask",
    [
        lambda kind: kind("red") == kind("red"),
        lambda kind: kind("red") == kind("red", maker="another"),
        lambda kind: kind("red") == kind("blue"),
        lambda kind: kind("red") == ("red", 40, [], ""),
        lambda kind: hash(kind("red", 1, ())) == hash(kind("red", 1, (), "another")),
        lambda kind: hash(kind("red")),
        lambda kind: kind("red").__setattr__("color", "blue"),
        lambda kind: kind("red").__delattr__("color"),
        lambda kind: kind("red", -1),
        lambda kind: kind("red", 100).bright,
        lambda kind: kind("red").shelves is kind("red").shelves,
        lambda kind: hasattr(kind("red"), "__dict__"),
        lambda kind: dataclasses.asdict(kind("red")),
        lambda kind: dataclasses.astuple(kind("red")),
        lambda kind: repr(dataclasses.replace(kind("red"), watts=7)),
        lambda kind: [(each.name, each.type, each.default, each.compare) for each in dataclasses.fields(kind)],
        dataclasses.is_dataclass,
        lambda kind: str(inspect.signature(kind)).replace("<factory>", "…"),
        lambda kind: kind.__match_args__,
        lambda kind: kind.__slots__,
        lambda kind: kind.__doc__,
        lambda kind: (kind.__name__, kind.__module__),
        lambda kind: repr(copy.deepcopy(kind("red", shelves=["a"]))),
        lambda kind: repr(copy.copy(kind("red"))),
    ],
)
def test_it_behaves_alike(ask):
    theirs, ours = outcome(lambda: ask(THEIRS)), outcome(lambda: ask(OURS))

    assert theirs == ours


def test_it_can_be_pickled_and_matched():
    match pickle.loads(pickle.dumps(Switch(on=True))):
        case Switch(on, name):
            assert (True, "hall") == (on, name)


def test_setting_raises_the_error_of_dataclasses():
    with pytest.raises(dataclasses.FrozenInstanceError):
        Switch(on=True).on = False


def test_what_inherits_fields_is_refused():
    """`dataclasses` makes it rightly; here its fields would be missed."""
    with pytest.raises(TypeError, match="inherits the fields"):
        frozen(type("Lever", (Switch,), {}))


@pytest.mark.parametrize("room", [dmplog.case, dmplog.report])
def test_everything_in_a_report_is_a_frozen_dataclass(room):
    kinds = [kind for kind in vars(room).values() if inspect.isclass(kind) and kind.__module__ == room.__name__]

    assert kinds
    assert {True} == {dataclasses.is_dataclass(kind) and hasattr(kind, "__slots__") for kind in kinds}
