# SPDX-License-Identifier: Apache-2.0
"""Every sentence about the end of a market, planted as a fault in the contracts' sources. Each must be found."""

from tests.support.planted import Change

LIFECYCLE, ENGINE, TOKEN = (f"leverage/{name}.vy" for name in ("lifecycle", "LeverageEngine", "LeveragedToken"))
POOL, QUEUE, BOOKS = (f"lending/{name}.vy" for name in ("LendingPool", "queue", "accounting"))
SETTINGS, GOVERNANCE = "lending/settings.vy", "lending/PoolGovernance.vy"


def _in(file: str, *pieces: tuple[str, str]) -> list[Change]:
    return [Change(file, old, new) for old, new in pieces]


STARTS = {
    "a start under a dollar": _in(LIFECYCLE, ('    errors.require(has_dollar, "wind-down: under a dollar")\n', "")),
    "a report of a minute starts the end": _in(LIFECYCLE, ("constant(uint256) = 2 * 3600", "constant(uint256) = 60")),
    "a start by report counts as seen": _in(
        LIFECYCLE,
        (
            "        return self._started(e, has_dollar)",
            "        e.since = now\n        return self._started(e, has_dollar)",
        ),
    ),
    "confirmed at once": _in(
        LIFECYCLE, ("CONFIRM_DELAY: constant(uint256) = 600", "CONFIRM_DELAY: constant(uint256) = 0")
    ),
    "confirmed on the same round": _in(
        LIFECYCLE, ('    errors.require(p.round > e.round, "wind-down: wait for a round")\n', "")
    ),
    "a start stays though its reason is gone": _in(
        LIFECYCLE, ("        if not self.is_dying(p):\n            return self._opened(e)\n", "")
    ),
    "sold before the sale": _in(
        LIFECYCLE,
        ("    REBALANCE | CONFIRM | REPORT | FEES,", "    SELL | CONFIRM | REPORT | FEES,"),
        ("    if e.stage == SALE:\n        allowed", "    if e.stage != DEAD_SALE:\n        allowed"),
    ),
    "a gift before the sale": _in(
        LIFECYCLE, ("    REBALANCE | CONFIRM | REPORT | FEES,", "    REBALANCE | CONFIRM | REPORT | FEES | GIFT,")
    ),
    "minted while a market ends": [
        *_in(
            LIFECYCLE, ("    REBALANCE | CONFIRM | REPORT | FEES,", "    REBALANCE | CONFIRM | REPORT | FEES | MINT,")
        ),
        *_in(
            POOL,
            (
                '    if borrowers._is_winding(msg.sender, b.ending):\n        errors.revert("borrow: winding down")\n',
                "",
            ),
        ),
    ],
}

OFFERS = {
    "no floor": _in(LIFECYCLE, ("FLOOR: constant(uint256) = 5 * 10**15", "FLOOR: constant(uint256) = 0")),
    "half of the equity of the moment": _in(
        LIFECYCLE,
        ("    e.since = now\n    e.under = under\n    e.refused",
         "    e.since = now\n    e.under = under\n    e.bound = self.discount_bound(self.assets(p), p.debt)\n"
         "    e.refused"),
    ),
    "5% whatever equity there was": _in(
        LIFECYCLE, ("    e.bound = self.discount_bound(assets, p.debt)", "    e.bound = WAD // 20")
    ),
    "observed under water once": _in(LIFECYCLE, ("    if under and e.under and gap", "    if under and gap")),
    "patience survives equity": _in(
        LIFECYCLE,
        ("    if under and e.under and gap", "    if under and gap"),
        ("    else:\n        e.ramp = 0", "    elif gap >= 2 * STEP:\n        e.ramp = 0"),
    ),
    "a gap does not break the patience": _in(LIFECYCLE, (" and gap < 2 * STEP:", ":")),
    "patience counts a gap whole": _in(LIFECYCLE, ("e.ramp + min(gap, STEP), MAX_RAMP", "e.ramp + gap, MAX_RAMP")),
    "the long ramp with equity back": _in(
        LIFECYCLE,
        ("    if e.under:\n", "    if e.ramp != 0:\n"),
        ("    else:\n        e.ramp = 0", "    elif gap >= 2 * STEP:\n        e.ramp = 0"),
    ),
    "the bound rises through an outage": _in(LIFECYCLE, ("e.clock + min(gap, STEP), RISE", "e.clock + gap, RISE")),
    "priced before the clocks advance": _in(
        LIFECYCLE, ("convert(self.discount(e), int256)", "convert(self.discount(ending), int256)")
    ),
    "a mark moves the clocks": _in(ENGINE, (
        "    elif e.stage == lifecycle.SALE:\n        e = lifecycle.observe(e, p, now)",
        "    elif e.stage == lifecycle.SALE:\n        e = lifecycle.advance(e, p, now)",
    )),
    "lenders count all of A": _in(LIFECYCLE, ("CARRIED: constant(uint256) = 95", "CARRIED: constant(uint256) = 100")),
    "lenders count what was refused": _in(
        LIFECYCLE, ("min(p.debt, rounding.mul_div_down(p.collateral, e.refused, E36))", "p.debt")
    ),
}  # fmt: skip

DEATHS = {
    "dead after six days": _in(LIFECYCLE, ("constant(uint256) = 7 * 86400", "constant(uint256) = 6 * 86400")),
    "a good price disproves no death": _in(
        LIFECYCLE, ("if e.reported <= max(e.last_read, p.alive_at):", "if e.reported == 0:")
    ),
    "a newer round disproves no death": _in(LIFECYCLE, ("max(e.last_read, p.alive_at)", "e.last_read")),
    "the last report counts": _in(
        LIFECYCLE, ("max(e.last_read, p.alive_at):", "max(e.last_read, p.alive_at) or now > e.reported + 3 * 86400:")
    ),
    "fees after the sale began": _in(
        LIFECYCLE, ("    SELL | GIFT | REPORT | MARK,", "    SELL | GIFT | REPORT | MARK | FEES,")
    ),
}

DEAD_SALES = {
    "no D/C in a dead sale": _in(
        LIFECYCLE, ("max(e.last_price, rounding.mul_div_up(p.debt, E36, p.collateral))", "e.last_price")
    ),
    "a dead sale runs through a halt": _in(LIFECYCLE, ("min(gap, HOUR), MAX_DEAD_CLOCK", "gap, MAX_DEAD_CLOCK")),
    "a dead sale from 110%": _in(LIFECYCLE, ("top: uint256 = 2 * e", "top: uint256 = 11 * e.last_price // 10 + 0 * e")),
    "a unit takes what still covers": _in(
        LIFECYCLE, ("return price if rounding.mul_div_down(collateral, price, E36) >= debt else 0", "return 0")
    ),
    "a price of 0 takes all for nothing": [
        *_in(LIFECYCLE, ("payment=min(debt, 1), moved=min(debt, 1)", "payment=0, moved=0"),
             ("    rebalance_rule.require_fill(fill)\n", "")),
        *_in(TOKEN, ("fill.out != 0 and fill.payment != 0", "fill.out != 0")),
    ],
    "a write-off with collateral left": _in(
        TOKEN, ('    errors.require(account.collateral == 0, "write-off: collateral left")\n', "")
    ),
    "a closed market dies with its oracle": _in(LIFECYCLE, ("    LEND,\n", "    LEND | REPORT,\n")),
    "an oracle that comes back is heard": _in(LIFECYCLE, ("SELL | GIFT | MARK,", "SELL | GIFT | REPORT | MARK,")),
    "no debt leaves a sale open": _in(LIFECYCLE, ("return OPEN if stage == STARTED else CLOSED", "return OPEN")),
    "a fill in a dead sale is not marked": _in(
        TOKEN,
        ("    account = self._marked(accounting.settled(account))\n    self._close_fill",
         "    account = accounting.settled(account)\n    self._close_fill"),
    ),
}  # fmt: skip

# what the reserve covered is given back first
_FIRST = """        b.reserve += min(b.covered, {0})
        b.covered -= min(b.covered, {0})
"""

LOSSES = {
    "a deposit while a loss may be open": _in(
        POOL,
        ('    if b.stops:\n        errors.revert("deposit: loss not settled")\n', ""),
        ("    if b.stops:\n        return 0\n", ""),
    ),
    "a ticket given while a loss may be open": _in(
        QUEUE, ('    errors.require(not b.stops, "queue: loss not settled")\n', "")
    ),
    "anybody's ticket served": _in(
        QUEUE, ("        if b.stops and ticket.owner != msg.sender:\n            break\n", "")
    ),
    "the tickets behind one's own served": _in(
        QUEUE, ("if b.stops and ticket.owner", "if b.stops and burned == 0 and ticket.owner")
    ),
    "the reserve leaves while a loss may be open": [
        *_in(SETTINGS, ("self._admit(not b.stops and ", "self._admit(")),
        *_in(GOVERNANCE, ('        errors.require(not sheet.stops, "reserve: a token winds down")\n', "")),
    ],
    "a line of 0.1%": _in(BOOKS, ("LINE: constant(uint256) = 10_000", "LINE: constant(uint256) = 1_000")),
    "stopped from the booking only": _in(
        BOOKS, ("b.stops = b.nominal != 0 or b.ending * LINE >= self._total_assets(b)", "b.stops = b.nominal != 0")
    ),
    "a small booked loss stops nothing": _in(BOOKS, ("b.stops = b.nominal != 0 or ", "b.stops = ")),
    "booked under the line": _in(POOL, ("    if not (b.stops or is_last):", "    if False and not is_last:")),
    "the reserve bears no loss": _in(BOOKS, ("min(b.reserve, loss)", "min(b.reserve, 0)")),
    "what comes back is the lenders'": _in(BOOKS, ("b.reserve + b.covered - changed.covered", "b.reserve")),
    "what comes back is the reserve's": _in(
        POOL,
        ("b = accounting._released(b, True)", "b = accounting._released(b, True)\n" + _FIRST.format("recovery")),
        ("b = accounting._released(b, not is_last)",
         "b = accounting._released(b, not is_last)\n    if carried > counted:\n" + _FIRST.format("carried - counted")),
    ),
    "a start that the pool is not told": _in(TOKEN, ("extcall ILendingPool(POOL).begin_wind_down()", "pass")),
    "a start taken back that the pool is not told": _in(
        TOKEN, ("        extcall ILendingPool(POOL).end_wind_down()", "        pass")
    ),
    "claims stopped": _in(
        QUEUE, ("    self.claims[owner] = 0", "    errors.require(not b.stops, '-')\n    self.claims[owner] = 0")
    ),
    "a sale with A < D books nothing": _in(
        ENGINE, ("(e.stage == lifecycle.SALE and lifecycle.assets(p) < p.debt)", "e.stage == 9")
    ),
    "withdrawn at the nominal": _in(
        POOL,
        ("    assets: uint256 = accounting._to_assets_down(b, shares)\n    self._leave",
         "    c: accounting.State = b\n    c.carried = c.nominal\n"
         "    assets: uint256 = accounting._to_assets_down(c, shares)\n    self._leave"),
    ),
    "a ticket is claimed twice": _in(QUEUE, ("        b.queued -= shares\n", "")),
    "a repayment leaves the sum of ending debts": _in(
        POOL, ("        if winding:\n            b.ending_shares -= shares\n", "")
    ),
}  # fmt: skip

FAULTS = STARTS | OFFERS | DEATHS | DEAD_SALES | LOSSES
