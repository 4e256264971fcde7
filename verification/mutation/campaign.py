# SPDX-License-Identifier: Apache-2.0
"""Hands mutants to workers, each in a scratch copy of its own, and collects what became of them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from pathlib import Path
from queue import Queue

from verification.mutation.operators import Mutant
from verification.mutation.outcome import Result
from verification.mutation.scratch import make_scratch

# random tests need no depth to find a fault in the arithmetic that they compare
_DEPTH = {"STEELYARD_OPS": "600"}
TRUSTING = "--trusting"  # to a worker: no run of the tests without a mutant


class _Worker:
    def __init__(self, folder: Path, trusting: bool) -> None:
        make_scratch(folder)
        environment = os.environ | _DEPTH | {"PYTHONPATH": f"{folder / 'src'}:{folder}"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "verification.mutation.worker", *([TRUSTING] if trusting else [])],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def judge(self, mutant: Mutant) -> Result:
        """Waits for what becomes of `mutant`."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(asdict(mutant)) + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline()
        if not answer:
            raise RuntimeError(f"mutation: the worker ended on {mutant.name}")
        return Result(mutant.name, mutant.line, mutant.old, mutant.new, **json.loads(answer))

    def end(self) -> None:
        """Closes its input, which is how it ends."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def run(waiting: list[Mutant], scratch: Path, jobs: int, trusting: bool) -> Iterator[Result]:
    """Yields the results in the order of `waiting`; `trusting` that the tests pass without a mutant."""
    free: Queue[_Worker] = Queue()
    workers = [_Worker(scratch / str(number), trusting) for number in range(min(jobs, len(waiting)))]
    for worker in workers:
        free.put(worker)

    def judged(mutant: Mutant) -> Result:
        worker = free.get()
        try:
            return worker.judge(mutant)
        finally:
            free.put(worker)

    try:
        with ThreadPoolExecutor(max(len(workers), 1)) as pool:
            yield from pool.map(judged, waiting)
    finally:
        for worker in workers:
            worker.end()
