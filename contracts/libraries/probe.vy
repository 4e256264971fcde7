# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title What a contract answers, without letting it revert
@license AGPL-3.0-only
@notice For contracts that may refuse, have no such function, or have no code at all.
"""


@internal
@view
def first_word(target: address, selector: Bytes[4], size: uint256, gas_limit: uint256) -> (bool, uint256):
    """
    @dev An account without code succeeds with no answer, so the size decides.
    @param target Who is asked, by a static call.
    @param selector Of a function without arguments.
    @param size Least bytes of an answer, 32 or 64.
    @param gas_limit Most gas that the answer may take; see to it that so much is left.
    @return Whether there is an answer, and its first word.
    """
    answer: Bytes[64] = self._ask(target, selector, gas_limit)
    if len(answer) < size:
        return False, 0
    return True, extract32(answer, 0, output_type=uint256)


@internal
@view
def two_words(target: address, selector: Bytes[4], gas_limit: uint256) -> (bool, uint256, uint256):
    """
    @dev As `first_word`.
    @return Whether there is an answer, and its first two words.
    """
    answer: Bytes[64] = self._ask(target, selector, gas_limit)
    if len(answer) < 64:
        return False, 0, 0
    return True, extract32(answer, 0, output_type=uint256), extract32(answer, 32, output_type=uint256)


@internal
@view
def _ask(target: address, selector: Bytes[4], gas_limit: uint256) -> Bytes[64]:
    """
    @return The answer, empty for a refusal.
    """
    success: bool = False
    answer: Bytes[64] = b""
    success, answer = raw_call(
        target, selector, max_outsize=64, gas=gas_limit, is_static_call=True, revert_on_failure=False
    )
    return answer if success else b""
