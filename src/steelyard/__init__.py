# SPDX-License-Identifier: Apache-2.0
"""Steelyard: leveraged tokens on lending pools, their integer twin, and the tools around them."""

from importlib import import_module
from typing import Any

__version__ = "0.1.0"

_LAZY = {"connect": "steelyard.sdk.front", "Account": "steelyard.sdk.front"}
"""Public names, and the modules that they are imported from when they are asked for."""


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
