# pragma version 0.4.3
# pragma nonreentrancy on
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title How a factory numbers, names and places what it makes
@license AGPL-3.0-only
@notice Addresses come from CREATE2 with salt = keccak256(kind, series); a series counts from 1
        among the creations of one kind. The creator is no part of it: who copies a creation
        makes the very same thing.
"""
from ..libraries import errors

MAX_NAME: constant(uint256) = 32
MAX_SYMBOL: constant(uint256) = 16
# what comes before the creation code in an ERC-5202 blueprint
PREAMBLE: constant(uint256) = 3

# the registry is not under the lock: what is made may ask it while it is being made, and
# an entry is written once, when its contract stands, and never changes
nonce_of: public(reentrant(HashMap[address, uint256]))
last_nonce: public(reentrant(HashMap[bytes32, uint256]))


@external
@pure
def salt_of(kind: bytes32, nonce: uint256) -> bytes32:
    """
    @notice With the creation code and its arguments the salt gives the address in advance.
    @param kind From `market_kind`, or keccak256 of (blueprint, parameters), ABI-encoded.
    @param nonce From 1.
    @return CREATE2 salt; everything that one creation makes shares it.
    """
    return self._salt(kind, nonce)


@internal
@view
def _check_blueprint(blueprint: address):
    errors.require(blueprint.codesize > PREAMBLE, "blueprint: no code")


@internal
def _next(kind: bytes32) -> (uint256, bytes32):
    nonce: uint256 = self.last_nonce[kind] + 1
    self.last_nonce[kind] = nonce
    return nonce, self._salt(kind, nonce)


@internal
@pure
def _salt(kind: bytes32, nonce: uint256) -> bytes32:
    return keccak256(abi_encode(kind, nonce))


@internal
@pure
def _name(name: String[32], nonce: uint256) -> String[32]:
    """
    @dev From the second of a kind on, names end in " 2" and symbols in "-2". A text that is too long
         for that is cut, or who copies a creation would block the original.
    """
    if nonce == 1:
        return name
    number: String[78] = uint2str(nonce)
    kept: uint256 = min(len(name), MAX_NAME - 1 - len(number))
    # decoding gives the text, which fits by now, the shorter type
    return abi_decode(abi_encode(concat(slice(name, 0, kept), " ", number)), String[32])


@internal
@pure
def _symbol(symbol: String[16], nonce: uint256) -> String[16]:
    if nonce == 1:
        return symbol
    number: String[78] = uint2str(nonce)
    kept: uint256 = min(len(symbol), MAX_SYMBOL - 1 - len(number))
    return abi_decode(abi_encode(concat(slice(symbol, 0, kept), "-", number)), String[16])
