# SPDX-License-Identifier: Apache-2.0
"""Every line of docs/guides/sdk.md runs: its Python as it stands, its commands by the command line."""

import re
import shlex
from pathlib import Path

import pytest
from typer.testing import CliRunner

from steelyard.cli import app
from steelyard.devchain.local import LocalDeployment

_PAGE = Path(__file__).parents[2] / "docs" / "guides" / "sdk.md"
_BLOCK = re.compile(r"^```(python)?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_IS_TESTED_ELSEWHERE = "steelyard up"


def test_the_page(local: LocalDeployment, network_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STEELYARD_NETWORKS", str(network_file.parent))
    for asset, market in ((local.dollar, local.markets[1]), (local.uniswap.weth, local.markets[1])):
        asset.transact("approve", market.token.address, 2**255, sender=local.accounts["alice"])
    programs = commands = 0
    for language, block in _BLOCK.findall(_PAGE.read_text(encoding="utf-8")):
        if language:
            exec(compile(block, str(_PAGE), "exec"), {"__name__": "__main__"})
            programs += 1
            continue
        for line in block.strip().splitlines():
            if line != _IS_TESTED_ELSEWHERE:
                done = CliRunner().invoke(app, shlex.split(line)[1:])
                assert done.exit_code == 0, (line, done.output)
                commands += 1
    assert (programs, commands) == (5, 10)
