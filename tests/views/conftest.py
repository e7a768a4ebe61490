"""The marker of the tests that need a real browser."""

from __future__ import annotations


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: opens the HTML report in a headless Chromium")
