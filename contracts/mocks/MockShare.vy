# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A leveraged token's share with a balance sheet that is set by hand
@license AGPL-3.0-only
"""
from snekmate.auth import ownable
from snekmate.tokens import erc20

from ..interfaces import ILeveragedToken

initializes: ownable
initializes: erc20[ownable := ownable]

exports: (
    erc20.decimals,
    erc20.balanceOf,
    erc20.allowance,
    erc20.approve,
    erc20.totalSupply,
    erc20.transfer,
    erc20.transferFrom,
)

ORACLE: public(immutable(address))
IS_BEAR: public(immutable(bool))
QUOTE_UNIT: public(immutable(uint256))

is_locked: public(bool)
_sheet: ILeveragedToken.BalanceSheet


@deploy
def __init__(oracle: address, is_bear: bool, quote_unit: uint256):
    ownable.__init__()
    erc20.__init__("share", "share", 18, "share", "1")
    ORACLE = oracle
    IS_BEAR = is_bear
    QUOTE_UNIT = quote_unit


@external
def mint(receiver: address, amount: uint256):
    """
    @notice Creates shares; the sheet is not told.
    """
    erc20._mint(receiver, amount)


@external
def set_sheet(collateral: uint256, debt: uint256, supply: uint256, state: uint256):
    """
    @notice What `balance_sheet` answers from now on.
    """
    self._sheet.collateral = collateral
    self._sheet.debt = debt
    self._sheet.supply = supply
    self._sheet.state = state


@external
def set_locked(is_locked: bool):
    """
    @notice True: as if an operation were running.
    """
    self.is_locked = is_locked


@external
@view
def balance_sheet() -> ILeveragedToken.BalanceSheet:
    """
    @return What was set.
    """
    assert not self.is_locked
    return self._sheet
