# SPDX-License-Identifier: Apache-2.0
"""Wrong contracts that the campaigns must find: one text replaced before compiling, everything else as it is."""

from dataclasses import dataclass

from steelyard.artifacts import artifact
from tests.forge.campaign import BUILT, SUITES, Outcome, run
from tests.forge.states import write_state
from tests.support.planted import Change, planted

_REDEEMED = "issuance.redeem_amounts(account.collateral, account.debt, account.supply,"


@dataclass(frozen=True)
class Mutant:
    """A fault that the code of `contract` contains, and the promise that it breaks in `suite`."""

    contract: str
    change: Change
    suite: str
    broken: str


MUTANTS = {
    "the pool rounds in favour of who leaves": Mutant(
        "LendingPool",
        Change(
            "lending/LendingPool.vy",
            "assets: uint256 = accounting._to_assets_down(b, shares)\n    self._leave",
            "assets: uint256 = accounting._to_assets_up(b, shares)\n    self._leave",
        ),
        "Bull3x",
        "POOL-SHARE-01",
    ),
    "the queue is served and still waits": Mutant(
        "LendingPool",
        Change(
            "lending/queue.vy",
            "        b.queued -= shares\n",
            "",
        ),
        "Bull3x",
        "POOL-CASH-01",
    ),
    "the token pays collateral for the fee too": Mutant(
        "LeveragedToken",
        Change(
            "leverage/LeveragedToken.vy",
            f"    collateral, debt = {_REDEEMED} shares - fee)\n",
            f"    collateral, debt = {_REDEEMED} shares - fee)\n    collateral = {_REDEEMED} shares)[0]\n",
        ),
        "Bear2x",
        "LEV-RATIO-01",
    ),
    "a sale's clock runs through an outage": Mutant(
        "LeverageEngine",
        Change("leverage/lifecycle.vy", "e.clock + min(gap, STEP), RISE", "e.clock + gap, RISE"),
        "Bull3x",
        "LEV-END-02",
    ),
    "a gift ends an open market": Mutant(
        "LeveragedToken",
        Change(
            "leverage/lifecycle.vy",
            "    MINT | REBALANCE | REPORT | FEES | LEND,",
            "    MINT | REBALANCE | REPORT | FEES | LEND | GIFT,",
        ),
        "Bear2x",
        "LEV-END-01",
    ),
    "a paid request can be claimed again": Mutant(
        "PairingShare",
        Change(
            "pairing/exit_queue.vy",
            "    self.request[owner][number] = 0\n    return math",
            "    return math",
        ),
        "Paired3x",
        "PAIR-EXIT-01",
    ),
    "an executed order still waits": Mutant(
        "DelayedOrders",
        Change(
            "pairing/DelayedOrders.vy",
            "    self._orders[number] = empty(IDelayedOrders.Order)\n    result",
            "    result",
        ),
        "Ordered10x",
        "PAIR-CONS-01",
    ),
}


def hunt(mutant: Mutant, runs: int, seed: int) -> Outcome:
    """Runs the mutant's suite with its code in the place of the right one."""
    folder = BUILT / "mutants" / mutant.contract
    right = artifact(mutant.contract).runtime
    with planted(mutant.change):
        wrong = artifact(mutant.contract).runtime
    write_state(SUITES[mutant.suite], folder, {right: wrong})
    return run([mutant.suite], runs, seed, folder)
