# SPDX-License-Identifier: Apache-2.0
"""How the reference model reverts: with the contract's reason, letter for letter, as the same exception.

"arithmetic" stands where the compiler's own overflow check fires.
"""

from steelyard.reverts.errors import Reverted

__all__ = ["Reverted", "require"]


def require(ok: bool, reason: str, **values: object) -> None:
    """Raises `Reverted` with `reason` and the numbers behind it unless `ok`."""
    if not ok:
        raise Reverted(reason, None, **values)
