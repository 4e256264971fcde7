# SPDX-License-Identifier: Apache-2.0
"""Spreads independent tasks over the cores of this machine, or over a Dask cluster."""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")


def spread(
    function: Callable[[T], R], tasks: Sequence[T], *, jobs: int | None = None, cluster: str | None = None
) -> Iterator[R]:
    """Answers of `function` in the order of `tasks`, each as soon as it and those before it are there.

    `jobs`: processes; None is one for each core. `cluster`: the address of a Dask scheduler, such as
    "tcp://host:8786"; its workers need the same version of steelyard, and the extra `cluster` must be installed here.
    Function and tasks must be picklable. An exception in a task comes through.
    """
    if cluster is not None:
        yield from _over_cluster(function, tasks, cluster)
    elif jobs == 1 or len(tasks) < 2:
        yield from map(function, tasks)
    else:
        # Forked workers would inherit the locks of threads that numpy, Arrow or a progress bar have started.
        with ProcessPoolExecutor(jobs or os.cpu_count(), mp_context=get_context("spawn")) as pool:
            yield from pool.map(function, tasks)


def _over_cluster(function: Callable[[T], R], tasks: Sequence[T], address: str) -> Iterator[R]:
    try:
        from distributed import Client
    except ImportError:
        raise ModuleNotFoundError("spread: a cluster needs the extra: pip install 'steelyard[cluster]'") from None
    with Client(address, timeout="10s") as client:
        for future in client.map(function, tasks, pure=False):
            yield future.result()
