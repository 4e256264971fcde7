# SPDX-License-Identifier: Apache-2.0
"""The synchronous front: the same names as the asynchronous core, each of which waits for its answer."""

import asyncio
import functools
import os
import threading
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from steelyard.sdk import session as core
from steelyard.sdk.accounts import Account
from steelyard.sdk.network import Network, network
from steelyard.sdk.pool import Pool as CorePool
from steelyard.sdk.token import Token as CoreToken

P = ParamSpec("P")
R = TypeVar("R")


class _Loop:
    """An event loop in a thread of its own, so that a program with a loop, like a notebook, can use the front too."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="steelyard", daemon=True)
        self._thread.start()

    def run(self, work: Coroutine[Any, Any, R]) -> R:
        """Waits for the answer; an interrupt cancels the work."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def waiting(self, function: Callable[P, Coroutine[Any, Any, R]]) -> Callable[P, R]:
        """Returns `function` as one that waits."""

        @functools.wraps(function)
        def wait(*args: P.args, **kwargs: P.kwargs) -> R:
            return self.run(function(*args, **kwargs))

        return wait

    def stop(self) -> None:
        """Ends loop and thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


class Token:
    """A leveraged token: `steelyard.sdk.token.Token`, waiting."""

    def __init__(self, inner: CoreToken, loop: _Loop) -> None:
        self.terms, self.symbol, self.address = inner.terms, inner.symbol, inner.address
        self.balance_sheet = loop.waiting(inner.balance_sheet)
        self.market = loop.waiting(inner.market)
        self.quote_buy, self.buy = loop.waiting(inner.quote_buy), loop.waiting(inner.buy)
        self.quote_sell, self.sell = loop.waiting(inner.quote_sell), loop.waiting(inner.sell)
        self.quote_mint_in_kind = loop.waiting(inner.quote_mint_in_kind)
        self.mint_in_kind = loop.waiting(inner.mint_in_kind)
        self.quote_redeem_in_kind = loop.waiting(inner.quote_redeem_in_kind)
        self.redeem_in_kind = loop.waiting(inner.redeem_in_kind)
        self.explain = loop.waiting(inner.explain)

    def __repr__(self) -> str:
        return f"Token({self.terms.share})"


class Pool:
    """A lending pool: `steelyard.sdk.pool.Pool`, waiting."""

    def __init__(self, inner: CorePool, loop: _Loop) -> None:
        self.share, self.lent, self.symbol, self.address = inner.share, inner.lent, inner.symbol, inner.address
        self.balance_sheet, self.position = loop.waiting(inner.balance_sheet), loop.waiting(inner.position)
        self.quote_lend, self.lend = loop.waiting(inner.quote_lend), loop.waiting(inner.lend)
        self.quote_withdraw, self.withdraw = loop.waiting(inner.quote_withdraw), loop.waiting(inner.withdraw)
        self.quote_enqueue, self.enqueue = loop.waiting(inner.quote_enqueue), loop.waiting(inner.enqueue)
        self.quote_claim, self.claim = loop.waiting(inner.quote_claim), loop.waiting(inner.claim)
        self.explain = loop.waiting(inner.explain)

    def __repr__(self) -> str:
        return f"Pool({self.share} of {self.lent})"


class Session:
    """A session: `steelyard.sdk.session.Session`, waiting. Use it as a context manager."""

    def __init__(self, known: Network) -> None:
        self.network = known
        self._core = core.Session(known)
        self.native = self._core.native

    def __enter__(self) -> "Session":
        self._loop = _Loop()
        try:
            self._loop.run(self._core.__aenter__())
        except BaseException:
            self._loop.stop()
            raise
        self.markets, self.balance = self._loop.waiting(self._core.markets), self._loop.waiting(self._core.balance)
        self.account = self._core.account
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._loop.run(self._core.close())
        self._loop.stop()

    def token(self, symbol: str) -> Token:
        """Returns the leveraged token of that symbol or address; see `steelyard.sdk.session.Session.token`."""
        return Token(self._loop.run(self._core.token(symbol)), self._loop)

    def pool(self, symbol: str) -> Pool:
        """Returns the lending pool that fits a symbol or address; see `steelyard.sdk.session.Session.pool`."""
        return Pool(self._loop.run(self._core.pool(symbol)), self._loop)

    def pools(self) -> list[Pool]:
        """Returns the lending pools of the markets."""
        return [Pool(one, self._loop) for one in self._loop.run(self._core.pools())]


def connect(where: str, deployment: str | os.PathLike[str] | None = None) -> Session:
    """Returns the session, to be entered with `with`, of a network's name or file, or of an RPC address with the file
    that says what lies there."""
    return Session(network(where, deployment))


__all__ = ["Account", "Pool", "Session", "Token", "connect"]
