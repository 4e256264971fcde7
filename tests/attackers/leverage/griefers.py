# SPDX-License-Identifier: Apache-2.0
"""Dust in front of somebody: what it costs whoever spreads it, and what it costs the other, in gas."""

from collections.abc import Callable
from typing import Any

import boa

from tests.attackers.leverage.hand import ALL, Hand, dearest_cost
from tests.attackers.search import REVERTED, Amount, Attacker, Choice, Plan, Span, Steps, account, attempt
from tests.support.engine import wait
from tests.support.market import DAY, WAD, Terms
from tests.support.periphery import USDC, build_periphery
from tests.unit.leveraged_token.world import TokenTerms, TokenWorld

STOPPED = 10**9  # gas; more than a block has: somebody could not do what they came for
_PRICE = 2_640  # a fill is due
_TICKET = 10_000  # part of the pool's shares that the smallest ticket is


class Griefer(Attacker):
    """Queues, fills, lends and mints dust as often as they like; then a lender, a keeper or a holder comes."""

    name = "dust in front of somebody"
    story = "puts dust tickets, fills, mints and deposits in front of a lender, a keeper or a holder"
    bound_means = "nothing: the gas that others pay more, less the gas that they pay themselves; nobody is stopped"
    weakness = "the keeper insists on the surplus that they saw, to the unit"
    unit = 1
    evaluations = 150
    bound = 0

    def __init__(self, weakened: bool = False) -> None:
        self.periphery = build_periphery(Terms(deposit=310_000))
        self.market = self.periphery.bull
        self.hand, self.holder, self.keeper = (Hand(self.periphery, name) for name in ("attacker", "holder", "keeper"))
        self.lender = Hand(self.periphery, "depositor")
        pool, owner = self.market.pool, self.periphery.environment.owner
        for lender in (self.hand, self.lender):
            pool.transfer(lender.address, pool.totalSupply() // 6, sender=owner)
        wait(3_600)
        self.holder.mint(self.market, 550 * WAD)  # borrows all that is left, so that lenders queue
        self.periphery.move(_PRICE)
        self.insists = WAD if weakened else WAD // 2
        self.seen = self._surplus()
        self.victims: dict[str, Callable[[], int]] = {
            "lender": self._is_served,
            "keeper": self._fills_all,
            "holder": self._redeems,
        }
        times = {"times": Span(1, 40)}
        dust = times | {"amount": Amount(1, USDC)}
        self.space = {
            "victim": Choice(*self.victims),
            "steps": Steps(3, tickets=times, fills=dust, deposits=dust, mints=dust, accrues=times),
        }

    def play(self, plan: Plan) -> int:
        victim = self.victims[plan["victim"]]
        with boa.env.anchor():
            usual = victim()
        spent = 0
        for name, terms in plan["steps"]:
            for _ in range(terms["times"]):
                with attempt():
                    spent += getattr(self, f"_{name}")(**{k: v for k, v in terms.items() if k != "times"})
        if not spent:
            return REVERTED
        try:
            return victim() - usual - spent
        except boa.BoaError:
            return STOPPED

    # ------------------------------------------------------------------ dust

    def _tickets(self) -> int:
        pool = self.market.pool
        pool.enqueue(pool.totalSupply() // _TICKET + 1, sender=self.hand.address)
        return _gas(pool)

    def _fills(self, amount: int) -> int:
        token = self.market.token
        token.deleverage(amount * 10**9, 0, self.hand.address, b"", sender=self.hand.address)
        return _gas(token)

    def _deposits(self, amount: int) -> int:
        self.market.pool.deposit(amount, self.hand.address, sender=self.hand.address)
        return _gas(self.market.pool)

    def _mints(self, amount: int) -> int:
        token = self.market.token
        token.mint(amount, self.hand.address, self.hand.address, b"", sender=self.hand.address)
        return _gas(token)

    def _accrues(self) -> int:
        self.market.pool.accrue(sender=self.hand.address)
        return _gas(self.market.pool)

    # ------------------------------------------------------------------ the others

    def _is_served(self) -> int:
        """Queues all they have; a holder's redemption brings cash; they serve the queue and claim."""
        pool, lender = self.market.pool, self.lender.address
        with attempt():
            pool.enqueue(pool.balanceOf(lender), sender=lender)
        gas = _gas(pool)
        self.holder.redeem(self.market, WAD)
        while not pool.claims(lender):
            pool.process_queue(100, sender=lender)
            gas += _gas(pool)
        pool.claim(lender, sender=lender)
        return gas + _gas(pool)

    def _fills_all(self) -> int:
        self._rebalance(self.seen * self.insists // WAD)
        return _gas(self.periphery.rebalancer)

    def _redeems(self) -> int:
        self.holder.redeem(self.market, WAD)
        return _gas(self.market.token)

    def _surplus(self) -> int:
        with boa.env.anchor():
            return self._rebalance(0)

    def _rebalance(self, minimum: int) -> int:
        path, cost = self.periphery.path("v3", self.periphery.weth), dearest_cost(self.market, over=True)
        order = (self.market.token.address, path, True, ALL, cost * 9 // 10, minimum, self.keeper.address)
        return int(self.periphery.rebalancer.fill(*order, sender=self.keeper.address))


def _gas(contract: Any) -> int:
    """Returns the gas of the last call."""
    return int(contract._computation.get_gas_used())


class GasStarver(Attacker):
    """Calls what asks a stranger's contract with any gas; counts what then passes that should not."""

    name = "calls with too little gas"
    story = "reports a living oracle as dead, or books interest past the rate model, by bringing too little gas"
    bound_means = "nothing: neither can be passed by"
    weakness = "the oracle is dead"
    unit = 1
    evaluations = 300
    bound = 0

    def __init__(self, weakened: bool = False) -> None:
        rates = (WAD // 20, 9 * WAD // 10, WAD // 5, WAD)
        self.world = TokenWorld(account("curator"), account("guardian"), TokenTerms(rates=rates))
        self.world.mint(account("holder"), 1_000 * WAD)
        self.world.wait(DAY)
        if weakened:
            self.world.break_oracle()
        self.space = {"call": Choice("rebalance", "accrue", "mint"), "gas": Amount(25_000, 2_000_000)}
        self.attacker = account("attacker")
        self.world.fund(self.attacker)

    def play(self, plan: Plan) -> int:
        return int(getattr(self, f"_{plan['call']}")(plan["gas"]))

    def _rebalance(self, gas: int) -> bool:
        """Whether the oracle is now reported dead."""
        self.world.token.report_oracle(sender=self.attacker, gas=gas)
        sheet = self.world.token.balance_sheet()
        return bool(sheet.reported > sheet.last_read)

    def _accrue(self, gas: int) -> bool:
        """Whether the pool owes or charges anything else than it should."""
        return self._differs(lambda **options: self.world.pool.accrue(**options), gas)

    def _mint(self, gas: int) -> bool:
        """The same for an operation that samples the utilization."""
        return self._differs(
            lambda **options: self.world.token.mint(WAD, self.attacker, self.attacker, b"", **options), gas
        )

    def _differs(self, call: Callable[..., object], gas: int) -> bool:
        with boa.env.anchor():
            call(sender=self.attacker)
            right = self.world.pool.pool_state()
        call(sender=self.attacker, gas=gas)
        return bool(self.world.pool.pool_state() != right)
