# SPDX-License-Identifier: Apache-2.0
"""How a market ends, as one state table: the twin of lifecycle.vy.

C collateral, D debt, p rescue price (1e36), A = C*p, E = A - D, R = A/E; times in seconds, costs and
discounts scaled by 1e18. Every function takes the ending as it is and returns the next one.

    open       -> started    D of a dollar, and R >= 50 or E <= 0, or a report unanswered for two hours
    started    -> sale       10 minutes after a call that itself read R >= 50 or E <= 0, on a newer round, if still true
               -> dead sale  7 days after the report
               -> open       any call that reads R < 50 and E > 0; D = 0 at once, without a price
    sale       -> closed     D = 0, also by a gift
               -> dead sale  7 days after the report
    dead sale  -> closed     D = 0, also by a gift
    closed     -> nothing

In a sale clocks advance at fills, so an offer improves only by being refused; the confirmation or the
declaration counts as the first fill.
"""

from dataclasses import dataclass, replace
from enum import IntEnum

from steelyard.model.leverage.rebalance_rule import E36, Fill, require_cost, require_fill, sale
from steelyard.model.libraries.errors import require
from steelyard.model.libraries.rounding import WAD, mul_div_down, mul_div_up

WIND_DOWN_RATIO = 50
CONFIRM_DELAY = 600
UNANSWERED = 2 * 3_600  # a report unanswered for so long starts the end
ORACLE_DEATH = 7 * 86_400
MAX_PRICE = 2**160 - 1

STEP = 600  # most that a fill adds to the clocks of a sale
RISE = 1_800  # in which the discount of a sale reaches its bound
FLOOR = WAD // 200  # of the bound
LONG_BEND = WAD // 20  # of the long ramp after RISE
DAY = 86_400
MAX_RAMP = 59 * DAY  # leaves one part in 1e18
CARRIED = 95  # percent of A that lenders count at most

HOUR = 3_600  # step of a dead sale
HOURS = 72  # in which the price of a dead sale falls from all to 1/72
MAX_DEAD_CLOCK = (HOURS - 1 + 255) * HOUR


class Stage(IntEnum):
    """Where a market stands."""

    OPEN = 0
    STARTED = 1
    SALE = 2
    DEAD_SALE = 3
    CLOSED = 4


class Act(IntEnum):
    """What the table allows or forbids; redeem is allowed always and not listed."""

    MINT = 1  # and releverage
    REBALANCE = 2  # deleverage to the landing
    SELL = 4  # deleverage down to D = 0
    GIFT = 8  # anyone repays
    CONFIRM = 16
    REPORT = 32
    MARK = 64  # impair and write off
    FEES = 128  # on redemptions and on time
    LEND = 256  # deposits, tickets, the reserve and the vault of lenders


ACTS = {
    Stage.OPEN: Act.MINT | Act.REBALANCE | Act.REPORT | Act.FEES | Act.LEND,
    Stage.STARTED: Act.REBALANCE | Act.CONFIRM | Act.REPORT | Act.FEES,
    Stage.SALE: Act.SELL | Act.GIFT | Act.REPORT | Act.MARK,
    Stage.DEAD_SALE: Act.SELL | Act.GIFT | Act.MARK,
    Stage.CLOSED: int(Act.LEND),
}


@dataclass(frozen=True)
class Ending:
    """What is remembered of the end of a market."""

    stage: Stage = Stage.OPEN
    last_price: int = 0  # last good one; in a dead sale the larger of it and D/C at the declaration
    last_read: int = 0  # when a call read it
    reported: int = 0  # first report; counts if it is later than whatever shows the oracle alive
    since: int = 0  # started: of the first call that itself saw the reason, 0 for none; sales: of the last fill
    round: int = 0  # of that call
    clock: int = 0  # seconds for which offers of a sale were refused
    ramp: int = 0  # the same between consecutive fills that all saw A <= D
    under: bool = False  # whether the last fill saw A <= D
    bound: int = 0  # most discount of a sale while A > D
    refused: int = 0  # price of the last fill less its discount, 1e36


@dataclass(frozen=True)
class Position:
    """The balance sheet and what the oracle says at a call."""

    collateral: int
    debt: int
    price: int  # rescue price, 0 if there is none
    round: int = 0  # of the main feed
    alive_at: int = 0  # of the feed's own newest round, where nothing but its age makes it unusable; else 0

    @property
    def assets(self) -> int:
        """A, rounded down."""
        return mul_div_down(self.collateral, self.price, E36)

    @property
    def is_dying(self) -> bool:
        """R >= 50 or E <= 0."""
        assets = self.assets
        return assets <= self.debt or assets >= WIND_DOWN_RATIO * (assets - self.debt)


def may(stage: Stage, act: Act) -> bool:
    """Whether the table allows it."""
    return bool(ACTS[stage] & act)


# ------------------------------------------------------------------ transitions


def is_price(price: int) -> bool:
    """Whether this can be a price: not 0, and within the 160 bits that store it."""
    return 0 < price <= MAX_PRICE


def observe(e: Ending, p: Position, now: int) -> Ending:
    """What any call that reads a rescue price leaves behind. Refuses "oracle: price out of range"."""
    require(is_price(p.price), "oracle: price out of range", price=p.price)
    e = replace(e, last_price=p.price, last_read=now)
    if e.stage != Stage.STARTED:
        return e
    if not p.is_dying:
        return _open(e)
    return e if e.since else replace(e, since=now, round=p.round)


def settled(stage: Stage, debt: int) -> Stage:
    """The stage after a change of the debt: none ends a sale for good, and a start at once."""
    if debt or stage == Stage.OPEN:
        return stage
    return Stage.OPEN if stage == Stage.STARTED else Stage.CLOSED


def settle(e: Ending, debt: int) -> Ending:
    """What every change of the debt leaves behind; see `settled`."""
    stage = settled(e.stage, debt)
    if stage == e.stage:
        return e
    return _open(e) if stage == Stage.OPEN else replace(e, stage=stage)


def start(e: Ending, p: Position, has_dollar: bool, now: int) -> Ending:
    """Starts the end, or shows in a start by report that R >= 50 or E <= 0, or takes the start back.

    `has_dollar`: see `is_dollar`. Refuses "wind-down: already started", "wind-down: no reason" and
    "wind-down: under a dollar".
    """
    was_open = e.stage == Stage.OPEN
    looks = e.stage == Stage.STARTED and (e.since == 0 or not p.is_dying)
    require(was_open or looks, "wind-down: already started")
    e = observe(e, p, now)
    if not was_open:
        return e
    require(p.is_dying, "wind-down: no reason")
    return replace(_start(e, p, has_dollar), since=now, round=p.round)


def confirm(e: Ending, p: Position, now: int) -> Ending:
    """Makes a start final, or takes it back if its reason is gone.

    Refuses "wind-down: not started", "wind-down: wait 10 minutes" and "wind-down: wait for a round".
    """
    require(may(e.stage, Act.CONFIRM), "wind-down: not started")
    seen = e.since
    e = observe(e, p, now)
    if e.stage == Stage.OPEN:
        return e
    require(seen != 0 and now >= seen + CONFIRM_DELAY, "wind-down: wait 10 minutes", seen=seen)
    require(p.round > e.round, "wind-down: wait for a round", round=p.round)
    return replace(
        e, stage=Stage.SALE, since=now, under=p.assets <= p.debt, bound=discount_bound(p.assets, p.debt),
        refused=p.price,
    )  # fmt: skip


def report(e: Ending, p: Position, has_dollar: bool, now: int) -> Ending:
    """Says that the oracle gives no price, or shows that it does; moves no clock but its own.

    The first report since the oracle was last alive counts. Two hours later the next one starts the end, seven days
    later it declares the oracle dead. Refuses "oracle: known to be dead", "oracle: wait 2 hours",
    "wind-down: under a dollar" and "oracle: wait 7 days".
    """
    require(may(e.stage, Act.REPORT), "oracle: known to be dead")
    if is_price(p.price):
        return observe(e, p, now)
    if e.reported <= max(e.last_read, p.alive_at):
        return replace(e, reported=now)
    if e.stage == Stage.OPEN:
        require(now >= e.reported + UNANSWERED, "oracle: wait 2 hours", reported=e.reported)
        return _start(e, p, has_dollar)
    require(now >= e.reported + ORACLE_DEATH, "oracle: wait 7 days", reported=e.reported)
    owed = mul_div_up(p.debt, E36, p.collateral) if p.collateral else 0
    base = min(max(e.last_price, owed), MAX_PRICE)
    top = min(2 * base, MAX_PRICE)
    return replace(e, stage=Stage.DEAD_SALE, last_price=base, since=now, clock=0, ramp=0, refused=top)


def write_off(e: Ending, collateral: int) -> Ending:
    """With no collateral left the rest of the debt is the lenders' loss.

    Refuses "write-off: not winding down" and "write-off: collateral left".
    """
    require(may(e.stage, Act.MARK), "write-off: not winding down")
    require(collateral == 0, "write-off: collateral left", collateral=collateral)
    return settle(e, 0)


def _start(e: Ending, p: Position, has_dollar: bool) -> Ending:
    require(has_dollar, "wind-down: under a dollar", debt=p.debt)
    return replace(e, stage=Stage.STARTED)


def _open(e: Ending) -> Ending:
    return replace(e, stage=Stage.OPEN, since=0, round=0)


# ------------------------------------------------------------------ offers


def discount_bound(assets: int, debt: int) -> int:
    """c*, for the whole sale: the equity at the confirmation over twice the assets, at least 0.5%."""
    return max(mul_div_down(assets - debt, WAD, 2 * assets) if assets > debt else 0, FLOOR)


def long_ramp(time: int) -> int:
    """5% in 30 minutes, 50% in 24 hours, then half of the rest each further day; rounded down."""
    if time <= RISE:
        return LONG_BEND * time // RISE
    if time <= DAY:
        return LONG_BEND + (WAD // 2 - LONG_BEND) * (time - RISE) // (DAY - RISE)
    left = WAD >> (time // DAY)
    return WAD - left + left // 2 * (time % DAY) // DAY


def discount(e: Ending) -> int:
    """Most discount of a sale after its last fill."""
    short = e.bound * e.clock // RISE
    return max(short, long_ramp(e.ramp)) if e.under else short


def dead_price(e: Ending, collateral: int, debt: int) -> int:
    """Price of a dead sale after its last fill, 1e36; 0: one unit of the debt asset takes the rest."""
    hours, top = e.clock // HOUR, 2 * e.last_price
    if hours < HOURS:
        return max(top * (HOURS - hours) // HOURS, 1)
    price = top // HOURS >> (hours - HOURS + 1)
    return price if mul_div_down(collateral, price, E36) >= debt else 0


def advance(e: Ending, p: Position, now: int) -> Ending:
    """The clocks and the offer of a fill, before anything moves."""
    gap = now - e.since
    if e.stage == Stage.DEAD_SALE:
        e = replace(e, since=now, clock=min(e.clock + min(gap, HOUR), MAX_DEAD_CLOCK))
        return replace(e, refused=min(dead_price(e, p.collateral, p.debt), MAX_PRICE))
    e = observe(e, p, now)
    under = p.assets <= p.debt
    e = replace(e, since=now, clock=min(e.clock + min(gap, STEP), RISE), ramp=_ramp(e, under, gap), under=under)
    return replace(e, refused=mul_div_down(p.price, WAD - discount(e), WAD))


def _ramp(e: Ending, under: bool, gap: int) -> int:
    """Time between consecutive fills that saw A <= D; anything else between sets it to 0."""
    if not (under and e.under) or gap >= 2 * STEP:
        return 0
    return min(e.ramp + min(gap, STEP), MAX_RAMP)


def fill(e: Ending, p: Position, maximum: int, cost: int, now: int) -> tuple[Ending, Fill]:
    """Sells at most `maximum` collateral, at most down to D = 0; the clocks advance first.

    Returns the ending, still a sale, and the fill; volume and payment rounded up. Refuses "fill: no sale",
    "cost: above tolerance", "fill: nothing to do" and "oracle: price out of range".
    """
    require(may(e.stage, Act.SELL), "fill: no sale")
    e = advance(e, p, now)
    allowed, price = 0, p.price
    if e.stage == Stage.SALE:
        allowed = discount(e)
    else:
        price = dead_price(e, p.collateral, p.debt)
    require_cost(cost, allowed)
    sold = clearing_fill(p.collateral, p.debt, price, maximum, cost)
    require_fill(sold)
    return e, Fill(sold.out, sold.payment, sold.moved, allowed)


def clearing_fill(collateral: int, debt: int, price: int, maximum: int, cost: int) -> Fill:
    """Sells at most `maximum` collateral, at most down to no debt; at a price of 0 for one unit."""
    volume = min(collateral, maximum)
    if price == 0:
        return Fill(volume, min(debt, 1), min(debt, 1), 0)
    gross = mul_div_up(debt, WAD, WAD - cost)
    return sale(min(volume, mul_div_up(gross, E36, price)), debt, price, cost)


# ------------------------------------------------------------------ what it is worth


def carried(e: Ending, p: Position, booked: bool) -> int:
    """What lenders count of a debt: at most the offer last refused, in a sale at most 95% of A.

    In a sale only of a debt that is `booked` already or of A < D. Refuses "impair: not winding down" and
    "impair: no loss".
    """
    require(may(e.stage, Act.MARK), "impair: not winding down")
    most = min(p.debt, mul_div_down(p.collateral, e.refused, E36))
    if e.stage == Stage.DEAD_SALE:
        return most
    require(booked or p.assets < p.debt, "impair: no loss", assets=p.assets, debt=p.debt)
    return min(most, p.assets * CARRIED // 100)


def share_price(e: Ending, p: Position, supply: int) -> int:
    """Debt asset units for a unit of share, scaled by 1e36, rounded down, at least 1.

    Refuses "share: no price" while nobody can say: started, in a dead sale, and open at R >= 50 or E <= 0.
    """
    closed = e.stage == Stage.CLOSED
    known = e.stage == Stage.SALE or closed or (e.stage == Stage.OPEN and not p.is_dying)
    require(known and is_price(p.price) and supply != 0, "share: no price")
    equity = p.assets if closed else max(p.assets - p.debt, 0)
    return max(mul_div_down(equity, E36, supply), 1)


def is_dollar(debt: int, last_price: int, is_bear: bool, dollar: int) -> bool:
    """Whether a debt is at least a dollar, at the last good price; `dollar` in units of the quote asset."""
    return (mul_div_down(debt, E36, max(last_price, 1)) if is_bear else debt) >= dollar
