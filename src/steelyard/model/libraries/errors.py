# SPDX-License-Identifier: Apache-2.0
"""The one exception of the integer twin."""


class Reverted(Exception):
    """The contract would revert.

    `reason` is the contract's revert string, letter for letter ("arithmetic" where the
    compiler's own overflow check fires). `values` are the numbers behind the refusal.
    """

    def __init__(self, reason: str, **values: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.values = values

    def __str__(self) -> str:
        details = ", ".join(f"{name}={number}" for name, number in self.values.items())
        return f"{self.reason} ({details})" if details else self.reason


def require(ok: bool, reason: str, **values: object) -> None:
    """Raises `Reverted` with `reason` unless `ok`."""
    if not ok:
        raise Reverted(reason, **values)
