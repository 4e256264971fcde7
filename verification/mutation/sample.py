# SPDX-License-Identifier: Apache-2.0
"""Which mutants there are, and which of them a campaign tries."""

import random
from pathlib import Path

from verification.mutation.operators import Mutant, mutants

FOLDERS = ("lending", "leverage", "pairing", "oracles", "factory", "periphery", "libraries")
SEED = 20_240
MIN_PER_FILE = 2


def population(contracts: Path) -> dict[str, list[Mutant]]:
    """Returns the mutants of every source that has any, by its path under `contracts`; mocks are left out."""
    paths = sorted(path for folder in FOLDERS for path in (contracts / folder).rglob("*.vy"))
    files = {path.relative_to(contracts).as_posix(): path.read_text() for path in paths}
    found = {file: mutants(file, text) for file, text in files.items()}
    return {file: some for file, some in found.items() if some}


def sample(everything: dict[str, list[Mutant]], size: int, seed: int = SEED) -> list[Mutant]:
    """Returns about `size` mutants: of each file its share, at least two.

    Each file draws by itself, so that a change of one file leaves what is tried of the others; and a larger sample
    contains the smaller one.
    """
    total = sum(map(len, everything.values()))
    chosen = []
    for file, found in everything.items():
        quota = min(len(found), max(MIN_PER_FILE, round(size * len(found) / total)))
        shuffled = found.copy()
        random.Random(f"{seed} {file}").shuffle(shuffled)
        chosen += shuffled[:quota]
    return chosen
