# SPDX-License-Identifier: Apache-2.0
"""Trades of a paired pool: what they leave to the liquidity vault and to the holders who take no part.

z is the zero point, so F is worth min(z, P) at a price P and L the rest. u units of U, `lo` and `hi` the user prices.
"""

from dataclasses import replace
from unittest.mock import patch

import z3

from steelyard.model.libraries.rounding import WAD
from steelyard.model.pairing import trades
from steelyard.model.pairing.parameters import Fees
from steelyard.model.pairing.trades import Prices
from steelyard.model.pairing.valuation import ONE, Position, Side, Vault
from steelyard.model.pairing.wide import wide_down, wide_up
from verification.proofs.theorem import Case, Values, theorem

FREE = Fees(swap=0, imbalance=0)
PLENTY = 10**6


def _marks(z: z3.ArithRef, price: z3.ArithRef) -> tuple[z3.ArithRef, z3.ArithRef]:
    """What a unit of L and a unit of F is worth."""
    owed = z3.If(z <= price, z, price)
    return price - owed, owed


def _position(zero_point: int, leveraged: Vault | None = None) -> Position:
    """A 2x market whose L is worth nothing at `zero_point`; the liquidity vault has the rest."""
    return Position(2, PLENTY, 2 * zero_point, ONE, leveraged or Vault(), Vault())


def _mint_in_model(values: Values, wrong: bool) -> bool:
    """The liquidity vault at every price in between after a mint of LT; the fault takes the better price."""
    lo, hi, z, u = (int(values[name]) for name in ("lo", "hi", "z", "u"))
    position = _position(z)
    after = trades.mint(position, FREE, Prices(hi, lo) if wrong else Prices(lo, hi), Side.LEVERAGED, u).position
    return all(after.value(Side.LIQUIDITY, p) >= position.value(Side.LIQUIDITY, p) for p in range(lo, hi + 1))


def _market(case: Case) -> tuple[z3.ArithRef, ...]:
    """Prices lo <= P <= hi, the zero point, a fee from 0 to 1."""
    lo, hi, price, z = (case.number(name, 1) for name in ("lo", "hi", "P", "z"))
    fee = case.number("fee")
    case.assume(lo <= price, price <= hi, fee <= 1)
    if case.searching:
        case.assume(fee == 0, z < lo)
    return lo, hi, price, z, fee


@theorem("PAIR-FAIR-01", fault="the better of the two prices", replay=_mint_in_model)
def a_mint_costs_the_liquidity_vault_nothing_at_any_price_between(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FAIR-01: LT bought with F at `hi` and FT bought with L at `lo`, fee >= 0, lower LP at no price in between.

    Prices below the zero point included. The protocol's cut is the theorem on it below.
    """
    lo, hi, price, z, fee = _market(case)
    u, bought, sold = case.number("u", 1), case.number("bought", 0, 10**4), case.number("sold", 0, 10**4)
    (l_lo, f_lo), (l_hi, f_hi), (l_now, f_now) = (_marks(z, at) for at in (lo, hi, price))
    if wrong:
        case.assume(bought * l_lo <= u * f_lo, bought * l_lo > u * f_lo - l_lo)
        return u * f_now >= bought * l_now
    case.assume(bought * l_hi <= u * f_hi * (1 - fee), l_hi > 0)
    case.assume(sold * f_lo <= u * l_lo * (1 - fee))
    leveraged, funding = u * f_now >= bought * l_now, u * l_now >= sold * f_now
    case.lemma(z3.And(l_lo <= l_now, l_now <= l_hi))
    case.lemma(z3.Implies(z <= price, u * f_hi >= u * f_hi * (1 - fee)))
    case.lemma(leveraged)
    case.lemma(funding)
    return z3.And(leveraged, funding)


def _redeem_in_model(values: Values, wrong: bool) -> bool:
    """The same after a redeem of LT."""
    lo, hi, z, gap = (int(values[name]) for name in ("lo", "hi", "z", "gap"))
    position = _position(z, Vault(leveraged=gap))
    prices = Prices(hi, lo) if wrong else Prices(lo, hi)
    after = trades.redeem(position, FREE, prices, Side.LEVERAGED, gap, gap).position
    return all(after.value(Side.LIQUIDITY, p) >= position.value(Side.LIQUIDITY, p) for p in range(lo, hi + 1))


@theorem("PAIR-FAIR-01", fault="the better of the two prices", replay=_redeem_in_model)
def a_redeem_costs_the_liquidity_vault_nothing_at_any_price_between(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FAIR-01: L sold for F at `lo` and F sold for L at `hi`, fee >= 0, lower LP at no price in between.

    `gap` is what the seller has of the one kind above the other, `sold` what they swap of it, rounded up.
    """
    lo, hi, price, z, fee = _market(case)
    gap = case.number("gap", 1)
    (l_lo, f_lo), (l_hi, f_hi), (l_now, f_now) = (_marks(z, at) for at in (lo, hi, price))
    paid = case.number("paid", 0)
    if wrong:
        case.assume(paid == l_hi)
        sold = case.up(gap * f_hi, f_hi + paid)
        return sold * l_now >= (gap - sold) * f_now
    case.assume(paid <= l_lo * (1 - fee), f_lo + paid > 0)
    sold = case.number("sold")
    case.assume(sold <= gap, sold * (f_lo + paid) >= gap * f_lo)
    given = case.number("given")
    price_of_f = case.number("price_of_f")
    case.assume(given <= gap, price_of_f <= f_hi * (1 - fee), given * (l_hi + price_of_f) >= gap * l_hi)
    leveraged, funding = sold * l_now >= (gap - sold) * f_now, given * f_now >= (gap - given) * l_now
    case.lemma(z3.And(paid <= l_lo, price_of_f <= f_hi, l_lo <= l_now, l_now <= l_hi))
    case.lemma(z3.And(sold * l_lo >= (gap - sold) * f_lo, given * f_hi >= (gap - given) * l_hi))
    case.lemma(leveraged)
    case.lemma(funding)
    return z3.And(leveraged, funding)


def _shares_in_model(values: Values, wrong: bool) -> bool:
    """Value per share at both prices after a mint; the fault counts the shares at one price alone."""
    lo, hi, z, leveraged, funding, gain, supply = (
        int(values[name]) for name in ("lo", "hi", "z", "L", "F", "gain", "supply")
    )
    before = _position(z, Vault(leveraged, funding))
    after = _position(z, Vault(leveraged + gain, funding))
    counted = Prices(hi, hi) if wrong else Prices(lo, hi)
    minted = trades.shares_for(before, after, Side.LEVERAGED, supply, counted)
    return all(
        after.value(Side.LEVERAGED, p) * supply >= before.value(Side.LEVERAGED, p) * (supply + minted) for p in (lo, hi)
    )


@theorem("PAIR-FAIR-01", fault="shares counted at one price", replay=_shares_in_model)
def new_shares_dilute_nobody_at_any_price_between(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FAIR-01: shares that are the smaller count of gain over NAV at `lo` and `hi` lower NAV at no price between.

    For the vault minted into, LP's deposit included, whose entry fee only takes shares away. `part` is how far the
    price is from `lo` to `hi`: above the zero point, where user prices are (T*margin <= 2.5%), values are linear in it.
    """
    supply, minted = case.number("supply", 1), case.number("minted")
    if wrong:
        lo, hi, z = (case.number(name, 1) for name in ("lo", "hi", "z"))
        L, F, gain = case.number("L", 1), case.number("F"), case.number("gain")
        case.assume(lo <= hi, z <= lo, F <= L)
        at_hi, at_lo = (L * (price - z) + F * z for price in (hi, lo))
        case.assume(minted == case.down(gain * (hi - z) * supply, at_hi))
        return (at_lo + gain * (lo - z)) * supply >= at_lo * (supply + minted)
    part = case.number("part")
    case.assume(part <= 1)
    (worth_lo, gain_lo), (worth_hi, gain_hi) = (
        (case.number(f"worth_{price}", 1), case.signed(f"gain_{price}")) for price in ("lo", "hi")
    )
    counted = z3.And(minted * worth_lo <= gain_lo * supply, minted * worth_hi <= gain_hi * supply)
    case.assume(counted)
    worth, gain = (low + part * (high - low) for low, high in ((worth_lo, worth_hi), (gain_lo, gain_hi)))
    left_lo, left_hi = gain_lo * supply - minted * worth_lo, gain_hi * supply - minted * worth_hi
    weighed = z3.And((1 - part) * left_lo >= 0, part * left_hi >= 0)
    case.lemma(weighed)
    claim = (worth + gain) * supply >= worth * (supply + minted)
    case.lemma(claim, weighed)
    return claim


def _leaving_in_model(values: Values, wrong: bool) -> bool:
    """What a redeem leaves of the vault per share; the fault takes the slice rounded up."""
    leveraged, funding, shares, supply = (int(values[name]) for name in ("L", "F", "s", "S"))
    position = _position(1, Vault(leveraged, funding))
    with patch.object(trades, "wide_down", wide_up if wrong else wide_down):
        left = trades.redeem(position, FREE, Prices(2, 2), Side.LEVERAGED, shares, supply).position.leveraged
    kept = ((left.leveraged, leveraged), (left.funding, funding))
    return all(now * supply >= before * (supply - shares) for now, before in kept)


@theorem("PAIR-FAIR-01", fault="a slice rounded up", replay=_leaving_in_model)
def who_leaves_takes_no_more_than_their_part(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FAIR-01: after a redeem of s of S shares each kind that is left is at least (S - s)/S of what was there.

    So the stayers' NAV per share falls at no price.
    """
    L, F, s, S = case.number("L", 1), case.number("F"), case.number("s", 1), case.number("S", 1)
    case.assume(s < S, F <= L)
    slice_of = case.up if wrong else case.down
    own, other = slice_of(L * s, S), slice_of(F * s, S)
    return z3.And((L - own) * S >= L * (S - s), (F - other) * S >= F * (S - s))


def _cut_in_model(values: Values, wrong: bool) -> bool:
    """LP's NAV at a price after a fee and the protocol's cut of it; the fault cuts all that the vault is worth."""
    held, gain, supply = (int(values[name]) for name in ("held", "gain", "supply"))
    position = Position(2, held, 2, ONE, Vault(), Vault())
    after = replace(position, underlying=held + gain)
    minted = trades.cut_shares(
        replace(position, underlying=0) if wrong else position, after, WAD // 2, supply, Prices(2, 2)
    )
    return (held + gain) * supply >= held * (supply + minted)


@theorem("PAIR-FAIR-01", fault="a cut of all, not of the gain", replay=_cut_in_model)
def the_cut_comes_out_of_the_fee(case: Case, wrong: bool) -> z3.BoolRef:
    """PAIR-FAIR-01: LP's NAV after the shares minted for the protocol is at least what it was before the trade.

    `held` and `gain` are the vault's value before and what the trade added; `cut` is from 0 to 1.
    """
    held, gain, supply = case.number("held", 1), case.number("gain"), case.number("supply", 1)
    cut, minted = case.number("cut"), case.number("minted", 0, 10**4)
    worth, part = held + gain, case.number("part", 0, 10**4)
    case.assume(minted * (worth - part) <= part * supply, worth > part)
    if wrong:
        case.assume(cut == 0, minted * (worth - part) > part * supply - (worth - part))
        case.assume(2 * part <= worth, worth < 2 * part + 2)
    else:
        case.assume(cut <= 1, part <= gain * cut)
        case.lemma(part <= gain)
        case.lemma(worth * supply >= (worth - part) * (supply + minted))
        case.lemma((worth - part) * (supply + minted) >= held * (supply + minted))
    return worth * supply >= held * (supply + minted)
