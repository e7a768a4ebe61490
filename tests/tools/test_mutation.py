"""The run on mutants draws the same for the same seed, counts what it should, and asks the quickest test first."""

from __future__ import annotations

import json
from dataclasses import asdict

import mutants
import mutation
import mutation_order
import pytest
from mutants import Change, Equivalent, Mutant, Place
from mutation import Drawn, Result


def mutant(line, operator="core/AddNot", module="dmplog/cases/a.py", occurrence=0):
    return Mutant(Place(module, (line, 0), (line, 5), operator), operator, occurrence)


def drawn(line, before="a < b", after="a <= b"):
    return Drawn(mutant(line), Change(before, after), "")


def result(outcome, module="dmplog/cases/a.py", before="a < b", test=None):
    return Result(module, 3, "core/AddNot", 0, before, "a <= b", outcome, test, 1.5)


def tree(folder, *names):
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("", encoding="utf-8")
    return folder


def test_only_rooms_that_exist_are_mutated(tmp_path):
    root = tree(tmp_path, "dmplog/witness.py", "dmplog/cases/b.py", "dmplog/cases/a.py", "dmplog/report.py")

    assert ["dmplog/witness.py", "dmplog/cases/a.py", "dmplog/cases/b.py"] == mutants.modules(root)


def test_the_same_seed_draws_the_same_whatever_the_order_of_the_mutants():
    found = [mutant(line) for line in range(30)]

    assert mutants.draw(found, 7) == mutants.draw(reversed(found), 7)


def test_another_seed_draws_others():
    found = [mutant(line) for line in range(30)]

    assert mutants.draw(found, 7) != mutants.draw(found, 8)


def test_a_place_is_drawn_once_however_many_mutants_it_has():
    found = [mutant(1, occurrence=number) for number in range(11)] + [mutant(2)]

    assert {1, 11} == {len(choices) for choices in mutants.draw(found, 7)}


@pytest.mark.parametrize(
    ("source", "hidden"),
    [
        ("def f(a: int | None = 1) -> int | None: ...", ["int | None", "int | None"]),
        ("@dataclass(frozen=True)\nclass A:\n    n: int = 2", ["dataclass(frozen=True)", "int"]),
        ("Row = dict[str, int] | None", ["Row = dict[str, int] | None"]),
        ("KEYS = FIRST | {1}", []),
        ("zip(a, b, strict=True)", ["True"]),
        ("KEYS = 3", []),
        ("é = {'é': 1}\nü: int = 1", ["int"]),
    ],
)
def test_what_only_readers_and_type_checkers_see_is_left_alone(source, hidden):
    lines = source.splitlines()
    spans = mutants.without_meaning(source)

    assert hidden == [lines[first - 1][start:end] for (first, start), (_, end) in spans]


def test_a_change_over_several_lines_is_told_whole():
    before, after = "x = (\n    a\n    or b\n)", "x = (\n    a\n)"

    assert Change("or b", "") == mutants.change(before, after)


def test_a_known_equivalent_is_passed_over_and_another_takes_its_place():
    known = [Equivalent("dmplog/cases/a.py", Change("a < b", "a <= b"), "never equal")]
    found = [drawn(1), drawn(2, before="c"), drawn(3, before="d"), drawn(4, before="e")]

    counted, passed = mutation.chosen(found, 2, known)

    assert (["c", "d"], known) == ([one.change.before for one in counted], passed)


def test_the_same_line_of_another_module_is_not_that_equivalent():
    known = [Equivalent("dmplog/cases/other.py", Change("a < b", "a <= b"), "never equal")]

    assert ([drawn(1)], []) == mutation.chosen([drawn(1)], 1, known)


@pytest.mark.parametrize(
    ("returned", "output", "outcome"),
    [
        (0, "12 passed", ("survived", None)),
        (None, "", ("timeout", None)),
        (-9, "", ("broken", None)),
        (1, "FAILED tests/a.py::test_b[c - d] - AssertionError: e", ("killed", "tests/a.py::test_b[c - d]")),
        (1, "ERROR tests/a.py", ("killed", "tests/a.py")),
        (4, "no module", ("killed", "the tests could not begin")),
    ],
)
def test_a_run_says_what_became_of_its_mutant(returned, output, outcome):
    assert outcome == mutation.outcome_of(returned, output)


def test_the_table_counts_by_room_and_names_the_survivors():
    told = mutation.summary(
        [
            result("killed", test="t"),
            result("survived"),
            result("timeout", "dmplog/witness.py"),
            result("broken", "dmplog/witness.py", before="c < d"),
        ],
        [Equivalent("dmplog/cases/a.py", Change("x", "y"), "same")],
    )

    assert [
        "room drawn killed survived timeout broken",
        "cases 2 1 1 0 0",
        "witness 2 0 0 1 1",
        "all 4 1 1 1 1",
        "2 of 4 noticed (50.0 %); 1 equivalent ones passed over",
        "dmplog/cases/a.py:3 core/AddNot",
        "- a < b",
        "+ a <= b",
        "dmplog/witness.py:3 core/AddNot",
        "- c < d",
        "+ a <= b",
    ] == [" ".join(line.split()) for line in told.splitlines()]


def test_results_are_read_as_they_were_written(tmp_path):
    written = [result("killed", test="t"), result("survived")]
    path = tmp_path / "results.jsonl"
    path.write_text("".join(json.dumps(asdict(one)) + "\n" for one in written), encoding="utf-8")

    assert written == mutation.read_results(path)


def test_golden_reports_come_first_and_the_rest_as_its_paths_are_given():
    paths = ["tests/cases", "tests/scenarios", "tests"]
    golden = f"tests/scenarios/test_scenarios.py::{mutation_order.GOLDEN}[half-sent]"
    nodes = [
        "tests/test_witness.py::test_a",
        "tests/scenarios/test_scenarios.py::test_b",
        "tests/cases/test_c.py::test_c",
        "dmplog/witness.py::dmplog.witness",
        golden,
    ]

    assert [golden, nodes[2], nodes[1], nodes[0], nodes[3]] == sorted(
        nodes, key=lambda node: mutation_order.rank(node, paths)
    )


def test_every_equivalent_mutant_stands_in_a_module_and_says_why():
    listed = mutants.equivalents(mutation.EQUIVALENTS)

    assert [] == [
        one
        for one in listed
        if not one.reason or any(line not in source_of(one.module) for line in one.change.before.splitlines())
    ]


def source_of(module):
    return (mutation.REPOSITORY / module).read_text(encoding="utf-8")


def engine():
    return pytest.importorskip("cosmic_ray", reason="pip install --group mutation")


def changes(source):
    engine()
    found = mutants.mutants_of("a.py", source)
    return {text for one in found if (text := mutants.mutated(source, one)) is not None}


def test_an_annotation_is_no_mutant():
    assert set() == changes("def f(a: int | None) -> int | None: ...\n")


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("y = [n for n in m if n]\n", "y = [n for n in m if not (n)]\n"),
        ("y = a and b\n", "y = (b)\n"),
        ("y = a and b and c\n", "y = (a and c)\n"),
        ("y = a < b\n", "y = a <= b\n"),
    ],
)
def test_conditions_and_operands_are_mutated(source, text):
    assert text in changes(source)


def test_identity_for_equality_is_no_mutant():
    assert "y = a is b\n" not in changes("y = a == b\n")
