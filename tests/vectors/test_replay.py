# SPDX-License-Identifier: Apache-2.0
"""Every vector, from its file alone, on the twin and on the contracts: outcomes, reasons and states are equal."""

from pathlib import Path

import pytest

from tests.vectors.contracts import ContractMarket
from tests.vectors.player import FOLDER, load, replay
from tests.vectors.twin import TwinMarket

MARKETS = sorted((FOLDER / "markets").glob("*.json"))


@pytest.mark.parametrize("path", MARKETS, ids=lambda path: path.stem)
def test_the_twin_does_what_the_vectors_say(path: Path) -> None:
    vector = load(path)
    assert replay(vector, TwinMarket(vector["market"])) == len(vector["steps"])


@pytest.mark.parametrize("path", MARKETS, ids=lambda path: path.stem)
def test_the_contracts_do_what_the_vectors_say(path: Path) -> None:
    vector = load(path)
    assert replay(vector, ContractMarket(vector["market"])) == len(vector["steps"])
