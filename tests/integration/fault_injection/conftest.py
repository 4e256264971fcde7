# SPDX-License-Identifier: Apache-2.0
"""The two worlds, built once for all fault injection of a module; the node undoes what each drill did."""

import pytest

from steelyard.chain.client import Client
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from tests.integration.fault_injection.worlds import LeverageFaults, PairingFaults


@pytest.fixture(scope="module")
def leveraged(anvil: Anvil, client: Client, uniswap: Uniswap) -> LeverageFaults:
    return LeverageFaults(anvil, client, uniswap)


@pytest.fixture(scope="module")
def pairing(anvil: Anvil, client: Client, uniswap: Uniswap) -> PairingFaults:
    return PairingFaults(anvil, client, uniswap)
