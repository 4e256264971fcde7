# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Shares of a leveraged token in units that read as money
@license AGPL-3.0-only
@notice A unit starts as one share. When its net asset value falls to the floor (or
        rises to the ceiling, if there is one), one global factor puts it back to the
        anchor: everybody's number of units changes, nobody's claim in shares does
        (ANCH-01). Balances are kept in atoms, a billionth of the smallest share unit;
        the sum of all atoms is the shares held times 1e9 (ANCH-02).
        What does not rebase: allowances, and units that an AMM or any other contract
        has written down. Integrators should use the share.
        Transfer, wrap and unwrap read no oracle and none of the share's locked views.
"""
from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from snekmate.tokens.interfaces import IERC20Permit
from snekmate.utils import ecdsa
from snekmate.utils import eip712_domain_separator
from snekmate.utils.interfaces import IERC5267

from ..interfaces import IAnchoredToken
from ..interfaces import ILeveragedToken
from ..interfaces import IPriceOracle
from ..libraries import errors
from ..libraries import rounding

implements: IERC20
implements: IERC20Detailed
implements: IERC20Permit
implements: IERC5267
implements: IAnchoredToken

initializes: eip712_domain_separator

exports: eip712_domain_separator.eip712Domain


struct Pending:
    round: uint256  # oracle round in which the rebase was first due
    since: uint256  # time of that record, 0 if there is none
    below_floor: bool  # which of the two edges


WAD: constant(uint256) = 10**18
RAY: constant(uint256) = 10**27
E36: constant(uint256) = 10**36
ATOMS_PER_SHARE: constant(uint256) = 10**9
OPEN: constant(uint256) = 0  # of ILeveragedToken.BalanceSheet.state
WAIT: constant(uint256) = 600  # seconds that a rebase must stay due
RECORD_LIFE: constant(uint256) = 86_400  # seconds after which a record says nothing about now
MAX_STEP: constant(uint256) = 10**6  # of the factor, per rebase
PERMIT_TYPE_HASH: constant(bytes32) = keccak256(
    "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
)

SHARE: public(immutable(address))
ORACLE: public(immutable(address))
IS_BEAR: public(immutable(bool))
QUOTE_UNIT: public(immutable(uint256))
ANCHOR: public(immutable(uint256))
FLOOR: public(immutable(uint256))
CEILING: public(immutable(uint256))
_NAME: immutable(String[32])
_SYMBOL: immutable(String[16])

allowance: public(reentrant(HashMap[address, HashMap[address, uint256]]))  # units
nonces: public(reentrant(HashMap[address, uint256]))
factor: public(uint256)
pending: public(Pending)
_atoms: HashMap[address, uint256]
_total_atoms: uint256


@deploy
def __init__(
    share: address, name: String[32], symbol: String[16], anchor: uint256, lower_edge: uint256, upper_edge: uint256
):
    """
    @param share The leveraged token.
    @param name Of this token.
    @param symbol Of this token.
    @param anchor Quote value of one unit after a rebase, scaled by 1e18.
    @param lower_edge Value at or under which units are merged; below the anchor.
    @param upper_edge Value at or over which units are split; above the anchor, 0 for none.
    """
    errors.require(lower_edge < anchor and lower_edge != 0, "floor: not below the anchor")
    errors.require(upper_edge == 0 or upper_edge > anchor, "ceiling: not above the anchor")
    eip712_domain_separator.__init__(name, "1")
    SHARE = share
    ORACLE = staticcall ILeveragedToken(share).ORACLE()
    IS_BEAR = staticcall ILeveragedToken(share).IS_BEAR()
    QUOTE_UNIT = staticcall ILeveragedToken(share).QUOTE_UNIT()
    ANCHOR = anchor
    FLOOR = lower_edge
    CEILING = upper_edge
    _NAME = name
    _SYMBOL = symbol
    self.factor = RAY


# ------------------------------------------------------------------ shares and units


@external
def wrap(shares: uint256, receiver: address) -> uint256:
    """
    @notice Pulls shares from the caller and gives their units.
    @param shares Shares, 18 decimals.
    @param receiver Who gets the units.
    @return Units, rounded down; the rest of a unit is kept for the receiver in atoms.
    """
    errors.require(receiver != empty(address), "wrap: to the zero address")
    atoms: uint256 = shares * ATOMS_PER_SHARE
    units: uint256 = self._units_down(atoms)
    self._atoms[receiver] += atoms
    self._total_atoms += atoms
    assert extcall IERC20(SHARE).transferFrom(msg.sender, self, shares, default_return_value=True)
    log IERC20.Transfer(sender=empty(address), receiver=receiver, value=units)
    log IAnchoredToken.Wrap(sender=msg.sender, receiver=receiver, shares=shares, units=units)
    return units


@external
def unwrap(units: uint256, receiver: address) -> uint256:
    """
    @notice Burns the caller's units and sends their shares.
    @param units At most the caller's balance.
    @param receiver Who gets the shares.
    @return Shares, rounded down; what is less than the smallest share stays the caller's.
    """
    errors.require(units <= self._units_down(self._atoms[msg.sender]), "unwrap: over balance")
    shares: uint256 = self._atoms_up(units) // ATOMS_PER_SHARE
    self._unwrap(shares, units, receiver)
    return shares


@external
def unwrap_shares(shares: uint256, receiver: address) -> uint256:
    """
    @notice Sends exactly `shares`; with `shares_of(caller)` nothing stays behind.
    @param shares At most `shares_of(caller)`.
    @param receiver Who gets the shares.
    @return Units burned, rounded down.
    """
    errors.require(shares <= self._atoms[msg.sender] // ATOMS_PER_SHARE, "unwrap: over shares held")
    units: uint256 = self._units_down(shares * ATOMS_PER_SHARE)
    self._unwrap(shares, units, receiver)
    return units


# ------------------------------------------------------------------ rebase


@external
def rebase() -> bool:
    """
    @notice Anyone. The first call records that a unit is at an edge; a call at least ten
            minutes and one oracle round later puts the unit back to the anchor if it is
            at the same edge still. A call clears the record if the unit is at no edge, and
            replaces it if the unit is at the other edge or the record is older than a day.
            One rebase changes the factor by at most 1e6x; a further one may follow in the
            same way.
            Refuses when the strict price is unusable (with the oracle's reason), the share
            is locked (without reason) or in wind-down, has no equity, or nothing is due.
    @return True if units changed.
    """
    price: uint256 = 0
    round: uint256 = 0
    price, round = staticcall IPriceOracle(ORACLE).price_and_round()
    nav: uint256 = self._nav_down(price)
    unit_nav: uint256 = rounding.mul_div_down(nav, self.factor, RAY)
    below_floor: bool = unit_nav <= FLOOR
    due: bool = below_floor or (CEILING != 0 and unit_nav >= CEILING)
    pending: Pending = self.pending

    if not due:
        errors.require(pending.since != 0, "rebase: not due")
        self.pending = empty(Pending)
        log IAnchoredToken.RebaseCleared(round=round, nav=nav)
        return False
    # without a record `since` is 0, which is older than any record
    expired: bool = block.timestamp > pending.since + RECORD_LIFE
    if expired or pending.below_floor != below_floor:
        self.pending = Pending(round=round, since=block.timestamp, below_floor=below_floor)
        log IAnchoredToken.RebaseSeen(round=round, below_floor=below_floor, nav=nav)
        return False

    errors.require(block.timestamp >= pending.since + WAIT, "rebase: too soon")
    errors.require(round > pending.round, "rebase: no newer round")
    before: uint256 = self.factor
    after: uint256 = rounding.mul_div_up(ANCHOR, RAY, nav)
    after = max(min(after, before * MAX_STEP), rounding.mul_div_up(before, 1, MAX_STEP))
    self.factor = after
    self.pending = empty(Pending)
    log IAnchoredToken.Rebase(round=round, factor_before=before, factor_after=after, nav=nav)
    return True


# ------------------------------------------------------------------ ERC-20 and EIP-2612


@external
def transfer(receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, in units. Moves their atoms, rounded up, never more than the sender has.
    @param receiver Not the zero address.
    @param amount Units.
    @return True.
    """
    self._transfer(msg.sender, receiver, amount)
    return True


@external
def transferFrom(owner: address, receiver: address, amount: uint256) -> bool:
    """
    @notice ERC-20, in units, on the caller's allowance; the greatest uint256 never shrinks.
    @param owner Whose units.
    @param receiver Not the zero address.
    @param amount Units.
    @return True.
    """
    allowed: uint256 = self.allowance[owner][msg.sender]
    if allowed != max_value(uint256):
        errors.require(allowed >= amount, "allowance: too small")
        self._approve(owner, msg.sender, allowed - amount)
    self._transfer(owner, receiver, amount)
    return True


@external
def approve(spender: address, amount: uint256) -> bool:
    """
    @notice ERC-20. The allowance is a number of units and does not rebase.
    @param spender Not the zero address.
    @param amount Units.
    @return True.
    """
    self._approve(msg.sender, spender, amount)
    return True


@external
def permit(owner: address, spender: address, amount: uint256, deadline: uint256, v: uint8, r: bytes32, s: bytes32):
    """
    @notice EIP-2612: an allowance by signature.
    @param owner Who signed.
    @param spender Who may spend.
    @param amount Units.
    @param deadline Last second at which the signature is good.
    @param v Of the signature.
    @param r Of the signature.
    @param s Of the signature.
    """
    errors.require(block.timestamp <= deadline, "permit: expired")
    nonce: uint256 = self.nonces[owner]
    self.nonces[owner] = nonce + 1
    struct_hash: bytes32 = keccak256(abi_encode(PERMIT_TYPE_HASH, owner, spender, amount, nonce, deadline))
    digest: bytes32 = eip712_domain_separator._hash_typed_data_v4(struct_hash)
    signer: address = ecdsa._recover_vrs(digest, convert(v, uint256), convert(r, uint256), convert(s, uint256))
    errors.require(signer == owner, "permit: not the owner's")
    self._approve(owner, spender, amount)


# ------------------------------------------------------------------ views


@external
@view
@reentrant
def name() -> String[32]:
    """
    @notice ERC-20; immutable.
    @return Name of this token.
    """
    return _NAME


@external
@view
@reentrant
def symbol() -> String[16]:
    """
    @notice ERC-20; immutable.
    @return Symbol of this token.
    """
    return _SYMBOL


@external
@view
@reentrant
def decimals() -> uint8:
    """
    @notice ERC-20; those of the share.
    @return 18.
    """
    return 18


@external
@view
@reentrant
def DOMAIN_SEPARATOR() -> bytes32:
    """
    @notice EIP-2612.
    @return EIP-712 domain separator on this chain.
    """
    return eip712_domain_separator._domain_separator_v4()


@external
@view
@reentrant
def balanceOf(account: address) -> uint256:
    """
    @notice ERC-20; changes with a rebase, as the claim in shares does not.
    @param account Whose units.
    @return Units, rounded down.
    """
    return self._units_down(self._atoms[account])


@external
@view
def totalSupply() -> uint256:
    """
    @notice ERC-20; changes with a rebase.
    @return Units, rounded down: at least the sum of all balances.
    """
    return self._units_down(self._total_atoms)


@external
@view
def shares_of(account: address) -> uint256:
    """
    @notice The claim in shares, which no rebase changes.
    @param account Whose.
    @return Whole shares that the account can unwrap, rounded down.
    """
    return self._atoms[account] // ATOMS_PER_SHARE


@external
@view
def atoms_of(account: address) -> uint256:
    """
    @notice The claim to the last digit, which no rebase changes.
    @param account Whose.
    @return Billionths of the smallest share unit.
    """
    return self._atoms[account]


@external
@view
def total_atoms() -> uint256:
    """
    @notice Sum of all claims.
    @return Shares that back all units, times 1e9.
    """
    return self._total_atoms


@external
@view
def to_units_down(shares: uint256) -> uint256:
    """
    @notice At the present factor, as `wrap` gives them.
    @param shares Shares, 18 decimals.
    @return Units, rounded down.
    """
    return self._units_down(shares * ATOMS_PER_SHARE)


@external
@view
def to_shares_down(units: uint256) -> uint256:
    """
    @notice At the present factor, as `unwrap` gives them.
    @param units Units, 18 decimals.
    @return Shares, rounded down.
    """
    return self._atoms_up(units) // ATOMS_PER_SHARE


# ------------------------------------------------------------------ inside


@internal
@view
def _units_down(atoms: uint256) -> uint256:
    return rounding.mul_div_down(atoms, WAD, self.factor)


@internal
@view
def _atoms_up(units: uint256) -> uint256:
    return rounding.mul_div_up(units, self.factor, WAD)


@internal
@view
def _nav_down(price: uint256) -> uint256:
    # quote value of one share, 1e18, rounded down
    sheet: ILeveragedToken.BalanceSheet = staticcall ILeveragedToken(SHARE).balance_sheet()
    errors.require(sheet.state == OPEN, "rebase: wind-down")
    worth: uint256 = rounding.mul_div_down(sheet.collateral, price, E36)
    errors.require(worth > sheet.debt and sheet.supply != 0, "rebase: no equity")
    equity: uint256 = worth - sheet.debt
    if IS_BEAR:
        equity = rounding.mul_div_down(equity, E36, price)
    nav: uint256 = rounding.mul_div_down(equity, E36, QUOTE_UNIT * sheet.supply)
    errors.require(nav != 0, "rebase: no value")
    return nav


@internal
def _unwrap(shares: uint256, units: uint256, receiver: address):
    errors.require(shares != 0, "unwrap: no share")
    atoms: uint256 = shares * ATOMS_PER_SHARE
    self._atoms[msg.sender] -= atoms
    self._total_atoms -= atoms
    assert extcall IERC20(SHARE).transfer(receiver, shares, default_return_value=True)
    log IERC20.Transfer(sender=msg.sender, receiver=empty(address), value=units)
    log IAnchoredToken.Unwrap(owner=msg.sender, receiver=receiver, shares=shares, units=units)


@internal
def _transfer(owner: address, receiver: address, amount: uint256):
    errors.require(receiver != empty(address), "transfer: to the zero address")
    errors.require(amount <= self._units_down(self._atoms[owner]), "transfer: over balance")
    # a balance is rounded down, so that its atoms, rounded up again, are there
    atoms: uint256 = self._atoms_up(amount)
    self._atoms[owner] -= atoms
    self._atoms[receiver] += atoms
    log IERC20.Transfer(sender=owner, receiver=receiver, value=amount)


@internal
def _approve(owner: address, spender: address, amount: uint256):
    errors.require(spender != empty(address), "approve: to the zero address")
    self.allowance[owner][spender] = amount
    log IERC20.Approval(owner=owner, spender=spender, value=amount)
