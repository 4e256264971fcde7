# SPDX-License-Identifier: Apache-2.0
"""A pool with its asset, factory double and rate model: what every test of the pool stands on."""

from dataclasses import dataclass
from typing import Any

import boa
from eth_abi import encode

from tests.support.contracts import at, blueprint, deploy

WAD = 10**18
RAY = 10**27
YEAR = 31_536_000
DAY = 86_400
ZERO = "0x" + "00" * 20

BORROW_LIMIT, RATE_MODEL, RESERVE_FACTOR, DEPOSIT_CAP, RESERVE_WITHDRAWAL, CURATOR, GUARDIAN = range(1, 8)
ANSWER, REVERT, LONG, SHORT, BURN, COSTLY = range(6)


@dataclass(frozen=True)
class Terms:
    """Constructor arguments of the pool that tests vary."""

    deposit_cap: int = 2**90
    reserve_factor: int = WAD // 10
    required_reserve: int = WAD // 100
    hourly_part: int = WAD
    timelock: int = 3 * DAY


class World:
    """One pool and its surroundings. Amounts are asset units; `unit` is one whole asset."""

    def __init__(
        self,
        curator: str,
        guardian: str,
        terms: Terms | None = None,
        decimals: int = 6,
        model: Any = None,
        asset: Any = None,
        governance: str = "PoolGovernance",
    ) -> None:
        terms = terms or Terms()
        self.curator = curator
        self.guardian = guardian
        self.terms = terms
        self.unit = 10**decimals
        self.asset = asset or deploy("MockAsset", decimals)
        self.factory = deploy("MockFactory")
        self.model = model or deploy("KinkedRateModel", 0, 9 * WAD // 10, WAD // 10, WAD)
        self.factory.register_rate_model(self.model.address)
        arguments = encode(
            ["address", "string", "string", "address", "address", "address"] + ["uint256"] * 5 + ["address"],
            [
                str(self.asset.address),
                "Steelyard lent USD",
                "slUSD",
                curator,
                guardian,
                str(self.model.address),
                terms.deposit_cap,
                terms.reserve_factor,
                terms.required_reserve,
                terms.hourly_part,
                terms.timelock,
                str(blueprint(governance).address),
            ],
        )
        self.pool = at("LendingPool", self.factory.create(blueprint("LendingPool").address, arguments))
        self.governance = at(governance, self.pool.GOVERNANCE())

    def fund(self, account: str, amount: int) -> None:
        """Gives `account` asset units and lets the pool take them."""
        self.asset.mint(account, amount)
        self.asset.approve(self.pool.address, 2**256 - 1, sender=account)

    def deposit(self, account: str, amount: int) -> int:
        """Funds and deposits; returns shares."""
        self.fund(account, amount)
        return int(self.pool.deposit(amount, account, sender=account))

    def give_limit(self, token: str, amount: int) -> None:
        """Registers a token and waits until its first limit is in force."""
        self.factory.register(token)
        self.governance.submit(BORROW_LIMIT, token, amount, sender=self.curator)
        boa.env.time_travel(seconds=2 * self.terms.timelock)
        self.governance.accept(BORROW_LIMIT, token)

    def repay(self, token: str, amount: int) -> int:
        """Sends the asset and books it; returns the debt afterwards."""
        self.asset.mint(self.pool.address, amount)
        return int(self.pool.repay(amount, sender=token))

    def wait(self, seconds: int) -> None:
        """Lets time pass."""
        boa.env.time_travel(seconds=seconds)

    def set_now(self, setting: int, target: str, amount: int) -> None:
        """Submits a setting and applies it after the delay."""
        self.governance.submit(setting, target, amount, sender=self.curator)
        self.wait(self.terms.timelock)
        self.governance.accept(setting, target)

    def dictate(self, function: str, *arguments: Any) -> None:
        """Calls a setter of the pool as its governance, which must be a MockGovernance."""
        self.governance.act(getattr(self.pool, function).prepare_calldata(*arguments))
