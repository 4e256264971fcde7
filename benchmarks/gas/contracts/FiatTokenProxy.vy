# pragma version 0.4.3
# SPDX-License-Identifier: Apache-2.0
"""
@title What mainnet's dollar costs: the proxy in front of it
@license Apache-2.0
@notice Reads its admin and its implementation, then delegates, as USDC's does on every call.
"""

_implementation_words: uint256[64]  # left to the implementation's own state
_admin: address
_implementation: address


@deploy
def __init__(implementation: address):
    self._admin = msg.sender
    self._implementation = implementation


@external
@payable
@raw_return
def __default__() -> Bytes[32]:
    """
    @dev The admin may not use the token through its own proxy.
    """
    assert msg.sender != self._admin
    return raw_call(self._implementation, msg.data, max_outsize=32, is_delegate_call=True)
