# SPDX-License-Identifier: Apache-2.0
"""Wrong contracts that the campaigns must find: one text replaced before compiling, everything else as it is."""

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from steelyard.chain.compile import artifact, cache_dir, contracts_dir, only_one, source_hash, write_whole
from tests.forge.campaign import BUILT, SUITES, Outcome, run
from tests.forge.states import write_state


@dataclass(frozen=True)
class Mutant:
    """A fault in `file`, which the code of `contract` contains, and the promise that it breaks in `suite`."""

    contract: str
    file: str
    right: str
    wrong: str
    suite: str
    broken: str


MUTANTS = {
    "the pool rounds in favour of who leaves": Mutant(
        "LendingPool",
        "lending/LendingPool.vy",
        "assets: uint256 = books._to_assets_down(b, shares)\n    self._leave",
        "assets: uint256 = books._to_assets_up(b, shares)\n    self._leave",
        "Bull3x",
        "POOL-SHARE-01",
    ),
    "the queue is served and still waits": Mutant(
        "LendingPool",
        "lending/queue.vy",
        "        b.queued -= shares\n",
        "",
        "Bull3x",
        "POOL-CASH-01",
    ),
    "the token pays collateral for the fee too": Mutant(
        "LeveragedToken",
        "leverage/LeveragedToken.vy",
        "rounding.mul_div_down(book.collateral, moved, book.supply)",
        "rounding.mul_div_down(book.collateral, shares, book.supply)",
        "Bear2x",
        "LEV-RATIO-01",
    ),
    "a paid request can be claimed again": Mutant(
        "PairedShare",
        "pairing/exit_queue.vy",
        "    self.request[owner][number] = 0\n    return math",
        "    return math",
        "Paired3x",
        "PAIR-EXIT-01",
    ),
    "an executed order still waits": Mutant(
        "OrderDesk",
        "pairing/OrderDesk.vy",
        "    self._orders[number] = empty(IOrderDesk.Order)\n    result",
        "    result",
        "Ordered10x",
        "PAIR-CONS-01",
    ),
}


def hunt(mutant: Mutant, runs: int, seed: int) -> Outcome:
    """Runs the mutant's suite with its code in the place of the right one."""
    folder = BUILT / "mutants" / mutant.contract
    write_state(SUITES[mutant.suite], folder, {artifact(mutant.contract).runtime: _compiled(mutant, folder)})
    return run([mutant.suite], runs, seed, folder)


def _compiled(mutant: Mutant, folder: Path) -> bytes:
    """The mutant's runtime code, compiled once."""
    copy = folder / "contracts"
    shutil.rmtree(copy, ignore_errors=True)
    shutil.copytree(contracts_dir(), copy)
    file = copy / mutant.file
    text = file.read_text()
    if text.count(mutant.right) != 1:
        raise ValueError(f"mutant: {mutant.file} does not have its text once")
    file.write_text(text.replace(mutant.right, mutant.wrong))
    source = next(copy.rglob(f"{mutant.contract}.vy"))
    kept = cache_dir() / "mutants" / f"{mutant.contract}-{source_hash(source)}.hex"
    with only_one(kept):
        if not kept.exists():
            command = [sys.executable, "-m", "vyper", "-f", "bytecode_runtime", str(source)]
            answer = subprocess.run(command, capture_output=True, text=True, check=True)
            write_whole(kept, answer.stdout.strip().removeprefix("0x").encode())
    return bytes.fromhex(kept.read_text())
