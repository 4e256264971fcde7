# SPDX-License-Identifier: Apache-2.0
"""All or nothing: a refused operation of the twin leaves no trace, as a reverted transaction does."""

import copy
import functools
from collections.abc import Callable
from enum import Enum
from typing import Any, Concatenate, ParamSpec, TypeVar

from steelyard.model.clock import Clock
from steelyard.model.libraries.errors import Reverted

P = ParamSpec("P")
R = TypeVar("R")
_Snapshot = dict[int, tuple[Any, dict[str, Any]]]


def atomic(method: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Restores every twin object reachable from `self` when `method` raises `Reverted`."""

    @functools.wraps(method)
    def run(self: Any, /, *args: P.args, **kwargs: P.kwargs) -> R:
        before: _Snapshot = {}
        _remember(self, before)
        try:
            return method(self, *args, **kwargs)
        except Reverted:
            for item, attributes in before.values():
                if attributes:
                    item.__dict__.update(attributes)
            raise

    return run


def _remember(item: Any, before: _Snapshot) -> None:
    if id(item) in before or isinstance(item, Clock | Enum) or not type(item).__module__.startswith("steelyard.model"):
        return
    attributes = {}
    for name, content in getattr(item, "__dict__", {}).items():
        attributes[name] = copy.copy(content) if isinstance(content, dict | list) else content
    before[id(item)] = (item, attributes)
    for content in attributes.values():
        for part in content.values() if isinstance(content, dict) else (content,):
            _remember(part, before)
