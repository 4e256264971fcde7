# SPDX-License-Identifier: Apache-2.0
"""The two worlds, built once for all drills of a module; the node undoes what each drill did."""

import pytest

from steelyard.chain.anvil import Anvil
from steelyard.chain.client import Client
from steelyard.chain.uniswap import Uniswap
from tests.integration.drills.worlds import LeveragedDrill, PairedDrill


@pytest.fixture(scope="module")
def leveraged(anvil: Anvil, client: Client, uniswap: Uniswap) -> LeveragedDrill:
    return LeveragedDrill(anvil, client, uniswap)


@pytest.fixture(scope="module")
def paired(anvil: Anvil, client: Client, uniswap: Uniswap) -> PairedDrill:
    return PairedDrill(anvil, client, uniswap)
