# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a stranger's contract answers, without letting it revert
@license AGPL-3.0-only
@notice A creation reads assets and oracles that nobody has vetted. A refusal, a missing
        function or an account without code is a fact here; the bounds say what follows.
"""
from ethereum.ercs import IERC20
from ethereum.ercs import IERC20Detailed
from ..interfaces import IPriceOracle
from . import bounds


@internal
@view
def asset(account: address) -> bounds.AssetFacts:
    """
    @return Decimals and supply of an asset; `is_erc20` False if it does not answer both.
    """
    has_decimals: bool = False
    decimals: uint256 = 0
    has_decimals, decimals = self._word(account, abi_encode(b"", method_id=method_id("decimals()")))
    has_supply: bool = False
    supply: uint256 = 0
    has_supply, supply = self._word(account, abi_encode(b"", method_id=method_id("totalSupply()")))
    return bounds.AssetFacts(is_erc20=has_decimals and has_supply, decimals=decimals, supply=supply)
