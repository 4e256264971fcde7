# SPDX-License-Identifier: Apache-2.0
"""The asynchronous core of the SDK: `async with connect("local") as s: print(await s.markets())`."""

from steelyard.sdk.accounts import Account
from steelyard.sdk.pool import Pool
from steelyard.sdk.session import Session, connect
from steelyard.sdk.token import Token

__all__ = ["Account", "Pool", "Session", "Token", "connect"]
