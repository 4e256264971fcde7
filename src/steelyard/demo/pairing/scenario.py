# SPDX-License-Identifier: Apache-2.0
"""Three paired pools live through the same week, beside the lending markets."""

from dataclasses import dataclass, field

from steelyard.demo.bars import Bar
from steelyard.demo.checks import Checks
from steelyard.demo.environment import Environment
from steelyard.demo.pairing.agents import ORDER_DELAY, Person, Plan, Stand, hire
from steelyard.demo.pairing.deployment import Deployment, build_deployment
from steelyard.demo.pairing.keeper import Keeper, Rebalance, away_in_the_fall
from steelyard.demo.pairing.lens import Reading, read_pair
from steelyard.demo.pairing.pair import Pair, create_pair
from steelyard.demo.pairing.plans import PLANS
from steelyard.demo.pairing.series import eth_series, meme_series
from steelyard.demo.pairing.terms import ETH3X, ETH10X, MEME2X
from steelyard.demo.units import HOUR
from steelyard.model.pairing.valuation import Side

SPECS = (ETH3X, MEME2X, ETH10X)
_QUIET_BEFORE = 2 * HOUR  # of rounds before the week begins
_MIN_PAUSE = 5 * 60  # between two looks
_LEAVING_STEP = 15 * 60
_LEAVING_STEPS = 24
_ROOM = 60  # seconds for what is done before the next tick
_LEAP = 0.04  # a move of the market that is looked at without a pause


@dataclass(frozen=True)
class Sample:
    """A market at a moment, before and after everybody did what they did. Price in feed units."""

    time: int
    price: int
    before: Reading
    after: Reading


@dataclass
class Scenario:
    """The three markets, everybody in them, and what was seen."""

    deployment: Deployment
    keeper: Keeper
    start: int
    hours: int
    pairs: list[Pair] = field(default_factory=list)
    agents: list[Person] = field(default_factory=list)
    samples: dict[str, list[Sample]] = field(default_factory=dict)
    fees: dict[str, list[int]] = field(default_factory=dict)  # units of U that the recipient was sent
    _open: set[str] = field(default_factory=set)
    _over: set[str] = field(default_factory=set)
    _looked_at: int = 0

    def prepare(self) -> None:
        """Creates the markets an hour before the week begins, and hires who comes."""
        environment = self.deployment.environment
        specs = [spec for spec in SPECS if spec.opens < self.hours]
        for spec in specs:
            self.deployment.create_feed(spec, self.start - _QUIET_BEFORE)
        environment.anvil.set_next_time(self.start - HOUR)
        for spec in specs:
            self.deployment.feeds[spec.symbol].answer(self.start - HOUR)
            pair = create_pair(self.deployment, spec)
            self.pairs.append(pair)
            self.samples[spec.symbol], self.fees[spec.symbol] = [], []
            self.agents.append(hire(Plan("pair creator", spec.symbol, Side.LIQUIDITY, spec.opened, spec.opens), pair))
            self.agents += [
                hire(plan, pair) for plan in PLANS if plan.symbol == spec.symbol and plan.enters < self.hours
            ]

    def live(self, time: int, eth: int, until: int) -> None:
        """Looks at every market, and at orders again when their price comes before `until`.

        `eth` is the price to which Uniswap is brought back after a trade there.
        """
        if time - self._looked_at < _MIN_PAUSE and not self._has_leapt(time):
            return
        self._looked_at = time
        for pair in self.pairs:
            if pair.symbol not in self._over:
                self._look(pair, time, eth, is_leaving=False)
                self._await_round(pair, until)

    def leave(self, end: int, eth: int, checks: Checks) -> None:
        """At the last price everybody leaves, at once or by the queue; who cannot is a failed check."""
        for step in range(_LEAVING_STEPS):
            if len(self._over) == len(self.pairs):
                break
            time = end + step * _LEAVING_STEP
            self.deployment.environment.anvil.set_next_time(time)
            for pair in self.pairs:
                if pair.symbol not in self._over:
                    self._look(pair, time, eth, is_leaving=True)
        for person in self.agents:
            last = f"last refusal: {person.refusals[-1]}" if person.refusals else ""
            name = f"{person.plan.symbol}: {person.plan.name} came and left"
            checks.true(name, person.stand is Stand.GONE, last)

    def of(self, pair: Pair) -> list[Person]:
        """Everybody in one market."""
        return [person for person in self.agents if person.pair is pair]

    def places(self) -> set[str]:
        """Every contract that may hold U."""
        places = set[str]()
        for pair in self.pairs:
            places |= {pair.pool.address, *(share.address for share in pair.shares.values())}
            places |= {pair.delayed_orders.address} if pair.delayed_orders else set()
        return places

    def names(self) -> set[str]:
        """Who deals with paired pools only."""
        return {person.plan.name for person in self.agents} - {"fee recipient"}

    def swaps(self) -> int:
        """Trades on Uniswap through the Router."""
        return sum(pair.swaps for pair in self.pairs)

    # ------------------------------------------------------------------ one look

    def _look(self, pair: Pair, time: int, eth: int, is_leaving: bool) -> None:
        hour = (time - self.start) // HOUR
        pair.feed.answer(time)
        if pair.symbol not in self._open:
            if hour < pair.spec.opens:
                return
            self._begin(pair, time)
        before = read_pair(pair)
        pair.model.compare("lens: rebalance open", pair.is_due(), before.rebalance_open)
        rebalances = self.keeper.look(pair, time)
        is_closing = is_leaving or (pair.spec.closes is not None and hour >= pair.spec.closes)
        acted = self._trade(pair, time, hour, rebalances, is_closing)
        if acted:
            self.deployment.environment.arbitrageur.trade_to(eth)
        after = read_pair(pair) if acted or rebalances else before
        if not is_leaving:
            self.samples[pair.symbol].append(Sample(time, pair.series.price(time), before, after))
        if is_closing:
            self._close(pair)

    def _begin(self, pair: Pair, time: int) -> None:
        creator = next(person for person in self.of(pair) if person.plan.name == "pair creator")
        price = pair.series.price(time)
        amount = pair.units(pair.spec.opened, price)
        creator.shares, creator.stand = pair.open(creator.account, amount), Stand.INSIDE
        creator.paid, creator.entered = pair.worth(amount, price), (time, price)
        self._open.add(pair.symbol)

    def _trade(self, pair: Pair, time: int, hour: int, rebalances: list[Rebalance], is_closing: bool) -> bool:
        acted = False
        for person in self.of(pair):
            if person.stand is not Stand.QUEUED or rebalances:
                acted |= person.settle(self.keeper.account, time)
            is_free = is_closing and not (person.is_liquidity and self._has_traders(pair))
            acted |= person.scenario(hour, time, is_free)
        return acted

    def _await_round(self, pair: Pair, until: int) -> None:
        """Somebody waits for the round of the feed that prices their order, and executes it."""
        for person in self.of(pair):
            coming = pair.feed.next_after(person.committed_at + ORDER_DELAY) if person.has_order else None
            if coming is None or coming + _ROOM > until:
                continue
            time = max(coming, self.deployment.environment.anvil.now()) + 1
            self.deployment.environment.anvil.set_next_time(time)
            pair.feed.answer(time)
            person.settle(self.keeper.account, time)

    def _close(self, pair: Pair) -> None:
        """The fee recipient's liquidity leaves with that of all others; the last one turns off the light."""
        if not self._has_traders(pair) and not any(person.plan.name == "fee recipient" for person in self.of(pair)):
            amount, shares = pair.collect_fees()
            self.fees[pair.symbol].append(amount)
            plan = Plan("fee recipient", pair.symbol, Side.LIQUIDITY, 0, 0)
            account = self.deployment.environment.account(plan.name)
            stand = Stand.INSIDE if shares else Stand.GONE
            self.agents.append(Person(plan, pair, account, stand, shares=shares))
        elif all(person.stand is Stand.GONE for person in self.of(pair)):
            self.fees[pair.symbol].append(pair.collect_fees()[0])
            self._over.add(pair.symbol)

    def _has_traders(self, pair: Pair) -> bool:
        """Whether anybody still may trade, which earns the fee recipient liquidity."""
        still = (Stand.ENTERING, Stand.INSIDE, Stand.LEAVING)
        return any(person.stand in still and not person.is_liquidity for person in self.of(pair))

    def _has_leapt(self, time: int) -> bool:
        def move(pair: Pair) -> float:
            return abs(pair.series.price(time) / pair.series.price(self._looked_at) - 1)

        return any(move(pair) >= _LEAP for pair in self.pairs if pair.symbol not in self._over)


def build_scenario(environment: Environment, bars: list[Bar]) -> Scenario:
    """Deploys what the paired pools stand on."""
    start = bars[0].time
    deployment = build_deployment(environment, eth_series(bars), meme_series(start, len(bars)))
    keeper = Keeper(environment.account("pair keeper"), away_in_the_fall(start))
    return Scenario(deployment, keeper, start, len(bars))
