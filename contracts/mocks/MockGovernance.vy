# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title A pool's governance that says whatever it is told
@license AGPL-3.0-only
"""

POOL: public(immutable(address))
FACTORY: public(immutable(address))
CURATOR: public(immutable(address))
GUARDIAN: public(immutable(address))
TIMELOCK: public(immutable(uint256))


@deploy
def __init__(factory: address, curator: address, guardian: address, timelock: uint256):
    """
    @notice Remembers what the pool hands to its governance, and heeds none of it.
    """
    POOL = msg.sender
    FACTORY = factory
    CURATOR = curator
    GUARDIAN = guardian
    TIMELOCK = timelock


@external
def act(data: Bytes[1024]):
    """
    @notice Does one call to the pool; one that fails fails with its reason.
    """
    raw_call(POOL, data)


@external
def cancel_limit(token: address):
    """
    @notice Nothing is ever pending here.
    """
    pass
