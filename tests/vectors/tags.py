# SPDX-License-Identifier: Apache-2.0
"""Which branches of the mechanism a step went through, seen from the market before, the one after, and a trace."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steelyard.model.libraries.errors import Reverted
from steelyard.model.oracles.price_source import Reading
from steelyard.model.pairing import trades
from steelyard.model.pairing.delayed_orders import DELAY
from steelyard.model.pairing.funding import KINK, MAX_COST, rate, utilization
from steelyard.model.pairing.pairing_engine import Rebalanced, user_prices
from steelyard.model.pairing.pairing_pool import PairingPool
from steelyard.model.pairing.pairing_share import ShareState
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import Position, Side, kappa_funding, kappa_leveraged
from steelyard.model.pairing.wide import E36
from tests.vectors.player import SIDES
from tests.vectors.trace import Trace

KINDS = ("l", "f")
TRADES = ("mint", "deposit", "redeem", "execute")


@dataclass(frozen=True)
class Moment:
    """What a market looks like between two steps."""

    pool: PairingPool
    now: int
    position: Position
    accrued: Position
    states: tuple[ShareState, ...]
    heads: tuple[int, ...]
    reading: Reading | None
    mean: int | None
    generations: tuple[int, ...]
    stale_since: int
    accrued_at: int
    unbilled: int
    fees_owed: int
    cut: int
    last_rebalance: int
    orders: dict[int, Any]

    @classmethod
    def of(cls, pool: PairingPool) -> "Moment":
        """As it is now."""
        mean = None
        try:
            reading: Reading | None = pool.source.latest()
            mean = pool.source.latest_and_mean(pool.parameters.window)[1]
        except Reverted:
            reading = _latest(pool)
        return cls(
            pool,
            pool.clock.now,
            pool.position,
            pool.accrued_position() if pool.is_open else pool.position,
            tuple(pool.tokens[side].state() for side in Side),
            tuple(pool.tokens[side].queue.head for side in Side),
            reading,
            mean,
            tuple(pool.generation(side) for side in Side),
            pool.stale_since,
            pool.accrued_at,
            pool.unbilled,
            pool.fees_owed,
            pool.cut,
            pool.last_rebalance,
            dict(pool.delayed_orders.orders) if pool.delayed_orders else {},
        )

    @property
    def seen(self) -> tuple[int, int, int]:
        """The prices of a user operation."""
        assert self.reading is not None and self.mean is not None
        return self.reading.price, self.mean, 0


@dataclass(frozen=True)
class Step:
    """All that tags are made of."""

    op: str
    args: dict[str, Any]
    result: dict[str, Any]
    before: Moment
    after: Moment
    trace: Trace
    sofar: Counter[str]

    @property
    def side(self) -> Side:
        """Of a trade; a deposit is one of LP."""
        if self.op == "execute":
            return Side(self.before.orders[self.args["number"]].side)
        return Side(SIDES.index(self.args.get("side", "lp")))

    @property
    def is_given_back(self) -> bool:
        """Whether the market refused an order that was executed."""
        return self.op == "execute" and int(self.result["result"]) == 0

    @property
    def share(self) -> Side:
        """The side of an operation on a share."""
        return Side(SIDES.index(self.args["share"].split(".")[0]))


def tags(
    op: str,
    args: dict[str, Any],
    found: dict[str, Any],
    before: Moment,
    after: Moment,
    trace: Trace,
    sofar: Counter[str],
) -> set[str]:
    """The branches of one step; a refused one went through its refusal alone."""
    step = Step(op, args, found.get("result", {}), before, after, trace, sofar)
    if op == "round":
        return set()
    if "refused" in found:
        reason = found["refused"]
        return {f"refused: {reason}", *_REFUSALS.get(reason, _nothing)(step)}
    own = _OPERATIONS.get(op, _nothing)(step)
    return {*own, *_accrual(step), *_trade(step)}


def _latest(pool: PairingPool) -> Reading | None:
    try:
        return pool.source.latest()
    except Reverted:
        return None


def _nothing(_: Step) -> Iterator[str]:
    return iter(())


# ------------------------------------------------------------------ refusals


def _out_of_range(step: Step) -> Iterator[str]:
    before = step.before
    spot_in, mean_in = (before.pool.band.holds(before.position.reference, price) for price in before.seen[:2])
    if mean_in and not spot_in:
        yield "price.spot-out"
    if spot_in and not mean_in:
        yield "price.mean-out"
    if step.sofar["rebalance.backlog"] > step.sofar["rebalance.resumed"]:
        yield "rebalance.wide-trade-refused"


def _after_mint(step: Step) -> tuple[Position, Prices]:
    before, terms = step.before, step.before.pool.parameters
    prices = user_prices(before.accrued, terms, before.seen)
    return trades.mint(before.accrued, terms.fees, prices, step.side, step.args["amount"]).position, prices


def _leveraged_cap(step: Step) -> Iterator[str]:
    after, prices = _after_mint(step)
    over = kappa_leveraged(after, prices.low) > step.before.pool.parameters.cap_leveraged
    yield "mint.cap-leveraged.both" if over else "mint.cap-leveraged.high-only"


def _funding_cap(step: Step) -> Iterator[str]:
    after, prices = _after_mint(step)
    cap = step.before.pool.parameters.cap_funding
    low, high = (kappa_funding(after, price) > cap for price in prices.both())
    if low:
        yield "mint.cap-funding.both" if high else "mint.cap-funding.low-only"
    if not low and not high:
        yield "mint.cap-funding.queued-lp"


def _no_mint(step: Step) -> Iterator[str]:
    yield f"mint.no-inventory.{SIDES[step.side]}"


def _no_redeem(step: Step) -> Iterator[str]:
    yield f"redeem.no-inventory.{SIDES[step.side]}"


_REFUSALS = {
    "price: out of range": _out_of_range,
    "mint: leveraged cap": _leveraged_cap,
    "mint: funding cap": _funding_cap,
    "mint: no inventory": _no_mint,
    "redeem: no inventory": _no_redeem,
}


# ------------------------------------------------------------------ accrual and trades


def _accrual(step: Step) -> Iterator[str]:
    before, after, terms = step.before, step.after, step.before.pool.parameters
    if after.accrued_at == before.accrued_at or not before.accrued_at:
        return
    if before.accrued.index > before.position.index:
        used = utilization(before.position, terms.mints_funding)
        yield "funding.above-kink" if used > KINK else "funding.below-kink"
        if rate(terms.target, used) == MAX_COST // (terms.target - 1):
            yield "funding.most-rate"
        if before.accrued.index == terms.max_index:
            yield "funding.most-index"
    yearly = rate(terms.target, utilization(before.position, terms.mints_funding))
    elapsed = (before.accrued.index - before.position.index) // yearly
    if before.accrued.index < terms.max_index and elapsed < after.accrued_at - before.accrued_at:
        yield "funding.stops-while-stale"
    if before.accrued.underlying < before.position.underlying:
        yield "management.fee"
    elif terms.fees.management and after.unbilled > before.unbilled:
        yield "management.unbilled"
    if before.stale_since and not after.stale_since:
        yield "stale.cancelled"


def _trade(step: Step) -> Iterator[str]:
    if step.op not in TRADES or step.is_given_back:
        return
    before, after = step.before, step.after
    spot, mean, _ = before.seen
    if mean != spot:
        yield "price.mean-above-spot" if mean > spot else "price.mean-below-spot"
    if after.cut > before.cut:
        is_redeem = step.op == "redeem" or (step.op == "execute" and not before.orders[step.args["number"]].is_mint)
        yield "cut.redeem" if is_redeem else "cut.mint"
    yield from _swap(step)


def _swap(step: Step) -> Iterator[str]:
    if not step.trace.paths:
        return
    kind = KINDS[step.trace.leaves[-1]]
    start, end = step.trace.paths[-1]
    if end >= E36:
        yield f"swap.toward.{kind}"
    else:
        yield f"swap.through.{kind}" if start > E36 else f"swap.away.{kind}"


def _mint(step: Step) -> Iterator[str]:
    side, before = step.side, step.before
    name, pool = SIDES[side], before.pool
    if side is Side.LIQUIDITY and before.states[side].supply:
        prices = user_prices(before.accrued, pool.parameters, before.seen)
        if any(trades.entry_fee(before.accrued, pool.parameters.margin, price) for price in prices.both()):
            yield "deposit.entry-fee"
    elif side is not Side.LIQUIDITY:
        yield f"mint.{name}"
    if before.states[side].closed:
        yield f"generation.{name}"
    if before.states[side].index > 1:
        yield "consolidated.mint"
    if pool.parameters.is_bear and side is not Side.LIQUIDITY:
        yield "bear.mint"


def _direct_mint(step: Step) -> Iterator[str]:
    yield from _mint(step)
    if step.args["receiver"] != step.args["sender"]:
        yield "deposit.receiver"


def _redeem(step: Step) -> Iterator[str]:
    side, before = step.side, step.before
    name, vault = SIDES[side], before.accrued.vault(side)
    yield f"redeem.{name}"
    if vault.of(side.other):
        yield f"redeem.mismatch.{name}"
    if before.states[side].index > 1:
        yield "consolidated.redeem"
    if before.pool.parameters.is_bear:
        yield "bear.redeem"


def _direct_redeem(step: Step) -> Iterator[str]:
    yield from _redeem(step)
    if step.args["partial"]:
        whole = int(step.result["shares"]) == step.args["shares"]
        yield "redeem.partial-in-full" if whole else f"redeem.partial.{SIDES[step.side]}"


# ------------------------------------------------------------------ rebalances


def _rebalance(step: Step) -> Iterator[str]:
    before, rebalanced, terms = step.before, step.trace.rebalances[-1], step.before.pool.parameters
    in_range = before.pool.band.holds(before.position.reference, before.seen[1])
    is_scheduled = before.now >= before.last_rebalance + terms.period
    is_down = before.seen[1] < before.position.reference
    if in_range:
        yield "rebalance.period" if is_scheduled else "rebalance.queue"
        if not is_scheduled and terms.fees.rebalance:
            yield "rebalance.queue-free"
    else:
        yield "rebalance.down" if is_down else "rebalance.up"
    if step.sofar["rebalance.backlog"] > step.sofar["rebalance.resumed"]:
        yield "rebalance.resumed"
    if rebalanced.fee:
        yield "rebalance.fee"
    if int(step.result["reward"]):
        yield "rebalance.reward-capped" if int(step.result["reward"]) == terms.fees.max_reward else "rebalance.reward"
    if any(abs(moved.leveraged) + abs(moved.funding) > 2 for moved in rebalanced.steps):
        yield "rebalance.transfer"
    if terms.is_bear:
        yield "bear.rebalance"
    yield from _steps(rebalanced, is_down, before)
    yield from _mismatches(step)
    yield from _settled(step, rebalanced)
    yield from _wiped(step)


def _steps(rebalanced: Rebalanced, is_down: bool, before: Moment) -> Iterator[str]:
    if rebalanced.backlog:
        yield "rebalance.backlog"
    elif rebalanced.at_market and len(rebalanced.steps) == 1:
        yield "rebalance.market-only"
    elif rebalanced.at_market:
        yield "rebalance.bounds-down" if is_down else "rebalance.bounds-up"
    else:
        in_range = before.pool.band.holds(rebalanced.position.reference, before.seen[1])
        yield "rebalance.bounds-then-in-range" if in_range else "rebalance.bounds-then-wait"


def _mismatches(step: Step) -> Iterator[str]:
    before, after = step.before.accrued, step.after.position
    dust = before.target
    for name, was, now in (
        ("lt", before.leveraged.funding, after.leveraged.funding),
        ("ft", before.funding.leveraged, after.funding.leveraged),
    ):
        if now > dust:
            yield f"mismatch.{name}"
        if was > dust and now <= dust:
            yield f"mismatch.{name}-cleared"


def _settled(step: Step, rebalanced: Rebalanced) -> Iterator[str]:
    for side, name in zip(Side, SIDES, strict=True):
        one, state = rebalanced.settlements[side], step.before.states[side]
        if one.epochs and not one.closing:
            yield f"queue.paid.{name}"
            if one.epochs == 2:
                yield "queue.two-paid"
            elif state.epochs[1]:
                yield "queue.one-of-two"
            if side is Side.LIQUIDITY:
                left = state.supply - sum(state.epochs[: one.epochs])
                yield "lp-exit.fee" if left > state.seed else "lp-exit.waived"
        if rebalanced.at_market and side is Side.LIQUIDITY and not one.epochs and state.epochs[0]:
            yield "queue.lp-notice"
        if one.closing:
            yield f"close.{name}"
            if one.epochs > state.ripe:
                yield "close.unripe"
            if one.cut:
                yield "close.cut"


def _wiped(step: Step) -> Iterator[str]:
    for position, price in step.trace.merges:
        held = position.leveraged.leveraged + position.liquidity.leveraged
        if position.marks(price).leveraged == 0 and held:
            yield "wipe-out"


# ------------------------------------------------------------------ everything else


def _enqueue(step: Step) -> Iterator[str]:
    waiting = step.before.states[step.share].epochs
    number = int(step.result["epoch"]) - step.before.heads[step.share]
    if waiting[number]:
        yield "queue.same-epoch"
    else:
        yield "queue.second-epoch" if number else "queue.join"
    if step.before.states[step.share].index > 1:
        yield "consolidated.enqueue"
    if step.sofar["rebalance.backlog"] > step.sofar["rebalance.resumed"]:
        yield "rebalance.backlog-queue"


def _cancel(step: Step) -> Iterator[str]:
    yield "queue.cancel"
    if step.after.heads[step.share] > step.before.heads[step.share]:
        yield "queue.steps-aside"


def _claim(step: Step) -> Iterator[str]:
    yield "queue.claim"
    number = int(step.args["share"].split(".")[1])
    pool = step.after.pool
    token = (*pool.past[step.share], pool.tokens[step.share])[number - 1]
    if int(step.result["amount"]) < (token.queue.epochs[step.args["epoch"]].paid or 0):
        yield "queue.claim-shared"
    if number < step.after.generations[step.share]:
        yield "generation.old-claim"


def _claim_closed(step: Step) -> Iterator[str]:
    yield f"claim-closed.{SIDES[step.share]}"
    if int(step.args["share"].split(".")[1]) < step.after.generations[step.share]:
        yield "generation.old-claim"


def _report(step: Step) -> Iterator[str]:
    yield "stale.report-anew" if step.before.stale_since else "stale.report"
    if step.before.reading is None:
        yield "stale.report-no-price"


def _deprecate(step: Step) -> Iterator[str]:
    yield "deprecate.stale" if step.before.reading else "deprecate.no-price"
    if any(sum(state.epochs) for state in step.before.states):
        yield "deprecate.unripe"
    if step.before.cut:
        yield "close.cut"


def _collect(step: Step) -> Iterator[str]:
    if int(step.result["amount"]):
        yield "fees.collect-u"
    if int(step.result["shares"]):
        yield "fees.collect-shares"


def _commit(step: Step) -> Iterator[str]:
    yield "order.commit-mint" if step.args["is_mint"] else "order.commit-redeem"
    if step.after.orders[int(step.result["number"])].deadline < step.args["deadline"]:
        yield "order.longest-life"


def _execute(step: Step) -> Iterator[str]:
    order, pool = step.before.orders[step.args["number"]], step.before.pool
    if step.is_given_back:
        yield "order.refund-capped"
    elif order.is_mint:
        yield "order.deposit" if order.side is Side.LIQUIDITY else "order.mint"
        yield from _mint(step)
    else:
        yield "order.redeem"
        yield from _redeem(step)
    assert step.before.reading is not None
    if step.before.reading.round > order.round + 1:
        yield "order.late"
    if pool.delayed_orders is not None and pool.delayed_orders.bounty:
        yield "order.bounty"
    first = pool.source.price_of(order.round + 1)
    if first[1] < order.since + DELAY:
        yield "order.too-soon"


def _refund(step: Step) -> Iterator[str]:
    order = step.before.orders[step.args["number"]]
    if step.before.now > order.deadline:
        yield "order.refund-late"
    elif order.is_ended and not step.before.pool.is_deprecated:
        yield "order.refund-ended"
    else:
        yield "order.refund-deprecated"


def _only(name: str) -> Any:
    return lambda _: iter((name,))


_OPERATIONS = {
    "open": _only("open"),
    "mint": _direct_mint,
    "deposit": _direct_mint,
    "redeem": _direct_redeem,
    "rebalance": _rebalance,
    "enqueue": _enqueue,
    "cancel": _cancel,
    "claim": _claim,
    "claim_closed": _claim_closed,
    "consolidate": _only("consolidate"),
    "report_stale": _report,
    "deprecate": _deprecate,
    "collect_fees": _collect,
    "set_fee_recipient": _only("fees.recipient"),
    "commit": _commit,
    "execute": _execute,
    "refund": _refund,
}
