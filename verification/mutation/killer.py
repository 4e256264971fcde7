# SPDX-License-Identifier: Apache-2.0
"""A pytest plugin that leaves the name of the first failing test in the file `failed`."""

from pathlib import Path

import pytest


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Of a test that failed, in its body or in what it stands on."""
    if report.failed:
        Path("failed").write_text(report.nodeid)
