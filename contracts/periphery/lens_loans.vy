# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A lending pool, its loans and its distance from a loss
@license AGPL-3.0-only
@notice A fall is that of every collateral against the asset lent at once: the worst case
        for lenders, because then no loan stands while another falls.
"""
from ..interfaces import ILendingPool
from ..interfaces import ILens
from ..libraries import rounding
from . import lens_reading


interface IPool:
    def reserve_factor() -> uint256: view


WAD: constant(uint256) = 10**18
MAX_LOANS: constant(uint256) = 32
# halves 1e18 down to 1
BISECTIONS: constant(uint256) = 60


@internal
@view
def loan(lender: address, token: address) -> ILens.Loan:
    """
    @return One borrower's side; reverts while the token is locked.
    """
    r: lens_reading.Reading = lens_reading.read(token)
    b: ILendingPool.LoanState = staticcall ILendingPool(lender).loan_state(token)
    coverage: uint256 = max_value(uint256)
    if b.debt != 0:
        coverage = rounding.mul_div_down(r.assets, WAD, b.debt)
    return ILens.Loan(
        ok=r.price_source != lens_reading.LAST,
        token=token,
        debt=b.debt,
        counted=b.debt - b.nominal + b.carried,
        limit=b.limit,
        borrowable=b.borrowable,
        assets=r.assets,
        coverage=coverage,
        gap_to_bad_debt=self._gap(r.is_bear, r.assets, b.debt),
        winding=b.winding,
    )


@internal
@view
def pool_state(lender: address, loans: DynArray[ILens.Loan, MAX_LOANS]) -> ILens.PoolState:
    """
    @return The pool with these loans.
    """
    sheet: ILendingPool.PoolState = staticcall ILendingPool(lender).pool_state()
    state: ILens.PoolState = empty(ILens.PoolState)
    state.sheet = sheet
    state.borrow_rate = lens_reading.borrow_rate(lender, sheet)
    if sheet.total_assets != 0:
        earned: uint256 = rounding.mul_div_down(state.borrow_rate, sheet.debt, sheet.total_assets)
        state.supply_rate = rounding.mul_div_down(earned, WAD - staticcall IPool(lender).reserve_factor(), WAD)
    state.loans = loans
    state.coverage = max_value(uint256)
    state.fall_to_bad_debt = WAD
    for loan: ILens.Loan in loans:
        state.largest_limit = max(state.largest_limit, loan.limit)
        if loan.ok:
            state.coverage = min(state.coverage, loan.coverage)
            state.fall_to_bad_debt = min(state.fall_to_bad_debt, self._fall(loan))
        else:
            state.unpriced += 1
    state.fall_to_loss = self._fall_to_loss(loans, sheet.reserve, state.fall_to_bad_debt)
    return state


@internal
@pure
def _gap(is_bear: bool, assets: uint256, debt: uint256) -> int256:
    """
    @dev A*(1 + move) = D for a bull, A/(1 + move) = D for a bear.
    """
    if assets <= debt:
        return 0
    if not is_bear:
        return -convert(rounding.mul_div_down(assets - debt, WAD, assets), int256)
    if debt == 0:
        return max_value(int256)
    return convert(rounding.mul_div_down(assets - debt, WAD, debt), int256)


@internal
@pure
def _fall(loan: ILens.Loan) -> uint256:
    """
    @return Fall of the collateral to what lenders count, rounded down; a debtless loan has no such fall.
    """
    if loan.counted == 0:
        return WAD
    if loan.assets <= loan.counted:
        return 0
    return rounding.mul_div_down(loan.assets - loan.counted, WAD, loan.assets)


@internal
@pure
def _fall_to_loss(loans: DynArray[ILens.Loan, MAX_LOANS], reserve: uint256, minimum: uint256) -> uint256:
    """
    @return The largest fall at which the reserve still covers what comes short, by bisection.
    """
    if self._shortfall(loans, WAD) <= reserve:
        return WAD
    if self._shortfall(loans, minimum) > reserve:
        return 0
    low: uint256 = minimum
    high: uint256 = WAD
    for i: uint256 in range(BISECTIONS):
        if high - low <= 1:
            break
        middle: uint256 = (low + high) // 2
        if self._shortfall(loans, middle) <= reserve:
            low = middle
        else:
            high = middle
    return low


@internal
@pure
def _shortfall(loans: DynArray[ILens.Loan, MAX_LOANS], fall: uint256) -> uint256:
    """
    @dev Assets rounded down, so that the shortfall is never understated.
    """
    short: uint256 = 0
    for loan: ILens.Loan in loans:
        if loan.ok:
            left: uint256 = rounding.mul_div_down(loan.assets, WAD - fall, WAD)
            short += loan.counted - min(loan.counted, left)
    return short
