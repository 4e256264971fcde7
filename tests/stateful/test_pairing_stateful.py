# SPDX-License-Identifier: Apache-2.0
"""Every mutating function of a paired pool, its shares and orders as a rule; a feed drifts, jumps and dies.

It ends with everybody leaving. `test_every_function_is_a_rule` compares the rules with the ABIs.
"""

from collections.abc import Callable
from functools import partial
from typing import Any

import boa
import pytest
from boa import BoaError
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from steelyard.artifacts import artifact
from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing.parameters import PERCENT, Fees, Parameters
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import Position, Side, Vault
from tests.support.contracts import at
from tests.support.engine import now
from tests.support.pairing import live_terms
from tests.support.reverts import reason_of
from tests.unit.pairing_pool.feed_world import FeedPoolWorld
from tests.unit.pairing_pool.world import DEAD, FT, HOUR, LP, LT, SIDES

WHO = st.integers(0, 2)
TRADED = st.sampled_from([LT, FT])
SIDE = st.sampled_from(SIDES)
PARTS = st.integers(1, 100)
DOLLARS = st.sampled_from([1, 40, 3_000, 60_000, 400_000])
MAX_STEPS = 64
PRICE = (
    "price: out of range", "oracle: stale", "twap: gap", "twap: history too short", "",
    "market: deprecated", "trade: commit first",
)  # fmt: skip
MINT = (
    "mint: no inventory", "mint: leveraged cap", "mint: funding cap", "mint: vault below one dollar",
    "mint: first below 20 dollars", "mint: nothing", *PRICE,
)  # fmt: skip
BACKLOG = ("price: out of range", "trade: commit first")
REDEEM = ("redeem: no inventory", "redeem: nothing can be filled", "redeem: zero shares", *PRICE)


def attempt(call: Callable[[], Any], *reasons: str) -> Any:
    """Does `call`; a refusal must be for one of `reasons`, and gives `None`."""
    try:
        return call()
    except BoaError as error:
        reason = reason_of(error)
        assert reason in reasons, f"refused with {reason!r}, expected one of {reasons}"
        return None


class Ground(RuleBasedStateMachine):
    """One market, its actors, and what holds after every step."""

    terms: Parameters = live_terms(3, fees=Fees(cut=WAD // 5))
    decimals = 18

    def __init__(self) -> None:
        super().__init__()
        self.world = FeedPoolWorld(self.terms, decimals=self.decimals)
        self.pool, self.dollars = self.world.pool, 2_000.0
        self.attacker = str(boa.env.generate_address("attacker"))
        self.holders = [str(boa.env.generate_address(f"holder {number}")) for number in range(3)]
        self.world.fund(self.attacker, *self.holders)
        self.pool.open(self.units(1_000_000), sender=self.world.creator)
        self.generations: dict[str, Any] = {}
        self.claims: set[tuple[str, str, int]] = set()
        self.remember_generations()

    @property
    def everybody(self) -> list[str]:
        """Who may hold shares of their own."""
        return [*self.holders, self.attacker, self.world.creator]

    def units(self, dollars: float) -> int:
        """U worth so many dollars."""
        return int(dollars * self.world.unit / (1 if self.terms.is_bear else self.dollars))

    def remember_generations(self) -> None:
        for side in SIDES:
            address = str(self.pool.share(side))
            if address not in self.generations:
                self.generations[address] = at("PairingShare", address)

    def position(self) -> Position:
        """Accrued."""
        position = self.pool.accrued_position()
        vaults = (Vault(*position.leveraged), Vault(*position.funding))
        return Position(self.terms.target, position.underlying, position.reference, position.index, *vaults)

    def spot(self) -> int:
        """The last price."""
        return int(self.world.price(self.dollars))

    def is_deprecated(self) -> bool:
        """Whether it has ended."""
        return bool(self.pool.clocks().is_deprecated)

    def fairly(self, call: Callable[[], Any], *reasons: str) -> Any:
        """PAIR-FAIR-01: no vault's NAV per share falls at either user price, less one unit of U."""
        try:
            reading, mean = self.world.source.latest_and_mean(self.terms.window)
        except BoaError:
            return attempt(call, *reasons)
        prices = Prices.around(self.terms.margin, reading.price, mean).both()
        position, shares = self.position(), [self.world.share(side) for side in SIDES]
        supplies = [share.state().supply for share in shares]
        answer = attempt(call, *reasons)
        after = self.position()
        for side, share, supply in zip(Side, shares, supplies, strict=True):
            left = share.state().supply
            for price in prices if supply and left and self.pool.share(side) == share.address else ():
                assert (after.value(side, price) + price) * supply >= position.value(side, price) * left, side
        return answer

    @invariant()
    def value_is_conserved(self) -> None:
        """PAIR-CONS-01: kinds sum to U, values to U*P, and U lies where it is counted."""
        self.world.check()
        position, price = self.position(), self.spot()
        assert sum(position.value(side, price) for side in Side) == position.underlying * price
        self.remember_generations()
        for share in self.generations.values():
            assert self.world.asset.balanceOf(share.address) == share.counted()
            accounts = [*self.everybody, DEAD, self.world.recipient, self.world.address, share.address]
            if self.world.delayed_orders:
                accounts.append(self.world.delayed_orders.address)
            assert sum(share.raw_balance(account) for account in accounts) == share.raw_supply()


class Markets(Ground):
    """The functions of the market."""

    @rule()
    def pool_open(self) -> None:
        attempt(lambda: self.pool.open(10**30, sender=self.attacker), "open: already")

    @rule(who=WHO, side=TRADED, dollars=DOLLARS)
    def pool_mint(self, who: int, side: int, dollars: int) -> None:
        holder, amount = self.holders[who], self.units(dollars)
        self.fairly(lambda: self.world.mint(side, amount, holder), *MINT)

    @rule(who=WHO, dollars=DOLLARS)
    def pool_deposit(self, who: int, dollars: int) -> None:
        holder, amount = self.holders[who], self.units(dollars)
        self.fairly(lambda: self.world.mint(LP, amount, holder), *MINT)

    @rule(who=WHO, side=TRADED, part=PARTS, partial=st.booleans())
    def pool_redeem(self, who: int, side: int, part: int, partial: bool) -> None:
        holder = self.holders[who]
        shares = self.world.share(side).balanceOf(holder) * part // 100
        self.fairly(lambda: self.world.redeem(side, shares, holder, partial=partial), *REDEEM)

    @rule(side=TRADED, dollars=DOLLARS)
    def attacker_goes_in_and_out(self, side: int, dollars: int) -> None:
        """PAIR-FAIR-01: they never gain a unit of U on the way."""
        purse = self.world.asset.balanceOf(self.attacker)
        shares = self.fairly(lambda: self.world.mint(side, self.units(dollars), self.attacker), *MINT)
        if shares:
            answer = self.fairly(lambda: self.world.redeem(side, shares, self.attacker), *REDEEM)
            assert answer is None or self.world.asset.balanceOf(self.attacker) <= purse

    @rule()
    def pool_mint_ordered(self) -> None:
        call = partial(self.pool.mint_ordered, LT, WAD, 0, self.attacker, 0, sender=self.attacker)
        assert attempt(call, "trade: orders only") is None

    @rule()
    def pool_redeem_ordered(self) -> None:
        call = partial(self.pool.redeem_ordered, LT, WAD, 0, self.attacker, 0, sender=self.attacker)
        assert attempt(call, "trade: orders only") is None

    @rule()
    def pool_rebalance(self) -> None:
        """PAIR-STEP-01 and PAIR-SPLIT-01."""
        before = self.position()
        rebalanced = attempt(self.world.rebalance, "rebalance: not due", "rebalance: spot far from twap", *PRICE)
        if rebalanced is None:
            return
        steps, settled = [event.moved for event in self.world.events("Step")], self.world.events("Settle")
        assert len(steps) == rebalanced[0] <= MAX_STEPS
        for moved in steps:
            assert abs(moved.leveraged + moved.funding + moved.liquidity) <= 2
        after, spot = self.position(), self.spot()
        slack = 2 * self.terms.target * (len(steps) + 1) * (spot + after.underlying)
        if not settled:
            for side, moved_in_all in (
                (Side.LEVERAGED, sum(moved.leveraged for moved in steps)),
                (Side.FUNDING, sum(moved.funding for moved in steps)),
            ):
                gained = after.value(side, spot) - before.value(side, spot)
                assert abs(gained - moved_in_all * 10**36) <= slack + (len(steps) + 1) * 10**36
        if rebalanced[1]:
            assert attempt(lambda: self.world.mint(LP, self.world.unit, self.attacker), *BACKLOG) is None

    @rule(side=SIDE)
    def pool_consolidate(self, side: int) -> None:
        attempt(lambda: self.pool.consolidate(side), "consolidate: not small enough", "consolidate: no shares", *PRICE)

    @rule()
    def pool_report_stale(self) -> None:
        attempt(self.pool.report_stale, "stale: source is fresh", "stale: already reported", "market: deprecated")

    @rule()
    def pool_deprecate(self) -> None:
        attempt(
            self.pool.deprecate,
            "deprecate: not stale", "deprecate: source came back", "deprecate: too early", "market: deprecated",
        )  # fmt: skip

    @rule()
    def pool_collect_fees(self) -> None:
        attempt(self.pool.collect_fees, "fees: nothing owed")

    @rule(side=SIDE)
    def pool_forward(self, side: int) -> None:
        call = partial(self.pool.forward, self.world.share(side).address)
        assert attempt(call, "forward: nothing unsent") is None

    @rule()
    def pool_set_fee_recipient(self) -> None:
        call = partial(self.pool.set_fee_recipient, self.attacker, sender=self.attacker)
        assert attempt(call, "fees: not the recipient") is None


class Shares(Markets):
    """The functions of the present shares."""

    @rule(who=WHO, side=SIDE, part=PARTS)
    def share_enqueue(self, who: int, side: int, part: int) -> None:
        self.queue(self.holders[who], side, self.world.share(side).balanceOf(self.holders[who]) * part // 100)

    def queue(self, holder: str, side: int, shares: int) -> None:
        epoch = attempt(
            lambda: self.world.enqueue(side, shares, holder), "queue: zero shares", "queue: generation ended"
        )
        if epoch is not None:
            self.claims.add((str(self.pool.share(side)), holder, epoch))

    @rule(which=st.integers(0, 30))
    def share_cancel(self, which: int) -> None:
        for address, holder, epoch in sorted(self.claims)[which : which + 1]:
            share = self.generations[address]
            attempt(partial(share.cancel, epoch, sender=holder), "queue: no request", "queue: request binds")

    @rule(which=st.integers(0, 30))
    def share_claim(self, which: int) -> None:
        for address, holder, epoch in sorted(self.claims)[which : which + 1]:
            share = self.generations[address]
            attempt(partial(share.claim, epoch, holder, sender=holder), "claim: no request", "claim: epoch still waits")

    @rule(who=WHO)
    def share_claim_closed(self, who: int) -> None:
        for share in self.generations.values():
            attempt(partial(share.claim_closed, self.holders[who], sender=self.holders[who]), "claim: no closed shares")

    @rule(side=SIDE)
    def attacker_plays_the_market(self, side: int) -> None:
        share = self.world.share(side)
        for name, arguments in (
            ("mint", (self.attacker, WAD)), ("burn", (self.holders[0], 1)), ("settle", ((0, 0), 1, True, 0, 0)),
            ("consolidate", ()),
        ):  # fmt: skip
            call = partial(getattr(share, name), *arguments, sender=self.attacker)
            assert attempt(call, "share: market only") is None

    @rule(who=WHO, side=SIDE, part=PARTS)
    def share_transfer(self, who: int, side: int, part: int) -> None:
        share, owner = self.world.share(side), self.holders[who]
        share.transfer(self.holders[who - 1], share.balanceOf(owner) * part // 100, sender=owner)

    @rule(who=WHO, side=SIDE, part=PARTS)
    def share_transfer_from(self, who: int, side: int, part: int) -> None:
        share, owner = self.world.share(side), self.holders[who]
        amount = share.balanceOf(owner) * part // 100
        share.approve(self.holders[who - 1], amount, sender=owner)
        share.transferFrom(owner, self.holders[who - 1], amount, sender=self.holders[who - 1])


class Pairing3xBull(Shares):
    """All rules, the world's own moves, and the end."""

    @rule(percent=st.integers(-4, 4), minutes=st.sampled_from([10, 30, 60]))
    def price_drifts(self, percent: int, minutes: int) -> None:
        self.dollars *= 1 + percent / 200
        self.world.quiet(self.dollars, minutes)

    @rule(factor=st.sampled_from([0.5, 0.8, 0.9, 1.1, 1.3, 2.0]), stays=st.booleans())
    def price_jumps(self, factor: float, stays: bool) -> None:
        self.dollars = min(max(self.dollars * factor, 5), 200_000)
        self.world.quiet(self.dollars, 30 if stays else 0)

    @rule()
    @precondition(lambda self: self.dollars > 500)
    def price_falls_past_64_steps(self) -> None:
        """PAIR-STEP-01: a backlog is left."""
        self.dollars /= 500
        self.world.quiet(self.dollars, 30)
        self.pool_rebalance()

    @rule(hours=st.sampled_from([2, 30, 75]), back=st.booleans())
    def feed_is_silent(self, hours: int, back: bool) -> None:
        boa.env.time_travel(seconds=hours * HOUR)
        self.pool_report_stale()
        if back:
            self.world.quiet(self.dollars)

    @rule(comes_back=st.booleans())
    def feed_dies(self, comes_back: bool) -> None:
        """72 hours later it has come back, or the market is deprecated."""
        self.world.feed.set_broken(True)
        self.pool_report_stale()
        boa.env.time_travel(seconds=72 * HOUR)
        if comes_back:
            self.world.feed.set_broken(False)
            self.world.quiet(self.dollars)
        self.pool_deprecate()
        self.world.feed.set_broken(False)

    @rule(days=st.sampled_from([1, 7]))
    def time_passes(self, days: int) -> None:
        boa.env.time_travel(seconds=days * 24 * HOUR)
        self.world.quiet(self.dollars)

    @rule(amount=st.integers(1, 10**9))
    def attacker_donates(self, amount: int) -> None:
        """A gift of shares to the market or to a share changes nobody's account."""
        shares = self.world.share(FT).balanceOf(self.attacker)
        before = self.pool.position(), self.pool.fees_owed()
        self.world.share(FT).transfer(self.world.address, min(amount, shares), sender=self.attacker)
        assert before == (self.pool.position(), self.pool.fees_owed())

    def teardown(self) -> None:
        """PAIR-EXIT-01: within two due rebalances everybody has their U; seeds, fees and dust remain."""
        self.world.feed.set_broken(False)
        self.world.quiet(self.dollars, 60)
        attempt(self.rebalance_through, "rebalance: not due", "market: deprecated")
        for side in SIDES:
            for holder in self.everybody:
                self.queue(holder, side, self.world.share(side).balanceOf(holder))
        for _ in range(2):
            self.world.quiet(self.dollars, 150)
            attempt(self.rebalance_through, "rebalance: not due", "market: deprecated")
        for address, holder, epoch in sorted(self.claims):
            claim = partial(self.generations[address].claim, epoch, holder, sender=holder)
            attempt(claim, "claim: no request")
        attempt(self.pool.collect_fees, "fees: nothing owed")
        self.everything_is_claimed()

    def rebalance_through(self) -> None:
        while self.world.rebalance()[1]:
            pass

    def everything_is_claimed(self) -> None:
        for address, share in self.generations.items():
            for holder in [*self.everybody, DEAD, self.world.recipient] if share.closed()[0] else ():
                if share.raw_balance(holder):
                    share.claim_closed(holder, sender=holder)
            unclaimed = [share.raw_balance(account) for account in (DEAD, self.world.recipient, self.world.address)]
            # a consolidation leaves less than a share as shown with whoever held one
            dust = share.index() * len(self.everybody)
            assert share.raw_supply() - sum(unclaimed) <= (dust if share.index() > 1 else 0)
            claims = sum(1 for claimed, *_ in self.claims if claimed == address)
            assert share.counted() <= claims + len(self.everybody) + 2
        self.value_is_conserved()


class Pairing10xOrders(Pairing3xBull):
    """Orders only, for a bounty: who trades directly is refused."""

    terms = live_terms(10, fees=Fees(cut=WAD // 5, max_reward=10**14))

    def __init__(self) -> None:
        super().__init__()
        self.orders: list[int] = []

    @rule(who=WHO, side=SIDE, dollars=DOLLARS)
    def orders_commit(self, who: int, side: int, dollars: int) -> None:
        holder = self.holders[who]
        self.commit(lambda: self.world.commit(True, side, self.units(dollars), holder, now() + 24 * HOUR))

    @rule(who=WHO, side=TRADED, part=PARTS)
    def holder_commits_shares(self, who: int, side: int, part: int) -> None:
        holder = self.holders[who]
        shares = self.world.share(side).balanceOf(holder) * part // 100
        self.commit(lambda: self.world.commit(False, side, shares, holder, now() + 24 * HOUR))

    def commit(self, call: Callable[[], Any]) -> None:
        number = attempt(
            call, "order: nothing", "order: not over the bounty", "order: generation ended", "market: deprecated"
        )
        if number is not None:
            self.orders.append(number)

    @rule(seconds=st.sampled_from([60, 600]))
    def orders_execute(self, seconds: int) -> None:
        boa.env.time_travel(seconds=seconds)
        self.world.answer(self.dollars)
        for number in self.orders[-3:]:
            self.fairly(
                partial(self.world.delayed_orders.execute, number),
                "order: unknown", "order: expired", "order: no update yet", "order: generation ended",
                "order: too many rounds", "redeem: over balance", "redeem: below minimum", *MINT, *REDEEM,
            )  # fmt: skip

    @rule()
    def orders_refund(self) -> None:
        for number in self.orders[-3:]:
            attempt(partial(self.world.delayed_orders.refund, number), "order: unknown", "order: still open")

    def teardown(self) -> None:
        """Orders go back first."""
        boa.env.time_travel(seconds=25 * HOUR)
        for number in self.orders:
            attempt(partial(self.world.delayed_orders.refund, number), "order: unknown")
        super().teardown()


class Pairing4xBear(Pairing3xBull):
    """A bear on a dollar token, with every fee."""

    terms = live_terms(4, is_bear=True, fees=Fees(cut=WAD // 2, management=PERCENT))
    decimals = 6


# a found sequence becomes a named test; shrinking it is for a developer's own run
_SETTINGS = settings(stateful_step_count=25, phases=[Phase.explicit, Phase.reuse, Phase.generate])
TestPairing3xBull = Pairing3xBull.TestCase
TestPairing3xBull.settings = _SETTINGS
TestPairing4xBear = Pairing4xBear.TestCase
TestPairing4xBear.settings = _SETTINGS
TestPairing10xOrders = Pairing10xOrders.TestCase
TestPairing10xOrders.settings = _SETTINGS


@pytest.mark.parametrize(
    ("contract", "prefix"), [("PairingPool", "pool"), ("PairingShare", "share"), ("DelayedOrders", "orders")]
)
def test_every_function_is_a_rule(contract: str, prefix: str) -> None:
    """A rule per mutating function, or the name of the rule that plays it."""
    in_vain = {"mint", "burn", "settle", "consolidate"} if prefix == "share" else set()  # attacker_plays_the_market
    inside = {"approve", "permit"}  # approve: within transfer_from; permit: tests/unit, it only sets an allowance
    for entry in artifact(contract).abi:
        if entry["type"] != "function" or entry["stateMutability"] in ("view", "pure"):
            continue
        name = {"transferFrom": "transfer_from"}.get(entry["name"], entry["name"])
        if name not in in_vain | inside:
            assert hasattr(Pairing10xOrders, f"{prefix}_{name}"), f"{contract}.{entry['name']} is no rule"
