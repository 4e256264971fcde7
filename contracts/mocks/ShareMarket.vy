# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A foreign lending market that values the share by its balance sheet
@license AGPL-3.0-only
@notice What an integrator would write: the value of an account's shares in debt asset.
"""
from ethereum.ercs import IERC20

from ..interfaces import ILeveragedToken
from ..interfaces import IPriceOracle

SHARE: immutable(address)
ORACLE: immutable(address)


@deploy
def __init__(share: address):
    SHARE = share
    ORACLE = staticcall ILeveragedToken(share).ORACLE()


@external
@view
def collateral_value(account: address) -> uint256:
    """
    @param account Whose shares.
    @return Their equity in debt asset units, rounded down.
    """
    sheet: ILeveragedToken.BalanceSheet = staticcall ILeveragedToken(SHARE).balance_sheet()
    assets: uint256 = sheet.collateral * (staticcall IPriceOracle(ORACLE).price()) // 10**36
    return (assets - sheet.debt) * (staticcall IERC20(SHARE).balanceOf(account)) // sheet.supply
