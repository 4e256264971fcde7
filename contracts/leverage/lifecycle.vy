# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title How a market ends, as one state table
@license AGPL-3.0-only
@notice Pure: every function takes the ending as it is and returns the next one. C
        collateral, D debt, p rescue price (1e36), A = C*p, E = A - D, R = A/E; times in
        seconds, costs and discounts scaled by 1e18.

            open       started    D of a dollar, and R >= 50 or E <= 0, or a report unanswered for two hours
            started    sale       10 minutes after a call that itself read R >= 50 or E <= 0, on a
                                  newer round, if still true
                       dead sale  7 days after the report
                       open       any call that reads R < 50 and E > 0; D = 0 at once, without a price
            sale       closed     D = 0, also by a gift
                       dead sale  7 days after the report
            dead sale  closed     D = 0, also by a gift
            closed     -          never

        In a sale clocks advance at fills, so an offer improves only by being refused; the
        confirmation or the declaration counts as the first fill.
"""
from ..interfaces import ILifecycle
from ..libraries import errors
from ..libraries import rounding
from . import rebalance_rule

# stages
OPEN: constant(uint256) = 0
STARTED: constant(uint256) = 1
SALE: constant(uint256) = 2
DEAD_SALE: constant(uint256) = 3
CLOSED: constant(uint256) = 4

# what the table allows or forbids; redeem is allowed always and not listed
MINT: constant(uint256) = 1  # and releverage
REBALANCE: constant(uint256) = 2  # deleverage to the landing
SELL: constant(uint256) = 4  # deleverage down to D = 0
GIFT: constant(uint256) = 8  # anyone repays
CONFIRM: constant(uint256) = 16
REPORT: constant(uint256) = 32
MARK: constant(uint256) = 64  # impair and write off
FEES: constant(uint256) = 128  # on redemptions and on time
LEND: constant(uint256) = 256  # deposits, tickets, the reserve and the vault of lenders
ACTS: constant(uint256[5]) = [
    MINT | REBALANCE | REPORT | FEES | LEND,
    REBALANCE | CONFIRM | REPORT | FEES,
    SELL | GIFT | REPORT | MARK,
    SELL | GIFT | MARK,
    LEND,
]

WAD: constant(uint256) = 10**18
IWAD: constant(int256) = 10**18
E36: constant(uint256) = 10**36

WIND_DOWN_RATIO: constant(uint256) = 50
CONFIRM_DELAY: constant(uint256) = 600
UNANSWERED: constant(uint256) = 2 * 3600  # a report unanswered for so long starts the end
ORACLE_DEATH: constant(uint256) = 7 * 86400
MAX_PRICE: constant(uint256) = 2**160 - 1

STEP: constant(uint256) = 600  # most that a fill adds to the clocks of a sale
RISE: constant(uint256) = 1800  # in which the discount of a sale reaches its bound
FLOOR: constant(uint256) = 5 * 10**15  # of the bound
LONG_BEND: constant(uint256) = 5 * 10**16  # of the long ramp after RISE
DAY: constant(uint256) = 86400
MAX_RAMP: constant(uint256) = 59 * DAY  # leaves one part in 1e18
CARRIED: constant(uint256) = 95  # percent of A that lenders count at most

HOUR: constant(uint256) = 3600  # step of a dead sale
HOURS: constant(uint256) = 72  # in which the price of a dead sale falls from all to 1/72
MAX_DEAD_CLOCK: constant(uint256) = (HOURS - 1 + 255) * HOUR

# where each part of a stored word begins, counted in bits from the lowest; the first begins at 0
ROUND_AT: constant(uint256) = 40
CLOCK_AT: constant(uint256) = 120
RAMP_AT: constant(uint256) = 144
BOUND_AT: constant(uint256) = 168
UNDER_AT: constant(uint256) = 232
REPORTED_AT: constant(uint256) = 160

M24: constant(uint256) = 2**24 - 1
M40: constant(uint256) = 2**40 - 1
M64: constant(uint256) = 2**64 - 1
M80: constant(uint256) = 2**80 - 1


# ------------------------------------------------------------------ the table


@internal
@pure
def may(stage: uint256, act: uint256) -> bool:
    """
    @return Whether the table allows it.
    """
    return ACTS[stage] & act != 0


@internal
@pure
def assets(p: ILifecycle.Position) -> uint256:
    """
    @return A, rounded down.
    """
    return rounding.mul_div_down(p.collateral, p.price, E36)


@internal
@pure
def is_dying(p: ILifecycle.Position) -> bool:
    """
    @return R >= 50 or E <= 0.
    """
    assets: uint256 = self.assets(p)
    return assets <= p.debt or assets >= WIND_DOWN_RATIO * (assets - p.debt)


# ------------------------------------------------------------------ transitions


@internal
@pure
def is_price(price: uint256) -> bool:
    """
    @return Whether this can be a price: not 0, and within the 160 bits that store it.
    """
    return price != 0 and price <= MAX_PRICE


@internal
@pure
def observe(ending: ILifecycle.Ending, p: ILifecycle.Position, now: uint256) -> ILifecycle.Ending:
    """
    @notice What any call that reads a rescue price leaves behind. Errors: "oracle: price out of range".
    """
    errors.require(self.is_price(p.price), "oracle: price out of range")
    e: ILifecycle.Ending = ending
    e.last_price = p.price
    e.last_read = now
    if e.stage == STARTED:
        if not self.is_dying(p):
            return self._opened(e)
        if e.since == 0:
            e.since = now
            e.round = p.round
    return e


@internal
@pure
def settled(stage: uint256, debt: uint256) -> uint256:
    """
    @return The stage after a change of the debt: none ends a sale for good, and a start at once.
    """
    if debt != 0 or stage == OPEN:
        return stage
    return OPEN if stage == STARTED else CLOSED


@internal
@pure
def settle(ending: ILifecycle.Ending, debt: uint256) -> ILifecycle.Ending:
    """
    @notice What every change of the debt leaves behind; see `settled`.
    """
    e: ILifecycle.Ending = ending
    e.stage = self.settled(ending.stage, debt)
    if e.stage == OPEN and ending.stage != OPEN:
        return self._opened(e)
    return e


@internal
@pure
def start(ending: ILifecycle.Ending, p: ILifecycle.Position, has_dollar: bool, now: uint256) -> ILifecycle.Ending:
    """
    @notice Starts the end, or shows in a start by report that R >= 50 or E <= 0, or takes the start
            back. Errors: "wind-down: already started", "wind-down: no reason", "wind-down: under a dollar".
    @param has_dollar See `is_dollar`.
    """
    looks: bool = ending.stage == STARTED and (ending.since == 0 or not self.is_dying(p))
    errors.require(ending.stage == OPEN or looks, "wind-down: already started")
    e: ILifecycle.Ending = self.observe(ending, p, now)
    if ending.stage == OPEN:
        errors.require(self.is_dying(p), "wind-down: no reason")
        e = self._started(e, has_dollar)
        e.since = now
        e.round = p.round
    return e


@internal
@pure
def confirm(ending: ILifecycle.Ending, p: ILifecycle.Position, now: uint256) -> ILifecycle.Ending:
    """
    @notice Makes a start final, or takes it back if its reason is gone. Errors: "wind-down: not started",
            "wind-down: wait 10 minutes", "wind-down: wait for a round".
    """
    errors.require(self.may(ending.stage, CONFIRM), "wind-down: not started")
    e: ILifecycle.Ending = self.observe(ending, p, now)
    if e.stage == OPEN:
        return e
    errors.require(ending.since != 0 and now >= ending.since + CONFIRM_DELAY, "wind-down: wait 10 minutes")
    errors.require(p.round > e.round, "wind-down: wait for a round")
    assets: uint256 = self.assets(p)
    e.stage = SALE
    e.since = now
    e.under = assets <= p.debt
    e.bound = self.discount_bound(assets, p.debt)
    e.refused = p.price
    return e


@internal
@pure
def report(ending: ILifecycle.Ending, p: ILifecycle.Position, has_dollar: bool, now: uint256) -> ILifecycle.Ending:
    """
    @notice Says that the oracle gives no price, or shows that it does; moves no clock but its own.
            The first report since the oracle was last alive counts. Two hours later the next one starts
            the end, seven days later it declares the oracle dead. Errors: "oracle: known to be dead",
            "oracle: wait 2 hours", "wind-down: under a dollar", "oracle: wait 7 days".
    @param has_dollar See `is_dollar`.
    """
    errors.require(self.may(ending.stage, REPORT), "oracle: known to be dead")
    if self.is_price(p.price):
        return self.observe(ending, p, now)
    e: ILifecycle.Ending = ending
    if e.reported <= max(e.last_read, p.alive_at):
        e.reported = now
        return e
    if e.stage == OPEN:
        errors.require(now >= e.reported + UNANSWERED, "oracle: wait 2 hours")
        return self._started(e, has_dollar)
    errors.require(now >= e.reported + ORACLE_DEATH, "oracle: wait 7 days")
    if p.collateral != 0:
        e.last_price = max(e.last_price, rounding.mul_div_up(p.debt, E36, p.collateral))
    e.last_price = min(e.last_price, MAX_PRICE)
    e.stage = DEAD_SALE
    e.since = now
    e.clock = 0
    e.ramp = 0
    e.refused = min(2 * e.last_price, MAX_PRICE)
    return e


@internal
@pure
def write_off(ending: ILifecycle.Ending, collateral: uint256) -> ILifecycle.Ending:
    """
    @notice With no collateral left the rest of the debt is the lenders' loss. Errors:
            "write-off: not winding down", "write-off: collateral left".
    """
    errors.require(self.may(ending.stage, MARK), "write-off: not winding down")
    errors.require(collateral == 0, "write-off: collateral left")
    return self.settle(ending, 0)


@internal
@pure
def _started(ending: ILifecycle.Ending, has_dollar: bool) -> ILifecycle.Ending:
    errors.require(has_dollar, "wind-down: under a dollar")
    e: ILifecycle.Ending = ending
    e.stage = STARTED
    return e


@internal
@pure
def _opened(ending: ILifecycle.Ending) -> ILifecycle.Ending:
    e: ILifecycle.Ending = ending
    e.stage = OPEN
    e.since = 0
    e.round = 0
    return e


# ------------------------------------------------------------------ offers


@internal
@pure
def discount_bound(assets: uint256, debt: uint256) -> uint256:
    """
    @return c*, for the whole sale: the equity at the confirmation over twice the assets, at least 0.5%.
    """
    if assets <= debt:
        return FLOOR
    return max(rounding.mul_div_down(assets - debt, WAD, 2 * assets), FLOOR)


@internal
@pure
def long_ramp(time: uint256) -> uint256:
    """
    @return 5% in 30 minutes, 50% in 24 hours, then half of the rest each further day; rounded down.
    """
    if time <= RISE:
        return LONG_BEND * time // RISE
    if time <= DAY:
        return LONG_BEND + (WAD // 2 - LONG_BEND) * (time - RISE) // (DAY - RISE)
    left: uint256 = WAD >> (time // DAY)
    return WAD - left + left // 2 * (time % DAY) // DAY


@internal
@pure
def discount(e: ILifecycle.Ending) -> uint256:
    """
    @return Most discount of a sale after its last fill.
    """
    short: uint256 = e.bound * e.clock // RISE
    if e.under:
        return max(short, self.long_ramp(e.ramp))
    return short


@internal
@pure
def dead_price(e: ILifecycle.Ending, collateral: uint256, debt: uint256) -> uint256:
    """
    @return Price of a dead sale after its last fill; 0: one unit of the debt asset takes the rest.
    """
    hours: uint256 = e.clock // HOUR
    top: uint256 = 2 * e.last_price
    if hours < HOURS:
        return max(top * (HOURS - hours) // HOURS, 1)
    price: uint256 = top // HOURS >> (hours - HOURS + 1)
    return price if rounding.mul_div_down(collateral, price, E36) >= debt else 0


@internal
@pure
def advance(ending: ILifecycle.Ending, p: ILifecycle.Position, now: uint256) -> ILifecycle.Ending:
    """
    @return The clocks and the offer of a fill, before anything moves.
    """
    e: ILifecycle.Ending = ending
    gap: uint256 = now - e.since
    if e.stage == DEAD_SALE:
        e.since = now
        e.clock = min(e.clock + min(gap, HOUR), MAX_DEAD_CLOCK)
        e.refused = min(self.dead_price(e, p.collateral, p.debt), MAX_PRICE)
        return e
    e = self.observe(e, p, now)
    under: bool = self.assets(p) <= p.debt
    if under and e.under and gap < 2 * STEP:
        e.ramp = min(e.ramp + min(gap, STEP), MAX_RAMP)
    else:
        e.ramp = 0
    e.clock = min(e.clock + min(gap, STEP), RISE)
    e.since = now
    e.under = under
    e.refused = rounding.mul_div_down(p.price, WAD - self.discount(e), WAD)
    return e


@internal
@pure
def fill(
    ending: ILifecycle.Ending, p: ILifecycle.Position, maximum: uint256, cost: int256, now: uint256
) -> (ILifecycle.Ending, rebalance_rule.Fill):
    """
    @notice Sells at most `maximum` collateral, at most down to D = 0; the clocks advance first. Errors:
            "fill: no sale", "cost: above tolerance", "fill: nothing to do", "oracle: price out of range".
    @return The ending, still a sale, and the fill; volume and payment rounded up.
    """
    errors.require(self.may(ending.stage, SELL), "fill: no sale")
    e: ILifecycle.Ending = self.advance(ending, p, now)
    allowed: int256 = 0
    price: uint256 = p.price
    if e.stage == SALE:
        allowed = convert(self.discount(e), int256)
    else:
        price = self.dead_price(e, p.collateral, p.debt)
    rebalance_rule.require_cost(cost, allowed)
    fill: rebalance_rule.Fill = self.clearing_fill(p.collateral, p.debt, price, maximum, cost)
    rebalance_rule.require_fill(fill)
    fill.allowed = allowed
    return e, fill


@internal
@pure
def clearing_fill(
    collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> rebalance_rule.Fill:
    """
    @notice Sells at most `maximum` collateral, at most down to no debt; at a price of 0 for one unit.
    """
    volume: uint256 = min(collateral, maximum)
    if price == 0:
        return rebalance_rule.Fill(out=volume, payment=min(debt, 1), moved=min(debt, 1), allowed=0)
    gross: uint256 = rounding.mul_div_up(debt, WAD, convert(IWAD - cost, uint256))
    return rebalance_rule.sale(min(volume, rounding.mul_div_up(gross, E36, price)), debt, price, cost)


# ------------------------------------------------------------------ what it is worth


@internal
@pure
def carried(e: ILifecycle.Ending, p: ILifecycle.Position, booked: bool) -> uint256:
    """
    @notice In a sale only of a debt that is booked already or of A < D. Errors:
            "impair: not winding down", "impair: no loss".
    @return What lenders count of the debt: at most the offer last refused, in a sale at most 95% of A.
    """
    errors.require(self.may(e.stage, MARK), "impair: not winding down")
    most: uint256 = min(p.debt, rounding.mul_div_down(p.collateral, e.refused, E36))
    if e.stage == DEAD_SALE:
        return most
    assets: uint256 = self.assets(p)
    errors.require(booked or assets < p.debt, "impair: no loss")
    return min(most, assets * CARRIED // 100)


@internal
@pure
def share_price(e: ILifecycle.Ending, p: ILifecycle.Position, supply: uint256) -> uint256:
    """
    @notice Reverts while nobody can say: started, in a dead sale, and open at R >= 50 or E <= 0.
            Errors: "share: no price".
    @return Debt asset units for a unit of share, 1e36, rounded down, at least 1.
    """
    known: bool = e.stage == SALE or e.stage == CLOSED or (e.stage == OPEN and not self.is_dying(p))
    errors.require(known and self.is_price(p.price) and supply != 0, "share: no price")
    equity: uint256 = self.assets(p)
    if e.stage != CLOSED:
        equity -= min(equity, p.debt)
    return max(rounding.mul_div_down(equity, E36, supply), 1)


@internal
@pure
def is_dollar(debt: uint256, last_price: uint256, is_bear: bool, dollar: uint256) -> bool:
    """
    @param dollar Units of the quote asset.
    @return Whether a debt is at least a dollar, at the last good price.
    """
    if is_bear:
        return rounding.mul_div_down(debt, E36, max(last_price, 1)) >= dollar
    return debt >= dollar


# ------------------------------------------------------------------ storage


@internal
@pure
def packed(e: ILifecycle.Ending) -> ILifecycle.Stored:
    """
    @dev A round that does not fit saturates; everything else fits by its bounds.
    @return The ending as a token stores it: only the two words of a wind-down are packed.
    """
    return ILifecycle.Stored(
        stage=e.stage,
        last_price=e.last_price,
        last_read=e.last_read,
        clocks=e.since
        | (min(e.round, M80) << ROUND_AT)
        | (e.clock << CLOCK_AT)
        | (e.ramp << RAMP_AT)
        | (e.bound << BOUND_AT)
        | (convert(e.under, uint256) << UNDER_AT),
        offers=e.refused | (e.reported << REPORTED_AT),
    )


@internal
@pure
def unpacked(s: ILifecycle.Stored) -> ILifecycle.Ending:
    """
    @return What `packed` was made of.
    """
    return ILifecycle.Ending(
        stage=s.stage,
        last_price=s.last_price,
        last_read=s.last_read,
        reported=s.offers >> REPORTED_AT,
        since=s.clocks & M40,
        round=(s.clocks >> ROUND_AT) & M80,
        clock=(s.clocks >> CLOCK_AT) & M24,
        ramp=(s.clocks >> RAMP_AT) & M24,
        under=s.clocks >> UNDER_AT != 0,
        bound=(s.clocks >> BOUND_AT) & M64,
        refused=s.offers & MAX_PRICE,
    )
