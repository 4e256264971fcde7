# SPDX-License-Identifier: Apache-2.0
"""The wheel, unpacked where neither it nor the home may be written: its commands work all the same."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tools.report import ROOT

# Root may write everywhere: it has to give that up first.
BOUND = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner"] if os.geteuid() == 0 else []
BACKTEST = ("backtest", "daily:3", "--from", "2021-01-01", "--to", "2021-01-08", "--json")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder with the wheel and an empty home, neither of which may be written."""
    site = tmp_path_factory.mktemp("site")
    (site / "home").mkdir()
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", site], cwd=ROOT, check=True)
    [wheel] = site.glob("*.whl")
    zipfile.ZipFile(wheel).extractall(site)
    folders = [path for path in (site, *site.rglob("*")) if path.is_dir()]
    for folder in folders:
        folder.chmod(0o555)
    yield site
    for folder in folders:
        folder.chmod(0o755)


def run(site: Path, *arguments: str, **settings: str) -> str:
    plain = {key: value for key, value in os.environ.items() if not key.startswith(("NUMBA_", "XDG_", "STEELYARD_"))}
    told = {"PYTHONPATH": str(site), "HOME": str(site / "home"), "COLUMNS": "100"} | settings
    command = [*BOUND, sys.executable, "-m", "steelyard.cli", *arguments]
    return subprocess.run(command, cwd=site, env=plain | told, check=True, capture_output=True, text=True).stdout


def test_help_and_a_backtest_work_and_write_nothing(site: Path, tmp_path: Path) -> None:
    before = sorted(site.rglob("*"))
    assert "backtest" in run(site, "--help")
    alone: dict[str, Any] = json.loads(run(site, *BACKTEST))
    assert alone["runs"][0]["nav"] > 0
    assert json.loads(run(site, *BACKTEST, NUMBA_CACHE_DIR=str(tmp_path))) == alone
    [keyed] = tmp_path.iterdir()
    assert keyed.name.startswith("numba-") and list(keyed.rglob("*.nbc"))
    assert sorted(site.rglob("*")) == before
    assert subprocess.run([*BOUND, "touch", site / "steelyard" / "planted"], capture_output=True).returncode != 0
