# SPDX-License-Identifier: Apache-2.0
"""How the contracts pack what they store: each word once, its parts from the lowest bit on.

The contracts name where a part begins (`FEE_TIME_AT` in `accounting.vy`); a test holds them against this and reads
live contracts by it. A counter that fills its part saturates there, in the contract and in the model.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Word:
    """One storage word: `variable` of the contract module `module`, and the bits of each part.

    `packed_by` is the module that packs it, if another one.
    """

    module: str
    variable: str
    parts: dict[str, int]
    packed_by: str = ""

    def begins(self, part: str) -> int:
        """The lowest bit of `part`."""
        names = list(self.parts)
        return sum(self.parts[name] for name in names[: names.index(part)])

    def max(self, part: str) -> int:
        """The largest number that fits `part`."""
        return (1 << self.parts[part]) - 1

    def write(self, **parts: int) -> int:
        """The word of these parts."""
        return sum(part << self.begins(name) for name, part in parts.items())

    def read(self, word: int) -> dict[str, int]:
        """The parts of a stored word."""
        return {part: word >> self.begins(part) & self.max(part) for part in self.parts}


BALANCE = Word(
    "leverage/accounting",
    "_account",
    {"collateral": 112, "last_read": 32, "fee_time": 32, "stage": 8, "fees_owed": 72},
)
"""Collateral counted, when a good price was last read, the stage and the management fee owed, in 1e-9 of a share."""
PRINCIPAL = Word("leverage/accounting", "_principal", {"principal": 96, "last_price": 160})
"""Borrowed less repaid, plus 2**95, and the last good price."""
COUNTERS = Word("leverage/accounting", "_counters", {"rebalance_cost": 96, "fee_shares": 160})
"""The cost of all rebalances, plus 2**95, and the fee shares of all time."""
SALE = Word(
    "leverage/accounting",
    "_clocks",
    {"since": 40, "round": 80, "clock": 24, "ramp": 24, "bound": 64, "under": 24},
    packed_by="leverage/lifecycle",
)
"""When and in which round an ending was last seen, its clocks, the most discount, whether A <= D."""
OFFERS = Word("leverage/accounting", "_offers", {"refused": 160, "reported": 96}, packed_by="leverage/lifecycle")
"""The offer last refused and the first report of a dead oracle."""

FUNDS = Word(
    "lending/accounting",
    "_funds",
    {"is_busy": 1, "is_ending": 1, "cash": 96, "reserve": 96, "utilization": 30, "time": 32},
)
"""Whether `WAITING` counts, and whether the two words after it do; cash, the reserve, the utilization last sampled, in
billionths, and when interest was last added."""
LOANS = Word("lending/accounting", "_loans", {"rate": 37, "factor": 12, "debt_shares": 106, "index": 101})
"""The borrow rate, the reserve factor in basis points, debt shares and the index."""
WAITING = Word("lending/accounting", "_waiting", {"queued": 127, "claimable": 96, "paused_until": 33})
"""Shares in the queue, what was served and not claimed, the end of a pause."""
IMPAIRED = Word("lending/accounting", "_impaired", {"nominal": 128, "carried": 128})
"""Impaired debt as owed and as lenders count it."""
ENDING = Word("lending/accounting", "_ending", {"ending_shares": 128, "covered": 128})
"""Debt shares of borrowers in wind-down whose debt still earns, and what the reserve paid for losses still open."""
TERMS = Word("lending/accounting", "_terms", {"rate_model": 160, "deposit_cap": 96})
"""The rate model and the deposit cap."""
BORROWER = Word("lending/borrowers", "_borrowers", {"limit": 96, "drained_at": 48, "shares": 112})
"""A borrower's limit, the tick at which its hourly allowance is whole again, its debt shares."""
WIND_DOWN = Word("lending/borrowers", "_wind_downs", {"winding": 1, "nominal": 120, "wind_down_carried": 135})
"""Whether a borrower winds down, its impaired debt as owed and as lenders count it."""

MARKS = Word("pairing/accounting", "_marks", {"reference": 160, "index": 96})
"""The price of the last rebalance and the funding index."""
TOTALS = Word("pairing/accounting", "_totals", {"underlying": 128, "fees_owed": 128})
"""Units of U counted, and those owed to the fee recipient."""
LEVERAGED = Word("pairing/accounting", "_leveraged", {"leveraged": 128, "funding": 128})
"""L and F of the leveraged vault."""
FUNDING = Word("pairing/accounting", "_funding", {"leveraged": 128, "funding": 128})
"""L and F of the funding vault."""
CLOCKS = Word(
    "pairing/accounting",
    "_clocks",
    {
        "accrued_at": 40,
        "last_rebalance": 40,
        "fresh_until": 40,
        "stale_since": 40,
        "unbilled": 40,
        "is_open": 1,
        "is_deprecated": 1,
    },
)
"""When what was last done, and what may be done at all."""

WORDS = (
    BALANCE, PRINCIPAL, COUNTERS, SALE, OFFERS,
    FUNDS, LOANS, WAITING, IMPAIRED, ENDING, TERMS, BORROWER, WIND_DOWN,
    MARKS, TOTALS, LEVERAGED, FUNDING, CLOCKS,
)  # fmt: skip
"""Every packed word."""
