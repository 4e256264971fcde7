# SPDX-License-Identifier: Apache-2.0
"""One paired pool on the chain, and what agents do with it; the model does everything along."""

from collections.abc import Callable
from dataclasses import astuple, dataclass, field
from typing import Any

from web3.types import TxReceipt

from steelyard.chain.client import Contract
from steelyard.demo.environment import Environment
from steelyard.demo.pairing.deployment import FEED_DECIMALS, QUOTE_DECIMALS, Deployment
from steelyard.demo.pairing.feed import HEARTBEAT, Feed
from steelyard.demo.pairing.model import Model
from steelyard.demo.pairing.series import Series
from steelyard.demo.pairing.terms import Spec
from steelyard.demo.units import FOREVER, USDC
from steelyard.devchain.uniswap import Deployed
from steelyard.model.clock import Clock
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.rebalancing import StepTransfer
from steelyard.model.pairing.valuation import Side
from steelyard.model.scenario.pairing import PairingScenario
from steelyard.strategy.pairing import preview

_NO_PERMIT = (0, 0, bytes(32), bytes(32))
_SLACK = 998  # thousandths of what was simulated that a trader insists on


@dataclass(frozen=True)
class RebalanceResult:
    """What a rebalance did: its steps, whether more wait, units of U, and what its queues were paid by side."""

    steps: tuple[StepTransfer, ...]
    at_market: bool  # the last step was at the market price; all others were at a bound
    backlog: bool
    fee: int
    reward: int
    paid: dict[Side, int]


@dataclass
class Pair:
    """A paired pool. Amounts are units of U, or shares as shown."""

    spec: Spec
    deployment: Deployment
    feed: Feed
    pool: Contract
    coin: Deployed
    delayed_orders: Contract | None
    model: Model
    shares: dict[Side, Contract] = field(default_factory=dict)  # the present generations
    swaps: int = 0  # on Uniswap, through the Router
    claims: int = 0

    @property
    def environment(self) -> Environment:
        """The chain it stands on."""
        return self.deployment.environment

    @property
    def symbol(self) -> str:
        """The market's."""
        return self.spec.symbol

    @property
    def series(self) -> Series:
        """What its underlying costs."""
        return self.deployment.series[self.spec.underlying]

    def units(self, dollars: int, price: int) -> int:
        """Units of U worth so many dollars at `price` (feed units)."""
        scale: int = 10**self.spec.decimals * self.feed.unit
        return dollars * scale // price

    def worth(self, units: int, price: int) -> float:
        """Dollars that units of U are worth at `price` (feed units)."""
        scale: int = 10**self.spec.decimals * self.feed.unit
        return units * price / scale

    def dollars(self, quote: int) -> float:
        """Quote units as dollars."""
        return quote / USDC

    def dollars_per_coin(self, price: int) -> float:
        """A price scaled by 1e36 as dollars of a whole U."""
        return self.dollars(price * 10**self.spec.decimals) / 10**36

    # ------------------------------------------------------------------ at once

    def open(self, account: str, amount: int) -> int:
        """Opens the market; returns the creator's LP shares."""
        receipt = self.pool.transact("open", amount, sender=account)
        shares = self._event("Opened", receipt)["shares"]
        self._follow("open", receipt, account, lambda pool: pool.open(amount, sender=account), shares)
        return int(shares)

    def mint(self, account: str, side: Side, amount: int) -> int:
        """LT, FT or LP for U of the account."""
        if side is Side.LIQUIDITY:
            receipt = self.pool.transact("deposit", amount, 0, account, FOREVER, sender=account)
        else:
            receipt = self.pool.transact("mint", side, amount, 0, account, FOREVER, sender=account)
        return self._minted(receipt, account)

    def zap_mint(self, account: str, side: Side, usdc: int) -> int:
        """The same for USDC, through the Router and Uniswap."""

        def order(min_out: int) -> tuple[Any, ...]:
            paid = (self.environment.usdc.address, usdc, self.environment.path)
            return (self.pool.address, side, *paid, min_out, account, FOREVER, _NO_PERMIT)

        expected = self.deployment.router.call("zap_mint", order(0), sender=account)
        receipt = self.deployment.router.transact("zap_mint", order(expected * _SLACK // 1_000), sender=account)
        self.swaps += 1
        return self._minted(receipt, account)

    def redeem(self, account: str, side: Side, shares: int) -> tuple[int, int]:
        """As many of the shares as can be redeemed at once; returns them, and U."""
        receipt = self.pool.transact("redeem", side, shares, 0, account, True, FOREVER, sender=account)
        return self._redeemed(receipt, account, side, shares)

    def zap_redeem(self, account: str, side: Side, shares: int) -> tuple[int, int]:
        """The same for USDC, through the Router and Uniswap; returns shares and units of USDC."""

        def order(min_out: int) -> tuple[Any, ...]:
            out = (self.environment.usdc.address, self.environment.path, min_out, account)
            return (self.pool.address, side, shares, True, *out, FOREVER, _NO_PERMIT)

        _, expected = self.deployment.router.call("zap_redeem", order(0), sender=account)
        held = self.environment.usdc.call("balanceOf", account)
        receipt = self.deployment.router.transact("zap_redeem", order(expected * _SLACK // 1_000), sender=account)
        self.swaps += 1
        redeemed, _ = self._redeemed(receipt, account, side, shares)
        return redeemed, self.environment.usdc.call("balanceOf", account) - held

    # ------------------------------------------------------------------ by an order

    def commit(self, account: str, is_mint: bool, side: Side, amount: int) -> int:
        """U or shares of the account for an order; returns its number."""
        assert self.delayed_orders is not None
        receipt = self.delayed_orders.transact("commit", is_mint, side, amount, 0, FOREVER, account, sender=account)
        return self._committed(receipt, account)

    def zap_commit(self, account: str, side: Side, usdc: int) -> int:
        """An order to mint for USDC, which the Router sells for U first; returns its number."""
        paid = (self.environment.usdc.address, usdc, self.environment.path)
        order = (self.pool.address, side, *paid, 0, account, FOREVER, _NO_PERMIT)
        _, expected = self.deployment.router.call("commit_mint", order, 0, sender=account)
        receipt = self.deployment.router.transact("commit_mint", order, expected * _SLACK // 1_000, sender=account)
        self.swaps += 1
        return self._committed(receipt, account)

    def execute(self, keeper: str, number: int) -> int:
        """Carries an order out; returns shares, or units of U."""
        assert self.delayed_orders is not None
        receipt = self.delayed_orders.transact("execute", number, sender=keeper)
        result = self.delayed_orders.events("Execute", receipt)[0]["args"]["result"]

        def scenario(pool: PairingPool) -> int:
            assert pool.delayed_orders is not None
            return pool.delayed_orders.execute(number, sender=keeper)

        self._follow("execute", receipt, keeper, scenario, result)
        return int(result)

    # ------------------------------------------------------------------ by the queue

    def enqueue(self, account: str, side: Side, shares: int) -> int:
        """Shares into the queue; returns the epoch."""
        share = self.shares[side]
        receipt = share.transact("enqueue", shares, sender=account)
        epoch = share.events("Join", receipt)[0]["args"]["epoch"]
        self._follow("enqueue", receipt, account, lambda pool: pool.tokens[side].enqueue(shares, sender=account), epoch)
        return int(epoch)

    def is_paid(self, side: Side, epoch: int) -> bool:
        """Whether an epoch was paid."""
        return bool(self.shares[side].call("epoch", epoch)[3])

    def claim(self, account: str, side: Side, epoch: int) -> int:
        """U of a paid epoch."""
        share = self.shares[side]
        receipt = share.transact("claim", epoch, account, sender=account)
        amount = share.events("Claim", receipt)[0]["args"]["amount"]
        self.claims += 1
        self._follow(
            "claim", receipt, account, lambda pool: pool.tokens[side].claim(epoch, account, sender=account), amount
        )
        return int(amount)

    # ------------------------------------------------------------------ anybody

    def is_due(self) -> bool:
        """Whether a rebalance would be done now, as the model sees it."""
        self.model.clock.now = self.environment.anvil.now()
        return preview(self.model.pool) is not None

    def rebalance(self, keeper: str) -> RebalanceResult:
        """Rebalances; every number of every step is the model's."""
        receipt = self.pool.transact("rebalance", sender=keeper)
        done = self._event("Rebalance", receipt)
        moved = [event["args"]["moved"] for event in self.pool.events("Step", receipt)]
        steps = tuple(StepTransfer(**one) for one in moved)
        paid = {Side(event["args"]["side"]): event["args"]["paid"] for event in self.pool.events("Settle", receipt)}
        expected = ((done["steps"], done["backlog"], done["reward"]), steps)
        self._follow("rebalance", receipt, keeper, lambda _: self.model.rebalance(keeper), expected)
        at_market = steps[-1].price == self.model.pool.last_price
        return RebalanceResult(steps, at_market, done["backlog"], done["fee"], done["reward"], paid)

    def collect_fees(self) -> tuple[int, int]:
        """Sends the fee recipient what is owed: units of U, and LP shares. Nothing owed is no failure."""
        owed, cut = self.pool.call("fees_owed")
        if not owed and not cut:
            return 0, 0
        recipient = self.environment.account("fee recipient")
        receipt = self.pool.transact("collect_fees", sender=recipient)
        sent = self._event("CollectFees", receipt)
        collected = (sent["amount"], sent["shares"])
        self._follow("collect_fees", receipt, recipient, lambda pool: pool.collect_fees(), collected)
        return collected

    # ------------------------------------------------------------------ the model

    def _minted(self, receipt: TxReceipt, account: str) -> int:
        made = self._event("Mint", receipt)
        side, amount = Side(made["side"]), made["amount"]

        def scenario(pool: PairingPool) -> int:
            if side is Side.LIQUIDITY:
                return pool.deposit(amount, 0, account, FOREVER, sender=account)
            return pool.mint(side, amount, 0, account, FOREVER, sender=account)

        self._follow(f"mint {side.name}", receipt, account, scenario, made["shares"])
        return int(made["shares"])

    def _redeemed(self, receipt: TxReceipt, account: str, side: Side, shares: int) -> tuple[int, int]:
        made = self._event("Redeem", receipt)
        found = (made["shares"], made["amount"])

        def scenario(pool: PairingPool) -> tuple[int, int]:
            return pool.redeem(side, shares, 0, account, True, FOREVER, sender=account)

        self._follow(f"redeem {side.name}", receipt, account, scenario, found)
        return found

    def _committed(self, receipt: TxReceipt, account: str) -> int:
        assert self.delayed_orders is not None
        made = self.delayed_orders.events("Commit", receipt)[0]["args"]
        is_mint, side, amount = (made["order"][name] for name in ("is_mint", "side", "amount"))

        def scenario(pool: PairingPool) -> int:
            assert pool.delayed_orders is not None
            if not is_mint:
                self.model.lend_to_orders(account, Side(side))
            return pool.delayed_orders.commit(is_mint, Side(side), amount, 0, FOREVER, account, sender=account)

        self._follow("commit", receipt, account, scenario, made["number"])
        return int(made["number"])

    def _follow(
        self, what: str, receipt: TxReceipt, account: str, scenario: Callable[[PairingPool], Any], expected: Any
    ) -> None:
        self.model.admit(account)
        self.model.follow(what, self.environment.anvil.now(), lambda: scenario(self.model.pool), expected)
        for event in self.pool.events("State", receipt)[-1:]:
            self.model.compare(f"state after {what}", self.model.state(), _state(event["args"]))

    def _event(self, name: str, receipt: TxReceipt) -> Any:
        return self.pool.events(name, receipt)[0]["args"]


def create_pair(deployment: Deployment, spec: Spec) -> Pair:
    """Creates a market and its model."""
    environment, feed = deployment.environment, deployment.feeds[spec.symbol]
    pool, source = deployment.create_market(spec)
    delayed_orders = environment.client.at_name("DelayedOrders", pool.call("ORDERS")) if spec.terms.commits else None
    shares = {side: environment.client.at_name("PairingShare", pool.call("share", side)) for side in Side}
    pair = Pair(
        spec,
        deployment,
        feed,
        pool,
        deployment.coins[spec.underlying],
        delayed_orders,
        _model(deployment, spec, pool),
        shares,
    )
    expected = tuple(source.call("latest"))
    pair.model.clock.now = environment.anvil.now()
    pair.model.compare("price source", astuple(pair.model.pool.source.latest()), expected)
    return pair


def _model(deployment: Deployment, spec: Spec, pool: Contract) -> Model:
    clock = Clock(deployment.environment.anvil.now())
    scenario = PairingScenario(
        spec.terms,
        clock,
        decimals=spec.decimals,
        quote_decimals=QUOTE_DECIMALS,
        feed_decimals=FEED_DECIMALS[spec.underlying],
        heartbeat=HEARTBEAT,
        deviation=spec.deviation,
        rounds=deployment.feeds[spec.symbol].answered,
        first=1,
        bounds=deployment.bounds(spec),
        address=pool.address,
        recipient=deployment.environment.account("fee recipient"),
    )
    return Model(clock, scenario.asset, scenario.pool)


def _state(event: Any) -> tuple[Any, ...]:
    vaults = ((event[name]["leveraged"], event[name]["funding"]) for name in ("leveraged", "funding"))
    return (event["underlying"], event["reference"], event["index"], *vaults, event["fees_owed"])
