"""A plugin of pytest for runs on a mutant: what tells most in the least time comes first, so that `-x` ends early.

Golden reports come first, in an order that puts no two neighbours of one kind side by side, then the tests in the order their paths
were given on the command line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

import pytest

GOLDEN = "test_the_report_is_the_golden_one"


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Sort the tests; those that rank alike keep their order."""
    paths = [str(path) for path in config.args]
    items.sort(key=lambda item: rank(item.nodeid, paths))


def rank(nodeid: str, paths: Sequence[str]) -> tuple[Any, ...]:
    """Return what a test sorts by.

    >>> rank("tests/tracing/test_alignment.py::test_nothing", ["tests/cases", "tests/tracing", "tests"])
    (1, 1, '')
    """
    if f"::{GOLDEN}[" in nodeid:
        return (0, 0, hashlib.sha256(nodeid.encode()).hexdigest())
    file = nodeid.partition("::")[0]
    fitting = [number for number, path in enumerate(paths) if f"{file}/".startswith(f"{path.rstrip('/')}/")]
    return (1, min(fitting, default=len(paths)), "")
