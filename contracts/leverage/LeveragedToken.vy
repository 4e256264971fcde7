# pragma version 0.4.3
# pragma nonreentrancy on
# pragma optimize codesize
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The share of one balance sheet: collateral held, debt owed to one pool
@license AGPL-3.0-only
@notice In-kind mint and redeem, rebalance by anyone. Never swaps, knows no DEX,
        has no owner. A bull holds the underlying and owes the quote asset; a bear
        holds the quote asset and owes the underlying; one source serves both.
        C collateral (counted), D debt now, S shares, p price, A = C*p, E = A - D,
        R = A/E. Shares and ratios are scaled by 1e18, prices by 1e36.
        Every view that depends on C, S or D is locked while an operation runs,
        because in a callback the three do not belong together.
"""
from ethereum.ercs import IERC20
from snekmate.auth import ownable
from snekmate.tokens import erc20

from ..interfaces import ILendingPool
from ..interfaces import ILeverageCallback
from ..interfaces import ILeveragedToken
from ..interfaces import IPriceOracle
from ..libraries import errors
from ..libraries import probe
from ..libraries import rounding
from . import accounting
from . import rebalance_rule

implements: ILeveragedToken

initializes: ownable
initializes: erc20[ownable := ownable]
initializes: accounting[erc20 := erc20]

# approvals and metadata depend on none of C, S and D; what does is wrapped below
exports: (
    erc20.decimals, erc20.balanceOf, erc20.allowance, erc20.approve, erc20.permit, erc20.nonces, erc20.DOMAIN_SEPARATOR
)


interface IAsset:
    def asset() -> address: view


WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36
DEAD: constant(address) = 0x000000000000000000000000000000000000dEaD

FIRST_NAV: constant(uint256) = 100  # quote per share at the first mint
MIN_FIRST_EQUITY: constant(uint256) = 20  # quote
MIN_EQUITY: constant(uint256) = 10  # quote, after every mint
SEED: constant(uint256) = 10  # quote, locked for ever
FIRST_SEED: constant(uint256) = SEED * 10**18 // FIRST_NAV  # the same in shares
SEED_FLOOR: constant(uint256) = 1  # quote; below it the seed is filled up again

WIND_DOWN_RATIO: constant(uint256) = 50
CONFIRM_DELAY: constant(uint256) = 600
ORACLE_DEATH: constant(uint256) = 7 * 86400
REPORT_LIFE: constant(uint256) = 8 * 86400
FALLING_TIME: constant(uint256) = (3 * 86400)  # a dead-oracle auction: 110% of the last price to 0
CARRIED: constant(uint256) = 95  # percent of the collateral's value that lenders count
ORACLE_GAS: constant(uint256) = 300_000

name: public(immutable(String[32]))
symbol: public(immutable(String[16]))
POOL: public(immutable(address))
COLLATERAL: public(immutable(address))
DEBT_ASSET: public(immutable(address))
ORACLE: public(immutable(address))
IS_BEAR: public(immutable(bool))
QUOTE_UNIT: public(immutable(uint256))
RULE: immutable(ILeveragedToken.Rule)
FEES: immutable(ILeveragedToken.Fees)

_fee_recipient: address


@deploy
def __init__(p: ILeveragedToken.Parameters):
    """
    @notice The factory checks the bounds of every parameter.
    @param p See ILeveragedToken.Parameters.
    """
    ownable.__init__()
    ownable._transfer_ownership(empty(address))
    erc20.__init__("", "", 18, p.name, "1")
    accounting.__init__()
    name = p.name
    symbol = p.symbol
    POOL = p.pool
    COLLATERAL = p.collateral
    DEBT_ASSET = staticcall IAsset(p.pool).asset()
    ORACLE = p.oracle
    IS_BEAR = p.is_bear
    QUOTE_UNIT = p.quote_unit
    RULE = rebalance_rule.rule_of(p)
    FEES = p.fees
    self._fee_recipient = p.fees.recipient


# ------------------------------------------------------------------ ERC-20


@external
@view
def totalSupply() -> uint256:
    """
    @notice ERC-20.
    @return Shares, the management fee owed up to now included.
    """
    return accounting.opened(0, FEES.management).supply


@external
def transfer(to: address, amount: uint256) -> bool:
    """
    @notice Moves `amount` shares of the caller.
    @param to Receiver; not the zero address.
    @param amount Shares, 1e18.
    @return True.
    """
    erc20._transfer(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves `amount` shares of `owner` on the caller's allowance.
    @param owner Whose shares.
    @param to Receiver; not the zero address.
    @param amount Shares, 1e18.
    @return True.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    erc20._transfer(owner, to, amount)
    return True


# ------------------------------------------------------------------ mint and redeem


@external
def mint(shares: uint256, receiver: address, debt_receiver: address, data: Bytes[1024]) -> (uint256, uint256, uint256):
    """
    @notice Takes ceil(C*s/S) collateral, hands out floor(D*s/S) debt asset, newly
            borrowed, and s shares less the fee. The first mint is sized by the
            oracle at target leverage and $100 a share; shares worth $10 of it are locked.
    @param shares Shares whose amounts are moved, 1e18.
    @param receiver Who gets the shares.
    @param debt_receiver Who gets the debt asset.
    @param data Not empty: the caller's `on_leverage` is called before the collateral is taken.
    @return Collateral in, debt asset out, shares to the receiver.
    """
    self._require_receiver(debt_receiver)
    position: accounting.Position = self._accrue()
    errors.require(position.state & accounting.WINDING == 0, "mint: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    lock: uint256 = 0
    if position.supply == 0:
        collateral, debt = self._first_amounts(shares, price)
        lock = FIRST_SEED
        position.last_on_target = block.timestamp
        accounting.set_last_price(price)
    else:
        assets: uint256 = rounding.mul_div_down(position.collateral, price, E36)
        errors.require(rebalance_rule.ratio_down(assets, position.debt) <= RULE.emergency, "mint: leverage too high")
        collateral = rounding.mul_div_up(position.collateral, shares, position.supply)
        debt = rounding.mul_div_down(position.debt, shares, position.supply)
        fee = self._fee(position.supply, shares, FEES.mint)
    position.fees_earned += fee
    minted: uint256 = shares - fee
    position.supply += minted
    lent: uint256 = 0
    if debt != 0:
        lent, position.debt = extcall ILendingPool(POOL).borrow(debt, debt_receiver, False)
    self._take_collateral(position, collateral, debt, data)
    position.collateral += collateral
    lock += self._seed_to_lock(position, price, lock)
    errors.require(lock < minted, "mint: too few shares")
    if lock != 0:
        erc20._mint(DEAD, lock)
    erc20._mint(receiver, minted - lock)
    accounting.close(position, accounting.MINT, collateral, debt, minted, price)
    return collateral, debt, minted - lock


@external
def redeem(shares: uint256, owner: address, receiver: address, data: Bytes[1024]) -> (uint256, uint256):
    """
    @notice Burns shares, hands out floor(C*s/S) collateral, takes ceil(D*s/S) debt
            asset, s being the shares less the fee. No oracle, pause, cap or queue.
    @param shares Shares burned, 1e18.
    @param owner Whose shares; needs an allowance unless it is the caller.
    @param receiver Who gets the collateral.
    @param data Not empty: the caller's `on_leverage` is called before the debt asset is taken.
    @return Collateral out, debt asset in.
    """
    errors.require(shares != 0, "redeem: zero shares")
    self._require_receiver(receiver)
    position: accounting.Position = self._accrue()
    if owner != msg.sender:
        erc20._spend_allowance(owner, msg.sender, shares)
    erc20._burn(owner, shares)
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    collateral, debt, fee = self._part(position, shares)
    position.fees_earned += fee
    position.collateral -= collateral
    position.supply -= shares
    self._send_collateral(receiver, collateral)
    position.debt = self._repay(position.debt, debt, collateral, data)
    accounting.close(position, accounting.REDEEM, collateral, debt, shares, 0)
    return collateral, debt


@internal
@view
def _first_amounts(shares: uint256, price: uint256) -> (uint256, uint256):
    """
    @return Collateral rounded up and debt rounded down, at target leverage and $100 a share.
    """
    equity: uint256 = rounding.mul_div_up(shares, FIRST_NAV * QUOTE_UNIT, WAD)
    errors.require(equity >= MIN_FIRST_EQUITY * QUOTE_UNIT, "mint: first below 20 quote")
    if IS_BEAR:
        equity = rounding.mul_div_down(equity, price, E36)
    assets: uint256 = rounding.mul_div_up(equity, RULE.target, WAD)
    return (rounding.mul_div_up(assets, E36, price), rounding.mul_div_down(equity, RULE.target - WAD, WAD))


@internal
@view
def _seed_to_lock(position: accounting.Position, price: uint256, locking: uint256) -> uint256:
    """
    @dev Dust must never distort C, D or R: what keeps it away is the locked seed,
         filled up again to $10 once it has decayed below $1.
    """
    assets: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    equity: uint256 = self._in_quote(assets - min(assets, position.debt), price)
    errors.require(equity >= MIN_EQUITY * QUOTE_UNIT, "mint: equity below 10 quote")
    minimum: uint256 = SEED_FLOOR * QUOTE_UNIT * position.supply
    # the seed of the first mint is enough by itself while a share is worth $10
    if equity * FIRST_SEED >= minimum:
        return 0
    seed: uint256 = erc20.balanceOf[DEAD] + locking
    if equity * seed >= minimum:
        return 0
    return rounding.mul_div_up(SEED * QUOTE_UNIT, position.supply, equity) - seed


@internal
@view
def _part(position: accounting.Position, shares: uint256) -> (uint256, uint256, uint256):
    """
    @return What leaves with `shares`: collateral rounded down, debt rounded up; and the fee
            in shares, none once a wind-down has started.
    """
    fee: uint256 = 0
    if position.state & accounting.WINDING == 0:
        fee = self._fee(position.supply - shares, shares, FEES.redeem)
    moved: uint256 = shares - fee
    return (
        rounding.mul_div_down(position.collateral, moved, position.supply),
        rounding.mul_div_up(position.debt, moved, position.supply),
        fee,
    )


@internal
@view
def _fee(others: uint256, shares: uint256, rate: uint256) -> uint256:
    """
    @dev The fee stays with the other holders; where the locked seed is the only one, there is none.
    @return Fee in shares, rounded up.
    """
    if rate == 0 or others <= erc20.balanceOf[DEAD]:
        return 0
    return rounding.mul_div_up(shares, rate, WAD)


# ------------------------------------------------------------------ rebalance


@external
def deleverage(max_collateral_out: uint256, cost: int256, receiver: address, data: Bytes[1024]) -> (uint256, uint256):
    """
    @notice Sends collateral to the receiver, takes debt asset and repays. The
            volume is the contract's: the caller's maximum, at most to the target;
            in a confirmed wind-down at most to no debt at all.
    @param max_collateral_out Most collateral wanted.
    @param cost What the caller keeps of the value at the rescue price, 1e18, signed.
    @param receiver Who gets the collateral.
    @param data Not empty: the caller's `on_leverage` is called before the debt asset is taken.
    @return Collateral out (rounded down), debt asset in (rounded up).
    """
    self._require_receiver(receiver)
    position: accounting.Position = self._accrue()
    price: uint256 = self._sale_price(position)
    assets: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    debt: uint256 = position.debt
    fill: rebalance_rule.Fill = empty(rebalance_rule.Fill)
    if position.state & accounting.CONFIRMED != 0:
        allowed: int256 = 0
        if position.state & accounting.DEAD_ORACLE == 0:
            allowed = rebalance_rule.auction_cost(assets, debt, block.timestamp - accounting.since())
        self._require_cost(cost, allowed)
        fill = rebalance_rule.clearing_fill(position.collateral, debt, price, max_collateral_out, cost, allowed)
    else:
        # no fill is ever allowed more, and up to here the landing volume has a positive divisor
        self._require_cost(cost, RULE.tolerance.emergency)
        self._require_open(position, assets)
        fill = rebalance_rule.deleverage_fill(
            RULE, position.collateral, debt, price, max_collateral_out, cost, self._lowest_tolerance(position)
        )
    self._judge(fill, cost)
    position.collateral -= fill.out
    self._send_collateral(receiver, fill.out)
    position.debt = self._repay(position.debt, fill.payment, fill.out, data)
    left: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    if assets > debt:
        errors.require(left > position.debt, "fill: no equity left")
        if position.state & accounting.CONFIRMED == 0:
            self._require_toward_target(
                left + self._slack() >= self._wanted(left, position.debt), left, position.debt, assets, debt
            )
    self._close_fill(position, accounting.DELEVERAGE, fill, cost, price, left)
    return fill.out, fill.payment


@external
def releverage(max_debt_out: uint256, cost: int256, receiver: address, data: Bytes[1024]) -> (uint256, uint256):
    """
    @notice Sends newly borrowed debt asset to the receiver, takes collateral. The
            volume is the contract's: the caller's maximum, at most to the target, at
            most what the pool lends; cost is judged on what was lent.
    @param max_debt_out Most debt asset wanted.
    @param cost What the caller keeps of the value at the strict price, 1e18, signed.
    @param receiver Who gets the debt asset.
    @param data Not empty: the caller's `on_leverage` is called before the collateral is taken.
    @return Debt asset out (rounded down), collateral in (rounded up).
    """
    self._require_receiver(receiver)
    self._require_cost(cost, RULE.tolerance.emergency)
    position: accounting.Position = self._accrue()
    errors.require(position.state & accounting.WINDING == 0, "releverage: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    assets: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    debt: uint256 = position.debt
    self._require_open(position, assets)
    lowest: int256 = self._lowest_tolerance(position)
    fill: rebalance_rule.Fill = rebalance_rule.releverage_fill(
        RULE, position.collateral, debt, price, max_debt_out, cost, lowest
    )
    lent: uint256 = 0
    lent, position.debt = extcall ILendingPool(POOL).borrow(fill.out, receiver, True)
    if lent != fill.out:
        fill = rebalance_rule.releverage_fill(RULE, position.collateral, debt, price, lent, cost, lowest)
    self._judge(fill, cost)
    self._take_collateral(position, fill.payment, lent, data)
    position.collateral += fill.payment
    left: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    self._require_toward_target(left <= self._wanted(left, position.debt) + self._slack(), assets, debt, left, position.debt)
    self._close_fill(position, accounting.RELEVERAGE, fill, cost, price, left)
    return lent, fill.payment


@internal
@view
def _require_open(position: accounting.Position, assets: uint256):
    """
    @dev A rebalance begun stays open until it ends on target, so that leverage
         cannot be parked at the band's edge.
    """
    errors.require(
        position.state & accounting.REBALANCING != 0
        or block.timestamp > position.last_on_target + RULE.interval
        or rebalance_rule.outside_band(RULE, assets, position.debt),
        "rebalance: not due",
    )


@internal
@view
def _lowest_tolerance(position: accounting.Position) -> int256:
    due: uint256 = position.last_on_target + RULE.interval
    return rebalance_rule.lowest_tolerance(RULE, block.timestamp - min(block.timestamp, due))


@internal
@pure
def _require_cost(cost: int256, maximum: int256):
    errors.require(cost > -10**18 and cost <= maximum, "cost: above tolerance")


@internal
@pure
def _judge(fill: rebalance_rule.Fill, cost: int256):
    errors.require(fill.out != 0, "fill: nothing to do")
    self._require_cost(cost, fill.allowed)


@internal
@view
def _wanted(assets: uint256, debt: uint256) -> uint256:
    """
    @return Assets at target leverage on the present equity, rounded down.
    """
    return rounding.mul_div_down(RULE.target, assets - debt, WAD)


@internal
@view
def _slack() -> uint256:
    """
    @dev Two units that payment and debt may round by, seen in assets at the target.
    """
    return 2 * RULE.target // WAD


@internal
@pure
def _require_toward_target(
    not_past: bool, low_assets: uint256, low_debt: uint256, high_assets: uint256, high_debt: uint256
):
    """
    @dev The lower ratio must be strictly the lower one: A_low*E_high < A_high*E_low.
    """
    errors.require(not_past, "fill: past the target")
    errors.require(low_assets * (high_assets - high_debt) < high_assets * (low_assets - low_debt), "fill: too small")


@internal
def _close_fill(
    position: accounting.Position,
    operation: uint256,
    fill: rebalance_rule.Fill,
    cost: int256,
    price: uint256,
    assets: uint256,
):
    closing: accounting.Position = position
    if closing.state & accounting.CONFIRMED == 0:
        if rebalance_rule.on_target(RULE, assets, closing.debt):
            closing.last_on_target = block.timestamp
            closing.state &= ~accounting.REBALANCING
        else:
            closing.state |= accounting.REBALANCING


    # a falling price is no price to remember
    last: uint256 = accounting.last_price() if closing.state & accounting.DEAD_ORACLE != 0 else price
    accounting.add_cost(fill.moved, cost, last)
    collateral: uint256 = fill.out
    debt: uint256 = fill.payment
    if operation == accounting.RELEVERAGE:
        collateral = fill.payment
        debt = fill.out
    accounting.close(closing, operation, collateral, debt, 0, price)


# ------------------------------------------------------------------ wind-down


@external
def start_wind_down():
    """
    @notice Starts the end: at R >= 50 or E <= 0 by the rescue price, with at least
            $1 at stake. Mint and releverage stop; deleverage and redeem stay open.
    """
    position: accounting.Position = self._accrue()
    errors.require(position.state & accounting.WINDING == 0, "wind-down: already started")
    dying: bool = False
    price: uint256 = 0
    round: uint256 = 0
    dying, price, round = self._dying(position)
    errors.require(dying, "wind-down: no reason")
    position.state |= accounting.STARTED
    accounting.start_clock(round)
    accounting.close_unmoved(position, accounting.START_WIND_DOWN, price)


@external
def confirm_wind_down():
    """
    @notice Makes a started wind-down final: at least 10 minutes later, on a newer
            round of the main feed, if the reason still holds. If it does not, cancels it.
    """
    position: accounting.Position = self._accrue()
    errors.require(position.state & accounting.WINDING == accounting.STARTED, "wind-down: not started")
    dying: bool = False
    price: uint256 = 0
    round: uint256 = 0
    dying, price, round = self._dying(position)
    operation: uint256 = accounting.CANCEL_WIND_DOWN
    position.state &= ~accounting.STARTED
    if dying:
        errors.require(block.timestamp >= accounting.since() + CONFIRM_DELAY, "wind-down: wait 10 minutes")
        errors.require(round > accounting.round(), "wind-down: wait for a round")
        operation = accounting.CONFIRM_WIND_DOWN
        self._confirm(position)
        position.state |= accounting.CONFIRMED
    accounting.close_unmoved(position, operation, price)


@external
def report_oracle():
    """
    @notice Reports that the oracle gives no rescue price; clears the report if it
            does; in the eighth day after a report that nothing disproved ends the token: its
            collateral is then sold at a price that falls from 110% of the last good one to 0 in
            three days, so that lenders are never locked in behind a dead oracle.
    """
    position: accounting.Position = self._accrue()
    errors.require(position.state & accounting.DEAD_ORACLE == 0, "oracle: known to be dead")
    price: uint256 = self._try_rescue_price()
    dead_since: uint256 = accounting.dead_since()
    dead_for: uint256 = block.timestamp - dead_since
    if price != 0:
        accounting.set_dead_since(0)
        accounting.set_last_price(price)
    elif dead_since < position.last_on_target or dead_for > REPORT_LIFE:
        # none yet, disproved by a fill since, or too old to tell one death from two short outages
        accounting.set_dead_since(block.timestamp)
    else:
        errors.require(dead_for >= ORACLE_DEATH, "oracle: wait 7 days")
        self._confirm(position)
        position.state = accounting.CONFIRMED | accounting.DEAD_ORACLE
    accounting.close_unmoved(position, accounting.REPORT_ORACLE, price)


@external
def impair():
    """
    @notice In a confirmed wind-down without equity: lenders count the debt at 95% of
            the collateral's value from now on. Not after the oracle's death: the falling
            price of that auction is no value; there the write-off books the loss.
    """
    position: accounting.Position = self._accrue()
    errors.require(
        position.state & (accounting.CONFIRMED | accounting.DEAD_ORACLE) == accounting.CONFIRMED,
        "impair: not winding down",
    )
    price: uint256 = self._sale_price(position)
    assets: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    errors.require(assets < position.debt, "impair: no loss")
    extcall ILendingPool(POOL).impair(assets * CARRIED // 100)
    accounting.close_unmoved(position, accounting.IMPAIR, price)


@external
def write_off():
    """
    @notice In a confirmed wind-down whose collateral is gone or worth less than one
            quote unit: the rest of the debt is the lenders' loss, reserve first.
    """
    position: accounting.Position = self._accrue()
    errors.require(position.state & accounting.CONFIRMED != 0, "write-off: not winding down")
    if position.collateral != 0:
        price: uint256 = accounting.last_price()
        if position.state & accounting.DEAD_ORACLE == 0:
            price = self._sale_price(position)
        worth: uint256 = self._in_quote(rounding.mul_div_up(position.collateral, price, E36), price)
        errors.require(worth < QUOTE_UNIT, "write-off: collateral left")
    lost: uint256 = position.debt
    extcall ILendingPool(POOL).write_off()
    position.debt = 0
    accounting.close(position, accounting.WRITE_OFF, 0, lost, 0, 0)


@internal
def _confirm(position: accounting.Position):
    """
    @dev Starts the clock of the auction; tells the pool, once.
    """
    accounting.start_clock(0)
    if position.debt != 0 and position.state & accounting.CONFIRMED == 0:
        extcall ILendingPool(POOL).begin_wind_down()


@internal
@view
def _dying(position: accounting.Position) -> (bool, uint256, uint256):
    """
    @dev Below one quote unit on both sides rounding, not loss, makes the ratio.
    @return Whether R >= 50 or E <= 0, the rescue price, the round.
    """
    price: uint256 = 0
    round: uint256 = 0
    price, round = staticcall IPriceOracle(ORACLE).rescue_price()
    assets: uint256 = rounding.mul_div_down(position.collateral, price, E36)
    at_stake: bool = self._in_quote(max(assets, position.debt), price) >= QUOTE_UNIT
    if assets <= position.debt:
        return at_stake, price, round
    return at_stake and assets >= WIND_DOWN_RATIO * (assets - position.debt), price, round


@internal
@view
def _sale_price(position: accounting.Position) -> uint256:
    """
    @return The rescue price; after the oracle's death what the falling price has come to.
    """
    if position.state & accounting.DEAD_ORACLE == 0:
        return (staticcall IPriceOracle(ORACLE).rescue_price())[0]
    elapsed: uint256 = min(block.timestamp - accounting.since(), FALLING_TIME)
    return (accounting.last_price() * 110 * (FALLING_TIME - elapsed) // (100 * FALLING_TIME))


@internal
@view
def _try_rescue_price() -> uint256:
    """
    @return The rescue price, 0 if the oracle gives none within its gas. The caller
            must bring that gas, or they could make a living oracle look dead.
    """
    errors.require(msg.gas > 2 * ORACLE_GAS, "oracle: send more gas")
    answered: bool = False
    price: uint256 = 0
    answered, price = probe.first_word(ORACLE, method_id("rescue_price()"), 64, ORACLE_GAS)
    return price


# ------------------------------------------------------------------ fees


@external
def collect_fees() -> uint256:
    """
    @notice Mints the management fee owed to its recipient. Anyone may call.
    @return Shares minted.
    """
    position: accounting.Position = self._accrue()
    shares: uint256 = position.fees_owed * accounting.FEE_UNIT
    position.fees_owed = 0
    if shares != 0:
        erc20._mint(self._fee_recipient, shares)
    accounting.close(position, accounting.COLLECT_FEES, 0, 0, shares, 0)
    return shares


@external
def set_fee_recipient(recipient: address):
    """
    @notice The fee recipient passes its role on. It has no other power.
    @param recipient Who may collect from now on; not the zero address.
    """
    errors.require(msg.sender == self._fee_recipient, "fees: not the recipient")
    errors.require(recipient != empty(address), "fees: zero recipient")
    self._fee_recipient = recipient
    log ILeveragedToken.FeeRecipient(recipient=recipient)


# ------------------------------------------------------------------ views


@external
@view
def preview_redeem(shares: uint256) -> uint256:
    """
    @notice What `redeem` would hand out now. Needs no price and no accrual.
    @param shares Shares burned, 1e18; at most the supply.
    @return Collateral, rounded down.
    """
    return self._part(accounting.opened(0, FEES.management), shares)[0]


@external
@view
def balance_sheet() -> ILeveragedToken.BalanceSheet:
    """
    @notice The balance sheet, the state and the counters, interest and fee up to now. Locked.
    @return See ILeveragedToken.Sheet.
    """
    return accounting.balance_sheet(accounting.opened(staticcall ILendingPool(POOL).debt_of(self), FEES.management))


@external
@view
@reentrant
def rule() -> ILeveragedToken.Rule:
    """
    @notice Target, band, break points, interval and tolerances. Immutable.
    @return See ILeveragedToken.Rule.
    """
    return RULE


@external
@view
@reentrant
def fees() -> ILeveragedToken.Fees:
    """
    @notice The immutable fee rates and the present fee recipient.
    @return See ILeveragedToken.Fees.
    """
    fees: ILeveragedToken.Fees = FEES
    fees.recipient = self._fee_recipient
    return fees


# ------------------------------------------------------------------ the book


@internal
def _accrue() -> accounting.Position:
    """
    @dev The book with interest and management fee up to now.
    """
    return accounting.opened(extcall ILendingPool(POOL).accrue(), FEES.management)


# ------------------------------------------------------------------ transfers


@internal
@view
def _require_receiver(receiver: address):
    errors.require(receiver != empty(address) and receiver != self, "token: bad receiver")


@internal
@pure
def _require_moved(answer: bool):
    errors.require(answer, "token: transfer failed")


@internal
def _send_collateral(receiver: address, amount: uint256):
    if amount != 0:
        self._require_moved(extcall IERC20(COLLATERAL).transfer(receiver, amount, default_return_value=True))


@internal
def _take(token: address, place: address, owed: uint256, sent: uint256, data: Bytes[1024]):
    """
    @dev What the callback pushed is what `place` then holds above what is counted
         there; the rest is pulled from the caller. Measuring against the cash that the pool
         counts, not against a balance before, keeps a deposit made in the callback from
         counting twice.
    """
    missing: uint256 = owed
    if len(data) != 0:
        extcall ILeverageCallback(msg.sender).on_leverage(sent, owed, data)
        counted: uint256 = accounting.collateral()
        if place == POOL:
            counted = staticcall ILendingPool(POOL).cash()
        held: uint256 = staticcall IERC20(token).balanceOf(place)
        missing -= min(owed, held - min(held, counted))
    if missing != 0:
        self._require_moved(extcall IERC20(token).transferFrom(msg.sender, place, missing, default_return_value=True))


@internal
def _take_collateral(position: accounting.Position, owed: uint256, sent: uint256, data: Bytes[1024]):
    """
    @dev Refuses a collateral that takes a fee on transfer or rebases downward.
    """
    self._take(COLLATERAL, self, owed, sent, data)
    errors.require(staticcall IERC20(COLLATERAL).balanceOf(self) >= position.collateral + owed, "token: collateral short")


@internal
def _repay(debt: uint256, owed: uint256, sent: uint256, data: Bytes[1024]) -> uint256:
    """
    @dev The pool checks that it holds what it counts.
    @return Debt afterwards.
    """
    self._take(DEBT_ASSET, POOL, owed, sent, data)
    if owed == 0:
        return debt
    return extcall ILendingPool(POOL).repay(owed)


@internal
@view
def _in_quote(amount: uint256, price: uint256) -> uint256:
    """
    @return Debt asset units as quote units, rounded down.
    """
    if IS_BEAR:
        return rounding.mul_div_down(amount, E36, max(price, 1))
    return amount
