# SPDX-License-Identifier: Apache-2.0
"""An integer ERC-20 ledger with snekmate's refusals: the shares of the twin, and its plain assets."""

from collections import defaultdict

from steelyard.model.libraries.errors import Reverted, require
from steelyard.model.libraries.rounding import MAX_UINT256

ZERO_ADDRESS = "0x0000000000000000000000000000000000000000"


class Erc20:
    """Balances and allowances in the token's smallest unit. Accounts are any strings but the zero address.

    Anyone may mint and burn: whoever owns the ledger guards that. A refused call changes nothing. Nobody may send to
    `own`, the ledger's own address.
    """

    def __init__(self, decimals: int = 18, own: str = "") -> None:
        self.decimals = decimals
        self.own = own
        self.total_supply = 0
        self._balances: defaultdict[str, int] = defaultdict(int)
        self._allowances: defaultdict[tuple[str, str], int] = defaultdict(int)

    def balance_of(self, account: str) -> int:
        """Units that `account` holds."""
        return self._balances.get(account, 0)

    def allowance(self, owner: str, spender: str) -> int:
        """Units of `owner` that `spender` may still move; the greatest uint256 never shrinks."""
        return self._allowances.get((owner, spender), 0)

    def mint(self, receiver: str, amount: int) -> None:
        """Creates `amount` units for `receiver`."""
        require(receiver != ZERO_ADDRESS, "erc20: mint to the zero address")
        require(self.total_supply + amount <= MAX_UINT256, "arithmetic")
        self.total_supply += amount
        self._balances[receiver] += amount

    def burn(self, owner: str, amount: int) -> None:
        """Destroys `amount` units of `owner`."""
        self.check_burn(owner, amount)
        self._balances[owner] -= amount
        self.total_supply -= amount

    def burn_from(self, owner: str, amount: int, *, sender: str) -> None:
        """Destroys `amount` units of `owner` on the allowance of `sender`."""
        self.check_allowance(owner, sender, amount)
        self.check_burn(owner, amount)
        self._spend(owner, sender, amount)
        self.burn(owner, amount)

    def transfer(self, receiver: str, amount: int, *, sender: str) -> None:
        """Moves `amount` units from `sender` to `receiver`."""
        require(receiver != self.own, "token: bad receiver")
        self.check_transfer(sender, receiver, amount)
        self._move(sender, receiver, amount)

    def approve(self, spender: str, amount: int, *, sender: str) -> None:
        """Lets `spender` move up to `amount` units of `sender`."""
        require(sender != ZERO_ADDRESS, "erc20: approve from the zero address")
        require(spender != ZERO_ADDRESS, "erc20: approve to the zero address")
        self._allowances[sender, spender] = amount

    def transfer_from(self, owner: str, receiver: str, amount: int, *, sender: str) -> None:
        """Moves `amount` units from `owner` to `receiver` on the allowance of `sender`."""
        require(receiver != self.own, "token: bad receiver")
        self.check_allowance(owner, sender, amount)
        self.check_transfer(owner, receiver, amount)
        self._spend(owner, sender, amount)
        self._move(owner, receiver, amount)

    def _move(self, owner: str, receiver: str, amount: int) -> None:
        self._balances[owner] -= amount
        self._balances[receiver] += amount

    def _spend(self, owner: str, spender: str, amount: int) -> None:
        if self.allowance(owner, spender) < MAX_UINT256:
            self._allowances[owner, spender] -= amount

    def check_allowance(self, owner: str, spender: str, amount: int) -> None:
        """Refuses what `spender` may not move of `owner`'s units."""
        if self.allowance(owner, spender) < amount:
            raise Reverted("erc20: insufficient allowance", needed=amount)

    def check_transfer(self, owner: str, receiver: str, amount: int) -> None:
        """Refuses what `transfer` would refuse."""
        require(owner != ZERO_ADDRESS, "erc20: transfer from the zero address")
        require(receiver != ZERO_ADDRESS, "erc20: transfer to the zero address")
        if self.balance_of(owner) < amount:
            raise Reverted("erc20: transfer amount exceeds balance", held=self.balance_of(owner), needed=amount)

    def check_burn(self, owner: str, amount: int) -> None:
        """Refuses what `burn` would refuse."""
        require(owner != ZERO_ADDRESS, "erc20: burn from the zero address")
        if self.balance_of(owner) < amount:
            raise Reverted("erc20: burn amount exceeds balance", held=self.balance_of(owner), needed=amount)
