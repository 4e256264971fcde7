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
        What a fill, a first mint and a wind-down come to is the engine's arithmetic, which
        has no state; mint and redeem pro rata ask nobody.
"""
from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from snekmate.auth import ownable
from snekmate.tokens import erc20
from snekmate.tokens.interfaces import IERC20Permit

from ..interfaces import ILendingPool
from ..interfaces import ILeverageCallback
from ..interfaces import ILeverageEngine
from ..interfaces import ILeveragedToken
from ..interfaces import IPriceOracle
from ..libraries import errors
from ..libraries import probe
from ..libraries import rounding
from . import accounting
from . import issuance
from . import rebalance_rule

implements: IERC20
implements: IERC20Detailed
implements: IERC20Permit
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

CONFIRM_DELAY: constant(uint256) = 600
ORACLE_DEATH: constant(uint256) = 7 * 86400
REPORT_LIFE: constant(uint256) = 8 * 86400
ORACLE_GAS: constant(uint256) = 300_000

name: public(immutable(String[32]))
symbol: public(immutable(String[16]))
POOL: public(immutable(address))
COLLATERAL: public(immutable(address))
DEBT_ASSET: public(immutable(address))
ORACLE: public(immutable(address))
IS_BEAR: public(immutable(bool))
QUOTE_UNIT: public(immutable(uint256))
ENGINE: public(immutable(address))
RULE: immutable(ILeveragedToken.Rule)
FEES: immutable(ILeveragedToken.Fees)

_fee_recipient: address


@deploy
def __init__(p: ILeveragedToken.Parameters, engine: address):
    """
    @notice The factory checks the bounds of every parameter.
    @param p See ILeveragedToken.Parameters.
    @param engine ILeverageEngine.
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
    ENGINE = engine
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
    account: accounting.Account = self._accrue()
    errors.require(account.state & accounting.WINDING == 0, "mint: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    lock: uint256 = 0
    if account.supply == 0:
        collateral, debt = staticcall ILeverageEngine(ENGINE).first_mint(
            RULE.target, IS_BEAR, QUOTE_UNIT, shares, price
        )
        lock = issuance.FIRST_SEED
        account.last_on_target = block.timestamp
        accounting.set_last_price(price)
    else:
        assets: uint256 = rounding.mul_div_down(account.collateral, price, E36)
        errors.require(rebalance_rule.ratio_down(assets, account.debt) <= RULE.emergency, "mint: leverage too high")
        collateral, debt = issuance.mint_amounts(account.collateral, account.debt, account.supply, shares)
        fee = self._fee(account.supply, shares, FEES.mint)
    account.fees_earned += fee
    minted: uint256 = shares - fee
    account.supply += minted
    lent: uint256 = 0
    if debt != 0:
        lent, account.debt = extcall ILendingPool(POOL).borrow(debt, debt_receiver, False)
    self._take_collateral(account, collateral, debt, data)
    account.collateral += collateral
    lock += self._seed_to_lock(account, price, lock)
    errors.require(lock < minted, "mint: too few shares")
    if lock != 0:
        erc20._mint(DEAD, lock)
    erc20._mint(receiver, minted - lock)
    accounting.close(account, accounting.MINT, collateral, debt, minted, price)
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
    account: accounting.Account = self._accrue()
    if owner != msg.sender:
        erc20._spend_allowance(owner, msg.sender, shares)
    erc20._burn(owner, shares)
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    collateral, debt, fee = self._part(account, shares)
    account.fees_earned += fee
    account.collateral -= collateral
    account.supply -= shares
    self._send_collateral(receiver, collateral)
    account.debt = self._repay(account.debt, debt, collateral, data)
    accounting.close(account, accounting.REDEEM, collateral, debt, shares, 0)
    return collateral, debt


@internal
@view
def _seed_to_lock(account: accounting.Account, price: uint256, locking: uint256) -> uint256:
    assets: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    equity: uint256 = issuance.in_quote(assets - min(assets, account.debt), price, IS_BEAR)
    errors.require(equity >= issuance.MIN_EQUITY * QUOTE_UNIT, "mint: equity below 10 quote")
    # the seed of the first mint is enough by itself while a share is worth $10
    if issuance.seed_suffices(equity, account.supply, issuance.FIRST_SEED, QUOTE_UNIT):
        return 0
    return issuance.seed_to_lock(equity, account.supply, erc20.balanceOf[DEAD] + locking, QUOTE_UNIT)


@internal
@view
def _part(account: accounting.Account, shares: uint256) -> (uint256, uint256, uint256):
    """
    @return What leaves with `shares`: collateral rounded down, debt rounded up; and the fee
            in shares, none once a wind-down has started.
    """
    fee: uint256 = 0
    if account.state & accounting.WINDING == 0:
        fee = self._fee(account.supply - shares, shares, FEES.redeem)
    collateral: uint256 = 0
    debt: uint256 = 0
    collateral, debt = issuance.redeem_amounts(account.collateral, account.debt, account.supply, shares - fee)
    return collateral, debt, fee


@internal
@view
def _fee(others: uint256, shares: uint256, rate: uint256) -> uint256:
    """
    @return Fee in shares, rounded up.
    """
    # without a rate the seed need not be read
    if rate == 0:
        return 0
    return issuance.fee(shares, rate, others, erc20.balanceOf[DEAD])


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
    account: accounting.Account = self._accrue()
    debt: uint256 = account.debt
    fill: ILeverageEngine.Fill = staticcall ILeverageEngine(ENGINE).deleverage_fill(
        RULE, self._position(account, self._rescue_price(account)), max_collateral_out, cost
    )
    price: uint256 = fill.price
    assets: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    self._require_due(fill)
    if account.state & accounting.CONFIRMED != 0:
        self._require_cost(cost, fill.allowed)
    self._judge(fill, cost)
    account.collateral -= fill.out
    self._send_collateral(receiver, fill.out)
    account.debt = self._repay(account.debt, fill.payment, fill.out, data)
    left: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    if assets > debt:
        errors.require(left > account.debt, "fill: no equity left")
        if account.state & accounting.CONFIRMED == 0:
            self._require_toward_target(
                left + self._slack() >= self._wanted(left, account.debt), left, account.debt, assets, debt
            )
    self._close_fill(account, accounting.DELEVERAGE, fill, cost, price, left)
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
    account: accounting.Account = self._accrue()
    errors.require(account.state & accounting.WINDING == 0, "releverage: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    assets: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    debt: uint256 = account.debt
    position: ILeverageEngine.Position = self._position(account, price)
    fill: ILeverageEngine.Fill = staticcall ILeverageEngine(ENGINE).releverage_fill(RULE, position, max_debt_out, cost)
    self._require_due(fill)
    lent: uint256 = 0
    lent, account.debt = extcall ILendingPool(POOL).borrow(fill.out, receiver, True)
    if lent != fill.out:
        fill = staticcall ILeverageEngine(ENGINE).releverage_fill(RULE, position, lent, cost)
    self._judge(fill, cost)
    self._take_collateral(account, fill.payment, lent, data)
    account.collateral += fill.payment
    left: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    self._require_toward_target(
        left <= self._wanted(left, account.debt) + self._slack(), assets, debt, left, account.debt
    )
    self._close_fill(account, accounting.RELEVERAGE, fill, cost, price, left)
    return lent, fill.payment


@internal
@view
def _position(account: accounting.Account, price: uint256) -> ILeverageEngine.Position:
    elapsed: uint256 = 0
    if account.state & accounting.CONFIRMED != 0:
        elapsed = block.timestamp - accounting.since()
    due: uint256 = account.last_on_target + RULE.interval
    return ILeverageEngine.Position(
        collateral=account.collateral,
        debt=account.debt,
        price=price,
        state=account.state,
        overdue=block.timestamp - min(block.timestamp, due),
        elapsed=elapsed,
    )


@internal
@pure
def _require_due(fill: ILeverageEngine.Fill):
    errors.require(fill.reasons != 0, "rebalance: not due")


@internal
@pure
def _require_cost(cost: int256, maximum: int256):
    errors.require(cost > -10**18 and cost <= maximum, "cost: above tolerance")


@internal
@pure
def _judge(fill: ILeverageEngine.Fill, cost: int256):
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
    account: accounting.Account,
    operation: uint256,
    fill: ILeverageEngine.Fill,
    cost: int256,
    price: uint256,
    assets: uint256,
):
    closing: accounting.Account = account
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
    account: accounting.Account = self._accrue()
    errors.require(account.state & accounting.WINDING == 0, "wind-down: already started")
    price: uint256 = 0
    round: uint256 = 0
    price, round = staticcall IPriceOracle(ORACLE).rescue_price()
    errors.require(self._health(account, price).is_dying, "wind-down: no reason")
    account.state |= accounting.STARTED
    accounting.start_clock(round)
    accounting.close_unmoved(account, accounting.START_WIND_DOWN, price)


@external
def confirm_wind_down():
    """
    @notice Makes a started wind-down final: at least 10 minutes later, on a newer
            round of the main feed, if the reason still holds. If it does not, cancels it.
    """
    account: accounting.Account = self._accrue()
    errors.require(account.state & accounting.WINDING == accounting.STARTED, "wind-down: not started")
    price: uint256 = 0
    round: uint256 = 0
    price, round = staticcall IPriceOracle(ORACLE).rescue_price()
    operation: uint256 = accounting.CANCEL_WIND_DOWN
    account.state &= ~accounting.STARTED
    if self._health(account, price).is_dying:
        errors.require(block.timestamp >= accounting.since() + CONFIRM_DELAY, "wind-down: wait 10 minutes")
        errors.require(round > accounting.round(), "wind-down: wait for a round")
        operation = accounting.CONFIRM_WIND_DOWN
        self._confirm(account)
        account.state |= accounting.CONFIRMED
    accounting.close_unmoved(account, operation, price)


@external
def report_oracle():
    """
    @notice Reports that the oracle gives no rescue price; clears the report if it
            does; in the eighth day after a report that nothing disproved ends the token: its
            collateral is then sold at a price that falls from 110% of the last good one to 0 in
            three days, so that lenders are never locked in behind a dead oracle.
    """
    account: accounting.Account = self._accrue()
    errors.require(account.state & accounting.DEAD_ORACLE == 0, "oracle: known to be dead")
    price: uint256 = self._try_rescue_price()
    dead_since: uint256 = accounting.dead_since()
    dead_for: uint256 = block.timestamp - dead_since
    if price != 0:
        accounting.set_dead_since(0)
        accounting.set_last_price(price)
    elif dead_since < account.last_on_target or dead_for > REPORT_LIFE:
        # none yet, disproved by a fill since, or too old to tell one death from two short outages
        accounting.set_dead_since(block.timestamp)
    else:
        errors.require(dead_for >= ORACLE_DEATH, "oracle: wait 7 days")
        self._confirm(account)
        account.state = accounting.CONFIRMED | accounting.DEAD_ORACLE
    accounting.close_unmoved(account, accounting.REPORT_ORACLE, price)


@external
def impair():
    """
    @notice In a confirmed wind-down without equity: lenders count the debt at 95% of
            the collateral's value from now on. Not after the oracle's death: the falling
            price of that auction is no value; there the write-off books the loss.
    """
    account: accounting.Account = self._accrue()
    errors.require(
        account.state & (accounting.CONFIRMED | accounting.DEAD_ORACLE) == accounting.CONFIRMED,
        "impair: not winding down",
    )
    price: uint256 = self._rescue_price(account)
    health: ILeverageEngine.Health = self._health(account, price)
    errors.require(health.has_loss, "impair: no loss")
    extcall ILendingPool(POOL).impair(health.carried)
    accounting.close_unmoved(account, accounting.IMPAIR, price)


@external
def write_off():
    """
    @notice In a confirmed wind-down whose collateral is gone or worth less than one
            quote unit: the rest of the debt is the lenders' loss, reserve first.
    """
    account: accounting.Account = self._accrue()
    errors.require(account.state & accounting.CONFIRMED != 0, "write-off: not winding down")
    if account.collateral != 0:
        errors.require(self._health(account, self._rescue_price(account)).is_worthless, "write-off: collateral left")
    lost: uint256 = account.debt
    extcall ILendingPool(POOL).write_off()
    account.debt = 0
    accounting.close(account, accounting.WRITE_OFF, 0, lost, 0, 0)


@internal
def _confirm(account: accounting.Account):
    """
    @dev Starts the clock of the auction; tells the pool, once.
    """
    accounting.start_clock(0)
    if account.debt != 0 and account.state & accounting.CONFIRMED == 0:
        extcall ILendingPool(POOL).begin_wind_down()


@internal
@view
def _health(account: accounting.Account, price: uint256) -> ILeverageEngine.Health:
    return staticcall ILeverageEngine(ENGINE).health(self._position(account, price), IS_BEAR, QUOTE_UNIT)


@internal
@view
def _rescue_price(account: accounting.Account) -> uint256:
    """
    @return The rescue price; after the oracle's death the last good one.
    """
    if account.state & accounting.DEAD_ORACLE != 0:
        return accounting.last_price()
    return (staticcall IPriceOracle(ORACLE).rescue_price())[0]


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
    account: accounting.Account = self._accrue()
    shares: uint256 = account.fees_owed * accounting.FEE_UNIT
    account.fees_owed = 0
    if shares != 0:
        erc20._mint(self._fee_recipient, shares)
    accounting.close(account, accounting.COLLECT_FEES, 0, 0, shares, 0)
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


# ------------------------------------------------------------------ the account


@internal
def _accrue() -> accounting.Account:
    """
    @dev The account with interest and management fee up to now.
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
def _take_collateral(account: accounting.Account, owed: uint256, sent: uint256, data: Bytes[1024]):
    """
    @dev Refuses a collateral that takes a fee on transfer or rebases downward.
    """
    self._take(COLLATERAL, self, owed, sent, data)
    errors.require(
        staticcall IERC20(COLLATERAL).balanceOf(self) >= account.collateral + owed, "token: collateral short"
    )


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
