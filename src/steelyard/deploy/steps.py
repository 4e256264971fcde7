# SPDX-License-Identifier: Apache-2.0
"""What a deployment consists of: steps, each one transaction, whose state is read off the chain and nowhere else."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from steelyard.artifacts import artifact
from steelyard.deploy.errors import Refused
from steelyard.deploy.made import Made
from steelyard.deploy.reading import Reading
from steelyard.model.lending import Setting


class State(Enum):
    """How far a step is; LATER: its time has not come, OTHERS: somebody else must send it first."""

    DONE = "done"
    OPEN = "open"
    LATER = "later"
    OTHERS = "others"


@dataclass(frozen=True)
class Limit:
    """A first borrow limit, proposed by the curator of a pool and applied by anybody after twice the timelock."""

    pool: str
    governance: str
    token: str
    amount: int

    def pending(self, reading: Reading) -> tuple[int, int]:
        """Returns the amount that waits and the time from which it may be applied, 0 for none."""
        governance = reading.ours("PoolGovernance", self.governance)
        amount, valid_at = governance.call("pending", int(Setting.BORROW_LIMIT), self.token)
        return int(amount), int(valid_at)

    def is_given(self, reading: Reading) -> bool:
        """Whether the token has a limit; another one than this is for the curator to explain."""
        return bool(reading.ours("LendingPool", self.pool).call("limit_of", self.token))


@dataclass(frozen=True)
class Step:
    """One transaction. `gas` is an estimate; `sender` is who must send it, "" for anybody."""

    name: str
    to: str
    data: bytes
    gas: int
    makes: tuple[Made, ...] = ()
    sender: str = ""
    limit: Limit | None = None
    applies: bool = False

    def state(self, reading: Reading) -> State:
        """Returns how far it is; other code where ours should lie raises `Refused`."""
        if self.limit is not None:
            return self._governed(reading, self.limit)
        found = [reading.code(made.address) for made in self.makes]
        faults = [
            f"{self.name}: {made.address} has code that is not {made.contract}'s; verify, and leave this chain alone"
            for made, code in zip(self.makes, found, strict=True)
            if code and code != made.code()
        ]
        if faults:
            raise Refused(faults)
        return State.DONE if all(found) else State.OPEN

    def ready_at(self, reading: Reading) -> int:
        """Returns the time from which the step may be sent."""
        return self.limit.pending(reading)[1] if self.limit and self.applies else 0

    def _governed(self, reading: Reading, limit: Limit) -> State:
        if not reading.code(limit.pool):
            return State.OTHERS if self.applies else State.OPEN
        if limit.is_given(reading):
            return State.DONE
        _, valid_at = limit.pending(reading)
        if not self.applies:
            return State.DONE if valid_at else State.OPEN
        if not valid_at:
            return State.OTHERS
        return State.OPEN if reading.now() >= valid_at else State.LATER


# ------------------------------------------------------------------ gas

_INTRINSIC, _ZERO_BYTE, _BYTE = 21_000, 4, 16
_CREATE, _CODE_BYTE, _INIT_WORD = 32_000, 200, 8  # hashing 6 and the limit of EIP-3860 2 a word
_CALL, _CONSTRUCTOR = 30_000, 75_000  # a constructor's reads and storage, about


def gas_of(data: bytes, makes: Sequence[Made]) -> int:
    """Returns about what a transaction with this data that makes these contracts will use."""
    zeros = data.count(0)
    gas = _INTRINSIC + _ZERO_BYTE * zeros + _BYTE * (len(data) - zeros) + _CALL
    for made in makes:
        code, created = len(made.code()), len(artifact(made.contract).bytecode)
        gas += _CREATE + _CODE_BYTE * code + _INIT_WORD * -(-created // 32)
        gas += 0 if made.is_blueprint or not made.values else _CONSTRUCTOR
    return gas
