# SPDX-License-Identifier: Apache-2.0
"""Mint and redeem of the leveraged token. C collateral, D debt, S shares; s shares move, any fee in shares stays."""

from contextlib import AbstractContextManager, nullcontext
from typing import Any
from unittest.mock import patch

import z3

from steelyard.model.leverage import issuance as model
from steelyard.model.leverage.leveraged_token import BalanceSheet
from steelyard.model.libraries.rounding import mul_div_down, mul_div_up
from verification.proofs.models import leveraged_token
from verification.proofs.theorem import Case, Replay, Values, theorem


def _sheet(case: Case) -> tuple[z3.ArithRef, z3.ArithRef, z3.ArithRef]:
    return case.number("C", 1), case.number("D"), case.number("S", 1)


def _faulty(wrong: bool, **rounding: Any) -> AbstractContextManager[object]:
    """The model with another rounding, if that is asked for."""
    return patch.multiple(model, **rounding) if wrong else nullcontext()


def _sheet_after(operation: str, values: Values, wrong: bool, **rounding: Any) -> BalanceSheet:
    """The sheet after the holder minted or redeemed s shares."""
    C, D, S, s = (int(values[name]) for name in "CDSs")
    token = leveraged_token(C, D, S)
    with _faulty(wrong, **rounding):
        getattr(token, operation)(s, "holder", "holder", sender="holder")
    return token.balance_sheet()


def _nobody_loses(operation: str) -> Replay:
    """Equity per share at price p, before and after; the fault rounds what is taken down."""

    def replay(values: Values, wrong: bool) -> bool:
        after = _sheet_after(operation, values, wrong, mul_div_up=mul_div_down)
        C, D, S, p = (int(values[name]) for name in "CDSp")
        return (p * after.collateral - after.debt) * S >= (p * C - D) * after.supply

    return replay


def _ratio_stays(operation: str) -> Replay:
    """Collateral per debt, before and after; the fault rounds what is handed out up."""

    def replay(values: Values, wrong: bool) -> bool:
        after = _sheet_after(operation, values, wrong, mul_div_down=mul_div_up)
        C, D = int(values["C"]), int(values["D"])
        return 0 <= after.collateral * D - C * after.debt < C + D

    return replay


@theorem("LEV-FAIR-01", fault="collateral taken rounded down", replay=_nobody_loses("mint"))
def a_mint_takes_nothing_from_the_others(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-FAIR-01, mint: the sheet per share becomes the old one times (S + s)/(S + s - fee) >= 1.

    Up to less than a unit of collateral and of debt in total, both for the others. So their equity per share falls at
    no price p at which there is equity. Any fee from 0 to s. Not covered: the pool's own rounding
    (verification/proofs/pool.py), and the first mint.
    """
    C, D, S = _sheet(case)
    s, fee, p = case.number("s", 1), case.number("fee"), case.number("p", 1)
    case.assume(fee < s, p * C >= D)
    if case.searching:
        case.assume(fee == 0)
    collateral = C + (case.down if wrong else case.up)(C * s, S)
    debt = D + case.down(D * s, S)
    supply = S + s - fee
    if not wrong:
        case.lemma(z3.And(collateral * S >= C * (S + s), collateral * S < C * (S + s) + S))
        case.lemma(z3.And(debt * S <= D * (S + s), debt * S > D * (S + s) - S))
        case.lemma((p * collateral - debt) * S >= (p * C - D) * (S + s))
    return (p * collateral - debt) * S >= (p * C - D) * supply


@theorem("LEV-FAIR-01", fault="debt asset taken rounded down", replay=_nobody_loses("redeem"))
def a_redeem_takes_nothing_from_the_others(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-FAIR-01, redeem: the sheet per share becomes the old one times (S - s + fee)/(S - s) >= 1.

    Up to less than a unit of collateral and of debt in total, both for the others. Any fee from 0 to s. Not covered:
    the pool's rounding; the last redeem, which leaves nobody.
    """
    C, D, S = _sheet(case)
    s, fee, p = case.number("s", 1), case.number("fee"), case.number("p", 1)
    case.assume(s < S, fee < s, p * C >= D)
    if case.searching:
        case.assume(fee == 0)
    moved = s - fee
    collateral = C - case.down(C * moved, S)
    debt = D - (case.down if wrong else case.up)(D * moved, S)
    if not wrong:
        case.lemma(z3.And(collateral * S >= C * (S - moved), collateral * S < C * (S - moved) + S))
        case.lemma(z3.And(debt * S <= D * (S - moved), debt * S > D * (S - moved) - S))
        case.lemma((p * collateral - debt) * S >= (p * C - D) * (S - moved))
    return (p * collateral - debt) * S >= (p * C - D) * (S - s)


@theorem("LEV-RATIO-01", fault="debt handed out rounded up", replay=_ratio_stays("mint"))
def a_mint_leaves_the_leverage(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-RATIO-01, mint: debt per collateral falls by less than (C + D)/(C*C'), and never rises.

    R = 1/(1 - D/(p*C)) moves with it at any price. Not covered: the pool's rounding.
    """
    C, D, S = _sheet(case)
    s = case.number("s", 1)
    collateral = C + case.up(C * s, S)
    debt = D + (case.up if wrong else case.down)(D * s, S)
    case.assume(D >= 1)
    moved = collateral * D - C * debt
    if not wrong:
        case.lemma(z3.And(moved * S >= 0, moved * S < (C + D) * S))
    return z3.And(moved >= 0, moved < C + D)


@theorem("LEV-RATIO-01", fault="collateral handed out rounded up", replay=_ratio_stays("redeem"))
def a_redeem_leaves_the_leverage(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-RATIO-01, redeem: the same, with less than (C + D)/(C*C') again. Not covered: the pool's rounding."""
    C, D, S = _sheet(case)
    s = case.number("s", 1)
    case.assume(D >= 1, s < S)
    collateral = C - (case.up if wrong else case.down)(C * s, S)
    debt = D - case.up(D * s, S)
    moved = collateral * D - C * debt
    if not wrong:
        case.lemma(z3.And(moved * S >= 0, moved * S < (C + D) * S))
    return z3.And(moved >= 0, moved < C + D)


def _round_trip_in_model(values: Values, wrong: bool) -> bool:
    """What a holder has after mint and redeem at price p, against before; the fault turns every rounding round."""
    C, D, S, s, p = (int(values[name]) for name in "CDSsp")
    token = leveraged_token(C, D, S)
    with _faulty(wrong, mul_div_up=mul_div_down, mul_div_down=mul_div_up):
        paid, lent, shares = token.mint(s, "holder", "holder", sender="holder")
        got, repaid = token.redeem(shares, "holder", "holder", sender="holder")
    return p * got - repaid <= p * paid - lent


@theorem("LEV-FAIR-02", fault="all rounded for the caller", replay=_round_trip_in_model)
def mint_then_redeem_profits_nobody(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-FAIR-02: with any fees, at any price p at which there is equity, the value got is at most the value paid.

    Without fees in kind too: no more collateral out than in, no less debt asset in than out. Not covered: the pool's
    rounding, interest and management fee in between, which are nobody's gain here.
    """
    C, D, S = _sheet(case)
    s, p = case.number("s", 1), case.number("p", 1)
    mint_fee, redeem_fee = case.number("mint_fee"), case.number("redeem_fee")
    case.assume(p * C >= D, mint_fee + redeem_fee < s)
    sheets = list(case.given)
    if case.searching:
        case.assume(mint_fee + redeem_fee == 0, D == 0, p == 1)
    up, down = (case.down, case.up) if wrong else (case.up, case.down)
    paid, lent = up(C * s, S), down(D * s, S)
    collateral, debt, supply = C + paid, D + lent, S + s - mint_fee
    moved = s - mint_fee - redeem_fee
    got, repaid = down(collateral * moved, supply), up(debt * moved, supply)
    before, after, price_paid = p * C - D, p * collateral - debt, p * paid - lent
    if not wrong:
        fair = price_paid * S >= before * s
        case.lemma(fair)
        case.lemma((p * got - repaid) * supply <= after * moved)
        case.lemma(after * moved <= price_paid * supply, *sheets, fair)
        free = mint_fee + redeem_fee == 0
        case.lemma(z3.Implies(free, z3.And(got <= paid, repaid >= lent)))
    return p * got - repaid <= price_paid


def _way_back_in_model(values: Values, wrong: bool) -> bool:
    """Both legs of redeem and mint, in kind; the fault rounds what is paid down."""
    C, D, S, s = (int(values[name]) for name in "CDSs")
    token = leveraged_token(C, D, S)
    with _faulty(wrong, mul_div_up=mul_div_down):
        got, repaid = token.redeem(s, "holder", "holder", sender="holder")
        paid, lent, _ = token.mint(s, "holder", "holder", sender="holder")
    return got <= paid and repaid >= lent


@theorem("LEV-FAIR-02", fault="what is paid rounded down", replay=_way_back_in_model)
def redeem_then_mint_profits_nobody(case: Case, wrong: bool) -> z3.BoolRef:
    """LEV-FAIR-02, the other way round, in kind: it costs no less collateral than it gave, and lends no more.

    Without fees: a fee only moves less on the way out and credits less on the way in. Not covered: as above.
    """
    C, D, S = _sheet(case)
    s = case.number("s", 1)
    case.assume(s < S)
    up = case.down if wrong else case.up
    got, repaid = case.down(C * s, S), up(D * s, S)
    paid, lent = up((C - got) * s, S - s), case.down((D - repaid) * s, S - s)
    if case.searching:
        case.assume(repaid <= D)
    return z3.And(got <= paid, repaid >= lent)
