# SPDX-License-Identifier: Apache-2.0
"""Fetches files whose SHA-256 is published beside them; goes on where a broken connection left off."""

import hashlib
import os
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import requests

BASE = "https://data.binance.vision"
_CHUNK = 2**16
_TOO_MANY = 429
_RANGE_WRONG = 416

T = TypeVar("T")


class ArchiveError(Exception):
    """The archive refuses, does not answer, or gives something else than it promises."""


class _Again(Exception):
    """A fault that may pass."""


_MAY_PASS = (_Again, requests.ConnectionError, requests.Timeout, requests.exceptions.ChunkedEncodingError)


@dataclass(frozen=True)
class Fetcher:
    """`attempts` for each file; `backoff` seconds before the second one, twice as long before each further one."""

    base: str = BASE
    session: requests.Session = field(default_factory=requests.Session)
    attempts: int = 5
    backoff: float = 1.0
    timeout: float = 30.0

    def fetch(self, path: str, target: Path) -> bool:
        """Puts the file at `path` of the archive to `target`; False if neither has it.

        A file that is there stays if its SHA-256 is the published one, or none is published any more; else the archive
        mended it, and it is fetched anew. What has come so far stays beside it as `.part`. Only a file with the right
        SHA-256 gets its name. Raises ArchiveError if the last attempt fails too, or at once on a refusal (403).
        """
        address = f"{self.base}/{path}"
        published = self._repeat(lambda: self._checksum(address))
        if published is None:
            return target.exists()
        if target.exists() and _digest(target) == published:
            return True
        target.parent.mkdir(parents=True, exist_ok=True)
        part = target.with_name(f"{target.name}.part")
        if not self._repeat(lambda: self._complete(address, part, published)):
            return False
        os.replace(part, target)
        return True

    def _repeat(self, attempt: Callable[[], T]) -> T:
        for tried in range(1, self.attempts):
            try:
                return attempt()
            except _MAY_PASS:
                time.sleep(self.backoff * 2 ** (tried - 1))
        try:
            return attempt()
        except _MAY_PASS as error:
            raise ArchiveError(f"{error}, {self.attempts} times") from error

    def _checksum(self, address: str) -> str | None:
        """The published SHA-256 of a file, or None if there is no such file."""
        with self.session.get(f"{address}.CHECKSUM", timeout=self.timeout) as answer:
            return answer.text.split()[0] if _found(answer) else None

    def _complete(self, address: str, part: Path, published: str) -> bool:
        """Fetches what `part` lacks; False if there is no such file."""
        done = part.stat().st_size if part.exists() else 0
        wanted = {"Range": f"bytes={done}-"} if done else {}
        with self.session.get(address, headers=wanted, stream=True, timeout=self.timeout) as answer:
            if answer.status_code == _RANGE_WRONG:
                part.unlink()
                raise _Again(f"{address} is shorter than what came of it before")
            if not _found(answer):
                return False
            with part.open("ab" if answer.status_code == requests.codes.partial_content else "wb") as file:
                for chunk in answer.iter_content(_CHUNK):
                    file.write(chunk)
        digest = _digest(part)
        if digest != published:
            part.unlink()
            raise _Again(f"{address}: its SHA-256 is {digest} instead of {published}")
        return True


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _found(answer: requests.Response) -> bool:
    if answer.status_code == requests.codes.not_found:
        return False
    if answer.status_code >= requests.codes.server_error or answer.status_code == _TOO_MANY:
        raise _Again(f"{answer.url}: {answer.status_code} {answer.reason}")
    if not answer.ok:
        raise ArchiveError(f"{answer.url}: {answer.status_code} {answer.reason}")
    return True
