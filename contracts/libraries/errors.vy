# pragma version 0.4.3
# SPDX-License-Identifier: AGPL-3.0-only
"""
@title The one way to refuse
@license AGPL-3.0-only
@notice Answers `Error(string)` with a text of the form "subject: fault". One
        shared helper costs a deployable far fewer bytes than assert strings.
"""


@internal
@pure
def require(ok: bool, reason: String[32]):
    """
    @dev Reverts with `reason` unless `ok`.
    @param ok The condition that must hold.
    @param reason "subject: fault", unique within its contract.
    """
    if not ok:
        raw_revert(abi_encode(reason, method_id=method_id("Error(string)")))


@internal
@pure
def revert(reason: String[32]):
    """
    @dev Reverts with `reason`. For the busiest paths, which then pay for the text only
         when they refuse: `if not ok: errors.revert(reason)`.
    @param reason As in `need`.
    """
    raw_revert(abi_encode(reason, method_id=method_id("Error(string)")))
