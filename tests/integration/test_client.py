# SPDX-License-Identifier: Apache-2.0
"""Our own contracts through the client: deployed, called, refused, and as blueprints."""

import pytest
from web3 import Web3

from steelyard.artifacts import artifact
from steelyard.chain.client import Client
from steelyard.chain.errors import ChainError
from steelyard.reverts.errors import Reverted

PERCENT = 10**16
TERMS = (0, 90 * PERCENT, 4 * PERCENT, 60 * PERCENT)
YEAR = 365 * 86_400


def test_deploys_and_calls_by_name(client: Client, owner: str) -> None:
    model = client.deploy("KinkedRateModel", *TERMS, sender=owner)
    again = client.at_name("KinkedRateModel", model.address)
    assert again.call("mean_rate", owner, 90 * PERCENT, 0) == 4 * PERCENT // YEAR


def test_refused_constructor_tells_its_reason(client: Client, owner: str) -> None:
    with pytest.raises(Reverted) as refusal:
        client.deploy("KinkedRateModel", 0, 2 * 10**18, 0, 0, sender=owner)
    assert refusal.value.reason == "rate model: kink"


def test_blueprint_holds_the_creation_code(client: Client, owner: str) -> None:
    address = client.deploy_blueprint("KinkedRateModel", owner)
    code = bytes(client.web3.eth.get_code(Web3.to_checksum_address(address)))
    assert code == bytes.fromhex("fe7100") + artifact("KinkedRateModel").bytecode


def test_empty_address_is_refused(client: Client) -> None:
    with pytest.raises(ChainError, match="no contract at"):
        client.at_name("KinkedRateModel", "0x" + "11" * 20)
