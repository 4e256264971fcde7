# SPDX-License-Identifier: Apache-2.0
"""The lending pool: its share price, its debt, its interest. RAY is 1e27, W 1e18."""

from unittest.mock import patch

import z3

from steelyard.model.clock import YEAR
from steelyard.model.lending import accounting, vault
from steelyard.model.lending import lending_pool as pool
from steelyard.model.lending.accounting import MAX_RATE, VIRTUAL_SHARES, State
from steelyard.model.libraries.rounding import RAY, WAD, mul_div_down, mul_div_up, wad_exp
from verification.proofs.models import lending_pool
from verification.proofs.theorem import Case, Values, theorem


def _deposit_in_model(values: Values, wrong: bool) -> bool:
    """The share price after a deposit; the fault rounds its shares up."""
    assets, shares, amount = (int(values[name]) for name in ("A", "S", "amount"))
    model = lending_pool(cash=assets - 1, supply=shares - VIRTUAL_SHARES)
    with patch.object(vault, "mul_div_down", mul_div_up if wrong else mul_div_down):
        minted = model.deposit(amount, "lender", sender="lender")
    return (assets + amount) * shares >= assets * (shares + minted)


@theorem("POOL-SHARE-01", fault="shares of a deposit rounded up", replay=_deposit_in_model)
def entering_and_leaving_never_lower_the_share_price(case: Case, wrong: bool) -> z3.BoolRef:
    """POOL-SHARE-01: after deposit, mint, withdraw, redeem and a served ticket assets per share are not lower.

    Nor after interest, of which the reserve takes a part. A assets and S shares, the virtual ones included. A ticket is
    a redeem, one served in part a withdraw.
    """
    A, S, amount = case.number("A", 1, 10**7), case.number("S", 1, 10**7), case.number("amount", 1)
    if case.searching:
        case.assume(S >= VIRTUAL_SHARES)
    deposited = (case.up if wrong else case.down)(amount * S, A)
    deposit = (A + amount) * S >= A * (S + deposited)
    if wrong:
        case.assume(deposited >= 2)
        return deposit
    mint = (A + case.up(amount * A, S)) * S >= A * (S + amount)
    withdraw = (A - amount) * S >= A * (S - case.up(amount * S, A))
    redeem = (A - case.down(amount * A, S)) * S >= A * (S - amount)
    interest, factor = case.number("interest"), case.number("factor")
    case.assume(factor <= 10_000)
    accrual = interest >= case.down(interest * factor, 10_000)
    return z3.And(deposit, mint, withdraw, redeem, accrual)


def _borrow_in_model(values: Values, wrong: bool) -> bool:
    """Cash and debt after a borrow; the fault rounds the debt shares down."""
    shares, index, amount = (int(values[name]) for name in ("n", "i", "amount"))
    model = lending_pool()
    model._books.index, model._books.debt_shares = index, shares
    model._borrowers["token"].shares = shares
    before = model._books.debt
    with patch.object(pool, "mul_div_up", mul_div_down if wrong else mul_div_up):
        model.borrow(amount, "borrower", False, sender="token")
    return before + amount <= model._books.debt and (model._books.debt - before - amount - 1) * RAY < index


@theorem("POOL-CASH-01", fault="debt shares rounded down", replay=_borrow_in_model, integers=True)
def borrowing_and_repaying_never_cost_lenders(case: Case, wrong: bool) -> z3.BoolRef:
    """POOL-CASH-01, POOL-SHARE-01: a borrow adds at least its amount to the debt, a repayment takes at most its amount.

    And less than one unit and one debt share off it, which is where LEV-FAIR-01 has its 3 units of debt from. In
    integers. `owed`, `more` and `less` stand for debt shares times the index i.
    """
    owed, i, amount = case.number("owed", 0, 10**30), case.number("i", 1, RAY), case.number("amount", 1)
    more = case.number("more", 0, 10**30)
    debt = case.up(owed, RAY)
    borrowed = case.up(owed + more, RAY) - debt - amount
    if wrong:
        n, k, index = case.number("n"), case.number("k", 1, 1_000), 7 * RAY // 10
        case.assume(i == index, owed == n * index, more == k * index)
        case.assume(more <= amount * RAY, more > amount * RAY - i)
        return borrowed >= 0
    less, own = case.number("less"), case.number("own")
    case.assume(more >= amount * RAY, more < amount * RAY + i)
    case.assume(less <= amount * RAY, less > amount * RAY - i, less <= owed, own <= owed)
    repaid = case.up(owed - less, RAY) - debt + amount
    settled = case.up(owed - own, RAY) - debt + case.up(own, RAY)
    exact = z3.And(*((rest - 1) * RAY < i for rest in (borrowed, repaid)))
    return z3.And(borrowed >= 0, repaid >= 0, settled >= 0, settled <= 1, exact)


def _sum_in_model(values: Values, wrong: bool) -> bool:
    """Total debt against two borrowers' debts; the fault forgets their units."""
    first, second = (int(values[name]) for name in ("first", "second"))
    model = lending_pool()
    for name, shares in (("first", first), ("second", second)):
        model._borrowers[name].shares = shares
        model._books.debt_shares += shares
    debts = model.debt_of("first") + model.debt_of("second")
    return model._books.debt >= debts - (0 if wrong else 1)


@theorem("POOL-DEBT-01", fault="no unit for each borrower", replay=_sum_in_model, integers=True)
def total_debt_is_the_sum_of_debts_less_a_unit_each(case: Case, wrong: bool) -> z3.BoolRef:
    """POOL-DEBT-01: ceil(x + y) >= ceil(x) + ceil(y) - 1, for the debt of all so far and one borrower more.

    In integers; n borrowers follow by induction. Performing debt: an impaired one is taken out at what the total loses.
    """
    x, y = case.number("x", 0, 10**30), case.number("y", 0, 10**30)
    if case.searching:
        first, second = case.number("first"), case.number("second")
        case.assume(x == first * accounting.FIRST_INDEX, y == second * accounting.FIRST_INDEX)
    debts = case.up(x, RAY) + case.up(y, RAY)
    return case.up(x + y, RAY) >= debts - (0 if wrong else 1)


def _impair_in_model(values: Values, wrong: bool) -> bool:
    """Lenders' assets after an impairment; the fault leaves the reserve alone."""
    debt, carried, reserve = (int(values[name]) for name in ("debt", "carried", "reserve"))
    model = lending_pool(debt, cash=reserve)
    model._books.reserve = reserve
    before = model.total_assets()
    model.begin_wind_down(sender="token")
    with patch.object(State, "cover", (lambda self, loss: None) if wrong else State.cover):
        model.impair(carried, sender="token")
    return model.total_assets() == before - max(0, debt - carried - reserve)


@theorem("POOL-SHARE-01", fault="a reserve that pays nothing", replay=_impair_in_model, integers=True)
def a_loss_falls_on_lenders_only_beyond_the_reserve(case: Case, wrong: bool) -> z3.BoolRef:
    """POOL-SHARE-01, POOL-CASH-01: an impairment lowers lenders' assets by max(0, loss - reserve), exactly.

    In integers. `others` is all else that the pool counts. A write-off is the case of nothing carried.
    """
    others, debt, carried, reserve = (case.number(name) for name in ("others", "debt", "carried", "reserve"))
    case.assume(carried <= debt, others + debt >= reserve)
    loss = debt - carried
    absorbed = 0 if wrong else z3.If(reserve < loss, reserve, loss)
    before, after = others + debt - reserve, others + carried - (reserve - absorbed)
    return after == before - z3.If(loss > reserve, loss - reserve, 0)


def _accrue_in_model(values: Values, wrong: bool) -> bool:
    """The index after one accrual and after two over the same time; the fault grows by 1 + x instead of exp(x)."""
    first, second = (int(values[name] * WAD) // MAX_RATE for name in ("x", "y"))

    def index_after(*spans: int) -> int:
        model = lending_pool(rate=MAX_RATE * YEAR)
        for span in spans:
            model.clock.advance(span)
            model.accrue(sender="token")
        return model._books.index

    with patch.object(accounting, "wad_exp", (lambda exponent: WAD + exponent) if wrong else wad_exp):
        twice, once = index_after(first, second), index_after(first + second)
    return -16 * once <= (twice - once + 1) * WAD and (twice - once - 9) * WAD <= once


@theorem("POOL-TIME-01", fault="growth of 1 + x", replay=_accrue_in_model, search_reals=True)
def accruing_twice_is_accruing_once(case: Case, wrong: bool) -> z3.BoolRef:
    """POOL-TIME-01: the index after two accruals is that after one, to 16/W of it and 9 units of 1e-27.

    Rests on exp(x + y) = exp(x)*exp(y), which is taken for granted: g and h are the exact growths, at most 8 (the
    exponent is at most 2), each rounded down to 1/W = u. Snekmate's exp is tested, not proved, to be that exact.
    More accruals add as much each. Not covered: rates; a model answers the mean over its span by itself.
    """
    i, u, g, h = case.number("i", 1, 10**27), case.number("u"), case.number("g", 1), case.number("h", 1)
    case.assume(u * WAD == 1, g <= 8, h <= 8)
    both = g * h
    if wrong:
        x, y = case.number("x"), case.number("y")
        case.assume(g == 1 + x, h == 1 + y, x <= 1, y <= 1, 10 * x >= 1, 10 * y >= 1, i == accounting.FIRST_INDEX)
        both = 1 + x + y
    G, H, B = case.number("G", 0), case.number("H", 0), case.number("B", 0)
    case.assume(g - u <= G, g >= G, h - u <= H, h >= H, both - u <= B, both >= B)
    first, twice, once = case.up(i * G, 1), case.number("twice", 0, 10**29), case.up(i * B, 1)
    case.assume(twice >= first * H, twice < first * H + 1)
    if not wrong:
        case.lemma(z3.And(first <= i * g + 1, first >= i * g - i * u))
        case.lemma(z3.And(once <= i * g * h + 1, once >= i * g * h - i * u))
        case.lemma(twice <= (i * g + 1) * h + 1)
        case.lemma(twice >= (i * g - i * u) * h - first * u)
    return z3.And(twice - once >= -16 * i * u - 1, twice - once <= i * u + 9)
