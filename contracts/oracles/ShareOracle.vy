# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The price of a leveraged token's share for lending markets
@license AGPL-3.0-only
@notice `price()` as Morpho's `IOracle` has it: loan asset units for a unit of share, 1e36. It is what
        `redeem` pays at the strict price: (A - D)/S, fee shares counted, less the redeem fee while
        there is one. Rounded down, at least 1, for at 0 a liquidation hands all over for nothing.
        Reverts when nobody can say: without a strict price, while the share is locked, started, in a
        dead sale, and open at R >= 50 or E <= 0, so that one bad round cannot say it.
        A move of the underlying in one round moves this price by the leverage times as much:
        docs/guides/integrators.md says which loan-to-value survives which step.
@dev    Of the share only. An anchored unit is rebased: as collateral it drains the lender.
"""
from ..interfaces import ILeveragedToken
from ..interfaces import ILifecycle
from ..interfaces import IMarketFactory
from ..interfaces import IPriceOracle
from ..leverage import lifecycle
from ..libraries import errors
from ..libraries import rounding

WAD: constant(uint256) = 10**18
E36: constant(uint256) = 10**36

SHARE: public(immutable(address))
# the loan asset is the share's collateral; else it is its debt asset
IN_COLLATERAL: public(immutable(bool))
_PRICES: immutable(address)


@deploy
def __init__(factory: address, share: address, in_collateral: bool):
    """
    @param factory IMarketFactory of the share.
    @param share A leveraged token of that factory, not its anchored token.
    @param in_collateral What a loan is in: True, the share's collateral; False, its debt asset.
           The quote asset is the debt asset of a bull and the collateral of a bear.
    """
    errors.require(staticcall IMarketFactory(factory).is_token(share), "share oracle: not a share")
    SHARE = share
    IN_COLLATERAL = in_collateral
    _PRICES = staticcall ILeveragedToken(share).ORACLE()


@external
@view
def price() -> uint256:
    """
    @notice Loan asset units for a unit of share, 1e36, rounded down, at least 1.
    @return The price. Errors: "share: no price", those of the strict price, and without a reason
            while the share is locked.
    """
    sheet: ILeveragedToken.BalanceSheet = staticcall ILeveragedToken(SHARE).balance_sheet()
    strict: uint256 = staticcall IPriceOracle(_PRICES).price()
    ending: ILifecycle.Ending = empty(ILifecycle.Ending)
    ending.stage = sheet.state
    position: ILifecycle.Position = empty(ILifecycle.Position)
    position.collateral = sheet.collateral
    position.debt = sheet.debt
    position.price = strict
    worth: uint256 = lifecycle.share_price(ending, position, sheet.supply)
    if lifecycle.may(sheet.state, lifecycle.FEES):
        worth = rounding.mul_div_down(worth, WAD - (staticcall ILeveragedToken(SHARE).fees()).redeem, WAD)
    if IN_COLLATERAL:
        worth = rounding.mul_div_down(worth, E36, strict)
    return max(worth, 1)
