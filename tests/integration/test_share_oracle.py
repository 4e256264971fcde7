# SPDX-License-Identifier: Apache-2.0
"""Shares of a 3x bull as collateral in a real Morpho Blue market on a node, through a crash and in each state."""

from dataclasses import dataclass
from typing import Any

import pytest

from benchmarks.gas.peers.solidity import compiled
from steelyard.chain.client import Client, Contract
from steelyard.devchain import node_modules
from steelyard.devchain.anvil import Anvil
from steelyard.devchain.uniswap import Uniswap
from steelyard.model.erc20 import ZERO_ADDRESS
from steelyard.reverts.errors import Reverted
from tests.support.environment import NodeEnvironment
from tests.support.market import WAD, Market, asset, build_factory, build_market

PRICE, USD, E36 = 2_000, 10**6, 10**36
LLTV = 62 * WAD // 100  # of docs/guides/integrators.md: a 3x, one step of 10%, the liquidator paid
SHARES = 500 * WAD  # $50,000
LENT = 100_000 * USD
_SOURCE = "@morpho-org/morpho-blue/src/Morpho.sol"
_SETTINGS = {"optimizer": {"enabled": True, "runs": 200}, "evmVersion": "paris"}


@dataclass(frozen=True)
class Lending:
    """A Morpho market that lends USDC against shares of `market`; the borrower has paid in half of all shares."""

    morpho: Contract
    terms: tuple[str, str, str, str, int]
    market: Market
    oracle: Contract
    lender: str
    borrower: str
    liquidator: str

    def act(self, function: str, *args: Any, sender: str) -> Any:
        return self.morpho.transact(function, self.terms, *args, sender=sender)

    def borrow(self, amount: int) -> None:
        self.act("borrow", amount, 0, self.borrower, self.borrower, sender=self.borrower)

    def liquidate(self, seized: int) -> None:
        self.act("liquidate", self.borrower, seized, 0, b"", sender=self.liquidator)

    @property
    def identity(self) -> bytes:
        web3 = self.morpho.client.web3
        return bytes(web3.keccak(web3.codec.encode(["address"] * 4 + ["uint256"], self.terms)))

    def assets(self) -> int:
        """What lenders have in the market."""
        return int(self.morpho.call("market", self.identity)[0])

    def loan(self) -> int:
        """Shares of the borrower's debt."""
        return int(self.morpho.call("position", self.identity, self.borrower)[1])

    def collateral(self) -> int:
        return int(self.morpho.call("position", self.identity, self.borrower)[2])


@pytest.fixture
def lending(anvil: Anvil, client: Client, uniswap: Uniswap, owner: str) -> Lending:
    environment = NodeEnvironment(anvil, client, uniswap)
    usdc, weth = asset(environment, 6), asset(environment, 18)
    market = build_market(environment, build_factory(environment), usdc, weth, PRICE)
    environment.send(weth, "mint", owner, 10**24)
    environment.send(weth, "approve", market.token.address, 2**256 - 1)
    environment.send(market.token, "mint", 2 * SHARES, owner, owner, b"")
    lender, borrower, liquidator = client.accounts()[1:4]
    oracle = client.deploy("ShareOracle", market.factory.address, market.token.address, False, sender=owner)
    abi, bytecode = compiled(node_modules.file(_SOURCE).parent, "Morpho.sol", "Morpho", _SETTINGS)
    morpho = client.deploy_code(abi, bytecode, owner, sender=owner)
    morpho.transact("enableIrm", ZERO_ADDRESS, sender=owner)
    morpho.transact("enableLltv", LLTV, sender=owner)
    terms = (usdc.address, market.token.address, oracle.address, ZERO_ADDRESS, LLTV)
    morpho.transact("createMarket", terms, sender=owner)
    for account in (lender, liquidator):
        environment.send(usdc, "mint", account, LENT)
        usdc.transact("approve", morpho.address, 2**256 - 1, sender=account)
    environment.send(market.token, "transfer", borrower, SHARES)
    market.token.transact("approve", morpho.address, 2**256 - 1, sender=borrower)
    made = Lending(morpho, terms, market, oracle, lender, borrower, liquidator)
    made.act("supply", LENT, 0, lender, b"", sender=lender)
    made.act("supplyCollateral", SHARES, borrower, b"", sender=borrower)
    return made


def test_the_lender_survives_the_step_that_the_guide_names(lending: Lending) -> None:
    """At the highest loan, one round of 10%: a liquidation leaves the lender whole, and the borrower something."""
    lending.borrow(31_000 * USD)
    with pytest.raises(Reverted):
        lending.borrow(10 * USD)
    lending.market.set_price(PRICE * 9 // 10)
    assert lending.oracle.call("price") * SHARES // E36 == 35_000 * USD
    lending.act("liquidate", lending.borrower, 0, lending.loan(), b"", sender=lending.liquidator)
    assert lending.loan() == 0 and lending.assets() == LENT
    assert 0 < lending.collateral() < SHARES // 20


def test_a_larger_step_costs_the_lender(lending: Lending) -> None:
    """What the table is for: after 15% a loan at 62% of a 3x is not covered."""
    lending.borrow(31_000 * USD)
    lending.market.set_price(PRICE * 85 // 100)
    before = lending.assets()
    lending.liquidate(lending.collateral())
    assert lending.loan() == 0
    assert lending.assets() < before


def test_no_liquidation_on_one_bad_round(lending: Lending) -> None:
    """A round that leaves nothing hands no share to a liquidator; the borrower may repay all the same."""
    lending.borrow(20_000 * USD)
    lending.market.set_price(PRICE * 6 // 10)
    for seized in (1, SHARES):
        with pytest.raises(Reverted, match="share: no price"):
            lending.liquidate(seized)
    usdc = lending.market.quote
    usdc.transact("approve", lending.morpho.address, 2**256 - 1, sender=lending.borrower)
    lending.act("repay", 5_000 * USD, 0, lending.borrower, b"", sender=lending.borrower)
    lending.market.set_price(PRICE)
    lending.borrow(5_000 * USD)


def test_a_confirmed_sale_has_a_price_again(lending: Lending, anvil: Anvil, owner: str) -> None:
    """From the confirmation on a liquidation is possible, and takes nothing for nothing while there is equity."""
    lending.borrow(20_000 * USD)
    market, token = lending.market, lending.market.token
    market.set_price(1_350)  # E 1,250 of 101,250
    token.transact("start_wind_down", sender=owner)
    with pytest.raises(Reverted, match="share: no price"):
        lending.liquidate(SHARES)
    anvil.wait(600)
    market.set_price(1_350)
    token.transact("confirm_wind_down", sender=owner)
    assert lending.oracle.call("price") > 1
    before = market.quote.call("balanceOf", lending.liquidator)
    lending.liquidate(lending.collateral())
    assert lending.loan() == 0 and before > market.quote.call("balanceOf", lending.liquidator)
