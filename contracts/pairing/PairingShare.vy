# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A share of one vault of a paired pool, with its exit queue: one generation
@license AGPL-3.0-only
@notice Counts in raw shares; a holder sees them divided by an index, rounded down, that only a
        consolidation raises. Transfers, allowances and ERC-20 events are in shares as shown.
        The U of paid epochs and of an ended generation lies here: claiming it asks neither
        the market nor an oracle, and nothing can stop it but U itself. Where U refused to
        come, the market owes it and anyone may have it forwarded.
        Queued shares are held by this contract itself.
"""
from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from snekmate.auth import ownable
from snekmate.tokens import erc20
from snekmate.tokens.interfaces import IERC20Permit
from snekmate.utils import math
from snekmate.utils.interfaces import IERC5267

from ..interfaces import IPairingShare
from ..libraries import errors
from . import exit_queue

implements: IERC20
implements: IERC20Detailed
implements: IERC20Permit
implements: IERC5267
implements: IPairingShare

initializes: ownable
# its balances and its supply are raw; what it says about them is not exported
initializes: erc20[ownable := ownable]
initializes: exit_queue

exports: (
    # approvals, which move no balance
    erc20.decimals,
    erc20.allowance,
    erc20.approve,
    # EIP-2612 and EIP-5267
    erc20.permit,
    erc20.nonces,
    erc20.DOMAIN_SEPARATOR,
    erc20.eip712Domain,
    # queue
    exit_queue.epoch,
    exit_queue.request,
    exit_queue.head,
    exit_queue.notice,
)


struct Ended:
    is_closed: bool
    supply: uint256  # raw, at the end
    amount: uint256  # units of U for it


DEAD: constant(address) = 0x000000000000000000000000000000000000dEaD
CONSOLIDATION: constant(uint256) = 10**6

MARKET: public(immutable(address))
ASSET: public(immutable(address))
_NAME: immutable(String[40])
_SYMBOL: immutable(String[24])

index: public(uint256)  # raw shares per share as shown
counted: public(uint256)  # units of U for claims, those that the market owes included
_ended: Ended


@deploy
def __init__(name: String[40], symbol: String[24], asset: address, notice: uint256):
    """
    @notice Called by the market, which alone mints, burns and settles.
    @param name Of the share.
    @param symbol Of the share.
    @param asset The underlying U.
    @param notice Seconds that a request must wait; in the last 900 it cannot be cancelled.
    """
    ownable.__init__()
    ownable._transfer_ownership(empty(address))
    erc20.__init__("", "", 18, name, "1")
    exit_queue.__init__(notice)
    MARKET = msg.sender
    ASSET = asset
    _NAME = name
    _SYMBOL = symbol
    self.index = 1


# ------------------------------------------------------------------ holders


@external
def enqueue(shares: uint256) -> uint256:
    """
    @notice Puts shares of the caller into the queue, to be paid at the next rebalance at the
            market price after their notice. They keep bearing profit and loss until then.
    @param shares As shown.
    @return Number of the epoch, for `cancel` and `claim`.
    """
    errors.require(not self._ended.is_closed, "queue: generation ended")
    errors.require(shares != 0, "queue: zero shares")
    raw: uint256 = self._transfer(msg.sender, self, shares)
    epoch: uint256 = exit_queue._join(msg.sender, raw)
    log IPairingShare.Join(owner=msg.sender, epoch=epoch, shares=raw)
    return epoch


@external
def cancel(epoch: uint256) -> uint256:
    """
    @notice Takes the caller's request back, while its epoch's notice still runs.
    @param epoch Number of the epoch.
    @return Shares given back, as shown, rounded down.
    """
    raw: uint256 = exit_queue._cancel(msg.sender, epoch)
    self._move(self, msg.sender, raw)
    log IPairingShare.Cancel(owner=msg.sender, epoch=epoch, shares=raw)
    return raw // self.index


@external
def claim(epoch: uint256, receiver: address) -> uint256:
    """
    @notice Pays the caller's part of a paid epoch.
    @param epoch Number of the epoch.
    @param receiver Who gets the U.
    @return Units of U, rounded down.
    """
    amount: uint256 = exit_queue._claim(msg.sender, epoch)
    log IPairingShare.Claim(owner=msg.sender, receiver=receiver, epoch=epoch, amount=amount)
    self._send(receiver, amount)
    return amount


@external
def claim_closed(receiver: address) -> uint256:
    """
    @notice After the end of this generation: burns all shares of the caller and pays their
            part of what was left. For ever.
    @param receiver Who gets the U.
    @return Units of U, rounded down.
    """
    ended: Ended = self._ended
    raw: uint256 = erc20.balanceOf[msg.sender]
    errors.require(ended.is_closed and raw != 0, "claim: no closed shares")
    amount: uint256 = math._mul_div(ended.amount, raw, ended.supply, False)
    self._burn(msg.sender, raw)
    log IPairingShare.ClaimClosed(owner=msg.sender, receiver=receiver, shares=raw, amount=amount)
    self._send(receiver, amount)
    return amount


# ------------------------------------------------------------------ market only


@external
def mint(receiver: address, raw: uint256):
    """
    @notice Creates shares. Market only.
    @param receiver Not the zero address.
    @param raw Raw shares.
    """
    self._check_market()
    assert receiver != empty(address), "erc20: mint to the zero address"
    erc20.totalSupply += raw
    erc20.balanceOf[receiver] += raw
    log IERC20.Transfer(sender=empty(address), receiver=receiver, value=raw // self.index)


@external
def burn(owner: address, raw: uint256):
    """
    @notice Destroys shares of anybody. Market only, which asks for those of its caller.
    @param owner Whose.
    @param raw Raw shares.
    """
    self._check_market()
    self._burn(owner, raw)


@external
def settle(paid: uint256[2], epochs: uint256, closing: bool, left: uint256, owed: uint256):
    """
    @notice Burns the shares of the epochs at the head of the queue for U that the market has
            sent or owes, and may end the generation: all other shares keep a claim on `left`.
            Market only.
    @param paid Units of U for each of the epochs.
    @param epochs How many of them.
    @param closing Whether the generation ends.
    @param left Units of U for the shares that stay, if it ends.
    @param owed Units of U that the market could not send, of all settlements so far.
    """
    self._check_market()
    amount: uint256 = left
    number: uint256 = exit_queue.head
    for i: uint256 in range(epochs, bound=2):
        raw: uint256 = exit_queue._pay(number + i, paid[i])
        self._burn(self, raw)
        amount += paid[i]
        log IPairingShare.Paid(epoch=number + i, shares=raw, amount=paid[i])
    if closing:
        self._ended = Ended(is_closed=True, supply=erc20.totalSupply, amount=left)
        log IPairingShare.Closed(supply=erc20.totalSupply, amount=left)
    counted: uint256 = self.counted + amount
    self.counted = counted
    errors.require(staticcall IERC20(ASSET).balanceOf(self) + owed >= counted, "settle: asset not received")


@external
def consolidate():
    """
    @notice A million shares become one as shown; nobody's part changes. Market only.
    """
    self._check_market()
    index: uint256 = self.index * CONSOLIDATION
    self.index = index
    log IPairingShare.Consolidated(index=index)


# ------------------------------------------------------------------ ERC-20


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, in shares as shown.
    @param receiver Not the zero address.
    @param amount Shares.
    @return True.
    """
    self._transfer(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, in shares as shown, on the caller's allowance; the greatest uint256 never shrinks.
    @param owner Whose shares.
    @param receiver Not the zero address.
    @param amount Shares.
    @return True.
    """
    erc20._spend_allowance(owner, msg.sender, amount)
    self._transfer(owner, receiver, amount)
    return True


@external
@view
@reentrant
def name() -> String[40]:
    """
    @notice ERC-20; immutable.
    @return Name of the share.
    """
    return _NAME


@external
@view
@reentrant
def symbol() -> String[24]:
    """
    @notice ERC-20; immutable.
    @return Symbol of the share.
    """
    return _SYMBOL


@external
@view
@reentrant
def balanceOf(account: address) -> uint256:
    """
    @notice ERC-20; divided by a million in a consolidation.
    @param account Whose shares.
    @return Shares as shown, rounded down.
    """
    return erc20.balanceOf[account] // self.index


@external
@view
def totalSupply() -> uint256:
    """
    @notice ERC-20; divided by a million in a consolidation.
    @return Shares as shown, rounded down: at least the sum of all balances.
    """
    return erc20.totalSupply // self.index


# ------------------------------------------------------------------ views


@external
@view
def state() -> IPairingShare.State:
    """
    @notice What the market's arithmetic asks of a share.
    @return See IPairingShare.State.
    """
    s: IPairingShare.State = empty(IPairingShare.State)
    if self._ended.is_closed:
        s.closed = True
        return s
    s.supply = erc20.totalSupply
    s.index = self.index
    s.seed = erc20.balanceOf[DEAD]
    s.epochs, s.ripe, s.due = exit_queue._outlook()
    return s


@external
@view
def raw_balance(account: address) -> uint256:
    """
    @notice The claim to the last digit, which no consolidation changes.
    @param account Whose.
    @return Raw shares.
    """
    return erc20.balanceOf[account]


@external
@view
def raw_supply() -> uint256:
    """
    @notice Sum of all balances, also of those that an ended generation has left to claim.
    @return Raw shares.
    """
    return erc20.totalSupply


@external
@view
def closed() -> (bool, uint256, uint256):
    """
    @notice How this generation ended, if it did.
    @return Whether it did, its raw supply then, the units of U that they share.
    """
    ended: Ended = self._ended
    return ended.is_closed, ended.supply, ended.amount


# ------------------------------------------------------------------ inside


@internal
@view
def _check_market():
    errors.require(msg.sender == MARKET, "share: market only")


@internal
def _transfer(owner: address, receiver: address, shares: uint256) -> uint256:
    # as shown; returns raw shares
    # refusals of ERC-20 are snekmate's, as those of our other shares, and some too long for `fault`
    assert receiver != empty(address), "erc20: transfer to the zero address"
    index: uint256 = self.index
    assert shares <= erc20.balanceOf[owner] // index, "erc20: transfer amount exceeds balance"
    raw: uint256 = shares * index
    self._move(owner, receiver, raw)
    return raw


@internal
def _move(owner: address, receiver: address, raw: uint256):
    erc20.balanceOf[owner] -= raw
    erc20.balanceOf[receiver] += raw
    log IERC20.Transfer(sender=owner, receiver=receiver, value=raw // self.index)


@internal
def _burn(owner: address, raw: uint256):
    held: uint256 = erc20.balanceOf[owner]
    assert raw <= held, "erc20: burn amount exceeds balance"
    erc20.balanceOf[owner] = held - raw
    erc20.totalSupply -= raw
    log IERC20.Transfer(sender=owner, receiver=empty(address), value=raw // self.index)


@internal
def _send(receiver: address, amount: uint256):
    self.counted -= amount
    assert extcall IERC20(ASSET).transfer(receiver, amount, default_return_value=True)
