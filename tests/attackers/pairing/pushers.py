# SPDX-License-Identifier: Apache-2.0
"""Who moves the Uniswap pool that prices a paired market: trades there while arbitrageurs bring the price back."""

from dataclasses import astuple
from typing import Any, ClassVar

from steelyard.model.clock import DAY, HOUR
from tests.attackers.search import Amount, Attacker, Choice, Plan, Span, account, attempt
from tests.support.contracts import at
from tests.support.engine import wait
from tests.support.environment import BoaEnvironment
from tests.support.pairing import FOREVER, FT, LP, LT, build_pairing_factory, live_terms
from tests.support.price_sources import DEVIATION, E36, WAD, PoolWorld

DOLLARS = 2_000
MINUTE = 60
SHORT = 300
_DEPTH = 10_000  # coins on either side of the exchange pool
_MEMORY = 1_000  # observations that it keeps
_FULL = 70  # percent of what the market may take that are in it


class PushedMarket:
    """A 3x that trades at once at the mean of a real V3 pool, as large as the factory allows at that pool's depth.

    Every `delay` seconds arbitrageurs bring the pool back to the true price, which never moves; 0: there are none.
    """

    def __init__(self, delay: int) -> None:
        self.delay = delay or DAY
        self.trader, self.others, self.keeper = account("trader"), account("others"), account("keeper")
        self.answers = self.others if delay else self.trader
        self.exchange = PoolWorld(self.others, dollars=DOLLARS, memory=_MEMORY)
        self.truth = self.exchange.price(DOLLARS)
        self.coin, self.dollar = self.exchange.coin, self.exchange.dollar
        self.exchange.add_liquidity(_DEPTH * WAD, _DEPTH * DOLLARS * 10**6)
        wait(HOUR)
        self.pool = self._create_market()
        for who in (self.trader, self.others):
            self.coin.mint(who, 10**8 * WAD)
            self.dollar.mint(who, 10**18)
            self.coin.approve(self.pool.address, FOREVER, sender=who)
        maximum = self.pool.terms().max_underlying
        self.pool.open(maximum * _FULL // 100, sender=self.others)
        for side, part in ((LT, 20), (FT, 6)):
            self.pool.mint(side, maximum // part // 4, 0, self.others, FOREVER, sender=self.others)

    def _create_market(self) -> Any:
        """As the factory lets anybody: as large as its rule of the cost of one push allows."""
        factory = build_pairing_factory(BoaEnvironment())
        source = factory.create_uniswap_source((self.exchange.pool.address, self.coin.address, SHORT, DEVIATION))
        terms = live_terms(3, commits=False)
        cost = at("UniswapPriceSource", source).cost_to_move(terms.fall, terms.window)
        maximum = cost * E36 // self.truth * WAD // terms.fall * 999 // 1_000
        terms = live_terms(3, commits=False, max_underlying=maximum)
        identity = ("Pushed", "PUSHED", self.coin.address, source, self.others)
        return at("PairingPool", factory.create_market((*identity, astuple(terms))))

    def wealth(self) -> int:
        """Of a trader without shares, at the true price, in millionths of a dollar."""
        return int(self.dollar.balanceOf(self.trader) + self.coin.balanceOf(self.trader) * self.truth // E36)

    def move(self, price: int, who: str) -> None:
        """Trades the pool to a price."""
        pair = (self.coin.address, self.dollar.address)
        self.exchange.uniswap.move_v3_pool(*pair, self.exchange.fee, price, who)

    def hold(self, basis_points: int, seconds: int) -> None:
        """Pushes the price and pushes again whenever it was brought back; ends in the midst of a push."""
        target = self.truth * (10_000 + basis_points) // 10_000
        for passed in range(0, seconds, self.delay):
            self.move(target, self.trader)
            wait(min(self.delay, seconds - passed))
            if passed + self.delay < seconds:
                self.move(self.truth, self.others)

    def rest(self, seconds: int) -> None:
        """The price goes back, by arbitrageurs or, where there are none, by the trader; then nothing happens."""
        self.move(self.truth, self.answers)
        wait(seconds)

    def mint(self, side: int, percent: int) -> None:
        """Of what there is room for, about; half as much again and again where that is refused."""
        maximum = self.pool.terms().max_underlying * percent // 400
        for halving in range(8):
            with attempt():
                self._mint(side, maximum >> halving)
                return

    def _mint(self, side: int, amount: int) -> None:
        if side == LP:
            self.pool.deposit(amount, 0, self.trader, FOREVER, sender=self.trader)
        else:
            self.pool.mint(side, amount, 0, self.trader, FOREVER, sender=self.trader)

    def share(self, side: int) -> Any:
        return at("PairingShare", self.pool.share(side))

    def redeem(self, side: int) -> None:
        """As far as inventory goes."""
        shares = self.share(side).balanceOf(self.trader)
        if side != LP and shares:
            self.pool.redeem(side, shares, 0, self.trader, True, FOREVER, sender=self.trader)

    def rebalance(self) -> None:
        """Where it is due."""
        with attempt():
            self.pool.rebalance(sender=self.trader)


class PricePush(Attacker):
    """Pushes the price on the exchange, block after block, and trades at the pushed mean."""

    name = "push of a DEX price"
    story = (
        "pushes a V3 pool by 0.5% to 15% for up to 40 minutes, again whenever arbitrageurs brought it back, mints or "
        "deposits at the pushed mean, rebalances, pushes it once more and leaves at once or by the queue"
    )
    bound_means = "nothing, where arbitrageurs come every five minutes or more often"
    weakness = "there are no arbitrageurs: they bring the price back themselves"
    evaluations = 120
    bound = 0
    delay: ClassVar[int] = 5 * MINUTE

    def __init__(self, weakened: bool = False) -> None:
        self.ground = PushedMarket(0 if weakened else self.delay)
        self.space = {
            "push": Amount(50, 1_500),
            "up": Choice(False, True),
            "minutes": Span(1, 40),
            "side": Choice(LT, FT, LP),
            "percent": Span(20, 100),
            "rebalances": Choice(False, True),
            "rest": Span(0, 40),
            "push out": Span(-1_500, 1_500),
            "minutes out": Span(0, 40),
            "queued": Choice(False, True),
        }

    def play(self, plan: Plan) -> int:
        ground, side = self.ground, plan["side"]
        before = ground.wealth()
        ground.hold(plan["push"] if plan["up"] else -plan["push"], plan["minutes"] * MINUTE)
        ground.mint(side, plan["percent"])
        if plan["rebalances"]:
            ground.rebalance()
        ground.rest(plan["rest"] * MINUTE)
        share = ground.share(side)
        if plan["queued"] or side == LP:
            share.enqueue(share.balanceOf(ground.trader), sender=ground.trader)
            wait(HOUR)
        ground.hold(plan["push out"], plan["minutes out"] * MINUTE)
        ground.redeem(side)
        ground.rebalance()
        ground.rest(HOUR)
        if left := share.balanceOf(ground.trader):
            share.enqueue(left, sender=ground.trader)
            ground.rest(HOUR)
        ground.rebalance()
        for epoch in range(2):
            with attempt():
                share.claim(epoch, ground.trader, sender=ground.trader)
        assert share.balanceOf(ground.trader) + sum(map(share.request, [ground.trader] * 2, range(2))) == 0
        return ground.wealth() - before


class UnansweredPush(PricePush):
    """What the factory's rule of the cost of one push leaves, where that push stands for a whole window and more."""

    name = "push of a DEX price that stands for an hour"
    bound_means = (
        "half a percent of a full market: the factory's rule counts on arbitrageurs within a window; liquidity pays"
    )
    evaluations = 250
    delay: ClassVar[int] = HOUR

    def __init__(self, weakened: bool = False) -> None:
        super().__init__(weakened)
        terms = self.ground.pool.terms()
        self.bound = terms.max_underlying * self.ground.truth // E36 // 200
