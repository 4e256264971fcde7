# SPDX-License-Identifier: Apache-2.0
"""The branches of the mechanism, and which of them a step went through."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from steelyard.model.clock import HOUR, YEAR
from steelyard.model.errors import Refused
from steelyard.model.pairing import trades
from steelyard.model.pairing.engine import Poked, user_prices
from steelyard.model.pairing.funding import KINK, MOST_COST, rate, utilization
from steelyard.model.pairing.market import PairedPool
from steelyard.model.pairing.paired_share import ShareState
from steelyard.model.pairing.price_source import Reading
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import Book, Side, Vault, kappa_funding, kappa_leveraged
from steelyard.model.pairing.wide import E36
from steelyard.model.rounding import WAD
from tests.vectors.player import SIDES
from tests.vectors.trace import Trace

BRANCHES = {
    # 4.3 accrual
    "funding.below-kink": "funding accrues while utilization is at most 80%",
    "funding.above-kink": "funding accrues while utilization is above 80%",
    "funding.most-rate": "funding accrues at the rate that costs the leveraged side 60% a year",
    "funding.most-index": "the index stops where the leveraged kind would be worth 0.05 at the lower bound",
    "funding.stops-while-stale": "seconds in which the source was stale earn nothing",
    "management.fee": "the management fee is taken",
    "management.unbilled": "a fee below one unit waits, its seconds are kept",
    # 4.4 prices
    "price.mean-above-spot": "a trade while the mean is above spot",
    "price.mean-below-spot": "a trade while the mean is below spot",
    "price.spot-out": "refused for spot, the mean is in range",
    "price.mean-out": "refused for the mean, spot is in range",
    # 4.5 mint, redeem, leave
    "open": "the first U",
    "mint.lt": "LT for U",
    "mint.ft": "FT for U",
    "mint.cap-leveraged.high-only": "kappa_L passes its cap at the high price only",
    "mint.cap-leveraged.both": "kappa_L passes its cap at both prices",
    "mint.cap-funding.low-only": "kappa_F passes its cap at the low price only",
    "mint.cap-funding.both": "kappa_F passes its cap at both prices",
    "mint.cap-funding.queued-lp": "kappa_F passes its cap because LP waits in the queue",
    "mint.no-inventory.lt": "LP lacks L",
    "mint.no-inventory.ft": "LP lacks F",
    "deposit.entry-fee": "LP for U, less the entry fee",
    "deposit.receiver": "a mint or deposit for somebody else",
    "redeem.lt": "U for LT",
    "redeem.ft": "U for FT",
    "redeem.partial.lt": "U for a part of the LT, as LP lacks F",
    "redeem.partial.ft": "U for a part of the FT, as LP lacks L",
    "redeem.partial-in-full": "a partial fill that fills everything",
    "redeem.no-inventory.lt": "refused, as LP lacks F",
    "redeem.no-inventory.ft": "refused, as LP lacks L",
    "redeem.mismatch.lt": "out of a leveraged vault that also holds F",
    "redeem.mismatch.ft": "out of a funding vault that also holds L",
    "swap.away.l": "L leaves an LP vault that is short of it already",
    "swap.away.f": "F leaves an LP vault that is short of it already",
    "swap.through.l": "L leaves and the LP vault passes through balance",
    "swap.through.f": "F leaves and the LP vault passes through balance",
    "swap.toward.l": "L leaves an LP vault that keeps more than balance: the flat fee",
    "swap.toward.f": "F leaves an LP vault that keeps more than balance: the flat fee",
    "queue.join": "the first request of an epoch",
    "queue.same-epoch": "a request joins an epoch that takes requests",
    "queue.second-epoch": "a request opens the second epoch, as the first takes no more",
    "queue.cancel": "a request is taken back in time",
    "queue.steps-aside": "an emptied first epoch lets the second take its place",
    "queue.paid.lt": "LT leave at a re-split",
    "queue.paid.ft": "FT leave at a re-split",
    "queue.paid.lp": "LP leave at a re-split",
    "queue.two-paid": "both epochs of a share are paid at once",
    "queue.one-of-two": "the first epoch is paid, the second waits on",
    "queue.lp-notice": "a re-split passes LP by whose longer notice still runs",
    "queue.claim": "U of a paid epoch",
    "queue.claim-shared": "a part of an epoch that has several owners",
    "lp-exit.fee": "LP leave less the exit fee",
    "lp-exit.waived": "LP leave without it, as only the seed is left",
    # 4.6 re-split
    "poke.period": "a re-split because the period is over, in range",
    "poke.queue": "a re-split for a ripe queue alone",
    "poke.queue-free": "a re-split for a queue alone takes no fee, where the terms have one",
    "poke.down": "a re-split because the mean fell below the range",
    "poke.up": "a re-split because the mean rose above the range",
    "poke.market-only": "one step at spot",
    "poke.bounds-down": "steps at the lower bound, the last one at spot",
    "poke.bounds-up": "steps at the upper bound, the last one at spot",
    "poke.bounds-then-in-range": "steps at the bound until the mean is in range, none at spot",
    "poke.bounds-then-wait": "steps at the bound, the last one waits for spot to agree with the mean",
    "poke.backlog": "64 steps, more are waiting",
    "poke.resumed": "a re-split goes on where a backlog was left",
    "poke.wide-trade-refused": "a trade is refused while a backlog waits",
    "poke.backlog-queue": "a request joins the queue while a backlog waits",
    "poke.fee": "the rebalance fee is taken",
    "poke.reward": "the poker gets his part of it",
    "poke.reward-capped": "the poker gets the most there is",
    "poke.transfer": "a step moves value between the vaults, as its price is not the market's",
    "mismatch.lt": "the leveraged vault is left with F",
    "mismatch.ft": "the funding vault is left with L",
    "mismatch.lt-cleared": "a later re-split clears it",
    "mismatch.ft-cleared": "a later re-split clears it",
    # 4.7 when it goes wrong
    "wipe-out": "a re-split below the zero point: L is worth nothing, U goes pro rata to F",
    "close.lt": "a leveraged vault below a dollar ends its generation",
    "close.ft": "a funding vault below a dollar ends its generation",
    "close.lp": "a liquidity vault below a dollar ends its generation",
    "close.unripe": "an epoch that still waited is paid with the end",
    "close.cut": "the fee recipient's LP shares of an ended generation become U",
    "generation.lt": "a new LT begins with its seed",
    "generation.ft": "a new FT begins with its seed",
    "generation.lp": "a new LP begins with its seed",
    "generation.old-claim": "shares of a past generation are paid after the next one began",
    "consolidate": "a million shares become one",
    "consolidated.mint": "shares of a raised index are minted",
    "consolidated.redeem": "shares of a raised index are redeemed",
    "consolidated.enqueue": "shares of a raised index are queued",
    "stale.report": "a stale source is reported",
    "stale.report-anew": "reported anew, as the source had come back in between",
    "stale.report-no-price": "a source that refuses is reported",
    "stale.cancelled": "a fresh price cancels the report",
    "deprecate.stale": "after 72 hours, at the last price that was seen",
    "deprecate.no-price": "after 72 hours of a source that refuses",
    "deprecate.unripe": "queued shares are paid in full with a deprecation",
    "claim-closed.lt": "U of LT whose generation has ended",
    "claim-closed.ft": "U of FT whose generation has ended",
    "claim-closed.lp": "U of LP whose generation has ended",
    # fees
    "cut.mint": "the protocol's part of a mint's fee in LP shares",
    "cut.redeem": "the protocol's part of a redemption's fee in LP shares",
    "fees.collect-u": "U for the fee recipient",
    "fees.collect-shares": "LP shares for the fee recipient",
    "fees.recipient": "the fee recipient hands his place on",
    # 4.4 orders
    "order.commit-mint": "U waits for the next price",
    "order.commit-redeem": "shares wait for the next price",
    "order.longest-life": "a deadline is cut to seven days",
    "order.mint": "an order to mint is executed",
    "order.deposit": "an order to deposit is executed",
    "order.redeem": "an order to redeem is executed",
    "order.late": "an order is executed after more updates than one",
    "order.refund-late": "an order is given back after its deadline",
    "order.refund-ended": "an order is given back as its generation has ended",
    "order.refund-deprecated": "an order is given back as the market is deprecated",
    # 4.8 bear
    "bear.mint": "LT or FT of a bear",
    "bear.redeem": "U for LT or FT of a bear",
    "bear.poke": "a bear's re-split",
} | {
    f"refused: {reason}": "refused"
    for reason in (
        "arithmetic",
        "claim: epoch still waits",
        "claim: no closed shares",
        "claim: no request",
        "consolidate: no shares",
        "consolidate: not small enough",
        "deprecate: not stale",
        "deprecate: source came back",
        "deprecate: too early",
        "erc20: transfer amount exceeds balance",
        "fees: not the recipient",
        "fees: nothing owed",
        "fees: zero recipient",
        "market: deprecated",
        "market: not open",
        "mint: below minimum",
        "mint: first below 20 dollars",
        "mint: funding cap",
        "mint: leveraged cap",
        "mint: market full",
        "mint: no FT here",
        "mint: no inventory",
        "mint: not LT or FT",
        "mint: nothing",
        "mint: vault below one dollar",
        "open: LP below 20 dollars",
        "open: already",
        "open: seeds not covered",
        "open: spot far from twap",
        "oracle: not positive",
        "oracle: out of bounds",
        "oracle: stale",
        "order: LP leaves by the queue",
        "order: expired",
        "order: generation ended",
        "order: no update yet",
        "order: nothing",
        "order: still open",
        "order: too late",
        "order: unknown",
        "order: zero owner",
        "poke: not due",
        "poke: spot far from twap",
        "price: out of range",
        "queue: generation ended",
        "queue: no request",
        "queue: notice is over",
        "queue: zero shares",
        "redeem: below minimum",
        "redeem: no inventory",
        "redeem: not LT or FT",
        "redeem: nothing can be filled",
        "redeem: over balance",
        "redeem: zero shares",
        "stale: already reported",
        "stale: source is fresh",
        "trade: commit first",
        "trade: desk only",
        "trade: too late",
        "twap: gap",
        "twap: history too short",
    )
}

KINDS = ("l", "f")
TRADES = ("mint", "deposit", "redeem", "execute")


@dataclass(frozen=True)
class Moment:
    """What a market looks like between two steps."""

    pool: PairedPool
    now: int
    book: Book
    accrued: Book
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
    last_resplit: int
    orders: dict[int, Any]

    @classmethod
    def of(cls, pool: PairedPool) -> "Moment":
        """As it is now."""
        mean = None
        try:
            reading: Reading | None = pool.source.latest()
            mean = pool.source.latest_and_mean(pool.parameters.window)[1]
        except Refused:
            reading = _latest(pool)
        return cls(
            pool,
            pool.clock.now,
            pool.book,
            pool.accrued_book() if pool.is_open else pool.book,
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
            pool.last_resplit,
            dict(pool.desk.orders) if pool.desk else {},
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


def _latest(pool: PairedPool) -> Reading | None:
    try:
        return pool.source.latest()
    except Refused:
        return None


def _nothing(_: Step) -> Iterator[str]:
    return iter(())


# ------------------------------------------------------------------ refusals


def _out_of_range(step: Step) -> Iterator[str]:
    before = step.before
    spot_in, mean_in = (before.pool.band.holds(before.book.reference, price) for price in before.seen[:2])
    if mean_in and not spot_in:
        yield "price.spot-out"
    if spot_in and not mean_in:
        yield "price.mean-out"
    if step.sofar["poke.backlog"] > step.sofar["poke.resumed"]:
        yield "poke.wide-trade-refused"


def _after_mint(step: Step) -> tuple[Book, Prices]:
    before, terms = step.before, step.before.pool.parameters
    prices = user_prices(before.accrued, terms, before.seen)
    return trades.mint(before.accrued, terms.fees, prices, step.side, step.args["amount"]).book, prices


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
    if before.accrued.index > before.book.index:
        used = utilization(before.book, terms.mints_funding)
        yield "funding.above-kink" if used > KINK else "funding.below-kink"
        if rate(terms.target, used) == MOST_COST // (terms.target - 1):
            yield "funding.most-rate"
        if before.accrued.index == terms.most_index:
            yield "funding.most-index"
    elapsed = (before.accrued.index - before.book.index) // rate(terms.target, utilization(before.book, terms.mints_funding))
    if before.accrued.index < terms.most_index and elapsed < after.accrued_at - before.accrued_at:
        yield "funding.stops-while-stale"
    if before.accrued.underlying < before.book.underlying:
        yield "management.fee"
    elif terms.fees.management and after.unbilled > before.unbilled:
        yield "management.unbilled"
    if before.stale_since and not after.stale_since:
        yield "stale.cancelled"


def _trade(step: Step) -> Iterator[str]:
    if step.op not in TRADES:
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
    if side is Side.LIQUIDITY:
        prices = user_prices(before.accrued, pool.parameters, before.seen)
        if any(trades.entry_fee(before.accrued, pool.parameters.margin, price) for price in prices.both()):
            yield "deposit.entry-fee"
    else:
        yield f"mint.{name}"
    if before.states[side].closed:
        yield f"generation.{name}"
    if before.states[side].index > 1:
        yield "consolidated.mint"
    if pool.parameters.is_bear and side is not Side.LIQUIDITY:
        yield "bear.mint"


def _direct_mint(step: Step) -> Iterator[str]:
    yield from _mint(step)
    if step.args["receiver"] != "holder":
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


# ------------------------------------------------------------------ re-splits


def _poke(step: Step) -> Iterator[str]:
    before, poked, terms = step.before, step.trace.pokes[-1], step.before.pool.parameters
    in_range = before.pool.band.holds(before.book.reference, before.seen[1])
    is_scheduled = before.now >= before.last_resplit + terms.period
    is_down = before.seen[1] < before.book.reference
    if in_range:
        yield "poke.period" if is_scheduled else "poke.queue"
        if not is_scheduled and terms.fees.rebalance:
            yield "poke.queue-free"
    else:
        yield "poke.down" if is_down else "poke.up"
    if step.sofar["poke.backlog"] > step.sofar["poke.resumed"]:
        yield "poke.resumed"
    if poked.fee:
        yield "poke.fee"
    if int(step.result["reward"]):
        yield "poke.reward-capped" if int(step.result["reward"]) == terms.fees.most_reward else "poke.reward"
    if any(abs(moved.leveraged) + abs(moved.funding) > 2 for moved in poked.steps):
        yield "poke.transfer"
    if terms.is_bear:
        yield "bear.poke"
    yield from _steps(poked, is_down, before)
    yield from _mismatches(step)
    yield from _settled(step, poked)
    yield from _wiped(step)


def _steps(poked: Poked, is_down: bool, before: Moment) -> Iterator[str]:
    if poked.backlog:
        yield "poke.backlog"
    elif poked.at_market and len(poked.steps) == 1:
        yield "poke.market-only"
    elif poked.at_market:
        yield "poke.bounds-down" if is_down else "poke.bounds-up"
    else:
        in_range = before.pool.band.holds(poked.book.reference, before.seen[1])
        yield "poke.bounds-then-in-range" if in_range else "poke.bounds-then-wait"


def _mismatches(step: Step) -> Iterator[str]:
    before, after = step.before.accrued, step.after.book
    dust = before.target
    for name, was, now in (
        ("lt", before.leveraged.funding, after.leveraged.funding),
        ("ft", before.funding.leveraged, after.funding.leveraged),
    ):
        if now > dust:
            yield f"mismatch.{name}"
        if was > dust and now <= dust:
            yield f"mismatch.{name}-cleared"


def _settled(step: Step, poked: Poked) -> Iterator[str]:
    for side, name in zip(Side, SIDES, strict=True):
        one, state = poked.settlements[side], step.before.states[side]
        if one.epochs and not one.closing:
            yield f"queue.paid.{name}"
            if one.epochs == 2:
                yield "queue.two-paid"
            elif state.epochs[1]:
                yield "queue.one-of-two"
            if side is Side.LIQUIDITY:
                left = state.supply - sum(state.epochs[: one.epochs])
                yield "lp-exit.fee" if left > state.seed else "lp-exit.waived"
        if poked.at_market and side is Side.LIQUIDITY and not one.epochs and state.epochs[0]:
            yield "queue.lp-notice"
        if one.closing:
            yield f"close.{name}"
            if one.epochs > state.ripe:
                yield "close.unripe"
            if one.cut:
                yield "close.cut"


def _wiped(step: Step) -> Iterator[str]:
    for book, price in step.trace.merges:
        held = book.leveraged.leveraged + book.liquidity.leveraged
        if book.marks(price).leveraged == 0 and held:
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
    if step.sofar["poke.backlog"] > step.sofar["poke.resumed"]:
        yield "poke.backlog-queue"


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
    order = step.before.orders[step.args["number"]]
    if order.is_mint:
        yield "order.deposit" if order.side is Side.LIQUIDITY else "order.mint"
        yield from _mint(step)
    else:
        yield "order.redeem"
        yield from _redeem(step)
    assert step.before.reading is not None
    if step.before.reading.round > order.round + 1:
        yield "order.late"


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
    "poke": _poke,
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
