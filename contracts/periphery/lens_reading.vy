# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title One leveraged token, read and priced
@license AGPL-3.0-only
@notice What every lens needs: the sheet, the rule and the best price there is. The
        oracle is asked with capped gas, so a dead or hostile one costs no more than that.
        A = collateral at the price, E = A - debt, in debt asset units; R = A/E.
"""
from ..interfaces import ILendingPool
from ..interfaces import ILeveragedToken
from ..interfaces import ILifecycle
from ..leverage import lifecycle
from ..leverage import rebalance_rule
from ..libraries import rounding
from . import lens_common


struct Reading:
    token: address
    engine: address  # ILeverageEngine
    sheet: ILeveragedToken.BalanceSheet
    rule: ILeveragedToken.Rule
    is_bear: bool
    quote_unit: uint256
    dollar: uint256
    price: uint256
    price_source: uint256
    strict_price: uint256  # 0: none
    rescue_price: uint256  # 0: none
    rescue_round: uint256
    alive_at: uint256
    assets: uint256


interface IPool:
    def rate_model() -> address: view


WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
YEAR: constant(uint256) = 31_536_000

# price sources
LAST: constant(uint256) = 0  # the last good price that a call read
RESCUE: constant(uint256) = 1
STRICT: constant(uint256) = 2

ORACLE_GAS: constant(uint256) = 300_000
MODEL_GAS: constant(uint256) = 60_000


@internal
@view
def read(token: address) -> Reading:
    """
    @return The token now; reverts while it is locked.
    """
    reading: Reading = empty(Reading)
    reading.token = token
    reading.engine = staticcall ILeveragedToken(token).ENGINE()
    reading.sheet = staticcall ILeveragedToken(token).balance_sheet()
    reading.rule = staticcall ILeveragedToken(token).rule()
    reading.is_bear = staticcall ILeveragedToken(token).IS_BEAR()
    reading.quote_unit = staticcall ILeveragedToken(token).QUOTE_UNIT()
    reading.dollar = staticcall ILeveragedToken(token).DOLLAR()
    oracle: address = staticcall ILeveragedToken(token).ORACLE()
    unused: uint256 = 0
    reading.strict_price, unused = self._ask(oracle, method_id("price()"))
    reading.rescue_price, reading.rescue_round = self._ask(oracle, method_id("rescue_price()"))
    if not lifecycle.is_price(reading.strict_price):
        reading.strict_price = 0
    if not lifecycle.is_price(reading.rescue_price):
        reading.rescue_price = 0
        reading.alive_at, unused = self._ask(oracle, method_id("alive_at()"))
    if reading.strict_price != 0:
        reading.price = reading.strict_price
        reading.price_source = STRICT
    elif reading.rescue_price != 0:
        reading.price = reading.rescue_price
        reading.price_source = RESCUE
    else:
        reading.price = reading.sheet.last_price
    reading.assets = self.assets_at(reading.sheet, reading.price)
    return reading


@internal
@view
def _ask(oracle: address, selector: Bytes[4]) -> (uint256, uint256):
    """
    @return First two words of the answer, 0 for what is missing.
    """
    answer: Bytes[lens_common.ANSWER_SIZE] = lens_common.ask(oracle, selector, ORACLE_GAS)
    if len(answer) < 32:
        return 0, 0
    if len(answer) < 64:
        return extract32(answer, 0, output_type=uint256), 0
    return extract32(answer, 0, output_type=uint256), extract32(answer, 32, output_type=uint256)


@internal
@pure
def assets_at(sheet: ILeveragedToken.BalanceSheet, price: uint256) -> uint256:
    """
    @return Collateral in debt asset units, rounded down.
    """
    return rounding.mul_div_down(sheet.collateral, price, E36)


@internal
@pure
def equity(assets: uint256, debt: uint256) -> int256:
    """
    @return E, signed.
    """
    return convert(assets, int256) - convert(debt, int256)


@internal
@pure
def in_quote(r: Reading, amount: uint256, price: uint256) -> uint256:
    """
    @return Debt asset units as dollars, 1e18, rounded down.
    """
    if r.is_bear:
        return rounding.mul_div_down(rounding.mul_div_down(amount, E36, max(price, 1)), WAD, r.quote_unit)
    return rounding.mul_div_down(amount, WAD, r.quote_unit)


@internal
@pure
def nav(r: Reading, assets: uint256, price: uint256) -> uint256:
    """
    @return Dollars per share, 1e18, rounded down; 0 without equity or shares.
    """
    if assets <= r.sheet.debt or r.sheet.supply == 0:
        return 0
    return rounding.mul_div_down(self.in_quote(r, assets - r.sheet.debt, price), WAD, r.sheet.supply)


@internal
@pure
def gap(is_bear: bool, ratio: uint256) -> int256:
    """
    @notice Move of the underlying to zero equity: bull -1/R, bear +1/(R - 1).
    @return 1e18, rounded toward zero; the largest number for a bear without debt.
    """
    if ratio >= rebalance_rule.RATIO_CAP:
        return 0
    if not is_bear:
        return -convert(E36 // max(ratio, WAD), int256)
    if ratio <= WAD:
        return max_value(int256)
    return convert(E36 // (ratio - WAD), int256)


@internal
@view
def borrow_rate(lender: address, sheet: ILendingPool.PoolState) -> uint256:
    """
    @notice The model's rate at the utilization last sampled and in the state of the last
            accrual; the pool's last rate if the model does not answer.
    @return Per year, 1e18, rounded down.
    """
    answered: bool = False
    answer: Bytes[32] = b""
    answered, answer = raw_call(
        staticcall IPool(lender).rate_model(),
        abi_encode(
            lender, sheet.utilization, empty(uint256), method_id=method_id("mean_rate(address,uint256,uint256)")
        ),
        max_outsize=32,
        gas=MODEL_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    if not answered or len(answer) != 32:
        return sheet.rate * YEAR
    return extract32(answer, 0, output_type=uint256) * YEAR


@internal
@pure
def ending(r: Reading) -> ILifecycle.Ending:
    """
    @return What the token remembers of its end.
    """
    return ILifecycle.Ending(
        stage=r.sheet.state,
        last_price=r.sheet.last_price,
        last_read=r.sheet.last_read,
        reported=r.sheet.reported,
        since=r.sheet.since,
        round=r.sheet.round,
        clock=r.sheet.clock,
        ramp=r.sheet.ramp,
        under=r.sheet.under,
        bound=r.sheet.bound,
        refused=r.sheet.refused,
    )


@internal
@pure
def position(r: Reading) -> ILifecycle.Position:
    """
    @return Where the token stands at the rescue price, as it tells the engine.
    """
    return ILifecycle.Position(
        collateral=r.sheet.collateral,
        debt=r.sheet.debt,
        price=r.rescue_price,
        round=r.rescue_round,
        alive_at=r.alive_at,
    )
