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
        How a market ends is the table of lifecycle.vy. What a fill, a first mint and a step of
        the end come to is the engine's arithmetic, which has no state; mint and redeem pro rata
        ask nobody.
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
from ..interfaces import ILifecycle
from ..interfaces import IPriceOracle
from ..libraries import errors
from ..libraries import probe
from ..libraries import rounding
from . import accounting
from . import issuance
from . import lifecycle
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

ORACLE_GAS: constant(uint256) = 300_000

name: public(immutable(String[32]))
symbol: public(immutable(String[16]))
POOL: public(immutable(address))
COLLATERAL: public(immutable(address))
DEBT_ASSET: public(immutable(address))
ORACLE: public(immutable(address))
IS_BEAR: public(immutable(bool))
QUOTE_UNIT: public(immutable(uint256))
DOLLAR: public(immutable(uint256))
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
    DOLLAR = p.dollar
    ENGINE = engine
    RULE = rebalance_rule.rule_of(p.is_bear, p.target, p.upper, p.lower, p.landing, p.tolerance)
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
    @param to Receiver; neither the zero address nor this token.
    @param amount Shares, 1e18.
    @return True.
    """
    self._require_other(to)
    erc20._transfer(msg.sender, to, amount)
    return True


@external
def transferFrom(owner: address, to: address, amount: uint256) -> bool:
    """
    @notice Moves `amount` shares of `owner` on the caller's allowance.
    @param owner Whose shares.
    @param to Receiver; neither the zero address nor this token.
    @param amount Shares, 1e18.
    @return True.
    """
    self._require_other(to)
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
    self._require_other(receiver)
    account: accounting.Account = self._accrue()
    errors.require(lifecycle.may(account.stage, lifecycle.MINT), "mint: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    account = accounting.with_price(account, price)
    collateral: uint256 = 0
    debt: uint256 = 0
    fee: uint256 = 0
    lock: uint256 = 0
    if account.supply == 0:
        collateral, debt = staticcall ILeverageEngine(ENGINE).first_mint(RULE.target, IS_BEAR, DOLLAR, shares, price)
        lock = issuance.FIRST_SEED
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
    account = accounting.settled(account)
    accounting.close(account, accounting.REDEEM, collateral, debt, shares, 0)
    return collateral, debt


@internal
@view
def _seed_to_lock(account: accounting.Account, price: uint256, locking: uint256) -> uint256:
    assets: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    equity: uint256 = issuance.in_quote(assets - min(assets, account.debt), price, IS_BEAR)
    errors.require(equity >= issuance.MIN_EQUITY * DOLLAR, "mint: equity below 10 dollars")
    # the seed of the first mint is enough by itself while a share is worth $10
    if issuance.seed_suffices(equity, account.supply, issuance.FIRST_SEED, DOLLAR):
        return 0
    return issuance.seed_to_lock(equity, account.supply, erc20.balanceOf[DEAD] + locking, DOLLAR)


@internal
@view
def _part(account: accounting.Account, shares: uint256) -> (uint256, uint256, uint256):
    """
    @return What leaves with `shares`: collateral rounded down, debt rounded up; and the fee
            in shares, none from a sale on.
    """
    fee: uint256 = 0
    if lifecycle.may(account.stage, lifecycle.FEES):
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
            volume is the contract's: the caller's maximum, at most to the landing;
            in a sale at most to no debt at all.
    @param max_collateral_out Most collateral wanted.
    @param cost What the caller keeps of the value at the rescue price, 1e18, signed.
    @param receiver Who gets the collateral.
    @param data Not empty: the caller's `on_leverage` is called before the debt asset is taken.
    @return Collateral out (rounded down; in a sale up), debt asset in (rounded up).
    """
    self._require_receiver(receiver)
    account: accounting.Account = self._accrue()
    before: ILifecycle.Stored = accounting.ending(account, False)
    after: ILifecycle.Stored = empty(ILifecycle.Stored)
    fill: ILeverageEngine.Fill = empty(ILeverageEngine.Fill)
    after, fill = staticcall ILeverageEngine(ENGINE).deleverage_fill(
        RULE, before, self._position(account), max_collateral_out, cost, block.timestamp
    )
    self._judge(fill, cost)
    account = self._with_ending(account, before, after)
    debt: uint256 = account.debt
    assets: uint256 = rounding.mul_div_down(account.collateral, fill.price, E36)
    account.collateral -= fill.out
    self._send_collateral(receiver, fill.out)
    account.debt = self._repay(debt, fill.payment, fill.out, data)
    if lifecycle.may(before.stage, lifecycle.REBALANCE):
        left: uint256 = rounding.mul_div_down(account.collateral, fill.price, E36)
        self._require_landing(RULE.upper_landing, True, left, account.debt)
        self._require_lower(left, account.debt, assets, debt)
    account = self._marked(accounting.settled(account))
    self._close_fill(account, accounting.DELEVERAGE, fill, cost)
    return fill.out, fill.payment


@external
def releverage(max_debt_out: uint256, cost: int256, receiver: address, data: Bytes[1024]) -> (uint256, uint256):
    """
    @notice Sends newly borrowed debt asset to the receiver, takes collateral. The
            volume is the contract's: the caller's maximum, at most to the landing, at
            most what the pool lends; cost is judged on what was lent.
    @param max_debt_out Most debt asset wanted.
    @param cost What the caller keeps of the value at the strict price, 1e18, signed.
    @param receiver Who gets the debt asset.
    @param data Not empty: the caller's `on_leverage` is called before the collateral is taken.
    @return Debt asset out (rounded down), collateral in (rounded up).
    """
    self._require_receiver(receiver)
    account: accounting.Account = self._accrue()
    errors.require(lifecycle.may(account.stage, lifecycle.MINT), "releverage: winding down")
    price: uint256 = staticcall IPriceOracle(ORACLE).price()
    account = accounting.with_price(account, price)
    debt: uint256 = account.debt
    assets: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    fill: ILeverageEngine.Fill = self._releverage_fill(account.collateral, debt, price, max_debt_out, cost)
    lent: uint256 = 0
    lent, account.debt = extcall ILendingPool(POOL).borrow(fill.out, receiver, True)
    if lent != fill.out:
        fill = self._releverage_fill(account.collateral, debt, price, lent, cost)
    self._judge(fill, cost)
    self._take_collateral(account, fill.payment, lent, data)
    account.collateral += fill.payment
    left: uint256 = rounding.mul_div_down(account.collateral, price, E36)
    self._require_landing(RULE.lower_landing, False, left, account.debt)
    self._require_lower(assets, debt, left, account.debt)
    self._close_fill(account, accounting.RELEVERAGE, fill, cost)
    return lent, fill.payment


@internal
@view
def _releverage_fill(
    collateral: uint256, debt: uint256, price: uint256, maximum: uint256, cost: int256
) -> ILeverageEngine.Fill:
    return staticcall ILeverageEngine(ENGINE).releverage_fill(RULE, collateral, debt, price, maximum, cost)


@internal
@pure
def _judge(fill: ILeverageEngine.Fill, cost: int256):
    """
    @dev A fill moves a unit or more of both assets, at a cost that is allowed for it.
    """
    errors.require(fill.out != 0 and fill.payment != 0, "fill: nothing to do")
    rebalance_rule.require_cost(cost, fill.allowed)


@internal
@pure
def _require_landing(landing: uint256, over: bool, assets: uint256, debt: uint256):
    errors.require(rebalance_rule.is_short_of(landing, over, assets, debt), "fill: past the landing")


@internal
@pure
def _require_lower(low_assets: uint256, low_debt: uint256, high_assets: uint256, high_debt: uint256):
    """
    @dev The lower ratio must be strictly the lower one: A_low*E_high < A_high*E_low.
    """
    errors.require(low_assets * (high_assets - high_debt) < high_assets * (low_assets - low_debt), "fill: too small")


@internal
def _close_fill(account: accounting.Account, operation: uint256, fill: ILeverageEngine.Fill, cost: int256):
    accounting.add_cost(fill.moved, cost)
    collateral: uint256 = fill.out
    debt: uint256 = fill.payment
    if operation == accounting.RELEVERAGE:
        collateral = fill.payment
        debt = fill.out
    accounting.close(account, operation, collateral, debt, 0, fill.price)


# ------------------------------------------------------------------ the end


@external
def start_wind_down():
    """
    @notice Starts the end: at R >= 50 or E <= 0 by the rescue price, with at least a dollar of
            debt. Mint and releverage stop; deleverage and redeem stay open. Shows that
            reason in a start by report; takes a start back whose reason is gone.
    """
    self._step(accounting.START_WIND_DOWN)


@external
def confirm_wind_down():
    """
    @notice Begins the sale: at least 10 minutes after a call that itself saw the reason, on a
            newer round of the main feed, if it still holds. If it does not, takes the start back.
            Where A < D lenders book the loss at once.
    """
    self._step(accounting.CONFIRM_WIND_DOWN)


@external
def report_oracle():
    """
    @notice Reports that the oracle gives no rescue price, or shows that it does. Two hours after a
            report that nothing disproved another one starts the end, seven days after it the dead
            sale: the collateral is then sold at a price that falls from twice the last good one, so
            that lenders are never locked in behind a dead oracle.
    """
    self._step(accounting.REPORT_ORACLE)


@external
def repay_debt(amount: uint256) -> uint256:
    """
    @notice In a sale: repays at most `amount` of the debt, a gift of the caller. No debt closes the
            market for good. Errors: "gift: no sale".
    @param amount Debt asset.
    @return Debt asset taken.
    """
    account: accounting.Account = self._accrue()
    errors.require(lifecycle.may(account.stage, lifecycle.GIFT), "gift: no sale")
    given: uint256 = min(amount, account.debt)
    account.debt = self._repay(account.debt, given, 0, b"")
    account = self._marked(accounting.settled(account))
    accounting.close(account, accounting.GIFT, 0, given, 0, 0)
    return given


@external
def impair():
    """
    @notice In a sale with A < D or a loss that is booked, and in a dead sale: lenders count the debt
            at most at the offer last refused, in a sale at most at 95% of A.
    """
    self._step(accounting.IMPAIR)


@external
def write_off():
    """
    @notice In a sale whose collateral is gone: the rest of the debt is the lenders' loss, reserve first.
    """
    account: accounting.Account = self._accrue()
    errors.require(lifecycle.may(account.stage, lifecycle.MARK), "write-off: not winding down")
    errors.require(account.collateral == 0, "write-off: collateral left")
    lost: uint256 = account.debt
    extcall ILendingPool(POOL).write_off()
    account.debt = 0
    accounting.close(accounting.settled(account), accounting.WRITE_OFF, 0, lost, 0, 0)


@internal
def _step(operation: uint256):
    """
    @dev One step of the end that moves nothing.
    """
    account: accounting.Account = self._accrue()
    before: ILifecycle.Stored = accounting.ending(account, True)
    p: ILifecycle.Position = empty(ILifecycle.Position)
    booked: bool = False
    if operation == accounting.REPORT_ORACLE:
        p = self._tried_position(account)
    elif operation != accounting.IMPAIR:
        p = self._position(account)
    elif lifecycle.may(account.stage, lifecycle.MARK):
        p = self._position(account)
        booked = (staticcall ILendingPool(POOL).loan_state(self)).nominal != 0
    after: ILifecycle.Stored = empty(ILifecycle.Stored)
    carried: uint256 = 0
    after, carried = staticcall ILeverageEngine(ENGINE).step(
        operation, before, p, IS_BEAR, DOLLAR, booked, block.timestamp
    )
    account = self._with_ending(account, before, after)
    if carried != max_value(uint256):
        extcall ILendingPool(POOL).impair(carried)
    done: uint256 = operation
    if after.stage != before.stage:
        if after.stage == lifecycle.OPEN:
            done = accounting.CANCEL_WIND_DOWN
        elif after.stage == lifecycle.DEAD_SALE:
            done = accounting.DECLARE_DEAD
    accounting.close_unmoved(account, done, p.price)


@internal
def _with_ending(
    account: accounting.Account, before: ILifecycle.Stored, after: ILifecycle.Stored
) -> accounting.Account:
    """
    @dev Tells the pool of a start and of one taken back.
    """
    if before.stage == lifecycle.OPEN and after.stage == lifecycle.STARTED:
        extcall ILendingPool(POOL).begin_wind_down()
    elif before.stage == lifecycle.STARTED and after.stage == lifecycle.OPEN:
        extcall ILendingPool(POOL).end_wind_down()
    return accounting.with_ending(account, before, after)


@internal
def _marked(account: accounting.Account) -> accounting.Account:
    """
    @dev In a dead sale lenders count at most the offer last refused, after every change.
    """
    if account.stage == lifecycle.DEAD_SALE:
        extcall ILendingPool(POOL).impair(
            staticcall ILeverageEngine(ENGINE).marked(
                accounting.ending(account, True), account.collateral, account.debt
            )
        )
    return account


@internal
@view
def _position(account: accounting.Account) -> ILifecycle.Position:
    """
    @return Where the token stands at the rescue price; at none once no oracle is asked any more.
    """
    p: ILifecycle.Position = self._unpriced_position(account)
    if lifecycle.may(account.stage, lifecycle.REPORT):
        p.price, p.round = staticcall IPriceOracle(ORACLE).rescue_price()
    return p


@internal
@view
def _tried_position(account: accounting.Account) -> ILifecycle.Position:
    """
    @return The same with a price of 0 if the oracle gives none within its gas, and when it was last
            alive. The caller must bring that gas, or they could make a living oracle look dead.
    """
    errors.require(msg.gas > 3 * ORACLE_GAS, "oracle: send more gas")
    p: ILifecycle.Position = self._unpriced_position(account)
    answered: bool = False
    answered, p.price, p.round = probe.two_words(ORACLE, method_id("rescue_price()"), ORACLE_GAS)
    if not lifecycle.is_price(p.price):
        answered, p.alive_at = probe.first_word(ORACLE, method_id("alive_at()"), 32, ORACLE_GAS)
    return p


@internal
@view
def _unpriced_position(account: accounting.Account) -> ILifecycle.Position:
    p: ILifecycle.Position = empty(ILifecycle.Position)
    p.collateral = account.collateral
    p.debt = account.debt
    return p


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
    @return See ILeveragedToken.BalanceSheet.
    """
    return accounting.balance_sheet(accounting.opened(staticcall ILendingPool(POOL).debt_of(self), FEES.management))


@external
@view
@reentrant
def rule() -> ILeveragedToken.Rule:
    """
    @notice Target, band, landings, break points and tolerances. Immutable.
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
    self._require_other(receiver if receiver != empty(address) else self)


@internal
@view
def _require_other(receiver: address):
    """
    @dev What this token holds of its own shares nobody could ever move.
    """
    errors.require(receiver != self, "token: bad receiver")


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
