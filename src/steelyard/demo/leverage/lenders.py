# SPDX-License-Identifier: Apache-2.0
"""Lenders who come and go, and what they earned."""

from dataclasses import dataclass, field

from steelyard.chain.client import Contract
from steelyard.chain.errors import Reverted
from steelyard.chain.uniswap import Deployed
from steelyard.demo.environment import Environment
from steelyard.demo.units import USDC, YEAR
from steelyard.model.libraries.rounding import WAD


@dataclass(frozen=True)
class Plan:
    """Whole dollars or whole ETH into a pool at an hour from the start; `leaves` None is at the very end."""

    name: str
    asset: str  # "USDC" or "WETH"
    amount: int
    enters: int
    leaves: int | None


PLANS = [
    Plan("patient lender", "USDC", 300_000, 0, None),
    Plan("second lender", "USDC", 200_000, 24, None),
    Plan("leaves midweek", "USDC", 150_000, 4, 84),
    Plan("ETH lender", "WETH", 200, 0, None),
    Plan("second ETH lender", "WETH", 150, 36, None),
]


@dataclass
class Lender:
    """One plan carried out; amounts in asset units. `exposure` is asset units times seconds."""

    plan: Plan
    environment: Environment
    pool: Contract
    asset: Deployed
    account: str
    deposited: int = 0
    withdrawn: int = 0
    entered: int = 0
    left: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def inside(self) -> bool:
        """Whether they hold shares."""
        return self.deposited > 0 and self.left == 0

    def wants_in(self, hour: int) -> bool:
        """Whether it is time to lend."""
        return self.deposited == 0 and hour >= self.plan.enters

    def wants_out(self, hour: int) -> bool:
        """Whether it is time to leave before the end."""
        return self.inside and self.plan.leaves is not None and hour >= self.plan.leaves

    def enter(self, time: int) -> None:
        """Deposits everything planned."""
        self.deposited = self.plan.amount * _unit(self.plan)
        self.pool.transact("deposit", self.deposited, self.account, sender=self.account)
        self.entered = time

    def leave(self, time: int) -> bool:
        """Redeems every share; without free cash that reverts, and they come back."""
        shares = self.pool.call("balanceOf", self.account)
        before = self.asset.call("balanceOf", self.account)
        try:
            self.pool.transact("redeem", shares, self.account, self.account, sender=self.account)
        except Reverted as refusal:
            self.refusals.append(refusal.reason)
            return False
        self.withdrawn = self.asset.call("balanceOf", self.account) - before
        self.left = time
        return True

    def earned(self) -> int:
        """What came back above the deposit, asset units."""
        return self.withdrawn - self.deposited

    def apr(self) -> float:
        """The same per year of the time lent, as a fraction."""
        return self.earned() / self.deposited * YEAR / (self.left - self.entered)


def hire(environment: Environment, pools: dict[str, Contract], hours: int) -> list[Lender]:
    """Gives every lender who comes within `hours` an account, money and the allowance they need."""
    assets: dict[str, Deployed] = {"USDC": environment.usdc, "WETH": environment.weth}
    lenders = []
    for plan in (plan for plan in PLANS if plan.enters < hours):
        amount = plan.amount * _unit(plan)
        is_usdc = plan.asset == "USDC"
        account = environment.fund(plan.name, amount if is_usdc else 0, 0 if is_usdc else amount)
        environment.allow(account, pools[plan.asset].address, assets[plan.asset])
        lenders.append(Lender(plan, environment, pools[plan.asset], assets[plan.asset], account))
    return lenders


def _unit(plan: Plan) -> int:
    return USDC if plan.asset == "USDC" else WAD
