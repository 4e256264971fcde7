# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title Names that every wallet and indexer can show
@license AGPL-3.0-only
@notice Printable ASCII, 0x20 to 0x7e. Other programs have stopped at bytes that are no text,
        and marks that turn the direction of writing make one name look like another.
"""
from . import errors

FIRST: constant(uint256) = 32  # space
LAST: constant(uint256) = 126  # tilde


@internal
@pure
def require_printable(text: String[32]):
    """
    @notice Reverts with "text: not printable ASCII", also for a space at either end, which nobody sees.
    @param text A name or symbol that is not empty.
    """
    rest: uint256 = convert(convert(text, Bytes[32]), uint256)
    last: uint256 = rest & 255
    fine: bool = last != FIRST
    for i: uint256 in range(len(text), bound=32):
        last = rest & 255
        rest >>= 8
        if last < FIRST or last > LAST:
            fine = False
    errors.require(fine and last != FIRST, "text: not printable ASCII")
