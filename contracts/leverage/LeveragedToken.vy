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
from ..libraries import fault
from ..libraries import probe
from ..libraries import rounding
from . import balance_book
from . import rebalance_rule

implements: ILeveragedToken

initializes: ownable
initializes: erc20[ownable := ownable]
initializes: balance_book[erc20 := erc20]

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
    balance_book.__init__()
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
    return balance_book.opened(0, FEES.management).supply


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
    self._need_receiver(debt_receiver)
    book: balance_book.Book = self._accrue()
    fault.need(book.state & balance_book.WINDING == 0, "mint: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    lock: uint256 = 0
    if book.supply == 0:
        collateral, debt = self._first_amounts(shares, price)
        lock = FIRST_SEED
        book.last_on_target = block.timestamp
        balance_book.set_last_price(price)
    else:
        assets: uint256 = rounding.mul_div_down(book.collateral, price, E36)
        fault.need(rebalance_rule.ratio_down(assets, book.debt) <= RULE.emergency, "mint: leverage too high")
        collateral = rounding.mul_div_up(book.collateral, shares, book.supply)
        debt = rounding.mul_div_down(book.debt, shares, book.supply)
        fee = self._fee(book.supply, shares, FEES.mint)
    book.fees_earned += fee
    minted: uint256 = shares - fee
    book.supply += minted
    lent: uint256 = 0
    if debt != 0:
        lent, book.debt = extcall ILendingPool(POOL).borrow(debt, debt_receiver, False)
    self._take_collateral(book, collateral, debt, data)
    book.collateral += collateral
    lock += self._seed_to_lock(book, price, lock)
    fault.need(lock < minted, "mint: too few shares")
    if lock != 0:
        erc20._mint(DEAD, lock)
    erc20._mint(receiver, minted - lock)
    balance_book.close(book, balance_book.MINT, collateral, debt, minted, price)
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
    fault.need(shares != 0, "redeem: zero shares")
    self._need_receiver(receiver)
    book: balance_book.Book = self._accrue()
    if owner != msg.sender:
        erc20._spend_allowance(owner, msg.sender, shares)
    erc20._burn(owner, shares)
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    collateral, debt, fee = self._part(book, shares)
    book.fees_earned += fee
    book.collateral -= collateral
    book.supply -= shares
    self._send_collateral(receiver, collateral)
    book.debt = self._repay(book.debt, debt, collateral, data)
    balance_book.close(book, balance_book.REDEEM, collateral, debt, shares, 0)
    return collateral, debt


@internal
@view
def _first_amounts(shares: uint256, price: uint256) -> (uint256, uint256):
    """
    @return Collateral rounded up and debt rounded down, at target leverage and $100 a share.
    """
    equity: uint256 = rounding.mul_div_up(shares, FIRST_NAV * QUOTE_UNIT, WAD)
    fault.need(equity >= MIN_FIRST_EQUITY * QUOTE_UNIT, "mint: first below 20 quote")
    if IS_BEAR:
        equity = rounding.mul_div_down(equity, price, E36)
    assets: uint256 = rounding.mul_div_up(equity, RULE.target, WAD)
    return (rounding.mul_div_up(assets, E36, price), rounding.mul_div_down(equity, RULE.target - WAD, WAD))


@internal
@view
def _seed_to_lock(book: balance_book.Book, price: uint256, locking: uint256) -> uint256:
    """
    @dev Dust must never distort C, D or R: what keeps it away is the locked seed,
         filled up again to $10 once it has decayed below $1.
    """
    assets: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    equity: uint256 = self._in_quote(assets - min(assets, book.debt), price)
    fault.need(equity >= MIN_EQUITY * QUOTE_UNIT, "mint: equity below 10 quote")
    least: uint256 = SEED_FLOOR * QUOTE_UNIT * book.supply
    # the seed of the first mint is enough by itself while a share is worth $10
    if equity * FIRST_SEED >= least:
        return 0
    seed: uint256 = erc20.balanceOf[DEAD] + locking
    if equity * seed >= least:
        return 0
    return rounding.mul_div_up(SEED * QUOTE_UNIT, book.supply, equity) - seed


@internal
@view
def _part(book: balance_book.Book, shares: uint256) -> (uint256, uint256, uint256):
    """
    @return What leaves with `shares`: collateral rounded down, debt rounded up; and the fee
            in shares, none once a wind-down has started.
    """
    fee: uint256 = 0
    if book.state & balance_book.WINDING == 0:
        fee = self._fee(book.supply - shares, shares, FEES.redeem)
    moved: uint256 = shares - fee
    return (
        rounding.mul_div_down(book.collateral, moved, book.supply),
        rounding.mul_div_up(book.debt, moved, book.supply),
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
    self._need_receiver(receiver)
    book: balance_book.Book = self._accrue()
    price: uint256 = self._sale_price(book)
    assets: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    debt: uint256 = book.debt
    fill: rebalance_rule.Fill = empty(rebalance_rule.Fill)
    if book.state & balance_book.CONFIRMED != 0:
        allowed: int256 = 0
        if book.state & balance_book.DEAD_ORACLE == 0:
            allowed = rebalance_rule.auction_cost(assets, debt, block.timestamp - balance_book.since())
        self._need_cost(cost, allowed)
        fill = rebalance_rule.clearing_fill(book.collateral, debt, price, max_collateral_out, cost, allowed)
    else:
        # no fill is ever allowed more, and up to here the landing volume has a positive divisor
        self._need_cost(cost, RULE.tolerance.emergency)
        self._need_open(book, assets)
        fill = rebalance_rule.deleverage_fill(
            RULE, book.collateral, debt, price, max_collateral_out, cost, self._lowest_tolerance(book)
        )
    self._judge(fill, cost)
    book.collateral -= fill.out
    self._send_collateral(receiver, fill.out)
    book.debt = self._repay(book.debt, fill.payment, fill.out, data)
    left: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    if assets > debt:
        fault.need(left > book.debt, "fill: no equity left")
        if book.state & balance_book.CONFIRMED == 0:
            self._need_toward_target(
                left + self._slack() >= self._wanted(left, book.debt), left, book.debt, assets, debt
            )
    self._close_fill(book, balance_book.DELEVERAGE, fill, cost, price, left)
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
    self._need_receiver(receiver)
    self._need_cost(cost, RULE.tolerance.emergency)
    book: balance_book.Book = self._accrue()
    fault.need(book.state & balance_book.WINDING == 0, "releverage: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    assets: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    debt: uint256 = book.debt
    self._need_open(book, assets)
    lowest: int256 = self._lowest_tolerance(book)
    fill: rebalance_rule.Fill = rebalance_rule.releverage_fill(
        RULE, book.collateral, debt, price, max_debt_out, cost, lowest
    )
    lent: uint256 = 0
    lent, book.debt = extcall ILendingPool(POOL).borrow(fill.out, receiver, True)
    if lent != fill.out:
        fill = rebalance_rule.releverage_fill(RULE, book.collateral, debt, price, lent, cost, lowest)
    self._judge(fill, cost)
    self._take_collateral(book, fill.payment, lent, data)
    book.collateral += fill.payment
    left: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    self._need_toward_target(left <= self._wanted(left, book.debt) + self._slack(), assets, debt, left, book.debt)
    self._close_fill(book, balance_book.RELEVERAGE, fill, cost, price, left)
    return lent, fill.payment


@internal
@view
def _need_open(book: balance_book.Book, assets: uint256):
    """
    @dev A rebalance begun stays open until it ends on target, so that leverage
         cannot be parked at the band's edge.
    """
    fault.need(
        book.state & balance_book.REBALANCING != 0
        or block.timestamp > book.last_on_target + RULE.interval
        or rebalance_rule.outside_band(RULE, assets, book.debt),
        "rebalance: not due",
    )


@internal
@view
def _lowest_tolerance(book: balance_book.Book) -> int256:
    due: uint256 = book.last_on_target + RULE.interval
    return rebalance_rule.lowest_tolerance(RULE, block.timestamp - min(block.timestamp, due))


@internal
@pure
def _need_cost(cost: int256, most: int256):
    fault.need(cost > -10**18 and cost <= most, "cost: above tolerance")


@internal
@pure
def _judge(fill: rebalance_rule.Fill, cost: int256):
    fault.need(fill.out != 0, "fill: nothing to do")
    self._need_cost(cost, fill.allowed)


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
def _need_toward_target(
    not_past: bool, low_assets: uint256, low_debt: uint256, high_assets: uint256, high_debt: uint256
):
    """
    @dev The lower ratio must be strictly the lower one: A_low*E_high < A_high*E_low.
    """
    fault.need(not_past, "fill: past the target")
    fault.need(low_assets * (high_assets - high_debt) < high_assets * (low_assets - low_debt), "fill: too small")


@internal
def _close_fill(
    book: balance_book.Book,
    operation: uint256,
    fill: rebalance_rule.Fill,
    cost: int256,
    price: uint256,
    assets: uint256,
):
    closing: balance_book.Book = book
    if closing.state & balance_book.CONFIRMED == 0:
        if rebalance_rule.on_target(RULE, assets, closing.debt):
            closing.last_on_target = block.timestamp
            closing.state &= ~balance_book.REBALANCING
        else:
            closing.state |= balance_book.REBALANCING


    # a falling price is no price to remember
    last: uint256 = balance_book.last_price() if closing.state & balance_book.DEAD_ORACLE != 0 else price
    balance_book.add_cost(fill.moved, cost, last)
    collateral: uint256 = fill.out
    debt: uint256 = fill.payment
    if operation == balance_book.RELEVERAGE:
        collateral = fill.payment
        debt = fill.out
    balance_book.close(closing, operation, collateral, debt, 0, price)


# ------------------------------------------------------------------ wind-down


@external
def start_wind_down():
    """
    @notice Starts the end: at R >= 50 or E <= 0 by the rescue price, with at least
            $1 at stake. Mint and releverage stop; deleverage and redeem stay open.
    """
    book: balance_book.Book = self._accrue()
    fault.need(book.state & balance_book.WINDING == 0, "wind-down: already started")
    dying: bool = False
    price: uint256 = 0
    round: uint256 = 0
    dying, price, round = self._dying(book)
    fault.need(dying, "wind-down: no reason")
    book.state |= balance_book.STARTED
    balance_book.start_clock(round)
    balance_book.close_unmoved(book, balance_book.START_WIND_DOWN, price)


@external
def confirm_wind_down():
    """
    @notice Makes a started wind-down final: at least 10 minutes later, on a newer
            round of the main feed, if the reason still holds. If it does not, cancels it.
    """
    book: balance_book.Book = self._accrue()
    fault.need(book.state & balance_book.WINDING == balance_book.STARTED, "wind-down: not started")
    dying: bool = False
    price: uint256 = 0
    round: uint256 = 0
    dying, price, round = self._dying(book)
    operation: uint256 = balance_book.CANCEL_WIND_DOWN
    book.state &= ~balance_book.STARTED
    if dying:
        fault.need(block.timestamp >= balance_book.since() + CONFIRM_DELAY, "wind-down: wait 10 minutes")
        fault.need(round > balance_book.round(), "wind-down: wait for a round")
        operation = balance_book.CONFIRM_WIND_DOWN
        self._confirm(book)
        book.state |= balance_book.CONFIRMED
    balance_book.close_unmoved(book, operation, price)


@external
def poke_oracle():
    """
    @notice Reports that the oracle gives no rescue price; clears the report if it
            does; in the eighth day after a report that nothing disproved ends the token: its
            collateral is then sold at a price that falls from 110% of the last good one to 0 in
            three days, so that lenders are never locked in behind a dead oracle.
    """
    book: balance_book.Book = self._accrue()
    fault.need(book.state & balance_book.DEAD_ORACLE == 0, "oracle: known to be dead")
    price: uint256 = self._try_rescue_price()
    dead_since: uint256 = balance_book.dead_since()
    dead_for: uint256 = block.timestamp - dead_since
    if price != 0:
        balance_book.set_dead_since(0)
        balance_book.set_last_price(price)
    elif dead_since < book.last_on_target or dead_for > REPORT_LIFE:
        # none yet, disproved by a fill since, or too old to tell one death from two short outages
        balance_book.set_dead_since(block.timestamp)
    else:
        fault.need(dead_for >= ORACLE_DEATH, "oracle: wait 7 days")
        self._confirm(book)
        book.state = balance_book.CONFIRMED | balance_book.DEAD_ORACLE
    balance_book.close_unmoved(book, balance_book.POKE_ORACLE, price)


@external
def impair():
    """
    @notice In a confirmed wind-down without equity: lenders count the debt at 95% of
            the collateral's value from now on. Not after the oracle's death: the falling
            price of that auction is no value; there the write-off books the loss.
    """
    book: balance_book.Book = self._accrue()
    fault.need(
        book.state & (balance_book.CONFIRMED | balance_book.DEAD_ORACLE) == balance_book.CONFIRMED,
        "impair: not winding down",
    )
    price: uint256 = self._sale_price(book)
    assets: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    fault.need(assets < book.debt, "impair: no loss")
    extcall ILendingPool(POOL).impair(assets * CARRIED // 100)
    balance_book.close_unmoved(book, balance_book.IMPAIR, price)


@external
def write_off():
    """
    @notice In a confirmed wind-down whose collateral is gone or worth less than one
            quote unit: the rest of the debt is the lenders' loss, reserve first.
    """
    book: balance_book.Book = self._accrue()
    fault.need(book.state & balance_book.CONFIRMED != 0, "write-off: not winding down")
    if book.collateral != 0:
        price: uint256 = balance_book.last_price()
        if book.state & balance_book.DEAD_ORACLE == 0:
            price = self._sale_price(book)
        worth: uint256 = self._in_quote(rounding.mul_div_up(book.collateral, price, E36), price)
        fault.need(worth < QUOTE_UNIT, "write-off: collateral left")
    lost: uint256 = book.debt
    extcall ILendingPool(POOL).write_off()
    book.debt = 0
    balance_book.close(book, balance_book.WRITE_OFF, 0, lost, 0, 0)


@internal
def _confirm(book: balance_book.Book):
    """
    @dev Starts the clock of the auction; tells the pool, once.
    """
    balance_book.start_clock(0)
    if book.debt != 0 and book.state & balance_book.CONFIRMED == 0:
        extcall ILendingPool(POOL).begin_wind_down()


@internal
@view
def _dying(book: balance_book.Book) -> (bool, uint256, uint256):
    """
    @dev Below one quote unit on both sides rounding, not loss, makes the ratio.
    @return Whether R >= 50 or E <= 0, the rescue price, the round.
    """
    price: uint256 = 0
    round: uint256 = 0
    price, round = staticcall IPriceOracle(ORACLE).rescue_price()
    assets: uint256 = rounding.mul_div_down(book.collateral, price, E36)
    at_stake: bool = self._in_quote(max(assets, book.debt), price) >= QUOTE_UNIT
    if assets <= book.debt:
        return at_stake, price, round
    return at_stake and assets >= WIND_DOWN_RATIO * (assets - book.debt), price, round


@internal
@view
def _sale_price(book: balance_book.Book) -> uint256:
    """
    @return The rescue price; after the oracle's death what the falling price has come to.
    """
    if book.state & balance_book.DEAD_ORACLE == 0:
        return (staticcall IPriceOracle(ORACLE).rescue_price())[0]
    elapsed: uint256 = min(block.timestamp - balance_book.since(), FALLING_TIME)
    return (balance_book.last_price() * 110 * (FALLING_TIME - elapsed) // (100 * FALLING_TIME))


@internal
@view
def _try_rescue_price() -> uint256:
    """
    @return The rescue price, 0 if the oracle gives none within its gas. The caller
            must bring that gas, or he could make a living oracle look dead.
    """
    fault.need(msg.gas > 2 * ORACLE_GAS, "oracle: send more gas")
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
    book: balance_book.Book = self._accrue()
    shares: uint256 = book.fees_owed * balance_book.FEE_UNIT
    book.fees_owed = 0
    if shares != 0:
        erc20._mint(self._fee_recipient, shares)
    balance_book.close(book, balance_book.COLLECT_FEES, 0, 0, shares, 0)
    return shares


@external
def set_fee_recipient(recipient: address):
    """
    @notice The fee recipient passes its role on. It has no other power.
    @param recipient Who may collect from now on; not the zero address.
    """
    fault.need(msg.sender == self._fee_recipient, "fees: not the recipient")
    fault.need(recipient != empty(address), "fees: zero recipient")
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
    return self._part(balance_book.opened(0, FEES.management), shares)[0]


@external
@view
def sheet() -> ILeveragedToken.Sheet:
    """
    @notice The balance sheet, the state and the counters, interest and fee up to now. Locked.
    @return See ILeveragedToken.Sheet.
    """
    return balance_book.sheet(balance_book.opened(staticcall ILendingPool(POOL).debt_of(self), FEES.management))


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
def _accrue() -> balance_book.Book:
    """
    @dev The book with interest and management fee up to now.
    """
    return balance_book.opened(extcall ILendingPool(POOL).accrue(), FEES.management)


# ------------------------------------------------------------------ transfers


@internal
@view
def _need_receiver(receiver: address):
    fault.need(receiver != empty(address) and receiver != self, "token: bad receiver")


@internal
@pure
def _need_moved(answer: bool):
    fault.need(answer, "token: transfer failed")


@internal
def _send_collateral(receiver: address, amount: uint256):
    if amount != 0:
        self._need_moved(extcall IERC20(COLLATERAL).transfer(receiver, amount, default_return_value=True))


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
        counted: uint256 = balance_book.collateral()
        if place == POOL:
            counted = staticcall ILendingPool(POOL).cash()
        held: uint256 = staticcall IERC20(token).balanceOf(place)
        missing -= min(owed, held - min(held, counted))
    if missing != 0:
        self._need_moved(extcall IERC20(token).transferFrom(msg.sender, place, missing, default_return_value=True))


@internal
def _take_collateral(book: balance_book.Book, owed: uint256, sent: uint256, data: Bytes[1024]):
    """
    @dev Refuses a collateral that takes a fee on transfer or rebases downward.
    """
    self._take(COLLATERAL, self, owed, sent, data)
    fault.need(staticcall IERC20(COLLATERAL).balanceOf(self) >= book.collateral + owed, "token: collateral short")


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
