# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Lends one asset to the leveraged tokens of one factory
@license AGPL-3.0-only
@notice An ERC-4626 vault whose lenders earn what the tokens pay. Cash is counted,
        donations are ignored. A token may borrow up to the limit its curator gave it.
        Losses come out of the first-loss reserve, then out of the share price, when
        they are known. Withdrawals are never paused; when cash is out, a queue serves.
        Always: cash + debt + carried = lenders' assets + reserve + claimable (POOL-CASH-01).
        Amounts are asset units; shares have six decimals more than the asset.
        Every conversion rounds against the caller: shares given down, shares taken up,
        assets paid out down, assets taken in up, debt up. Saturating counters: cash, reserve,
        index (a repayment must never revert; the bounds on supplies keep them far away).
"""

from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from snekmate.auth import ownable
from snekmate.tokens import erc20
from snekmate.utils import math

from ..interfaces import ILendingPool
from ..interfaces import IRateModel
from ..libraries import fault
from ..libraries import rounding

implements: ILendingPool

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (
    # ERC-20: the plain reads, and the approvals, which move no balance
    erc20.decimals,
    erc20.balanceOf,
    erc20.allowance,
    erc20.approve,
    # EIP-2612 and EIP-5267
    erc20.permit,
    erc20.nonces,
    erc20.DOMAIN_SEPARATOR,
    erc20.eip712Domain,
)


interface IFactory:
    def is_token(account: address) -> bool: view
    def is_rate_model(account: address) -> bool: view


# ------------------------------------------------------------------ events


event Deposit:
    sender: indexed(address)
    owner: indexed(address)
    assets: uint256
    shares: uint256


event Withdraw:
    sender: indexed(address)
    receiver: indexed(address)
    owner: indexed(address)
    assets: uint256
    shares: uint256


# ------------------------------------------------------------------ constants

# operations of the event PoolState; its account and amount in brackets
ACCRUE: public(constant(uint256)) = 1  # (caller, 0)
DEPOSIT: public(constant(uint256)) = 2  # (receiver, assets)
WITHDRAW: public(constant(uint256)) = 3  # (owner, assets)
BORROW: public(constant(uint256)) = 4  # (borrower, assets)
REPAY: public(constant(uint256)) = 5  # (borrower, assets)
WIND_DOWN: public(constant(uint256)) = 6  # (borrower, its debt)
IMPAIR: public(constant(uint256)) = 7  # (borrower, loss)
WRITE_OFF: public(constant(uint256)) = 8  # (borrower, loss)
ENQUEUE: public(constant(uint256)) = 9  # (owner, shares)
PROCESS: public(constant(uint256)) = 10  # (caller, assets)
CLAIM: public(constant(uint256)) = 11  # (owner, assets)
APPLY: public(constant(uint256)) = 12  # (target, amount of the setting)

# settings: what `submit`, `accept` and `revoke` are about; (target, amount)
BORROW_LIMIT: public(constant(uint256)) = 1  # (token, asset units)
RATE_MODEL: public(constant(uint256)) = 2  # (model, 0)
RESERVE_FACTOR: public(constant(uint256)) = 3  # (0, share of the interest, 1e18)
DEPOSIT_CAP: public(constant(uint256)) = 4  # (0, asset units)
RESERVE_WITHDRAWAL: public(constant(uint256)) = 5  # (receiver, asset units)
CURATOR: public(constant(uint256)) = 6  # (account, 0)
GUARDIAN: public(constant(uint256)) = 7  # (account, 0)

WAD: constant(uint256) = 10**18
RAY: constant(uint256) = 10**27
# a debt share starts at a thousandth of a unit, so that debt is exact to the unit
FIRST_INDEX: constant(uint256) = RAY // 1000
# makes inflating the price of the first share cost the attacker a million times his gain
VIRTUAL_SHARES: constant(uint256) = 10**6

MAX_RATE: public(constant(uint256)) = 3 * WAD // 31_536_000  # 300% a year, per second
MAX_EXPONENT: public(constant(uint256)) = 2 * WAD  # debt grows at most e**2 = 7.4-fold in one accrual
MODEL_GAS: public(constant(uint256)) = 60_000
MAX_RESERVE_FACTOR: public(constant(uint256)) = 3 * 10**17  # 30%: lenders keep most of what is paid
BASIS_POINT: constant(uint256) = 10**14  # the reserve factor's step
MAX_DEPOSIT_CAP: public(constant(uint256)) = 2**95  # with reserve and claimable, cash fits 96 bits
MAX_SUPPLY: public(constant(uint256)) = 2**120 - 1  # after a total loss the share price may be a dust's
QUEUE_PART: public(constant(uint256)) = 10_000  # a ticket is at least this part of the supply: no dust queue
MAX_TICKETS: public(constant(uint256)) = 100  # served by one call
PAUSE_TIME: public(constant(uint256)) = 7 * 86_400
PAUSE_REST: public(constant(uint256)) = 14 * 86_400  # after a pause, before the next
HOUR: constant(uint256) = 3600 << 15  # an hour in the bucket's ticks of 2**-15 s

MASK_12: constant(uint256) = 2**12 - 1
MASK_32: constant(uint256) = 2**32 - 1
MASK_40: constant(uint256) = 2**40 - 1
MASK_60: constant(uint256) = 2**60 - 1
MASK_80: constant(uint256) = 2**80 - 1
MASK_96: constant(uint256) = 2**96 - 1
MASK_112: constant(uint256) = 2**112 - 1
MASK_120: constant(uint256) = 2**120 - 1
MASK_160: constant(uint256) = 2**160 - 1
WINDING: constant(uint256) = 1 << 255

# ------------------------------------------------------------------ immutables

asset: public(immutable(address))
FACTORY: public(immutable(address))
REQUIRED_RESERVE: public(immutable(uint256))  # least reserve over total debt after a withdrawal from it, 1e18
HOURLY_PART: public(immutable(uint256))  # part of a limit that may be newly borrowed per hour, 1e18
TIMELOCK: public(immutable(uint256))  # seconds
NAME: immutable(String[32])
SYMBOL: immutable(String[16])

# ------------------------------------------------------------------ state


struct Books:
    cash: uint256
    reserve: uint256
    claimable: uint256
    index: uint256
    utilization: uint256
    rate: uint256
    time: uint256
    factor: uint256  # reserve factor in basis points
    debt_shares: uint256
    queued: uint256
    winding: uint256
    nominal: uint256
    carried: uint256
    rate_model: address
    deposit_cap: uint256


struct Borrower:
    shares: uint256
    limit: uint256
    drained_at: uint256  # tick at which the bucket will have leaked out


struct Ticket:
    owner: address
    shares: uint256


struct Pending:
    amount: uint256
    valid_at: uint256  # 0: nothing pending


_money: uint256  # cash 96 | reserve 80 | claimable 80
_interest: uint256  # index 112 | utilization 60 | rate 40 | time 32 | reserve factor 12
_shares: uint256  # debt shares 120 | queued 120 | winding 16
_terms: uint256  # rate model 160 | deposit cap 96
_impaired: uint256  # nominal 128 | carried 128; read only while a borrower winds down
_borrowers: HashMap[address, uint256]  # debt shares 112 | limit 96 | drained at 48
_wind_downs: HashMap[address, uint256]  # nominal 120 | carried 120 | winding, the top bit

curator: public(address)
guardian: public(address)
paused_until: public(uint256)  # new borrowing is refused before this second
pending: public(HashMap[uint256, HashMap[address, Pending]])  # setting, target
tickets: public(HashMap[uint256, Ticket])
head: public(uint256)  # first ticket not yet served
tail: public(uint256)  # number of the next ticket
claims: public(HashMap[address, uint256])  # asset units served and not yet claimed


@deploy
def __init__(
    asset_: address,
    name_: String[32],
    symbol_: String[16],
    curator_: address,
    guardian_: address,
    rate_model_: address,
    deposit_cap_: uint256,
    reserve_factor_: uint256,
    required_reserve: uint256,
    hourly_part: uint256,
    timelock: uint256,
):
    """
    @notice Called by the factory, whose tokens and rate models this pool will accept.
    @param asset_ ERC-20 that is lent; must not charge for transfers nor shrink.
    @param name_ Name of the share.
    @param symbol_ Symbol of the share.
    @param curator_ Gives limits and proposes settings.
    @param guardian_ Vetoes, lowers and pauses.
    @param rate_model_ IRateModel, checked by the factory.
    @param deposit_cap_ Most asset units that deposits may bring the pool to.
    @param reserve_factor_ Share of the interest for the reserve, 1e18, in basis points.
    @param required_reserve Least reserve over total debt after a withdrawal from it, 1e18.
    @param hourly_part Part of a limit that may be newly borrowed per hour, 1e18.
    @param timelock Seconds between a submission and its acceptance.
    """
    fault.need(curator_ != empty(address) and guardian_ != empty(address), "pool: role")
    fault.need(deposit_cap_ <= MAX_DEPOSIT_CAP, "pool: deposit cap")
    fault.need(self._is_factor(reserve_factor_), "pool: reserve factor")
    fault.need(required_reserve <= WAD and hourly_part <= WAD, "pool: share above one")
    ownable.__init__()
    erc20.__init__("pool share", "share", staticcall IERC20Detailed(asset_).decimals() + 6, name_, "1")
    NAME = name_
    SYMBOL = symbol_
    asset = asset_
    FACTORY = msg.sender
    REQUIRED_RESERVE = required_reserve
    HOURLY_PART = hourly_part
    TIMELOCK = timelock
    self.curator = curator_
    self.guardian = guardian_
    self._terms = convert(rate_model_, uint256) | (deposit_cap_ << 160)
    self._interest = FIRST_INDEX | (block.timestamp << 212) | ((reserve_factor_ // BASIS_POINT) << 244)


# ------------------------------------------------------------------ ERC-20


@external
@view
@reentrant
def name() -> String[32]:
    """
    @return Name of the share.
    """
    return NAME


@external
@view
@reentrant
def symbol() -> String[16]:
    """
    @return Symbol of the share.
    """
    return SYMBOL


@external
@view
def totalSupply() -> uint256:
    """
    @return Shares, the queued ones included; locked during an operation.
    """
    return erc20.totalSupply


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice Moves shares of the caller; locked during an operation.
    @param receiver Who gets them.
    @param amount Shares.
    @return True.
    """
    erc20._transfer(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice Moves shares on the caller's allowance; locked during an operation.
    @param owner Whose shares.
    @param receiver Who gets them.
    @param amount Shares.
    @return True.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    erc20._transfer(owner, receiver, amount)
    return True


# ------------------------------------------------------------------ ERC-4626, acts


@external
def deposit(assets: uint256, receiver: address) -> uint256:
    """
    @notice Takes exactly `assets`, gives shares.
    @param assets Asset units, taken from the caller.
    @param receiver Who gets the shares.
    @return Shares, rounded down. Errors as in `_enter`.
    """
    b: Books = self._accrued()
    shares: uint256 = self._to_shares_down(b, assets)
    self._enter(b, assets, shares, receiver)
    return shares


@external
def mint(shares: uint256, receiver: address) -> uint256:
    """
    @notice Gives exactly `shares`, takes assets.
    @param shares Shares.
    @param receiver Who gets the shares.
    @return Asset units taken from the caller, rounded up. Errors as in `_enter`.
    """
    b: Books = self._accrued()
    assets: uint256 = self._to_assets_up(b, shares)
    self._enter(b, assets, shares, receiver)
    return assets


@external
def withdraw(assets: uint256, receiver: address, owner: address) -> uint256:
    """
    @notice Pays exactly `assets`, burns shares.
    @param assets Asset units, at most the free cash.
    @param receiver Who gets the assets.
    @param owner Whose shares, on the caller's allowance if it is not the caller.
    @return Shares burned, rounded up. Errors as in `_leave`.
    """
    b: Books = self._accrued()
    shares: uint256 = self._to_shares_up(b, assets)
    self._leave(b, assets, shares, receiver, owner)
    return shares


@external
def redeem(shares: uint256, receiver: address, owner: address) -> uint256:
    """
    @notice Burns exactly `shares`, pays assets.
    @param shares Shares, worth at most the free cash.
    @param receiver Who gets the assets.
    @param owner Whose shares, on the caller's allowance if it is not the caller.
    @return Asset units paid, rounded down. Errors as in `_leave`.
    """
    b: Books = self._accrued()
    assets: uint256 = self._to_assets_down(b, shares)
    self._leave(b, assets, shares, receiver, owner)
    return assets


# ------------------------------------------------------------------ ERC-4626, views


@external
@view
def totalAssets() -> uint256:
    """
    @return Lenders' assets with interest up to now.
    """
    return self._total_assets(self._current())


@external
@view
def convertToShares(assets: uint256) -> uint256:
    """
    @param assets Asset units.
    @return Shares, rounded down.
    """
    return self._to_shares_down(self._current(), assets)


@external
@view
def convertToAssets(shares: uint256) -> uint256:
    """
    @param shares Shares.
    @return Asset units, rounded down.
    """
    return self._to_assets_down(self._current(), shares)


@external
@view
def previewDeposit(assets: uint256) -> uint256:
    """
    @param assets Asset units.
    @return Shares that `deposit` gives now.
    """
    return self._to_shares_down(self._current(), assets)


@external
@view
def previewMint(shares: uint256) -> uint256:
    """
    @param shares Shares.
    @return Asset units that `mint` takes now.
    """
    return self._to_assets_up(self._current(), shares)


@external
@view
def previewWithdraw(assets: uint256) -> uint256:
    """
    @param assets Asset units.
    @return Shares that `withdraw` burns now.
    """
    return self._to_shares_up(self._current(), assets)


@external
@view
def previewRedeem(shares: uint256) -> uint256:
    """
    @param shares Shares.
    @return Asset units that `redeem` pays now.
    """
    return self._to_assets_down(self._current(), shares)


@external
@view
def maxDeposit(receiver: address) -> uint256:
    """
    @param receiver Without influence.
    @return Most asset units that `deposit` accepts now; 0 if none.
    """
    b: Books = self._current()
    room: uint256 = min(self._room(b), self._to_assets_down(b, self._share_room()))
    return room if self._to_shares_down(b, room) != 0 else 0


@external
@view
def maxMint(receiver: address) -> uint256:
    """
    @param receiver Without influence.
    @return Most shares that `mint` accepts now; 0 if none.
    """
    b: Books = self._current()
    return min(self._to_shares_down(b, self._room(b)), self._share_room())


@external
@view
def maxWithdraw(owner: address) -> uint256:
    """
    @param owner Whose shares.
    @return Most asset units that `withdraw` pays now.
    """
    b: Books = self._current()
    return min(self._to_assets_down(b, erc20.balanceOf[owner]), self._free_cash(b))


@external
@view
def maxRedeem(owner: address) -> uint256:
    """
    @param owner Whose shares.
    @return Most shares that `redeem` burns now; 0 if they are worth nothing.
    """
    b: Books = self._current()
    shares: uint256 = erc20.balanceOf[owner]
    free_cash: uint256 = self._free_cash(b)
    if self._to_assets_down(b, shares) > free_cash:
        shares = self._to_shares_down(b, free_cash)
    return shares if self._to_assets_down(b, shares) != 0 else 0


# ------------------------------------------------------------------ borrowers


@external
def accrue() -> uint256:
    """
    @notice Books the interest up to now. Anyone may call; utilization is not sampled
            anew, so calling often changes nothing but rounding (POOL-TIME-01).
    @return Debt of msg.sender, rounded up.
    """
    b: Books = self._load()
    if b.time != block.timestamp:
        b = self._accrued()
        self._save(b, ACCRUE, msg.sender, 0)
    return self._debt_of(msg.sender, b)


@external
def borrow(amount: uint256, receiver: address, partial: bool) -> (uint256, uint256):
    """
    @notice Lends to the caller, a token of the factory with a limit.
    @param amount Asset units wanted, not 0.
    @param receiver Who gets the asset units.
    @param partial True: lend what there is, at most `amount`, not 0; False: all or revert.
    @return Asset units lent, and the caller's debt afterwards, rounded up.
    """
    fault.need(amount != 0, "borrow: zero")
    fault.need(block.timestamp >= self.paused_until, "pool: borrowing paused")
    b: Books = self._accrued()
    fault.need(not self._is_winding(msg.sender, b), "borrow: winding down")
    own: Borrower = self._borrower(msg.sender)

    lent: uint256 = amount
    if partial:
        lent = min(amount, self._borrowable(own, b))
        fault.need(lent != 0, "borrow: nothing to lend")
    else:
        fault.need(amount <= self._limit_room(own, b), "borrow: limit")
        fault.need(amount <= self._allowance(own), "borrow: hourly allowance")
        fault.need(amount <= self._free_cash(b), "borrow: no free cash")

    shares: uint256 = rounding.mul_div_up(lent, RAY, b.index)
    own.shares += shares
    own.drained_at = max(own.drained_at, block.timestamp << 15) + rounding.mul_div_up(
        lent, HOUR, self._hourly(own.limit)
    )
    self._store_borrower(msg.sender, own)
    b.debt_shares += shares
    b.cash -= lent
    debt: uint256 = rounding.mul_div_up(own.shares, b.index, RAY)
    log ILendingPool.Borrow(borrower=msg.sender, receiver=receiver, amount=lent, debt=debt)
    self._sample_and_save(b, BORROW, msg.sender, lent)
    self._send(receiver, lent)
    return lent, debt


@external
def repay(amount: uint256) -> uint256:
    """
    @notice Books `amount` units that the caller has already had sent here. What comes
            above the carried value of an impaired debt is the lenders' recovery. The
            last unit of a borrower in wind-down ends the wind-down.
    @param amount Asset units, at most the caller's debt; 0 only accrues.
    @return The caller's debt afterwards, rounded up.
    """
    b: Books = self._accrued()
    debt: uint256 = self._debt_of(msg.sender, b)
    fault.need(amount <= debt, "repay: above debt")
    own: Borrower = self._borrower(msg.sender)
    winding: bool = self._is_winding(msg.sender, b)
    nominal: uint256 = 0
    carried: uint256 = 0
    if winding:
        nominal, carried = self._impairment(msg.sender)

    if nominal != 0:
        # carried <= nominal before and after, so nothing is carried when nothing is owed
        b = self._set_impairment(msg.sender, b, nominal - amount, carried - min(carried, amount))
    else:
        # rounding down leaves at least the debt that is reported as left
        shares: uint256 = own.shares if amount == debt else rounding.mul_div_down(amount, RAY, b.index)
        own.shares -= shares
        b.debt_shares -= shares
    if winding and amount == debt:
        b = self._end_wind_down(msg.sender, b)

    hourly: uint256 = self._hourly(own.limit)
    if hourly != 0:
        own.drained_at -= min(own.drained_at, rounding.mul_div_down(amount, HOUR, hourly))
    self._store_borrower(msg.sender, own)
    b.cash = min(b.cash + amount, MASK_96)
    self._check_received(b.cash)

    debt = self._debt_of(msg.sender, b)
    log ILendingPool.Repay(borrower=msg.sender, amount=amount, debt=debt)
    if amount == 0:
        self._save(b, REPAY, msg.sender, 0)
    else:
        self._sample_and_save(b, REPAY, msg.sender, amount)
    return debt


@external
def begin_wind_down():
    """
    @notice From a borrower whose wind-down is confirmed: no reserve may leave until its
            debt is gone. Does nothing for an account without debt, or a second time.
    """
    b: Books = self._accrued()
    debt: uint256 = self._debt_of(msg.sender, b)
    if debt != 0 and not self._is_winding(msg.sender, b):
        self._wind_downs[msg.sender] = WINDING
        # 16 bits: each borrower had its limit from the curator
        b.winding += 1
    self._save(b, WIND_DOWN, msg.sender, debt)


@external
def impair(carried: uint256):
    """
    @notice From a borrower in wind-down, about itself only: its debt stops earning and
            lenders count it at `carried`; never higher than they count it now.
    @param carried Asset units, at most what lenders count now.
    """
    b: Books = self._accrued()
    fault.need(self._is_winding(msg.sender, b), "impair: not winding down")
    nominal: uint256 = 0
    counted: uint256 = 0
    b, nominal, counted = self._stop_earning(msg.sender, b)
    fault.need(carried <= counted, "impair: above counted")
    loss: uint256 = counted - carried
    covered: uint256 = min(b.reserve, loss)
    b.reserve -= covered
    b = self._set_impairment(msg.sender, b, nominal, carried)
    log ILendingPool.Impair(borrower=msg.sender, nominal=nominal, carried=carried, from_reserve=covered)
    self._sample_and_save(b, IMPAIR, msg.sender, loss)


@external
def write_off():
    """
    @notice From a borrower in wind-down, about itself only: its debt is gone, what
            lenders still counted is the loss (reserve first), its limit becomes 0.
    """
    b: Books = self._accrued()
    fault.need(self._is_winding(msg.sender, b), "write off: not winding down")
    nominal: uint256 = 0
    loss: uint256 = 0
    b, nominal, loss = self._stop_earning(msg.sender, b)
    b = self._set_impairment(msg.sender, b, 0, 0)
    b = self._end_wind_down(msg.sender, b)
    covered: uint256 = min(b.reserve, loss)
    b.reserve -= covered
    self._set_limit(msg.sender, 0)
    log ILendingPool.WriteOff(borrower=msg.sender, nominal=nominal, loss=loss, from_reserve=covered)
    self._sample_and_save(b, WRITE_OFF, msg.sender, loss)


# ------------------------------------------------------------------ queue


@external
def enqueue(shares: uint256) -> uint256:
    """
    @notice Queues shares of the caller that the free cash cannot pay. They stay at risk
            and keep earning until served, and cannot be taken back.
    @param shares At least 1/10,000 of the supply, worth more than the free cash.
    @return Number of the ticket.
    """
    b: Books = self._accrued()
    fault.need(shares != 0 and shares * QUEUE_PART >= erc20.totalSupply, "queue: too few shares")
    fault.need(self._to_assets_down(b, shares) > self._free_cash(b), "queue: free cash suffices")
    erc20._transfer(msg.sender, self, shares)
    b.queued += shares
    ticket: uint256 = self.tail
    self.tickets[ticket] = Ticket(owner=msg.sender, shares=shares)
    self.tail = ticket + 1
    log ILendingPool.Queue(ticket=ticket, owner=msg.sender, shares=shares)
    self._save(b, ENQUEUE, msg.sender, shares)
    return ticket


@external
def process_queue(count: uint256) -> uint256:
    """
    @notice Serves tickets from the head at the price of this moment, the last one
            perhaps in part. Anyone may call.
    @param count Most tickets to serve; at most 100 are.
    @return Asset units made claimable, rounded down; reverts if no share could be burned.
    """
    b: Books = self._accrued()
    number: uint256 = self.head
    total: uint256 = 0
    burned: uint256 = 0
    for i: uint256 in range(min(count, MAX_TICKETS), bound=MAX_TICKETS):
        ticket: Ticket = self.tickets[number]
        # the counter of claims is full long before it matters: then the rest waits
        available: uint256 = min(b.cash, MASK_80) - b.claimable
        shares: uint256 = ticket.shares
        assets: uint256 = self._to_assets_down(b, shares)
        if assets > available:
            assets = available
            shares = self._to_shares_up(b, available)
        if shares == 0:
            break
        erc20._burn(self, shares)
        b.queued -= shares
        b.claimable += assets
        self.claims[ticket.owner] += assets
        self.tickets[number].shares = ticket.shares - shares
        total += assets
        burned += shares
        log ILendingPool.QueuePaid(ticket=number, owner=ticket.owner, shares=shares, assets=assets)
        if shares != ticket.shares:
            break
        number += 1
    fault.need(burned != 0, "queue: nothing to serve")
    self.head = number
    self._sample_and_save(b, PROCESS, msg.sender, total)
    return total


@external
def claim(receiver: address) -> uint256:
    """
    @notice Pays what the queue has served to the caller. Utilization counts no claimable
            cash, so it does not move.
    @param receiver Who gets the asset units.
    @return Asset units paid.
    """
    assets: uint256 = self.claims[msg.sender]
    fault.need(assets != 0, "claim: nothing")
    b: Books = self._accrued()
    self.claims[msg.sender] = 0
    b.claimable -= assets
    b.cash -= assets
    log ILendingPool.Claim(owner=msg.sender, receiver=receiver, assets=assets)
    self._save(b, CLAIM, msg.sender, assets)
    self._send(receiver, assets)
    return assets


# ------------------------------------------------------------------ roles


@external
def submit(setting: uint256, target: address, amount: uint256):
    """
    @notice From the curator: proposes a setting. What lowers a limit or the deposit cap
            takes effect at once and cancels what is pending; everything else waits the
            timelock, a first limit twice. A new submission replaces the pending one.
    @param setting One of the constants above.
    @param target What the setting is about, see the constants; zero where it is about nothing.
    @param amount See the constants; 0 where the target says it all.
    """
    fault.need(msg.sender == self.curator, "submit: not the curator")
    b: Books = self._current()
    self._check_setting(b, setting, target, amount)
    delay: uint256 = TIMELOCK
    if setting == BORROW_LIMIT:
        limit: uint256 = self._borrower(target).limit
        if amount <= limit:
            self._set_limit(target, amount)
            return
        if limit == 0:
            delay *= 2
    elif setting == DEPOSIT_CAP and amount <= b.deposit_cap:
        self._set_deposit_cap(b, amount)
        return
    valid_at: uint256 = block.timestamp + delay
    self.pending[setting][target] = Pending(amount=amount, valid_at=valid_at)
    log ILendingPool.Submit(setting=setting, target=target, amount=amount, valid_at=valid_at)


@external
def accept(setting: uint256, target: address):
    """
    @notice Applies a setting whose delay is over, if it is still within bounds. Anyone may call.
    @param setting As submitted.
    @param target As submitted.
    """
    p: Pending = self.pending[setting][target]
    fault.need(p.valid_at != 0, "accept: nothing pending")
    fault.need(block.timestamp >= p.valid_at, "accept: too early")
    b: Books = self._accrued()
    self._check_setting(b, setting, target, p.amount)

    if setting == BORROW_LIMIT:
        self._set_limit(target, p.amount)
    elif setting == DEPOSIT_CAP:
        self._set_deposit_cap(b, p.amount)
    else:
        self._close_pending(setting, target, p.amount)
    if setting == RESERVE_WITHDRAWAL:
        b.cash -= p.amount
        b.reserve -= p.amount
        self._sample_and_save(b, APPLY, target, p.amount)
        self._send(target, p.amount)
        return

    if setting == RATE_MODEL:
        self._terms = convert(target, uint256) | (b.deposit_cap << 160)
    elif setting == RESERVE_FACTOR:
        b.factor = p.amount // BASIS_POINT
    elif setting == CURATOR:
        self.curator = target
    elif setting == GUARDIAN:
        self.guardian = target
    self._save(b, APPLY, target, p.amount)


@external
def revoke(setting: uint256, target: address):
    """
    @notice From the curator or the guardian: cancels what is pending.
    @param setting As submitted.
    @param target As submitted.
    """
    fault.need(msg.sender == self.curator or msg.sender == self.guardian, "revoke: no role")
    fault.need(self.pending[setting][target].valid_at != 0, "revoke: nothing pending")
    self.pending[setting][target] = empty(Pending)
    log ILendingPool.Revoke(setting=setting, target=target, caller=msg.sender)


@external
def guard_limit(token: address, amount: uint256):
    """
    @notice From the guardian: lowers a limit at once and cancels its pending increase.
    @param token Whose limit.
    @param amount Asset units, less than the limit now.
    """
    fault.need(msg.sender == self.guardian, "guard: not the guardian")
    fault.need(amount < self._borrower(token).limit, "guard: not lower")
    self._set_limit(token, amount)


@external
def pause_borrowing():
    """
    @notice From the guardian: no new borrowing for 7 days, and no new pause for 14 more.
    """
    fault.need(msg.sender == self.guardian, "pause: not the guardian")
    last: uint256 = self.paused_until
    fault.need(last == 0 or block.timestamp >= last + PAUSE_REST, "pause: too soon")
    until: uint256 = block.timestamp + PAUSE_TIME
    self.paused_until = until
    log ILendingPool.Pause(until=until)


# ------------------------------------------------------------------ views


@external
@view
def debt_of(borrower: address) -> uint256:
    """
    @param borrower Whose debt.
    @return Debt now with interest, impaired debt as owed, rounded up.
    """
    return self._debt_of(borrower, self._current())


@external
@view
def cash() -> uint256:
    """
    @return Asset units counted as held; a plain transfer to the pool is not.
    """
    return self._money & MASK_96


@external
@view
def rate_model() -> address:
    """
    @return The IRateModel in force.
    """
    return self._load().rate_model


@external
@view
def deposit_cap() -> uint256:
    """
    @return Most asset units that deposits may bring the pool to.
    """
    return self._load().deposit_cap


@external
@view
def reserve_factor() -> uint256:
    """
    @return Share of the interest that goes to the reserve, 1e18.
    """
    return self._load().factor * BASIS_POINT


@external
@view
def sheet() -> ILendingPool.PoolSheet:
    """
    @return The whole pool, with interest up to now.
    """
    b: Books = self._current()
    return ILendingPool.PoolSheet(
        cash=b.cash,
        debt=self._debt(b),
        reserve=b.reserve,
        claimable=b.claimable,
        carried=b.carried,
        nominal=b.nominal,
        index=b.index,
        rate=b.rate,
        utilization=b.utilization,
        free_cash=self._free_cash(b),
        total_assets=self._total_assets(b),
        supply=erc20.totalSupply,
        queued=b.queued,
        winding=b.winding,
        paused_until=self.paused_until,
    )


@external
@view
def borrower(account: address) -> ILendingPool.BorrowerSheet:
    """
    @param account Whose side.
    @return It, with interest up to now.
    """
    b: Books = self._current()
    own: Borrower = self._borrower(account)
    nominal: uint256 = 0
    carried: uint256 = 0
    nominal, carried = self._impairment(account)
    winding: bool = self._is_winding(account, b)
    open: bool = not winding and block.timestamp >= self.paused_until
    return ILendingPool.BorrowerSheet(
        debt=self._debt_of(account, b),
        limit=own.limit,
        borrowable=self._borrowable(own, b) if open else 0,
        nominal=nominal,
        carried=carried,
        winding=winding,
    )


# ------------------------------------------------------------------ books


@internal
@view
def _load() -> Books:
    """
    @return The books as stored, without the interest since.
    """
    money: uint256 = self._money
    interest: uint256 = self._interest
    shares: uint256 = self._shares
    terms: uint256 = self._terms
    b: Books = Books(
        cash=money & MASK_96,
        reserve=(money >> 96) & MASK_80,
        claimable=money >> 176,
        index=interest & MASK_112,
        utilization=(interest >> 112) & MASK_60,
        rate=(interest >> 172) & MASK_40,
        time=(interest >> 212) & MASK_32,
        factor=interest >> 244,
        debt_shares=shares & MASK_120,
        queued=(shares >> 120) & MASK_120,
        winding=shares >> 240,
        nominal=0,
        carried=0,
        rate_model=convert(terms & MASK_160, address),
        deposit_cap=terms >> 160,
    )
    if b.winding != 0:
        impaired: uint256 = self._impaired
        b.nominal = impaired & (2**128 - 1)
        b.carried = impaired >> 128
    return b


@internal
def _accrued() -> Books:
    """
    @return The books with interest up to now; the rate model's state moves on.
    """
    b: Books = self._load()
    if b.time == block.timestamp:
        return b
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        b.rate_model,
        abi_encode(b.utilization, block.timestamp - b.time, method_id=method_id("accrue(uint256,uint256)")),
        max_outsize=64,
        gas=MODEL_GAS,
        revert_on_failure=False,
    )
    return self._grown(b, ok, answer)


@internal
@view
def _current() -> Books:
    """
    @return What `_accrued` would return.
    """
    b: Books = self._load()
    if b.time == block.timestamp:
        return b
    ok: bool = False
    answer: Bytes[64] = b""
    ok, answer = raw_call(
        b.rate_model,
        abi_encode(
            self, b.utilization, block.timestamp - b.time, method_id=method_id("mean_rate(address,uint256,uint256)")
        ),
        max_outsize=64,
        gas=MODEL_GAS,
        is_static_call=True,
        revert_on_failure=False,
    )
    return self._grown(b, ok, answer)


@internal
@view
def _grown(b: Books, ok: bool, answer: Bytes[64]) -> Books:
    """
    @dev One step of exp(rate * time). A model that fails or answers nonsense leaves the
         last rate in force.
    """
    # A call keeps a 64th of the gas: if less than MODEL_GAS / 63 is left after a failure,
    # the model may not have had its full allowance, and the caller chose that.
    fault.need(ok or msg.gas > MODEL_GAS // 63, "pool: no gas for rate model")
    grown: Books = b
    if ok and len(answer) == 32:
        rate: uint256 = extract32(answer, 0, output_type=uint256)
        if rate <= MAX_RATE:
            grown.rate = rate
    exponent: uint256 = min(grown.rate * (block.timestamp - b.time), MAX_EXPONENT)
    factor: uint256 = convert(math._wad_exp(convert(exponent, int256)), uint256)
    grown.index = min(rounding.mul_div_up(b.index, factor, WAD), MASK_112)
    interest: uint256 = self._debt(grown) - self._debt(b)
    # rounded down: the odd unit is the lenders'
    grown.reserve = min(b.reserve + rounding.mul_div_down(interest, b.factor, 10_000), MASK_80)
    grown.time = block.timestamp
    return grown


@internal
def _sample_and_save(b: Books, operation: uint256, account: address, amount: uint256):
    """
    @dev For operations that moved cash or principal: only they sample utilization.
    """
    sampled: Books = b
    debt: uint256 = self._debt(b)
    capital: uint256 = debt + b.cash - b.claimable
    sampled.utilization = rounding.mul_div_down(debt, WAD, capital) if capital != 0 else 0
    self._save(sampled, operation, account, amount)


@internal
def _save(b: Books, operation: uint256, account: address, amount: uint256):
    self._money = b.cash | (b.reserve << 96) | (b.claimable << 176)
    self._interest = b.index | (b.utilization << 112) | (b.rate << 172) | (b.time << 212) | (b.factor << 244)
    self._shares = b.debt_shares | (b.queued << 120) | (b.winding << 240)
    log ILendingPool.PoolState(
        operation=operation,
        account=account,
        amount=amount,
        cash=b.cash,
        debt=self._debt(b),
        reserve=b.reserve,
        claimable=b.claimable,
        carried=b.carried,
        index=b.index,
        supply=erc20.totalSupply,
    )


@internal
@pure
def _debt(b: Books) -> uint256:
    return rounding.mul_div_up(b.debt_shares, b.index, RAY)


@internal
@pure
def _total_assets(b: Books) -> uint256:
    """
    @dev Never below zero: claimable is part of the cash, the reserve grows by a part of
         the interest only, and every loss takes the reserve first.
    """
    return b.cash + self._debt(b) + b.carried - b.reserve - b.claimable


@internal
@view
def _free_cash(b: Books) -> uint256:
    """
    @dev What may leave: queued shares come first, so nobody jumps the queue.
    """
    owed: uint256 = b.claimable + self._to_assets_up(b, b.queued)
    return b.cash - min(b.cash, owed)


@internal
@view
def _to_shares_down(b: Books, assets: uint256) -> uint256:
    return rounding.mul_div_down(assets, erc20.totalSupply + VIRTUAL_SHARES, self._total_assets(b) + 1)


@internal
@view
def _to_shares_up(b: Books, assets: uint256) -> uint256:
    return rounding.mul_div_up(assets, erc20.totalSupply + VIRTUAL_SHARES, self._total_assets(b) + 1)


@internal
@view
def _to_assets_down(b: Books, shares: uint256) -> uint256:
    return rounding.mul_div_down(shares, self._total_assets(b) + 1, erc20.totalSupply + VIRTUAL_SHARES)


@internal
@view
def _to_assets_up(b: Books, shares: uint256) -> uint256:
    return rounding.mul_div_up(shares, self._total_assets(b) + 1, erc20.totalSupply + VIRTUAL_SHARES)


# ------------------------------------------------------------------ lenders


@internal
def _enter(b: Books, assets: uint256, shares: uint256, receiver: address):
    entered: Books = b
    fault.need(assets != 0 and shares != 0, "deposit: zero")
    fault.need(assets <= self._room(b), "deposit: above cap")
    fault.need(shares <= self._share_room(), "deposit: too many shares")
    entered.cash += assets
    fault.need(
        extcall IERC20(asset).transferFrom(msg.sender, self, assets, default_return_value=True),
        "pool: transfer in failed",
    )
    self._check_received(entered.cash)
    erc20._mint(receiver, shares)
    log Deposit(sender=msg.sender, owner=receiver, assets=assets, shares=shares)
    self._sample_and_save(entered, DEPOSIT, receiver, assets)


@internal
def _leave(b: Books, assets: uint256, shares: uint256, receiver: address, owner: address):
    left: Books = b
    fault.need(assets != 0 and shares != 0, "withdraw: zero")
    fault.need(assets <= self._free_cash(b), "withdraw: no free cash")
    if owner != msg.sender:
        erc20._spend_allowance(owner, msg.sender, shares)
    erc20._burn(owner, shares)
    left.cash -= assets
    log Withdraw(sender=msg.sender, receiver=receiver, owner=owner, assets=assets, shares=shares)
    self._sample_and_save(left, WITHDRAW, owner, assets)
    self._send(receiver, assets)


@internal
@view
def _room(b: Books) -> uint256:
    return b.deposit_cap - min(b.deposit_cap, self._total_assets(b))


@internal
@view
def _share_room() -> uint256:
    return MAX_SUPPLY - erc20.totalSupply


@internal
@view
def _check_received(counted: uint256):
    """
    @dev Refuses assets that charge for transfers or shrink. The same unit cannot be
         counted twice, as a deposit and as a repayment.
    """
    fault.need(staticcall IERC20(asset).balanceOf(self) >= counted, "pool: not received")


@internal
def _send(receiver: address, amount: uint256):
    fault.need(
        extcall IERC20(asset).transfer(receiver, amount, default_return_value=True), "pool: transfer out failed"
    )


# ------------------------------------------------------------------ borrowers, inside


@internal
@view
def _borrower(account: address) -> Borrower:
    word: uint256 = self._borrowers[account]
    return Borrower(shares=word & MASK_112, limit=(word >> 112) & MASK_96, drained_at=word >> 208)


@internal
def _store_borrower(account: address, own: Borrower):
    self._borrowers[account] = own.shares | (own.limit << 112) | (own.drained_at << 208)


@internal
@view
def _debt_of(account: address, b: Books) -> uint256:
    debt: uint256 = rounding.mul_div_up(self._borrower(account).shares, b.index, RAY)
    if b.winding != 0:
        debt += self._impairment(account)[0]
    return debt


@internal
@view
def _borrowable(own: Borrower, b: Books) -> uint256:
    return min(self._limit_room(own, b), min(self._allowance(own), self._free_cash(b)))


@internal
@view
def _limit_room(own: Borrower, b: Books) -> uint256:
    """
    @dev Counted in debt shares, so that the debt afterwards, rounded up, keeps the limit.
    """
    most: uint256 = rounding.mul_div_down(own.limit, RAY, b.index)
    return rounding.mul_div_down(most - min(most, own.shares), b.index, RAY)


@internal
@view
def _hourly(limit: uint256) -> uint256:
    return rounding.mul_div_down(limit, HOURLY_PART, WAD)


@internal
@view
def _allowance(own: Borrower) -> uint256:
    """
    @dev A leaky bucket: what an hour allows, less what has not leaked out yet.
    """
    now: uint256 = block.timestamp << 15
    used: uint256 = max(own.drained_at, now) - now
    return rounding.mul_div_down(self._hourly(own.limit), HOUR - min(used, HOUR), HOUR)


@internal
@view
def _is_winding(account: address, b: Books) -> bool:
    return b.winding != 0 and self._wind_downs[account] != 0


@internal
@view
def _impairment(account: address) -> (uint256, uint256):
    """
    @return Impaired debt of `account` as owed and as lenders count it.
    """
    word: uint256 = self._wind_downs[account]
    return word & MASK_120, (word >> 120) & MASK_120


@internal
def _set_impairment(account: address, b: Books, nominal: uint256, carried: uint256) -> Books:
    changed: Books = b
    old_nominal: uint256 = 0
    old_carried: uint256 = 0
    old_nominal, old_carried = self._impairment(account)
    changed.nominal = b.nominal + nominal - old_nominal
    changed.carried = b.carried + carried - old_carried
    self._wind_downs[account] = WINDING | nominal | (carried << 120)
    self._impaired = changed.nominal | (changed.carried << 128)
    return changed


@internal
def _stop_earning(account: address, b: Books) -> (Books, uint256, uint256):
    """
    @dev Moves performing debt, if there is any, to the impaired debt at its full value.
    @return Books, debt as owed, debt as lenders count it.
    """
    stopped: Books = b
    nominal: uint256 = 0
    counted: uint256 = 0
    nominal, counted = self._impairment(account)
    if nominal == 0:
        own: Borrower = self._borrower(account)
        nominal = self._debt_of(account, b)
        stopped.debt_shares -= own.shares
        # the total was rounded up once, not per borrower: count what it loses
        counted = self._debt(b) - self._debt(stopped)
        own.shares = 0
        self._store_borrower(account, own)
        stopped = self._set_impairment(account, stopped, nominal, counted)
    return stopped, nominal, counted


@internal
def _end_wind_down(account: address, b: Books) -> Books:
    ended: Books = b
    ended.winding -= 1
    self._wind_downs[account] = 0
    return ended


# ------------------------------------------------------------------ settings, inside


@internal
@view
def _check_setting(b: Books, setting: uint256, target: address, amount: uint256):
    """
    @dev The bounds of every setting, at submission and again at acceptance.
    """
    if setting == BORROW_LIMIT:
        fault.need(staticcall IFactory(FACTORY).is_token(target), "limit: not a token")
        fault.need(amount <= MAX_DEPOSIT_CAP, "limit: above maximum")
    elif setting == RATE_MODEL:
        fault.need(amount == 0 and staticcall IFactory(FACTORY).is_rate_model(target), "setting: not a rate model")
    elif setting == RESERVE_FACTOR:
        fault.need(target == empty(address) and self._is_factor(amount), "setting: reserve factor")
    elif setting == DEPOSIT_CAP:
        fault.need(target == empty(address) and amount <= MAX_DEPOSIT_CAP, "setting: deposit cap")
    elif setting == RESERVE_WITHDRAWAL:
        self._check_reserve_withdrawal(b, target, amount)
    else:
        fault.need(setting == CURATOR or setting == GUARDIAN, "setting: unknown")
        fault.need(amount == 0 and target != empty(address), "setting: no account")


@internal
@view
def _check_reserve_withdrawal(b: Books, target: address, amount: uint256):
    fault.need(amount != 0 and target != empty(address), "reserve: nothing or nobody")
    fault.need(b.winding == 0, "reserve: a token winds down")
    fault.need(amount <= self._free_cash(b), "reserve: no free cash")
    required: uint256 = rounding.mul_div_up(self._debt(b), REQUIRED_RESERVE, WAD)
    fault.need(b.reserve >= required and amount <= b.reserve - required, "reserve: below requirement")


@internal
@pure
def _is_factor(amount: uint256) -> bool:
    return amount <= MAX_RESERVE_FACTOR and amount % BASIS_POINT == 0


@internal
def _set_limit(token: address, amount: uint256):
    own: Borrower = self._borrower(token)
    own.limit = amount
    self._store_borrower(token, own)
    self._close_pending(BORROW_LIMIT, token, amount)


@internal
def _set_deposit_cap(b: Books, amount: uint256):
    self._terms = convert(b.rate_model, uint256) | (amount << 160)
    self._close_pending(DEPOSIT_CAP, empty(address), amount)


@internal
def _close_pending(setting: uint256, target: address, amount: uint256):
    self.pending[setting][target] = empty(Pending)
    log ILendingPool.Apply(setting=setting, target=target, amount=amount)
