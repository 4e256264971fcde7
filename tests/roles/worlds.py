# SPDX-License-Identifier: Apache-2.0
"""A live market of each mechanism, from the real contracts, and what everybody in it owns."""

from dataclasses import astuple
from typing import Any

from steelyard.model.pairing.parameters import Fees
from tests.support.contracts import deploy
from tests.support.engine import wait
from tests.support.environment import BoaEnvironment
from tests.support.market import E36, WAD, Terms, asset, build_factory, build_market
from tests.support.market_world import bull
from tests.support.pairing import FOREVER, FT, LP, LT, build_pairing_factory, build_pairing_market, live_terms

PRICE = 3_000
USD = 10**6
ETHER = 10**18
SHARE = 10**18
HOUR = 3_600
DAY = 86_400
ALL = 2**100  # more than there is of anything
UNLIMITED = 2**256 - 1
LENT = 1_000_000  # dollars that the owner lends
DEPOSITED = 500_000  # dollars that the depositor lends
HELD = 100 * SHARE
MANAGEMENT_FEE = 10**16
REQUIRED_RESERVE = 10**16
HOURLY_PART = WAD // 4
PERCENT = WAD // 100

(LIMIT, RATE_MODEL, RESERVE_FACTOR, DEPOSIT_CAP, RESERVE_WITHDRAWAL, CURATOR, GUARDIAN) = range(1, 8)
NOBODY = "0x" + "00" * 20


class Leveraged:
    """A 3x bull of ether at $3,000, its pool and its wrapper."""

    def __init__(self, curator: str, guardian: str, fee_recipient: str, depositor: str, holder: str) -> None:
        environment = BoaEnvironment()
        self.owner = environment.owner
        self.depositor, self.holder = depositor, holder
        self.factory = build_factory(environment)
        self.usdc, self.weth = asset(environment, 6), asset(environment, 18)
        self.terms = Terms(
            management_fee=MANAGEMENT_FEE,
            fee_recipient=fee_recipient,
            base_rate=5 * PERCENT,
            rate_at_kink=10 * PERCENT,
            rate_at_full=WAD,
            required_reserve=REQUIRED_RESERVE,
            hourly_part=HOURLY_PART,
            deposit=LENT,
            curator=curator,
            guardian=guardian,
        )
        self.market = build_market(environment, self.factory, self.usdc, self.weth, PRICE, terms=self.terms)
        self.pool, self.token, self.anchored = self.market.pool, self.market.token, self.market.anchored
        self.oracle = self.market.oracle
        for account in (holder, depositor):
            self.supply(account)
        self.pool.deposit(DEPOSITED * USD, depositor, sender=depositor)
        self.token.mint(HELD, holder, holder, b"", sender=holder)

    def supply(self, account: str) -> None:
        """Gives `account` a thousand ether and ten million dollars, which token, pool and wrapper may spend."""
        self.weth.mint(account, 1_000 * ETHER)
        self.usdc.mint(account, 10**7 * USD)
        for token in (self.weth, self.usdc, self.token):
            for spender in (self.token, self.pool, self.anchored):
                token.approve(spender.address, UNLIMITED, sender=account)

    def set_price(self, dollars: int) -> None:
        """A new round of the oracle."""
        self.market.set_price(dollars)

    def submit(self, setting: int, target: str, amount: int, curator: str, timelocks: int = 1) -> None:
        """A proposal of the curator that anybody accepts after its delay."""
        self.pool.submit(setting, target, amount, sender=curator)
        wait(timelocks * self.terms.timelock)
        self.pool.accept(setting, target)

    def drain(self, curator: str) -> None:
        """The owner takes their loan back and the holder mints until no cash is free."""
        self.pool.withdraw(LENT * USD, self.owner, self.owner, sender=self.owner)
        self.submit(LIMIT, self.token.address, 10 * LENT * USD, curator)
        while (room := self.pool.pool_state().free_cash) > USD:
            _, debt, supply = self.position()
            self.token.mint(room * supply // debt, self.holder, self.holder, b"", sender=self.holder)
            wait(HOUR)

    def create_market(self, collateral: Any, oracle: Any, sender: str) -> Any:
        """A market of any collateral and oracle on the same pool, as anybody may create one."""
        identity = ("Hostile", "HOSTILE", self.pool.address, collateral.address, oracle.address)
        anchored = ("Anchored hostile", "aHOSTILE", 100 * WAD, 10 * WAD, 0)
        address, _ = self.factory.create_market((*identity, *astuple(bull())), anchored, sender=sender)
        return self.market.environment.at("LeveragedToken", address)

    def ratio(self) -> int:
        """Leverage at the oracle's price, 1e18."""
        sheet = self.token.balance_sheet()
        assets = sheet.collateral * self.oracle.price() // E36
        return int(assets * WAD // (assets - sheet.debt))

    def equity(self) -> int:
        """Of all shares, at the oracle's price, in dollar units; negative under water."""
        sheet = self.token.balance_sheet()
        return int(sheet.collateral * self.oracle.price() // E36 - sheet.debt)

    def position(self) -> tuple[int, int, int]:
        """C, D and S now."""
        sheet = self.token.balance_sheet()
        return sheet.collateral, sheet.debt, sheet.supply

    def wind_down(self, dollars: int) -> None:
        """Starts and confirms a wind-down at a price."""
        self.set_price(dollars)
        self.token.start_wind_down()
        wait(600)
        self.set_price(dollars)
        self.token.confirm_wind_down()


class Pairing:
    """A bull of ether at $3,000 that takes every fee there is."""

    FEES = Fees(
        cut=20 * PERCENT, management=PERCENT, rebalance=PERCENT // 20, reward=50 * PERCENT, max_reward=ETHER // 1_000
    )

    def __init__(self, target: int, fee_recipient: str, depositor: str, holder: str, keeper: str) -> None:
        environment = BoaEnvironment()
        self.owner = environment.owner
        self.depositor, self.holder, self.fee_recipient = depositor, holder, fee_recipient
        self.terms = live_terms(target, fees=self.FEES)
        self.factory = build_pairing_factory(environment)
        self.market = build_pairing_market(
            environment,
            self.factory,
            self.terms,
            PRICE,
            holders=(holder, depositor, keeper),
            fee_recipient=fee_recipient,
        )
        self.pool, self.asset = self.market.pool, self.market.asset
        self.enter(LT, 20_000, holder)
        self.enter(FT, 20_000, holder)
        self.enter(LP, 50_000, depositor)

    def share(self, side: int) -> Any:
        """Of the present generation."""
        return self.market.share(side)

    def enter(self, side: int, dollars: int, who: str) -> int:
        """Shares for so many dollars of U, by an order where the market wants one."""
        amount = self.market.worth(dollars)
        if self.terms.commits:
            number = self.market.delayed_orders.commit(True, side, amount, 0, FOREVER, who, sender=who)
            wait(60)
            self.market.answer(self.market.feed.answer() / 10**8)
            return int(self.market.delayed_orders.execute(number, sender=who))
        if side == LP:
            return int(self.pool.deposit(amount, 0, who, FOREVER, sender=who))
        return int(self.pool.mint(side, amount, 0, who, FOREVER, sender=who))

    def leave(self, side: int, shares: int, who: str) -> int:
        """U for shares, at once and all of them."""
        return int(self.pool.redeem(side, shares, 0, who, False, FOREVER, sender=who)[1])

    def claims(self) -> list[float]:
        """What one raw share of each side would get if the market ended now: units of U."""
        engine = self.market.environment.at("PairingEngine", self.pool.ENGINE())
        states = [self.share(side).state() for side in (LT, FT, LP)]
        settlements, _ = engine.close_all(
            self.pool.accrued_position(), self.pool.terms(), self.market.source.latest().price, states, 0
        )
        return [(s.left + sum(s.paid) + s.cut) / state.supply for s, state in zip(settlements, states, strict=True)]


def junk() -> tuple[Any, Any]:
    """A worthless collateral and an oracle that whoever made it sets: a dollar-sized lie."""
    return deploy("MockAsset", 18), deploy("MockOracle", PRICE * USD * E36 // ETHER)
